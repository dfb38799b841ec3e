//! One clause: words, phrases, patterns and their suffixes.

use super::build::{all_of, boosted, nothing};
use super::error::QueryIssue;
use super::fields::Scope;
use super::parser::{Clause, Parser};
use super::regex;
use super::tree::{Field, Query};
use dateline_core::article::Span;
use dateline_core::text::{self, Token, is_by_character};

/// The distance of `word~` without a number, as in Lucene and Elasticsearch.
const DEFAULT_DISTANCE: u8 = 2;

/// A clause as written, taken apart: what to look for, and the suffixes without their signs.
struct Parts<'q> {
    base: &'q str,
    tilde: Option<&'q str>,
    caret: Option<&'q str>,
}

impl<'q> Parser<'q> {
    /// A run of characters: a word, a pattern, or several words.
    pub(super) fn chunk(&mut self, scope: Scope, raw: &'q str, span: Span) -> Clause {
        let parts = Parts::of(raw);
        let factor = self.boost(parts.caret, span)?;
        let clause = match scope {
            Scope::Text(field) => self.text(field, &parts, span)?,
            _ => self.filter_value(scope, &parts, span)?,
        };
        Ok(clause.map(|query| boosted(query, factor)))
    }

    fn filter_value(&mut self, scope: Scope, parts: &Parts<'q>, span: Span) -> Clause {
        if parts.tilde.is_some() {
            return self.unreadable(QueryIssue::new(span, "~ works on words only"));
        }
        match scope {
            Scope::Countries(field) => self.countries(field, parts.base, span),
            Scope::Length => self.length(parts.base, span),
            _ => self.dates(parts.base, span),
        }
    }

    fn text(&mut self, field: Field, parts: &Parts<'q>, span: Span) -> Clause {
        if is_star(parts.base) {
            return self.star(field, span);
        }
        if has_wildcard(parts.base) || is_question_pattern(field, parts.base) {
            let clause = self.patterns(field, parts.base, span)?;
            if parts.tilde.is_some() {
                self.fault(QueryIssue::new(span, "~ and * cannot be combined; ~ is ignored"))?;
            }
            return Ok(clause);
        }
        if let Some(word) = parts.base.strip_prefix('=') {
            return self.exact(field, word, parts.tilde, span);
        }
        let mut clauses = Vec::new();
        for piece in pieces(field, parts.base) {
            clauses.extend(self.words(field, piece, span)?);
        }
        if let Some(tilde) = parts.tilde {
            self.fuzzy(&mut clauses, tilde, span)?;
        }
        match self.joined(clauses) {
            None if field != Field::Any => {
                self.unreadable(QueryIssue::new(span, "there is no word to search for here"))
            }
            clause => Ok(clause),
        }
    }

    /// `*` alone is every article; of one field it would mean "has this field", which is not supported.
    fn star(&mut self, field: Field, span: Span) -> Clause {
        self.count(1, span)?;
        if field == Field::Any {
            return Ok(Some(Query::All));
        }
        self.unreadable(QueryIssue::new(span, "searching for articles that have a field is not supported"))
    }

    /// One word, or several that only punctuation separates (`four-year`), which then are a phrase.
    ///
    /// Words of scripts without spaces, which nothing separates, are words of their own.
    fn words(&mut self, field: Field, piece: &str, span: Span) -> Clause {
        let words = typed_words(field, piece);
        self.count(words.len(), span)?;
        let word = |word: &Token<'_>| Query::Word { field, text: written(word) };
        let unseparated = words.windows(2).all(|pair| pair[0].end == pair[1].start);
        if words.len() < 2 || (unseparated && has_text(field)) {
            return Ok(self.joined(words.iter().map(word).collect()));
        }
        Ok(Some(Query::Phrase { field, text: spaced(&words), slop: 0 }))
    }

    /// `=word`: the word in just this form. Several that only punctuation separates are next to each other too.
    fn exact(&mut self, field: Field, text: &str, tilde: Option<&str>, span: Span) -> Clause {
        if text.is_empty() && self.is_quote_at(span.end) {
            let issue = QueryIssue::new(span, "= works on a single word; it is ignored");
            self.fault(issue.hint("write = before each word"))?;
            return Ok(None);
        }
        if tilde.is_some() {
            self.fault(QueryIssue::new(span, "~ and = cannot be combined; ~ is ignored"))?;
        }
        let mut clauses = Vec::new();
        for piece in pieces(field, text) {
            if !has_text(field) {
                clauses.extend(self.words(field, piece, span)?);
                continue;
            }
            let words: Vec<Token<'_>> = text::units(piece).collect();
            self.count(words.len(), span)?;
            clauses.extend(words.iter().map(|word| Query::Exact { field, text: written(word) }));
            if words.len() > 1 {
                clauses.push(Query::Phrase { field, text: spaced(&words), slop: 0 });
            }
        }
        match clauses.is_empty() {
            true if field != Field::Any => {
                self.unreadable(QueryIssue::new(span, "there is no word to search for here"))
            }
            true => Ok(None),
            false => Ok(Some(all_of(clauses, Vec::new()))),
        }
    }

    /// Makes the last word a fuzzy one.
    fn fuzzy(&mut self, clauses: &mut [Query], tilde: &str, span: Span) -> Result<(), QueryIssue> {
        let distance = self.distance(tilde, span)?;
        let [Query::Word { field, text }] = clauses else {
            return self.fault(QueryIssue::new(span, "~ works on a single word; it is ignored"));
        };
        if distance > 0 {
            clauses[0] = Query::Fuzzy { field: *field, text: std::mem::take(text), distance };
        }
        Ok(())
    }

    fn distance(&mut self, tilde: &str, span: Span) -> Result<u8, QueryIssue> {
        if tilde.is_empty() {
            return Ok(DEFAULT_DISTANCE);
        }
        match tilde.parse() {
            Ok(distance @ 0..=2) => Ok(distance),
            _ => {
                let issue = QueryIssue::new(span, format!("~{tilde} is too large; the maximum is ~2"));
                self.fault(issue.hint("write ~1 or ~2"))?;
                Ok(DEFAULT_DISTANCE)
            }
        }
    }

    /// Words of which at least one has a `*` or a `?`.
    fn patterns(&mut self, field: Field, base: &str, span: Span) -> Clause {
        let mut clauses = Vec::new();
        let tokens: Vec<&str> =
            base.split(|c| !is_pattern_char(c)).filter(|token| !token.is_empty()).collect();
        for token in &tokens {
            clauses.extend(self.pattern(field, token, span)?);
        }
        if tokens.len() > 1 {
            self.fault(QueryIssue::new(
                span,
                "* works within one word; the parts are searched as separate words",
            ))?;
        }
        Ok(match (clauses.is_empty(), field) {
            (false, _) => Some(all_of(clauses, Vec::new())),
            (true, Field::Any) => None,
            (true, _) => Some(nothing()),
        })
    }

    fn pattern(&mut self, field: Field, token: &str, span: Span) -> Clause {
        // A question mark at the end of a word is one.
        let token = token.trim_matches(['\'', '\u{2019}']).trim_end_matches('?');
        let rest = token.trim_start_matches(['*', '?', '\'', '\u{2019}']);
        if rest.len() < token.len() {
            let sign = if token.starts_with('?') { '?' } else { '*' };
            let issue = QueryIssue::new(
                span,
                format!(
                    "a word cannot begin with {sign}, because every word of the index would have to be compared"
                ),
            );
            self.fault(issue.hint("write the beginning of the word"))?;
        }
        if !rest.contains(['*', '?']) || rest.contains(is_by_character) {
            return self.words(field, rest, span);
        }
        self.count(1, span)?;
        Ok(Some(Query::Wildcard { field, pattern: single_stars(rest) }))
    }

    /// Words between quotes.
    pub(super) fn quoted(&mut self, scope: Scope, text: &'q str, closed: bool, span: Span) -> Clause {
        if !closed {
            self.fault(QueryIssue::new(
                Span::new(span.start, span.end - text.len()),
                "this quote is never closed",
            ))?;
        }
        let suffix = self.take_suffix();
        let parts =
            suffix.map_or(Parts { base: "", tilde: None, caret: None }, |(raw, _)| Parts::of_suffix(raw));
        let at = suffix.map_or(span, |(_, span)| span);
        let factor = self.boost(parts.caret, at)?;
        let clause = match scope {
            Scope::Text(field) => {
                let slop = self.slop(&parts, at)?;
                self.phrase(field, text, slop, span)?
            }
            Scope::Countries(field) => self.country(field, text, span)?,
            Scope::Dates => self.dates(text, span)?,
            Scope::Length => self.length(text, span)?,
        };
        Ok(clause.map(|query| boosted(query, factor)))
    }

    fn phrase(&mut self, field: Field, text: &str, slop: u32, span: Span) -> Clause {
        let words = typed_words(field, text);
        self.count(words.len(), span)?;
        if words.is_empty() {
            self.fault(QueryIssue::new(span, "there are no words between these quotes"))?;
            return Ok((field != Field::Any).then(nothing));
        }
        if has_text(field) && (has_pattern(text) || is_question_pattern(field, text)) {
            return self.pattern_phrase(field, text, slop, span);
        }
        if has_pattern(text) {
            let issue = QueryIssue::new(span, "* has no effect within quotes and is ignored");
            self.fault(issue.hint("search for the words without quotes"))?;
        }
        if is_question_pattern(field, text) {
            let issue = QueryIssue::new(span, "? has no effect within quotes and is ignored");
            self.fault(issue.hint("search for the words without quotes"))?;
        }
        Ok(Some(Query::Phrase { field, text: spaced(&words), slop }))
    }

    /// Words between quotes of which some have a `*` or a `?`.
    fn pattern_phrase(&mut self, field: Field, text: &str, slop: u32, span: Span) -> Clause {
        let mut words: Vec<String> = Vec::new();
        for run in text.split_whitespace() {
            if !has_wildcard(run) && !is_question_pattern(field, run) {
                words.extend(text::query_words(run).iter().map(written));
                continue;
            }
            for token in run.split(|c| !is_pattern_char(c)).filter(|token| !token.is_empty()) {
                match self.pattern(field, token, span)? {
                    Some(Query::Wildcard { pattern, .. }) => words.push(pattern),
                    Some(Query::Word { text, .. } | Query::Phrase { text, .. }) => words.push(text),
                    _ => {}
                }
            }
        }
        let text = words.join(" ");
        Ok(match words.iter().any(|word| word.contains(['*', '?'])) {
            true => Some(Query::PatternPhrase { field, text, slop }),
            false => Some(Query::Phrase { field, text, slop }),
        })
    }

    fn slop(&mut self, parts: &Parts<'q>, span: Span) -> Result<u32, QueryIssue> {
        let Some(tilde) = parts.tilde else { return Ok(0) };
        if let Ok(slop) = tilde.parse() {
            return Ok(slop);
        }
        let issue = QueryIssue::new(span, "~ after quotes needs a whole number and is ignored");
        self.fault(issue.hint("write \"near words\"~5"))?;
        Ok(0)
    }

    /// The boost after a group.
    pub(super) fn group_boost(&mut self, suffix: Option<(&'q str, Span)>) -> Result<Option<f32>, QueryIssue> {
        let Some((raw, span)) = suffix else { return Ok(None) };
        let parts = Parts::of_suffix(raw);
        if parts.tilde.is_some() {
            self.fault(QueryIssue::new(span, "~ has no effect after a group and is ignored"))?;
        }
        self.boost(parts.caret, span)
    }

    fn boost(&mut self, caret: Option<&str>, span: Span) -> Result<Option<f32>, QueryIssue> {
        let Some(caret) = caret else { return Ok(None) };
        match caret.parse::<f32>() {
            Ok(factor) if factor.is_finite() && factor > 0.0 && !caret.starts_with(['+', '-']) => {
                Ok(Some(factor))
            }
            _ => {
                let issue = QueryIssue::new(span, "^ needs a number above 0 and is ignored");
                self.fault(issue.hint("write word^2 or word^0.5"))?;
                Ok(None)
            }
        }
    }

    /// `[a TO b]` as the value of a field.
    pub(super) fn range(&mut self, scope: Scope, raw: &'q str, span: Span) -> Clause {
        match scope {
            Scope::Dates => self.dates(raw, span),
            Scope::Length => self.length(raw, span),
            _ => self.unreadable(
                QueryIssue::new(span, "ranges work only for dates and numbers of words")
                    .hint("write date:2015..2016 or words:>500"),
            ),
        }
    }

    /// `/…/`: a word that the expression matches.
    pub(super) fn regex(&mut self, scope: Scope, raw: &'q str, span: Span) -> Clause {
        let suffix = self.take_suffix();
        let parts =
            suffix.map_or(Parts { base: "", tilde: None, caret: None }, |(raw, _)| Parts::of_suffix(raw));
        let factor = self.boost(parts.caret, suffix.map_or(span, |(_, span)| span))?;
        let Scope::Text(field) = scope else {
            return self.unreadable(QueryIssue::new(span, "regular expressions work on words only"));
        };
        if !has_text(field) {
            let issue =
                QueryIssue::new(span, "regular expressions work on headline, standfirst and body only");
            return self.unreadable(issue.hint("use * and ? here"));
        }
        if let Err(reason) = regex::compiled(raw) {
            return self.unreadable(QueryIssue::new(span, reason.to_string()).hint(reason.hint()));
        }
        self.count(1, span)?;
        Ok(Some(boosted(Query::Regex { field, pattern: raw.to_owned() }, factor)))
    }
}

impl<'q> Parts<'q> {
    /// Takes `~1` and `^2` off the end; both in any order.
    ///
    /// A `~` without a number after it elsewhere is punctuation; a `^` is always meant as a boost.
    fn of(raw: &'q str) -> Self {
        let (mut base, mut tilde, mut caret) = (raw, None, None);
        while let Some((at, sign)) = last_marker(base) {
            let value = &base[at + 1..];
            match sign {
                '^' if caret.is_none() => caret = Some(value),
                '~' if tilde.is_none() && is_decimal(value) => tilde = Some(value),
                _ => break,
            }
            base = &base[..at];
        }
        Self { base, tilde, caret }
    }

    /// Suffixes alone, as they follow a quote or a bracket.
    fn of_suffix(raw: &'q str) -> Self {
        let (mut tilde, mut caret) = (None, None);
        let mut rest = raw;
        while let Some(sign) = rest.chars().next() {
            let end = rest[1..].find(['~', '^']).map_or(rest.len(), |at| at + 1);
            match sign {
                '~' => tilde = Some(&rest[1..end]),
                _ => caret = Some(&rest[1..end]),
            }
            rest = &rest[end..];
        }
        Self { base: "", tilde, caret }
    }
}

/// The words of a text as they are looked up in a field.
fn typed_words(field: Field, text: &str) -> Vec<Token<'_>> {
    if has_text(field) { text::query_words(text) } else { text::words(text).collect() }
}

/// A word as it is in the tree: initials without the spaces between them.
pub(super) fn written(word: &Token<'_>) -> String {
    word.text.replace([' ', '\u{a0}'], "")
}

/// Words with spaces between them.
fn spaced(words: &[Token<'_>]) -> String {
    words.iter().map(written).collect::<Vec<String>>().join(" ")
}

/// The last `~` or `^` that is neither escaped nor at the beginning.
fn last_marker(base: &str) -> Option<(usize, char)> {
    let at = base.rfind(['~', '^']).filter(|&at| at > 0 && base.as_bytes()[at - 1] != b'\\')?;
    Some((at, char::from(base.as_bytes()[at])))
}

/// True for the fields that hold the article's text, whose words are kept as they are written too.
pub(super) fn has_text(field: Field) -> bool {
    matches!(field, Field::Any | Field::Headline | Field::Standfirst | Field::Body)
}

fn is_decimal(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit() || b == b'.')
}

/// `*`, `***` and `*:*`, which in other engines is every document.
fn is_star(base: &str) -> bool {
    base == "*:*" || (!base.is_empty() && base.bytes().all(|b| b == b'*'))
}

/// True if there is a `*` without a backslash before it.
fn has_wildcard(base: &str) -> bool {
    base.bytes().zip(std::iter::once(0).chain(base.bytes())).any(|(b, before)| b == b'*' && before != b'\\')
}

/// True if a `*` is directly after a letter, as in a pattern; one that is alone is punctuation.
fn has_pattern(text: &str) -> bool {
    text.chars().zip(text.chars().skip(1)).any(|(before, c)| c == '*' && before.is_alphanumeric())
}

/// True if a `?` is between letters, where it stands for any letter; at the end of a word it ends a question.
///
/// Addresses hold such a `?` too.
fn is_question_pattern(field: Field, base: &str) -> bool {
    let is_address = matches!(field, Field::Url | Field::Path | Field::Source) || base.contains(['/', '=']);
    let mut marks = base.match_indices('?');
    !is_address
        && marks.any(|(at, _)| {
            let (before, after) = (base[..at].trim_end_matches('?'), base[at + 1..].trim_start_matches('?'));
            before.ends_with(char::is_alphanumeric) && after.starts_with(char::is_alphanumeric)
        })
}

fn is_pattern_char(c: char) -> bool {
    c.is_alphanumeric()
        || matches!(c, '*' | '?' | '\'' | '\u{2019}')
        || unicode_normalization::char::is_combining_mark(c)
}

fn single_stars(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len());
    for c in pattern.chars() {
        if c != '*' || !out.ends_with('*') {
            out.push(c);
        }
    }
    out
}

/// The parts of a run that are words of their own: `Syria/Iraq` is two, `24/7` and `four-year` are one.
///
/// Addresses and paths are one whatever separates their words.
fn pieces(field: Field, base: &str) -> Vec<&str> {
    if matches!(field, Field::Url | Field::Path | Field::Source) {
        return vec![base];
    }
    let mut out = Vec::new();
    let mut start = 0;
    for (at, separator) in base.match_indices(is_separator) {
        let end = at + separator.len();
        let in_number = base[..at].ends_with(|c: char| c.is_ascii_digit())
            && base[end..].starts_with(|c: char| c.is_ascii_digit());
        if !in_number {
            out.push(&base[start..at]);
            start = end;
        }
    }
    out.push(&base[start..]);
    out
}

fn is_separator(c: char) -> bool {
    matches!(
        c,
        ',' | ';' | '/' | '|' | '—' | '…' | '!' | '?' | '=' | '<' | '>' | '[' | ']' | '{' | '}' | '、' | '，'
    )
}
