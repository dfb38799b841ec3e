//! The model that tells what an article is about: a weighted sum of features.

use std::sync::LazyLock;

use super::features::{Features, NAMES};
use super::table::rows;

const WEIGHTS: &str = include_str!("../../../data/country-weights.tsv");

/// The weights of the features and the thresholds of the answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    /// A weight for each feature.
    pub weights: [f32; NAMES.len()],
    /// A country of at least this probability is what the article is about.
    pub about: f32,
    /// The likeliest country is what the article is about from this probability on.
    pub first: f32,
}

static MODEL: LazyLock<Model> = LazyLock::new(|| Model::parse(WEIGHTS));

impl Model {
    /// The model that ships with the program.
    pub fn shipped() -> &'static Self {
        &MODEL
    }

    /// Reads a table of names and numbers; a feature that it lacks weighs nothing.
    fn parse(table: &'static str) -> Self {
        let mut model = Self { weights: [0.0; NAMES.len()], about: 0.5, first: 0.5 };
        for row in rows(table) {
            let [name, value] = row[..] else { continue };
            let Ok(value) = value.parse::<f32>() else { continue };
            match name {
                "about" => model.about = value,
                "first" => model.first = value,
                _ => {
                    if let Some(at) = NAMES.iter().position(|known| *known == name) {
                        model.weights[at] = value;
                    }
                }
            }
        }
        model
    }

    /// The probability that an article is about a country.
    pub fn probability(&self, features: &Features) -> f32 {
        let sum: f32 = self.weights.iter().zip(&features.values).map(|(weight, value)| weight * value).sum();
        1.0 / (1.0 + (-sum).exp())
    }

    /// What each feature adds to the sum, the strongest first, without those that add nothing.
    pub fn contributions(&self, features: &Features) -> Vec<(&'static str, f32)> {
        let mut all: Vec<_> = NAMES
            .iter()
            .zip(self.weights.iter().zip(&features.values))
            .map(|(name, (weight, value))| (*name, weight * value))
            .filter(|(_, part)| *part != 0.0)
            .collect();
        all.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
        all
    }
}
