//! A query on the values of a column.

use std::sync::Arc;

use tantivy::query::{
    BitSetDocSet, ConstScorer, EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight,
};
use tantivy::{BitSet, DocId, Score, SegmentReader, TantivyError};

use dateline_search::budget::{Budget, Held};

use super::NO_SCORE;

/// Articles that have one of these values in a column of texts, which need not be searchable otherwise.
///
/// It looks at every article, and is meant for what is seldom asked.
#[derive(Debug, Clone)]
pub(super) struct ColumnQuery {
    pub column: &'static str,
    pub values: Arc<[String]>,
    /// What looking at every article draws time from.
    pub budget: Budget,
    /// What the query is called in an error.
    pub name: Arc<str>,
    /// The memory that the values take.
    pub _held: Arc<Held>,
}

impl Query for ColumnQuery {
    fn weight(&self, _: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(ColumnWeight(self.clone())))
    }
}

struct ColumnWeight(ColumnQuery);

impl ColumnWeight {
    fn matches(&self, reader: &SegmentReader) -> tantivy::Result<Option<BitSet>> {
        let Some(column) = reader.fast_fields().str(self.0.column)? else { return Ok(None) };
        let mut wanted = BitSet::with_max_value(u32::try_from(column.num_terms()).unwrap_or(u32::MAX));
        let mut meter = self.0.budget.meter(&self.0.name);
        for value in self.0.values.iter() {
            meter.work(1).map_err(std::io::Error::from)?;
            if let Some(number) = column.dictionary().term_ord(value.as_bytes())?
                && let Ok(number) = u32::try_from(number)
            {
                wanted.insert(number);
            }
        }
        if wanted.len() == 0 {
            return Ok(None);
        }
        let mut found = BitSet::with_max_value(reader.max_doc());
        for doc in 0..reader.max_doc() {
            meter.work(1).map_err(std::io::Error::from)?;
            let mut values = column.term_ords(doc);
            if values.any(|number| u32::try_from(number).is_ok_and(|number| wanted.contains(number))) {
                found.insert(doc);
            }
        }
        Ok(Some(found))
    }
}

impl Weight for ColumnWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        Ok(match self.matches(reader)? {
            Some(found) => Box::new(ConstScorer::new(BitSetDocSet::from(found), boost * NO_SCORE)),
            None => Box::new(EmptyScorer),
        })
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        match self.matches(reader)? {
            Some(found) if found.contains(doc) => Ok(Explanation::new("a value of the column", NO_SCORE)),
            _ => Err(TantivyError::InvalidArgument(format!("document {doc} does not match"))),
        }
    }
}
