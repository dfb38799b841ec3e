//! Phases that run as a process of their own, so that their time and memory are theirs alone.
//!
//! The benchmark calls itself with a hidden argument; the child does the work and prints what it used.

use std::env;
use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, bail, ensure};

use crate::usage::Usage;
use crate::{ours, raw};

/// The argument that makes a process of the benchmark the child for a phase.
pub const FLAG: &str = "--phase";

/// Indexes a file of articles with raw tantivy: articles, index, threads.
pub const RAW_INDEX: &str = "raw-index";
/// Merges the raw index: index, number of segments.
pub const RAW_MERGE: &str = "raw-merge";
/// Answers one query from the raw index, as a program would: index, query.
pub const RAW_ONCE: &str = "raw-once";
/// Indexes a file of articles with dateline: articles, index, threads.
pub const INDEX: &str = "index";
/// Reads and enriches a file of articles without an index: articles, threads.
pub const READ: &str = "read";

/// Runs a phase as a child and gives what it used.
pub fn run(phase: &str, arguments: &[&OsStr]) -> Result<Usage> {
    let child = command(phase, arguments)?.stderr(Stdio::inherit()).output()?;
    ensure!(child.status.success(), "the phase {phase} failed: {}", child.status);
    serde_json::from_slice(&child.stdout).with_context(|| format!("the phase {phase} printed no result"))
}

/// The same on one core of the machine, as `taskset` sees to; `None` if there is no such program.
pub fn run_on_one_core(phase: &str, arguments: &[&OsStr]) -> Result<Option<Usage>> {
    let child = Command::new("taskset")
        .args(["-c", "0"])
        .arg(env::current_exe()?)
        .arg(FLAG)
        .arg(phase)
        .args(arguments)
        .stderr(Stdio::inherit())
        .output();
    let child = match child {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        child => child?,
    };
    ensure!(child.status.success(), "the phase {phase} failed on one core: {}", child.status);
    Ok(Some(serde_json::from_slice(&child.stdout)?))
}

/// A call of the benchmark for a phase.
pub fn command(phase: &str, arguments: &[&OsStr]) -> Result<Command> {
    let mut command = Command::new(env::current_exe()?);
    command.arg(FLAG).arg(phase).args(arguments);
    Ok(command)
}

/// Is the child: does the work of a phase.
pub fn work(arguments: &[String]) -> Result<()> {
    let start = Instant::now();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        [RAW_INDEX, articles, dir, threads] => {
            raw::index(Path::new(articles), Path::new(dir), threads.parse()?)?
        }
        [RAW_MERGE, dir, segments] => raw::merge(Path::new(dir), segments.parse()?)?,
        [RAW_ONCE, dir, query] => return raw::print_best(Path::new(dir), query),
        [INDEX, articles, dir, threads] => {
            ours::index(Path::new(articles), Path::new(dir), threads.parse()?)?
        }
        [READ, articles, threads] => ours::read(Path::new(articles), threads.parse()?)?,
        _ => bail!("there is no phase {arguments:?}"),
    }
    println!("{}", serde_json::to_string(&Usage::since(start)?)?);
    Ok(())
}
