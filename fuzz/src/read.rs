//! Readers: they end, they number what they read, and how the bytes arrive changes nothing.

use std::io::Read;
use std::ops::ControlFlow;
use std::path::Path;

use dateline_read::{
    Content, Format, MAX_RECORD, Opened, RawDoc, Reason, RecordError, RecordResult, open_reader, own_id, to_article,
};

use crate::article::check_fields;
use crate::input::Input;

/// Formats that are read by the same code, each with a name that helps to tell it.
///
/// The first byte of an input says which of them it is read as.
pub struct Family {
    /// The names and formats; without a format it is told from the content.
    ways: &'static [(&'static str, Option<Format>)],
    /// True if an input cannot hold much more text than it has bytes.
    is_plain: bool,
}

/// Texts, Markdown, pages and the wire as they are.
pub const TEXT: Family = Family {
    ways: &[
        ("a", None),
        ("a.txt", Some(Format::Text)),
        ("a.html", Some(Format::Html)),
        ("a.md", Some(Format::Markdown)),
        ("a", Some(Format::Anpa)),
    ],
    is_plain: true,
};

/// JSON of every layout, the vendors' too.
pub const JSON: Family = Family {
    ways: &[("a.json", None), ("a.json", Some(Format::Json)), ("a.jsonl", Some(Format::Jsonl)), ("-", None)],
    is_plain: true,
};

/// Tables.
pub const TABLE: Family = Family {
    ways: &[("a.csv", None), ("a.csv", Some(Format::Csv)), ("a.tsv", Some(Format::Tsv))],
    is_plain: true,
};

/// Feeds, the formats of agencies, and other XML and SGML.
pub const XML: Family = Family {
    ways: &[
        ("a.xml", None),
        ("a.xml", Some(Format::Nitf)),
        ("a.xml", Some(Format::NewsMl)),
        ("a.rss", Some(Format::Rss)),
        ("a.atom", Some(Format::Atom)),
        ("a.sgm", Some(Format::Reuters)),
        ("a.sgml", Some(Format::Trec)),
        ("a.xml", Some(Format::Xml)),
    ],
    // The fields of a feed, its title for one, are given to each of its entries.
    is_plain: false,
};

/// Mails, mailboxes and pages saved as mails.
pub const MAIL: Family = Family {
    ways: &[
        ("a.eml", None),
        ("a.eml", Some(Format::Mail)),
        ("a.mbox", Some(Format::Mbox)),
        ("a.mhtml", Some(Format::Mhtml)),
    ],
    // What is attached may be packed.
    is_plain: false,
};

/// Web archives.
pub const WARC: Family = Family {
    ways: &[("a.warc", Some(Format::Warc)), ("a", None), ("a.arc", Some(Format::Arc))],
    is_plain: false,
};

/// Zip and what is kept in it.
pub const ZIP: Family = Family {
    ways: &[
        ("a.zip", None),
        ("a.zip", Some(Format::Zip)),
        ("a.wacz", Some(Format::Wacz)),
        ("a.epub", Some(Format::Epub)),
        ("a.docx", Some(Format::Docx)),
        ("a.odt", Some(Format::Odt)),
    ],
    is_plain: false,
};

/// Tar archives.
pub const TAR: Family = Family { ways: &[("a.tar", Some(Format::Tar)), ("a", None)], is_plain: false };

/// Rich text.
pub const RTF: Family = Family { ways: &[("a.rtf", Some(Format::Rtf)), ("a", None)], is_plain: false };

/// PDF.
pub const PDF: Family = Family { ways: &[("a.pdf", Some(Format::Pdf)), ("a", None)], is_plain: false };

/// Packed streams.
pub const PACKED: Family = Family { ways: &[("a", None)], is_plain: false };

/// In the first byte of an input: whether its bytes are to arrive one by one, too.
const DRIBBLING: u8 = 0x80;

/// A plain input of so many bytes has no more records than these, and no record twice as long.
const ROOM: usize = 1000;

/// No member of a text outgrows its bytes by more than this: of one byte a legacy code page makes three.
const GROWTH: usize = 3;

/// Checks the readers of a family.
pub fn check(family: &Family, bytes: &[u8]) {
    let mut input = Input(bytes);
    let first = input.byte();
    let (name, format) = family.ways[(first & !DRIBBLING) as usize % family.ways.len()];
    let found = read_all(name, input.0, format);
    check_records(&found, family, input.0.len());
    if first & DRIBBLING != 0 {
        let dribbled = read_all(name, Dribble(input.0), format);
        assert_eq!(said(&dribbled), said(&found), "read otherwise when the bytes arrive one by one");
    }
}

/// All records of a stream; what holds no documents has none.
///
/// The only place here that knows how the readers are called.
pub fn read_all(name: &str, bytes: impl Read, format: Option<Format>) -> Vec<RecordResult> {
    let mut found = Vec::new();
    if let Opened::Records(records) = open_reader(bytes, Path::new(name), format) {
        let ended = records.read(&mut |next: RecordResult| {
            found.push(next);
            ControlFlow::Continue(())
        });
        assert!(ended.is_continue());
    }
    found
}

fn check_records(found: &[RecordResult], family: &Family, length: usize) {
    let mut next = 0;
    for (number, record) in found.iter().enumerate() {
        let at = match record {
            Ok(document) => {
                check_document(document);
                document.record
            }
            Err(error) => {
                check_error(error, number + 1 == found.len());
                error.record
            }
        };
        let is_counted = record.as_ref().err().is_none_or(|error| error.passed_over_kind().is_none());
        assert!(at >= next, "record {at} where {next} is due");
        next = at + u64::from(is_counted);
    }
    if family.is_plain {
        let text: usize = found.iter().flatten().map(text_length).sum();
        assert!(found.len() <= length + ROOM, "{} records of {length} bytes", found.len());
        assert!(text <= GROWTH * length + ROOM, "{text} bytes of text from {length} bytes");
    }
}

fn check_document(document: &RawDoc) {
    assert!(document.bytes <= 2 * MAX_RECORD as u64, "a record of {} bytes", document.bytes);
    match &document.content {
        Content::Record(map) => {
            if let Ok(article) = to_article(map.clone()) {
                assert!(article.has_text());
                assert_eq!(own_id(map).unwrap_or_default(), article.id);
                check_fields(&article);
            }
        }
        Content::Article(article) => check_fields(article),
        Content::Text(_) | Content::Html(_) | Content::Document(_) => {}
    }
}

/// A fatal error is the last; none is our own fault.
fn check_error(error: &RecordError, is_last: bool) {
    assert!(is_last || !error.fatal, "records after a fatal error: {error}");
    assert!(!matches!(error.reason, Reason::Internal { .. }), "{error}");
    assert!(!error.to_string().is_empty());
}

fn text_length(document: &RawDoc) -> usize {
    match &document.content {
        Content::Text(text) | Content::Html(text) => text.len(),
        Content::Document(document) => document.text_len(),
        Content::Record(_) => 0,
        Content::Article(article) => article.body.len(),
    }
}

/// The records in a form that can be compared.
fn said(found: &[RecordResult]) -> Vec<Result<&RawDoc, String>> {
    found.iter().map(|record| record.as_ref().map_err(|error| format!("{} {error}", error.fatal))).collect()
}

/// A stream whose bytes arrive one by one, as those of a pipe may.
struct Dribble<R>(R);

impl<R: Read> Read for Dribble<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let most = buffer.len().min(1);
        self.0.read(&mut buffer[..most])
    }
}
