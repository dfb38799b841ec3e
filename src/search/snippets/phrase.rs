//! Finding phrases among the words of a text.

/// A word of a text that some query knows: which one, and the how-manieth of the text it is.
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

/// The words of a phrase where all of them stand within `slop` words of being next to each other.
pub(super) fn near(seen: &[Seen], phrase: &[u32], slop: usize) -> Vec<[usize; 2]> {
    let mut needed = Counts::of(phrase);
    let seen: Vec<&Seen> = seen.iter().filter(|word| needed.knows(word.term)).collect();
    let mut out: Vec<[usize; 2]> = Vec::new();
    let (mut left, mut written) = (0, 0);
    for right in 0..seen.len() {
        needed.enter(seen[right].term);
        while needed.can_leave(seen[left].term) {
            needed.leave(seen[left].term);
            left += 1;
        }
        let width = seen[right].position + 1 - seen[left].position;
        if needed.all_present() && width <= phrase.len().saturating_add(slop) {
            out.extend(seen[left.max(written)..=right].iter().map(|word| [word.start, word.end]));
            written = right + 1;
        }
    }
    out
}

/// How many of each term a window still lacks.
struct Counts {
    lacking: std::collections::HashMap<u32, i64>,
    missing: usize,
}

impl Counts {
    fn of(phrase: &[u32]) -> Self {
        let mut lacking = std::collections::HashMap::new();
        for &term in phrase {
            *lacking.entry(term).or_insert(0) += 1;
        }
        Self { missing: lacking.len(), lacking }
    }

    fn knows(&self, term: u32) -> bool {
        self.lacking.contains_key(&term)
    }

    fn enter(&mut self, term: u32) {
        if let Some(count) = self.lacking.get_mut(&term) {
            *count -= 1;
            self.missing -= usize::from(*count == 0);
        }
    }

    /// True if the window has one more of the term than the phrase needs.
    fn can_leave(&self, term: u32) -> bool {
        self.lacking.get(&term).is_some_and(|&count| count < 0)
    }

    fn leave(&mut self, term: u32) {
        if let Some(count) = self.lacking.get_mut(&term) {
            *count += 1;
        }
    }

    fn all_present(&self) -> bool {
        self.missing == 0
    }
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
        assert_eq!(near(&text(&[1, 2]), &[1, 1], 9), Vec::<[usize; 2]>::new());
    }
}
