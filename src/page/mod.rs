//! One dirty page, HTML or plain text, to the fields of an article.
//!
//! ```
//! let article = dateline::page::from_text(
//!     "Ferry stays\n\nBy Jane Roe\n\nThe council voted on Monday to keep the ferry running through the winter.\n",
//! );
//! assert_eq!(article.headline.as_deref(), Some("Ferry stays"));
//! ```
//!
//! Only what the page says is filled in, and `found` notes by which rule; what is not found stays empty. Every pattern
//! the rooms share stands in `patterns`; word lists stand in `data/page-*.tsv`.
//!
//! Not for: reading files and formats, telling an encoding, names and countries in the text.

pub mod byline;
pub mod dateline;
pub mod dates;

mod html;
mod patterns;
mod text;

pub use html::read as from_html;
pub use text::read as from_text;
