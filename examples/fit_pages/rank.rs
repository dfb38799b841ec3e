//! The ranking of the lines that may be the headline: a softmax over the candidates of a page.

use dateline_page::fitting::{Candidate, Guess};

use crate::adam::Adam;
use crate::table::Names;

/// The strength of the ridge.
const RIDGE: f64 = 1.0;
const STEPS: usize = 150;

/// The candidates of a page.
pub struct Ballot {
    lines: Vec<usize>,
    features: Vec<Vec<usize>>,
    is_headline: Vec<bool>,
    weight: f64,
}

impl Ballot {
    /// The candidates, of which those are right for which `is_headline` holds.
    pub fn of(
        candidates: Vec<Candidate>,
        is_headline: impl Fn(usize) -> bool,
        weight: f64,
        names: &mut Names,
    ) -> Ballot {
        Ballot {
            lines: candidates.iter().map(|candidate| candidate.line).collect(),
            is_headline: candidates.iter().map(|candidate| is_headline(candidate.line)).collect(),
            features: candidates.into_iter().map(|candidate| names.ids(candidate.features)).collect(),
            weight,
        }
    }

    /// The likeliest candidate.
    pub fn guess(&self, weights: &[f64]) -> Option<Guess> {
        let chances = self.chances(weights);
        let best =
            (0..chances.len()).reduce(|best, at| if chances[at] > chances[best] { at } else { best })?;
        Some(Guess { line: self.lines[best], chance: chances[best] })
    }

    fn chances(&self, weights: &[f64]) -> Vec<f64> {
        let sums: Vec<f64> =
            self.features.iter().map(|features| features.iter().map(|&id| weights[id]).sum()).collect();
        let most = sums.iter().copied().fold(f64::MIN, f64::max);
        let total: f64 = sums.iter().map(|sum| (sum - most).exp()).sum();
        sums.iter().map(|sum| (sum - most).exp() / total).collect()
    }

    /// Adds the gradient of the negative log-likelihood of the right candidates, whichever of them it is.
    fn add_gradient(&self, weights: &[f64], gradient: &mut [f64]) {
        let chances = self.chances(weights);
        let right: f64 =
            chances.iter().zip(&self.is_headline).filter(|(_, is)| **is).map(|(chance, _)| chance).sum();
        if right == 0.0 {
            return;
        }
        for ((features, chance), is_headline) in self.features.iter().zip(&chances).zip(&self.is_headline) {
            let wanted = if *is_headline { chance / right } else { 0.0 };
            features.iter().for_each(|&id| gradient[id] += self.weight * (chance - wanted));
        }
    }
}

/// The weights of the features.
pub fn fit(ballots: &[&Ballot], size: usize) -> Vec<f64> {
    let mut weights = vec![0.0; size];
    let mut adam = Adam::new(size, 0.99);
    for step in 1..=STEPS {
        let mut gradient: Vec<f64> = weights.iter().map(|weight| weight * RIDGE).collect();
        ballots.iter().for_each(|ballot| ballot.add_gradient(&weights, &mut gradient));
        adam.step(&mut weights, &gradient, 0.1 * (1.0 - step as f64 / STEPS as f64) + 0.002);
    }
    weights
}
