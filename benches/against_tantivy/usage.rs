//! What a process used, as the kernel tells it: time on the wall, time on the cores, and memory.

use std::fs;
use std::time::Instant;

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

/// The kernel tells times to programs in hundredths of a second, whatever it counts in itself.
const TICKS: f64 = 100.0;

/// What a process used up to now.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Usage {
    /// Seconds since it began.
    pub wall: f64,
    /// Seconds of all its threads on the cores, its own and the kernel's for it.
    pub cpu: f64,
    /// The most bytes of memory that it held at a time, mapped files included.
    pub peak: u64,
}

impl Usage {
    /// What this process used since a moment near its beginning.
    pub fn since(start: Instant) -> Result<Usage> {
        Ok(Usage { wall: start.elapsed().as_secs_f64(), cpu: cpu_seconds()?, peak: peak_bytes()? })
    }

    /// The memory in megabytes.
    pub fn peak_mb(&self) -> f64 {
        self.peak as f64 / 1e6
    }
}

/// Seconds that all threads of this process, ended ones too, were on the cores.
pub fn cpu_seconds() -> Result<f64> {
    let stat = fs::read_to_string("/proc/self/stat").context("the benchmark needs /proc, as Linux has it")?;
    // The name of the program is in brackets and may hold anything; the state follows it.
    let (_, fields) = stat.rsplit_once(')').context("/proc/self/stat has no name")?;
    let ticks = fields.split_whitespace().skip(11).take(2).map(str::parse::<f64>);
    Ok(ticks.sum::<Result<f64, _>>()? / TICKS)
}

fn peak_bytes() -> Result<u64> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes =
        line.and_then(|line| line.split_whitespace().next()).context("no VmHWM in /proc/self/status")?;
    Ok(kilobytes.parse::<u64>()? << 10)
}
