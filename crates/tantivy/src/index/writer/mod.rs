//! Writing to the index: documents, deletions and commits that carry their manifest.
//!
//! The lock of the writer is held from before the last commit is read until after the last write.

mod store;

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tantivy::index::{SegmentId, SegmentMeta};
use tantivy::indexer::{IndexWriterOptions, NoMergePolicy, UserOperation};
use tantivy::{IndexWriter, TantivyDocument};

use crate::index::IndexError;
use crate::index::archive_names;
use crate::index::check::{self, Expected, RunningCheck};
use crate::index::checksums::{self, Stamp, Stamps};
use crate::index::commit::{Commit, Payload};
use crate::index::copies;
use crate::index::folder::{HeldLock, SharedFolder, TantivyFolder, WRITER_LOCK};
use crate::index::format::{self, FORMAT_VERSION, Holds};
use crate::index::manifest::Manifest;
use crate::index::open::{Index, open_or_create};
use crate::index::pause;
use crate::index::schema::Fields;
use crate::index::segment_files;
use crate::index::stories::{self, Stories};
use crate::index::sweep::sweep;
use dateline_search::store::{Store, StoreError};

/// A commit happens after this much text at the latest.
const COMMIT_BYTES: u64 = 256 << 20;
/// A hidden setting in its place, for tests that need many commits.
const COMMIT_BYTES_SETTING: &str = "DATELINE_COMMIT_BYTES";
/// tantivy asks for at least this much memory a thread.
const MIN_MEMORY_PER_THREAD: usize = 15_000_000;
/// tantivy takes no more than this much memory a thread, with some to spare.
const MAX_MEMORY_PER_THREAD: usize = u32::MAX as usize - 2_000_000;
/// More indexing threads than this only make more segments.
const MAX_THREADS: usize = 8;

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
    /// The number of this run, which it takes once it changes something.
    run: u64,
    since: Instant,
    /// Documents that are not yet handed to the indexing threads, to wake which takes time.
    waiting: Vec<TantivyDocument>,
    waiting_bytes: u64,
    /// Given back last of all, when nothing can write any more.
    _lock: HeldLock,
}

impl Writer {
    /// Takes the lock, removes what stopped runs left and opens the index for writing; a new one if there is none.
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
        let last = payload.unwrap_or_else(|| Payload {
            format_version: FORMAT_VERSION,
            made: now(),
            ..Payload::default()
        });
        let stamps = last.checksums.as_ref().map(|named| checksums::read(&**folder, named));
        // Lost checksums or stories are made again at the end of the run.
        let is_repair = matches!(stamps, Some(Err(IndexError::Damaged { .. })));
        let stamps = match stamps {
            Some(Err(IndexError::Damaged { .. })) | None => Stamps::new(),
            Some(read) => read?,
        };
        let run = last.run + 1;
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
            run,
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

    /// The stories of the last finished run; `None` if they are not as they were written, so that all have to be worked out again.
    fn sound_stories(&self) -> Result<Option<Stories>, IndexError> {
        let Some(named) = &self.last.stories else { return Ok(Some(Stories::default())) };
        match check::check_file(&*self.folder, &named.file, &Expected::Hash(named.blake3.clone())) {
            Ok(()) => Stories::open(&*self.folder, Some(named)).map(Some),
            Err(IndexError::Damaged { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Hands the documents that wait to the indexing threads. A deletion holds for those handed over before it.
    fn hand_over(&mut self) -> Result<(), IndexError> {
        self.waiting_bytes = 0;
        let adds: Vec<UserOperation> = self.waiting.drain(..).map(UserOperation::Add).collect();
        self.inner.run(adds).map(drop).map_err(|error| self.failed(error))
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
        // These two are made again where they are lost.
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
        let run = if self.wrote { self.run } else { self.last.run };
        let payload = Payload { generation, run, finished, manifest, ..self.last.clone() };
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

    /// Works out what the archive as a whole shows about names, for the next commit to say.
    fn settle_names(&mut self) -> Result<(), IndexError> {
        let index = self.index()?;
        let statements = archive_names::statements(&index.searcher());
        self.last.names = statements.map_err(|error| self.failed(error))?;
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

    /// Reading a damaged file fails in many ways; the check of all files finds out which one it is.
    fn cause_of(&mut self, error: StoreError) -> StoreError {
        if error.as_of::<IndexError>().is_some_and(IndexError::is_of_the_system) {
            return error;
        }
        self.wrote = false;
        match self.check() {
            Err(damage) if matches!(damage.as_of(), Some(IndexError::Damaged { .. })) => damage,
            _ => error,
        }
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
    // In addition to the buffers that tantivy counts, a segment that is being written needs memory too.
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

/// Nanoseconds since 1970.
fn now() -> u64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_nanos()).unwrap_or_default()
}

fn commit_bytes() -> u64 {
    let setting = std::env::var(COMMIT_BYTES_SETTING).ok();
    setting.and_then(|bytes| bytes.parse().ok()).unwrap_or(COMMIT_BYTES)
}
