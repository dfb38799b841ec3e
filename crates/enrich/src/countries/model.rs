//! The model that tells what an article is about: a weighted sum of features.

use std::sync::LazyLock;

use super::features::{FEATURES, Features};
use super::table::rows;

const WEIGHTS: &str = include_str!("../../data/country-weights.tsv");

/// The weights of the features and the thresholds of the answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    /// A weight for each feature.
    pub weights: [f32; FEATURES.len()],
    /// A country of at least this probability is what the article is about.
    pub about: f32,
    /// The same for a country that the headline or the standfirst names.
    pub on_top: f32,
    /// The likeliest country is what the article is about from this probability on.
    pub first: f32,
    /// What an article is about has at least this share of the probability of its likeliest country.
    pub of_best: f32,
    /// The same for a long read.
    pub of_best_long: f32,
}

static MODEL: LazyLock<Model> = LazyLock::new(|| Model::parse(WEIGHTS));

impl Model {
    /// The model that ships with the program.
    pub fn shipped() -> &'static Self {
        &MODEL
    }

    /// Reads a table of names and numbers; a feature that it lacks weighs nothing.
    fn parse(table: &'static str) -> Self {
        let mut model = Self {
            weights: [0.0; FEATURES.len()],
            about: 0.5,
            on_top: 0.5,
            first: 0.5,
            of_best: 0.0,
            of_best_long: 0.0,
        };
        for row in rows(table) {
            let [name, value] = row[..] else { continue };
            let Ok(value) = value.parse::<f32>() else { continue };
            match name {
                "about" => model.about = value,
                "on_top" => model.on_top = value,
                "first" => model.first = value,
                "of_best" => model.of_best = value,
                "of_best_long" => model.of_best_long = value,
                _ => {
                    if let Some(at) = FEATURES.iter().position(|known| known.name == name) {
                        model.weights[at] = value;
                    }
                }
            }
        }
        model
    }

    /// From which probability on an article is about a country, whose likeliest country has the probability `best`.
    ///
    /// Whoever names a country in the headline means it. Of the others each is measured by the likeliest, the more so
    /// in a long read, which names many in passing.
    pub fn threshold(&self, features: &Features, best: f32) -> f32 {
        if features.in_head {
            return self.on_top;
        }
        let long = features.beyond_report;
        let less = if features.on_top { (self.about - self.on_top) * (1.0 - long) } else { 0.0 };
        (self.about - less).max(self.share_of_best(long) * best)
    }

    fn share_of_best(&self, long: f32) -> f32 {
        self.of_best + (self.of_best_long - self.of_best) * long
    }

    /// The probability that an article is about a country.
    pub fn probability(&self, features: &Features) -> f32 {
        1.0 / (1.0 + (-self.sum(features)).exp())
    }

    /// The weighted sum of the features of a country.
    pub fn sum(&self, features: &Features) -> f32 {
        self.weights.iter().zip(&features.values).map(|(weight, value)| weight * value).sum()
    }
}
