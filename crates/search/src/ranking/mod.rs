//! How articles are ranked, beyond what the index's first stage says.
//!
//! The index ranks by BM25 over the words of headline, standfirst, body and captions. For a query
//! of plain words the best of that answer are then reranked ([`rerank()`]):
//!
//! 1. words that are next to each other in the query and in the article count once more, and words that are written
//!    as they were typed a little more;
//! 2. a word that no article has is corrected, and other words for the countries in the query count a little;
//! 3. the first few articles show what the story is called elsewhere: the words that mark them
//!    are added to the query with a lesser weight (pseudo-relevance feedback), those of the best foremost.
//!
//! [`Ranking`] names every weight. They were fitted by looking at modern news and three classic test
//! collections together (TIME, CACM and CISI), with one setting for all.
//!
//! ```
//! use dateline_search::ranking::bm25;
//! assert!(bm25::idf(1000, 3) > bm25::idf(1000, 300));
//! assert!(bm25::saturation(2.0, 100.0, 120.0) < 2.0 * bm25::saturation(1.0, 100.0, 120.0));
//! ```
//!
//! Not for: reading an index; the engine gives the numbers, as [`Candidates`].

pub mod bm25;
mod feedback;
mod pairs;
mod rerank;
mod terms;
mod variants;
mod weak;

pub use rerank::{Candidates, Reranked, rerank};
pub use terms::reranked_words;

/// All articles of an engine.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Collection {
    /// How many there are.
    pub articles: u64,
    /// Their mean length in words.
    pub average: f32,
}

/// The weights of reranking the best articles.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ranking {
    /// How many articles of the first stage are reranked.
    pub candidates: usize,
    /// How much a pair of words counts against one word of the pair's rarer frequency.
    pub pair_weight: f32,
    /// How many feedback documents give the query expansion terms; 0 turns that off.
    pub feedback_articles: usize,
    /// The share of the query's weight that the expansion terms get, between 0 and 1.
    pub feedback_weight: f32,
    /// How much more a better feedback document lends: its share is its score to this power.
    pub feedback_sharpness: f32,
    /// A feedback document that has this share of its words in common with a better one is a copy, and lends none.
    pub feedback_same: f32,
    /// The maximum number of expansion terms.
    pub feedback_terms: usize,
    /// Of how many of the most frequent words of those articles they are chosen.
    pub feedback_pool: usize,
    /// An expansion term is in at least this many articles, so that a misprint is not one.
    pub feedback_least: u64,
    /// What another way of writing a name in the query counts, at most, against the way it is typed.
    pub variant_weight: f32,
    /// What a corrected word counts where no article has the one that was typed.
    pub corrected_weight: f32,
    /// What another word for a country or its people counts, at most, against the one that was typed.
    pub kin_weight: f32,
    /// What it adds that an article has a word of the query as it was typed, not only in another inflection.
    pub exact_weight: f32,
    /// The share of a score that age can take away, where recency is requested.
    pub recency_share: f32,
    /// The half-life of recency, if none is given, is the age that this part of the articles do not exceed.
    pub recency_part: f64,
}

impl Default for Ranking {
    fn default() -> Ranking {
        Ranking {
            candidates: 40,
            pair_weight: 0.5,
            feedback_articles: 5,
            feedback_weight: 0.55,
            feedback_sharpness: 10.0,
            feedback_same: 0.7,
            feedback_terms: 100,
            feedback_pool: 400,
            feedback_least: 3,
            variant_weight: 0.8,
            corrected_weight: 0.8,
            kin_weight: 0.3,
            exact_weight: 0.2,
            recency_share: 0.5,
            recency_part: 0.1,
        }
    }
}
