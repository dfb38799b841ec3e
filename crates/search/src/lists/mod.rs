//! Many terms at once: a list of names, phrases or queries, and what is found for each.
//!
//! [`terms`] reads the list, [`tally_all`] asks an engine about every term as a single search asks it, and
//! [`each_hit`] gives every article with the term that found it. A fault in one term is that term's own.
//!
//! ```
//! use dateline_search::lists::terms;
//! let terms = terms("Sergei Lavrov\r\n\r\n\"peace talks\"\r\n", None).unwrap();
//! assert_eq!((terms[1].line, terms[1].text.as_str()), (3, "\"peace talks\""));
//! ```
//!
//! Not for: decoding the bytes of a file, or printing a table.

mod read;
pub mod table;
mod tally;

pub use read::{ListError, Term, terms};
pub use tally::{Fault, Row, Tally, each_hit, tally_all};
