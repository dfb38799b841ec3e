//! The linear-chain model of the body, fitted by maximum likelihood.

use dateline_page::fitting::{MOVES, STATES, TAPS, marginals};

use crate::adam::Adam;

/// The strength of the ridge.
const RIDGE: f64 = 100.0;
const EPOCHS: usize = 80;
/// How many pages a step of the descent looks at.
const BATCH: usize = 24;
/// How many weights a feature has.
pub const WIDTH: usize = STATES * TAPS;

/// A page whose states are known.
pub struct Document {
    /// The features of each line.
    pub features: Vec<Vec<usize>>,
    /// The state of each line.
    pub states: Vec<usize>,
    /// How much the page counts.
    pub weight: f64,
}

/// The weights: those of the moves, then those of each feature.
pub struct Chain {
    weights: Vec<f64>,
}

type Scores = [f64; STATES];

impl Chain {
    /// The weights of the moves between states.
    pub fn moves(&self) -> [f64; MOVES.len()] {
        std::array::from_fn(|at| self.weights[at])
    }

    /// The weights of a feature.
    pub fn of(&self, feature: usize) -> &[f64] {
        let start = MOVES.len() + feature * WIDTH;
        &self.weights[start..start + WIDTH]
    }

    /// For each line, how likely each state is.
    pub fn chances(&self, features: &[Vec<usize>]) -> Vec<Scores> {
        marginals(&self.emissions(features), &self.moves())
    }

    fn emissions(&self, features: &[Vec<usize>]) -> Vec<Scores> {
        let mut scores = vec![[0.0; STATES]; features.len()];
        each_weight(features, |line, state, at| scores[line][state] += self.weights[at]);
        scores
    }

    /// Adds the gradient of the negative log-likelihood of a page: what the model expects less what is.
    fn add_gradient(&self, document: &Document, gradient: &mut [f64]) {
        let emissions = self.emissions(&document.features);
        let moves = self.moves();
        let mut errors = marginals(&emissions, &moves);
        for (error, &state) in errors.iter_mut().zip(&document.states) {
            error[state] -= 1.0;
        }
        each_weight(&document.features, |line, state, at| {
            gradient[at] += document.weight * errors[line][state]
        });
        for (expected, line) in expected_moves(&emissions, &moves).into_iter().zip(1..) {
            for (at, &(from, to)) in MOVES.iter().enumerate() {
                let is = document.states[line - 1] == from && document.states[line] == to;
                gradient[at] += document.weight * (expected[at] - f64::from(u8::from(is)));
            }
        }
    }
}

/// Calls `visit` with a line, a state and the number of a weight for every weight that speaks for that state of that line.
fn each_weight(features: &[Vec<usize>], mut visit: impl FnMut(usize, usize, usize)) {
    for (source, ids) in features.iter().enumerate() {
        for tap in 0..TAPS {
            let Some(line) = (source + TAPS / 2).checked_sub(tap).filter(|&line| line < features.len())
            else {
                continue;
            };
            for id in ids {
                let start = MOVES.len() + id * WIDTH + tap * STATES;
                (0..STATES).for_each(|state| visit(line, state, start + state));
            }
        }
    }
}

/// For each pair of neighbouring lines, how likely each move is.
fn expected_moves(emissions: &[Scores], moves: &[f64; MOVES.len()]) -> Vec<[f64; MOVES.len()]> {
    let (forward, backward) = (forward(emissions, moves), backward(emissions, moves));
    let pairs = 1..emissions.len();
    pairs
        .map(|line| {
            let scores: [f64; MOVES.len()] = std::array::from_fn(|at| {
                let (from, to) = MOVES[at];
                forward[line - 1][from] + moves[at] + emissions[line][to] + backward[line][to]
            });
            let total = scores.iter().copied().fold(f64::NEG_INFINITY, log_add);
            scores.map(|score| (score - total).exp())
        })
        .collect()
}

fn forward(emissions: &[Scores], moves: &[f64; MOVES.len()]) -> Vec<Scores> {
    let mut all: Vec<Scores> = Vec::with_capacity(emissions.len());
    for emission in emissions {
        let mut scores = [0.0, 0.0, f64::NEG_INFINITY, f64::NEG_INFINITY];
        if let Some(last) = all.last() {
            scores = [f64::NEG_INFINITY; STATES];
            for (&(from, to), weight) in MOVES.iter().zip(moves) {
                scores[to] = log_add(scores[to], last[from] + weight);
            }
        }
        all.push(std::array::from_fn(|state| scores[state] + emission[state]));
    }
    all
}

fn backward(emissions: &[Scores], moves: &[f64; MOVES.len()]) -> Vec<Scores> {
    let mut all = vec![[0.0, 0.0, f64::NEG_INFINITY, 0.0]; emissions.len()];
    for line in (1..emissions.len()).rev() {
        let mut scores = [f64::NEG_INFINITY; STATES];
        for (&(from, to), weight) in MOVES.iter().zip(moves) {
            scores[from] = log_add(scores[from], weight + emissions[line][to] + all[line][to]);
        }
        all[line - 1] = scores;
    }
    all
}

fn log_add(a: f64, b: f64) -> f64 {
    let (high, low) = if a > b { (a, b) } else { (b, a) };
    if low == f64::NEG_INFINITY { high } else { high + (low - high).exp().ln_1p() }
}

/// Fits the weights of so many features.
pub fn fit(documents: &[&Document], features: usize) -> Chain {
    let size = MOVES.len() + features * WIDTH;
    let mut chain = Chain { weights: vec![0.0; size] };
    let mut adam = Adam::new(size, 0.999);
    let mut order: Vec<&Document> = documents.to_vec();
    let mut random = Random(12_345);
    for epoch in 0..EPOCHS {
        random.shuffle(&mut order);
        let rate = 0.03 * (1.0 - epoch as f64 / EPOCHS as f64) + 0.0005;
        for batch in order.chunks(BATCH) {
            let mut gradient = batch_gradient(&chain, batch);
            let ridge = RIDGE * batch.len() as f64 / order.len() as f64;
            for (slope, weight) in gradient.iter_mut().zip(&chain.weights) {
                *slope = (*slope + ridge * weight) / batch.len() as f64;
            }
            adam.step(&mut chain.weights, &gradient, rate);
        }
    }
    chain
}

/// The gradient over the pages of a batch, half of them on a thread of its own.
fn batch_gradient(chain: &Chain, batch: &[&Document]) -> Vec<f64> {
    let sum = |documents: &[&Document]| {
        let mut gradient = vec![0.0; chain.weights.len()];
        documents.iter().for_each(|document| chain.add_gradient(document, &mut gradient));
        gradient
    };
    let (left, right) = batch.split_at(batch.len() / 2);
    std::thread::scope(|scope| {
        let other = scope.spawn(|| sum(left));
        let mut gradient = sum(right);
        let other = other.join().expect("the gradient is computed without a panic");
        gradient.iter_mut().zip(other).for_each(|(sum, slope)| *sum += slope);
        gradient
    })
}

/// A linear congruential generator: the order of the pages shall be mixed, and the same in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or_default() % bound
    }

    fn shuffle<T>(&mut self, items: &mut [T]) {
        for at in (1..items.len()).rev() {
            items.swap(at, self.below(at + 1));
        }
    }
}
