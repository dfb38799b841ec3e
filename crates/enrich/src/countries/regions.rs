//! The region under which each country is listed.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::table::{Region, rows, tables};

const ORDER: &str = include_str!("../../data/country-regions.tsv");

static REGIONS: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(read);

fn read() -> HashMap<&'static str, &'static str> {
    let mut of_country = HashMap::new();
    for name in rows(ORDER).filter_map(|row| row.first().copied()) {
        let region = tables().regions.iter().find(|region| region.name == name);
        for code in region.map(|region| region.codes.as_slice()).unwrap_or_default() {
            of_country.entry(*code).or_insert(name);
        }
    }
    of_country
}

/// The English name of the region under which a country is listed: exactly one for every country.
///
/// [`super::lookup()`] understands the name, and may answer with more countries: a region overlaps others.
///
/// ```
/// use dateline_enrich::countries::region_of;
/// assert_eq!(region_of("SY"), Some("Middle East"));
/// assert_eq!(region_of("??"), None);
/// ```
pub fn region_of(code: &str) -> Option<&'static str> {
    REGIONS.get(code).copied()
}

/// The name of the region that has just these countries, if there is one.
///
/// ```
/// use dateline_enrich::countries::{lookup, region_of_all};
/// let codes: Vec<String> = lookup("Balkans").unwrap().into_iter().map(str::to_owned).collect();
/// assert_eq!(region_of_all(&codes), Some("Balkans"));
/// assert_eq!(region_of_all(&codes[1..]), None);
/// ```
pub fn region_of_all(codes: &[String]) -> Option<&'static str> {
    let is_all = |region: &&Region| {
        region.codes.len() == codes.len() && region.codes.iter().all(|code| codes.iter().any(|c| c == code))
    };
    tables().regions.iter().find(is_all).map(|region| region.name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::countries::lookup;

    #[test]
    fn every_country_is_in_one_region_that_can_be_asked_for() {
        for country in &tables().countries {
            let region = region_of(country.code).unwrap();
            assert!(lookup(region).unwrap().contains(&country.code), "{region} {}", country.code);
        }
    }

    #[test]
    fn what_people_call_it_comes_first() {
        for (code, region) in [
            ("EG", "Middle East"),
            ("GE", "Caucasus"),
            ("MX", "North America"),
            ("XK", "Southern Europe"),
            ("TW", "East Asia"),
            ("NZ", "Oceania"),
        ] {
            assert_eq!(region_of(code), Some(region), "{code}");
        }
    }
}
