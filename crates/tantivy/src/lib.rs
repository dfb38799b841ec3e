//! An archive of news on this machine: a tantivy index, written and checked so that nothing is lost, and searched.
//!
//! [`index`] is the index on disk, a [`dateline_search::store::Store`] by its [`index::Writer`]; [`Local`] answers
//! requests from it, as a [`dateline_search::engine::Engine`].
//!
//! ```no_run
//! use dateline_search::engine::Engine;
//! use dateline_search::request::Request;
//! use dateline_tantivy::Local;
//! let engine = Local::open("index".as_ref())?;
//! let response = engine.search(&Request::default())?;
//! println!("{} articles", response.total);
//! # Ok::<(), dateline_search::engine::EngineError>(())
//! ```
//!
//! Not for: files of news and what is in them, or what a user typed.

#![forbid(unsafe_code)]

mod engine;
pub mod index;

pub use engine::Local;

/// The example of the README, run as a test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
