//! Names that are known to be of one kind, and capitalised words that are no names.
//!
//! They are evidence for the model, which learns how far each kind of them can be trusted.

use std::sync::LazyLock;

use super::hash::mix;
use super::lexicon::{ByHash, class};
use super::tokens::{Shape, Token, tokens};

/// The kinds of the table, by the number of their bit.
const KINDS: [&str; 12] = [
    "company", "media", "club", "party", "group", "body", "school", "charity", "event", "thing", "acronym",
    "people",
];

/// The kinds of what is no name.
const NO_NAMES: u16 = 0b1111 << 8;
/// Things are left to the model: many of their names are also those of companies, ships and people.
const THINGS: u16 = 1 << 9;
/// Acronyms, which are none in small letters.
const ACRONYMS: u16 = 1 << 10;

/// The kinds of each phrase, as bits.
static LISTED: LazyLock<ByHash<u16>> = LazyLock::new(|| {
    let mut listed = ByHash::default();
    for line in include_str!("../../data/listed-names.tsv").lines().filter(|line| !line.starts_with('#')) {
        let Some((kind, names)) = line.split_once('\t') else { continue };
        let Some(bit) = KINDS.iter().position(|&k| k == kind) else { continue };
        for name in names.split('|') {
            *listed.entry(phrase(&tokens(name))).or_default() |= 1 << bit;
        }
    }
    listed
});

/// What the words as a whole are known to be, as bits; 0 if nothing is known.
pub(super) fn kinds(words: &[Token]) -> u16 {
    LISTED.get(&phrase(words)).copied().unwrap_or(0)
}

/// True for words that are only known as the name of an organisation, and are written as one.
pub(super) fn is_organisation(words: &[Token]) -> bool {
    let kinds = kinds(words);
    kinds != 0 && kinds & NO_NAMES == 0 && !is_doubtful(words) && !(is_short(words) && !in_capitals(words))
}

/// True for words that are only known as a people, an event or an acronym of a thing.
pub(super) fn is_no_name(words: &[Token]) -> bool {
    let kinds = kinds(words);
    kinds != 0
        && kinds & !(NO_NAMES & !THINGS) == 0
        && if kinds & ACRONYMS == 0 { !is_doubtful(words) } else { in_capitals(words) && !words[0].shouted }
}

/// True for a word that people also are called, and for what says little as its line is all capitals.
fn is_doubtful(words: &[Token]) -> bool {
    words[0].shouted || matches!(words, [word] if word.is(class::GIVEN | class::SURNAME))
}

fn is_short(words: &[Token]) -> bool {
    matches!(words, [word] if word.end - word.start <= 3)
}

fn in_capitals(words: &[Token]) -> bool {
    words.iter().all(|word| matches!(word.shape, Shape::Upper | Shape::Mixed | Shape::Number))
}

/// A hash of the words in order.
pub(super) fn phrase(words: &[Token]) -> u64 {
    words.iter().fold(0, |hash, word| mix(hash, word.hash))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_table_is_read() {
        let table = include_str!("../../data/listed-names.tsv");
        let lines: Vec<&str> = table.lines().filter(|line| !line.starts_with('#')).collect();
        assert!(lines.iter().all(|l| l.split_once('\t').is_some_and(|(kind, _)| KINDS.contains(&kind))));
        assert!(lines.len() >= KINDS.len());
    }

    #[test]
    fn names_are_known_as_a_whole() {
        let of = |name: &str| kinds(&tokens(name));
        assert_eq!(of("Reuters"), 1 << 1);
        assert_eq!(of("Shanghai Cooperation Organization"), 1 << 5);
        assert_eq!(of("Shanghai Cooperation"), 0);
        assert_eq!(of("COVID-19"), 1 << 9);
    }

    #[test]
    fn what_is_also_a_surname_or_a_small_word_is_left_alone() {
        let no_name = |name: &str| is_no_name(&tokens(name));
        let organisation = |name: &str| is_organisation(&tokens(name));
        assert!(organisation("Reuters") && organisation("Bank of Korea") && organisation("UN"));
        assert!(!organisation("Ford") && !organisation("Un"));
        assert!(no_name("Uyghurs") && no_name("NGO") && no_name("World Cup"));
        assert!(!no_name("Ngo") && !no_name("Karen") && !no_name("Reuters") && !no_name("Qwrtzp"));
    }
}
