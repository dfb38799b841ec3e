//! What is left out of a walk: by patterns that are given, and by those in the ignore files of the folders.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

/// The file whose patterns leave out files and folders below the folder that it is in.
pub const IGNORE_FILE: &str = ".datelineignore";

/// Patterns of files and folders to leave out, each as in a `.gitignore` in the folder that is walked.
#[derive(Debug, Clone, Default)]
pub struct Exclude(Arc<Vec<String>>);

impl Exclude {
    /// The patterns.
    ///
    /// # Errors
    /// If one is no pattern, in words.
    pub fn new(patterns: &[String]) -> Result<Exclude, String> {
        for pattern in patterns {
            let mut builder = GitignoreBuilder::new("");
            builder.add_line(None, pattern).map_err(|error| format!("{pattern:?}: {error}"))?;
        }
        Ok(Exclude(Arc::new(patterns.to_vec())))
    }

    /// The patterns for a walk of a folder.
    pub(super) fn below(&self, root: &Path) -> Below {
        let mut builder = GitignoreBuilder::new(root);
        for pattern in self.0.iter() {
            // They were checked.
            let _ = builder.add_line(None, pattern);
        }
        let given = builder.build().unwrap_or_else(|_| Gitignore::empty());
        Below { root: root.to_owned(), given, folders: Vec::new(), faults: Vec::new() }
    }

    /// True if a walk of `root` leaves out this file below it.
    pub fn leaves_out(&self, root: &Path, file: &Path) -> bool {
        let Ok(below) = file.strip_prefix(root) else { return false };
        let mut patterns = self.below(root);
        let mut path = root.to_owned();
        let names: Vec<_> = below.components().collect();
        names.iter().enumerate().any(|(number, name)| {
            path.push(name);
            patterns.leave_out(&path, number + 1 < names.len())
        })
    }
}

/// The patterns that hold in the folders from the root of a walk down to where it is.
pub(super) struct Below {
    root: PathBuf,
    given: Gitignore,
    /// The folders from the root down to the last one, each with its patterns.
    folders: Vec<(PathBuf, Gitignore)>,
    faults: Vec<(PathBuf, io::Error)>,
}

impl Below {
    /// True if a file or folder that a walk has come upon is left out. Its folder was not left out before.
    pub(super) fn leave_out(&mut self, path: &Path, is_folder: bool) -> bool {
        let Some(folder) = path.parent() else { return false };
        self.enter(folder);
        for (_, patterns) in self.folders.iter().rev() {
            match patterns.matched(path, is_folder) {
                Match::Ignore(_) => return true,
                Match::Whitelist(_) => return false,
                Match::None => {}
            }
        }
        self.given.matched(path, is_folder).is_ignore()
    }

    /// What was wrong with one of the files.
    pub(super) fn fault(&mut self) -> Option<(PathBuf, io::Error)> {
        self.faults.pop()
    }

    /// Reads the patterns of a folder and of those above it, as far as that was not done.
    fn enter(&mut self, folder: &Path) {
        while self.folders.last().is_some_and(|(last, _)| !folder.starts_with(last)) {
            self.folders.pop();
        }
        let from = self.folders.last().map_or(&self.root, |(last, _)| last).clone();
        let mut missing: Vec<&Path> = folder.ancestors().take_while(|above| **above != from).collect();
        if self.folders.is_empty() {
            missing.push(&self.root);
        }
        let missing: Vec<PathBuf> = missing.into_iter().rev().map(Path::to_owned).collect();
        for folder in missing {
            let patterns = self.patterns_in(&folder);
            self.folders.push((folder, patterns));
        }
    }

    fn patterns_in(&mut self, folder: &Path) -> Gitignore {
        let file = folder.join(IGNORE_FILE);
        if !file.is_file() {
            return Gitignore::empty();
        }
        let (patterns, error) = Gitignore::new(&file);
        if let Some(error) = error {
            self.faults.push((file, io::Error::other(error.to_string())));
        }
        patterns
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{WalkError, walk_without};
    use std::fs;

    fn names(root: &Path, patterns: &[&str]) -> (Vec<String>, usize) {
        let patterns: Vec<String> = patterns.iter().map(|pattern| (*pattern).to_owned()).collect();
        let exclude = Exclude::new(&patterns).unwrap();
        let found: Vec<_> = walk_without(&[root.to_owned()], &exclude).collect();
        let faults = found.iter().filter(|found| matches!(found, Err(WalkError::Unreadable { .. }))).count();
        let name = |path: &Path| path.strip_prefix(root).unwrap().to_string_lossy().into_owned();
        let names: Vec<String> = found.iter().flatten().map(|entry| name(&entry.path)).collect();
        for file in ["a.txt", "a.bak", "x/b.txt", "x/b.bak", "x/y/c.txt", "z/d.txt"] {
            assert_eq!(
                exclude.leaves_out(root, &root.join(file)),
                !names.contains(&file.to_owned()),
                "{file}"
            );
        }
        (names, faults)
    }

    fn folder() -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir_all(dir.path().join("x/y")).unwrap();
        fs::create_dir_all(dir.path().join("z")).unwrap();
        for name in ["a.txt", "a.bak", "x/b.txt", "x/b.bak", "x/y/c.txt", "z/d.txt"] {
            fs::write(dir.path().join(name), "x").unwrap();
        }
        dir
    }

    #[test]
    fn patterns_leave_out_files_and_folders() {
        let dir = folder();
        assert_eq!(names(dir.path(), &["*.bak", "/z/"]).0, ["a.txt", "x/b.txt", "x/y/c.txt"]);
        assert_eq!(names(dir.path(), &["x", "!x/b.txt"]).0, ["a.bak", "a.txt", "z/d.txt"]);
        assert!(Exclude::new(&["a{".to_owned()]).is_err());
    }

    #[test]
    fn ignore_files_hold_below_their_folder_and_the_nearest_counts() {
        let dir = folder();
        fs::write(dir.path().join(IGNORE_FILE), "# mine\n*.bak\ny/\n").unwrap();
        fs::write(dir.path().join("x").join(IGNORE_FILE), "!*.bak\n").unwrap();
        assert_eq!(names(dir.path(), &["z"]).0, ["a.txt", "x/b.bak", "x/b.txt"]);
    }

    #[test]
    fn a_fault_is_told_and_the_rest_of_the_file_acts() {
        let dir = folder();
        fs::write(dir.path().join("z").join(IGNORE_FILE), "a{\n*.txt\n").unwrap();
        let (names, faults) = names(dir.path(), &["x", "*.bak"]);
        assert_eq!((names, faults), (vec!["a.txt".to_owned()], 1));
    }
}
