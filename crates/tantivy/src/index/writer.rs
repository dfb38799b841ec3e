//! Writing to the index: documents, deletions and commits that carry their manifest.
//!
//! The lock of the writer is held from before the last commit is read until after the last write.

use std::collections::BTreeSet;
use std::ops::Bound;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tantivy::index::{SegmentId, SegmentMeta};
use tantivy::indexer::{IndexWriterOptions, NoMergePolicy, UserOperation};
use tantivy::query::{BooleanQuery, RangeQuery, TermQuery};
use tantivy::schema::IndexRecordOption;
use tantivy::{IndexWriter, TantivyDocument, Term};

use super::IndexError;
use super::check::{self, Expected, RunningCheck};
use super::checksums::{self, Stamp, Stamps};
use super::commit::{Commit, Payload};
use super::copies;
use super::folder::{HeldLock, SharedFolder, TantivyFolder, WRITER_LOCK};
use super::format::{self, FORMAT_VERSION, Holds};
use super::manifest::Manifest;
use super::merge;
use super::open::{Index, open_or_create};
use super::pause;
use super::schema::{Fields, key_group};
use super::segment_files;
use super::stories::{self, Stories};
use super::sweep::sweep;
use super::verified::VERIFIED_FILE;
use super::view::Snapshot;
use dateline_search::store::{FileEntry, Files, Store, StoreError, file_hash};

/// A commit happens after this much text at the latest.
const COMMIT_BYTES: u64 = 256 << 20;
/// A hidden setting in its place, for tests that need many commits.
const COMMIT_BYTES_SETTING: &str = "DATELINE_COMMIT_BYTES";
/// A commit happens after this much time at the latest.
const COMMIT_TIME: Duration = Duration::from_secs(60);
/// tantivy asks for at least this much memory a thread.
const MIN_MEMORY_PER_THREAD: usize = 15_000_000;
/// tantivy takes no more than this much memory a thread, with some to spare.
const MAX_MEMORY_PER_THREAD: usize = u32::MAX as usize - 2_000_000;
/// More indexing threads than this only make more segments.
const MAX_THREADS: usize = 8;
/// Documents are handed to the indexing threads when they are so many,
const BATCH_SIZE: usize = 32;
/// or come from so much text.
const BATCH_BYTES: u64 = 256 << 10;

/// How long a run waits for its lock,
const LOCK_PATIENCE: Duration = Duration::from_secs(1);
/// and how often it tries.
const LOCK_INTERVAL: Duration = Duration::from_millis(20);

/// The one writer of an index; holds its lock.
pub struct Writer {
    folder: SharedFolder,
    directory: TantivyFolder,
    inner: IndexWriter,
    fields: Fields,
    threads: usize,
    manifest: Manifest,
    /// What the last commit says. Its stories hold for articles that have not changed since.
    last: Payload,
    /// The stamps of the last finished run, whose hashes hold for files that are not touched.
    stamps: Stamps,
    /// The check of what the last commit names, from the first change of this run until its first commit.
    check: Option<RunningCheck>,
    wrote: bool,
    bytes: u64,
    commit_bytes: u64,
    since: Instant,
    /// Documents that are not yet handed to the indexing threads, to wake which takes time.
    waiting: Vec<TantivyDocument>,
    waiting_bytes: u64,
    /// Given back last of all, when nothing can write any more.
    _lock: HeldLock,
}

impl Writer {
    /// Takes the lock, removes what stopped runs left and opens the index for writing; a new one where there is none.
    ///
    /// # Errors
    /// If another process holds the lock, or the index is damaged or of another format.
    pub fn open(folder: &SharedFolder, threads: usize, memory: usize) -> Result<Writer, IndexError> {
        let lock = take_lock(folder)?;
        pause::at("writer-locked");
        let payload = match format::inspect(&**folder)? {
            Holds::Index(commit) => commit.payload,
            Holds::Nothing | Holds::Begun => None,
        };
        let directory = TantivyFolder::new(Arc::clone(folder));
        let index = open_or_create(&directory, folder)?;
        let last =
            payload.unwrap_or_else(|| Payload { format_version: FORMAT_VERSION, ..Payload::default() });
        let stamps = last.checksums.as_ref().map(|named| checksums::read(&**folder, named));
        // Lost checksums or stories are made anew at the end of the run.
        let is_repair = matches!(stamps, Some(Err(IndexError::Damaged { .. })));
        let stamps = match stamps {
            Some(Err(IndexError::Damaged { .. })) | None => Stamps::new(),
            Some(read) => read?,
        };
        let manifest = Manifest::read(&**folder, &last.manifest)?;
        let inner = open_inner(folder, &directory, &index, threads, memory)?;
        let mut writer = Writer {
            folder: Arc::clone(folder),
            directory,
            inner,
            fields: Fields::schema().1,
            threads,
            manifest,
            last,
            stamps,
            check: None,
            wrote: false,
            bytes: 0,
            commit_bytes: commit_bytes(),
            since: Instant::now(),
            waiting: Vec::new(),
            waiting_bytes: 0,
            _lock: lock,
        };
        writer.sweep()?;
        if writer.last.generation == 0 {
            // An index is there from its first commit on.
            writer.commit(false)?;
        }
        if is_repair || writer.has_lost_stories() || !writer.last.finished {
            writer.begin()?;
        }
        Ok(writer)
    }

    /// The index as of the last commit, which only this writer changes.
    fn index(&self) -> Result<Index, IndexError> {
        let commit =
            Commit::read(&*self.folder)?.ok_or_else(|| IndexError::Missing(self.dir().to_owned()))?;
        Index::at_commit(&self.folder, &commit).map(|(index, _)| index)
    }

    fn dir(&self) -> &Path {
        self.folder.path()
    }

    fn has_lost_stories(&self) -> bool {
        Stories::open(&*self.folder, self.last.stories.as_ref()).is_err()
    }

    /// The stories of the last finished run; `None` if they are not as they were written, so that all have to be worked out anew.
    fn sound_stories(&self) -> Result<Option<Stories>, IndexError> {
        let Some(named) = &self.last.stories else { return Ok(Some(Stories::default())) };
        match check::check_file(&*self.folder, &named.file, &Expected::Hash(named.blake3.clone())) {
            Ok(()) => Stories::open(&*self.folder, Some(named)).map(Some),
            Err(IndexError::Damaged { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Adds a document; `bytes` is the length of the text it came from.
    fn add(&mut self, doc: TantivyDocument, bytes: u64) -> Result<(), IndexError> {
        self.begin()?;
        self.bytes += bytes;
        self.waiting_bytes += bytes;
        self.waiting.push(doc);
        if self.waiting.len() >= BATCH_SIZE || self.waiting_bytes >= BATCH_BYTES {
            self.hand_over()?;
        }
        Ok(())
    }

    /// Hands the documents that wait to the indexing threads. A deletion holds for those handed over before it.
    fn hand_over(&mut self) -> Result<(), IndexError> {
        self.waiting_bytes = 0;
        let adds: Vec<UserOperation> = self.waiting.drain(..).map(UserOperation::Add).collect();
        self.inner.run(adds).map(drop).map_err(|error| self.failed(error))
    }

    /// Deletes the document with a key.
    fn delete_key(&mut self, key: u64) -> Result<(), IndexError> {
        self.begin()?;
        self.hand_over()?;
        let group = Term::from_field_u64(self.fields.key_group, key_group(key));
        let group = TermQuery::new(group, IndexRecordOption::Basic);
        let own = || Bound::Included(Term::from_field_u64(self.fields.key, key));
        let both = BooleanQuery::intersection(vec![Box::new(group), Box::new(RangeQuery::new(own(), own()))]);
        self.inner.delete_query(Box::new(both)).map(drop).map_err(|error| self.failed(error))
    }

    /// Deletes all documents of a file and forgets the file.
    fn delete_file(&mut self, path: &Path) -> Result<(), IndexError> {
        self.begin()?;
        self.hand_over()?;
        self.inner.delete_term(Term::from_field_u64(self.fields.file, file_hash(path)));
        self.manifest.remove(path);
        Ok(())
    }

    /// Notes that a file was read to its end.
    fn note_finished(&mut self, entry: FileEntry) -> Result<(), IndexError> {
        if self.manifest.files().get(&entry.path) == Some(&entry) {
            return Ok(());
        }
        self.begin()?;
        self.manifest.insert(entry);
        Ok(())
    }

    /// Notes that a file is about to be read, so that a commit in the middle of it lists it as unfinished.
    fn note_begun(&mut self, path: &Path) -> Result<(), IndexError> {
        self.begin()?;
        self.manifest.insert(FileEntry::unfinished(path));
        Ok(())
    }

    /// Notes that a file is being moved away from its path: a commit in the middle of it lists it as unfinished.
    fn note_left(&mut self, entry: FileEntry) -> Result<(), IndexError> {
        self.begin()?;
        self.manifest.insert(entry.departing());
        Ok(())
    }

    /// Notes that nothing of a file is left under its path.
    fn note_forgotten(&mut self, path: &Path) -> Result<(), IndexError> {
        self.begin()?;
        self.manifest.remove(path);
        Ok(())
    }

    /// Commits if enough text or time has passed.
    fn commit_when_due(&mut self) -> Result<(), IndexError> {
        if self.wrote && (self.bytes >= self.commit_bytes || self.since.elapsed() >= COMMIT_TIME) {
            self.commit(false)?;
            let segments = self.segments()?;
            self.merge(&merge::after_a_commit(&*self.folder, &segments))?;
        }
        Ok(())
    }

    /// Reads every byte of the last commit, whether or not anything is to be written.
    ///
    /// # Errors
    /// If a file is not as it was written.
    fn check_all(&mut self) -> Result<(), IndexError> {
        if self.check.is_none() && !self.wrote {
            self.check = Some(self.start_check()?);
        }
        self.finish_check()?;
        if self.sound_stories()?.is_none() {
            self.begin()?;
        }
        Ok(())
    }

    /// Begins to check what this run builds on, before the first change.
    fn begin(&mut self) -> Result<(), IndexError> {
        if !self.wrote {
            self.wrote = true;
            if self.check.is_none() {
                self.check = Some(self.start_check()?);
            }
        }
        Ok(())
    }

    fn start_check(&self) -> Result<RunningCheck, IndexError> {
        let meta = self.inner.index().load_metas().map_err(|error| self.failed(error))?;
        let mut files = check::expected(&segment_files::of_commit(&meta), &self.last, &self.stamps);
        // These two are made anew where they are lost.
        files.retain(|(name, _)| !stories::is_stories(name) && !checksums::is_checksums(name));
        RunningCheck::start(&self.folder, files, self.threads)
    }

    fn finish_check(&mut self) -> Result<(), IndexError> {
        self.check.take().map_or(Ok(()), |check| check.finish(self.folder.path()))
    }

    fn failed(&self, error: tantivy::TantivyError) -> IndexError {
        IndexError::engine_of(&self.directory, self.folder.path())(error)
    }

    fn segments(&self) -> Result<Vec<SegmentMeta>, IndexError> {
        self.inner.index().searchable_segment_metas().map_err(|error| self.failed(error))
    }

    fn commit(&mut self, finished: bool) -> Result<(), IndexError> {
        self.hand_over()?;
        self.finish_check()?;
        let failed = |error| IndexError::engine_of(&self.directory, self.folder.path())(error);
        let mut prepared = self.inner.prepare_commit().map_err(failed)?;
        pause::at("commit-prepared");
        // Generations that were never committed to may have left files under their names.
        let generation = self.last.generation + 1;
        let manifest = self.manifest.write(&*self.folder, generation, finished)?;
        let payload = Payload { generation, finished, manifest, ..self.last.clone() };
        let text = serde_json::to_string(&payload)
            .map_err(|error| IndexError::io(self.folder.path())(error.into()))?;
        prepared.set_payload(&text);
        pause::at("commit-named");
        prepared.commit().map_err(failed)?;
        pause::at("committed");
        self.last = payload;
        self.bytes = 0;
        self.since = Instant::now();
        self.sweep()
    }

    /// Removes the files that the last commit does not name.
    fn sweep(&self) -> Result<(), IndexError> {
        let meta = self.inner.index().load_metas().map_err(|error| self.failed(error))?;
        let named = self.last.files().map(|named| named.file.clone());
        sweep(&*self.folder, &segment_files::of_commit(&meta).into_iter().chain(named).collect())
    }

    /// Merges lists of segments, each into one, after a look at every byte of them.
    fn merge(&mut self, lists: &[Vec<SegmentId>]) -> Result<(), IndexError> {
        for list in lists {
            self.check_segments(list)?;
            let merged = self.inner.merge(list).wait();
            merged.map_err(|error| self.failed(error))?;
            pause::at("merged");
        }
        Ok(())
    }

    fn check_segments(&self, list: &[SegmentId]) -> Result<(), IndexError> {
        let segments = self.segments()?;
        let inputs = segments.iter().filter(|segment| list.contains(&segment.id()));
        let files: Vec<(String, Expected)> =
            inputs.flat_map(segment_files::of_segment).map(|name| (name, Expected::Footer)).collect();
        check::check_files(&*self.folder, &files, self.threads)
    }

    /// Brings the stories up to date with the articles, for the next commit to name.
    fn group_copies(&mut self) -> Result<(), IndexError> {
        let (index, known) = (self.index()?, self.sound_stories()?.unwrap_or_default());
        let grouped = copies::group(&index.searcher(), &self.fields, &known, self.threads)?;
        let written = stories::write(&*self.folder, self.last.generation + 1, grouped)?;
        self.last.stories = written;
        Ok(())
    }

    /// Stamps the files of the segments and of the stories. Hashes of files that were not touched are kept.
    fn stamp(&mut self) -> Result<(), IndexError> {
        let meta = self.inner.index().load_metas().map_err(|error| self.failed(error))?;
        let named = self.last.stories.iter().map(|named| named.file.clone());
        let names: BTreeSet<String> = segment_files::of_commit(&meta).into_iter().chain(named).collect();
        let mut stamps = Stamps::new();
        for name in names {
            let known =
                self.stamps.get(&name).filter(|stamp| checksums::is_untouched(&*self.folder, &name, stamp));
            let stamp = match known {
                Some(stamp) => stamp.clone(),
                None => Stamp::of(&*self.folder, &name)
                    .map_err(|error| checksums::unreadable(&*self.folder, &name, error))?,
            };
            stamps.insert(name, stamp);
        }
        self.last.checksums = Some(checksums::write(&*self.folder, self.last.generation + 1, &stamps)?);
        self.stamps = stamps;
        Ok(())
    }

    /// Commits what is left, merges, works out the stories, and says in a last commit that the run is finished.
    fn finish_run(&mut self) -> Result<(), IndexError> {
        if !self.wrote {
            return Ok(());
        }
        self.commit(false)?;
        let segments = self.segments()?;
        self.merge(&merge::at_the_end(&*self.folder, &segments))?;
        self.group_copies()?;
        pause::at("stories-written");
        self.stamp()?;
        pause::at("checksums-written");
        self.commit(true)?;
        super::folder::remove_if_there(&*self.folder, VERIFIED_FILE)
            .map_err(IndexError::io(self.dir().join(VERIFIED_FILE)))
    }

    /// Commits what was done so far, as the commit of a run that did not finish.
    fn stop_run(&mut self) -> Result<(), IndexError> {
        if self.wrote {
            self.commit(false)?;
        }
        Ok(())
    }

    /// Ends the threads of tantivy while the lock is still held.
    ///
    /// # Errors
    /// If one of them failed.
    fn end_threads(self) -> Result<(), IndexError> {
        let Writer { inner, folder, directory, _lock, .. } = self;
        inner.wait_merging_threads().map_err(IndexError::engine_of(&directory, folder.path()))?;
        pause::at("writer-closed");
        drop(_lock);
        Ok(())
    }

    fn give_up(mut self, error: StoreError) -> StoreError {
        let error = self.cause_of(error);
        let Writer { inner, folder, _lock, .. } = self;
        drop(inner);
        // A commit that failed at its very end may be the last one all the same.
        if let Ok(Some(commit)) = Commit::read(&*folder) {
            let _ = sweep(&*folder, &commit.files());
        }
        drop(_lock);
        error
    }

    /// What fails while a damaged file is read fails in many ways; which file it is, the check of all of them tells.
    fn cause_of(&mut self, error: StoreError) -> StoreError {
        if error.as_of::<IndexError>().is_some_and(IndexError::is_of_the_system) {
            return error;
        }
        self.wrote = false;
        match self.check_all() {
            Err(damage @ IndexError::Damaged { .. }) => damage.into(),
            _ => error,
        }
    }
}

impl Store for Writer {
    type View = Snapshot;

    fn view(&self) -> Result<Snapshot, StoreError> {
        Ok(Snapshot::of(&self.index()?))
    }

    fn files(&self) -> &Files {
        self.manifest.files()
    }

    fn check(&mut self) -> Result<(), StoreError> {
        Ok(self.check_all()?)
    }

    fn put(&mut self, document: TantivyDocument, bytes: u64) -> Result<(), StoreError> {
        Ok(self.add(document, bytes)?)
    }

    fn remove(&mut self, key: u64) -> Result<(), StoreError> {
        Ok(self.delete_key(key)?)
    }

    fn remove_file(&mut self, path: &Path) -> Result<(), StoreError> {
        Ok(self.delete_file(path)?)
    }

    fn begin_file(&mut self, path: &Path) -> Result<(), StoreError> {
        Ok(self.note_begun(path)?)
    }

    fn leave_file(&mut self, entry: FileEntry) -> Result<(), StoreError> {
        Ok(self.note_left(entry)?)
    }

    fn forget_file(&mut self, path: &Path) -> Result<(), StoreError> {
        Ok(self.note_forgotten(path)?)
    }

    fn finish_file(&mut self, entry: FileEntry) -> Result<(), StoreError> {
        Ok(self.note_finished(entry)?)
    }

    fn commit_if_due(&mut self) -> Result<(), StoreError> {
        Ok(self.commit_when_due()?)
    }

    fn finish(&mut self) -> Result<(), StoreError> {
        Ok(self.finish_run()?)
    }

    fn stop(&mut self) -> Result<(), StoreError> {
        Ok(self.stop_run()?)
    }

    /// Ends the threads of tantivy while the lock is still held.
    fn close(self) -> Result<(), StoreError> {
        Ok(self.end_threads()?)
    }

    /// Gives back the room that it takes on disk too.
    fn abandon(self, error: StoreError) -> StoreError {
        self.give_up(error)
    }
}

/// Takes the lock of the writer. `verify` holds it for a moment, and a run that ends does too, so it is tried for a while.
fn take_lock(folder: &SharedFolder) -> Result<HeldLock, IndexError> {
    let start = Instant::now();
    loop {
        let lock =
            folder.lock(WRITER_LOCK, false).map_err(IndexError::io(folder.path().join(WRITER_LOCK)))?;
        match lock {
            Some(lock) => return Ok(lock),
            None if start.elapsed() < LOCK_PATIENCE => std::thread::sleep(LOCK_INTERVAL),
            None => return Err(IndexError::Locked(folder.path().to_owned())),
        }
    }
}

fn open_inner(
    folder: &SharedFolder,
    directory: &TantivyFolder,
    index: &tantivy::Index,
    threads: usize,
    memory: usize,
) -> Result<IndexWriter, IndexError> {
    let threads = threads.clamp(1, MAX_THREADS).min((memory / MIN_MEMORY_PER_THREAD).max(1));
    // Beside the buffers that tantivy counts, a segment that is being written needs memory too.
    let memory = (memory / 4 * 3 / threads).clamp(MIN_MEMORY_PER_THREAD, MAX_MEMORY_PER_THREAD);
    let options = IndexWriterOptions::builder()
        .num_worker_threads(threads)
        .memory_budget_per_thread(memory)
        .num_merge_threads(1)
        .build();
    let inner =
        index.writer_with_options(options).map_err(IndexError::engine_of(directory, folder.path()))?;
    // Merging is this writer's own work.
    inner.set_merge_policy(Box::new(NoMergePolicy));
    Ok(inner)
}

fn commit_bytes() -> u64 {
    let setting = std::env::var(COMMIT_BYTES_SETTING).ok();
    setting.and_then(|bytes| bytes.parse().ok()).unwrap_or(COMMIT_BYTES)
}
