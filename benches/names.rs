//! The speed of the names tagger alone: raw text to entities, beside a loop that only splits the same text
//! into words, all on one core and in one run.
//!
//!     cargo bench --bench names -- [FILE]
//!
//! FILE is a text, or articles one JSON object a line with `headline` and `body`; without it the news wire of
//! the sample corpus is taken. The texts repeat until they are long enough to time. Each figure is the median
//! of several rounds, of the time that the thread had a core where the system tells it. The lines at the
//! end show that the time grows with the text and not faster, also on text that is made to be hard.

use std::fs::File;
use std::hint::black_box;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use dateline_core::article::Article;
use dateline_enrich::names;
use dateline_enrich::places::Gazetteer;
use flate2::read::MultiGzDecoder;
use serde::Deserialize;

const WIRE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/corpus/wire");
/// The texts together have at least this many bytes.
const ENOUGH: usize = 4 << 20;
const ROUNDS: usize = 7;

#[derive(Deserialize)]
struct Line {
    #[serde(default, alias = "title")]
    headline: String,
    #[serde(default, alias = "text", alias = "maintext")]
    body: String,
}

fn main() {
    let file = std::env::args().skip(1).find(|argument| !argument.starts_with("--"));
    let articles = file.map_or_else(corpus, |file| read(Path::new(&file)));
    if articles.is_empty() {
        println!("no English text found");
        return;
    }
    let articles = repeated(&articles);
    let words: usize = articles.iter().map(split).sum();
    let bytes: usize = articles.iter().map(|a| a.pieces().map(|p| p.text.len()).sum::<usize>()).sum();
    println!("{} texts, {:.1} MB, {:.2} million words", articles.len(), mega(bytes), mega(words));
    compare(&articles, words);
    growth();
}

/// Times the three loops in turn, round by round.
fn compare(articles: &[Article], words: usize) {
    let places: Vec<_> = articles.iter().map(places).collect();
    let (mut splitting, mut tagging, mut whole) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        splitting.push(timed(|| articles.iter().map(split).sum::<usize>()));
        tagging
            .push(timed(|| articles.iter().zip(&places).map(|(a, p)| names::tag(a, p).len()).sum::<usize>()));
        whole.push(timed(|| articles.iter().map(tag).sum::<usize>()));
    }
    let reference = median(splitting);
    line("splitting at white space", reference, words, reference);
    line("tagging, places found before", median(tagging), words, reference);
    line("raw text to entities", median(whole), words, reference);
}

fn split(article: &Article) -> usize {
    article.pieces().map(|piece| piece.text.split_whitespace().count()).sum()
}

fn places(article: &Article) -> Vec<Vec<dateline_enrich::places::PlaceMatch>> {
    article.pieces().map(|piece| Gazetteer::get().find_in(piece.text, Some("en"))).collect()
}

fn tag(article: &Article) -> usize {
    names::tag(article, &places(article)).len()
}

/// How the time grows when the text does.
fn growth() {
    println!("\nmilliseconds for a text, one of twice and one of four times the size");
    let sentence =
        "Foreign Minister Sergei Lavrov of Russia met John Kerry at the United Nations in Vienna on Friday. ";
    let hard: [(&str, &str); 6] = [
        ("sentences", sentence),
        ("words in capitals", "SYRIA TALKS OPEN IN VIENNA AS LAVROV MEETS KERRY "),
        ("capitals without spaces", "ABCDEFGHIJ"),
        ("initials", "A. A. A. "),
        ("joining words", "of of of "),
        ("names and joining words", "Bank of the "),
    ];
    for (what, part) in hard {
        let times: Vec<String> = [1, 2, 4].map(|n| format!("{:8.1}", text_of(part, n << 18))).into();
        println!("{what:26}{}", times.join(""));
    }
}

fn text_of(part: &str, bytes: usize) -> f64 {
    let article = Article { body: part.repeat(bytes / part.len()), ..Article::default() };
    let rounds = (0..3).map(|_| timed(|| tag(&article))).collect();
    median(rounds).as_secs_f64() * 1e3
}

fn line(what: &str, time: Duration, words: usize, reference: Duration) {
    let speed = words as f64 / time.as_secs_f64();
    let ratio = time.as_secs_f64() / reference.as_secs_f64();
    println!("{what:30} {speed:12.0} words/s  {ratio:6.1} × the time of splitting");
}

fn timed<T>(work: impl FnOnce() -> T) -> Duration {
    let (start, busy) = (Instant::now(), time_on_core());
    black_box(work());
    let ours = time_on_core().zip(busy).map(|(now, before)| now.saturating_sub(before));
    ours.unwrap_or_else(|| start.elapsed())
}

/// How long this thread has had a core, where the system tells: what else runs then hardly matters.
fn time_on_core() -> Option<Duration> {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    stat.split_whitespace().next()?.parse().ok().map(Duration::from_nanos)
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

fn mega(count: usize) -> f64 {
    count as f64 / 1e6
}

fn repeated(articles: &[Article]) -> Vec<Article> {
    let bytes: usize = articles.iter().map(|a| a.body.len()).sum();
    let times = ENOUGH / bytes.max(1) + 1;
    articles.iter().cycle().take(articles.len() * times).cloned().collect()
}

fn corpus() -> Vec<Article> {
    let Ok(files) = std::fs::read_dir(WIRE) else { return Vec::new() };
    let mut files: Vec<PathBuf> = files.flatten().map(|file| file.path()).collect();
    files.sort();
    files.iter().flat_map(|file| read(file)).collect()
}

/// The texts of a file; what cannot be read is left out.
fn read(path: &Path) -> Vec<Article> {
    let Ok(file) = File::open(path) else { return Vec::new() };
    let unpacked: Box<dyn Read> = if path.extension().is_some_and(|e| e == "gz") {
        Box::new(MultiGzDecoder::new(file))
    } else {
        Box::new(file)
    };
    let lines: Vec<String> = BufReader::new(unpacked).lines().map_while(Result::ok).collect();
    let parsed: Vec<Article> =
        lines.iter().filter_map(|line| serde_json::from_str(line).ok()).map(article).collect();
    if parsed.is_empty() {
        return vec![Article { body: lines.join("\n"), ..Article::default() }];
    }
    parsed
}

fn article(line: Line) -> Article {
    let headline = Some(line.headline).filter(|headline| !headline.is_empty());
    Article { headline, body: line.body, ..Article::default() }
}
