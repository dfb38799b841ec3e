//! Reranking the best articles of a query of plain words: neighbours and expansion terms.
//!
//! [`dateline_search::ranking`] says what is weighed; this reads the numbers from the index.

use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::Range;

use tantivy::postings::{Postings, SegmentPostings};
use tantivy::query::Bm25StatisticsProvider;
use tantivy::schema::{Field as IndexField, IndexRecordOption};
use tantivy::{DocAddress, DocSet, Score, Searcher, SegmentOrdinal, Term};

use crate::index::Fields;
use dateline_core::article::{Article, TextField};
use dateline_core::text::{Analyses, Analysis};
use dateline_search::query::{Field, Query};
use dateline_search::ranking::feedback::{Collection, Sample, Weighted, expanded};
use dateline_search::ranking::pairs::{Pair, closeness, of_query};
use dateline_search::ranking::variants::{Form, others};
use dateline_search::ranking::{Ranking, bm25};
use dateline_search::request::Request;
use dateline_search::response::Explanation;

use super::collect::Ranked;
use super::translate::Translator;

/// An explanation names so many of the expansion terms, the heaviest first.
const EXPLAINED: usize = 12;

/// The words of a query that is nothing but words of the article's text, in order; `None` for any other.
///
/// Operators, fields and weights say exactly what is meant, and nothing is to be added to them.
pub(super) fn plain_words(query: &Query) -> Option<Vec<&str>> {
    let words: Vec<&Query> = match query {
        Query::Bool { must, should, must_not }
            if must_not.is_empty() && must.is_empty() | should.is_empty() =>
        {
            must.iter().chain(should).collect()
        }
        word => vec![word],
    };
    let words: Vec<&str> = words.into_iter().map(text_of).collect::<Option<_>>()?;
    (!words.is_empty()).then_some(words)
}

fn text_of(word: &Query) -> Option<&str> {
    match word {
        Query::Word { field: Field::Any, text } => Some(text),
        _ => None,
    }
}

/// The terms of the words of a query, and of other ways to write names in it.
#[derive(Debug, Default)]
pub(super) struct Terms {
    /// The different terms.
    distinct: Vec<String>,
    /// How often the query says each of them.
    counts: Vec<f32>,
    /// The query in each language, by the numbers of its terms.
    readings: Vec<Vec<usize>>,
    /// Other ways to write names.
    forms: Vec<Form>,
}

impl Terms {
    /// The terms of the words of a request, of those that the index has.
    pub fn of(translator: &Translator<'_>, request: &Request, words: &[&str]) -> Terms {
        let all: Vec<Vec<String>> =
            words.iter().flat_map(|word| translator.terms(Field::Any, word)).collect();
        let mut terms = Terms::in_languages(&all, translator.analyses);
        for name in request.names.iter().flat_map(|names| &names.names) {
            for spelling in &name.spellings {
                terms.add_form(
                    translator.terms(Field::Any, &name.words),
                    translator.terms(Field::Any, spelling),
                );
            }
        }
        terms
    }

    /// Adds another way to write a name.
    fn add_form(&mut self, own: Vec<Vec<String>>, other: Vec<Vec<String>>) {
        let reading = other.iter().filter_map(|terms| terms.first());
        let reading: Vec<usize> = reading.map(|term| self.number(term)).collect();
        self.readings.push(reading);
        let flat = |words: Vec<Vec<String>>| words.into_iter().flatten().collect();
        self.forms.push(Form { own: flat(own), other: flat(other) });
    }

    /// The terms of words that may stand under several each.
    ///
    /// Neighbours are words of one language, so that the words are read once in each.
    fn in_languages(words: &[Vec<String>], analyses: &Analyses) -> Terms {
        let mut terms = Terms::default();
        for term in words.iter().flatten() {
            let number = terms.number(term);
            terms.counts[number] += 1.0;
        }
        for analysis in analyses.iter() {
            let read = |terms: &Vec<String>| {
                let own = terms.iter().find(|term| analysis.marks(term));
                own.or(terms.first()).cloned()
            };
            let reading: Vec<usize> = words.iter().filter_map(read).map(|term| terms.number(&term)).collect();
            if !terms.readings.contains(&reading) {
                terms.readings.push(reading);
            }
        }
        terms
    }

    fn number(&mut self, term: &str) -> usize {
        if let Some(known) = self.distinct.iter().position(|other| other == term) {
            return known;
        }
        self.distinct.push(term.to_owned());
        self.counts.push(0.0);
        self.distinct.len() - 1
    }

    fn weighted(&self) -> Vec<Weighted> {
        let all = self.distinct.iter().zip(&self.counts).filter(|(_, weight)| **weight > 0.0);
        all.map(|(term, &weight)| Weighted { term: term.clone(), weight }).collect()
    }

    /// The pairs of neighbours of all readings, each once.
    fn pairs(&self) -> Vec<Pair> {
        let mut pairs: Vec<Pair> = Vec::new();
        for pair in self.readings.iter().flat_map(|reading| of_query(reading)) {
            if !pairs.iter().any(|known| (known.first, known.second) == (pair.first, pair.second)) {
                pairs.push(pair);
            }
        }
        pairs
    }
}

/// An article that is weighed again.
#[derive(Debug, Clone, Copy)]
struct Candidate {
    address: DocAddress,
    /// Its place in the first stage.
    place: usize,
    /// Its length in words.
    length: f32,
    /// The score of the first stage.
    first: f32,
    /// What neighbours add.
    pairs: f32,
    /// What the words of the query and those lent to it add up to.
    words: f32,
}

/// Reranks the first articles of an answer: made from them, given expansion terms, then asked for their order.
pub(super) struct Reranker<'a> {
    searcher: &'a Searcher,
    fields: &'a Fields,
    ranking: Ranking,
    /// How many articles there are, and their mean length.
    articles: u64,
    average: f32,
    words: Vec<Weighted>,
    /// In the order of the index, as postings come.
    candidates: Vec<Candidate>,
    /// The stretches of the candidates that lie in one segment.
    segments: Vec<(SegmentOrdinal, Range<usize>)>,
}

impl<'a> Reranker<'a> {
    /// Looks at the first articles of an answer to these terms.
    pub fn new(
        searcher: &'a Searcher,
        fields: &'a Fields,
        ranking: Ranking,
        terms: &Terms,
        answer: &[Ranked],
    ) -> tantivy::Result<Reranker<'a>> {
        let head = &answer[..ranking.candidates.min(answer.len())];
        let candidates = candidates(searcher, fields.combined, head)?;
        let articles = searcher.total_num_docs()?;
        let average = searcher.total_num_tokens(fields.combined)? as f32 / articles.max(1) as f32;
        let segments = by_segment(&candidates);
        let words = terms.weighted();
        let mut look = Reranker { searcher, fields, ranking, articles, average, words, candidates, segments };
        look.add_others(&terms.forms)?;
        look.add_pairs(&terms.distinct, &terms.pairs())?;
        Ok(look)
    }

    /// Adds the words of other ways to write names in the query.
    fn add_others(&mut self, forms: &[Form]) -> tantivy::Result<()> {
        let of_names = forms.iter().flat_map(|form| form.own.iter().chain(&form.other));
        let idf = of_names.map(|term| Ok((term.as_str(), self.idf(term)?)));
        let idf: HashMap<&str, f32> = idf.collect::<tantivy::Result<_>>()?;
        let others =
            others(&self.words, forms, &|term| idf.get(term).copied().unwrap_or_default(), &self.ranking);
        self.words.extend(others);
        Ok(())
    }

    /// The articles that shall lend words to the query, the best first.
    pub fn feedback_documents(&self) -> Vec<DocAddress> {
        self.best().into_iter().map(|candidate| candidate.address).collect()
    }

    fn best(&self) -> Vec<&Candidate> {
        let mut best: Vec<&Candidate> = self.candidates.iter().collect();
        best.sort_by(|a, b| base(b).total_cmp(&base(a)).then(a.place.cmp(&b.place)));
        best.truncate(self.ranking.feedback_articles);
        best
    }

    /// Adds to the query what the articles of [`Reranker::feedback_documents`], in their order, lend it.
    pub fn expand(&mut self, articles: &[Article]) -> tantivy::Result<()> {
        let samples: Vec<Sample> = self
            .best()
            .into_iter()
            .zip(articles)
            .map(|(best, article)| sample(base(best), article))
            .collect();
        let failed = RefCell::new(None);
        let frequency = |term: &str| {
            let frequency = self.frequency(term);
            frequency.unwrap_or_else(|error| {
                failed.replace(Some(error));
                0
            })
        };
        let collection = Collection { articles: self.articles, average: self.average, frequency: &frequency };
        let words = expanded(&self.words, &samples, &collection, &self.ranking);
        if let Some(error) = failed.into_inner() {
            return Err(error);
        }
        self.words = words;
        Ok(())
    }

    /// Puts the first articles in their new order; those behind them stay behind.
    pub fn order(&mut self, answer: &mut [Ranked]) -> tantivy::Result<()> {
        self.add_words()?;
        let (head, tail) = answer.split_at_mut(self.candidates.len());
        let mut sorted: Vec<&Candidate> = self.candidates.iter().collect();
        sorted.sort_by(|a, b| total(b).total_cmp(&total(a)).then(a.place.cmp(&b.place)));
        for (place, candidate) in head.iter_mut().zip(sorted) {
            *place = Ranked { address: candidate.address, score: total(candidate) };
        }
        lower(tail, head.last().map(|last| last.score));
        Ok(())
    }

    /// Adds what the words of the query that are neighbours in the article too are worth.
    fn add_pairs(&mut self, terms: &[String], pairs: &[Pair]) -> tantivy::Result<()> {
        if pairs.is_empty() || self.ranking.pair_weight <= 0.0 {
            return Ok(());
        }
        let mut sums = vec![vec![0.0; self.candidates.len()]; pairs.len()];
        let positions = terms.iter().map(|term| self.positions(self.fields.combined, term));
        let positions: Vec<Vec<Vec<u32>>> = positions.collect::<tantivy::Result<_>>()?;
        for (pair, sums) in pairs.iter().zip(&mut sums) {
            for (at, sum) in sums.iter_mut().enumerate() {
                *sum += closeness(&positions[pair.first][at], &positions[pair.second][at]);
            }
        }
        let idf = terms.iter().map(|term| self.idf(term)).collect::<tantivy::Result<Vec<f32>>>()?;
        for (pair, sums) in pairs.iter().zip(&sums) {
            let weight = self.ranking.pair_weight * pair.count * idf[pair.first].min(idf[pair.second]);
            for (candidate, sum) in self.candidates.iter_mut().zip(sums) {
                candidate.pairs += weight * bm25::saturation(*sum, candidate.length, self.average);
            }
        }
        Ok(())
    }

    /// The positions of a term in a field of each candidate.
    fn positions(&self, field: IndexField, term: &str) -> tantivy::Result<Vec<Vec<u32>>> {
        let mut positions = vec![Vec::new(); self.candidates.len()];
        let option = IndexRecordOption::WithFreqsAndPositions;
        self.visit(field, term, option, |at, postings| postings.positions(&mut positions[at]))?;
        Ok(positions)
    }

    /// Adds what the weighted words are worth.
    fn add_words(&mut self) -> tantivy::Result<()> {
        let mut sums = vec![0.0; self.candidates.len()];
        for word in &self.words {
            let weight = word.weight * self.idf(&word.term)?;
            self.visit(self.fields.combined, &word.term, IndexRecordOption::WithFreqs, |at, postings| {
                let count = postings.term_freq() as f32;
                sums[at] += weight * bm25::saturation(count, self.candidates[at].length, self.average);
            })?;
        }
        self.candidates.iter_mut().zip(sums).for_each(|(candidate, sum)| candidate.words = sum);
        Ok(())
    }

    /// Calls `take` for every candidate that holds the term, with its number and the postings at it.
    fn visit(
        &self,
        field: IndexField,
        term: &str,
        option: IndexRecordOption,
        mut take: impl FnMut(usize, &mut SegmentPostings),
    ) -> tantivy::Result<()> {
        let term = Term::from_field_text(field, term);
        for (segment, range) in &self.segments {
            let inverted = self.searcher.segment_reader(*segment).inverted_index(field)?;
            let Some(mut postings) = inverted.read_postings(&term, option)? else { continue };
            for at in range.clone() {
                let doc = self.candidates[at].address.doc_id;
                if postings.doc() < doc {
                    postings.seek(doc);
                }
                if postings.doc() == doc {
                    take(at, &mut postings);
                }
            }
        }
        Ok(())
    }

    fn frequency(&self, term: &str) -> tantivy::Result<u64> {
        self.searcher.doc_freq(&Term::from_field_text(self.fields.combined, term))
    }

    fn idf(&self, term: &str) -> tantivy::Result<f32> {
        Ok(bm25::idf(self.articles, self.frequency(term)?))
    }

    /// The parts of the score of an article that was weighed again; `None` for one that was not.
    pub fn explain(&self, address: DocAddress) -> Option<Explanation> {
        let candidate = self.candidates.iter().find(|candidate| candidate.address == address)?;
        let mut words: Vec<&Weighted> = self.words.iter().collect();
        words.sort_by(|a, b| b.weight.total_cmp(&a.weight));
        let named: Vec<String> =
            words.iter().take(EXPLAINED).map(|word| format!("{} {:.2}", word.term, word.weight)).collect();
        let leaf = |value, description| Explanation { value, description, details: Vec::new() };
        Some(Explanation {
            value: total(candidate),
            description: "reranking: words of the query and of the first articles, and neighbours".to_owned(),
            details: vec![
                leaf(candidate.words, format!("words with their weights: {}", named.join(", "))),
                leaf(candidate.pairs, "words of the query that follow each other".to_owned()),
            ],
        })
    }
}

/// The articles to weigh again, in the order of the index.
fn candidates(searcher: &Searcher, combined: IndexField, head: &[Ranked]) -> tantivy::Result<Vec<Candidate>> {
    let candidate = |(place, found): (usize, &Ranked)| -> tantivy::Result<Candidate> {
        let norms = searcher.segment_reader(found.address.segment_ord).get_fieldnorms_reader(combined)?;
        let length = norms.fieldnorm(found.address.doc_id) as f32;
        Ok(Candidate { address: found.address, place, length, first: found.score, pairs: 0.0, words: 0.0 })
    };
    let mut all = head.iter().enumerate().map(candidate).collect::<tantivy::Result<Vec<_>>>()?;
    all.sort_unstable_by_key(|candidate| (candidate.address.segment_ord, candidate.address.doc_id));
    Ok(all)
}

/// The terms of an article as they stand in the combined field, where the headline counts twice.
fn sample(score: f32, article: &Article) -> Sample {
    let mut sample = Sample { score, ..Sample::default() };
    let analysis = Analysis::of(article.language.as_deref());
    for piece in article.pieces() {
        let count = if piece.field == TextField::Headline { 2.0 } else { 1.0 };
        analysis.analyze(piece.text, &mut |term| sample.add(&term.text, count));
    }
    sample
}

/// What an article is chosen by to lend words.
fn base(candidate: &Candidate) -> f32 {
    candidate.first + candidate.pairs
}

fn total(candidate: &Candidate) -> f32 {
    candidate.words + candidate.pairs
}

/// Lowers the scores of articles that were not weighed again below the last that was, in proportion.
pub(super) fn lower(tail: &mut [Ranked], least: Option<Score>) {
    let (Some(least), Some(highest)) = (least, tail.first().map(|first| first.score)) else { return };
    if highest > 0.0 && highest >= least {
        let factor = least / highest * 0.999;
        tail.iter_mut().for_each(|ranked| ranked.score *= factor);
    }
}

/// The stretches of candidates, which are in the order of the index, that lie in one segment.
fn by_segment(candidates: &[Candidate]) -> Vec<(SegmentOrdinal, Range<usize>)> {
    let mut out: Vec<(SegmentOrdinal, Range<usize>)> = Vec::new();
    for (at, candidate) in candidates.iter().enumerate() {
        let segment = candidate.address.segment_ord;
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

    fn word(text: &str) -> Query {
        Query::Word { field: Field::Any, text: text.into() }
    }

    fn group(must: Vec<Query>, should: Vec<Query>, must_not: Vec<Query>) -> Query {
        Query::Bool { must, should, must_not }
    }

    #[test]
    fn only_plain_words_are_looked_at_twice() {
        let words = |query: &Query| plain_words(query).map(|words| words.join(" "));
        assert_eq!(words(&word("Talks")).as_deref(), Some("Talks"));
        assert_eq!(
            words(&group(vec![word("peace"), word("talks")], vec![], vec![])).as_deref(),
            Some("peace talks")
        );
        assert_eq!(words(&group(vec![], vec![word("a"), word("b")], vec![])).as_deref(), Some("a b"));
        let headline = Query::Word { field: Field::Headline, text: "talks".into() };
        for other in [
            Query::All,
            headline.clone(),
            group(vec![word("a")], vec![word("b")], vec![]),
            group(vec![word("a")], vec![], vec![word("b")]),
            group(vec![word("a"), headline], vec![], vec![]),
            Query::Boost(Box::new(word("a")), 2.0),
        ] {
            assert_eq!(words(&other), None, "{other:?}");
        }
    }

    #[test]
    fn terms_are_counted_and_read_in_each_language() {
        let words = |words: &[&[&str]]| -> Vec<Vec<String>> {
            words.iter().map(|terms| terms.iter().map(|&term| term.to_owned()).collect()).collect()
        };
        let plain = Terms::in_languages(&words(&[&["war"], &["and"], &["war"]]), &Analyses::default());
        assert_eq!(plain.distinct, ["war", "and"]);
        assert_eq!(plain.weighted()[0].weight, 2.0);
        assert_eq!(plain.readings, [[0, 1, 0]]);
        let mixed = words(&[&["note", "not@fr"], &["2015"], &["port@fr"]]);
        let mixed = Terms::in_languages(&mixed, &Analyses::of(["fr"]));
        assert_eq!(mixed.readings, [[0, 2, 3], [1, 2, 3]]);
        assert_eq!(mixed.pairs().len(), 3);
    }

    #[test]
    fn what_was_not_weighed_again_stays_behind_in_its_order() {
        let ranked = |score| Ranked { address: DocAddress::new(0, 0), score };
        let mut tail = [ranked(9.0), ranked(3.0)];
        lower(&mut tail, Some(4.0));
        assert!(tail[0].score < 4.0 && tail[1].score < tail[0].score && tail[1].score > 0.0);
        let mut low = [ranked(1.0)];
        lower(&mut low, Some(4.0));
        assert_eq!(low[0].score, 1.0);
    }

    #[test]
    fn candidates_are_visited_segment_by_segment() {
        let candidate = |segment, doc| Candidate {
            address: DocAddress::new(segment, doc),
            place: 0,
            length: 1.0,
            first: 0.0,
            pairs: 0.0,
            words: 0.0,
        };
        let candidates = [candidate(0, 9), candidate(1, 2), candidate(1, 4)];
        assert_eq!(by_segment(&candidates), [(0, 0..1), (1, 1..3)]);
    }
}
