//! Names and values of facets as tantivy queries.

use std::fmt::Display;
use std::sync::Arc;

use tantivy::Term;
use tantivy::query::{EmptyQuery, TermSetQuery};
use tantivy::schema::Field as IndexField;

use crate::index::{FacetValue, IndexError, columns};
use dateline_core::article::EntityKind;
use dateline_core::text::{self, fold};
use dateline_enrich::names::variants::query_keys;
use dateline_search::budget::{Resource, head};
use dateline_search::engine::EngineError;
use dateline_search::names::{Groups, Part};
use dateline_search::query::Field;
use dateline_search::request::FacetField;

use super::column::ColumnQuery;
use super::translate::{Boxed, Translator, union, unscored};

/// The kind of names that a field holds, and the column of its facet.
fn named(field: Field) -> Option<(EntityKind, &'static str)> {
    let kind = field.kind_of_names()?;
    Some((kind, columns::of_facet(FacetField::of_names(kind))))
}

/// The column of names that a field holds.
pub(super) fn column_of_names(field: Field) -> Option<&'static str> {
    named(field).map(|(_, column)| column)
}

impl Translator<'_> {
    /// Words of a field, or a name under all that the user says is the same.
    pub(super) fn words_or_name(&self, field: Field, text: &str, slop: u32) -> Result<Boxed, EngineError> {
        let Some((kind, facet)) = named(field) else { return Ok(self.words(field, text, slop)) };
        let groups = self.names.of(kind);
        match groups.group_named(text) {
            Some(group) => self.group(field, (kind, facet), groups, group),
            None if groups.is_gone_named(text) => Ok(Box::new(EmptyQuery)),
            None => self.name(field, kind, text),
        }
    }

    /// A name in any of the ways of writing it.
    fn name(&self, field: Field, kind: EntityKind, name: &str) -> Result<Boxed, EngineError> {
        let keys = query_keys(kind, name);
        // Each word of each way of writing it is looked up with its places.
        let words = keys.iter().map(Vec::len).sum::<usize>() as u64;
        self.budget.draw(Resource::Clauses, 2 * words, &name)?;
        let keys = keys.into_iter();
        let words = |keys: Vec<String>| keys.into_iter().map(|key| vec![key]).collect::<Vec<_>>();
        Ok(union(keys.map(|keys| self.phrases(field, &words(keys), 0)).collect()))
    }

    /// Articles that name any of a group of names.
    fn group(
        &self,
        field: Field,
        (kind, facet): (EntityKind, &'static str),
        groups: &Groups,
        group: usize,
    ) -> Result<Boxed, EngineError> {
        let mut any = Vec::new();
        for member in groups.members(group) {
            any.push(match member.part {
                Part::All => self.name(field, kind, &member.name)?,
                Part::Some => {
                    let of_group = |value: &FacetValue<'_>| {
                        value.names.iter().any(|name| groups.group_of(value.key, name) == Some(group))
                    };
                    self.values_of_key(facet, &member.key, of_group)?
                }
            });
        }
        for moved in groups.moved().iter().filter(|moved| moved.group == group) {
            let facet = columns::of_facet(FacetField::of_names(moved.kind));
            any.push(self.values_of_key(facet, &moved.key, |_| true)?);
        }
        Ok(union(any))
    }

    /// Articles that name someone or something with a word of this shape, as facets list the name.
    pub(super) fn named_like(
        &self,
        column: &'static str,
        clause: &dyn Display,
        is_like: &dyn Fn(&str) -> bool,
    ) -> Result<Boxed, EngineError> {
        let has_word = |name: &&str| text::exact_terms(name).iter().any(|word| is_like(word));
        self.values(column, ("", None), clause, |value| value.names.iter().any(&has_word))
    }

    /// Articles with those values of a facet that have a key and are wanted.
    fn values_of_key(
        &self,
        column: &'static str,
        key: &str,
        wanted: impl Fn(&FacetValue<'_>) -> bool,
    ) -> Result<Boxed, EngineError> {
        let (from, until) = FacetValue::range(key);
        self.values(column, (&from, Some(&until)), &key, wanted)
    }

    /// Articles with those values of a facet that lie in a range and are wanted.
    fn values(
        &self,
        column: &'static str,
        (from, until): (&str, Option<&str>),
        clause: &dyn Display,
        wanted: impl Fn(&FacetValue<'_>) -> bool,
    ) -> Result<Boxed, EngineError> {
        let mut meter = self.budget.meter(clause);
        let mut read = || -> tantivy::Result<Vec<String>> {
            let mut values = Vec::new();
            for segment in self.searcher.segment_readers() {
                let Some(column) = segment.fast_fields().str(column)? else { continue };
                let range = column.dictionary().range().ge(from);
                let range = match until {
                    Some(until) => range.lt(until),
                    None => range,
                };
                let mut stream = range.into_stream()?;
                while stream.advance() {
                    meter.term().map_err(std::io::Error::from)?;
                    let value = std::str::from_utf8(stream.key()).unwrap_or_default();
                    if wanted(&FacetValue::decode(value)) {
                        values.push(value.to_owned());
                    }
                }
            }
            Ok(values)
        };
        let values = read().map_err(|error| super::engine_error("the index".as_ref(), error))?;
        meter.finish()?;
        let bytes = values.iter().map(|value| value.len() + size_of::<String>()).sum::<usize>();
        let held = Arc::new(self.budget.hold(bytes as u64, clause)?);
        let budget = self.budget.clone();
        Ok(Box::new(ColumnQuery {
            column,
            values: values.into(),
            budget,
            name: head(clause).into(),
            _held: held,
        }))
    }

    /// Articles with any of these values of a facet, however they are written.
    pub(super) fn facet_values(&self, field: IndexField, values: &[String]) -> Result<Boxed, EngineError> {
        let mut terms = Vec::new();
        for value in values {
            let key = fold(value);
            self.terms_of_key(field, &key, &mut terms).map_err(IndexError::engine("the index"))?;
        }
        Ok(unscored(TermSetQuery::new(terms)))
    }

    /// The terms of a facet field that have a key.
    fn terms_of_key(&self, field: IndexField, key: &str, terms: &mut Vec<Term>) -> tantivy::Result<()> {
        let (from, until) = FacetValue::range(key);
        for segment in self.searcher.segment_readers() {
            let inverted = segment.inverted_index(field)?;
            let mut stream =
                inverted.terms().range().ge(from.as_bytes()).lt(until.as_bytes()).into_stream()?;
            while stream.advance() {
                if let Ok(value) = std::str::from_utf8(stream.key()) {
                    terms.push(Term::from_field_text(field, value));
                }
            }
        }
        Ok(())
    }
}
