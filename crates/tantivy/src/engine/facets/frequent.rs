//! The most frequent values of a column with very many, of which only these are read from its dictionary.
//!
//! To read a value takes a hundred times as long as to count it. Which values are the same in all segments is found out
//! once ([`ValueGroups`]), and the values are kept in memory where they have room; then they are counted by number, and
//! just those are looked at that will be shown. It pays for whoever asks often, as a server does.

use std::collections::HashMap;

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::StrColumn;
use tantivy::query::Query as TantivyQuery;
use tantivy::{DocId, Score, Searcher, SegmentOrdinal, SegmentReader};

use crate::index::FacetValue;

use super::collect::{Bucket, Forms, Identity, Tally};

/// Which values of a column are the same, by number.
#[derive(Debug, Default)]
pub(in super::super) struct ValueGroups {
    segments: Vec<SegmentValues>,
    /// By group: the number of its country; places below their countries have one.
    countries: Vec<u32>,
}

/// The values of a column in one segment.
#[derive(Debug, Default)]
struct SegmentValues {
    /// By the number of a value in the dictionary: the number of its group.
    groups: Vec<u32>,
    /// All values, one after the other; empty where they would take too much memory.
    text: String,
    /// By the number of a value: where it ends in the text.
    ends: Vec<u32>,
}

/// The values of a segment are kept in memory up to so many bytes.
const KEPT: usize = 64 << 20;

impl SegmentValues {
    /// Keeps a value, if there is room for all.
    fn keep(&mut self, value: &str) {
        let is_first_or_kept = self.groups.len() == self.ends.len();
        if is_first_or_kept && self.text.len() + value.len() <= KEPT {
            self.text.push_str(value);
            self.ends.push(self.text.len() as u32);
        }
    }

    /// Forgets the values if not all were kept.
    fn all_or_none(&mut self) {
        if self.ends.len() < self.groups.len() {
            (self.text, self.ends) = (String::new(), Vec::new());
        }
    }

    /// A value by its number, if values are kept.
    fn value(&self, number: usize) -> Option<&str> {
        let end = *self.ends.get(number)? as usize;
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        self.text.get(start..end)
    }
}

/// How many values are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Most {
    /// So many in all.
    Values(usize),
    /// So many below each country.
    OfEachCountry(usize),
}

impl ValueGroups {
    /// Those of a column.
    pub fn of(searcher: &Searcher, column: &str) -> tantivy::Result<ValueGroups> {
        let mut groups = ValueGroups::default();
        let mut numbers: HashMap<String, u32> = HashMap::new();
        let mut countries: HashMap<String, u32> = HashMap::new();
        for segment in searcher.segment_readers() {
            let mut here = SegmentValues::default();
            if let Some(column) = segment.fast_fields().str(column)? {
                here.groups.reserve(column.num_terms());
                let mut stream = column.dictionary().stream()?;
                while stream.advance() {
                    let text = std::str::from_utf8(stream.key()).unwrap_or_default();
                    let value = FacetValue::decode(text);
                    let next = countries.len() as u32;
                    let country = *countries.entry(value.country.to_owned()).or_insert(next);
                    let next = groups.countries.len() as u32;
                    let number =
                        *numbers.entry(format!("{}\u{1f}{}", value.key, value.country)).or_insert(next);
                    if number == next {
                        groups.countries.push(country);
                    }
                    here.keep(text);
                    here.groups.push(number);
                }
            }
            here.all_or_none();
            groups.segments.push(here);
        }
        Ok(groups)
    }

    fn len(&self) -> usize {
        self.countries.len()
    }

    /// The most frequent values over the articles that match; more where several are equally frequent.
    pub(super) fn tally(
        &self,
        searcher: &Searcher,
        query: &dyn TantivyQuery,
        column: &'static str,
        most: Most,
    ) -> tantivy::Result<Tally> {
        let segments = searcher.search(query, &NumberCollector { column })?;
        let counts = self.counts(&segments);
        let fewest = self.fewest(&counts, most);
        let mut tally = Tally {
            articles: segments.iter().map(|segment| segment.articles).sum(),
            distinct: Some(counts.iter().filter(|count| **count > 0).count() as u64),
            ..Tally::default()
        };
        for segment in &segments {
            let Some(values) = self.segments.get(segment.segment as usize) else { continue };
            let wanted = |(number, count): (usize, &u32)| {
                let group = *values.groups.get(number)? as usize;
                (*count > 0 && counts[group] >= fewest(group)).then_some(number as u64)
            };
            let numbers: Vec<u64> = segment.counts.iter().enumerate().filter_map(wanted).collect();
            if values.ends.is_empty() {
                read(searcher, segment, column, &numbers, &mut tally)?;
                continue;
            }
            for number in numbers.into_iter().map(|number| number as usize) {
                let count = u64::from(segment.counts[number]);
                add(&mut tally, values.value(number).unwrap_or_default(), count);
            }
        }
        Ok(tally)
    }

    fn groups_of(&self, segment: &SegmentCounts) -> &[u32] {
        self.segments.get(segment.segment as usize).map(|values| values.groups.as_slice()).unwrap_or_default()
    }

    /// The counts of all groups.
    fn counts(&self, segments: &[SegmentCounts]) -> Vec<u64> {
        let mut counts = vec![0; self.len()];
        for segment in segments {
            for (group, count) in self.groups_of(segment).iter().zip(&segment.counts) {
                counts[*group as usize] += u64::from(*count);
            }
        }
        counts
    }

    /// The lowest count with which each group is among those that are wanted.
    fn fewest(&self, counts: &[u64], most: Most) -> impl Fn(usize) -> u64 {
        let (limit, by_country) = match most {
            Most::Values(limit) => (limit, false),
            Most::OfEachCountry(limit) => (limit, true),
        };
        let country = |group: usize| if by_country { self.countries[group] as usize } else { 0 };
        let countries =
            if by_country { self.countries.iter().max().map_or(0, |most| *most as usize + 1) } else { 1 };
        let mut found: Vec<Vec<u64>> = vec![Vec::new(); countries];
        for (group, count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
            found[country(group)].push(*count);
        }
        let fewest: Vec<u64> = found.into_iter().map(|counts| nth_highest(counts, limit)).collect();
        let countries = by_country.then(|| self.countries.clone());
        move |group| fewest[countries.as_ref().map_or(0, |countries| countries[group] as usize)]
    }
}

/// The count at a place from the highest; 1 if there are no more than that.
fn nth_highest(mut counts: Vec<u64>, place: usize) -> u64 {
    if counts.len() <= place {
        return 1;
    }
    match place.checked_sub(1) {
        None => u64::MAX,
        Some(at) => *counts.select_nth_unstable_by(at, |a, b| b.cmp(a)).1,
    }
}

/// Reads values by their numbers, which rise, and adds them to a tally.
fn read(
    searcher: &Searcher,
    segment: &SegmentCounts,
    column: &str,
    numbers: &[u64],
    tally: &mut Tally,
) -> tantivy::Result<()> {
    let reader = searcher.segment_reader(segment.segment);
    let Some(column) = reader.fast_fields().str(column)? else { return Ok(()) };
    let mut counts = numbers.iter().map(|number| u64::from(segment.counts[*number as usize]));
    column.dictionary().sorted_ords_to_term_cb(numbers, |bytes| {
        add(tally, std::str::from_utf8(bytes).unwrap_or_default(), counts.next().unwrap_or_default());
    })?;
    Ok(())
}

/// Adds a value with its count.
fn add(tally: &mut Tally, text: &str, count: u64) {
    let value = FacetValue::decode(text);
    let identity = Identity::Key(value.key.to_owned());
    let bucket = Bucket { country: value.country.to_owned(), identity };
    let forms: &mut Forms = tally.buckets.entry(bucket).or_default();
    forms.articles += count;
    value.names.iter().for_each(|form| forms.add_form(form, count));
}

/// Counts the values of a column by their numbers.
struct NumberCollector {
    column: &'static str,
}

/// What was counted in one segment.
struct SegmentCounts {
    segment: SegmentOrdinal,
    articles: u64,
    /// By the number of a value.
    counts: Vec<u32>,
}

struct SegmentNumbers {
    column: Option<StrColumn>,
    counted: SegmentCounts,
}

impl Collector for NumberCollector {
    type Fruit = Vec<SegmentCounts>;
    type Child = SegmentNumbers;

    fn for_segment(
        &self,
        segment: SegmentOrdinal,
        reader: &SegmentReader,
    ) -> tantivy::Result<SegmentNumbers> {
        let column = reader.fast_fields().str(self.column)?;
        let counts = vec![0; column.as_ref().map_or(0, |column| column.num_terms())];
        Ok(SegmentNumbers { column, counted: SegmentCounts { segment, articles: 0, counts } })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, fruits: Vec<SegmentCounts>) -> tantivy::Result<Vec<SegmentCounts>> {
        Ok(fruits)
    }
}

impl SegmentCollector for SegmentNumbers {
    type Fruit = SegmentCounts;

    fn collect(&mut self, doc: DocId, _: Score) {
        self.counted.articles += 1;
        let Some(column) = &self.column else { return };
        for number in column.term_ords(doc) {
            if let Some(count) = self.counted.counts.get_mut(number as usize) {
                *count += 1;
            }
        }
    }

    fn harvest(self) -> SegmentCounts {
        self.counted
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_count_at_a_place_decides_what_is_read() {
        assert_eq!(nth_highest(vec![3, 9, 5, 5], 2), 5);
        assert_eq!(nth_highest(vec![3, 9], 2), 1);
        assert_eq!(nth_highest(vec![3, 9], 0), u64::MAX);
    }

    #[test]
    fn each_country_has_a_count_of_its_own() {
        let groups = ValueGroups { segments: vec![], countries: vec![0, 0, 1, 1, 1] };
        let counts = [8, 2, 1, 3, 2];
        let fewest = groups.fewest(&counts, Most::OfEachCountry(1));
        let kept: Vec<usize> = (0..5).filter(|group| counts[*group] >= fewest(*group)).collect();
        assert_eq!(kept, [0, 3]);
        let fewest = groups.fewest(&counts, Most::Values(2));
        assert_eq!((0..5).filter(|group| counts[*group] >= fewest(*group)).collect::<Vec<_>>(), [0, 3]);
    }

    #[test]
    fn values_are_kept_all_or_not_at_all() {
        let mut values = SegmentValues::default();
        for value in ["Ban Ki-moon", "", "Sergei Lavrov"] {
            values.keep(value);
            values.groups.push(0);
        }
        values.all_or_none();
        let kept: Vec<_> = (0..4).map(|number| values.value(number)).collect();
        assert_eq!(kept, [Some("Ban Ki-moon"), Some(""), Some("Sergei Lavrov"), None]);
        values.groups.push(0);
        values.all_or_none();
        assert_eq!(values.value(0), None);
    }
}
