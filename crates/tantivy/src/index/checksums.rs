//! Checksums: size, time and hash of the files of an index as of the end of the last finished run.
//!
//! A search compares sizes and times alone, and looks closer where they differ. A run that writes reads every
//! byte once. Files that came after the last finished run have no checksum here; tantivy's own, which stands
//! at the end of each of its files, covers them.

use std::collections::BTreeMap;
use std::io::{self, Read, Write};
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};

use super::IndexError;
use super::commit::NamedFile;
use super::folder::{self, FileFacts, Folder, HashingWriter};

/// Bytes that are read at a time.
const CHUNK: usize = 1 << 18;

/// Size, time of change and hash of one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Stamp {
    pub(super) size: u64,
    /// Nanoseconds since 1970, if the system reports it.
    modified: Option<u64>,
    pub(super) blake3: String,
}

/// File name to stamp.
pub(crate) type Stamps = BTreeMap<String, Stamp>;

impl Stamp {
    /// The stamp of a file as it is now.
    pub(crate) fn of(folder: &dyn Folder, name: &str) -> io::Result<Stamp> {
        let facts = folder.facts(name)?;
        Stamp::of_reader(facts, &mut *folder.open(name)?)
    }

    /// The stamp of a file from all of its bytes.
    pub(super) fn of_reader(facts: FileFacts, file: &mut dyn Read) -> io::Result<Stamp> {
        let mut hasher = blake3::Hasher::new();
        let mut chunk = vec![0; CHUNK];
        let mut size = 0;
        loop {
            let read = match file.read(&mut chunk) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                read => read?,
            };
            if read == 0 {
                break;
            }
            size += read as u64;
            hasher.update(&chunk[..read]);
        }
        Ok(Stamp { size, modified: modified(&facts), blake3: hasher.finalize().to_hex().to_string() })
    }

    /// True if the two stand for the same bytes.
    pub(super) fn same_bytes(&self, other: &Stamp) -> bool {
        (self.size, &self.blake3) == (other.size, &other.blake3)
    }

    /// True for a file that has this size and time.
    pub(crate) fn is_of(&self, facts: &FileFacts) -> bool {
        facts.size == self.size && self.modified.is_some() && modified(facts) == self.modified
    }

    /// How the bytes of a file differ from those of this stamp, if they do.
    pub(super) fn difference(&self, now: &Stamp) -> Option<String> {
        if now.size != self.size {
            return Some(format!("it has {} bytes instead of {}", now.size, self.size));
        }
        (now.blake3 != self.blake3).then(|| "checksum mismatch".to_owned())
    }
}

/// True for a file that has the size and time of its stamp.
pub(super) fn is_untouched(folder: &dyn Folder, name: &str, stamp: &Stamp) -> bool {
    folder.facts(name).is_ok_and(|facts| stamp.is_of(&facts))
}

/// Compares a file with its stamp and gives the stamp that it has by now.
///
/// # Errors
/// If it is missing or its bytes are others, or if it cannot be read.
pub(crate) fn check(folder: &dyn Folder, name: &str, stamp: &Stamp) -> Result<Stamp, IndexError> {
    let now = Stamp::of(folder, name).map_err(|error| unreadable(folder, name, error))?;
    match stamp.difference(&now) {
        None => Ok(now),
        Some(reason) => Err(damaged(name, &reason)),
    }
}

/// A file that is missing is damage; one that cannot be read may be sound.
pub(super) fn unreadable(folder: &dyn Folder, name: &str, error: io::Error) -> IndexError {
    match error.kind() {
        io::ErrorKind::NotFound => damaged(name, "it is missing"),
        _ => IndexError::io(folder.path().join(name))(error),
    }
}

/// Writes the checksums of a generation.
pub(crate) fn write(folder: &dyn Folder, generation: u64, stamps: &Stamps) -> Result<NamedFile, IndexError> {
    let file = format!("checksums-{generation}.json");
    let mut blake3 = String::new();
    folder::write_durably(folder, &file, |out| {
        let mut out = HashingWriter::new(out);
        serde_json::to_writer(&mut out, stamps)?;
        out.write_all(b"\n")?;
        blake3 = out.hash();
        Ok(())
    })?;
    Ok(NamedFile { file, blake3 })
}

/// Reads the checksums that a commit names.
///
/// # Errors
/// If they are missing or not as they were written.
pub(crate) fn read(folder: &dyn Folder, named: &NamedFile) -> Result<Stamps, IndexError> {
    let bytes = folder::read(folder, &named.file).map_err(|error| unreadable(folder, &named.file, error))?;
    if blake3::hash(&bytes).to_hex().as_str() != named.blake3 {
        return Err(damaged(&named.file, "checksum mismatch"));
    }
    serde_json::from_slice(&bytes).map_err(|error| damaged(&named.file, &error.to_string()))
}

/// True for the name of a file of checksums of any generation.
pub(crate) fn is_checksums(name: &str) -> bool {
    name.starts_with("checksums-") && name.ends_with(".json")
}

fn modified(facts: &FileFacts) -> Option<u64> {
    let since = facts.modified?.duration_since(UNIX_EPOCH).ok()?;
    u64::try_from(since.as_nanos()).ok()
}

pub(super) fn damaged(file: &str, reason: &str) -> IndexError {
    IndexError::Damaged { file: file.to_owned(), reason: reason.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::folder::DiskFolder;
    use std::fs;

    fn folder() -> (tempfile::TempDir, DiskFolder) {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("a.store"), "some bytes").unwrap();
        let folder = DiskFolder::open(dir.path()).unwrap();
        (dir, folder)
    }

    #[test]
    fn a_changed_file_is_named_and_a_copied_one_passes() {
        let (dir, folder) = folder();
        let stamp = Stamp::of(&folder, "a.store").unwrap();
        assert!(is_untouched(&folder, "a.store", &stamp));
        fs::write(dir.path().join("a.store"), "some bytes").unwrap();
        check(&folder, "a.store", &stamp).unwrap();
        fs::write(dir.path().join("a.store"), "some bytez").unwrap();
        let error = check(&folder, "a.store", &stamp).unwrap_err();
        assert!(matches!(error, IndexError::Damaged { ref file, .. } if file == "a.store"), "{error}");
        fs::remove_file(dir.path().join("a.store")).unwrap();
        assert!(check(&folder, "a.store", &stamp).unwrap_err().to_string().contains("missing"));
    }

    #[test]
    fn checksums_are_read_as_they_were_written_or_not_at_all() {
        let (dir, folder) = folder();
        let stamps = Stamps::from([("a.store".to_owned(), Stamp::of(&folder, "a.store").unwrap())]);
        let named = write(&folder, 7, &stamps).unwrap();
        assert_eq!(read(&folder, &named).unwrap(), stamps);
        let path = dir.path().join(&named.file);
        let bytes = fs::read(&path).unwrap();
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            fs::write(&path, &changed).unwrap();
            assert!(read(&folder, &named).is_err(), "byte {at}");
        }
        fs::write(&path, "").unwrap();
        assert!(read(&folder, &named).is_err());
    }
}
