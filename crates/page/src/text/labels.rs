//! Decides which lines are the body: a linear-chain model over the lines of a page.
//!
//! A page is read as a walk through four states: before the body, in it, in a gap within it
//! (an advertisement, a caption, a share line), and after it. Each line's features, and those of
//! the two lines on either side, are evidence for or against each state; a line belongs to the body when the
//! model holds that for more likely than not.
//!
//! `data/page-line-weights.tsv` says how its weights were fitted.

use rustc_hash::FxHashMap;

use super::features::Features;
use crate::patterns::table_rows;

/// How many states there are: before, body, gap, after.
pub const STATES: usize = 4;
/// How many lines are evidence for a line's state: the line itself and two on either side.
pub const TAPS: usize = 5;
/// The state of a line of the body.
pub const BODY: usize = 1;
/// From which state one may go to which.
pub const MOVES: [(usize, usize); 8] = [(0, 0), (0, 1), (1, 1), (1, 2), (1, 3), (2, 2), (2, 1), (3, 3)];

/// The weight of each feature for each state, from two lines before to two lines after.
type Weight = [[f32; STATES]; TAPS];
/// A number for each state of a line.
type Scores = [f64; STATES];

/// Less likely lines are never body.
const LEAST: f64 = 0.3;
/// Lines as likely as this always are.
const MOST: f64 = 0.5;

/// The weights of the model.
pub struct Model {
    moves: [f64; MOVES.len()],
    weights: FxHashMap<Box<str>, Weight>,
}

impl Model {
    /// Reads the weights from a table such as `data/page-line-weights.tsv`.
    pub fn parse(table: &str) -> Model {
        let mut model = Model { moves: [0.0; MOVES.len()], weights: FxHashMap::default() };
        for row in table_rows(table) {
            let mut columns = row.split('\t');
            let name = columns.next().unwrap_or_default();
            let numbers: Vec<f32> = columns.filter_map(|number| number.parse().ok()).collect();
            if name == "(moves)" {
                model.moves.iter_mut().zip(&numbers).for_each(|(to, &from)| *to = from.into());
            } else {
                model.weights.insert(name.into(), weight(&numbers));
            }
        }
        model
    }

    /// For each line, how likely it belongs to the body.
    pub fn body_chances(&self, features: &[Features]) -> Vec<f64> {
        let emissions = self.emissions(features);
        marginals(&emissions, &self.moves).into_iter().map(|states| states[BODY]).collect()
    }

    fn emissions(&self, features: &[Features]) -> Vec<Scores> {
        let mut scores = vec![[0.0; STATES]; features.len()];
        for (i, names) in features.iter().enumerate() {
            for weight in names.iter().filter_map(|&name| self.weights.get(name)) {
                add(&mut scores, i, weight);
            }
        }
        scores
    }
}

fn weight(numbers: &[f32]) -> Weight {
    let mut weight = [[0.0; STATES]; TAPS];
    for (slot, &number) in weight.iter_mut().flatten().zip(numbers) {
        *slot = number;
    }
    weight
}

/// Which lines are body: those that together promise the best F1, measured in words.
///
/// A doubtful line is worth including if there is little else, but not next to a long text that is certain.
pub fn chosen(chances: &[f64], words: &[usize]) -> Vec<bool> {
    let mut order: Vec<usize> = (0..chances.len()).collect();
    order.sort_by(|&a, &b| chances[b].total_cmp(&chances[a]).then(a.cmp(&b)));
    let expected: f64 = chances.iter().zip(words).map(|(chance, &words)| chance * words as f64).sum();
    let (mut right, mut taken, mut best, mut cut) = (0.0, 0.0, 0.0, LEAST);
    for &line in &order {
        right += chances[line] * words[line] as f64;
        taken += words[line] as f64;
        let f1 = 2.0 * right / (taken + expected);
        if f1 > best {
            (best, cut) = (f1, chances[line]);
        }
    }
    let cut = cut.clamp(LEAST, MOST);
    chances.iter().map(|&chance| chance >= cut).collect()
}

/// Adds the weights of a feature of line `i` to the lines around it: the first tap applies to the line two further on.
fn add(scores: &mut [Scores], i: usize, weight: &Weight) {
    for (tap, states) in weight.iter().enumerate() {
        let Some(scores) = (i + 2).checked_sub(tap).and_then(|line| scores.get_mut(line)) else { continue };
        for (score, &weight) in scores.iter_mut().zip(states) {
            *score += f64::from(weight);
        }
    }
}

/// The chance of each state for each line, by the forward-backward algorithm.
pub fn marginals(emissions: &[Scores], moves: &[f64; MOVES.len()]) -> Vec<Scores> {
    let forward = forward(emissions, moves);
    let mut backward = [0.0; STATES];
    backward[2] = f64::NEG_INFINITY;
    let mut chances = vec![[0.0; STATES]; emissions.len()];
    for i in (0..emissions.len()).rev() {
        chances[i] = normalised(std::array::from_fn(|state| forward[i][state] + backward[state]));
        backward = step_back(&emissions[i], &backward, moves);
    }
    chances
}

fn forward(emissions: &[Scores], moves: &[f64; MOVES.len()]) -> Vec<Scores> {
    let mut forward: Vec<Scores> = Vec::with_capacity(emissions.len());
    for emission in emissions {
        let mut scores = match forward.last() {
            Some(last) => step(last, moves),
            None => [0.0, 0.0, f64::NEG_INFINITY, f64::NEG_INFINITY],
        };
        scores.iter_mut().zip(emission).for_each(|(score, emission)| *score += emission);
        forward.push(scores);
    }
    forward
}

fn step(last: &Scores, moves: &[f64; MOVES.len()]) -> Scores {
    let mut next = [f64::NEG_INFINITY; STATES];
    for (&(from, to), weight) in MOVES.iter().zip(moves) {
        next[to] = log_add(next[to], last[from] + weight);
    }
    next
}

fn step_back(emission: &Scores, after: &Scores, moves: &[f64; MOVES.len()]) -> Scores {
    let mut before = [f64::NEG_INFINITY; STATES];
    for (&(from, to), weight) in MOVES.iter().zip(moves) {
        before[from] = log_add(before[from], after[to] + emission[to] + weight);
    }
    before
}

fn log_add(a: f64, b: f64) -> f64 {
    let (high, low) = if a > b { (a, b) } else { (b, a) };
    if low == f64::NEG_INFINITY { high } else { high + (low - high).exp().ln_1p() }
}

fn normalised(scores: Scores) -> Scores {
    let total = scores.into_iter().fold(f64::NEG_INFINITY, log_add);
    scores.map(|score| (score - total).exp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chances_add_up_to_one_and_follow_the_emissions() {
        let emissions = [[2.0, 0.0, 0.0, 0.0], [0.0, 3.0, 0.0, 0.0], [0.0, 0.0, 0.0, 3.0]];
        let chances = marginals(&emissions, &[0.0; 8]);
        for states in &chances {
            assert!((states.iter().sum::<f64>() - 1.0).abs() < 1e-9);
        }
        assert!(chances[0][0] > 0.5 && chances[1][BODY] > 0.5 && chances[2][3] > 0.5);
    }

    #[test]
    fn a_gap_is_never_first_or_last() {
        let emissions = [[0.0, 0.0, 9.0, 0.0]; 3];
        let chances = marginals(&emissions, &[0.0; 8]);
        assert_eq!(chances[0][2], 0.0);
        assert_eq!(chances[2][2], 0.0);
    }

    #[test]
    fn every_row_of_the_table_is_complete() {
        for row in table_rows(include_str!("../../data/page-line-weights.tsv")) {
            let numbers = row.split('\t').skip(1).filter(|number| number.parse::<f32>().is_ok()).count();
            assert_eq!(
                numbers,
                if row.starts_with("(moves)") { MOVES.len() } else { STATES * TAPS },
                "{row}"
            );
        }
    }

    #[test]
    fn no_lines_have_no_chances() {
        assert!(Model::parse("").body_chances(&[]).is_empty());
    }
}
