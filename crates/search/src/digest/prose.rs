//! A digest as text and as Markdown.

use std::fmt::Write;

use super::{Item, one_line};

pub(super) fn text_search(name: &str) -> String {
    format!("{}\n\n", one_line(name))
}

pub(super) fn text_article(item: &Item<'_>) -> String {
    let mut out = format!("  {}\n", one_line(item.headline));
    let lines = [Some(item.facts.as_str()), item.passage, Some(item.url.unwrap_or(item.path))];
    for line in lines.into_iter().flatten().filter(|line| !line.is_empty()) {
        let _ = writeln!(out, "  {}", one_line(line));
    }
    out.push('\n');
    out
}

pub(super) fn markdown_search(name: &str) -> String {
    format!("## {}\n\n", marked_down(name))
}

pub(super) fn markdown_article(item: &Item<'_>) -> String {
    let headline = marked_down(item.headline);
    let mut out = match item.url {
        Some(url) => format!("- **[{headline}](<{}>)**", url.replace(['<', '>', '\\'], "")),
        None => format!("- **{headline}**"),
    };
    let facts = if item.facts.is_empty() { one_line(item.path) } else { item.facts.clone() };
    let _ = writeln!(out, "  \n  {}", marked_down(&facts));
    if let Some(passage) = item.passage {
        let _ = writeln!(out, "\n  > {}", marked_down(passage));
    }
    out.push('\n');
    out
}

/// A text without markup of its own.
fn marked_down(text: &str) -> String {
    let mut out = String::new();
    for c in one_line(text).chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '!' | '~' | '&') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::marked_down;

    #[test]
    fn markup_of_an_article_is_none() {
        assert_eq!(marked_down("# a [b](c)\n<i>"), "\\# a \\[b\\](c) \\<i\\>");
    }
}
