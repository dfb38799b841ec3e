//! Checking every byte of an index, and the manifest against it.

use std::collections::BTreeMap;
use std::path::Path;

use rustc_hash::FxHashMap;

use super::IndexError;
use super::format::{self, Holds};
use super::manifest::{Manifest, is_manifest};
use super::open::{Index, read_payload};
use super::plan::path_hash;
use super::seal::{self, Seal, Stamp};
use super::stories;

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
/// If there is no index, or one of another format.
pub fn verify(dir: &Path) -> Result<Verification, IndexError> {
    let mut out = Verification::default();
    match format::inspect(dir) {
        Ok(Holds::Nothing) => return Err(IndexError::Missing(dir.to_owned())),
        Ok(Holds::Index) => {}
        Err(IndexError::Damaged { file, reason }) => out.find(&file, reason),
        Err(error) => return Err(error),
    }
    match Seal::read(dir) {
        Ok(Some(Seal::Clean { files, .. })) => check_sealed(dir, &files, &mut out)?,
        Ok(Some(Seal::Writing)) => out.unfinished = true,
        Ok(None) => seal::expect_absent(dir).or_else(|error| out.find_error(error))?,
        Err(error) => out.find_error(error)?,
    }
    if out.findings.is_empty() {
        check_index(dir, &mut out)?;
    }
    Ok(out)
}

/// Compares every file with its stamp.
fn check_sealed(
    dir: &Path,
    files: &BTreeMap<String, Stamp>,
    out: &mut Verification,
) -> Result<(), IndexError> {
    for (name, stamp) in files {
        out.files += 1;
        if let Some(reason) = seal::check_bytes(dir, name, stamp) {
            out.find(name, reason);
        }
    }
    for name in seal::file_names(dir)?.iter().filter(|name| !files.contains_key(*name)) {
        out.find(name, "it does not belong to the index");
    }
    Ok(())
}

/// Opens the index and compares it with its manifest.
fn check_index(dir: &Path, out: &mut Verification) -> Result<(), IndexError> {
    let index = match Index::open_unchecked(dir) {
        Ok(index) => index,
        Err(error) => return out.find_error(error),
    };
    for path in index.tantivy().validate_checksum().map_err(IndexError::engine(dir))? {
        out.find(&path.display().to_string(), "its checksum is not the one it was written with");
    }
    if out.unfinished {
        out.files =
            seal::file_names(dir).map_or(0, |names| names.iter().filter(|n| !is_manifest(n)).count() as u64);
    }
    if let Some(stories) = read_payload(dir, index.tantivy())?.and_then(|payload| payload.stories)
        && let Some(reason) = stories::check(dir, &stories)
    {
        out.find(&stories.file, reason);
    }
    match index.manifest() {
        Ok(manifest) => {
            check_manifest(&index, &manifest, out);
            Ok(())
        }
        Err(error) => out.find_error(error),
    }
}

/// Compares the number of articles of each file with the manifest.
fn check_manifest(index: &Index, manifest: &Manifest, out: &mut Verification) {
    let counts = match articles_per_file(index) {
        Ok(counts) => counts,
        Err(error) => return out.find("the index", error.to_string()),
    };
    out.articles = counts.values().sum();
    let mut listed = 0;
    for entry in manifest.files() {
        let held = counts.get(&path_hash(&entry.path)).copied().unwrap_or_default();
        listed += held;
        if held != entry.articles && !entry.is_unfinished() {
            let path = entry.path.display().to_string();
            out.find(
                &path,
                format!("the manifest lists {} articles, the index holds {held}", entry.articles),
            );
        }
    }
    if listed != out.articles {
        let missing = out.articles - listed;
        out.find("the manifest", format!("{missing} articles are of files that it does not list"));
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
