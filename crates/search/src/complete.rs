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
    /// Where the name that it is a word of ends.
    end: u32,
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
        let rest = |word: &Word| &text[word.start as usize..word.end as usize];
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
            self.words.push(Word { start, end, value });
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
        let found = parts.iter().map(|part| self.with_word(part)).reduce(in_both).unwrap_or_default();
        found.into_iter().take(limit).map(|at| &self.values[at as usize])
    }

    /// The values that have a word that begins with these letters, each once and in order.
    fn with_word(&self, beginning: &str) -> Vec<u32> {
        let rest = |word: &Word| &self.text[word.start as usize..word.end as usize];
        let first = self.words.partition_point(|word| rest(word) < beginning);
        let here = &self.words[first..];
        let here = &here[..here.partition_point(|word| rest(word).starts_with(beginning))];
        let mut values: Vec<u32> = here.iter().map(|word| word.value).collect();
        values.sort_unstable();
        values.dedup();
        values
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

/// The numbers that are in both of two lists, which are in order.
fn in_both(mut some: Vec<u32>, others: Vec<u32>) -> Vec<u32> {
    let mut others = others.into_iter().peekable();
    some.retain(|number| {
        while others.next_if(|other| other < number).is_some() {}
        others.peek() == Some(number)
    });
    some
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
