//! The members of a zip as they come, without its directory.

use std::io::{self, Read};

use rawzip::CompressionMethod;
use rawzip::extra_fields::{ExtraFieldId, ExtraFields};

use super::super::error::{Reason, RecordError};
use super::super::exact::skip;
use super::super::members::{HIDDEN, Member, Members};
use super::super::peek_reader::PeekReader;
use super::super::sink::ReadResult;
use super::{Checked, FORMAT, Header, Packed, content, names};

const LOCAL: &[u8] = b"PK\x03\x04";
const LOCAL_LENGTH: usize = 30;
const DESCRIPTOR: &[u8] = b"PK\x07\x08";

/// Reads the members up to where the directory begins.
pub(super) fn read(mut source: PeekReader, members: &mut Members) -> ReadResult {
    while let Some(header) = header(&mut source)? {
        match header.packed {
            // The packed data itself shows where it ends.
            Packed::Next(0) if header.has_descriptor() => read_to_end(&mut source, &header, members)?,
            Packed::Next(length) => read_next(&mut source, length, &header, members)?,
            Packed::At(_) => {}
        }
        if header.has_descriptor() {
            pass_descriptor(&mut source);
        }
    }
    Ok(())
}

/// Reads a member whose packed length is known.
fn read_next(source: &mut PeekReader, length: u64, header: &Header, members: &mut Members) -> ReadResult {
    let mut packed = source.take(length);
    if header.is_hidden_file() {
        members.ignored(Some(header.name.clone()), HIDDEN)?;
    }
    if !header.is_no_file() {
        match content(&mut packed, header, &members.scope) {
            Ok(content) => {
                // With a descriptor, the checksum comes after the data.
                let crc = (!header.has_descriptor()).then_some(header.crc);
                let content = PeekReader::sized(header.size, Checked::new(content, crc));
                members.member(Member::at(header.name.clone(), content))?;
            }
            Err(reason) => {
                members.error(RecordError::skipped(0, reason).within(Some(header.name.clone())))?;
            }
        }
    }
    let left = packed.limit();
    Ok(skip(&mut packed, left).map_err(Reason::in_archive(FORMAT))?)
}

/// Reads a member whose packed data itself shows where it ends.
fn read_to_end(source: &mut PeekReader, header: &Header, members: &mut Members) -> ReadResult {
    if header.method != CompressionMethod::DEFLATE {
        let message = "a member has no size in its header, and the central directory is missing";
        return Err(Reason::damaged(FORMAT, message).into());
    }
    let mut content = match content(source, header, &members.scope) {
        Ok(content) => content,
        Err(reason) => {
            return members.error(RecordError::skipped(0, reason).within(Some(header.name.clone())));
        }
    };
    if header.is_hidden_file() {
        members.ignored(Some(header.name.clone()), HIDDEN)?;
    }
    if !header.is_no_file() {
        members.member(Member::at(header.name.clone(), PeekReader::new(&mut content)))?;
    }
    // A fault is met again where the next member should begin.
    drop(io::copy(&mut content, &mut io::sink()));
    Ok(())
}

/// The local header of the next member; `None` if there is none.
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
            false => Err(Reason::damaged(FORMAT, format!("no member header at byte {}", source.offset()))),
        };
    }
    let mut fixed = [0; LOCAL_LENGTH];
    source.read_exact(&mut fixed).map_err(Reason::in_archive(FORMAT))?;
    let mut name = vec![0; usize::from(u16_at(&fixed, 26))];
    let mut extra = vec![0; usize::from(u16_at(&fixed, 28))];
    source.read_exact(&mut name).map_err(Reason::in_archive(FORMAT))?;
    source.read_exact(&mut extra).map_err(Reason::in_archive(FORMAT))?;
    let extra = ExtraFields::new(&extra);
    let (size, packed) = sizes(&fixed, extra);
    let flags = u16_at(&fixed, 6);
    let names::Name { text: name, is_hidden } = names::name(&name, extra, flags, None);
    let (method, crc) = (CompressionMethod::new(u16_at(&fixed, 8)), u32_at(&fixed, 14));
    let packed = Packed::Next(packed);
    Ok(Some(Header { name, is_hidden, flags, method, crc, packed, size, is_link: false }))
}

/// The lengths of a member, unpacked and packed; where 32 bits are not enough they are in an extra field.
fn sizes(fixed: &[u8], extra: ExtraFields) -> (u64, u64) {
    let mut large = names::field(extra, ExtraFieldId::ZIP64).unwrap_or_default();
    let mut size_at = |at: usize| {
        let size = u32_at(fixed, at);
        match large.split_first_chunk() {
            Some((first, rest)) if size == u32::MAX => {
                large = rest;
                u64::from_le_bytes(*first)
            }
            _ => size.into(),
        }
    };
    (size_at(22), size_at(18))
}

fn u16_at(fixed: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([fixed[at], fixed[at + 1]])
}

fn u32_at(fixed: &[u8], at: usize) -> u32 {
    u32::from(u16_at(fixed, at)) | u32::from(u16_at(fixed, at + 2)) << 16
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
        assert!(
            header(&mut source(b"words")).unwrap_err().to_string().contains("no member header at byte 0")
        );
    }

    #[test]
    fn large_sizes_come_from_the_extra_field() {
        let extra = [&[9, 9, 1, 0, 7][..], &[1, 0, 16, 0], &5u64.to_le_bytes(), &6u64.to_le_bytes()].concat();
        let extra = ExtraFields::new(&extra);
        let fixed = |packed: u32, size: u32| {
            [&[0; 18][..], &packed.to_le_bytes(), &size.to_le_bytes(), &[0; 4]].concat()
        };
        assert_eq!(sizes(&fixed(u32::MAX, u32::MAX), extra), (5, 6));
        assert_eq!(sizes(&fixed(u32::MAX, 3), extra), (3, 5));
        assert_eq!(sizes(&fixed(4, u32::MAX), ExtraFields::new(&[])), (u64::from(u32::MAX), 4));
    }
}
