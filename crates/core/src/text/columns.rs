//! How wide a text is in a terminal.

use unicode_width::UnicodeWidthChar;

/// The columns that a terminal gives a text.
pub fn columns(text: &str) -> usize {
    text.chars().map(column_width).sum()
}

/// The columns a terminal gives a character: two for the wide ones of East Asia and for emoji, none for combining
/// marks and for characters that only steer how others are shown.
pub fn column_width(c: char) -> usize {
    c.width().unwrap_or(1)
}

/// The head of a text that fits in so many columns.
pub fn head_within(text: &str, most: usize) -> &str {
    let mut used = 0;
    let is_beyond = |c: char| {
        used += column_width(c);
        used > most
    };
    &text[..text.find(is_beyond).unwrap_or(text.len())]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_and_combining_characters_count_as_a_terminal_shows_them() {
        assert_eq!(columns("Élysée"), 6);
        assert_eq!(columns("e\u{301}"), 1);
        assert_eq!(columns("北京"), 4);
        assert_eq!(columns("한국，"), 6);
        assert_eq!(columns("🙂"), 2);
        assert_eq!(columns("a\u{202e}b\u{2066}\u{200f}"), 2);
    }

    #[test]
    fn a_wide_character_fits_whole_or_not_at_all() {
        assert_eq!(
            [1, 2, 3, 9].map(|most| head_within("北京e\u{301}", most)),
            ["", "北", "北", "北京e\u{301}"]
        );
    }
}
