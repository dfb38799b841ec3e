//! Text as units: words, search terms, sentences, language, folded forms.
//!
//! Everything here works on plain `&str` and answers in byte offsets into it, so
//! that what is found in a normalised form can be shown in the original.
//!
//! ```
//! use dateline::text;
//! let words: Vec<&str> = text::words("Lavrov's plane left Vienna.").map(|w| w.text).collect();
//! assert_eq!(words, ["Lavrov's", "plane", "left", "Vienna"]);
//! assert_eq!(text::fold("Élysée"), "elysee");
//! ```
//!
//! Not for: articles and their fields, names, or the index. This module knows
//! neither articles nor tantivy.

mod analysis;
mod fold;
mod language;
mod sentences;
mod stopwords;
mod words;

pub use analysis::{Term, TermCache, analyze, exact_term, exact_terms, terms};
pub use fold::fold;
pub use language::language;
pub use sentences::sentences;
pub use stopwords::is_stop_word;
pub use words::{Token, Words, is_ideographic, words};
