//! What a commit says.
//!
//! Replacing `meta.json` is the commit. tantivy writes its list of segments there; its payload, a text of ours,
//! names the files beside the segments that belong to the commit, with the hash of each, so that all change together.
//! The file carries a hash of itself, as a key that tantivy does not look at.

use std::collections::BTreeSet;
use std::io;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::IndexError;
use super::folder::{self, Folder, META_FILE};
use super::segment_files;

/// The key of `meta.json` under which its own hash stands.
const HASH_KEY: &str = "blake3";

/// A file that a commit names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct NamedFile {
    /// File name.
    pub file: String,
    /// BLAKE3 hash of its bytes, in hexadecimal.
    pub blake3: String,
}

/// What a commit contains besides its segments.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Payload {
    /// The version of the format of the index.
    pub format_version: u64,
    /// The number of the commit. It is part of the names of the files that the commit was the first to name.
    pub generation: u64,
    /// The number of the run that made it; runs that change nothing have none.
    #[serde(default)]
    pub run: u64,
    /// When the index was made, in nanoseconds since 1970: an index made anew is another one.
    #[serde(default)]
    pub made: u64,
    /// False for a commit in the middle of a run; if it is the last one, that run was stopped.
    pub finished: bool,
    /// The files of the manifest: the first lists files, each further one what changed since.
    pub manifest: Vec<NamedFile>,
    /// The stories as of the end of the last finished run, if there are any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stories: Option<NamedFile>,
    /// What the whole archive shows about names, as lines of a file of names, as of the end of the last finished run.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<String>,
    /// The digest of what the user says of articles, as it was last brought to all of them; 0 if nothing was.
    #[serde(default, skip_serializing_if = "is_nothing")]
    pub curated: u64,
    /// Checksums of the files as of the end of the last finished run. Newer files are checked by tantivy's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checksums: Option<NamedFile>,
}

fn is_nothing(digest: &u64) -> bool {
    *digest == 0
}

impl Payload {
    /// All files that the commit names.
    pub(crate) fn files(&self) -> impl Iterator<Item = &NamedFile> {
        self.manifest.iter().chain(&self.stories).chain(&self.checksums)
    }
}

/// A commit as it is on disk.
#[derive(Debug, Clone)]
pub(crate) struct Commit {
    /// The bytes of `meta.json`.
    pub meta: Vec<u8>,
    /// What it contains besides its segments; `None` in an index that was made and never committed to.
    pub payload: Option<Payload>,
    /// The files of its segments.
    pub segment_files: BTreeSet<String>,
}

impl Commit {
    /// The names of all files that belong to it, but for `meta.json` itself.
    pub(crate) fn files(&self) -> BTreeSet<String> {
        let named = self.payload.iter().flat_map(Payload::files).map(|named| named.file.clone());
        self.segment_files.iter().cloned().chain(named).collect()
    }

    /// Reads the last commit; `None` if the folder has no `meta.json`.
    ///
    /// # Errors
    /// If it is not as it was written.
    pub(crate) fn read(folder: &dyn Folder) -> Result<Option<Commit>, IndexError> {
        let meta = match folder::read(folder, META_FILE) {
            Ok(meta) => meta,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(IndexError::io(folder.path().join(META_FILE))(error)),
        };
        Commit::of(meta).map(Some)
    }

    fn of(meta: Vec<u8>) -> Result<Commit, IndexError> {
        let value = checked(&meta)?;
        let payload = match value.get("payload").and_then(Value::as_str) {
            Some(text) => Some(
                serde_json::from_str(text)
                    .map_err(|error| damaged(&format!("invalid commit payload: {error}")))?,
            ),
            None => None,
        };
        let segment_files = files_of_segments(&value)?;
        Ok(Commit { meta, payload, segment_files })
    }
}

/// The names of the files of the segments that `meta.json` lists.
fn files_of_segments(meta: &Value) -> Result<BTreeSet<String>, IndexError> {
    let segments =
        meta.get("segments").and_then(Value::as_array).ok_or_else(|| damaged("it lists no segments"))?;
    let mut files = BTreeSet::new();
    for segment in segments {
        let id = segment.get("segment_id").and_then(Value::as_str);
        let id = id.ok_or_else(|| damaged("a segment has no identifier"))?.replace('-', "");
        let deleted =
            segment.get("deletes").and_then(|deletes| deletes.get("opstamp")).and_then(Value::as_u64);
        files.extend(segment_files::of(&id, deleted));
    }
    Ok(files)
}

/// The bytes of `meta.json` with a hash of themselves.
pub(crate) fn with_hash(meta: &[u8]) -> io::Result<Vec<u8>> {
    let mut value: Value = serde_json::from_slice(meta)?;
    let object =
        value.as_object_mut().ok_or_else(|| io::Error::other("the list of segments is not an object"))?;
    object.shift_remove(HASH_KEY);
    let hash = hash_of(&Value::Object(object.clone()))?;
    object.insert(HASH_KEY.to_owned(), hash.into());
    text_of(&value)
}

/// The value of `meta.json` if its bytes are those that were written.
fn checked(meta: &[u8]) -> Result<Value, IndexError> {
    let value: Value = serde_json::from_slice(meta).map_err(|_| damaged("it is not JSON"))?;
    let hash = value.get(HASH_KEY).and_then(Value::as_str);
    let mut bare = value.clone();
    bare.as_object_mut().and_then(|object| object.shift_remove(HASH_KEY));
    let is_own_hash = hash.is_some_and(|hash| hash_of(&bare).is_ok_and(|own| own == hash));
    if !is_own_hash || text_of(&value).ok().as_deref() != Some(meta) {
        return Err(damaged("checksum mismatch"));
    }
    Ok(value)
}

fn hash_of(value: &Value) -> io::Result<String> {
    Ok(blake3::hash(&serde_json::to_vec(value)?).to_hex().to_string())
}

fn text_of(value: &Value) -> io::Result<Vec<u8>> {
    let mut text = serde_json::to_vec_pretty(value)?;
    text.push(b'\n');
    Ok(text)
}

fn damaged(reason: &str) -> IndexError {
    IndexError::Damaged { file: META_FILE.to_owned(), reason: reason.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    const META: &[u8] = br#"{"segments": [], "opstamp": 12, "payload": "{\"format_version\":5,\"generation\":3,\"finished\":true,\"manifest\":[]}"}"#;

    #[test]
    fn a_commit_is_read_as_it_was_written() {
        let written = with_hash(META).unwrap();
        let commit = Commit::of(written.clone()).unwrap();
        assert_eq!(commit.payload.unwrap().generation, 3);
        // tantivy writes what it read, which must not gather hashes.
        assert_eq!(with_hash(&written).unwrap(), written);
    }

    #[test]
    fn every_changed_byte_is_noticed() {
        let written = with_hash(META).unwrap();
        for at in 0..written.len() {
            for bit in 0..8 {
                let mut changed = written.clone();
                changed[at] ^= 1 << bit;
                assert!(Commit::of(changed).is_err(), "byte {at}, bit {bit}");
            }
        }
        assert!(Commit::of(Vec::new()).is_err());
    }

    #[test]
    fn a_list_of_segments_without_a_hash_is_not_ours() {
        assert!(Commit::of(META.to_vec()).is_err());
    }
}
