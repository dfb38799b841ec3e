//! Articles by year, month and day of publication.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::Column;
use tantivy::query::Query as TantivyQuery;
use tantivy::{DocId, Score, SegmentOrdinal, SegmentReader, TantivyError};

use crate::index::columns;
use dateline_core::dates::Day;
use dateline_search::periods::{Period, Step, by_period, timeline};
use dateline_search::request::FacetField;
use dateline_search::response::{Facet, FacetCount};

use super::{Counter, sorted};

/// A timeline whose step is not given has at most this many rows, but for years.
const MOST_ROWS: usize = 60;

impl Counter<'_> {
    /// The periods of a facet of time: highest count first, or in the order of time with the empty ones.
    pub(super) fn count_time(&self, query: &dyn TantivyQuery, field: FacetField) -> tantivy::Result<Facet> {
        let mut days = self.searcher.search(query, &DayCollector)?;
        let undated = days.articles - days.counts.values().sum::<u64>();
        let step = field.step().unwrap_or_else(|| self.finest(&days));
        let stories = match self.repeats(query)? {
            Some(repeats) => Some(repeats.take_from_days(
                days.articles,
                &mut days.counts,
                columns::of_facet(field),
                step,
            )?),
            None => None,
        };
        if field.step().is_some() && !self.timeline {
            return Ok(Facet { stories, ..self.most_first(&days, step) });
        }
        Ok(Facet { stories, undated: Some(undated), ..self.in_order(&days, step)? })
    }

    fn most_first(&self, days: &Days, step: Step) -> Facet {
        let values: Vec<_> = by_period(&days.counts, step).into_iter().map(value).collect();
        let field = FacetField::of_step(step);
        let distinct = values.len() as u64;
        let values = sorted(values, self.limit);
        Facet { field, articles: days.articles, stories: None, distinct, values, undated: None }
    }

    fn in_order(&self, days: &Days, step: Step) -> tantivy::Result<Facet> {
        let rows = timeline(&days.counts, step);
        let rows = rows.map_err(|too_long| TantivyError::InvalidArgument(too_long.to_string()))?;
        let values: Vec<_> = rows.into_iter().map(value).collect();
        let (field, distinct) = (FacetField::of_step(step), values.len() as u64);
        Ok(Facet { field, articles: days.articles, stories: None, distinct, values, undated: None })
    }

    /// The shortest step that makes no more rows than are wanted.
    fn finest(&self, days: &Days) -> Step {
        let ends = days.counts.first_key_value().zip(days.counts.last_key_value());
        let most = self.limit.min(MOST_ROWS) as u64;
        ends.map_or(Step::Year, |((first, _), (last, _))| Step::finest(*first, *last, most))
    }
}

fn value((period, count): (Period, u64)) -> FacetCount {
    FacetCount { value: period.value(), name: period.name(), count, ..FacetCount::default() }
}

/// How many articles were published on which day.
#[derive(Debug, Default)]
struct Days {
    /// All that were looked at, with a date or without.
    articles: u64,
    counts: BTreeMap<Day, u64>,
}

struct DayCollector;

impl Collector for DayCollector {
    type Fruit = Days;
    type Child = SegmentDays;

    fn for_segment(&self, _: SegmentOrdinal, segment: &SegmentReader) -> tantivy::Result<SegmentDays> {
        let days = segment.fast_fields().u64(columns::of_facet(FacetField::Day))?;
        Ok(SegmentDays { days, articles: 0, counts: FxHashMap::default() })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, segments: Vec<(u64, FxHashMap<u64, u64>)>) -> tantivy::Result<Days> {
        let mut all = Days::default();
        for (articles, counts) in segments {
            all.articles += articles;
            let known = |number: u64| u32::try_from(number).ok().and_then(Day::from_number);
            for (day, count) in counts.into_iter().filter_map(|(day, count)| Some((known(day)?, count))) {
                *all.counts.entry(day).or_default() += count;
            }
        }
        Ok(all)
    }
}

/// The days of one segment, by their numbers.
struct SegmentDays {
    days: Column<u64>,
    articles: u64,
    counts: FxHashMap<u64, u64>,
}

impl SegmentCollector for SegmentDays {
    type Fruit = (u64, FxHashMap<u64, u64>);

    fn collect(&mut self, doc: DocId, _: Score) {
        self.articles += 1;
        if let Some(day) = self.days.first(doc) {
            *self.counts.entry(day).or_default() += 1;
        }
    }

    fn harvest(self) -> Self::Fruit {
        (self.articles, self.counts)
    }
}
