//! Repairing an index: what can be made again is made again, and what cannot is given up and read again.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use serde_json::Value;
use tantivy::Directory;

use super::IndexError;
use super::check::{check_file, expected};
use super::checksums::{self, Stamp, Stamps, damaged};
use super::commit::{Commit, Payload};
use super::folder::{META_FILE, SharedFolder, TantivyFolder, WRITER_LOCK};
use super::format;
use super::manifest::Manifest;
use super::open::{Index, existing_folder, last_commit};
use super::stories::is_stories;
use super::sweep::sweep;
use super::verify::paths_of_documents;

/// What was repaired.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Repair {
    /// What was done, a sentence each; empty for a sound index.
    pub done: Vec<String>,
    /// True if articles were lost with a damaged segment, or their files are no longer known: `dateline index` reads them again.
    pub read_again: bool,
}

/// Repairs the index in a folder.
///
/// Checksums and stories that are lost are made again. A segment with a damaged file is removed, and
/// its articles are read again by the next run over their files; a lost manifest has all files looked at again.
///
/// # Errors
/// If another process writes to the index, if `meta.json` itself is damaged, or if a file cannot be written.
pub fn repair(dir: &Path) -> Result<Repair, IndexError> {
    repair_in(&existing_folder(dir)?)
}

/// [`repair`] of the index in a folder that is there.
///
/// # Errors
/// As for [`repair`].
pub fn repair_in(folder: &SharedFolder) -> Result<Repair, IndexError> {
    let lock = folder.lock(WRITER_LOCK, false).map_err(IndexError::io(folder.path().join(WRITER_LOCK)))?;
    let Some(_lock) = lock else { return Err(IndexError::Locked(folder.path().to_owned())) };
    let commit = last_commit(folder)?;
    let mut repair = Repair::default();
    if !format::is_written(&**folder)? {
        format::write(&**folder)?;
        repair.done.push(format!("{}: rewritten", format::FORMAT_FILE));
    }
    let damaged = damaged_files(folder, &commit)?;
    if !damaged.is_empty() {
        Repairer { folder, commit: &commit, damaged, repair: &mut repair }.run()?;
    }
    let commit = last_commit(folder)?;
    sweep(&**folder, &commit.files())?;
    Ok(repair)
}

/// The files of a commit that are not as they were written.
fn damaged_files(folder: &SharedFolder, commit: &Commit) -> Result<BTreeSet<String>, IndexError> {
    let payload = commit.payload.clone().unwrap_or_default();
    let stamps = payload.checksums.as_ref().and_then(|named| checksums::read(&**folder, named).ok());
    let mut damaged = BTreeSet::new();
    for (name, expected) in expected(&commit.segment_files, &payload, &stamps.unwrap_or_default()) {
        match check_file(&**folder, &name, &expected) {
            Err(IndexError::Damaged { .. }) => drop(damaged.insert(name)),
            checked => checked?,
        }
    }
    Ok(damaged)
}

struct Repairer<'a> {
    folder: &'a SharedFolder,
    commit: &'a Commit,
    damaged: BTreeSet<String>,
    repair: &'a mut Repair,
}

impl Repairer<'_> {
    fn run(mut self) -> Result<(), IndexError> {
        let mut payload = self.commit.payload.clone().unwrap_or_default();
        payload.generation += 1;
        let mut meta: Value = serde_json::from_slice(&self.commit.meta)
            .map_err(|error| damaged(META_FILE, &error.to_string()))?;
        let lost = self.drop_segments(&mut meta);
        payload.stories = payload.stories.filter(|named| !self.damaged.contains(&named.file));
        if self.is_damaged(is_stories) {
            self.say(
                "the stories file was lost: copies are shown separately until the next `dateline index`",
            );
        }
        payload.finished &= !lost && payload.stories.is_some() == self.had_stories();
        self.write_meta(&mut meta, &payload)?;
        let manifest = self.manifest(&payload, lost)?;
        if let Some(mut manifest) = manifest {
            payload.manifest = manifest.write(&**self.folder, payload.generation, true)?;
        }
        payload.checksums = Some(self.checksums(&payload)?);
        self.write_meta(&mut meta, &payload)
    }

    fn say(&mut self, what: &str) {
        self.repair.done.push(what.to_owned());
    }

    fn had_stories(&self) -> bool {
        self.commit.payload.as_ref().is_some_and(|payload| payload.stories.is_some())
    }

    fn is_damaged(&self, kind: impl Fn(&str) -> bool) -> bool {
        self.damaged.iter().any(|name| kind(name))
    }

    /// Takes the segments with damaged files out of the list; true if there are any.
    fn drop_segments(&mut self, meta: &mut Value) -> bool {
        let Some(segments) = meta.get_mut("segments").and_then(Value::as_array_mut) else { return false };
        let id =
            |segment: &Value| segment.get("segment_id").and_then(Value::as_str).map(|id| id.replace('-', ""));
        let is_sound = |segment: &Value| {
            id(segment).is_none_or(|id| !self.damaged.iter().any(|name| name.starts_with(&id)))
        };
        let (sound, lost): (Vec<Value>, Vec<Value>) = segments.drain(..).partition(is_sound);
        *segments = sound;
        for segment in &lost {
            let articles = segment.get("max_doc").and_then(Value::as_u64).unwrap_or_default();
            let id = id(segment).unwrap_or_default();
            self.say(&format!("removed damaged segment {id}, with up to {articles} articles"));
        }
        self.repair.read_again |= !lost.is_empty();
        !lost.is_empty()
    }

    /// The manifest where it has to be another one: files of lost articles are to be read again.
    fn manifest(&mut self, payload: &Payload, lost: bool) -> Result<Option<Manifest>, IndexError> {
        match Manifest::read(&**self.folder, &payload.manifest) {
            Ok(_) if !lost => Ok(None),
            Ok(manifest) => {
                Ok(Some(Manifest::of_unfinished(manifest.files().iter().map(|entry| entry.path.clone()))))
            }
            Err(IndexError::Damaged { .. }) => {
                self.repair.read_again = true;
                self.say(
                    "the manifest was damaged and rebuilt from the articles; their files will be read again",
                );
                let commit = last_commit(self.folder)?;
                let (index, _) = Index::at_commit(self.folder, &commit)?;
                let paths = paths_of_documents(&index).map_err(IndexError::engine(self.folder.path()))?;
                Ok(Some(Manifest::of_unfinished(paths.into_iter())))
            }
            Err(error) => Err(error),
        }
    }

    /// Stamps the files that are left.
    fn checksums(&mut self, payload: &Payload) -> Result<super::commit::NamedFile, IndexError> {
        if self.is_damaged(checksums::is_checksums) {
            self.say("rebuilt the checksums after checking every file");
        }
        let commit = last_commit(self.folder)?;
        let stories = payload.stories.iter().map(|named| named.file.clone());
        let mut stamps = Stamps::new();
        for name in commit.segment_files.iter().cloned().chain(stories) {
            let stamp = Stamp::of(&**self.folder, &name)
                .map_err(|error| checksums::unreadable(&**self.folder, &name, error))?;
            stamps.insert(name, stamp);
        }
        checksums::write(&**self.folder, payload.generation, &stamps)
    }

    /// Writes the list of segments with a payload; this is a commit.
    fn write_meta(&self, meta: &mut Value, payload: &Payload) -> Result<(), IndexError> {
        let failed =
            |error: serde_json::Error| IndexError::io(self.folder.path().join(META_FILE))(error.into());
        let payload = serde_json::to_string(payload).map_err(failed)?;
        meta["payload"] = payload.into();
        let bytes = serde_json::to_vec(meta).map_err(failed)?;
        TantivyFolder::new(Arc::clone(self.folder))
            .atomic_write(Path::new(META_FILE), &bytes)
            .map_err(IndexError::io(self.folder.path().join(META_FILE)))
    }
}
