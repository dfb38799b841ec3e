//! dateline: full-text search for the news articles you keep.
//!
//! A folder of saved articles becomes an index that ranks, filters by country and shows why.
//!
//! This package is the program and what joins the crates that do the work:
//!
//! 1. [`ingest`]: files and folders to articles, and articles into a store.
//! 2. [`archive`]: the same for the index on this machine.
//! 3. [`cli`]: the commands.
//!
//! `dateline-core` holds the article and the analysis of text, `dateline-read`, `dateline-page` and `dateline-enrich` read files,
//! pages and names, `dateline-search` defines questions and answers, `dateline-tantivy` is the index on disk. A crate
//! knows only those it names in its `Cargo.toml`.

#![forbid(unsafe_code)]
// What the program prints goes through `cli::output`, which makes it safe to show.
#![warn(clippy::print_stdout, clippy::print_stderr)]

pub mod archive;
pub mod cli;
pub mod ingest;
pub mod watch;
