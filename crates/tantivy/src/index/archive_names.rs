//! What the whole archive shows about the names of its people, worked out at the end of a run.
//!
//! The first pass over the dictionary of people finds the names of one word, another those of organisations that hold such
//! a word, and the last the full names that may stand behind them.

use std::collections::HashMap;

use tantivy::{Searcher, SegmentReader};

use dateline_search::names::archive::{Bare, Bodies, Organisations, People};
use dateline_search::names::with_keys;
use dateline_search::request::FacetField;

use super::columns;
use super::document::FacetValue;

/// The statements on names that the articles of an index give rise to.
pub(super) fn statements(searcher: &Searcher) -> tantivy::Result<Vec<String>> {
    let mut bare = Bare::default();
    for segment in searcher.segment_readers() {
        let named = named(segment, columns::of_facet(FacetField::Person), |key, _, _| Bare::is_bare(key))?;
        named.into_iter().for_each(|name| bare.add(&name.key, &name.form, name.year, name.articles));
    }
    let (mut organisations, mut bodies) = (Organisations::default(), Bodies::default());
    for segment in searcher.segment_readers() {
        for name in named(segment, columns::of_facet(FacetField::Organisation), |_, _, _| true)? {
            organisations.add(&bare, &name.key, name.articles);
            bodies.add(&name.key, &name.form, name.articles);
        }
        for name in named(segment, columns::ACRONYM, |_, _, _| true)? {
            bodies.explain((&name.key, &name.form), &name.meaning, name.articles);
        }
    }
    organisations.end();
    let mut people = People::new(bare, organisations);
    for segment in searcher.segment_readers() {
        let named = named(segment, columns::of_facet(FacetField::Person), |key, form, articles| {
            !Bare::is_bare(key) && people.wants(key, form, articles)
        })?;
        named.into_iter().for_each(|name| people.add(&name.key, &name.form, name.year, name.articles));
    }
    let mut statements = people.statements();
    statements.extend(bodies.statements());
    Ok(statements.iter().map(|line| with_keys(line)).collect())
}

/// In how many articles of a year a name is.
struct Named {
    key: String,
    form: String,
    /// What an acronym stands for; empty for other names.
    meaning: String,
    year: u16,
    articles: u64,
}

/// The names of a segment that are wanted by their key and form, by year.
fn named(
    segment: &SegmentReader,
    column: &str,
    wants: impl Fn(&str, &str, u64) -> bool,
) -> tantivy::Result<Vec<Named>> {
    let Some(column) = segment.fast_fields().str(column)? else {
        return Ok(Vec::new());
    };
    let days = segment.fast_fields().u64(columns::DAY)?;
    let mut totals = vec![0u64; column.num_terms()];
    for doc in segment.doc_ids_alive() {
        for value in column.term_ords(doc) {
            if let Some(total) = totals.get_mut(value as usize) {
                *total += 1;
            }
        }
    }
    let mut names: Vec<(String, String, String)> = Vec::new();
    // By the number of a value: the number of its name among the wanted ones, from 1.
    let mut numbers: Vec<u32> = Vec::with_capacity(column.num_terms());
    let mut stream = column.dictionary().stream()?;
    while stream.advance() {
        let value = FacetValue::decode(std::str::from_utf8(stream.key()).unwrap_or_default());
        let form = value.names.first().copied().unwrap_or_default();
        let articles = totals.get(numbers.len()).copied().unwrap_or_default();
        if articles > 0 && wants(value.key, form, articles) {
            let meaning = value.names.get(1).copied().unwrap_or_default();
            names.push((value.key.to_owned(), form.to_owned(), meaning.to_owned()));
            numbers.push(names.len() as u32);
        } else {
            numbers.push(0);
        }
    }
    let mut counts: HashMap<(u32, u16), u64> = HashMap::new();
    for doc in segment.doc_ids_alive() {
        let year = days.first(doc).and_then(|day| u16::try_from(day / 10_000).ok()).unwrap_or_default();
        for value in column.term_ords(doc) {
            let number = numbers.get(value as usize).copied().unwrap_or_default();
            if number > 0 {
                *counts.entry((number, year)).or_default() += 1;
            }
        }
    }
    let named = counts.into_iter().filter_map(|((number, year), articles)| {
        let (key, form, meaning) = names.get(number as usize - 1)?.clone();
        Some(Named { key, form, meaning, year, articles })
    });
    Ok(named.collect())
}
