//! Counts by value, article by article.

use std::collections::{BTreeMap, BTreeSet};

use dateline_core::article::{Article, Role};
use dateline_search::query::Query;
use dateline_search::request::{FacetField, Filters, Request};

use crate::random_queries::world::World;

/// The facets whose values are plain facts; names have a test of their own.
const COUNTED: [FacetField; 8] = [
    FacetField::Country,
    FacetField::Mentions,
    FacetField::Dateline,
    FacetField::SourceCountry,
    FacetField::Source,
    FacetField::Section,
    FacetField::Language,
    FacetField::Year,
];

/// Checks the counts that come with an answer.
pub fn check(world: &World, query: &Query, filters: &Filters) -> Result<(), String> {
    let request = Request {
        query: query.clone(),
        filters: filters.clone(),
        limit: 0,
        facets: COUNTED.to_vec(),
        facet_limit: usize::MAX,
        ..Request::default()
    };
    let (_, response) = world.found(&request)?;
    let query = world.collection.deciding(query, filters);
    for facet in &response.facets {
        let counted: BTreeMap<String, u64> =
            facet.values.iter().map(|value| (shown(facet.field, &value.value), value.count)).collect();
        let expected = counts(world, &query, &without(filters, facet.field), facet.field);
        if counted != expected {
            return Err(format!("facet {}: {counted:?} instead of {expected:?}", facet.field));
        }
    }
    Ok(())
}

fn counts(world: &World, query: &Query, filters: &Filters, field: FacetField) -> BTreeMap<String, u64> {
    let mut counts = BTreeMap::new();
    for number in world.collection.having(query, filters) {
        for value in values(&world.plain[number], field) {
            *counts.entry(value).or_default() += 1;
        }
    }
    counts
}

fn shown(field: FacetField, value: &str) -> String {
    match field {
        FacetField::Source | FacetField::Section => value.to_lowercase(),
        _ => value.to_owned(),
    }
}

fn values(article: &Article, field: FacetField) -> BTreeSet<String> {
    let countries = |about_only: bool| {
        let all = article.countries.iter().filter(move |country| !about_only || country.role == Role::About);
        all.map(|country| country.code.clone()).collect()
    };
    let one = |value: &Option<String>| value.iter().map(|value| shown(field, value)).collect();
    match field {
        FacetField::Country => countries(true),
        FacetField::Mentions => countries(false),
        FacetField::Dateline => one(&article.dateline_country),
        FacetField::SourceCountry => one(&article.source_country),
        FacetField::Source => one(&article.source),
        FacetField::Section => one(&article.section),
        FacetField::Tag => article.tags.iter().cloned().collect(),
        FacetField::Language => one(&article.language),
        FacetField::Year => article.published.iter().map(|date| date[..4].to_owned()).collect(),
        _ => BTreeSet::new(),
    }
}

/// The filters without the one that chooses among the values of this facet.
fn without(filters: &Filters, field: FacetField) -> Filters {
    let mut filters = filters.clone();
    let list = match field {
        FacetField::Country => &mut filters.country,
        FacetField::Mentions => &mut filters.mentions,
        FacetField::Dateline => &mut filters.dateline,
        FacetField::SourceCountry => &mut filters.source_country,
        FacetField::Source => &mut filters.source,
        FacetField::Section => &mut filters.section,
        FacetField::Language => &mut filters.language,
        _ => return filters,
    };
    list.clear();
    filters
}
