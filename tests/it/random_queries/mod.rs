//! Random queries of the whole language against a full scan: 2,000 as a user would type them, and 500 mangled ones.
//!
//! Every query is read strictly and leniently, printed and read again, asked of an index, and asked of every
//! article by a matcher that is written from the documentation.

mod facets;
mod generator;
mod kinds;
mod mangle;
mod random;
mod shrink;
mod vocabulary;
mod world;

use std::collections::BTreeMap;

use dateline_core::dates::Day;
use dateline_search::query::{ParseOptions, Query, QueryIssue, parse, without_stop_words};
use dateline_search::request::{Filters, Request, Sort};
use dateline_search::response::{Response, TotalRelation};

use generator::{Asked, Generator};
use kinds::Kinds;
use random::Random;
use vocabulary::Vocabulary;
use world::World;

const QUERIES: usize = 2000;
const MANGLED: usize = 500;

/// Every so many queries the slower checks are done too: facets, orders, snippets.
const SAMPLED: usize = 8;

/// So many queries that find anything have to have a clause of each kind.
const FEWEST_OF_A_KIND: usize = 20;

/// More than there are articles.
const ALL: usize = 10_000;

fn generator(world: &World, seed: u64) -> Generator<'_> {
    Generator { random: Random(seed), vocabulary: Vocabulary::new(&world.plain) }
}

/// Questions as someone types them, with whether any word is enough and what they are narrowed to.
pub fn typed_questions(count: usize) -> Vec<(String, bool, Filters)> {
    let mut generator = generator(World::shared(), 15);
    let questions = std::iter::repeat_with(|| generator.next()).filter(|asked| !asked.options.plain);
    questions.map(|asked| (asked.text, asked.options.any, asked.filters)).take(count).collect()
}

fn request(query: &Query, filters: &Filters) -> Request {
    Request {
        query: query.clone(),
        filters: filters.clone(),
        limit: ALL,
        snippets: false,
        ..Request::default()
    }
}

/// True for what is pointed out in a query that is not at fault.
fn is_doubt(issue: &QueryIssue) -> bool {
    ["in lower case", "single quotes"].iter().any(|words| issue.message.contains(words))
}

/// Reads a query both ways: the lenient reading, and the fault that the strict one found; nothing if the query
/// is larger than queries may be.
fn read_both_ways(asked: &Asked) -> Result<Option<(Query, Option<QueryIssue>)>, String> {
    let strict = parse(&asked.text, &ParseOptions { strict: true, ..asked.options });
    let lenient = match parse(&asked.text, &asked.options) {
        Ok(lenient) => lenient,
        Err(issue) if is_limit(&issue) && strict.is_err() => return Ok(None),
        Err(issue) => return Err(format!("the lenient reading fails: {issue}")),
    };
    let fault = match strict {
        Ok(strict) if strict.query == lenient.query && lenient.warnings.iter().all(is_doubt) => None,
        Ok(strict) => return Err(format!("read as {} if strict, else as {}", strict.query, lenient.query)),
        Err(issue) if lenient.warnings.first() == Some(&issue) => Some(issue),
        Err(issue) => return Err(format!("only the strict reading complains: {issue}")),
    };
    Ok(Some((lenient.query, fault)))
}

/// True for a query that is larger than queries may be.
fn is_limit(issue: &QueryIssue) -> bool {
    issue.message.starts_with("the query has more than 1024 words")
        || issue.message.starts_with("groups are nested more than 64 deep")
}

/// Checks that a fault points at a part of the query.
fn check_pointing(issue: &QueryIssue, text: &str) -> Result<(), String> {
    let lies_within = text.get(issue.span.start..issue.span.end).is_some();
    let shown = issue.render(text);
    ensure(lies_within && shown.contains('^'), || format!("{:?} points nowhere: {shown}", issue.span))
}

/// Checks that the printed form of a query is read as the same query.
fn check_printing(query: &Query) -> Result<(), String> {
    let printed = query.to_string();
    match parse(&printed, &ParseOptions { strict: true, ..ParseOptions::default() }) {
        Ok(again) if again.query == *query => Ok(()),
        Ok(again) => Err(format!("printed as {printed}, which is read as {}", again.query)),
        Err(issue) => Err(format!("printed as {printed}, which is at fault: {issue}")),
    }
}

/// Checks which articles are found, and how they are counted.
fn check_finding(world: &World, query: &Query, filters: &Filters) -> Result<(), String> {
    let (mut found, response) = world.found(&request(query, filters))?;
    found.sort_unstable();
    let expected = world.matching(query, filters);
    if found != expected {
        let only = |list: &[usize], other: &[usize]| {
            let only = list.iter().filter(|number| !other.contains(number));
            only.map(|&number| world.plain[number].id.clone()).take(4).collect::<Vec<_>>()
        };
        let (extra, missing) = (only(&found, &expected), only(&expected, &found));
        let counts = format!("{} instead of {}", found.len(), expected.len());
        return Err(format!("finds {counts}; too many: {extra:?}; missing: {missing:?}"));
    }
    check_answer(&response, expected.len())?;
    check_undated(world, query, filters, &response)
}

fn check_answer(response: &Response, expected: usize) -> Result<(), String> {
    let is_counted = match response.relation {
        TotalRelation::Exact => response.total == expected as u64,
        TotalRelation::AtLeast => response.total <= expected as u64,
    };
    ensure(is_counted, || format!("total {} {:?}, not {expected}", response.total, response.relation))?;
    let is_counted = response.hits.iter().zip(1..).all(|(hit, rank)| hit.rank == rank);
    ensure(is_counted, || "the ranks do not count from 1".to_owned())?;
    let falls = response.hits.is_sorted_by(|first, next| first.score >= next.score);
    ensure(falls, || "the scores do not fall".to_owned())
}

/// Checks the number of articles left out for having no date.
fn check_undated(world: &World, query: &Query, filters: &Filters, response: &Response) -> Result<(), String> {
    if !filters.needs_date() {
        return Ok(());
    }
    let any_day = Filters { since: None, until: None, ..filters.clone() };
    let matching = world.matching(query, &any_day);
    let undated = matching.iter().filter(|&&number| world.day(number).is_none()).count() as u64;
    ensure(response.undated == undated, || format!("{} undated, not {undated}", response.undated))
}

/// Checks a page of the answer with its snippets, and the order by date.
fn check_order(world: &World, query: &Query, filters: &Filters) -> Result<(), String> {
    let all = request(query, filters);
    let ranked = world.found(&all)?.0;
    let page = world.found(&Request { limit: 5, offset: 3, snippets: true, ..all.clone() })?.0;
    let expected = &ranked[ranked.len().min(3)..ranked.len().min(8)];
    ensure(page == expected, || format!("the second page has {page:?} of {ranked:?}"))?;
    for sort in [Sort::Newest, Sort::Oldest] {
        let found = world.found(&Request { sort, ..all.clone() })?.0;
        let days: Vec<Option<Day>> = found.iter().map(|&number| world.day(number)).collect();
        ensure(found.len() == ranked.len() && is_in_order(&days, sort), || format!("{sort:?}: {days:?}"))?;
    }
    Ok(())
}

/// True if the days stand in their order and articles without one come last.
fn is_in_order(days: &[Option<Day>], sort: Sort) -> bool {
    let (dated, undated) = days.split_at(days.partition_point(Option::is_some));
    let in_order = match sort {
        Sort::Newest => dated.is_sorted_by(|first, next| first >= next),
        _ => dated.is_sorted(),
    };
    in_order && undated.iter().all(Option::is_none)
}

fn ensure(holds: bool, otherwise: impl FnOnce() -> String) -> Result<(), String> {
    if holds { Ok(()) } else { Err(otherwise()) }
}

type Check = fn(&World, &Query, &Filters) -> Result<(), String>;

/// Checks everything about one query; a disagreement is told with the smallest query that shows it.
///
/// Gives the query as it was asked, or nothing if it is larger than queries may be.
fn check(world: &World, number: usize, asked: &Asked) -> Result<Option<Query>, String> {
    let Some((query, fault)) = read_both_ways(asked)? else { return Ok(None) };
    if let Some(issue) = fault {
        check_pointing(&issue, &asked.text)?;
    }
    let query = without_stop_words(query);
    check_printing(&query)?;
    let sampled: &[Check] = &[check_finding, facets::check, check_order];
    for check in if number.is_multiple_of(SAMPLED) { sampled } else { &sampled[..1] } {
        if check(world, &query, &asked.filters).is_err() {
            return Err(smallest_disagreement(world, query, asked.filters.clone(), *check));
        }
    }
    Ok(Some(query))
}

fn smallest_disagreement(world: &World, query: Query, filters: Filters, check: Check) -> String {
    let fails = |query: &Query, filters: &Filters| check(world, query, filters).is_err();
    let (query, filters) = shrink::smallest(query, filters, fails);
    let wrong = check(world, &query, &filters).err().unwrap_or_default();
    format!("{query}  {}: {wrong}", shown(&filters))
}

/// The filters that narrow anything.
fn shown(filters: &Filters) -> String {
    let all = format!("{filters:?}");
    let parts = all.trim_start_matches("Filters { ").trim_end_matches(" }").split(", ");
    parts.filter(|part| !part.ends_with("[]") && !part.ends_with("None")).collect::<Vec<_>>().join(", ")
}

/// What came of many queries.
#[derive(Debug, Default)]
struct Tally {
    /// Every disagreement once, with a query that was asked.
    faults: BTreeMap<String, String>,
    /// Queries that the strict reading refuses.
    faulty: usize,
    /// The last of them, and what is said of it.
    last_faulty: String,
    /// Queries that are larger than queries may be.
    refused: usize,
    /// Queries that were asked of the index.
    asked: usize,
    /// Those of them that find anything.
    finding: usize,
    /// Those of them that find some articles and not others.
    narrowing: usize,
    /// The kinds of clauses in queries that find anything.
    kinds: Kinds,
}

impl Tally {
    fn add(&mut self, world: &World, number: usize, asked: &Asked) {
        let read = |strict| parse(&asked.text, &ParseOptions { strict, ..asked.options });
        if let Err(issue) = read(true) {
            self.faulty += 1;
            self.last_faulty = format!("{:?}: {issue}", asked.text);
        }
        self.refused += usize::from(read(false).is_err());
        match check(world, number, asked) {
            Ok(None) => {}
            Ok(Some(query)) => self.count(world, &query, world.matching(&query, &asked.filters).len()),
            Err(wrong) => {
                let start: String = asked.text.chars().take(400).collect();
                let how = format!("{:?} {}", asked.options, shown(&asked.filters));
                self.faults.insert(wrong, format!("{number}: {start:?} {how}"));
            }
        }
    }

    fn count(&mut self, world: &World, query: &Query, found: usize) {
        self.asked += 1;
        self.finding += usize::from(found > 0);
        self.narrowing += usize::from(found > 0 && found < world.plain.len());
        if found > 0 {
            kinds::count(query, &mut self.kinds);
        }
    }

    /// Fails with all that was wrong.
    fn report(&self) {
        let lines = self.faults.iter().map(|(wrong, asked)| format!("- {wrong}\n    asked: {asked}"));
        let shown: Vec<String> = lines.take(40).collect();
        assert!(self.faults.is_empty(), "{} disagreements:\n{}", self.faults.len(), shown.join("\n"));
    }
}

#[test]
fn random_queries_find_what_a_full_scan_finds() {
    let world = World::shared();
    let mut generator = generator(world, 20_151_023);
    let mut tally = Tally::default();
    for number in 0..QUERIES {
        tally.add(world, number, &generator.next());
    }
    tally.report();
    assert!(tally.faulty == 0, "{} queries are faulty, the last: {}", tally.faulty, tally.last_faulty);
    assert!(tally.asked > QUERIES * 9 / 10, "only {} queries were asked", tally.asked);
    assert!(
        tally.finding > tally.asked / 2,
        "only {} queries of {} find anything",
        tally.finding,
        tally.asked
    );
    assert!(tally.narrowing > tally.asked / 3, "only {} queries of {} narrow", tally.narrowing, tally.asked);
    for kind in kinds::ALL {
        let count = tally.kinds.get(kind).copied().unwrap_or_default();
        assert!(count >= FEWEST_OF_A_KIND, "only {count} queries with {kind} find anything");
    }
}

#[test]
fn mangled_queries_are_read_and_find_what_they_are_read_as() {
    let world = World::shared();
    let mut generator = generator(world, 20_260_101);
    let mut tally = Tally::default();
    for number in 0..MANGLED {
        let asked = generator.next();
        let text = mangle::mangled(&asked.text, &mut generator.random);
        tally.add(world, number, &Asked { text, ..asked });
    }
    tally.report();
    assert!(tally.faulty > MANGLED / 4, "only {} queries are faulty", tally.faulty);
    assert!(tally.refused < MANGLED / 20, "{} queries are too large", tally.refused);
}
