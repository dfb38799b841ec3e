//! Words as the tagger sees them: their shape, what is known about them, and what is before them.

use dateline_core::text;

use super::hash;
use super::lexicon;

/// How a word is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// `talks`
    Lower,
    /// `Kerry`
    Capital,
    /// `UN`
    Upper,
    /// `J`
    Letter,
    /// `McCain`, `iPhone`
    Mixed,
    /// `2015`, `30th`
    Number,
    /// A script without upper and lower case.
    Caseless,
}

/// What is between a word and the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gap {
    /// The word begins a sentence, a line or the text.
    Start,
    Space,
    Hyphen,
    /// A hyphen between spaces.
    Dash,
    /// The full stop of an initial or abbreviation, and white space.
    Stop,
    Comma,
    Quote,
    Open,
    Close,
    /// Any other punctuation.
    Break,
}

/// A word of a text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token {
    pub start: usize,
    /// Just past the word without a possessive ending.
    pub end: usize,
    /// 0 for a word far from any that is written like a name, of which nothing is looked up.
    pub hash: u64,
    /// What is known about the word, as bits of [`lexicon::class`].
    pub classes: u16,
    /// The word's cluster among many; 0 if it is in none.
    pub fine: u16,
    /// The word's cluster among few; 0 if it is in none.
    pub coarse: u8,
    pub shape: Shape,
    pub gap: Gap,
    /// A possessive ending follows.
    pub possessive: bool,
    /// The word is in a line that is all capitals.
    pub shouted: bool,
}

impl Token {
    /// True for a word that is written like a name.
    pub fn is_nameish(&self) -> bool {
        matches!(self.shape, Shape::Capital | Shape::Upper | Shape::Letter | Shape::Mixed)
    }

    pub fn is(&self, class: u16) -> bool {
        self.classes & class != 0
    }
}

/// The words of a text.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut out: Vec<Token> = Vec::with_capacity(text.len() / 6);
    let mut line_start = 0;
    for word in text::words(text) {
        if let Some(last) = out.last_mut().filter(|last| is_possessive_apart(text, last, word)) {
            last.possessive = true;
            continue;
        }
        let gap = gap(text, out.last(), word.start);
        if gap == Gap::Start && text[out.last().map_or(0, |t| t.end)..word.start].contains('\n') {
            mark_shouted(&mut out[line_start..]);
            line_start = out.len();
        }
        out.push(token(word, gap));
    }
    mark_shouted(&mut out[line_start..]);
    look_up(text, &mut out);
    out
}

/// Only words so near to one that is written like a name are looked up.
const NEAR: usize = 2;

/// Looks up what is known about the words that can matter.
fn look_up(text: &str, tokens: &mut [Token]) {
    let mut done = 0;
    for at in 0..tokens.len() {
        if tokens[at].shape == Shape::Lower {
            continue;
        }
        let end = (at + NEAR + 1).min(tokens.len());
        for token in &mut tokens[done.max(at.saturating_sub(NEAR)).min(end)..end] {
            token.hash = hash::word(&text[token.start..token.end]);
            let known = lexicon::word(token.hash);
            (token.classes, token.fine, token.coarse) = (known.classes, known.fine, known.coarse);
        }
        done = end;
    }
}

/// True for the `s` of `Lavrov’ s`, as text that was cut into words and joined again has it.
fn is_possessive_apart(text: &str, last: &Token, word: text::Token<'_>) -> bool {
    word.text == "s"
        && !last.possessive
        && matches!(&text[last.end..word.start], "\u{2019} " | "' " | " '" | " \u{2019}")
}

fn token(word: text::Token<'_>, gap: Gap) -> Token {
    let stem = without_possessive(word.text);
    let shape = shape(stem);
    Token {
        start: word.start,
        end: word.start + stem.len(),
        hash: 0,
        classes: 0,
        fine: 0,
        coarse: 0,
        shape,
        gap,
        possessive: stem.len() < word.text.len(),
        shouted: false,
    }
}

fn without_possessive(word: &str) -> &str {
    for ending in ["'s", "\u{2019}s", "'S", "\u{2019}S"] {
        if let Some(stem) = word.strip_suffix(ending) {
            return stem;
        }
    }
    word
}

fn shape(word: &str) -> Shape {
    if word.bytes().all(|b| b.is_ascii_lowercase()) {
        return Shape::Lower;
    }
    let mut chars = word.chars();
    let first = chars.next().unwrap_or(' ');
    if first.is_numeric() {
        return Shape::Number;
    }
    let (mut upper, mut lower, mut letters) = (0, 0, 0);
    for c in chars.filter(|c| c.is_alphabetic()) {
        letters += 1;
        upper += usize::from(c.is_uppercase());
        lower += usize::from(c.is_lowercase());
    }
    match (first.is_uppercase(), upper, lower) {
        (true, 0, 0) if letters == 0 => Shape::Letter,
        (true, 0, _) => Shape::Capital,
        (true, _, 0) => Shape::Upper,
        (true, ..) => Shape::Mixed,
        (false, 0, _) if first.is_lowercase() => Shape::Lower,
        (false, 0, _) => Shape::Caseless,
        (false, ..) => Shape::Mixed,
    }
}

/// What is between the last word and the one at `start`.
fn gap(text: &str, last: Option<&Token>, start: usize) -> Gap {
    let Some(last) = last else { return Gap::Start };
    let end = if last.possessive { after_possessive(text, last.end) } else { last.end };
    match &text[end..start] {
        " " | "\u{a0}" | "  " | "" => Gap::Space,
        "-" | "\u{2010}" | "\u{2011}" => Gap::Hyphen,
        " - " => Gap::Dash,
        ", " => Gap::Comma,
        ". " | "." if abbreviates(text, last) => Gap::Stop,
        " & " | "&" => Gap::Space,
        other => long_gap(text, other, end),
    }
}

fn after_possessive(text: &str, end: usize) -> usize {
    let length = |c: char| if c == '\u{2019}' || c == '\'' || c == ' ' { c.len_utf8() } else { 0 };
    let marks: usize = text[end..].chars().take(2).map(length).sum();
    end + marks + 1
}

fn long_gap(text: &str, between: &str, at: usize) -> Gap {
    let bytes = between.as_bytes();
    if bytes.contains(&b'\n') {
        return if between.trim_matches([' ', '\r']) == "\n" && is_wrapped(text, at) {
            Gap::Space
        } else {
            Gap::Start
        };
    }
    let ends = between.trim_start_matches(['"', '\'', ')', ']', '\u{201d}', '\u{2019}']);
    if ends.starts_with(['.', '!', '?', '…', '|', '•']) || between.contains(". ") {
        return Gap::Start;
    }
    if between.ends_with(['"', '\'', '\u{201c}', '\u{2018}', '«']) {
        return Gap::Quote;
    }
    if between.ends_with(['(', '[']) {
        return Gap::Open;
    }
    if between.starts_with([')', ']']) {
        return Gap::Close;
    }
    if between.starts_with(',') { Gap::Comma } else { Gap::Break }
}

/// True if the line that ends near `at` has the length of a line that was wrapped, so that its end means nothing.
fn is_wrapped(text: &str, at: usize) -> bool {
    const WRAPPED: std::ops::RangeInclusive<usize> = 50..=90;
    let from = at.saturating_sub(WRAPPED.end() + 1);
    let before = &text.as_bytes()[from..at];
    let length = before.iter().rev().take_while(|&&b| b != b'\n').count();
    WRAPPED.contains(&length)
}

/// Abbreviations that are within or before names, folded.
const ABBREVIATIONS: &str =
    " mr mrs ms dr gen sen rep gov lt col sgt capt maj adm prof st mt ft rev hon jr sr pres messrs cmdr ";

fn abbreviates(text: &str, last: &Token) -> bool {
    match last.shape {
        Shape::Letter => true,
        Shape::Upper => text[last.start..last.end].contains('.'),
        Shape::Capital if last.end - last.start <= 6 => {
            let word = text[last.start..last.end].to_ascii_lowercase();
            ABBREVIATIONS.contains(&format!(" {word} "))
        }
        _ => false,
    }
}

/// Marks the words of a line that is written in capitals throughout.
fn mark_shouted(line: &mut [Token]) {
    let upper = line.iter().filter(|t| matches!(t.shape, Shape::Upper | Shape::Letter)).count();
    let other =
        line.iter().filter(|t| matches!(t.shape, Shape::Lower | Shape::Capital | Shape::Mixed)).count();
    if upper >= 3 && upper > 4 * other {
        line.iter_mut().for_each(|t| t.shouted = true);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn possessives_are_cut_off_and_gaps_seen() {
        let text = "Lavrov's plane (IS) met J. Kerry. Al-Assad, \"Oh";
        let seen: Vec<_> = tokens(text).iter().map(|t| (&text[t.start..t.end], t.gap)).collect();
        let want = [
            ("Lavrov", Gap::Start),
            ("plane", Gap::Space),
            ("IS", Gap::Open),
            ("met", Gap::Close),
            ("J", Gap::Space),
            ("Kerry", Gap::Stop),
            ("Al", Gap::Start),
            ("Assad", Gap::Hyphen),
            ("Oh", Gap::Quote),
        ];
        assert_eq!(seen, want);
    }

    #[test]
    fn lines_in_capitals_are_marked() {
        let seen = tokens("PUTIN MEETS KERRY\n\nThe UN met.");
        assert!(seen[..3].iter().all(|t| t.shouted) && seen[3..].iter().all(|t| !t.shouted));
    }

    #[test]
    fn shapes() {
        assert_eq!(shape("McCain"), Shape::Mixed);
        assert_eq!(shape("Élysée"), Shape::Capital);
        assert_eq!(shape("U.S"), Shape::Upper);
        assert_eq!(shape("الأسد"), Shape::Caseless);
    }

    proptest! {
        #[test]
        fn offsets_lie_within_the_text(text in "(?s).*") {
            for token in tokens(&text) {
                prop_assert!(text.get(token.start..token.end).is_some());
            }
        }

        #[test]
        fn possessives_of_any_text(text in "([A-Za-z'’s. \n-]{0,12})*") {
            tokens(&text);
        }
    }
}
