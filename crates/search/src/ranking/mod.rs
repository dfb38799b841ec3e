//! How articles are ranked, beyond what the index's first stage says.
//!
//! The index ranks by BM25 over the words of headline, standfirst, body and captions. For a query
//! of plain words the best of that answer are then reranked ([`rerank()`]):
//!
//! 1. words that are next to each other in the query and in the article count once more;
//! 2. the first few articles show what the story is called elsewhere: the words that mark them
//!    are added to the query with a lesser weight (pseudo-relevance feedback).
//!
//! [`Ranking`] names every weight. They were fitted by looking at three classic test
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
    /// The maximum number of expansion terms.
    pub feedback_terms: usize,
    /// Of how many of the most frequent words of those articles they are chosen.
    pub feedback_pool: usize,
    /// An expansion term is in at least this many articles, so that a misprint is not one.
    pub feedback_least: u64,
    /// What another way of writing a name in the query counts, at most, against the way it is typed.
    pub variant_weight: f32,
    /// The share of a score that age can take away, where recency is requested.
    pub recency_share: f32,
    /// The half-life of recency, if none is given, is the age that this part of the articles do not exceed.
    pub recency_part: f64,
}

impl Default for Ranking {
    fn default() -> Ranking {
        Ranking {
            candidates: 40,
            pair_weight: 0.4,
            feedback_articles: 5,
            feedback_weight: 0.5,
            feedback_terms: 100,
            feedback_pool: 400,
            feedback_least: 3,
            variant_weight: 0.8,
            recency_share: 0.5,
            recency_part: 0.1,
        }
    }
}
