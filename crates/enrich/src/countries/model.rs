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
}

static MODEL: LazyLock<Model> = LazyLock::new(|| Model::parse(WEIGHTS));

impl Model {
    /// The model that ships with the program.
    pub fn shipped() -> &'static Self {
        &MODEL
    }

    /// Reads a table of names and numbers; a feature that it lacks weighs nothing.
    fn parse(table: &'static str) -> Self {
        let mut model = Self { weights: [0.0; FEATURES.len()], about: 0.5, on_top: 0.5, first: 0.5 };
        for row in rows(table) {
            let [name, value] = row[..] else { continue };
            let Ok(value) = value.parse::<f32>() else { continue };
            match name {
                "about" => model.about = value,
                "on_top" => model.on_top = value,
                "first" => model.first = value,
                _ => {
                    if let Some(at) = FEATURES.iter().position(|known| known.name == name) {
                        model.weights[at] = value;
                    }
                }
            }
        }
        model
    }

    /// From which probability on an article is about a country.
    pub fn threshold(&self, features: &Features) -> f32 {
        if features.on_top { self.on_top } else { self.about }
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
