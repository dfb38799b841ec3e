//! Content whose length is known from outside, which must be there as a whole.

use std::io::{self, Read};

use super::error::Unpacking;

/// The next bytes of a stream, exactly as many as announced.
pub(super) struct Exact<R> {
    inner: R,
    left: u64,
    format: &'static str,
    /// True if what is left cannot be read, since the stream went on elsewhere.
    is_lost: bool,
}

impl<R: Read> Exact<R> {
    /// The next `length` bytes; where there are fewer, reading ends with an error that names the format.
    pub(super) fn new(inner: R, length: u64, format: &'static str) -> Self {
        Self { inner, left: length, format, is_lost: false }
    }

    /// True if the content is damaged and the stream went on behind it.
    pub(super) fn is_lost(&self) -> bool {
        self.is_lost
    }

    /// How many bytes are still to be read.
    pub(super) fn left(&self) -> u64 {
        self.left
    }
}

impl<R: Read> Read for Exact<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let wanted = buffer.len().min(usize::try_from(self.left).unwrap_or(usize::MAX));
        if self.is_lost {
            return Ok(0);
        }
        let read = self.inner.read(&mut buffer[..wanted]);
        self.is_lost = read.as_ref().is_err_and(Unpacking::is_of_member);
        let count = read?;
        if count == 0 && wanted > 0 {
            return Err(Unpacking::wrap(io::ErrorKind::UnexpectedEof.into(), self.format));
        }
        self.left -= count as u64;
        Ok(count)
    }
}

/// Skips the next bytes of a stream.
///
/// # Errors
/// If there are fewer, or they cannot be read.
pub(super) fn skip(source: &mut impl Read, length: u64) -> io::Result<()> {
    let skipped = io::copy(&mut source.take(length), &mut io::sink())?;
    if skipped < length { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_ends_where_it_should_or_is_reported_as_cut_off() {
        let mut stream = &b"0123456789"[..];
        let mut content = Exact::new(&mut stream, 4, "tar");
        let mut text = String::new();
        content.read_to_string(&mut text).unwrap();
        assert_eq!((text.as_str(), content.left()), ("0123", 0));
        let mut content = Exact::new(&mut stream, 7, "tar");
        let error = content.read_to_string(&mut text).unwrap_err();
        assert_eq!(error.to_string(), "tar stream ends early; the file may be truncated");
        assert_eq!(content.left(), 1);
    }

    #[test]
    fn what_is_skipped_must_be_there() {
        let mut stream = &b"0123"[..];
        skip(&mut stream, 3).unwrap();
        assert_eq!(stream, b"3");
        assert_eq!(skip(&mut stream, 2).unwrap_err().kind(), io::ErrorKind::UnexpectedEof);
    }
}
