//! The counts beside the hits: each value a link that narrows, and one that rules out.

use dateline_search::request::FacetField;
use dateline_search::response::{Facet, FacetCount, Level};

use crate::address::Address;
use crate::page::numbers::number;

/// So many values of a facet are shown at once.
const SHOWN: usize = 8;
/// So many regions, and countries of a region, are shown at once.
const BRANCHES: usize = 10;
/// So many places below a country.
const PLACES: usize = 4;

/// A facet with its first values.
#[derive(Debug, Clone)]
pub struct FacetView {
    /// Its name in an address.
    pub key: &'static str,
    /// Its title.
    pub title: &'static str,
    /// Its values; of countries with those below them.
    pub values: Vec<ValueView>,
    /// How many values there are that are not shown.
    pub more: u64,
    /// The same for people.
    pub more_shown: String,
    /// Where all values are.
    pub all: String,
}

/// A value of a facet.
#[derive(Debug, Clone, Default)]
pub struct ValueView {
    /// As people read it.
    pub name: String,
    /// How many articles have it.
    pub count: String,
    /// True if it was chosen.
    pub chosen: bool,
    /// The question with it chosen, or no longer chosen.
    pub href: String,
    /// The question with it ruled out.
    pub exclude: String,
    /// How deep it is in a tree: 0, 1 or 2.
    pub depth: u8,
}

/// The title of a facet.
pub fn title(facet: FacetField) -> &'static str {
    match facet {
        FacetField::Country => "Countries",
        FacetField::Mentions => "Countries mentioned",
        FacetField::Dateline => "Filed from",
        FacetField::SourceCountry => "Countries of outlets",
        FacetField::Person => "People",
        FacetField::Organisation => "Organisations",
        FacetField::Place => "Places",
        FacetField::Source => "Outlets",
        FacetField::Section => "Sections",
        FacetField::Language => "Languages",
        FacetField::Tag => "Tags",
        FacetField::Year | FacetField::Month | FacetField::Week | FacetField::Day | FacetField::Time => {
            "Dates"
        }
    }
}

/// A facet of an answer; `None` if no article has a value of it.
pub fn facet(address: &Address, facet: &Facet) -> Option<FacetView> {
    if facet.values.is_empty() {
        return None;
    }
    let key = facet.field.filter()?;
    let values = match facet.values.iter().any(|value| value.level.is_some()) {
        true => tree(address, facet.field, &facet.values),
        false => flat(address, facet),
    };
    let countries = values.iter().filter(|value| value.depth != 2).count() as u64;
    let shown = if facet.values.iter().any(|value| value.level.is_some()) {
        values.iter().filter(|value| value.depth == 1).count() as u64
    } else {
        countries
    };
    let more = facet.distinct.saturating_sub(shown);
    let all = address.at_page(0).link(&format!("/facet/{key}"));
    Some(FacetView { key, title: title(facet.field), values, more, more_shown: number(more), all })
}

/// The first values, those that were chosen among them.
fn flat(address: &Address, facet: &Facet) -> Vec<ValueView> {
    let view = |value: &FacetCount| view(address, facet.field, value, 0);
    let (chosen, others): (Vec<ValueView>, Vec<ValueView>) =
        facet.values.iter().map(view).partition(|value| value.chosen);
    let room = SHOWN.saturating_sub(chosen.len());
    chosen.into_iter().chain(others.into_iter().take(room)).collect()
}

/// Regions, the countries below them, and the places below these.
fn tree(address: &Address, field: FacetField, top: &[FacetCount]) -> Vec<ValueView> {
    let mut out = Vec::new();
    let holds = |region: &FacetCount| {
        let is_chosen = |value: &FacetCount| address.has(field, &value.value);
        is_chosen(region) || region.below.iter().any(is_chosen)
    };
    for region in first_or(top, holds) {
        let is_region = region.level == Some(Level::Region);
        let countries = if is_region { region.below.as_slice() } else { std::slice::from_ref(region) };
        if is_region {
            out.push(view(address, field, region, 0));
        }
        for country in first_or(countries, |country| address.has(field, &country.value)) {
            let country_view = view(address, field, country, 1);
            let places = if country_view.chosen { 3 * PLACES } else { PLACES };
            out.push(country_view);
            let below = country.below.iter().take(places);
            out.extend(below.map(|place| place_view(address, field, country, place)));
        }
    }
    out
}

/// The first values, and of the others those that have to be shown.
fn first_or(values: &[FacetCount], shown: impl Fn(&FacetCount) -> bool) -> impl Iterator<Item = &FacetCount> {
    values
        .iter()
        .enumerate()
        .filter(move |(at, value)| *at < BRANCHES || shown(value))
        .map(|(_, value)| value)
}

/// A place below a country: it was counted in the articles of that country, whatever other countries were chosen.
fn place_view(address: &Address, field: FacetField, country: &FacetCount, place: &FacetCount) -> ValueView {
    let mut within = address.with(field, &country.value);
    within.chosen.retain(|(of, value)| *of != field || *value == country.value);
    let chosen = address.has(FacetField::Place, &place.value);
    let href = match chosen {
        true => address.without(FacetField::Place, &place.value).link("/"),
        false => within.with(FacetField::Place, &place.value).link("/"),
    };
    // It is counted where it is evidence for the country, which is not everywhere that it is named.
    ValueView { chosen, href, count: String::new(), ..view(address, FacetField::Place, place, 2) }
}

/// A value with its links.
pub fn view(address: &Address, field: FacetField, value: &FacetCount, depth: u8) -> ValueView {
    let chosen = address.has(field, &value.value);
    let changed =
        if chosen { address.without(field, &value.value) } else { address.with(field, &value.value) };
    ValueView {
        name: if value.name.is_empty() { value.value.clone() } else { value.name.clone() },
        count: number(value.count),
        chosen,
        href: changed.link("/"),
        exclude: address.excluding(field, &value.value).link("/"),
        depth,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(name: &str, count: u64) -> FacetCount {
        FacetCount { value: name.into(), name: name.into(), count, ..FacetCount::default() }
    }

    fn people(values: Vec<FacetCount>) -> Facet {
        let distinct = values.len() as u64;
        Facet { field: FacetField::Person, articles: 9, stories: None, distinct, values, undated: None }
    }

    #[test]
    fn a_chosen_value_is_shown_first_however_rare() {
        let values: Vec<FacetCount> =
            (0..20).map(|number| value(&format!("p{number}"), 20 - number)).collect();
        let address = Address::parse("person=p15").unwrap();
        let shown = facet(&address, &people(values)).unwrap();
        assert_eq!((shown.values.len(), shown.more), (SHOWN, 12));
        assert!(shown.values[0].chosen && shown.values[0].name == "p15" && shown.values[0].href == "/");
        assert_eq!(shown.values[1].href, "/?person=p15&person=p0");
        assert_eq!(shown.values[1].exclude, "/?person=p15&-person=p0");
    }

    #[test]
    fn a_tree_lists_countries_below_regions_and_places_below_countries() {
        let place = FacetCount { level: Some(Level::Place), ..value("Aleppo", 2) };
        let syria = FacetCount {
            level: Some(Level::Country),
            below: vec![place],
            name: "Syria".into(),
            ..value("SY", 3)
        };
        let region = FacetCount { level: Some(Level::Region), below: vec![syria], ..value("Middle East", 4) };
        let countries = Facet { field: FacetField::Country, ..people(vec![region]) };
        let shown = facet(&Address::default(), &countries).unwrap();
        let lines: Vec<_> = shown
            .values
            .iter()
            .map(|value| (value.depth, value.name.as_str(), value.href.as_str()))
            .collect();
        assert_eq!(
            lines,
            [
                (0, "Middle East", "/?country=Middle+East"),
                (1, "Syria", "/?country=SY"),
                (2, "Aleppo", "/?country=SY&place=Aleppo")
            ]
        );
        assert_eq!(shown.more, 0);
    }
}
