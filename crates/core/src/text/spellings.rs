//! British and American spellings of one word, and words that are no words of a language.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::analysis::ENGLISH;

/// By the stem of a British spelling that of the American one.
static AMERICAN: LazyLock<FxHashMap<String, String>> = LazyLock::new(|| {
    let rows = include_str!("../../data/spellings.tsv").lines().filter(|line| !line.starts_with('#'));
    let pairs = rows.filter_map(|row| row.split_once('\t'));
    let stems = pairs.map(|(british, american)| (stem(british), stem(american)));
    stems.filter(|(british, american)| british != american).collect()
});

fn stem(word: &str) -> String {
    ENGLISH.stem(word).into_owned()
}

/// The stem of the American spelling, given that of the British one where they differ.
pub(super) fn american(stem: &str) -> Option<&'static str> {
    AMERICAN.get(stem).map(String::as_str)
}

/// So many letters are before the ending at least: `size` and `prize` have another.
const STEM: usize = 3;

/// The endings of `-ize` and its inflections after the z.
const AFTER_Z: [&str; 9] = ["able", "ation", "ations", "e", "ed", "er", "ers", "es", "ing"];

/// A word that ends in `-ize`, or an inflection of it, with an s instead.
///
/// The other way round a stemmer would make `organ` of `organise`.
pub(super) fn with_s(word: &str) -> Option<String> {
    let at = word.rfind("iz").filter(|&at| at >= STEM)?;
    let after = &word[at + 2..];
    AFTER_Z.contains(&after).then(|| format!("{}is{after}", &word[..at]))
}

/// The clusters that an English word may begin with before a y that is its only vowel: `fly`, `sky`, `why`.
const BEGINNINGS: [&str; 20] = [
    "b", "br", "c", "cr", "d", "dr", "f", "fl", "fr", "h", "m", "p", "pl", "pr", "sh", "sk", "sl", "sp",
    "tr", "wh",
];

/// True for an acronym that ends in a y, which a stemmer takes for a word: SBY is not the plural of SBI.
pub(super) fn is_unpronounceable(word: &str) -> bool {
    let Some(before) = word.strip_suffix('y') else { return false };
    let has_vowel = before.bytes().any(|b| matches!(b, b'a' | b'e' | b'i' | b'o' | b'u' | b'y'));
    before.len() > 1 && before.len() < 4 && !has_vowel && BEGINNINGS.binary_search(&before).is_err()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_a_pair_that_is_not_one_already() {
        let rows = include_str!("../../data/spellings.tsv").lines().filter(|line| !line.starts_with('#'));
        for row in rows {
            let (british, american) = row.split_once('\t').expect(row);
            assert!(stem(british) != stem(american), "{row} needs no row");
        }
    }

    #[test]
    fn no_american_spelling_is_british_for_another() {
        for other in AMERICAN.values() {
            assert!(american(other).is_none(), "{other}");
        }
    }

    #[test]
    fn an_s_stands_for_the_z_of_an_ending_only() {
        assert_eq!(with_s("organizations").as_deref(), Some("organisations"));
        assert_eq!(with_s("realized").as_deref(), Some("realised"));
        for word in ["citizen", "horizon", "magazine", "size", "prizes", "zeal", "brazil"] {
            assert_eq!(with_s(word), None, "{word}");
        }
    }

    #[test]
    fn acronyms_are_told_from_short_words() {
        assert!(BEGINNINGS.is_sorted());
        assert!(is_unpronounceable("sby") && is_unpronounceable("kgby"));
        assert!(
            ["fly", "why", "by", "y", "city", "sky", "rhythmy"].iter().all(|word| !is_unpronounceable(word))
        );
    }
}
