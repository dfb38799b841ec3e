//! The archive on this machine: an index in a folder, brought up to date with files and folders.
//!
//! ```no_run
//! use dateline::archive::{Options, update};
//! let mut report = |problem: &dateline::ingest::Problem| eprintln!("{problem}");
//! let summary = update("index".as_ref(), &["corpus".into()], &Options::default(), &mut report)?;
//! println!("{} articles added", summary.added);
//! # Ok::<(), dateline_search::store::StoreError>(())
//! ```

use std::path::{Path, PathBuf};

use dateline_search::store::StoreError;
use dateline_tantivy::index::folder::SharedFolder;
use dateline_tantivy::index::{self, IndexError, Writer};

use crate::ingest::{self, Report, Summary, UpdateOptions, available_threads};

/// How to bring an index up to date.
#[derive(Debug, Clone)]
pub struct Options {
    /// How it is read and what is kept.
    pub update: UpdateOptions,
    /// Memory for the index writer in bytes.
    pub memory: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { update: UpdateOptions::default(), memory: 256 << 20 }
    }
}

/// Brings the index in `dir` up to date with the files below `paths`; a new one if there is none.
///
/// # Errors
/// If the index itself cannot be opened or written; it then is as it was at its last commit.
pub fn update(
    dir: &Path,
    paths: &[PathBuf],
    options: &Options,
    report: &mut dyn Report,
) -> Result<Summary, StoreError> {
    if index::is_nothing_there(dir)? {
        if paths.is_empty() {
            return Err(IndexError::Missing(dir.to_owned()).into());
        }
        if let Some(failed) = ingest::none_readable(paths, report) {
            return Ok(Summary { failed, ..Summary::default() });
        }
    }
    update_in(&index::new_or_existing_folder(dir)?, paths, options, report)
}

/// [`update`] of the index in a folder that is there.
///
/// # Errors
/// As for [`update`].
pub fn update_in(
    folder: &SharedFolder,
    paths: &[PathBuf],
    options: &Options,
    report: &mut dyn Report,
) -> Result<Summary, StoreError> {
    let threads = if options.update.threads == 0 { available_threads() } else { options.update.threads };
    let writer = Writer::open(folder, threads, options.memory)?;
    ingest::update(writer, Some(folder.path()), paths, &options.update, report)
}
