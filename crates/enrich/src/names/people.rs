//! Which names of people in an article are the same person.

use std::collections::HashMap;
use std::rc::Rc;

use dateline_core::article::{EntityKind, Piece};
use dateline_core::text::is_one_letter_apart;

use super::form::Form;
use super::genders::{agree, of_given_name};
use super::mentions::{Gender, Name};

/// With more people of one name than this, only the latest are compared.
const NAMESAKES: usize = 16;
/// With more people than this, no name is considered a misspelling of another.
const MOST_COMPARED: usize = 64;
/// The shortest surname that may be considered a misspelling of another.
const SHORTEST_MISSPELT: usize = 5;

/// One person of the article.
struct Person {
    form: Form,
    /// The number of the first name that gives the person in full.
    first: usize,
}

/// The people of an article, found by any word of their names.
#[derive(Default)]
struct People {
    all: Vec<Person>,
    by_word: HashMap<String, Vec<usize>>,
    /// The person a bare name last stood for.
    latest: HashMap<String, usize>,
}

/// The number of the person that each name stands for; 0 for names of other kinds.
///
/// Full names come first, the fullest before all; a bare name then goes to the person of that
/// name who was named last, or else to the first who is named later, unless a title says that it
/// is someone else.
pub(super) fn group(pieces: &[Piece<'_>], names: &[Name], texts: &[&str]) -> Vec<usize> {
    let forms = forms(pieces, names, texts);
    let mut people = People::default();
    let mut out = vec![0; names.len()];
    let mut full: Vec<usize> = (0..names.len()).filter(|&i| forms[i].is_full()).collect();
    full.sort_by_key(|&i| (usize::MAX - forms[i].keys.len(), i));
    for i in full {
        out[i] = people.full(&forms[i], i);
    }
    for i in (0..names.len()).filter(|&i| names[i].kind == EntityKind::Person) {
        if forms[i].is_full() {
            people.seen(&forms[i].keys, out[i]);
        } else {
            out[i] = people.bare(&forms[i], i);
        }
    }
    join_other_names(pieces, names, &mut out);
    out
}

/// Makes one person of `Ahmad ibn Ibrahim, better known as Ahmad Gragn`.
fn join_other_names(pieces: &[Piece<'_>], names: &[Name], people: &mut [usize]) {
    let mut same: HashMap<usize, usize> = HashMap::new();
    for i in (1..names.len()).filter(|&i| is_other_name(pieces, &names[i - 1], &names[i])) {
        let first = *same.get(&people[i - 1]).unwrap_or(&people[i - 1]);
        if first != people[i] {
            same.entry(people[i]).or_insert(first);
        }
    }
    if same.is_empty() {
        return;
    }
    for (person, _) in people.iter_mut().zip(names).filter(|(_, name)| name.kind == EntityKind::Person) {
        *person = same.get(person).copied().unwrap_or(*person);
    }
}

/// True if only words like "also known as" are between the names of two people.
fn is_other_name(pieces: &[Piece<'_>], first: &Name, second: &Name) -> bool {
    if first.piece != second.piece || first.kind != EntityKind::Person || second.kind != EntityKind::Person {
        return false;
    }
    let between = pieces[first.piece].text.get(first.span.end..second.span.start).unwrap_or_default();
    let words = between.trim_matches([' ', ',', '(', '\n']);
    let known_as = words.strip_suffix("known as").or_else(|| words.strip_suffix("known simply as"));
    matches!(words, "a.k.a." | "aka" | "alias")
        || known_as.is_some_and(|how| how.split_whitespace().count() < 3 && !how.contains(['.', ';']))
}

/// The form of each name; an empty one for names of other kinds.
fn forms(pieces: &[Piece<'_>], names: &[Name], texts: &[&str]) -> Vec<Rc<Form>> {
    let none = Rc::new(Form::default());
    let mut cached: HashMap<&str, Rc<Form>> = HashMap::new();
    let mut forms: Vec<Rc<Form>> = Vec::with_capacity(names.len());
    for (name, text) in names.iter().zip(texts) {
        if name.kind != EntityKind::Person {
            forms.push(none.clone());
            continue;
        }
        let mut form = cached.entry(text).or_insert_with(|| Rc::new(Form::new(text))).clone();
        if name.gender.is_some() && name.gender != form.gender {
            Rc::make_mut(&mut form).gender = name.gender;
        }
        forms.push(form);
    }
    for i in 1..names.len() {
        if shares_surname(pieces, &names[i - 1..=i], &forms[i - 1..=i]) {
            let surname = forms[i].keys[1..].to_vec();
            Rc::make_mut(&mut forms[i - 1]).keys.extend(surname);
        }
    }
    forms
}

/// True for `Bill` in `Bill and Hillary Clinton`.
fn shares_surname(pieces: &[Piece<'_>], names: &[Name], forms: &[Rc<Form>]) -> bool {
    let between = || pieces[names[0].piece].text.get(names[0].span.end..names[1].span.start);
    names[0].kind == EntityKind::Person
        && names[1].kind == EntityKind::Person
        && names[0].piece == names[1].piece
        && forms[0].keys.len() == 1
        && forms[1].keys.len() == 2
        && matches!(between(), Some(" and " | " & "))
        && [&forms[0], &forms[1]].iter().all(|form| of_given_name(&form.keys[0]).is_some())
}

impl People {
    /// The person with this full name; a new one if there is none.
    fn full(&mut self, form: &Form, at: usize) -> usize {
        match self.known(form) {
            Some(person) => {
                self.all[person].form.learn(form);
                self.all[person].first = self.all[person].first.min(at);
                person
            }
            None => self.add(form.clone(), at),
        }
    }

    /// The person whose name this may be; one of exactly this name before all others.
    fn known(&self, form: &Form) -> Option<usize> {
        let namesakes = |key: &String| self.by_word.get(key).map_or(&[][..], Vec::as_slice);
        let by_surname = form.keys.last().map_or(&[][..], namesakes).iter().rev().take(NAMESAKES);
        let by_given = form.keys.first().map_or(&[][..], namesakes).iter().rev().take(NAMESAKES);
        let mut candidates = by_surname.clone().chain(by_given.clone()).copied();
        let exact =
            candidates.clone().find(|&p| self.all[p].form.keys == form.keys && form.fits(&self.all[p].form));
        exact
            .or_else(|| candidates.find(|&p| form.fits(&self.all[p].form)))
            .or_else(|| by_given.copied().find(|&p| form.is_misspelt(&self.all[p].form)))
    }

    fn add(&mut self, form: Form, first: usize) -> usize {
        let person = self.all.len();
        for key in form.keys.iter().chain(&form.joined) {
            let bearers = self.by_word.entry(key.clone()).or_default();
            if bearers.last() != Some(&person) {
                bearers.push(person);
            }
        }
        self.all.push(Person { form, first });
        person
    }

    /// Notes that a full name is here, so that bare names after it go to its person.
    fn seen(&mut self, keys: &[String], person: usize) {
        for key in keys {
            self.latest.insert(key.clone(), person);
        }
    }

    /// The person that a bare name at `at` stands for.
    fn bare(&mut self, form: &Form, at: usize) -> usize {
        let key = form.keys.first().map_or("", String::as_str);
        let person = self
            .latest_of(key, form.gender)
            .or_else(|| self.named(key, form.gender, at, true))
            .or_else(|| self.named(key, form.gender, at, false))
            .or_else(|| self.abbreviated(form))
            .or_else(|| self.misspelt(form.last_word()))
            .unwrap_or_else(|| self.add(form.clone(), at));
        let known = &mut self.all[person].form;
        known.gender = known.gender.or(form.gender);
        self.latest.insert(key.to_owned(), person);
        person
    }

    /// The person whom the name meant last, if it is a surname.
    fn latest_of(&self, key: &str, gender: Option<Gender>) -> Option<usize> {
        let person = *self.latest.get(key)?;
        let form = &self.all[person].form;
        (agree(form.gender, gender) && form.has_surname(key)).then_some(person)
    }

    /// The last person of that surname or given name named before `at`, or else the first after it.
    fn named(&self, key: &str, gender: Option<Gender>, at: usize, surname: bool) -> Option<usize> {
        let bearers = self.by_word.get(key)?.iter().rev().take(NAMESAKES).copied();
        let fits = |&p: &usize| {
            agree(self.all[p].form.gender, gender) && self.all[p].form.has_surname(key) == surname
        };
        let (before, after): (Vec<usize>, Vec<usize>) =
            bearers.filter(fits).partition(|&p| self.all[p].first < at);
        let last = before.into_iter().max_by_key(|&p| self.all[p].first);
        last.or_else(|| after.into_iter().min_by_key(|&p| self.all[p].first))
    }

    /// The person whose initials the name is: `AMLO`.
    fn abbreviated(&self, form: &Form) -> Option<usize> {
        let initials = form.acronym.as_ref()?;
        let mut latest = self.all.iter().enumerate().rev().take(MOST_COMPARED);
        latest.find(|(_, person)| person.form.initials_of_words() == *initials).map(|(p, _)| p)
    }

    /// The only person whose surname this is with one letter wrong.
    fn misspelt(&self, word: &str) -> Option<usize> {
        if word.chars().count() < SHORTEST_MISSPELT || self.all.len() > MOST_COMPARED {
            return None;
        }
        let is_meant =
            |person: &Person| person.form.is_full() && one_letter_apart(person.form.last_word(), word);
        let mut meant = (0..self.all.len()).filter(|&p| is_meant(&self.all[p]));
        meant.next().filter(|_| meant.next().is_none())
    }
}

/// True if one letter more, less or other, but not the first, makes one word of the other.
pub(super) fn one_letter_apart(a: &str, b: &str) -> bool {
    a.chars().next() == b.chars().next() && is_one_letter_apart(a, b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_one_letter_apart() {
        assert!(one_letter_apart("villarruel", "villarroel") && one_letter_apart("ayal", "ayala"));
        assert!(!one_letter_apart("lavrov", "lavrov") && !one_letter_apart("bush", "rush"));
        assert!(!one_letter_apart("johnson", "jackson"));
    }
}
