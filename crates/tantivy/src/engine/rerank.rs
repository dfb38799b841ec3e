//! Reranking: what [`dateline_search::ranking`] weighs, read from the index.

use std::ops::Range;

use tantivy::postings::{Postings, SegmentPostings};
use tantivy::query::Bm25StatisticsProvider;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, DocSet, SegmentOrdinal, Term};

use dateline_core::article::Article;
use dateline_core::text::Analyses;
use dateline_search::engine::EngineError;
use dateline_search::query::Field;
use dateline_search::ranking::{self, Candidates, Collection, Ranking};
use dateline_search::response::Explanation;

use super::collect::Ranked;
use super::plan::Plan;

/// Articles in their last order.
pub(super) struct Reranked {
    pub ranked: Vec<Ranked>,
    /// What reranking made of the scores, and the articles of the first stage; none where it left them.
    scores: Option<(ranking::Reranked, Vec<DocAddress>)>,
}

impl Reranked {
    /// The parts of the score of an article that was reranked; `None` for one that was not.
    pub fn explain(&self, address: DocAddress) -> Option<Explanation> {
        let (scores, first) = self.scores.as_ref()?;
        scores.explain(first.iter().position(|other| *other == address)?)
    }
}

/// Puts what was retrieved in its last order.
pub(super) fn rerank(plan: &Plan<'_>, retrieved: Vec<Ranked>) -> Result<Reranked, EngineError> {
    let Some(words) = &plan.words else { return Ok(Reranked { ranked: retrieved, scores: None }) };
    let ranking = Ranking::default();
    let first: Vec<DocAddress> = retrieved.iter().map(|ranked| ranked.address).collect();
    let scores: Vec<f32> = retrieved.iter().map(|ranked| ranked.score).collect();
    let candidates = IndexCandidates::new(plan, &first[..ranking.candidates.min(first.len())]);
    let scores = ranking::rerank(&candidates, plan.request, words, &scores, &ranking)?;
    let ranked = scores.order.iter().map(|&(place, score)| Ranked { address: first[place], score });
    Ok(Reranked { ranked: ranked.collect(), scores: Some((scores, first)) })
}

/// The articles of the first stage that are reranked.
struct IndexCandidates<'a> {
    plan: &'a Plan<'a>,
    addresses: &'a [DocAddress],
    /// Their places in the first stage, in the order of the index, as postings come.
    places: Vec<usize>,
    /// The stretches of `places` that lie in one segment.
    segments: Vec<(SegmentOrdinal, Range<usize>)>,
}

impl<'a> IndexCandidates<'a> {
    fn new(plan: &'a Plan<'a>, addresses: &'a [DocAddress]) -> IndexCandidates<'a> {
        let mut places: Vec<usize> = (0..addresses.len()).collect();
        places.sort_unstable_by_key(|&place| (addresses[place].segment_ord, addresses[place].doc_id));
        let segments = by_segment(places.iter().map(|&place| addresses[place].segment_ord));
        IndexCandidates { plan, addresses, places, segments }
    }

    /// In how many articles a word is written so, and the places of the candidates among them.
    ///
    /// A part of an article has a dictionary of its own; the one in which the word is most frequent counts.
    fn written_as(&self, word: &str) -> tantivy::Result<(u64, Vec<usize>)> {
        let translator = &self.plan.translator;
        let (mut most, mut found) = (0, Vec::new());
        for form in translator.analyses.exact_terms(word) {
            for field in translator.exact_fields(Field::Any) {
                let term = Term::from_field_text(field, &form);
                let frequency = self.plan.local.searcher.doc_freq(&term)?;
                most = most.max(frequency);
                if frequency > 0 {
                    self.visit_term(&term, IndexRecordOption::Basic, |place, _| found.push(place))?;
                }
            }
        }
        found.sort_unstable();
        found.dedup();
        Ok((most, found))
    }

    fn term(&self, text: &str) -> Term {
        Term::from_field_text(self.plan.translator.fields.combined, text)
    }

    /// Calls `take` for every candidate that has the term, with its place and the postings at it.
    fn visit(
        &self,
        term: &str,
        option: IndexRecordOption,
        take: impl FnMut(usize, &mut SegmentPostings),
    ) -> tantivy::Result<()> {
        self.visit_term(&self.term(term), option, take)
    }

    fn visit_term(
        &self,
        term: &Term,
        option: IndexRecordOption,
        mut take: impl FnMut(usize, &mut SegmentPostings),
    ) -> tantivy::Result<()> {
        for (segment, range) in &self.segments {
            let inverted = self.plan.local.searcher.segment_reader(*segment).inverted_index(term.field())?;
            let Some(mut postings) = inverted.read_postings(term, option)? else { continue };
            for &place in &self.places[range.clone()] {
                let doc = self.addresses[place].doc_id;
                if postings.doc() < doc {
                    postings.seek(doc);
                }
                if postings.doc() == doc {
                    take(place, &mut postings);
                }
            }
        }
        Ok(())
    }

    fn positions_of(&self, term: &str) -> tantivy::Result<Vec<Vec<u32>>> {
        let mut positions = vec![Vec::new(); self.addresses.len()];
        let option = IndexRecordOption::WithFreqsAndPositions;
        self.visit(term, option, |place, postings| postings.positions(&mut positions[place]))?;
        Ok(positions)
    }

    fn counts_of(&self, term: &str) -> tantivy::Result<Vec<(usize, u32)>> {
        let mut counts = Vec::new();
        let option = IndexRecordOption::WithFreqs;
        self.visit(term, option, |place, postings| counts.push((place, postings.term_freq())))?;
        Ok(counts)
    }

    fn length_of(&self, address: DocAddress) -> tantivy::Result<f32> {
        let segment = self.plan.local.searcher.segment_reader(address.segment_ord);
        let norms = segment.get_fieldnorms_reader(self.plan.translator.fields.combined)?;
        Ok(norms.fieldnorm(address.doc_id) as f32)
    }

    /// Looks something up for each of these.
    fn each<T, U>(
        &self,
        items: &[T],
        look_up: impl Fn(&T) -> tantivy::Result<U>,
    ) -> Result<Vec<U>, EngineError> {
        items.iter().map(look_up).collect::<tantivy::Result<_>>().map_err(|e| self.plan.failed(e))
    }
}

impl Candidates for IndexCandidates<'_> {
    fn collection(&self) -> Result<Collection, EngineError> {
        let (searcher, combined) = (&self.plan.local.searcher, self.plan.translator.fields.combined);
        let collection = || {
            let articles = searcher.total_num_docs()?;
            let average = searcher.total_num_tokens(combined)? as f32 / articles.max(1) as f32;
            Ok(Collection { articles, average })
        };
        collection().map_err(|e| self.plan.failed(e))
    }

    fn terms(&self, text: &str) -> Vec<Vec<String>> {
        self.plan.translator.terms(Field::Any, text)
    }

    fn analyses(&self) -> &Analyses {
        self.plan.translator.analyses
    }

    fn frequencies(&self, terms: &[&str]) -> Result<Vec<u64>, EngineError> {
        self.each(terms, |term| self.plan.local.searcher.doc_freq(&self.term(term)))
    }

    fn written(&self, words: &[&str]) -> Result<Vec<(u64, Vec<usize>)>, EngineError> {
        self.each(words, |word| self.written_as(word))
    }

    fn correction(&self, word: &str) -> Result<Option<String>, EngineError> {
        let (local, budget) = (self.plan.local, self.plan.translator.budget);
        local.suggester(budget).correction(word).map_err(|e| self.plan.failed(e))
    }

    fn lengths(&self) -> Result<Vec<f32>, EngineError> {
        self.each(self.addresses, |&address| self.length_of(address))
    }

    fn positions(&self, terms: &[&str]) -> Result<Vec<Vec<Vec<u32>>>, EngineError> {
        self.each(terms, |term| self.positions_of(term))
    }

    fn counts(&self, terms: &[&str]) -> Result<Vec<Vec<(usize, u32)>>, EngineError> {
        self.each(terms, |term| self.counts_of(term))
    }

    fn articles(&self, places: &[usize]) -> Result<Vec<Article>, EngineError> {
        let texts = |&place: &usize| self.plan.local.articles.without_names(self.addresses[place]);
        Ok(places.iter().map(texts).collect::<Result<_, _>>()?)
    }

    fn recency_factors(&self) -> Result<Option<Vec<f32>>, EngineError> {
        let Some(decay) = self.plan.decay else { return Ok(None) };
        let factors = || {
            let columns = self.plan.local.columns.of(&self.plan.local.searcher)?;
            Ok(self.addresses.iter().map(|&address| decay.factor_in(columns, address)).collect())
        };
        factors().map(Some).map_err(|e| self.plan.failed(e))
    }
}

/// The stretches of candidates, which are in the order of the index, that lie in one segment.
fn by_segment(segments: impl Iterator<Item = SegmentOrdinal>) -> Vec<(SegmentOrdinal, Range<usize>)> {
    let mut out: Vec<(SegmentOrdinal, Range<usize>)> = Vec::new();
    for (at, segment) in segments.enumerate() {
        match out.last_mut() {
            Some((last, range)) if *last == segment => range.end = at + 1,
            _ => out.push((segment, at..at + 1)),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn candidates_are_visited_segment_by_segment() {
        assert_eq!(by_segment([0, 1, 1].into_iter()), [(0, 0..1), (1, 1..3)]);
    }
}
