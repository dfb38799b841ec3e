//! The words a text turns on, by which a line is known to belong to it.

use rustc_hash::{FxHashMap, FxHashSet};

use super::unwrap::is_unspaced;

/// The words that a text uses again and again, with how often.
#[derive(Debug, Default)]
pub struct Topic {
    counts: FxHashMap<u64, usize>,
}

impl Topic {
    /// Counts in how many of the lines each word stands.
    pub fn of<'a>(lines: impl Iterator<Item = &'a str>) -> Topic {
        let mut counts = FxHashMap::default();
        for line in lines {
            let words: FxHashSet<u64> = content_words(line).collect();
            for word in words {
                *counts.entry(word).or_default() += 1;
            }
        }
        Topic { counts }
    }

    /// The share of the line's words that are in at least `least` lines of the text; `None` if it has no words.
    pub fn share(&self, line: &str, least: usize) -> Option<f32> {
        let words: Vec<u64> = content_words(line).collect();
        let known = words.iter().filter(|word| self.counts.get(word).is_some_and(|&n| n >= least)).count();
        (!words.is_empty()).then(|| known as f32 / words.len() as f32)
    }

    /// How many of the topic's words are in the line; `None` if the topic has none.
    pub fn count(&self, line: &str) -> Option<usize> {
        let words: FxHashSet<u64> =
            content_words(line).filter(|word| self.counts.contains_key(word)).collect();
        (!self.counts.is_empty()).then_some(words.len())
    }
}

/// Hashes of the words that carry a meaning: four letters or more, or pairs of characters where no spaces are.
fn content_words(line: &str) -> impl Iterator<Item = u64> {
    let line = line.to_lowercase();
    let mut hashes = Vec::new();
    for word in line.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        if word.starts_with(is_unspaced) {
            let chars: Vec<char> = word.chars().collect();
            hashes.extend(chars.windows(2).map(|pair| pair.iter().fold(0, |key, &c| extend(key, c))));
        } else if word.chars().count() >= 4 || word.starts_with(char::is_numeric) {
            hashes.push(word.chars().fold(0, extend));
        }
    }
    hashes.into_iter()
}

/// A key under which two lines that differ only in case, spaces and punctuation are the same.
///
/// It is built from the end, so that the keys of all ends of a line cost no more than its own.
pub fn line_key(line: &str) -> u64 {
    line.chars().rev().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).fold(0, extend)
}

/// A key under which two lines that differ only in case, spaces, punctuation and figures are the same; 0 without letters.
pub fn letters_key(line: &str) -> u64 {
    line.chars().rev().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).fold(0, extend)
}

/// The keys of the ends of a line that start at a new word, or at a capital after a small letter, longest last.
pub fn tail_keys(line: &str) -> Vec<u64> {
    let mut keys = Vec::new();
    let (mut key, mut after) = (0, ' ');
    for c in line.chars().rev() {
        let starts =
            after.is_alphanumeric() && !c.is_alphanumeric() || after.is_uppercase() && c.is_lowercase();
        if starts {
            keys.push(key);
        }
        if c.is_alphanumeric() {
            key = c.to_lowercase().fold(key, extend);
        }
        after = c;
    }
    keys
}

/// Takes a character into a key (a step much like that of FNV-1a).
fn extend(key: u64, c: char) -> u64 {
    (key.rotate_left(5) ^ u64::from(u32::from(c)) ^ 0xcbf2_9ce4_8422_2325).wrapping_mul(0x0000_0100_0000_01b3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_share_counts_words_used_again() {
        let topic = Topic::of(["The ferry stays.", "A ferry costs money.", "Money is short."].into_iter());
        assert_eq!(topic.share("Ferry money", 2), Some(1.0));
        assert_eq!(topic.share("Ferry bridges", 2), Some(0.5));
        assert_eq!(topic.share("a an of", 2), None);
    }

    #[test]
    fn chinese_is_compared_by_pairs() {
        let topic = Topic::of(["会谈在北京举行", "会谈没有结果"].into_iter());
        assert!(topic.share("北京会谈", 1).unwrap() > 0.6);
    }

    #[test]
    fn keys_ignore_case_and_punctuation() {
        assert_eq!(line_key("Ferry stays!"), line_key("FERRY  STAYS"));
        assert_ne!(line_key("Ferry stays"), line_key("Ferry goes"));
    }

    #[test]
    fn the_ends_of_a_trail_have_keys() {
        let keys = tail_keys("HomeNews Ferry stays");
        assert!(keys.contains(&line_key("Ferry stays")) && keys.contains(&line_key("News Ferry stays")));
    }
}
