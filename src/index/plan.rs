//! What a run has to do: the steps, file by file, for the files that are new, changed, moved or gone.

use std::collections::HashSet;
use std::iter;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tantivy::collector::Count;
use tantivy::query::TermQuery;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, Searcher, Term};

use crate::pipeline::Problem;
use dateline_read::{FileEntry as Found, Fingerprinting, Format, Opened, RawDoc, STDIN, WalkError, said};

use super::IndexError;
use super::document::Identity;
use super::file_steps::{FileSteps, entry_of, key_under, nanoseconds, settled};
use super::known::{Known, Leftover};
use super::manifest::{FileEntry, Manifest};
use super::missing::{Departed, Missing, is_gone};
use super::remembered::Remembered;
use super::schema::Fields;

/// One step of a run, in the order of the input.
pub(super) enum Step {
    /// A file is about to be read, or moved from the path that it had before.
    Begin { path: PathBuf, from: Option<Box<FileEntry>> },
    /// A record is to be read and indexed.
    Read {
        path: PathBuf,
        doc: Box<RawDoc>,
        identity: Identity,
        deletes: Vec<u64>,
        /// True if an article with the same id stands in the index.
        replaces: bool,
    },
    /// A stored article gets another record number and perhaps another path.
    Move { from: DocAddress, path: Option<Arc<Path>>, record: u64, identity: Identity, deletes: Vec<u64> },
    /// Records that the index holds already, those of a whole file where there is a path.
    Unchanged { path: Option<PathBuf>, bytes: u64, articles: u64, skipped: u64 },
    /// What gave no article when a file was read that is not read again.
    Remembered { path: PathBuf, problems: Vec<Remembered> },
    /// Something gave no article.
    Problem(Problem),
    /// All there was to read of a file was read; it is no longer known by the path that it had before.
    End { entry: Box<FileEntry>, leftover: Leftover, from: Option<PathBuf> },
    /// A file is no longer there.
    Gone { path: PathBuf, file: u64, articles: u64 },
    /// A given path is no longer there, and the index holds articles from below it.
    GoneRoot(PathBuf),
    /// Files that are no longer there and whose articles stay.
    Missing(Missing),
    /// The index could not be read.
    Fail(IndexError),
}

impl Step {
    /// A record that the index holds as it is.
    pub(super) fn unchanged_record() -> Self {
        Step::Unchanged { path: None, bytes: 0, articles: 1, skipped: 0 }
    }
}

/// Steps, each made when it is asked for.
type Steps = Box<dyn Iterator<Item = Step> + Send>;

/// Decides what has to be read.
pub(super) struct Planner {
    pub searcher: Searcher,
    pub fields: Fields,
    /// The folder of the index, whose own files are no news.
    pub dir: PathBuf,
    /// What the last commit knows.
    pub manifest: Manifest,
    pub format: Option<Format>,
    /// The version of reading, as [`crate::pipeline::ReadOptions`] tells it.
    pub version: u64,
    pub keep_missing: bool,
    /// Whether to remove what is gone wherever it was.
    pub prune: bool,
}

impl Planner {
    /// The steps for the files below the paths, in order.
    pub(super) fn steps(self, paths: &[PathBuf]) -> impl Iterator<Item = Step> + Send + use<> {
        let mut found = dateline_read::walk(paths);
        let mut walked = Walked::new(paths);
        let mut current: Steps = Box::new(iter::empty());
        let mut ended = false;
        let mut run = Run { own: dateline_read::absolute(&self.dir), planner: self, departed: None };
        iter::from_fn(move || {
            loop {
                if let Some(step) = current.next() {
                    return Some(step);
                }
                if ended {
                    return None;
                }
                current = match found.next() {
                    Some(next) if run.is_own(&next) => continue,
                    Some(next) => {
                        walked.note(&next);
                        run.file(next)
                    }
                    None => {
                        ended = true;
                        Box::new(run.planner.gone(&walked).into_iter())
                    }
                };
            }
        })
    }

    /// What is known of the file if it is as it was when it was last read.
    fn unchanged(&self, entry: &Found) -> Option<&FileEntry> {
        let before = self.manifest.get(&entry.path)?;
        let same = before.version == self.version
            && before.size == entry.len
            && before.modified.is_some()
            && before.modified == nanoseconds(entry.modified)
            && before.format == self.format_name()
            && !before.incomplete;
        (same && entry.path != Path::new(STDIN)).then_some(before)
    }

    fn format_name(&self) -> Option<String> {
        self.format.map(|format| format.to_string())
    }

    /// What the index holds of a file, under its path and under the one that it had before.
    fn known(&self, path: &Path, from: Option<&FileEntry>) -> Result<Known, IndexError> {
        let mut known = Known::default();
        if self.searcher.num_docs() == 0 {
            return Ok(known);
        }
        let here = path_hash(path);
        let failed = |error| IndexError::engine(&self.dir)(error);
        known.add(&self.searcher, &self.fields, here, |key| key).map_err(failed)?;
        if let Some(from) = from {
            let there = path_hash(&from.path);
            let key_here = |key| key_under(key, there, here);
            known.add(&self.searcher, &self.fields, there, key_here).map_err(failed)?;
        }
        Ok(known)
    }

    /// The steps for the files of the manifest that are no longer there.
    fn gone(&self, walked: &Walked) -> Vec<Step> {
        let (mut steps, mut missing) = (Vec::new(), Missing::default());
        for entry in self.manifest.files() {
            if walked.met.contains(&entry.path) || !is_gone(&entry.path) || walked.could_not_see(&entry.path)
            {
                continue;
            }
            if self.prune || (walked.was_asked_for(&entry.path) && !self.keep_missing) {
                steps.push(self.gone_file(&entry.path).unwrap_or_else(Step::Fail));
            } else {
                missing.count(entry);
            }
        }
        if missing.files > 0 {
            steps.push(Step::Missing(missing));
        }
        steps
    }

    fn gone_file(&self, path: &Path) -> Result<Step, IndexError> {
        let file = path_hash(path);
        let query = TermQuery::new(Term::from_field_u64(self.fields.file, file), IndexRecordOption::Basic);
        let articles = self.searcher.search(&query, &Count).map_err(IndexError::engine(&self.dir))?;
        Ok(Step::Gone { path: path.to_owned(), file, articles: articles as u64 })
    }
}

/// A run through the files.
struct Run {
    planner: Planner,
    /// The folder of the index.
    own: PathBuf,
    /// The files that are gone, once one is met that may be one of them.
    departed: Option<Departed>,
}

impl Run {
    /// True for the index itself and what lies in its folder.
    fn is_own(&self, found: &Result<Found, WalkError>) -> bool {
        match found {
            Ok(entry) => entry.path.starts_with(&self.own),
            Err(WalkError::Index { path, .. }) => *path == self.own,
            Err(_) => false,
        }
    }

    fn file(&mut self, found: Result<Found, WalkError>) -> Steps {
        let entry = match found {
            Ok(entry) => entry,
            Err(error) => return one(self.not_walked(&error)),
        };
        if let Some(before) = self.planner.unchanged(&entry) {
            return Box::new(unchanged(before).into_iter());
        }
        let from = self.moved_from(&entry);
        let known = match self.planner.known(&entry.path, from.as_ref()) {
            Ok(known) => known,
            Err(error) => return one(Step::Fail(error)),
        };
        match from {
            Some(from) if self.is_as_it_was(&entry, &from) => {
                Box::new(moved(&entry, from, known).into_iter())
            }
            from => self.read(&entry, from, known),
        }
    }

    /// A path that could not be walked. One that is gone and known is no fault: its articles go at the end.
    fn not_walked(&self, error: &WalkError) -> Step {
        if let WalkError::Missing { path } = error {
            let path = dateline_read::absolute(path);
            if self.planner.manifest.below(&path).next().is_some() {
                return Step::GoneRoot(path);
            }
        }
        Step::Problem(Problem::from_walk(error))
    }

    /// What is known of the file under a path at which it is no longer; it is not known there any more.
    fn moved_from(&mut self, found: &Found) -> Option<FileEntry> {
        let manifest = &mut self.planner.manifest;
        let is_known = manifest.get(&found.path).is_some_and(|entry| !entry.is_unfinished());
        if is_known || found.is_stdin() {
            return None;
        }
        let departed = self.departed.get_or_insert_with(|| Departed::of(manifest));
        let path = departed.take(found)?;
        let entry = manifest.get(&path).cloned();
        manifest.remove(&path);
        entry
    }

    /// True if reading the file again would give what the index holds of it.
    fn is_as_it_was(&self, found: &Found, from: &FileEntry) -> bool {
        from.version == self.planner.version
            && from.format == self.planner.format_name()
            && !from.incomplete
            && self.planner.manifest.get(&found.path).is_none()
    }

    fn read(&self, found: &Found, from: Option<FileEntry>, known: Known) -> Steps {
        let (opened, fingerprint) = match dateline_read::open_hashed(found, self.planner.format) {
            Ok(opened) => opened,
            Err(error) => {
                let reason = format!("cannot be opened: {}", said(&error.source));
                return one(Step::Problem(Problem::from_read(&found.path, &reason)));
            }
        };
        let entry = entry_of(found, self.planner.format_name(), self.planner.version);
        let from_path = from.as_ref().map(|from| from.path.clone());
        let steps = FileSteps::new(entry, known, from_path, self.planner.keep_missing);
        let begin = Step::Begin { path: found.path.clone(), from: from.map(Box::new) };
        match opened {
            Opened::Records(records) => Box::new(iter::once(begin).chain(steps.with(records, fingerprint))),
            Opened::Skipped { kind } => {
                let problem = Step::Problem(Problem::passed_over(&found.path, &kind));
                let end = steps.end(&Fingerprinting::default());
                Box::new([begin, problem].into_iter().chain(end))
            }
        }
    }
}

/// The steps for a file that is as it was.
fn unchanged(before: &FileEntry) -> Vec<Step> {
    let FileEntry { path, size, articles, skipped, problems, .. } = before;
    let mut steps = Vec::new();
    if !problems.is_empty() {
        steps.push(Step::Remembered { path: path.clone(), problems: problems.clone() });
    }
    let (path, bytes) = (Some(path.clone()), *size);
    steps.push(Step::Unchanged { path, bytes, articles: *articles, skipped: *skipped });
    steps
}

/// The steps for a file that is as it was, under another path.
fn moved(found: &Found, from: FileEntry, known: Known) -> Vec<Step> {
    let problems = from.problems.clone();
    let entry = FileEntry { path: found.path.clone(), modified: settled(found.modified), ..from.clone() };
    let steps = FileSteps::new(entry, known, Some(from.path.clone()), true).moved_whole();
    let mut all = vec![Step::Begin { path: found.path.clone(), from: Some(Box::new(from)) }];
    if !problems.is_empty() {
        all.push(Step::Remembered { path: found.path.clone(), problems });
    }
    all.extend(steps);
    all
}

fn one(step: Step) -> Steps {
    Box::new(iter::once(step))
}

/// What the walk met.
struct Walked {
    /// What was asked for.
    roots: HashSet<PathBuf>,
    met: HashSet<PathBuf>,
    /// Paths that could not be read; what lies below them may well still be there.
    unread: Vec<PathBuf>,
}

impl Walked {
    fn new(paths: &[PathBuf]) -> Self {
        let roots = paths.iter().map(|path| dateline_read::absolute(path)).collect();
        Self { roots, met: HashSet::new(), unread: Vec::new() }
    }

    fn note(&mut self, found: &Result<Found, WalkError>) {
        match found {
            Ok(entry) => drop(self.met.insert(entry.path.clone())),
            Err(WalkError::Missing { .. }) => {}
            Err(error) => self.unread.push(error.path().to_owned()),
        }
    }

    fn could_not_see(&self, path: &Path) -> bool {
        self.unread.iter().any(|unread| path.starts_with(unread))
    }

    fn was_asked_for(&self, path: &Path) -> bool {
        path.ancestors().any(|above| self.roots.contains(above))
    }
}

/// Hash that stands for a file in the index.
pub(super) fn path_hash(path: &Path) -> u64 {
    hash(&[path.as_os_str().as_encoded_bytes()])
}

pub(super) fn hash(parts: &[&[u8]]) -> u64 {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        hasher.update(part);
    }
    let mut first = [0; 8];
    hasher.finalize_xof().fill(&mut first);
    u64::from_le_bytes(first)
}
