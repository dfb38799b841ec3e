//! Shorter ways of writing a person's name: without middle names, and with initials.
//!
//! A whole name is one key, its words joined by `_`. In the index, a name is also under what it
//! may be shortened to, so that a shorter query finds it; and once more marked with `=` as it was really
//! written, so that a fuller query finds the article that has the shorter form, and not
//! every article whose fuller form could be shortened to it.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use super::given::is_given;
use super::name_order::{is_initials, settled};

/// Names of more words are not shortened: they are hardly ever of one person.
const MOST_WORDS: usize = 6;

/// The keys under which a name is in the index.
pub(super) fn of_index(keys: &[String]) -> Vec<String> {
    if keys.len() < 2 {
        return Vec::new();
    }
    let mut out = unshortened(keys);
    out.extend(shortened(keys).into_iter().map(whole));
    out.sort_unstable();
    out.dedup();
    out
}

/// The keys under which a query looks for a name of two words or more.
pub(super) fn of_query(keys: &[String]) -> Vec<String> {
    let mut out = vec![whole(keys.to_vec())];
    out.extend(shortened(keys).into_iter().map(|words| format!("={}", whole(words))));
    out.sort_unstable();
    out.dedup();
    out
}

/// A name as it is written, with its mark and without.
pub(super) fn unshortened(keys: &[String]) -> Vec<String> {
    let whole = whole(keys.to_vec());
    vec![format!("={whole}"), whole]
}

/// All words of a name as one key.
fn whole(keys: Vec<String>) -> String {
    settled(keys).join("_")
}

/// Every shorter way of writing a name, in words.
fn shortened(keys: &[String]) -> Vec<Vec<String>> {
    if keys.len() > MOST_WORDS {
        return Vec::new();
    }
    let mut out = without_middle_names(keys);
    out.extend((1..keys.len().saturating_sub(1)).map(|from| keys[from..].to_vec()));
    out.extend(without_second_surname(keys));
    out.extend(with_initials(keys));
    out
}

/// First and last word with some of those between them, or none.
fn without_middle_names(keys: &[String]) -> Vec<Vec<String>> {
    let [first, middle @ .., last] = keys else { return Vec::new() };
    let kept = |choice: usize| middle.iter().enumerate().filter(move |(at, _)| choice & (1 << at) != 0);
    (0..(1usize << middle.len()) - 1)
        .map(|choice| {
            let between = kept(choice).map(|(_, word)| word.clone());
            std::iter::once(first.clone()).chain(between).chain(std::iter::once(last.clone())).collect()
        })
        .collect()
}

/// `Augusto Pinochet` for `Augusto Pinochet Ugarte`: people of Spanish names have two surnames.
fn without_second_surname(keys: &[String]) -> Option<Vec<String>> {
    let [given, .., first, second] = keys else { return None };
    (keys.len() > 2 && SPANISH.contains(given.as_str()) && !is_given(first) && !is_given(second))
        .then(|| keys[..keys.len() - 1].to_vec())
}

/// Given names of people who have two surnames, as keys.
static SPANISH: LazyLock<FxHashSet<&str>> = LazyLock::new(|| {
    "adolfo alberto alejandro alfonso alfredo alvaro andres angel antonio arturo augusto beatriz carlos carmen \
     cesar claudia cristina daniel diego dolores eduardo emilio enrique ernesto esteban evo federico felipe \
     fernando fidel francisco gabriel gonzalo guillermo gustavo hector hugo ignacio isabel ivan jaime javier \
     jesus joaquin jorge jose juan julian julio leonel leopoldo lorenzo luis manuel marcelo marcos maria mariano \
     mario martin mauricio michele miguel monica nicolas nestor oscar pablo patricia patricio pedro rafael ramon \
     raul ricardo roberto rodrigo rosa salvador santiago sebastian sergio teresa tomas vicente victor viktor \
     violeta xavier"
        .split(' ')
        .collect()
});

/// The surname with the initials of all given names.
fn with_initials(keys: &[String]) -> Option<Vec<String>> {
    let (surname, given) = keys.split_last()?;
    let first = given.first()?;
    if first.chars().count() < 2 || is_initials(first) {
        return None;
    }
    let initials: String = given.iter().filter_map(|word| word.chars().next()).collect();
    Some(vec![initials, surname.clone()])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(name: &str) -> Vec<String> {
        name.split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn shorter_forms_of_a_name() {
        let found = of_index(&keys("luiz inacio lula silva"));
        for form in ["luiz_silva", "luiz_lula_silva", "lula_silva", "lil_silva", "=luiz_inacio_lula_silva"] {
            assert!(found.contains(&form.to_owned()), "{form} in {found:?}");
        }
        assert!(!found.contains(&"luiz_inacio".to_owned()));
    }

    #[test]
    fn a_query_asks_for_what_was_written() {
        assert_eq!(of_query(&keys("john kerry")), ["=j_kerry", "john_kerry"]);
        assert!(of_query(&keys("augusto pinochet ugarte")).contains(&"=augusto_pinochet".to_owned()));
    }

    #[test]
    fn no_name_is_too_long() {
        assert_eq!(of_index(&keys(&["x"; 40].join(" "))).len(), 2);
        assert_eq!(of_index(&keys("one")), [""; 0]);
    }
}
