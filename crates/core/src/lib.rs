//! What all parts of dateline share: the article, days and dates, and text as units.
//!
//! 1. [`article`]: the one value that reading gives and everything else works on.
//! 2. [`dates`]: dates as documents write them, days, and ranges of days.
//! 3. [`text`]: words, search terms, sentences, language, folded forms, each with its place in the original.
//! 4. [`html`]: facts about the elements of HTML.
//! 5. [`document`]: a laid-out document before its fields are found, as its reader hands it on.
//!
//! Not for: files, names and countries in a text, queries, the index. Nothing here knows any of them.

#![forbid(unsafe_code)]

pub mod article;
pub mod dates;
pub mod document;
mod fingerprint;
pub mod html;
mod record_hash;
pub mod text;

pub use fingerprint::Fingerprint;
pub use record_hash::RecordHash;

/// The example of the README, run as a test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
