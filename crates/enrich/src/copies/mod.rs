//! Copies: near-duplicates, such as one agency's story in several outlets.
//!
//! Three steps lead from articles to stories. A [`Sketch`] of ten numbers is kept of every article; articles
//! that share numbers may be copies. Their texts are [compared](compare()): copies have long stretches in common, and
//! what differs between these is wording, not the numbers and names of another event. [`stories`]
//! takes the articles the longest first and lets each join a story it is a copy of.
//!
//! ```
//! use dateline_enrich::copies::{Likeness, TokenSequence, compare};
//! let long = "The ferry left Dover at noon with 200 passengers on board, the harbour office said. \
//!             Nobody was hurt when it ran aground an hour later near the lighthouse at Cape Grey.";
//! let cut = &long[..83];
//! let other = long.replace("Dover", "Calais").replace("200", "350");
//! let telling = |text| TokenSequence::from_texts("Ferry runs aground", text);
//! assert_eq!(compare(&telling(long), &telling(cut)), Likeness::Copy);
//! assert_eq!(compare(&telling(long), &telling(&other)), Likeness::Different);
//! ```
//!
//! Not for: articles about the same event in different words, or keeping stories in an index.

mod compare;
mod groups;
mod sketch;
mod token_sequence;

pub use compare::{Likeness, compare};
pub use groups::{Articles, stories};
pub use sketch::Sketch;
pub use token_sequence::{TokenSequence, Word};
