//! Fits the weights of the country model and prints them as `crates/enrich/data/country-weights.tsv`.
//!
//!     cargo run --release --example fit_countries -- LABELLED.jsonl[=WEIGHT]... > crates/enrich/data/country-weights.tsv
//!
//! Each line of a LABELLED file is an article as `dateline extract` prints it, with
//! `gold_countries`, the alpha-2 codes that a person assigned; `scripts/label_corpus.py`
//! makes such a file of the sample corpus. A WEIGHT (else 1) says how often each article
//! of the file counts. Every article is taken three times: as it is, without its dateline,
//! and as bare body, so that the weights hold for articles that lack these parts. Logistic
//! regression with a ridge is fitted by Newton's method. The same input gives the same
//! weights.

use std::collections::HashSet;
use std::error::Error;
use std::fs::File;
use std::io::{BufRead, BufReader};

use dateline_core::article::{Article, Piece};
use dateline_enrich::countries::{FEATURES, Features, Model, PieceMatches, dateline_piece, features_of};
use dateline_enrich::names;
use dateline_enrich::places::Gazetteer;

const SIZE: usize = FEATURES.len();
/// The strength of the ridge that keeps weights small.
const RIDGE: f64 = 3.0;
const NEWTON_STEPS: usize = 15;
/// The weight of articles that are about one country only, and that the country of most of the set:
/// they would teach that any trace of it is enough.
const COMMON_WEIGHT: f64 = 0.22;
/// Hardly any fitted article has a standfirst; one counts this share of what a headline counts.
const STANDFIRST_SHARE: f32 = 0.8;

/// The threshold of the likeliest country. It is not fitted: the fitted set, whose reports mostly are about one
/// country, is indifferent to it (F1 moves by .001), while lower values give articles about no country one.
const BENEFIT_OF_THE_DOUBT: f32 = 0.35;

/// The threshold of what an article is about. On wire reports F1 is the same from .40 to .50; longer articles name
/// more countries in passing, and the higher threshold leaves these out.
const ABOUT: f32 = 0.47;
/// The threshold of what the headline or the standfirst names: F1 is the same from .30 to .45, and whoever names
/// a country there means it.
const ON_TOP: f32 = 0.35;

/// What an article is about has at least this share of the probability of its likeliest country. Set like the next: wire reports
/// are indifferent to it, a long read names much in passing.
const OF_BEST: f32 = 0.40;
/// The same for a long read.
const OF_BEST_LONG: f32 = 0.75;

/// Weights that are set and not fitted. The labels do not say which of several countries comes first, readers do:
/// of countries named alike it is the one that the headline names first. And hardly any fitted article is longer than a
/// wire report, of which an indexer listed every country; a long read names in passing what it names only late.
const SET: [(&str, f64); 2] = [("headline_first", 0.6), ("report_rest", -0.6)];
/// What holds a weight at its set value.
const FIRMNESS: f64 = 1e6;

struct Example {
    countries: Vec<Features>,
    gold: HashSet<String>,
    weight: f64,
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut examples = Vec::new();
    let mut files = Vec::new();
    for argument in std::env::args().skip(1) {
        let (path, weight) = argument.split_once('=').unwrap_or((&argument, "1"));
        let mut of_file = read(path)?;
        weigh_down_the_commonest(&mut of_file);
        let weight: f64 = weight.parse()?;
        of_file.iter_mut().for_each(|example| example.weight *= weight);
        files.push(format!("{} of {}", of_file.len() / VARIANTS, name_of(path)));
        examples.extend(of_file);
    }
    if examples.is_empty() {
        return Err("give at least one file of labelled articles".into());
    }
    let weights = fit(&examples).map(|weight| weight as f32);
    let mut model = Model {
        weights,
        about: ABOUT,
        on_top: ON_TOP,
        first: BENEFIT_OF_THE_DOUBT,
        of_best: OF_BEST,
        of_best_long: OF_BEST_LONG,
    };
    copy_headline_to_standfirst(&mut model);
    eprintln!("F1 on what was fitted: {:.4}", f1(&model, &examples));
    print(&model, &files);
    Ok(())
}

fn read(path: &str) -> Result<Vec<Example>, Box<dyn Error>> {
    let mut examples = Vec::new();
    for line in BufReader::new(File::open(path)?).lines() {
        examples.extend(variants(&serde_json::from_str(&line?)?));
    }
    Ok(examples)
}

fn name_of(path: &str) -> String {
    std::path::Path::new(path).file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

fn text(record: &serde_json::Value, key: &str) -> Option<String> {
    record[key].as_str().filter(|text| !text.is_empty()).map(str::to_owned)
}

/// Of each article so many examples are made.
const VARIANTS: usize = 3;

/// The article as it is, without its dateline, and as bare body.
fn variants(record: &serde_json::Value) -> [Example; VARIANTS] {
    let captions = record["captions"].as_array().into_iter().flatten();
    let whole = Article {
        headline: text(record, "headline"),
        standfirst: text(record, "standfirst"),
        dateline: text(record, "dateline"),
        language: text(record, "language"),
        body: text(record, "body").unwrap_or_default(),
        captions: captions.filter_map(|caption| caption.as_str()).map(str::to_owned).collect(),
        ..Article::default()
    };
    let undated = Article { dateline: None, ..whole.clone() };
    let bare = Article { headline: None, standfirst: None, captions: Vec::new(), ..undated.clone() };
    let codes = record["gold_countries"].as_array().into_iter().flatten();
    let gold: HashSet<String> = codes.filter_map(|code| code.as_str()).map(str::to_owned).collect();
    let example =
        |article: &Article, weight| Example { countries: features(article), gold: gold.clone(), weight };
    [example(&whole, 1.0), example(&undated, 1.0), example(&bare, 0.5)]
}

fn features(article: &Article) -> Vec<Features> {
    let language = article.language.as_deref();
    let find = |piece: Piece<'_>| Gazetteer::get().find_in(piece.text, language);
    let places: Vec<_> = article.pieces().map(find).collect();
    let names = names::tag(article, &places);
    let found: Vec<_> =
        article.pieces().chain(dateline_piece(article)).map(|piece| (piece, find(piece))).collect();
    let matches: Vec<_> = found.iter().map(|(piece, matches)| PieceMatches::new(*piece, matches)).collect();
    features_of(article, &matches, &names)
}

/// Gives articles on the country that most articles of a set are about less weight.
fn weigh_down_the_commonest(examples: &mut [Example]) {
    let mut counts = std::collections::BTreeMap::<String, usize>::new();
    for example in examples.iter().filter(|example| example.gold.len() == 1) {
        *counts.entry(example.gold.iter().next().cloned().unwrap_or_default()).or_default() += 1;
    }
    let Some((commonest, count)) = counts.into_iter().max_by_key(|(_, count)| *count) else { return };
    if count * 2 < examples.len() {
        return;
    }
    for example in
        examples.iter_mut().filter(|example| example.gold.len() == 1 && example.gold.contains(&commonest))
    {
        example.weight *= COMMON_WEIGHT;
    }
}

/// Newton's method on the log-likelihood with a ridge.
fn fit(examples: &[Example]) -> [f64; SIZE] {
    let mut weights = [0.0; SIZE];
    let set_to = |name: &str| SET.iter().find(|(known, _)| *known == name).map(|(_, to)| *to);
    let set: Vec<Option<f64>> = FEATURES.iter().map(|feature| set_to(feature.name)).collect();
    for _ in 0..NEWTON_STEPS {
        let mut gradient = [0.0; SIZE];
        let mut curvature = [[0.0; SIZE]; SIZE];
        for at in 0..SIZE {
            let pull = if set[at].is_some() { FIRMNESS } else { RIDGE };
            gradient[at] = pull * (set[at].unwrap_or_default() - weights[at]);
            curvature[at][at] = pull;
        }
        for example in examples {
            for features in example.countries.iter().filter(|features| features.is_named) {
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
    let at = |name: &str| FEATURES.iter().position(|known| known.name == name);
    if let (Some(headline), Some(standfirst)) = (at("headline"), at("standfirst")) {
        model.weights[standfirst] = model.weights[headline] * STANDFIRST_SHARE;
    }
}

fn f1(model: &Model, examples: &[Example]) -> f64 {
    let (mut right, mut given, mut wanted) = (0.0, 0.0, 0.0);
    for example in examples {
        let scores: Vec<f32> = example.countries.iter().map(|features| model.probability(features)).collect();
        let top = scores.iter().copied().fold(0.0, f32::max);
        for (features, score) in example.countries.iter().zip(scores) {
            if score >= model.threshold(features, top) || (score >= top && score >= model.first) {
                given += example.weight;
                right += example.weight * f64::from(u8::from(example.gold.contains(features.code)));
            }
        }
        wanted += example.weight * example.gold.len() as f64;
    }
    2.0 * right / (given + wanted)
}

fn print(model: &Model, files: &[String]) {
    println!(
        "# Weights of the country model: what each feature adds to the score of a country, and the thresholds."
    );
    println!("# Fitted by examples/fit_countries.rs on articles labelled by people: {}.", files.join(", "));
    println!(
        "# Each is taken as it is, without its dateline and as bare body. Reuters are those of 1987 (Reuters-21578);"
    );
    println!("# the corpus is the sample that ships with dateline. Columns: feature, weight.");
    for (feature, weight) in FEATURES.iter().zip(model.weights) {
        println!("{}\t{weight:.3}", feature.name);
    }
    println!("about\t{:.2}\non_top\t{:.2}\nfirst\t{:.2}", model.about, model.on_top, model.first);
    println!("of_best\t{:.2}\nof_best_long\t{:.2}", model.of_best, model.of_best_long);
}
