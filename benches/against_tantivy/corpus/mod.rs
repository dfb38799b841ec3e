//! A corpus of any size from a few thousand articles: repeated, each time with other words.
//!
//! Words are replaced by words as frequent and sometimes by new ones, so that both the frequencies of
//! words and the growth of the vocabulary stay those of real text. The same seed gives the same corpus, and
//! a smaller corpus is the beginning of a larger one.

mod countries;
mod heaps;
mod invented;
pub mod source;
mod vary;
mod vocabulary;

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde::Serialize;

use heaps::Heaps;
use source::Original;
use vary::Variation;

const SEED: u64 = 6;
/// This many headlines are kept to make queries from.
const HEADLINES: usize = 4_000;

/// An article of the corpus, as a line of its file.
#[derive(Debug, Serialize)]
pub struct Record {
    id: String,
    headline: String,
    dateline: String,
    published: String,
    source: String,
    body: String,
}

/// A corpus that was written, with what is known of it.
pub struct Corpus {
    pub path: PathBuf,
    pub articles: usize,
    /// Bytes of all headlines and bodies.
    pub text_bytes: u64,
    /// Bytes of the file.
    pub file_bytes: u64,
    /// Headlines from all over the corpus.
    pub headlines: Vec<String>,
    heaps: Heaps,
    /// How the vocabulary of the originals grows.
    originals: Heaps,
}

/// Writes a corpus of this many articles.
pub fn write(originals: &[Original], articles: usize, path: &Path) -> Result<Corpus> {
    let variation = Variation::of(originals, SEED)?;
    let file = File::create(path).with_context(|| format!("{}", path.display()))?;
    let mut out = BufWriter::new(file);
    let mut corpus = Corpus::empty(path, articles, originals);
    let every = articles.div_ceil(HEADLINES).max(1);
    for number in 0..articles {
        let record = variation.article(number);
        serde_json::to_writer(&mut out, &record)?;
        out.write_all(b"\n")?;
        corpus.heaps.add(&record.body);
        corpus.text_bytes += (record.headline.len() + record.body.len()) as u64;
        if number % every == 0 {
            corpus.headlines.push(record.headline);
        }
    }
    out.flush()?;
    corpus.file_bytes = path.metadata()?.len();
    Ok(corpus)
}

impl Corpus {
    fn empty(path: &Path, articles: usize, from: &[Original]) -> Corpus {
        let mut originals = Heaps::default();
        from.iter().for_each(|article| originals.add(&article.body));
        Corpus {
            path: path.to_owned(),
            articles,
            text_bytes: 0,
            file_bytes: 0,
            headlines: Vec::new(),
            heaps: Heaps::default(),
            originals,
        }
    }

    /// What it holds, as a paragraph.
    pub fn describe(&self) -> String {
        let beta = |heaps: &Heaps| heaps.beta().map_or("unknown".to_owned(), |beta| format!("{beta:.2}"));
        format!(
            "{} articles, {:.1} MB of text (headlines and bodies) in a file of {:.1} MB; {:.1} million words, {} \
             different; Heaps' beta {} (originals: {} different, beta {})",
            self.articles,
            self.text_bytes as f64 / 1e6,
            self.file_bytes as f64 / 1e6,
            self.heaps.words() as f64 / 1e6,
            self.heaps.different(),
            beta(&self.heaps),
            self.originals.different(),
            beta(&self.originals),
        )
    }
}

/// The words of a text and what is between them, in order.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let in_word = rest.chars().next()?.is_alphanumeric();
        let end = rest.find(|c: char| c.is_alphanumeric() != in_word).unwrap_or(rest.len());
        let (piece, behind) = rest.split_at(end);
        rest = behind;
        Some(piece)
    })
}
