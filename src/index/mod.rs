//! The index on disk: its schema, how it is written, opened and checked.
//!
//! An index is a folder that holds tantivy's files, beside them three of ours:
//! `dateline.json` with the format version, `manifest-N.jsonl` with what was indexed
//! from where (one generation a commit), and `seal.json` with the size, time and hash
//! of every file as of the end of the last finished run. In a copy of an index,
//! `checked.json` has the times of the copied files that were found to be as sealed.
//!
//! The commit is the replacing of tantivy's `meta.json`, which names the manifest that
//! belongs to it: whenever a run is killed, the index is as it was at its last commit.
//!
//! ```no_run
//! use dateline::index::{Index, UpdateOptions, update};
//! let mut report = |problem: &dateline::pipeline::Problem| eprintln!("{problem}");
//! let summary = update("index".as_ref(), &["corpus".into()], &UpdateOptions::default(), &mut report)?;
//! println!("{} articles added", summary.added);
//! let index = Index::open("index".as_ref())?;
//! # Ok::<(), dateline::index::IndexError>(())
//! ```
//!
//! Not for: answering queries, which is the work of `engine`.

mod analyzer;
mod checked;
mod copies;
mod directory;
mod document;
mod error;
mod file_steps;
mod format;
mod keys;
mod known;
mod manifest;
mod merge;
mod missing;
mod open;
mod plan;
mod remembered;
mod schema;
mod seal;
mod stored;
mod stories;
mod update;
mod verify;
mod writer;

pub use analyzer::{APART, EXACT, KEYS, TERMS, headline_start, register_analyzers};
pub use document::{FacetValue, read_article};
pub use error::IndexError;
pub use format::FORMAT_VERSION;
pub use manifest::{FileEntry as ManifestEntry, Manifest};
pub use missing::Missing;
pub use open::Index;
pub use remembered::Remembered;
pub use schema::Fields;
pub(crate) use schema::key_group;
pub use stories::Stories;
pub use update::{Report, Summary, UpdateOptions, update};
pub use verify::{Finding, Verification, verify};
