//! Opening an index to read from it.

use std::collections::BTreeSet;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;

use tantivy::store::{Compressor, ZstdCompressor};
use tantivy::{IndexReader, IndexSettings, ReloadPolicy, Searcher};

use super::IndexError;
use super::analyzer::register_analyzers;
use super::checksums::{self, Stamps, damaged};
use super::commit::{Commit, Payload};
use super::dictionaries::DictionaryCheck;
use super::folder::{DiskFolder, HeldLock, META_FILE, READER_LOCK, SharedFolder, TantivyFolder};
use super::format::{self, Holds};
use super::manifest::Manifest;
use super::pause;
use super::schema::Fields;
use super::stories::Stories;
use super::verified;
use super::view::Snapshot;
use dateline_search::store::Files;

/// Articles are compressed together in blocks of this many bytes: larger ones are smaller on disk and slower to read from.
const STORE_BLOCK: usize = 64 << 10;

/// How hard zstd tries: a twentieth smaller than by its own choice, for a hundredth of the time of indexing.
const STORE_LEVEL: i32 = 7;

/// How often opening is tried again while another process commits.
const OPEN_TRIES: usize = 5;

/// An index opened for reading, as it was at its last commit.
pub struct Index {
    folder: SharedFolder,
    inner: tantivy::Index,
    fields: Fields,
    reader: IndexReader,
    payload: Payload,
    generation: String,
    files: BTreeSet<String>,
    stories: Stories,
    warnings: Vec<String>,
    dictionaries: DictionaryCheck,
}

impl Index {
    /// Opens the index in a folder.
    ///
    /// # Errors
    /// If there is none, if it is of another format, or if a file was changed since it was written.
    pub fn open(dir: &Path) -> Result<Index, IndexError> {
        let mut index = Index::open_in(&existing_folder(dir)?)?;
        index.dictionaries = DictionaryCheck::start(&index.inner);
        Ok(index)
    }

    /// Opens the index in a folder, with a look at the sizes and times of its files.
    ///
    /// # Errors
    /// As [`open`](Index::open).
    pub fn open_in(folder: &SharedFolder) -> Result<Index, IndexError> {
        let mut tries = 0;
        loop {
            tries += 1;
            let lock = lock_readers(folder)?;
            let commit = last_commit(folder)?;
            pause::at("commit-read");
            let opened = Index::at_commit(folder, &commit);
            pause::at("segments-opened");
            // Where no lock could be taken, or while touched files are read, another process may have committed
            // and removed files. Damage is believed only of the last commit.
            drop(lock);
            match opened.and_then(|(index, stamps)| index.checked(&stamps)) {
                Err(error) if tries < OPEN_TRIES && !is_last(folder, &commit) => drop(error),
                opened => return opened,
            }
        }
    }

    /// Opens what a commit names. The caller holds the lock of readers or that of the writer.
    pub(crate) fn at_commit(folder: &SharedFolder, commit: &Commit) -> Result<(Index, Stamps), IndexError> {
        let payload = commit.payload.clone().unwrap_or_default();
        let mut warnings = Vec::new();
        let mut stamps = match &payload.checksums {
            Some(named) => or_warn(checksums::read(&**folder, named), &mut warnings)?,
            None => Stamps::new(),
        };
        let inner = open_commit(folder, commit)?;
        // What was merged or deleted since the checksums were written is not part of this commit.
        let files = commit.files();
        stamps.retain(|name, _| files.contains(name));
        expect_sizes(folder, &stamps)?;
        let reader = guarded(|| open_segments(folder, &inner))?;
        let stories = or_warn(Stories::open(&**folder, payload.stories.as_ref()), &mut warnings)?;
        let (_, fields) = Fields::schema();
        let dictionaries = DictionaryCheck::default();
        let folder = Arc::clone(folder);
        let generation = name_of(&commit.meta);
        Ok((
            Index {
                folder,
                inner,
                fields,
                reader,
                payload,
                generation,
                files,
                stories,
                warnings,
                dictionaries,
            },
            stamps,
        ))
    }

    fn checked(mut self, stamps: &Stamps) -> Result<Index, IndexError> {
        let stories = self.payload.stories.as_ref().map(|named| named.file.as_str());
        match verified::check_touched(&*self.folder, stamps) {
            Err(IndexError::Damaged { file, reason }) if Some(file.as_str()) == stories => {
                self.warnings.push(without(&file, &reason));
                self.stories = Stories::default();
                Ok(self)
            }
            checked => checked.map(|()| self),
        }
    }

    /// The folder of the index.
    pub fn dir(&self) -> &Path {
        self.folder.path()
    }

    /// A name of the commit that it was opened at, which no other commit has.
    pub fn generation(&self) -> &str {
        &self.generation
    }

    /// The number of the run that made the commit.
    pub(crate) fn run(&self) -> u64 {
        self.payload.run
    }

    /// The last run all of whose articles are there: a run that goes on, or was stopped, is not one.
    pub(crate) fn complete_run(&self) -> u64 {
        self.payload.run.saturating_sub(u64::from(!self.payload.finished))
    }

    /// When the index was made, which an index that is made anew does not have in common with the one before.
    pub(crate) fn made(&self) -> u64 {
        self.payload.made
    }

    /// The handles of the fields.
    pub fn fields(&self) -> &Fields {
        &self.fields
    }

    /// A view of the articles as of the last commit.
    pub fn searcher(&self) -> Searcher {
        self.reader.searcher()
    }

    /// What it holds, as a run asks for it.
    pub fn view(&self) -> Snapshot {
        Snapshot::of(self)
    }

    /// Which articles are copies of one story.
    pub(crate) fn stories(&self) -> &Stories {
        &self.stories
    }

    /// What the archive as a whole shows about names, as lines of a file of names.
    pub(crate) fn archive_names(&self) -> &[String] {
        &self.payload.names
    }

    /// The tantivy index underneath.
    pub fn tantivy(&self) -> &tantivy::Index {
        &self.inner
    }

    /// What the user should know before trusting an answer: that a run did not finish, or that a file is lost.
    pub fn warnings(&self) -> Vec<String> {
        let unfinished = (!self.payload.finished).then(|| {
            "the last run that wrote to this index did not finish; run `dateline index` on your files again to \
             complete it"
                .to_owned()
        });
        unfinished.into_iter().chain(self.warnings.iter().cloned()).collect()
    }

    /// Waits for the check of the dictionaries that runs during a search.
    ///
    /// # Errors
    /// If one of them is damaged: words may then have been looked up wrongly.
    pub fn confirm(&self) -> Result<(), IndexError> {
        self.dictionaries.confirm(self.dir())
    }

    /// The bytes that the files of the last commit take.
    ///
    /// # Errors
    /// None so far; the folder may have to be read.
    pub fn bytes(&self) -> Result<u64, IndexError> {
        let all = self.files.iter().map(String::as_str).chain([META_FILE, format::FORMAT_FILE]);
        Ok(all.filter_map(|name| self.folder.facts(name).ok()).map(|facts| facts.size).sum())
    }

    /// The files that it holds articles of, as of its commit.
    ///
    /// # Errors
    /// If what is written of them is missing or damaged.
    pub fn files(&self) -> Result<Files, IndexError> {
        Ok(Manifest::read(&*self.folder, &self.payload.manifest)?.files().clone())
    }
}

/// The name of the last commit of the index in a folder, as [`Index::generation`] gives it; `None` if there is none,
/// or none that can be read.
pub fn last_generation(dir: &Path) -> Option<String> {
    std::fs::read(dir.join(META_FILE)).ok().map(|meta| name_of(&meta))
}

/// A name of what `meta.json` says.
fn name_of(meta: &[u8]) -> String {
    blake3::hash(meta).to_hex().as_str()[..16].to_owned()
}

/// True if there is neither an index in the folder nor anything else.
///
/// # Errors
/// If there is something else, or the folder cannot be read.
pub fn is_nothing_there(dir: &Path) -> Result<bool, IndexError> {
    match existing_folder(dir) {
        Ok(folder) => Ok(matches!(format::inspect(&*folder)?, Holds::Nothing)),
        Err(IndexError::Missing(_)) => Ok(true),
        Err(error) => Err(error),
    }
}

/// The folder of an index that is there.
pub fn existing_folder(dir: &Path) -> Result<SharedFolder, IndexError> {
    match DiskFolder::open(dir) {
        Ok(folder) => Ok(Arc::new(folder)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(IndexError::Missing(dir.to_owned())),
        Err(error) => Err(folder_error(dir, error)),
    }
}

/// The folder of an index, made if there is none.
pub fn new_or_existing_folder(dir: &Path) -> Result<SharedFolder, IndexError> {
    std::fs::create_dir_all(dir).map_err(|error| folder_error(dir, error))?;
    DiskFolder::open(dir)
        .map(|folder| Arc::new(folder) as SharedFolder)
        .map_err(|error| folder_error(dir, error))
}

fn folder_error(dir: &Path, error: io::Error) -> IndexError {
    match error.kind() {
        io::ErrorKind::NotADirectory | io::ErrorKind::AlreadyExists => {
            IndexError::Foreign { path: dir.to_owned(), found: "it is a file".to_owned() }
        }
        _ => IndexError::io(dir)(error),
    }
}

/// Takes the lock under which a commit and its files are opened; nothing where the folder cannot be written,
/// which is one that this machine's writers leave alone too.
pub(crate) fn lock_readers(folder: &SharedFolder) -> Result<Option<HeldLock>, IndexError> {
    match folder.lock(READER_LOCK, true) {
        Ok(lock) => Ok(lock),
        Err(error) if is_read_only(&error) => Ok(None),
        Err(error) => Err(IndexError::io(folder.path().join(READER_LOCK))(error)),
    }
}

/// True for what the system says where it lets nobody write.
fn is_read_only(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem)
}

/// The last commit of an index.
///
/// # Errors
/// If there is no index, or one of another format, or no commit.
pub(crate) fn last_commit(folder: &SharedFolder) -> Result<Commit, IndexError> {
    let missing = || IndexError::Missing(folder.path().to_owned());
    match format::inspect(&**folder)? {
        Holds::Nothing | Holds::Begun => Err(missing()),
        Holds::Index(commit) => Ok(*commit),
    }
}

fn is_last(folder: &SharedFolder, commit: &Commit) -> bool {
    Commit::read(&**folder).is_ok_and(|last| last.is_some_and(|last| last.meta == commit.meta))
}

/// A part without which a search answers all the same; what is wrong with it becomes a warning.
fn or_warn<T: Default>(read: Result<T, IndexError>, warnings: &mut Vec<String>) -> Result<T, IndexError> {
    match read {
        Err(IndexError::Damaged { file, reason }) => {
            warnings.push(without(&file, &reason));
            Ok(T::default())
        }
        read => read,
    }
}

fn without(file: &str, reason: &str) -> String {
    let lost = if super::stories::is_stories(file) {
        "so copies of a story are shown separately"
    } else {
        "so damage cannot be detected"
    };
    format!("{file}: {reason}, {lost}; to repair it, run `dateline verify --repair` or `dateline index`")
}

/// Compares sizes, so that nothing is taken from a file that was cut.
fn expect_sizes(folder: &SharedFolder, stamps: &Stamps) -> Result<(), IndexError> {
    for (name, stamp) in stamps.iter().filter(|(name, _)| !super::stories::is_stories(name)) {
        let facts = folder.facts(name).map_err(|error| checksums::unreadable(&**folder, name, error))?;
        if facts.size != stamp.size {
            return Err(damaged(name, &format!("it has {} bytes instead of {}", facts.size, stamp.size)));
        }
    }
    Ok(())
}

/// tantivy trusts its files, and may panic if one is damaged.
fn guarded<T>(open: impl FnOnce() -> Result<T, IndexError>) -> Result<T, IndexError> {
    catch_unwind(AssertUnwindSafe(open))
        .unwrap_or_else(|_| Err(damaged(META_FILE, "a segment cannot be opened")))
}

/// tantivy's index as of a commit, with none of its segments opened.
fn open_commit(folder: &SharedFolder, commit: &Commit) -> Result<tantivy::Index, IndexError> {
    let directory = TantivyFolder::at_commit(Arc::clone(folder), commit.meta.clone());
    let inner = tantivy::Index::open(directory).map_err(IndexError::engine(folder.path()))?;
    expect_schema(&inner)?;
    Ok(inner)
}

fn open_segments(folder: &SharedFolder, inner: &tantivy::Index) -> Result<IndexReader, IndexError> {
    let reader = inner.reader_builder().reload_policy(ReloadPolicy::Manual);
    reader.try_into().map_err(IndexError::engine(folder.path()))
}

/// Registers our analyzers in an index of our schema.
fn expect_schema(index: &tantivy::Index) -> Result<(), IndexError> {
    register_analyzers(index.tokenizers());
    let (schema, _) = Fields::schema();
    match index.schema() == schema {
        true => Ok(()),
        false => Err(damaged(META_FILE, "its schema does not match its format version")),
    }
}

/// Opens the index in a folder for writing, making a new one if there is none. The caller holds the writer's lock.
pub(crate) fn open_or_create(
    directory: &TantivyFolder,
    folder: &SharedFolder,
) -> Result<tantivy::Index, IndexError> {
    let failed = |error| IndexError::engine_of(directory, folder.path())(error);
    let has_segments = folder.facts(META_FILE).is_ok();
    if !format::is_written(&**folder)? {
        format::write(&**folder)?;
    }
    if has_segments {
        let index = tantivy::Index::open(directory.clone()).map_err(failed)?;
        return expect_schema(&index).map(|()| index);
    }
    let settings = IndexSettings {
        docstore_blocksize: STORE_BLOCK,
        docstore_compression: Compressor::Zstd(ZstdCompressor { compression_level: Some(STORE_LEVEL) }),
        ..IndexSettings::default()
    };
    let (schema, _) = Fields::schema();
    let index = tantivy::Index::create(directory.clone(), schema, settings).map_err(failed)?;
    register_analyzers(index.tokenizers());
    Ok(index)
}
