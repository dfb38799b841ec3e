//! Bytes that can be read in any order: a file on disk, or a stream that was taken into memory.

use std::fs::File;
use std::io::{self, Read};
use std::sync::Arc;

use dateline_core::RecordHash;
use rawzip::{FileReader, RangeReader, ReaderAt};

use super::hash;
use super::unpack_limits::UnpackLimits;

/// The bytes.
pub(super) struct Store {
    place: Place,
    length: u64,
}

enum Place {
    File(FileReader, UnpackLimits),
    Memory(Vec<u8>),
}

impl Store {
    /// A file of a length.
    pub(super) fn file(file: File, length: u64, ledger: UnpackLimits) -> Self {
        Self { place: Place::File(FileReader::from(file), ledger), length }
    }

    /// Bytes in memory.
    pub(super) fn memory(bytes: Vec<u8>) -> Self {
        Self { length: bytes.len() as u64, place: Place::Memory(bytes) }
    }

    /// The hash of all bytes, as that of a record's.
    ///
    /// # Errors
    /// If they cannot be read.
    pub(super) fn hash(self: &Arc<Self>) -> io::Result<RecordHash> {
        hash::of_reader(RangeReader::new(Arc::clone(self), 0..self.length))
    }

    /// How many bytes there are.
    pub(super) fn length(&self) -> u64 {
        self.length
    }
}

impl ReaderAt for Store {
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        match &self.place {
            Place::Memory(bytes) => {
                let start = usize::try_from(offset).unwrap_or(usize::MAX).min(bytes.len());
                (&bytes[start..]).read(buffer)
            }
            Place::File(file, ledger) => {
                let count = file.read_at(buffer, offset)?;
                ledger.note_read(count);
                Ok(count)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_end_with_the_bytes() {
        let store = Arc::new(Store::memory(b"0123456789".to_vec()));
        let mut text = String::new();
        for range in [7..99, u64::MAX - 5..u64::MAX, 1..3] {
            RangeReader::new(Arc::clone(&store), range).read_to_string(&mut text).unwrap();
        }
        assert_eq!(text, "78912");
        assert_eq!(store.length(), 10);
    }
}
