//! The web page and the JSON API of an archive of news.
//!
//! An [`Archive`] says how what is searched is opened; [`App`] is the server's state, [`router`] all its addresses, and
//! [`run`] takes connections. A request becomes an [`address::Address`], that a question, which
//! [`dateline_search::ask`] answers as everywhere else; `page` lays the answer out for people, `api` and `export`
//! for programs.
//!
//! Not for: reading news, or ranking. Nothing here knows tantivy, files, or the command line.

#![forbid(unsafe_code)]

pub mod address;
pub mod api;
mod app;
mod archive;
mod assets;
mod export;
pub mod fault;
pub mod guard;
mod list;
pub mod live;
mod log;
mod occurrences;
pub mod one;
mod page;
mod problem;
pub mod question;
mod reply;
mod routes;
mod server;
mod settings;
mod stream;
mod work;

pub use app::{App, router};
pub use archive::{Archive, Opened};
pub use axum::http::HeaderValue;
pub use server::{Peer, run};
pub use settings::{Limits, Settings};
pub use work::guarded;

/// The example of the README, run as a test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
