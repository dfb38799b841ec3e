//! The articles that the corpus is made from: those of a file, or made-up ones.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

use crate::random::Random;

/// An article as the file has it; what else it says is left out.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Original {
    pub headline: String,
    pub dateline: String,
    pub body: String,
    pub source: String,
}

/// How many articles are made up where no file is given.
const MADE_UP: usize = 5_000;
const MADE_UP_WORDS: &str = "the of and to in said that for was on bank oil wheat trade price talks export company \
    profit quarter minister rate interest central dispute harvest shipment tonnes Chile Norway Egypt Jakarta Lima";

/// Reads the articles of a JSONL file.
pub fn read(path: &Path) -> Result<Vec<Original>> {
    let file = File::open(path).with_context(|| format!("{}", path.display()))?;
    let mut articles = Vec::new();
    for (number, line) in (1..).zip(BufReader::new(file).lines()) {
        let article = serde_json::from_str(&line?);
        articles.push(article.with_context(|| format!("{}, line {number}", path.display()))?);
    }
    ensure!(!articles.is_empty(), "{} holds no articles", path.display());
    Ok(articles)
}

/// Articles of made-up sentences with words as unevenly frequent as in real text.
pub fn made_up() -> Vec<Original> {
    let words: Vec<&str> = MADE_UP_WORDS.split_whitespace().collect();
    let mut random = Random::of(&[1]);
    (0..MADE_UP).map(|_| made_up_article(&words, &mut random)).collect()
}

fn made_up_article(words: &[&str], random: &mut Random) -> Original {
    let range = (words.len() * 400) as f64;
    let mut word = || {
        let rank = range.powf(random.share()) as usize - 1;
        words.get(rank).map_or_else(|| super::invented::word(rank as u64), |word| (*word).to_owned())
    };
    let mut sentence = |length: usize| (0..length).map(|_| word()).collect::<Vec<_>>().join(" ");
    Original {
        headline: sentence(6),
        dateline: "LIMA, March 1 -".to_owned(),
        body: (0..10).map(|_| sentence(14) + ".").collect::<Vec<_>>().join(" "),
        source: "Made up".to_owned(),
    }
}
