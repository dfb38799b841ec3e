//! What searching costs: the first stage beside raw tantivy, then full requests of every kind.

use anyhow::{Context, Result};
use dateline_search::engine::Engine;
use dateline_search::query::Query;
use dateline_search::request::{FacetField, Filters, Request, Sort};
use dateline_tantivy::Local;
use tantivy::query::BooleanQuery;

use crate::indexing::Indexes;
use crate::ours::FIRST_STAGE;
use crate::queries::{Queries, read, words_in};
use crate::raw::Raw;
use crate::say;
use crate::table::{Checks, Limit, Table};
use crate::times::{ROUNDS, Times};

/// The limit for 99 of 100 full requests, in milliseconds.
const SLOWEST: Limit = Limit::AtMost(25.0);
/// A rare country is that of about this share of the articles.
const RARE: f64 = 0.001;

/// Both indexes, opened once.
pub struct Opened {
    raw: Raw,
    pub ours: Local,
}

impl Opened {
    /// Opens them.
    pub fn open(indexes: &Indexes) -> Result<Opened> {
        Ok(Opened { raw: Raw::open(&indexes.raw)?, ours: Local::open(&indexes.ours)? })
    }
}

/// Asks both and prints the times.
pub fn measure(opened: &Opened, queries: &Queries) -> Result<()> {
    println!(
        "## Searching\n\n{} word queries, {} phrase queries, {} wildcard queries; each run in {ROUNDS} rounds; the \
         fastest time counts; times in ms.\n",
        queries.words.len(),
        queries.phrases.len(),
        queries.wildcards.len(),
    );
    println!("### Top 10, compared with raw tantivy\n\n{FIRST_STAGE}\n");
    println!("{}", first_stage(opened, &queries.words)?);
    println!("### Full requests: ranking, country facet, snippets, ten hits\n");
    println!("{}", whole_answers(&opened.ours, queries)?);
    Ok(())
}

/// The request for the top 10 of a query, with snippets and a facet of countries.
pub fn whole(text: &str, any: bool) -> Result<Request> {
    Ok(Request { query: read(text, any)?, facets: vec![FacetField::Country], ..Request::default() })
}

/// The requests for all of these queries.
pub fn wholes(texts: &[String], any: bool) -> Result<Vec<Request>> {
    texts.iter().map(|text| whole(text, any)).collect()
}

/// The times of full requests.
pub fn answers(engine: &Local, requests: &[Request]) -> Result<Times> {
    Times::of(requests.len(), |number| Ok(engine.search(&requests[number])?.total))
}

fn first_stage(opened: &Opened, words: &[String]) -> Result<String> {
    let mut table =
        Table::new(&["words", "engine", "p50", "p90", "p99", "max", "cores", "hits p50", "hits p90"]);
    let mut checks = Checks::new();
    for (name, any) in [("any", true), ("all, counted", false)] {
        say(&format!("top 10, words: {name}"));
        let (raw, ours) = both(opened, words, any)?;
        table.row(row([name, "raw tantivy"], &raw));
        table.row(row([name, "dateline, first stage"], &ours));
        let ratio = ours.percentile(0.5) / raw.percentile(0.5);
        checks.held(&format!("{name}: dateline's p50 / raw tantivy's"), ratio, Limit::AtMost(1.3));
        checks.told(&format!("{name}: median of the queries' ratios"), ours.median_ratio(&raw));
        checks.told(&format!("{name}: ratio of the sums"), ours.sum() / raw.sum());
        if !any {
            let differ = raw.answers.iter().zip(&ours.answers).filter(|(raw, ours)| raw != ours).count();
            checks.held(&format!("{name}: queries whose counts differ"), differ as f64, Limit::AtMost(0.0));
        }
    }
    Ok(format!("{table}\n{checks}"))
}

/// The times of raw tantivy and of our first stage for the same words.
fn both(opened: &Opened, words: &[String], any: bool) -> Result<(Times, Times)> {
    let queries: Vec<Query> = words.iter().map(|text| read(text, any)).collect::<Result<_>>()?;
    let raw: Vec<BooleanQuery> =
        queries.iter().map(|query| opened.raw.query(&words_in(query), any)).collect::<Result<_>>()?;
    let ours: Vec<Request> =
        queries.into_iter().map(|query| Request { query, ..Request::default() }).collect();
    Times::of_both(
        words.len(),
        |number| if any { opened.raw.best(&raw[number]) } else { opened.raw.best_and_count(&raw[number]) },
        |number| Ok(opened.ours.first_stage(&ours[number])?),
    )
}

fn row<const N: usize>(names: [&str; N], times: &Times) -> Vec<String> {
    let figures =
        [times.percentile(0.5), times.percentile(0.9), times.percentile(0.99), times.percentile(1.0)];
    let names = names.into_iter().map(str::to_owned);
    let figures = figures.into_iter().map(|figure| format!("{figure:.3}"));
    let rest = [times.cores(), times.answer(0.5).to_string(), times.answer(0.9).to_string()];
    names.chain(figures).chain(rest).collect()
}

fn whole_answers(engine: &Local, queries: &Queries) -> Result<Table> {
    let mut table =
        Table::new(&["set", "p50", "p90", "p99", "max", "cores", "hits p50", "hits p90", "limit of p99"]);
    for (name, requests) in sets(engine, queries)? {
        say(&format!("full requests: {name}"));
        let times = answers(engine, &requests).with_context(|| name.clone())?;
        let verdict = SLOWEST.verdict(times.percentile(0.99));
        table.row(row([&name], &times).into_iter().chain([verdict]));
    }
    Ok(table)
}

/// The kinds of requests with their names.
fn sets(engine: &Local, queries: &Queries) -> Result<Vec<(String, Vec<Request>)>> {
    let (any, all) = (wholes(&queries.words, true)?, wholes(&queries.words, false)?);
    let countries = countries(engine)?;
    let mut sets = vec![("any words".to_owned(), any.clone()), ("all words".to_owned(), all.clone())];
    sets.extend(variants("any words", &any, &countries));
    sets.extend(variants("all words", &all, &countries));
    sets.push(("phrases".to_owned(), wholes(&queries.phrases, false)?));
    sets.push(("wildcards".to_owned(), wholes(&queries.wildcards, false)?));
    Ok(sets)
}

/// The same requests narrowed to a frequent country and to a rare one, by date, and turned to a later page.
fn variants(name: &str, plain: &[Request], [frequent, rare]: &[String; 2]) -> [(String, Vec<Request>); 4] {
    let changed = |how: String, change: &dyn Fn(&mut Request)| {
        let mut requests = plain.to_vec();
        requests.iter_mut().for_each(change);
        (format!("{name}, {how}"), requests)
    };
    [
        changed(format!("in a frequent country ({frequent})"), &|request| request.filters = only(frequent)),
        changed(format!("in a rare country ({rare})"), &|request| request.filters = only(rare)),
        changed("newest first".to_owned(), &|request| request.sort = Sort::Newest),
        changed("page 10".to_owned(), &|request| request.offset = 90),
    ]
}

fn only(country: &str) -> Filters {
    Filters { country: vec![country.to_owned()], ..Filters::default() }
}

/// The country of the most articles, and one of few.
fn countries(engine: &Local) -> Result<[String; 2]> {
    let everything = Request {
        facets: vec![FacetField::Country],
        facet_limit: usize::MAX,
        limit: 0,
        ..Request::default()
    };
    let response = engine.search(&everything)?;
    let few = response.total as f64 * RARE;
    let values = &response.facets.first().context("countries are not counted")?.values;
    let frequent = values.first().context("no article has a country")?;
    let away = |count: u64| (count as f64 / few).ln().abs();
    let rare = values.iter().min_by(|a, b| away(a.count).total_cmp(&away(b.count))).unwrap_or(frequent);
    Ok([frequent.value.clone(), rare.value.clone()])
}
