//! Limits on markup, so that no page takes a parser's time or stack without bound.
//!
//! Parsing HTML is quadratic in the depth of nesting and in the number of attributes of
//! a tag. Pages that people keep come nowhere near these limits; on one that
//! exceeds them, tags are left out and the text stays.

use std::borrow::Cow;

/// No more elements than this are open at once. Browsers stop at 512, real pages stay below 100.
const DEPTH: usize = 120;

/// No more formatting elements (`b`, `font`) than this are open at once; parsers open them again in each paragraph.
const FORMATTING: usize = 24;

/// No more tags than this.
const TAGS: usize = 250_000;

/// A tag with more attributes than this loses them all.
const ATTRIBUTES: usize = 400;

const FORMATTING_TAGS: &[&str] =
    &["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];

/// Elements without content, and those whose end tag may be left out: they close each other and do not nest by themselves.
const NOT_NESTING: &[&str] = &[
    "area", "base", "basefont", "body", "br", "col", "colgroup", "dd", "dt", "embed", "head", "hr", "html",
    "img", "input", "li", "link", "meta", "optgroup", "option", "p", "param", "rp", "rt", "source", "tbody",
    "td", "tfoot", "th", "thead", "tr", "track", "wbr",
];

/// Elements whose content is not markup.
const RAW: &[&str] = &["script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"];

/// The page itself if it keeps within the limits, else the page without the tags beyond them.
pub(super) fn tame(html: &str) -> Cow<'_, str> {
    let mut guard = Guard::default();
    let mut out: Option<String> = None;
    let mut at = 0;
    while let Some(tag) = next_tag(html, at) {
        let verdict = guard.judge(&tag);
        if verdict != Verdict::Keep && out.is_none() {
            out = Some(html[..at].to_owned());
        }
        if let Some(out) = &mut out {
            out.push_str(&html[at..tag.start]);
            push_judged(out, html, &tag, verdict);
        }
        at = tag.end.max(tag.content_end);
        if verdict != Verdict::Drop
            && let Some(out) = &mut out
        {
            // What looks like a tag in raw text is not a tag.
            out.push_str(&html[tag.end..at]);
        }
    }
    match out {
        Some(mut out) => {
            out.push_str(&html[at..]);
            Cow::Owned(out)
        }
        None => Cow::Borrowed(html),
    }
}

fn push_judged(out: &mut String, html: &str, tag: &Tag, verdict: Verdict) {
    match verdict {
        Verdict::Keep => out.push_str(&html[tag.start..tag.end]),
        Verdict::Bare => {
            out.push('<');
            out.push_str(&tag.name);
            out.push('>');
        }
        Verdict::Drop => out.push(' '),
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Keep,
    /// Keep the tag without its attributes.
    Bare,
    Drop,
}

/// A tag, or a comment or raw text taken as one.
struct Tag {
    name: String,
    closing: bool,
    attributes: usize,
    start: usize,
    end: usize,
    /// Where the raw text that follows the tag ends; 0 if none follows.
    content_end: usize,
}

#[derive(Default)]
struct Guard {
    open: Vec<String>,
    formatting: usize,
    /// Within SVG or MathML every element nests.
    foreign: usize,
    tags: usize,
}

impl Guard {
    fn judge(&mut self, tag: &Tag) -> Verdict {
        if tag.name.is_empty() {
            return Verdict::Keep;
        }
        self.tags += 1;
        if self.tags > TAGS {
            return Verdict::Drop;
        }
        let keep = if tag.closing { self.close(&tag.name) } else { self.open(&tag.name) };
        match keep {
            false => Verdict::Drop,
            true if tag.attributes > ATTRIBUTES => Verdict::Bare,
            true => Verdict::Keep,
        }
    }

    fn open(&mut self, name: &str) -> bool {
        if NOT_NESTING.contains(&name) && self.foreign == 0 {
            return true;
        }
        let formatting = FORMATTING_TAGS.contains(&name);
        if self.open.len() >= DEPTH || (formatting && self.formatting >= FORMATTING) {
            return false;
        }
        self.formatting += usize::from(formatting);
        self.foreign += usize::from(is_foreign(name));
        self.open.push(name.to_owned());
        true
    }

    /// Closes the nearest open element of the name; a tag that closes none is kept only if that cannot hurt.
    fn close(&mut self, name: &str) -> bool {
        if FORMATTING_TAGS.contains(&name) {
            self.formatting = self.formatting.saturating_sub(1);
        }
        let Some(at) = self.open.iter().rposition(|open| open == name) else {
            return self.open.len() < DEPTH;
        };
        let closed_foreign = self.open.drain(at..).filter(|open| is_foreign(open)).count();
        self.foreign -= closed_foreign;
        true
    }
}

fn is_foreign(name: &str) -> bool {
    matches!(name, "svg" | "math")
}

/// The next tag at or after a place. Comments come as tags without a name.
fn next_tag(html: &str, from: usize) -> Option<Tag> {
    let bytes = html.as_bytes();
    let mut at = from;
    loop {
        let start = at + memchr::memchr(b'<', &bytes[at..])?;
        if html[start..].starts_with("<!--") {
            let end = memchr::memmem::find(&bytes[start..], b"-->").map_or(html.len(), |end| start + end + 3);
            return Some(Tag {
                name: String::new(),
                closing: false,
                attributes: 0,
                start,
                end,
                content_end: 0,
            });
        }
        let closing = bytes.get(start + 1) == Some(&b'/');
        let name_start = start + 1 + usize::from(closing);
        let name_len = bytes[name_start..].iter().take_while(|b| b.is_ascii_alphanumeric()).count();
        if name_len > 0 && bytes[name_start].is_ascii_alphabetic() {
            return Some(whole_tag(html, start, name_start + name_len, closing));
        }
        at = start + 1;
    }
}

fn whole_tag(html: &str, start: usize, name_end: usize, closing: bool) -> Tag {
    let name = html[start + 1 + usize::from(closing)..name_end].to_ascii_lowercase();
    let (end, attributes) = tag_end(html.as_bytes(), name_end);
    let content_end = if !closing && RAW.contains(&name.as_str()) { raw_end(html, end, &name) } else { 0 };
    Tag { name, closing, attributes, start, end, content_end }
}

/// The end of a tag, quoted values respected, and roughly how many attributes it has.
fn tag_end(bytes: &[u8], from: usize) -> (usize, usize) {
    let mut quote = None;
    let mut attributes = 0;
    for (at, &byte) in bytes.iter().enumerate().skip(from) {
        match (quote, byte) {
            (Some(open), _) if open == byte => quote = None,
            (Some(_), _) => {}
            (None, b'"' | b'\'') if at > 0 && bytes[at - 1] == b'=' => quote = Some(byte),
            (None, b'>') => return (at + 1, attributes),
            (None, b' ' | b'\t' | b'\n' | b'\r' | b'/' | b'"' | b'\'') => attributes += 1,
            _ => {}
        }
    }
    (bytes.len(), attributes)
}

/// Where the end tag of a raw element starts.
fn raw_end(html: &str, from: usize, name: &str) -> usize {
    let bytes = html.as_bytes();
    let mut at = from;
    while let Some(found) = memchr::memmem::find(&bytes[at..], b"</") {
        let start = at + found;
        let candidate = &bytes[start + 2..];
        if candidate.len() >= name.len() && candidate[..name.len()].eq_ignore_ascii_case(name.as_bytes()) {
            return start;
        }
        at = start + 2;
    }
    html.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_ordinary_page_stays_as_it_is() {
        let html = "<!doctype html><html><body><svg><path d='M0'/></svg><p>One<p>Two <b>three</b><br></body>";
        assert!(matches!(tame(html), Cow::Borrowed(same) if same == html));
        let list = format!("<ul>{}</ul>", "<li>item".repeat(5000));
        assert!(matches!(tame(&list), Cow::Borrowed(_)));
    }

    #[test]
    fn tags_beyond_the_depth_go_and_text_stays() {
        let html = format!("{}deep{}", "<div>x".repeat(1000), "</div>".repeat(1000));
        let tamed = tame(&html);
        assert_eq!(tamed.matches("<div>").count(), DEPTH);
        assert_eq!(tamed.matches('x').count(), 1000);
        assert!(tamed.contains("deep"));
    }

    #[test]
    fn formatting_elements_do_not_pile_up() {
        let html = "<div><font size=1></div>".repeat(500);
        assert_eq!(tame(&html).matches("<font").count(), FORMATTING);
    }

    #[test]
    fn a_tag_with_countless_attributes_loses_them() {
        let attributes: String = (0..1000).map(|i| format!(" a{i}")).collect();
        assert_eq!(tame(&format!("<p{attributes}>text</p>")), "<p>text</p>");
    }

    #[test]
    fn what_looks_like_a_tag_in_a_script_is_none() {
        let html = format!("<script>{}</script><p>text</p>", "'<div>'".repeat(1000));
        assert!(matches!(tame(&html), Cow::Borrowed(_)));
    }

    #[test]
    fn foreign_elements_all_nest() {
        let html = format!("<svg>{}", "<tr>".repeat(1000));
        assert!(tame(&html).matches("<tr>").count() <= DEPTH);
    }

    proptest! {
        #[test]
        fn any_text_is_tamed_without_panic(html in "(\\PC|<div>|</div>|<b|<!--|-->|<script>|</|'|\"|=|>){0,60}") {
            let tamed = tame(&html);
            prop_assert!(tamed.len() <= html.len() + 1);
        }
    }
}
