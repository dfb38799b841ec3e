//! The files that a store holds articles of, and what is known of each.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use dateline_core::Fingerprint;
use serde::{Deserialize, Serialize};

use super::Remembered;

/// What is known about one file that was read to its end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileEntry {
    /// The file.
    #[serde(with = "path_form")]
    pub path: PathBuf,
    /// Its size in bytes when it was read.
    pub size: u64,
    /// Its time of change when it was read, in nanoseconds since 1970; `None` if the system does not report it.
    pub modified: Option<i128>,
    /// What it is recognised by if it moves; `None` if it held no record or could not be read to its end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<Fingerprint>,
    /// How many articles of it the index holds.
    pub articles: u64,
    /// How many of its records were skipped.
    pub skipped: u64,
    /// The version of reading and enriching it was read with.
    pub version: u64,
    /// The format it was read in, where the user gave one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    /// True if it could not be read to its end, so that the next run reads it again.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub incomplete: bool,
    /// The ids of its records that were left out because the user forgot them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub forgotten: Vec<String>,
    /// What gave no article in it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<Remembered>,
}

impl FileEntry {
    /// The entry of a file that is being read; a run that finds it reads the file again.
    pub fn unfinished(path: &Path) -> FileEntry {
        FileEntry {
            path: path.to_owned(),
            size: 0,
            modified: None,
            content: None,
            articles: 0,
            skipped: 0,
            version: 0,
            format: None,
            incomplete: false,
            forgotten: Vec::new(),
            problems: Vec::new(),
        }
    }

    /// The same as the entry of a file that is being moved away; a run that finds it where it went goes on with that.
    pub fn departing(self) -> FileEntry {
        FileEntry { version: 0, ..self }
    }

    /// True for a file that was not read to its end when the commit was made.
    pub fn is_unfinished(&self) -> bool {
        self.version == 0
    }
}

/// All files that a store holds articles of.
///
/// A clone shares what was there at first, and holds only what changed since by itself.
#[derive(Debug, Clone, Default)]
pub struct Files {
    /// As of when they were read.
    base: Arc<BTreeMap<PathBuf, FileEntry>>,
    /// What has changed since; `None` for a file that was removed.
    changes: BTreeMap<PathBuf, Option<FileEntry>>,
}

impl Files {
    /// The files with these entries.
    pub fn new(entries: BTreeMap<PathBuf, FileEntry>) -> Files {
        Files { base: Arc::new(entries), changes: BTreeMap::new() }
    }

    /// The entry of a file.
    pub fn get(&self, path: &Path) -> Option<&FileEntry> {
        match self.changes.get(path) {
            Some(change) => change.as_ref(),
            None => self.base.get(path),
        }
    }

    /// True if there is none.
    pub fn is_empty(&self) -> bool {
        self.iter().next().is_none()
    }

    /// All entries in the order of their paths.
    pub fn iter(&self) -> impl Iterator<Item = &FileEntry> {
        self.from(Path::new(""))
    }

    /// The files that lie below a folder, or are the path itself.
    pub fn below<'a>(&'a self, root: &'a Path) -> impl Iterator<Item = &'a FileEntry> {
        self.from(root).take_while(move |entry| entry.path.starts_with(root))
    }

    /// The entries from a path on, in the order of their paths.
    fn from(&self, root: &Path) -> impl Iterator<Item = &FileEntry> {
        let mut base = self.base.range(root.to_owned()..).peekable();
        let mut changes = self.changes.range(root.to_owned()..).peekable();
        std::iter::from_fn(move || {
            loop {
                let of_base = base.peek().map(|(path, _)| *path);
                let of_changes = changes.peek().map(|(path, _)| *path);
                let is_change_next = match (of_base, of_changes) {
                    (_, None) => return base.next().map(|(_, entry)| entry),
                    (None, Some(_)) => true,
                    (Some(base), Some(change)) => change <= base,
                };
                if !is_change_next {
                    return base.next().map(|(_, entry)| entry);
                }
                if of_base == of_changes {
                    base.next();
                }
                if let Some((_, Some(entry))) = changes.next() {
                    return Some(entry);
                }
            }
        })
    }

    /// Adds or replaces an entry.
    pub fn insert(&mut self, entry: FileEntry) {
        self.changes.insert(entry.path.clone(), Some(entry));
    }

    /// Removes an entry; true if there was one.
    pub fn remove(&mut self, path: &Path) -> bool {
        let is_there = self.get(path).is_some();
        if is_there {
            self.changes.insert(path.to_owned(), None);
        }
        is_there
    }
}

/// A path as text where it is UTF-8 and as a list of bytes if it is not.
pub mod path_form {
    use std::path::{Path, PathBuf};

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[derive(Serialize, Deserialize)]
    #[serde(untagged)]
    enum Form {
        Text(String),
        Bytes(Vec<u8>),
    }

    /// Writes a path.
    ///
    /// # Errors
    /// If the serializer fails.
    pub fn serialize<S: Serializer>(path: &Path, serializer: S) -> Result<S::Ok, S::Error> {
        match path.to_str() {
            Some(text) => Form::Text(text.to_owned()).serialize(serializer),
            None => Form::Bytes(path.as_os_str().as_encoded_bytes().to_owned()).serialize(serializer),
        }
    }

    /// Reads a path.
    ///
    /// # Errors
    /// If it has neither form.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<PathBuf, D::Error> {
        Ok(match Form::deserialize(deserializer)? {
            Form::Text(text) => text.into(),
            Form::Bytes(bytes) => from_bytes(bytes),
        })
    }

    #[cfg(unix)]
    fn from_bytes(bytes: Vec<u8>) -> PathBuf {
        use std::os::unix::ffi::OsStringExt;
        std::ffi::OsString::from_vec(bytes).into()
    }

    #[cfg(not(unix))]
    fn from_bytes(bytes: Vec<u8>) -> PathBuf {
        String::from_utf8_lossy(&bytes).into_owned().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(path: &str) -> FileEntry {
        FileEntry::unfinished(Path::new(path))
    }

    #[test]
    fn below_goes_by_whole_names() {
        let first = ["/news/a.txt", "/news/b/c.txt", "/newspaper/d.txt"];
        let mut files = Files::new(first.into_iter().map(|path| (path.into(), entry(path))).collect());
        files.insert(entry("/news/b/a.txt"));
        assert!(files.remove(Path::new("/news/a.txt")) && !files.remove(Path::new("/news/a.txt")));
        let below = Path::new("/news");
        let paths: Vec<_> = files.below(below).map(|entry| entry.path.to_str().unwrap()).collect();
        assert_eq!(paths, ["/news/b/a.txt", "/news/b/c.txt"]);
        assert_eq!(files.iter().count(), 3);
    }
}
