//! Clauses that stand for many words of the index: words with `*`, and words that are written nearly alike.
//!
//! The words are looked up when the clause is read, once for all that is done with the query; what is kept of them is
//! the articles that have one. The automaton that finds near words has a thousand states and more, takes
//! a millisecond to make, serves all the fields of the clause, and is gone before that of the next clause is made.

use std::collections::BTreeSet;
use std::fmt::Display;
use std::sync::Arc;

use tantivy::index::SegmentId;
use tantivy::query::{
    BitSetDocSet, ConstScorer, DfaWrapper, EmptyScorer, EnableScoring, Explanation, FuzzyTermQuery, Query,
    Scorer, Weight,
};
use tantivy::schema::{Field as IndexField, IndexRecordOption};
use tantivy::{
    BitSet, DocId, DocSet, InvertedIndexReader, Score, Searcher, SegmentReader, TERMINATED, TantivyError,
    Term,
};
use tantivy_fst::Automaton;
use tantivy_fst::automaton::AlwaysMatch;

use dateline_search::budget::{Budget, Held, Meter, Resource};

use super::glob::Glob;
use super::translate::{Boxed, union};
use super::wildcard::Pattern;

/// Words of the index are never longer: its terms come from a hundred bytes, of which each three may become eighteen
/// letters.
const LONGEST: usize = 600;

/// Articles that are one in this many or fewer are kept as a list, more as a bit for each article.
const SPARSE: u32 = 32;

/// The number of states of an automaton per letter of its word, by the distance.
const STATES: [u64; 3] = [1, 15, 50];

/// Looks up the words that clauses stand for.
pub(super) struct Expander<'a> {
    pub searcher: &'a Searcher,
    pub budget: &'a Budget,
}

impl Expander<'_> {
    /// Articles with a word of a pattern in any of the fields; their scores say in how many.
    pub(super) fn like(
        &self,
        fields: &[IndexField],
        pattern: &Pattern,
        clause: &dyn Display,
    ) -> tantivy::Result<Boxed> {
        self.expanded(fields, pattern, clause)
    }

    /// The same for a pattern with question marks.
    pub(super) fn like_glob(
        &self,
        fields: &[IndexField],
        pattern: &Glob,
        clause: &dyn Display,
    ) -> tantivy::Result<Boxed> {
        self.expanded(fields, pattern, clause)
    }

    /// The same for a regular expression.
    pub(super) fn like_regex(
        &self,
        fields: &[IndexField],
        pattern: &tantivy_fst::Regex,
        clause: &dyn Display,
    ) -> tantivy::Result<Boxed> {
        self.expanded(fields, pattern, clause)
    }

    /// Articles with any word at all in a field.
    pub(super) fn any_word(&self, field: IndexField, clause: &dyn Display) -> tantivy::Result<Boxed> {
        self.expanded(&[field], &AlwaysMatch, clause)
    }

    /// The words of an automaton in any of the fields, each once; `None` if there are more than `most`.
    pub(super) fn words<A>(
        &self,
        fields: &[IndexField],
        automaton: &A,
        most: usize,
        clause: &dyn Display,
    ) -> tantivy::Result<Option<Vec<String>>>
    where
        A: Automaton,
        A::State: Clone,
    {
        let mut words = BTreeSet::new();
        for &field in fields {
            for reader in self.searcher.segment_readers() {
                let inverted = reader.inverted_index(field)?;
                let mut meter = self.budget.meter(clause);
                let mut stream = inverted.terms().search(automaton).into_stream()?;
                while stream.advance() {
                    meter.term().map_err(std::io::Error::from)?;
                    words.extend(std::str::from_utf8(stream.key()).map(str::to_owned));
                    if words.len() > most {
                        return Ok(None);
                    }
                }
                meter.finish().map_err(std::io::Error::from)?;
            }
        }
        Ok(Some(words.into_iter().collect()))
    }

    /// Articles with a word that differs from this one in this many letters at most, in any of the fields.
    pub(super) fn near(
        &self,
        fields: &[IndexField],
        word: &str,
        distance: u8,
        clause: &dyn Display,
    ) -> tantivy::Result<Boxed> {
        let letters = word.chars().count();
        let Some(&field) = fields.first().filter(|_| !is_too_long(letters)) else {
            return Ok(union(Vec::new()));
        };
        let states = letters as u64 * STATES[usize::from(distance).min(STATES.len() - 1)];
        self.budget.draw(Resource::States, states, clause).map_err(std::io::Error::from)?;
        self.budget.look(clause).map_err(std::io::Error::from)?;
        let automaton: DfaWrapper =
            FuzzyTermQuery::new(Term::from_field_text(field, word), distance, true).automaton()?;
        self.expanded(fields, &automaton, clause)
    }

    fn expanded<A>(
        &self,
        fields: &[IndexField],
        automaton: &A,
        clause: &dyn Display,
    ) -> tantivy::Result<Boxed>
    where
        A: Automaton,
        A::State: Clone,
    {
        let mut queries: Vec<Boxed> = Vec::with_capacity(fields.len());
        for &field in fields {
            let mut segments = Vec::new();
            for reader in self.searcher.segment_readers() {
                let inverted = reader.inverted_index(field)?;
                let docs = self.articles(&inverted, reader.max_doc(), automaton, clause)?;
                segments.push((reader.segment_id(), docs));
            }
            queries.push(Box::new(Expansion { segments: Arc::new(segments) }));
        }
        Ok(union(queries))
    }

    /// The articles of a segment that have a word of the automaton.
    fn articles<A>(
        &self,
        inverted: &InvertedIndexReader,
        max_doc: DocId,
        automaton: &A,
        clause: &dyn Display,
    ) -> tantivy::Result<Docs>
    where
        A: Automaton,
        A::State: Clone,
    {
        let mut docs = Gathered::new(max_doc);
        let mut meter = self.budget.meter(clause);
        let mut stream = inverted.terms().search(automaton).without_keys().into_stream()?;
        while stream.advance() {
            meter.term().map_err(std::io::Error::from)?;
            let mut postings =
                inverted.read_block_postings_from_terminfo(stream.value(), IndexRecordOption::Basic)?;
            while !postings.docs().is_empty() {
                meter_work(&mut meter, postings.docs().len())?;
                docs.add(postings.docs());
                postings.advance();
            }
        }
        meter.finish().map_err(std::io::Error::from)?;
        docs.kept(self.budget, clause)
    }
}

/// True for a word of more letters than any word of an index has.
pub(super) fn is_too_long(letters: usize) -> bool {
    letters > LONGEST + STATES.len()
}

fn meter_work(meter: &mut Meter<'_>, steps: usize) -> tantivy::Result<()> {
    // Reading an article's number takes a hundredth of what finding a word takes.
    meter.work(steps as u64 / 64 + 1).map_err(|spent| std::io::Error::from(spent).into())
}

/// Articles while they are found: a list until that would be larger than a bit for each.
struct Gathered {
    max_doc: DocId,
    list: Vec<DocId>,
    bits: Option<BitSet>,
}

impl Gathered {
    fn new(max_doc: DocId) -> Gathered {
        Gathered { max_doc, list: Vec::new(), bits: None }
    }

    fn add(&mut self, docs: &[DocId]) {
        match &mut self.bits {
            Some(bits) => docs.iter().for_each(|&doc| {
                bits.insert(doc);
            }),
            None => self.list.extend_from_slice(docs),
        }
        if self.list.len() > (self.max_doc / SPARSE) as usize {
            let mut bits = BitSet::with_max_value(self.max_doc);
            for doc in std::mem::take(&mut self.list) {
                bits.insert(doc);
            }
            self.bits = Some(bits);
        }
    }

    fn kept(mut self, budget: &Budget, clause: &dyn Display) -> tantivy::Result<Docs> {
        let bytes = match &self.bits {
            Some(_) => u64::from(self.max_doc).div_ceil(64) * 8,
            None => {
                self.list.sort_unstable();
                self.list.dedup();
                self.list.shrink_to_fit();
                self.list.len() as u64 * 4
            }
        };
        let held = budget.hold(bytes, clause).map_err(std::io::Error::from)?;
        let ids = match self.bits {
            Some(bits) => DocIds::Bits(bits),
            None => DocIds::List(self.list.into()),
        };
        Ok(Docs { ids, _held: held })
    }
}

/// Articles of one segment.
#[derive(Debug)]
struct Docs {
    ids: DocIds,
    _held: Held,
}

#[derive(Debug)]
enum DocIds {
    List(Arc<[DocId]>),
    Bits(BitSet),
}

/// The articles of each segment that a clause stands for in one field.
#[derive(Debug, Clone)]
struct Expansion {
    segments: Arc<Vec<(SegmentId, Docs)>>,
}

impl Query for Expansion {
    fn weight(&self, _: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(ExpansionWeight(self.clone())))
    }
}

struct ExpansionWeight(Expansion);

impl Weight for ExpansionWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let own = self.0.segments.iter().find(|(segment, _)| *segment == reader.segment_id());
        Ok(match own.map(|(_, docs)| &docs.ids) {
            Some(DocIds::List(list)) if !list.is_empty() => {
                Box::new(ConstScorer::new(Listed { list: Arc::clone(list), at: 0 }, boost))
            }
            Some(DocIds::Bits(bits)) => Box::new(ConstScorer::new(BitSetDocSet::from(bits.clone()), boost)),
            _ => Box::new(EmptyScorer),
        })
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let mut scorer = self.scorer(reader, 1.0)?;
        if scorer.doc() <= doc && scorer.seek(doc) == doc {
            return Ok(Explanation::new("AutomatonScorer", 1.0));
        }
        Err(TantivyError::InvalidArgument(format!("document {doc} does not match")))
    }
}

/// A sorted list of articles, walked through.
struct Listed {
    list: Arc<[DocId]>,
    at: usize,
}

impl DocSet for Listed {
    fn advance(&mut self) -> DocId {
        self.at = (self.at + 1).min(self.list.len());
        self.doc()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        self.at += self.list[self.at..].partition_point(|&doc| doc < target);
        self.doc()
    }

    fn doc(&self) -> DocId {
        self.list.get(self.at).copied().unwrap_or(TERMINATED)
    }

    fn size_hint(&self) -> u32 {
        u32::try_from(self.list.len()).unwrap_or(u32::MAX)
    }
}
