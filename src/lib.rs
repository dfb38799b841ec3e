//! dateline: full-text search for the news articles you keep.
//!
//! A folder of saved articles becomes an index that ranks, filters by country and shows
//! why. The library holds everything but the process itself; its parts, by rank:
//!
//! 1. [`article`], [`text`]: plain values, and text as units.
//! 2. [`readers`], [`page`], [`enrich`]: bytes to records, pages to fields, names and countries.
//! 3. [`pipeline`], [`search`]: the two on all cores; queries, requests and answers.
//! 4. [`index`]: the index on disk.
//! 5. [`engine`]: what answers a request.
//! 6. [`cli`]: the commands.
//!
//! A module uses those of lower rank only; `tests/layers.rs` holds them to it.

#![forbid(unsafe_code)]
// What the program prints goes through `cli::output`, which makes it safe to show.
#![warn(clippy::print_stdout, clippy::print_stderr)]

pub mod article;
pub mod cli;
pub mod engine;
pub mod enrich;
pub mod index;
pub mod page;
pub mod pipeline;
pub mod readers;
pub mod search;
pub mod text;
