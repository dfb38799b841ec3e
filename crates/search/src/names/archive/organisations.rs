//! Organisations of an archive whose names hold those of people: evidence that these are none.

use std::collections::BTreeMap;

use super::Bare;

/// An organisation has to be in so many articles to show that its name is no person's.
pub(super) const FEWEST_OF_ORGANISATION: u64 = 3;
/// Words that organisations take from people who lead them.
const LED: &str = " administration government cabinet foundation campaign family committee library ";

/// In how many articles organisations are whose names hold those of people.
#[derive(Debug, Default)]
pub struct Organisations {
    /// By a bare name of a person that is a word of theirs.
    by_word: BTreeMap<String, u64>,
    /// By their first two words, in both orders.
    by_start: BTreeMap<String, u64>,
}

impl Organisations {
    /// Adds articles that name an organisation.
    pub fn add(&mut self, bare: &Bare, key: &str, articles: u64) {
        let words: Vec<&str> = key.split(' ').collect();
        if words.iter().any(|word| LED.contains(&format!(" {word} "))) {
            return;
        }
        for word in &words {
            // What a plural names, its singular does too: `Reuter` beside `Reuters`.
            let singular = word.strip_suffix('s');
            for form in std::iter::once(*word).chain(singular).filter(|form| bare.has(form)) {
                *self.by_word.entry(form.to_owned()).or_default() += articles;
            }
        }
        if let [first, second, ..] = words[..] {
            let both = if first < second { format!("{first} {second}") } else { format!("{second} {first}") };
            *self.by_start.entry(both).or_default() += articles;
        }
    }

    /// Forgets those that are too rare to show anything.
    pub fn end(&mut self) {
        self.by_word.retain(|_, articles| *articles >= FEWEST_OF_ORGANISATION);
        self.by_start.retain(|_, articles| *articles >= FEWEST_OF_ORGANISATION);
    }

    /// In how many articles an organisation is whose name begins with this name of a person.
    pub(super) fn beginning(&self, key: &str) -> u64 {
        let Some((first, second)) = key.split_once(' ').filter(|(_, second)| !second.contains(' ')) else {
            return 0;
        };
        let turned = || self.by_start.get(&format!("{second} {first}"));
        self.by_start.get(key).or_else(turned).copied().unwrap_or_default()
    }

    pub(super) fn with_word(&self, key: &str) -> u64 {
        self.by_word.get(key).copied().unwrap_or_default()
    }
}
