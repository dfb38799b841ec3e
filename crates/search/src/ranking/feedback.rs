//! Expansion terms from feedback documents, the first articles of an answer: pseudo-relevance feedback after
//! Abdul-Jaleel et al., UMass at TREC 2004 (RM3), with BM25's weights in place of a language model's.

use std::collections::HashMap;

use super::{Ranking, bm25};
use dateline_core::article::{Article, TextField};
use dateline_core::text::{Analysis, stem_of};

/// A word of a query with its weight.
#[derive(Debug, Clone, PartialEq)]
pub struct Weighted {
    /// The search term.
    pub term: String,
    /// Its weight; a word of the query as typed has 1.
    pub weight: f32,
}

/// A feedback document: one of the first articles.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sample {
    /// How well it matched.
    pub score: f32,
    /// Its terms, with how often they are in it.
    pub counts: HashMap<String, f32>,
}

impl Sample {
    /// The terms of an article, of which those of the headline count twice, as they do in the index.
    pub fn of(article: &Article, score: f32) -> Sample {
        let mut sample = Sample { score, ..Sample::default() };
        let analysis = Analysis::of(article.language.as_deref());
        for piece in article.pieces() {
            let count = if piece.field == TextField::Headline { 2.0 } else { 1.0 };
            analysis.analyze(piece.text, &mut |term| sample.add(&term.text, count));
        }
        sample
    }

    /// Adds one occurrence of a term.
    pub fn add(&mut self, term: &str, count: f32) {
        match self.counts.get_mut(term) {
            Some(sum) => *sum += count,
            None => {
                self.counts.insert(term.to_owned(), count);
            }
        }
    }

    fn length(&self) -> f32 {
        self.counts.values().sum()
    }

    /// The share of the terms of the shorter of two samples that the other has too.
    fn likeness(&self, other: &Sample) -> f32 {
        let (few, many) = match self.counts.len() < other.counts.len() {
            true => (&self.counts, &other.counts),
            false => (&other.counts, &self.counts),
        };
        let common = few.keys().filter(|term| many.contains_key(*term)).count();
        common as f32 / few.len().max(1) as f32
    }
}

/// The samples without copies of better ones, which would lend the same words twice.
pub fn without_copies(samples: Vec<Sample>, same: f32) -> Vec<Sample> {
    let mut kept: Vec<Sample> = Vec::new();
    for sample in samples {
        if kept.iter().all(|better| better.likeness(&sample) < same) {
            kept.push(sample);
        }
    }
    kept
}

/// The query with the expansion terms of a pool; the sum of the weights stays the same.
///
/// `frequency` gives the number of articles that have a term, of all `articles`.
pub fn expanded(
    query: &[Weighted],
    pool: Vec<Weighted>,
    articles: u64,
    frequency: &dyn Fn(&str) -> u64,
    ranking: &Ranking,
) -> Vec<Weighted> {
    let expansion = expansion_terms(pool, articles, frequency, ranking);
    let (of_query, of_expansion) = (sum(query), sum(&expansion));
    if of_query <= 0.0 || of_expansion <= 0.0 {
        return query.to_vec();
    }
    let mut out: Vec<Weighted> = query
        .iter()
        .map(|word| Weighted { weight: word.weight * (1.0 - ranking.feedback_weight), ..word.clone() })
        .collect();
    for word in expansion {
        let weight = word.weight * ranking.feedback_weight * of_query / of_expansion;
        match out.iter_mut().find(|known| known.term == word.term) {
            Some(known) => known.weight += weight,
            None => out.push(Weighted { weight, ..word }),
        }
    }
    out
}

fn sum(words: &[Weighted]) -> f32 {
    words.iter().map(|word| word.weight).sum()
}

/// The words of a pool that mark its samples, the heaviest first.
fn expansion_terms(
    pool: Vec<Weighted>,
    articles: u64,
    frequency: &dyn Fn(&str) -> u64,
    ranking: &Ranking,
) -> Vec<Weighted> {
    let telling = pool.into_iter().filter_map(|word| {
        let frequency = frequency(&word.term);
        let weight = word.weight * bm25::idf(articles, frequency);
        (frequency >= ranking.feedback_least).then_some(Weighted { weight, ..word })
    });
    let mut words: Vec<Weighted> = telling.collect();
    words.sort_by(heaviest);
    words.truncate(ranking.feedback_terms);
    words
}

/// The words of the samples with the most weight before their rarity is known, which costs a look at the index.
///
/// `average` is the mean length of an article in words.
pub fn pool(samples: &[Sample], average: f32, ranking: &Ranking) -> Vec<Weighted> {
    let best = samples.iter().map(|sample| sample.score).fold(0.0, f32::max).max(f32::MIN_POSITIVE);
    let lends = |sample: &Sample| (sample.score / best).max(0.0).powf(ranking.feedback_sharpness);
    let of_all: f32 = samples.iter().map(lends).sum();
    let mut weights: HashMap<&str, f32> = HashMap::new();
    for sample in samples.iter().filter(|sample| sample.score > 0.0) {
        let (share, length) = (lends(sample) / of_all.max(f32::MIN_POSITIVE), sample.length());
        for (term, count) in sample.counts.iter().filter(|(term, _)| stem_of(term).chars().nth(1).is_some()) {
            *weights.entry(term).or_default() += share * bm25::saturation(*count, length, average);
        }
    }
    let mut words: Vec<Weighted> =
        weights.into_iter().map(|(term, weight)| Weighted { term: term.to_owned(), weight }).collect();
    words.sort_by(heaviest);
    words.truncate(ranking.feedback_pool);
    words
}

fn heaviest(a: &Weighted, b: &Weighted) -> std::cmp::Ordering {
    b.weight.total_cmp(&a.weight).then_with(|| a.term.cmp(&b.term))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(score: f32, text: &str) -> Sample {
        let mut sample = Sample { score, ..Sample::default() };
        text.split_whitespace().for_each(|term| sample.add(term, 1.0));
        sample
    }

    fn word(term: &str) -> Weighted {
        Weighted { term: term.into(), weight: 1.0 }
    }

    fn expand(query: &[Weighted], samples: &[Sample], ranking: &Ranking) -> Vec<Weighted> {
        let frequency = |term: &str| match term {
            "the" => 900,
            "slip" => 1,
            _ => 20,
        };
        expanded(query, pool(samples, 5.0, ranking), 1000, &frequency, ranking)
    }

    #[test]
    fn telling_words_are_added_and_the_weight_stays() {
        let samples = [sample(2.0, "ferry harbour the the slip"), sample(1.0, "ferry quay")];
        let out = expand(&[word("ferry"), word("strike")], &samples, &Ranking::default());
        let weight = |term: &str| out.iter().find(|word| word.term == term).map_or(0.0, |word| word.weight);
        assert!((sum(&out) - 2.0).abs() < 1e-5);
        let own = 1.0 - Ranking::default().feedback_weight;
        assert!(weight("ferry") > weight("strike") && (weight("strike") - own).abs() < 1e-6);
        assert!(weight("harbour") > weight("quay") && weight("harbour") > weight("the"));
        assert_eq!(weight("slip"), 0.0);
    }

    #[test]
    fn without_samples_the_query_stays() {
        assert_eq!(expand(&[word("ferry")], &[], &Ranking::default()), [word("ferry")]);
        assert_eq!(expand(&[word("ferry")], &[sample(0.0, "")], &Ranking::default()), [word("ferry")]);
    }

    #[test]
    fn a_copy_lends_no_words_of_its_own() {
        let first = sample(3.0, "ferry harbour strike");
        let copy = sample(2.0, "ferry harbour strike again");
        let other = sample(1.0, "ferry tide");
        assert_eq!(without_copies(vec![first.clone(), copy, other.clone()], 0.7), [first, other]);
    }

    #[test]
    fn a_better_document_lends_more_the_sharper_the_shares() {
        let samples = [sample(2.0, "harbour"), sample(1.0, "quay")];
        let ratio = |feedback_sharpness| {
            let pool = pool(&samples, 5.0, &Ranking { feedback_sharpness, ..Ranking::default() });
            pool[0].weight / pool[1].weight
        };
        assert!((ratio(1.0) - 2.0).abs() < 1e-4 && (ratio(4.0) - 16.0).abs() < 1e-3);
    }

    #[test]
    fn no_more_words_are_added_than_asked() {
        let ranking = Ranking { feedback_terms: 1, ..Ranking::default() };
        let out = expand(&[word("strike")], &[sample(1.0, "ferry ferry harbour")], &ranking);
        assert_eq!(out.iter().map(|word| word.term.as_str()).collect::<Vec<_>>(), ["strike", "ferry"]);
    }
}
