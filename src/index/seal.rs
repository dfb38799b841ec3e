//! The seal: size, time and hash of every file of the index as of the end of the last finished run.
//!
//! While a run writes, the seal says so and nothing else, and a killed run leaves it that
//! way; tantivy's own checksums then still cover the segments and the commit names the
//! hash of its manifest. After a finished run the seal covers every byte, so that a search
//! can notice, by sizes and times alone, that a file was touched, and then looks closer.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};

use super::IndexError;
use super::checked::CHECKED_FILE;
use super::format::is_users;

/// Name of the seal's file.
pub(crate) const SEAL_FILE: &str = "seal.json";

/// Size, time of change and hash of one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Stamp {
    size: u64,
    /// Nanoseconds since 1970, where the system tells.
    modified: Option<u64>,
    blake3: String,
}

/// What the seal says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "lowercase")]
pub(crate) enum Seal {
    /// A run is writing, or was killed while it did.
    Writing,
    /// The last run finished; these are the files it left.
    Clean {
        /// File name to stamp.
        files: BTreeMap<String, Stamp>,
        /// Hash over the stamps, so that a changed byte of the seal itself is noticed.
        blake3: String,
    },
}

impl Seal {
    /// Reads the seal; `None` if the index never had one.
    ///
    /// # Errors
    /// If it is not as it was written.
    pub(crate) fn read(dir: &Path) -> Result<Option<Seal>, IndexError> {
        let path = dir.join(SEAL_FILE);
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(IndexError::io(path)(error)),
        };
        let seal: Seal =
            serde_json::from_slice(&bytes).map_err(|_| damaged(SEAL_FILE, "it cannot be read"))?;
        let as_written = serde_json::to_vec(&seal).is_ok_and(|again| again == bytes);
        match &seal {
            Seal::Clean { files, blake3 } if !as_written || *blake3 != hash_of_stamps(files) => {
                Err(damaged(SEAL_FILE, "its checksum is not the one it was written with"))
            }
            _ if !as_written => Err(damaged(SEAL_FILE, "it is not as it was written")),
            _ => Ok(Some(seal)),
        }
    }

    /// Says that a run is writing.
    pub(crate) fn open(dir: &Path) -> Result<(), IndexError> {
        write(dir, &Seal::Writing)
    }

    /// Seals the index after a finished run. Hashes of `known` files that were not touched are kept.
    pub(crate) fn close(dir: &Path, known: &BTreeMap<String, Stamp>) -> Result<(), IndexError> {
        // The new seal knows the times of all files.
        let _ = fs::remove_file(dir.join(CHECKED_FILE));
        let mut files = BTreeMap::new();
        for name in file_names(dir)? {
            let stamp = match known.get(&name) {
                Some(stamp) if untouched(dir, &name, stamp) => stamp.clone(),
                _ => Stamp::of(dir, &name)?,
            };
            files.insert(name, stamp);
        }
        let blake3 = hash_of_stamps(&files);
        write(dir, &Seal::Clean { files, blake3 })
    }

    /// The stamps of the files; empty while a run is writing.
    pub(crate) fn files(self) -> BTreeMap<String, Stamp> {
        match self {
            Seal::Writing => BTreeMap::new(),
            Seal::Clean { files, .. } => files,
        }
    }
}

impl Stamp {
    /// True if the two stand for the same bytes.
    pub(super) fn same_bytes(&self, other: &Stamp) -> bool {
        (self.size, &self.blake3) == (other.size, &other.blake3)
    }

    fn of(dir: &Path, name: &str) -> Result<Stamp, IndexError> {
        let path = dir.join(name);
        let metadata = fs::metadata(&path).map_err(IndexError::io(&path))?;
        let mut hasher = blake3::Hasher::new();
        let mut file = fs::File::open(&path).map_err(IndexError::io(&path))?;
        std::io::copy(&mut file, &mut hasher).map_err(IndexError::io(&path))?;
        Ok(Stamp {
            size: metadata.len(),
            modified: modified(&metadata),
            blake3: hasher.finalize().to_hex().to_string(),
        })
    }
}

/// An index without a seal never saw the end of its first commit; one with a commit has lost it.
///
/// # Errors
/// Always: that there is no index yet, or that the seal is missing.
pub(crate) fn expect_absent(dir: &Path) -> Result<(), IndexError> {
    let has_commit = file_names(dir)?.iter().any(|name| super::manifest::is_manifest(name));
    if has_commit {
        return Err(damaged(SEAL_FILE, "it is missing"));
    }
    Err(IndexError::Missing(dir.to_owned()))
}

/// Looks at the sizes and times of all sealed files, and at the bytes of those that were touched.
///
/// # Errors
/// If a file is missing or its bytes are not those that were sealed.
pub(crate) fn check_touched(dir: &Path, files: &BTreeMap<String, Stamp>) -> Result<(), IndexError> {
    touched(dir, files).iter().try_for_each(|(name, stamp)| check_copied(dir, name, stamp).map(drop))
}

/// The files whose size or time is not that of their stamp.
pub(super) fn touched(dir: &Path, files: &BTreeMap<String, Stamp>) -> BTreeMap<String, Stamp> {
    let touched = files.iter().filter(|(name, stamp)| !untouched(dir, name, stamp));
    touched.map(|(name, stamp)| (name.clone(), stamp.clone())).collect()
}

/// The stamp that a file has by now.
///
/// # Errors
/// If its bytes are not those of its stamp.
pub(super) fn check_copied(dir: &Path, name: &str, stamp: &Stamp) -> Result<Stamp, IndexError> {
    match compared(dir, name, stamp) {
        Ok(now) => Ok(now),
        Err(reason) => Err(damaged(name, &reason)),
    }
}

/// Compares the bytes of a file with its stamp; says what is wrong, if anything.
pub(crate) fn check_bytes(dir: &Path, name: &str, stamp: &Stamp) -> Option<String> {
    compared(dir, name, stamp).err()
}

/// The stamp that a file has by now, or how its bytes differ from those of its stamp.
fn compared(dir: &Path, name: &str, stamp: &Stamp) -> Result<Stamp, String> {
    match Stamp::of(dir, name) {
        Ok(now) if now.blake3 == stamp.blake3 => Ok(now),
        Ok(now) if now.size != stamp.size => {
            Err(format!("it has {} bytes instead of {}", now.size, stamp.size))
        }
        Ok(_) => Err("its checksum is not the one it was written with".to_owned()),
        Err(IndexError::Io { source, .. }) if source.kind() == std::io::ErrorKind::NotFound => {
            Err("it is missing".to_owned())
        }
        Err(error) => Err(error.to_string()),
    }
}

/// The names of all files that belong to the index, but for the seal itself and lock files.
pub(crate) fn file_names(dir: &Path) -> Result<Vec<String>, IndexError> {
    let mut names = Vec::new();
    for entry in fs::read_dir(dir).map_err(IndexError::io(dir))? {
        let entry = entry.map_err(IndexError::io(dir))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_file = entry.file_type().is_ok_and(|kind| kind.is_file());
        if is_file && belongs(&name) {
            names.push(name);
        }
    }
    names.sort_unstable();
    Ok(names)
}

fn belongs(name: &str) -> bool {
    let ours =
        !matches!(name, SEAL_FILE | CHECKED_FILE) && !name.ends_with(".lock") && !name.ends_with(".tmp");
    ours && !is_users(name) && (name == ".managed.json" || !name.starts_with('.'))
}

/// True for a file that has the size and time of its stamp.
pub(super) fn untouched(dir: &Path, name: &str, stamp: &Stamp) -> bool {
    fs::metadata(dir.join(name)).is_ok_and(|now| {
        now.len() == stamp.size && stamp.modified.is_some() && modified(&now) == stamp.modified
    })
}

fn modified(metadata: &fs::Metadata) -> Option<u64> {
    let since = metadata.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    u64::try_from(since.as_nanos()).ok()
}

/// Hash over the stamps of files.
pub(super) fn hash_of_stamps(files: &BTreeMap<String, Stamp>) -> String {
    let mut hasher = blake3::Hasher::new();
    for (name, stamp) in files {
        let modified = stamp.modified.unwrap_or_default();
        hasher.update(format!("{name}\0{}\0{modified}\0{}\n", stamp.size, stamp.blake3).as_bytes());
    }
    hasher.finalize().to_hex().to_string()
}

fn write(dir: &Path, seal: &Seal) -> Result<(), IndexError> {
    let path = dir.join(SEAL_FILE);
    let bytes = serde_json::to_vec(seal).map_err(|error| IndexError::io(&path)(error.into()))?;
    let temporary = dir.join("seal.json.tmp");
    fs::write(&temporary, bytes).map_err(IndexError::io(&temporary))?;
    fs::rename(&temporary, &path).map_err(IndexError::io(&path))
}

fn damaged(file: &str, reason: &str) -> IndexError {
    IndexError::Damaged { file: file.to_owned(), reason: reason.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sealed() -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("a.store"), "some bytes").unwrap();
        fs::write(dir.path().join("README.md"), "not ours").unwrap();
        fs::write(dir.path().join("names.tsv"), "not ours").unwrap();
        Seal::close(dir.path(), &BTreeMap::new()).unwrap();
        dir
    }

    fn files(dir: &Path) -> BTreeMap<String, Stamp> {
        Seal::read(dir).unwrap().unwrap().files()
    }

    #[test]
    fn an_untouched_index_passes() {
        let dir = sealed();
        let files = files(dir.path());
        assert_eq!(files.keys().collect::<Vec<_>>(), ["a.store"]);
        check_touched(dir.path(), &files).unwrap();
    }

    #[test]
    fn a_changed_file_is_named_and_a_copied_one_passes() {
        let dir = sealed();
        let files = files(dir.path());
        fs::write(dir.path().join("a.store"), "some bytes").unwrap();
        check_touched(dir.path(), &files).unwrap();
        fs::write(dir.path().join("a.store"), "some bytez").unwrap();
        let error = check_touched(dir.path(), &files).unwrap_err();
        assert!(matches!(error, IndexError::Damaged { ref file, .. } if file == "a.store"), "{error}");
        fs::remove_file(dir.path().join("a.store")).unwrap();
        assert!(check_touched(dir.path(), &files).unwrap_err().to_string().contains("missing"));
    }

    #[test]
    fn every_changed_byte_of_the_seal_is_noticed() {
        let dir = sealed();
        let path = dir.path().join(SEAL_FILE);
        let bytes = fs::read(&path).unwrap();
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            fs::write(&path, &changed).unwrap();
            assert!(Seal::read(dir.path()).is_err(), "byte {at}");
        }
    }

    #[test]
    fn while_writing_nothing_is_sealed() {
        let dir = sealed();
        Seal::open(dir.path()).unwrap();
        assert!(files(dir.path()).is_empty());
    }
}
