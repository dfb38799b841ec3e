//! What was indexed from where: one line a file.
//!
//! A commit names a chain of files: the first lists what was indexed, each further one what has changed since, so
//! that a commit costs what it changes. At the end of a run a long chain is written as one file again.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use dateline_search::store::{FileEntry, Files, path_form};

use super::IndexError;
use super::checksums::{damaged, unreadable};
use super::commit::NamedFile;
use super::folder::{self, Folder, HashingWriter};

/// A chain of more files than this is written as one at the end of a run.
const LONGEST_CHAIN: usize = 8;

/// All files that the index holds articles of, and where they are written down.
#[derive(Debug, Clone, Default)]
pub(crate) struct Manifest {
    files: Files,
    /// The changes that are in no file of the chain yet.
    unwritten: BTreeSet<PathBuf>,
    /// The files on disk.
    chain: Vec<NamedFile>,
    /// How many lines they have.
    lines: usize,
}

/// A line that says that a file was removed.
#[derive(Deserialize)]
struct Removed {
    #[serde(with = "path_form")]
    removed: PathBuf,
}

impl Manifest {
    /// The files.
    pub(crate) fn files(&self) -> &Files {
        &self.files
    }

    /// Adds or replaces an entry.
    pub(crate) fn insert(&mut self, entry: FileEntry) {
        self.unwritten.insert(entry.path.clone());
        self.files.insert(entry);
    }

    /// Removes an entry.
    pub(crate) fn remove(&mut self, path: &Path) {
        if self.files.remove(path) {
            self.unwritten.insert(path.to_owned());
        }
    }

    /// Writes what has changed and gives the chain that the commit has to name.
    ///
    /// At the end of a run (`whole`) a chain that has grown long is replaced by one file.
    ///
    /// # Errors
    /// If a file cannot be written.
    pub(crate) fn write(
        &mut self,
        folder: &dyn Folder,
        generation: u64,
        whole: bool,
    ) -> Result<Vec<NamedFile>, IndexError> {
        let lines = self.lines + self.unwritten.len();
        let is_long = self.chain.len() >= LONGEST_CHAIN || lines > 2 * self.files.iter().count();
        if self.lines == 0 || (whole && is_long) {
            let written = write_lines(folder, generation, self.files.iter().map(LineRef::Entry))?;
            self.lines = self.files.iter().count();
            self.chain = vec![written];
        } else if !self.unwritten.is_empty() {
            let lines_of_changes = self.unwritten.iter().map(|path| match self.files.get(path) {
                Some(entry) => LineRef::Entry(entry),
                None => LineRef::Removed { removed: Shown(path) },
            });
            let written = write_lines(folder, generation, lines_of_changes)?;
            self.chain.push(written);
            self.lines = lines;
        }
        self.unwritten.clear();
        Ok(self.chain.clone())
    }

    /// Reads the manifest that a commit names.
    ///
    /// # Errors
    /// If a file of it is missing or is not as it was written.
    pub(crate) fn read(folder: &dyn Folder, chain: &[NamedFile]) -> Result<Manifest, IndexError> {
        let mut files = BTreeMap::new();
        let mut lines = 0;
        for named in chain {
            lines += read_lines(folder, named, &mut files)?;
        }
        Ok(Manifest { files: Files::new(files), chain: chain.to_owned(), lines, ..Manifest::default() })
    }

    /// A manifest of files that have all to be read again.
    pub(crate) fn of_unfinished(paths: impl Iterator<Item = PathBuf>) -> Manifest {
        let mut manifest = Manifest::default();
        paths.for_each(|path| manifest.insert(FileEntry::unfinished(&path)));
        manifest
    }
}

/// A line to be written: an entry, or that a file was removed.
#[derive(Serialize)]
#[serde(untagged)]
enum LineRef<'a> {
    Entry(&'a FileEntry),
    Removed { removed: Shown<'a> },
}

/// A path in its form in a line.
struct Shown<'a>(&'a Path);

impl Serialize for Shown<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        path_form::serialize(self.0, serializer)
    }
}

fn write_lines<'a>(
    folder: &dyn Folder,
    generation: u64,
    lines: impl Iterator<Item = LineRef<'a>>,
) -> Result<NamedFile, IndexError> {
    let file = format!("manifest-{generation}.jsonl");
    let mut blake3 = String::new();
    folder::write_durably(folder, &file, |out| {
        let mut out = HashingWriter::new(out);
        for line in lines {
            let mut bytes = serde_json::to_vec(&line)?;
            bytes.push(b'\n');
            out.write_all(&bytes)?;
        }
        blake3 = out.hash();
        Ok(())
    })?;
    Ok(NamedFile { file, blake3 })
}

/// Takes in the lines of one file of the chain and counts them.
fn read_lines(
    folder: &dyn Folder,
    named: &NamedFile,
    files: &mut BTreeMap<PathBuf, FileEntry>,
) -> Result<usize, IndexError> {
    let failed = |error| unreadable(folder, &named.file, error);
    let mut reader = BufReader::new(folder.open(&named.file).map_err(failed)?);
    let mut hasher = blake3::Hasher::new();
    let (mut line, mut lines) = (Vec::new(), 0);
    while reader.read_until(b'\n', &mut line).map_err(failed)? > 0 {
        hasher.update(&line);
        match serde_json::from_slice::<FileEntry>(&line) {
            Ok(entry) => drop(files.insert(entry.path.clone(), entry)),
            Err(error) => {
                let line: Removed =
                    serde_json::from_slice(&line).map_err(|_| damaged(&named.file, &error.to_string()))?;
                files.remove(&line.removed);
            }
        }
        line.clear();
        lines += 1;
    }
    match hasher.finalize().to_hex().as_str() == named.blake3 {
        true => Ok(lines),
        false => Err(damaged(&named.file, "checksum mismatch")),
    }
}

/// True for the file name of a manifest of any generation.
pub(crate) fn is_manifest(name: &str) -> bool {
    name.starts_with("manifest-") && name.ends_with(".jsonl")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::folder::DiskFolder;
    use std::fs;

    fn entry(path: &str) -> FileEntry {
        let unfinished = FileEntry::unfinished(Path::new(path));
        FileEntry { size: 3, modified: Some(1), articles: 2, version: 1, ..unfinished }
    }

    fn sample() -> Manifest {
        let mut manifest = Manifest::default();
        for path in ["/news/a.txt", "/news/b/c.txt", "/newspaper/d.txt"] {
            manifest.insert(entry(path));
        }
        manifest
    }

    fn folder() -> (tempfile::TempDir, DiskFolder) {
        let dir = tempfile::tempdir().unwrap();
        let folder = DiskFolder::open(dir.path()).unwrap();
        (dir, folder)
    }

    fn all(manifest: &Manifest) -> Vec<FileEntry> {
        manifest.files().iter().cloned().collect()
    }

    fn paths(manifest: &Manifest) -> Vec<&str> {
        manifest.files().iter().map(|entry| entry.path.to_str().unwrap()).collect()
    }

    #[test]
    fn a_manifest_is_read_as_it_was_written() {
        let (dir, folder) = folder();
        let chain = sample().write(&folder, 7, false).unwrap();
        assert_eq!(all(&Manifest::read(&folder, &chain).unwrap()), all(&sample()));
        fs::remove_file(dir.path().join(&chain[0].file)).unwrap();
        assert!(Manifest::read(&folder, &chain).is_err());
    }

    #[test]
    fn a_commit_writes_what_changed_and_a_long_chain_becomes_one_file() {
        let (_dir, folder) = folder();
        let mut manifest = sample();
        manifest.write(&folder, 1, false).unwrap();
        manifest.remove(Path::new("/news/b/c.txt"));
        manifest.insert(FileEntry { articles: 9, ..entry("/news/a.txt") });
        manifest.insert(entry("/news/z.txt"));
        let chain = manifest.write(&folder, 2, false).unwrap();
        assert_eq!(chain.len(), 2);
        assert_eq!(folder::read(&folder, &chain[1].file).unwrap().iter().filter(|b| **b == b'\n').count(), 3);
        let read = Manifest::read(&folder, &chain).unwrap();
        assert_eq!(all(&read), all(&manifest));
        assert_eq!(paths(&read), ["/news/a.txt", "/news/z.txt", "/newspaper/d.txt"]);
        assert_eq!(read.files().get(Path::new("/news/a.txt")).unwrap().articles, 9);
        let mut again = read.clone();
        assert_eq!(again.write(&folder, 3, false).unwrap(), chain);
        for generation in 4..16 {
            again.insert(FileEntry { articles: generation, ..entry("/news/a.txt") });
            again.write(&folder, generation, false).unwrap();
        }
        let chain = again.write(&folder, 16, true).unwrap();
        assert_eq!(chain.len(), 1);
        assert_eq!(all(&Manifest::read(&folder, &chain).unwrap()), all(&again));
    }

    #[cfg(unix)]
    #[test]
    fn paths_that_are_not_utf8_are_kept() {
        use std::os::unix::ffi::OsStrExt;
        let (_dir, folder) = folder();
        let mut manifest = Manifest::default();
        let path = Path::new(std::ffi::OsStr::from_bytes(b"/news/caf\xe9.txt")).to_owned();
        manifest.insert(FileEntry { path: path.clone(), ..entry("") });
        let chain = manifest.write(&folder, 1, false).unwrap();
        assert_eq!(all(&Manifest::read(&folder, &chain).unwrap()), all(&manifest));
        manifest.remove(&path);
        let chain = manifest.write(&folder, 2, false).unwrap();
        assert!(all(&Manifest::read(&folder, &chain).unwrap()).is_empty());
    }

    #[test]
    fn a_changed_byte_is_noticed() {
        let (dir, folder) = folder();
        let chain = sample().write(&folder, 1, false).unwrap();
        let path = dir.path().join(&chain[0].file);
        let text = fs::read_to_string(&path).unwrap().replacen("\"size\":3", "\"size\":4", 1);
        fs::write(&path, text).unwrap();
        let error = Manifest::read(&folder, &chain).unwrap_err();
        assert!(
            matches!(error, IndexError::Damaged { ref file, .. } if file == "manifest-1.jsonl"),
            "{error}"
        );
    }
}
