//! What is left out: by patterns, and what is forgotten for good until that is taken back.

use std::fs;

use crate::common::{Scratch, article, json, stderr, stdout};

fn ok(scratch: &Scratch, args: &[&str]) -> String {
    let output = scratch.run(args);
    assert!(output.status.success(), "{args:?}: {}", stderr(&output));
    stdout(&output)
}

fn records() -> String {
    article("a", "Ferry talks", "They met in the harbour.")
        + &article("b", "Harbour vote", "They voted on the bridge.")
        + &article("c", "Bridge opens", "It was opened by the mayor.")
}

#[test]
fn one_record_of_a_file_stays_forgotten_until_that_is_taken_back() {
    let scratch = Scratch::with(&[("wire.jsonl", &records())]);
    scratch.index_news();
    ok(&scratch, &["forget", "b"]);
    assert_eq!(scratch.ids(&[]), ["a", "c"]);
    let summary = scratch.index_news();
    assert_eq!((scratch.ids(&[]).len(), summary["unchanged"].as_u64()), (2, Some(2)), "{summary}");
    // Also where the file has changed, has moved, and is indexed anew.
    let text = records() + &article("d", "Pier closes", "It was closed.");
    scratch.write("wire.jsonl", text.as_bytes());
    let summary = scratch.index_news();
    assert_eq!((summary["added"].as_u64(), summary["forgotten"].as_u64()), (Some(1), Some(1)), "{summary}");
    fs::rename(scratch.news().join("wire.jsonl"), scratch.news().join("moved.jsonl")).unwrap();
    scratch.index_news();
    ok(&scratch, &["index", "-q", "--rebuild"]);
    assert_eq!(scratch.ids(&[]), ["a", "c", "d"]);
    let stats = json(&scratch.run(&["stats", "--json"]));
    assert_eq!(stats["forgotten"], 1, "{stats}");
    assert!(ok(&scratch, &["stats"]).contains("forgotten       1 record"));
    scratch.assert_sound();
    ok(&scratch, &["forget", "b", "--undo"]);
    assert_eq!(scratch.ids(&[]), ["a", "b", "c", "d"]);
    assert_eq!(json(&scratch.run(&["stats", "--json"]))["forgotten"], 0);
    assert_eq!(scratch.run(&["forget", "b", "--undo"]).status.code(), Some(1));
    scratch.assert_sound();
}

#[test]
fn a_folder_or_a_file_is_forgotten_as_a_whole() {
    let scratch = Scratch::with(&[
        ("x/a.txt", "Ferry talks\n\nThey met.\n"),
        ("x/b.txt", "Harbour vote\n\nThey voted.\n"),
        ("c.txt", "Bridge opens\n\nIt opened.\n"),
    ]);
    scratch.index_news();
    let folder = scratch.news().join("x");
    ok(&scratch, &["forget", folder.to_str().unwrap()]);
    assert_eq!(scratch.headlines(&[]), ["Bridge opens"]);
    scratch.write("x/later.txt", b"Pier closes\n\nIt closed.\n");
    let summary = scratch.index_news();
    assert_eq!((scratch.headlines(&[]).len(), summary["left_out"].as_u64()), (1, Some(3)), "{summary}");
    assert!(ok(&scratch, &["forget", "--list"]).starts_with("folder  "));
    ok(&scratch, &["forget", "--undo", folder.to_str().unwrap()]);
    assert_eq!(scratch.ids(&[]).len(), 4);
    ok(&scratch, &["forget", "--files", "*/x/b.txt"]);
    scratch.assert_sound();
}

#[test]
fn patterns_leave_out_files_and_remove_their_articles() {
    let scratch = Scratch::with(&[
        ("x/a.txt", "Ferry talks\n\nThey met.\n"),
        ("x/b.bak", "Harbour vote\n\nThey voted.\n"),
        ("c.txt", "Bridge opens\n\nIt opened.\n"),
    ]);
    scratch.index_news();
    assert_eq!(scratch.ids(&[]).len(), 3);
    let news = scratch.news();
    let summary = scratch.index_with(&["--exclude", "*.bak", news.to_str().unwrap()]);
    assert_eq!((summary["removed"].as_u64(), scratch.ids(&[]).len()), (Some(1), 2), "{summary}");
    scratch.index_news();
    assert_eq!(scratch.ids(&[]).len(), 3, "a pattern holds for its own run");
    scratch.write(".datelineignore", b"/x/*.txt\n");
    scratch.index_news();
    assert_eq!(scratch.ids(&[]).len(), 2);
    let wrong = scratch.run(&["index", "--exclude", "a{", news.to_str().unwrap()]);
    assert!(
        wrong.status.code() == Some(2) && stderr(&wrong).contains("--exclude: \"a{\""),
        "{}",
        stderr(&wrong)
    );
    scratch.assert_sound();
}

#[test]
fn an_article_is_known_by_its_file_and_its_headline() {
    let scratch = Scratch::with(&[
        ("wire.jsonl", &records()),
        ("one.txt", "Council meets in the old town hall\n\nThey met.\n"),
        ("two.txt", "Council meets in the new town hall\n\nThey met again.\n"),
    ]);
    scratch.index_news();
    let headline = |text: &str| {
        let output = scratch.run(&["show", "--json", text]);
        assert!(output.status.success(), "{text}: {}", stderr(&output));
        json(&output)["headline"].as_str().unwrap().to_owned()
    };
    let path = scratch.news().join("one.txt");
    assert_eq!(headline(path.to_str().unwrap()), "Council meets in the old town hall");
    assert_eq!(headline("harbour VOTE"), "Harbour vote");
    assert_eq!(headline("council meets in the ne"), "Council meets in the new town hall");
    for ambiguous in ["Council meets", scratch.news().join("wire.jsonl").to_str().unwrap()] {
        let output = scratch.run(&["show", ambiguous]);
        assert_eq!(output.status.code(), Some(2), "{ambiguous}");
        assert!(stderr(&output).contains("choose one by its id") && stdout(&output).lines().count() >= 2);
    }
    let why = scratch.run(&["why-not", "Harbour vote", "ferry"]);
    assert!(why.status.success() && stdout(&why).contains("ferry"), "{}", stderr(&why));
    assert_eq!(scratch.run(&["show", "no such headline"]).status.code(), Some(1));
}
