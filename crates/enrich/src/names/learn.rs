//! Learning weights: a semi-Markov conditional random field over the cuts of runs.
//!
//! A run can be cut into names and words between them in many ways; the weights are moved, run by run, so
//! that the marked cut becomes likelier (AdaGrad), and the mean over all steps is the answer.

use super::decode::PERSON;
use super::model::Scores;

/// Passes over all runs.
const EPOCHS: u64 = 8;
/// The size of a step.
const RATE: f32 = 0.05;
/// Keeps the first steps of a weight small.
const DAMPING: f32 = 0.01;
/// A likelihood that is off by less than this is right.
const SMALLEST: f32 = 1e-3;

/// One run of words.
pub(super) struct Run {
    /// How many words it has.
    pub words: usize,
    /// What may be a name in it, by start.
    pub stretches: Vec<Stretch>,
}

/// A stretch of a run that may be a name.
pub(super) struct Stretch {
    pub start: usize,
    pub end: usize,
    /// The numbers of its features.
    pub features: Vec<u32>,
    /// It cannot be a person.
    pub no_person: bool,
    /// The kind of name that it is marked as.
    pub gold: Option<usize>,
}

#[derive(Default, Clone, Copy)]
struct Weight {
    value: Scores,
    /// The sum of squared slopes.
    squares: Scores,
    /// The sum of the values after each step up to `summed`.
    sum: [f64; 3],
    summed: u32,
}

/// The weights of `count` features with which the marked names of the runs are likely.
pub(super) fn weights(runs: &[Run], count: usize) -> Vec<Scores> {
    let mut learner = Learner { weights: vec![Weight::default(); count], step: 0 };
    let mut order: Vec<usize> = (0..runs.len()).collect();
    for epoch in 0..EPOCHS {
        shuffle(&mut order, epoch);
        for &run in &order {
            learner.learn(&runs[run]);
        }
    }
    let steps = learner.step;
    learner.weights.iter_mut().map(|weight| weight.mean(steps)).collect()
}

struct Learner {
    weights: Vec<Weight>,
    step: u32,
}

impl Learner {
    fn learn(&mut self, run: &Run) {
        self.step += 1;
        let scores: Vec<Scores> = run.stretches.iter().map(|stretch| self.scores(stretch)).collect();
        let likely = Likelihoods::of(run, &scores);
        for (stretch, scores) in run.stretches.iter().zip(&scores) {
            for (kind, &score) in scores.iter().enumerate() {
                let wanted = f32::from(u8::from(stretch.gold == Some(kind)));
                let slope = likely.of_stretch(stretch, score) - wanted;
                if slope.abs() >= SMALLEST && !(stretch.no_person && kind == PERSON) {
                    self.correct(&stretch.features, kind, slope);
                }
            }
        }
    }

    fn scores(&self, stretch: &Stretch) -> Scores {
        let mut sum = Scores::default();
        for &feature in &stretch.features {
            let value = self.weights[feature as usize].value;
            sum.iter_mut().zip(value).for_each(|(sum, value)| *sum += value);
        }
        if stretch.no_person {
            sum[PERSON] = f32::NEG_INFINITY;
        }
        sum
    }

    fn correct(&mut self, features: &[u32], kind: usize, slope: f32) {
        for &feature in features {
            let weight = &mut self.weights[feature as usize];
            weight.sum_up(self.step - 1);
            weight.squares[kind] += slope * slope;
            weight.value[kind] -= RATE * slope / (weight.squares[kind].sqrt() + DAMPING);
        }
    }
}

impl Weight {
    fn sum_up(&mut self, step: u32) {
        let steps = f64::from(step.saturating_sub(self.summed));
        self.sum.iter_mut().zip(self.value).for_each(|(sum, value)| *sum += f64::from(value) * steps);
        self.summed = step;
    }

    fn mean(&mut self, steps: u32) -> Scores {
        self.sum_up(steps);
        self.sum.map(|sum| (sum / f64::from(steps.max(1))) as f32)
    }
}

/// Sums over all cuts of a run, as logarithms.
struct Likelihoods {
    /// Over the cuts of the words before each place.
    before: Vec<f32>,
    /// Over the cuts of the words behind each place.
    behind: Vec<f32>,
}

impl Likelihoods {
    fn of(run: &Run, scores: &[Scores]) -> Likelihoods {
        let all: Vec<f32> = scores.iter().map(|s| s.iter().copied().fold(f32::NEG_INFINITY, plus)).collect();
        let mut before = vec![f32::NEG_INFINITY; run.words + 1];
        let mut behind = before.clone();
        before[0] = 0.0;
        // The stretches come by start, so that all that end before one are done when it is reached.
        let mut done = 0;
        for at in 0..run.words {
            for (stretch, &score) in
                run.stretches.iter().zip(&all).skip(done).take_while(|(s, _)| s.start == at)
            {
                before[stretch.end] = plus(before[stretch.end], before[at] + score);
                done += 1;
            }
            before[at + 1] = plus(before[at + 1], before[at]);
        }
        behind[run.words] = 0.0;
        let mut left = run.stretches.len();
        for at in (0..run.words).rev() {
            behind[at] = behind[at + 1];
            while left > 0 && run.stretches[left - 1].start == at {
                left -= 1;
                behind[at] = plus(behind[at], behind[run.stretches[left].end] + all[left]);
            }
        }
        Likelihoods { before, behind }
    }

    /// How likely the stretch is a name of the kind with this score.
    fn of_stretch(&self, stretch: &Stretch, score: f32) -> f32 {
        (self.before[stretch.start] + score + self.behind[stretch.end] - self.behind[0]).exp()
    }
}

/// The logarithm of the sum of two numbers given as logarithms.
fn plus(a: f32, b: f32) -> f32 {
    let (less, more) = if a < b { (a, b) } else { (b, a) };
    if less == f32::NEG_INFINITY { more } else { more + (less - more).exp().ln_1p() }
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

    fn stretch(start: usize, end: usize, features: &[u32], gold: Option<usize>) -> Stretch {
        Stretch { start, end, features: features.into(), no_person: false, gold }
    }

    #[test]
    fn likelihoods_of_all_cuts_sum_to_one() {
        let run = Run {
            words: 2,
            stretches: vec![stretch(0, 1, &[], None), stretch(0, 2, &[], None), stretch(1, 2, &[], None)],
        };
        let scores = [[0.0; 3]; 3];
        let likely = Likelihoods::of(&run, &scores);
        // Four ways for each word alone (no name or one of three kinds), and three for both together.
        let each = |i: usize| likely.of_stretch(&run.stretches[i], 0.0);
        assert!((each(1) - 1.0 / 19.0).abs() < 1e-5 && (each(0) - 4.0 / 19.0).abs() < 1e-5);
        assert!((each(2) - each(0)).abs() < 1e-5);
    }

    #[test]
    fn marked_names_become_likely() {
        let runs = [
            Run { words: 1, stretches: vec![stretch(0, 1, &[0, 1], Some(2))] },
            Run { words: 1, stretches: vec![stretch(0, 1, &[0, 2], None)] },
        ];
        let learnt = weights(&runs, 3);
        assert!(learnt[1][2] > 0.1 && learnt[2][2] < -0.1 && learnt[1][0] < 0.0, "{learnt:?}");
    }
}
