//! What a search found out about files that were copied: that their bytes are those that were sealed.
//!
//! The seal knows a file by its size and time. In a copy of an index all times differ, and
//! without a note every search would read every byte again. The note says nothing of its own:
//! it names the seal's hash of each file, so that it counts only as long as the seal does, and it is
//! left away where the folder cannot be written.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::IndexError;
use super::seal::{self, Stamp};

/// Name of the note.
pub(super) const CHECKED_FILE: &str = "checked.json";

/// The stamps of files that were touched and whose bytes were found to be as sealed.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Note {
    files: BTreeMap<String, Stamp>,
    /// Hash over the stamps: a note that is not as it was written says nothing.
    blake3: String,
}

/// Checks the files of an index against its seal, and notes what had to be read for it.
///
/// # Errors
/// If a file is missing or its bytes are not those that were sealed.
pub(super) fn check(dir: &Path, sealed: &BTreeMap<String, Stamp>) -> Result<(), IndexError> {
    let touched = seal::touched(dir, sealed);
    if touched.is_empty() {
        return Ok(());
    }
    let mut noted = read(dir);
    let as_noted = |name: &str, stamp: &Stamp| {
        noted.get(name).is_some_and(|note| note.same_bytes(stamp) && seal::untouched(dir, name, note))
    };
    let unknown: BTreeMap<String, Stamp> =
        touched.into_iter().filter(|(name, stamp)| !as_noted(name, stamp)).collect();
    if unknown.is_empty() {
        return Ok(());
    }
    for (name, stamp) in &unknown {
        noted.insert(name.clone(), seal::check_copied(dir, name, stamp)?);
    }
    noted.retain(|name, _| sealed.contains_key(name));
    write(dir, noted);
    Ok(())
}

fn read(dir: &Path) -> BTreeMap<String, Stamp> {
    let note = fs::read(dir.join(CHECKED_FILE)).ok();
    let note: Option<Note> = note.and_then(|bytes| serde_json::from_slice(&bytes).ok());
    let sound = note.filter(|note| note.blake3 == seal::hash_of_stamps(&note.files));
    sound.map(|note| note.files).unwrap_or_default()
}

/// Writes the note, for the next search; where that fails the next search looks again.
fn write(dir: &Path, files: BTreeMap<String, Stamp>) {
    let blake3 = seal::hash_of_stamps(&files);
    let temporary = dir.join("checked.json.tmp");
    if let Ok(bytes) = serde_json::to_vec(&Note { files, blake3 })
        && fs::write(&temporary, bytes).is_ok()
    {
        let _ = fs::rename(&temporary, dir.join(CHECKED_FILE));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::{Duration, SystemTime};

    /// A folder with one sealed file, as it is after it was copied: its time is another.
    fn copied() -> (tempfile::TempDir, BTreeMap<String, Stamp>) {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("a.store"), "some bytes").unwrap();
        seal::Seal::close(dir.path(), &BTreeMap::new()).unwrap();
        let sealed = seal::Seal::read(dir.path()).unwrap().unwrap().files();
        set_time(dir.path(), 1000);
        (dir, sealed)
    }

    fn set_time(dir: &Path, age: u64) {
        let file = fs::File::options().write(true).open(dir.join("a.store")).unwrap();
        file.set_modified(SystemTime::now() - Duration::from_secs(age)).unwrap();
    }

    #[test]
    fn a_copy_is_read_once_and_then_known() {
        let (dir, sealed) = copied();
        check(dir.path(), &sealed).unwrap();
        let noted = read(dir.path());
        assert_eq!(noted.len(), 1);
        check(dir.path(), &sealed).unwrap();
        assert_eq!(read(dir.path()), noted);
    }

    #[test]
    fn what_changes_after_that_is_noticed() {
        let (dir, sealed) = copied();
        check(dir.path(), &sealed).unwrap();
        fs::write(dir.path().join("a.store"), "some bytez").unwrap();
        set_time(dir.path(), 500);
        assert!(check(dir.path(), &sealed).is_err());
    }

    #[test]
    fn a_note_that_was_changed_or_belongs_to_another_seal_says_nothing() {
        let (dir, mut sealed) = copied();
        check(dir.path(), &sealed).unwrap();
        let path = dir.path().join(CHECKED_FILE);
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, text.replace("\"size\":10", "\"size\":11")).unwrap();
        assert!(read(dir.path()).is_empty());
        fs::write(&path, text).unwrap();
        fs::write(dir.path().join("b.store"), "other").unwrap();
        seal::Seal::close(dir.path(), &BTreeMap::new()).unwrap();
        let other = seal::Seal::read(dir.path()).unwrap().unwrap().files();
        sealed.insert("a.store".into(), other["b.store"].clone());
        assert!(check(dir.path(), &sealed).is_err());
    }
}
