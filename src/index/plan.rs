//! What a run has to do: the steps, file by file, for the files that are new or changed.

use std::collections::HashSet;
use std::iter;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rustc_hash::{FxHashMap, FxHashSet};
use tantivy::collector::Count;
use tantivy::query::TermQuery;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, Searcher, Term};

use crate::pipeline::Problem;
use crate::readers::{
    self, Content, FileEntry as Found, Format, Opened, RawDoc, RecordError, WalkError, derived_id,
};

use super::IndexError;
use super::document::Identity;
use super::known::{Decision, Known, Leftover};
use super::manifest::{FileEntry, Manifest};
use super::schema::Fields;

/// A file changed this shortly before it was read may change again without its time telling.
const FRESH: Duration = Duration::from_secs(2);

/// Articles under a path of standard input are never removed for not coming again.
const STDIN: &str = "-";

/// One step of a run, in the order of the input.
pub(super) enum Step {
    /// A file is about to be read.
    Begin(PathBuf),
    /// A record is to be read and indexed.
    Read {
        path: PathBuf,
        doc: Box<RawDoc>,
        identity: Identity,
        deletes: Vec<u64>,
        /// True if an article with the same id stands in the index.
        replaces: bool,
    },
    /// A stored article gets another record number and perhaps another id.
    Move { from: DocAddress, id: Option<String>, record: u64, identity: Identity, deletes: Vec<u64> },
    /// Records that the index holds already, those of a whole file where there is a path.
    Unchanged { path: Option<PathBuf>, bytes: u64, articles: u64, skipped: u64 },
    /// Something gave no article.
    Problem(Problem),
    /// All there was to read of a file was read.
    End { entry: FileEntry, leftover: Leftover },
    /// A file is no longer there.
    Gone { path: PathBuf, file: u64, articles: u64 },
    /// The index could not be read.
    Fail(IndexError),
}

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
}

impl Planner {
    /// The steps for the files below the paths, in order.
    pub(super) fn steps(self, paths: &[PathBuf]) -> impl Iterator<Item = Step> + Send + use<> {
        let mut found = readers::walk(paths);
        let mut walked = Walked::new(paths);
        let mut current: Box<dyn Iterator<Item = Step> + Send> = Box::new(iter::empty());
        let mut ended = false;
        let own = readers::absolute(&self.dir);
        iter::from_fn(move || {
            loop {
                if let Some(step) = current.next() {
                    return Some(step);
                }
                if ended {
                    return None;
                }
                current = match found.next() {
                    Some(Ok(entry)) if entry.path.starts_with(&own) => continue,
                    Some(next) => {
                        walked.note(&next);
                        self.file(next)
                    }
                    None => {
                        ended = true;
                        Box::new(self.gone(&walked).into_iter())
                    }
                };
            }
        })
    }

    fn file(&self, found: Result<Found, WalkError>) -> Box<dyn Iterator<Item = Step> + Send> {
        let entry = match found {
            Ok(entry) => entry,
            Err(error) => return one(Step::Problem(Problem::from_walk(&error))),
        };
        if let Some(before) = self.unchanged(&entry) {
            return one(Step::Unchanged {
                path: Some(entry.path.clone()),
                bytes: entry.len,
                articles: before.articles,
                skipped: before.skipped,
            });
        }
        let opened = match readers::open(&entry, self.format) {
            Ok(opened) => opened,
            Err(error) => {
                return one(Step::Problem(Problem::from_read(
                    &entry.path,
                    &format!("cannot be opened: {}", error.source),
                )));
            }
        };
        let known = match self.known(&entry.path) {
            Ok(known) => known,
            Err(error) => return one(Step::Fail(error)),
        };
        let steps = FileSteps::new(&entry, known, self.keep_missing, self.format, self.version);
        let begin = iter::once(Step::Begin(entry.path.clone()));
        match opened {
            Opened::Records(records) => Box::new(begin.chain(steps.with(records))),
            Opened::Skipped { kind } => {
                let problem = Step::Problem(Problem::passed_over(&entry.path, kind));
                Box::new(begin.chain([problem, steps.end()]))
            }
        }
    }

    /// What is known of the file if it is as it was when it was last read.
    fn unchanged(&self, entry: &Found) -> Option<&FileEntry> {
        let before = self.manifest.get(&entry.path)?;
        let same = before.version == self.version
            && before.size == entry.len
            && before.modified.is_some()
            && before.modified == nanoseconds(entry.modified)
            && before.format == self.format.map(|format| format.to_string());
        (same && entry.path != Path::new(STDIN)).then_some(before)
    }

    fn known(&self, path: &Path) -> Result<Known, IndexError> {
        if self.searcher.num_docs() == 0 {
            return Ok(Known::default());
        }
        Known::load(&self.searcher, &self.fields, path_hash(path)).map_err(IndexError::engine(&self.dir))
    }

    /// The files of the manifest that lie below the given folders and were not met there.
    fn gone(&self, walked: &Walked) -> Vec<Step> {
        if self.keep_missing {
            return Vec::new();
        }
        let below = walked.folders.iter().flat_map(|folder| self.manifest.below(folder));
        // A file that the walk passes over, such as a hidden one, may still be there.
        let is_gone =
            |entry: &&FileEntry| walked.misses(&entry.path) && !entry.path.try_exists().unwrap_or(true);
        let mut gone: Vec<&FileEntry> = below.filter(is_gone).collect();
        gone.sort_unstable_by(|a, b| a.path.cmp(&b.path));
        gone.dedup_by(|a, b| a.path == b.path);
        gone.into_iter().map(|entry| self.gone_file(&entry.path).unwrap_or_else(Step::Fail)).collect()
    }

    fn gone_file(&self, path: &Path) -> Result<Step, IndexError> {
        let file = path_hash(path);
        let query = TermQuery::new(Term::from_field_u64(self.fields.file, file), IndexRecordOption::Basic);
        let articles = self.searcher.search(&query, &Count).map_err(IndexError::engine(&self.dir))?;
        Ok(Step::Gone { path: path.to_owned(), file, articles: articles as u64 })
    }
}

fn one(step: Step) -> Box<dyn Iterator<Item = Step> + Send> {
    Box::new(iter::once(step))
}

/// What the walk met.
struct Walked {
    folders: Vec<PathBuf>,
    met: HashSet<PathBuf>,
    /// Paths that could not be read; what lies below them may well still be there.
    unread: Vec<PathBuf>,
}

impl Walked {
    fn new(paths: &[PathBuf]) -> Self {
        let folders = paths.iter().filter(|path| path.is_dir()).map(|path| readers::absolute(path)).collect();
        Self { folders, met: HashSet::new(), unread: Vec::new() }
    }

    fn note(&mut self, found: &Result<Found, WalkError>) {
        match found {
            Ok(entry) => drop(self.met.insert(entry.path.clone())),
            Err(error) => self.unread.push(error.path().to_owned()),
        }
    }

    fn misses(&self, path: &Path) -> bool {
        !self.met.contains(path) && !self.unread.iter().any(|unread| path.starts_with(unread))
    }
}

/// The steps for the records of one file.
struct FileSteps {
    path: PathBuf,
    known: Known,
    entry: FileEntry,
    /// Hashes of the own ids that were met.
    ids: FxHashSet<u64>,
    /// How often those were met again that were; a file of millions of records has few of them.
    repeated: FxHashMap<u64, u64>,
    keep_missing: bool,
    complete: bool,
}

impl FileSteps {
    fn new(found: &Found, known: Known, keep_missing: bool, format: Option<Format>, version: u64) -> Self {
        let entry = FileEntry {
            path: found.path.clone(),
            size: found.len,
            modified: settled(found.modified),
            articles: 0,
            skipped: 0,
            version,
            format: format.map(|format| format.to_string()),
        };
        let keep_missing = keep_missing || found.path == Path::new(STDIN);
        Self {
            path: found.path.clone(),
            known,
            entry,
            ids: FxHashSet::default(),
            repeated: FxHashMap::default(),
            keep_missing,
            complete: true,
        }
    }

    /// The steps for the records, and the end of the file after them.
    fn with(
        self,
        records: impl Iterator<Item = Result<RawDoc, RecordError>> + Send,
    ) -> impl Iterator<Item = Step> + Send {
        let mut records = records;
        let mut state = Some(self);
        iter::from_fn(move || match records.next() {
            Some(record) => state.as_mut().map(|steps| steps.record(record)),
            None => state.take().map(FileSteps::end),
        })
    }

    fn record(&mut self, record: Result<RawDoc, RecordError>) -> Step {
        match record {
            Ok(doc) => self.decide(doc),
            Err(error) => {
                self.complete &= !error.fatal;
                Step::Problem(Problem::from_record(&self.path, &error))
            }
        }
    }

    fn decide(&mut self, doc: RawDoc) -> Step {
        let digest = hash(&[&doc.digest.to_le_bytes(), &self.entry.version.to_le_bytes()]);
        let own_id = own_id(&doc.content);
        let derived = own_id.is_none();
        let id = own_id.unwrap_or_else(|| derived_id(&self.path, doc.record));
        let mut key = self.key(&id, derived);
        if derived && self.path == Path::new(STDIN) {
            // Standard input is another text each time, so its place says nothing.
            key = hash(&[b"-", &digest.to_le_bytes()]);
        }
        let decision = match derived {
            true if self.keep_missing => self.known.decide_keeping(digest),
            true => self.known.decide_by_text(key, digest),
            false => self.known.decide_by_id(key, digest, doc.record),
        };
        if derived && self.keep_missing && self.known.holds_unmet(key) {
            // The place is taken by an article that is to be kept.
            key = hash(&[&key.to_le_bytes(), &digest.to_le_bytes()]);
        }
        let identity = Identity { file: path_hash(&self.path), key, digest };
        match decision {
            Decision::Unchanged => Step::Unchanged { path: None, bytes: 0, articles: 1, skipped: 0 },
            Decision::Moved { from, deletes } => {
                Step::Move { from, id: derived.then_some(id), record: doc.record, identity, deletes }
            }
            Decision::Read { deletes, replaces } => {
                Step::Read { path: self.path.clone(), doc: Box::new(doc), identity, deletes, replaces }
            }
        }
    }

    /// The key of a record: ids that occur again within the file are told apart by their number.
    fn key(&mut self, id: &str, derived: bool) -> u64 {
        let id_hash = hash(&[id.as_bytes()]);
        let mut occurrence = 0;
        if !derived && !self.ids.insert(id_hash) {
            let count = self.repeated.entry(id_hash).or_default();
            *count += 1;
            occurrence = *count;
        }
        let path = self.path.as_os_str().as_encoded_bytes();
        hash(&[path, b"\0", id.as_bytes(), b"\0", &occurrence.to_le_bytes()])
    }

    fn end(mut self) -> Step {
        if !self.complete {
            // Without a time the file counts as changed, so that the next run reads it again.
            self.entry.modified = None;
        }
        let keep = self.keep_missing || !self.complete;
        Step::End { entry: self.entry, leftover: self.known.leftover(keep) }
    }
}

/// The id that a structured record carries itself.
fn own_id(content: &Content) -> Option<String> {
    match content {
        Content::Record(map) => readers::own_id(map),
        Content::Article(article) => Some(article.id.clone()).filter(|id| !id.is_empty()),
        Content::Text(_) | Content::Html(_) => None,
    }
}

/// Hash that stands for a file in the index.
pub(super) fn path_hash(path: &Path) -> u64 {
    hash(&[path.as_os_str().as_encoded_bytes()])
}

fn hash(parts: &[&[u8]]) -> u64 {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        hasher.update(part);
    }
    let mut first = [0; 8];
    hasher.finalize_xof().fill(&mut first);
    u64::from_le_bytes(first)
}

fn nanoseconds(time: Option<SystemTime>) -> Option<i128> {
    let since = time?.duration_since(UNIX_EPOCH).ok()?;
    i128::try_from(since.as_nanos()).ok()
}

/// The time of change, unless the change is so fresh that another one could bear the same time.
fn settled(modified: Option<SystemTime>) -> Option<i128> {
    let age = SystemTime::now().duration_since(modified?).ok()?;
    if age < FRESH { None } else { nanoseconds(modified) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fresh_change_is_not_trusted() {
        let now = SystemTime::now();
        assert_eq!(settled(Some(now)), None);
        assert!(settled(Some(now - Duration::from_secs(10))).is_some());
        assert_eq!(settled(None), None);
    }

    #[test]
    fn equal_ids_within_a_file_get_different_keys() {
        let found = Found { path: "/a.jsonl".into(), len: 1, modified: None, root: "/".into() };
        let mut steps = FileSteps::new(&found, Known::default(), false, None, 1);
        let first = steps.key("x", false);
        assert_ne!(first, steps.key("x", false));
        assert_ne!(first, steps.key("y", false));
        let mut again = FileSteps::new(&found, Known::default(), false, None, 1);
        assert_eq!(first, again.key("x", false));
    }
}
