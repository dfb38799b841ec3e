//! How wide text is in a terminal.

/// The columns a terminal gives a text on one line.
pub fn columns(text: &str) -> usize {
    text.chars().map(column_width).sum()
}

/// The columns a terminal gives a character: two for the wide ones of East Asia, none for combining marks
/// and for characters that only steer how others are shown.
pub fn column_width(c: char) -> usize {
    match c {
        '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' => 0,
        '\u{2060}'..='\u{206f}' | '\u{feff}' => 0,
        _ if unicode_normalization::char::is_combining_mark(c) => 0,
        '\u{1100}'..='\u{115f}'
        | '\u{2e80}'..='\u{a4cf}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe6f}'
        | '\u{ff00}'..='\u{ff60}'
        | '\u{ffe0}'..='\u{ffe6}'
        | '\u{1f300}'..='\u{1faff}'
        | '\u{20000}'..='\u{3fffd}' => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_and_combining_characters_count_as_a_terminal_shows_them() {
        assert_eq!(columns("Élysée"), 6);
        assert_eq!(columns("e\u{301}"), 1);
        assert_eq!(columns("北京"), 4);
        assert_eq!(columns("a\u{202e}b\u{2066}\u{200f}"), 2);
    }
}
