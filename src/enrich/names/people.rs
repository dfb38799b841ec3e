//! Which names of people in an article are the same person.

use std::collections::HashMap;

use crate::article::EntityKind;

use super::link::agree;
use super::mentions::{Gender, Name};
use super::variants::{name_keys, same_keys};

/// With more people of one surname than this, only the latest are compared.
const NAMESAKES: usize = 16;

/// One person of the article.
struct Person {
    keys: Vec<String>,
    gender: Option<Gender>,
    /// The number of the first name that gives the person in full.
    first: usize,
}

/// The people of an article, found by any word of their names.
#[derive(Default)]
struct People {
    all: Vec<Person>,
    by_surname: HashMap<String, Vec<usize>>,
    by_given: HashMap<String, Vec<usize>>,
    /// The person a bare name last stood for.
    latest: HashMap<String, usize>,
}

/// The number of the person that each name stands for; 0 for names of other kinds.
///
/// Full names come first; a bare surname then goes to the nearest full name before it, or
/// else to the first after it, unless a title says that it is someone else.
pub(super) fn group(names: &[Name], texts: &[&str]) -> Vec<usize> {
    let mut cached: HashMap<&str, Vec<String>> = HashMap::new();
    let mut people = People::default();
    let mut out = vec![0; names.len()];
    let is_person = |&i: &usize| names[i].kind == EntityKind::Person;
    let mut bare = Vec::new();
    for i in (0..names.len()).filter(is_person) {
        let keys = cached.entry(texts[i]).or_insert_with(|| name_keys(texts[i]));
        if keys.len() > 1 {
            out[i] = people.full(keys, names[i].gender, i);
        } else {
            bare.push(i);
        }
    }
    let mut bare = bare.into_iter().peekable();
    for i in (0..names.len()).filter(is_person) {
        let keys = &cached[texts[i]];
        if bare.peek() == Some(&i) {
            bare.next();
            out[i] = people.bare(keys.first().map_or("", String::as_str), names[i].gender, i);
        } else {
            people.seen(keys, out[i]);
        }
    }
    out
}

impl People {
    /// The person with this full name; a new one if there is none.
    fn full(&mut self, keys: &[String], gender: Option<Gender>, at: usize) -> usize {
        let surname = keys.last().cloned().unwrap_or_default();
        let namesakes = self.by_surname.get(&surname).map_or(&[][..], Vec::as_slice);
        let mut latest = namesakes.iter().rev().take(NAMESAKES);
        let known = latest
            .find(|&&p| agree(self.all[p].gender, gender) && same_keys(&self.all[p].keys, keys))
            .copied();
        if let Some(person) = known {
            self.learn(person, keys, gender);
            return person;
        }
        self.add(keys.to_vec(), gender, at)
    }

    fn learn(&mut self, person: usize, keys: &[String], gender: Option<Gender>) {
        let known = &mut self.all[person];
        known.gender = known.gender.or(gender);
        if keys.len() > known.keys.len() {
            known.keys = keys.to_vec();
        }
    }

    fn add(&mut self, keys: Vec<String>, gender: Option<Gender>, first: usize) -> usize {
        let person = self.all.len();
        for (i, key) in keys.iter().enumerate() {
            let index = if i == 0 && keys.len() > 1 { &mut self.by_given } else { &mut self.by_surname };
            index.entry(key.clone()).or_default().push(person);
        }
        self.all.push(Person { keys, gender, first });
        person
    }

    /// Notes that a full name stands here, so that bare names after it go to its person.
    fn seen(&mut self, keys: &[String], person: usize) {
        for key in keys {
            self.latest.insert(key.clone(), person);
        }
    }

    /// The person that a bare name at `at` stands for.
    fn bare(&mut self, key: &str, gender: Option<Gender>, at: usize) -> usize {
        let fits = |person: &usize| agree(self.all[*person].gender, gender);
        let named = |index: &HashMap<String, Vec<usize>>| {
            let people = index.get(key)?;
            let before = people.iter().rev().take(NAMESAKES).find(|&p| self.all[*p].first < at && fits(p));
            before.or_else(|| people.iter().take(NAMESAKES).find(|&p| fits(p))).copied()
        };
        let latest = self.latest.get(key).copied().filter(|p| fits(p) && self.bears_surname(*p, key));
        let person = latest.or_else(|| named(&self.by_surname)).or_else(|| named(&self.by_given));
        let person = person.unwrap_or_else(|| self.add(vec![key.to_owned()], gender, at));
        self.all[person].gender = self.all[person].gender.or(gender);
        self.latest.insert(key.to_owned(), person);
        person
    }

    fn bears_surname(&self, person: usize, key: &str) -> bool {
        self.all[person].keys.iter().skip(1).any(|k| k == key) || self.all[person].keys.len() == 1
    }
}
