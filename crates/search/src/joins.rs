//! How several values of one filter are joined, and the option that joins them the other way.
//!
//! Several countries are any of them and several people all of them, because few articles are about two countries and a
//! search for two people is one for what they have to do with each other. Either may be meant the other way.

use serde::Serialize;

use crate::help::label::names_of;
use crate::request::{FacetField, Filters};
use dateline_enrich::countries;

/// Several values of one filter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Join {
    /// The name of the filter.
    pub filter: &'static str,
    /// Its values, as people read them.
    pub values: Vec<String>,
    /// True if an article has to have all of them; else any is enough.
    pub all: bool,
    /// The option that joins them the other way, or that would have to be left out for it.
    pub option: &'static str,
    /// True if the option is given.
    pub given: bool,
}

/// The facets whose values can be joined in two ways, each with the option for the unusual way.
pub const OPTIONS: [(FacetField, &str); 5] = [
    (FacetField::Country, "all-countries"),
    (FacetField::Mentions, "all-mentions"),
    (FacetField::Person, "any-person"),
    (FacetField::Organisation, "any-org"),
    (FacetField::Place, "any-place"),
];

/// The option that joins the values of a facet in the unusual way.
pub fn option_of(facet: FacetField) -> Option<&'static str> {
    OPTIONS.iter().find(|(of, _)| *of == facet).map(|(_, option)| *option)
}

/// True if the values of a facet have to occur all, unless its option is given.
pub fn is_usually_all(facet: FacetField) -> bool {
    facet.kind_of_names().is_some()
}

/// The filters that have several values which could be joined in another way.
pub fn joins(filters: &Filters) -> Vec<Join> {
    OPTIONS.iter().filter_map(|&(facet, option)| of_facet(filters, facet, option)).collect()
}

fn of_facet(filters: &Filters, facet: FacetField, option: &'static str) -> Option<Join> {
    let join = |values: Vec<String>, given: bool| Join {
        filter: facet.filter().unwrap_or_default(),
        values,
        all: is_usually_all(facet) != given,
        option,
        given,
    };
    let usual = match facet {
        FacetField::Country => &filters.country,
        FacetField::Mentions => &filters.mentions,
        FacetField::Person => &filters.person,
        FacetField::Organisation => &filters.org,
        _ => &filters.place,
    };
    // The countries of a region are one value.
    let is_region = facet.is_of_countries() && countries::region_of_all(usual).is_some();
    if usual.len() > 1 && !is_region {
        return Some(join(usual.iter().map(|value| shown(facet, value)).collect(), false));
    }
    let groups: Vec<&Vec<String>> =
        filters.one_of.iter().filter(|(of, _)| *of == facet).map(|(_, values)| values).collect();
    match groups.as_slice() {
        [only] if is_usually_all(facet) && only.len() > 1 => Some(join((*only).clone(), true)),
        [_, _, ..] if !is_usually_all(facet) => {
            let named = |codes: &&Vec<String>| names_of(codes).replace('"', "");
            Some(join(groups.iter().map(named).collect(), true))
        }
        _ => None,
    }
}

fn shown(facet: FacetField, value: &str) -> String {
    match facet.is_of_countries() {
        true => countries::name(value).unwrap_or(value).to_owned(),
        false => value.to_owned(),
    }
}

impl std::fmt::Display for Join {
    /// What holds, and what to write for the other way.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let way = |all| if all { "all of them" } else { "any of them" };
        let Join { filter, option, .. } = self;
        write!(f, "--{filter} {}: {}; for {} ", self.values.join(", "), way(self.all), way(!self.all))?;
        if self.given { write!(f, "leave out --{option}") } else { write!(f, "add --{option}") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(values: &[&str]) -> Vec<String> {
        values.iter().map(|&value| value.to_owned()).collect()
    }

    fn said(filters: &Filters) -> Vec<String> {
        joins(filters).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn both_ways_are_said() {
        let usual = Filters {
            country: list(&["SY", "RU"]),
            person: list(&["Lavrov", "John Kerry"]),
            ..Filters::default()
        };
        assert_eq!(
            said(&usual),
            [
                "--country Syria, Russia: any of them; for all of them add --all-countries",
                "--person Lavrov, John Kerry: all of them; for any of them add --any-person",
            ]
        );
        let other = Filters {
            one_of: vec![
                (FacetField::Country, list(&["SY"])),
                (FacetField::Country, list(&["RU"])),
                (FacetField::Organisation, list(&["UN", "NATO"])),
            ],
            ..Filters::default()
        };
        assert_eq!(
            said(&other),
            [
                "--country Syria, Russia: all of them; for any of them leave out --all-countries",
                "--org UN, NATO: any of them; for all of them leave out --any-org",
            ]
        );
    }

    #[test]
    fn one_value_or_one_region_has_nothing_to_join() {
        let baltic = countries::codes(&list(&["Baltic states"])).unwrap();
        assert!(baltic.len() > 1);
        let filters = Filters { country: baltic, person: list(&["Lavrov"]), ..Filters::default() };
        assert!(said(&filters).is_empty());
    }
}
