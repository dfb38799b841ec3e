//! Removing what stopped runs left: files that no commit names.

use std::collections::BTreeSet;

use super::IndexError;
use super::checksums::is_checksums;
use super::folder::{self, Folder, READER_LOCK, is_temporary};
use super::manifest::is_manifest;
use super::segment_files::is_of_a_segment;
use super::stories::is_stories;

/// Removes the files of this program that are not among those to keep.
///
/// Only the holder of the writer's lock may do so. The lock of readers is taken, so that no file goes between
/// the moment a search reads a commit and the moment it opens the files of it.
///
/// # Errors
/// If a file cannot be removed.
pub(super) fn sweep(folder: &dyn Folder, keep: &BTreeSet<String>) -> Result<(), IndexError> {
    let failed = |error| IndexError::io(folder.path())(error);
    let _lock = folder.lock(READER_LOCK, true).map_err(failed)?;
    for name in leftovers(folder, keep)? {
        folder::remove_if_there(folder, &name).map_err(IndexError::io(folder.path().join(&name)))?;
    }
    Ok(())
}

/// The files of this program that are not among those to keep.
pub(super) fn leftovers(folder: &dyn Folder, keep: &BTreeSet<String>) -> Result<Vec<String>, IndexError> {
    let names = folder.list().map_err(IndexError::io(folder.path()))?;
    Ok(names.into_iter().filter(|name| is_of_a_commit(name) && !keep.contains(name)).collect())
}

/// True for a name that belongs to one commit or to none, so that it can be left over.
fn is_of_a_commit(name: &str) -> bool {
    is_of_a_segment(name) || is_manifest(name) || is_stories(name) || is_checksums(name) || is_temporary(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::folder::DiskFolder;
    use std::fs;

    #[test]
    fn only_what_belongs_to_no_commit_goes() {
        let dir = tempfile::tempdir().unwrap();
        let kept = ["README.md", "dateline.json", "manifest-3.jsonl", "meta.json", "names.tsv"];
        let left = ["checksums-1.json", "manifest-2.jsonl", "meta.json.71.tmp", "stories-2.bin"];
        for name in kept.iter().chain(&left) {
            fs::write(dir.path().join(name), "x").unwrap();
        }
        let segment = format!("{}.store", "0".repeat(32));
        fs::write(dir.path().join(&segment), "x").unwrap();
        let folder = DiskFolder::open(dir.path()).unwrap();
        sweep(&folder, &BTreeSet::from(["manifest-3.jsonl".to_owned()])).unwrap();
        let names = folder.list().unwrap();
        assert_eq!(names.iter().filter(|name| !name.starts_with('.')).collect::<Vec<_>>(), kept);
    }
}
