//! What reading costs: CPU time a megabyte and a page for HTML, text, JSONL and WARC, held against scanning the same
//! bytes, which for WARC are decompressed first.
//!
//!     cargo bench --bench reading [FOLDER]
//!
//! The files of FOLDER (the sample corpus) are read again and again for a second or more, without enrichment. The
//! scan counts lines and letters of the same bytes in memory: the least that any reader of them does. At the end the
//! whole way from files to enriched articles runs on one thread and on two.

use std::error::Error;
use std::fs;
use std::io::{Read, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use dateline::ingest::{ExtractOptions, extract};

use dateline_read::{Content, Opened, RecordResult, open_reader};
use flate2::Compression;
use flate2::bufread::MultiGzDecoder;
use flate2::write::GzEncoder;

/// Every measurement runs at least so long.
const LEAST: Duration = Duration::from_secs(1);

/// How often the whole way is gone; a file named twice would be read once.
const PASSES: usize = 8;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().skip(1).find(|arg| !arg.starts_with("--"));
    let folder =
        PathBuf::from(folder.unwrap_or_else(|| concat!(env!("CARGO_MANIFEST_DIR"), "/corpus").to_owned()));
    let files = files(&folder)?;
    println!(
        "{:6} {:>6} {:>8} {:>9} {:>9} {:>12}",
        "format", "pages", "MB", "ms/page", "ms/MB", "times a scan"
    );
    let pages = texts(&files, &["html", "htm"])?;
    let plain = texts(&files, &["txt"])?;
    let lines = texts(&files, &["jsonl"])?.concat();
    measure(
        "html",
        &pages,
        || each(&pages, |text| dateline_page::from_html(text).body.len()),
        || each(&pages, scan),
    );
    measure(
        "text",
        &plain,
        || each(&plain, |text| dateline_page::from_text(text).body.len()),
        || each(&plain, scan),
    );
    let records: Vec<String> = lines.lines().map(str::to_owned).collect();
    measure("jsonl", &records, || read("a.jsonl", lines.as_bytes()), || each(&records, scan));
    let archive = web_archive(&pages)?;
    measure("warc", &pages, || read("a.warc.gz", &archive), || scan(&unpacked(&archive)));
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

fn each(texts: &[String], read: impl Fn(&str) -> usize) -> usize {
    texts.iter().map(|text| read(text)).sum()
}

/// Reads all documents of a file as indexing does, and the pages among them to articles.
fn read(name: &str, bytes: &[u8]) -> usize {
    let Opened::Records(records) = open_reader(bytes, Path::new(name), None) else {
        return 0;
    };
    let mut length = 0;
    let _ = records.read(&mut |found: RecordResult| {
        length += found.map_or(0, |document| match document.content {
            Content::Html(page) => dateline_page::from_html(&page).body.len(),
            Content::Text(text) => dateline_page::from_text(&text).body.len(),
            Content::Document(document) => dateline_page::from_document(&document).body.len(),
            Content::Record(record) => record.len(),
            Content::Article(article) => article.body.len(),
        });
        ControlFlow::Continue(())
    });
    length
}

/// A web archive of the pages, each response a gzip member of its own, as crawlers write them.
fn web_archive(pages: &[String]) -> std::io::Result<Vec<u8>> {
    let mut archive = Vec::new();
    for (number, page) in pages.iter().enumerate() {
        let http = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{page}");
        let mut member = GzEncoder::new(&mut archive, Compression::default());
        write!(
            member,
            "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://news.example/{number}\r\n\
             Content-Type: application/http; msgtype=response\r\nContent-Length: {}\r\n\r\n{http}\r\n\r\n",
            http.len()
        )?;
        member.finish()?;
    }
    Ok(archive)
}

fn unpacked(archive: &[u8]) -> String {
    let mut bytes = Vec::new();
    let done = MultiGzDecoder::new(archive).read_to_end(&mut bytes);
    done.map_or_else(|_| String::new(), |_| String::from_utf8_lossy(&bytes).into_owned())
}

/// Prints what one pass of reading costs and how many passes of scanning that is.
fn measure(format: &str, texts: &[String], reading: impl Fn() -> usize, scanning: impl Fn() -> usize) {
    if texts.is_empty() {
        return;
    }
    let megabytes = texts.iter().map(String::len).sum::<usize>() as f64 / 1e6;
    let (reading, scanning) = (seconds_a_pass(reading), seconds_a_pass(scanning));
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
    let seconds = |threads: usize| {
        let options = ExtractOptions { threads, ..ExtractOptions::default() };
        let begun = Instant::now();
        for _ in 0..PASSES {
            extract(files, &options, |article| {
                std::hint::black_box(article.is_ok());
                ControlFlow::Continue(())
            });
        }
        begun.elapsed().as_secs_f64()
    };
    seconds(2);
    let (one, two) = (seconds(1), seconds(2));
    println!("files to articles: one thread {one:.2} s, two {two:.2} s: {:.2} times as fast", one / two);
}
