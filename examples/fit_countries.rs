//! Fits the weights of the country model and prints them as `data/country-weights.tsv`.
//!
//!     cargo run --release --example fit_countries -- LABELLED.jsonl... > data/country-weights.tsv
//!
//! Each line of a LABELLED file is an object with `headline`, `dateline`, `body` and
//! `gold_countries`, the alpha-2 codes that a person assigned. Every article is taken
//! three times: as it is, without its dateline, and as bare body, so that the weights hold
//! for articles that lack these parts. Logistic regression with a ridge is fitted by
//! Newton's method; then the threshold is chosen for the best F1. The same input
//! gives the same weights.

use std::collections::HashSet;
use std::error::Error;
use std::fs::File;
use std::io::{BufRead, BufReader};

use dateline::article::Article;
use dateline::enrich::countries::{FEATURES, Features, Model, PieceMatches, dateline_piece, features_of};
use dateline::enrich::places::Gazetteer;

const SIZE: usize = FEATURES.len();
/// The strength of the ridge that keeps weights small.
const RIDGE: f64 = 3.0;
const NEWTON_STEPS: usize = 15;
/// The weight of articles that are about one country only, and that the country of most of the set:
/// they would teach that any trace of it is enough.
const COMMON_WEIGHT: f64 = 0.22;
/// No fitted set has standfirsts; one counts this share of what a headline counts.
const STANDFIRST_SHARE: f32 = 0.8;

/// The threshold of the likeliest country. It is not fitted: the fitted set, whose reports mostly are about one
/// country, is indifferent to it (F1 moves by .001), while lower values give articles about no country one.
const BENEFIT_OF_THE_DOUBT: f32 = 0.25;

struct Example {
    countries: Vec<Features>,
    gold: HashSet<String>,
    weight: f64,
}

fn main() -> Result<(), Box<dyn Error>> {
    let paths: Vec<String> = std::env::args().skip(1).collect();
    let mut examples = Vec::new();
    for path in &paths {
        for line in BufReader::new(File::open(path)?).lines() {
            examples.extend(variants(&serde_json::from_str(&line?)?));
        }
    }
    if examples.is_empty() {
        return Err("give at least one file of labelled articles".into());
    }
    weigh_down_the_commonest(&mut examples);
    let weights = fit(&examples);
    let mut model = Model { weights: weights.map(|weight| weight as f32), about: 0.5, first: 0.5 };
    copy_headline_to_standfirst(&mut model);
    choose_thresholds(&mut model, &examples);
    print(&model, examples.len() / 3);
    Ok(())
}

fn text(record: &serde_json::Value, key: &str) -> Option<String> {
    record[key].as_str().filter(|text| !text.is_empty()).map(str::to_owned)
}

/// The article as it is, without its dateline, and as bare body.
fn variants(record: &serde_json::Value) -> Vec<Example> {
    let whole = Article {
        headline: text(record, "headline"),
        dateline: text(record, "dateline"),
        body: text(record, "body").unwrap_or_default(),
        ..Article::default()
    };
    let undated = Article { dateline: None, ..whole.clone() };
    let bare = Article { headline: None, ..undated.clone() };
    let codes = record["gold_countries"].as_array().into_iter().flatten();
    let gold: HashSet<String> = codes.filter_map(|code| code.as_str()).map(str::to_owned).collect();
    let example =
        |article: &Article, weight| Example { countries: features(article), gold: gold.clone(), weight };
    vec![example(&whole, 1.0), example(&undated, 1.0), example(&bare, 0.5)]
}

fn features(article: &Article) -> Vec<Features> {
    let pieces = article.pieces().chain(dateline_piece(article));
    let found: Vec<_> = pieces.map(|piece| (piece, Gazetteer::get().find(piece.text))).collect();
    let matches: Vec<_> =
        found.iter().map(|(piece, matches)| PieceMatches { piece: *piece, matches }).collect();
    features_of(article, &matches, &[])
}

fn weigh_down_the_commonest(examples: &mut [Example]) {
    let mut counts = std::collections::BTreeMap::<String, usize>::new();
    for example in examples.iter().filter(|example| example.gold.len() == 1) {
        *counts.entry(example.gold.iter().next().cloned().unwrap_or_default()).or_default() += 1;
    }
    let Some((commonest, _)) = counts.into_iter().max_by_key(|(_, count)| *count) else { return };
    for example in
        examples.iter_mut().filter(|example| example.gold.len() == 1 && example.gold.contains(&commonest))
    {
        example.weight *= COMMON_WEIGHT;
    }
}

/// Newton's method on the log-likelihood with a ridge.
fn fit(examples: &[Example]) -> [f64; SIZE] {
    let mut weights = [0.0; SIZE];
    for _ in 0..NEWTON_STEPS {
        let mut gradient = weights.map(|weight| -RIDGE * weight);
        let mut curvature = [[0.0; SIZE]; SIZE];
        for (at, row) in curvature.iter_mut().enumerate() {
            row[at] = RIDGE;
        }
        for example in examples {
            for features in &example.countries {
                let values = features.values.map(f64::from);
                let is_gold = f64::from(u8::from(example.gold.contains(features.code)));
                let sum: f64 = weights.iter().zip(&values).map(|(weight, value)| weight * value).sum();
                let probability = 1.0 / (1.0 + (-sum).exp());
                add(
                    &mut gradient,
                    &mut curvature,
                    &values,
                    is_gold - probability,
                    probability,
                    example.weight,
                );
            }
        }
        let step = solve(curvature, gradient);
        for (weight, step) in weights.iter_mut().zip(step) {
            *weight += step;
        }
    }
    weights
}

fn add(
    gradient: &mut [f64; SIZE],
    curvature: &mut [[f64; SIZE]; SIZE],
    values: &[f64; SIZE],
    error: f64,
    probability: f64,
    weight: f64,
) {
    for (i, value) in values.iter().enumerate().filter(|(_, value)| **value != 0.0) {
        gradient[i] += weight * error * value;
        for (j, other) in values.iter().enumerate() {
            curvature[i][j] += weight * probability * (1.0 - probability) * value * other;
        }
    }
}

/// Solves a symmetric positive definite system by elimination.
fn solve(mut matrix: [[f64; SIZE]; SIZE], mut right: [f64; SIZE]) -> [f64; SIZE] {
    for i in 0..SIZE {
        for j in i + 1..SIZE {
            let factor = matrix[j][i] / matrix[i][i];
            let upper = matrix[i];
            for (below, above) in matrix[j].iter_mut().zip(upper) {
                *below -= factor * above;
            }
            right[j] -= factor * right[i];
        }
    }
    let mut out = [0.0; SIZE];
    for i in (0..SIZE).rev() {
        let known: f64 = (i + 1..SIZE).map(|j| matrix[i][j] * out[j]).sum();
        out[i] = (right[i] - known) / matrix[i][i];
    }
    out
}

fn copy_headline_to_standfirst(model: &mut Model) {
    let at = |name: &str| FEATURES.iter().position(|known| *known == name);
    if let (Some(headline), Some(standfirst)) = (at("headline"), at("standfirst")) {
        model.weights[standfirst] = model.weights[headline] * STANDFIRST_SHARE;
    }
}

fn choose_thresholds(model: &mut Model, examples: &[Example]) {
    model.first = BENEFIT_OF_THE_DOUBT;
    let mut best = (0.0, model.about);
    for about in (5..=14).map(|step| step as f32 * 0.05) {
        model.about = about;
        let f1 = f1(model, examples);
        if f1 > best.0 {
            best = (f1, about);
        }
    }
    model.about = best.1;
}

fn f1(model: &Model, examples: &[Example]) -> f64 {
    let (mut right, mut given, mut wanted) = (0.0, 0.0, 0.0);
    for example in examples {
        let scores: Vec<f32> = example.countries.iter().map(|features| model.probability(features)).collect();
        let top = scores.iter().copied().fold(0.0, f32::max);
        let limit = if top >= model.about { model.about } else { top.max(model.first) };
        for (features, score) in example.countries.iter().zip(scores) {
            if score >= limit {
                given += example.weight;
                right += example.weight * f64::from(u8::from(example.gold.contains(features.code)));
            }
        }
        wanted += example.weight * example.gold.len() as f64;
    }
    2.0 * right / (given + wanted)
}

fn print(model: &Model, articles: usize) {
    println!(
        "# Weights of the country model: what each feature adds to the score of a country, and the thresholds."
    );
    println!(
        "# Fitted by examples/fit_countries.rs on {articles} Reuters articles of 1987 (Reuters-21578), each as it is,"
    );
    println!("# without its dateline and as bare body. Columns: feature, weight.");
    for (name, weight) in FEATURES.iter().zip(model.weights) {
        println!("{name}\t{weight:.3}");
    }
    println!("about\t{:.2}\nfirst\t{:.2}", model.about, model.first);
}
