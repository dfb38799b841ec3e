//! A query on places of words: phrases within one part of a field, words near each other.
//!
//! tantivy's own phrases serve where the whole field counts and the words are directly next to each
//! other; this serves the rest, by the meaning of [`dateline_search::near`].

use std::ops::Range;
use std::sync::Arc;

use tantivy::columnar::Column;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::query::{Bm25Weight, EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED, TantivyError, Term};

use crate::index::{columns, headline_start};
use dateline_search::budget::{Budget, Spent};
use dateline_search::near::matches_while;

/// A look at the clock after this many places of words.
const BETWEEN_LOOKS: u64 = 1 << 14;

/// A place takes so many bytes where words near each other are looked for.
const BYTES_A_PLACE: u64 = 32;

/// Words of one field near each other; a single word where it has to be in one part of it.
#[derive(Debug, Clone)]
pub(super) struct PositionQuery {
    pub field: Field,
    /// For each word of the phrase the terms under which it may stand; none is without terms.
    pub words: Vec<Vec<Term>>,
    pub slop: u32,
    /// The part of the field that the words have to be in, if not anywhere.
    pub part: Option<Part>,
    /// What looking at the places of the words costs.
    pub budget: Budget,
    /// What the query is called in an error.
    pub name: Arc<str>,
}

/// A part of the combined field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Body,
    Headline,
}

/// Where the parts of the combined field are in each article of a segment.
struct Parts {
    part: Part,
    body_words: Column<u64>,
    headline_words: Column<u64>,
}

impl Parts {
    fn open(reader: &SegmentReader, part: Part) -> tantivy::Result<Parts> {
        let fast = reader.fast_fields();
        Ok(Parts {
            part,
            body_words: fast.u64(columns::BODY_WORDS)?,
            headline_words: fast.u64(columns::HEADLINE_WORDS)?,
        })
    }

    /// The positions of the part in an article.
    fn range(&self, doc: DocId) -> Range<u64> {
        let body = self.body_words.first(doc).unwrap_or_default();
        match self.part {
            Part::Body => 0..body,
            Part::Headline => {
                let start = headline_start(body);
                start..start + self.headline_words.first(doc).unwrap_or_default()
            }
        }
    }
}

impl Query for PositionQuery {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let similarity = match scoring {
            EnableScoring::Disabled { .. } => None,
            EnableScoring::Enabled { statistics_provider, .. } => {
                let most_frequent = |terms: &Vec<Term>| {
                    let frequency = |term: &&Term| statistics_provider.doc_freq(term).unwrap_or_default();
                    terms.iter().max_by_key(frequency).cloned()
                };
                let terms: Vec<Term> = self.words.iter().filter_map(most_frequent).collect();
                (!terms.is_empty()).then(|| Bm25Weight::for_terms(statistics_provider, &terms)).transpose()?
            }
        };
        Ok(Box::new(PositionWeight { query: self.clone(), similarity }))
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        self.words.iter().flatten().for_each(|term| visitor(term, true));
    }
}

struct PositionWeight {
    query: PositionQuery,
    similarity: Option<Bm25Weight>,
}

impl PositionWeight {
    fn scorer_of(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Option<PositionScorer>> {
        let query = &self.query;
        let mut words = Vec::with_capacity(query.words.len());
        for terms in &query.words {
            let word = Word::open(reader, query.field, terms)?;
            if word.postings.is_empty() {
                return Ok(None);
            }
            words.push(word);
        }
        let norms = reader.fieldnorms_readers().get_field(query.field)?;
        let parts = query.part.map(|part| Parts::open(reader, part)).transpose()?;
        let mut scorer = PositionScorer {
            places: vec![Vec::new(); words.len()],
            words,
            slop: query.slop,
            parts,
            doc: 0,
            count: 0,
            steps: 0,
            budget: query.budget.clone(),
            name: Arc::clone(&query.name),
            norms: norms.unwrap_or_else(|| FieldNormReader::constant(reader.max_doc(), 1)),
            similarity: self.similarity.as_ref().map(|similarity| similarity.boost_by(boost)),
        };
        scorer.settle(0);
        Ok(Some(scorer))
    }
}

impl Weight for PositionWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        Ok(match self.scorer_of(reader, boost)? {
            Some(scorer) => Box::new(scorer),
            None => Box::new(EmptyScorer),
        })
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let scorer = self.scorer_of(reader, 1.0)?;
        let at = scorer.map(|mut scorer| (scorer.seek(doc), scorer)).filter(|(found, _)| *found == doc);
        let Some((_, mut scorer)) = at else {
            return Err(TantivyError::InvalidArgument(format!("document {doc} does not match")));
        };
        let mut explanation = Explanation::new("words near each other", scorer.score());
        if let Some(similarity) = &self.similarity {
            explanation.add_detail(similarity.explain(scorer.norms.fieldnorm_id(doc), scorer.count));
        }
        Ok(explanation)
    }
}

/// A word of the phrase within one segment.
struct Word {
    /// The postings of its terms, none of them empty.
    postings: Vec<SegmentPostings>,
}

impl Word {
    fn open(reader: &SegmentReader, field: Field, terms: &[Term]) -> tantivy::Result<Word> {
        let inverted = reader.inverted_index(field)?;
        let mut postings = Vec::new();
        for term in terms {
            postings.extend(inverted.read_postings(term, IndexRecordOption::WithFreqsAndPositions)?);
        }
        Ok(Word { postings })
    }

    /// The first article from `target` on that has the word.
    fn seek(&mut self, target: DocId) -> DocId {
        let seek = |postings: &mut SegmentPostings| {
            if postings.doc() < target { postings.seek(target) } else { postings.doc() }
        };
        self.postings.iter_mut().map(seek).min().unwrap_or(TERMINATED)
    }

    /// The places of the word in an article that was sought, in rising order.
    fn places(&mut self, doc: DocId, out: &mut Vec<u32>) {
        out.clear();
        let mut of_term = Vec::new();
        for postings in self.postings.iter_mut().filter(|postings| postings.doc() == doc) {
            postings.positions(&mut of_term);
            out.extend_from_slice(&of_term);
        }
        if self.postings.len() > 1 {
            out.sort_unstable();
        }
    }

    /// How many places it has in an article that was sought.
    fn count(&self, doc: DocId) -> u64 {
        let here = self.postings.iter().filter(|postings| postings.doc() == doc);
        here.map(|postings| u64::from(postings.term_freq())).sum()
    }

    fn most(&self) -> u32 {
        self.postings.iter().map(DocSet::size_hint).sum()
    }
}

struct PositionScorer {
    words: Vec<Word>,
    slop: u32,
    parts: Option<Parts>,
    doc: DocId,
    /// How often the words stand together in the article.
    count: u32,
    places: Vec<Vec<u32>>,
    /// The work since the last look at the clock.
    steps: u64,
    budget: Budget,
    name: Arc<str>,
    norms: FieldNormReader,
    similarity: Option<Bm25Weight>,
}

impl PositionScorer {
    /// Goes to the first match from `target` on.
    fn settle(&mut self, mut target: DocId) -> DocId {
        loop {
            target = self.with_all_words(target);
            self.doc = target;
            if target == TERMINATED {
                return target;
            }
            // There is no other way to leave a search of tantivy's.
            self.count = self.matches_here().unwrap_or_else(|spent| spent.unwind());
            if self.count > 0 {
                return target;
            }
            target += 1;
        }
    }

    /// The first article from `target` on that has all the words.
    fn with_all_words(&mut self, mut target: DocId) -> DocId {
        let mut agreed = 0;
        let mut next = 0;
        while agreed < self.words.len() && target != TERMINATED {
            let doc = self.words[next].seek(target);
            agreed = if doc == target { agreed + 1 } else { 1 };
            target = doc;
            next = (next + 1) % self.words.len();
        }
        target
    }

    fn matches_here(&mut self) -> Result<u32, Spent> {
        let places: u64 = self.words.iter().map(|word| word.count(self.doc)).sum();
        self.steps += places + 1;
        if self.steps >= BETWEEN_LOOKS {
            self.steps = 0;
            self.budget.look(&self.name)?;
        }
        let _held = self.budget.hold(places * BYTES_A_PLACE, &self.name)?;
        let range = self.parts.as_ref().map(|parts| parts.range(self.doc));
        for (word, places) in self.words.iter_mut().zip(&mut self.places) {
            word.places(self.doc, places);
            if let Some(range) = &range {
                places.truncate(places.partition_point(|&place| u64::from(place) < range.end));
                places.drain(..places.partition_point(|&place| u64::from(place) < range.start));
            }
        }
        if self.slop == 0 {
            return Ok(u32::try_from(phrases(&self.places)).unwrap_or(u32::MAX));
        }
        let (steps, budget, name) = (&mut self.steps, &self.budget, &self.name);
        let mut spent = None;
        let mut goes_on = |occurrences: usize| {
            *steps += occurrences as u64;
            if *steps >= BETWEEN_LOOKS {
                *steps = 0;
                spent = budget.look(name).err();
            }
            spent.is_none()
        };
        let count = matches_while(&self.places, self.slop, &mut goes_on).len();
        if let Some(spent) = spent {
            return Err(spent);
        }
        Ok(u32::try_from(count).unwrap_or(u32::MAX))
    }
}

/// How often the words follow each other directly.
fn phrases(places: &[Vec<u32>]) -> usize {
    let Some((first, others)) = places.split_first() else { return 0 };
    let follows = |start: u32| {
        let at = (1u32..).zip(others);
        at.into_iter().all(|(offset, places)| places.binary_search(&start.saturating_add(offset)).is_ok())
    };
    first.iter().filter(|&&start| follows(start)).count()
}

impl DocSet for PositionScorer {
    fn advance(&mut self) -> DocId {
        if self.doc == TERMINATED { TERMINATED } else { self.settle(self.doc + 1) }
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if target <= self.doc { self.doc } else { self.settle(target) }
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.words.iter().map(Word::most).min().unwrap_or_default()
    }
}

impl Scorer for PositionScorer {
    fn score(&mut self) -> Score {
        let similarity = self.similarity.as_ref();
        similarity.map_or(1.0, |similarity| similarity.score(self.norms.fieldnorm_id(self.doc), self.count))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_are_counted_where_they_begin() {
        assert_eq!(phrases(&[vec![0, 5, 9], vec![1, 7, 10]]), 2);
        assert_eq!(phrases(&[vec![3]]), 1);
        assert_eq!(phrases(&[vec![u32::MAX], vec![0]]), 0);
        assert_eq!(phrases(&[]), 0);
    }
}
