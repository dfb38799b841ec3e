//! The most frequent values of a column with very many, of which only these are read from its dictionary.
//!
//! To read a value takes a hundred times as long as to count it. Which values are the same in all segments is found out
//! once ([`ValueGroups`]), and the values are kept in memory where they have room; then they are counted by number, and
//! just those are looked at that will be shown. It pays for whoever asks often, as a server does.

use std::collections::HashMap;
use std::sync::Arc;

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::StrColumn;
use tantivy::query::Query as TantivyQuery;
use tantivy::{DocId, Score, Searcher, SegmentOrdinal, SegmentReader};

use crate::index::FacetValue;
use dateline_search::names::Groups;

use super::collect::{Bucket, Forms, Identity, Tally, identities};
use super::counts::{Counts, Zeroes};
use super::rows::Rows;

/// Which values of a column are the same, by number.
#[derive(Debug)]
pub(in super::super) struct ValueGroups {
    segments: Vec<SegmentValues>,
    zeroes: Zeroes,
    /// By group: the number of its country; places below their countries have one.
    countries: Vec<u32>,
}

/// The values of a column in one segment.
#[derive(Debug, Default)]
struct SegmentValues {
    zeroes: Zeroes,
    /// By the number of a value in the dictionary: the number of its group.
    groups: Vec<u32>,
    /// The numbers of values whose forms belong to several groups, with the groups after the first.
    more: Vec<(u32, u32)>,
    /// All values, one after the other; empty where they would take too much memory.
    text: String,
    /// By the number of a value: where it ends in the text.
    ends: Vec<u32>,
    /// The values of each article; `None` where they would take too much memory.
    rows: Option<Arc<Rows>>,
}

/// The values of a segment are kept in memory up to so many bytes.
const KEPT: usize = 64 << 20;

/// In place of a group: the value is not listed. No article has such a value in its row.
const HIDDEN: u32 = u32::MAX;

/// Gives what is the same in all segments the same number.
#[derive(Default)]
struct Numbering {
    groups: HashMap<(Identity, String), u32>,
    countries: HashMap<String, u32>,
    /// By group: the number of its country.
    country_of: Vec<u32>,
}

impl Numbering {
    fn group(&mut self, identity: Identity, country_name: &str) -> u32 {
        let next = self.countries.len() as u32;
        let country = *self.countries.entry(country_name.to_owned()).or_insert(next);
        let next = self.country_of.len() as u32;
        let group = *self.groups.entry((identity, country_name.to_owned())).or_insert(next);
        if group == next {
            self.country_of.push(country);
        }
        group
    }
}

impl SegmentValues {
    /// Those of a column.
    fn of(
        segment: &SegmentReader,
        column: &str,
        names: Option<&Groups>,
        numbering: &mut Numbering,
    ) -> tantivy::Result<SegmentValues> {
        let mut here = SegmentValues::default();
        let Some(column) = segment.fast_fields().str(column)? else { return Ok(here) };
        here.groups.reserve(column.num_terms());
        let mut stream = column.dictionary().stream()?;
        while stream.advance() {
            let text = std::str::from_utf8(stream.key()).unwrap_or_default();
            here.keep(text);
            let value = FacetValue::decode(text);
            let identities = identities(&value, names).into_iter();
            let mut groups = identities.map(|(identity, _)| numbering.group(identity, value.country));
            let (number, first) = (here.groups.len() as u32, groups.next().unwrap_or(HIDDEN));
            here.groups.push(first);
            here.more.extend(groups.map(|group| (number, group)));
        }
        here.all_or_none();
        here.rows = Rows::of(&column, segment).map(Arc::new);
        if names.is_some() {
            here.rows = here.rows.as_deref().map(|rows| Arc::new(here.without_repeats(rows)));
        }
        here.zeroes = Zeroes::of(here.groups.len());
        Ok(here)
    }

    /// The rows with one value of each group in an article.
    fn without_repeats(&self, rows: &Rows) -> Rows {
        let all = self.groups.iter().chain(self.more.iter().map(|(_, group)| group));
        let most = all.filter(|group| **group != HIDDEN).max();
        // By group: the last article that has it, from 1.
        let mut met = vec![0; most.map_or(0, |most| *most as usize + 1)];
        rows.filtered(|doc, number| {
            let first = self.groups.get(number as usize).copied().unwrap_or(HIDDEN);
            if first == HIDDEN {
                return false;
            }
            let is_new = met[first as usize] != doc + 1;
            met[first as usize] = doc + 1;
            for (_, group) in self.more_of(number) {
                met[*group as usize] = doc + 1;
            }
            is_new || !self.more_of(number).is_empty()
        })
    }

    /// The groups of a value after the first.
    fn more_of(&self, number: u32) -> &[(u32, u32)] {
        let from = self.more.partition_point(|(other, _)| *other < number);
        let until = self.more.partition_point(|(other, _)| *other <= number);
        &self.more[from..until]
    }

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
    /// Those of a column, with names that are the same as one.
    pub fn of(searcher: &Searcher, column: &str, names: Option<&Groups>) -> tantivy::Result<ValueGroups> {
        let mut numbering = Numbering::default();
        let segments = searcher.segment_readers().iter();
        let segments = segments.map(|segment| SegmentValues::of(segment, column, names, &mut numbering));
        let segments = segments.collect::<tantivy::Result<_>>()?;
        let countries = numbering.country_of;
        Ok(ValueGroups { segments, zeroes: Zeroes::of(countries.len()), countries })
    }

    /// True if articles can be counted by number: each counts once for a group whose names it has several of.
    pub(super) fn counts_groups(&self) -> bool {
        self.segments.iter().all(|segment| segment.groups.is_empty() || segment.rows.is_some())
    }

    /// The most frequent values over the articles that match; more where several are equally frequent.
    pub(super) fn tally(
        &self,
        searcher: &Searcher,
        query: &dyn TantivyQuery,
        column: &'static str,
        names: Option<&Groups>,
        most: Most,
    ) -> tantivy::Result<Tally> {
        let segments = searcher.search(query, &NumberCollector { column, values: self })?;
        let counts = self.counts(&segments);
        let fewest = self.fewest(&counts, most);
        let mut tally = Tally {
            articles: segments.iter().map(|segment| segment.articles).sum(),
            distinct: Some(counts.met().len() as u64),
            ..Tally::default()
        };
        for segment in &segments {
            let Some(values) = self.segments.get(segment.segment as usize) else { continue };
            let is_wanted = |number: &u32| {
                let mut groups = values.more_of(*number).iter().map(|(_, group)| *group);
                let is_frequent = |group: u32| counts.of(group) >= fewest(group as usize);
                is_frequent(values.groups[*number as usize]) || groups.any(is_frequent)
            };
            let mut numbers: Vec<u64> =
                segment.counts.met().iter().copied().filter(is_wanted).map(u64::from).collect();
            if values.ends.is_empty() {
                numbers.sort_unstable();
                read(searcher, segment, (column, names), &numbers, &mut tally)?;
                continue;
            }
            for number in numbers {
                let count = u64::from(segment.counts.of(number as u32));
                add(&mut tally, names, values.value(number as usize).unwrap_or_default(), count);
            }
        }
        Ok(tally)
    }

    /// The counts of all groups.
    fn counts(&self, segments: &[SegmentCounts]) -> Counts {
        let mut counts = self.zeroes.counts();
        for segment in segments {
            let Some(values) = self.segments.get(segment.segment as usize) else { continue };
            for number in segment.counts.met() {
                counts.add(values.groups[*number as usize], segment.counts.of(*number));
                for (_, group) in values.more_of(*number) {
                    counts.add(*group, segment.counts.of(*number));
                }
            }
        }
        counts
    }

    /// The lowest count with which each group is among those that are wanted.
    fn fewest(&self, counts: &Counts, most: Most) -> impl Fn(usize) -> u32 {
        let (limit, by_country) = match most {
            Most::Values(limit) => (limit, false),
            Most::OfEachCountry(limit) => (limit, true),
        };
        let country = |group: usize| if by_country { self.countries[group] as usize } else { 0 };
        let countries =
            if by_country { self.countries.iter().max().map_or(0, |most| *most as usize + 1) } else { 1 };
        let mut found: Vec<Vec<u32>> = vec![Vec::new(); countries];
        for group in counts.met() {
            found[country(*group as usize)].push(counts.of(*group));
        }
        let fewest: Vec<u32> = found.into_iter().map(|counts| nth_highest(counts, limit)).collect();
        let countries = by_country.then(|| self.countries.clone());
        move |group| fewest[countries.as_ref().map_or(0, |countries| countries[group] as usize)]
    }
}

/// The count at a place from the highest; 1 if there are no more than that.
fn nth_highest(mut counts: Vec<u32>, place: usize) -> u32 {
    if counts.len() <= place {
        return 1;
    }
    match place.checked_sub(1) {
        None => u32::MAX,
        Some(at) => *counts.select_nth_unstable_by(at, |a, b| b.cmp(a)).1,
    }
}

/// Reads values by their numbers, which rise, and adds them to a tally.
fn read(
    searcher: &Searcher,
    segment: &SegmentCounts,
    (column, names): (&str, Option<&Groups>),
    numbers: &[u64],
    tally: &mut Tally,
) -> tantivy::Result<()> {
    let reader = searcher.segment_reader(segment.segment);
    let Some(column) = reader.fast_fields().str(column)? else { return Ok(()) };
    let mut counts = numbers.iter().map(|number| u64::from(segment.counts.of(*number as u32)));
    column.dictionary().sorted_ords_to_term_cb(numbers, |bytes| {
        let text = std::str::from_utf8(bytes).unwrap_or_default();
        add(tally, names, text, counts.next().unwrap_or_default());
    })?;
    Ok(())
}

/// Adds a value with its count.
fn add(tally: &mut Tally, names: Option<&Groups>, text: &str, count: u64) {
    let value = FacetValue::decode(text);
    for (identity, own) in identities(&value, names) {
        let bucket = Bucket { country: value.country.to_owned(), identity };
        let forms: &mut Forms = tally.buckets.entry(bucket).or_default();
        forms.articles += count;
        own.iter().for_each(|form| forms.add_form(form, count));
    }
}

/// Counts the values of a column by their numbers.
struct NumberCollector<'a> {
    column: &'static str,
    values: &'a ValueGroups,
}

/// What was counted in one segment.
struct SegmentCounts {
    segment: SegmentOrdinal,
    articles: u64,
    /// By the number of a value.
    counts: Counts,
}

struct SegmentNumbers {
    numbers: Numbers,
    counted: SegmentCounts,
}

/// Where the numbers of the values of an article are found.
enum Numbers {
    InMemory(Arc<Rows>),
    InColumn(StrColumn),
    /// No article of the segment has a value.
    Nowhere,
}

impl Collector for NumberCollector<'_> {
    type Fruit = Vec<SegmentCounts>;
    type Child = SegmentNumbers;

    fn for_segment(
        &self,
        segment: SegmentOrdinal,
        reader: &SegmentReader,
    ) -> tantivy::Result<SegmentNumbers> {
        let values = self.values.segments.get(segment as usize);
        let numbers = match values.and_then(|values| values.rows.clone()) {
            Some(rows) => Numbers::InMemory(rows),
            None => reader.fast_fields().str(self.column)?.map_or(Numbers::Nowhere, Numbers::InColumn),
        };
        let counts = values.map(|values| values.zeroes.clone()).unwrap_or_default().counts();
        Ok(SegmentNumbers { numbers, counted: SegmentCounts { segment, articles: 0, counts } })
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
        let SegmentCounts { articles, counts, .. } = &mut self.counted;
        *articles += 1;
        match &self.numbers {
            Numbers::InMemory(rows) => rows.of_article(doc).iter().for_each(|number| counts.add(*number, 1)),
            Numbers::InColumn(column) => column.term_ords(doc).for_each(|number| {
                counts.add(u32::try_from(number).unwrap_or(u32::MAX), 1);
            }),
            Numbers::Nowhere => {}
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
        assert_eq!(nth_highest(vec![3, 9], 0), u32::MAX);
    }

    #[test]
    fn each_country_has_a_count_of_its_own() {
        let groups = ValueGroups { segments: vec![], zeroes: Zeroes::of(5), countries: vec![0, 0, 1, 1, 1] };
        let mut counts = groups.zeroes.counts();
        (0..).zip([8, 2, 1, 3, 2]).for_each(|(group, count)| counts.add(group, count));
        let fewest = groups.fewest(&counts, Most::OfEachCountry(1));
        let kept: Vec<usize> = (0..5).filter(|group| counts.of(*group as u32) >= fewest(*group)).collect();
        assert_eq!(kept, [0, 3]);
        let fewest = groups.fewest(&counts, Most::Values(2));
        assert_eq!(
            (0..5).filter(|group| counts.of(*group as u32) >= fewest(*group)).collect::<Vec<_>>(),
            [0, 3]
        );
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
