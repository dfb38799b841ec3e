//! The articles that match a query, found once and gone through by all that counts them.

use std::collections::HashMap;
use std::sync::Arc;

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::index::SegmentId;
use tantivy::query::{
    BitSetDocSet, ConstScorer, EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight,
};
use tantivy::{BitSet, DocId, Score, Searcher, SegmentOrdinal, SegmentReader, TantivyError};

use super::NO_SCORE;

/// Articles, as a query that finds just these. To ask it takes no time, however long it took to find them.
#[derive(Debug, Clone)]
pub(super) struct Matched(Arc<HashMap<SegmentId, BitSet>>);

impl Matched {
    /// The articles that match a query.
    pub fn of(searcher: &Searcher, query: &dyn Query) -> tantivy::Result<Matched> {
        let found = searcher.search(query, &MatchCollector)?;
        Ok(Matched(Arc::new(found)))
    }
}

impl Query for Matched {
    fn weight(&self, _: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(MatchedWeight(self.clone())))
    }
}

struct MatchedWeight(Matched);

impl Weight for MatchedWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        Ok(match self.0.0.get(&reader.segment_id()) {
            Some(found) => Box::new(ConstScorer::new(BitSetDocSet::from(found.clone()), boost * NO_SCORE)),
            None => Box::new(EmptyScorer),
        })
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        match self.0.0.get(&reader.segment_id()) {
            Some(found) if found.contains(doc) => Ok(Explanation::new("one of the articles", NO_SCORE)),
            _ => Err(TantivyError::InvalidArgument(format!("document {doc} does not match"))),
        }
    }
}

struct MatchCollector;

struct SegmentMatches {
    segment: SegmentId,
    found: BitSet,
}

impl Collector for MatchCollector {
    type Fruit = HashMap<SegmentId, BitSet>;
    type Child = SegmentMatches;

    fn for_segment(&self, _: SegmentOrdinal, reader: &SegmentReader) -> tantivy::Result<SegmentMatches> {
        Ok(SegmentMatches { segment: reader.segment_id(), found: BitSet::with_max_value(reader.max_doc()) })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, fruits: Vec<(SegmentId, BitSet)>) -> tantivy::Result<HashMap<SegmentId, BitSet>> {
        Ok(fruits.into_iter().collect())
    }
}

impl SegmentCollector for SegmentMatches {
    type Fruit = (SegmentId, BitSet);

    fn collect(&mut self, doc: DocId, _: Score) {
        self.found.insert(doc);
    }

    fn harvest(self) -> (SegmentId, BitSet) {
        (self.segment, self.found)
    }
}

#[cfg(test)]
mod tests {
    use tantivy::collector::Count;
    use tantivy::query::AllQuery;
    use tantivy::schema::{STRING, Schema};
    use tantivy::{Index, Term, doc};

    use super::*;

    #[test]
    fn just_the_articles_that_matched_are_found_again() {
        let mut schema = Schema::builder();
        let text = schema.add_text_field("text", STRING);
        let index = Index::create_in_ram(schema.build());
        let mut writer = index.writer_with_num_threads(1, 15_000_000).unwrap();
        for word in ["war", "peace", "war"] {
            writer.add_document(doc!(text => word)).unwrap();
            writer.commit().unwrap();
        }
        writer.delete_term(Term::from_field_text(text, "peace"));
        writer.commit().unwrap();
        let searcher = index.reader().unwrap().searcher();
        let matched = Matched::of(&searcher, &AllQuery).unwrap();
        assert_eq!(searcher.search(&matched, &Count).unwrap(), 2);
        let none = Matched::of(&searcher, &tantivy::query::EmptyQuery).unwrap();
        assert_eq!(searcher.search(&none, &Count).unwrap(), 0);
    }
}
