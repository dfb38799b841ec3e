//! A small sample of an article's word sequences, by which candidates for copies find each other.

use super::token_sequence::{TokenSequence, Word, mix};

/// A sequence has this many words.
pub(super) const LENGTH: usize = 4;
/// A sketch holds at most this many sequences.
pub const SIZE: usize = 10;
/// Marks an empty value in a packed sketch.
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
    pub fn of(telling: &TokenSequence) -> Sketch {
        let words = telling.story();
        let mut values = match words.len() {
            0 => Vec::new(),
            1..LENGTH => vec![sequence(words)],
            _ => smallest(words.windows(LENGTH).map(sequence)),
        };
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

/// The smallest different values, in order.
fn smallest(all: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut values = Vec::with_capacity(SIZE + 1);
    for value in all {
        if values.len() == SIZE && values.last().is_some_and(|largest| value >= *largest) {
            continue;
        }
        if let Err(at) = values.binary_search(&value) {
            values.insert(at, value);
            values.truncate(SIZE);
        }
    }
    values
}

fn sequence(words: &[Word]) -> u32 {
    let hash = words.iter().fold(0, |hash: u64, word| mix(hash.rotate_left(7) ^ u64::from(word.id())));
    (hash >> 32) as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sketch(body: &str) -> Sketch {
        Sketch::of(&TokenSequence::from_texts("", body))
    }

    /// A text of this many different words.
    fn words(count: usize) -> String {
        (0..count).map(|n| format!("word{n} ")).collect()
    }

    #[test]
    fn a_sketch_holds_the_smallest_in_order() {
        let sketch = sketch(&words(100));
        assert_eq!(sketch.values().len(), SIZE);
        assert!(sketch.values().is_sorted());
        assert_eq!(sketch.known_up_to(), sketch.values()[SIZE - 1]);
    }

    #[test]
    fn a_cut_article_agrees_below_the_largest_sample_of_the_whole_one() {
        let (whole, cut) = (sketch(&words(200)), sketch(&words(100)));
        let known: Vec<u32> = cut.values().iter().copied().filter(|&v| v <= whole.known_up_to()).collect();
        assert!(!known.is_empty() && known.iter().all(|value| whole.values().contains(value)));
    }

    #[test]
    fn few_words_make_one_sequence_and_none_make_none() {
        assert_eq!(sketch("Ferry talks").values().len(), 1);
        assert_eq!(sketch("one two three four five").values().len(), 2);
        assert_eq!(sketch(" ... ").values().len(), 0);
        let headline = Sketch::of(&TokenSequence::from_texts("Ferry talks", ""));
        assert_eq!(headline, sketch("FERRY TALKS"));
    }

    proptest! {
        #[test]
        fn the_smallest_are_those_of_the_sorted_list(all in proptest::collection::vec(0u32..40, 0..60)) {
            let mut sorted = all.clone();
            sorted.sort_unstable();
            sorted.dedup();
            sorted.truncate(SIZE);
            prop_assert_eq!(smallest(all.into_iter()), sorted);
        }

        #[test]
        fn the_same_text_has_the_same_sketch_and_packing_keeps_it(text in "\\PC*") {
            let once = sketch(&text);
            prop_assert_eq!(&sketch(&format!(" {text}\n")), &once);
            prop_assert_eq!(Sketch::unpacked(once.packed()), once);
        }

        // Letters of rarer scripts become several, or others, in capitals.
        #[test]
        fn capitals_do_not_matter(text in "[ -~à-öø-ÿа-яα-ρτ-ω]{0,120}") {
            prop_assert_eq!(sketch(&text.to_uppercase()), sketch(&text));
        }
    }
}
