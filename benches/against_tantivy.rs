//! dateline beside raw tantivy on the same text, in one run: index throughput with and without
//! enrichment, and the time for the ten best hits.
//!
//!     cargo bench --bench against_tantivy -- ARTICLES.jsonl [QUERIES.tsv]
//!
//! Without arguments it makes articles of its own. Raw tantivy has two text fields with
//! positions, stored, and its own English analyzer. Only the ratios mean anything on a
//! machine that does other things too; each figure is the best of three runs.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use dateline::engine::{Engine, Local};
use dateline::index::{UpdateOptions, update};
use dateline::pipeline::{ExtractOptions, Problem, extract};
use dateline::search::query::{ParseOptions, parse};
use dateline::search::request::Request;
use tantivy::collector::TopDocs;
use tantivy::query::QueryParser;
use tantivy::schema::{IndexRecordOption, STORED, Schema, TextFieldIndexing, TextOptions};
use tantivy::{Index, TantivyDocument};

const MEMORY: usize = 256 << 20;
const RUNS: usize = 3;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| !arg.starts_with("--")).collect();
    let scratch = tempfile::tempdir().expect("a temporary folder");
    let articles = args.first().map_or_else(|| made_up(scratch.path()), PathBuf::from);
    let queries = args.get(1).map_or_else(default_queries, |path| read_queries(Path::new(path)));
    let bytes = std::fs::metadata(&articles).expect("the articles can be read").len();
    let megabytes = bytes as f64 / 1e6;
    println!("{} ({megabytes:.1} MB), {} queries", articles.display(), queries.len());

    let raw_dir = scratch.path().join("raw");
    let raw = best(|| index_raw(&articles, &raw_dir));
    let ours_dir = scratch.path().join("ours");
    let ours = best(|| index_ours(&articles, &ours_dir));
    let reading = best(|| only_read(&articles));
    println!("\nindexing, wall clock, all cores");
    line("raw tantivy, two fields", raw, megabytes, raw);
    line("dateline, read and enrich only", reading, megabytes, raw);
    line("dateline, whole", ours, megabytes, raw);
    line("dateline, without read and enrich", ours.saturating_sub(reading), megabytes, raw);
    println!(
        "index size: raw {:.2} × text, dateline {:.2} × text",
        size(&raw_dir, bytes),
        size(&ours_dir, bytes)
    );

    for (name, any) in [("any word", true), ("all words", false)] {
        let raw = best(|| search_raw(&raw_dir, &queries, any)) / queries.len() as u32;
        let ours = best(|| search_ours(&ours_dir, &queries, any, false)) / queries.len() as u32;
        let whole = best(|| search_ours(&ours_dir, &queries, any, true)) / queries.len() as u32;
        println!("\ntop 10, {name}, mean a query");
        println!("  {:<38} {:>9.3} ms", "raw tantivy, QueryParser, documents read", ms(raw));
        println!(
            "  {:<38} {:>9.3} ms  ×{:.2}",
            "dateline, exact count, articles read",
            ms(ours),
            ratio(ours, raw)
        );
        println!("  {:<38} {:>9.3} ms  ×{:.2}", "the same with snippets", ms(whole), ratio(whole, raw));
    }
}

fn best(mut work: impl FnMut() -> Duration) -> Duration {
    (0..RUNS).map(|_| work()).min().expect("there is more than one run")
}

fn line(name: &str, time: Duration, megabytes: f64, raw: Duration) {
    let throughput = megabytes / time.as_secs_f64();
    println!("  {name:<34} {:>7.2} s {throughput:>7.1} MB/s  ×{:.2}", time.as_secs_f64(), ratio(time, raw));
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

fn ratio(time: Duration, of: Duration) -> f64 {
    time.as_secs_f64() / of.as_secs_f64()
}

fn size(dir: &Path, text: u64) -> f64 {
    let files = std::fs::read_dir(dir).expect("the index can be listed");
    let bytes: u64 = files.filter_map(|file| file.ok()?.metadata().ok()).map(|m| m.len()).sum();
    bytes as f64 / text as f64
}

fn raw_schema() -> Schema {
    let text = TextOptions::default() | STORED;
    let indexing = TextFieldIndexing::default()
        .set_tokenizer("en_stem")
        .set_index_option(IndexRecordOption::WithFreqsAndPositions);
    let text = text.set_indexing_options(indexing);
    let mut schema = Schema::builder();
    schema.add_text_field("headline", text.clone());
    schema.add_text_field("body", text);
    schema.build()
}

fn index_raw(articles: &Path, dir: &Path) -> Duration {
    let _ = std::fs::remove_dir_all(dir);
    std::fs::create_dir_all(dir).expect("a folder for the index");
    let text = std::fs::read_to_string(articles).expect("the articles can be read");
    let start = Instant::now();
    let schema = raw_schema();
    let (headline, body) = (schema.get_field("headline").unwrap(), schema.get_field("body").unwrap());
    let index = Index::create_in_dir(dir, schema).expect("an index");
    let mut writer = index.writer(MEMORY).expect("a writer");
    for line in text.lines() {
        let record: serde_json::Value = serde_json::from_str(line).expect("JSON");
        let mut doc = TantivyDocument::default();
        doc.add_text(headline, record["headline"].as_str().unwrap_or_default());
        doc.add_text(body, record["body"].as_str().unwrap_or_default());
        writer.add_document(doc).expect("a document is added");
    }
    writer.commit().expect("a commit");
    writer.wait_merging_threads().expect("the merges end");
    start.elapsed()
}

fn index_ours(articles: &Path, dir: &Path) -> Duration {
    let _ = std::fs::remove_dir_all(dir);
    let start = Instant::now();
    let options = UpdateOptions { memory: MEMORY, ..UpdateOptions::default() };
    let mut report = |problem: &Problem| eprintln!("{problem}");
    update(dir, &[articles.to_owned()], &options, &mut report).expect("the index is brought up to date");
    start.elapsed()
}

fn only_read(articles: &Path) -> Duration {
    let start = Instant::now();
    let mut count = 0;
    extract(&[articles.to_owned()], &ExtractOptions::default(), |_| {
        count += 1;
        std::ops::ControlFlow::Continue(())
    });
    assert!(count > 0);
    start.elapsed()
}

fn search_raw(dir: &Path, queries: &[String], any: bool) -> Duration {
    let index = Index::open_in_dir(dir).expect("the raw index");
    let schema = index.schema();
    let fields = vec![schema.get_field("headline").unwrap(), schema.get_field("body").unwrap()];
    let mut parser = QueryParser::for_index(&index, fields);
    if !any {
        parser.set_conjunction_by_default();
    }
    let searcher = index.reader().expect("a reader").searcher();
    let start = Instant::now();
    for query in queries {
        let (query, _) = parser.parse_query_lenient(query);
        let top = searcher.search(&query, &TopDocs::with_limit(10).order_by_score()).expect("a search");
        for (_, address) in top {
            let _: TantivyDocument = searcher.doc(address).expect("a document");
        }
    }
    start.elapsed()
}

fn search_ours(dir: &Path, queries: &[String], any: bool, snippets: bool) -> Duration {
    let engine = Local::open(dir).expect("our index");
    let options = ParseOptions { any, plain: true, strict: false };
    let start = Instant::now();
    for query in queries {
        let query = parse(query, &options).expect("a query").query;
        let query = dateline::search::query::without_stop_words(query);
        engine.search(&Request { query, snippets, ..Request::default() }).expect("a search");
    }
    start.elapsed()
}

fn default_queries() -> Vec<String> {
    [
        "oil prices",
        "central bank interest rate",
        "wheat export talks",
        "company profit quarter",
        "trade dispute",
    ]
    .map(str::to_owned)
    .to_vec()
}

fn read_queries(path: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(path).expect("the queries can be read");
    text.lines().map(|line| line.split_once('\t').map_or(line, |(_, query)| query).to_owned()).collect()
}

/// Articles of made-up sentences with words as unevenly frequent as in real text.
fn made_up(dir: &Path) -> PathBuf {
    let words = "the of and bank oil wheat trade price talks export company profit quarter minister rate \
                 interest central dispute harvest shipment tonnes Chile Norway Egypt Jakarta Lima";
    let words: Vec<&str> = words.split_whitespace().collect();
    let mut state = 1u64;
    let mut next = move |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((state >> 33) as usize) % below
    };
    let mut text = String::new();
    for id in 0..20_000 {
        let body: Vec<String> = (0..150)
            .map(|_| {
                let most = words.len() * 40;
                let rank = next(most).min(next(most)).min(next(most));
                words.get(rank).map_or_else(|| format!("word{rank}"), |word| (*word).to_owned())
            })
            .collect();
        let headline = body[..6].join(" ");
        let record =
            serde_json::json!({"id": id.to_string(), "headline": headline, "body": body.join(" ") + "."});
        text.push_str(&record.to_string());
        text.push('\n');
    }
    let path = dir.join("articles.jsonl");
    std::fs::write(&path, text).expect("the articles are written");
    path
}
