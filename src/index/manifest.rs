//! What was indexed from where: one line a file, one generation a commit.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::readers::Fingerprint;

use super::IndexError;
use super::remembered::Remembered;
use super::stories::StoriesPayload;

/// What is known about one file that was read to its end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileEntry {
    /// The file.
    #[serde(with = "path_form")]
    pub path: PathBuf,
    /// Its size in bytes when it was read.
    pub size: u64,
    /// Its time of change when it was read, in nanoseconds since 1970; `None` where the system does not tell.
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
    /// What gave no article in it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<Remembered>,
}

impl FileEntry {
    /// The entry of a file that is being read; a run that finds it reads the file again.
    pub(crate) fn unfinished(path: &Path) -> FileEntry {
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
            problems: Vec::new(),
        }
    }

    /// The same as the entry of a file that is being moved away; a run that finds it where it went goes on with that.
    pub(crate) fn departing(self) -> FileEntry {
        FileEntry { version: 0, ..self }
    }

    /// True for a file that was not read to its end when the commit was made.
    pub(crate) fn is_unfinished(&self) -> bool {
        self.version == 0
    }
}

/// All files that the index holds articles of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Manifest {
    files: BTreeMap<PathBuf, FileEntry>,
}

/// What tantivy's commit says about the manifest that belongs to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Payload {
    /// File name of the manifest.
    pub manifest: String,
    /// Hash of its bytes.
    pub blake3: String,
    /// The stories as of the end of the last finished run, where there are any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stories: Option<StoriesPayload>,
}

impl Manifest {
    /// The entry of a file.
    pub fn get(&self, path: &Path) -> Option<&FileEntry> {
        self.files.get(path)
    }

    /// All entries in the order of their paths.
    pub fn files(&self) -> impl Iterator<Item = &FileEntry> {
        self.files.values()
    }

    /// The files that lie below a folder, or are the path itself.
    pub fn below<'a>(&'a self, root: &'a Path) -> impl Iterator<Item = &'a FileEntry> {
        self.files
            .range(root.to_owned()..)
            .map(|(_, entry)| entry)
            .take_while(move |entry| entry.path.starts_with(root))
    }

    /// Adds or replaces an entry.
    pub(crate) fn insert(&mut self, entry: FileEntry) {
        self.files.insert(entry.path.clone(), entry);
    }

    /// Removes an entry.
    pub(crate) fn remove(&mut self, path: &Path) {
        self.files.remove(path);
    }

    /// Writes the manifest as a new generation and says what the commit has to name.
    pub(crate) fn write(&self, dir: &Path, generation: u64) -> Result<Payload, IndexError> {
        let name = format!("manifest-{generation}.jsonl");
        let path = dir.join(&name);
        let hash = self.write_to(&path).map_err(IndexError::io(&path))?;
        Ok(Payload { manifest: name, blake3: hash, stories: None })
    }

    fn write_to(&self, path: &Path) -> std::io::Result<String> {
        let mut hasher = blake3::Hasher::new();
        let mut out = BufWriter::new(File::create(path)?);
        for entry in self.files.values() {
            let mut line = serde_json::to_vec(entry)?;
            line.push(b'\n');
            hasher.update(&line);
            out.write_all(&line)?;
        }
        out.into_inner().map_err(|error| error.into_error())?.sync_all()?;
        Ok(hasher.finalize().to_hex().to_string())
    }

    /// Reads the manifest that a commit names.
    ///
    /// # Errors
    /// If it is missing or is not as it was written.
    pub(crate) fn read(dir: &Path, payload: &Payload) -> Result<Manifest, IndexError> {
        let path = dir.join(&payload.manifest);
        let damaged = |reason: String| IndexError::Damaged { file: payload.manifest.clone(), reason };
        let file = File::open(&path).map_err(|error| damaged(error.to_string()))?;
        let mut hasher = blake3::Hasher::new();
        let mut files = BTreeMap::new();
        let mut line = Vec::new();
        let mut reader = BufReader::new(file);
        while reader.read_until(b'\n', &mut line).map_err(|error| damaged(error.to_string()))? > 0 {
            hasher.update(&line);
            let entry: FileEntry =
                serde_json::from_slice(&line).map_err(|error| damaged(error.to_string()))?;
            files.insert(entry.path.clone(), entry);
            line.clear();
        }
        if hasher.finalize().to_hex().as_str() != payload.blake3 {
            return Err(damaged("its checksum is not the one it was written with".to_owned()));
        }
        Ok(Manifest { files })
    }
}

/// A path as text where it is UTF-8 and as a list of bytes where it is not.
mod path_form {
    use std::path::{Path, PathBuf};

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[derive(Serialize, Deserialize)]
    #[serde(untagged)]
    enum Form {
        Text(String),
        Bytes(Vec<u8>),
    }

    pub(super) fn serialize<S: Serializer>(path: &Path, serializer: S) -> Result<S::Ok, S::Error> {
        match path.to_str() {
            Some(text) => Form::Text(text.to_owned()).serialize(serializer),
            None => Form::Bytes(path.as_os_str().as_encoded_bytes().to_owned()).serialize(serializer),
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<PathBuf, D::Error> {
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

/// Removes the manifests of generations other than the one in use.
pub(crate) fn remove_others(dir: &Path, keep: &str) -> Result<(), IndexError> {
    for entry in fs::read_dir(dir).map_err(IndexError::io(dir))? {
        let entry = entry.map_err(IndexError::io(dir))?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if is_manifest(&name) && name != keep {
            fs::remove_file(entry.path()).map_err(IndexError::io(entry.path()))?;
        }
    }
    Ok(())
}

/// The generation in the file name of a manifest; 0 for another name.
pub(crate) fn generation(name: &str) -> u64 {
    let number = name.strip_prefix("manifest-").and_then(|rest| rest.strip_suffix(".jsonl"));
    number.and_then(|number| number.parse().ok()).unwrap_or(0)
}

/// True for the file name of a manifest of any generation.
pub(crate) fn is_manifest(name: &str) -> bool {
    name.starts_with("manifest-") && name.ends_with(".jsonl")
}

#[cfg(test)]
mod tests {
    use super::*;

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

    #[test]
    fn a_manifest_is_read_as_it_was_written() {
        let dir = tempfile::tempdir().unwrap();
        let payload = sample().write(dir.path(), 7).unwrap();
        assert_eq!(Manifest::read(dir.path(), &payload).unwrap(), sample());
        sample().write(dir.path(), 8).unwrap();
        remove_others(dir.path(), "manifest-8.jsonl").unwrap();
        assert!(Manifest::read(dir.path(), &payload).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn paths_that_are_not_utf8_are_kept() {
        use std::os::unix::ffi::OsStrExt;
        let dir = tempfile::tempdir().unwrap();
        let mut manifest = Manifest::default();
        let path = Path::new(std::ffi::OsStr::from_bytes(b"/news/caf\xe9.txt")).to_owned();
        manifest.insert(FileEntry { path, ..entry("") });
        let payload = manifest.write(dir.path(), 1).unwrap();
        assert_eq!(Manifest::read(dir.path(), &payload).unwrap(), manifest);
    }

    #[test]
    fn a_changed_byte_is_noticed() {
        let dir = tempfile::tempdir().unwrap();
        let payload = sample().write(dir.path(), 1).unwrap();
        let path = dir.path().join(&payload.manifest);
        let text = fs::read_to_string(&path).unwrap().replacen("\"size\":3", "\"size\":4", 1);
        fs::write(&path, text).unwrap();
        let error = Manifest::read(dir.path(), &payload).unwrap_err();
        assert!(
            matches!(error, IndexError::Damaged { ref file, .. } if file == "manifest-1.jsonl"),
            "{error}"
        );
    }

    #[test]
    fn below_goes_by_whole_names() {
        let manifest = sample();
        let paths: Vec<_> = manifest.below(Path::new("/news")).map(|e| e.path.to_str().unwrap()).collect();
        assert_eq!(paths, ["/news/a.txt", "/news/b/c.txt"]);
    }
}
