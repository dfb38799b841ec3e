//! Dates as documents write them, to RFC 3339.
//!
//! A date keeps what the document says and no more: its own offset, never
//! converted, and the plain date where a time stands without an offset. Numeric
//! dates whose order is open (`03/04/2015`) are read only where the language or
//! region of the page settles it.
//!
//! ```
//! use dateline_core::dates;
//! assert_eq!(dates::parse("2015-10-23 18:04:00 +0200").as_deref(), Some("2015-10-23T18:04:00+02:00"));
//! assert_eq!(dates::find_in_line("Vienna, 23 October 2015").unwrap().value, "2015-10-23");
//! assert_eq!(dates::from_url("https://example.org/2015/10/23/talks").as_deref(), Some("2015-10-23"));
//! ```
//!
//! Queries and options take dates as people type them ([`DateRange`], [`Day::first_typed`]), also relative ones
//! (`7d`, `last-month`).
//!
//! Not for: choosing among the dates of a page, relative dates in a text ("yesterday"),
//! its dates without a year or a day, other calendars.

mod calendars;
mod clock;
mod cursor;
mod day;
mod line;
mod metadata;
mod names;
mod period;
mod typed;
mod url;

pub use line::{FoundDate, find_all_in_line, find_in_line};
pub use metadata::{ValueDate, parse, parse_field, parse_in};
pub use names::{is_month, months_of};
pub use period::{BadDate, DateRange, Day};
pub use url::from_url;
