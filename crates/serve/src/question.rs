//! From an address to the question that an engine answers.

use dateline_core::dates::Day;
use dateline_enrich::countries;
use dateline_search::ask::Question;
use dateline_search::joins::is_usually_all;
use dateline_search::query::ParseOptions;
use dateline_search::request::{FacetField, Filters, Request};

use crate::address::{Address, AddressError};
use crate::fault::Fault;
use crate::live::Moment;

/// The question of an address, to be answered as `wanted` says, whose filters and order do not count, within what a
/// query may cost here.
///
/// # Errors
/// If the query has a fault and `strict` is set, or a filter cannot be used.
pub fn question(
    snapshot: &Moment,
    address: &Address,
    wanted: Request,
    strict: bool,
) -> Result<Question, Fault> {
    of_address(address, Request { budget: Some(snapshot.budget()), ..wanted }, strict)
}

fn of_address(address: &Address, wanted: Request, strict: bool) -> Result<Question, Fault> {
    let filters = filters(address)?;
    let request = Request { filters, sort: address.sort, ..wanted };
    let options = ParseOptions { strict, ..address.reading() };
    let question = Question::read(&address.q, &options);
    Ok(question.map_err(|issue| Fault::query(&address.q, &issue))?.with(request))
}

/// The second question of an address, with the same filters.
///
/// # Errors
/// As for [`question`].
pub fn second(snapshot: &Moment, address: &Address, wanted: Request) -> Result<Question, Fault> {
    question(snapshot, &address.asking(&address.vs), wanted, false)
}

/// What an address narrows a search to.
///
/// # Errors
/// If a country is not known, or a date is none.
pub fn filters(address: &Address) -> Result<Filters, AddressError> {
    let mut filters = Filters {
        undated: address.undated,
        has: address.has.clone(),
        missing: address.missing.clone(),
        ..Filters::default()
    };
    for (facet, value) in &address.chosen {
        let values = values(*facet, value)?;
        if address.joined.contains(facet) {
            add_joined(&mut filters, *facet, values);
            continue;
        }
        if let Some(list) = list(&mut filters, *facet) {
            list.extend(values);
        }
    }
    for (facet, value) in &address.excluded {
        let values = values(*facet, value)?;
        match facet {
            FacetField::Country => filters.not_country.extend(values),
            facet => filters.not.extend(values.into_iter().map(|value| (*facet, value))),
        }
    }
    filters.new_since = address.new_since;
    if address.undated {
        return Ok(filters);
    }
    filters.since = day("since", address.since.as_deref(), Day::first_typed)?;
    filters.until = day("until", address.until.as_deref(), Day::last_typed)?;
    Ok(filters)
}

/// Adds a value of a facet whose values are joined in the unusual way.
fn add_joined(filters: &mut Filters, facet: FacetField, values: Vec<String>) {
    let known = filters.one_of.iter_mut().find(|(of, _)| is_usually_all(facet) && *of == facet);
    match known {
        Some((_, list)) => list.extend(values),
        None => filters.one_of.push((facet, values)),
    }
}

fn values(facet: FacetField, value: &str) -> Result<Vec<String>, AddressError> {
    if !facet.is_of_countries() {
        return Ok(vec![value.to_owned()]);
    }
    countries::codes(&[value.to_owned()]).map_err(|unknown| AddressError::Value {
        parameter: facet.filter().unwrap_or_default().to_owned(),
        reason: unknown.to_string(),
    })
}

fn list(filters: &mut Filters, facet: FacetField) -> Option<&mut Vec<String>> {
    Some(match facet {
        FacetField::Country => &mut filters.country,
        FacetField::Mentions => &mut filters.mentions,
        FacetField::Dateline => &mut filters.dateline,
        FacetField::SourceCountry => &mut filters.source_country,
        FacetField::Person => &mut filters.person,
        FacetField::Organisation => &mut filters.org,
        FacetField::Place => &mut filters.place,
        FacetField::Source => &mut filters.source,
        FacetField::Section => &mut filters.section,
        FacetField::Tag => &mut filters.tag,
        FacetField::Language => &mut filters.language,
        FacetField::Year | FacetField::Month | FacetField::Week | FacetField::Day | FacetField::Time => {
            return None;
        }
    })
}

fn day<E: ToString>(
    parameter: &str,
    value: Option<&str>,
    read: impl Fn(&str) -> Result<Day, E>,
) -> Result<Option<Day>, AddressError> {
    value
        .map(|value| {
            read(value).map_err(|error| AddressError::Value {
                parameter: parameter.to_owned(),
                reason: error.to_string(),
            })
        })
        .transpose()
}

#[cfg(test)]
mod tests {
    use super::*;
    use dateline_search::article_field::ArticleField;

    #[test]
    fn every_choice_narrows_the_request() {
        let address = Address::parse(
            "q=talks&country=SY&mentions=FR&person=Ban+Ki-moon&org=UN&place=Vienna&source=Wire&language=en\
             &section=World&-country=RU&-source=Post&since=2015-10&until=2015-10",
        )
        .unwrap();
        let question = of_address(&address, Request::default(), true).unwrap();
        let expected = Filters {
            country: vec!["SY".into()],
            mentions: vec!["FR".into()],
            person: vec!["Ban Ki-moon".into()],
            org: vec!["UN".into()],
            place: vec!["Vienna".into()],
            source: vec!["Wire".into()],
            language: vec!["en".into()],
            section: vec!["World".into()],
            not_country: vec!["RU".into()],
            not: vec![(FacetField::Source, "Post".into())],
            since: Day::new(2015, 10, 1),
            until: Day::new(2015, 10, 31),
            ..Filters::default()
        };
        assert_eq!(question.request.filters, expected);
    }

    #[test]
    fn values_are_joined_the_other_way_and_fields_may_be_missing() {
        let address = Address::parse(
            "country=SY&country=RU&person=A&person=B&all-countries=1&any-person=1&has=url&missing=date,byline&-year=2015",
        );
        let filters = filters(&address.unwrap()).unwrap();
        let expected = Filters {
            one_of: vec![
                (FacetField::Country, vec!["SY".into()]),
                (FacetField::Country, vec!["RU".into()]),
                (FacetField::Person, vec!["A".into(), "B".into()]),
            ],
            has: vec![ArticleField::Url],
            missing: vec![ArticleField::Date, ArticleField::Byline],
            not: vec![(FacetField::Year, "2015".into())],
            ..Filters::default()
        };
        assert_eq!(filters, expected);
    }

    #[test]
    fn a_region_becomes_its_countries() {
        let address = Address::parse("country=Baltic+states").unwrap();
        let filters = filters(&address).unwrap();
        assert_eq!(filters.country.len(), 3, "{filters:?}");
    }
}
