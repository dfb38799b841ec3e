//! Times of many queries, and what is said of them.

use std::time::Instant;

use anyhow::Result;

use crate::usage::cpu_seconds;

/// Every query is asked so often; the least of its times counts.
pub const ROUNDS: usize = 3;
/// Time on the cores comes in hundredths of a second, which say little of less than this.
const LEAST_SECONDS: f64 = 0.3;

/// The times of a set of queries.
pub struct Times {
    /// The least time of each query in milliseconds, in the order of the queries.
    each: Vec<f64>,
    /// What the answer to each was.
    pub answers: Vec<u64>,
    wall: f64,
    cpu: f64,
}

impl Times {
    fn none(queries: usize) -> Times {
        Times { each: vec![f64::INFINITY; queries], answers: vec![0; queries], wall: 0.0, cpu: 0.0 }
    }

    /// Asks all queries in turn, several rounds of it.
    pub fn of(queries: usize, mut ask: impl FnMut(usize) -> Result<u64>) -> Result<Times> {
        let mut times = Times::none(queries);
        for _ in 0..ROUNDS {
            times.round(&mut ask)?;
        }
        Ok(times)
    }

    /// Asks the same queries of two, in turn round by round, so that what else the machine does hits both.
    pub fn of_both(
        queries: usize,
        mut ask_one: impl FnMut(usize) -> Result<u64>,
        mut ask_other: impl FnMut(usize) -> Result<u64>,
    ) -> Result<(Times, Times)> {
        let (mut one, mut other) = (Times::none(queries), Times::none(queries));
        for _ in 0..ROUNDS {
            one.round(&mut ask_one)?;
            other.round(&mut ask_other)?;
        }
        Ok((one, other))
    }

    fn round(&mut self, ask: &mut impl FnMut(usize) -> Result<u64>) -> Result<()> {
        let (start, cpu) = (Instant::now(), cpu_seconds()?);
        for (query, (least, answer)) in self.each.iter_mut().zip(&mut self.answers).enumerate() {
            let start = Instant::now();
            *answer = ask(query)?;
            *least = least.min(start.elapsed().as_secs_f64() * 1e3);
        }
        self.wall += start.elapsed().as_secs_f64();
        self.cpu += cpu_seconds()? - cpu;
        Ok(())
    }

    /// The time that this share of the queries is not above, in milliseconds.
    pub fn percentile(&self, share: f64) -> f64 {
        percentile(&self.each, share)
    }

    /// The sum of all queries' times in milliseconds.
    pub fn sum(&self) -> f64 {
        self.each.iter().sum()
    }

    /// How many cores worked at a time; a dash where the kernel's clock is too coarse to say.
    pub fn cores(&self) -> String {
        if self.wall < LEAST_SECONDS { "-".to_owned() } else { format!("{:.1}", self.cpu / self.wall) }
    }

    /// The answer that this share of the answers is not above.
    pub fn answer(&self, share: f64) -> u64 {
        let answers: Vec<f64> = self.answers.iter().map(|&answer| answer as f64).collect();
        percentile(&answers, share) as u64
    }

    /// The median over the queries of how many times as long they took as in `other`.
    pub fn median_ratio(&self, other: &Times) -> f64 {
        let ratios: Vec<f64> = self.each.iter().zip(&other.each).map(|(time, other)| time / other).collect();
        percentile(&ratios, 0.5)
    }
}

/// The least figure that this share of all figures is not above.
pub fn percentile(figures: &[f64], share: f64) -> f64 {
    let mut sorted = figures.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let rank = (share * sorted.len() as f64).ceil() as usize;
    sorted.get(rank.saturating_sub(1)).copied().unwrap_or(f64::NAN)
}
