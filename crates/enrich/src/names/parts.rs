//! A person's name as its given and its family part, only where that is certain.

use dateline_core::text::fold;

use super::form::GENERATIONS;
use super::given::{is_given, is_only_given, is_only_surname};
use super::name_order::is_asian_surname;

/// So many words have a name that is taken apart; longer ones have parts of several words.
const MAX_WORDS: usize = 4;

/// The given and the family part of a name.
///
/// It is certain what is which where a comma says it (`Bell, Ann`), or where a word that is only a given name comes first
/// (or any given name, if the last word is only a surname), and at most other given names and initials follow.
/// A family name of several words, with particles, or before the given name is left in one piece.
///
/// ```
/// use dateline_enrich::names::given_and_family;
/// assert_eq!(given_and_family("Anna J. Hartwell"), Some(("Anna J.", "Hartwell")));
/// assert_eq!(given_and_family("Xi Jinping"), None);
/// ```
pub fn given_and_family(name: &str) -> Option<(&str, &str)> {
    let name = name.trim();
    if let Some((family, given)) = name.split_once(',') {
        return by_comma(family.trim(), given.trim());
    }
    let (given, family) = name.rsplit_once(char::is_whitespace)?;
    let given = given.trim_end();
    let mut words = given.split_whitespace();
    let first = words.next()?;
    let is_certain = words.clone().count() + 2 <= MAX_WORDS
        && (is_only_given(first) || is_given(first) && is_only_surname(family))
        && !is_asian_surname(first)
        && words.all(|word| is_initial(word) || is_only_given(word))
        && is_family(family);
    is_certain.then_some((given, family))
}

fn by_comma<'a>(family: &'a str, given: &'a str) -> Option<(&'a str, &'a str)> {
    let is_part = |part: &str| part.chars().next().is_some_and(char::is_alphabetic) && !part.contains(',');
    (is_part(family) && is_part(given) && !is_generation(given)).then_some((given, family))
}

/// True for a word that is nothing but a family name.
fn is_family(word: &str) -> bool {
    let is_capitalised = word.chars().next().is_some_and(char::is_uppercase);
    is_capitalised
        && word.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '’'))
        && word.chars().count() > 1
        && !is_only_given(word)
        && !is_generation(word)
}

fn is_initial(word: &str) -> bool {
    let letters = word.trim_end_matches('.');
    letters.chars().count() == 1 && letters.chars().all(char::is_uppercase)
}

fn is_generation(word: &str) -> bool {
    GENERATIONS.contains(&fold(word).trim_end_matches('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_taken_apart_where_that_is_certain() {
        for (name, parts) in [
            ("Anna Hartwell", ("Anna", "Hartwell")),
            ("Anna J. Hartwell", ("Anna J.", "Hartwell")),
            ("Hartwell, Xq", ("Xq", "Hartwell")),
            ("van Houten, Xq R.", ("Xq R.", "van Houten")),
        ] {
            assert_eq!(given_and_family(name), Some(parts), "{name}");
        }
    }

    #[test]
    fn any_other_name_stays_in_one_piece() {
        for name in [
            "",
            "Reuters",
            "Xq Hartwell",
            "Kim Jong-un",
            "Li Na",
            "Ursula von der Leyen",
            "Maria Hartwell Zzyzx",
            "Martin Hartwell Jr.",
            "Hartwell, Jr.",
            "Hartwell, Oslo, Norway",
            "Anna hartwell",
            "Anna H4rtwell",
        ] {
            assert_eq!(given_and_family(name), None, "{name}");
        }
    }
}
