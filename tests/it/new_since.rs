//! `--new-since`: articles by when they were first indexed.

use crate::common::{Scratch, article, json, stderr};

/// Three runs: a and b, then c, then d; each file a run.
fn three_runs() -> Scratch {
    let scratch = Scratch::with(&[(
        "1.jsonl",
        &(article("a", "Talks", "In Oslo.") + &article("b", "Talks", "In Rome.")),
    )]);
    scratch.index_news();
    scratch.write("2.jsonl", article("c", "Talks", "In Bonn.").as_bytes());
    scratch.index_news();
    scratch.write("3.jsonl", article("d", "Talks", "In Kyiv.").as_bytes());
    scratch.index_news();
    scratch
}

#[test]
fn articles_are_new_since_the_run_that_first_indexed_them() {
    let scratch = three_runs();
    for (since, expected) in
        [("1", "abcd"), ("2", "cd"), ("3", "d"), ("last", "d"), ("run=2", "cd"), ("today", "abcd")]
    {
        assert_eq!(scratch.ids(&["talks", "--new-since", since]).concat(), expected, "{since}");
    }
    assert_eq!(scratch.run(&["search", "--new-since", "last", "rome"]).status.code(), Some(1));
    let facets = scratch.run(&["facets", "--new-since", "2", "--by", "language", "--json"]);
    assert!(facets.status.code() != Some(2), "{}", stderr(&facets));
}

#[test]
fn a_run_that_changes_nothing_has_no_number() {
    let scratch = three_runs();
    scratch.index_news();
    scratch.index_news();
    assert_eq!(scratch.ids(&["--new-since", "last"]), ["d"]);
    let shown = json(&scratch.run(&["show", "c", "--json"]));
    assert_eq!(shown["read"]["run"], 2);
}

#[test]
fn what_is_read_again_changed_or_moved_is_not_new() {
    let scratch = three_runs();
    scratch.write(
        "1.jsonl",
        (article("a", "Talks", "In Oslo, again.") + &article("b", "Talks", "In Rome.")).as_bytes(),
    );
    std::fs::rename(scratch.news().join("3.jsonl"), scratch.news().join("4.jsonl")).unwrap();
    let summary = scratch.index_news();
    assert_eq!((summary["changed"].as_u64(), summary["moved"].as_u64()), (Some(1), Some(1)));
    assert_eq!(scratch.ids(&["--new-since", "last"]), ["d"]);
    assert_eq!(scratch.ids(&["--new-since", "2"]), ["c", "d"]);
    scratch.run(&["tag", "a", "seen"]);
    assert_eq!(scratch.ids(&["--new-since", "2"]), ["c", "d"]);
    scratch.write("5.jsonl", article("e", "Talks", "In Bern.").as_bytes());
    scratch.index_news();
    assert_eq!(scratch.ids(&["--new-since", "last"]), ["e"]);
}

#[test]
fn a_run_that_was_not_and_a_text_that_is_no_date_are_refused() {
    let scratch = three_runs();
    for (since, said) in [
        ("4", "there is no run 4; the last run that added articles is 3"),
        ("0", "no run 0"),
        ("soon", "soon"),
    ] {
        let output = scratch.run(&["search", "talks", "--new-since", since]);
        assert_eq!(output.status.code(), Some(2), "{since}");
        assert!(stderr(&output).contains(said), "{}", stderr(&output));
    }
}
