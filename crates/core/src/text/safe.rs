//! Text from outside made safe to show on a terminal or in a table: what a terminal would obey is replaced or left out.
//!
//! A headline, a path or a query may hold escape sequences that move the cursor, rename the window or
//! overwrite what was printed before, and marks that show text in another order than it is in.
//! White space becomes plain white space, control characters become `�`, so that it is seen that
//! something was there, and marks of direction, which are invisible anyway, are left out.

use std::borrow::Cow;

/// What takes the place of a control character.
const REPLACEMENT: char = '\u{fffd}';

/// The text on one line.
pub fn one_line(text: &str) -> Cow<'_, str> {
    shown(text, |c| if is_white(c) { Some(' ') } else { replaced(c) })
}

/// The text with its line breaks and tabs.
pub fn paragraphs(text: &str) -> Cow<'_, str> {
    shown(text, |c| match c {
        '\n' | '\t' => Some(c),
        _ if is_white(c) => Some('\n'),
        _ => replaced(c),
    })
}

/// True if a character may not reach a terminal as it is.
pub fn is_unsafe(c: char) -> bool {
    c.is_control() || is_line_separator(c) || is_direction(c)
}

fn shown(text: &str, one: impl Fn(char) -> Option<char>) -> Cow<'_, str> {
    let Some(first) = text.find(is_unsafe) else { return Cow::Borrowed(text) };
    let mut out = String::with_capacity(text.len());
    out.push_str(&text[..first]);
    let mut rest = text[first..].chars().peekable();
    while let Some(c) = rest.next() {
        // A line break of two characters is one.
        if c == '\r' && rest.peek() == Some(&'\n') {
            continue;
        }
        if is_unsafe(c) { out.extend(one(c)) } else { out.push(c) }
    }
    Cow::Owned(out)
}

fn replaced(c: char) -> Option<char> {
    (!is_direction(c)).then_some(REPLACEMENT)
}

/// Control characters that are white space.
fn is_white(c: char) -> bool {
    matches!(c, '\t'..='\r' | '\u{85}') || is_line_separator(c)
}

fn is_line_separator(c: char) -> bool {
    matches!(c, '\u{2028}' | '\u{2029}')
}

/// Marks, embeddings, overrides and isolates of direction, and the old marks of the same kind.
fn is_direction(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{206f}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ordinary_text_is_not_copied() {
        assert!(matches!(one_line("Élysée 北京 👩‍👩‍👧"), Cow::Borrowed(_)));
        assert!(matches!(paragraphs("Élysée"), Cow::Borrowed(_)));
    }

    #[test]
    fn escape_sequences_become_visible_text() {
        assert_eq!(one_line("a\x1b[2Jb\x07\u{9b}31mc\x7f"), "a\u{fffd}[2Jb\u{fffd}\u{fffd}31mc\u{fffd}");
        assert_eq!(paragraphs("a\x1b]0;x\x07"), "a\u{fffd}]0;x\u{fffd}");
    }

    #[test]
    fn marks_of_direction_are_left_out() {
        assert_eq!(one_line("a\u{202e}b\u{2066}c\u{2069}\u{200f}\u{61c}d"), "abcd");
    }

    #[test]
    fn white_space_stays_white_space() {
        assert_eq!(one_line("a\tb\r\nc\rd\u{2028}e\u{85}f"), "a b c d e f");
        assert_eq!(paragraphs("a\tb\r\nc\rd\u{2029}e\u{0b}f"), "a\tb\nc\nd\ne\nf");
    }

    proptest! {
        #[test]
        fn nothing_unsafe_is_left(text in "(?s).*") {
            prop_assert!(!one_line(&text).contains(is_unsafe));
            prop_assert!(!paragraphs(&text).contains(|c| is_unsafe(c) && !matches!(c, '\n' | '\t')));
        }
    }
}
