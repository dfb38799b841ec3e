//! What one query may cost: every kind of clause draws from one budget, and what is too much is said.

use std::time::Duration;

use crate::common::{Scratch, article, lines, stderr};
use dateline_search::budget::{Budget, Limits, Resource, Spent};
use dateline_search::engine::{Asked, Engine, EngineError, help, why_not};
use dateline_search::query::{ParseOptions, parse, without_stop_words};
use dateline_search::request::{Filters, Request};
use dateline_tantivy::Local;

const NEWS: [(&str, &str); 4] = [
    ("a", "Ministers met in Vienna to talk about a ceasefire in Syria, said Sergei Lavrov."),
    ("b", "The ferry stays in the harbour, the ministry said. Ministers spoke of ferries."),
    ("c", "Ministerial talks on the ferries ended early, and nobody met Sergey Lavrov there."),
    ("d", "Markets fell and rose and fell again in the fall."),
];

fn indexed() -> (Scratch, Local) {
    let scratch = Scratch::new();
    let news: String = NEWS.iter().map(|(id, body)| article(id, id, body)).collect();
    scratch.write("news.jsonl", news.as_bytes());
    scratch.index_news();
    let engine = Local::open(&scratch.index()).unwrap();
    (scratch, engine)
}

fn request(query: &str, limits: Limits) -> Request {
    let query = parse(query, &ParseOptions::default()).unwrap().query;
    Request { query: without_stop_words(query), budget: Some(Budget::new(limits)), ..Request::default() }
}

fn spent(engine: &Local, request: &Request) -> Spent {
    match engine.search(request) {
        Err(EngineError::TooCostly(spent)) => spent,
        other => panic!("{other:?}"),
    }
}

#[test]
fn every_kind_of_clause_draws_from_the_same_budget() {
    let (_scratch, engine) = indexed();
    let few = Limits { clauses: 3, ..Limits::default() };
    for query in [
        "one two three four",
        "one OR two OR three OR four",
        "\"one two three four\"",
        "\"one two three four\"~9",
        "one* tw*o three~1 =four",
        "one -two -three -four",
        "(one (two OR (three -four)))",
        "person:one person:two person:three person:four",
        "headline:one body:two source:three path:four",
        "one^2 two^3 date:2015 country:sy",
    ] {
        let said = spent(&engine, &request(query, few));
        assert_eq!(said.resource, Resource::Clauses, "{query}");
        assert!(said.to_string().contains("more than 3 clauses"), "{said}");
    }
    let people = ["one", "two", "three", "four"].map(str::to_owned).to_vec();
    let filters = Filters { person: people, ..Filters::default() };
    let said = spent(&engine, &Request { filters, ..request("war", few) });
    assert!(said.to_string().contains("--person one two three four"), "{said}");
    assert!(engine.search(&request("one two three", few)).is_ok());
}

#[test]
fn the_clause_that_costs_too_much_is_named() {
    let (_scratch, engine) = indexed();
    let limits = |limits: Limits| move |query: &str| request(query, limits);
    let states = limits(Limits { states: 200, ..Limits::default() });
    assert!(engine.search(&states("ferry~1")).is_ok());
    let said = spent(&engine, &states("ferry~1 minister~2"));
    assert_eq!((said.resource, said.clause.as_str()), (Resource::States, "minister~2"));
    let terms = limits(Limits { terms: 3, ..Limits::default() });
    assert!(engine.search(&terms("ceas*")).is_ok());
    let said = spent(&engine, &terms("ceas* m*"));
    assert_eq!((said.resource, said.clause.as_str()), (Resource::Terms, "m*"));
    assert_eq!(spent(&engine, &terms("person:s*v AND person:l*v")).resource, Resource::Terms);
    let bytes = limits(Limits { bytes: 4, ..Limits::default() });
    assert_eq!(spent(&engine, &bytes("m*")).resource, Resource::Bytes);
    assert_eq!(spent(&engine, &bytes("\"ministers ferries\"~20")).resource, Resource::Bytes);
}

#[test]
fn the_time_of_a_query_ends() {
    let (_scratch, engine) = indexed();
    let none = Limits { time: Duration::ZERO, ..Limits::default() };
    for query in ["ferry", "ferry OR talks", "m*", "ministr~1", "\"the ferry\"~3", "country:sy", "-ferry"] {
        let said = spent(&engine, &request(query, none));
        assert_eq!(said.resource, Resource::Time, "{query}");
        assert!(said.to_string().contains("more than 0 s of processing time"), "{said}");
    }
}

#[test]
fn memory_is_given_back_from_one_answer_to_the_next() {
    let (_scratch, engine) = indexed();
    let asked = request("m* f* t*", Limits { bytes: 200, ..Limits::default() });
    for _ in 0..50 {
        engine.search(&asked).unwrap();
    }
}

#[test]
fn help_gives_what_it_has_when_the_budget_is_spent_and_why_not_says_so() {
    let (_scratch, engine) = indexed();
    let limits = Limits { clauses: 40, ..Limits::default() };
    let text = "ferri ministr nobody vienna zzz";
    let asked = request(text, limits);
    assert_eq!(engine.search(&asked).unwrap().total, 0);
    let options = ParseOptions::default();
    let found = help(&engine, &Asked { request: &asked, text, options }, 0).unwrap();
    assert!(found.is_some());
    let of = engine.documents("a").unwrap().remove(0);
    let error = why_not(&engine, &asked, &of).unwrap_err();
    assert!(matches!(error, EngineError::TooCostly(_)), "{error}");
}

#[test]
fn near_words_and_patterns_find_what_they_found() {
    let (_scratch, engine) = indexed();
    let found = |query: &str| {
        let hits = engine.search(&request(query, Limits::default())).unwrap().hits;
        let mut ids: Vec<String> = hits.into_iter().map(|hit| hit.article.id).collect();
        ids.sort();
        ids.concat()
    };
    assert_eq!(found("minist*"), "abc");
    assert_eq!(found("h*r OR m*s"), "abd");
    assert_eq!(found("f*rr*s"), "bc");
    assert_eq!(found("ministres~1"), "ab");
    assert_eq!(found("ministerail~2"), "c");
    assert_eq!(found("person:s*rge*"), "ac");
    assert_eq!(found("person:lavrow~1"), "ac");
    assert_eq!(found("fell -aga*"), "");
}

#[test]
fn what_is_too_much_ends_with_exit_code_2_and_says_what_to_do() {
    let (scratch, _) = indexed();
    let fuzzy = (0..1000).map(|n| format!("{}{n}~2 ", "ministry".repeat(4))).collect::<String>();
    let output = scratch.run(&["search", &fuzzy]);
    assert_eq!(output.status.code(), Some(2));
    let said = stderr(&output);
    assert!(
        said.contains("the query is too expensive at \"ministry") && said.contains("use fewer"),
        "{said}"
    );
    let long = format!("{}~2", "a".repeat(100_000));
    let output = scratch.run(&["search", "--json", &long]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert_eq!(lines(&output)[0]["total"], 0);
}
