//! Hashes of what is read: of a record's bytes, which its id is made of, and of a file's, by which it is
//! recognised wherever it moves.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use dateline_core::{Fingerprint, RecordHash};
use sha2::{Digest, Sha256};

/// How much is read at a time of a file that is only hashed.
const STEP: usize = 256 * 1024;

/// The SHA-256 hash of a record's bytes.
pub(super) fn of_record(raw: &[u8]) -> RecordHash {
    RecordHash::from_bytes(Sha256::digest(raw).into())
}

/// The first 8 bytes of the hash of bytes.
pub(super) fn short(bytes: &[u8]) -> u64 {
    of_record(bytes).first()
}

/// The hash of all bytes of a reader.
pub(super) fn of_reader(mut reader: impl Read) -> io::Result<RecordHash> {
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; STEP];
    loop {
        match reader.read(&mut buffer)? {
            0 => return Ok(RecordHash::from_bytes(hasher.finalize().into())),
            count => hasher.update(&buffer[..count]),
        }
    }
}

/// The hash of a stream whose only record may turn out to be all of it.
///
/// A file that is one article has the id that `sha256sum` begins with, also where the article's markup or
/// object is a little shorter than the file.
#[derive(Clone)]
pub(super) struct StreamHash(Arc<Mutex<Option<Sha256>>>);

impl StreamHash {
    pub(super) fn new() -> Self {
        Self(Arc::new(Mutex::new(Some(Sha256::new()))))
    }

    /// The stream, hashed while it is read.
    pub(super) fn reading<R>(&self, inner: R) -> Hashed<R, Self> {
        Hashed { inner, hash: self.clone() }
    }

    /// The hash of what was read, which is requested once; nothing is hashed after that.
    pub(super) fn finish(&self) -> Option<RecordHash> {
        let hasher = locked(&self.0).take()?;
        Some(RecordHash::from_bytes(hasher.finalize().into()))
    }
}

/// A stream that is hashed while it is read.
pub(super) struct Hashed<R, H> {
    inner: R,
    hash: H,
}

/// What takes in the bytes of a stream.
pub(super) trait TakesBytes {
    fn take_in(&self, bytes: &[u8]);
}

impl TakesBytes for StreamHash {
    fn take_in(&self, bytes: &[u8]) {
        if let Some(hasher) = locked(&self.0).as_mut() {
            hasher.update(bytes);
        }
    }
}

impl<R: Read, H: TakesBytes> Read for Hashed<R, H> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.hash.take_in(&buffer[..count]);
        Ok(count)
    }
}

/// The fingerprint of a file that is read to its end for it.
///
/// # Errors
/// If it cannot be read.
pub fn fingerprint(path: &Path) -> io::Result<Fingerprint> {
    let mut state = State::default();
    state.read_on(path)?;
    Ok(state.fingerprint())
}

/// The fingerprint of a file, made while it is read.
#[derive(Clone, Default)]
pub struct Fingerprinting(Option<Arc<Mutex<State>>>);

#[derive(Default)]
struct State {
    hasher: blake3::Hasher,
    length: u64,
}

impl State {
    fn take_in(&mut self, bytes: &[u8]) {
        self.hasher.update(bytes);
        self.length += bytes.len() as u64;
    }

    /// Takes in what of the file was not read so far.
    fn read_on(&mut self, path: &Path) -> io::Result<()> {
        let mut file = File::open(path)?;
        file.seek(SeekFrom::Start(self.length))?;
        let mut file = BufReader::with_capacity(STEP, file);
        loop {
            let bytes = file.fill_buf()?;
            if bytes.is_empty() {
                return Ok(());
            }
            self.take_in(bytes);
            let count = bytes.len();
            file.consume(count);
        }
    }

    fn fingerprint(&self) -> Fingerprint {
        let mut first = [0; 16];
        self.hasher.finalize_xof().fill(&mut first);
        Fingerprint::from_bytes(first)
    }
}

impl Fingerprinting {
    /// A fingerprint to be made; a stream that is not a file has none.
    pub(super) fn begin() -> Self {
        Self(Some(Arc::default()))
    }

    /// The file, hashed while it is read.
    pub(super) fn reading<R>(&self, inner: R) -> Hashed<R, Self> {
        Hashed { inner, hash: self.clone() }
    }

    /// The fingerprint of a file of a length; `None` if it cannot be read, or has another length by now.
    ///
    /// What was not read in order, as most of an archive is not, is read now.
    pub fn finish(&self, path: &Path, length: u64) -> Option<Fingerprint> {
        let mut state = locked(self.0.as_ref()?);
        if state.length < length {
            state.read_on(path).ok()?;
        }
        (state.length == length).then(|| state.fingerprint())
    }
}

impl TakesBytes for Fingerprinting {
    fn take_in(&self, bytes: &[u8]) {
        if let Some(state) = &self.0 {
            locked(state).take_in(bytes);
        }
    }
}

/// A hash has no state in between that a panic could leave behind.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `printf abc | sha256sum`
    const ABC: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    #[test]
    fn a_record_is_hashed_as_sha256sum_does_it() {
        let abc = of_record(b"abc");
        assert_eq!((abc.to_string().as_str(), abc.first()), (ABC, 0xba78_16bf_8f01_cfea));
        assert_eq!(of_reader(&b"abc"[..]).unwrap(), abc);

        let hash = StreamHash::new();
        io::copy(&mut hash.reading(&b"abc"[..]), &mut io::sink()).unwrap();
        assert_eq!((hash.finish(), hash.finish()), (Some(abc), None));
    }

    #[test]
    fn a_fingerprint_covers_the_whole_file_however_much_of_it_was_read() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a");
        std::fs::write(&path, "0123456789").unwrap();
        let whole = fingerprint(&path).unwrap();
        for read in [0, 4, 10] {
            let making = Fingerprinting::begin();
            let mut some = making.reading(File::open(&path).unwrap()).take(read);
            io::copy(&mut some, &mut io::sink()).unwrap();
            assert_eq!(making.finish(&path, 10), Some(whole));
            assert_eq!(making.finish(&path, 11), None);
        }
        assert_eq!(Fingerprinting::default().finish(&path, 10), None);
    }
}
