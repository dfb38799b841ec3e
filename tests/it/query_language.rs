//! The tables of `docs/query-language.md`, run against an index of the articles listed there.

use std::ops::ControlFlow;
use std::path::Path;
use std::sync::OnceLock;

use crate::common::{Scratch, root};
use crate::matcher::Collection;
use dateline::ingest::{ExtractOptions, extract};
use dateline_core::article::Article;
use dateline_search::ask;
use dateline_search::engine::Engine;
use dateline_search::query::{ParseOptions, Parsed, Query, QueryIssue, parse, without_stop_words};
use dateline_search::request::{Filters, Request};
use dateline_tantivy::Local;

/// Every kind of query has at least this many cases.
const FEWEST_CASES: usize = 8;

/// The page with its tables.
struct Page {
    text: String,
}

/// A row of a table of cases.
#[derive(Debug)]
struct Case {
    /// The heading that the table stands under.
    heading: String,
    query: String,
    /// How a query with a mistake is read.
    reading: Option<String>,
    hits: Vec<String>,
}

impl Page {
    fn read() -> Page {
        Page { text: std::fs::read_to_string(root().join("docs/query-language.md")).unwrap() }
    }

    /// The part of the page under a heading of the second level.
    fn part(&self, heading: &str) -> &str {
        let start = self.text.find(&format!("\n## {heading}\n")).expect("the heading") + 1;
        let part = &self.text[start..];
        &part[..part.find("\n## ").unwrap_or(part.len())]
    }

    /// The articles, as JSON Lines.
    fn articles(&self) -> &str {
        let (_, after) = self.part("Cases").split_once("```jsonl\n").unwrap();
        after.split_once("```").unwrap().0
    }

    fn cases(&self) -> Vec<Case> {
        let parts: Vec<&str> = self.part("Cases").split("\n### ").skip(1).collect();
        parts.into_iter().flat_map(cases_of).collect()
    }
}

/// The cases under one heading of the third level.
fn cases_of(part: &str) -> Vec<Case> {
    let (heading, rest) = part.split_once('\n').unwrap();
    let rows = rest.lines().filter(|line| line.starts_with("| `"));
    rows.map(|row| case_of(heading, row)).collect()
}

fn case_of(heading: &str, row: &str) -> Case {
    let cells: Vec<&str> = row.trim_matches('|').split(" | ").map(str::trim).collect();
    let is_mistake = heading.contains("Mistakes");
    let hits = cells[if is_mistake { 2 } else { 1 }];
    Case {
        heading: heading.to_owned(),
        query: code(cells[0]),
        reading: is_mistake.then(|| code(cells[1])),
        hits: if hits == "none" { Vec::new() } else { hits.split(", ").map(str::to_owned).collect() },
    }
}

/// The text between the backticks at the beginning of a cell.
fn code(cell: &str) -> String {
    let code = cell.split('`').nth(1).unwrap_or_else(|| panic!("no code in {cell:?}"));
    // In a table a line between letters has a backslash before it.
    code.replace("\\|", "|")
}

impl Case {
    fn options(&self) -> ParseOptions {
        ParseOptions { any: self.heading.contains("--any"), ..ParseOptions::default() }
    }

    fn read(&self) -> Parsed {
        parse(&self.query, &self.options()).unwrap()
    }

    fn read_strictly(&self) -> Result<Parsed, QueryIssue> {
        parse(&self.query, &ParseOptions { strict: true, ..self.options() })
    }

    fn asked(&self) -> Query {
        without_stop_words(self.read().query)
    }
}

/// The articles of the page, in an index and by themselves.
struct World {
    _scratch: Scratch,
    engine: Local,
    collection: Collection,
}

impl World {
    fn shared() -> &'static World {
        static WORLD: OnceLock<World> = OnceLock::new();
        WORLD.get_or_init(|| {
            let scratch = Scratch::new();
            let file = scratch.write("articles.jsonl", Page::read().articles().as_bytes());
            scratch.index_news();
            let collection = Collection::new(read(&file));
            let engine = Local::open(&scratch.index()).unwrap();
            World { _scratch: scratch, engine, collection }
        })
    }

    /// The ids of the articles found, or why there is no answer.
    fn found(&self, query: Query) -> Vec<String> {
        let request = Request { query, limit: 100, ..Request::default() };
        let request = ask::without_stop_words(&self.engine, request).unwrap();
        let response = match self.engine.search(&request) {
            Ok(response) => response,
            Err(error) => return vec![error.to_string()],
        };
        assert_eq!(response.total, response.hits.len() as u64);
        let mut ids: Vec<String> = response.hits.into_iter().map(|hit| hit.article.id).collect();
        ids.sort_unstable();
        ids
    }

    fn matching(&self, query: &Query) -> Vec<String> {
        let matching = self.collection.matching(query, &Filters::default()).into_iter();
        matching.map(|number| self.collection.articles[number].article.id.clone()).collect()
    }
}

fn read(file: &Path) -> Vec<Article> {
    let mut articles = Vec::new();
    extract(&[file.to_owned()], &ExtractOptions::default(), |read| {
        articles.push(read.unwrap());
        ControlFlow::Continue(())
    });
    articles
}

/// Fails with every case for which the test says that something else comes out.
fn assert_all(cases: &[Case], found: impl Fn(&Case) -> Vec<String>) {
    let wrong: Vec<String> = cases
        .iter()
        .filter_map(|case| {
            let found = found(case);
            let told = format!("{}: {}  {found:?}, not {:?}", case.heading, case.query, case.hits);
            (found != case.hits).then_some(told)
        })
        .collect();
    assert!(wrong.is_empty(), "{} cases:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn the_program_finds_what_the_tables_say() {
    assert_all(&Page::read().cases(), |case| World::shared().found(case.asked()));
}

#[test]
fn a_full_scan_finds_what_the_tables_say() {
    assert_all(&Page::read().cases(), |case| World::shared().matching(&case.asked()));
}

#[test]
fn every_kind_of_query_has_its_cases() {
    let cases = Page::read().cases();
    for heading in [
        "Words",
        "Phrases",
        "Near",
        "Near operators",
        "Wildcards",
        "Patterns in phrases",
        "Regular expressions",
        "Numbers of words",
        "Fuzzy words",
        "Exact words",
        "Fields",
        "Countries",
        "Dates",
        "Operators",
        "Any word, `--any`",
        "Mistakes",
    ] {
        let of_kind: Vec<&Case> = cases.iter().filter(|case| case.heading == heading).collect();
        let finding = of_kind.iter().filter(|case| !case.hits.is_empty()).count();
        assert!(of_kind.len() >= FEWEST_CASES, "{heading}: {} cases", of_kind.len());
        assert!(finding >= FEWEST_CASES / 2, "{heading}: {finding} cases find anything");
    }
}

#[test]
fn cases_have_a_mistake_where_the_tables_say_so() {
    for case in Page::read().cases() {
        let strict = case.read_strictly();
        match &case.reading {
            None => assert_eq!(strict.as_ref(), Ok(&case.read()), "{}", case.query),
            Some(_) => assert!(strict.is_err(), "{} has no mistake", case.query),
        }
    }
}

#[test]
fn mistakes_are_read_as_the_table_says() {
    for case in Page::read().cases() {
        if let Some(reading) = &case.reading {
            let expected = parse(reading, &ParseOptions { strict: true, ..case.options() });
            assert_eq!(Ok(case.read().query), expected.map(|parsed| parsed.query), "{}", case.query);
        }
    }
}

/// Rows like `a OR b -c` is read as `a OR (b AND NOT c)`, where both are written as queries.
#[test]
fn operators_are_read_as_the_page_says() {
    let page = Page::read();
    let rows = page.part("Operators").lines().filter(|line| line.starts_with("| `"));
    let pairs: Vec<(String, String)> = rows
        .map(|row| row.trim_matches('|').split(" | ").map(str::trim).collect::<Vec<_>>())
        .filter(|cells| cells[1].starts_with('`'))
        .map(|cells| (code(cells[0]), code(cells[1])))
        .collect();
    assert!(pairs.len() >= 4, "only {} rows", pairs.len());
    for (query, reading) in pairs {
        let read = |text: &str| parse(text, &ParseOptions { strict: true, ..ParseOptions::default() });
        assert_eq!(read(&query), read(&reading), "{query}");
    }
}
