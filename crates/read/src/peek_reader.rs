//! One stream of bytes whose head can be looked at before it is read.

use std::io::{self, BufRead, BufReader, Read};

/// How much of a stream is looked at to tell its format.
pub(super) const HEAD: usize = 64 * 1024;

const BUFFER: usize = 128 * 1024;
const SMALL_BUFFER: usize = 4 * 1024;

/// A stream with a head that was read ahead, or put back.
pub(super) struct PeekReader<'a> {
    front: Vec<u8>,
    position: usize,
    /// An error met while reading ahead; it is due once the front is used up.
    error: Option<io::Error>,
    rest: BufReader<Box<dyn Read + 'a>>,
    /// How many bytes were consumed.
    offset: u64,
}

impl<'a> PeekReader<'a> {
    pub(super) fn new(reader: impl Read + 'a) -> Self {
        Self::with_buffer(BUFFER, reader)
    }

    /// A stream read in steps of a size.
    pub(super) fn with_buffer(size: usize, reader: impl Read + 'a) -> Self {
        let rest = BufReader::with_capacity(size, Box::new(reader) as Box<dyn Read + 'a>);
        Self { front: Vec::new(), position: 0, error: None, rest, offset: 0 }
    }

    /// A stream of about a length, which needs no larger buffer than that.
    pub(super) fn sized(length: u64, reader: impl Read + 'a) -> Self {
        let length = usize::try_from(length).unwrap_or(BUFFER);
        Self::with_buffer(length.clamp(SMALL_BUFFER, BUFFER), reader)
    }

    /// Reads ahead and returns the first bytes: [`HEAD`] of them unless the stream is shorter.
    pub(super) fn head(&mut self) -> &[u8] {
        self.ahead(HEAD)
    }

    /// Reads ahead and returns the first bytes: so many of them unless the stream is shorter or fails.
    pub(super) fn ahead(&mut self, length: usize) -> &[u8] {
        let wanted = length.saturating_sub(self.front.len() - self.position);
        if self.error.is_none() && wanted > 0 {
            let read = (&mut self.rest).take(wanted as u64).read_to_end(&mut self.front);
            self.error = read.err();
        }
        &self.front[self.position..]
    }

    /// How many bytes of the stream come before the next one.
    pub(super) fn offset(&self) -> u64 {
        self.offset
    }

    /// True if the stream failed before a single byte could be read.
    pub(super) fn failed_at_once(&mut self) -> bool {
        self.head().is_empty() && self.error.is_some()
    }

    /// All that was read ahead, if nothing comes after it.
    pub(super) fn whole(&mut self) -> Option<Vec<u8>> {
        let is_whole = self.error.is_none() && self.rest.fill_buf().is_ok_and(<[u8]>::is_empty);
        is_whole.then(|| {
            let mut bytes = std::mem::take(&mut self.front);
            bytes.drain(..std::mem::take(&mut self.position));
            bytes
        })
    }

    /// Consumes bytes that were looked at, however they are buffered.
    pub(super) fn consume_all(&mut self, length: usize) {
        let mut left = length;
        while let Some(available) = self.fill_buf().ok().filter(|available| !available.is_empty()) {
            let count = available.len().min(left);
            self.consume(count);
            left -= count;
            if left == 0 {
                return;
            }
        }
    }

    /// Puts bytes back in front of what is still to be read.
    pub(super) fn put_back(&mut self, mut bytes: Vec<u8>) {
        self.offset = self.offset.saturating_sub(bytes.len() as u64);
        bytes.extend_from_slice(&self.front[self.position..]);
        self.front = bytes;
        self.position = 0;
    }
}

impl BufRead for PeekReader<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.position < self.front.len() {
            return Ok(&self.front[self.position..]);
        }
        match self.error.take() {
            Some(error) => Err(error),
            None => self.rest.fill_buf(),
        }
    }

    fn consume(&mut self, amount: usize) {
        self.offset += amount as u64;
        if self.position == self.front.len() {
            return self.rest.consume(amount);
        }
        self.position += amount;
        if self.position >= self.front.len() {
            // The front can be a whole record that was put back; its memory is not needed any more.
            self.front = Vec::new();
            self.position = 0;
        }
    }
}

impl Read for PeekReader<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        read_buffered(self, buffer)
    }
}

/// Reads what a buffered stream has at hand.
pub(super) fn read_buffered(source: &mut impl BufRead, buffer: &mut [u8]) -> io::Result<usize> {
    let available = source.fill_buf()?;
    let count = available.len().min(buffer.len());
    buffer[..count].copy_from_slice(&available[..count]);
    source.consume(count);
    Ok(count)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use flate2::{Compression, write::GzEncoder};
    use proptest::prelude::*;
    use std::io::Write;

    pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    pub(crate) fn source(bytes: &[u8]) -> PeekReader<'_> {
        PeekReader::new(bytes)
    }

    pub(crate) fn rest_of(mut source: PeekReader) -> Vec<u8> {
        let mut bytes = Vec::new();
        source.read_to_end(&mut bytes).unwrap();
        bytes
    }

    #[test]
    fn the_head_is_read_again() {
        let mut source = source(b"hello");
        assert_eq!(source.head(), b"hello");
        assert_eq!(source.head(), b"hello");
        assert_eq!(rest_of(source), b"hello");
    }

    #[test]
    fn bytes_put_back_come_first() {
        let mut source = source(b"cd");
        source.head();
        source.put_back(b"ab".to_vec());
        assert_eq!(source.offset(), 0);
        assert_eq!(rest_of(source), b"abcd");
    }

    #[test]
    fn a_short_stream_is_whole() {
        let mut short = source(b"hello");
        short.head();
        short.consume(1);
        assert_eq!(short.offset(), 1);
        assert_eq!(short.whole().unwrap(), b"ello");
        let bytes = vec![b'x'; HEAD + 1];
        let mut long = source(&bytes);
        assert_eq!(long.ahead(HEAD).len(), HEAD);
        assert!(long.whole().is_none());
        long.consume_all(HEAD);
        assert_eq!(rest_of(long), b"x");
    }

    proptest! {
        #[test]
        fn any_bytes_come_through(
            front in proptest::collection::vec(any::<u8>(), 0..50),
            bytes in proptest::collection::vec(any::<u8>(), 0..300),
        ) {
            let mut source = source(&bytes);
            source.head();
            source.put_back(front.clone());
            prop_assert_eq!(rest_of(source), [front, bytes].concat());
        }
    }
}
