//! A query that stops when its time is up.

use std::sync::Arc;

use tantivy::query::{EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocId, Score, SegmentReader, Term};

use dateline_search::budget::{Budget, Spent};

use super::translate::Boxed;

/// A look at the clock after this many articles.
const BETWEEN_LOOKS: usize = 1 << 13;

/// A query with the budget that finding and collecting its articles draws time from.
#[derive(Debug)]
pub(super) struct Bounded {
    query: Boxed,
    clock: Clock,
}

/// What a query is called, and its budget.
#[derive(Debug, Clone)]
struct Clock {
    budget: Budget,
    name: Arc<str>,
}

impl Clock {
    fn look(&self) -> Result<(), Spent> {
        self.budget.look(&self.name)
    }

    /// Counts articles; leaves the search when the time is up, which no loop of tantivy's can be told otherwise.
    fn tick(&self, seen: &mut usize, articles: usize) {
        *seen += articles;
        if *seen >= BETWEEN_LOOKS {
            *seen = 0;
            if let Err(spent) = self.look() {
                spent.unwind();
            }
        }
    }
}

impl Bounded {
    /// A query that is called so in an error.
    pub(super) fn boxed(query: Boxed, budget: &Budget, name: &Arc<str>) -> Boxed {
        Box::new(Bounded { query, clock: Clock { budget: budget.clone(), name: Arc::clone(name) } })
    }
}

impl Clone for Bounded {
    fn clone(&self) -> Self {
        Bounded { query: self.query.box_clone(), clock: self.clock.clone() }
    }
}

impl Query for Bounded {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(BoundedWeight { weight: self.query.weight(scoring)?, clock: self.clock.clone() }))
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        self.query.query_terms(visitor);
    }
}

struct BoundedWeight {
    weight: Box<dyn Weight>,
    clock: Clock,
}

impl BoundedWeight {
    fn look(&self) -> tantivy::Result<()> {
        self.clock.look().map_err(|spent| std::io::Error::from(spent).into())
    }
}

impl Weight for BoundedWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        self.look()?;
        self.weight.scorer(reader, boost)
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        self.weight.explain(reader, doc)
    }

    fn count(&self, reader: &SegmentReader) -> tantivy::Result<u32> {
        self.look()?;
        self.weight.count(reader)
    }

    fn for_each(
        &self,
        reader: &SegmentReader,
        callback: &mut dyn FnMut(DocId, Score),
    ) -> tantivy::Result<()> {
        self.look()?;
        let mut seen = 0;
        self.weight.for_each(reader, &mut |doc, score| {
            self.clock.tick(&mut seen, 1);
            callback(doc, score);
        })
    }

    fn for_each_no_score(
        &self,
        reader: &SegmentReader,
        callback: &mut dyn FnMut(&[DocId]),
    ) -> tantivy::Result<()> {
        self.look()?;
        let mut seen = 0;
        self.weight.for_each_no_score(reader, &mut |docs| {
            self.clock.tick(&mut seen, docs.len());
            callback(docs);
        })
    }

    fn for_each_pruning(
        &self,
        threshold: Score,
        reader: &SegmentReader,
        callback: &mut dyn FnMut(DocId, Score) -> Score,
    ) -> tantivy::Result<()> {
        self.look()?;
        let mut seen = 0;
        self.weight.for_each_pruning(threshold, reader, &mut |doc, score| {
            self.clock.tick(&mut seen, 1);
            callback(doc, score)
        })
    }
}
