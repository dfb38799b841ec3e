//! Words near each other: which occurrences of the words of a phrase stand together.
//!
//! One occurrence of each word is chosen, no place twice. Word number `i` of the phrase at place `p` is
//! shifted by `p - i`; the words match if the shifts differ by no more than the slop. With a slop of 0
//! that is the phrase itself, and two neighbours in reverse order need a slop of 2: the meaning that
//! Lucene gives to a sloppy phrase.
//!
//! ```
//! use dateline_search::near::matches;
//! let (minister, resigned) = (vec![4, 90], vec![7]);
//! assert!(matches(&[&minister, &resigned], 1).is_empty());
//! assert_eq!(matches(&[&minister, &resigned], 2), [[4, 7]]);
//! ```
//!
//! Not for: finding the places, which are the engine's or a snippet's to know.

use rustc_hash::FxHashSet;

/// The places chosen for each match, in the order of the phrase's words; matches share no occurrence.
///
/// `places` holds the places of each word of the phrase in rising order.
pub fn matches<P: AsRef<[u32]>>(places: &[P], slop: u32) -> Vec<Vec<u32>> {
    matches_while(places, slop, &mut |_| true)
}

/// The same, as long as `goes_on` allows; it receives the number of occurrences to be examined next.
///
/// The search can be long: a word that the phrase repeats may be missing at one occurrence after another.
pub fn matches_while<P: AsRef<[u32]>>(
    places: &[P],
    slop: u32,
    goes_on: &mut dyn FnMut(usize) -> bool,
) -> Vec<Vec<u32>> {
    if places.is_empty() || places.iter().any(|places| places.as_ref().is_empty()) || is_too_often(places) {
        return Vec::new();
    }
    let occurrences = by_shift(places);
    let mut out = Vec::new();
    let mut window = Window::new(places.len());
    let mut left = 0;
    for (right, last) in occurrences.iter().enumerate() {
        window.enter(last.word);
        while occurrences[left].shift < last.shift - i64::from(slop) {
            window.leave(occurrences[left].word);
            left += 1;
        }
        if !window.has_all() {
            continue;
        }
        if !goes_on(right + 1 - left) {
            break;
        }
        if let Some(chosen) = choose(&occurrences[left..=right], places.len()) {
            out.push(chosen);
            window = Window::new(places.len());
            left = right + 1;
        }
    }
    out
}

/// True if the phrase says a word more often than it stands anywhere, so that every choice would fail.
fn is_too_often<P: AsRef<[u32]>>(places: &[P]) -> bool {
    let mut lists: Vec<&[u32]> = places.iter().map(AsRef::as_ref).collect();
    // Words with the same places are the same word.
    lists.sort_unstable();
    lists.chunk_by(|a, b| a == b).any(|same| same.len() > same[0].len())
}

/// An occurrence of a word of the phrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Occurrence {
    shift: i64,
    /// The number of the word in the phrase.
    word: usize,
    place: u32,
}

fn by_shift<P: AsRef<[u32]>>(places: &[P]) -> Vec<Occurrence> {
    let of_word = |(word, places): (usize, &P)| {
        let occurrence = |&place: &u32| Occurrence { shift: i64::from(place) - word as i64, word, place };
        places.as_ref().iter().map(occurrence).collect::<Vec<_>>()
    };
    let mut all: Vec<Occurrence> = places.iter().enumerate().flat_map(of_word).collect();
    all.sort_unstable();
    all
}

/// A place for each word, none twice; `None` if a word that the phrase repeats does not stand there often enough.
///
/// The last word takes the last place that it can, then the word before it: a word's places end later the
/// later it is in the phrase, so that this finds a choice wherever the words are equal or different.
fn choose(window: &[Occurrence], words: usize) -> Option<Vec<u32>> {
    let mut by_word: Vec<Vec<u32>> = vec![Vec::new(); words];
    for occurrence in window {
        by_word[occurrence.word].push(occurrence.place);
    }
    let mut chosen: Vec<u32> = Vec::with_capacity(words);
    let mut taken = FxHashSet::default();
    for places in by_word.iter().rev() {
        let place = places.iter().rev().copied().find(|place| !taken.contains(place))?;
        taken.insert(place);
        chosen.push(place);
    }
    chosen.reverse();
    Some(chosen)
}

/// How often each word of the phrase is in a stretch of occurrences.
struct Window {
    counts: Vec<usize>,
    missing: usize,
}

impl Window {
    fn new(words: usize) -> Window {
        Window { counts: vec![0; words], missing: words }
    }

    fn enter(&mut self, word: usize) {
        self.missing -= usize::from(self.counts[word] == 0);
        self.counts[word] += 1;
    }

    fn leave(&mut self, word: usize) {
        self.counts[word] -= 1;
        self.missing += usize::from(self.counts[word] == 0);
    }

    fn has_all(&self) -> bool {
        self.missing == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn order_and_distance_cost_moves() {
        assert_eq!(matches(&[[0], [1]], 0), [[0, 1]]);
        assert_eq!(matches(&[[1], [0]], 1), Vec::<Vec<u32>>::new());
        assert_eq!(matches(&[[1], [0]], 2), [[1, 0]]);
        assert_eq!(matches(&[[0], [3]], 1), Vec::<Vec<u32>>::new());
        assert_eq!(matches(&[[0], [3]], 2), [[0, 3]]);
        assert_eq!(matches(&[[5], [1], [9]], u32::MAX), [[5, 1, 9]]);
    }

    #[test]
    fn a_repeated_word_needs_two_places() {
        assert!(matches(&[vec![4], vec![4]], 9).is_empty());
        assert_eq!(matches(&[vec![0, 1], vec![0, 1]], 0), [[0, 1]]);
        assert_eq!(matches(&[vec![0, 1], vec![0, 1]], 1), [[0, 1]]);
        assert_eq!(matches(&[vec![2, 8], vec![5], vec![2, 8]], 5), [[2, 5, 8]]);
    }

    #[test]
    fn a_word_that_is_said_too_often_is_known_at_once() {
        let words = vec![(0..999).collect::<Vec<u32>>(); 1000];
        let looked = &mut |_| panic!("nothing is to be looked at");
        assert!(matches_while(&words, 30_000, looked).is_empty());
        assert_eq!(matches(&words[1..], 30_000).len(), 1);
    }

    #[test]
    fn every_match_counts_and_none_shares_a_place() {
        assert_eq!(matches(&[vec![0, 10, 20], vec![1, 12]], 1), [[0, 1], [10, 12]]);
        assert!(matches::<Vec<u32>>(&[], 3).is_empty() && matches(&[vec![1], vec![]], 3).is_empty());
    }

    /// Tries every choice of places.
    fn exists(places: &[Vec<u32>], slop: u32, chosen: &mut Vec<u32>) -> bool {
        let Some(next) = places.get(chosen.len()) else {
            let shifts = chosen.iter().enumerate().map(|(i, &p)| i64::from(p) - i as i64);
            let (low, high) = shifts.fold((i64::MAX, i64::MIN), |(l, h), s| (l.min(s), h.max(s)));
            return high - low <= i64::from(slop);
        };
        next.iter().any(|&place| {
            let free = !chosen.contains(&place);
            chosen.push(place);
            let found = free && exists(places, slop, chosen);
            chosen.pop();
            found
        })
    }

    proptest! {
        #[test]
        fn a_match_is_found_where_there_is_one(
            text in proptest::collection::vec(0u8..4, 0..14), phrase in proptest::collection::vec(0u8..3, 1..5), slop in 0u32..6,
        ) {
            let of_word = |word: &u8| (0u32..).zip(&text).filter(|(_, other)| *other == word).map(|(p, _)| p).collect();
            let places: Vec<Vec<u32>> = phrase.iter().map(of_word).collect();
            prop_assert_eq!(!matches(&places, slop).is_empty(), exists(&places, slop, &mut Vec::new()));
        }
    }
}
