//! Reading files: paths to files, files to raw documents, records to articles.
//!
//! [`walk()`] finds the files below the paths a user gave, [`open`] tells the format
//! of one from its content and yields its documents one by one, and [`to_article`] takes
//! the fields of a structured record over. A stream of any length needs memory for one
//! record only, which is at most [`MAX_RECORD`] long. A record that cannot be
//! read is an error in its place, and the next one follows.
//!
//! ```no_run
//! use dateline::readers::{Opened, open, walk};
//!
//! for entry in walk(&["news".into()]).flatten() {
//!     match open(&entry, None)? {
//!         Opened::Skipped { kind } => eprintln!("{}: {kind}", entry.path.display()),
//!         Opened::Records(records) => println!("{} records", records.flatten().count()),
//!     }
//! }
//! # Ok::<(), dateline::readers::ReadError>(())
//! ```
//!
//! To add a format, add a file that turns a stream into documents, its name to
//! [`Format`] and the bytes it is told by to [`sniff`].
//!
//! This module does not find the headline or the text in a page or a text: that is for
//! `page`. It does not decide what is read again: that is for the index.

mod date;
mod encoding;
mod error;
mod format;
mod json;
mod jsonl;
mod layout;
mod magic;
mod markup;
mod nesting;
mod object;
mod record;
mod source;
mod splitter;
mod transcode;
mod walk;
mod whole;
mod wrapper;

pub use encoding::{Decoded, decode_html, decode_text};
pub use error::{ReadError, Reason, RecordError};
pub use format::{Format, Sniffed, UnknownFormat, sniff};
pub use object::MAX_RECORD;
pub use record::{RecordIssue, derived_id, own_id, to_article};
pub use walk::{FileEntry, STDIN, WalkError, absolute, walk};

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use serde_json::{Map, Value};

use source::Source;
use transcode::Transcoded;

/// A document as it stands in its file.
#[derive(Debug, Clone, PartialEq)]
pub struct RawDoc {
    /// The number of the record in its file, from 0; bad records count too.
    pub record: u64,
    /// The first 8 bytes of the BLAKE3 hash of the record's raw bytes.
    pub digest: u64,
    /// The length of the record's raw bytes, in a compressed file after unpacking.
    pub bytes: u64,
    /// What the document is.
    pub content: Content,
}

/// What a document is.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// A plain text.
    Text(String),
    /// A page.
    Html(String),
    /// A structured record.
    Record(Map<String, Value>),
}

/// What opening a file came to.
#[derive(Debug)]
pub enum Opened {
    /// Documents to read.
    Records(Records),
    /// A file without documents.
    Skipped {
        /// What it is instead, to be counted under: "empty", "image", "PDF".
        kind: &'static str,
    },
}

/// The documents of one file, in their order.
///
/// After an error that is fatal there is nothing more.
pub struct Records {
    format: Format,
    documents: Box<dyn Iterator<Item = Result<RawDoc, RecordError>> + Send>,
    ended: bool,
}

impl Records {
    fn new(format: Format, source: Source, in_gzip: bool) -> Self {
        let documents: Box<dyn Iterator<Item = _> + Send> = match format {
            Format::Text => Box::new(once(move || whole::read(source, in_gzip, whole::Kind::Text))),
            Format::Html => Box::new(once(move || whole::read(source, in_gzip, whole::Kind::Html))),
            Format::Json => Box::new(json::JsonRecords::new(in_utf8(source), in_gzip)),
            Format::Jsonl => Box::new(jsonl::JsonlRecords::new(in_utf8(source), in_gzip)),
        };
        Self { format, documents, ended: false }
    }

    /// The format the file is read in.
    pub fn format(&self) -> Format {
        self.format
    }
}

/// An iterator of one item that is made when it is asked for.
fn once<T>(make: impl FnOnce() -> T) -> impl Iterator<Item = T> {
    std::iter::once_with(make)
}

/// The stream, converted if it is in UTF-16, as files written by Windows tools are.
fn in_utf8(mut source: Source) -> Source {
    match encoding::utf16(source.head()) {
        Some(encoding) => Source::new(Transcoded::new(source, encoding)),
        None => source,
    }
}

impl std::fmt::Debug for Records {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Records").field("format", &self.format).finish_non_exhaustive()
    }
}

impl Iterator for Records {
    type Item = Result<RawDoc, RecordError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let found = self.documents.next();
        self.ended = match &found {
            None => true,
            Some(Err(error)) => error.fatal,
            Some(Ok(_)) => false,
        };
        found
    }
}

/// Opens a file, or standard input, and tells its format unless it is given.
///
/// # Errors
/// If the file cannot be opened. What goes wrong while reading it is an error of a record.
pub fn open(entry: &FileEntry, forced: Option<Format>) -> Result<Opened, ReadError> {
    if entry.is_stdin() {
        return Ok(open_reader(io::stdin(), &entry.path, forced));
    }
    let file = File::open(&entry.path).map_err(|source| ReadError { path: entry.path.clone(), source })?;
    Ok(open_reader(file, &entry.path, forced))
}

/// Opens a stream of bytes; the name helps to tell its format.
pub fn open_reader(reader: impl Read + Send + 'static, name: &Path, forced: Option<Format>) -> Opened {
    let (mut source, layers) = Source::new(reader).unzipped();
    let in_gzip = layers > 0;
    let records = |format, source| Opened::Records(Records::new(format, source, in_gzip));
    if source.failed_at_once() {
        return records(forced.unwrap_or(Format::Text), source);
    }
    match (sniff(name, source.head()), forced) {
        (Sniffed::Empty, _) => Opened::Skipped { kind: "empty" },
        (_, Some(format)) | (Sniffed::Known(format), None) => records(format, source),
        (Sniffed::Gzip, None) => Opened::Skipped { kind: "gzip file" },
        (Sniffed::Binary(kind) | Sniffed::Unsupported(kind), None) => Opened::Skipped { kind },
    }
}

#[cfg(test)]
mod tests {
    use super::source::tests::gzip;
    use super::*;
    use proptest::prelude::*;
    use std::io::Cursor;

    fn open_bytes(name: &str, bytes: &[u8], forced: Option<Format>) -> Opened {
        open_reader(Cursor::new(bytes.to_vec()), Path::new(name), forced)
    }

    fn records(name: &str, bytes: &[u8], forced: Option<Format>) -> Vec<Result<RawDoc, RecordError>> {
        match open_bytes(name, bytes, forced) {
            Opened::Records(records) => records.take(10_000).collect(),
            Opened::Skipped { kind } => panic!("{kind}"),
        }
    }

    fn kind(bytes: &[u8]) -> &'static str {
        match open_bytes("a", bytes, None) {
            Opened::Skipped { kind } => kind,
            Opened::Records(records) => panic!("{records:?}"),
        }
    }

    fn contents(name: &str, bytes: &[u8]) -> Vec<Content> {
        records(name, bytes, None).into_iter().map(|doc| doc.unwrap().content).collect()
    }

    #[test]
    fn every_format_is_read_plain_and_in_gzip() {
        let object = |n: u32| Content::Record(Map::from_iter([("n".to_owned(), n.into())]));
        for (name, bytes, expected) in [
            ("a.txt", "Words", vec![Content::Text("Words".into())]),
            ("a.txt", "<html>x", vec![Content::Html("<html>x".into())]),
            ("a.json", "[{\"n\":1},{\"n\":2}]", vec![object(1), object(2)]),
            ("a.json", "{\"n\":1}\n{\"n\":2}", vec![object(1), object(2)]),
        ] {
            let bytes = bytes.as_bytes();
            assert_eq!(contents(name, bytes), expected);
            assert_eq!(contents(&format!("{name}.gz"), &gzip(&gzip(bytes))), expected);
            let utf16: Vec<u8> =
                String::from_utf8_lossy(bytes).encode_utf16().flat_map(u16::to_le_bytes).collect();
            assert_eq!(contents(name, &utf16), expected);
        }
    }

    #[test]
    fn what_holds_no_documents_is_skipped_by_kind() {
        assert_eq!(kind(b""), "empty");
        assert_eq!(kind(&gzip(b" \n")), "empty");
        assert_eq!(kind(b"%PDF-1.4"), "PDF");
        assert_eq!(kind(&gzip(b"PK\x03\x04....")), "zip archive");
        assert_eq!(kind(&(0..5).fold(b"x".to_vec(), |bytes, _| gzip(&bytes))), "gzip file");
    }

    #[test]
    fn a_forced_format_goes_before_content_and_name() {
        let docs = records("a.json", b"{\"n\":1}", Some(Format::Text));
        assert_eq!(docs[0].as_ref().unwrap().content, Content::Text("{\"n\":1}".into()));
        assert!(records("a", b"Words", Some(Format::Jsonl))[0].is_err());
    }

    #[test]
    fn a_damaged_gzip_is_an_error_and_then_the_end() {
        let found = records("a.gz", &gzip(b"Words")[..9], None);
        assert_eq!(found.len(), 1);
        assert!(found[0].as_ref().unwrap_err().fatal);
    }

    #[test]
    fn files_are_opened_by_their_path() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a.txt"), "Words").unwrap();
        let entry = walk(&[folder.path().to_owned()]).next().unwrap().unwrap();
        let Opened::Records(records) = open(&entry, None).unwrap() else { panic!("skipped") };
        assert_eq!(records.format(), Format::Text);
        assert_eq!(records.flatten().count(), 1);
        std::fs::remove_file(&entry.path).unwrap();
        assert!(open(&entry, None).unwrap_err().to_string().contains("a.txt: cannot be opened"));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(
            name in "(a|a.json|a.jsonl|a.html|a.txt.gz)",
            bytes in proptest::collection::vec(any::<u8>(), 0..200),
            zipped: bool,
        ) {
            let bytes = if zipped { gzip(&bytes) } else { bytes };
            for forced in [None, Some(Format::Text), Some(Format::Html), Some(Format::Json), Some(Format::Jsonl)] {
                if let Opened::Records(records) = open_bytes(&name, &bytes, forced) {
                    prop_assert!(records.take(10_000).count() < 10_000);
                }
            }
        }

        #[test]
        fn a_flipped_bit_in_gzip_is_an_error_or_harmless(at in 0usize..1000, bit in 0u8..8) {
            let line = |n: u32| format!("{{\"headline\": \"Story {n}\", \"n\": {}}}\n", n.wrapping_mul(2_654_435_761));
            let mut bytes = gzip((0..200).map(line).collect::<String>().as_bytes());
            let at = at % bytes.len();
            bytes[at] ^= 1 << bit;
            if let Opened::Records(records) = open_bytes("a.jsonl.gz", &bytes, None) {
                let found: Vec<_> = records.take(10_000).collect();
                let good = found.iter().filter(|found| found.is_ok()).count();
                let is_reported = found.iter().any(Result::is_err);
                prop_assert!(good == 200 || is_reported || at < 10);
            }
        }
    }
}
