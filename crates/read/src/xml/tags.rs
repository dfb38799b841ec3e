//! The scanner of markup: tags and the text between them, whatever the markup is like.
//!
//! XML, SGML and HTML share their tags, and in archives all three are written with errors:
//! a bare `&`, a `<` in a text, quotes that do not close. So nothing is an error here.
//! What is not a tag is text. Comments, declarations and processing instructions are left out.
//!
//! [`Start`] says what a `<` begins and is all that a stream needs ([`super::records`]); [`Parts`] reads whole markup.

use std::borrow::Cow;

use memchr::{memchr, memchr2, memchr3, memmem};

use super::entities::unescape;

/// What a `<` begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Start {
    Open,
    Close,
    Comment,
    /// A section of text that is meant as it is written.
    Cdata,
    Declaration,
    Instruction,
}

const CDATA: &str = "<![CDATA[";

impl Start {
    /// What the bytes begin with; `None` for text, of which a `<` may be part.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        let is_name = |byte: &u8| byte.is_ascii_alphabetic() || matches!(byte, b'_' | b':' | 0x80..);
        match bytes.strip_prefix(b"<")? {
            [b'/', byte, ..] if is_name(byte) => Some(Self::Close),
            [b'!', b'-', b'-', ..] => Some(Self::Comment),
            [b'!', b'-' | b'[' | b'a'..=b'z' | b'A'..=b'Z', ..] => {
                Some(if bytes.starts_with(CDATA.as_bytes()) { Self::Cdata } else { Self::Declaration })
            }
            [b'?', ..] => Some(Self::Instruction),
            [byte, ..] if is_name(byte) => Some(Self::Open),
            _ => None,
        }
    }

    /// The bytes with which it ends, if it holds no `>` within quotes or brackets.
    pub fn terminator(self) -> &'static [u8] {
        match self {
            Self::Comment => b"-->",
            Self::Cdata => b"]]>",
            _ => b">",
        }
    }

    /// Where it ends in the bytes that begin with it; `None` if they are cut off before.
    pub fn end(self, bytes: &[u8]) -> Option<usize> {
        match self {
            Self::Open | Self::Close => end_of_tag(bytes),
            Self::Declaration => end_of_declaration(bytes),
            _ => memmem::find(bytes, self.terminator()).map(|at| at + self.terminator().len()),
        }
    }
}

/// The name in a tag that the bytes begin with, as far as they go.
pub(crate) fn name_in(tag: &[u8]) -> &[u8] {
    leading_name(tag.strip_prefix(b"</").or_else(|| tag.strip_prefix(b"<")).unwrap_or_default())
}

/// The root element that a document type at the head of the bytes names.
pub(crate) fn document_type(bytes: &[u8]) -> Option<&[u8]> {
    let (keyword, rest) = bytes.split_at_checked(b"<!doctype".len())?;
    keyword.eq_ignore_ascii_case(b"<!doctype").then(|| leading_name(rest.trim_ascii_start()))
}

fn leading_name(bytes: &[u8]) -> &[u8] {
    let is_end = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/' | b'<');
    &bytes[..bytes.iter().position(is_end).unwrap_or(bytes.len())]
}

/// Where the declaration ends that the bytes begin with, its own subset in brackets included.
fn end_of_declaration(bytes: &[u8]) -> Option<usize> {
    let at = memchr2(b'[', b'>', bytes)?;
    if bytes[at] == b'>' {
        return Some(at + 1);
    }
    let close = at + memchr(b']', &bytes[at..])?;
    Some(close + memchr(b'>', &bytes[close..])? + 1)
}

/// Where the tag ends that the bytes begin with; a `>` within quotes is part of a value.
fn end_of_tag(bytes: &[u8]) -> Option<usize> {
    let mut at = 1;
    loop {
        at += memchr3(b'>', b'"', b'\'', &bytes[at..])?;
        if bytes[at] == b'>' {
            return Some(at + 1);
        }
        // A quote that opens no value, as in `<a b'c>`, is a mistake and no quote.
        let opens_value = bytes[..at].trim_ascii_end().ends_with(b"=");
        let close = if opens_value { memchr(bytes[at], &bytes[at + 1..]) } else { None };
        at += close.map_or(1, |length| length + 2);
    }
}

/// A part of some markup.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part<'a> {
    /// Text in which character references stand for characters.
    Text(&'a str),
    /// Text that is meant as it stands, from a CDATA section.
    Literal(&'a str),
    /// A tag.
    Tag(Tag<'a>),
}

impl<'a> Part<'a> {
    /// The text with its character references resolved; `None` for a tag.
    pub fn text(self) -> Option<Cow<'a, str>> {
        match self {
            Self::Text(text) => Some(unescape(text)),
            Self::Literal(text) => Some(Cow::Borrowed(text)),
            Self::Tag(_) => None,
        }
    }
}

/// What a tag does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Opens an element.
    Open,
    /// Closes one.
    Close,
    /// Is an element by itself.
    Empty,
}

/// A tag as it stands in the markup.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tag<'a> {
    /// What it does.
    pub kind: Kind,
    /// The name with its prefix, in the case it is written in.
    pub name: &'a str,
    /// All attributes, as they are written.
    pub attributes: &'a str,
    /// Where the tag begins in the markup.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
}

impl<'a> Tag<'a> {
    /// True if the tag has this name in any case.
    pub fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    /// The value of an attribute, as it is written.
    pub fn attribute(&self, name: &str) -> Option<&'a str> {
        attributes(self.attributes)
            .find(|(found, _)| found.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    }
}

/// The name without the prefix of its namespace.
pub(crate) fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

/// The parts of some markup in order.
pub(crate) struct Parts<'a> {
    markup: &'a str,
    at: usize,
}

impl<'a> Parts<'a> {
    pub fn new(markup: &'a str) -> Self {
        Self { markup, at: 0 }
    }

    /// Passes over everything up to the tag that closes the element, as for a script, whose text is no text.
    pub fn skip_to_close(&mut self, name: &str) {
        let rest = &self.markup.as_bytes()[self.at..];
        let is_close = |&at: &usize| {
            rest[at + 2..].get(..name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()))
        };
        let close = memmem::find_iter(rest, b"</").find(is_close);
        self.at += close.unwrap_or(rest.len());
    }

    /// The text up to the next tag; a `<` that opens none is part of it.
    fn text(&mut self) -> Part<'a> {
        let start = self.at;
        let bytes = self.markup.as_bytes();
        self.at += usize::from(bytes.get(start) == Some(&b'<'));
        while let Some(found) = memchr(b'<', &bytes[self.at..]) {
            self.at += found;
            if Start::of(&bytes[self.at..]).is_some() {
                return Part::Text(&self.markup[start..self.at]);
            }
            self.at += 1;
        }
        self.at = bytes.len();
        Part::Text(&self.markup[start..])
    }
}

impl<'a> Tag<'a> {
    /// The tag that is written so, at this place in the markup.
    fn read(written: &'a str, start: usize) -> Self {
        let inner = written[1..].strip_suffix('>').unwrap_or(&written[1..]);
        let (kind, inner) = match (inner.strip_prefix('/'), inner.strip_suffix('/')) {
            (Some(closed), _) => (Kind::Close, closed),
            (None, Some(empty)) => (Kind::Empty, empty),
            (None, None) => (Kind::Open, inner),
        };
        let name_length =
            inner.find(|c: char| c.is_whitespace() || c == '/' || c == '<').unwrap_or(inner.len());
        let (name, attributes) = inner.split_at(name_length);
        Tag { kind, name, attributes, start, end: start + written.len() }
    }
}

/// The attributes of a tag by name, their values as they are written.
pub(crate) fn attributes(written: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = written;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/' || c == '=');
        let end = rest.find(|c: char| c.is_whitespace() || c == '=')?.max(1);
        let (name, after) = rest.split_at(end);
        let Some(value) = after.trim_start().strip_prefix('=') else {
            rest = after;
            return Some((name, ""));
        };
        let (value, after) = attribute_value(value.trim_start());
        rest = after;
        Some((name, value))
    })
}

fn attribute_value(rest: &str) -> (&str, &str) {
    for quote in ['"', '\''] {
        if let Some((value, after)) = rest.strip_prefix(quote).and_then(|rest| rest.split_once(quote)) {
            return (value, after);
        }
    }
    rest.split_at(rest.find(char::is_whitespace).unwrap_or(rest.len()))
}

impl<'a> Iterator for Parts<'a> {
    type Item = Part<'a>;

    fn next(&mut self) -> Option<Part<'a>> {
        loop {
            let rest = &self.markup[self.at..];
            if rest.is_empty() {
                return None;
            }
            let Some(start) = Start::of(rest.as_bytes()) else {
                return Some(self.text());
            };
            let written = &rest[..start.end(rest.as_bytes()).unwrap_or(rest.len())];
            let at = self.at;
            self.at += written.len();
            match start {
                Start::Open | Start::Close => return Some(Part::Tag(Tag::read(written, at))),
                Start::Cdata => {
                    let text = &written[CDATA.len()..];
                    return Some(Part::Literal(text.strip_suffix("]]>").unwrap_or(text)));
                }
                Start::Comment | Start::Declaration | Start::Instruction => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Each part in a few characters: `+a` opens, `-a` closes, `=a` is empty, the rest is text.
    fn outline(markup: &str) -> Vec<String> {
        let parts = Parts::new(markup).map(|part| match part {
            Part::Text(text) => text.to_owned(),
            Part::Literal(text) => format!("!{text}"),
            Part::Tag(Tag { kind: Kind::Open, name, .. }) => format!("+{name}"),
            Part::Tag(Tag { kind: Kind::Close, name, .. }) => format!("-{name}"),
            Part::Tag(Tag { kind: Kind::Empty, name, .. }) => format!("={name}"),
        });
        parts.collect()
    }

    #[test]
    fn tags_and_texts_come_in_order() {
        let markup = "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b \"c\">]><a:b c=\"d>e\">Words<br/><!-- no --> more</a:b >";
        assert_eq!(outline(markup), ["+a:b", "Words", "=br", " more", "-a:b"]);
        assert_eq!(outline("a<![CDATA[<b> & ]]>c"), ["a", "!<b> & ", "c"]);
        assert_eq!(outline("<é>x</é>"), ["+é", "x", "-é"]);
    }

    #[test]
    fn what_is_no_tag_is_text() {
        assert_eq!(outline("1 < 2 <3 <b>x</b> <"), ["1 < 2 <3 ", "+b", "x", "-b", " <"]);
        assert_eq!(outline("<"), ["<"]);
    }

    #[test]
    fn markup_that_is_not_closed_ends_with_the_text() {
        assert_eq!(outline("a<!-- b"), ["a"]);
        assert_eq!(outline("a<![CDATA[b"), ["a", "!b"]);
        assert_eq!(outline("a<b c=\"d"), ["a", "+b"]);
        assert_eq!(outline("<!DOCTYPE a [ b"), Vec::<String>::new());
    }

    #[test]
    fn a_stray_quote_does_not_hide_the_end_of_a_tag() {
        assert_eq!(outline("<a b'c>it's</a>"), ["+a", "it's", "-a"]);
    }

    #[test]
    fn attributes_have_names_and_values() {
        let found: Vec<_> = attributes(r#" a="1 2" b='3' c=4 d E = "5" f="#).collect();
        assert_eq!(found, [("a", "1 2"), ("b", "3"), ("c", "4"), ("d", ""), ("E", "5"), ("f", "")]);
        let Some(Part::Tag(tag)) = Parts::new("<x Href='y'/>").next() else { panic!("no tag") };
        assert_eq!((tag.attribute("href"), tag.attribute("z"), tag.is("X")), (Some("y"), None, true));
    }

    #[test]
    fn the_text_of_a_script_can_be_passed_over() {
        let mut parts = Parts::new("<script>if (a<b) '<p>'</SCRIPT>x");
        parts.next();
        parts.skip_to_close("script");
        assert_eq!(
            parts.next(),
            Some(Part::Tag(Tag { kind: Kind::Close, name: "SCRIPT", attributes: "", start: 22, end: 31 }))
        );
    }

    #[test]
    fn long_hostile_markup_takes_linear_time() {
        for unit in ["<a ", "<a b=\"", "<!--", "<![CDATA[", "<!a[", "</", "<a b='\"", "<", "a='"] {
            assert!(Parts::new(&unit.repeat(200_000)).count() <= 400_001);
        }
    }

    proptest! {
        #[test]
        fn every_part_lies_within_the_markup(markup in "[<>/!?\\[\\]CDATA\\-a-c=\"' é]{0,80}") {
            for part in Parts::new(&markup) {
                if let Part::Tag(tag) = part {
                    prop_assert!(markup[tag.start..tag.end].starts_with('<'));
                    attributes(tag.attributes).for_each(drop);
                }
            }
        }

        #[test]
        fn text_without_markup_is_one_part(text in "[a-z &;>\"'é]{1,60}") {
            prop_assert_eq!(Parts::new(&text).collect::<Vec<_>>(), [Part::Text(&text)]);
        }
    }
}
