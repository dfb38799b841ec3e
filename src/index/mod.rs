//! The index on disk: its schema, how it is written, opened and checked.
//!
//! An index is a folder that holds tantivy's files, and beside them `manifest-N.jsonl` with what was indexed
//! from where, `stories-N.bin` with which articles are copies, and `checksums-N.json` with size, time and hash of every
//! file as of the end of the last finished run. `verified.json` has the times of files that were copied
//! and found to be as they were written; `dateline.json` the format version.
//!
//! The commit is the replacing of tantivy's `meta.json`, which names the files that
//! belong to it: whenever a run is killed, the index is as it was at its last commit.
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
mod articles;
mod check;
mod checksums;
mod commit;
mod copies;
mod dictionaries;
mod document;
mod error;
mod file_steps;
mod folder;
mod footer;
mod format;
mod keys;
mod known;
mod manifest;
mod merge;
mod missing;
mod open;
mod pause;
mod plan;
mod remembered;
mod repair;
mod schema;
mod segment_files;
mod stored;
mod stories;
mod sweep;
#[cfg(test)]
mod trust_tests;
mod update;
mod verified;
mod verify;
mod writer;

pub use analyzer::{APART, EXACT, KEYS, TERMS, headline_start, register_analyzers};
pub use articles::ArticleReader;
pub use document::FacetValue;
pub use error::IndexError;
pub use format::FORMAT_VERSION;
pub use manifest::{FileEntry as ManifestEntry, Manifest};
pub use missing::Missing;
pub use open::Index;
pub use remembered::Remembered;
pub use repair::{Repair, repair};
pub use schema::Fields;
pub(crate) use schema::key_group;
pub use stories::Stories;
pub use update::{Report, Stop, Summary, UpdateOptions, update};
pub use verify::{Finding, Verification, verify, verify_sample};
