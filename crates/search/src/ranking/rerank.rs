//! Reranking the first articles of an answer, the same for every engine.
//!
//! An engine retrieves, and offers what it found as [`Candidates`]: lengths, positions and counts of terms, texts,
//! and how frequent terms are. [`rerank`] weighs these and gives the new order.

use std::cmp::Ordering;
use std::collections::HashMap;

use super::feedback::{Sample, Weighted, expanded, pool, without_copies};
use super::pairs::{Pair, closeness};
use super::terms::QueryTerms;
use super::variants::others;
use super::weak::{self, Weak};
use super::{Collection, Ranking, bm25};
use crate::engine::EngineError;
use crate::request::Request;
use crate::response::Explanation;
use dateline_core::article::Article;
use dateline_core::text::Analyses;
use dateline_enrich::countries::other_words;

/// An explanation names at most this many of the words, the heaviest first.
const EXPLAINED: usize = 12;

/// The first articles of an answer as reranking reads them, by their places in it from 0.
///
/// Terms are requested in batches, so that an engine elsewhere needs few round trips.
pub trait Candidates {
    /// The articles of the engine, of which the candidates are the best.
    ///
    /// # Errors
    /// If the engine cannot be read.
    fn collection(&self) -> Result<Collection, EngineError>;

    /// The words of a text, each with the terms that it is indexed under, of those that the engine has.
    fn terms(&self, text: &str) -> Vec<Vec<String>>;

    /// How the words of the articles become terms.
    fn analyses(&self) -> &Analyses;

    /// In how many articles of the engine each of these terms occurs.
    ///
    /// # Errors
    /// If the engine cannot be read.
    fn frequencies(&self, terms: &[&str]) -> Result<Vec<u64>, EngineError>;

    /// The likeliest spelling of a word that no article has.
    ///
    /// # Errors
    /// If the engine cannot be read.
    fn correction(&self, word: &str) -> Result<Option<String>, EngineError>;

    /// For each of these words in how many articles of the engine it is written so, and the places of the candidates
    /// among them.
    ///
    /// # Errors
    /// If the engine cannot be read.
    fn written(&self, words: &[&str]) -> Result<Vec<(u64, Vec<usize>)>, EngineError>;

    /// The length of each candidate in words.
    ///
    /// # Errors
    /// If the engine cannot be read.
    fn lengths(&self) -> Result<Vec<f32>, EngineError>;

    /// For each of these terms its positions in each candidate, in rising order.
    ///
    /// # Errors
    /// If the engine cannot be read.
    fn positions(&self, terms: &[&str]) -> Result<Vec<Vec<Vec<u32>>>, EngineError>;

    /// For each of these terms the places of the candidates that have it, with how often.
    ///
    /// # Errors
    /// If the engine cannot be read.
    fn counts(&self, terms: &[&str]) -> Result<Vec<Vec<(usize, u32)>>, EngineError>;

    /// The texts and the languages of the candidates at these places; nothing else of them is read.
    ///
    /// # Errors
    /// If the engine cannot be read.
    fn articles(&self, places: &[usize]) -> Result<Vec<Article>, EngineError>;

    /// The factor that age leaves of the score of each candidate; `None` where recency does not count.
    ///
    /// # Errors
    /// If the engine cannot be read.
    fn recency_factors(&self) -> Result<Option<Vec<f32>>, EngineError>;
}

/// An answer in its new order, and how that came about.
#[derive(Debug)]
pub struct Reranked {
    /// The places in the first stage, in the new order, with the new scores.
    pub order: Vec<(usize, f32)>,
    candidates: Vec<Candidate>,
    words: Vec<Weighted>,
}

/// The parts of the score of a candidate.
#[derive(Debug, Clone, Copy, Default)]
struct Candidate {
    /// Its length in words.
    length: f32,
    /// The score of the first stage.
    first: f32,
    /// What neighbours add.
    pairs: f32,
    /// What words that are written as typed add.
    exact: f32,
    /// What corrected words and other words for countries add to the score of the first stage.
    weak: f32,
    /// What the words of the query and the expansion terms add up to.
    words: f32,
}

impl Candidate {
    /// What feedback documents are chosen by.
    fn base(&self) -> f32 {
        self.first + self.pairs + self.exact + self.weak
    }

    fn total(&self) -> f32 {
        self.words + self.pairs + self.exact
    }
}

/// Reranks the answer to a request of these words, given the scores of the first stage, best first.
///
/// The candidates are the first [`Ranking::candidates`] of the answer; the others stay behind them.
///
/// # Errors
/// If the engine cannot be read.
pub fn rerank(
    engine: &dyn Candidates,
    request: &Request,
    words: &[&str],
    first: &[f32],
    ranking: &Ranking,
) -> Result<Reranked, EngineError> {
    let mut terms = QueryTerms::of(request, words, engine.analyses(), &|text| engine.terms(text));
    let mut weigher = Weigher::new(engine, ranking, &first[..ranking.candidates.min(first.len())])?;
    weigher.look_up(terms.all())?;
    let typed = terms.weighted();
    let weak = weigher.weak(words, &mut terms)?;
    let weak = weak::weighted(&weak, &typed, &|term| weigher.idf(term));
    weigher.add_pairs(&terms.distinct, &terms.pairs())?;
    weigher.add_exact(words)?;
    weigher.add(&weak, |candidate| &mut candidate.weak)?;
    let spellings = others(&typed, &terms.forms, &|term| weigher.idf(term), ranking);
    let words = weigher.expand(&[typed, spellings, weak].concat())?;
    weigher.add(&words, |candidate| &mut candidate.words)?;
    let order = in_order(&weigher.candidates, first, engine.recency_factors()?);
    Ok(Reranked { order, candidates: weigher.candidates, words })
}

impl Reranked {
    /// The parts of the score of the article at a place of the first stage; `None` for one that was not a candidate.
    pub fn explain(&self, place: usize) -> Option<Explanation> {
        let candidate = self.candidates.get(place)?;
        let mut words: Vec<&Weighted> = self.words.iter().collect();
        words.sort_by(|a, b| b.weight.total_cmp(&a.weight));
        let named: Vec<String> =
            words.iter().take(EXPLAINED).map(|word| format!("{} {:.2}", word.term, word.weight)).collect();
        let leaf = |value, description| Explanation { value, description, details: Vec::new() };
        Some(Explanation {
            value: candidate.total(),
            description: "reranking: query words, expansion terms and adjacent word pairs".to_owned(),
            details: vec![
                leaf(candidate.words, format!("words with their weights: {}", named.join(", "))),
                leaf(candidate.pairs, "words of the query that follow each other".to_owned()),
                leaf(candidate.exact, "words written as typed".to_owned()),
            ],
        })
    }
}

/// Weighs the candidates, with what is already known of the engine's terms.
struct Weigher<'a> {
    engine: &'a dyn Candidates,
    ranking: &'a Ranking,
    collection: Collection,
    candidates: Vec<Candidate>,
    frequencies: HashMap<String, u64>,
}

impl<'a> Weigher<'a> {
    fn new(engine: &'a dyn Candidates, ranking: &'a Ranking, first: &[f32]) -> Result<Self, EngineError> {
        let lengths = engine.lengths()?.into_iter().zip(first);
        let candidate = |(length, &first)| Candidate { length, first, ..Candidate::default() };
        Ok(Weigher {
            engine,
            ranking,
            collection: engine.collection()?,
            candidates: lengths.map(candidate).collect(),
            frequencies: HashMap::new(),
        })
    }

    /// Asks for the frequencies of terms, once for each.
    fn look_up<'t>(&mut self, terms: impl Iterator<Item = &'t str>) -> Result<(), EngineError> {
        let mut new: Vec<&str> = terms.filter(|term| !self.frequencies.contains_key(*term)).collect();
        new.sort_unstable();
        new.dedup();
        let frequencies = self.engine.frequencies(&new)?;
        self.frequencies.extend(new.into_iter().map(str::to_owned).zip(frequencies));
        Ok(())
    }

    fn frequency(&self, term: &str) -> u64 {
        self.frequencies.get(term).copied().unwrap_or_default()
    }

    fn idf(&self, term: &str) -> f32 {
        bm25::idf(self.collection.articles, self.frequency(term))
    }

    /// Adds what words that are neighbours in the query and in the article too are worth.
    fn add_pairs(&mut self, terms: &[String], pairs: &[Pair]) -> Result<(), EngineError> {
        if pairs.is_empty() || self.ranking.pair_weight <= 0.0 {
            return Ok(());
        }
        let texts: Vec<&str> = terms.iter().map(String::as_str).collect();
        let positions = self.engine.positions(&texts)?;
        for pair in pairs {
            let (first, second) = (pair.first, pair.second);
            let idf = self.idf(&terms[first]).min(self.idf(&terms[second]));
            let weight = self.ranking.pair_weight * pair.count * idf;
            for (at, candidate) in self.candidates.iter_mut().enumerate() {
                let close = closeness(&positions[first][at], &positions[second][at]);
                candidate.pairs +=
                    weight * bm25::saturation(close, candidate.length, self.collection.average);
            }
        }
        Ok(())
    }

    /// Adds what it is worth that words are written as they were typed.
    fn add_exact(&mut self, words: &[&str]) -> Result<(), EngineError> {
        let mut distinct: Vec<&str> = Vec::new();
        words.iter().filter(|word| !word.is_empty()).for_each(|word| {
            if !distinct.contains(word) {
                distinct.push(word);
            }
        });
        for (articles, places) in self.engine.written(&distinct)? {
            let weight = self.ranking.exact_weight * bm25::idf(self.collection.articles, articles);
            places.into_iter().for_each(|at| self.candidates[at].exact += weight);
        }
        Ok(())
    }

    /// The words of the query with the expansion terms that its feedback documents give it.
    fn expand(&mut self, words: &[Weighted]) -> Result<Vec<Weighted>, EngineError> {
        let mut best = self.by_base();
        best.truncate(self.ranking.feedback_articles);
        let articles = self.engine.articles(&best)?;
        let samples = best.iter().zip(&articles);
        let samples = samples.map(|(&at, article)| Sample::of(article, self.candidates[at].base()));
        let samples = without_copies(samples.collect(), self.ranking.feedback_same);
        let pool = pool(&samples, self.collection.average, self.ranking);
        self.look_up(pool.iter().map(|word| word.term.as_str()))?;
        let frequency = |term: &str| self.frequency(term);
        Ok(expanded(words, pool, self.collection.articles, &frequency, self.ranking))
    }

    /// The places of the candidates, the best by words and neighbours first.
    fn by_base(&self) -> Vec<usize> {
        let mut best: Vec<usize> = (0..self.candidates.len()).collect();
        let base = |&at: &usize| self.candidates[at].base();
        best.sort_by(|a, b| base(b).total_cmp(&base(a)).then(a.cmp(b)));
        best
    }

    /// Corrections of the words that no article has, and the other words for the countries among the rest.
    fn weak(&mut self, words: &[&str], terms: &mut QueryTerms) -> Result<Vec<Weak>, EngineError> {
        let mut out: Vec<Weak> = Vec::new();
        for word in words {
            let own = self.engine.terms(word).concat();
            let Some(typed) = own.first() else { continue };
            let is_known = own.iter().any(|term| self.frequency(term) > 0);
            let mut other: Vec<String> = Vec::new();
            if is_known {
                other_words(word).iter().for_each(|kin| other.extend(self.engine.terms(kin).concat()));
            } else if let Some(meant) = self.engine.correction(word)? {
                other = self.engine.terms(&meant).concat();
                if let Some(first) = other.first() {
                    terms.read_as(typed, first);
                }
            }
            let weight = if is_known { self.ranking.kin_weight } else { self.ranking.corrected_weight };
            out.push(Weak { typed: typed.clone(), other, weight });
        }
        self.look_up(out.iter().flat_map(|weak| &weak.other).map(String::as_str))?;
        for weak in &mut out {
            weak.other.retain(|term| self.frequency(term) > 0);
        }
        Ok(out)
    }

    /// Adds what the weighted words are worth to a part of the scores.
    fn add(
        &mut self,
        words: &[Weighted],
        part: impl Fn(&mut Candidate) -> &mut f32,
    ) -> Result<(), EngineError> {
        let terms: Vec<&str> = words.iter().map(|word| word.term.as_str()).collect();
        for (word, counts) in words.iter().zip(self.engine.counts(&terms)?) {
            let weight = word.weight * self.idf(&word.term);
            for (at, count) in counts {
                let candidate = &mut self.candidates[at];
                let saturation = bm25::saturation(count as f32, candidate.length, self.collection.average);
                *part(candidate) += weight * saturation;
            }
        }
        Ok(())
    }
}

/// The candidates by their new scores, and behind them the rest of the first stage.
fn in_order(candidates: &[Candidate], first: &[f32], factors: Option<Vec<f32>>) -> Vec<(usize, f32)> {
    let mut order: Vec<(usize, f32)> = candidates.iter().map(Candidate::total).enumerate().collect();
    order.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    if let Some(factors) = factors {
        order.iter_mut().for_each(|(place, score)| *score *= factors.get(*place).copied().unwrap_or(1.0));
        order.sort_by(|a, b| b.1.partial_cmp(&a.1).unwrap_or(Ordering::Equal));
    }
    let least = order.last().map(|last| last.1);
    let rest = lowered(&first[candidates.len()..], least);
    order.extend((candidates.len()..).zip(rest));
    order
}

/// The scores of articles that were not reranked, in proportion below the last that was.
fn lowered(rest: &[f32], least: Option<f32>) -> Vec<f32> {
    let (Some(least), Some(&highest)) = (least, rest.first()) else { return rest.to_vec() };
    if highest > 0.0 && highest >= least {
        let factor = least / highest * 0.999;
        return rest.iter().map(|score| score * factor).collect();
    }
    rest.to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::{ParseOptions, parse};

    /// Articles in memory, read as an engine elsewhere would give them.
    struct Shelf {
        articles: Vec<Article>,
        factors: Option<Vec<f32>>,
        analyses: Analyses,
    }

    impl Shelf {
        fn of(bodies: &[&str]) -> Shelf {
            let article = |body: &&str| Article { body: (*body).into(), ..Article::default() };
            let articles = bodies.iter().map(article).collect();
            Shelf { articles, factors: None, analyses: Analyses::default() }
        }

        fn words(&self, at: usize) -> Vec<&str> {
            self.articles[at].body.split(' ').collect()
        }
    }

    impl Candidates for Shelf {
        fn collection(&self) -> Result<Collection, EngineError> {
            Ok(Collection { articles: 1000, average: 4.0 })
        }

        fn terms(&self, text: &str) -> Vec<Vec<String>> {
            vec![vec![text.to_owned()]]
        }

        fn analyses(&self) -> &Analyses {
            &self.analyses
        }

        fn frequencies(&self, terms: &[&str]) -> Result<Vec<u64>, EngineError> {
            Ok(terms.iter().map(|term| if *term == "fery" { 0 } else { 10 }).collect())
        }

        fn written(&self, words: &[&str]) -> Result<Vec<(u64, Vec<usize>)>, EngineError> {
            let places =
                |word: &str| (0..self.articles.len()).filter(|&at| self.words(at).contains(&word)).collect();
            Ok(words.iter().map(|word| (10, places(word))).collect())
        }

        fn correction(&self, word: &str) -> Result<Option<String>, EngineError> {
            Ok((word == "fery").then(|| "ferry".to_owned()))
        }

        fn lengths(&self) -> Result<Vec<f32>, EngineError> {
            Ok((0..self.articles.len()).map(|at| self.words(at).len() as f32).collect())
        }

        fn positions(&self, terms: &[&str]) -> Result<Vec<Vec<Vec<u32>>>, EngineError> {
            let of = |term: &str, at: usize| {
                (0..)
                    .zip(self.words(at))
                    .filter(|(_, word)| *word == term)
                    .map(|(position, _)| position)
                    .collect()
            };
            Ok(terms.iter().map(|term| (0..self.articles.len()).map(|at| of(term, at)).collect()).collect())
        }

        fn counts(&self, terms: &[&str]) -> Result<Vec<Vec<(usize, u32)>>, EngineError> {
            let all = self.positions(terms)?.into_iter();
            let counts =
                |places: Vec<Vec<u32>>| places.iter().map(|at| at.len() as u32).enumerate().collect();
            Ok(all.map(counts).collect())
        }

        fn articles(&self, places: &[usize]) -> Result<Vec<Article>, EngineError> {
            Ok(places.iter().map(|&at| self.articles[at].clone()).collect())
        }

        fn recency_factors(&self) -> Result<Option<Vec<f32>>, EngineError> {
            Ok(self.factors.clone())
        }
    }

    fn reranked(shelf: &Shelf, text: &str, first: &[f32]) -> Reranked {
        let query = parse(text, &ParseOptions::default()).unwrap().query;
        let request = Request { query, ..Request::default() };
        let words: Vec<&str> = text.split(' ').collect();
        rerank(shelf, &request, &words, first, &Ranking::default()).unwrap()
    }

    #[test]
    fn neighbours_come_up_whatever_the_first_stage_says() {
        let shelf = Shelf::of(&["strike at the ferry", "the ferry strike goes"]);
        let reranked = reranked(&shelf, "ferry strike", &[2.0, 1.0]);
        assert_eq!(reranked.order.iter().map(|(place, _)| *place).collect::<Vec<_>>(), [1, 0]);
        let explanation = reranked.explain(1).unwrap();
        assert_eq!(explanation.value, reranked.order[0].1);
        assert!(explanation.details[1].value > 0.0 && reranked.explain(2).is_none());
    }

    #[test]
    fn a_word_that_no_article_has_is_read_as_the_one_that_was_meant() {
        let shelf = Shelf::of(&["strike at the quay", "the ferry strike goes"]);
        let reranked = reranked(&shelf, "fery strike", &[1.0, 1.0]);
        assert_eq!(reranked.order[0].0, 1);
        let explanation = reranked.explain(1).unwrap();
        assert!(explanation.details[1].value > 0.0, "neighbours count in their right spelling");
    }

    #[test]
    fn other_words_for_a_country_count_a_little() {
        let shelf = Shelf::of(&["poland vote", "ethiopia vote", "vote ethiopian"]);
        let reranked = reranked(&shelf, "ethiopian vote", &[1.0, 1.0, 4.0]);
        let places: Vec<usize> = reranked.order.iter().map(|(place, _)| *place).collect();
        assert_eq!(places, [2, 1, 0]);
    }

    #[test]
    fn a_word_as_it_was_typed_counts_more_than_another_inflection() {
        let shelf = Shelf::of(&["strike quay", "quay ferry"]);
        let reranked = reranked(&shelf, "ferry", &[1.0, 1.0]);
        assert_eq!(reranked.order[0].0, 1);
        assert!(reranked.candidates[1].exact > 0.0 && reranked.candidates[0].exact == 0.0);
    }

    #[test]
    fn age_takes_its_part_of_the_new_scores() {
        let factors = Some(vec![0.5, 1.0]);
        let shelf = Shelf { factors, ..Shelf::of(&["ferry strike", "ferry strike"]) };
        let reranked = reranked(&shelf, "ferry strike", &[1.0, 1.0]);
        assert_eq!(reranked.order[0].0, 1);
        assert_eq!(reranked.order[1].1, reranked.order[0].1 * 0.5);
    }

    #[test]
    fn what_was_not_reranked_stays_behind_in_its_order() {
        let rest = lowered(&[9.0, 3.0], Some(4.0));
        assert!(rest[0] < 4.0 && rest[1] < rest[0] && rest[1] > 0.0);
        assert_eq!(lowered(&[1.0], Some(4.0)), [1.0]);
        assert_eq!(lowered(&[], Some(4.0)), [0.0; 0]);
    }

    #[test]
    fn an_answer_without_articles_stays_empty() {
        assert!(reranked(&Shelf::of(&[]), "ferry strike", &[]).order.is_empty());
    }
}
