//! Given names, looked up in their table as it is.
//!
//! The whole [`super::lexicon`] takes a while to load, which a search that only has to settle the order of a
//! name should not wait for.

use dateline_core::text::fold;

/// Lines of a word, a tab and its kind, in the order of the words' bytes.
static TABLE: &str = include_str!("../../data/given-names.tsv");

/// True for a given name.
pub(super) fn is_given(word: &str) -> bool {
    let folded = fold(word).replace('.', "");
    kind_of(&folded).is_some_and(|kind| kind != "s")
}

/// True for a given name that is no surname as well.
pub(super) fn is_only_given(word: &str) -> bool {
    kind_of(&fold(word).replace('.', "")) == Some("g")
}

/// True for a surname that is no given name as well.
pub(super) fn is_only_surname(word: &str) -> bool {
    kind_of(&fold(word)) == Some("s")
}

/// The kind of a folded word in the table, by halving the part of it that may hold the word.
fn kind_of(word: &str) -> Option<&'static str> {
    let mut rest = TABLE;
    while !rest.is_empty() {
        let (before, line, after) = middle(rest);
        let (name, kind) = line.split_once('\t').unwrap_or((line, ""));
        // The comments at the head of the table are before every word.
        match name.cmp(word) {
            std::cmp::Ordering::Equal => return Some(kind),
            std::cmp::Ordering::Less => rest = after,
            std::cmp::Ordering::Greater => rest = before,
        }
    }
    None
}

/// The line in the middle of a text, with what is before and behind it.
fn middle(text: &str) -> (&str, &str, &str) {
    let bytes = text.as_bytes();
    let at = bytes.len() / 2;
    let start = bytes[..at].iter().rposition(|&b| b == b'\n').map_or(0, |newline| newline + 1);
    let end = bytes[at..].iter().position(|&b| b == b'\n').map_or(bytes.len(), |newline| at + newline);
    let after = (end + 1).min(bytes.len());
    (&text[..start], &text[start..end], &text[after..])
}

#[cfg(test)]
mod tests {
    use super::super::hash;
    use super::super::lexicon::{self, class};
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_table_is_in_order() {
        let words: Vec<&str> = TABLE
            .lines()
            .filter(|line| !line.starts_with('#'))
            .filter_map(|line| Some(line.split_once('\t')?.0))
            .collect();
        assert!(words.len() > 1000 && words.windows(2).all(|pair| pair[0] < pair[1]));
    }

    #[test]
    fn every_word_of_the_table_is_found_as_the_lexicon_knows_it() {
        for line in TABLE.lines().filter(|line| !line.starts_with('#')) {
            let (word, kind) = line.split_once('\t').unwrap();
            assert_eq!(kind_of(word), Some(kind));
            // The lexicon knows words by hashes, which a surname may share with a given name.
            let in_lexicon = lexicon::classes(hash::word(word)) & class::GIVEN != 0;
            assert!(in_lexicon || !is_given(word), "{word}");
        }
        assert!(is_given("José") && is_given("JOHN") && !is_given("Lavrov"));
    }

    proptest! {
        #[test]
        fn any_word_is_looked_up(word in "\\PC{0,12}|[a-z]{1,6}") {
            prop_assert_eq!(kind_of(&word).is_some(), TABLE.lines().any(|line| line.split_once('\t').is_some_and(|(name, _)| name == word)));
        }
    }
}
