//! The table of languages, `data/languages.tsv`, ready for use.

use std::sync::LazyLock;

use frostem::{Algorithm, Stemmer};

use super::fold::fold;
use super::script::Script;

static TABLE: LazyLock<Vec<Language>> =
    LazyLock::new(|| include_str!("../../data/languages.tsv").lines().filter_map(Language::read).collect());

/// How words of a language become stems.
#[derive(Clone, Copy)]
pub(super) enum Stem {
    /// One of Snowball's stemmers.
    Snowball(Stemmer),
    /// The light stemmer for Arabic.
    Arabic,
}

/// What the analysis knows of a language.
pub(super) struct Language {
    /// Its ISO 639-1 code.
    pub(super) code: &'static str,
    also: Vec<&'static str>,
    pub(super) stem: Stem,
    pub(super) scripts: Vec<Script>,
    /// What is left off before an apostrophe, as the l of l'avion.
    pub(super) elided: Vec<&'static str>,
    /// Letters with diacritics, each after the letter that it folds to.
    pub(super) letters: Vec<(char, char)>,
    /// Endings changed before stemming.
    pub(super) before: Vec<(&'static str, &'static str)>,
    /// Endings of stems changed after stemming.
    pub(super) after: Vec<(&'static str, &'static str)>,
}

/// The language of that code, if its words are stemmed.
pub(super) fn language(code: &str) -> Option<&'static Language> {
    TABLE.iter().find(|language| language.code == code || language.also.contains(&code))
}

impl Language {
    fn read(line: &'static str) -> Option<Language> {
        let columns: Vec<&'static str> = line.split('\t').collect();
        let [code, also, stem, scripts, elided, letters, before, after] = columns.as_slice() else {
            return None;
        };
        Some(Language {
            code,
            also: also.split(' ').filter(|code| !code.is_empty()).collect(),
            stem: Stem::named(stem)?,
            scripts: scripts.split(' ').filter_map(Script::named).collect(),
            elided: elided.split(' ').filter(|word| !word.is_empty()).collect(),
            letters: letters.chars().filter_map(with_base).collect(),
            before: pairs(before),
            after: pairs(after),
        })
    }
}

impl Stem {
    fn named(name: &str) -> Option<Stem> {
        match name {
            "arabic-light" => Some(Stem::Arabic),
            name => Algorithm::from_name(name).ok().map(|algorithm| Stem::Snowball(Stemmer::new(algorithm))),
        }
    }
}

/// A letter after the one letter it folds to.
fn with_base(letter: char) -> Option<(char, char)> {
    let folded = fold(letter.encode_utf8(&mut [0; 4])).into_owned();
    let mut base = folded.chars();
    let only = base.next().filter(|_| base.next().is_none())?;
    (only != letter && letter.is_alphabetic()).then_some((only, letter))
}

fn pairs(column: &'static str) -> Vec<(&'static str, &'static str)> {
    column.split(' ').filter_map(|pair| pair.split_once('=')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_read() {
        let lines = include_str!("../../data/languages.tsv").lines().filter(|line| !line.starts_with('#'));
        assert_eq!(lines.count(), TABLE.len());
        assert!(TABLE.iter().all(|language| language.code.len() == 2 && !language.scripts.is_empty()));
    }

    #[test]
    fn a_code_stands_for_one_language() {
        let mut codes: Vec<&str> =
            TABLE.iter().flat_map(|language| language.also.iter().copied().chain([language.code])).collect();
        codes.sort_unstable();
        assert!(codes.windows(2).all(|pair| pair[0] != pair[1]));
    }

    #[test]
    fn languages_are_found_by_any_of_their_codes() {
        assert_eq!(language("nb").map(|l| l.code), Some("no"));
        assert!(language("fr").unwrap().elided.contains(&"qu"));
        assert!(language("tr").unwrap().letters.contains(&('i', 'ı')));
        assert!(language("vi").is_none() && language("").is_none());
    }
}
