//! The same answers for programs, under `/api/v1`.
//!
//! Every answer is JSON as the command line prints it; every fault is problem details (RFC 9457).

mod answers;
mod cursor;
mod custody;
pub(crate) mod description;
mod parameters;

pub use answers::{article, facets, health, lines, names, search, similar, stats, suggest, timeline, why};
pub use custody::{check, cite, diff, quotation};
pub use parameters::Parameters;
