//! One thing to do in a run.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use dateline_read::RawDoc;
use dateline_search::store::{FileEntry, FirstIndexed, Identity, Place, Remembered, StoreError};

use super::Problem;
use super::existing::Leftover;
use super::missing::Missing;

/// One step of a run, in the order of the input.
pub(super) enum Step {
    /// Something that a worker does, before the writer gets the result of it.
    Work(Work),
    /// Something that the writer is told as it is.
    Event(Event),
}

/// Where steps are handed over; after `Break` no more are wanted.
pub(super) type Steps<'s> = dyn FnMut(Step) -> ControlFlow<()> + 's;

/// What a worker does: it needs neither the writer nor the order of the other steps.
pub(super) enum Work {
    /// A record is to be read and stored.
    Read {
        path: PathBuf,
        doc: Box<RawDoc>,
        identity: Identity,
        deletes: Vec<u64>,
        /// When the article with the same id that is in the store was first indexed, if there is one.
        replaces: Option<FirstIndexed>,
    },
    /// A stored article gets another record number and perhaps another path.
    Move { from: Place, path: Option<Arc<Path>>, record: u64, identity: Identity, deletes: Vec<u64> },
    /// A stored article gets what the user says of it now.
    Renew { from: Place, identity: Identity },
}

/// What the writer is told.
pub(super) enum Event {
    /// A file is about to be read, or moved from the path that it had before.
    Begin { path: PathBuf, from: Option<Box<FileEntry>> },
    /// Records that the store holds already, those of a whole file where there is a path.
    Unchanged { path: Option<PathBuf>, bytes: u64, articles: u64, skipped: u64 },
    /// A record that is to be left out, with the keys of what is stored of it.
    Forgotten { id: String, deletes: Vec<u64> },
    /// A stored article that is to be left out.
    Forget { id: String, path: PathBuf, key: u64 },
    /// Files that were left out.
    LeftOut(u64),
    /// What the user says of articles was brought to all of them.
    Curated(u64),
    /// What gave no article when a file was read that is not read again.
    Remembered { path: PathBuf, problems: Vec<Remembered> },
    /// Something gave no article.
    Problem(Problem),
    /// All there was to read of a file was read; its old path is forgotten.
    End { entry: Box<FileEntry>, leftover: Leftover, from: Option<PathBuf> },
    /// A file no longer exists.
    Gone { path: PathBuf, articles: u64 },
    /// A given path no longer exists, and the store holds articles from below it.
    GoneRoot(PathBuf),
    /// Files that no longer exist and whose articles stay.
    Missing(Missing),
    /// Nothing had to be done.
    Idle,
    /// The store could not be read.
    Fail(StoreError),
}

impl From<Work> for Step {
    fn from(work: Work) -> Self {
        Step::Work(work)
    }
}

impl From<Event> for Step {
    fn from(event: Event) -> Self {
        Step::Event(event)
    }
}
