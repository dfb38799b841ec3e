//! From the text of a query to its tokens.
//!
//! What a character means depends on where it is: `-` excludes at the beginning of a
//! word and is part of it elsewhere, `:` makes a field name only directly before its value.

use super::fields::Scope;
use dateline_core::article::Span;
use dateline_core::text;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TokenKind<'q> {
    /// `(`
    Open,
    /// `)`
    Close,
    /// The text between quotes; `closed` is false where the last quote is missing.
    Quoted {
        /// What is between the quotes.
        text: &'q str,
        /// False if the query ends before the quotes do.
        closed: bool,
    },
    /// A run of characters without white space, brackets or quotes.
    Word(&'q str),
    /// `[a TO b]` as the value of a field.
    Range(&'q str),
    /// A regular expression, without its slashes.
    Regex(&'q str),
    /// A field name, without its colon.
    Field(&'q str),
    /// `+` before an operand.
    Plus,
    /// `-` or `!` before an operand.
    Minus,
    /// `AND` or `&&`
    And,
    /// `OR` or `||`
    Or,
    /// `NOT`
    Not,
    /// `~5` or `^2` directly after a quote or a bracket.
    Suffix(&'q str),
}

/// A token and where it is in the query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token<'q> {
    /// What it is.
    pub(super) kind: TokenKind<'q>,
    /// Its bytes in the query.
    pub(super) span: Span,
}

/// A range has to end within this many bytes; it bounds the search for its bracket.
const LONGEST_RANGE: usize = 64;

/// A regular expression has to end within this many characters.
const LONGEST_REGEX: usize = 128;

/// The tokens of a query.
pub(super) fn tokens(query: &str) -> Vec<Token<'_>> {
    let mut lexer = Lexer { query, at: 0, tokens: Vec::new(), expects_value: false };
    while let Some(c) = lexer.rest().chars().next() {
        lexer.step(c);
    }
    lexer.tokens
}

/// True for the marks that open or close a phrase, in the forms that keyboards and word processors give them.
pub(super) fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '‟' | '«' | '»' | '＂')
}

/// True for the marks that open a phrase in single curly quotes: English and German ones.
pub(super) fn is_single_quote(c: char) -> bool {
    matches!(c, '‘' | '‚')
}

struct Lexer<'q> {
    query: &'q str,
    at: usize,
    tokens: Vec<Token<'q>>,
    /// True from a field's colon to the end of its value, if no other field can begin.
    expects_value: bool,
}

impl<'q> Lexer<'q> {
    fn rest(&self) -> &'q str {
        &self.query[self.at..]
    }

    fn step(&mut self, c: char) {
        match c {
            _ if c.is_whitespace() => self.at += c.len_utf8(),
            '(' => self.push(TokenKind::Open, 1),
            ')' => {
                self.push(TokenKind::Close, 1);
                self.suffix();
            }
            _ if is_quote(c) => self.quoted(c),
            _ if is_single_quote(c) && self.single_quoted(c) => {}
            '+' if self.is_prefix() => self.push(TokenKind::Plus, 1),
            '/' if self.regex() => {}
            '-' | '!' if self.is_prefix() => self.push(TokenKind::Minus, 1),
            _ if self.rest().starts_with("&&") => self.push(TokenKind::And, 2),
            _ if self.rest().starts_with("||") => self.push(TokenKind::Or, 2),
            _ => self.word(),
        }
    }

    fn push(&mut self, kind: TokenKind<'q>, length: usize) {
        let span = Span::new(self.at, self.at + length);
        self.at += length;
        self.expects_value = match kind {
            TokenKind::Field(_) => true,
            TokenKind::Plus | TokenKind::Minus => self.expects_value,
            _ => false,
        };
        self.tokens.push(Token { kind, span });
    }

    /// True if the sign at this place is at the beginning of an operand and not within or between words.
    fn is_prefix(&self) -> bool {
        let before = self.query[..self.at].chars().next_back();
        let begins = before.is_none_or(|c| c.is_whitespace() || c == '(') || self.follows_prefix_or_field();
        let after = self.rest().chars().nth(1);
        begins && after.is_some_and(|c| !c.is_whitespace() && c != ')')
    }

    /// True if a sign or a field name ends directly here.
    fn follows_prefix_or_field(&self) -> bool {
        self.tokens.last().is_some_and(|last| {
            last.span.end == self.at
                && matches!(last.kind, TokenKind::Plus | TokenKind::Minus | TokenKind::Field(_))
        })
    }

    fn quoted(&mut self, opening: char) {
        let inner = &self.rest()[opening.len_utf8()..];
        let (length, closing) = closing_quote(inner, opening).unwrap_or((inner.len(), 0));
        let kind = TokenKind::Quoted { text: &inner[..length], closed: closing > 0 };
        self.push(kind, opening.len_utf8() + length + closing);
        self.suffix();
    }

    /// The text between single curly quotes that begin here, as a phrase; false where the mark is an apostrophe.
    fn single_quoted(&mut self, opening: char) -> bool {
        let inner = &self.rest()[opening.len_utf8()..];
        let Some((length, closing)) = closing_single_quote(inner, opening) else { return false };
        let kind = TokenKind::Quoted { text: &inner[..length], closed: true };
        self.push(kind, opening.len_utf8() + length + closing);
        self.suffix();
        true
    }

    /// A regular expression that begins here; false where the slash is none of one.
    ///
    /// It is one run of characters between slashes, and no value of a field that holds addresses.
    fn regex(&mut self) -> bool {
        let begins = self.query[..self.at].ends_with(|c: char| c.is_whitespace() || c == '(');
        if self.at > 0 && !begins && !self.follows_prefix_or_field() {
            return false;
        }
        let of_address = self.tokens.last().is_some_and(|last| match last.kind {
            TokenKind::Field(name) => {
                last.span.end == self.at && Scope::named(name).is_some_and(Scope::is_address)
            }
            _ => false,
        });
        let Some(length) = regex_length(&self.rest()[1..]).filter(|_| !of_address) else { return false };
        let kind = TokenKind::Regex(&self.rest()[1..=length]);
        self.push(kind, length + 2);
        self.suffix();
        true
    }

    /// `~5` and `^2` directly after a quote or a bracket.
    fn suffix(&mut self) {
        if self.rest().starts_with(['~', '^']) {
            let raw = run(self.rest());
            self.push(TokenKind::Suffix(raw), raw.len());
        }
    }

    fn word(&mut self) {
        let joined =
            initials(self.rest()).or_else(|| compound(self.rest())).or_else(|| ampersand(self.rest()));
        let raw = joined.unwrap_or_else(|| run(self.rest()));
        if self.expects_value {
            return self.value(raw);
        }
        if let Some(name) = self.field_name(raw) {
            let span = Span::new(self.at, self.at + name.len());
            self.at = span.end + 1;
            self.tokens.push(Token { kind: TokenKind::Field(name), span: Span::new(span.start, self.at) });
            self.expects_value = true;
            return;
        }
        let kind = match raw {
            _ if self.follows_prefix_or_field() => TokenKind::Word(raw),
            "AND" => TokenKind::And,
            "OR" => TokenKind::Or,
            "NOT" => TokenKind::Not,
            _ => TokenKind::Word(raw),
        };
        self.push(kind, raw.len());
    }

    /// The value of a field: a word, or a range in brackets.
    fn value(&mut self, raw: &'q str) {
        if raw.starts_with(['[', '{'])
            && let Some(range) = bracketed(self.rest())
        {
            return self.push(TokenKind::Range(range), range.len());
        }
        self.push(TokenKind::Word(raw), raw.len());
    }

    /// The field name at the beginning of `raw`, if a value follows its colon.
    ///
    /// White space may be before the value only where the name is a known one in lower case:
    /// headlines that people paste have words with a colon (`Syria: talks go on`).
    fn field_name(&self, raw: &'q str) -> Option<&'q str> {
        let (name, value) = raw.split_once(':')?;
        if !is_name(name) || value.starts_with("//") {
            return None;
        }
        if !value.is_empty() {
            return Some(name);
        }
        let after = &self.rest()[raw.len()..];
        let next = after.chars().next()?;
        let spaced = next.is_whitespace()
            && !name.contains(|c: char| c.is_ascii_uppercase())
            && Scope::named(name).is_some()
            && !after.trim_start().is_empty();
        (next == '(' || is_quote(next) || spaced).then_some(name)
    }
}

fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.'))
}

/// The characters up to white space, a bracket, a quote, `&&` or `||`; a backslash takes in the next one.
fn run(rest: &str) -> &str {
    let mut chars = rest.char_indices();
    while let Some((at, c)) = chars.next() {
        let ends = c.is_whitespace() || matches!(c, '(' | ')') || is_quote(c);
        if ends || (at > 0 && matches!(rest.as_bytes().get(at..at + 2), Some(b"&&" | b"||"))) {
            return &rest[..at];
        }
        if c == '\\' && chars.clone().next().is_some_and(|(_, next)| !next.is_whitespace()) {
            chars.next();
        }
    }
    rest
}

/// Initials with spaces between them, which are one word: `J. R. R.`
fn initials(rest: &str) -> Option<&str> {
    let mut end = initial(rest)?;
    let mut count = 1;
    while let Some(length) = rest[end..].strip_prefix(' ').and_then(initial) {
        end += 1 + length;
        count += 1;
    }
    let ends = rest[end..].chars().next().is_none_or(|c| c.is_whitespace() || c == ')');
    (count > 1 && ends).then(|| &rest[..end])
}

/// Two words that are one, with a space between them: `cease fire`.
fn compound(rest: &str) -> Option<&str> {
    let first = text::words(rest).next().filter(|first| first.start == 0)?;
    let whole = &rest[..text::compound_end(rest, first)?];
    let ends = rest[whole.len()..].chars().next().is_none_or(|c| c.is_whitespace() || c == ')');
    (whole.contains(' ') && ends).then_some(whole)
}

/// Two initials with an `&` and spaces between them, which are one word: `R & D`.
fn ampersand(rest: &str) -> Option<&str> {
    let begins = rest.starts_with(|c: char| c.is_ascii_uppercase());
    let unit = begins.then(|| text::units(rest).next()).flatten().filter(|unit| unit.start == 0)?;
    let ends = rest[unit.end..].chars().next().is_none_or(|c| c.is_whitespace() || c == ')');
    (unit.text.contains(" & ") && ends).then_some(unit.text)
}

/// The length of a regular expression up to the slash that ends it, behind which a word has to end.
fn regex_length(rest: &str) -> Option<usize> {
    let mut chars = rest.char_indices().take(LONGEST_REGEX);
    while let Some((at, c)) = chars.next() {
        match c {
            '/' => {
                let after = rest[at + 1..].chars().next();
                let ends = after.is_none_or(|c| c.is_whitespace() || matches!(c, ')' | '^'));
                return (at > 0 && ends).then_some(at);
            }
            '\\' => drop(chars.next()),
            _ if c.is_whitespace() => return None,
            _ => {}
        }
    }
    None
}

/// The length of a capital letter with its full stop at the beginning of the text.
fn initial(text: &str) -> Option<usize> {
    let mut chars = text.chars();
    let letter = chars.next().filter(|c| c.is_uppercase())?;
    (chars.next() == Some('.')).then(|| letter.len_utf8() + 1)
}

/// The length of the quoted text and of the quote that closes it.
///
/// A straight quote is closed by a straight one, or failing that by any; typographic quotes
/// are closed by any that can close, for people mix them.
fn closing_quote(inner: &str, opening: char) -> Option<(usize, usize)> {
    let straight = matches!(opening, '"' | '＂');
    if straight && let Some(found) = first_unescaped(inner, |c| c == opening) {
        return Some(found);
    }
    first_unescaped(inner, |c| is_quote(c) && c != '„')
}

/// The length of the text in single curly quotes and of the quote that closes it.
///
/// The mark that closes is an apostrophe too, so that only one counts after which a word ends; one that begins a word
/// (`rock ’n’ roll`) says that such marks are apostrophes here.
fn closing_single_quote(inner: &str, opening: char) -> Option<(usize, usize)> {
    let closes = |c| if opening == '‚' { matches!(c, '‘' | '’') } else { c == '’' };
    let ends = |rest: &str| !rest.starts_with(char::is_alphanumeric);
    let is_text = |text: &str| text.starts_with(char::is_alphanumeric);
    let mut marks = inner.char_indices().filter(|&(_, c)| closes(c) || is_quote(c) || is_single_quote(c));
    let begins_word = |at: usize| inner[..at].ends_with(char::is_whitespace);
    let (at, mark) =
        marks.find(|&(at, c)| !closes(c) || begins_word(at) || ends(&inner[at + c.len_utf8()..]))?;
    (closes(mark) && !begins_word(at) && is_text(inner)).then(|| (at, mark.len_utf8()))
}

fn first_unescaped(text: &str, closes: impl Fn(char) -> bool) -> Option<(usize, usize)> {
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        if closes(c) {
            return Some((at, c.len_utf8()));
        }
        if c == '\\' {
            chars.next();
        }
    }
    None
}

fn bracketed(rest: &str) -> Option<&str> {
    let end = rest.bytes().take(LONGEST_RANGE).position(|b| matches!(b, b']' | b'}'))?;
    Some(&rest[..=end])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn kinds(query: &str) -> Vec<TokenKind<'_>> {
        tokens(query).into_iter().map(|token| token.kind).collect()
    }

    fn quoted(text: &str) -> TokenKind<'_> {
        TokenKind::Quoted { text, closed: true }
    }

    #[test]
    fn hyphens_exclude_only_at_the_beginning() {
        use TokenKind::{Minus, Word};
        assert_eq!(kinds("four-year -war"), [Word("four-year"), Minus, Word("war")]);
        assert_eq!(kinds("war - peace -"), [Word("war"), Word("-"), Word("peace"), Word("-")]);
        assert_eq!(kinds("\"Iran\"-backed"), [quoted("Iran"), Word("-backed")]);
        assert_eq!(kinds("(-war)"), [TokenKind::Open, Minus, Word("war"), TokenKind::Close]);
        assert_eq!(kinds("wow! !war"), [Word("wow!"), Minus, Word("war")]);
        assert_eq!(kinds("c++ +war"), [Word("c++"), TokenKind::Plus, Word("war")]);
    }

    #[test]
    fn initials_are_one_word() {
        use TokenKind::{Minus, Open, Word};
        assert_eq!(kinds("J. R. R. Tolkien"), [Word("J. R. R."), Word("Tolkien")]);
        assert_eq!(kinds("(-В. В. Путин"), [Open, Minus, Word("В. В."), Word("Путин")]);
        assert_eq!(kinds("J. Smith A. b."), [Word("J."), Word("Smith"), Word("A."), Word("b.")]);
    }

    #[test]
    fn words_that_are_one_are_one_word() {
        use TokenKind::Word;
        assert_eq!(kinds("cease fire talks"), [Word("cease fire"), Word("talks")]);
        assert_eq!(
            kinds("(cease fires) cease-fire"),
            [TokenKind::Open, Word("cease fires"), TokenKind::Close, Word("cease-fire")]
        );
        assert_eq!(kinds("cease fire*"), [Word("cease"), Word("fire*")]);
    }

    #[test]
    fn operators_are_upper_case_or_signs() {
        use TokenKind::{And, Not, Or, Word};
        assert_eq!(kinds("a AND b&&c"), [Word("a"), And, Word("b"), And, Word("c")]);
        assert_eq!(
            kinds("a OR b || c or d"),
            [Word("a"), Or, Word("b"), Or, Word("c"), Word("or"), Word("d")]
        );
        assert_eq!(kinds("NOT a \\NOT -NOT"), [Not, Word("a"), Word("\\NOT"), TokenKind::Minus, Word("NOT")]);
        assert_eq!(kinds("AT&T | x"), [Word("AT&T"), Word("|"), Word("x")]);
    }

    #[test]
    fn quotes_of_all_kinds() {
        assert_eq!(
            kinds("“a b” „c d“ «e f» »g«"),
            [quoted("a b"), quoted("c d"), quoted("e f"), quoted("g")]
        );
        assert_eq!(kinds("„a\" „b\""), [quoted("a"), quoted("b")]);
        assert_eq!(kinds("\"a «b» c\""), [quoted("a «b» c")]);
        assert_eq!(kinds("\"a b” c"), [quoted("a b"), TokenKind::Word("c")]);
        assert_eq!(kinds("\"a \\\" b\"~5^2"), [quoted("a \\\" b"), TokenKind::Suffix("~5^2")]);
        assert_eq!(kinds("\"a b"), [TokenKind::Quoted { text: "a b", closed: false }]);
    }

    #[test]
    fn single_curly_quotes_are_told_from_apostrophes() {
        use TokenKind::Word;
        assert_eq!(kinds("‘no deal’ ‚kein Abkommen‘"), [quoted("no deal"), quoted("kein Abkommen")]);
        assert_eq!(
            kinds("title:‘Britain’s deal’~2"),
            [TokenKind::Field("title"), quoted("Britain’s deal"), TokenKind::Suffix("~2")]
        );
        assert_eq!(
            kinds("O’Brien ‘tis rock ’n’ roll"),
            [Word("O’Brien"), Word("‘tis"), Word("rock"), Word("’n’"), Word("roll")]
        );
        assert_eq!(kinds("workers’ rights ‘"), [Word("workers’"), Word("rights"), Word("‘")]);
    }

    #[test]
    fn field_names_need_a_value() {
        use TokenKind::{Field, Word};
        assert_eq!(kinds("title:war"), [Field("title"), Word("war")]);
        assert_eq!(kinds("title:-war"), [Field("title"), TokenKind::Minus, Word("war")]);
        assert_eq!(kinds("title:\"a b\""), [Field("title"), quoted("a b")]);
        assert_eq!(kinds("title: war"), [Field("title"), Word("war")]);
        assert_eq!(
            kinds("Title: war Syria: talks"),
            [Word("Title:"), Word("war"), Word("Syria:"), Word("talks")]
        );
        assert_eq!(kinds("title:"), [Word("title:")]);
        assert_eq!(kinds("http://a.b 12:30 a\\:b"), [Word("http://a.b"), Word("12:30"), Word("a\\:b")]);
        assert_eq!(kinds("a:b:c:d"), [Field("a"), Word("b:c:d")]);
        assert_eq!(kinds("title:AND"), [Field("title"), Word("AND")]);
    }

    #[test]
    fn regular_expressions_are_between_slashes() {
        use TokenKind::{Close, Field, Minus, Open, Regex, Suffix, Word};
        assert_eq!(kinds("/organi[sz]e/ x"), [Regex("organi[sz]e"), Word("x")]);
        assert_eq!(kinds("(-/a(b|c)\\/d/^2)"), [Open, Minus, Regex("a(b|c)\\/d"), Suffix("^2"), Close]);
        assert_eq!(
            kinds("title:/ab+/ path:/home/"),
            [Field("title"), Regex("ab+"), Field("path"), Word("/home/")]
        );
        assert_eq!(
            kinds("/a/b/ a/b/ // /a b/"),
            [Word("/a/b/"), Word("a/b/"), Word("//"), Word("/a"), Word("b/")]
        );
    }

    #[test]
    fn initials_around_a_sign_are_one_word() {
        use TokenKind::Word;
        assert_eq!(kinds("R & D costs"), [Word("R & D"), Word("costs")]);
        assert_eq!(
            kinds("war & D r & d"),
            [Word("war"), Word("&"), Word("D"), Word("r"), Word("&"), Word("d")]
        );
    }

    #[test]
    fn ranges_are_values_of_fields() {
        assert_eq!(
            kinds("date:[2015 TO 2016}"),
            [TokenKind::Field("date"), TokenKind::Range("[2015 TO 2016}")]
        );
        assert_eq!(kinds("date:[2015"), [TokenKind::Field("date"), TokenKind::Word("[2015")]);
        assert_eq!(kinds("[sic]"), [TokenKind::Word("[sic]")]);
    }

    proptest! {
        #[test]
        fn tokens_are_in_order_and_lose_only_white_space(query in "(?s).*|[-+!()\"“”:~^*\\\\&|a b]{0,40}") {
            let mut last = 0;
            for token in tokens(&query) {
                prop_assert!(query[last..token.span.start].trim().is_empty());
                prop_assert!(token.span.start < token.span.end);
                last = token.span.end;
            }
            prop_assert!(query[last..].trim().is_empty());
        }
    }
}
