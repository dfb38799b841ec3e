//! The query language: from what people type to a [`Query`] tree, and back.
//!
//! The language is our own, because the search library's silently misreads much of
//! what people type. `docs/query-language.md` has its exact meaning.
//!
//! ```
//! use dateline_search::query::{self, ParseOptions};
//!
//! let options = ParseOptions::default();
//! let parsed = query::parse("(syria OR iraq) -football headline:talk*", &options).unwrap();
//! assert_eq!(parsed.query.to_string(), "(syria OR iraq) headline:talk* -football");
//! assert!(parsed.warnings.is_empty());
//!
//! let strict = ParseOptions { strict: true, ..options };
//! let fault = query::parse("peace AND (talks", &strict).unwrap_err();
//! assert_eq!(
//!     fault.render("peace AND (talks"),
//!     "peace AND (talks\n          ^ this bracket is never closed"
//! );
//! ```
//!
//! What could not be understood as words never widens a search: a filter that makes
//! no sense matches nothing.
//!
//! Not for: matching or scoring, which is the engine's, nor for the analysis of words:
//! the tree holds them as typed.

mod build;
mod clause;
mod display;
mod doubts;
mod error;
mod fields;
mod filter;
mod lexer;
mod numbers;
mod parser;
pub mod regex;
mod stopwords;
#[cfg(test)]
mod tests;
mod tree;

pub use error::QueryIssue;
pub use parser::{ParseOptions, Parsed, parse};
pub use stopwords::{stop_words_left_out, text_words, without_stop_words, without_words};
pub use tree::{CountryField, Field, Query};

/// The most levels of groups within groups that a query may have.
pub const MAX_DEPTH: usize = 64;

/// The most clauses that a query may have; each word of a phrase counts as one.
pub const MAX_CLAUSES: usize = 1024;

/// The most bytes that a query may have; a thousand long words have fewer.
pub const MAX_BYTES: usize = 256 << 10;
