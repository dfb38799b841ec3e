//! A JSON stream cut into its values, with the line and column of each.

use std::io::{self, BufRead};

use memchr::{memchr_iter, memrchr};

use super::nesting::Nesting;
use super::object::Place;
use super::peek_reader::PeekReader;

/// How reading a value ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// With its last bracket, or where a damaged value ends at the latest.
    Whole,
    /// It is longer than the limit and goes on.
    TooLong,
    /// The stream ended within it.
    CutOff,
}

/// A JSON stream, read value by value.
pub(super) struct Splitter<'a> {
    source: PeekReader<'a>,
    place: Place,
    /// How many bytes of the stream are before the next.
    offset: u64,
    nesting: Nesting,
}

impl<'a> Splitter<'a> {
    pub(super) fn new(mut source: PeekReader<'a>) -> Self {
        let mark = if source.head().starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
        source.consume(mark);
        Self { source, place: Place { line: 1, column: 0 }, offset: mark as u64, nesting: Nesting::default() }
    }

    /// Where the next byte stands.
    pub(super) fn place(&self) -> Place {
        self.place
    }

    /// How many bytes of the stream are before the next.
    pub(super) fn offset(&self) -> u64 {
        self.offset
    }

    /// The next byte that is not white space; it stays to be read.
    pub(super) fn peek(&mut self) -> io::Result<Option<u8>> {
        loop {
            let available = self.source.fill_buf()?;
            if available.is_empty() {
                return Ok(None);
            }
            let blank = available.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
            let next = available.get(blank).copied();
            self.pass(blank);
            if next.is_some() {
                return Ok(next);
            }
        }
    }

    /// Passes over the byte that was peeked at.
    pub(super) fn skip_byte(&mut self) -> io::Result<()> {
        let is_there = !self.source.fill_buf()?.is_empty();
        self.pass(usize::from(is_there));
        Ok(())
    }

    /// Reads a value that begins with the next byte, up to a limit.
    pub(super) fn value(&mut self, into: &mut Vec<u8>, limit: usize) -> io::Result<End> {
        self.nesting = Nesting::at_column(self.place.column);
        loop {
            let available = self.source.fill_buf()?;
            if available.is_empty() {
                return Ok(End::CutOff);
            }
            let room = limit - into.len();
            if room == 0 {
                return Ok(End::TooLong);
            }
            let part = &available[..available.len().min(room)];
            let end = self.nesting.advance(part);
            let part = &part[..end.unwrap_or(part.len())];
            into.extend_from_slice(part);
            let length = part.len();
            self.pass(length);
            if end.is_some() {
                return Ok(End::Whole);
            }
        }
    }

    /// Passes over a value that begins with the next byte.
    pub(super) fn skip_value(&mut self) -> io::Result<End> {
        self.nesting = Nesting::at_column(self.place.column);
        self.skip_rest()
    }

    /// Passes over the rest of a value that was too long.
    pub(super) fn skip_rest(&mut self) -> io::Result<End> {
        loop {
            let available = self.source.fill_buf()?;
            if available.is_empty() {
                return Ok(End::CutOff);
            }
            let end = self.nesting.advance(available);
            let length = end.unwrap_or(available.len());
            self.pass(length);
            if end.is_some() {
                return Ok(End::Whole);
            }
        }
    }

    /// Puts a value back that began at a place.
    pub(super) fn put_back(&mut self, raw: Vec<u8>, place: Place) {
        self.offset = self.offset.saturating_sub(raw.len() as u64);
        self.source.put_back(raw);
        self.place = place;
    }

    /// Consumes bytes of the buffer and keeps count of lines and columns.
    fn pass(&mut self, length: usize) {
        // Only bytes that were just looked at are passed, so the buffer is there.
        let Ok(available) = self.source.fill_buf() else {
            return;
        };
        let passed = &available[..length.min(available.len())];
        match memrchr(b'\n', passed) {
            None => self.place.column += passed.len() as u64,
            Some(last) => {
                self.place.line += memchr_iter(b'\n', passed).count() as u64;
                self.place.column = (passed.len() - last - 1) as u64;
            }
        }
        let length = passed.len();
        self.offset += length as u64;
        self.source.consume(length);
    }
}

#[cfg(test)]
mod tests {
    use super::super::peek_reader::tests::source;
    use super::*;
    use proptest::prelude::*;

    fn read(splitter: &mut Splitter, limit: usize) -> (End, String) {
        let mut raw = Vec::new();
        splitter.peek().unwrap();
        let end = splitter.value(&mut raw, limit).unwrap();
        (end, String::from_utf8(raw).unwrap())
    }

    #[test]
    fn values_come_with_their_places() {
        let mut splitter = Splitter::new(source("\u{feff} {\"a\":\n1}\n  [2]".as_bytes()));
        assert_eq!(splitter.peek().unwrap(), Some(b'{'));
        assert_eq!(splitter.place(), Place { line: 1, column: 1 });
        assert_eq!(read(&mut splitter, 99), (End::Whole, "{\"a\":\n1}".into()));
        assert_eq!(splitter.peek().unwrap(), Some(b'['));
        assert_eq!((splitter.place(), splitter.offset()), (Place { line: 3, column: 2 }, 15));
        assert_eq!(read(&mut splitter, 99), (End::Whole, "[2]".into()));
        assert_eq!(splitter.peek().unwrap(), None);
    }

    #[test]
    fn a_long_value_can_be_passed_over_or_put_back() {
        let mut splitter = Splitter::new(source(b"{\"a\": [1, 2, 3]} true"));
        let place = splitter.place();
        let (end, raw) = read(&mut splitter, 8);
        assert_eq!((end, raw.as_str()), (End::TooLong, "{\"a\": [1"));
        splitter.put_back(raw.into_bytes(), place);
        assert_eq!(read(&mut splitter, 8).0, End::TooLong);
        assert_eq!(splitter.skip_rest().unwrap(), End::Whole);
        assert_eq!(read(&mut splitter, 8), (End::CutOff, "true".into()));
    }

    #[test]
    fn a_value_of_just_the_limit_is_whole() {
        assert_eq!(read(&mut Splitter::new(source(b"[1,2],")), 5).0, End::Whole);
        assert_eq!(read(&mut Splitter::new(source(b"[1,2]")), 4).0, End::TooLong);
    }

    proptest! {
        #[test]
        fn every_step_goes_forward(bytes in "[\\[\\]{}\"a,:\n ]{0,40}") {
            let mut splitter = Splitter::new(source(bytes.as_bytes()));
            let mut steps = 0;
            while let Some(next) = splitter.peek().unwrap() {
                match next {
                    b'}' | b']' => splitter.skip_byte().unwrap(),
                    _ => drop(read(&mut splitter, 99)),
                }
                steps += 1;
                prop_assert!(steps <= bytes.len());
            }
        }
    }
}
