//! Words with `?` for one letter, and `*` for any, as automata over the bytes of words.
//!
//! A state is the set of places in the pattern that the bytes so far may have led to, a bit for each (Baeza-Yates and
//! Gonnet, A New Approach to Text Searching, 1992), so that a pattern has as many signs as there are bits at most.

use tantivy_fst::Automaton;

use dateline_core::text;

/// A pattern has at most this many signs and bytes of letters.
const MOST: usize = 63;

/// One sign of a pattern, or one byte of its letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sign {
    Byte(u8),
    /// Any one letter, of one byte or several.
    Letter,
    /// Any letters.
    Letters,
}

/// A word with `?` and `*`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Glob {
    signs: Vec<Sign>,
}

impl Glob {
    /// A pattern over the exact forms of words; `None` where it is too long to be one.
    pub(super) fn new(pattern: &str) -> Option<Glob> {
        let mut signs = Vec::new();
        for part in pattern.split_inclusive(['*', '?']) {
            signs.extend(text::exact_letters(part).bytes().map(Sign::Byte));
            match part.as_bytes().last() {
                Some(b'*') => signs.push(Sign::Letters),
                Some(b'?') => signs.push(Sign::Letter),
                _ => {}
            }
        }
        (signs.len() <= MOST).then_some(Glob { signs })
    }

    /// True if the exact form of a word has the pattern.
    pub(super) fn matches(&self, word: &str) -> bool {
        let end = word.bytes().fold(self.start(), |state, byte| self.accept(&state, byte));
        self.is_match(&end)
    }

    /// The places with those behind stars, which may stand for nothing.
    fn with_stars(&self, mut places: u64) -> u64 {
        for (at, sign) in self.signs.iter().enumerate() {
            if *sign == Sign::Letters && places & (1 << at) != 0 {
                places |= 1 << (at + 1);
            }
        }
        places
    }
}

/// True for a byte that continues a letter.
fn continues(byte: u8) -> bool {
    byte & 0b1100_0000 == 0b1000_0000
}

impl Automaton for Glob {
    type State = u64;

    fn start(&self) -> u64 {
        self.with_stars(1)
    }

    fn is_match(&self, places: &u64) -> bool {
        places & (1 << self.signs.len()) != 0
    }

    fn can_match(&self, places: &u64) -> bool {
        *places != 0
    }

    fn accept(&self, places: &u64, byte: u8) -> u64 {
        let mut next = 0;
        for at in (0..=self.signs.len()).filter(|at| places & (1 << at) != 0) {
            // The rest of a letter that a question mark stands for.
            if at > 0 && self.signs[at - 1] == Sign::Letter && continues(byte) {
                next |= 1 << at;
            }
            match self.signs.get(at) {
                Some(Sign::Byte(own)) if *own == byte => next |= 1 << (at + 1),
                Some(Sign::Letter) if !continues(byte) => next |= 1 << (at + 1),
                Some(Sign::Letters) => next |= 1 << at,
                _ => {}
            }
        }
        self.with_stars(next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use regex::Regex;

    fn matches(pattern: &str, word: &str) -> bool {
        Glob::new(pattern).unwrap().matches(word)
    }

    #[test]
    fn question_marks_stand_for_one_letter() {
        assert!(matches("wom?n", "women") && !matches("wom?n", "womn") && !matches("wom?n", "womeen"));
        assert!(matches("l?dz", "lэdz") && !matches("l?dz", "lээdz") && matches("a?*c", "abxc"));
        assert!(!matches("a?*c", "ac") && matches("a??", "aэx") && !matches("a??", "aэ"));
    }

    #[test]
    fn a_pattern_of_many_signs_is_none() {
        assert!(Glob::new(&format!("a{}", "?".repeat(62))).is_some());
        assert!(Glob::new(&format!("a{}", "?".repeat(63))).is_none());
    }

    proptest! {
        #[test]
        fn it_is_the_regular_expression(pattern in "[abэ][abэ?*]{0,7}", word in "[abэ]{0,9}") {
            let regex = format!("^{}$", pattern.replace('?', ".").replace('*', ".*"));
            prop_assert_eq!(matches(&pattern, &word), Regex::new(&regex).unwrap().is_match(&word));
        }
    }
}
