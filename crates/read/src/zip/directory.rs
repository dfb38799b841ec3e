//! The directory at the end of a zip.

use std::io::{BufReader, Read};
use std::sync::Arc;

use memchr::memmem;

use super::super::error::{Reason, RecordError};
use super::super::store::{Range, Store};
use super::{FORMAT, Header, names};

const END: &[u8] = b"PK\x05\x06";
const END_LENGTH: usize = 22;
const END_64: &[u8] = b"PK\x06\x06";
const LOCATOR_64: &[u8] = b"PK\x06\x07";
const LOCATOR_LENGTH: u64 = 20;
const ENTRY: &[u8] = b"PK\x01\x02";
const ENTRY_LENGTH: usize = 46;
const LOCAL_LENGTH: usize = 30;

/// The comment after the end of the directory has at most so many bytes.
const MAX_COMMENT: u64 = u16::MAX as u64;

const LINK_MODE: u32 = 0o120_000;
const MODE_MASK: u32 = 0o170_000;

/// The entries of a directory, read one by one.
pub(super) struct Directory {
    entries: BufReader<Range>,
    /// How far the archive is moved by what stands before it, as before a zip that unpacks itself.
    shift: u64,
    ended: bool,
}

/// Where the directory stands, as its end tells.
struct Told {
    offset: u64,
    length: u64,
    /// Where the end of the directory begins.
    end: u64,
}

impl Directory {
    /// Finds the directory.
    ///
    /// # Errors
    /// If there is none.
    pub(super) fn open(store: &Arc<Store>) -> Result<Self, Reason> {
        let told = told(store)?;
        let begins = |offset: u64| store.slice(offset, 4).is_ok_and(|found| found == ENTRY);
        let moved = told.end.saturating_sub(told.length);
        let is_empty = told.length == 0;
        let shift = match moved.checked_sub(told.offset) {
            Some(shift) if shift > 0 && !begins(told.offset) && begins(moved) => shift,
            _ if is_empty || begins(told.offset) => 0,
            _ => return Err(Reason::damaged(FORMAT, "its directory is not where it should be")),
        };
        let entries = Range::new(Arc::clone(store), told.offset + shift, told.length);
        Ok(Self { entries: BufReader::new(entries), shift, ended: false })
    }

    fn entry(&mut self) -> Result<Option<Header>, Reason> {
        let mut fixed = [0; ENTRY_LENGTH];
        let filled = fill(&mut self.entries, &mut fixed)?;
        if filled == 0 || !fixed.starts_with(&ENTRY[..filled.min(4)]) {
            return Ok(None);
        }
        if filled < ENTRY_LENGTH {
            return Err(Reason::damaged(FORMAT, "its directory ends early"));
        }
        let mut name = vec![0; usize::from(u16_at(&fixed, 28))];
        let mut extra = vec![0; usize::from(u16_at(&fixed, 30))];
        let mut comment = vec![0; usize::from(u16_at(&fixed, 32))];
        for part in [&mut name, &mut extra, &mut comment] {
            self.entries.read_exact(part)?;
        }
        Ok(Some(self.header(&fixed, &name, &extra)))
    }

    fn header(&self, fixed: &[u8], name: &[u8], extra: &[u8]) -> Header {
        let flags = u16_at(fixed, 8);
        let sizes = sizes_64(extra, [u32_at(fixed, 24), u32_at(fixed, 20), u32_at(fixed, 42)]);
        let is_unix = fixed[5] == 3;
        let names::Name { text: name, is_hidden } = names::name(name, extra, flags);
        Header {
            name,
            is_hidden,
            flags,
            method: u16_at(fixed, 10),
            crc: u32_at(fixed, 16),
            size: sizes[0],
            packed: sizes[1],
            offset: sizes[2].saturating_add(self.shift),
            is_link: is_unix && (u32_at(fixed, 38) >> 16) & MODE_MASK == LINK_MODE,
        }
    }
}

impl Iterator for Directory {
    type Item = Result<Header, RecordError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let entry = self.entry();
        self.ended = !matches!(entry, Ok(Some(_)));
        entry.map_err(|reason| RecordError::fatal(0, reason)).transpose()
    }
}

/// Where the content of a member begins, which only its local header tells.
pub(super) fn data_offset(store: &Store, header: &Header) -> Result<u64, Reason> {
    let missing = |_| Reason::damaged(FORMAT, "the member is not where the directory says");
    let local = store.slice(header.offset, LOCAL_LENGTH).map_err(missing)?;
    if !local.starts_with(b"PK\x03\x04") {
        return Err(missing(std::io::ErrorKind::InvalidData.into()));
    }
    let names = u64::from(u16_at(&local, 26)) + u64::from(u16_at(&local, 28));
    Ok(header.offset + LOCAL_LENGTH as u64 + names)
}

/// Reads as much as there is.
fn fill(reader: &mut impl Read, buffer: &mut [u8]) -> std::io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match reader.read(&mut buffer[filled..])? {
            0 => break,
            count => filled += count,
        }
    }
    Ok(filled)
}

fn told(store: &Store) -> Result<Told, Reason> {
    let tail = store.length().min(MAX_COMMENT + END_LENGTH as u64);
    let start = store.length() - tail;
    let bytes = store.slice(start, usize::try_from(tail).unwrap_or(0))?;
    let at = memmem::rfind_iter(&bytes, END)
        .find(|&at| {
            let end = at + END_LENGTH;
            bytes.len() >= end && usize::from(u16_at(&bytes, at + 20)) <= bytes.len() - end
        })
        .ok_or_else(|| Reason::damaged(FORMAT, "it has no directory"))?;
    let end = start + at as u64;
    let (count, length, offset) = (u16_at(&bytes, at + 10), u32_at(&bytes, at + 12), u32_at(&bytes, at + 16));
    let is_large = count == u16::MAX || length == u32::MAX || offset == u32::MAX;
    let large = if is_large { told_64(store, end) } else { None };
    Ok(large.unwrap_or(Told { offset: offset.into(), length: length.into(), end }))
}

/// The end of the directory of a zip with more or larger members than 32 bits can tell.
fn told_64(store: &Store, end: u64) -> Option<Told> {
    let locator_at = end.checked_sub(LOCATOR_LENGTH)?;
    let locator = store.slice(locator_at, LOCATOR_LENGTH as usize).ok()?;
    if !locator.starts_with(LOCATOR_64) {
        return None;
    }
    let is_end = |offset: &u64| store.slice(*offset, 4).is_ok_and(|found| found == END_64);
    // Where something stands before the archive, the end is not where the locator says but right before it.
    let end = [Some(u64_at(&locator, 8)), locator_at.checked_sub(56)].into_iter().flatten().find(is_end)?;
    let fields = store.slice(end, 56).ok()?;
    Some(Told { offset: u64_at(&fields, 48), length: u64_at(&fields, 40), end })
}

/// Lengths and offset of a member, each from the extra field where 32 bits could not tell it.
pub(super) fn sizes_64(extra: &[u8], told: [u32; 3]) -> [u64; 3] {
    let mut large = field(extra, 1).unwrap_or_default();
    told.map(|value| {
        if value != u32::MAX || large.len() < 8 {
            return value.into();
        }
        let value = u64_at(large, 0);
        large = &large[8..];
        value
    })
}

/// The content of an extra field.
pub(super) fn field(extra: &[u8], wanted: u16) -> Option<&[u8]> {
    let mut rest = extra;
    while rest.len() >= 4 {
        let (id, length) = (u16_at(rest, 0), usize::from(u16_at(rest, 2)));
        let content = rest.get(4..4 + length)?;
        if id == wanted {
            return Some(content);
        }
        rest = &rest[4 + length..];
    }
    None
}

/// A number of the header; 0 beyond its end.
fn bytes_at<const N: usize>(bytes: &[u8], at: usize) -> [u8; N] {
    bytes.get(at..).and_then(|rest| rest.first_chunk()).copied().unwrap_or([0; N])
}

pub(super) fn u16_at(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes(bytes_at(bytes, at))
}

pub(super) fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes(bytes_at(bytes, at))
}

fn u64_at(bytes: &[u8], at: usize) -> u64 {
    u64::from_le_bytes(bytes_at(bytes, at))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{made, read_all, zip};
    use super::*;

    #[test]
    fn a_zip_behind_something_else_is_found() {
        let bytes = [b"#!/bin/sh exit; ".repeat(9), zip(&[made("a.txt", b"Words")])].concat();
        let store = Arc::new(Store::memory(bytes));
        let headers: Vec<_> = Directory::open(&store).unwrap().map(Result::unwrap).collect();
        assert_eq!((headers[0].name.as_str(), headers[0].offset), ("a.txt", 144));
    }

    #[test]
    fn a_comment_that_looks_like_an_end_does_no_harm() {
        let mut bytes = zip(&[made("a.txt", b"Words")]);
        let comment = b"PK\x05\x06 is how it ends";
        let at = bytes.len() - 2;
        bytes[at..].copy_from_slice(&(comment.len() as u16).to_le_bytes());
        bytes.extend_from_slice(comment);
        assert_eq!(read_all("a.zip", &bytes), ["0 a.txt Words"]);
        assert_eq!(read_all("a.zip", &zip(&[])), ["empty zip archive"]);
    }

    #[test]
    fn large_sizes_come_from_the_extra_field() {
        let extra = [&[9, 9, 1, 0, 7][..], &[1, 0, 16, 0], &5u64.to_le_bytes(), &6u64.to_le_bytes()].concat();
        assert_eq!(sizes_64(&extra, [u32::MAX, 3, u32::MAX]), [5, 3, 6]);
        assert_eq!(sizes_64(&[], [u32::MAX, 3, 4]), [u64::from(u32::MAX), 3, 4]);
        assert_eq!(field(&extra, 0x909), Some(&[7][..]));
        assert_eq!(field(&[1, 0, 9, 0], 1), None);
    }
}
