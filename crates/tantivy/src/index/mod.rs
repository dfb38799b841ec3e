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
//! Not for: answering queries, which is the work of `engine`.

mod analyzer;
mod archive_names;
mod articles;
mod check;
mod checksums;
mod clear;
pub(crate) mod columns;
mod commit;
mod copies;
mod dictionaries;
mod document;
mod error;
pub mod folder;
mod footer;
mod format;
mod keys;
mod manifest;
mod merge;
mod open;
mod pause;
mod repair;
mod schema;
mod segment_files;
mod stored;
mod stories;
mod sweep;
mod users_files;
mod verified;
mod verify;
mod view;
mod writer;

pub use analyzer::register_analyzers;
pub(crate) use analyzer::{APART, headline_start};
pub use articles::ArticleReader;
pub use clear::{clear, held_files};
pub(crate) use document::FacetValue;
pub use error::IndexError;
pub(crate) use format::FORMAT_VERSION;
pub use open::{Index, is_nothing_there, last_generation, new_or_existing_folder};
pub use repair::{Repair, repair, repair_in};
pub use schema::Fields;
pub(crate) use schema::key_group;
pub(crate) use stories::Stories;
pub use users_files::{add_to_users_file, replace_users_file};
pub use verify::{Finding, Verification, verify, verify_in, verify_sample};
pub use view::Snapshot;
pub use writer::Writer;
