//! Counting articles per value of a facet.
//!
//! [`collect`] counts the values of a column, [`frequent`] only the most frequent of many by what is in memory
//! ([`rows`]), [`merged`] makes values one that the user says are the same, [`stories`] makes copies of a story one,
//! [`regions`] counts regions from the countries in them, [`tree`] puts regions, countries and places together, and
//! [`time`] counts years, months and days.

mod collect;
mod counts;
mod distinct;
mod frequent;
mod merged;
mod regions;
mod rows;
mod stories;
mod time;
mod tree;

use tantivy::Searcher;
use tantivy::query::Query as TantivyQuery;

use crate::index::{Stories, columns};
use dateline_core::article::EntityKind;
use dateline_enrich::countries;
use dateline_search::names::Names;
use dateline_search::request::FacetField;
use dateline_search::response::{Facet, FacetCount, Form};

use super::prepared::Prepared;
use collect::{Bucket, FacetCollector, Forms, Identity, Tally};
use stories::Repeats;

pub(super) use distinct::distinct;
use frequent::Most;
pub(super) use frequent::ValueGroups;

/// Counts articles of one index.
#[derive(Clone, Copy)]
pub(super) struct Counter<'a> {
    pub searcher: &'a Searcher,
    /// What the user says about names.
    pub names: &'a Names,
    /// The most values of a facet, and of each branch of one.
    pub limit: usize,
    /// Values come with the forms that were counted as one.
    pub forms: bool,
    /// Copies of a story count once for what they have in common, where the stories are given.
    pub stories: Option<&'a Stories>,
    /// Years, months and days come in the order of time.
    pub timeline: bool,
    /// The most places below a country.
    pub below: usize,
    /// What is in memory, where it was read ahead.
    pub prepared: Option<&'a Prepared>,
}

impl Counter<'_> {
    /// The values of a facet over the articles that match, highest count first.
    pub(super) fn count(&self, query: &dyn TantivyQuery, field: FacetField) -> tantivy::Result<Facet> {
        if field.is_of_time() {
            return self.count_time(query, field);
        }
        let tally = self.tally(query, field)?;
        let (articles, stories, distinct) = (tally.articles, tally.stories, tally.distinct);
        let values = tally.buckets.into_iter();
        let values: Vec<_> = values.map(|(bucket, forms)| self.value(field, bucket, forms)).collect();
        let distinct = distinct.unwrap_or(values.len() as u64);
        Ok(Facet { field, articles, stories, distinct, values: sorted(values, self.limit), undated: None })
    }

    fn tally(&self, query: &dyn TantivyQuery, field: FacetField) -> tantivy::Result<Tally> {
        self.tally_column(query, columns::of_facet(field), field.kind_of_names(), Most::Values(self.limit))
    }

    fn tally_column(
        &self,
        query: &dyn TantivyQuery,
        column: &'static str,
        kind: Option<EntityKind>,
        most: Most,
    ) -> tantivy::Result<Tally> {
        let groups = kind.map(|kind| self.names.of(kind)).filter(|groups| !groups.is_empty());
        if let Some(prepared) = self.prepared(column, groups.is_some()) {
            return prepared.tally(self.searcher, query, column, groups, most);
        }
        let mut tally = self.searcher.search(query, &FacetCollector::values(column, groups))?;
        if let Some(repeats) = self.repeats(query)? {
            repeats.take_from_texts(&mut tally, column, groups)?;
        }
        Ok(tally)
    }

    /// The values of a column that are in memory, where articles are counted.
    fn prepared(&self, column: &'static str, has_groups: bool) -> Option<&ValueGroups> {
        let values = self.prepared.filter(|_| self.stories.is_none())?.values.get(column)?;
        (!has_groups || values.counts_groups()).then_some(values)
    }

    /// The stories of which several articles match, where stories are counted.
    fn repeats(&self, query: &dyn TantivyQuery) -> tantivy::Result<Option<Repeats<'_>>> {
        self.stories.map(|stories| Repeats::of(self.searcher, query, stories)).transpose()
    }

    fn value(&self, field: FacetField, bucket: Bucket, forms: Forms) -> FacetCount {
        let count = forms.articles;
        match bucket.identity {
            Identity::Key(key) if field.is_of_countries() => {
                let name = countries::name(&key).unwrap_or(&key).to_owned();
                FacetCount { value: key, name, count, ..FacetCount::default() }
            }
            identity => self.named_value(field.kind_of_names(), identity, forms),
        }
    }

    /// A value under the name that the user's file gives it, else under its most frequent form.
    fn named_value(&self, kind: Option<EntityKind>, identity: Identity, forms: Forms) -> FacetCount {
        let count = forms.articles;
        let forms = forms.most_frequent_first();
        let name = match (identity, kind) {
            (Identity::Group(group), Some(kind)) => self.names.of(kind).shown(group).map(str::to_owned),
            (Identity::Key(key), _) if forms.is_empty() => Some(key),
            _ => None,
        };
        let name = name.or_else(|| Some(forms.first()?.0.clone())).unwrap_or_default();
        let forms = if self.forms && kind.is_some() { forms } else { Vec::new() };
        let forms = forms.into_iter().map(|(name, count)| Form { name, count }).collect();
        FacetCount { value: name.clone(), name, count, forms, ..FacetCount::default() }
    }
}

/// The highest counts first, equal ones by name, and no more than `limit`.
fn sorted(mut values: Vec<FacetCount>, limit: usize) -> Vec<FacetCount> {
    values.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.value.cmp(&b.value)));
    values.truncate(limit);
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_sorted_by_count_then_name() {
        let value = |name: &str, count| FacetCount { value: name.into(), count, ..FacetCount::default() };
        let ordered = sorted(vec![value("b", 1), value("c", 3), value("a", 1)], 2);
        assert_eq!(ordered.iter().map(|v| v.value.as_str()).collect::<Vec<_>>(), ["c", "a"]);
    }
}
