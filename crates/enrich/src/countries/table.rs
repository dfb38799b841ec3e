//! The small tables of countries and regions, read at first use.

use std::collections::HashMap;
use std::sync::LazyLock;

use dateline_core::text;

const COUNTRIES: &str = include_str!("../../data/countries.tsv");
const NAMES: &str = include_str!("../../data/country-names.tsv");
const REGIONS: &str = include_str!("../../data/regions.tsv");

/// A country or territory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountryInfo {
    /// ISO 3166-1 alpha-2, `XK` for Kosovo.
    pub code: &'static str,
    /// ISO 3166-1 alpha-3.
    pub alpha3: &'static str,
    /// The name in common use in English.
    pub name: &'static str,
    /// How many people live there.
    pub population: u64,
    /// The capital; empty where there is none.
    pub capital: &'static str,
    /// The country's domain on the web, without the dot.
    pub domain: &'static str,
}

/// What another name of a country is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NameKind {
    Common,
    Former,
    Part,
}

/// Other names of one country, or of several, the first of which counts.
pub(crate) struct OtherNames {
    pub codes: Vec<&'static str>,
    pub kind: NameKind,
    pub names: Vec<&'static str>,
}

/// A region and the countries in it.
pub(crate) struct Region {
    pub name: &'static str,
    pub other: Vec<&'static str>,
    pub codes: Vec<&'static str>,
}

/// All small tables together.
pub(crate) struct Tables {
    pub countries: Vec<CountryInfo>,
    pub other_names: Vec<OtherNames>,
    pub regions: Vec<Region>,
    by_code: HashMap<&'static str, usize>,
}

static TABLES: LazyLock<Tables> = LazyLock::new(Tables::read);

/// The tables, read at the first call.
pub(crate) fn tables() -> &'static Tables {
    &TABLES
}

impl Tables {
    fn read() -> Self {
        let countries: Vec<CountryInfo> = rows(COUNTRIES).filter_map(country).collect();
        let by_code = countries.iter().enumerate().map(|(at, country)| (country.code, at)).collect();
        let other_names = rows(NAMES).filter_map(other_names).collect();
        let regions = rows(REGIONS).filter_map(region).collect();
        Self { countries, other_names, regions, by_code }
    }

    /// The country with this alpha-2 code, written in capitals.
    pub fn country(&self, code: &str) -> Option<&CountryInfo> {
        self.by_code.get(code).map(|&at| &self.countries[at])
    }
}

fn country(row: Vec<&'static str>) -> Option<CountryInfo> {
    let [code, alpha3, name, population, capital, domain] = row[..] else { return None };
    Some(CountryInfo { code, alpha3, name, population: population.parse().unwrap_or(0), capital, domain })
}

fn other_names(row: Vec<&'static str>) -> Option<OtherNames> {
    let [codes, kind, names] = row[..] else { return None };
    let kind = match kind {
        "former" => NameKind::Former,
        "part" => NameKind::Part,
        _ => NameKind::Common,
    };
    Some(OtherNames { codes: codes.split(',').collect(), kind, names: names.split('|').collect() })
}

fn region(row: Vec<&'static str>) -> Option<Region> {
    let [name, other, codes] = row[..] else { return None };
    let other = other.split('|').filter(|name| !name.is_empty()).collect();
    Some(Region { name, other, codes: codes.split(' ').collect() })
}

/// The rows of a TSV table without its comments.
pub(crate) fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    table
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .map(|line| line.split('\t').collect())
}

/// The form in which names are compared: folded words without stops and apostrophes, one space between.
pub(crate) fn key(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    if name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b' ') {
        out.push_str(name);
        out.make_ascii_lowercase();
        return out;
    }
    for word in text::words(name) {
        if !out.is_empty() {
            out.push(' ');
        }
        push_key(&mut out, word.text);
    }
    out
}

/// Adds the key of one word.
pub(crate) fn push_key(out: &mut String, word: &str) {
    if word.is_ascii() {
        out.extend(
            word.bytes().filter(|b| !matches!(b, b'.' | b'\'')).map(|b| b.to_ascii_lowercase() as char),
        );
    } else {
        out.extend(text::fold(word).chars().filter(|c| !matches!(c, '.' | '\'')));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_read() {
        let tables = tables();
        assert_eq!(tables.countries.len(), rows(COUNTRIES).count());
        assert_eq!(tables.other_names.len(), rows(NAMES).count());
        assert_eq!(tables.regions.len(), rows(REGIONS).count());
        assert!(tables.countries.len() >= 250);
    }

    #[test]
    fn every_code_is_a_country() {
        let tables = tables();
        let named = tables.other_names.iter().flat_map(|names| &names.codes);
        let regional = tables.regions.iter().flat_map(|region| &region.codes);
        for code in named.chain(regional) {
            assert!(tables.country(code).is_some(), "{code}");
        }
    }

    #[test]
    fn keys_leave_out_case_stops_and_diacritics() {
        assert_eq!(key("Côte d’Ivoire"), "cote divoire");
        assert_eq!(key("U.S.S.R."), "ussr");
        assert_eq!(key("Guinea-Bissau"), "guinea bissau");
    }
}
