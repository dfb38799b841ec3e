//! What reading costs: CPU time a megabyte and a page for HTML, text and JSONL, held against scanning the same bytes.
//!
//!     cargo bench --bench reading [FOLDER]
//!
//! The files of FOLDER (the sample corpus) are read again and again for a second or more, without enrichment. The
//! scan counts lines and letters of the same bytes in memory: the least that any reader of them does. At the end the
//! whole way from files to enriched articles runs on one thread and on two.

use std::error::Error;
use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use dateline::page;
use dateline::pipeline::{ExtractOptions, extract};

/// Every measurement runs at least so long.
const LEAST: Duration = Duration::from_secs(1);

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().skip(1).find(|arg| !arg.starts_with("--"));
    let folder =
        PathBuf::from(folder.unwrap_or_else(|| concat!(env!("CARGO_MANIFEST_DIR"), "/corpus").to_owned()));
    let files = files(&folder)?;
    println!(
        "{:6} {:>6} {:>8} {:>9} {:>9} {:>12}",
        "format", "pages", "MB", "ms/page", "ms/MB", "times a scan"
    );
    measure("html", &texts(&files, &["html", "htm"])?, |text| page::from_html(text).body.len());
    measure("text", &texts(&files, &["txt"])?, |text| page::from_text(text).body.len());
    measure("jsonl", &lines(&texts(&files, &["jsonl"])?), |line| {
        serde_json::from_str::<serde_json::Value>(line).map_or(0, |value| value.to_string().len())
    });
    threads(&files);
    Ok(())
}

fn files(folder: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() { files.extend(self::files(&path)?) } else { files.push(path) }
    }
    files.sort();
    Ok(files)
}

fn texts(files: &[PathBuf], extensions: &[&str]) -> Result<Vec<String>, Box<dyn Error>> {
    let is_of =
        |path: &&PathBuf| path.extension().is_some_and(|e| extensions.iter().any(|known| e == *known));
    let bytes: Result<Vec<Vec<u8>>, _> = files.iter().filter(is_of).map(fs::read).collect();
    Ok(bytes?.iter().map(|bytes| String::from_utf8_lossy(bytes).into_owned()).collect())
}

fn lines(texts: &[String]) -> Vec<String> {
    texts.iter().flat_map(|text| text.lines()).map(str::to_owned).collect()
}

fn measure(format: &str, texts: &[String], read: impl Fn(&str) -> usize) {
    if texts.is_empty() {
        return;
    }
    let megabytes = texts.iter().map(String::len).sum::<usize>() as f64 / 1e6;
    let reading = seconds_a_pass(|| texts.iter().map(|text| read(text)).sum());
    let scanning = seconds_a_pass(|| texts.iter().map(|text| scan(text)).sum());
    println!(
        "{format:6} {:>6} {megabytes:>8.2} {:>9.3} {:>9.1} {:>12.0}",
        texts.len(),
        1e3 * reading / texts.len() as f64,
        1e3 * reading / megabytes,
        reading / scanning
    );
}

/// Counts the lines and the letters of a text.
fn scan(text: &str) -> usize {
    text.chars().filter(|c| *c == '\n' || c.is_alphabetic()).count()
}

/// The time of one pass, the shortest of many; on one thread that is CPU time.
fn seconds_a_pass(pass: impl Fn() -> usize) -> f64 {
    let (start, mut shortest) = (Instant::now(), f64::INFINITY);
    while start.elapsed() < LEAST {
        let begun = Instant::now();
        std::hint::black_box(pass());
        shortest = shortest.min(begun.elapsed().as_secs_f64());
    }
    shortest
}

/// Files to enriched articles on one thread and on two.
fn threads(files: &[PathBuf]) {
    let many: Vec<PathBuf> = std::iter::repeat_n(files.to_vec(), 8).flatten().collect();
    let seconds = |threads: usize| {
        let options = ExtractOptions { threads, ..ExtractOptions::default() };
        let begun = Instant::now();
        extract(&many, &options, |article| {
            std::hint::black_box(article.is_ok());
            ControlFlow::Continue(())
        });
        begun.elapsed().as_secs_f64()
    };
    seconds(2);
    let (one, two) = (seconds(1), seconds(2));
    println!("files to articles: one thread {one:.2} s, two {two:.2} s: {:.2} times as fast", one / two);
}
