//! Writing to the index: documents, deletions and commits that carry their manifest.

use std::collections::BTreeMap;
use std::ops::Bound;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use tantivy::indexer::{IndexWriterOptions, UserOperation};
use tantivy::query::{BooleanQuery, RangeQuery, TermQuery};
use tantivy::schema::IndexRecordOption;
use tantivy::{IndexWriter, TantivyDocument, Term};

use super::IndexError;
use super::copies;
use super::format::FORMAT_FILE;
use super::manifest::{self, FileEntry, Manifest, Payload};
use super::merge::{self, SmallSegments};
use super::open::{Index, read_manifest, read_payload};
use super::schema::{Fields, key_group};
use super::seal::{self, Seal, Stamp};
use super::stories::{self, StoriesPayload};

/// A commit happens after this much text at the latest.
const COMMIT_BYTES: u64 = 256 << 20;
/// A commit happens after this much time at the latest.
const COMMIT_TIME: Duration = Duration::from_secs(60);
/// tantivy asks for at least this much memory a thread.
const MIN_MEMORY_PER_THREAD: usize = 15_000_000;
/// tantivy takes no more than this much memory a thread.
const MAX_MEMORY_PER_THREAD: usize = u32::MAX as usize - 1_000_000;
/// More indexing threads than this only make more segments.
const MAX_THREADS: usize = 8;
/// Documents are handed to the indexing threads when they are so many,
const TOGETHER: usize = 32;
/// or come from so much text.
const TOGETHER_BYTES: u64 = 256 << 10;

/// The one writer of an index; holds its lock.
pub(crate) struct Writer {
    dir: PathBuf,
    inner: IndexWriter,
    fields: Fields,
    threads: usize,
    manifest: Manifest,
    /// The number of the manifest that the last commit names; no other may be written over.
    generation: u64,
    /// The stories that the last commit names. They hold for articles that have not changed since.
    stories: Option<StoriesPayload>,
    /// The stamps of the last seal, whose hashes hold for files that are not touched.
    sealed: BTreeMap<String, Stamp>,
    wrote: bool,
    bytes: u64,
    since: Instant,
    /// Documents that are not yet handed to the indexing threads, to wake which takes time.
    waiting: Vec<TantivyDocument>,
    waiting_bytes: u64,
}

impl Writer {
    /// Takes the lock and opens the index for writing.
    ///
    /// # Errors
    /// If another process holds the lock.
    pub(crate) fn open(
        dir: &Path,
        index: &tantivy::Index,
        threads: usize,
        memory: usize,
    ) -> Result<Writer, IndexError> {
        let threads = threads.clamp(1, MAX_THREADS).min((memory / MIN_MEMORY_PER_THREAD).max(1));
        // Beside the buffers that tantivy counts, a segment that is being written needs memory too.
        let memory = (memory / 4 * 3).clamp(MIN_MEMORY_PER_THREAD * threads, MAX_MEMORY_PER_THREAD * threads);
        let options = IndexWriterOptions::builder()
            .num_worker_threads(threads)
            .memory_budget_per_thread(memory / threads)
            .num_merge_threads(1)
            .build();
        let inner = index.writer_with_options(options).map_err(IndexError::engine(dir))?;
        inner.set_merge_policy(Box::new(SmallSegments::new(dir.to_owned())));
        let manifest = read_manifest(dir, index)?;
        let (_, fields) = Fields::schema();
        let payload = read_payload(dir, index)?;
        let generation = payload.as_ref().map_or(0, |payload| manifest::generation(&payload.manifest));
        let stories = payload.and_then(|payload| payload.stories);
        let seal = Seal::read(dir)?;
        let never_sealed = seal.is_none();
        if never_sealed && generation > 0 {
            seal::expect_absent(dir)?;
        }
        let sealed = seal.map(Seal::files).unwrap_or_default();
        // Damage is told before it could be sealed over.
        seal::check_touched(dir, &sealed)?;
        let mut writer = Writer {
            dir: dir.to_owned(),
            inner,
            fields,
            threads,
            manifest,
            generation,
            stories,
            wrote: sealed.is_empty(),
            sealed,
            bytes: 0,
            since: Instant::now(),
            waiting: Vec::new(),
            waiting_bytes: 0,
        };
        if never_sealed {
            Seal::open(dir)?;
            writer.commit()?;
        }
        Ok(writer)
    }

    /// The manifest as of now, with what is not yet committed.
    pub(crate) fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Adds a document; `bytes` is the length of the text it came from.
    pub(crate) fn add(&mut self, doc: TantivyDocument, bytes: u64) -> Result<(), IndexError> {
        self.begin()?;
        self.bytes += bytes;
        self.waiting_bytes += bytes;
        self.waiting.push(doc);
        if self.waiting.len() >= TOGETHER || self.waiting_bytes >= TOGETHER_BYTES {
            self.hand_over()?;
        }
        Ok(())
    }

    /// Hands the documents that wait to the indexing threads. A deletion holds for those handed over before it.
    fn hand_over(&mut self) -> Result<(), IndexError> {
        self.waiting_bytes = 0;
        let adds: Vec<UserOperation> = self.waiting.drain(..).map(UserOperation::Add).collect();
        self.inner.run(adds).map(drop).map_err(IndexError::engine(&self.dir))
    }

    /// Deletes the document with a key.
    pub(crate) fn delete_key(&mut self, key: u64) -> Result<(), IndexError> {
        self.begin()?;
        self.hand_over()?;
        let group = Term::from_field_u64(self.fields.key_group, key_group(key));
        let group = TermQuery::new(group, IndexRecordOption::Basic);
        let own = || Bound::Included(Term::from_field_u64(self.fields.key, key));
        let both = BooleanQuery::intersection(vec![Box::new(group), Box::new(RangeQuery::new(own(), own()))]);
        self.inner.delete_query(Box::new(both)).map(drop).map_err(IndexError::engine(&self.dir))
    }

    /// Deletes all documents of a file and forgets the file.
    pub(crate) fn delete_file(&mut self, path: &Path, file: u64) -> Result<(), IndexError> {
        self.begin()?;
        self.hand_over()?;
        self.inner.delete_term(Term::from_field_u64(self.fields.file, file));
        self.manifest.remove(path);
        Ok(())
    }

    /// Notes that a file was read to its end.
    pub(crate) fn finish_file(&mut self, entry: FileEntry) -> Result<(), IndexError> {
        if self.manifest.get(&entry.path) == Some(&entry) {
            return Ok(());
        }
        self.begin()?;
        self.manifest.insert(entry);
        Ok(())
    }

    /// Notes that a file is about to be read, so that a commit in the middle of it lists it as unfinished.
    pub(crate) fn begin_file(&mut self, path: &Path) -> Result<(), IndexError> {
        self.begin()?;
        self.manifest.insert(FileEntry::unfinished(path));
        Ok(())
    }

    /// Notes that a file is being moved away from its path: a commit in the middle of it lists it as unfinished.
    pub(crate) fn leave_file(&mut self, entry: FileEntry) -> Result<(), IndexError> {
        self.begin()?;
        self.manifest.insert(entry.departing());
        Ok(())
    }

    /// Notes that nothing of a file is left under its path.
    pub(crate) fn forget_file(&mut self, path: &Path) -> Result<(), IndexError> {
        self.begin()?;
        self.manifest.remove(path);
        Ok(())
    }

    /// Commits if enough text or time has passed.
    pub(crate) fn commit_if_due(&mut self) -> Result<(), IndexError> {
        if self.wrote && (self.bytes >= COMMIT_BYTES || self.since.elapsed() >= COMMIT_TIME) {
            self.commit()?;
        }
        Ok(())
    }

    /// Commits in the middle of a run, as if it were due.
    #[cfg(test)]
    pub(crate) fn commit_now(&mut self) -> Result<(), IndexError> {
        self.begin()?;
        self.commit()
    }

    /// Breaks the seal before the first change.
    fn begin(&mut self) -> Result<(), IndexError> {
        if !self.wrote {
            Seal::open(&self.dir)?;
            self.wrote = true;
        }
        Ok(())
    }

    fn commit(&mut self) -> Result<(), IndexError> {
        self.hand_over()?;
        let mut prepared = self.inner.prepare_commit().map_err(IndexError::engine(&self.dir))?;
        self.generation += 1;
        let payload =
            Payload { stories: self.stories.clone(), ..self.manifest.write(&self.dir, self.generation)? };
        let text =
            serde_json::to_string(&payload).map_err(|error| IndexError::io(&self.dir)(error.into()))?;
        prepared.set_payload(&text);
        prepared.commit().map_err(IndexError::engine(&self.dir))?;
        manifest::remove_others(&self.dir, &payload.manifest)?;
        stories::remove_others(&self.dir, self.stories.as_ref())?;
        self.bytes = 0;
        self.since = Instant::now();
        Ok(())
    }

    /// Merges segments once no buffers take up memory any more.
    fn leave_few_segments(&mut self) -> Result<(), IndexError> {
        let failed = |error| IndexError::engine(&self.dir)(error);
        let segments = self.inner.index().searchable_segment_metas().map_err(failed)?;
        for list in merge::at_the_end(&self.dir, &segments) {
            self.inner.merge(&list).wait().map_err(failed)?;
        }
        Ok(())
    }

    /// Brings the stories up to date with the articles, and commits them.
    fn group_copies(&mut self) -> Result<(), IndexError> {
        let index = Index::open_unchecked(&self.dir)?;
        let grouped = copies::group(&index.searcher(), &self.fields, index.stories(), self.threads)
            .map_err(IndexError::engine(&self.dir))?;
        // The commit that names the file gets the next number.
        let stories = stories::write(&self.dir, self.generation + 1, grouped)?;
        let hash = |stories: &Option<StoriesPayload>| stories.as_ref().map(|stories| stories.blake3.clone());
        if hash(&stories) == hash(&self.stories) {
            return stories::remove_others(&self.dir, self.stories.as_ref());
        }
        self.stories = stories;
        self.commit()
    }

    /// Commits what is left, lets the merges end, removes files no longer used, and seals the index.
    pub(crate) fn finish(mut self) -> Result<(), IndexError> {
        if !self.wrote {
            return Ok(());
        }
        self.commit()?;
        self.leave_few_segments()?;
        self.group_copies()?;
        let dir = self.dir;
        self.inner.garbage_collect_files().wait().map_err(IndexError::engine(&dir))?;
        self.inner.wait_merging_threads().map_err(IndexError::engine(&dir))?;
        share_like_others(&dir);
        Seal::close(&dir, &self.sealed)
    }
}

/// Lets those read tantivy's two lists who may read the other files of the index.
///
/// tantivy writes them by way of temporary files, which only their owner may read. An index
/// that only its owner can search is none the worse, so that failing is no error.
fn share_like_others(dir: &Path) {
    let Ok(like) = std::fs::metadata(dir.join(FORMAT_FILE)) else { return };
    for name in ["meta.json", ".managed.json"] {
        let _ = std::fs::set_permissions(dir.join(name), like.permissions());
    }
}
