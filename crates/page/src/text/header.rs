//! The lines with labels that are above a text, as in a mail: `Title: …`, `Date: …`.

use super::address;
use crate::byline::{self, Byline};
use crate::patterns;
use dateline_core::dates;

/// How many lines a header may have.
const MAX_LINES: usize = 15;

/// The fields of the header of a text.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Header {
    /// The headline, title or subject.
    pub headline: Option<String>,
    /// The summary.
    pub standfirst: Option<String>,
    /// The authors.
    pub byline: Byline,
    /// The date, as RFC 3339.
    pub published: Option<String>,
    /// The outlet.
    pub source: Option<String>,
    /// The section.
    pub section: Option<String>,
    /// Where the article was filed.
    pub dateline: Option<String>,
    /// The address.
    pub url: Option<String>,
}

/// Splits a header off, or the address of the page, or both; without them, the whole text comes back.
pub fn split(text: &str) -> (Header, &str) {
    let (header, rest) = labelled(text);
    if header != Header::default() {
        return (header, rest);
    }
    let Some((url, rest)) = address::split(text) else { return (header, text) };
    let (header, rest) = labelled(rest);
    (Header { url: header.url.or_else(|| Some(url.to_owned())), ..header }, rest)
}

/// Splits a block of labelled lines off.
///
/// A header is a block of at least two labelled lines at the very start, among them a headline or a date.
fn labelled(text: &str) -> (Header, &str) {
    let body = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    let (mut header, mut rest, mut count) = (Header::default(), body, 0);
    for line in body.split_inclusive('\n').take(MAX_LINES) {
        let Some(captures) = patterns::HEADER.captures(line.trim()) else { break };
        let value = captures.name("value").map_or("", |value| value.as_str()).trim();
        header.set(&captures["key"].to_lowercase(), value);
        rest = &rest[line.len()..];
        count += 1;
    }
    let ends = rest.is_empty() || rest.starts_with(['\n', '\r']) || rest.trim_start().starts_with("---");
    if count >= 2 && ends && (header.headline.is_some() || header.published.is_some()) {
        (header, rest)
    } else {
        (Header::default(), text)
    }
}

impl Header {
    fn set(&mut self, key: &str, value: &str) {
        if value.is_empty() {
            return;
        }
        let field = match key {
            "headline" | "title" | "subject" => &mut self.headline,
            "standfirst" | "summary" | "description" => &mut self.standfirst,
            "source" | "publisher" | "publication" => &mut self.source,
            "section" | "category" => &mut self.section,
            "dateline" => &mut self.dateline,
            "url" | "link" => &mut self.url,
            "byline" | "author" | "by" => return self.byline = byline::parse(value),
            "date" | "published" | "publication date" | "sent" => return self.set_date(value),
            _ => return,
        };
        field.get_or_insert_with(|| value.to_owned());
    }

    fn set_date(&mut self, value: &str) {
        if self.published.is_none() {
            self.published =
                dates::parse(value).or_else(|| dates::find_in_line(value).map(|date| date.value));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_labelled_block_is_a_header() {
        let text =
            "Title: Ferry stays\nBy: Jane Roe\nDate: 2019-10-12\nSource: Harbour Post\n\nThe council voted.";
        let (header, rest) = split(text);
        assert_eq!(header.headline.as_deref(), Some("Ferry stays"));
        assert_eq!(header.byline.people, ["Jane Roe"]);
        assert_eq!(header.published.as_deref(), Some("2019-10-12"));
        assert_eq!(header.source.as_deref(), Some("Harbour Post"));
        assert_eq!(rest.trim(), "The council voted.");
    }

    #[test]
    fn an_address_alone_is_a_header() {
        let (header, rest) = split("https://post.example/ferry\n\nOld ferry stays\n");
        assert_eq!(header.url.as_deref(), Some("https://post.example/ferry"));
        assert_eq!(rest, "\nOld ferry stays\n");
        let (header, rest) =
            split("https://post.example/ferry\nTitle: Ferry\nDate: 2019-10-12\n\nThe council voted.");
        assert_eq!((header.headline.as_deref(), header.url.is_some()), (Some("Ferry"), true));
        assert_eq!(rest.trim(), "The council voted.");
    }

    #[test]
    fn one_label_or_running_text_is_none() {
        for text in [
            "Title: Ferry stays\n\nThe council voted.",
            "Ferry stays\nDate: 2019-10-12\n",
            "",
            "By: Jane\nThe text",
        ] {
            assert_eq!(split(text), (Header::default(), text));
        }
    }
}
