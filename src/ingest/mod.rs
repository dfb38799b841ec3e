//! From files to articles and into a store: reader, page, enrichment on all cores with bounded memory; what changed
//! and what is gone; the report of what was skipped.
//!
//! ```no_run
//! use std::ops::ControlFlow;
//! use dateline::ingest::{ExtractOptions, extract};
//! extract(&["corpus".into()], &ExtractOptions::default(), |result| {
//!     match result {
//!         Ok(article) => println!("{}", article.id),
//!         Err(problem) => eprintln!("{problem}"),
//!     }
//!     ControlFlow::Continue(())
//! });
//! ```
//!
//! Not for: any one kind of store, or the command line.

mod corrections;
mod existing;
mod extract;
mod file_steps;
mod follow;
mod merge;
mod missing;
mod options;
mod parallel;
mod plan;
mod problem;
mod read;
mod remembered;
mod renew;
mod report;
mod sink;
mod step;
mod summary;
mod update;
mod work;

pub use corrections::{Corrections, CorrectionsError};
pub use dateline_search::store::Severity;
pub use extract::{ExtractOptions, available_threads, extract};
pub use merge::{Merged, merge};
pub use missing::Missing;
pub use options::{Renewal, Stop, UpdateOptions};
pub use parallel::{Job, Jobs, Outcome, in_order};
pub use problem::Problem;
pub use read::{ReadOptions, read_article};
pub use remembered::told;
pub use report::{FileRead, ReportWriter, problem_line};
pub use summary::{Report, Summary};
pub use update::{none_readable, update};
