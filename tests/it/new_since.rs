//! `--new-since`: articles by when they were indexed first.

use std::fs;

use crate::common::{Scratch, article, json, stderr, stdout};

/// An archive of two runs: `a` came with the first, `b` and `c` with the second.
fn of_two_runs() -> Scratch {
    let scratch = Scratch::with(&[("one.jsonl", &article("a", "Ferry talks", "They met in the harbour."))]);
    scratch.index_news();
    let text = article("b", "Harbour vote", "They voted on the bridge.")
        + &article("c", "Bridge opens", "It was opened by the mayor.");
    fs::write(scratch.news().join("two.jsonl"), text).unwrap();
    scratch.index_news();
    scratch
}

#[test]
fn articles_are_new_since_a_run_and_since_a_day() {
    let scratch = of_two_runs();
    assert_eq!(scratch.ids(&["--new-since", "last"]), ["b", "c"]);
    assert_eq!(scratch.ids(&["--new-since", "1"]), ["a", "b", "c"]);
    assert_eq!(scratch.ids(&["bridge", "--new-since", "run:2"]), ["b", "c"]);
    assert_eq!(scratch.ids(&["--new-since", "3"]), [] as [&str; 0]);
    assert_eq!(scratch.ids(&["--new-since", "yesterday"]).len(), 3);
    assert_eq!(scratch.ids(&["--new-since", "2999-01-01"]), [] as [&str; 0]);
    let shown = json(&scratch.run(&["show", "--json", "b"]));
    assert_eq!(shown["read"]["first"]["number"], 2);
    assert!(stdout(&scratch.run(&["show", "b"])).contains(", in run 2"));
}

#[test]
fn a_run_that_brings_nothing_is_none() {
    let scratch = of_two_runs();
    scratch.index_news();
    assert_eq!(scratch.ids(&["--new-since", "last"]), ["b", "c"]);
    fs::write(scratch.news().join("three.jsonl"), article("d", "Ferry stops", "It stopped.")).unwrap();
    scratch.index_news();
    assert_eq!(scratch.ids(&["--new-since", "last"]), ["d"]);
    assert_eq!(scratch.ids(&["--new-since", "2"]), ["b", "c", "d"]);
}

#[test]
fn an_article_that_is_changed_or_moved_is_as_old_as_it_was() {
    let scratch = of_two_runs();
    let changed = article("b", "Harbour vote", "They voted on the bridge again.")
        + &article("c", "Bridge opens", "It was opened by the mayor.");
    fs::write(scratch.news().join("two.jsonl"), changed).unwrap();
    fs::rename(scratch.news().join("one.jsonl"), scratch.news().join("moved.jsonl")).unwrap();
    scratch.index_news();
    let first = |id: &str| json(&scratch.run(&["show", "--json", id]))["read"]["first"]["number"].clone();
    assert_eq!([first("a"), first("b"), first("c")], [1, 2, 2].map(serde_json::Value::from));
    assert_eq!(scratch.ids(&["again"]), ["b"]);
    scratch.assert_sound();
}

#[test]
fn numbers_are_not_given_again_when_the_articles_of_a_run_are_gone() {
    let scratch = of_two_runs();
    fs::remove_file(scratch.news().join("two.jsonl")).unwrap();
    scratch.index_news();
    assert_eq!(scratch.ids(&["--new-since", "last"]), ["a"]);
    fs::write(scratch.news().join("four.jsonl"), article("d", "Ferry stops", "It stopped.")).unwrap();
    scratch.index_news();
    assert_eq!(json(&scratch.run(&["show", "--json", "d"]))["read"]["first"]["number"], 4);
}

#[test]
fn what_is_no_run_and_no_date_says_what_to_write() {
    let scratch = of_two_runs();
    let output = scratch.run(&["search", "bridge", "--new-since", "soon"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).contains("--new-since") && stderr(&output).contains("write last"),
        "{}",
        stderr(&output)
    );
    let output = scratch.run(&["why-not", "a", "harbour", "--new-since", "2"]);
    assert!(stdout(&output).contains("in run 1"), "{}", stdout(&output));
}
