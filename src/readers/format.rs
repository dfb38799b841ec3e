//! Telling what a stream holds from its first bytes and its name.
//!
//! The content decides; the name helps where the content leaves it open. What holds
//! no text, or text in a format that is not read, gets a kind under which it is counted.

use std::ffi::OsStr;
use std::fmt;
use std::path::Path;
use std::str::FromStr;

use thiserror::Error;

use super::source::{HEAD, is_gzip};
use super::{encoding, layout, magic, markup};

/// A format whose documents are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// Plain text or Markdown; a file is one document.
    Text,
    /// A page; a file is one document.
    Html,
    /// Objects, lists of objects, or an object around a list of objects.
    Json,
    /// One object a line.
    Jsonl,
}

impl Format {
    /// All formats, in the order in which help texts name them.
    pub const ALL: [Format; 4] = [Format::Text, Format::Html, Format::Json, Format::Jsonl];

    /// The name of the format on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Format::Text => "text",
            Format::Html => "html",
            Format::Json => "json",
            Format::Jsonl => "jsonl",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// The name is not one of a format.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("unknown format '{0}': it must be text, html, json or jsonl")]
pub struct UnknownFormat(pub String);

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(name: &str) -> Result<Self, UnknownFormat> {
        let known = Format::ALL.into_iter().find(|format| format.name().eq_ignore_ascii_case(name));
        known.ok_or_else(|| UnknownFormat(name.to_owned()))
    }
}

/// What a stream was found to hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sniffed {
    /// A format that is read.
    Known(Format),
    /// A gzip stream, whose content has to be looked at in turn.
    Gzip,
    /// Nothing, or nothing but white space.
    Empty,
    /// No text; the kind says what it is.
    Binary(&'static str),
    /// Text in a format that is not read; the kind says which.
    Unsupported(&'static str),
}

/// Extensions of text files that hold no articles, or hold them in a format that is not read.
const UNSUPPORTED_EXTENSIONS: &[(&str, &str)] = &[
    ("css", "style sheet"),
    ("js", "script"),
    ("mjs", "script"),
    ("map", "script"),
    ("csv", "CSV"),
    ("tsv", "TSV"),
    ("xml", "XML"),
    ("rss", "XML"),
    ("atom", "XML"),
    ("sgm", "SGML"),
    ("sgml", "SGML"),
    ("svg", "image"),
    ("eml", "mail"),
    ("mbox", "mail"),
    ("mht", "mail"),
    ("mhtml", "mail"),
    ("warc", "WARC"),
];

const HTML_EXTENSIONS: &[&str] = &["html", "htm", "xhtml", "shtml", "xht", "php", "asp", "aspx", "jsp"];
const MARKDOWN_EXTENSIONS: &[&str] = &["md", "markdown", "mdown", "mkd"];
const JSON_EXTENSIONS: &[&str] = &["json", "geojson", "jsonld"];
const JSONL_EXTENSIONS: &[&str] = &["jsonl", "ndjson", "jsonlines", "jl"];

/// What a stream with this name and these first bytes holds.
///
/// ```
/// use dateline::readers::{Format, Sniffed, sniff};
///
/// let told = sniff("a.txt".as_ref(), b"<!doctype html><title>Talks</title>");
/// assert_eq!(told, Sniffed::Known(Format::Html));
/// ```
pub fn sniff(name: &Path, head: &[u8]) -> Sniffed {
    if is_gzip(head) {
        return Sniffed::Gzip;
    }
    if let Some(kind) = magic::kind_of(head) {
        return Sniffed::Binary(kind);
    }
    let readable = encoding::readable_head(head);
    if readable.iter().all(u8::is_ascii_whitespace) {
        return if head.len() < HEAD { Sniffed::Empty } else { Sniffed::Known(Format::Text) };
    }
    if magic::is_mostly_control(&readable) {
        return Sniffed::Binary("binary data");
    }
    sniff_text(&extension(name), readable.trim_ascii_start())
}

/// The extension in lower case, that of `a.jsonl.gz` being `jsonl`.
fn extension(name: &Path) -> String {
    let is_gz = |name: &Path| name.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("gz"));
    let mut name = name.to_owned();
    while is_gz(&name) {
        name.set_extension("");
    }
    name.extension().and_then(OsStr::to_str).unwrap_or_default().to_ascii_lowercase()
}

fn sniff_text(extension: &str, head: &[u8]) -> Sniffed {
    let named = match extension {
        _ if JSON_EXTENSIONS.contains(&extension) => Some(Format::Json),
        _ if JSONL_EXTENSIONS.contains(&extension) => Some(Format::Jsonl),
        _ => None,
    };
    if let Some(format) = layout::json_layout(head, named) {
        return Sniffed::Known(format);
    }
    if let Some(sniffed) = sniff_markup(extension, head) {
        return sniffed;
    }
    if let Some(format) = named {
        return Sniffed::Known(format);
    }
    if let Some(kind) = wrapped_kind(head) {
        return Sniffed::Unsupported(kind);
    }
    let unsupported = UNSUPPORTED_EXTENSIONS.iter().find(|(known, _)| *known == extension);
    unsupported.map_or(Sniffed::Known(Format::Text), |(_, kind)| Sniffed::Unsupported(kind))
}

fn sniff_markup(extension: &str, head: &[u8]) -> Option<Sniffed> {
    match markup::first_element(head) {
        markup::First::Page => Some(Sniffed::Known(Format::Html)),
        markup::First::Image => Some(Sniffed::Unsupported("image")),
        markup::First::Xml => Some(Sniffed::Unsupported("XML")),
        markup::First::Html if is_part_of_page(extension, head) => Some(Sniffed::Known(Format::Html)),
        _ if HTML_EXTENSIONS.contains(&extension) && markup::has_tags(head) => {
            Some(Sniffed::Known(Format::Html))
        }
        _ => None,
    }
}

/// Markdown may begin with an HTML element and is a text all the same, as is a copied text with a stray one.
fn is_part_of_page(extension: &str, head: &[u8]) -> bool {
    !MARKDOWN_EXTENSIONS.contains(&extension) && markup::is_full_of_tags(head)
}

/// Formats that wrap documents in headers of their own.
fn wrapped_kind(head: &[u8]) -> Option<&'static str> {
    if head.starts_with(b"WARC/1.") || head.starts_with(b"WARC/0.") {
        return Some("WARC");
    }
    markup::is_mail(head).then_some("mail")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn told(name: &str, head: &str) -> Sniffed {
        sniff(Path::new(name), head.as_bytes())
    }

    fn assert_format(format: Format, cases: &[(&str, &str)]) {
        for (name, head) in cases {
            assert_eq!(told(name, head), Sniffed::Known(format), "{name}: {head}");
        }
    }

    #[test]
    fn pages_are_told_by_content() {
        assert_format(
            Format::Html,
            &[
                ("a.txt", "<!DOCTYPE html><html><p>x"),
                ("-", "  <!-- saved -->\n<html lang=en>"),
                ("a.html", "<div>x</div>"),
                ("a.html", "Some words <p>and</p>"),
                ("a.json", "<html><body>404"),
                ("a.md", "<html><body>x"),
                ("a", "<?xml version=\"1.0\"?><!DOCTYPE html PUBLIC \"x\"><html>"),
            ],
        );
    }

    #[test]
    fn texts_are_told_by_content() {
        assert_format(
            Format::Text,
            &[
                ("a.txt", "Talks end in Geneva"),
                ("a.html", "Talks end in Geneva, 3 < 4"),
                ("README.md", "<p align=center>Logo</p>\n\n# Title"),
                ("a", "[Update] Talks end"),
                ("a", "[1] A note"),
                ("a", "{{Infobox}} x"),
                ("a", "{draft} x"),
                ("a.txt", "From: a reader\n\nDear editor"),
            ],
        );
    }

    #[test]
    fn one_object_a_line_is_jsonl_whatever_the_name() {
        assert_format(
            Format::Jsonl,
            &[
                ("a.json", "{\"a\":1}\n{\"a\":2}\n"),
                ("-", "{\"a\":1}\r\n\r\n{\"a\":2}"),
                ("a.jsonl", "{\"a\":1}"),
                ("a.jsonl.gz", "{\"a\": \"cut"),
                ("a.jsonl", "no object\n{\"a\":1}"),
                ("-", "{\"a\" bad}\n{\"a\":2}\n"),
                ("a.ndjson", "{bad\n"),
                ("a.jsonl", "[1]\n[2]\n"),
            ],
        );
    }

    #[test]
    fn other_json_is_json() {
        assert_format(
            Format::Json,
            &[
                ("a.json", "{\"a\":1}"),
                ("a", "{\n \"a\": 1\n}\n{\n\"a\": 2}"),
                ("-", "[{\"a\":1},\n{\"a\":2}]"),
                ("a.jsonl", "[\n{\"a\":1},\n{\"a\":2}]"),
                ("a.json", "[]"),
                ("a.JSON.GZ", "{bad"),
                ("a.json", "not found"),
                ("a", "{\"a\":1}{\"a\":2}"),
                ("a.txt", "{\"a\": \"it ends ear"),
            ],
        );
    }

    #[test]
    fn what_is_not_read_has_a_kind() {
        assert_eq!(told("a.txt", "%PDF-1.4"), Sniffed::Binary("PDF"));
        assert_eq!(told("a", "\0\0\0\x01\x02\x03abc"), Sniffed::Binary("binary data"));
        assert_eq!(told("a", " \r\n\t"), Sniffed::Empty);
        assert_eq!(told("a", "\u{feff}"), Sniffed::Empty);
        assert_eq!(told("a", "<?xml version='1.0'?><rss>"), Sniffed::Unsupported("XML"));
        assert_eq!(told("a", "<svg xmlns='x'>"), Sniffed::Unsupported("image"));
        assert_eq!(told("site.css", "body { color: red }"), Sniffed::Unsupported("style sheet"));
        assert_eq!(told("a.csv.gz", "a,b\n1,2"), Sniffed::Unsupported("CSV"));
        assert_eq!(told("a", "Received: by x\nMIME-Version: 1.0\n\nx"), Sniffed::Unsupported("mail"));
        assert_eq!(sniff(Path::new("a"), &[0x1f, 0x8b, 8, 0]), Sniffed::Gzip);
    }

    #[test]
    fn utf16_is_text() {
        let bytes: Vec<u8> = "<!doctype html><p>x".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(sniff(Path::new("a"), &bytes), Sniffed::Known(Format::Html));
    }

    #[test]
    fn names_of_formats_go_both_ways() {
        for format in Format::ALL {
            assert_eq!(format.to_string().parse(), Ok(format));
        }
        assert!("yaml".parse::<Format>().unwrap_err().to_string().contains("'yaml'"));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(name in "[a-z.]{0,8}", head in proptest::collection::vec(any::<u8>(), 0..200)) {
            sniff(Path::new(&name), &head);
        }

        #[test]
        fn no_text_makes_it_panic(name in "(a|a.json|a.jsonl|a.html)", head in "[\\[\\]{}<>!/a\":, \n-]{0,40}") {
            sniff(Path::new(&name), head.as_bytes());
        }
    }
}
