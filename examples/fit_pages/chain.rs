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
        for (source, ids) in features.iter().enumerate() {
            for id in ids {
                for (tap, weights) in self.of(*id).as_chunks::<STATES>().0.iter().enumerate() {
                    let Some(scores) = scores.get_mut((source + TAPS / 2).wrapping_sub(tap)) else {
                        continue;
                    };
                    scores.iter_mut().zip(weights).for_each(|(score, weight)| *score += weight);
                }
            }
        }
        scores
    }

    /// Adds the gradient of the negative log-likelihood of a page: what the model expects less what is.
    fn add_gradient(&self, document: &Document, gradient: &mut [f64]) {
        let Expected { mut states, moves } = Expected::of(&self.emissions(&document.features), &self.moves());
        for (error, &state) in states.iter_mut().zip(&document.states) {
            error[state] -= 1.0;
            error.iter_mut().for_each(|error| *error *= document.weight);
        }
        add_errors(&document.features, &states, &mut gradient[MOVES.len()..]);
        for (expected, pair) in moves.iter().zip(document.states.windows(2)) {
            for (at, &(from, to)) in MOVES.iter().enumerate() {
                let is = pair == [from, to];
                gradient[at] += document.weight * (expected[at] - f64::from(u8::from(is)));
            }
        }
    }
}

/// Adds the errors of the lines around each line to the slopes of its features.
fn add_errors(features: &[Vec<usize>], errors: &[Scores], slopes: &mut [f64]) {
    for (source, ids) in features.iter().enumerate() {
        for id in ids {
            let slopes = slopes[id * WIDTH..(id + 1) * WIDTH].as_chunks_mut::<STATES>().0;
            for (tap, slopes) in slopes.iter_mut().enumerate() {
                let Some(errors) = errors.get((source + TAPS / 2).wrapping_sub(tap)) else { continue };
                slopes.iter_mut().zip(errors).for_each(|(slope, error)| *slope += error);
            }
        }
    }
}

/// What the model expects of a page: how likely each state of each line is, and each move between two lines.
///
/// The same as [`marginals`], but in plain numbers that are scaled line by line, which takes a fraction of the time of
/// logarithms.
struct Expected {
    states: Vec<Scores>,
    moves: Vec<[f64; MOVES.len()]>,
}

impl Expected {
    fn of(emissions: &[Scores], moves: &[f64; MOVES.len()]) -> Expected {
        let moves = moves.map(f64::exp);
        let emissions: Vec<Scores> = emissions.iter().map(exponentials).collect();
        let forward = forward(&emissions, &moves);
        let mut expected = Expected {
            states: forward.clone(),
            moves: vec![[0.0; MOVES.len()]; emissions.len().saturating_sub(1)],
        };
        let mut after = [1.0, 1.0, 0.0, 1.0];
        for line in (0..emissions.len()).rev() {
            expected.states[line] = scaled(std::array::from_fn(|state| forward[line][state] * after[state]));
            let Some(above) = line.checked_sub(1) else { break };
            let mut before = [0.0; STATES];
            for (at, &(from, to)) in MOVES.iter().enumerate() {
                let ahead = moves[at] * emissions[line][to] * after[to];
                before[from] += ahead;
                expected.moves[above][at] = forward[above][from] * ahead;
            }
            expected.moves[above] = scaled(expected.moves[above]);
            after = scaled(before);
        }
        expected
    }
}

fn forward(emissions: &[Scores], moves: &[f64; MOVES.len()]) -> Vec<Scores> {
    let mut all: Vec<Scores> = Vec::with_capacity(emissions.len());
    for emission in emissions {
        let mut scores = [1.0, 1.0, 0.0, 0.0];
        if let Some(last) = all.last() {
            scores = [0.0; STATES];
            MOVES.iter().zip(moves).for_each(|(&(from, to), weight)| scores[to] += last[from] * weight);
        }
        all.push(scaled(std::array::from_fn(|state| scores[state] * emission[state])));
    }
    all
}

/// Scores as numbers of which the greatest is one.
fn exponentials(scores: &Scores) -> Scores {
    let most = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    scores.map(|score| (score - most).exp())
}

/// Numbers that add up to one.
fn scaled<const N: usize>(numbers: [f64; N]) -> [f64; N] {
    let sum: f64 = numbers.iter().sum::<f64>().max(f64::MIN_POSITIVE);
    numbers.map(|number| number / sum)
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
