//! Trains the weights of the name tagger.
//!
//!     cargo run --release --example train_names -- OUT FILE.jsonl.gz[:TIMES]...
//!
//! Each line of a FILE is `{"body": "...", "gold": [{"start", "end", "type"}]}` with byte offsets;
//! its texts are used TIMES times, once more in capitals where TIMES ends in `c`, and once more with people
//! called by their bare surnames, as articles do after their first sentence, where it ends in `s`.

use std::fs::File;
use std::io::{BufRead, BufReader};

use anyhow::{Context, Result, bail};
use dateline::article::{EntityKind, Span};
use dateline::enrich::names::train::{Example, train};
use dateline::enrich::places::Gazetteer;
use flate2::read::MultiGzDecoder;
use serde::Deserialize;

#[derive(Deserialize)]
struct Line {
    body: String,
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
    let [out, files @ ..] = arguments.as_slice() else {
        bail!("usage: train_names OUT FILE.jsonl.gz[:TIMES]...")
    };
    let mut examples = Vec::new();
    for file in files {
        let (path, times) = file.split_once(':').unwrap_or((file, "1"));
        read(path, times, &mut examples).with_context(|| format!("reading {path}"))?;
    }
    let bytes = train(&examples);
    println!("{} texts, {} bytes of weights", examples.len(), bytes.len());
    std::fs::write(out, bytes).with_context(|| format!("writing {out}"))
}

fn read(path: &str, times: &str, examples: &mut Vec<Example>) -> Result<()> {
    let count: usize = times.trim_end_matches(['c', 's']).parse().context("TIMES is a number")?;
    for line in BufReader::new(MultiGzDecoder::new(File::open(path)?)).lines() {
        let line: Line = serde_json::from_str(&line?)?;
        for _ in 0..count {
            examples.push(example(line.body.clone(), &line.gold));
        }
        if times.ends_with('s')
            && let Some((text, gold)) = with_surnames(&line)
        {
            examples.push(example(text, &gold));
        }
        if times.ends_with('c') && line.body.is_ascii() {
            examples.push(example(line.body.to_ascii_uppercase(), &line.gold));
        }
    }
    Ok(())
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
