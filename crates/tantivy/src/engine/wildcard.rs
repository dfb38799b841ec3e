//! Words with `*` as automata over the bytes of words.
//!
//! The parts between the stars are looked for one after the other, each as early as it comes (Knuth, Morris and
//! Pratt), which finds a way wherever there is one. A state is two numbers, and an automaton takes as much memory as
//! its pattern has letters: an automaton made from a regular expression may have a state for each set of parts
//! that are under way.

use tantivy_fst::Automaton;

use dateline_core::text;

/// A word with stars for any letters, also none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pattern {
    /// What is before, between and behind the stars; only the first and the last may be empty.
    parts: Vec<Part>,
}

/// Letters that follow each other.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Part {
    bytes: Vec<u8>,
    /// By how many bytes are matched: how many are still matched where the next one is another.
    borders: Vec<u32>,
}

/// How far a word is matched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// Some bytes of a part are matched, and all parts before it.
    Within { part: u32, matched: u32 },
    /// Nothing that follows makes it a match.
    Dead,
}

impl Pattern {
    /// A pattern over the exact forms of words.
    pub(super) fn new(pattern: &str) -> Pattern {
        let mut parts: Vec<Part> =
            pattern.split('*').map(|part| Part::new(text::exact_letters(part))).collect();
        let (mut at, last) = (0, parts.len() - 1);
        parts.retain(|part| {
            at += 1;
            at == 1 || at == last + 1 || !part.bytes.is_empty()
        });
        Pattern { parts }
    }

    /// True if the exact form of a word has the pattern.
    pub(super) fn matches(&self, word: &str) -> bool {
        let end = word.bytes().fold(self.start(), |state, byte| self.accept(&state, byte));
        self.is_match(&end)
    }

    fn is_last(&self, part: u32) -> bool {
        part as usize + 1 == self.parts.len()
    }

    /// The state with so many bytes of a part matched, which may be the beginning of the next.
    fn settled(&self, part: u32, matched: u32) -> State {
        let is_whole = matched as usize == self.parts[part as usize].bytes.len();
        match is_whole && !self.is_last(part) {
            true => State::Within { part: part + 1, matched: 0 },
            false => State::Within { part, matched },
        }
    }
}

impl Part {
    fn new(text: String) -> Part {
        let bytes = text.into_bytes();
        let mut borders = vec![0; bytes.len() + 1];
        let mut length = 0usize;
        for at in 1..bytes.len() {
            while length > 0 && bytes[length] != bytes[at] {
                length = borders[length] as usize;
            }
            length += usize::from(bytes[length] == bytes[at]);
            borders[at + 1] = u32::try_from(length).unwrap_or(u32::MAX);
        }
        Part { bytes, borders }
    }

    /// How many bytes are matched after one more, where the part may begin anywhere.
    fn next(&self, matched: u32, byte: u8) -> u32 {
        let mut matched = matched as usize;
        while matched > 0 && self.bytes.get(matched) != Some(&byte) {
            matched = self.borders[matched] as usize;
        }
        u32::try_from(matched + usize::from(self.bytes.get(matched) == Some(&byte))).unwrap_or(u32::MAX)
    }
}

impl Automaton for Pattern {
    type State = State;

    fn start(&self) -> State {
        self.settled(0, 0)
    }

    fn is_match(&self, state: &State) -> bool {
        let State::Within { part, matched } = *state else { return false };
        self.is_last(part) && matched as usize == self.parts[part as usize].bytes.len()
    }

    fn can_match(&self, state: &State) -> bool {
        *state != State::Dead
    }

    fn will_always_match(&self, state: &State) -> bool {
        let State::Within { part, .. } = *state else { return false };
        part > 0 && self.is_last(part) && self.parts[part as usize].bytes.is_empty()
    }

    fn accept(&self, state: &State, byte: u8) -> State {
        let State::Within { part, matched } = *state else { return State::Dead };
        let own = &self.parts[part as usize];
        if part > 0 {
            return self.settled(part, own.next(matched, byte));
        }
        // Before the first star nothing may come between.
        match own.bytes.get(matched as usize) == Some(&byte) {
            true => self.settled(part, matched + 1),
            false => State::Dead,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use regex::Regex;

    fn matches(pattern: &str, word: &str) -> bool {
        Pattern::new(pattern).matches(word)
    }

    #[test]
    fn stars_stand_for_any_letters() {
        assert!(matches("russ*", "russia") && matches("russ*", "russ") && !matches("russ*", "rus"));
        assert!(matches("w*n", "woman") && !matches("w*n", "w") && !matches("wo*ow", "wow"));
        assert!(matches("a*b*c", "axbyc") && !matches("a*b*c", "acb") && matches("a*aab", "aaaab"));
        assert!(matches("a**b", "ab") && matches("Él*", "elysee") && matches("word", "word"));
        assert!(!matches("word", "words") && !matches("a.b(c*", "a.bc") && matches("a.b(c*", "abcd"));
        assert!(matches("हिन्*", "हिन्दी") && !matches("की*", "का"));
    }

    proptest! {
        #[test]
        fn patterns_match_what_the_expressions_match(pattern in "[ab]{1,3}(\\*[ab]{0,3}){0,4}", word in "[ab]{0,12}") {
            let parts: Vec<String> = pattern.split('*').map(text::exact_letters).collect();
            let regex = Regex::new(&format!("^(?:{})$", parts.join(".*"))).unwrap();
            prop_assert_eq!(matches(&pattern, &word), regex.is_match(&word));
        }

        #[test]
        fn what_always_matches_does(pattern in "[ab]{1,2}(\\*[ab]{0,2}){0,3}", word in "[ab]{0,9}", more in "[ab]{0,4}") {
            let pattern = Pattern::new(&pattern);
            let state = word.bytes().fold(pattern.start(), |state, byte| pattern.accept(&state, byte));
            if pattern.will_always_match(&state) {
                let longer = format!("{word}{more}");
                prop_assert!(pattern.matches(&longer));
            }
            if !pattern.can_match(&state) {
                let longer = format!("{word}{more}");
                prop_assert!(!pattern.matches(&longer));
            }
        }
    }
}
