//! The answer in groups: by source, country, section, language, year, month or day.
//!
//! A first pass finds the best articles of every group and how many there are in it, from columns
//! alone. Groups, and the articles in them, then are in the order that the answer has without
//! groups, reranking included; only articles that are shown are read.

use std::collections::{BTreeMap, HashMap, HashSet};

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::{Column, StrColumn};
use tantivy::{DocAddress, DocId, Score, SegmentOrdinal, SegmentReader};

use crate::index::{FacetValue, columns};
use dateline_core::dates::Day;
use dateline_enrich::countries;
use dateline_search::engine::EngineError;
use dateline_search::periods::Step;
use dateline_search::request::{FacetField, Grouping};
use dateline_search::response::{Group, Groups};

use super::collect::{Entry, Order, Ranked, SegmentBest, SegmentFound, across, order_of, score_of};
use super::grouping::{Grouped, HitPlace};
use super::plan::Plan;

/// All groups of an answer by a field.
#[derive(Default)]
pub(super) struct FieldGroups {
    /// How many articles match.
    pub total: u64,
    groups: Vec<Group>,
    /// By what a group has in all segments: its number. `None` is what the group of those without a value has.
    numbers: HashMap<Option<String>, usize>,
    /// By article: the groups of which it may be one of the best.
    members: HashMap<DocAddress, Vec<usize>>,
    /// The best articles of all groups, each once, in the order of the first stage.
    best: Vec<Ranked>,
}

/// Retrieval in groups: all groups of the articles that match, with the best articles of each.
pub(super) fn retrieve(plan: &Plan<'_>, grouping: Grouping) -> Result<FieldGroups, EngineError> {
    let collector = GroupCollector { grouping, order: order_of(plan.request) };
    plan.local.searcher.search(&*plan.query, &collector).map_err(|e| plan.failed(e))
}

impl FieldGroups {
    /// The candidates of reranking, any of which may become one of the best of its groups, and behind them the best
    /// of all groups.
    pub fn with_candidates(
        &mut self,
        plan: &Plan<'_>,
        grouping: Grouping,
        mut candidates: Vec<Ranked>,
    ) -> tantivy::Result<Vec<Ranked>> {
        if candidates.is_empty() {
            return Ok(std::mem::take(&mut self.best));
        }
        let mut known = HashSet::new();
        let segments = plan.local.searcher.segment_readers().iter();
        let segments = segments.map(|segment| Values::of(segment, grouping.by()));
        let segments = segments.collect::<tantivy::Result<Vec<Values>>>()?;
        for Ranked { address, .. } in &candidates {
            let Some(values) = segments.get(address.segment_ord as usize) else { continue };
            let mut groups = Vec::new();
            for slot in values.slots(address.doc_id) {
                groups.extend(self.numbers.get(&values.named(slot)?.0));
            }
            groups.sort_unstable();
            self.members.insert(*address, groups);
            known.insert(*address);
        }
        candidates.extend(self.best.drain(..).filter(|ranked| !known.contains(&ranked.address)));
        Ok(candidates)
    }

    /// The groups of a page, in the order of their best articles in `ranked`; `place` gives an article its place.
    pub fn page(
        self,
        plan: &Plan<'_>,
        grouping: Grouping,
        ranked: &[Ranked],
        place: impl Fn(&Ranked) -> HitPlace,
    ) -> Grouped {
        let mut order: Vec<usize> = Vec::new();
        let mut best: Vec<Vec<&Ranked>> = vec![Vec::new(); self.groups.len()];
        for ranked in ranked {
            for &group in self.members.get(&ranked.address).into_iter().flatten() {
                if best[group].is_empty() {
                    order.push(group);
                }
                if best[group].len() < grouping.per_group() {
                    best[group].push(ranked);
                }
            }
        }
        let (offset, limit) = (plan.request.offset, plan.request.limit);
        let before: usize = order.iter().take(offset).map(|&group| best[group].len()).sum();
        let shown = || order.iter().skip(offset).take(limit);
        let group = |&group: &usize| Group { hits: best[group].len(), ..self.groups[group].clone() };
        Grouped {
            first_rank: before as u64 + 1,
            places: shown().flat_map(|&group| best[group].iter().copied().map(&place)).collect(),
            groups: Some(Groups {
                field: grouping.by(),
                total: order.len() as u64,
                page: shown().map(group).collect(),
            }),
            stories: None,
        }
    }
}

/// The name of what an article lacks that belongs to no group.
fn none_of(field: FacetField) -> String {
    match field {
        FacetField::Source => "no source".to_owned(),
        field if field.is_of_time() => "no date".to_owned(),
        field => format!("no {}", field.name().replace('_', " ")),
    }
}

/// The values of one segment that articles are grouped by.
enum Values {
    /// No article of the segment has one.
    None,
    Texts {
        column: StrColumn,
        of_countries: bool,
    },
    Days {
        column: Column<u64>,
        step: Step,
    },
}

/// The number of a value in its segment; `None` stands for having none.
type Slot = Option<u64>;

impl Values {
    fn of(segment: &SegmentReader, field: FacetField) -> tantivy::Result<Values> {
        let (columns, name) = (segment.fast_fields(), columns::of_facet(field));
        if let Some(step) = field.step() {
            return Ok(Values::Days { column: columns.u64(name)?, step });
        }
        let of_countries = field.is_of_countries();
        Ok(columns.str(name)?.map_or(Values::None, |column| Values::Texts { column, of_countries }))
    }

    /// The values of an article; at least the one for none.
    fn slots(&self, doc: DocId) -> Vec<Slot> {
        let slots: Vec<Slot> = match self {
            Values::None => Vec::new(),
            Values::Texts { column, .. } => column.term_ords(doc).map(Some).collect(),
            Values::Days { column, step } => {
                column.first(doc).map(|day| Some(first_of(*step, day))).into_iter().collect()
            }
        };
        if slots.is_empty() { vec![None] } else { slots }
    }

    /// What makes a value the same in all segments, and how it is shown.
    fn named(&self, slot: Slot) -> tantivy::Result<(Option<String>, String)> {
        let Some(number) = slot else { return Ok((None, String::new())) };
        match self {
            Values::None => Ok((None, String::new())),
            Values::Texts { column, of_countries } => {
                let mut text = String::new();
                column.ord_to_str(number, &mut text)?;
                let value = FacetValue::decode(&text);
                let form = value.names.first().copied().unwrap_or(value.key);
                let shown = if *of_countries { countries::name(form).unwrap_or(form) } else { form };
                Ok((Some(value.key.to_owned()), shown.to_owned()))
            }
            Values::Days { step, .. } => {
                let day = u32::try_from(number).ok().and_then(Day::from_number);
                let period = day.map(|day| step.period(day));
                Ok((period.map(|period| period.value()), period.map_or(String::new(), |p| p.name())))
            }
        }
    }
}

/// The number of the first day of the period that a day lies in.
fn first_of(step: Step, day: u64) -> u64 {
    match step {
        Step::Day => day,
        Step::Week => {
            let monday = u32::try_from(day).ok().and_then(Day::from_number).map(Day::monday);
            monday.map_or(day, |monday| u64::from(monday.number()))
        }
        Step::Month => day - day % 100 + 1,
        Step::Year => day - day % 10_000 + 101,
    }
}

/// Collects the best of every group.
struct GroupCollector {
    grouping: Grouping,
    order: Order,
}

impl Collector for GroupCollector {
    type Fruit = FieldGroups;
    type Child = SegmentGroups;

    fn for_segment(&self, segment: SegmentOrdinal, reader: &SegmentReader) -> tantivy::Result<SegmentGroups> {
        Ok(SegmentGroups {
            ranker: SegmentBest::ranker(segment, reader, self.order)?,
            values: Values::of(reader, self.grouping.by())?,
            most: self.grouping.per_group(),
            groups: HashMap::new(),
            total: 0,
        })
    }

    fn requires_scoring(&self) -> bool {
        self.order == Order::Score
    }

    fn merge_fruits(&self, segments: Vec<tantivy::Result<SegmentFruit>>) -> tantivy::Result<FieldGroups> {
        let segments: Vec<SegmentFruit> = segments.into_iter().collect::<tantivy::Result<_>>()?;
        let total = segments.iter().map(|segment| segment.total).sum();
        let (found, groups): (Vec<SegmentFound>, Vec<Vec<SegmentGroup>>) =
            segments.into_iter().map(|segment| (segment.found, segment.groups)).unzip();
        let mut entries = across(&found).into_iter();
        let mut merged: BTreeMap<Option<String>, MergedGroup> = BTreeMap::new();
        for part in groups.into_iter().flatten() {
            let best = entries.by_ref().take(part.best);
            merged.entry(part.key).or_default().add(part.shown, part.count, best);
        }
        Ok(self.grouped(total, merged))
    }
}

impl GroupCollector {
    fn grouped(&self, total: u64, merged: BTreeMap<Option<String>, MergedGroup>) -> FieldGroups {
        let mut out = FieldGroups { total, ..FieldGroups::default() };
        let mut all: Vec<(Entry, SegmentOrdinal)> = Vec::new();
        for (number, (key, mut merged)) in merged.into_iter().enumerate() {
            merged.best.sort_unstable_by(|a, b| b.cmp(a));
            merged.best.truncate(self.grouping.per_group());
            for (entry, segment) in &merged.best {
                out.members.entry(entry.address(*segment)).or_default().push(number);
            }
            out.groups.push(merged.group(key.as_deref(), self.grouping.by()));
            out.numbers.insert(key, number);
            all.extend(merged.best);
        }
        all.sort_unstable_by(|a, b| b.cmp(a));
        all.dedup();
        let score =
            |entry: &Entry| if self.order == Order::Score { score_of(entry.rank()) } else { super::NO_SCORE };
        let ranked = |(entry, segment): &(Entry, SegmentOrdinal)| Ranked {
            address: entry.address(*segment),
            score: score(entry),
        };
        out.best = all.iter().map(ranked).collect();
        out
    }
}

/// A group put together from its parts in several segments, and under several spellings.
#[derive(Debug, Default)]
struct MergedGroup {
    /// How many articles have the value in which form.
    forms: BTreeMap<String, u64>,
    count: u64,
    best: Vec<(Entry, SegmentOrdinal)>,
}

impl MergedGroup {
    fn add(&mut self, shown: String, count: u64, best: impl Iterator<Item = (Entry, SegmentOrdinal)>) {
        *self.forms.entry(shown).or_default() += count;
        self.count += count;
        self.best.extend(best);
    }

    /// The group under its most frequent form.
    fn group(&self, key: Option<&str>, field: FacetField) -> Group {
        let most = self.forms.iter().max_by(|a, b| a.1.cmp(b.1).then_with(|| b.0.cmp(a.0)));
        let name = most.map(|(form, _)| form.clone()).unwrap_or_default();
        let coded = field.is_of_countries() || field.is_of_time();
        let value = key.map(|key| if coded { key.to_owned() } else { name.clone() });
        let name = if key.is_none() { none_of(field) } else { name };
        Group { value, name, count: self.count, hits: 0 }
    }
}

/// The groups of one segment.
struct SegmentGroups {
    ranker: SegmentBest,
    values: Values,
    most: usize,
    groups: HashMap<Slot, GroupBest>,
    total: u64,
}

/// The best articles of a group in one segment, the best first.
#[derive(Default)]
struct GroupBest {
    count: u64,
    entries: Vec<Entry>,
}

impl GroupBest {
    fn add(&mut self, rank: i64, most: usize, entry: impl FnOnce() -> Entry) {
        self.count += 1;
        let full = self.entries.len() >= most;
        if full && self.entries.last().is_none_or(|worst| rank < worst.rank()) {
            return;
        }
        let entry = entry();
        let at = self.entries.partition_point(|better| *better > entry);
        self.entries.insert(at, entry);
        self.entries.truncate(most);
    }
}

/// What was found in one segment.
struct SegmentFruit {
    total: u64,
    /// The best of all groups, one group after the other.
    found: SegmentFound,
    groups: Vec<SegmentGroup>,
}

/// A group within a segment.
struct SegmentGroup {
    key: Option<String>,
    shown: String,
    count: u64,
    /// How many of the best are its own.
    best: usize,
}

impl SegmentCollector for SegmentGroups {
    type Fruit = tantivy::Result<SegmentFruit>;

    fn collect(&mut self, doc: DocId, score: Score) {
        self.total += 1;
        let rank = self.ranker.rank(doc, score);
        for slot in self.values.slots(doc) {
            let group = self.groups.entry(slot).or_default();
            group.add(rank, self.most, || self.ranker.entry(rank, doc));
        }
    }

    fn harvest(self) -> Self::Fruit {
        let (mut parts, mut entries) = (Vec::new(), Vec::new());
        for (slot, best) in self.groups {
            let (key, shown) = self.values.named(slot)?;
            parts.push(SegmentGroup { key, shown, count: best.count, best: best.entries.len() });
            entries.extend(best.entries);
        }
        Ok(SegmentFruit { total: self.total, found: self.ranker.found(entries)?, groups: parts })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_day_of_a_period_stands_for_it() {
        assert_eq!(first_of(Step::Day, 20_151_023), 20_151_023);
        assert_eq!(first_of(Step::Week, 20_151_023), 20_151_019);
        assert_eq!(first_of(Step::Month, 20_151_023), 20_151_001);
        assert_eq!(first_of(Step::Year, 20_151_023), 20_150_101);
    }

    #[test]
    fn a_group_goes_by_its_most_frequent_form() {
        let mut merged = MergedGroup::default();
        for (form, count) in [("MERIDIAN WIRE", 2), ("Meridian Wire", 2), ("meridian wire", 1)] {
            merged.add(form.into(), count, std::iter::empty());
        }
        let group = merged.group(Some("meridian wire"), FacetField::Source);
        assert_eq!((group.value.as_deref(), group.count), (Some("MERIDIAN WIRE"), 5));
        assert_eq!(merged.group(None, FacetField::Source).name, "no source");
        assert_eq!(merged.group(None, FacetField::Month).name, "no date");
        assert_eq!(merged.group(None, FacetField::SourceCountry).name, "no source country");
    }
}
