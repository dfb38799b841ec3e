//! The best articles of a query, and how many there are.
//!
//! Equal articles rank by the path of their file and their record in it, so that an answer does
//! not depend on how the index came to be divided into segments.
//!
//! Where not every match has to be counted, the index passes over stretches of articles whose score
//! cannot come up to that of the worst of the best so far (block-max WAND, Ding and Suel 2011).

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap, hash_map};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicI64, Ordering};

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::{Column, StrColumn};
use tantivy::query::{Bm25StatisticsProvider, Query as TantivyQuery, Weight};
use tantivy::{BitSet, DocAddress, DocId, Score, Searcher, SegmentOrdinal, SegmentReader};

use crate::index::columns;
use dateline_search::request::{Request, Sort};

use super::translate::ranks;

/// What is looked at.
pub(super) struct View<'a> {
    pub searcher: &'a Searcher,
    pub columns: &'a Columns,
    /// Where the frequencies of words come from that scores are made of.
    pub statistics: &'a dyn Bm25StatisticsProvider,
}

/// The columns that equal articles are ordered by, opened once for all queries.
#[derive(Default)]
pub(super) struct Columns {
    by_segment: OnceLock<Vec<SegmentColumns>>,
}

#[derive(Clone)]
pub(super) struct SegmentColumns {
    instants: Column<i64>,
    records: Column<u64>,
    paths: Option<StrColumn>,
}

impl Columns {
    pub(super) fn of(&self, searcher: &Searcher) -> tantivy::Result<&[SegmentColumns]> {
        if let Some(columns) = self.by_segment.get() {
            return Ok(columns);
        }
        let columns = searcher.segment_readers().iter().map(SegmentColumns::open);
        let columns = columns.collect::<tantivy::Result<Vec<_>>>()?;
        Ok(self.by_segment.get_or_init(|| columns))
    }
}

impl SegmentColumns {
    fn open(reader: &SegmentReader) -> tantivy::Result<SegmentColumns> {
        let fast = reader.fast_fields();
        Ok(SegmentColumns {
            instants: fast.i64(columns::INSTANT)?,
            records: fast.u64(columns::RECORD)?,
            paths: fast.str(columns::PATH_ORDER)?,
        })
    }

    /// What articles are ordered by in time: when one was published, undated ones last, its path and its record.
    pub(super) fn in_time(&self, doc: DocId) -> tantivy::Result<(i64, String, u64)> {
        let mut path = String::new();
        if let Some(paths) = &self.paths
            && let Some(number) = paths.ords().first(doc)
        {
            paths.ord_to_str(number, &mut path)?;
        }
        let instant = self.instants.first(doc).unwrap_or(i64::MAX);
        Ok((instant, path, self.records.first(doc).unwrap_or_default()))
    }

    /// When an article was published, in seconds since 1970.
    pub(super) fn instant(&self, doc: DocId) -> Option<i64> {
        self.instants.first(doc)
    }
}

/// An article that was found, before it is read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ranked {
    pub address: DocAddress,
    pub score: Score,
}

/// How many articles match, and the first of them in an order, at most `limit`.
pub(super) fn ranked(
    view: &View<'_>,
    query: &dyn TantivyQuery,
    order: Order,
    limit: usize,
) -> tantivy::Result<(u64, Vec<Ranked>)> {
    collected(view, query, Best::new(order, limit, view)?)
}

/// The best articles without looking at all: the number is of those that were looked at.
///
/// `allowed` holds for each segment the articles that may be found; `None` allows all.
pub(super) fn ranked_by_pruning(
    view: &View<'_>,
    query: &dyn TantivyQuery,
    limit: usize,
    allowed: Option<Vec<BitSet>>,
) -> tantivy::Result<(u64, Vec<Ranked>)> {
    collected(view, query, Best { prunes: true, allowed, ..Best::new(Order::Score, limit, view)? })
}

fn collected(
    view: &View<'_>,
    query: &dyn TantivyQuery,
    best: Best<'_>,
) -> tantivy::Result<(u64, Vec<Ranked>)> {
    let order = best.order;
    let (total, found) = view.searcher.search_with_statistics_provider(query, &best, view.statistics)?;
    let ranked = found.into_iter().map(|(rank, address)| {
        let score = if order == Order::Score { score_of(rank) } else { super::NO_SCORE };
        Ranked { address, score }
    });
    Ok((total, ranked.collect()))
}

/// What comes first in the answer to a request: a query that only filters has no best article, and its newest come first.
pub(super) fn order_of(request: &Request) -> Order {
    match request.sort {
        Sort::Relevance if ranks(&request.query) => Order::Score,
        Sort::Relevance | Sort::Newest => Order::Newest,
        Sort::Oldest => Order::Oldest,
    }
}

/// What comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// The highest score.
    Score,
    /// The latest date, undated articles last.
    Newest,
    /// The earliest date, undated articles last.
    Oldest,
}

/// Scores that differ by less than their rounding errors are equal.
///
/// The parts of a score are added up in an order that differs from segment to segment.
const ROUNDING: u32 = 0x3f;

/// The rank of a score: a higher score, a higher rank.
fn rank_of(score: Score) -> i64 {
    i64::from(score.max(0.0).to_bits() & !ROUNDING)
}

/// The score of a rank.
pub(super) fn score_of(rank: i64) -> Score {
    u32::try_from(rank).map_or(super::NO_SCORE, Score::from_bits)
}

/// The score that an article has to exceed to have a rank.
fn just_below(rank: i64) -> Score {
    match u32::try_from(rank) {
        Ok(bits) if bits > 0 => Score::from_bits(bits - 1),
        _ => Score::MIN,
    }
}

/// An article within its segment; the greatest comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Entry {
    /// What it ranks by; higher is better.
    rank: i64,
    /// The number of its path, in the order of the paths.
    path: Reverse<u64>,
    record: Reverse<u64>,
    doc: Reverse<DocId>,
}

impl Entry {
    pub(super) fn rank(&self) -> i64 {
        self.rank
    }

    pub(super) fn address(&self, segment: SegmentOrdinal) -> DocAddress {
        DocAddress::new(segment, self.doc.0)
    }
}

/// Collects the best articles in their order, and counts all that it sees.
struct Best<'a> {
    order: Order,
    limit: usize,
    columns: &'a [SegmentColumns],
    /// Passes over articles that cannot be among the best.
    prunes: bool,
    /// By segment: the articles that may be found.
    allowed: Option<Vec<BitSet>>,
    /// The rank of the worst of the best in some segment, which all others have to come up to.
    floor: AtomicI64,
}

impl Best<'_> {
    fn new<'a>(order: Order, limit: usize, view: &View<'a>) -> tantivy::Result<Best<'a>> {
        let columns = view.columns.of(view.searcher)?;
        Ok(Best { order, limit, columns, prunes: false, allowed: None, floor: AtomicI64::new(i64::MIN) })
    }

    fn collect_pruned(
        &self,
        weight: &dyn Weight,
        reader: &SegmentReader,
        best: &mut SegmentBest,
    ) -> tantivy::Result<()> {
        let allowed = self.allowed.as_ref().and_then(|allowed| allowed.get(best.segment as usize));
        let alive = reader.alive_bitset();
        let floor = self.floor.load(Ordering::Relaxed);
        weight.for_each_pruning(just_below(floor), reader, &mut |doc, score| {
            let wanted = alive.is_none_or(|alive| alive.is_alive(doc))
                && allowed.is_none_or(|allowed| allowed.contains(doc));
            if wanted {
                best.collect(doc, score);
            }
            just_below(best.least_rank().max(floor))
        })?;
        if best.best.len() >= self.limit {
            self.floor.fetch_max(best.least_rank(), Ordering::Relaxed);
        }
        Ok(())
    }

    fn collect_all(
        &self,
        weight: &dyn Weight,
        reader: &SegmentReader,
        best: &mut SegmentBest,
    ) -> tantivy::Result<()> {
        let alive = reader.alive_bitset();
        let is_alive = |doc: DocId| alive.is_none_or(|alive| alive.is_alive(doc));
        if self.requires_scoring() {
            return weight.for_each(reader, &mut |doc, score| {
                if is_alive(doc) {
                    best.collect(doc, score);
                }
            });
        }
        weight.for_each_no_score(reader, &mut |docs| {
            docs.iter().filter(|&&doc| is_alive(doc)).for_each(|&doc| best.collect(doc, super::NO_SCORE));
        })
    }
}

impl Collector for Best<'_> {
    type Fruit = (u64, Vec<(i64, DocAddress)>);
    type Child = SegmentBest;

    fn for_segment(&self, segment: SegmentOrdinal, reader: &SegmentReader) -> tantivy::Result<SegmentBest> {
        let columns = match self.columns.get(segment as usize) {
            Some(columns) => columns.clone(),
            None => SegmentColumns::open(reader)?,
        };
        Ok(SegmentBest::new(segment, self.order, self.limit.min(reader.max_doc() as usize), columns))
    }

    fn requires_scoring(&self) -> bool {
        self.order == Order::Score && self.limit > 0
    }

    fn collect_segment(
        &self,
        weight: &dyn Weight,
        segment: SegmentOrdinal,
        reader: &SegmentReader,
    ) -> tantivy::Result<tantivy::Result<SegmentFound>> {
        let mut best = self.for_segment(segment, reader)?;
        match self.prunes && self.requires_scoring() {
            true => self.collect_pruned(weight, reader, &mut best)?,
            false => self.collect_all(weight, reader, &mut best)?,
        }
        Ok(best.harvest())
    }

    fn merge_fruits(&self, segments: Vec<tantivy::Result<SegmentFound>>) -> tantivy::Result<Self::Fruit> {
        let segments: Vec<SegmentFound> = segments.into_iter().collect::<Result<_, _>>()?;
        let total = segments.iter().map(|segment| segment.total).sum();
        let mut found = across(&segments);
        found.sort_unstable_by(|a, b| b.cmp(a));
        found.truncate(self.limit);
        let address = |(entry, segment): (Entry, SegmentOrdinal)| (entry.rank, entry.address(segment));
        Ok((total, found.into_iter().map(address).collect()))
    }
}

/// The entries of all segments, with paths numbered in the order of all of them.
pub(super) fn across(segments: &[SegmentFound]) -> Vec<(Entry, SegmentOrdinal)> {
    let all = segments.iter().flat_map(|segment| segment.paths.values());
    let mut paths: Vec<&String> = all.collect();
    paths.sort_unstable();
    paths.dedup();
    let number = |path: &String| paths.partition_point(|other| *other < path) as u64;
    let mut entries = Vec::new();
    for segment in segments {
        let numbers: HashMap<u64, u64> =
            segment.paths.iter().map(|(own, path)| (*own, number(path))).collect();
        let numbered = |entry: &Entry| {
            let path = numbers.get(&entry.path.0).copied().unwrap_or_default();
            (Entry { path: Reverse(path), ..*entry }, segment.number)
        };
        entries.extend(segment.best.iter().map(numbered));
    }
    entries
}

/// The best articles of one segment.
pub(super) struct SegmentBest {
    segment: SegmentOrdinal,
    order: Order,
    limit: usize,
    columns: SegmentColumns,
    /// The worst of the best on top.
    best: BinaryHeap<Reverse<Entry>>,
    total: u64,
}

/// What was found in one segment.
pub(super) struct SegmentFound {
    number: SegmentOrdinal,
    total: u64,
    best: Vec<Entry>,
    /// The paths of the best, by their number in the segment.
    paths: HashMap<u64, String>,
}

impl SegmentBest {
    fn new(segment: SegmentOrdinal, order: Order, limit: usize, columns: SegmentColumns) -> SegmentBest {
        SegmentBest { segment, order, limit, columns, best: BinaryHeap::new(), total: 0 }
    }

    /// What ranks the articles of a segment, and keeps none of them.
    pub(super) fn ranker(
        segment: SegmentOrdinal,
        reader: &SegmentReader,
        order: Order,
    ) -> tantivy::Result<SegmentBest> {
        Ok(SegmentBest::new(segment, order, 0, SegmentColumns::open(reader)?))
    }

    pub(super) fn rank(&self, doc: DocId, score: Score) -> i64 {
        match self.order {
            Order::Score => rank_of(score),
            Order::Newest => self.columns.instants.first(doc).unwrap_or(i64::MIN),
            Order::Oldest => {
                self.columns.instants.first(doc).map_or(i64::MIN, |instant| instant.saturating_neg())
            }
        }
    }

    /// The rank that an article needs at least to be among the best.
    fn least_rank(&self) -> i64 {
        match self.best.peek() {
            Some(worst) if self.best.len() >= self.limit => worst.0.rank,
            _ => i64::MIN,
        }
    }

    pub(super) fn entry(&self, rank: i64, doc: DocId) -> Entry {
        let path = self.columns.paths.as_ref().and_then(|paths| paths.ords().first(doc)).unwrap_or_default();
        let record = self.columns.records.first(doc).unwrap_or_default();
        Entry { rank, path: Reverse(path), record: Reverse(record), doc: Reverse(doc) }
    }

    /// What was found, when these are the best.
    pub(super) fn found(&self, best: Vec<Entry>) -> tantivy::Result<SegmentFound> {
        let mut paths = HashMap::new();
        for entry in &best {
            if let (Some(column), hash_map::Entry::Vacant(vacant)) =
                (&self.columns.paths, paths.entry(entry.path.0))
            {
                let mut path = String::new();
                column.ord_to_str(entry.path.0, &mut path)?;
                vacant.insert(path);
            }
        }
        Ok(SegmentFound { number: self.segment, total: self.total, best, paths })
    }
}

impl SegmentCollector for SegmentBest {
    type Fruit = tantivy::Result<SegmentFound>;

    fn collect(&mut self, doc: DocId, score: Score) {
        self.total += 1;
        let full = self.best.len() >= self.limit;
        let rank = self.rank(doc, score);
        // The rest of the entry is looked up only if the rank is high enough.
        if full && self.best.peek().is_none_or(|worst| rank < worst.0.rank) {
            return;
        }
        self.best.push(Reverse(self.entry(rank, doc)));
        if full {
            self.best.pop();
        }
    }

    fn harvest(mut self) -> Self::Fruit {
        let best = std::mem::take(&mut self.best).into_iter().map(|entry| entry.0).collect();
        self.found(best)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_keep_the_order_of_scores_but_for_rounding_errors() {
        assert!(rank_of(7.3) > rank_of(7.2) && rank_of(0.001) > rank_of(0.0));
        assert_eq!(rank_of(0.1 + 0.2 + 0.3), rank_of(0.3 + 0.2 + 0.1));
        assert!((score_of(rank_of(7.3)) - 7.3).abs() < 1e-4);
        assert_eq!(rank_of(-1.0), rank_of(0.0));
    }

    #[test]
    fn articles_of_the_same_rank_are_not_passed_over() {
        for score in [7.3f32, 0.001, 12345.678] {
            let least = just_below(rank_of(score));
            assert!(score > least && score_of(rank_of(score)) > least);
            assert!(rank_of(least) < rank_of(score));
        }
        assert_eq!(just_below(rank_of(0.0)), Score::MIN);
    }

    #[test]
    fn equal_articles_rank_by_path_then_record() {
        let entry = |rank, path, record| Entry {
            rank,
            path: Reverse(path),
            record: Reverse(record),
            doc: Reverse(0),
        };
        let mut entries = [entry(1, 0, 0), entry(2, 1, 0), entry(2, 0, 7), entry(2, 0, 3)];
        entries.sort_unstable_by(|a, b| b.cmp(a));
        assert_eq!(entries, [entry(2, 0, 3), entry(2, 0, 7), entry(2, 1, 0), entry(1, 0, 0)]);
    }
}
