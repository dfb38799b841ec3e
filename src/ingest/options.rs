//! How a store is brought up to date.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use dateline_read::{Choices, Exclude};
use dateline_search::curation::Target;

use super::ReadOptions;

/// How to bring a store up to date.
#[derive(Debug, Clone, Default)]
pub struct UpdateOptions {
    /// The number of threads to work on; 0 for one a core.
    pub threads: usize,
    /// What the user says of the files: their format, the names of columns.
    pub choices: Choices,
    /// How documents are read.
    pub read: ReadOptions,
    /// Keep articles whose files or records no longer exist.
    pub keep_missing: bool,
    /// Check every byte of the store first, also where there is nothing to write.
    pub check: bool,
    /// Ends the run early when it is requested.
    pub stop: Stop,
    /// Remove the articles of every file that no longer exists, wherever it was.
    pub prune: bool,
    /// What is left out below the paths.
    pub exclude: Exclude,
    /// What of the user's corrections, tags and notes has changed, where that is known: the other articles are not
    /// looked at.
    pub renewal: Option<Renewal>,
}

/// What has changed of what the user says of articles.
#[derive(Debug, Clone, Default)]
pub struct Renewal {
    /// The digest of what was said before.
    pub from: u64,
    /// What the changes are made for.
    pub targets: Vec<Target>,
}

/// A request to commit what is done and end the run, made from a signal handler or another thread.
#[derive(Debug, Clone, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// A request that is made by setting this.
    pub fn of(flag: Arc<AtomicBool>) -> Stop {
        Stop(flag)
    }

    /// True once the run is to end.
    pub fn is_requested(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
