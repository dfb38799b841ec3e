//! Telling what a stream holds from its first bytes and its name.
//!
//! The content decides; the name helps where the content leaves it open. What holds
//! no text, or text in a format that is not read, gets a kind under which it is counted.

use std::ffi::OsStr;
use std::fmt;
use std::path::Path;
use std::str::FromStr;

use memchr::memmem;
use thiserror::Error;

use super::columns::Columns;
use super::peek_reader::HEAD;
use super::{anpa, csv, encoding, layout, magic, mail, markdown, markup, rtf, tar, warc, xml};

/// A format whose documents are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// Plain text; a file is one document.
    Text,
    /// Markdown, with or without front matter; a file is one document.
    Markdown,
    /// A page; a file is one document.
    Html,
    /// A page saved with all that belongs to it as one file.
    Mhtml,
    /// Objects, lists of objects, or an object around a list of objects.
    Json,
    /// One object a line.
    Jsonl,
    /// A table with a header, its cells separated by commas or semicolons.
    Csv,
    /// A table with a header, its cells separated by tabs.
    Tsv,
    /// News Industry Text Format.
    Nitf,
    /// NewsML-G2.
    NewsMl,
    /// A feed in RSS or RDF.
    Rss,
    /// A feed in Atom.
    Atom,
    /// The wire of news agencies by ANPA 1312, story after story.
    Anpa,
    /// Reuters SGML, `<REUTERS>` after `<REUTERS>`.
    Reuters,
    /// The SGML of TREC collections, `<DOC>` after `<DOC>`.
    Trec,
    /// Any other list of records in XML, their elements named like the keys of JSON.
    Xml,
    /// A mail.
    Mail,
    /// A mailbox: mail after mail.
    Mbox,
    /// A web archive: record after record.
    Warc,
    /// A web archive in the form before WARC.
    Arc,
    /// A web archive with its index, in a zip.
    Wacz,
    /// A book in EPUB.
    Epub,
    /// A document of Microsoft Word.
    Docx,
    /// A document of LibreOffice and other word processors.
    Odt,
    /// A document in the Rich Text Format.
    Rtf,
    /// A PDF with a text layer.
    Pdf,
    /// A zip archive.
    Zip,
    /// A tar archive.
    Tar,
}

/// All formats with their names, in the order in which help texts name them.
const NAMES: [(Format, &str); 28] = [
    (Format::Text, "text"),
    (Format::Markdown, "markdown"),
    (Format::Html, "html"),
    (Format::Mhtml, "mhtml"),
    (Format::Json, "json"),
    (Format::Jsonl, "jsonl"),
    (Format::Csv, "csv"),
    (Format::Tsv, "tsv"),
    (Format::Nitf, "nitf"),
    (Format::NewsMl, "newsml"),
    (Format::Rss, "rss"),
    (Format::Atom, "atom"),
    (Format::Anpa, "anpa"),
    (Format::Reuters, "reuters"),
    (Format::Trec, "trec"),
    (Format::Xml, "xml"),
    (Format::Mail, "mail"),
    (Format::Mbox, "mbox"),
    (Format::Warc, "warc"),
    (Format::Arc, "arc"),
    (Format::Wacz, "wacz"),
    (Format::Epub, "epub"),
    (Format::Docx, "docx"),
    (Format::Odt, "odt"),
    (Format::Rtf, "rtf"),
    (Format::Pdf, "pdf"),
    (Format::Zip, "zip"),
    (Format::Tar, "tar"),
];

impl Format {
    /// All formats, in the order in which help texts name them.
    pub const ALL: [Format; NAMES.len()] = {
        let mut all = [Format::Text; NAMES.len()];
        let mut at = 0;
        while at < all.len() {
            all[at] = NAMES[at].0;
            at += 1;
        }
        all
    };

    /// The name of the format on the command line.
    pub fn name(self) -> &'static str {
        NAMES.iter().find(|(format, _)| *format == self).map_or("", |(_, name)| name)
    }

    /// True if the format holds other files and nothing of its own; these are opened in turn.
    pub fn is_archive(self) -> bool {
        matches!(self, Format::Zip | Format::Tar | Format::Warc | Format::Arc | Format::Wacz)
    }

    /// True if there may be other files in it, whose formats are told in turn.
    pub(super) fn holds_files(self) -> bool {
        self.is_archive() || matches!(self, Format::Mail | Format::Mbox | Format::Mhtml)
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// The name is not one of a format.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("unknown format '{0}': it must be one of {names}", names = all_names())]
pub struct UnknownFormat(pub String);

fn all_names() -> String {
    NAMES.map(|(_, name)| name).join(", ")
}

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
    /// Nothing, or nothing but white space.
    Empty,
    /// No text; the kind says what it is.
    Binary(&'static str),
    /// Text in a format that is not read; the kind says which.
    Unsupported(&'static str),
}

/// What a table is called that has no column of headlines or texts.
pub(super) const TABLE: &str = "table without a headline or text column";

/// What a document in the binary format of Word before 2007 is called, which is not read.
const OLD_WORD: &str = "Word document in the old binary format";
const OLD_WORD_EXTENSIONS: &[&str] = &["doc", "dot"];

/// Extensions of text files that have no articles, or hold them in a format that is not read.
const UNSUPPORTED_EXTENSIONS: &[(&str, &str)] = &[
    ("css", "style sheet"),
    ("js", "script"),
    ("mjs", "script"),
    ("map", "script"),
    ("csv", TABLE),
    ("tsv", TABLE),
    ("tab", TABLE),
    ("xml", "XML"),
    ("rss", "XML"),
    ("atom", "XML"),
    ("sgm", "SGML"),
    ("sgml", "SGML"),
    ("svg", "image"),
];

const MAIL_EXTENSIONS: &[&str] = &["eml", "emlx", "mbox", "mht", "mhtml"];
const HTML_EXTENSIONS: &[&str] = &["html", "htm", "xhtml", "shtml", "xht", "php", "asp", "aspx", "jsp"];
const TABLE_EXTENSIONS: &[&str] = &["csv", "tsv", "tab"];
const MARKDOWN_EXTENSIONS: &[&str] = &["md", "markdown", "mdown", "mkd"];
const JSON_EXTENSIONS: &[&str] = &["json", "geojson", "jsonld"];
const JSONL_EXTENSIONS: &[&str] = &["jsonl", "ndjson", "jsonlines", "jl"];

/// What a stream with this name and these first bytes holds.
///
/// ```
/// use dateline_read::{Format, Sniffed, sniff};
///
/// let told = sniff("a.txt".as_ref(), b"<!doctype html><title>Talks</title>");
/// assert_eq!(told, Sniffed::Known(Format::Html));
/// ```
pub fn sniff(name: &Path, head: &[u8]) -> Sniffed {
    sniff_with(name, head, &Columns::default())
}

/// The same where the user names columns of tables.
pub(super) fn sniff_with(name: &Path, head: &[u8], columns: &Columns) -> Sniffed {
    if head.starts_with(b"PK\x03\x04") {
        return Sniffed::Known(Format::Zip);
    }
    if tar::is_tar(head) {
        return Sniffed::Known(Format::Tar);
    }
    if warc::is_warc(head) {
        return Sniffed::Known(Format::Warc);
    }
    if warc::arc::is_arc(head) {
        return Sniffed::Known(Format::Arc);
    }
    if is_pdf(head) {
        return Sniffed::Known(Format::Pdf);
    }
    if rtf::is_rtf(head) {
        return Sniffed::Known(Format::Rtf);
    }
    if anpa::is_anpa(head) {
        return Sniffed::Known(Format::Anpa);
    }
    if let Some(kind) = magic::kind_of(head) {
        let is_old_word = kind == magic::OFFICE && OLD_WORD_EXTENSIONS.contains(&extension(name).as_str());
        return Sniffed::Binary(if is_old_word { OLD_WORD } else { kind });
    }
    let readable = encoding::readable_head(head);
    if readable.iter().all(u8::is_ascii_whitespace) {
        return if head.len() < HEAD { Sniffed::Empty } else { Sniffed::Known(Format::Text) };
    }
    if magic::is_mostly_control(&readable) {
        return Sniffed::Binary("binary data");
    }
    sniff_text(&extension(name), readable.trim_ascii_start(), columns)
}

/// How far from the beginning of a PDF its first line may stand, as in the programs that show them.
const PDF_HEAD: usize = 1024;

/// True for a PDF, before whose first line there may stand what a program or a server wrote there.
///
/// A text about PDFs may have such a line too, but not the control characters of what is packed behind it.
fn is_pdf(head: &[u8]) -> bool {
    let first = &head[..head.len().min(PDF_HEAD)];
    let Some(at) = memmem::find(first, b"%PDF-") else { return false };
    let (before, pdf) = head.split_at(at);
    let is_blank = |byte: &u8| byte.is_ascii_whitespace() || b"\0\xef\xbb\xbf".contains(byte);
    if before.iter().all(is_blank) {
        return true;
    }
    let is_packed = |byte: &&u8| byte.is_ascii_control() && !byte.is_ascii_whitespace() && **byte != 0x1b;
    before.ends_with(b"\n") | before.ends_with(b"\r")
        && pdf.get(5).is_some_and(u8::is_ascii_digit)
        && memmem::find(pdf, b" obj").is_some()
        && pdf.iter().filter(is_packed).take(MIN_PACKED).count() == MIN_PACKED
}

/// Streams that are packed have many control characters, and texts have hardly any.
const MIN_PACKED: usize = 16;

/// The extension in lower case, that of `a.jsonl.gz` being `jsonl`.
fn extension(name: &Path) -> String {
    let is_gz = |name: &Path| name.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("gz"));
    let mut name = name.to_owned();
    while is_gz(&name) {
        name.set_extension("");
    }
    name.extension().and_then(OsStr::to_str).unwrap_or_default().to_ascii_lowercase()
}

fn sniff_text(extension: &str, head: &[u8], columns: &Columns) -> Sniffed {
    let named = match extension {
        _ if JSON_EXTENSIONS.contains(&extension) => Some(Format::Json),
        _ if JSONL_EXTENSIONS.contains(&extension) => Some(Format::Jsonl),
        _ => None,
    };
    if let Some(format) = layout::json_layout(head, named) {
        return Sniffed::Known(format);
    }
    if let Some(format) = xml::told(head) {
        return Sniffed::Known(format);
    }
    if let Some(sniffed) = sniff_markup(extension, head) {
        return sniffed;
    }
    if let Some(format) = named {
        return Sniffed::Known(format);
    }
    if let Some(format) = mail_format(extension, head) {
        return Sniffed::Known(format);
    }
    if markdown::is_told_by(head) {
        return Sniffed::Known(Format::Markdown);
    }
    if let Some(format) = csv::told(head, TABLE_EXTENSIONS.contains(&extension), columns) {
        return Sniffed::Known(format);
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

/// A mail, a mailbox, or a page that was saved in the form of a mail.
fn mail_format(extension: &str, head: &[u8]) -> Option<Format> {
    let is_named = MAIL_EXTENSIONS.contains(&extension);
    let is_mail = markup::is_mail(head) || (is_named && markup::begins_with_header(head));
    if !is_mail {
        return None;
    }
    Some(match () {
        () if head.starts_with(b"From ") => Format::Mbox,
        () if mail::is_saved_page(head) => Format::Mhtml,
        () => Format::Mail,
    })
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
    fn mail_is_told_by_its_header() {
        assert_format(
            Format::Mail,
            &[
                ("a", "Received: by x\nMIME-Version: 1.0\n\nx"),
                ("a.eml", "Subject: x\n\ny"),
                ("a.emlx", "20\nMessage-ID: <1@x>\n\ny"),
                ("a", "Message-ID: <1@x>\nMIME-Version: 1.0\nContent-Type: text/html\n\n<html>"),
            ],
        );
        assert_format(Format::Mbox, &[("a", "From x Fri Oct 23 18:04:00 2015\nMessage-ID: <1@x>\n\ny")]);
        let saved =
            "From: <Saved by Blink>\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x";
        assert_format(Format::Mhtml, &[("a", saved), ("a.mht", saved)]);
        assert_format(Format::Text, &[("a.eml", "Words without a header"), ("a", "Subject: x\n\ny")]);
    }

    #[test]
    fn a_pdf_may_begin_a_little_later_and_a_text_about_pdfs_is_none() {
        let packed = "%PDF-1.4\n1 0 obj <<>> stream\n\x01\x02\x03\x04\x05\x06\x07\x08\x01\x02\x03\x04\x05\x06\x07\x08\nendstream";
        let greeting = "AFPL Ghostscript 8.50 (2004-12-30)\nLoading NimbusRomNo9L-Regu font\n";
        for before in ["", "\u{feff}", "\r\n \n", greeting, "HTTP/1.1 200 OK\r\n\r\n"] {
            assert_eq!(told("a", &format!("{before}{packed}")), Sniffed::Known(Format::Pdf), "{before:?}");
        }
        let late = format!("{}\n{packed}", "x".repeat(PDF_HEAD));
        assert_ne!(told("a", &late), Sniffed::Known(Format::Pdf));
        assert_ne!(told("a", &format!("Each file begins with {packed}")), Sniffed::Known(Format::Pdf));
        assert_format(
            Format::Text,
            &[
                ("a.txt", "What a PDF looks like\n\n%PDF-1.4\n1 0 obj <</Type/Catalog>> endobj\n"),
                ("a.txt", "A file that begins with %PDF-1.7 is a PDF.\n"),
            ],
        );
        assert_format(
            Format::Html,
            &[("a.html", "<!doctype html><pre>\n%PDF-1.4\n1 0 obj <</Type/Catalog>> endobj\n</pre>")],
        );
    }

    #[test]
    fn what_is_not_read_has_a_kind() {
        assert_eq!(told("a.txt", "%PDF-1.4"), Sniffed::Known(Format::Pdf));
        assert_eq!(told("a", "\0\0\0\x01\x02\x03abc"), Sniffed::Binary("binary data"));
        let old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
        assert_eq!(sniff(Path::new("a.DOC"), old), Sniffed::Binary(OLD_WORD));
        assert_eq!(sniff(Path::new("a.xls"), old), Sniffed::Binary("office document"));
        assert_eq!(told("a.doc", "{\\rtf1 x}"), Sniffed::Known(Format::Rtf));
        assert_eq!(told("a", " \r\n\t"), Sniffed::Empty);
        assert_eq!(told("a", "\u{feff}"), Sniffed::Empty);
        assert_eq!(told("a", "<?xml version='1.0'?><project>"), Sniffed::Unsupported("XML"));
        assert_eq!(told("a", "<svg xmlns='x'>"), Sniffed::Unsupported("image"));
        assert_eq!(told("site.css", "body { color: red }"), Sniffed::Unsupported("style sheet"));
        assert_eq!(told("a.csv.gz", "a,b\n1,2"), Sniffed::Unsupported(TABLE));
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
