//! Spellings that a typed word may stand for.

use super::normal::folded;

/// Letters are varied this near the end of a word, where stemmers look.
const REACH: usize = 6;

/// No word has more spellings than this tried.
const MOST: usize = 64;

/// Other spellings of a word in lower case, by the letters with diacritics that its language has.
///
/// A word with diacritics has one: without them. A word without may be any that folds to it.
pub(super) fn spellings(word: &str, letters: &[(char, char)]) -> Vec<String> {
    let bare = folded(word.into());
    if bare != word {
        return vec![bare.into_owned()];
    }
    let chars: Vec<char> = word.chars().collect();
    let (stem, ending) = chars.split_at(chars.len().saturating_sub(REACH));
    let mut spellings = vec![String::from_iter(stem)];
    for &c in ending {
        let others: Vec<char> =
            letters.iter().filter(|(base, _)| *base == c).map(|(_, other)| *other).collect();
        let room = spellings.len() * (1 + others.len()) <= MOST;
        let mut varied = Vec::with_capacity(spellings.len());
        for spelling in spellings {
            let choices = std::iter::once(c).chain(others.iter().copied().filter(|_| room));
            varied.extend(choices.map(|choice| format!("{spelling}{choice}")));
        }
        spellings = varied;
    }
    spellings
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const LETTERS: [(char, char); 4] = [('a', 'à'), ('a', 'á'), ('c', 'ç'), ('o', 'õ')];

    #[test]
    fn letters_near_the_end_vary() {
        assert_eq!(spellings("ca", &LETTERS), ["ca", "cà", "cá", "ça", "çà", "çá"]);
        assert_eq!(spellings("acbbbbbb", &LETTERS), ["acbbbbbb"]);
        assert_eq!(spellings("çã", &LETTERS), ["ca"]);
        assert_eq!(spellings("", &LETTERS), [""]);
    }

    proptest! {
        #[test]
        fn all_spellings_fold_to_the_word(word in "[a-e]{0,20}") {
            let all = spellings(&word, &LETTERS);
            prop_assert!(all.contains(&word) && all.len() <= MOST);
            for spelling in all {
                prop_assert_eq!(folded(spelling.as_str().into()), word.as_str());
            }
        }
    }
}
