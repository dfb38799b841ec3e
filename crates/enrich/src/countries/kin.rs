//! The other words that people say for a country and its people: America, American, USA.

use std::collections::HashMap;
use std::sync::LazyLock;

use dateline_core::text;

use super::table::{NameKind, rows, tables};

const DEMONYMS: &str = include_str!("../../data/demonyms.tsv");

/// For each word, in its exact form, the other words for the countries that it stands for.
static KIN: LazyLock<HashMap<String, Vec<String>>> = LazyLock::new(read);

/// The other words for a country or its people, in their exact forms, given one of them; none for any other word.
///
/// Only names of one word count: articles that say United Kingdom say "united" for many other reasons too.
///
/// ```
/// use dateline_enrich::countries::other_words;
/// assert!(other_words("Ethiopian").contains(&"ethiopia".to_owned()));
/// assert!(other_words("truce").is_empty());
/// ```
pub fn other_words(word: &str) -> &'static [String] {
    KIN.get(&*text::exact_term(word)).map_or(&[], Vec::as_slice)
}

fn read() -> HashMap<String, Vec<String>> {
    let mut kin: HashMap<String, Vec<String>> = HashMap::new();
    for words in words_of_countries().into_values() {
        for word in &words {
            let others = kin.entry(word.clone()).or_default();
            for other in words.iter().filter(|other| *other != word) {
                if !others.contains(other) {
                    others.push(other.clone());
                }
            }
        }
    }
    kin
}

/// The words for each country, by its code.
fn words_of_countries() -> HashMap<&'static str, Vec<String>> {
    let mut words: HashMap<&str, Vec<String>> = HashMap::new();
    let tables = tables();
    for country in &tables.countries {
        add(words.entry(country.code).or_default(), country.name);
    }
    for other in tables.other_names.iter().filter(|other| other.kind == NameKind::Common) {
        // What stands for two countries says too little about either.
        if let [code] = other.codes.as_slice() {
            other.names.iter().for_each(|name| add(words.entry(code).or_default(), name));
        }
    }
    for row in rows(DEMONYMS) {
        let [code, forms] = row[..] else { continue };
        let whole = forms.split('|').filter(|form| !form.ends_with('-'));
        whole.for_each(|form| add(words.entry(code).or_default(), form));
    }
    words
}

/// Adds a name of one word.
fn add(words: &mut Vec<String>, name: &str) {
    let exact = text::exact_terms(name);
    if let [word] = exact.as_slice()
        && !words.contains(word)
    {
        words.push(word.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_country_and_its_people_are_kin() {
        for (word, other) in [
            ("America", "american"),
            ("USA", "america"),
            ("U.S.", "american"),
            ("Argentine", "argentina"),
            ("British", "britain"),
            ("Mexico", "mexican"),
        ] {
            assert!(other_words(word).contains(&other.to_owned()), "{word}: {:?}", other_words(word));
        }
    }

    #[test]
    fn a_word_is_not_its_own_kin_and_long_names_are_none() {
        for (word, others) in KIN.iter() {
            assert!(!others.contains(word) && others.iter().all(|other| !other.contains(' ')), "{word}");
        }
        assert!(other_words("united").is_empty() && other_words("").is_empty());
    }
}
