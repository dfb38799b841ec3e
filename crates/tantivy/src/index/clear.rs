//! Removing an index, to make it anew: what is the user's own in its folder stays.

use std::path::Path;

use super::IndexError;
use super::folder::{self, META_FILE, WRITER_LOCK};
use super::format::{self, FORMAT_FILE, Holds};
use super::manifest::Manifest;
use super::open::existing_folder;
use super::sweep;
use super::verified::VERIFIED_FILE;
use dateline_search::store::Files;

/// The files that the index in a folder holds articles of, without opening it.
///
/// # Errors
/// If there is none, or what is written of them cannot be read.
pub fn held_files(dir: &Path) -> Result<Files, IndexError> {
    let folder = existing_folder(dir)?;
    match format::inspect(&*folder)? {
        Holds::Index(commit) => {
            let payload = commit.payload.unwrap_or_default();
            Ok(Manifest::read(&*folder, &payload.manifest)?.files().clone())
        }
        Holds::Nothing | Holds::Begun => Err(IndexError::Missing(dir.to_owned())),
    }
}

/// Removes the index in a folder, whatever its format or damage; the folder and what is the user's own in it stay.
///
/// # Errors
/// If there is something else in the folder, a run is writing to the index, or a file cannot be removed.
pub fn clear(dir: &Path) -> Result<(), IndexError> {
    let folder = existing_folder(dir)?;
    match format::inspect(&*folder) {
        Ok(_) | Err(IndexError::FormatVersion { .. } | IndexError::Damaged { .. }) => {}
        Err(error) => return Err(error),
    }
    let lock = folder.lock(WRITER_LOCK, false).map_err(IndexError::io(dir.join(WRITER_LOCK)))?;
    let Some(_lock) = lock else { return Err(IndexError::Locked(dir.to_owned())) };
    // Without its list of segments it is an index that was begun, of which the next run makes one.
    for name in [META_FILE, VERIFIED_FILE] {
        folder::remove_if_there(&*folder, name).map_err(IndexError::io(dir.join(name)))?;
    }
    sweep::sweep(&*folder, &std::collections::BTreeSet::new())?;
    folder::remove_if_there(&*folder, FORMAT_FILE).map_err(IndexError::io(dir.join(FORMAT_FILE)))?;
    folder.sync().map_err(IndexError::io(dir))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::{Writer, is_nothing_there, new_or_existing_folder};
    use dateline_search::store::Store;
    use std::fs;

    #[test]
    fn what_is_the_users_stays() {
        let dir = tempfile::tempdir().unwrap();
        let writer = Writer::open(&new_or_existing_folder(dir.path()).unwrap(), 1, 64 << 20).unwrap();
        assert!(matches!(clear(dir.path()), Err(IndexError::Locked(_))));
        writer.close().unwrap();
        for name in ["names.tsv", "corrections.toml", "notes.jsonl"] {
            fs::write(dir.path().join(name), "mine").unwrap();
        }
        assert_eq!(held_files(dir.path()).unwrap().iter().count(), 0);
        clear(dir.path()).unwrap();
        assert!(is_nothing_there(dir.path()).unwrap());
        assert_eq!(fs::read_to_string(dir.path().join("notes.jsonl")).unwrap(), "mine");
    }

    #[test]
    fn a_folder_of_something_else_is_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("photo.jpg"), "x").unwrap();
        assert!(clear(dir.path()).is_err() && dir.path().join("photo.jpg").exists());
    }
}
