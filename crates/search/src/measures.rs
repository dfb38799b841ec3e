//! How good a ranking is, measured against judgments of which articles answer a query.
//!
//! The measures are those of TREC: nDCG@10 (gain is the grade, discount the binary logarithm of rank + 1, ideal
//! from all judged articles), mean average precision, the reciprocal rank of the first relevant article,
//! and recall among the first hundred.
//!
//! ```
//! use dateline_search::measures::{Judgments, Measures};
//! let judgments = Judgments::parse("1 0 a 2\n1 0 b 1\n1 0 c 0\n").unwrap();
//! let found = Measures::of(&["a", "x", "b"], judgments.of("1").unwrap());
//! assert_eq!((found.reciprocal_rank, found.recall), (1.0, 1.0));
//! ```
//!
//! Not for: running the queries.

use std::collections::{BTreeMap, HashMap};

use thiserror::Error;

/// How many results nDCG looks at.
const GAIN_DEPTH: usize = 10;

/// How many results recall looks at.
const RECALL_DEPTH: usize = 100;

/// The relevant articles of one query: id to grade, which is above 0.
pub type Relevant = HashMap<String, u32>;

/// Which articles answer which query, in the order of the queries' ids.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Judgments {
    queries: BTreeMap<String, Relevant>,
}

/// A line of judgments cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("line {line}: expected `query 0 article grade`, found {found:?}")]
pub struct BadJudgment {
    /// The number of the line, from 1.
    pub line: usize,
    /// The line itself.
    pub found: String,
}

impl Judgments {
    /// Reads lines of `query 0 article grade`; an article's id may hold spaces.
    ///
    /// # Errors
    /// If a line that is not blank has another form.
    pub fn parse(text: &str) -> Result<Judgments, BadJudgment> {
        let mut judgments = Judgments::default();
        for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            let bad = || BadJudgment { line: number + 1, found: line.to_owned() };
            let (query, article, grade) = judgment(line).ok_or_else(bad)?;
            if grade > 0 {
                judgments.queries.entry(query.to_owned()).or_default().insert(article.to_owned(), grade);
            }
        }
        Ok(judgments)
    }

    /// The relevant articles of a query; `None` if it has none.
    pub fn of(&self, query: &str) -> Option<&Relevant> {
        self.queries.get(query)
    }

    /// The ids of the queries with at least one relevant article.
    pub fn queries(&self) -> impl Iterator<Item = &str> {
        self.queries.keys().map(String::as_str)
    }
}

fn judgment(line: &str) -> Option<(&str, &str, u32)> {
    let (query, rest) = line.trim().split_once(char::is_whitespace)?;
    let (_, rest) = rest.trim_start().split_once(char::is_whitespace)?;
    let (article, grade) = rest.trim().rsplit_once(char::is_whitespace)?;
    // Some sets judge spam with negative grades, which count as not relevant.
    let grade: i64 = grade.parse().ok()?;
    Some((query, article.trim_end(), u32::try_from(grade.max(0)).ok()?))
}

/// The measures of one query, or their means over several.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Measures {
    /// Normalised discounted cumulative gain of the first ten.
    pub ndcg: f64,
    /// Average precision over the whole ranking.
    pub average_precision: f64,
    /// One over the rank of the first relevant article, 0 if there is none.
    pub reciprocal_rank: f64,
    /// The share of the relevant articles among the first hundred.
    pub recall: f64,
}

impl Measures {
    /// Measures one ranking, best first, of different articles.
    pub fn of(ranking: &[&str], relevant: &Relevant) -> Measures {
        let hits: Vec<usize> = ranking
            .iter()
            .enumerate()
            .filter(|(_, id)| relevant.contains_key(**id))
            .map(|(at, _)| at)
            .collect();
        let count = relevant.len().max(1) as f64;
        let precision = hits.iter().enumerate().map(|(before, &at)| (before + 1) as f64 / (at + 1) as f64);
        Measures {
            ndcg: ndcg(ranking, relevant),
            average_precision: precision.sum::<f64>() / count,
            reciprocal_rank: hits.first().map_or(0.0, |&at| 1.0 / (at + 1) as f64),
            recall: hits.iter().filter(|&&at| at < RECALL_DEPTH).count() as f64 / count,
        }
    }

    /// The means over queries; all 0 over none.
    pub fn mean(all: &[Measures]) -> Measures {
        let mean = |value: fn(&Measures) -> f64| all.iter().map(value).sum::<f64>() / all.len().max(1) as f64;
        Measures {
            ndcg: mean(|m| m.ndcg),
            average_precision: mean(|m| m.average_precision),
            reciprocal_rank: mean(|m| m.reciprocal_rank),
            recall: mean(|m| m.recall),
        }
    }
}

fn ndcg(ranking: &[&str], relevant: &Relevant) -> f64 {
    let grades = ranking.iter().map(|id| relevant.get(*id).copied().unwrap_or(0));
    let mut ideal: Vec<u32> = relevant.values().copied().collect();
    ideal.sort_unstable_by(|a, b| b.cmp(a));
    let best = discounted(ideal.into_iter());
    if best == 0.0 { 0.0 } else { discounted(grades) / best }
}

fn discounted(grades: impl Iterator<Item = u32>) -> f64 {
    grades.take(GAIN_DEPTH).enumerate().map(|(at, grade)| f64::from(grade) / ((at + 2) as f64).log2()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn relevant(pairs: &[(&str, u32)]) -> Relevant {
        pairs.iter().map(|(id, grade)| ((*id).to_owned(), *grade)).collect()
    }

    #[test]
    fn a_perfect_ranking_scores_one() {
        let found = Measures::of(&["a", "b"], &relevant(&[("a", 2), ("b", 1)]));
        assert_eq!(found, Measures { ndcg: 1.0, average_precision: 1.0, reciprocal_rank: 1.0, recall: 1.0 });
    }

    #[test]
    fn figures_are_those_worked_out_by_hand() {
        let found = Measures::of(&["x", "a", "y", "b"], &relevant(&[("a", 1), ("b", 1), ("c", 1)]));
        let gain = 1.0 / 3f64.log2() + 1.0 / 5f64.log2();
        let ideal = 1.0 + 1.0 / 3f64.log2() + 0.5;
        assert!((found.ndcg - gain / ideal).abs() < 1e-12);
        assert!((found.average_precision - (0.5 + 0.5) / 3.0).abs() < 1e-12);
        assert_eq!(found.reciprocal_rank, 0.5);
        assert!((found.recall - 2.0 / 3.0).abs() < 1e-12);
    }

    #[test]
    fn an_empty_ranking_scores_nothing() {
        assert_eq!(Measures::of(&[], &relevant(&[("a", 1)])), Measures::default());
        assert_eq!(Measures::mean(&[]), Measures::default());
    }

    #[test]
    fn judgments_keep_what_is_relevant_and_name_a_bad_line() {
        let judgments = Judgments::parse("q1 0 doc one 1\nq1 0 b 0\n\nq2\t0\tc\t-2\n").unwrap();
        assert_eq!(judgments.of("q1"), Some(&relevant(&[("doc one", 1)])));
        assert_eq!(judgments.queries().collect::<Vec<_>>(), ["q1"]);
        let bad = Judgments::parse("q1 0 a 1\nq1 a\n").unwrap_err();
        assert_eq!(bad.line, 2);
    }

    proptest! {
        #[test]
        fn measures_lie_between_nothing_and_one(
            order in Just((0..30).collect::<Vec<u32>>()).prop_shuffle(),
            grades in prop::collection::vec(0u32..4, 30),
        ) {
            let ids: Vec<String> = order.iter().map(u32::to_string).collect();
            let ranking: Vec<&str> = ids.iter().map(String::as_str).collect();
            let relevant: Relevant = (0..).zip(&grades).filter(|(_, g)| **g > 0)
                .map(|(id, grade): (u32, _)| (id.to_string(), *grade)).collect();
            let m = Measures::of(&ranking, &relevant);
            for value in [m.ndcg, m.average_precision, m.reciprocal_rank, m.recall] {
                prop_assert!((0.0..=1.0 + 1e-9).contains(&value));
            }
        }

        #[test]
        fn no_text_of_judgments_panics(text in "\\PC{0,60}") {
            let _ = Judgments::parse(&text);
        }
    }
}
