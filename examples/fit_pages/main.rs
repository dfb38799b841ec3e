//! Fits the weights of the reader of plain text and says how well they read pages they were not fitted on.
//!
//!     cargo run --release --example fit_pages -- DATA            cross-validated figures
//!     cargo run --release --example fit_pages -- DATA --each     the figures of each page, too
//!     cargo run --release --example fit_pages -- DATA --articles what is read from each page, a JSON object a line
//!     cargo run --release --example fit_pages -- DATA --write F  fits on all pages and writes the tables to folder F
//!
//! DATA holds `truth.jsonl`, an object a line with `id`, `news`, `headline`, `headline_in_text` and `body`, and the
//! pages as `text/ID.txt`. Pages whose ids have the same start, up to an underscore, are of one publisher and are left
//! out together. Each story is used a second time without the page around it. The body is told from the rest by a linear-chain model, the headline from other lines by
//! a ranking; both are fitted by maximum likelihood with a ridge. The same input gives the same weights.

mod adam;
mod align;
mod chain;
mod fit;
mod rank;
mod sample;
mod score;
mod table;

use std::error::Error;
use std::fs;
use std::path::Path;

use dateline_core::article::Article;
use dateline_page::fitting::{Weights, read_with};
use serde_json::Value;

use fit::Tables;
use sample::Sample;
use score::{Score, Sum};

/// Every page is left out once: so many times the weights are fitted without a part of the pages.
const FOLDS: usize = 6;

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let data = args.next().ok_or("give the folder with truth.jsonl and text/")?;
    let samples = sample::load(Path::new(&data))?;
    match args.next().as_deref() {
        Some("--write") => {
            let folder = args.next().ok_or("give the folder to write to")?;
            write(&fit::fit(&samples, &(0..samples.len()).collect::<Vec<_>>()), Path::new(&folder))
        }
        option => {
            cross_validate(&samples, option.unwrap_or_default());
            Ok(())
        }
    }
}

fn write(tables: &Tables, folder: &Path) -> Result<(), Box<dyn Error>> {
    fs::write(folder.join("page-line-weights.tsv"), &tables.lines)?;
    fs::write(folder.join("page-headline-weights.tsv"), &tables.headline)?;
    Ok(())
}

/// Reads every page with weights that were fitted without it and its fold.
fn cross_validate(samples: &[Sample], option: &str) {
    let (mut news, mut all) = (Sum::default(), Sum::default());
    for fold in 0..FOLDS {
        let (held_out, rest): (Vec<usize>, Vec<usize>) =
            (0..samples.len()).partition(|&at| fold_of(&samples[at].id) == fold);
        let tables = fit::fit(samples, &rest);
        let weights = Weights::parse(&tables.lines, &tables.headline);
        for sample in held_out.iter().map(|&at| &samples[at]).filter(|sample| !sample.is_story) {
            let article = read_with(&sample.text, &weights);
            let score = Score::of(&article, sample);
            match option {
                "--each" => {
                    println!("{score} {} {}", sample.id, article.headline.as_deref().unwrap_or_default())
                }
                "--articles" => println!("{}", with_path(&article, sample)),
                _ => {}
            }
            all.add(&score);
            if sample.news {
                news.add(&score);
            }
        }
        eprintln!("fold {} of {FOLDS}: so far {all}", fold + 1);
    }
    eprintln!("news {news}\nall  {all}");
}

/// What was read from a page, with the name of its file, as `dateline extract` prints it.
fn with_path(article: &Article, sample: &Sample) -> Value {
    let mut value = serde_json::to_value(article).unwrap_or_default();
    value["path"] = format!("{}.txt", sample.id).into();
    value
}

/// The fold of a page, which depends on nothing but its publisher.
fn fold_of(id: &str) -> usize {
    let publisher = id.split('_').next().unwrap_or(id);
    let hash = publisher.bytes().fold(7u64, |hash, byte| hash.wrapping_mul(31).wrapping_add(byte.into()));
    usize::try_from(hash / 3 % FOLDS as u64).unwrap_or_default()
}
