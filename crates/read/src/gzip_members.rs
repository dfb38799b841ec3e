//! Gzip, member by member. Web archives have a member for each record, so that of a damaged one only that is lost.

use std::io::{self, BufRead, Read};

use flate2::bufread::GzDecoder;
use memchr::memmem;

use super::error::Unpacking;
use super::peek_reader::read_buffered;

const MAGIC: &[u8] = &[0x1f, 0x8b, 0x08];

/// How a stream begins whose members can be read each by itself.
const ARCHIVES: [&[u8]; 2] = [b"WARC/", b"filedesc://"];

/// Decodes all members of a stream.
///
/// In a web archive, reading goes on after the error of a member with a line end and the next member.
pub(super) struct GzipMembers<R: BufRead> {
    decoder: Option<GzDecoder<Counted<R>>>,
    /// Where the member began.
    start: u64,
    /// Whether the members are records; `None` before the first bytes.
    is_archive: Option<bool>,
    /// True after an error, before the next member.
    is_behind_error: bool,
}

impl<R: BufRead> GzipMembers<R> {
    pub(super) fn new(packed: R) -> Self {
        let decoder = Some(GzDecoder::new(Counted { inner: packed, offset: 0 }));
        Self { decoder, start: 0, is_archive: None, is_behind_error: false }
    }

    /// Goes to the next member; false at the end of the stream.
    fn next_member(&mut self, mut packed: Counted<R>) -> io::Result<bool> {
        self.start = packed.offset;
        let is_end = packed.fill_buf()?.is_empty();
        if !is_end {
            self.decoder = Some(GzDecoder::new(packed));
        }
        Ok(!is_end)
    }

    /// The error of a member, after which the next one is looked for.
    fn recover(&mut self, error: &io::Error, mut packed: Counted<R>) -> io::Error {
        let fault = Unpacking::Member { codec: "gzip", at: self.start, message: error.to_string() };
        match find_magic(&mut packed) {
            Ok(true) => {
                self.start = packed.offset;
                self.decoder = Some(GzDecoder::new(packed));
                self.is_behind_error = true;
                io::Error::new(io::ErrorKind::InvalidData, fault)
            }
            Ok(false) => io::Error::new(io::ErrorKind::InvalidData, fault),
            Err(error) => error,
        }
    }
}

impl<R: BufRead> Read for GzipMembers<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.is_behind_error && !buffer.is_empty() {
            // What is found next begins a line.
            self.is_behind_error = false;
            buffer[0] = b'\n';
            return Ok(1);
        }
        loop {
            let Some(mut decoder) = self.decoder.take() else { return Ok(0) };
            match decoder.read(buffer) {
                Ok(0) if buffer.is_empty() => self.decoder = Some(decoder),
                Ok(0) => {
                    if self.next_member(decoder.into_inner())? {
                        continue;
                    }
                }
                Ok(count) => {
                    let is_archive = || ARCHIVES.iter().any(|mark| buffer[..count].starts_with(mark));
                    self.is_archive.get_or_insert_with(is_archive);
                    self.decoder = Some(decoder);
                    return Ok(count);
                }
                Err(error) if self.is_archive == Some(true) && error.raw_os_error().is_none() => {
                    return Err(self.recover(&error, decoder.into_inner()));
                }
                Err(error) => return Err(error),
            }
            return Ok(0);
        }
    }
}

/// Goes to the next bytes that begin a member, if there are any.
///
/// Bytes that lie on both sides of the end of a buffer are not found; the record behind them is lost with the damaged
/// one, and the next one is found.
fn find_magic(packed: &mut impl BufRead) -> io::Result<bool> {
    loop {
        let available = packed.fill_buf()?;
        if available.is_empty() {
            return Ok(false);
        }
        let found = memmem::find(available, MAGIC);
        let passed = found.unwrap_or(available.len());
        packed.consume(passed);
        if found.is_some() {
            return Ok(true);
        }
    }
}

/// A stream whose bytes are counted.
struct Counted<R> {
    inner: R,
    offset: u64,
}

impl<R: BufRead> BufRead for Counted<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.inner.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.offset += amount as u64;
        self.inner.consume(amount);
    }
}

impl<R: BufRead> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        read_buffered(self, buffer)
    }
}

#[cfg(test)]
mod tests {
    use super::super::peek_reader::tests::gzip;
    use super::*;
    use proptest::prelude::*;

    /// What is read of a stream, with an error as `!` and the byte at which the member begins.
    fn read(bytes: &[u8]) -> String {
        let mut members = GzipMembers::new(bytes);
        let (mut text, mut buffer) = (String::new(), [0; 64]);
        for _ in 0..10_000 {
            match members.read(&mut buffer) {
                Ok(0) => return text,
                Ok(count) => text += &String::from_utf8_lossy(&buffer[..count]),
                Err(error) => match error.get_ref().and_then(|inner| inner.downcast_ref::<Unpacking>()) {
                    Some(Unpacking::Member { at, .. }) => text += &format!("!{at}"),
                    _ => return text + "!",
                },
            }
        }
        panic!("no end");
    }

    #[test]
    fn the_members_after_a_damaged_one_are_read_in_web_archives() {
        let members = [gzip(b"WARC/1.0 one\n"), gzip(&b"words ".repeat(9)), gzip(b"WARC/1.0 three\n")];
        assert!(read(&members.concat()).ends_with("words WARC/1.0 three\n"));
        let mut damaged = members.clone();
        let middle = damaged[1].len() / 2;
        damaged[1][middle] ^= 0x55;
        let found = read(&damaged.concat());
        let error = format!("!{}", members[0].len());
        assert!(
            found.starts_with("WARC/1.0 one\n") && found.ends_with(&format!("{error}\nWARC/1.0 three\n")),
            "{found}"
        );
        let mut other = [gzip(b"Talks "), damaged[1].clone(), gzip(b"end")].concat();
        assert!(read(&other).ends_with('!'));
        other.truncate(3);
        assert_eq!(read(&other), "!");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn no_bytes_make_it_panic_or_stand_still(at in 0usize..200, bit in 0u8..8, cut in 0usize..200) {
            let mut bytes = [gzip(b"WARC/1.0 one"), gzip(b"WARC/1.0 two")].concat();
            let length = bytes.len();
            bytes[at % length] ^= 1 << bit;
            read(&bytes);
            read(&bytes[..cut % length]);
        }
    }
}
