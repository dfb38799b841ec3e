//! Names in Cyrillic letters, which change their endings with their case.

use super::hash;
use super::lexicon::{self, class};
use super::romanise::to_latin;
use super::spelling::word_key;
use dateline_core::text::fold;

/// Endings of the cases, longest first, and what the name ends in without them.
const CASES: [(&str, &str); 17] = [
    ("ским", "ский"),
    ("ского", "ский"),
    ("скому", "ский"),
    ("ием", "ий"),
    ("ия", "ий"),
    ("ию", "ий"),
    ("еем", "ей"),
    ("ея", "ей"),
    ("ею", "ей"),
    ("ом", ""),
    ("ым", ""),
    ("ой", "а"),
    ("а", ""),
    ("у", ""),
    ("е", ""),
    ("ы", "а"),
    ("у", "а"),
];

const PATRONYMICS: [&str; 10] =
    ["ович", "евич", "овича", "евича", "овичу", "овичем", "евичем", "овна", "евна", "овны"];

/// True for a given name in any case.
pub(super) fn is_given_name(word: &str) -> bool {
    if !is_cyrillic(word) {
        return false;
    }
    let folded = lower(word);
    let in_cases = CASES
        .iter()
        .filter_map(|(ending, base)| folded.strip_suffix(ending).map(|stem| format!("{stem}{base}")));
    std::iter::once(folded.clone()).chain(in_cases).any(|form| form.chars().count() > 2 && is_known(&form))
}

/// True for `Владимирович` in any case.
pub(super) fn is_patronymic(word: &str) -> bool {
    let folded = lower(word);
    folded.chars().count() > 6
        && is_cyrillic(word)
        && PATRONYMICS.iter().any(|ending| folded.ends_with(ending))
}

/// A word of a name in the nominative, as far as its ending shows it.
pub(super) fn nominative(word: &str) -> String {
    let folded = lower(word);
    if folded.chars().count() < 5 || is_known(&folded) {
        return folded;
    }
    let case = CASES
        .iter()
        .find_map(|(ending, base)| folded.strip_suffix(ending).map(|stem| format!("{stem}{base}")));
    case.unwrap_or(folded)
}

pub(super) fn is_cyrillic(word: &str) -> bool {
    word.chars().next().is_some_and(|c| ('\u{400}'..='\u{4ff}').contains(&c))
}

fn lower(word: &str) -> String {
    word.chars().flat_map(char::to_lowercase).collect()
}

fn is_known(form: &str) -> bool {
    let latin = fold(&to_latin(form)).into_owned();
    let is_given = |word: &str| lexicon::classes(hash::word(word)) & class::GIVEN != 0;
    is_given(&latin) || is_given(&word_key(&latin))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn given_names_in_any_case() {
        for name in ["Владимир", "Владимира", "Сергеем", "Дмитрия", "Ольга", "Ольгой"]
        {
            assert!(is_given_name(name), "{name}");
        }
        for word in ["Москва", "Правительство", "John", ""] {
            assert!(!is_given_name(word), "{word}");
        }
    }

    #[test]
    fn patronymics_and_nominatives() {
        assert!(is_patronymic("Владимирович") && is_patronymic("Сергеевна") && !is_patronymic("Путин"));
        assert_eq!(nominative("Лавровым"), nominative("Лавров"));
        assert_eq!(nominative("Зеленского"), nominative("Зеленский"));
    }
}
