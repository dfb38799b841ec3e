//! How the cost grows with the number of articles.

use anyhow::Result;
use dateline_tantivy::Local;

use crate::corpus::source::Original;
use crate::fit::exponent;
use crate::indexing::build;
use crate::options::Options;
use crate::place::Place;
use crate::queries::Queries;
use crate::searching::{answers, wholes};
use crate::table::{Limit, Table};
use crate::times::Times;
use crate::{corpus, queries_for, say};

/// The sizes are these parts of the largest.
const PARTS: [usize; 3] = [20, 4, 1];
const INDEXING: Limit = Limit::AtMost(1.05);
const SEARCHING: Limit = Limit::AtMost(0.8);

/// A figure at each size.
struct Row {
    name: &'static str,
    unit: &'static str,
    limit: Option<Limit>,
    of: fn(&Cost) -> f64,
}

/// What one size costs.
struct Cost {
    articles: usize,
    wall: f64,
    cpu: f64,
    text: f64,
    index: f64,
    any: Times,
    all: Times,
}

const ROWS: [Row; 8] = [
    Row { name: "text", unit: "MB", limit: None, of: |cost| cost.text },
    Row { name: "indexing, wall time", unit: "s", limit: Some(INDEXING), of: |cost| cost.wall },
    Row { name: "indexing, CPU time", unit: "s", limit: Some(INDEXING), of: |cost| cost.cpu },
    Row { name: "index", unit: "MB", limit: None, of: |cost| cost.index },
    Row { name: "any words, p50", unit: "ms", limit: Some(SEARCHING), of: |cost| cost.any.percentile(0.5) },
    Row { name: "any words, p99", unit: "ms", limit: Some(SEARCHING), of: |cost| cost.any.percentile(0.99) },
    Row { name: "all words, p50", unit: "ms", limit: Some(SEARCHING), of: |cost| cost.all.percentile(0.5) },
    Row { name: "all words, p99", unit: "ms", limit: Some(SEARCHING), of: |cost| cost.all.percentile(0.99) },
];

/// Measures all sizes and prints one table. The queries are those of the smallest corpus, with which every
/// larger one begins.
pub fn measure(originals: &[Original], options: &Options, place: &Place) -> Result<()> {
    let mut costs = Vec::new();
    let mut queries = None;
    for part in PARTS {
        costs.push(cost(originals, options.articles() / part, options, place, &mut queries)?);
    }
    println!(
        "# How cost grows\n\nIndexing on one thread; full requests with ranking, country facet and snippets.\n"
    );
    println!("{}", table(&costs));
    Ok(())
}

fn cost(
    originals: &[Original],
    articles: usize,
    options: &Options,
    place: &Place,
    queries: &mut Option<Queries>,
) -> Result<Cost> {
    say(&format!("{articles} articles"));
    let corpus = corpus::write(originals, articles, &place.file("articles.jsonl"))?;
    say(&corpus.describe());
    let built = build(&corpus, place, 1)?;
    let engine = Local::open(&built.dir)?;
    let queries = match queries {
        Some(queries) => queries,
        None => queries.insert(queries_for(&corpus, options, &engine)?),
    };
    say("full requests");
    Ok(Cost {
        articles,
        wall: built.usage.wall,
        cpu: built.usage.cpu,
        text: corpus.text_bytes as f64 / 1e6,
        index: built.bytes as f64 / 1e6,
        any: answers(&engine, &wholes(&queries.words, true)?)?,
        all: answers(&engine, &wholes(&queries.words, false)?)?,
    })
}

fn table(costs: &[Cost]) -> Table {
    let sizes: Vec<String> = costs.iter().map(|cost| format!("{} articles", cost.articles)).collect();
    let columns: Vec<&str> = std::iter::once("measure")
        .chain(sizes.iter().map(String::as_str))
        .chain(["exponent", "limit"])
        .collect();
    let mut table = Table::new(&columns);
    for row in &ROWS {
        table.row(cells(row, costs));
    }
    table
}

fn cells(row: &Row, costs: &[Cost]) -> Vec<String> {
    let points: Vec<(f64, f64)> = costs.iter().map(|cost| (cost.articles as f64, (row.of)(cost))).collect();
    let figures = points.iter().map(|(_, figure)| format!("{figure:.2}"));
    let exponent = exponent(&points);
    let limit =
        row.limit.zip(exponent).map_or("none".to_owned(), |(limit, exponent)| limit.verdict(exponent));
    let exponent = exponent.map_or("unknown".to_owned(), |exponent| format!("{exponent:.2}"));
    let name = format!("{}, {}", row.name, row.unit);
    std::iter::once(name).chain(figures).chain([exponent, limit]).collect()
}
