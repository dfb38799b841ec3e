//! Words and names of the index that are written nearly like what was typed, and one article among all.
//!
//! The dictionaries are read from end to end: tantivy keeps no order in which near words stand together. An
//! automaton that skips the others was not tried.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fmt::Display;
use std::io;
use std::ops::Bound;

use tantivy::columnar::StrColumn;
use tantivy::query::{FuzzyTermQuery, RangeQuery, TermQuery};
use tantivy::schema::{Field as IndexField, IndexRecordOption};
use tantivy::{Searcher, SegmentReader, Term};

use crate::index::{FacetValue, columns};
use dateline_core::text::{self, fold};
use dateline_enrich::names::variants::facet_key_of;
use dateline_search::budget::Meter;
use dateline_search::help::{Near, Typed, TypedName, likeliest};
use dateline_search::query::Field;
use dateline_search::request::{FacetField, Only};

use super::translate::{Boxed, Translator, unscored};

/// Words of fewer letters are corrected in one letter only.
const LONG: usize = 8;

/// Longer words are not corrected; the automaton that finds others grows with them.
const LONGEST: usize = 24;

/// Finds what is written nearly alike.
pub(super) struct Suggester<'a> {
    pub searcher: &'a Searcher,
    pub translator: Translator<'a>,
}

impl Suggester<'_> {
    /// Words of a field of text, each in one of its inflections.
    pub(super) fn words(&self, field: Field, word: &str, limit: usize) -> tantivy::Result<Vec<Near>> {
        let Some(typed) = Typed::new(word) else { return Ok(Vec::new()) };
        let mut found: HashMap<String, Near> = HashMap::new();
        for index_field in self.translator.exact_fields(field) {
            let mut here: HashMap<String, Near> = HashMap::new();
            self.each_term(index_field, &word, |term, articles| {
                if let Some(cost) = typed.cost(term).filter(|&cost| cost > 0) {
                    add(&mut here, term, Near { text: term.to_owned(), articles, cost });
                }
            })?;
            for (term, near) in here {
                let known = found.entry(term).or_insert_with(|| near.clone());
                known.articles = known.articles.max(near.articles);
            }
        }
        Ok(likeliest(one_inflection(found.into_values().collect(), typed.word()), limit))
    }

    /// The word of an article's text that was most likely meant by one that no article has: one letter away, or two
    /// where the word is long, with the same first letter.
    ///
    /// It is looked for with every search, so that an automaton leaves out most of the dictionaries.
    pub(super) fn correction(&self, word: &str) -> tantivy::Result<Option<String>> {
        let Some(typed) = Typed::new(word) else { return Ok(None) };
        let letters = typed.word().chars().count();
        let (Some(first), 4..=LONGEST) = (typed.word().chars().next(), letters) else { return Ok(None) };
        let distance = if letters < LONG { 1 } else { 2 };
        let mut found: HashMap<String, Near> = HashMap::new();
        for field in self.translator.exact_fields(Field::Any) {
            let term = Term::from_field_text(field, typed.word());
            let automaton = FuzzyTermQuery::new(term, distance, true).automaton()?;
            for segment in self.searcher.segment_readers() {
                let inverted = segment.inverted_index(field)?;
                let mut near = inverted.terms().search(&automaton).into_stream()?;
                while near.advance() {
                    let Ok(text) = std::str::from_utf8(near.key()) else { continue };
                    let Some(cost) = typed.cost(text).filter(|_| text.starts_with(first)) else { continue };
                    let articles = u64::from(near.value().doc_freq);
                    add(&mut found, text, Near { text: text.to_owned(), articles, cost });
                }
            }
        }
        Ok(likeliest(found.into_values().collect(), 1).pop().map(|near| near.text))
    }

    /// Values of a facet of names, each in its most frequent form.
    pub(super) fn values(&self, facet: FacetField, name: &str, limit: usize) -> tantivy::Result<Vec<Near>> {
        let typed = match facet.kind_of_names() {
            Some(kind) => TypedName::of_person(name, &facet_key_of(kind, name)),
            None => TypedName::of_thing(name, &fold(name)),
        };
        let mut found: HashMap<String, Near> = HashMap::new();
        let mut most: HashMap<String, u64> = HashMap::new();
        for segment in self.searcher.segment_readers() {
            let Some(column) = segment.fast_fields().str(columns::of_facet(facet))? else { continue };
            let mut meter = self.translator.budget.meter(&name);
            let near = near_values(&column, &typed, &mut meter)?;
            let near = counted(segment, &column, near, &mut meter)?;
            meter.finish().map_err(io::Error::from)?;
            for (key, near) in near {
                let (name, articles) = (near.text.clone(), near.articles);
                add(&mut found, &key, near);
                let most = most.entry(key.clone()).or_default();
                if articles > *most {
                    *most = articles;
                    found.entry(key).and_modify(|near| near.text = name);
                }
            }
        }
        Ok(likeliest(found.into_values().collect(), limit))
    }

    /// Gives every term of a field with the number of its articles in each segment.
    fn each_term(
        &self,
        field: IndexField,
        clause: &dyn Display,
        mut take: impl FnMut(&str, u64),
    ) -> tantivy::Result<()> {
        let mut meter = self.translator.budget.meter(clause);
        for segment in self.searcher.segment_readers() {
            let inverted = segment.inverted_index(field)?;
            let mut stream = inverted.terms().stream()?;
            while stream.advance() {
                meter.term().map_err(io::Error::from)?;
                let articles = u64::from(stream.value().doc_freq);
                if let Ok(term) = std::str::from_utf8(stream.key()) {
                    take(term, articles);
                }
            }
        }
        Ok(meter.finish().map_err(io::Error::from)?)
    }
}

/// The values of a column that are near, by their number: the key and the nearest of the names, not yet counted.
fn near_values(
    column: &StrColumn,
    typed: &TypedName,
    meter: &mut Meter<'_>,
) -> tantivy::Result<HashMap<u64, (String, Near)>> {
    let mut found = HashMap::new();
    let mut stream = column.dictionary().range().into_stream()?;
    while stream.advance() {
        meter.term().map_err(io::Error::from)?;
        let Ok(text) = std::str::from_utf8(stream.key()) else { continue };
        let value = FacetValue::decode(text);
        let costs = value.names.iter().filter_map(|name| Some((typed.cost(name, value.key)?, *name)));
        if let Some((cost, name)) = costs.min() {
            let near = Near { text: name.to_owned(), articles: 0, cost };
            found.insert(stream.term_ord(), (value.key.to_owned(), near));
        }
    }
    Ok(found)
}

/// The values with the number of articles that have each, without those that none has any more.
fn counted(
    segment: &SegmentReader,
    column: &StrColumn,
    mut values: HashMap<u64, (String, Near)>,
    meter: &mut Meter<'_>,
) -> tantivy::Result<Vec<(String, Near)>> {
    if values.is_empty() {
        return Ok(Vec::new());
    }
    for doc in segment.doc_ids_alive() {
        meter.work(1).map_err(io::Error::from)?;
        for number in column.term_ords(doc) {
            if let Some((_, near)) = values.get_mut(&number) {
                near.articles += 1;
            }
        }
    }
    let mut values: Vec<(String, Near)> =
        values.into_values().filter(|(_, near)| near.articles > 0).collect();
    values.sort_unstable_by(|a, b| (&a.0, &a.1.text).cmp(&(&b.0, &b.1.text)));
    Ok(values)
}

/// Adds to what was found under a key.
fn add(found: &mut HashMap<String, Near>, key: &str, near: Near) {
    match found.get_mut(key) {
        Some(known) => {
            known.articles += near.articles;
            known.cost = known.cost.min(near.cost);
        }
        None => {
            found.insert(key.to_owned(), near);
        }
    }
}

/// One word of each that are inflections of each other, the nearest of them; none of what was typed.
fn one_inflection(mut found: Vec<Near>, typed: &str) -> Vec<Near> {
    found.sort_by(|a, b| (a.cost, b.articles, &a.text).cmp(&(b.cost, a.articles, &b.text)));
    let mut numbers: HashMap<Vec<String>, usize> = HashMap::new();
    let mut out: Vec<Near> = Vec::new();
    for near in found {
        match numbers.entry(text::terms(&near.text)) {
            Entry::Occupied(known) => {
                let known = &mut out[*known.get()];
                known.articles = known.articles.max(near.articles);
            }
            Entry::Vacant(new) => {
                new.insert(out.len());
                out.push(near);
            }
        }
    }
    let own = text::terms(typed);
    out.retain(|near| text::terms(&near.text) != own);
    out
}

impl Translator<'_> {
    /// What only this article matches, if all of it has to match.
    pub(super) fn only(&self, only: &Only) -> [Boxed; 3] {
        let id = Term::from_field_text(self.fields.id, &only.id);
        let path = Term::from_field_text(self.fields.path_order, &only.path);
        let record = Term::from_field_u64(self.fields.record, only.record);
        let is = |term: Term| RangeQuery::new(Bound::Included(term.clone()), Bound::Included(term));
        [unscored(TermQuery::new(id, IndexRecordOption::Basic)), unscored(is(path)), unscored(is(record))]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_of_several_inflections_stands_for_all() {
        let near = |text: &str, articles, cost| Near { text: text.into(), articles, cost };
        let found = vec![near("operation", 8, 20), near("operations", 5, 10), near("opera", 1, 20)];
        let kept = one_inflection(found, "opperations");
        assert_eq!(kept, [near("operations", 8, 10), near("opera", 1, 20)]);
        assert_eq!(one_inflection(vec![near("talks", 3, 10)], "talk"), []);
    }
}
