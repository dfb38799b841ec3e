//! Finding phrases among the words of a text.

use crate::near::matches_while;

/// This many occurrences of words are looked at in a text for a phrase whose words are near each other.
const LOOKED_AT: usize = 4_000_000;

/// A word of a text that some query knows: which one, and its number within the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Seen {
    /// The number of the term in the query's vocabulary.
    pub(super) term: u32,
    /// The number of the word within the text.
    pub(super) position: usize,
    /// Byte offset of its first byte.
    pub(super) start: usize,
    /// Byte offset just past its last byte.
    pub(super) end: usize,
}

/// The spans of a phrase whose words follow each other directly, found in one pass (Knuth, Morris, Pratt).
pub(super) fn exact(seen: &[Seen], phrase: &[u32]) -> Vec<[usize; 2]> {
    let borders = borders(phrase);
    let mut out = Vec::new();
    let mut matched = 0;
    let mut next_position = 0;
    for (index, word) in seen.iter().enumerate() {
        if word.position != next_position {
            matched = 0;
        }
        next_position = word.position + 1;
        while matched > 0 && phrase[matched] != word.term {
            matched = borders[matched - 1];
        }
        if phrase[matched] == word.term {
            matched += 1;
        }
        if matched == phrase.len() {
            out.push([seen[index + 1 - matched].start, word.end]);
            matched = 0;
        }
    }
    out
}

/// For each head of the phrase, the length of the longest shorter head that it also ends with.
fn borders(phrase: &[u32]) -> Vec<usize> {
    let mut borders = vec![0; phrase.len()];
    for i in 1..phrase.len() {
        let mut length = borders[i - 1];
        while length > 0 && phrase[length] != phrase[i] {
            length = borders[length - 1];
        }
        borders[i] = length + usize::from(phrase[length] == phrase[i]);
    }
    borders
}

/// The words of a phrase where they are within `slop` moves of each other.
pub(super) fn near(seen: &[Seen], phrase: &[u32], slop: usize) -> Vec<[usize; 2]> {
    let numbers = |term: &u32| {
        let all = (0u32..).zip(seen);
        all.filter(|(_, word)| word.term == *term).map(|(number, _)| number).collect::<Vec<u32>>()
    };
    let numbers: Vec<Vec<u32>> = phrase.iter().map(numbers).collect();
    let place = |number: &u32| u32::try_from(seen[*number as usize].position).unwrap_or(u32::MAX);
    if numbers.iter().map(Vec::len).sum::<usize>() > LOOKED_AT {
        return Vec::new();
    }
    let places: Vec<Vec<u32>> = numbers.iter().map(|numbers| numbers.iter().map(place).collect()).collect();
    let by_place: std::collections::HashMap<u32, &Seen> =
        numbers.iter().flatten().map(|number| (place(number), &seen[*number as usize])).collect();
    let mut left = LOOKED_AT;
    let mut goes_on = |occurrences: usize| {
        left = left.saturating_sub(occurrences);
        left > 0
    };
    let found = matches_while(&places, u32::try_from(slop).unwrap_or(u32::MAX), &mut goes_on);
    let mut spans: Vec<[usize; 2]> = found
        .iter()
        .flatten()
        .filter_map(|place| by_place.get(place))
        .map(|word| [word.start, word.end])
        .collect();
    spans.sort_unstable();
    spans
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Terms by position; 0 stands for a word that the query does not know. Offsets are positions.
    fn text(terms: &[u32]) -> Vec<Seen> {
        let all = terms.iter().enumerate();
        let seen = all.map(|(position, &term)| Seen { term, position, start: position, end: position + 1 });
        seen.filter(|word| word.term > 0).collect()
    }

    #[test]
    fn exact_phrases_need_neighbours() {
        assert_eq!(exact(&text(&[1, 2, 0, 1, 0, 2, 1, 2]), &[1, 2]), [[0, 2], [6, 8]]);
        assert_eq!(exact(&text(&[1, 1, 2]), &[1, 2]), [[1, 3]]);
        assert_eq!(exact(&text(&[1, 2, 1, 2, 3]), &[1, 2, 3]), [[2, 5]]);
        assert_eq!(exact(&text(&[1, 2, 1, 1, 2, 1, 2]), &[1, 2, 1, 2]), [[3, 7]]);
        assert_eq!(exact(&text(&[1, 1, 1, 1, 1]), &[1, 1]), [[0, 2], [2, 4]]);
    }

    #[test]
    fn near_phrases_allow_other_words_between() {
        assert_eq!(near(&text(&[1, 0, 0, 2]), &[1, 2], 1), Vec::<[usize; 2]>::new());
        assert_eq!(near(&text(&[1, 0, 0, 2]), &[1, 2], 2), [[0, 1], [3, 4]]);
        assert_eq!(near(&text(&[1, 0, 1, 2]), &[1, 2], 1), [[2, 3], [3, 4]]);
        assert_eq!(near(&text(&[1, 0, 2, 0, 0, 0, 1, 2]), &[1, 2], 1).len(), 4);
        assert_eq!(near(&text(&[2, 1]), &[1, 2], 1), Vec::<[usize; 2]>::new());
        assert_eq!(near(&text(&[2, 1]), &[1, 2], 2), [[0, 1], [1, 2]]);
        assert_eq!(near(&text(&[1, 2]), &[1, 1], 9), Vec::<[usize; 2]>::new());
    }
}
