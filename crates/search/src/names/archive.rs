//! What an archive as a whole shows about the people that it names: whom a bare surname means, and where one name is two
//! people's, and which are no people at all.
//!
//! [`Bare`] are the names of one word, which are found first; then [`People`] takes the full names that may stand behind
//! them, and [`People::statements`] says what follows, as lines of a file of names.
//!
//! What stands for an organisation in the archive far more often than for anyone is no person: a word of its name that no
//! one of the archive is called by, or its whole name. A surname is joined to the one person whom the archive calls by it nearly always, in the years in which it is used
//! alone; where two are likely, it stays alone. Namesakes with other initials are different people.
//!
//! [`Bodies`] are organisations: what acronyms stand for, and which are one with a country before their name and without.
//!
//! Not for: whom a name means within one article, which is decided when the article is read.

mod bodies;
mod organisations;

pub use bodies::Bodies;
pub use organisations::Organisations;

use std::collections::{BTreeMap, BTreeSet};

use dateline_enrich::names::called::{FullName, SERVANT, initials, surnames};
use dateline_enrich::names::variants::name_keys;

use organisations::FEWEST_OF_ORGANISATION;

/// The person has to be named in full in so many articles,
const FEWEST_IN_FULL: u64 = 2;
/// and in so many times the articles of any other whom the archive calls by that name,
const TIMES_THE_NEXT: u64 = 4;
/// and of all others together,
const TIMES_THE_OTHERS: u64 = 2;
/// and in the same years, for this share of the articles that have the bare name, in percent.
const SHARE_OF_YEARS: u64 = 60;
/// A person may be meant by a surname so many years before and after being named in full,
const YEARS_AROUND: u16 = 2;
/// so many where the archive has no one else of that name,
const YEARS_AROUND_SOLE: u16 = 6;
/// and by a name of several words so many.
const YEARS_OF_A_LIFE: u16 = 20;
/// A name has to be in so many articles to be spoken of.
const FEWEST_BARE: u64 = 2;
/// Where forms of one name are never written within so many years of each other, they are those of two people.
const YEARS_APART: u16 = 10;
/// Full names are compared with no more others that have a word of theirs.
const MOST_COMPARED: usize = 64;
/// Each of two namesakes has to be in so many articles.
const FEWEST_NAMESAKES: u64 = 1;
/// An organisation shows that its name is no person's in this share of the articles that have the name as a person's, in percent.
const SHARE_OF_ORGANISATION: u64 = 33;
/// People who are called by the name are no more often in the archive than this share of the organisation, in percent.
const SHARE_OF_BEARERS: u64 = 33;
/// No more names than this are spoken of in each way, those of most articles first.
const MOST: usize = 2_000;

/// In how many articles a name is, by year; the year 0 stands for articles without a date.
type Years = BTreeMap<u16, u64>;

/// A name of people as it is counted: its key and how it is written.
#[derive(Debug, Clone, Default)]
struct Person {
    forms: BTreeMap<String, Years>,
    years: Years,
}

impl Person {
    fn add(&mut self, form: &str, year: u16, articles: u64) {
        *self.forms.entry(form.to_owned()).or_default().entry(year).or_default() += articles;
        *self.years.entry(year).or_default() += articles;
    }

    fn articles(&self) -> u64 {
        self.years.values().sum()
    }

    /// The most frequent form, the first of these in the order of the alphabet.
    fn form(&self) -> &str {
        let most = self.forms.iter().max_by_key(|(form, years)| (sum(years), std::cmp::Reverse(*form)));
        most.map_or("", |(form, _)| form)
    }
}

/// The names of one word.
#[derive(Debug, Default)]
pub struct Bare {
    by_key: BTreeMap<String, Person>,
}

impl Bare {
    /// True for the key of a name of one word.
    pub fn is_bare(key: &str) -> bool {
        !key.is_empty() && !key.contains([' ', '_'])
    }

    /// Adds articles of a year that have a name of one word.
    pub fn add(&mut self, key: &str, form: &str, year: u16, articles: u64) {
        self.by_key.entry(key.to_owned()).or_default().add(form, year, articles);
    }

    /// True for a word that stands alone as a name.
    fn has(&self, word: &str) -> bool {
        self.by_key.contains_key(word)
    }

    /// True if a full name with this key may be that of someone who is called by a name of one word.
    pub fn may_call(&self, key: &str) -> bool {
        key.split(' ').any(|word| {
            self.by_key.contains_key(word)
                || word.strip_prefix(SERVANT).is_some_and(|rest| self.by_key.contains_key(rest))
        })
    }
}

/// The full names of those who may be called by a bare name, and of namesakes.
#[derive(Debug)]
pub struct People {
    bare: Bare,
    organisations: Organisations,
    /// By key.
    full: BTreeMap<String, Person>,
}

impl People {
    /// No full names yet.
    pub fn new(bare: Bare, organisations: Organisations) -> People {
        People { bare, organisations, full: BTreeMap::new() }
    }

    /// True for a full name that matters: it is not too rare, someone may be called by a part of it, or it has initials.
    pub fn wants(&self, key: &str, form: &str, articles: u64) -> bool {
        articles >= FEWEST_IN_FULL
            || self.bare.may_call(key)
            || !initials(form).is_empty()
            || self.organisations.beginning(key) > 0
            || has_digit(key)
    }

    /// Adds articles of a year that have a full name.
    pub fn add(&mut self, key: &str, form: &str, year: u16, articles: u64) {
        self.full.entry(key.to_owned()).or_default().add(form, year, articles);
    }

    /// What the archive shows, as lines of a file of names.
    pub fn statements(&self) -> Vec<String> {
        let mut out = self.namesakes();
        let apart: BTreeSet<&str> = out.iter().flat_map(|line| line.split('\t').skip(1)).collect();
        let (joined, none) = self.bare_names(&apart);
        let fuller = self.fuller(&apart);
        out.extend(joined);
        out.extend(fuller);
        out.extend(none);
        out.extend(self.organisations());
        out
    }

    /// True for a full name that is no person's.
    fn is_none(&self, key: &str, person: &Person) -> bool {
        is_outweighed(person, self.organisations.beginning(key)) || has_digit(key)
    }

    /// `not person` for full names that are those of organisations.
    fn organisations(&self) -> Vec<String> {
        let full = self.full.iter().filter(|(key, person)| self.is_none(key, person));
        most(full.map(|(_, person)| (person.articles(), line(NOT_PERSON, &[person.form()]))).collect())
    }

    /// `different` for the forms of a name that have other initials, or one of which is of another time.
    fn namesakes(&self) -> Vec<String> {
        self.full.values().filter_map(namesakes).map(|names| line("different person", &names)).collect()
    }

    /// `same person` for full names of which one is short for another, and for no one else's.
    fn fuller(&self, apart: &BTreeSet<&str>) -> Vec<String> {
        let people: Vec<(&String, &Person)> = self
            .full
            .iter()
            .filter(|(key, person)| !self.is_none(key, person) && !apart.contains(person.form()))
            .collect();
        let names: Vec<FullName> = people.iter().map(|(_, person)| FullName::new(person.form())).collect();
        let mut by_word: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (number, (key, _)) in people.iter().enumerate() {
            key.split(' ').for_each(|word| by_word.entry(word).or_default().push(number));
        }
        let mut found = Vec::new();
        for (number, (key, person)) in people.iter().enumerate() {
            let groups = key.split(' ').filter_map(|word| by_word.get(word));
            let others: BTreeSet<usize> =
                groups.filter(|group| group.len() <= MOST_COMPARED).flatten().copied().collect();
            let fitting = others.into_iter().filter(|&other| other != number);
            let fitting = fitting.filter(|&other| names[number].may_be(&names[other]));
            let bearers: Vec<(&Person, bool)> = fitting.map(|other| (people[other].1, true)).collect();
            // Who may be several is asked on the shorter name: `M. Brandt` may be Mark and Mervyn.
            let is_fuller = |other: &(&Person, bool)| fullness(other.0) > fullness(person);
            let fuller: Vec<(&Person, bool)> = bearers.into_iter().filter(is_fuller).collect();
            if let Some(other) = meant(person, &fuller, YEARS_OF_A_LIFE) {
                let (first, second) =
                    if person.articles() > other.articles() { (*person, other) } else { (other, *person) };
                found.push((person.articles(), line("same person", &[first.form(), second.form()])));
            }
        }
        most(found)
    }

    /// `same person` for each bare name that is one person's, and `not person` for those that are no one's.
    fn bare_names(&self, apart: &BTreeSet<&str>) -> (Vec<String>, Vec<String>) {
        let mut bearers: BTreeMap<&str, Vec<(&Person, bool)>> = BTreeMap::new();
        let people = self.full.iter();
        for (_, person) in people.filter(|(key, person)| !self.is_none(key, person)) {
            let form = person.form();
            let surnames = surnames(form);
            for word in surnames.iter().chain(&name_keys(form)) {
                if let Some((bare, _)) = self.bare.by_key.get_key_value(word) {
                    let of_bare = bearers.entry(bare).or_default();
                    // A surname is among the words of the name, and counts once.
                    if of_bare.last().is_none_or(|(last, _)| !std::ptr::eq(*last, person)) {
                        of_bare.push((person, surnames.contains(word)));
                    }
                }
            }
        }
        let (mut found, mut none): (Vec<_>, Vec<_>) = (Vec::new(), Vec::new());
        for (bare, name) in &self.bare.by_key {
            let bearers = bearers.get(bare.as_str()).map_or(&[][..], Vec::as_slice);
            let of_bearers: u64 = bearers.iter().map(|(person, _)| person.articles()).sum();
            let of_organisations = self.organisations.with_word(bare);
            let is_rather_theirs = is_outweighed(name, of_organisations);
            let is_no_ones = is_rather_theirs && of_bearers * 100 <= of_organisations * SHARE_OF_BEARERS;
            if is_no_ones || has_digit(bare) {
                none.push((name.articles(), line(NOT_PERSON, &[name.form()])));
                continue;
            }
            let meant = meant(name, bearers, YEARS_AROUND)
                .filter(|person| !is_rather_theirs && !apart.contains(person.form()));
            if let Some(person) = meant {
                found.push((name.articles(), line("same person", &[person.form(), name.form()])));
            }
        }
        (most(found), most(none))
    }
}

/// The lines on names of two articles or more, those of most articles first.
fn most(mut lines: Vec<(u64, String)>) -> Vec<String> {
    lines.retain(|(articles, _)| *articles >= FEWEST_BARE);
    lines.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    lines.truncate(MOST);
    lines.into_iter().map(|(_, line)| line).collect()
}

/// No one is called `G-6`.
fn has_digit(key: &str) -> bool {
    key.contains(|c: char| c.is_ascii_digit())
}

/// What begins a line on a name that is no person's.
const NOT_PERSON: &str = "not person";

/// True if a name is far more an organisation's than a person's.
fn is_outweighed(person: &Person, of_organisations: u64) -> bool {
    of_organisations >= FEWEST_OF_ORGANISATION
        && of_organisations * 100 >= person.articles() * SHARE_OF_ORGANISATION
}

/// What makes a name fuller than another that fits it: more letters, or more articles.
fn fullness(person: &Person) -> (usize, u64, &str) {
    (person.form().chars().filter(|c| c.is_alphabetic()).count(), person.articles(), person.form())
}

fn sum(years: &Years) -> u64 {
    years.values().sum()
}

/// The forms of a name that are those of different people, each with the most frequent one.
fn namesakes(person: &Person) -> Option<Vec<&str>> {
    let mut by_initials: BTreeMap<String, Vec<(&str, &Years)>> = BTreeMap::new();
    for (form, years) in &person.forms {
        by_initials.entry(initials(form)).or_default().push((form, years));
    }
    let articles = |forms: &[(&str, &Years)]| forms.iter().map(|(_, years)| sum(years)).sum::<u64>();
    by_initials.retain(|_, forms| articles(forms) >= FEWEST_NAMESAKES);
    let plain = by_initials.remove("");
    let mut sets: Vec<Vec<(&str, &Years)>> = by_initials.into_values().collect();
    // The first of the line keeps the forms that are in no line.
    sets.sort_by_key(|forms| std::cmp::Reverse(articles(forms)));
    if let Some(plain) = plain.filter(|plain| sets.iter().all(|set| are_of_other_times(plain, set))) {
        sets.insert(0, plain);
    }
    let mut names = Vec::new();
    for forms in &sets {
        names.extend(forms.iter().max_by_key(|(_, years)| sum(years)).map(|(form, _)| *form));
    }
    (names.len() > 1).then_some(names)
}

/// True if the two are never written in years near each other, and all of them have a date.
fn are_of_other_times(one: &[(&str, &Years)], other: &[(&str, &Years)]) -> bool {
    let years = |forms: &[(&str, &Years)]| -> BTreeSet<u16> {
        forms.iter().flat_map(|(_, years)| years.keys().copied()).collect()
    };
    let (one, other) = (years(one), years(other));
    let near = |year: &u16| {
        let around = year.saturating_sub(YEARS_APART)..=year.saturating_add(YEARS_APART);
        other.range(around).next().is_some()
    };
    !one.contains(&0) && !other.contains(&0) && !one.iter().any(near)
}

/// The person whom a bare name means nearly always, among those who have it as surname (true) or elsewhere in their name
/// and are named within so many years.
fn meant<'a>(name: &Person, bearers: &[(&'a Person, bool)], years: u16) -> Option<&'a Person> {
    let (best, _) = bearers.iter().filter(|(_, surname)| *surname).max_by_key(|(p, _)| p.articles())?;
    let own = best.articles();
    let others = bearers.iter().filter(|(person, _)| !std::ptr::eq(*person, *best));
    let others: Vec<u64> = others.map(|(person, _)| person.articles()).collect();
    let next = others.iter().max().copied().unwrap_or_default();
    if own < FEWEST_IN_FULL
        || own < next * TIMES_THE_NEXT
        || own < others.iter().sum::<u64>() * TIMES_THE_OTHERS
    {
        return None;
    }
    let years = if bearers.len() == 1 { years.max(YEARS_AROUND_SOLE) } else { years };
    let dated: u64 = name.years.iter().filter(|(year, _)| **year > 0).map(|(_, articles)| articles).sum();
    let covered: u64 = name
        .years
        .iter()
        .filter(|(year, _)| **year > 0 && is_of_the_time(**year, best, bearers, years))
        .map(|(_, articles)| articles)
        .sum();
    (covered * 100 >= dated * SHARE_OF_YEARS).then_some(*best)
}

/// True if around this year the person is the one of that name.
fn is_of_the_time(year: u16, person: &Person, bearers: &[(&Person, bool)], years: u16) -> bool {
    let around = year.saturating_sub(years)..=year.saturating_add(years);
    let articles = |person: &Person| person.years.range(around.clone()).map(|(_, n)| n).sum::<u64>();
    let undated = person.years.get(&0).copied().unwrap_or_default();
    let (own, all) = (articles(person), bearers.iter().map(|(person, _)| articles(person)).sum::<u64>());
    (own > 0 || undated > 0) && own * 100 >= all * SHARE_OF_YEARS
}

/// A line of a file of names; a name with a tab or a line break in it is not possible there.
fn line(relation: &str, names: &[&str]) -> String {
    let plain = |name: &&str| name.split_whitespace().collect::<Vec<_>>().join(" ");
    std::iter::once(relation.to_owned()).chain(names.iter().map(plain)).collect::<Vec<_>>().join("\t")
}

#[cfg(test)]
mod tests {
    use super::*;
    use dateline_core::article::EntityKind;
    use dateline_enrich::names::variants::facet_key_of;

    /// The statements on names, each with its year and its number of articles.
    fn statements(names: &[(&str, u16, u64)]) -> Vec<String> {
        among(names, &[])
    }

    /// The same beside organisations with their numbers of articles.
    fn among(names: &[(&str, u16, u64)], organisations: &[(&str, u64)]) -> Vec<String> {
        let key = |name: &str| facet_key_of(EntityKind::Person, name);
        let mut bare = Bare::default();
        for (name, year, articles) in names.iter().filter(|(name, ..)| Bare::is_bare(&key(name))) {
            bare.add(&key(name), name, *year, *articles);
        }
        let mut others = Organisations::default();
        for (name, articles) in organisations {
            others.add(&bare, &facet_key_of(EntityKind::Organisation, name), *articles);
        }
        others.end();
        let mut people = People::new(bare, others);
        for (name, year, articles) in names.iter().filter(|(name, ..)| !Bare::is_bare(&key(name))) {
            if people.wants(&key(name), name, *articles) {
                people.add(&key(name), name, *year, *articles);
            }
        }
        people.statements()
    }

    #[test]
    fn a_surname_is_the_one_person_of_that_name() {
        let names = [("Konrad Quarvex", 1987, 3), ("Quarvex", 1987, 40), ("Ona Brandt", 1987, 9)];
        assert_eq!(statements(&names), ["same person\tKonrad Quarvex\tQuarvex"]);
        assert!(statements(&names[1..]).is_empty());
    }

    #[test]
    fn where_two_are_likely_it_is_left_alone() {
        let names = [("Konrad Quarvex", 1987, 6), ("Ona Quarvex", 1987, 4), ("Quarvex", 1987, 40)];
        assert!(statements(&names).is_empty());
        let as_given_name = [("Quarvex Brandt", 1987, 6), ("Ona Quarvex", 1987, 4), ("Quarvex", 1987, 40)];
        assert!(statements(&as_given_name).is_empty());
    }

    #[test]
    fn a_person_of_another_time_is_not_meant() {
        assert!(statements(&[("Konrad Quarvex", 1987, 9), ("Quarvex", 2004, 40)]).is_empty());
        assert_eq!(statements(&[("Konrad Quarvex", 1987, 9), ("Quarvex", 1988, 40)]).len(), 1);
        let times = [("Konrad Quarvex", 1987, 19), ("Ona Quarvex", 2004, 3), ("Quarvex", 2004, 40)];
        assert!(statements(&times).is_empty());
    }

    #[test]
    fn undated_archives_have_no_times() {
        assert_eq!(statements(&[("Konrad Quarvex", 0, 9), ("Quarvex", 0, 40)]).len(), 1);
    }

    #[test]
    fn other_initials_are_other_people() {
        let names = [("George W. Quarvex", 2004, 9), ("George H. W. Quarvex", 1990, 4)];
        assert_eq!(statements(&names), ["different person\tGeorge W. Quarvex\tGeorge H. W. Quarvex"]);
        assert!(statements(&[("George W. Quarvex", 2004, 9), ("George Quarvex", 2004, 9)]).is_empty());
    }

    #[test]
    fn a_word_of_an_organisation_is_no_person() {
        let names = [("Quarvex", 1987, 40), ("Ona Brandt", 1987, 9), ("Brandt", 1987, 9)];
        let organisations = [("Quarvex Holme and Co", 30), ("Brandt Holme Inc", 2)];
        assert_eq!(among(&names, &organisations), ["same person\tOna Brandt\tBrandt", "not person\tQuarvex"]);
        // Where the name is as often theirs as that of people, nothing is said.
        assert!(among(&names, &[("Brandt Holme Inc", 9)]).is_empty());
        assert_eq!(among(&names, &[("Quarvex Administration", 30)]).len(), 1);
        assert_eq!(among(&names, &[("Quarvex Holme and Co", 2)]).len(), 1);
    }

    #[test]
    fn names_with_digits_and_singulars_of_organisations_are_no_persons() {
        let names = [("G-6", 1987, 2), ("Sterling M3", 1987, 2), ("Quarvexer", 1987, 5)];
        let mut lines = among(&names, &[("Quarvexers", 30)]);
        lines.sort();
        assert_eq!(lines, ["not person\tG-6", "not person\tQuarvexer", "not person\tSterling M3"]);
    }

    #[test]
    fn the_whole_name_of_an_organisation_is_no_person() {
        let names = [("Ona Quarvex", 1987, 9), ("Quarvex", 1987, 9)];
        let lines = among(&names, &[("Ona Quarvex Securities", 8)]);
        assert_eq!(lines, ["not person\tQuarvex", "not person\tOna Quarvex"]);
    }

    #[test]
    fn forms_of_other_times_are_other_people() {
        let names = [("George Quarvex", 1989, 9), ("George W. Quarvex", 2004, 4)];
        assert_eq!(statements(&names), ["different person\tGeorge Quarvex\tGeorge W. Quarvex"]);
        let both = [("George Quarvex", 1989, 9), ("George Quarvex", 2003, 2), ("George W. Quarvex", 2004, 4)];
        assert!(statements(&both).is_empty());
    }

    #[test]
    fn a_shorter_full_name_is_joined_to_the_only_one_it_fits() {
        let names = [("Jim Quarvex", 1987, 3), ("James Quarvex", 1987, 9)];
        assert_eq!(statements(&names), ["same person\tJames Quarvex\tJim Quarvex"]);
        let two = [("J. Quarvex", 1987, 3), ("James Quarvex", 1987, 9), ("John Quarvex", 1987, 9)];
        assert!(statements(&two).is_empty());
        let frequent = [("M. Quarvex", 1987, 9), ("Mark Quarvex", 1987, 3), ("Mervyn Quarvex", 1987, 3)];
        assert!(statements(&frequent).is_empty());
        assert!(statements(&[("Jim Quarvex", 1987, 3), ("James Quarvex", 2010, 9)]).is_empty());
    }

    #[test]
    fn any_name_makes_a_line() {
        assert_eq!(line("same person", &["a\tb", "c\nd"]), "same person\ta b\tc d");
    }
}
