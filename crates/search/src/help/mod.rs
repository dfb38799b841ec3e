//! Help where a search finds nothing or too little: what it is made of, what is written nearly so, and how to say it.
//!
//! [`parts()`] takes a query and its filters apart into conditions that all have to hold, each of which
//! can be searched alone and be left out. [`Typed`] and [`TypedName`] say how nearly a word or a
//! name is what somebody typed. [`Help`] holds what was found out and puts it into words. [`why`] says
//! of one article what of a condition it has.
//!
//! ```
//! use dateline_search::help::{joined, parts};
//! use dateline_search::query::{self, ParseOptions};
//! use dateline_search::request::Filters;
//!
//! let query = query::parse("truce talks -football", &ParseOptions::default()).unwrap().query;
//! let filters = Filters { country: vec!["SY".into()], ..Filters::default() };
//! let parts = parts(&query, &filters);
//! let labels: Vec<String> = parts.iter().map(ToString::to_string).collect();
//! assert_eq!(labels, ["truce", "talks", "-football", "--country Syria"]);
//! let (without_truce, _) = joined(parts.iter().skip(1));
//! assert_eq!(without_truce.to_string(), "talks -football");
//! ```
//!
//! Not for: counting or looking anything up, which is the engine's. Nothing here knows how
//! many articles there are until it is given the numbers.

mod filters;
pub(crate) mod label;
mod leaves;
mod names;
mod nowhere;
mod parts;
mod retype;
mod spelling;
pub mod why;
mod wider;
mod wording;

pub use filters::Filter;
pub use leaves::{Leaf, facet_of, field_of, leaves};
pub use names::TypedName;
pub use nowhere::{nowhere_of, nowhere_of_part};
pub use parts::{Part, joined, parts};
pub use retype::{joined_words, retyped, spelt_like, splits};
pub use spelling::{Near, Typed, likeliest};
pub use wider::{Wider, wider};
pub use wording::{Counted, Help, Nowhere, Suggestion};
