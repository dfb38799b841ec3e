//! What an engine finds for each term of a list.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

use crate::ask::{self, Question, ask};
use crate::engine::{Engine, EngineError};
use crate::query::QueryIssue;
use crate::request::{Copies, FacetField, Request, Sort};
use crate::response::{FacetCount, Hit, Response};

use super::Term;

/// What is found for a term.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tally {
    /// How many articles.
    pub articles: u64,
    /// How many stories they tell.
    pub stories: u64,
    /// The day of the first of them that has a date.
    pub first: Option<String>,
    /// The day of the last.
    pub last: Option<String>,
    /// The outlets with most of them, that of most first.
    pub outlets: Vec<FacetCount>,
    /// How many more there are without a date, which a filter by date leaves out.
    pub undated: u64,
    /// Other forms of the names in the term that count too.
    pub also: Vec<String>,
    /// What was odd about the term.
    pub warnings: Vec<String>,
}

/// A term and what is found for it, or why it could not be looked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The term.
    pub term: Term,
    /// What was found.
    pub found: Result<Tally, Fault>,
}

/// Why a term could not be looked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Fault(String);

/// What is found for each of these terms, in their order; `read` makes the question of a term, whose request says what
/// narrows it down. `threads` of them are looked for at a time.
///
/// # Errors
/// If the engine cannot be read.
pub fn tally_all(
    engine: &(dyn Engine + Sync),
    terms: Vec<Term>,
    read: impl Fn(&Term) -> Result<Question, QueryIssue> + Sync,
    outlets: usize,
    threads: usize,
) -> Result<Vec<Row>, EngineError> {
    let (next, stopped) = (AtomicUsize::new(0), AtomicBool::new(false));
    let work = || {
        let mut done = Vec::new();
        while !stopped.load(Ordering::Relaxed) {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let Some(term) = terms.get(number) else { break };
            let found = of_one_term(tally(engine, read(term), outlets));
            if found.is_err() {
                stopped.store(true, Ordering::Relaxed);
            }
            done.push((number, found));
        }
        done
    };
    let mut found: Vec<_> = thread::scope(|scope| {
        let workers: Vec<_> = (0..threads.max(1)).map(|_| scope.spawn(work)).collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap_or_default()).collect()
    });
    found.sort_unstable_by_key(|(number, _)| *number);
    let found: Vec<_> = found.into_iter().map(|(_, found)| found).collect::<Result<_, _>>()?;
    if found.len() != terms.len() {
        return Err(EngineError::Internal);
    }
    Ok(terms.into_iter().zip(found).map(|(term, found)| Row { term, found }).collect())
}

/// Every article that a term finds, the newest first; how many they are.
///
/// # Errors
/// If the engine cannot be read.
pub fn each_hit(
    engine: &dyn Engine,
    question: Result<Question, QueryIssue>,
    take: &mut dyn FnMut(Hit) -> ControlFlow<()>,
) -> Result<Result<u64, Fault>, EngineError> {
    let find = |question: Question| {
        let request = Request {
            sort: Sort::Newest,
            limit: usize::MAX,
            snippets: false,
            copies: Copies::All,
            ..question.request.clone()
        };
        Ok(ask::each(engine, &question.with(request), take)?.total)
    };
    of_one_term(question.map_err(Trouble::from).and_then(find))
}

/// Why there is no answer to a term.
enum Trouble {
    Fault(Fault),
    Engine(EngineError),
}

impl From<QueryIssue> for Trouble {
    fn from(issue: QueryIssue) -> Trouble {
        Trouble::Fault(Fault(issue.to_string()))
    }
}

impl From<EngineError> for Trouble {
    fn from(error: EngineError) -> Trouble {
        Trouble::Engine(error)
    }
}

/// What one term alone is at fault for, apart from what every other would end in too.
fn of_one_term<T>(answer: Result<T, Trouble>) -> Result<Result<T, Fault>, EngineError> {
    match answer {
        Ok(found) => Ok(Ok(found)),
        Err(Trouble::Fault(fault)) => Ok(Err(fault)),
        Err(Trouble::Engine(error @ (EngineError::Query(_) | EngineError::TooCostly(_)))) => {
            Ok(Err(Fault(error.to_string())))
        }
        Err(Trouble::Engine(error)) => Err(error),
    }
}

fn tally(
    engine: &dyn Engine,
    question: Result<Question, QueryIssue>,
    outlets: usize,
) -> Result<Tally, Trouble> {
    let question = question?;
    let request = Request {
        limit: 0,
        facets: vec![FacetField::Day, FacetField::Source],
        facet_limit: usize::MAX,
        facet_narrowed: true,
        stories: true,
        snippets: false,
        ..question.request.clone()
    };
    let response = ask(engine, &question.with(request))?;
    Ok(of_response(response, outlets))
}

fn of_response(response: Response, outlets: usize) -> Tally {
    let Response { total, stories, undated, facets, names, warnings, .. } = response;
    let mut tally =
        Tally { articles: total, stories: stories.unwrap_or(total), undated, warnings, ..Tally::default() };
    tally.also = names.into_iter().flat_map(|name| name.also).collect();
    for facet in facets {
        match facet.field {
            FacetField::Source => {
                tally.outlets = facet.values;
                tally.outlets.truncate(outlets);
            }
            _ => {
                let days = || facet.values.iter().map(|value| value.value.clone());
                (tally.first, tally.last) = (days().min(), days().max());
            }
        }
    }
    tally
}
