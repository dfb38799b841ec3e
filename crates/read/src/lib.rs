//! Reading files: paths to files, files to raw documents, records to articles.
//!
//! [`walk()`] finds the files below the paths a user gave, [`open`] tells the format
//! of one from its content and hands its documents to a [`Sink`] one by one, and [`to_article`] takes
//! the fields of a structured record over. A stream of any length needs memory for one
//! record only, which is at most [`MAX_RECORD`] long. A record that cannot be
//! read is an error in its place, and the next one follows.
//!
//! ```no_run
//! use std::ops::ControlFlow;
//! use dateline_read::{Opened, RecordResult, open, walk};
//!
//! for entry in walk(&["news".into()]).flatten() {
//!     match open(&entry, None)? {
//!         Opened::Skipped { kind } => eprintln!("{}: {kind}", entry.path.display()),
//!         Opened::Records(records) => {
//!             let _ = records.read(&mut |found: RecordResult| {
//!                 println!("{found:?}");
//!                 ControlFlow::Continue(())
//!             });
//!         }
//!     }
//! }
//! # Ok::<(), dateline_read::ReadError>(())
//! ```
//!
//! To add a format, add a file with a `read` that pushes the documents of an `Input` into
//! a sink, its name to [`Format`], its line to `read_as`, and the bytes or the extension
//! by which it is told to [`sniff`]. An archive yields its members, which are opened like files
//! in turn; what it knows of them travels along as [`Facts`].
//!
//! This module does not find the headline or the text in a page or a text: that is for
//! `page`. It does not decide what is read again: that is for the index.

mod anpa;
mod article_builder;
mod code_page;
mod columns;
mod csv;
mod docx;
mod encoding;
mod epub;
mod error;
mod exact;
mod exclude;
mod facts;
mod fields;
mod flow;
mod format;
mod gzip_members;
mod hash;
mod input;
mod json;
mod jsonl;
mod kept;
mod layout;
mod lenient;
mod magic;
mod mail;
mod markdown;
mod markup;
mod members;
mod nesting;
mod object;
mod odt;
mod office;
mod pdf;
mod peek_reader;
mod plausible;
mod quote;
mod record;
mod rtf;
mod saved;
mod sink;
mod splitter;
mod store;
mod strip_data_uris;
mod tar;
mod transcode;
mod unpack;
mod unpack_limits;
mod vendor_json;
mod walk;
mod warc;
mod whole;
mod wrapper;
mod xml;
mod zip;

pub use columns::{Columns, ColumnsError};
pub use encoding::{Decoded, decode_html, decode_text};
pub use error::{ReadError, Reason, RecordError, Unpacking, said};
pub use exclude::{Exclude, IGNORE_FILE};
pub use facts::Facts;
pub use format::{Format, Sniffed, UnknownFormat, sniff};
pub use hash::{Fingerprinting, fingerprint};
pub use input::Choices;
pub use kept::{Kept, KeptBytes, find_kept};
pub use object::MAX_RECORD;
pub use quote::quoted;
pub use record::{RecordIssue, derived_id, own_id, to_article};
pub use sink::{RecordResult, Sink};
pub use walk::{FileEntry, STDIN, WalkError, absolute, look, walk, walk_without};

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Read};
use std::ops::{ControlFlow, Range};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use serde_json::{Map, Value};

use dateline_core::RecordHash;
use dateline_core::article::Article;
use dateline_core::document::Document;

use input::Input;
use peek_reader::PeekReader;
use sink::{ReadResult, Stop};
use transcode::Transcoded;

/// A document as it is in its file.
#[derive(Debug, Clone, PartialEq)]
pub struct RawDoc {
    /// The number of the record in its file, from 0; bad records count too.
    pub record: u64,
    /// The SHA-256 hash of the record's bytes as they are kept, which begins with its id, where it has none itself.
    pub hash: RecordHash,
    /// Another number whenever the record would give another article: a hash of its bytes and of what is known around it.
    pub digest: u64,
    /// The length of the record's raw bytes, in a compressed file after unpacking.
    pub bytes: u64,
    /// Where those bytes are in the file, or in the member of an archive, after unpacking; `None` where that cannot be said.
    pub range: Option<Range<u64>>,
    /// Those bytes themselves, where [`Choices::keep_raw`] asks for them.
    pub raw: Option<Vec<u8>>,
    /// What the document is.
    pub content: Content,
    /// Where it is within an archive: `2015/page.html`, a web archive's address.
    pub member: Option<String>,
    /// What the archive or feed around it knows of it.
    pub facts: Option<Box<Facts>>,
}

impl RawDoc {
    /// A document with its raw bytes, of which only the hash is kept.
    pub fn of(record: u64, raw: &[u8], content: Content) -> Self {
        let (bytes, hash) = (raw.len() as u64, hash::of_record(raw));
        let (range, raw, member, facts) = (None, None, None, None);
        Self { record, hash, digest: hash.first(), bytes, range, raw, content, member, facts }
    }

    /// The document of all bytes of a stream, which go with it where that is asked for.
    fn of_whole(raw: &[u8], keep_raw: bool) -> Self {
        let doc = Self::of(0, raw, Content::Text(String::new()));
        Self { range: Some(0..doc.bytes), raw: keep_raw.then(|| raw.to_owned()), ..doc }
    }

    /// The digest over all from which the article is made, not its own bytes alone.
    fn full_digest(&self) -> u64 {
        if self.member.is_none() && self.facts.is_none() {
            return self.digest;
        }
        let around = serde_json::to_vec(&(self.digest, &self.member, &self.facts)).unwrap_or_default();
        hash::short(&around)
    }
}

/// What a document is.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// A plain text.
    Text(String),
    /// A page.
    Html(String),
    /// A document that is laid out, all of which is content.
    Document(Document),
    /// A structured record.
    Record(Map<String, Value>),
    /// A story whose format says itself what is headline and what is text.
    Article(Box<Article>),
}

/// What opening a file came to.
#[derive(Debug)]
pub enum Opened<'a> {
    /// Documents to read.
    Records(Records<'a>),
    /// A file without documents.
    Skipped {
        /// What it is instead, to be counted under: "empty", "image".
        kind: Cow<'static, str>,
    },
}

/// The documents of one file, in their order.
pub struct Records<'a> {
    format: Format,
    content: Result<Input<'a>, Reason>,
    is_nested: bool,
}

impl<'a> Records<'a> {
    fn new(format: Format, input: Input<'a>) -> Self {
        let is_nested = input.scope.depth > 0;
        Self { format, content: Ok(input), is_nested }
    }

    /// A file of which nothing can be read.
    fn failed(format: Format, reason: Reason) -> Self {
        Self { format, content: Err(reason), is_nested: false }
    }

    /// The format the file is read in.
    pub fn format(&self) -> Format {
        self.format
    }

    /// Reads the documents and hands them to the sink; `Break` if the sink wanted no more.
    ///
    /// After an error that is fatal there is nothing more. A reader that panics gives an error, since one document
    /// never ends a run.
    pub fn read(self, sink: &mut dyn Sink) -> ControlFlow<()> {
        let Self { format, content, is_nested } = self;
        let mut finished = Finished { sink, is_nested, stopped: false, ended: false };
        let read = AssertUnwindSafe(|| read_as(format, content?, &mut finished));
        let reason = match catch_unwind(read) {
            Ok(Ok(()) | Err(Stop::Requested)) => None,
            Ok(Err(Stop::Failed(reason))) => Some(reason),
            Err(_) => Some(Reason::Internal { format: format.name() }),
        };
        if let Some(reason) = reason {
            let _ = finished.take(Err(RecordError::fatal(0, reason)));
        }
        if finished.stopped { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}

impl std::fmt::Debug for Records<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Records").field("format", &self.format).finish_non_exhaustive()
    }
}

/// The sink of one file: it bounds and finishes the documents, and ends with the first fatal error.
struct Finished<'s> {
    sink: &'s mut dyn Sink,
    is_nested: bool,
    /// True when the sink wants no more.
    stopped: bool,
    /// True when nothing more can come.
    ended: bool,
}

impl Sink for Finished<'_> {
    fn take(&mut self, found: RecordResult) -> ControlFlow<()> {
        if self.stopped || self.ended {
            return ControlFlow::Break(());
        }
        let found = if self.is_nested { found } else { found.and_then(finished) };
        self.ended = found.as_ref().is_err_and(|error| error.fatal);
        self.stopped = self.sink.take(found).is_break();
        if self.stopped || self.ended { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}

/// A document of a file, with its digest, if it is not too large a page.
fn finished(doc: RawDoc) -> RecordResult {
    let mut doc = strip_data_uris::bounded(doc)?;
    doc.digest = doc.full_digest();
    Ok(doc)
}

/// Reads a stream in a format.
fn read_as(format: Format, input: Input, sink: &mut dyn Sink) -> ReadResult {
    match format {
        Format::Text => whole::read(input, whole::Kind::Text, sink),
        Format::Html => whole::read(input, whole::Kind::Html, sink),
        Format::Json => {
            // One object of a stream is followed by more on another day.
            let may_be_alone = input.name != Path::new(STDIN);
            json::read(input.source, may_be_alone, &input.scope.columns, sink)
        }
        Format::Jsonl => jsonl::read(input, sink),
        Format::Markdown => markdown::read(input, sink),
        Format::Epub => epub::read(input, sink),
        Format::Docx => docx::read(input, sink),
        Format::Odt => odt::read(input, sink),
        Format::Rtf => rtf::read(input, sink),
        Format::Pdf => pdf::read(input, sink),
        Format::Csv | Format::Tsv => csv::read(input, sink),
        Format::Nitf
        | Format::NewsMl
        | Format::Rss
        | Format::Atom
        | Format::Reuters
        | Format::Trec
        | Format::Xml => xml::read(input, sink),
        Format::Mail => mail::read(input, sink),
        Format::Mbox => mail::read_mbox(input, sink),
        Format::Mhtml => mail::read_mhtml(input, sink),
        Format::Tar => tar::read(input, sink),
        Format::Warc => warc::read(input, sink),
        Format::Arc => warc::arc::read(input, sink),
        Format::Anpa => anpa::read(input, sink),
        Format::Zip => zip::read(input, sink),
        Format::Wacz => zip::read_wacz(input, sink),
    }
}

/// The stream, converted if it is in UTF-16, as files written by Windows tools are.
fn in_utf8(mut source: PeekReader<'_>) -> PeekReader<'_> {
    match encoding::utf16(source.head()) {
        Some(encoding) => PeekReader::new(Transcoded::new(source, encoding)),
        None => source,
    }
}

/// Opens a file, or standard input, and tells its format unless it is given.
///
/// # Errors
/// If the file cannot be opened. What goes wrong while reading it is an error of a record.
pub fn open(entry: &FileEntry, choices: impl Into<Choices>) -> Result<Opened<'static>, ReadError> {
    Ok(open_hashed(entry, choices)?.0)
}

/// The same, with the fingerprint of the file, which is made while its documents are read.
///
/// # Errors
/// If the file cannot be opened.
pub fn open_hashed(
    entry: &FileEntry,
    choices: impl Into<Choices>,
) -> Result<(Opened<'static>, Fingerprinting), ReadError> {
    let choices = choices.into();
    let forced = choices.format;
    if entry.is_stdin() {
        return Ok((open_reader(io::stdin(), &entry.path, choices), Fingerprinting::default()));
    }
    let file = File::open(&entry.path).map_err(|source| ReadError { path: entry.path.clone(), source })?;
    let is_part = saved::is_part_on_disk(&entry.path, &entry.root);
    let hash = Fingerprinting::begin();
    let input = Input { is_part, ..Input::from_file(file, &entry.path, choices, &hash) };
    // Telling the format looks into archives; where that panics, only this file is not read.
    let opened = catch_unwind(AssertUnwindSafe(|| open_input(input))).unwrap_or_else(|_| {
        let format = forced.unwrap_or(Format::Text);
        Opened::Records(Records::failed(format, Reason::Internal { format: "file" }))
    });
    Ok((opened, hash))
}

/// Opens a stream of bytes; the name helps to tell its format.
pub fn open_reader<'a>(reader: impl Read + 'a, name: &Path, choices: impl Into<Choices>) -> Opened<'a> {
    open_input(Input::from_reader(reader, name, choices.into()))
}

/// Opens a file or a member of an archive.
fn open_input(input: Input<'_>) -> Opened<'_> {
    let forced = input.scope.forced;
    let mut input = match input.unpacked() {
        Ok(input) => input,
        Err(reason) => return Opened::Records(Records::failed(forced.unwrap_or(Format::Text), reason)),
    };
    if input.source.failed_at_once() {
        return Opened::Records(Records::new(forced.unwrap_or(Format::Text), input));
    }
    let mut told = format::sniff_with(&input.name, input.source.head(), &input.scope.columns);
    if told == Sniffed::Known(Format::Zip) {
        (told, input) = zip::kind(input);
    }
    let is_member = input.scope.is_in_archive;
    match (told, forced) {
        (Sniffed::Empty, _) => skipped("empty"),
        (Sniffed::Known(_), _) if input.is_part => skipped("part of a saved page"),
        (Sniffed::Known(format), None) => Opened::Records(Records::new(format, input)),
        (Sniffed::Known(format), Some(_)) if format.is_archive() => {
            Opened::Records(Records::new(format, input))
        }
        (Sniffed::Binary(kind), Some(_)) if is_member => skipped(kind),
        (_, Some(format)) => Opened::Records(Records::new(format, input)),
        (Sniffed::Unsupported(format::TABLE), None) => {
            Opened::Skipped { kind: csv::unknown_columns_of(input.source.head()).into() }
        }
        (Sniffed::Binary(kind) | Sniffed::Unsupported(kind), None) => skipped(kind),
    }
}

fn skipped(kind: &'static str) -> Opened<'static> {
    Opened::Skipped { kind: kind.into() }
}

#[cfg(test)]
mod tests {
    use super::peek_reader::tests::gzip;
    use super::sink::tests::collected;
    use super::*;
    use proptest::prelude::*;

    fn open_bytes<'a>(name: &str, bytes: &'a [u8], forced: Option<Format>) -> Opened<'a> {
        open_reader(bytes, Path::new(name), forced)
    }

    fn records(name: &str, bytes: &[u8], forced: Option<Format>) -> Vec<RecordResult> {
        match open_bytes(name, bytes, forced) {
            Opened::Records(records) => collected(records),
            Opened::Skipped { kind } => panic!("{kind}"),
        }
    }

    fn kind(bytes: &[u8]) -> Cow<'static, str> {
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
        assert_eq!(kind(b"%!PS-Adobe-3.0"), "PostScript");
        assert_eq!(kind(&gzip(b"7z\xbc\xaf\x27\x1c....")), "7z archive");
    }

    #[test]
    fn what_is_nested_too_deep_is_an_error() {
        let deep = (0..100).fold(b"x".to_vec(), |bytes, _| gzip(&bytes));
        let found = records("a.gz", &deep, None);
        assert!(matches!(found[..], [Err(RecordError { reason: Reason::TooDeep { .. }, fatal: true, .. })]));
        let nested = (0..16).fold(b"x".to_vec(), |bytes, _| gzip(&bytes));
        assert_eq!(contents("a", &nested), [Content::Text("x".into())]);
    }

    #[test]
    fn the_digest_covers_where_a_document_stands() {
        let doc = RawDoc::of(0, b"x", Content::Text("x".into()));
        assert_eq!(doc.full_digest(), doc.digest);
        let member = RawDoc { member: Some("a".into()), ..doc.clone() };
        assert_ne!(member.full_digest(), doc.full_digest());
        let known =
            RawDoc { facts: Some(Box::new(Facts { url: Some("u".into()), ..Facts::default() })), ..doc };
        assert_ne!(known.full_digest(), member.full_digest());
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
        assert_eq!(collected(records).into_iter().flatten().count(), 1);
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
                    prop_assert!(collected(records).len() < 10_000);
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
                let found = collected(records);
                let good = found.iter().filter(|found| found.is_ok()).count();
                let is_reported = found.iter().any(Result::is_err);
                prop_assert!(good == 200 || is_reported || at < 10);
            }
        }
    }
}

/// The example of the README, run as a test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
