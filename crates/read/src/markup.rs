//! What the first bytes of a text say about markup and mail headers.

use super::xml::{Start, document_type, name_in};

/// The element with which a text begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum First {
    /// A whole page: a document type, `html`, `head` or `body`.
    Page,
    /// An element of HTML, as of a part of a page.
    Html,
    /// A vector image.
    Image,
    /// XML that is neither a page nor an image.
    Xml,
    /// No element.
    None,
}

const PAGE_ELEMENTS: &[&str] = &["html", "head", "body"];

const XML_ELEMENTS: &[&str] =
    &["rss", "feed", "nitf", "newsml", "newsitem", "sitemapindex", "urlset", "tei", "opml"];

const HTML_ELEMENTS: &[&str] = &[
    "a",
    "article",
    "aside",
    "b",
    "base",
    "blockquote",
    "br",
    "center",
    "div",
    "em",
    "figure",
    "font",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "i",
    "iframe",
    "img",
    "li",
    "link",
    "main",
    "meta",
    "nav",
    "noscript",
    "ol",
    "p",
    "pre",
    "script",
    "section",
    "span",
    "strong",
    "style",
    "table",
    "tbody",
    "td",
    "template",
    "title",
    "tr",
    "u",
    "ul",
];

/// The element that the text begins with, after comments and an XML declaration.
pub(super) fn first_element(head: &[u8]) -> First {
    let (rest, has_declaration) = skip_prologue(head);
    let is_one_of = |names| is_tag_of(rest, names);
    let is_type_of = |name: &str| is_document_type(rest, name);
    if is_one_of(PAGE_ELEMENTS) || is_type_of("html") {
        First::Page
    } else if is_one_of(&["svg"]) || is_type_of("svg") {
        First::Image
    } else if has_declaration || is_one_of(XML_ELEMENTS) {
        First::Xml
    } else if is_one_of(HTML_ELEMENTS) {
        First::Html
    } else {
        First::None
    }
}

/// Skips white space, comments and processing instructions; tells whether there was an XML declaration.
fn skip_prologue(head: &[u8]) -> (&[u8], bool) {
    let mut rest = head.trim_ascii_start();
    let mut has_declaration = false;
    while let Some(start @ (Start::Comment | Start::Instruction)) = Start::of(rest)
        && let Some(end) = start.end(rest)
    {
        has_declaration |= rest.get(..5).is_some_and(|name| name.eq_ignore_ascii_case(b"<?xml"));
        rest = rest[end..].trim_ascii_start();
    }
    (rest, has_declaration)
}

fn is_tag_of(rest: &[u8], names: &[&str]) -> bool {
    let name = name_in(rest);
    Start::of(rest) == Some(Start::Open)
        && names.iter().any(|known| name.eq_ignore_ascii_case(known.as_bytes()))
}

fn is_document_type(rest: &[u8], name: &str) -> bool {
    document_type(rest).is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()))
}

/// How many bytes of a page there are at most for each of its tags; texts with a stray tag have far more.
const BYTES_PER_TAG: usize = 500;

/// True if there is an end tag or a well-known start tag anywhere in the text.
pub(super) fn has_tags(head: &[u8]) -> bool {
    tags(head).next().is_some()
}

/// True if there are as many tags as in a part of a page, rather than some that were left over in a text.
pub(super) fn is_full_of_tags(head: &[u8]) -> bool {
    tags(head).count() * BYTES_PER_TAG >= head.len()
}

/// The offsets of the end tags and the well-known start tags.
fn tags(head: &[u8]) -> impl Iterator<Item = usize> {
    memchr::memchr_iter(b'<', head).filter(|&at| {
        let tag = &head[at..];
        let is_end = tag.get(1) == Some(&b'/') && tag.get(2).is_some_and(u8::is_ascii_alphabetic);
        is_end
            || [PAGE_ELEMENTS, HTML_ELEMENTS].iter().any(|names| is_tag_of(tag, names))
            || is_document_type(tag, "html")
    })
}

const MAIL_HEADERS: &[&[u8]] = &[b"mime-version:", b"message-id:", b"received:", b"return-path:"];

/// True if the text begins with a block of mail headers, one of which only mail programs write.
pub(super) fn is_mail(head: &[u8]) -> bool {
    let mut lines = without_count(head)
        .split(|&byte| byte == b'\n')
        .map(<[u8]>::trim_ascii_end)
        .take_while(|line| !line.is_empty());
    let Some(first) = lines.next() else { return false };
    if !is_header(first) && !first.starts_with(b"From ") {
        return false;
    }
    let is_written_by_machine = |line: &[u8]| {
        MAIL_HEADERS
            .iter()
            .any(|name| line.get(..name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name)))
    };
    is_written_by_machine(first)
        || lines
            .take_while(|line| is_header(line) || line.starts_with(b" ") || line.starts_with(b"\t"))
            .any(is_written_by_machine)
}

/// True if the first line looks like one of a header.
pub(super) fn begins_with_header(head: &[u8]) -> bool {
    without_count(head).split(|&byte| byte == b'\n').next().is_some_and(is_header)
}

/// A head without a first line of digits, such as Apple's mail program writes before each mail.
fn without_count(head: &[u8]) -> &[u8] {
    let Some(line_end) = memchr::memchr(b'\n', head) else { return head };
    let count = head[..line_end].trim_ascii();
    let is_count = (1..=12).contains(&count.len()) && count.iter().all(u8::is_ascii_digit);
    if is_count { &head[line_end + 1..] } else { head }
}

fn is_header(line: &[u8]) -> bool {
    let Some(colon) = memchr::memchr(b':', line) else {
        return false;
    };
    colon > 0 && line[..colon].iter().all(|&byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_first_element_is_found_behind_a_prologue() {
        assert_eq!(first_element(b"<?xml version='1.0'?>\n<!-- x -->\n<HTML>"), First::Page);
        assert_eq!(first_element(b"<!DOCTYPE html>"), First::Page);
        assert_eq!(first_element(b"<p>x"), First::Html);
        assert_eq!(first_element(b"<?xml version='1.0'?><items>"), First::Xml);
        assert_eq!(first_element(b"<Feed xmlns='x'>"), First::Xml);
        assert_eq!(first_element(b"<svg>"), First::Image);
    }

    #[test]
    fn an_unknown_element_is_none() {
        for text in ["<REUTERS>", "<price falls>", "<", "", "a < b", "<!-- open", "<pp>"] {
            assert_eq!(first_element(text.as_bytes()), First::None, "{text}");
        }
    }

    #[test]
    fn tags_are_found_anywhere() {
        assert!(has_tags(b"text <br> more"));
        assert!(has_tags(b"text</x>"));
        assert!(!has_tags(b"a < b and <c> or <Bank>"));
        assert!(is_full_of_tags(b"<p>A paragraph.</p>"));
        assert!(!is_full_of_tags(format!("<img src=x>{}", "Many words. ".repeat(50)).as_bytes()));
    }

    #[test]
    fn mail_is_told_by_its_headers() {
        assert!(is_mail(b"From x@y Mon\nReturn-Path: <x>\n\nHello"));
        assert!(is_mail(b"Subject: a\r\n folded\r\nMessage-ID: <1>\r\n\r\nx"));
        assert!(!is_mail(b"Subject: a\n\nReceived: no header"));
        assert!(!is_mail(b"From Geneva with love\nTalks end"));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(head in "[<>!?/a-zA-Z: \n-]{0,60}") {
            first_element(head.as_bytes());
            has_tags(head.as_bytes());
            is_mail(head.as_bytes());
        }
    }
}
