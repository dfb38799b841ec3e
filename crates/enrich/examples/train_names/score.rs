//! Scoring weights: exact spans and kinds.

use std::collections::HashSet;
use std::fs::File;
use std::io::Write;

use anyhow::{Context, Result};
use dateline_core::article::{EntityKind, Span};
use dateline_enrich::names::train::Trial;
use dateline_enrich::places::Gazetteer;
use flate2::Compression;
use flate2::write::GzEncoder;

use super::{Line, Sets, lines};

const KINDS: [EntityKind; 3] = [EntityKind::Person, EntityKind::Organisation, EntityKind::Place];
const FOLDS: usize = 6;

/// Scores the weights of a file on each of the files of texts.
pub fn files(weights: &str, files: &[String]) -> Result<()> {
    let weights = std::fs::read(weights).with_context(|| format!("reading {weights}"))?;
    let trial = Trial::new(&weights);
    for file in files {
        let mut counts = Counts::default();
        lines(file)?.iter().for_each(|line| counts.add(&trial, line));
        println!("{file}: {counts}");
    }
    Ok(())
}

/// Writes texts with the names that the weights find in them, over each article as a whole, as texts to train on.
pub fn mark(weights: &str, texts: &str, out: &str) -> Result<()> {
    let weights = std::fs::read(weights).with_context(|| format!("reading {weights}"))?;
    let trial = Trial::new(&weights);
    let mut out =
        GzEncoder::new(File::create(out).with_context(|| format!("writing {out}"))?, Compression::fast());
    for line in lines(texts)? {
        let names = trial.names(&line.body, Gazetteer::get().find(&line.body));
        let gold: Vec<_> = names
            .iter()
            .map(|(span, kind)| serde_json::json!({"start": span.start, "end": span.end, "type": kind}))
            .collect();
        writeln!(out, "{}", serde_json::json!({"body": line.body, "gold": gold}))?;
    }
    out.finish()?;
    Ok(())
}

/// Scores each sixth of the texts with what is learnt without it.
pub fn folds(texts: &str, sets: &Sets) -> Result<()> {
    let texts = lines(texts)?;
    let mut counts = Counts::default();
    for fold in 0..FOLDS {
        let held: Vec<&Line> = texts.iter().skip(fold).step_by(FOLDS).collect();
        let bodies: HashSet<&str> = held.iter().map(|line| line.body.as_str()).collect();
        let trial = Trial::new(&sets.train(|body| !bodies.contains(body)));
        held.iter().for_each(|line| counts.add(&trial, line));
        println!("{} of {FOLDS}: {counts}", fold + 1);
    }
    Ok(())
}

/// How many names were found rightly, wrongly, and were to be found, of each kind.
#[derive(Default)]
struct Counts {
    right: [usize; 3],
    found: [usize; 3],
    wanted: [usize; 3],
}

impl Counts {
    fn add(&mut self, trial: &Trial, line: &Line) {
        let names = trial.names(&line.body, Gazetteer::get().find(&line.body));
        let names: HashSet<(Span, EntityKind)> = names.into_iter().collect();
        let gold = line.gold.iter().map(|gold| (Span::new(gold.start, gold.end), gold.kind));
        let gold: HashSet<(Span, EntityKind)> = gold.collect();
        for (number, kind) in KINDS.iter().enumerate() {
            let of_kind = |set: &HashSet<(Span, EntityKind)>| set.iter().filter(|(_, k)| k == kind).count();
            self.right[number] += names.intersection(&gold).filter(|(_, k)| k == kind).count();
            self.found[number] += of_kind(&names);
            self.wanted[number] += of_kind(&gold);
        }
    }
}

impl std::fmt::Display for Counts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let sums = |of: &[usize; 3]| of.iter().sum::<usize>();
        let rows = (0..3).map(|i| (self.right[i], self.found[i], self.wanted[i]));
        let all = (sums(&self.right), sums(&self.found), sums(&self.wanted));
        for (name, (right, found, wanted)) in
            ["person", "organisation", "place", "all"].iter().zip(rows.chain([all]))
        {
            let f1 = 2.0 * right as f64 / (found + wanted).max(1) as f64;
            write!(f, " {name} {f1:.4}")?;
        }
        Ok(())
    }
}
