//! Completing what someone types to a name, a country or an outlet of the archive.
//!
//! All values of a facet are asked of the engine once; then each of their words is found by its beginning.
//!
//! ```
//! use dateline_search::complete::Completions;
//! use dateline_search::response::FacetCount;
//! let value = |name: &str, count| FacetCount { value: name.into(), name: name.into(), count, ..FacetCount::default() };
//! let people = Completions::of_values(vec![value("Sergei Lavrov", 12), value("Sergio Mattarella", 3)]);
//! let names: Vec<&str> = people.find("lav", 5).map(|value| value.name.as_str()).collect();
//! assert_eq!(names, ["Sergei Lavrov"]);
//! assert_eq!(people.find("serg", 5).count(), 2);
//! ```
//!
//! Not for: words that are misspelt, which [`crate::help`] sets right.

use dateline_core::text::{fold, words};

use crate::engine::{Engine, EngineError};
use crate::request::{FacetField, Request};
use crate::response::FacetCount;

/// So many characters of what was typed count.
const LONGEST: usize = 80;

/// The values of a facet by the beginnings of their words.
#[derive(Debug, Default)]
pub struct Completions {
    /// The most frequent first.
    values: Vec<FacetCount>,
    /// The folded names, one after the other.
    text: String,
    /// Every word of every name, in the order of the alphabet.
    words: Vec<Word>,
}

/// A word of a name.
#[derive(Debug, Clone, Copy)]
struct Word {
    start: u32,
    /// Where the name that it is a word of begins and ends.
    name: (u32, u32),
    value: u32,
}

impl Completions {
    /// Those of a facet, over all articles.
    ///
    /// # Errors
    /// If the engine cannot be read.
    pub fn of(engine: &dyn Engine, facet: FacetField) -> Result<Completions, EngineError> {
        let request =
            Request { facets: vec![facet], facet_limit: usize::MAX, limit: 0, ..Request::default() };
        let values = engine.search(&request)?.facets.pop().map(|facet| facet.values);
        Ok(Completions::of_values(values.unwrap_or_default()))
    }

    /// Those of values, the most frequent of which come first.
    pub fn of_values(values: Vec<FacetCount>) -> Completions {
        let mut completions = Completions { values, ..Completions::default() };
        for at in 0..completions.values.len() {
            let name = fold(&completions.values[at].name).into_owned();
            completions.add(at, &name);
        }
        let text = &completions.text;
        let rest = |word: &Word| &text[word.start as usize..word.name.1 as usize];
        completions.words.sort_by(|a, b| rest(a).cmp(rest(b)).then(a.value.cmp(&b.value)));
        completions
    }

    /// Adds a name; what is beyond four thousand million letters of names is left out.
    fn add(&mut self, at: usize, name: &str) {
        let begin = self.text.len();
        let numbers = (u32::try_from(begin), u32::try_from(begin + name.len()), u32::try_from(at));
        let (Ok(first), Ok(end), Ok(value)) = numbers else { return };
        self.text.push_str(name);
        for word in words(name) {
            let start = first + word.start as u32;
            self.words.push(Word { start, name: (first, end), value });
        }
    }

    /// The values with a word for each that was typed, the last of which may be the beginning of one; the most
    /// frequent first.
    ///
    /// Of something longer than any name only the beginning counts.
    pub fn find(&self, typed: &str, limit: usize) -> impl Iterator<Item = &FacetCount> {
        let folded: String = fold(typed).chars().take(LONGEST).collect();
        let mut parts: Vec<&str> = words(&folded).map(|word| word.text).collect();
        parts.sort_unstable();
        parts.dedup();
        let mut found = match parts.iter().max_by_key(|part| part.len()) {
            Some(longest) => self.with_all(longest, &parts),
            None => Vec::new(),
        };
        found.sort_unstable();
        found.dedup();
        found.truncate(limit);
        found.into_iter().map(|at| &self.values[at as usize])
    }

    /// The values that have a word that begins with one of the parts, and all others too.
    fn with_all(&self, one: &str, parts: &[&str]) -> Vec<u32> {
        let rest = |word: &Word| &self.text[word.start as usize..word.name.1 as usize];
        let first = self.words.partition_point(|word| rest(word) < one);
        let here = self.words[first..].iter().take_while(|word| rest(word).starts_with(one));
        let whole = here.filter(|word| {
            let name = &self.text[word.name.0 as usize..word.name.1 as usize];
            parts.iter().all(|part| words(name).any(|word| word.text.starts_with(part)))
        });
        whole.map(|word| word.value).collect()
    }

    /// How many values there are.
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// True if there are none.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn completions(names: &[(&str, u64)]) -> Completions {
        let value = |&(name, count): &(&str, u64)| FacetCount {
            value: name.into(),
            name: name.into(),
            count,
            ..FacetCount::default()
        };
        Completions::of_values(names.iter().map(value).collect())
    }

    fn found<'a>(completions: &'a Completions, typed: &str) -> Vec<&'a str> {
        completions.find(typed, 10).map(|value| value.name.as_str()).collect()
    }

    #[test]
    fn any_word_of_a_name_is_completed_and_the_most_frequent_comes_first() {
        let people = completions(&[("Hassan Rouhani", 9), ("Ban Ki-moon", 7), ("Hassan Nasrallah", 2)]);
        assert_eq!(found(&people, "hass"), ["Hassan Rouhani", "Hassan Nasrallah"]);
        assert_eq!(found(&people, "nas"), ["Hassan Nasrallah"]);
        assert_eq!(found(&people, "moon"), ["Ban Ki-moon"]);
        assert!(found(&people, "x").is_empty() && found(&people, " ").is_empty());
    }

    #[test]
    fn all_words_that_were_typed_have_to_be_there_in_any_order() {
        let people = completions(&[("Hassan Rouhani", 9), ("Hassan Nasrallah", 2)]);
        assert_eq!(found(&people, "hassan n"), ["Hassan Nasrallah"]);
        assert_eq!(found(&people, "rou hass"), ["Hassan Rouhani"]);
        assert!(found(&people, "hassan x").is_empty());
    }

    #[test]
    fn capitals_and_accents_do_not_matter() {
        let people = completions(&[("François Hollande", 3)]);
        assert_eq!(found(&people, "FRANCO"), ["François Hollande"]);
        assert_eq!(found(&people, "ç"), Vec::<&str>::new());
        assert_eq!(found(&people, "franç"), ["François Hollande"]);
    }
}
