//! Fits both models, each with the help of the other, and writes their tables.

use dateline_page::fitting::{BODY, Candidate, Guess};

use crate::chain::{self, Document};
use crate::rank::{self, Ballot};
use crate::sample::{Sample, letters};
use crate::table::{self, Names};

/// News pages count for more than the others: they are what is read.
const NEWS: f64 = 1.5;
/// How much a page counts without the features that rest on the words of a language.
const WORDLESS: f64 = 0.25;
/// How much the story counts without the page around it.
const STORY: f64 = 0.5;
/// How much a page counts with its address above it.
const ADDRESSED: f64 = 0.5;
/// Headlines at first sight are guessed for a part of the pages with weights fitted on the others.
const PARTS: usize = 3;

/// The two tables of weights.
pub struct Tables {
    /// That of `crates/page/data/page-line-weights.tsv`.
    pub lines: String,
    /// That of `crates/page/data/page-headline-weights.tsv`.
    pub headline: String,
}

/// Fits the weights on the samples of these numbers.
pub fn fit(samples: &[Sample], chosen: &[usize]) -> Tables {
    let samples: Vec<&Sample> = chosen.iter().map(|&at| &samples[at]).collect();
    let (mut line_names, mut title_names) = (Names::default(), Names::default());
    let first: Vec<Vec<Ballot>> =
        samples.iter().map(|sample| ballots(sample, None, &mut title_names)).collect();
    let first_weights = rank::fit(&first.iter().flatten().collect::<Vec<_>>(), title_names.len());
    let guesses = guesses(&first, title_names.len());
    let documents: Vec<[Document; 2]> = samples
        .iter()
        .zip(guesses)
        .map(|(sample, guess)| documents(sample, guess, &mut line_names))
        .collect();
    let chain = chain::fit(&documents.iter().flatten().collect::<Vec<_>>(), line_names.len());
    let second: Vec<Vec<Ballot>> = samples
        .iter()
        .zip(&documents)
        .map(|(sample, [document, _])| {
            let chances: Vec<f64> =
                chain.chances(&document.features).iter().map(|chances| chances[BODY]).collect();
            ballots(sample, Some(&chances), &mut title_names)
        })
        .collect();
    let second_weights = rank::fit(&second.iter().flatten().collect::<Vec<_>>(), title_names.len());
    let pages = samples.iter().filter(|sample| !sample.is_story).count();
    let first_weights = [first_weights, vec![0.0; title_names.len()]].concat();
    Tables {
        lines: table::lines(&line_names, &chain, pages),
        headline: table::headline(&title_names, &first_weights, &second_weights, pages),
    }
}

fn weight(sample: &Sample) -> f64 {
    let share = if sample.is_story { STORY } else { 1.0 };
    share * if sample.news { NEWS } else { 1.0 }
}

/// The candidates of a page with all of their features, without those that rest on the words of a language, and with
/// what its address says.
fn ballots(sample: &Sample, chances: Option<&[f64]>, names: &mut Names) -> Vec<Ballot> {
    let lines: Vec<&str> = sample.page.lines().collect();
    let is_headline =
        |line: usize| sample.headline.as_ref().is_some_and(|headline| letters(lines[line]) == *headline);
    let whole = sample.page.candidates(chances);
    let wordless = whole
        .iter()
        .map(|candidate| Candidate {
            line: candidate.line,
            features: without_words(&candidate.features, &[]),
        })
        .collect();
    let addressed = sample.addressed.as_ref().map(|page| page.candidates(chances));
    let mut ballots = vec![
        Ballot::of(whole, is_headline, weight(sample), names),
        Ballot::of(wordless, is_headline, WORDLESS * weight(sample), names),
    ];
    ballots.extend(addressed.map(|page| Ballot::of(page, is_headline, ADDRESSED * weight(sample), names)));
    ballots
}

/// The headline of each page at first sight, by weights that were fitted without the page, so that the model of the
/// body learns how far guesses can be trusted.
fn guesses(ballots: &[Vec<Ballot>], size: usize) -> Vec<Option<Guess>> {
    let mut guesses = vec![None; ballots.len()];
    for part in 0..PARTS {
        let others: Vec<&Ballot> = ballots
            .iter()
            .enumerate()
            .filter(|(at, _)| at % PARTS != part)
            .flat_map(|(_, ballots)| ballots)
            .collect();
        let weights = rank::fit(&others, size);
        for at in (part..ballots.len()).step_by(PARTS) {
            guesses[at] = ballots[at][0].guess(&weights);
        }
    }
    guesses
}

/// A page with all of its features, and without those that rest on the words of a language.
fn documents(sample: &Sample, guess: Option<Guess>, names: &mut Names) -> [Document; 2] {
    let features = sample.page.features(guess);
    let without_words = features.iter().map(|line| names.ids(without_words(line, &["caseless"]))).collect();
    let document = |features, share: f64| Document {
        features,
        states: sample.states.clone(),
        weight: share * weight(sample),
    };
    [
        document(features.into_iter().map(|line| names.ids(line)).collect(), 1.0),
        document(without_words, WORDLESS),
    ]
}

/// The features without those that the words or the capitals of a language give, as a page in Arabic or Chinese has them.
fn without_words(features: &[&'static str], instead: &[&'static str]) -> Vec<&'static str> {
    let kept = features.iter().copied().filter(|name| !rests_on_words(name));
    kept.chain(instead.iter().copied()).collect()
}

/// True for features that the words or the capitals of a language give.
fn rests_on_words(name: &str) -> bool {
    const KINDS: [&str; 10] =
        ["more", "comment", "nav", "share", "plug", "ad", "legal", "credit", "bio", "promo"];
    const MARKS: [&str; 12] = [
        "published",
        "ago",
        "ago long",
        "read time",
        "read time soon",
        "share soon",
        "shouted",
        "starts lower",
        "caseless",
        "comments twice",
        "comments often",
        "title near text, signed",
    ];
    let kind = name.strip_prefix("is ").unwrap_or(name).split(' ').next().unwrap_or_default();
    KINDS.contains(&kind)
        || MARKS.contains(&name)
        || name.starts_with("capitals")
        || name.starts_with("byline")
}
