//! A small sample of an article's word sequences, by which candidates for copies find each other.

use super::telling::{Telling, Word, mix};

/// A sequence has this many words.
pub(super) const LENGTH: usize = 4;
/// A sketch holds at most this many sequences.
pub const SIZE: usize = 10;
/// Stands where a packed sketch holds no value.
const ABSENT: u32 = u32::MAX;

/// The smallest hashes of the sequences of four words of an article, in order.
///
/// Every article samples the same sequences (bottom-k sampling, Broder 1997): of two articles that share
/// half of their text, about half of the samples agree, and a cut article agrees with the
/// whole one in all samples that lie below the largest sample of the whole one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sketch {
    values: Vec<u32>,
}

impl Sketch {
    /// The sketch of a telling.
    pub fn of(telling: &Telling) -> Sketch {
        let words = telling.story();
        let mut values: Vec<u32> = match words.len() {
            0 => Vec::new(),
            1..LENGTH => vec![sequence(words)],
            _ => words.windows(LENGTH).map(sequence).collect(),
        };
        values.sort_unstable();
        values.dedup();
        values.truncate(SIZE);
        values.retain(|&value| value != ABSENT);
        Sketch { values }
    }

    /// The samples, the smallest first.
    pub fn values(&self) -> &[u32] {
        &self.values
    }

    /// Two samples to a number, as the index keeps them.
    pub fn packed(&self) -> impl Iterator<Item = u64> {
        self.values.chunks(2).map(|pair| {
            let second = pair.get(1).copied().unwrap_or(ABSENT);
            u64::from(pair[0]) << 32 | u64::from(second)
        })
    }

    /// A sketch from what the index keeps.
    pub fn unpacked(packed: impl Iterator<Item = u64>) -> Sketch {
        let values = packed.flat_map(|pair| [(pair >> 32) as u32, pair as u32]);
        Sketch { values: values.filter(|&value| value != ABSENT).collect() }
    }

    /// The largest sample up to which the article's sequences are all known.
    pub(super) fn known_up_to(&self) -> u32 {
        if self.values.len() < SIZE { ABSENT } else { self.values[SIZE - 1] }
    }
}

fn sequence(words: &[Word]) -> u32 {
    let hash = words.iter().fold(0, |hash: u64, word| mix(hash.rotate_left(7) ^ u64::from(word.id())));
    (hash >> 32) as u32
}
