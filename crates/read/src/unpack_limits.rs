//! How much came from the disk and how much it was unpacked to, so that a bomb is noticed.

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use super::error::Unpacking;

/// Up to this many unpacked bytes no ratio is suspicious.
const FLOOR: u64 = 512 << 20;

/// Text compresses by 20 at the most, many copies of one page by 100; bombs by 1,000 and more.
const RATIO: u64 = 200;

/// The accounts of one file on disk with all that is nested in it.
#[derive(Debug, Clone)]
pub(super) struct UnpackLimits(Arc<Accounts>);

#[derive(Debug)]
struct Accounts {
    read: AtomicU64,
    /// The length of the file; what is read twice counts once. `u64::MAX` if it is not known.
    length: u64,
    unpacked: AtomicU64,
    floor: u64,
}

impl UnpackLimits {
    /// The accounts of a file of a length, or of a stream.
    pub(super) fn new(length: Option<u64>) -> Self {
        Self::with_floor(length, FLOOR)
    }

    fn with_floor(length: Option<u64>, floor: u64) -> Self {
        let length = length.unwrap_or(u64::MAX);
        Self(Arc::new(Accounts { read: AtomicU64::new(0), length, unpacked: AtomicU64::new(0), floor }))
    }

    /// Notes bytes that came from the disk.
    pub(super) fn note_read(&self, count: usize) {
        self.0.read.fetch_add(count as u64, Relaxed);
    }

    /// Notes bytes that a decoder gave.
    ///
    /// # Errors
    /// If these are more than any archive of news unpacks to.
    pub(super) fn note_unpacked(&self, count: usize) -> io::Result<()> {
        self.0.unpacked.fetch_add(count as u64, Relaxed);
        if !self.is_overdrawn() {
            return Ok(());
        }
        Err(io::Error::other(Unpacking::Bomb { floor: self.0.floor, ratio: RATIO }))
    }

    /// True if the file turned out to be a bomb, so that nothing more of it is read.
    pub(super) fn is_overdrawn(&self) -> bool {
        let read = self.0.read.load(Relaxed).min(self.0.length);
        self.0.unpacked.load(Relaxed) > self.0.floor.saturating_add(read.saturating_mul(RATIO))
    }
}

/// A stream from the disk whose bytes are noted.
pub(super) struct Noted<R> {
    pub inner: R,
    pub ledger: UnpackLimits,
}

impl<R: Read> Read for Noted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.ledger.note_read(count);
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bomb_is_told_by_the_ratio_beyond_the_floor() {
        let ledger = UnpackLimits::with_floor(Some(10), 1000);
        assert!(ledger.note_unpacked(1000).is_ok());
        assert!(ledger.note_unpacked(1).is_err() && ledger.is_overdrawn());
        ledger.note_read(1);
        assert!(ledger.note_unpacked(RATIO as usize - 1).is_ok());
        assert!(ledger.note_unpacked(1).is_err());
    }

    #[test]
    fn what_is_read_twice_counts_once() {
        let ledger = UnpackLimits::with_floor(Some(1), 0);
        ledger.note_read(1000);
        assert!(ledger.note_unpacked(RATIO as usize).is_ok());
        assert!(ledger.note_unpacked(1).is_err());
    }
}
