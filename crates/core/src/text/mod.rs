//! Text as units: words, search terms, sentences, language, folded forms.
//!
//! Everything here works on plain `&str` and answers in byte offsets into it, so
//! that what is found in a normalised form can be shown in the original.
//!
//! ```
//! use dateline_core::text;
//! let words: Vec<&str> = text::words("Lavrov's plane left Vienna.").map(|w| w.text).collect();
//! assert_eq!(words, ["Lavrov's", "plane", "left", "Vienna"]);
//! assert_eq!(text::fold("Élysée"), "elysee");
//! ```
//!
//! Not for: articles and their fields, names, or the index. This module knows
//! neither articles nor tantivy.

mod analyses;
mod analysis;
mod arabic;
mod columns;
mod compounds;
mod distance;
mod fold;
mod language;
mod normal;
mod particles;
pub mod quotation;
pub mod safe;
mod script;
mod segments;
mod sentences;
mod spellings;
mod stopwords;
mod tables;
mod tag;
mod units;
mod variants;
mod words;

pub use analyses::Analyses;
pub use analysis::{
    Analysis, Term, TermCache, analyze, exact_letters, exact_term, exact_terms, stem_of, terms,
};
pub use columns::{column_width, columns, head_within};
pub use compounds::compound_end;
pub use distance::{distance_within, is_one_letter_apart};
pub use fold::fold;
pub use language::language;
pub use particles::NAME_PARTICLES;
pub use segments::query_words;
pub use sentences::sentences;
pub use stopwords::{StopWords, is_stop_word};
pub use tag::language_code;
pub(crate) use tag::primary;
pub use units::{Units, is_by_character, units};
pub use words::{Token, Words, is_ideographic, words};
