//! JSONL: one object a line.

use std::io::{self, BufRead};

use memchr::memchr;

use super::columns::Columns;
use super::error::{Reason, RecordError};
use super::input::Input;
use super::object::{self, MAX_RECORD, Place};
use super::peek_reader::PeekReader;
use super::sink::{ReadResult, RecordResult, Sink, push_all};
use super::{RawDoc, encoding, in_utf8};

/// A line buffer that grew beyond this for one long line is given back after it, in bytes.
const KEPT_BUFFER: usize = 1 << 20;

/// Reads the records of a stream.
///
/// # Errors
/// If the sink wants no more.
pub(super) fn read(input: Input, sink: &mut dyn Sink) -> ReadResult {
    let Input { mut source, scope, .. } = input;
    let is_as_kept = encoding::utf16(source.head()).is_none();
    let records = JsonlRecords::with_limit(in_utf8(source), MAX_RECORD);
    push_all(sink, JsonlRecords { columns: scope.columns, keep_raw: scope.keep_raw, is_as_kept, ..records })
}

/// The records of a JSONL stream.
struct JsonlRecords<'a> {
    source: PeekReader<'a>,
    limit: usize,
    line: Vec<u8>,
    line_number: u64,
    record: u64,
    /// Where the line begins in the stream, and where the next does.
    start: u64,
    next_start: u64,
    /// True if the bytes that are read are those that are kept, in the same encoding.
    is_as_kept: bool,
    /// Whether the lines go with their documents.
    keep_raw: bool,
    /// The names that the user gives to keys.
    columns: Columns,
}

/// How reading a line ended.
enum Line {
    Whole,
    TooLong,
    EndOfFile,
}

impl<'a> JsonlRecords<'a> {
    fn with_limit(source: PeekReader<'a>, limit: usize) -> Self {
        Self {
            source,
            limit,
            line: Vec::new(),
            line_number: 0,
            record: 0,
            start: 0,
            next_start: 0,
            is_as_kept: true,
            keep_raw: false,
            columns: Columns::default(),
        }
    }

    /// Reads the next line without its end; a longer one than the limit is ignored without being kept.
    fn read_line(&mut self) -> io::Result<Line> {
        self.line.clear();
        self.start = self.next_start;
        let mut length = 0;
        loop {
            let available = self.source.fill_buf()?;
            if available.is_empty() {
                return Ok(self.line_read(length, true));
            }
            let end = memchr(b'\n', available);
            let part = &available[..end.unwrap_or(available.len())];
            length += part.len();
            if length <= self.limit {
                self.line.extend_from_slice(part);
            }
            let used = part.len() + usize::from(end.is_some());
            self.source.consume(used);
            self.next_start += used as u64;
            if end.is_some() {
                return Ok(self.line_read(length, false));
            }
        }
    }

    fn line_read(&mut self, length: usize, at_end: bool) -> Line {
        if at_end && length == 0 {
            return Line::EndOfFile;
        }
        self.line_number += 1;
        if length > self.limit { Line::TooLong } else { Line::Whole }
    }

    /// The line as a record's raw bytes: without a return at its end or a byte order mark before the first.
    fn raw(&self) -> &[u8] {
        let line = self.line.strip_suffix(b"\r").unwrap_or(&self.line);
        if self.line_number > 1 { line } else { line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line) }
    }

    /// The document of the line, with where that is.
    fn placed(&self, doc: RawDoc) -> RawDoc {
        let has_mark = self.line_number == 1 && self.line.starts_with(b"\xef\xbb\xbf");
        let start = self.start + if has_mark { 3 } else { 0 };
        let range = self.is_as_kept.then_some(start..start + doc.bytes);
        RawDoc { range, raw: self.keep_raw.then(|| self.raw().to_owned()), ..doc }
    }

    /// Frees a long line, which would otherwise be held as long as its article is worked on.
    fn give_back_long(&mut self) {
        if self.line.capacity() > KEPT_BUFFER {
            self.line = Vec::new();
        }
    }

    fn next_record(&mut self) -> u64 {
        self.record += 1;
        self.record - 1
    }
}

impl Iterator for JsonlRecords<'_> {
    type Item = RecordResult;

    fn next(&mut self) -> Option<RecordResult> {
        loop {
            let line = match self.read_line() {
                Ok(line) => line,
                Err(error) => {
                    return Some(Err(RecordError::fatal(self.record, error.into())));
                }
            };
            match line {
                Line::EndOfFile => return None,
                Line::TooLong => {
                    let reason = Reason::TooLong { what: "line", line: self.line_number, limit: self.limit };
                    return Some(Err(RecordError::skipped(self.next_record(), reason)));
                }
                Line::Whole if self.raw().trim_ascii().is_empty() => {}
                Line::Whole => {
                    let record = self.next_record();
                    let place = Place { line: self.line_number, column: 0 };
                    let read = object::document(record, self.raw(), place, &self.columns);
                    let read = read.map(|doc| self.placed(doc));
                    self.give_back_long();
                    return Some(read.map_err(|reason| RecordError::skipped(record, reason)));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::error::Unpacking;
    use super::super::input::tests::unpacked;
    use super::super::peek_reader::tests::{gzip, source};
    use super::*;
    use crate::Content;
    use proptest::prelude::*;
    use std::io::Read;

    fn read(bytes: &[u8]) -> Vec<RecordResult> {
        JsonlRecords::with_limit(source(bytes), 100).collect()
    }

    /// What became of each record: its number, and whether it was read.
    fn outcome(bytes: &[u8]) -> Vec<(u64, bool)> {
        let numbers = |found: &RecordResult| match found {
            Ok(doc) => (doc.record, true),
            Err(error) => (error.record, false),
        };
        read(bytes).iter().map(numbers).collect()
    }

    #[test]
    fn marks_returns_and_blank_lines_do_no_harm() {
        let bytes = b"\xef\xbb\xbf{\"a\":1}\r\n\r\n  \n{\"a\":2}\r\n{\"a\":3}";
        assert_eq!(outcome(bytes), [(0, true), (1, true), (2, true)]);
        let first = read(bytes).remove(0).unwrap();
        assert_eq!((first.bytes, first.digest), (7, crate::hash::short(b"{\"a\":1}")));
    }

    #[test]
    fn a_bad_line_is_counted_and_the_next_is_read() {
        let bytes = b"{\"a\":1}\n{bad\n{\"a\":\"\xff\"}\n[1]\n{\"a\":2}\n";
        assert_eq!(outcome(bytes), [(0, true), (1, false), (2, false), (3, false), (4, true)]);
        let messages: Vec<_> =
            read(bytes).into_iter().filter_map(Result::err).map(|e| e.to_string()).collect();
        assert!(messages[0].starts_with("record 1: malformed JSON at line 2 column 2"), "{}", messages[0]);
        assert_eq!(messages[1], "record 2: invalid UTF-8 at line 3 byte 7");
    }

    #[test]
    fn a_long_line_is_an_error_and_the_next_is_read() {
        let long = format!("{{\"a\":\"{}\"}}\n{{\"b\":1}}\n", "x".repeat(200));
        assert_eq!(outcome(long.as_bytes()), [(0, false), (1, true)]);
        let just = format!("{{\"a\":\"{}\"}}", "x".repeat(100 - 8));
        assert_eq!(outcome(just.as_bytes()), [(0, true)]);
    }

    #[test]
    fn a_line_of_200_mb_is_not_kept() {
        let line = std::io::repeat(b'x').take(200 << 20);
        let mut records =
            JsonlRecords::with_limit(PeekReader::new(line.chain(&b"\n{\"a\":1}\n"[..])), MAX_RECORD);
        let error = records.next().unwrap().unwrap_err();
        assert_eq!(error.to_string(), "record 0: line longer than 64 MiB at line 1");
        assert!(records.line.capacity() <= 2 * MAX_RECORD);
        assert_eq!(records.next().unwrap().unwrap().record, 1);
        assert!(records.line.capacity() <= KEPT_BUFFER);
        assert!(records.next().is_none());
    }

    #[test]
    fn a_truncated_gzip_yields_its_records_and_then_an_error() {
        let line =
            |n: u32| format!("{{\"headline\": \"Story {n}\", \"n\": {}}}\n", n.wrapping_mul(2_654_435_761));
        let zipped = gzip((0..500).map(line).collect::<String>().as_bytes());
        let source = unpacked("a", &zipped[..zipped.len() / 2]).source;
        let found: Vec<_> = JsonlRecords::with_limit(source, MAX_RECORD).take(1000).collect();
        let read = found.iter().take_while(|found| found.is_ok()).count();
        assert!(read > 100 && read < 500);
        let error = found[read].as_ref().unwrap_err();
        assert_eq!(error.record, read as u64);
        assert!(error.fatal && matches!(error.reason, Reason::Unpacking(Unpacking::EndsEarly { .. })));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            read(&bytes);
        }

        #[test]
        fn every_line_is_read_or_reported(bytes in "[{}\":a1, \n]{0,80}") {
            let lines = bytes.split('\n').filter(|line| !line.trim().is_empty()).count();
            prop_assert_eq!(read(bytes.as_bytes()).len(), lines);
        }

        #[test]
        fn a_flipped_bit_harms_one_line_or_its_neighbour(at in 0usize..80, bit in 0u8..8) {
            let mut bytes = b"{\"a\":\"0123456789\"}\n".repeat(5);
            bytes[at] ^= 1 << bit;
            let good = read(&bytes).iter().filter(|found| found.is_ok()).count();
            prop_assert!(good >= 3);
        }

        #[test]
        fn every_object_comes_back(texts in proptest::collection::vec("[^\\x00]{0,20}", 0..10)) {
            let lines: String = texts.iter().map(|text| format!("{}\n", serde_json::json!({ "t": text }))).collect();
            let found: Vec<_> = JsonlRecords::with_limit(source(lines.as_bytes()), MAX_RECORD).map(Result::unwrap).collect();
            prop_assert_eq!(found.len(), texts.len());
            for (doc, text) in found.iter().zip(&texts) {
                let Content::Record(object) = &doc.content else { panic!("no record") };
                prop_assert_eq!(object["t"].as_str(), Some(text.as_str()));
            }
        }
    }
}
