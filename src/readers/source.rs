//! One stream of bytes whose head can be looked at before it is read.

use std::io::{self, BufRead, BufReader, Read};

use flate2::bufread::MultiGzDecoder;

/// How much of a stream is looked at to tell its format.
pub(super) const HEAD: usize = 64 * 1024;

const BUFFER: usize = 128 * 1024;

/// A damaged gzip stream loses what its last read would have given, so these reads are short.
const GZIP_BUFFER: usize = 16 * 1024;

/// How many gzip layers are taken off; deeper nesting is only found in files made to do harm.
const GZIP_LAYERS: usize = 4;

const GZIP_MAGIC: &[u8] = &[0x1f, 0x8b, 0x08];

/// A stream with a head that was read ahead, or put back.
pub(super) struct Source {
    front: Vec<u8>,
    position: usize,
    /// An error met while reading ahead; it is due once the front is used up.
    error: Option<io::Error>,
    rest: BufReader<Box<dyn Read + Send>>,
}

impl Source {
    pub(super) fn new(reader: impl Read + Send + 'static) -> Self {
        Self::with_buffer(BUFFER, reader)
    }

    fn with_buffer(size: usize, reader: impl Read + Send + 'static) -> Self {
        let rest = BufReader::with_capacity(size, Box::new(reader) as Box<dyn Read + Send>);
        Self { front: Vec::new(), position: 0, error: None, rest }
    }

    /// Reads ahead and returns the first bytes: [`HEAD`] of them unless the stream is shorter.
    pub(super) fn head(&mut self) -> &[u8] {
        let wanted = HEAD.saturating_sub(self.front.len() - self.position);
        if self.error.is_none() && wanted > 0 {
            let read = (&mut self.rest).take(wanted as u64).read_to_end(&mut self.front);
            self.error = read.err();
        }
        &self.front[self.position..]
    }

    /// True if the stream failed before a single byte could be read.
    pub(super) fn failed_at_once(&mut self) -> bool {
        self.head().is_empty() && self.error.is_some()
    }

    /// Puts bytes back in front of what is still to be read.
    pub(super) fn put_back(&mut self, mut bytes: Vec<u8>) {
        bytes.extend_from_slice(&self.front[self.position..]);
        self.front = bytes;
        self.position = 0;
    }

    /// Takes off the gzip layers and says how many there were.
    ///
    /// A file may hold several gzip members one after the other, and a gzip file in a gzip file.
    pub(super) fn unzipped(mut self) -> (Self, usize) {
        let mut layers = 0;
        while layers < GZIP_LAYERS && is_gzip(self.head()) {
            self = Source::with_buffer(GZIP_BUFFER, MultiGzDecoder::new(self));
            layers += 1;
        }
        (self, layers)
    }
}

/// True if the bytes begin a gzip stream.
pub(super) fn is_gzip(head: &[u8]) -> bool {
    head.starts_with(GZIP_MAGIC)
}

impl BufRead for Source {
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

impl Read for Source {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let count = available.len().min(buffer.len());
        buffer[..count].copy_from_slice(&available[..count]);
        self.consume(count);
        Ok(count)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use flate2::{Compression, write::GzEncoder};
    use proptest::prelude::*;
    use std::io::{Cursor, Write};

    pub(in crate::readers) fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    pub(in crate::readers) fn source(bytes: &[u8]) -> Source {
        Source::new(Cursor::new(bytes.to_vec()))
    }

    fn rest_of(mut source: Source) -> Vec<u8> {
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
        assert_eq!(rest_of(source), b"abcd");
    }

    #[test]
    fn members_and_layers_of_gzip_are_read() {
        let two = [gzip(b"one "), gzip(b"two")].concat();
        let (source, layers) = source(&gzip(&gzip(&two))).unzipped();
        assert_eq!(layers, 3);
        assert_eq!(rest_of(source), b"one two");
    }

    #[test]
    fn a_fifth_layer_stays() {
        let mut bytes = b"x".to_vec();
        for _ in 0..5 {
            bytes = gzip(&bytes);
        }
        let (mut source, layers) = source(&bytes).unzipped();
        assert_eq!(layers, 4);
        assert!(is_gzip(source.head()));
    }

    #[test]
    fn an_error_of_the_head_comes_after_the_bytes_before_it() {
        let zipped = gzip(&[b'a'; 1000]);
        let (mut source, _) = source(&zipped[..zipped.len() - 6]).unzipped();
        assert!(source.head().len() <= 1000 && !source.failed_at_once());
        let mut bytes = Vec::new();
        let error = source.read_to_end(&mut bytes).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::UnexpectedEof);
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
