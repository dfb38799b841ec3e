//! One stream that an archive and its members read in turn.

use std::io::{self, BufRead, Read};
use std::sync::{Arc, Mutex, PoisonError};

use super::peek_reader::PeekReader;

/// The stream of an archive, which is lent to one member at a time.
pub(super) struct Home {
    place: Arc<Mutex<Option<Returned>>>,
}

/// The stream as a member left it.
struct Returned {
    source: PeekReader,
    /// How many bytes of the member were not read.
    left: u64,
}

impl Home {
    pub(super) fn new(source: PeekReader) -> Self {
        Self { place: Arc::new(Mutex::new(Some(Returned { source, left: 0 }))) }
    }

    /// Takes the stream back, with what the last member did not read passed over.
    ///
    /// # Errors
    /// If the stream ends before the member does, or cannot be read, or was not given back.
    pub(super) fn source(&mut self) -> io::Result<PeekReader> {
        let returned = self.place.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(Returned { mut source, left }) = returned else {
            return Err(io::Error::other("a member of the archive is still being read"));
        };
        let passed = io::copy(&mut (&mut source).take(left), &mut io::sink())?;
        if passed < left { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(source) }
    }

    /// Lends the next so many bytes of the stream to a member.
    pub(super) fn lend(&mut self, source: PeekReader, length: u64) -> Lent {
        Lent { source: Some(source), left: length, home: Arc::clone(&self.place) }
    }

    /// Puts the stream back unread.
    pub(super) fn keep(&mut self, source: PeekReader) {
        drop(self.lend(source, 0));
    }
}

/// The bytes of one member; the stream goes home when the member is dropped.
pub(super) struct Lent {
    source: Option<PeekReader>,
    left: u64,
    home: Arc<Mutex<Option<Returned>>>,
}

impl Lent {
    /// How many bytes of the member are still to be read.
    pub(super) fn left(&self) -> u64 {
        self.left
    }

    /// Ends the member here, where only its own content told its length.
    pub(super) fn end(&mut self) {
        self.left = 0;
    }
}

impl BufRead for Lent {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        let (Some(source), 1..) = (&mut self.source, self.left) else {
            return Ok(&[]);
        };
        let available = source.fill_buf()?;
        let count = available.len().min(usize::try_from(self.left).unwrap_or(usize::MAX));
        Ok(&available[..count])
    }

    fn consume(&mut self, amount: usize) {
        self.left = self.left.saturating_sub(amount as u64);
        if let Some(source) = &mut self.source {
            source.consume(amount);
        }
    }
}

impl Read for Lent {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.fill_buf()?.read(buffer)?;
        self.consume(count);
        Ok(count)
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        if let Some(source) = self.source.take() {
            let mut home = self.home.lock().unwrap_or_else(PoisonError::into_inner);
            *home = Some(Returned { source, left: self.left });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::peek_reader::tests::source;
    use super::*;

    #[test]
    fn what_a_member_does_not_read_is_passed_over() {
        let mut home = Home::new(source(b"0123456789"));
        let stream = home.source().unwrap();
        let mut member = home.lend(stream, 4);
        assert!(home.source().is_err());
        let mut two = [0; 2];
        member.read_exact(&mut two).unwrap();
        assert_eq!(&two, b"01");
        drop(member);
        let stream = home.source().unwrap();
        let mut rest = String::new();
        home.lend(stream, 99).read_to_string(&mut rest).unwrap();
        assert_eq!(rest, "456789");
        assert_eq!(home.source().err().unwrap().kind(), io::ErrorKind::UnexpectedEof);
    }

    #[test]
    fn a_member_can_end_before_its_length() {
        let mut home = Home::new(source(b"abc"));
        let stream = home.source().unwrap();
        let mut member = home.lend(stream, u64::MAX);
        member.read_exact(&mut [0]).unwrap();
        member.end();
        drop(member);
        assert_eq!(home.source().unwrap().head(), b"bc");
    }
}
