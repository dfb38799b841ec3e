//! Questions to an engine and its answers, for any engine.
//!
//! The user's text becomes a [`query::Query`], the query with its filters a
//! [`request::Request`]; an engine answers with a [`response::Response`], whose hits
//! carry [`snippets()`]. [`json`] gives the response the form that scripts read.
//!
//! ```
//! use dateline_search::query::{self, ParseOptions, Query};
//! use dateline_search::snippets::{Matcher, SnippetOptions, snippets};
//! use dateline_core::article::Article;
//!
//! let parsed = query::parse("ceasefire -football date:2015..", &ParseOptions::default()).unwrap();
//! assert!(matches!(parsed.query, Query::Bool { .. }));
//!
//! let article = Article { body: "They agreed. A ceasefire holds.".into(), ..Article::default() };
//! let found = snippets(&article, &Matcher::new(&parsed.query), &SnippetOptions::default());
//! assert_eq!(found[0].highlights, [[15, 24]]);
//! ```
//!
//! Not for: finding anything. Nothing here knows an index, tantivy, HTTP or the
//! command line.

pub mod article_field;
pub mod ask;
pub mod budget;
pub mod cite;
pub mod complete;
pub mod cross;
pub mod curation;
pub mod custody;
pub mod differences;
pub mod digest;
pub mod engine;
pub mod help;
pub mod joins;
pub mod json;
pub mod lines;
pub mod lists;
pub mod lookup;
pub mod measures;
pub mod name_expansion;
pub mod names;
pub mod near;
pub mod new_since;
pub mod occurrences;
pub mod periods;
pub mod query;
pub mod ranking;
pub mod recency;
pub mod request;
pub mod response;
pub mod saved;
pub mod snippets;
pub mod spreadsheet;
pub mod store;

pub use request::{Copies, Counted, FacetField, Filters, Request, Sort};
pub use response::{Explanation, Facet, FacetCount, Hit, OtherCopy, Response, TotalRelation};
pub use snippets::{Matcher, Snippet, SnippetOptions, snippets};

/// The example of the README, run as a test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
