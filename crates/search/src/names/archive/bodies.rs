//! Which names of organisations an archive shows to be one: acronyms that its articles explain, and names that some articles
//! write with the country before them.

use std::collections::BTreeMap;

use dateline_core::article::EntityKind;
use dateline_enrich::names::variants::{facet_key_of, has_other_names};

use super::{line, most};

/// So many articles have to explain an acronym,
const FEWEST_EXPLAINED: u64 = 2;
/// and this share of all that explain it, in percent: one that stands for several organisations is left alone.
const SHARE_OF_EXPLAINED: u64 = 80;
/// An organisation has to be named without its country in so many articles to be the same as that with it.
const FEWEST_WITHOUT_COUNTRY: u64 = 3;
/// How news writes countries before the names of their organisations, where these do not begin with them.
const COUNTRIES: [&str; 4] = ["U.S. ", "US ", "U.K. ", "UK "];

/// The organisations of an archive.
#[derive(Debug, Default)]
pub struct Bodies {
    /// By the key of an acronym and the key of what it stands for.
    explained: BTreeMap<String, BTreeMap<String, Explained>>,
    articles: BTreeMap<String, u64>,
    /// By the key of the name without its country.
    with_country: BTreeMap<String, BTreeMap<String, u64>>,
}

/// In how many articles an acronym stands for a name, and how both are written.
#[derive(Debug, Default)]
struct Explained {
    articles: u64,
    short: String,
    /// How the name is written in full, with its articles.
    forms: BTreeMap<String, u64>,
}

impl Explained {
    /// The most frequent form of the name, the first of these in the order of the alphabet.
    fn long(&self) -> &str {
        let most = self.forms.iter().max_by_key(|(form, articles)| (**articles, std::cmp::Reverse(*form)));
        most.map_or("", |(form, _)| form)
    }
}

impl Bodies {
    /// Adds articles that explain an acronym.
    pub fn explain(&mut self, (key, short): (&str, &str), long: &str, articles: u64) {
        let of_acronym = self.explained.entry(key.to_owned()).or_default();
        let explained = of_acronym.entry(facet_key_of(EntityKind::Organisation, long)).or_default();
        explained.short = short.to_owned();
        explained.articles += articles;
        *explained.forms.entry(long.to_owned()).or_default() += articles;
    }

    /// Adds articles that name an organisation.
    pub fn add(&mut self, key: &str, form: &str, articles: u64) {
        *self.articles.entry(key.to_owned()).or_default() += articles;
        let rest = COUNTRIES.iter().find_map(|country| form.strip_prefix(country));
        if let Some(rest) = rest.filter(|rest| rest.contains(' ')) {
            let forms = self.with_country.entry(facet_key_of(EntityKind::Organisation, rest)).or_default();
            *forms.entry(form.to_owned()).or_default() += articles;
        }
    }

    /// What the archive shows, as lines of a file of names.
    pub fn statements(&self) -> Vec<String> {
        let mut lines = self.acronyms();
        lines.extend(self.countries());
        lines
    }

    fn acronyms(&self) -> Vec<String> {
        let lines = self.explained.iter().filter_map(|(acronym, meanings)| {
            let all: u64 = meanings.values().map(|explained| explained.articles).sum();
            let (key, best) = meanings.iter().max_by_key(|(_, explained)| explained.articles)?;
            let is_meant =
                best.articles >= FEWEST_EXPLAINED && best.articles * 100 >= all * SHARE_OF_EXPLAINED;
            // What the program knows an acronym to stand for is not overruled.
            let is_new = key != acronym && !has_other_names(EntityKind::Organisation, &best.short);
            (is_meant && is_new).then(|| (best.articles, line(SAME, &[best.long(), &best.short])))
        });
        most(lines.collect())
    }

    fn countries(&self) -> Vec<String> {
        let lines = self.with_country.iter().filter_map(|(rest, forms)| {
            let without = self.articles.get(rest).filter(|articles| **articles >= FEWEST_WITHOUT_COUNTRY)?;
            let (form, _) = forms.iter().max_by_key(|(_, articles)| **articles)?;
            let country = country_of(form)?;
            let name = form.strip_prefix(country)?;
            let is_one = forms.keys().all(|other| nation(other) == nation(form));
            is_one.then(|| (*without, line(SAME, &[name, form])))
        });
        most(lines.collect())
    }
}

/// What begins a line on organisations that are one.
const SAME: &str = "same organisation";

fn country_of(form: &str) -> Option<&'static str> {
    COUNTRIES.into_iter().find(|country| form.starts_with(country))
}

/// The letters of the country before a name.
fn nation(form: &str) -> Option<String> {
    country_of(form).map(|country| country.chars().filter(|c| c.is_alphabetic()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn explained(pairs: &[(&str, &str, u64)]) -> Vec<String> {
        let mut bodies = Bodies::default();
        for (short, long, articles) in pairs {
            bodies.explain((&facet_key_of(EntityKind::Organisation, short), short), long, *articles);
        }
        bodies.statements()
    }

    fn named(names: &[(&str, u64)]) -> Vec<String> {
        let mut bodies = Bodies::default();
        for (name, articles) in names {
            bodies.add(&facet_key_of(EntityKind::Organisation, name), name, *articles);
        }
        bodies.statements()
    }

    #[test]
    fn an_acronym_is_what_nearly_all_articles_explain_it_to_be() {
        let one = explained(&[("QVX", "Quarvex Village Exchange", 9), ("QVX", "Quilted Vests of Xanten", 2)]);
        assert_eq!(one, ["same organisation\tQuarvex Village Exchange\tQVX"]);
        assert!(explained(&[("QVX", "Quarvex Village Exchange", 1)]).is_empty());
        let of_itself = [("QUARVEX", "Quarvex Engines", 2), ("QUARVEX", "Quarvex Inc", 30)];
        assert!(explained(&of_itself).is_empty());
        assert!(explained(&[("IMF", "Island Music Festival", 9)]).is_empty());
        let two = [("QVX", "Quarvex Village Exchange", 9), ("QVX", "Quilted Vests of Xanten", 4)];
        assert!(explained(&two).is_empty());
    }

    #[test]
    fn a_country_before_the_name_says_nothing_where_no_other_has_one() {
        let names =
            [("Harbour Safety Board", 5), ("U.S. Harbour Safety Board", 2), ("US Harbour Safety Board", 1)];
        assert_eq!(named(&names), ["same organisation\tHarbour Safety Board\tU.S. Harbour Safety Board"]);
        assert!(named(&[("Harbour Safety Board", 2), ("U.S. Harbour Safety Board", 2)]).is_empty());
        let two =
            [("Harbour Safety Board", 5), ("U.S. Harbour Safety Board", 2), ("UK Harbour Safety Board", 2)];
        assert!(named(&two).is_empty());
        assert!(named(&[("Steel", 5), ("U.S. Steel", 5)]).is_empty());
    }
}
