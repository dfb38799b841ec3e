//! What was found out about files since their checksums were written: that their bytes are still those.
//!
//! Checksums know a file by its size and time. In a copy of an index all times differ, and
//! without a note every search would read every byte again. The note says nothing of its own:
//! it repeats the hash of each file, so that it counts only as long as the checksums do, and it is
//! left away where the folder cannot be written. It also keeps which files `verify --sample` read last.

use serde::{Deserialize, Serialize};

use super::IndexError;
use super::checksums::{self, Stamp, Stamps, is_untouched};
use super::folder::{self, Folder};

/// Name of the note.
pub(crate) const VERIFIED_FILE: &str = "verified.json";

/// The stamps of files that were touched and whose bytes were found to be as they were written.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Note {
    files: Stamps,
    /// The file that a sample ended with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sampled: Option<String>,
    /// Hash over the rest: a note that is not as it was written says nothing.
    #[serde(default)]
    blake3: String,
}

/// Checks the files whose size or time is not that of their stamp, and notes what had to be read for it.
///
/// # Errors
/// If a file is missing or its bytes are not those that were written.
pub(crate) fn check_touched(folder: &dyn Folder, stamps: &Stamps) -> Result<(), IndexError> {
    let touched: Vec<_> = stamps.iter().filter(|(name, stamp)| !is_untouched(folder, name, stamp)).collect();
    if touched.is_empty() {
        return Ok(());
    }
    let mut note = read(folder);
    let is_noted = |name: &str, stamp: &Stamp| {
        note.files.get(name).is_some_and(|noted| noted.same_bytes(stamp) && is_untouched(folder, name, noted))
    };
    let unknown: Vec<_> = touched.into_iter().filter(|(name, stamp)| !is_noted(name, stamp)).collect();
    if unknown.is_empty() {
        return Ok(());
    }
    for (name, stamp) in unknown {
        note.files.insert(name.clone(), checksums::check(folder, name, stamp)?);
    }
    note.files.retain(|name, _| stamps.contains_key(name));
    write(folder, note);
    Ok(())
}

/// The file that the last sample ended with.
pub(crate) fn sampled(folder: &dyn Folder) -> Option<String> {
    read(folder).sampled
}

/// Notes the file that a sample ended with.
pub(crate) fn note_sampled(folder: &dyn Folder, name: &str) {
    write(folder, Note { sampled: Some(name.to_owned()), ..read(folder) });
}

fn read(folder: &dyn Folder) -> Note {
    let bytes = folder::read(folder, VERIFIED_FILE).ok();
    let note: Option<Note> = bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok());
    note.filter(|note| note.blake3 == hash(note)).unwrap_or_default()
}

/// Writes the note, for the next search; where that fails the next search looks again.
fn write(folder: &dyn Folder, mut note: Note) {
    note.blake3 = hash(&note);
    let _ = folder::write_durably(folder, VERIFIED_FILE, |out| Ok(serde_json::to_writer(out, &note)?));
}

fn hash(note: &Note) -> String {
    let bytes = serde_json::to_vec(&(&note.files, &note.sampled)).unwrap_or_default();
    blake3::hash(&bytes).to_hex().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::folder::DiskFolder;
    use std::fs;
    use std::time::{Duration, SystemTime};

    /// A folder with one file with a stamp, as it is after it was copied: its time is another.
    fn copied() -> (tempfile::TempDir, DiskFolder, Stamps) {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("a.store"), "some bytes").unwrap();
        let folder = DiskFolder::open(dir.path()).unwrap();
        let stamps = Stamps::from([("a.store".to_owned(), Stamp::of(&folder, "a.store").unwrap())]);
        set_time(&dir, 1000);
        (dir, folder, stamps)
    }

    fn set_time(dir: &tempfile::TempDir, age: u64) {
        let file = fs::File::options().write(true).open(dir.path().join("a.store")).unwrap();
        file.set_modified(SystemTime::now() - Duration::from_secs(age)).unwrap();
    }

    #[test]
    fn a_copy_is_read_once_and_then_known() {
        let (_dir, folder, stamps) = copied();
        check_touched(&folder, &stamps).unwrap();
        let noted = read(&folder);
        assert_eq!(noted.files.len(), 1);
        check_touched(&folder, &stamps).unwrap();
        assert_eq!(read(&folder), noted);
    }

    #[test]
    fn what_changes_after_that_is_noticed() {
        let (dir, folder, stamps) = copied();
        check_touched(&folder, &stamps).unwrap();
        fs::write(dir.path().join("a.store"), "some bytez").unwrap();
        set_time(&dir, 500);
        assert!(check_touched(&folder, &stamps).is_err());
    }

    #[test]
    fn a_note_that_was_changed_says_nothing() {
        let (dir, folder, stamps) = copied();
        check_touched(&folder, &stamps).unwrap();
        note_sampled(&folder, "a.store");
        assert_eq!(sampled(&folder).as_deref(), Some("a.store"));
        let path = dir.path().join(VERIFIED_FILE);
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, text.replace("\"size\":10", "\"size\":11")).unwrap();
        assert_eq!(read(&folder), Note::default());
    }
}
