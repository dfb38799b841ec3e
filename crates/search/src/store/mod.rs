//! What keeps articles: bringing them in file by file, with what is known of each file.
//!
//! A [`Store`] is written by one run at a time; its [`View`] is what it held when the run began, and is read
//! from many threads. What a run has to do is decided by others, from the [`Files`] and the records of a file.
//!
//! Not for: reading files, or deciding what is new in them.

mod files;
mod remembered;

use std::error::Error;
use std::path::Path;

use dateline_core::article::Article;
use thiserror::Error;

pub use files::{FileEntry, Files, path_form};
pub use remembered::{Remembered, Severity};

/// What identifies an article in a store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Identity {
    /// Hash of the file's path.
    pub file: u64,
    /// Hash of path, id, and which occurrence of the id within the file it is.
    pub key: u64,
    /// Hash of the record's bytes and of the version that read it.
    pub digest: u64,
}

/// Where an article is in a view; of no meaning outside that view.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place(pub u64);

/// One article that a store holds of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StoredRecord {
    /// The key that it was stored with.
    pub key: u64,
    /// The digest that it was stored with.
    pub digest: u64,
    /// The number of its record in the file, from 0.
    pub record: u64,
    /// Where it stands.
    pub place: Place,
    /// When it was first indexed.
    pub first: FirstIndexed,
}

/// When an article was first indexed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FirstIndexed {
    /// The number of the run.
    pub run: u64,
    /// The time, in seconds since 1970.
    pub at: i64,
}

/// What can go wrong with a store.
#[derive(Debug, Error)]
pub enum StoreError {
    /// The store cannot be read or written, in its own words.
    #[error(transparent)]
    Store(Box<dyn Error + Send + Sync>),
    /// A part of the program panicked.
    #[error(
        "internal error while updating the index; everything committed before is kept; please report this"
    )]
    Internal,
}

impl StoreError {
    /// An error of a store.
    pub fn of(error: impl Error + Send + Sync + 'static) -> StoreError {
        StoreError::Store(Box::new(error))
    }

    /// The error as that of a kind of store.
    pub fn as_of<E: Error + 'static>(&self) -> Option<&E> {
        match self {
            StoreError::Store(error) => error.downcast_ref(),
            StoreError::Internal => None,
        }
    }
}

/// What a store held when a run began.
pub trait View: Send + Sync {
    /// An article made ready to be stored.
    type Document: Send;

    /// The articles of a file, by the hash of its path.
    ///
    /// # Errors
    /// If the store cannot be read.
    fn records(&self, file: u64) -> Result<Vec<StoredRecord>, StoreError>;

    /// How many articles there are of a file, by the hash of its path.
    ///
    /// # Errors
    /// If the store cannot be read.
    fn count(&self, file: u64) -> Result<u64, StoreError>;

    /// The articles with an id, each with the hash of the path of its file.
    ///
    /// # Errors
    /// If the store cannot be read.
    fn with_id(&self, id: &str) -> Result<Vec<(u64, StoredRecord)>, StoreError>;

    /// A stored article.
    ///
    /// # Errors
    /// If it is not as it was stored.
    fn article(&self, place: Place) -> Result<Article, StoreError>;

    /// The number of the run that the view was made for: one more than that of the last run that changed anything.
    fn run(&self) -> u64;

    /// Makes an article ready to be stored, which takes time and needs no turn.
    ///
    /// # Errors
    /// If it cannot be stored, in words.
    fn document(&self, article: &Article, identity: Identity) -> Result<Self::Document, String>;
}

/// Something that keeps articles and is brought up to date by one run at a time.
///
/// Changes are visible once a commit has been made; a run that ends before its first
/// commit leaves the store as it was.
pub trait Store {
    /// What it held when the run began.
    type View: View;

    /// What it held at its last commit.
    ///
    /// # Errors
    /// If the store cannot be read.
    fn view(&self) -> Result<Self::View, StoreError>;

    /// The files that it holds articles of, with what is not yet committed.
    fn files(&self) -> &Files;

    /// The digest of what the user said of articles, as it was last brought to all of them; 0 if nothing was.
    fn curated(&self) -> u64;

    /// Notes that what the user says of articles, with this digest, was brought to all of them.
    ///
    /// # Errors
    /// If it cannot be written.
    fn note_curated(&mut self, digest: u64) -> Result<(), StoreError>;

    /// Reads every byte of the last commit, whether or not anything is to be written.
    ///
    /// # Errors
    /// If something is not as it was written.
    fn check(&mut self) -> Result<(), StoreError>;

    /// Stores an article; `bytes` is the length of the text it came from.
    ///
    /// # Errors
    /// If it cannot be written.
    fn put(&mut self, document: <Self::View as View>::Document, bytes: u64) -> Result<(), StoreError>;

    /// Removes the article with a key.
    ///
    /// # Errors
    /// If it cannot be written.
    fn remove(&mut self, key: u64) -> Result<(), StoreError>;

    /// Removes all articles of a file and forgets the file.
    ///
    /// # Errors
    /// If it cannot be written.
    fn remove_file(&mut self, path: &Path) -> Result<(), StoreError>;

    /// Notes that a file is about to be read, so that a commit in the middle of it lists it as unfinished.
    ///
    /// # Errors
    /// If it cannot be written.
    fn begin_file(&mut self, path: &Path) -> Result<(), StoreError>;

    /// Notes that a file is being moved away from its path: a commit in the middle of it lists it as unfinished.
    ///
    /// # Errors
    /// If it cannot be written.
    fn leave_file(&mut self, entry: FileEntry) -> Result<(), StoreError>;

    /// Notes that nothing of a file is left under its path.
    ///
    /// # Errors
    /// If it cannot be written.
    fn forget_file(&mut self, path: &Path) -> Result<(), StoreError>;

    /// Notes that a file was read to its end.
    ///
    /// # Errors
    /// If it cannot be written.
    fn finish_file(&mut self, entry: FileEntry) -> Result<(), StoreError>;

    /// Commits if enough text or time has passed.
    ///
    /// # Errors
    /// If it cannot be written.
    fn commit_if_due(&mut self) -> Result<(), StoreError>;

    /// Commits what is left, and says in the commit that the run is finished.
    ///
    /// # Errors
    /// If it cannot be written.
    fn finish(&mut self) -> Result<(), StoreError>;

    /// Commits what was done so far, as the commit of a run that did not finish.
    ///
    /// # Errors
    /// If it cannot be written.
    fn stop(&mut self) -> Result<(), StoreError>;

    /// Ends the run after its last commit.
    ///
    /// # Errors
    /// If something failed that was still going on.
    fn close(self) -> Result<(), StoreError>;

    /// Gives up what is not committed. Returns a better reason for the failure, if there is one.
    fn abandon(self, error: StoreError) -> StoreError;
}

/// The hash that stands for a file in a store.
pub fn file_hash(path: &Path) -> u64 {
    hash(&[path.as_os_str().as_encoded_bytes()])
}

/// The first 8 bytes, the lowest first, of the BLAKE3 hash of some parts one after the other.
pub fn hash(parts: &[&[u8]]) -> u64 {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        hasher.update(part);
    }
    let mut first = [0; 8];
    hasher.finalize_xof().fill(&mut first);
    u64::from_le_bytes(first)
}
