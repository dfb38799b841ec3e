//! A stream of markup to the markup of its records, one at a time in memory.
//!
//! Records are found by their tags alone, so that what is wrong in one of them ends with it.

use std::io::{self, BufRead};

use memchr::{memchr, memchr_iter, memrchr};

use super::super::error::{Reason, RecordError};
use super::super::peek_reader::{HEAD, PeekReader};
use super::tags::{Start, local, name_in};

/// The markup of one record.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct RawRecord {
    pub number: u64,
    pub bytes: Vec<u8>,
}

/// The records of a stream: the elements with the name that is first found to be one of a record.
pub(super) struct Splitter<'a> {
    source: PeekReader<'a>,
    limit: usize,
    /// Tells whether elements of a name are records.
    is_record: fn(&str) -> bool,
    name: Option<String>,
    head: Vec<u8>,
    record: u64,
    line: u64,
    /// What was read of the record under way and, after it, of the tag that is looked at.
    raw: Vec<u8>,
    /// An opening tag that was read while the record before it had not been closed.
    pending: Option<Vec<u8>>,
    is_too_long: bool,
}

impl<'a> Splitter<'a> {
    pub fn new(source: PeekReader<'a>, limit: usize, is_record: fn(&str) -> bool) -> Self {
        Self {
            source,
            limit,
            is_record,
            name: None,
            head: vec![],
            record: 0,
            line: 1,
            raw: vec![],
            pending: None,
            is_too_long: false,
        }
    }

    /// What stands before the first record, as far as it is kept.
    pub fn head(&self) -> &[u8] {
        &self.head
    }

    /// The name of the elements that are records; `None` before the first one was found.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    fn next_record(&mut self) -> Result<Option<RawRecord>, RecordError> {
        if !self.find_start().map_err(|error| self.unreadable(error))? {
            return Ok(None);
        }
        let first_line = self.line;
        let number = self.record;
        self.record += 1;
        if !self.find_end().map_err(|error| self.unreadable(error))? {
            return Err(RecordError::fatal(number, Reason::EndsEarly { what: "a record", line: self.line }));
        }
        let bytes = std::mem::take(&mut self.raw);
        if self.is_too_long {
            let reason = Reason::TooLong { what: "record", line: first_line, limit: self.limit };
            return Err(RecordError::skipped(number, reason));
        }
        Ok(Some(RawRecord { number, bytes }))
    }

    fn unreadable(&self, error: io::Error) -> RecordError {
        RecordError::fatal(self.record, error.into())
    }

    /// Reads on to the opening tag of a record, which is then in `raw`.
    fn find_start(&mut self) -> io::Result<bool> {
        if let Some(tag) = self.pending.take() {
            self.raw = tag;
            self.is_too_long = false;
            return Ok(true);
        }
        loop {
            self.raw.clear();
            let Some(at) = self.read_to_tag(HEAD)? else {
                return Ok(false);
            };
            if let Some(name) = named(&self.raw[at..], Start::Open)
                && self
                    .name
                    .as_deref()
                    .map_or_else(|| (self.is_record)(name), |known| known.eq_ignore_ascii_case(name))
            {
                self.name = Some(name.to_owned());
                self.keep_head(at);
                self.raw.drain(..at);
                self.is_too_long = false;
                return Ok(true);
            }
            self.keep_head(self.raw.len());
        }
    }

    /// Keeps what stands before the first record.
    fn keep_head(&mut self, length: usize) {
        if self.record == 0 {
            let room = HEAD.saturating_sub(self.head.len());
            self.head.extend_from_slice(&self.raw[..length.min(room)]);
        }
    }

    /// Reads on to the end of the record whose opening tag is in `raw`.
    ///
    /// Where a record begins before this one was closed, the closing tag is missing, as it may be in SGML.
    fn find_end(&mut self) -> io::Result<bool> {
        if self.raw.ends_with(b"/>") {
            return Ok(true);
        }
        loop {
            let Some(at) = self.read_to_tag(self.limit)? else {
                return Ok(false);
            };
            let tag = &self.raw[at..];
            let name = self.name.as_deref().unwrap_or_default();
            if named(tag, Start::Close).is_some_and(|found| found.eq_ignore_ascii_case(name)) {
                return Ok(true);
            }
            if named(tag, Start::Open).is_some_and(|found| found.eq_ignore_ascii_case(name)) {
                self.pending = Some(self.raw.split_off(at));
                return Ok(true);
            }
            if self.raw.len() > self.limit {
                self.is_too_long = true;
                self.raw.clear();
            }
        }
    }

    /// Reads a text and the tag after it, or a comment or section, to the end of `raw`, and gives its start.
    ///
    /// A tag ends with its first `>`, even within quotes, so that a quote that is not closed hides no other record.
    fn read_to_tag(&mut self, limit: usize) -> io::Result<Option<usize>> {
        let mut start = None;
        loop {
            if !self.read_through(if start.is_some() { b'>' } else { b'<' }, limit)? {
                return Ok(None);
            }
            let Some(at) = start else {
                start = Some(self.raw.len() - 1);
                continue;
            };
            let written = self.raw.get(at..).unwrap_or_default();
            if !written.starts_with(b"<") {
                // The start of the tag was dropped, so the last one that is left has to do.
                return Ok(Some(memrchr(b'<', &self.raw).unwrap_or(0)));
            }
            match begun(written) {
                Some((skipped, kind)) if written.ends_with(kind.terminator()) => {
                    return Ok(Some(at + skipped));
                }
                found => start = found.map(|(skipped, _)| at + skipped),
            }
        }
    }

    /// Reads through the next such byte to the end of `raw`; of what is beyond the limit only the ends are kept.
    fn read_through(&mut self, byte: u8, limit: usize) -> io::Result<bool> {
        loop {
            let available = self.source.fill_buf()?;
            if available.is_empty() {
                return Ok(false);
            }
            let found = memchr(byte, available);
            let length = found.map_or(available.len(), |at| at + 1);
            self.line += memchr_iter(b'\n', &available[..length]).count() as u64;
            self.raw.extend_from_slice(&available[..length]);
            self.source.consume(length);
            if self.raw.len() > limit + HEAD {
                self.is_too_long = true;
                let tail = self.raw.len() - TAIL;
                self.raw.drain(TAIL..tail);
            }
            if found.is_some() {
                return Ok(true);
            }
        }
    }
}

/// So many bytes at either end are enough for the name of a tag or the end of a comment.
const TAIL: usize = 256;

/// Where the first tag, comment or section begins in the bytes, and what it is; a bare `<` is text.
fn begun(bytes: &[u8]) -> Option<(usize, Start)> {
    memchr_iter(b'<', bytes).find_map(|at| Some((at, Start::of(&bytes[at..])?)))
}

/// The name in a tag of this kind.
fn named(tag: &[u8], kind: Start) -> Option<&str> {
    let name = std::str::from_utf8(name_in(tag)).ok()?;
    (Start::of(tag) == Some(kind)).then_some(local(name)).filter(|name| !name.is_empty())
}

impl Iterator for Splitter<'_> {
    type Item = Result<RawRecord, RecordError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.next_record().transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::peek_reader::tests::source;
    use super::*;
    use proptest::prelude::*;

    fn splitter(bytes: &[u8], limit: usize) -> Splitter<'_> {
        Splitter::new(source(bytes), limit, |name| ["item", "doc"].contains(&name.to_lowercase().as_str()))
    }

    fn outcome(text: &str) -> Vec<String> {
        let told = |found: Result<RawRecord, RecordError>| match found {
            Ok(record) => String::from_utf8(record.bytes).unwrap(),
            Err(error) => error.to_string(),
        };
        splitter(text.as_bytes(), 1000).take(100).map(told).collect()
    }

    #[test]
    fn records_are_cut_out() {
        assert_eq!(
            outcome("<a>x<item b='1'>One<i>2</i></item > <items/><item/>\n<Item>3</Item></a>"),
            ["<item b='1'>One<i>2</i></item >", "<item/>", "<Item>3</Item>"]
        );
        assert!(outcome("<a><b>no records</b></a>").is_empty() && outcome("").is_empty());
    }

    #[test]
    fn tags_in_comments_and_sections_do_not_count() {
        let record = "<item><![CDATA[a</item>b > c]]><!-- </item> > -->d</item>";
        assert_eq!(outcome(&format!("<!-- <item> -->{record}")), [record]);
    }

    #[test]
    fn a_bare_bracket_in_a_text_hides_no_tag() {
        assert_eq!(
            outcome("x < <item>1 < 2 > 3</item><!--><item>4 <5</item>"),
            ["<item>1 < 2 > 3</item>", "<item>4 <5</item>"]
        );
        assert_eq!(outcome(&"a < b > ".repeat(100_000)), Vec::<String>::new());
    }

    #[test]
    fn the_first_record_decides_the_name_and_the_head_is_kept() {
        let mut splitter = splitter(b"<a><t>Head</t><n:item>1</n:item><doc>2</doc><item>3</item>", 1000);
        assert_eq!(splitter.by_ref().flatten().count(), 2);
        assert_eq!((splitter.name(), splitter.head()), (Some("item"), &b"<a><t>Head</t>"[..]));
    }

    #[test]
    fn a_record_that_is_not_closed_ends_where_the_next_begins() {
        assert_eq!(outcome("<DOC>1\n<DOC>2</DOC>"), ["<DOC>1\n", "<DOC>2</DOC>"]);
        let cut = outcome("<doc>1</doc>\n<doc>2");
        assert_eq!(
            cut[1],
            "record 1: unexpected end of file at line 2: a record is not closed; the file may be truncated"
        );
    }

    #[test]
    fn a_long_record_is_an_error_and_the_next_is_read() {
        for long in [
            "x".repeat(300_000),
            "<b>".repeat(100_000),
            format!("<b {}>", "c".repeat(300_000)),
            format!("<![CDATA[{}</doc>]]>", ">".repeat(300_000)),
        ] {
            let found = outcome(&format!("<doc>{long}</doc>\n<doc>2</doc>"));
            assert!(found[0].contains("record longer than"), "{}", found[0]);
            assert_eq!(found.last().map(String::as_str), Some("<doc>2</doc>"));
        }
    }

    #[test]
    fn a_stream_without_tags_needs_no_memory() {
        let words = b"words > words ".repeat(200_000);
        let mut splitter = splitter(&words, 1000);
        assert!(splitter.next().is_none());
        assert!(splitter.raw.len() <= 1000 + HEAD + 200_000, "{}", splitter.raw.len());
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic_or_stand_still(text in "(<doc>|</doc>|<doc|<!--|-->|<!\\[CDATA\\[|\\]\\]>|/>|x|é|\n|<|>){0,60}", limit in 1usize..60) {
            prop_assert!(splitter(text.as_bytes(), limit).take(200).count() < 200);
        }

        #[test]
        fn every_record_comes_back(texts in proptest::collection::vec("[a-z <>]{0,20}", 0..10)) {
            let records: Vec<_> = texts.iter().map(|text| format!("<doc><![CDATA[{text}]]></doc>")).collect();
            prop_assert_eq!(outcome(&records.join("\n")), records);
        }
    }
}
