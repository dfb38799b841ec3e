//! XML and SGML: files of stories in markup that says what is headline and what is text.
//!
//! The element of the first record decides what the file is: `<item>` a feed of RSS, `<entry>` one of
//! Atom, `<nitf>`, `<newsItem>`, `<REUTERS>`, `<DOC>`, or a `<row>` of any list whose keys are known.
//! Records are cut out of the stream one at a time ([`records`]), their markup is read
//! leniently ([`tags`]), and each format has a file that says which element is which field:
//!
//! ```text
//! <rss><channel><title>The Harbour Post</title>
//!   <item><title>Ferry stays</title><content:encoded>…</content:encoded></item>
//! ```
//!
//! is one article with the headline `Ferry stays` from the source `The Harbour Post`.
//!
//! Not for: pages, in which the article has to be found; entities that a document declares itself, which stay
//! as they are written.

mod entities;
mod feed;
mod list;
mod newsml;
mod nitf;
mod prose;
mod records;
mod reuters;
mod tags;
mod trec;
mod tree;
mod wrapped;

use encoding_rs::Encoding;

use super::hash::StreamHash;
use super::input::Input;
use super::markup::{First, first_element};
use super::object::MAX_RECORD;
use super::peek_reader::PeekReader;
use super::sink::{ReadResult, RecordResult, Sink, push_all};
use super::{Content, Format, RawDoc, encoding, in_utf8};
use feed::Channel;
use records::{RawRecord, Splitter};
use tags::local;

pub(super) use entities::reference;
pub(super) use prose::{Prose, plain, prose};
pub(super) use tags::{Kind, Part, Parts, Start, Tag, document_type, name_in};
pub(super) use tree::{Element, Tree, one_line};

/// What the elements of a name are read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Dialect {
    Rss,
    Atom,
    Nitf,
    NewsMl,
    Reuters,
    /// Documents of TREC, or of a list for a search engine, which look alike from outside.
    Doc,
    List,
}

impl Dialect {
    /// The dialect whose records are elements of this name.
    fn of(name: &str) -> Option<Self> {
        match name.to_ascii_lowercase().as_str() {
            "item" => Some(Self::Rss),
            "entry" => Some(Self::Atom),
            "nitf" => Some(Self::Nitf),
            "newsitem" => Some(Self::NewsMl),
            "reuters" => Some(Self::Reuters),
            "doc" => Some(Self::Doc),
            other => list::RECORDS.contains(&other).then_some(Self::List),
        }
    }

    fn read(self, record: Element, channel: &Channel) -> Content {
        let draft = match self {
            Self::Rss => feed::read_item(record, channel),
            Self::Atom => feed::read_entry(record, channel),
            Self::Nitf => nitf::read(record),
            Self::NewsMl => newsml::read(record),
            Self::Reuters => reuters::read(record),
            Self::Doc if is_trec(record) => trec::read(record),
            Self::Doc | Self::List => return Content::Record(list::read(record)),
        };
        Content::Article(Box::new(draft.article))
    }
}

fn is_trec(doc: Element) -> bool {
    ["DOCNO", "DOCID", "TEXT"].iter().any(|name| doc.child(name).is_some()) && doc.child("field").is_none()
}

/// The longest record in markup, of which a few copies are needed while it is read.
const MAX_MARKUP: usize = MAX_RECORD / 2;

/// Reads the records of a stream of markup.
///
/// # Errors
/// If the sink wants no more.
pub(super) fn read(input: Input, sink: &mut dyn Sink) -> ReadResult {
    push_all(sink, XmlRecords::with_limit(input, MAX_MARKUP))
}

/// The documents of a stream of markup.
struct XmlRecords<'a> {
    splitter: Splitter<'a>,
    /// The encoding that the stream declares.
    declared: Option<&'static Encoding>,
    channel: Option<Channel>,
    /// The hash of the whole stream, until it is known whether its first record is all there is.
    whole: StreamHash,
    /// What was found in looking ahead.
    ahead: Option<RecordResult>,
}

impl<'a> XmlRecords<'a> {
    fn with_limit(input: Input<'a>, limit: usize) -> Self {
        let whole = StreamHash::new();
        let mut source = in_utf8(PeekReader::new(whole.reading(input.source)));
        let declared = input.encoding.or_else(|| encoding::declared(source.head()));
        let splitter = Splitter::new(source, limit, |name| Dialect::of(name).is_some());
        Self { splitter, declared, channel: None, whole, ahead: None }
    }

    fn read_next(&mut self) -> Option<RecordResult> {
        let found = self.splitter.next()?;
        Some(found.map(|record| self.document(record)))
    }

    /// The first record with the hash of the stream, if it is all there is.
    fn first(&mut self, doc: RawDoc) -> RawDoc {
        let is_root = {
            let head = String::from_utf8_lossy(self.splitter.head());
            Parts::new(&head).all(|part| !matches!(part, Part::Tag(_)))
        };
        if is_root {
            self.ahead = self.read_next();
        }
        let hash = self.whole.finish().filter(|_| is_root && self.ahead.is_none());
        RawDoc { hash: hash.unwrap_or(doc.hash), ..doc }
    }

    fn document(&mut self, record: RawRecord) -> RawDoc {
        let doc = RawDoc::of(record.number, &record.bytes, Content::Text(String::new()));
        let dialect = self.splitter.name().and_then(Dialect::of).unwrap_or(Dialect::List);
        let channel = self.channel.get_or_insert_with(|| {
            let head = encoding::decode_as_declared(self.splitter.head().to_vec(), self.declared).text;
            Channel::of(&head)
        });
        let markup = encoding::decode_as_declared(record.bytes, self.declared).text;
        let tree = Tree::new(&markup);
        let content = match tree.root() {
            Some(root) => dialect.read(root, channel),
            None => Content::Text(String::new()),
        };
        RawDoc { content, ..doc }
    }
}

impl Iterator for XmlRecords<'_> {
    type Item = RecordResult;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(found) = self.ahead.take() {
            return Some(found);
        }
        match self.read_next()? {
            Ok(doc) if doc.record == 0 => Some(Ok(self.first(doc))),
            found => Some(found),
        }
    }
}

/// The formats of files by their root element.
const ROOTS: &[(&str, Format)] = &[
    ("rss", Format::Rss),
    ("rdf", Format::Rss),
    ("channel", Format::Rss),
    ("feed", Format::Atom),
    ("nitf", Format::Nitf),
    ("newsml", Format::NewsMl),
    ("newsmessage", Format::NewsMl),
    ("newsitem", Format::NewsMl),
    ("packageitem", Format::NewsMl),
    ("newsmlg2", Format::NewsMl),
    ("reuters", Format::Reuters),
];

/// The format of a stream with this head, which may be cut off, if it holds records of a known kind.
pub(super) fn told(head: &[u8]) -> Option<Format> {
    let head = String::from_utf8_lossy(head);
    let mut parts = Parts::new(head.trim_start_matches('\u{feff}'));
    let Some(Part::Tag(root)) = parts.find(|part| !is_blank(part)) else {
        return None;
    };
    let name = local(root.name).to_ascii_lowercase();
    if let Some((_, format)) = ROOTS.iter().find(|(known, _)| *known == name) {
        return Some(*format);
    }
    if name == "doc" && is_trec_head(&head) {
        return Some(Format::Trec);
    }
    // Pages have elements with the names of records and of keys, as `article` and `title`.
    let is_page = matches!(first_element(head.as_bytes()), First::Page | First::Html) || name == "html";
    (!is_page && list::is_list(&head)).then_some(Format::Xml)
}

fn is_blank(part: &Part) -> bool {
    matches!(part, Part::Text(text) if text.trim().is_empty())
}

fn is_trec_head(head: &str) -> bool {
    let names = Parts::new(head).filter_map(|part| match part {
        Part::Tag(tag) => Some(tag),
        _ => None,
    });
    names
        .take(100)
        .any(|tag| tag.is("DOCNO") || tag.is("DOCID") || (tag.is("DOC") && tag.attribute("id").is_some()))
}

#[cfg(test)]
mod tests;
