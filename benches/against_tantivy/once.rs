//! One query as a process of its own, from its start to its end.

use std::ffi::OsStr;
use std::process::Command;
use std::time::Instant;

use anyhow::{Result, ensure};

use crate::indexing::Indexes;
use crate::queries::Queries;
use crate::table::{Checks, Limit, Table};
use crate::times::percentile;
use crate::{phase, say};

/// Every program runs so often.
const RUNS: usize = 50;
/// With so many different queries in turn.
const QUERIES: usize = 10;

/// Runs `dateline search` and a small program on raw tantivy and prints their times.
pub fn measure(indexes: &Indexes, queries: &Queries) -> Result<()> {
    say("one query per process");
    let (mut raw, mut ours) = (Vec::new(), Vec::new());
    let queries = &queries.words[..QUERIES.min(queries.words.len())];
    for query in queries.iter().cycle().take(RUNS) {
        raw.push(milliseconds(raw_once(indexes, query)?)?);
        ours.push(milliseconds(search(indexes, query))?);
    }
    println!("## One query per process\n\n{RUNS} runs each, in turn, all words, from start to end, in ms.\n");
    println!("{}", table(&raw, &ours));
    println!("{}", checks(&raw, &ours));
    Ok(())
}

fn raw_once(indexes: &Indexes, query: &str) -> Result<Command> {
    phase::command(phase::RAW_ONCE, &[indexes.raw.as_ref(), OsStr::new(query)])
}

/// The program that was built with the benchmark.
fn search(indexes: &Indexes, query: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dateline"));
    command.arg("search").arg(query).arg("--index").arg(&indexes.ours);
    command
}

fn milliseconds(mut command: Command) -> Result<f64> {
    let start = Instant::now();
    let output = command.output()?;
    let time = start.elapsed().as_secs_f64() * 1e3;
    ensure!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    Ok(time)
}

fn table(raw: &[f64], ours: &[f64]) -> Table {
    let mut table = Table::new(&["program", "p50", "p90", "max"]);
    for (name, times) in [("raw tantivy", raw), ("dateline search", ours)] {
        let figures = [0.5, 0.9, 1.0].map(|share| format!("{:.1}", percentile(times, share)));
        table.row(std::iter::once(name.to_owned()).chain(figures));
    }
    table
}

fn checks(raw: &[f64], ours: &[f64]) -> Checks {
    let mut checks = Checks::new();
    let (raw, ours) = (percentile(raw, 0.5), percentile(ours, 0.5));
    checks.held("dateline's p50 / raw tantivy's", ours / raw, Limit::AtMost(3.0));
    checks.held("dateline's p50 in ms", ours, Limit::AtMost(12.0));
    checks
}
