//! The members of a zip as they come, without its directory.

use std::io::{self, BufRead, Read};

use super::super::error::{Reason, RecordError};
use super::super::input::Scope;
use super::super::lent::{Home, Lent};
use super::super::members::{Entry, EntryResult, Member};
use super::super::peek_reader::PeekReader;
use super::directory::{sizes_64, u16_at, u32_at};
use super::{Checked, FORMAT, Header, content, names};

const LOCAL: &[u8] = b"PK\x03\x04";
const LOCAL_LENGTH: usize = 30;
const DESCRIPTOR: &[u8] = b"PK\x07\x08";

/// The members, one by one.
pub(super) struct Members {
    home: Home,
    scope: Scope,
    /// True if the last member is followed by its checksum and lengths.
    after_descriptor: bool,
    ended: bool,
}

impl Members {
    pub(super) fn new(source: PeekReader, scope: Scope) -> Self {
        Self { home: Home::new(source), scope, after_descriptor: false, ended: false }
    }

    /// The next member; `Ok(None)` where the directory begins.
    fn next_member(&mut self) -> Result<Option<EntryResult>, Reason> {
        loop {
            let mut source = self.home.source().map_err(Reason::in_archive(FORMAT))?;
            if std::mem::take(&mut self.after_descriptor) {
                pass_descriptor(&mut source);
            }
            let Some(header) = header(&mut source)? else {
                return Ok(None);
            };
            let is_passed = header.is_no_file();
            let name = header.name.clone();
            match self.open(source, header) {
                Ok(member) if !is_passed => {
                    return Ok(Some(Ok(Entry::Member(Box::new(Member::at(name, member))))));
                }
                Ok(folder) => drop(folder),
                Err(reason @ Reason::Damaged { .. }) => return Err(reason),
                Err(reason) => return Ok(Some(Err(RecordError::skipped(0, reason).within(Some(name))))),
            }
        }
    }

    fn open(&mut self, source: PeekReader, header: Header) -> Result<PeekReader, Reason> {
        let has_length = !header.has_descriptor() || header.packed > 0;
        self.after_descriptor = header.has_descriptor();
        if has_length {
            let content = content(self.home.lend(source, header.packed), &header, &self.scope)?;
            let is_known = !header.has_descriptor();
            return Ok(match is_known {
                true => PeekReader::sized(header.size, Checked::new(content, &header)),
                false => PeekReader::sized(header.size, content),
            });
        }
        if header.method != 8 {
            return Err(Reason::damaged(
                FORMAT,
                "a member does not tell its length, and there is no directory",
            ));
        }
        // The packed data tells its own end.
        let packed = SelfEnding(self.home.lend(source, u64::MAX));
        Ok(PeekReader::new(Drained(content(packed, &header, &self.scope)?)))
    }
}

impl Iterator for Members {
    type Item = EntryResult;

    fn next(&mut self) -> Option<EntryResult> {
        if self.ended {
            return None;
        }
        match self.next_member() {
            Ok(Some(entry)) => Some(entry),
            Ok(None) => {
                self.ended = true;
                None
            }
            Err(reason) => {
                self.ended = true;
                Some(Err(RecordError::fatal(0, reason)))
            }
        }
    }
}

/// A member whose end only the decoder finds: what is left when it is dropped belongs to the next member.
struct SelfEnding(Lent);

impl Read for SelfEnding {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer)
    }
}

impl BufRead for SelfEnding {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.0.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.0.consume(amount);
    }
}

impl Drop for SelfEnding {
    fn drop(&mut self) {
        self.0.end();
    }
}

/// A decoder that is run to its end when it is dropped, so that the next member can be found.
struct Drained<R: Read>(R);

impl<R: Read> Read for Drained<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer)
    }
}

impl<R: Read> Drop for Drained<R> {
    fn drop(&mut self) {
        // A fault is met again where the next member should begin.
        drop(io::copy(&mut self.0, &mut io::sink()));
    }
}

/// The local header of the next member; `None` where there is none.
fn header(source: &mut PeekReader) -> Result<Option<Header>, Reason> {
    let head = source.head();
    if !head.starts_with(LOCAL) {
        let is_end =
            [b"PK\x01\x02", b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x08"].iter().any(|s| head.starts_with(*s));
        return match is_end {
            true => Ok(None),
            false if head.len() < LOCAL.len() => {
                Err(Reason::in_archive(FORMAT)(io::ErrorKind::UnexpectedEof.into()))
            }
            false => Err(Reason::damaged(FORMAT, "something else stands where a member should begin")),
        };
    }
    let mut fixed = [0; LOCAL_LENGTH];
    source.read_exact(&mut fixed).map_err(Reason::in_archive(FORMAT))?;
    let mut name = vec![0; usize::from(u16_at(&fixed, 26))];
    let mut extra = vec![0; usize::from(u16_at(&fixed, 28))];
    source.read_exact(&mut name).map_err(Reason::in_archive(FORMAT))?;
    source.read_exact(&mut extra).map_err(Reason::in_archive(FORMAT))?;
    let [size, packed, _] = sizes_64(&extra, [u32_at(&fixed, 22), u32_at(&fixed, 18), 0]);
    let flags = u16_at(&fixed, 6);
    let names::Name { text: name, is_hidden } = names::name(&name, &extra, flags);
    let (method, crc) = (u16_at(&fixed, 8), u32_at(&fixed, 14));
    Ok(Some(Header { name, is_hidden, flags, method, crc, packed, size, offset: 0, is_link: false }))
}

/// Passes over checksum and lengths, which have a signature or not, and 4 or 8 bytes a length.
fn pass_descriptor(source: &mut PeekReader) {
    let head = source.head();
    let signature = if head.starts_with(DESCRIPTOR) { 4 } else { 0 };
    let lengths = [signature + 12, signature + 20];
    let fits = |&length: &usize| head.get(length..).is_some_and(|next| next.starts_with(b"PK"));
    let length = lengths.into_iter().find(fits).unwrap_or(lengths[0]).min(head.len());
    source.consume_all(length);
}

#[cfg(test)]
mod tests {
    use super::super::super::peek_reader::tests::source;
    use super::*;

    #[test]
    fn descriptors_come_in_four_forms() {
        for (signature, length) in [(&b"PK\x07\x08"[..], 12), (b"PK\x07\x08", 20), (b"", 12), (b"", 20)] {
            let bytes = [signature, &vec![1; length], b"PK\x03\x04"].concat();
            let mut source = source(&bytes);
            pass_descriptor(&mut source);
            assert_eq!(source.head(), LOCAL);
        }
    }

    #[test]
    fn other_bytes_are_told_apart_from_the_end() {
        assert!(header(&mut source(b"PK\x01\x02")).unwrap().is_none());
        assert!(header(&mut source(b"PK")).unwrap_err().to_string().contains("ends early"));
        assert!(header(&mut source(b"words")).unwrap_err().to_string().contains("something else"));
    }
}
