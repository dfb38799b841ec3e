//! Names of countries in a text, and other countries for them.

use std::collections::HashMap;

use anyhow::Result;
use regex::Regex;

use crate::random::{Random, hash};

use super::source::Original;

const NAMES: &str = include_str!("../../../crates/enrich/data/countries.tsv");
const DEMONYMS: &str = include_str!("../../../crates/enrich/data/demonyms.tsv");

/// This many countries of an article stay what they are.
const KEPT: f64 = 0.4;
/// This many become another country, drawn by its frequency in the originals; the others become any country of the world.
const BY_FREQUENCY: f64 = 0.45;

/// A country with its name and what its people are called.
struct Country {
    name: &'static str,
    people: &'static str,
}

/// A form that a country is named by.
#[derive(Clone, Copy)]
struct Form {
    country: usize,
    is_people: bool,
}

/// The countries of the world that have a name for their people.
pub struct Countries {
    all: Vec<Country>,
    forms: HashMap<String, Form>,
    pattern: Regex,
    /// Every country that the originals name, as often as they do.
    named: Vec<usize>,
}

impl Countries {
    /// The countries of the tables, as frequent as in these articles.
    pub fn of(articles: &[Original]) -> Result<Countries> {
        let all = countries();
        let forms = forms(&all);
        let pattern = pattern(&forms)?;
        let mut countries = Countries { all, forms, pattern, named: Vec::new() };
        let named = articles.iter().flat_map(|article| countries.pattern.find_iter(&article.body));
        countries.named = named.map(|found| countries.forms[found.as_str()].country).collect();
        Ok(countries)
    }

    /// The text in stretches, each with whether it names a country.
    pub fn split<'t>(&self, text: &'t str) -> Vec<(&'t str, bool)> {
        let mut stretches = Vec::new();
        let mut end = 0;
        for found in self.pattern.find_iter(text) {
            stretches.push((&text[end..found.start()], false));
            stretches.push((found.as_str(), true));
            end = found.end();
        }
        stretches.push((&text[end..], false));
        stretches
    }

    /// What stands for a form of a country's name in the article that these seeds decide: a country is the same
    /// throughout an article, by its name and by its people.
    pub fn other(&self, form: &str, seeds: [u64; 2]) -> String {
        let Form { country, is_people } = self.forms[form];
        let other = &self.all[self.instead_of(country, seeds)];
        let text = if is_people { other.people } else { other.name };
        if form.chars().any(char::is_lowercase) { text.to_owned() } else { text.to_uppercase() }
    }

    fn instead_of(&self, country: usize, [seed, article]: [u64; 2]) -> usize {
        let mut random = Random::of(&[seed, article, hash(self.all[country].name)]);
        let share = random.share();
        if share < KEPT {
            country
        } else if share < KEPT + BY_FREQUENCY && !self.named.is_empty() {
            *random.one(&self.named)
        } else {
            random.below(self.all.len())
        }
    }
}

fn countries() -> Vec<Country> {
    let rows = |table: &'static str| table.lines().filter(|line| !line.starts_with('#'));
    let demonyms = rows(DEMONYMS).filter_map(|row| row.split_once('\t'));
    let people: HashMap<&str, &str> = demonyms
        .filter_map(|(code, forms)| Some((code, forms.split('|').find(|form| !form.ends_with('-'))?)))
        .collect();
    let country = |row: &'static str| {
        let mut columns = row.split('\t');
        let (code, name) = (columns.next()?, columns.nth(1)?);
        Some(Country { name, people: people.get(code)? })
    };
    rows(NAMES).filter_map(country).collect()
}

/// Names and peoples as they are written and in capitals.
fn forms(all: &[Country]) -> HashMap<String, Form> {
    let mut forms = HashMap::new();
    for (country, Country { name, people }) in all.iter().enumerate() {
        for (text, is_people) in [(people, true), (name, false)] {
            forms.insert((*text).to_owned(), Form { country, is_people });
            forms.insert(text.to_uppercase(), Form { country, is_people });
        }
    }
    forms
}

/// Finds any of the forms, the longest first, as a whole word.
fn pattern(forms: &HashMap<String, Form>) -> Result<Regex> {
    let mut texts: Vec<&String> = forms.keys().collect();
    texts.sort_unstable_by_key(|text| (std::cmp::Reverse(text.len()), *text));
    let texts: Vec<String> = texts.into_iter().map(|text| regex::escape(text)).collect();
    Ok(Regex::new(&format!(r"\b(?:{})\b", texts.join("|")))?)
}
