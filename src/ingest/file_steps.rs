//! What has to be done with the records of one file.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rustc_hash::{FxHashMap, FxHashSet};

use super::Problem;
use dateline_read::{Content, FileEntry as Found, Fingerprinting, RawDoc, RecordResult, STDIN, derived_id};
use dateline_search::curation::Curation;
use dateline_search::store::{FileEntry, Identity, file_hash, hash};

use super::existing::{Decision, Known, Leftover};
use super::step::{Event, Step, Steps, Work};

/// A file changed this shortly before it was read may change again without its time telling.
const FRESH: Duration = Duration::from_secs(2);

/// The steps for the records of one file.
pub(super) struct FileSteps {
    path: Arc<Path>,
    file: u64,
    known: Known,
    entry: FileEntry,
    /// The path that the file had before, where it moved.
    from: Option<PathBuf>,
    /// What the user says of articles.
    curation: Arc<Curation>,
    /// Hashes of the ids that were met.
    ids: FxHashSet<u64>,
    /// How often those were met again that were; a file of millions of records has few of them.
    repeated: FxHashMap<u64, u64>,
    keep_missing: bool,
    has_documents: bool,
}

impl FileSteps {
    /// The steps for a file of which the store holds `known`, which is going to be what `entry` says.
    pub(super) fn new(
        entry: FileEntry,
        known: Known,
        from: Option<PathBuf>,
        keep_missing: bool,
        curation: Arc<Curation>,
    ) -> Self {
        Self {
            path: entry.path.as_path().into(),
            file: file_hash(&entry.path),
            known,
            // Articles under the path of standard input are never removed for not coming again.
            keep_missing: keep_missing || entry.path == Path::new(STDIN),
            entry,
            from,
            curation,
            ids: FxHashSet::default(),
            repeated: FxHashMap::default(),
            has_documents: false,
        }
    }

    /// The step for the next record of the file.
    pub(super) fn record(&mut self, record: RecordResult) -> Step {
        match record {
            Ok(doc) => self.decide(doc),
            Err(error) => {
                self.entry.incomplete |= error.fatal || error.is_of_the_system();
                Event::Problem(Problem::from_record(&self.path, &error)).into()
            }
        }
    }

    fn decide(&mut self, doc: RawDoc) -> Step {
        self.has_documents = true;
        let digest = hash(&[&doc.digest.to_le_bytes(), &self.entry.version.to_le_bytes()]);
        let id = own_id(&doc.content).unwrap_or_else(|| derived_id(doc.hash));
        let key = self.key(&id);
        let identity = Identity { file: self.file, key, digest };
        let decision = self.known.decide(key, digest, doc.record);
        if self.curation.forgets(&id, &self.path) {
            let deletes = match decision {
                Decision::Unchanged => vec![key],
                Decision::Moved { deletes, .. } | Decision::Read { deletes, .. } => deletes,
            };
            return Event::Forgotten { id, deletes }.into();
        }
        match decision {
            Decision::Unchanged => Event::Unchanged { path: None, bytes: 0, articles: 1, skipped: 0 }.into(),
            Decision::Moved { from, deletes } => {
                let path = self.from.is_some().then(|| Arc::clone(&self.path));
                Work::Move { from, path, record: doc.record, identity, deletes }.into()
            }
            Decision::Read { deletes, replaces } => {
                let path = self.path.to_path_buf();
                Work::Read { path, doc: Box::new(doc), identity, deletes, replaces }.into()
            }
        }
    }

    /// The key of a record: ids that occur again within the file are distinguished by their number.
    fn key(&mut self, id: &str) -> u64 {
        let id_hash = hash(&[id.as_bytes()]);
        let mut occurrence = 0;
        if !self.ids.insert(id_hash) {
            let count = self.repeated.entry(id_hash).or_default();
            *count += 1;
            occurrence = *count;
        }
        key(self.file, &hash(&[id.as_bytes(), b"\0", &occurrence.to_le_bytes()]))
    }

    /// The last steps: what is left of a file that moved goes along, and what is not in the file any more goes.
    pub(super) fn end(mut self, fingerprint: &Fingerprinting, out: &mut Steps) -> ControlFlow<()> {
        if self.has_documents {
            self.entry.content = fingerprint.finish(&self.path, self.entry.size);
        }
        let keep = self.keep_missing || self.entry.incomplete;
        if keep {
            self.transfer(out)?;
        }
        let leftover = self.known.leftover(keep);
        out(Event::End { entry: Box::new(self.entry), leftover, from: self.from }.into())
    }

    /// The last steps for a file that could not be opened: what is held of it stays, and the next run tries again.
    pub(super) fn end_unread(mut self, out: &mut Steps) -> ControlFlow<()> {
        self.entry.incomplete = true;
        self.end(&Fingerprinting::default(), out)
    }

    /// The steps for a file that moved and is as it was, so that nothing of it is read.
    pub(super) fn move_whole(mut self, out: &mut Steps) -> ControlFlow<()> {
        self.transfer(out)?;
        let leftover = Leftover::default();
        out(Event::End { entry: Box::new(self.entry), leftover, from: self.from }.into())
    }

    fn transfer(&mut self, out: &mut Steps) -> ControlFlow<()> {
        self.known.transfers().into_iter().try_for_each(|transfer| {
            let work = Work::Move {
                from: transfer.from,
                path: Some(Arc::clone(&self.path)),
                record: transfer.record,
                identity: Identity { file: self.file, key: transfer.key, digest: transfer.digest },
                deletes: vec![transfer.stored_key],
            };
            out(work.into())
        })
    }
}

/// The key of a record of a file: the sum of two hashes, so that it can be carried over to another path.
fn key(file: u64, record: &u64) -> u64 {
    file.wrapping_add(*record)
}

/// The key that a record gets when its file moves.
pub(super) fn key_under(stored_key: u64, from: u64, to: u64) -> u64 {
    stored_key.wrapping_sub(from).wrapping_add(to)
}

/// What the manifest says of a file that is about to be read.
pub(super) fn entry_of(found: &Found, format: Option<String>, version: u64) -> FileEntry {
    FileEntry {
        size: found.len,
        modified: settled(found.modified),
        version,
        format,
        ..FileEntry::unfinished(&found.path)
    }
}

/// The id that a structured record carries itself.
fn own_id(content: &Content) -> Option<String> {
    match content {
        Content::Record(map) => dateline_read::own_id(map),
        Content::Article(article) => Some(article.id.clone()).filter(|id| !id.is_empty()),
        Content::Text(_) | Content::Html(_) | Content::Document(_) => None,
    }
}

pub(super) fn nanoseconds(time: Option<SystemTime>) -> Option<i128> {
    let since = time?.duration_since(UNIX_EPOCH).ok()?;
    i128::try_from(since.as_nanos()).ok()
}

/// The time of change, unless the change is so fresh that another one could have the same time.
pub(super) fn settled(modified: Option<SystemTime>) -> Option<i128> {
    let age = SystemTime::now().duration_since(modified?).ok()?;
    if age < FRESH { None } else { nanoseconds(modified) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steps(path: &str) -> FileSteps {
        FileSteps::new(FileEntry::unfinished(Path::new(path)), Known::default(), None, false, Arc::default())
    }

    #[test]
    fn a_fresh_change_is_not_trusted() {
        let now = SystemTime::now();
        assert_eq!(settled(Some(now)), None);
        assert!(settled(Some(now - Duration::from_secs(10))).is_some());
        assert_eq!(settled(None), None);
    }

    #[test]
    fn equal_ids_within_a_file_get_different_keys() {
        let mut once = steps("/a.jsonl");
        let first = once.key("x");
        assert_ne!(first, once.key("x"));
        assert_ne!(first, once.key("y"));
        assert_eq!(first, steps("/a.jsonl").key("x"));
    }

    #[test]
    fn a_key_is_carried_over_to_another_path() {
        let (mut old, mut new) = (steps("/a.jsonl"), steps("/b.jsonl"));
        let carried = key_under(old.key("x"), old.file, new.file);
        assert_eq!(carried, new.key("x"));
    }
}
