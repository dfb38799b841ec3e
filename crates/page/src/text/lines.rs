//! A page's text as a list of lines that carry words.

use crate::patterns;

use super::unwrap;

/// One line of a page, or one paragraph where the page was wrapped at a fixed width.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Line {
    /// The text without spaces at its ends and with single spaces inside.
    pub text: String,
    /// True if the line before it is empty or it is the first.
    pub gap_before: bool,
    /// True if the line after it is empty or it is the last.
    pub gap_after: bool,
    /// True if the page marks the line as a heading.
    pub heading: bool,
    /// True if it is a menu: short items with wide gaps, bars or dots between them.
    pub is_row: bool,
}

/// The lines of a text that hold a letter or a digit, unwrapped.
pub fn split(text: &str) -> Vec<Line> {
    let raw: Vec<&str> = text.split(['\n', '\u{2028}', '\u{2029}']).flat_map(without_returns).collect();
    let markdown = is_markdown(&raw);
    let mut lines = Vec::new();
    let mut gap = true;
    for paragraph in unwrap::paragraphs(&raw) {
        let line = clean(&paragraph, markdown);
        if !line.text.contains(char::is_alphanumeric) {
            mark_gap_after(&mut lines);
            gap = true;
            continue;
        }
        lines.push(Line { gap_before: gap, ..line });
        gap = false;
    }
    mark_gap_after(&mut lines);
    lines
}

/// A line without the carriage return at its end; a text may also end all its lines with these alone.
fn without_returns(line: &str) -> impl Iterator<Item = &str> {
    line.strip_suffix('\r').unwrap_or(line).split('\r')
}

fn mark_gap_after(lines: &mut [Line]) {
    if let Some(last) = lines.last_mut() {
        last.gap_after = true;
    }
}

fn clean(line: &str, markdown: bool) -> Line {
    let text = squeeze(line);
    let is_row = is_row(line);
    if !markdown {
        return Line { text, is_row, ..Line::default() };
    }
    let heading = patterns::MD_HEADING.is_match(&text);
    Line { text: without_markup(&text), heading, is_row, ..Line::default() }
}

/// True if a line has several short items with wide gaps, bars or dots between them, as menus have in one line.
fn is_row(line: &str) -> bool {
    const MARKS: [&str; 4] = ["   ", " | ", " · ", " • "];
    const ITEMS: usize = 3;
    const WORDS: usize = 3;
    MARKS.iter().any(|mark| {
        let items = || line.trim().split(mark).filter(|item| item.contains(char::is_alphanumeric));
        line.contains(mark)
            && items().count() >= ITEMS
            && items().all(|item| item.split_whitespace().nth(WORDS).is_none())
    })
}

/// Single spaces inside, none at the ends, and none of the characters that print nothing.
fn squeeze(line: &str) -> String {
    let mut text = String::with_capacity(line.len());
    for c in line.chars() {
        if c.is_whitespace() || c.is_control() {
            if !text.is_empty() && !text.ends_with(' ') {
                text.push(' ');
            }
        } else if !is_invisible(c) {
            text.push(c);
        }
    }
    text.truncate(text.trim_end().len());
    text
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}' | '\u{feff}' | '\u{ad}' | '\u{2060}' | '\u{fffc}')
}

/// True if headings or links are written as Markdown writes them.
fn is_markdown(raw: &[&str]) -> bool {
    let headings = raw.iter().filter(|line| patterns::MD_HEADING.is_match(line)).count();
    let links = raw.iter().filter(|line| line.contains("](")).count();
    headings + links > 0 && (headings > 0 && raw.len() < 400 * headings || links > 1)
}

fn without_markup(text: &str) -> String {
    let text = patterns::MD_HEADING.replace(text, "");
    let text = patterns::MD_LINK.replace_all(&text, "$text");
    let text = text.strip_prefix("> ").unwrap_or(&text);
    let text = text.replace("**", "").replace("__", "");
    text.trim_matches(['#', ' ']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<String> {
        split(text).into_iter().map(|line| line.text).collect()
    }

    #[test]
    fn lines_without_words_are_gaps() {
        let lines = split("Menu\n \u{a0}\nFirst line.\n* * *\nSecond\u{a0} line.\r\nThird line.");
        assert_eq!(
            lines.iter().map(|l| l.text.as_str()).collect::<Vec<_>>(),
            ["Menu", "First line.", "Second line.", "Third line."]
        );
        assert_eq!(lines.iter().map(|l| l.gap_before).collect::<Vec<_>>(), [true, true, true, false]);
        assert_eq!(lines.iter().map(|l| l.gap_after).collect::<Vec<_>>(), [true, true, false, true]);
    }

    #[test]
    fn a_menu_in_one_line_is_a_row() {
        let rows = |text: &str| split(text).into_iter().map(|line| line.is_row).collect::<Vec<_>>();
        assert_eq!(
            rows("Region   World   Long reads\n   Ferry stays   \nFerry   stays"),
            [true, false, false]
        );
    }

    #[test]
    fn markdown_loses_its_markup() {
        let lines = split("# Talks end\n\nThe [minister](https://example.org/a) left **early**.\n");
        assert!(lines[0].heading && !lines[1].heading);
        assert_eq!(lines[0].text, "Talks end");
        assert_eq!(lines[1].text, "The minister left early.");
    }

    #[test]
    fn other_texts_keep_their_signs() {
        assert_eq!(texts("Item #3 costs **\n5 * 4"), ["Item #3 costs **", "5 * 4"]);
    }

    #[test]
    fn carriage_returns_end_lines_too() {
        assert_eq!(texts("One\rTwo\rThree"), ["One", "Two", "Three"]);
    }

    #[test]
    fn nothing_comes_of_nothing() {
        assert!(split("").is_empty());
        assert!(split("\n\u{feff}\n---\n").is_empty());
    }
}
