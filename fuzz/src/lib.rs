//! What has to hold of every part of dateline for any input at all.
//!
//! Each module has a `check` that takes bytes, makes an input of them and panics where something does
//! not hold. The targets in `fuzz_targets` are these checks and nothing else. A panic within dateline is a
//! finding too, also where it is caught, for the fuzzer ends at the first.

#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod copies;
pub mod corrections;
pub mod dates;
pub mod names;
pub mod page_html;
pub mod page_text;
pub mod query;
pub mod read;
pub mod snippets;
pub mod words;

mod article;
mod input;
