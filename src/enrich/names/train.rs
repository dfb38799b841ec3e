//! Training the tagger's weights: a structured perceptron over the cuts of runs, averaged.
//!
//! Deterministic: the same texts in the same order give the same weights.

use std::ops::Range;

use crate::article::{EntityKind, Span};
use crate::enrich::places::PlaceMatch;

use super::chunks::chunks;
use super::decode::{Candidate, best, stretches};
use super::features::{Context, features};
use super::gazetteer::PlaceMarks;
use super::lexicon::ByHash;
use super::model::{KINDS, Model, Scores, key};
use super::tokens::{Token, tokens};

/// A text with the names in it.
pub struct Example {
    /// The text.
    pub text: String,
    /// The places the gazetteer finds in it.
    pub places: Vec<PlaceMatch>,
    /// The names that people marked in it.
    pub gold: Vec<(Span, EntityKind)>,
}

/// Runs over the texts this often.
const EPOCHS: usize = 8;
/// A feature that stands in fewer texts' stretches than this is left out before training, so that what is
/// learnt about rare names is learnt by features that new names have too.
const FEWEST: u32 = 8;
/// An answer must beat the others by this much, or it is corrected all the same.
const MARGIN: f32 = 1.0;

#[derive(Default, Clone, Copy)]
struct Weight {
    value: Scores,
    /// The sum of corrections, each times the number of the step it was made in.
    timed: [f64; 3],
}

/// One run of words: the features of each stretch in it, and which stretches are names.
struct Run {
    chunk: Range<usize>,
    stretches: Vec<(Range<usize>, Vec<u32>)>,
    gold: Vec<(Range<usize>, usize)>,
}

/// Trains on the examples and gives the bytes of the model's file.
pub fn train(examples: &[Example]) -> Vec<u8> {
    let mut runs: Vec<Run> = examples.iter().flat_map(runs).collect();
    leave_out_rare_features(&mut runs);
    let mut weights: ByHash<Weight> = ByHash::default();
    let mut step = 0.0;
    let mut order: Vec<usize> = (0..runs.len()).collect();
    for epoch in 0..EPOCHS {
        shuffle(&mut order, epoch as u64);
        for &run in &order {
            step += 1.0;
            learn(&runs[run], &mut weights, step);
        }
    }
    let averaged: Vec<(u32, Scores)> =
        weights.iter().map(|(&key, w)| (key as u32, average(w, step))).collect();
    Model::to_bytes(&averaged)
}

fn leave_out_rare_features(runs: &mut [Run]) {
    let mut counts: ByHash<u32> = ByHash::default();
    for key in runs.iter().flat_map(|run| &run.stretches).flat_map(|(_, keys)| keys) {
        *counts.entry(u64::from(*key)).or_default() += 1;
    }
    for (_, keys) in runs.iter_mut().flat_map(|run| &mut run.stretches) {
        keys.retain(|key| counts[&u64::from(*key)] >= FEWEST);
    }
}

fn average(weight: &Weight, steps: f64) -> Scores {
    [0, 1, 2].map(|k| (f64::from(weight.value[k]) - weight.timed[k] / steps) as f32)
}

fn runs(example: &Example) -> Vec<Run> {
    let tokens = tokens(&example.text);
    let places = PlaceMarks::new(&example.places);
    let context = Context { text: &example.text, tokens: &tokens, places: &places };
    let gold = gold_words(example, &tokens);
    chunks(&tokens).into_iter().map(|chunk| run(&context, chunk, &gold)).collect()
}

fn run(context: &Context<'_>, chunk: Range<usize>, gold: &[(Range<usize>, usize)]) -> Run {
    let all = stretches(context, chunk.clone()).map(|words| {
        let mut keys = Vec::new();
        features(context, words.clone(), |hash| keys.push(key(hash)));
        (words, keys)
    });
    let stretches: Vec<_> = all.collect();
    let gold = gold.iter().filter(|(g, _)| stretches.iter().any(|(s, _)| s == g)).cloned().collect();
    Run { chunk, stretches, gold }
}

/// The marked names as ranges of words; those that cut through a word are left out.
fn gold_words(example: &Example, tokens: &[Token]) -> Vec<(Range<usize>, usize)> {
    let words = |span: &Span| {
        let start = tokens.iter().position(|t| t.start == span.start)?;
        let end = tokens.iter().position(|t| t.end == span.end || t.end + 1 == span.end)? + 1;
        (start < end).then_some(start..end)
    };
    let index = |kind| KINDS.iter().position(|&k| k == kind);
    example.gold.iter().filter_map(|(span, kind)| Some((words(span)?, index(*kind)?))).collect()
}

/// Answers for one run and corrects the weights where the answer is wrong.
fn learn(run: &Run, weights: &mut ByHash<Weight>, step: f64) {
    let candidates: Vec<Candidate> = run
        .stretches
        .iter()
        .map(|(words, keys)| Candidate {
            words: words.clone(),
            scores: wary_scores(run, words, keys, weights),
        })
        .collect();
    let answer = best(run.chunk.clone(), &candidates);
    for (words, keys) in &run.stretches {
        let wanted = run.gold.iter().find(|(g, _)| g == words).map(|&(_, kind)| kind);
        let given = answer.iter().find(|f| f.words == *words).map(|f| f.kind);
        if wanted != given {
            correct(keys, wanted, 1.0, weights, step);
            correct(keys, given, -1.0, weights, step);
        }
    }
}

/// The scores of a stretch, lowered by the margin where they are right.
fn wary_scores(run: &Run, words: &Range<usize>, keys: &[u32], weights: &ByHash<Weight>) -> Scores {
    let mut scores = [0f32; 3];
    for key in keys {
        if let Some(weight) = weights.get(&u64::from(*key)) {
            scores.iter_mut().zip(weight.value).for_each(|(sum, value)| *sum += value);
        }
    }
    if let Some((_, kind)) = run.gold.iter().find(|(g, _)| g == words) {
        scores[*kind] -= MARGIN;
    }
    scores
}

fn correct(keys: &[u32], kind: Option<usize>, by: f32, weights: &mut ByHash<Weight>, step: f64) {
    let Some(kind) = kind else { return };
    for key in keys {
        let weight = weights.entry(u64::from(*key)).or_default();
        weight.value[kind] += by;
        weight.timed[kind] += f64::from(by) * step;
    }
}

/// Puts the numbers into an order that depends on nothing but their count and the seed.
fn shuffle(order: &mut [usize], seed: u64) {
    let mut state = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    for i in (1..order.len()).rev() {
        state = state.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
        order.swap(i, ((state >> 33) as usize) % (i + 1));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn examples() -> Vec<Example> {
        let met = |name: &str| {
            let text = format!("Yesterday Mr. {name} met reporters.");
            let start = text.find(name).unwrap_or(0);
            let gold = vec![(Span::new(start, start + name.len()), EntityKind::Person)];
            Example { text, places: Vec::new(), gold }
        };
        [
            "Adam Wend",
            "Berta Holm",
            "Carl Ost",
            "Dora Bell",
            "Emil Rask",
            "Fritz Gorm",
            "Gerd Lund",
            "Hans Frey",
        ]
        .map(met)
        .into()
    }

    #[test]
    fn training_is_deterministic_and_learns() {
        let bytes = train(&examples());
        assert_eq!(bytes, train(&examples()));
        let model = Model::from_bytes(&bytes);
        let text = "Yesterday Mr. Ivan Klee met reporters.";
        let tokens = tokens(text);
        let places = PlaceMarks::default();
        let context = Context { text, tokens: &tokens, places: &places };
        let mut candidates = Vec::new();
        super::super::decode::score(&model, &context, 0..4, &mut candidates);
        let found = best(0..4, &candidates);
        assert!(found.iter().any(|f| f.words == (2..4) && KINDS[f.kind] == EntityKind::Person), "{found:?}");
    }

    #[test]
    fn nothing_to_learn_from_gives_an_empty_model() {
        assert_eq!(train(&[]).len(), 4);
    }
}
