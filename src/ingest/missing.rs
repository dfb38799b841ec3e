//! Files that were indexed and no longer exist: recognising them under another path, and counting them.

use std::io;
use std::path::{Path, PathBuf};

use rustc_hash::FxHashMap;

use dateline_core::Fingerprint;
use dateline_read::{FileEntry as Found, STDIN, fingerprint};
use dateline_search::store::{FileEntry, Files};

/// Files that were indexed and no longer exist.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Missing {
    /// How many files.
    pub files: u64,
    /// How many articles the store holds of them.
    pub articles: u64,
    /// One of them.
    pub example: Option<PathBuf>,
}

impl Missing {
    /// Those of these files that are missing now.
    pub fn of(files: &Files) -> Self {
        let mut missing = Self::default();
        files.iter().filter(|entry| is_gone(&entry.path)).for_each(|entry| missing.count(entry));
        missing
    }

    /// Counts a file, unless the store holds nothing of it.
    pub(super) fn count(&mut self, entry: &FileEntry) {
        if entry.articles == 0 && !entry.is_unfinished() {
            return;
        }
        self.files += 1;
        self.articles += entry.articles;
        self.example.get_or_insert_with(|| entry.path.clone());
    }
}

/// True if the system reports that there is no such file. One without permission, or whose disk does not
/// answer, is not gone.
pub(super) fn is_gone(path: &Path) -> bool {
    if path == Path::new(STDIN) {
        return false;
    }
    let gone = [io::ErrorKind::NotFound, io::ErrorKind::NotADirectory];
    std::fs::metadata(path).is_err_and(|error| gone.contains(&error.kind()))
}

/// The files that are gone, by size, to be recognised by their content where they moved to.
pub(super) struct Departed {
    by_size: FxHashMap<u64, Vec<(Fingerprint, PathBuf)>>,
}

impl Departed {
    /// Looks at every file.
    pub(super) fn of(files: &Files) -> Self {
        let mut by_size: FxHashMap<u64, Vec<_>> = FxHashMap::default();
        for entry in files.iter() {
            if let Some(content) = entry.content
                && is_gone(&entry.path)
            {
                by_size.entry(entry.size).or_default().push((content, entry.path.clone()));
            }
        }
        Self { by_size }
    }

    /// The path that a file had before, if it has the content of one that is gone; it is not found again.
    ///
    /// Of several with the same content it is the one whose path has the most in common with the new one.
    pub(super) fn take(&mut self, found: &Found) -> Option<PathBuf> {
        let same_size = self.by_size.get_mut(&found.len).filter(|files| !files.is_empty())?;
        let content = fingerprint(&found.path).ok()?;
        let same = same_size.iter().enumerate().filter(|(_, (other, _))| *other == content);
        // The first of equals, in the order of their paths.
        let (at, _) = same.rev().max_by_key(|(_, (_, path))| common_end(path, &found.path))?;
        Some(same_size.remove(at).1)
    }
}

/// How many names two paths end with in common.
fn common_end(one: &Path, other: &Path) -> usize {
    let pairs = one.components().rev().zip(other.components().rev());
    pairs.take_while(|(one, other)| one == other).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn entry(path: PathBuf, content: Option<Fingerprint>) -> FileEntry {
        FileEntry { size: 5, content, articles: 2, version: 1, ..FileEntry::unfinished(&path) }
    }

    fn found(path: &Path) -> Found {
        Found { path: path.to_owned(), len: 5, modified: None, root: path.to_owned() }
    }

    #[test]
    fn a_file_is_recognised_by_its_content_and_the_nearest_path() {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        for name in ["new", "other"] {
            fs::create_dir(at(name)).unwrap();
        }
        fs::write(at("new/b.txt"), "words").unwrap();
        fs::write(at("new/c.txt"), "WORDS").unwrap();
        fs::write(at("still.txt"), "words").unwrap();
        let content = Some(fingerprint(&at("new/b.txt")).unwrap());
        let mut files = Files::default();
        for name in ["old/a.txt", "old/b.txt", "still.txt"] {
            files.insert(entry(at(name), content));
        }
        files.insert(entry(at("old/unknown.txt"), None));
        let mut departed = Departed::of(&files);
        assert_eq!(departed.take(&found(&at("new/c.txt"))), None);
        assert_eq!(departed.take(&found(&at("new/b.txt"))), Some(at("old/b.txt")));
        assert_eq!(departed.take(&found(&at("new/b.txt"))), Some(at("old/a.txt")));
        assert_eq!(departed.take(&found(&at("new/b.txt"))), None);
        let missing = Missing::of(&files);
        assert_eq!((missing.files, missing.articles, missing.example), (3, 6, Some(at("old/a.txt"))));
    }

    #[test]
    fn what_cannot_be_looked_at_is_not_gone() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("a"), "x").unwrap();
        assert!(!is_gone(&dir.path().join("a")) && !is_gone(Path::new(STDIN)));
        assert!(is_gone(&dir.path().join("b")) && is_gone(&dir.path().join("a/b")));
        // A name that is too long for the system says nothing about what is there.
        assert!(!is_gone(&dir.path().join("x".repeat(5000))));
    }
}
