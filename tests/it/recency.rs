//! Recency, through the program: what is new comes up, from any depth, and by the documented formula.

use crate::common::{Scratch, lines, sample, stderr, stdout};
use serde_json::{Value, json as value};

fn record(id: &str, published: Option<&str>, body: &str) -> String {
    let mut record = value!({"id": id, "headline": "Harbour notes", "body": body});
    if let Some(published) = published {
        record["published"] = published.into();
    }
    record.to_string() + "\n"
}

fn with(records: &[String]) -> Scratch {
    let scratch = Scratch::with(&[("wire.jsonl", &records.concat())]);
    scratch.index_news();
    scratch
}

fn page(scratch: &Scratch, limit: &str, args: &[&str]) -> Vec<Value> {
    lines(&scratch.run(&[&["search", "--format", "jsonl", "-n", limit], args].concat()))
}

fn hits(scratch: &Scratch, args: &[&str]) -> Vec<Value> {
    page(scratch, "1000", args)
}

fn ids(scratch: &Scratch, args: &[&str]) -> Vec<String> {
    ids_of(&hits(scratch, args))
}

fn ids_of(hits: &[Value]) -> Vec<String> {
    hits.iter().map(|hit| hit["id"].as_str().unwrap().to_owned()).collect()
}

const TEXT: &str = "The ferry strike went on.";

#[test]
fn equal_articles_stand_newest_first_and_undated_ones_last() {
    let scratch = with(&[
        record("undated", None, TEXT),
        record("old", Some("2010-01-01"), TEXT),
        record("new", Some("2015-06-01"), TEXT),
        record("middle", Some("2014-06-01"), TEXT),
    ]);
    for query in ["ferry strike", "ferry AND \"strike\"", "headline:notes"] {
        assert_eq!(ids(&scratch, &[query, "--recent=1y"]), ["new", "middle", "old", "undated"], "{query}");
        assert_eq!(ids(&scratch, &[query]), ["undated", "old", "new", "middle"], "{query}");
    }
}

#[test]
fn scores_follow_the_formula() {
    let scratch = with(&[
        record("undated", None, TEXT),
        record("new", Some("2015-06-30"), TEXT),
        record("month", Some("2015-05-31"), TEXT),
    ]);
    for query in ["ferry strike", "ferry AND \"strike\""] {
        let plain = hits(&scratch, &[query])[0]["score"].as_f64().unwrap();
        let aged = hits(&scratch, &[query, "--recent=30d"]);
        let factors: Vec<f64> = aged.iter().map(|hit| hit["score"].as_f64().unwrap() / plain).collect();
        for (factor, expected) in factors.iter().zip([1.0, 0.75, 0.5]) {
            assert!((factor - expected).abs() < 1e-3, "{query}: {factors:?}");
        }
    }
}

/// One article in which the words stand once among many better matches that are old.
fn deep() -> Scratch {
    let old = |number: usize| {
        let filler = "quay ".repeat(number % 9);
        record(
            &format!("old-{number}"),
            Some("2001-01-01"),
            &format!("The ferry strike, the ferry strike {filler}."),
        )
    };
    let mut records: Vec<String> = (0..150).map(old).collect();
    let body = "The ferry strike went on while the harbour and the town and the island waited for a word.";
    records.push(record("new", Some("2015-06-01"), body));
    with(&records)
}

#[test]
fn a_new_article_comes_up_from_behind_the_second_look() {
    let scratch = deep();
    assert_eq!(ids(&scratch, &["ferry strike"]).last().unwrap(), "new");
    assert_eq!(ids(&scratch, &["ferry strike", "--recent=1y"])[0], "new");
}

#[test]
fn the_half_life_fits_the_articles_where_none_is_given() {
    let day = |number: u32| format!("2015-01-{:02}", number + 1);
    let records: Vec<String> =
        (0..30).map(|number| record(&number.to_string(), Some(&day(number)), TEXT)).collect();
    let scratch = with(&records);
    let hits = hits(&scratch, &["ferry strike", "--recent", "--explain"]);
    assert_eq!(ids_of(&hits), (0..30).rev().map(|number: u32| number.to_string()).collect::<Vec<_>>());
    // A tenth of the articles is at most three days older than the newest.
    let told = hits[0]["explanation"]["details"][0]["description"].as_str().unwrap();
    assert_eq!(told, "recency: 0.50 + 0.50 × 2^(-age / 3 days); 0 days before the newest");
}

#[test]
fn pages_are_those_of_the_whole_answer() {
    let scratch = deep();
    let ordered = hits(&scratch, &["ferry strike", "--recent=1y"]);
    let scores: Vec<f64> = ordered.iter().map(|hit| hit["score"].as_f64().unwrap()).collect();
    assert!(scores.windows(2).all(|pair| pair[0] >= pair[1]), "{scores:?}");
    let all = ids(&scratch, &["ferry strike", "--recent=1y"]);
    let mut joined = Vec::new();
    for offset in (0..all.len()).step_by(40) {
        let offset = offset.to_string();
        joined.extend(ids_of(&page(&scratch, "40", &["ferry strike", "--recent=1y", "--offset", &offset])));
    }
    assert_eq!(joined, all);
}

#[test]
fn what_is_found_and_counted_stays_the_same() {
    for query in ["talks", "election OR vote", "peace -war"] {
        let sorted = |args: &[&str]| {
            let mut ids = ids(sample(), args);
            ids.sort();
            ids
        };
        assert_eq!(sorted(&[query]), sorted(&[query, "--recent"]), "{query}");
    }
    // Filters alone have no relevance to blend with.
    assert_eq!(ids(sample(), &["--country", "Syria"]), ids(sample(), &["--country", "Syria", "--recent"]));
}

#[test]
fn an_article_of_the_future_does_not_make_all_others_old() {
    let scratch = with(&[
        record("typo", Some("9015-06-01"), TEXT),
        record("new", Some("2025-06-01"), TEXT),
        record("old", Some("2015-06-01"), TEXT),
    ]);
    let hits = hits(&scratch, &["ferry strike", "--recent=5y"]);
    let scores: Vec<f64> = hits.iter().map(|hit| hit["score"].as_f64().unwrap()).collect();
    assert!(scores[1] > scores[2] * 1.1, "{scores:?}");
}

#[test]
fn the_parts_are_explained_and_add_up() {
    let scratch = deep();
    for query in ["ferry strike", "ferry AND \"strike\""] {
        for hit in hits(&scratch, &[query, "--recent=1y", "--explain"]).iter().take(3) {
            let explained = &hit["explanation"];
            assert_eq!(explained["description"], "relevance × recency");
            let part = |at: usize| explained["details"][at]["value"].as_f64().unwrap();
            let score = hit["score"].as_f64().unwrap();
            assert!((part(0) * part(1) - score).abs() < score * 1e-3, "{explained}");
            let told = explained["details"][0]["description"].as_str().unwrap();
            assert!(told.starts_with("recency: 0.50 + 0.50 × 2^(-age / 365 days); "), "{told}");
        }
    }
}

#[test]
fn ages_that_make_no_sense_are_refused() {
    for (args, reason) in [
        (&["--recent=soon"][..], "invalid age soon; write it like 30d, 8w, 6m or 2y"),
        (&["--recent=0d"][..], "invalid age 0d"),
        (&["--recent", "--sort", "newest"][..], "--recent works only with --sort relevance"),
        (&["--recent", "30d"][..], "write --recent=30d"),
    ] {
        let refused = sample().run(&[&["search"], args].concat());
        assert_eq!(refused.status.code(), Some(2), "{args:?}: {}", stdout(&refused));
        assert!(stderr(&refused).contains(reason), "{}", stderr(&refused));
    }
}
