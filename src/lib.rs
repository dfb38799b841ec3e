//! dateline: full-text search for the news articles you keep.
//!
//! A folder of saved articles becomes an index that ranks, filters by country and shows
//! why. The library holds everything but the process itself; its parts, by rank:
//!
//! TODO-DOC

#![forbid(unsafe_code)]
// What the program prints goes through `cli::output`, which makes it safe to show.
#![warn(clippy::print_stdout, clippy::print_stderr)]

pub mod cli;
pub mod engine;
pub mod index;
pub mod pipeline;
