//! From files to articles: reader, page, enrichment on all cores, and the report of what was skipped.
//!
//! ```no_run
//! use std::ops::ControlFlow;
//! use dateline::pipeline::{ExtractOptions, extract};
//! extract(&["corpus".into()], &ExtractOptions::default(), |result| {
//!     match result {
//!         Ok(article) => println!("{}", article.id),
//!         Err(problem) => eprintln!("{problem}"),
//!     }
//!     ControlFlow::Continue(())
//! });
//! ```
//!
//! Not for: the index, or the command line.

mod corrections;
mod extract;
mod parallel;
mod problem;
mod read;
mod report;

pub use corrections::{Corrections, CorrectionsError};
pub use extract::{ExtractOptions, available_threads, extract};
pub use parallel::{Job, Outcome, in_order};
pub use problem::{Problem, Severity};
pub use read::{ReadOptions, read_article};
pub use report::{FileRead, ReportWriter};
