//! The age of articles in their score, where that is requested.
//!
//! The query is wrapped, so that the first stage already ranks by relevance and age together and what
//! is new comes up from any depth; reranking then multiplies its scores by the same factors.

use std::fmt;
use std::sync::Arc;

use tantivy::columnar::Column;
use tantivy::query::{EnableScoring, Explanation as Parts, Query as TantivyQuery, Scorer, Weight};
use tantivy::{DocAddress, DocId, DocSet, Score, Searcher, SegmentReader, Term};

use dateline_search::ranking::Ranking;
use dateline_search::recency::{Decay, Recency, fitting_half_life};
use dateline_search::request::{Request, Sort};
use dateline_search::response::Explanation;

use super::collect::SegmentColumns;
use super::instants;
use super::translate::{Boxed, ranks};

/// Seconds of a day.
const DAY: f64 = 86_400.0;

/// How scores fall with age in one index.
#[derive(Debug, Clone, Copy)]
pub(super) struct RecencyDecay {
    decay: Decay,
    /// The instant that ages are counted from.
    newest: i64,
}

impl RecencyDecay {
    /// How age counts in a request; `None` where it does not.
    pub fn of_request(searcher: &Searcher, request: &Request) -> tantivy::Result<Option<RecencyDecay>> {
        let by_score = request.sort == Sort::Relevance && ranks(&request.query);
        let wanted = request.recency.filter(|_| by_score);
        wanted.map(|recency| RecencyDecay::of(searcher, recency)).transpose()
    }

    /// Ages count from the newest article, but never from a day that is still to come.
    fn of(searcher: &Searcher, recency: Recency) -> tantivy::Result<RecencyDecay> {
        let published = all_instants(searcher)?;
        let now = jiff::Timestamp::now().as_second();
        let newest = published.iter().max().map_or(now, |newest| *newest.min(&now));
        let ranking = Ranking::default();
        let fitting = || {
            let ages = published.iter().map(|instant| age(newest, *instant)).collect();
            fitting_half_life(ages, ranking.recency_part)
        };
        let half_life = recency.half_life.unwrap_or_else(fitting);
        Ok(RecencyDecay { decay: Decay { share: ranking.recency_share, half_life }, newest })
    }

    /// The query with its scores multiplied by what age leaves of them.
    pub fn wrap(self, query: Boxed) -> Boxed {
        Box::new(AgedQuery { query, decay: self })
    }

    /// What age leaves of the score of an article.
    pub fn factor_in(&self, columns: &[SegmentColumns], address: DocAddress) -> f32 {
        let columns = columns.get(address.segment_ord as usize);
        let instant = columns.and_then(|columns| columns.instant(address.doc_id));
        self.decay.factor(instant.map(|instant| age(self.newest, instant)))
    }

    /// An explanation of a score that reranking gave, with what age left of it.
    pub fn explain(
        &self,
        searcher: &Searcher,
        address: DocAddress,
        relevance: Explanation,
    ) -> tantivy::Result<Explanation> {
        let (factor, age) = self.factor_at(searcher, address)?;
        let value = relevance.value * factor;
        let leaf = Explanation { value: factor, description: self.describe(age), details: Vec::new() };
        let description = "relevance × recency".to_owned();
        Ok(Explanation { value, description, details: vec![leaf, relevance] })
    }

    fn factor_at(&self, searcher: &Searcher, address: DocAddress) -> tantivy::Result<(f32, Option<f64>)> {
        let column = instants(searcher.segment_reader(address.segment_ord))?;
        let age = self.age_of(&column, address.doc_id);
        Ok((self.decay.factor(age), age))
    }

    fn age_of(&self, column: &Column<i64>, doc: DocId) -> Option<f64> {
        column.first(doc).map(|instant| age(self.newest, instant))
    }

    fn describe(&self, age: Option<f64>) -> String {
        let Decay { share, half_life } = self.decay;
        let age = match age {
            Some(age) => format!("{:.0} days before the newest", age.floor()),
            None => "no date".to_owned(),
        };
        format!("recency: {:.2} + {share:.2} × 2^(-age / {half_life}); {age}", 1.0 - share)
    }
}

/// How many days before `newest`.
fn age(newest: i64, instant: i64) -> f64 {
    (newest.saturating_sub(instant) as f64 / DAY).max(0.0)
}

/// When the articles of the index were published, those that have a date.
fn all_instants(searcher: &Searcher) -> tantivy::Result<Vec<i64>> {
    let mut all = Vec::new();
    for segment in searcher.segment_readers() {
        let column = instants(segment)?;
        all.extend(segment.doc_ids_alive().filter_map(|doc| column.first(doc)));
    }
    Ok(all)
}

/// A query whose scores fall with age.
struct AgedQuery {
    query: Boxed,
    decay: RecencyDecay,
}

impl Clone for AgedQuery {
    fn clone(&self) -> Self {
        AgedQuery { query: self.query.box_clone(), decay: self.decay }
    }
}

impl fmt::Debug for AgedQuery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Aged({:?})", self.query)
    }
}

impl TantivyQuery for AgedQuery {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let weight = self.query.weight(scoring)?;
        if !scoring.is_scoring_enabled() {
            return Ok(weight);
        }
        Ok(Box::new(AgedWeight { weight: Arc::from(weight), decay: self.decay }))
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        self.query.query_terms(visitor);
    }
}

struct AgedWeight {
    weight: Arc<dyn Weight>,
    decay: RecencyDecay,
}

impl Weight for AgedWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let scorer = self.weight.scorer(reader, boost)?;
        Ok(Box::new(AgedScorer { scorer, instants: instants(reader)?, decay: self.decay }))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Parts> {
        let parts = self.weight.explain(reader, doc)?;
        let age = self.decay.age_of(&instants(reader)?, doc);
        let factor = self.decay.decay.factor(age);
        let mut whole = Parts::new("relevance × recency", parts.value() * factor);
        whole.add_detail(Parts::new_with_string(self.decay.describe(age), factor));
        whole.add_detail(parts);
        Ok(whole)
    }
}

struct AgedScorer {
    scorer: Box<dyn Scorer>,
    instants: Column<i64>,
    decay: RecencyDecay,
}

impl DocSet for AgedScorer {
    fn advance(&mut self) -> DocId {
        self.scorer.advance()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        self.scorer.seek(target)
    }

    fn doc(&self) -> DocId {
        self.scorer.doc()
    }

    fn size_hint(&self) -> u32 {
        self.scorer.size_hint()
    }
}

impl Scorer for AgedScorer {
    fn score(&mut self) -> Score {
        let age = self.decay.age_of(&self.instants, self.scorer.doc());
        self.scorer.score() * self.decay.decay.factor(age)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_count_from_the_newest_and_are_never_negative() {
        assert_eq!(age(86_400 * 10, 86_400 * 3), 7.0);
        assert_eq!(age(0, 86_400), 0.0);
        assert!(age(i64::MAX, i64::MIN).is_finite());
    }

    #[test]
    fn the_formula_is_told_with_its_numbers() {
        let decay = Decay { share: 0.5, half_life: dateline_search::recency::HalfLife::of_days(30.0) };
        let decay = RecencyDecay { decay, newest: 0 };
        assert_eq!(
            decay.describe(Some(45.9)),
            "recency: 0.50 + 0.50 × 2^(-age / 30 days); 45 days before the newest"
        );
        assert!(decay.describe(None).ends_with("; no date"));
    }
}
