//! Bytes that can be read in any order: a file on disk, or a stream that was taken into memory.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::sync::{Arc, Mutex, PoisonError};

use super::hash;
use super::unpack_limits::UnpackLimits;

/// The bytes.
pub(super) struct Store {
    place: Place,
    length: u64,
}

enum Place {
    /// A file that several readers share, each of which sets the position before it reads.
    File(Mutex<File>, UnpackLimits),
    Memory(Vec<u8>),
}

impl Store {
    /// A file of a length.
    pub(super) fn file(file: File, length: u64, ledger: UnpackLimits) -> Self {
        Self { place: Place::File(Mutex::new(file), ledger), length }
    }

    /// Bytes in memory.
    pub(super) fn memory(bytes: Vec<u8>) -> Self {
        Self { length: bytes.len() as u64, place: Place::Memory(bytes) }
    }

    /// The hash of all bytes, as that of a record's.
    ///
    /// # Errors
    /// If they cannot be read.
    pub(super) fn hash(self: &Arc<Self>) -> io::Result<u64> {
        hash::of_reader(Range::new(Arc::clone(self), 0, self.length))
    }

    /// How many bytes there are.
    pub(super) fn length(&self) -> u64 {
        self.length
    }

    /// Reads at an offset; nothing beyond the end.
    pub(super) fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        match &self.place {
            Place::Memory(bytes) => {
                let start = usize::try_from(offset).unwrap_or(usize::MAX).min(bytes.len());
                (&bytes[start..]).read(buffer)
            }
            Place::File(file, ledger) => {
                let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
                file.seek(SeekFrom::Start(offset))?;
                let count = file.read(buffer)?;
                ledger.note_read(count);
                Ok(count)
            }
        }
    }

    /// The bytes of a range.
    ///
    /// # Errors
    /// If the range goes beyond the end.
    pub(super) fn slice(&self, offset: u64, length: usize) -> io::Result<Vec<u8>> {
        let is_there = offset.checked_add(length as u64).is_some_and(|end| end <= self.length);
        if !is_there {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let mut bytes = vec![0; length];
        let mut filled = 0;
        while filled < length {
            match self.read_at(offset + filled as u64, &mut bytes[filled..])? {
                0 => return Err(io::ErrorKind::UnexpectedEof.into()),
                count => filled += count,
            }
        }
        Ok(bytes)
    }
}

/// A stream of a range of a store.
pub(super) struct Range {
    store: Arc<Store>,
    offset: u64,
    left: u64,
}

impl Range {
    /// The bytes from an offset on, as far as there are so many.
    pub(super) fn new(store: Arc<Store>, offset: u64, length: u64) -> Self {
        Self { store, offset, left: length }
    }
}

impl Read for Range {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let wanted = buffer.len().min(usize::try_from(self.left).unwrap_or(usize::MAX));
        let count = self.store.read_at(self.offset, &mut buffer[..wanted])?;
        self.offset = self.offset.saturating_add(count as u64);
        self.left -= count as u64;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_end_with_the_bytes() {
        let store = Arc::new(Store::memory(b"0123456789".to_vec()));
        let mut text = String::new();
        Range::new(Arc::clone(&store), 7, 99).read_to_string(&mut text).unwrap();
        Range::new(Arc::clone(&store), u64::MAX, 5).read_to_string(&mut text).unwrap();
        Range::new(Arc::clone(&store), 1, 2).read_to_string(&mut text).unwrap();
        assert_eq!(text, "78912");
        assert!(store.slice(8, 3).is_err() && store.slice(u64::MAX, 1).is_err());
        assert_eq!(store.slice(8, 2).unwrap(), b"89");
        assert_eq!(store.length(), 10);
    }
}
