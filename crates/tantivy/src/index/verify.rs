//! Checking every byte of an index, and the manifest against it.
//!
//! What is checked is one commit: its files are opened under the lock of readers, and what is open
//! stays readable when a later commit has it removed. No writer has to wait.

use std::collections::BTreeSet;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use rustc_hash::FxHashMap;

use dateline_search::store::file_hash;

use super::IndexError;
use super::check::{self, Expected};
use super::checksums::{self, Stamp};
use super::columns;
use super::commit::{Commit, Payload};
use super::folder::{FileFacts, SharedFolder, WRITER_LOCK};
use super::format;
use super::manifest::Manifest;
use super::open::{Index, existing_folder, last_commit, lock_readers};
use super::sweep;
use super::{footer, pause, verified};

/// One thing that is wrong with an index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The file of the index, or the indexed file, that it concerns.
    pub file: String,
    /// What is wrong.
    pub reason: String,
}

/// What checking an index found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verification {
    /// What is wrong; empty for a sound index.
    pub findings: Vec<Finding>,
    /// How many files of the index were read.
    pub files: u64,
    /// How many articles the index holds.
    pub articles: u64,
    /// The last run did not finish: the index is that of its last commit, and the next run completes it.
    pub unfinished: bool,
    /// Files that a stopped run left; the next run removes them. Not looked for while a run goes on.
    pub leftovers: Vec<String>,
}

impl Verification {
    fn find(&mut self, file: &str, reason: impl Into<String>) {
        self.findings.push(Finding { file: file.to_owned(), reason: reason.into() });
    }

    /// Damage is a finding; anything else that hinders the check is an error of it.
    fn find_error(&mut self, error: IndexError) -> Result<(), IndexError> {
        match error {
            IndexError::Damaged { file, reason } => {
                self.find(&file, reason);
                Ok(())
            }
            other => Err(other),
        }
    }
}

/// Checks every file of the index in a folder against its checksums, and the manifest against the articles.
///
/// # Errors
/// If there is no index, or one of another format, or a file cannot be read.
pub fn verify(dir: &Path) -> Result<Verification, IndexError> {
    verify_in(&existing_folder(dir)?)
}

/// [`verify`] of the index in a folder that is there.
///
/// # Errors
/// As for [`verify`].
pub fn verify_in(folder: &SharedFolder) -> Result<Verification, IndexError> {
    let mut out = Verification::default();
    let Some(snapshot) = Snapshot::take(folder, &mut out)? else { return Ok(out) };
    pause::at("verify-opened");
    out.unfinished = !snapshot.payload.finished;
    snapshot.check(folder, &mut out)?;
    if !format::is_written(&**folder)? {
        out.find(format::FORMAT_FILE, "it does not name the format version");
    }
    out.leftovers = leftovers(folder)?;
    Ok(out)
}

/// Checks the files that were not checked for the longest time, up to a number of bytes, in turn from call to call.
///
/// # Errors
/// If there is no index, or one of another format, or a file cannot be read.
pub fn verify_sample(dir: &Path, bytes: u64) -> Result<Verification, IndexError> {
    let folder = existing_folder(dir)?;
    let mut out = Verification::default();
    let Some(mut snapshot) = Snapshot::take(&folder, &mut out)? else { return Ok(out) };
    out.unfinished = !snapshot.payload.finished;
    let after = verified::sampled(&*folder).unwrap_or_default();
    let first = snapshot.files.iter().position(|file| file.name > after).unwrap_or(0);
    snapshot.files.rotate_left(first);
    let mut left = bytes;
    let mut enough = snapshot.files.iter().take_while(|file| {
        let goes_on = left > 0;
        left = left.saturating_sub(file.facts.size.max(1));
        goes_on
    });
    let count = enough.by_ref().count();
    snapshot.files.truncate(count);
    let last = snapshot.files.last().map(|file| file.name.clone());
    snapshot.check_files(&folder, &mut out)?;
    if let Some(last) = last {
        verified::note_sampled(&*folder, &last);
    }
    Ok(out)
}

/// A file of a commit, opened.
struct OpenFile {
    name: String,
    expected: Expected,
    facts: FileFacts,
    file: Box<dyn Read + Send>,
}

/// A commit whose files are all open.
struct Snapshot {
    payload: Payload,
    files: Vec<OpenFile>,
    /// The index, unless its segments cannot be opened.
    index: Option<Index>,
    manifest: Option<Manifest>,
}

impl Snapshot {
    /// Opens the last commit; `None` if it cannot even be read, which then is a finding.
    fn take(folder: &SharedFolder, out: &mut Verification) -> Result<Option<Snapshot>, IndexError> {
        let _lock = lock_readers(folder)?;
        let commit = match last_commit(folder) {
            Ok(commit) => commit,
            Err(error) => return out.find_error(error).map(|()| None),
        };
        let payload = commit.payload.clone().unwrap_or_default();
        let mut snapshot = Snapshot { payload, files: Vec::new(), index: None, manifest: None };
        snapshot.open_files(folder, &commit, out)?;
        match Index::at_commit(folder, &commit) {
            Ok((index, _)) => snapshot.index = Some(index),
            Err(error) => out.find_error(error)?,
        }
        match Manifest::read(&**folder, &snapshot.payload.manifest) {
            Ok(manifest) => snapshot.manifest = Some(manifest),
            Err(error) => out.find_error(error)?,
        }
        Ok(Some(snapshot))
    }

    fn open_files(
        &mut self,
        folder: &SharedFolder,
        commit: &Commit,
        out: &mut Verification,
    ) -> Result<(), IndexError> {
        let stamps = match self.payload.checksums.as_ref().map(|named| checksums::read(&**folder, named)) {
            Some(Ok(stamps)) => stamps,
            Some(Err(error)) => out.find_error(error).map(|()| checksums::Stamps::new())?,
            None => checksums::Stamps::new(),
        };
        let mut files = check::expected(&commit.segment_files, &self.payload, &stamps);
        files.sort_by(|a, b| a.0.cmp(&b.0));
        for (name, expected) in files {
            let opened = folder.facts(&name).and_then(|facts| Ok((facts, folder.open(&name)?)));
            match opened {
                Ok((facts, file)) => self.files.push(OpenFile { name, expected, facts, file }),
                Err(error) => out.find_error(checksums::unreadable(&**folder, &name, error))?,
            }
        }
        Ok(())
    }

    fn check(mut self, folder: &SharedFolder, out: &mut Verification) -> Result<(), IndexError> {
        let (index, manifest) = (self.index.take(), self.manifest.take());
        self.check_files(folder, out)?;
        // What is damaged is not searched; one fault a file is enough.
        out.findings.sort_by(|a, b| a.file.cmp(&b.file));
        out.findings.dedup_by(|a, b| a.file == b.file);
        if let (Some(index), Some(manifest), true) = (index, manifest, out.findings.is_empty()) {
            check_manifest(&index, &manifest, out);
        }
        Ok(())
    }

    fn check_files(self, folder: &SharedFolder, out: &mut Verification) -> Result<(), IndexError> {
        for file in self.files {
            out.files += 1;
            let name = file.name.clone();
            match check_open(folder, file) {
                Ok(None) => {}
                Ok(Some(reason)) => out.find(&name, reason),
                Err(error) => return Err(IndexError::io(folder.path().join(name))(error)),
            }
        }
        Ok(())
    }
}

/// What is wrong with the bytes of an open file, if anything.
fn check_open(folder: &SharedFolder, mut file: OpenFile) -> io::Result<Option<String>> {
    let now = Stamp::of_reader(file.facts, &mut *file.file)?;
    let wrong = || Some("checksum mismatch".to_owned());
    Ok(match &file.expected {
        Expected::Stamp(stamp) => stamp.difference(&now),
        Expected::Hash(hash) => (now.blake3 != *hash).then(wrong).flatten(),
        Expected::Footer => match footer::is_sound(&**folder, &file.name) {
            Ok(true) => None,
            // A later commit removed it, so that its checksum is of no more interest.
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Ok(false) => wrong(),
            Err(error) => return Err(error),
        },
    })
}

/// The files that no commit names, where no run goes on.
fn leftovers(folder: &SharedFolder) -> Result<Vec<String>, IndexError> {
    let Ok(Some(_lock)) = folder.lock(WRITER_LOCK, false) else { return Ok(Vec::new()) };
    let commit = last_commit(folder)?;
    sweep::leftovers(&**folder, &commit.files())
}

/// Compares the number of articles of each file with the manifest.
fn check_manifest(index: &Index, manifest: &Manifest, out: &mut Verification) {
    let counts = match articles_per_file(index) {
        Ok(counts) => counts,
        Err(error) => return out.find("the index", error.to_string()),
    };
    out.articles = counts.values().sum();
    let mut listed = 0;
    for entry in manifest.files().iter() {
        let held = counts.get(&file_hash(&entry.path)).copied().unwrap_or_default();
        listed += held;
        if held != entry.articles && !entry.is_unfinished() {
            let path = entry.path.display().to_string();
            out.find(&path, format!("the manifest lists {} articles, the index has {held}", entry.articles));
        }
    }
    if listed != out.articles {
        let missing = out.articles - listed;
        out.find("the manifest", format!("{missing} articles belong to files that it does not list"));
    }
}

fn articles_per_file(index: &Index) -> tantivy::Result<FxHashMap<u64, u64>> {
    let mut counts: FxHashMap<u64, u64> = FxHashMap::default();
    for segment in index.searcher().segment_readers() {
        let files = segment.fast_fields().u64("file")?;
        for doc in segment.doc_ids_alive() {
            *counts.entry(files.first(doc).unwrap_or_default()).or_default() += 1;
        }
    }
    Ok(counts)
}

/// The files that documents of an index come from, as far as their paths are text.
pub(super) fn paths_of_documents(index: &Index) -> tantivy::Result<BTreeSet<PathBuf>> {
    let mut paths = BTreeSet::new();
    for segment in index.searcher().segment_readers() {
        let Some(column) = segment.fast_fields().str(columns::PATH_ORDER)? else { continue };
        let mut path = String::new();
        for ordinal in 0..column.num_terms() as u64 {
            path.clear();
            if column.ord_to_str(ordinal, &mut path)? {
                paths.insert(PathBuf::from(&path));
            }
        }
    }
    Ok(paths)
}
