//! A line cut into numbers, words and marks, and a cursor that reads them.

use unicode_normalization::char::is_combining_mark;

/// Dates are in short lines or near their start; no more than this is looked at.
const LONGEST_LINE: usize = 4096;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Digits of any script, with their value.
    Number(u64),
    /// Letters.
    Word,
    /// A single other character.
    Mark(char),
}

/// A number, word or mark and where it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token<'a> {
    pub kind: Kind,
    pub text: &'a str,
    pub start: usize,
    pub end: usize,
    /// True if no white space is between this token and the one before.
    pub glued: bool,
}

impl Token<'_> {
    /// The number of digits or letters.
    pub fn width(&self) -> usize {
        self.text.chars().count()
    }
}

/// The tokens of the head of a line.
pub(super) fn scan(line: &str) -> Vec<Token<'_>> {
    let line = head(line);
    let mut tokens: Vec<Token> = Vec::new();
    let mut at = 0;
    while let Some(first) = line[at..].chars().next() {
        let end = at + token_len(&line[at..], first);
        if !first.is_whitespace() {
            let glued = tokens.last().is_some_and(|t| t.end == at);
            let text = &line[at..end];
            tokens.push(Token { kind: kind(text, first), text, start: at, end, glued });
        }
        at = end;
    }
    tokens
}

/// The part of a line that is looked at.
fn head(line: &str) -> &str {
    let end = (0..=LONGEST_LINE.min(line.len())).rev().find(|&at| line.is_char_boundary(at));
    &line[..end.unwrap_or(0)]
}

fn token_len(rest: &str, first: char) -> usize {
    let same: fn(char) -> bool = match first {
        c if digit(c).is_some() => |c| digit(c).is_some(),
        c if is_letter(c) => is_letter,
        _ => return first.len_utf8(),
    };
    rest.find(|c| !same(c)).unwrap_or(rest.len())
}

fn kind(text: &str, first: char) -> Kind {
    if digit(first).is_some() {
        return Kind::Number(value(text));
    }
    if is_letter(first) { Kind::Word } else { Kind::Mark(first) }
}

/// The value of digits of any script; a number too long to be part of a date saturates.
fn value(text: &str) -> u64 {
    text.chars().filter_map(digit).fold(0, |sum: u64, d| sum.saturating_mul(10).saturating_add(d.into()))
}

/// The value of a decimal digit in the scripts that dates are written in.
fn digit(c: char) -> Option<u32> {
    let zero = match c {
        '0'..='9' => '0',
        '\u{660}'..='\u{669}' => '\u{660}',
        '\u{6f0}'..='\u{6f9}' => '\u{6f0}',
        '\u{966}'..='\u{96f}' => '\u{966}',
        '\u{e50}'..='\u{e59}' => '\u{e50}',
        '\u{ff10}'..='\u{ff19}' => '\u{ff10}',
        _ => return None,
    };
    Some(u32::from(c) - u32::from(zero))
}

fn is_letter(c: char) -> bool {
    (c.is_alphabetic() || is_combining_mark(c)) && digit(c).is_none()
}

/// A place among the tokens of a line. It is copied to look ahead.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cursor<'t, 'a> {
    tokens: &'t [Token<'a>],
    at: usize,
}

impl<'t, 'a> Cursor<'t, 'a> {
    pub fn new(tokens: &'t [Token<'a>], at: usize) -> Self {
        Self { tokens, at }
    }

    /// The index of the token to be read next.
    pub fn position(&self) -> usize {
        self.at
    }

    /// The token to be read next.
    pub fn peek(&self) -> Option<&'t Token<'a>> {
        self.tokens.get(self.at)
    }

    /// The token read last.
    pub fn previous(&self) -> Option<&'t Token<'a>> {
        self.at.checked_sub(1).and_then(|at| self.tokens.get(at))
    }

    pub fn skip(&mut self) {
        self.at += 1;
    }

    /// Reads a number of this many digits.
    pub fn number(&mut self, width: std::ops::RangeInclusive<usize>) -> Option<u64> {
        let token = self.peek()?;
        let Kind::Number(value) = token.kind else { return None };
        if !width.contains(&token.width()) {
            return None;
        }
        self.skip();
        Some(value)
    }

    /// Reads a number that follows without white space.
    pub fn glued_number(&mut self, width: std::ops::RangeInclusive<usize>) -> Option<u64> {
        self.peek().filter(|t| t.glued)?;
        self.number(width)
    }

    /// Reads one of these marks and returns it.
    pub fn mark(&mut self, marks: &[char]) -> Option<char> {
        let Kind::Mark(mark) = self.peek()?.kind else { return None };
        if !marks.contains(&mark) {
            return None;
        }
        self.skip();
        Some(mark)
    }

    /// Reads one of these marks if it follows without white space.
    pub fn glued_mark(&mut self, marks: &[char]) -> Option<char> {
        self.peek().filter(|t| t.glued)?;
        self.mark(marks)
    }

    /// Reads a word.
    pub fn word(&mut self) -> Option<&'a str> {
        let token = self.peek().filter(|t| t.kind == Kind::Word)?;
        self.skip();
        Some(token.text)
    }

    /// Reads a word if it is one of these, in any case.
    pub fn word_of(&mut self, words: &[&str]) -> Option<()> {
        let mut ahead = *self;
        let lower = ahead.word()?.to_lowercase();
        if !words.contains(&lower.as_str()) {
            return None;
        }
        *self = ahead;
        Some(())
    }

    /// Reads a word if it begins with one of these characters.
    pub fn word_starting(&mut self, first: &[char]) -> Option<()> {
        let mut ahead = *self;
        ahead.word()?.starts_with(first).then_some(())?;
        *self = ahead;
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_words_and_marks_come_apart() {
        let texts: Vec<_> = scan("23rd, 18:04 ٢٠١٥年").into_iter().map(|t| (t.text, t.glued)).collect();
        let expected = [
            ("23", false),
            ("rd", true),
            (",", true),
            ("18", false),
            (":", true),
            ("04", true),
            ("٢٠١٥", false),
        ];
        assert_eq!(texts[..7], expected);
        assert_eq!(scan("٢٠١٥")[0].kind, Kind::Number(2015));
    }

    #[test]
    fn a_word_is_read_only_if_it_is_one_of_these() {
        let tokens = scan("of May");
        let mut cursor = Cursor::new(&tokens, 0);
        assert!(cursor.word_of(&["de"]).is_none() && cursor.position() == 0);
        assert!(cursor.word_of(&["of"]).is_some());
        assert_eq!(cursor.word(), Some("May"));
        assert!(cursor.word().is_none());
    }

    proptest! {
        #[test]
        fn tokens_lie_in_the_line(line in "\\PC*") {
            for token in scan(&line) {
                prop_assert_eq!(&line[token.start..token.end], token.text);
            }
        }
    }
}
