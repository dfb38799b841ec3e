//! Names of countries in other languages, and the names of their people, for what users type.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::table::{key, rows};

const FOREIGN: &str = include_str!("../../data/foreign-names.tsv");
const EXTRA: &str = include_str!("../../data/foreign-extra.tsv");
const DEMONYMS: &str = include_str!("../../data/demonyms.tsv");

/// Names of countries in other languages, by key; a name that two countries bear is none of them.
static NAMES: LazyLock<HashMap<String, &'static str>> =
    LazyLock::new(|| unambiguous(countries(FOREIGN).chain(countries(EXTRA))));

/// Those of [`NAMES`] that mean a country as a whole; the others may mean a part of it.
static WHOLE: LazyLock<HashMap<String, &'static str>> = LazyLock::new(|| unambiguous(countries(FOREIGN)));

/// The codes and names of countries in a table of foreign names.
fn countries(table: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    rows(table).filter_map(|row| match row[..] {
        [_, "c", code, names] => Some((code, names)),
        _ => None,
    })
}

/// People and adjectives of countries in English, by key.
static PEOPLE: LazyLock<HashMap<String, &'static str>> = LazyLock::new(|| {
    unambiguous(rows(DEMONYMS).filter_map(|row| match row[..] {
        [code, names] => Some((code, names)),
        _ => None,
    }))
});

fn unambiguous(rows: impl Iterator<Item = (&'static str, &'static str)>) -> HashMap<String, &'static str> {
    let mut all: HashMap<String, Option<&'static str>> = HashMap::new();
    for (code, names) in rows {
        for name in names.split('|') {
            let known = all.entry(key(name)).or_insert(Some(code));
            *known = known.filter(|known| *known == code);
        }
    }
    all.into_iter().filter_map(|(key, code)| Some((key, code?))).collect()
}

/// The country that bears this name in another language, by the key of the name.
pub(super) fn country_named(key: &str) -> Option<&'static str> {
    NAMES.get(key).copied()
}

/// The country that as a whole bears this name in another language, by the key of the name.
pub(super) fn whole_country(key: &str) -> Option<&'static str> {
    WHOLE.get(key).copied()
}

/// The country whose people bear this name, by the key of the name.
pub(super) fn country_of_people(key: &str) -> Option<&'static str> {
    let people = PEOPLE.get(key).or_else(|| PEOPLE.get(key.strip_suffix('s')?));
    people.copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_other_languages() {
        for (name, code) in [("España", "ES"), ("Россия", "RU"), ("brasil", "BR"), ("日本", "JP")] {
            assert_eq!(country_named(&key(name)), Some(code), "{name}");
        }
        assert_eq!(country_named("nowhere"), None);
        assert_eq!((country_named("angleterre"), whole_country("angleterre")), (Some("GB"), None));
    }

    #[test]
    fn people_tell_their_country() {
        for (name, code) in [("Syrian", "SY"), ("Syrians", "SY"), ("French", "FR")] {
            assert_eq!(country_of_people(&key(name)), Some(code), "{name}");
        }
        assert_eq!(country_of_people("s"), None);
    }
}
