//! Faults in a query, and how to point at them.

use std::fmt;

use dateline_core::article::Span;
use dateline_core::text::{column_width, columns, head_within};

/// The most columns of the query shown before and after a fault.
const CONTEXT: usize = 60;

/// Something in a query that is not as it should be: an error when parsing strictly, else a warning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryIssue {
    /// The bytes of the query at fault.
    pub span: Span,
    /// What is wrong.
    pub message: String,
    /// What to write instead, if that is known.
    pub hint: Option<String>,
}

impl QueryIssue {
    /// A fault without a hint.
    pub fn new(span: Span, message: impl Into<String>) -> Self {
        Self { span, message: message.into(), hint: None }
    }

    pub(super) fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }

    /// The query, a line of carets under the fault with the message, and the hint.
    ///
    /// Only the surroundings of the fault are shown of a long query; control characters are shown as spaces.
    pub fn render(&self, query: &str) -> String {
        let mut out = format!("{} {}", self.pointed(query, CONTEXT), printable(&self.message));
        if let Some(hint) = &self.hint {
            out.push_str(&format!("\nhint: {}", printable(hint)));
        }
        out
    }

    /// The query on a line, and carets under the fault on another, within so many columns.
    pub fn point(&self, query: &str, columns: usize) -> String {
        self.pointed(query, columns.saturating_sub(2) / 3)
    }

    /// The query and the carets, with at most this many columns before the fault, of it, and after it.
    fn pointed(&self, query: &str, context: usize) -> String {
        let start = boundary(query, self.span.start);
        let end = boundary(query, self.span.end).max(start);
        let (before, cut_before) = last_columns(&query[..start], context);
        let (fault, cut_fault) = first_columns(&query[start..end], context);
        let (after, cut_after) = if cut_fault { ("", false) } else { first_columns(&query[end..], context) };
        let head = if cut_before { "…" } else { "" };
        let tail = if cut_fault || cut_after { "…" } else { "" };
        let line = printable(&format!("{head}{before}{fault}{after}{tail}"));
        let indent = " ".repeat(columns(head) + columns(before));
        let carets = "^".repeat(columns(fault).max(1));
        format!("{line}\n{indent}{carets}")
    }
}

impl fmt::Display for QueryIssue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        match &self.hint {
            Some(hint) => write!(f, " ({hint})"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for QueryIssue {}

/// The nearest character boundary at or before `at`; an issue may be rendered with the wrong query.
fn boundary(query: &str, at: usize) -> usize {
    (0..=at.min(query.len())).rev().find(|&i| query.is_char_boundary(i)).unwrap_or(0)
}

/// The text on one line, so that the carets are below what they point at.
fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() || is_line_separator(c) { ' ' } else { c }).collect()
}

fn is_line_separator(c: char) -> bool {
    matches!(c, '\u{2028}' | '\u{2029}')
}

/// The longest head of the text within `most` columns, and whether something was cut off.
fn first_columns(text: &str, most: usize) -> (&str, bool) {
    let head = head_within(text, most);
    (head, head.len() < text.len())
}

fn last_columns(text: &str, most: usize) -> (&str, bool) {
    let mut used = 0;
    for (at, c) in text.char_indices().rev() {
        used += column_width(c);
        if used > most {
            return (&text[at + c.len_utf8()..], true);
        }
    }
    (text, false)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn render(query: &str, start: usize, end: usize) -> String {
        QueryIssue::new(Span::new(start, end), "wrong").render(query)
    }

    #[test]
    fn carets_stand_under_the_fault() {
        assert_eq!(render("peace (talks", 6, 7), "peace (talks\n      ^ wrong");
        assert_eq!(render("a date:x b", 2, 8), "a date:x b\n  ^^^^^^ wrong");
        assert_eq!(render("abc", 3, 3), "abc\n   ^ wrong");
    }

    #[test]
    fn columns_are_those_of_the_terminal() {
        assert_eq!(render("Élysée )", 9, 10), "Élysée )\n       ^ wrong");
        assert_eq!(render("e\u{301} )", 4, 5), "e\u{301} )\n  ^ wrong");
        assert_eq!(render("北京 )", 7, 8), "北京 )\n     ^ wrong");
        assert_eq!(render("a\n\tb )", 5, 6), "a  b )\n     ^ wrong");
    }

    #[test]
    fn long_queries_show_the_surroundings() {
        let query = format!("{} ) {}", "x".repeat(300), "y".repeat(300));
        let shown = render(&query, 301, 302);
        let lines: Vec<&str> = shown.lines().collect();
        assert_eq!(lines[0].chars().count(), 123);
        assert_eq!(lines[0].chars().nth(lines[1].find('^').unwrap()), Some(')'));
        assert!(render(&query, 0, 302).starts_with("xxx"));
    }

    #[test]
    fn a_narrow_terminal_has_room_for_the_query_and_its_carets() {
        let query = format!("{} ){}", "x".repeat(300), " 北京".repeat(90));
        let issue = QueryIssue::new(Span::new(301, 302), "wrong");
        for width in [20, 40, 80] {
            let shown = issue.point(&query, width);
            let lines: Vec<&str> = shown.lines().collect();
            assert!(lines.iter().all(|line| columns(line) <= width), "{shown}");
            assert_eq!(lines[0].chars().nth(lines[1].find('^').unwrap()), Some(')'));
        }
    }

    #[test]
    fn the_hint_has_a_line_of_its_own() {
        let issue = QueryIssue::new(Span::new(0, 1), "wrong").hint("write this");
        assert_eq!(issue.render("x"), "x\n^ wrong\nhint: write this");
        assert_eq!(issue.to_string(), "wrong (write this)");
    }

    proptest! {
        #[test]
        fn any_span_of_any_query_can_be_rendered(query in "(?s).*", start in 0usize..80, length in 0usize..80) {
            let shown = render(&query, start, start + length);
            prop_assert_eq!(shown.lines().count(), 2);
        }
    }
}
