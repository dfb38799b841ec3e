//! Trains the weights of the name tagger.
//!
//!     cargo run --release --example train_names -- OUT FILE.jsonl.gz[:TIMES]...
//!
//! Each line of a FILE is `{"body": "...", "gold": [{"start", "end", "type"}]}` with byte offsets;
//! its texts are used TIMES times. Letters behind TIMES ask for more copies: `c` of texts no longer than a
//! headline in capitals, `d` of texts with hyphens in names with spaces around these, as text cut into words
//! and joined again has them, and `s` with people called by their bare surnames, as articles do after their
//! first sentence. With `r` for TIMES the marks are not believed unless a model trained on the others agrees.
//!
//!     train_names --score WEIGHTS FILE.jsonl.gz...
//!
//! scores weights on texts with such marks, and
//!
//!     train_names --folds TEXTS.jsonl.gz FILE.jsonl.gz[:TIMES]...
//!
//! scores by cross-validation: six times a sixth of TEXTS is left out of all files, and scored with what was learnt
//! from the rest.

mod score;

use std::collections::HashSet;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::rc::Rc;

use anyhow::{Context, Result, bail};
use dateline_core::article::{EntityKind, Span};
use dateline_enrich::names::train::{Example, train_with_careless};
use dateline_enrich::places::Gazetteer;
use flate2::read::MultiGzDecoder;
use serde::Deserialize;

#[derive(Deserialize)]
struct Line {
    body: String,
    #[serde(default)]
    gold: Vec<Gold>,
}

#[derive(Deserialize)]
struct Gold {
    start: usize,
    end: usize,
    #[serde(rename = "type")]
    kind: EntityKind,
}

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.as_slice() {
        [option, weights, files @ ..] if option == "--score" => score::files(weights, files),
        [option, texts, files @ ..] if option == "--folds" => score::folds(texts, &Sets::read(files)?),
        [option, weights, texts, out] if option == "--mark" => score::mark(weights, texts, out),
        [out, files @ ..] if !files.is_empty() => {
            let sets = Sets::read(files)?;
            let bytes = sets.train(|_| true);
            let (good, careless) = (sets.examples.len(), sets.careless.len());
            println!("{good} and {careless} texts, {} bytes of weights", bytes.len());
            std::fs::write(out, bytes).with_context(|| format!("writing {out}"))
        }
        _ => bail!("usage: train_names OUT FILE.jsonl.gz[:TIMES]..."),
    }
}

/// The texts to train on.
struct Sets {
    /// Each with the body of the line that it comes from.
    examples: Vec<(Rc<str>, Example)>,
    careless: Vec<(Rc<str>, Example)>,
}

impl Sets {
    fn read(files: &[String]) -> Result<Sets> {
        let (mut examples, mut careless) = (Vec::new(), Vec::new());
        for file in files {
            let (path, times) = file.split_once(':').unwrap_or((file, "1"));
            let target = if times == "r" { &mut careless } else { &mut examples };
            read(path, times, target).with_context(|| format!("reading {path}"))?;
        }
        let known: HashSet<Rc<str>> = examples.iter().map(|(body, _)| body.clone()).collect();
        careless.retain(|(body, _)| !known.contains(body));
        Ok(Sets { examples, careless })
    }

    /// Trains on the texts that `keeps` holds for.
    fn train(&self, keeps: impl Fn(&str) -> bool) -> Vec<u8> {
        let kept = |set: &[(Rc<str>, Example)]| -> Vec<Example> {
            set.iter().filter(|(body, _)| keeps(body)).map(|(_, example)| example.clone()).collect()
        };
        train_with_careless(&kept(&self.examples), &kept(&self.careless))
    }
}

fn lines(path: &str) -> Result<Vec<Line>> {
    let file = File::open(path).with_context(|| format!("reading {path}"))?;
    let lines = BufReader::new(MultiGzDecoder::new(file)).lines();
    lines.map(|line| Ok(serde_json::from_str(&line?)?)).collect()
}

fn read(path: &str, times: &str, examples: &mut Vec<(Rc<str>, Example)>) -> Result<()> {
    let count: usize = if times == "r" { "1" } else { times.trim_end_matches(['c', 'd', 's']) }
        .parse()
        .context("TIMES is a number")?;
    for line in lines(path)? {
        let body: Rc<str> = line.body.as_str().into();
        let mut push = |text: String, gold: &[Gold]| examples.push((body.clone(), example(text, gold)));
        for _ in 0..count {
            push(line.body.clone(), &line.gold);
        }
        if times.contains('s')
            && let Some((text, gold)) = with_surnames(&line)
        {
            push(text, &gold);
        }
        if times.contains('c') && line.body.is_ascii() && line.body.len() <= HEADLINE {
            push(line.body.to_ascii_uppercase(), &line.gold);
        }
        if times.contains('d')
            && let Some((text, gold)) = with_dashes(&line)
        {
            push(text, &gold);
        }
    }
    Ok(())
}

/// No headline is longer than this.
const HEADLINE: usize = 120;

/// The text with spaces around the hyphens within it; `None` if no name has one.
fn with_dashes(line: &Line) -> Option<(String, Vec<Gold>)> {
    let hyphens: Vec<usize> = line.body.match_indices('-').map(|(at, _)| at).collect();
    let between_letters = |&at: &usize| {
        let (before, behind) = (line.body[..at].chars().next_back(), line.body[at + 1..].chars().next());
        before.is_some_and(char::is_alphanumeric) && behind.is_some_and(char::is_alphanumeric)
    };
    let hyphens: Vec<usize> = hyphens.into_iter().filter(between_letters).collect();
    let inside = |gold: &Gold| hyphens.iter().any(|&at| gold.start < at && at < gold.end);
    if !line.gold.iter().any(inside) {
        return None;
    }
    let moved = |place: usize| {
        let before = hyphens.iter().filter(|&&at| at < place).count();
        let spaces = 2 * before;
        place + spaces
    };
    let mut text = String::new();
    let mut done = 0;
    for &at in &hyphens {
        text.push_str(&line.body[done..at]);
        text.push_str(" - ");
        done = at + 1;
    }
    text.push_str(&line.body[done..]);
    let shifted = |gold: &Gold| Gold { start: moved(gold.start), end: moved(gold.end), kind: gold.kind };
    Some((text, line.gold.iter().map(shifted).collect()))
}

/// The text with each person's full name or title and name cut down to the surname; `None` if nothing changes.
fn with_surnames(line: &Line) -> Option<(String, Vec<Gold>)> {
    let mut sorted: Vec<&Gold> = line.gold.iter().collect();
    sorted.sort_by_key(|gold| gold.start);
    let (mut text, mut gold, mut done) = (String::new(), Vec::new(), 0);
    for name in sorted {
        let mut before = line.body.get(done..name.start)?;
        let mut form = line.body.get(name.start..name.end)?;
        if name.kind == EntityKind::Person {
            form = form.rsplit(' ').next().unwrap_or(form);
            before = ["Mr. ", "Mrs. ", "Ms. "]
                .iter()
                .find_map(|title| before.strip_suffix(title))
                .unwrap_or(before);
        }
        text.push_str(before);
        gold.push(Gold { start: text.len(), end: text.len() + form.len(), kind: name.kind });
        text.push_str(form);
        done = name.end;
    }
    text.push_str(line.body.get(done..)?);
    (text != line.body).then_some((text, gold))
}

fn example(text: String, gold: &[Gold]) -> Example {
    let gold = gold.iter().map(|g| (Span::new(g.start, g.end), g.kind)).collect();
    Example { places: Gazetteer::get().find(&text), gold, text }
}
