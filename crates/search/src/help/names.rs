//! How nearly two names are the same: word by word, in any order.

use super::spelling::Typed;
use dateline_core::text::{fold, words};

/// What a name costs that is the same under the keys of names, but written otherwise.
const OTHER_SPELLING: u32 = 3;
/// What each further word of a name costs.
const FURTHER_WORD: u32 = 2;
/// What a word costs that was typed and is not there, where a part of the name may do.
const MISSING_WORD: u32 = 24;

/// A name as somebody typed it.
#[derive(Debug, Clone)]
pub struct TypedName {
    words: Vec<(String, Option<Typed>)>,
    /// The words of its key, under which spellings of a name are the same.
    key: Vec<String>,
    /// True if one of several words is enough.
    part_is_enough: bool,
}

impl TypedName {
    /// A name of which every word has to be near; `key` is that of the name among its kind.
    pub fn of_person(name: &str, key: &str) -> TypedName {
        let words = folded_words(name).map(|word| (word.clone(), Typed::new(&word))).collect();
        let key = key.split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect();
        TypedName { words, key, part_is_enough: false }
    }

    /// A name of which one telling word is enough, as people know outlets by a part of their names.
    pub fn of_thing(name: &str, key: &str) -> TypedName {
        TypedName { part_is_enough: true, ..TypedName::of_person(name, key) }
    }

    /// How far a name is from this, if it is near; `key` is its own.
    pub fn cost(&self, name: &str, key: &str) -> Option<u32> {
        let by_spelling = self.cost_of_words(&folded_words(name).collect::<Vec<_>>());
        let key: Vec<&str> = key.split(' ').collect();
        let is_same = !self.key.is_empty() && self.key.iter().all(|word| key.contains(&word.as_str()));
        let further = key.len().saturating_sub(self.key.len()) as u32;
        let by_key = is_same.then_some(OTHER_SPELLING + FURTHER_WORD * further);
        by_spelling.into_iter().chain(by_key).min()
    }

    fn cost_of_words(&self, there: &[String]) -> Option<u32> {
        let (mut cost, mut met) = (0, 0);
        for (word, typed) in &self.words {
            let of = |other: &String| match typed {
                Some(typed) => typed.cost(other),
                None => (word == other).then_some(0),
            };
            match there.iter().filter_map(of).min() {
                Some(nearest) => {
                    cost += nearest;
                    met += u32::from(typed.is_some());
                }
                None if self.part_is_enough => cost += MISSING_WORD,
                None => return None,
            }
        }
        let further = there.len().saturating_sub(self.words.len()) as u32;
        (met > 0 || (!self.words.is_empty() && cost == 0)).then_some(cost + FURTHER_WORD * further)
    }
}

fn folded_words(name: &str) -> impl Iterator<Item = String> + '_ {
    words(name).map(|word| fold(word.text).replace(['\'', '.'], ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_person(typed: &str, name: &str) -> Option<u32> {
        TypedName::of_person(typed, "").cost(name, "")
    }

    fn of_thing(typed: &str, name: &str) -> Option<u32> {
        TypedName::of_thing(typed, "").cost(name, "")
    }

    #[test]
    fn every_word_of_a_person_has_to_be_near() {
        assert_eq!(of_person("Sergey Lavrof", "Sergei Lavrov"), Some(16));
        assert_eq!(of_person("Lavrof", "Sergei Lavrov"), Some(10));
        assert_eq!(of_person("Lavrov Sergei", "Sergei Lavrov"), Some(0));
        assert_eq!(of_person("Anna Lavrov", "Sergei Lavrov"), None);
        assert_eq!(of_person("", "Sergei Lavrov"), None);
    }

    #[test]
    fn a_part_of_an_outlets_name_is_enough() {
        assert_eq!(of_thing("Routers", "Reuters"), Some(8));
        assert_eq!(of_thing("Reuters", "Reuters News"), Some(2));
        assert!(of_thing("Reuters Agency", "Reuters").is_some());
        assert_eq!(of_thing("The Agency", "The Fjord Post"), Some(26));
        assert_eq!(of_thing("Gazette", "The Fjord Post"), None);
    }

    #[test]
    fn spellings_with_the_same_key_are_the_nearest() {
        let typed = TypedName::of_person("Gaddafi", "kadafi");
        assert_eq!(typed.cost("Muammar Qadhafi", "muamar kadafi"), Some(5));
        assert_eq!(typed.cost("Muammar Qadhafi", "muamar kahir"), None);
    }
}
