//! Measures how fast places, and places with countries, are found on one core, beside a plain scan of the same bytes.
//!
//!     cargo bench --bench places [-- FILE]
//!
//! FILE holds an article a line as `dateline extract` prints it, or is plain text; without one
//! the sample corpus is taken, over and over. Names of people and organisations are left out:
//! they have a bench of their own.

use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use dateline_core::article::{Article, Piece};
use dateline_enrich::countries::{PieceMatches, assign, dateline_piece};
use dateline_enrich::places::Gazetteer;

/// The sample corpus is repeated up to this many bytes.
const BYTES: usize = 8_000_000;
/// Each measure is the median of this many runs.
const RUNS: usize = 7;

fn main() {
    let path = std::env::args().skip(1).find(|argument| !argument.starts_with('-'));
    let articles = match path {
        Some(path) => read(Path::new(&path)),
        None => repeated(folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus"))),
    };
    let bytes: usize = articles.iter().flat_map(Article::pieces).map(|piece| piece.text.len()).sum();
    println!("{} articles, {:.1} MB of text, median of {RUNS} runs", articles.len(), bytes as f64 / 1e6);
    let scan = report("byte scan", bytes, None, || articles.iter().flat_map(Article::pieces).map(scan).sum());
    report("places", bytes, Some(scan), || articles.iter().map(places).sum());
    report("places and countries", bytes, Some(scan), || articles.iter().map(countries).sum());
}

/// Counts the capitals: about the least that a look at every byte costs.
fn scan(piece: Piece<'_>) -> usize {
    piece.text.bytes().filter(u8::is_ascii_uppercase).count()
}

fn places(article: &Article) -> usize {
    let language = article.language.as_deref();
    article.pieces().map(|piece| Gazetteer::get().find_in(piece.text, language).len()).sum()
}

fn countries(article: &Article) -> usize {
    let language = article.language.as_deref();
    let pieces = article.pieces().chain(dateline_piece(article));
    let found: Vec<_> = pieces.map(|piece| (piece, Gazetteer::get().find_in(piece.text, language))).collect();
    let matches: Vec<_> = found.iter().map(|(piece, matches)| PieceMatches::new(*piece, matches)).collect();
    assign(article, &matches, &[]).countries.len()
}

/// Runs the work, prints its speed and gives the median time back.
fn report(name: &str, bytes: usize, scan: Option<Duration>, work: impl Fn() -> usize) -> Duration {
    black_box(work());
    let mut times: Vec<Duration> = (0..RUNS)
        .map(|_| {
            let start = Instant::now();
            black_box(work());
            start.elapsed()
        })
        .collect();
    times.sort();
    let median = times[RUNS / 2];
    let speed = bytes as f64 / 1e6 / median.as_secs_f64();
    match scan {
        None => println!("{name}: {speed:.0} MB/s"),
        Some(scan) => {
            let ratio = median.as_secs_f64() / scan.as_secs_f64();
            println!("{name}: {speed:.1} MB/s, {ratio:.0} times the byte scan");
        }
    }
    median
}

fn read(path: &Path) -> Vec<Article> {
    let Ok(bytes) = std::fs::read(path) else { return Vec::new() };
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let records: Vec<Article> = text.lines().filter_map(record).collect();
    if records.is_empty() { vec![Article { body: text, ..Article::default() }] } else { records }
}

fn record(line: &str) -> Option<Article> {
    let record: serde_json::Value = serde_json::from_str(line).ok()?;
    let text = |key: &str| record[key].as_str().map(str::to_owned);
    Some(Article {
        headline: text("headline"),
        standfirst: text("standfirst"),
        dateline: text("dateline"),
        language: text("language"),
        body: text("body")?,
        ..Article::default()
    })
}

/// The articles of a folder's text and JSON files, and of those below it.
fn folder(path: &Path) -> Vec<Article> {
    let Ok(entries) = std::fs::read_dir(path) else { return Vec::new() };
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    let is_text = |path: &Path| path.extension().is_some_and(|kind| kind == "txt" || kind == "jsonl");
    let files = paths.iter().flat_map(|path| match path.is_dir() {
        true => folder(path),
        false if is_text(path) => read(path),
        false => Vec::new(),
    });
    files.collect()
}

fn repeated(articles: Vec<Article>) -> Vec<Article> {
    let bytes: usize = articles.iter().map(|article| article.body.len()).sum();
    let times = BYTES / bytes.max(1) + 1;
    (0..times).flat_map(|_| articles.clone()).collect()
}
