//! Counting articles per value of a facet.

use std::collections::HashMap;

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::{Column, StrColumn};
use tantivy::query::Query as TantivyQuery;
use tantivy::{DocId, Score, Searcher, SegmentOrdinal, SegmentReader};

use crate::enrich::countries;
use crate::index::FacetValue;
use crate::search::request::FacetField;
use crate::search::response::{Facet, FacetCount};

/// The name of the fast field that holds a facet.
fn column_name(field: FacetField) -> &'static str {
    match field {
        FacetField::Country => "country",
        FacetField::Mentions => "mentions",
        FacetField::Person => "person_facet",
        FacetField::Organisation => "org_facet",
        FacetField::Place => "place_facet",
        FacetField::Source => "source_facet",
        FacetField::Section => "section_facet",
        FacetField::Language => "language",
        FacetField::Year => "day",
    }
}

/// The values of a facet over the articles that match, highest count first, at most `limit` of them.
pub(super) fn count(
    searcher: &Searcher,
    query: &dyn TantivyQuery,
    field: FacetField,
    limit: usize,
) -> tantivy::Result<Facet> {
    let tally = searcher.search(query, &FacetCollector { field })?;
    let mut values: Vec<FacetCount> =
        tally.into_iter().map(|(key, names)| names.into_count(field, key)).collect();
    values.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.value.cmp(&b.value)));
    values.truncate(limit);
    Ok(Facet { field, values })
}

/// How many values a facet has over all articles.
pub(super) fn distinct(searcher: &Searcher, field: FacetField) -> tantivy::Result<u64> {
    Ok(searcher.search(&tantivy::query::AllQuery, &FacetCollector { field })?.len() as u64)
}

/// The names under which one key occurs, with the number of articles of each.
#[derive(Debug, Default, Clone)]
struct Names {
    total: u64,
    by_name: Vec<(String, u64)>,
}

impl Names {
    fn add(&mut self, name: &str, count: u64) {
        self.total += count;
        match self.by_name.iter_mut().find(|(known, _)| known == name) {
            Some((_, sum)) => *sum += count,
            None => self.by_name.push((name.to_owned(), count)),
        }
    }

    /// The count under the most frequent name; of equally frequent ones the first in the alphabet.
    fn into_count(self, field: FacetField, key: String) -> FacetCount {
        let count = self.total;
        let best = self.by_name.into_iter().min_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        let written = best.map_or_else(|| key.clone(), |(name, _)| name);
        match field {
            FacetField::Country | FacetField::Mentions => {
                let name = countries::name(&key).unwrap_or(&key).to_owned();
                FacetCount { value: key, name, count }
            }
            FacetField::Language | FacetField::Year => FacetCount { value: key.clone(), name: key, count },
            _ => FacetCount { value: written.clone(), name: written, count },
        }
    }
}

type Tally = HashMap<String, Names>;

struct FacetCollector {
    field: FacetField,
}

impl Collector for FacetCollector {
    type Fruit = Tally;
    type Child = SegmentTally;

    fn for_segment(&self, _: SegmentOrdinal, segment: &SegmentReader) -> tantivy::Result<SegmentTally> {
        let columns = segment.fast_fields();
        let name = column_name(self.field);
        if self.field == FacetField::Year {
            return Ok(SegmentTally::Years { days: columns.u64(name)?, counts: HashMap::new() });
        }
        Ok(match columns.str(name)? {
            Some(column) => SegmentTally::Values { counts: vec![0; column.num_terms()], column },
            None => SegmentTally::Nothing,
        })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, fruits: Vec<tantivy::Result<Tally>>) -> tantivy::Result<Tally> {
        let mut merged = Tally::new();
        for fruit in fruits {
            for (key, names) in fruit? {
                let entry = merged.entry(key).or_default();
                names.by_name.iter().for_each(|(name, count)| entry.add(name, *count));
            }
        }
        Ok(merged)
    }
}

/// The counts within one segment.
enum SegmentTally {
    /// No article of the segment has a value.
    Nothing,
    /// Counts by the number of the value in the segment's dictionary.
    Values { column: StrColumn, counts: Vec<u64> },
    /// Counts by year.
    Years { days: Column<u64>, counts: HashMap<u64, u64> },
}

impl SegmentCollector for SegmentTally {
    type Fruit = tantivy::Result<Tally>;

    fn collect(&mut self, doc: DocId, _: Score) {
        match self {
            SegmentTally::Nothing => {}
            SegmentTally::Values { column, counts } => {
                for value in column.term_ords(doc) {
                    if let Some(count) = counts.get_mut(value as usize) {
                        *count += 1;
                    }
                }
            }
            SegmentTally::Years { days, counts } => {
                if let Some(day) = days.first(doc) {
                    *counts.entry(day / 10_000).or_default() += 1;
                }
            }
        }
    }

    fn harvest(self) -> tantivy::Result<Tally> {
        match self {
            SegmentTally::Nothing => Ok(Tally::new()),
            SegmentTally::Values { column, counts } => names_of(&column, &counts),
            SegmentTally::Years { counts, .. } => Ok(counts.into_iter().map(year).collect()),
        }
    }
}

fn year((year, count): (u64, u64)) -> (String, Names) {
    let mut names = Names::default();
    names.add("", count);
    (year.to_string(), names)
}

fn names_of(column: &StrColumn, counts: &[u64]) -> tantivy::Result<Tally> {
    let mut tally = Tally::new();
    let mut value = String::new();
    for (number, count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
        value.clear();
        column.ord_to_str(number as u64, &mut value)?;
        let FacetValue { key, name } = FacetValue::decode(&value);
        tally.entry(key.to_owned()).or_default().add(name, *count);
    }
    Ok(tally)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_frequent_form_names_a_person() {
        let mut names = Names::default();
        names.add("Sergey Lavrov", 1);
        names.add("Sergei Lavrov", 2);
        names.add("Sergey Lavrov", 2);
        let count = names.into_count(FacetField::Person, "sergei lavrov".into());
        assert_eq!((count.value.as_str(), count.count), ("Sergey Lavrov", 5));
    }

    #[test]
    fn countries_show_code_and_name() {
        let mut names = Names::default();
        names.add("SY", 2);
        let count = names.into_count(FacetField::Country, "SY".into());
        assert_eq!((count.value.as_str(), count.name.as_str()), ("SY", "Syria"));
    }
}
