//! How the vocabulary grows with the text (Heaps' law: different words ~ words ^ beta).

use std::collections::HashSet;

use crate::fit::exponent;
use crate::random::hash;

use super::pieces;
use super::vocabulary::is_word;

/// The law is about large texts: what comes before so many words is not fitted.
const FROM: u64 = 1 << 16;

/// Counts words and different words as they come.
#[derive(Default)]
pub struct Heaps {
    words: u64,
    different: HashSet<u64>,
    /// Words and different words each time the text grew by half.
    points: Vec<(f64, f64)>,
}

impl Heaps {
    /// Counts the words of a text.
    pub fn add(&mut self, text: &str) {
        for word in pieces(text).filter(|piece| is_word(piece)) {
            self.words += 1;
            self.different.insert(hash(&word.to_lowercase()));
        }
        let last = self.points.last().map_or(FROM as f64, |(words, _)| words * 1.5);
        if self.words as f64 >= last {
            self.points.push((self.words as f64, self.different.len() as f64));
        }
    }

    /// How many words there were.
    pub fn words(&self) -> u64 {
        self.words
    }

    /// How many different words there were.
    pub fn different(&self) -> usize {
        self.different.len()
    }

    /// The exponent of the law; `None` for a text too small to tell.
    pub fn beta(&self) -> Option<f64> {
        exponent(&self.points)
    }
}
