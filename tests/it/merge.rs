//! `dateline merge`: one archive of several, with nothing lost and nothing twice.

use std::fs;

use crate::common::{Scratch, article, counts, json, stderr, stdout};

/// An archive with one file of these articles, in a folder of its own.
fn archive(file: &str, articles: &[(&str, &str)]) -> Scratch {
    let text: String =
        articles.iter().map(|(id, headline)| article(id, headline, "They met in the harbour.")).collect();
    let scratch = Scratch::with(&[(file, &text)]);
    scratch.index_news();
    scratch
}

fn ok(scratch: &Scratch, args: &[&str]) -> String {
    let output = scratch.run(args);
    assert!(output.status.success(), "{args:?}: {}", stderr(&output));
    stdout(&output)
}

#[test]
fn articles_tags_notes_and_corrections_come_along() {
    let (ours, theirs) = (
        archive("a.jsonl", &[("a", "Ferry talks")]),
        archive("b.jsonl", &[("b", "Bridge opens"), ("c", "Vote")]),
    );
    ok(&theirs, &["tag", "b", "seen"]);
    ok(&theirs, &["note", "c", "Compare with the registry"]);
    ok(&theirs, &["correct", "c", "country=SY"]);
    ok(&ours, &["tag", "a", "mine"]);
    let from = theirs.index().to_str().unwrap().to_owned();
    let merged = json(&ours.run(&["merge", "--json", &from]));
    assert_eq!((&merged["added"], &merged["unchanged"]), (&2.into(), &0.into()));
    assert_eq!(ours.ids(&["harbour"]), ["a", "b", "c"]);
    assert_eq!(ours.ids(&["tag:seen"]), ["b"]);
    assert_eq!(ours.ids(&["tag:mine"]), ["a"]);
    assert_eq!(ours.ids(&["note:registry"]), ["c"]);
    assert_eq!(ours.ids(&["--country", "SY"]), ["c"]);
    ours.assert_sound();
    // A second time nothing is new, and a run over the files finds nothing to do.
    assert_eq!(json(&ours.run(&["merge", "--json", &from]))["unchanged"], 2);
    let news = theirs.news().to_str().unwrap().to_owned();
    assert_eq!(counts(&ours.index_with(&[&news]))[..3], [0, 0, 2]);
    let notes = fs::read_to_string(ours.index().join("notes.jsonl")).unwrap();
    assert_eq!(notes.matches("Compare with the registry").count(), 1);
    // What was corrected there can be taken back here.
    ok(&ours, &["correct", "c", "--undo"]);
    assert_eq!(ours.ids(&["--country", "SY"]), [] as [&str; 0]);
}

#[test]
fn of_two_articles_of_one_record_the_one_that_was_read_later_stays() {
    let ours = archive("a.jsonl", &[("a", "Ferry talks"), ("b", "Bridge opens")]);
    let theirs = Scratch::new();
    let news = ours.news();
    std::thread::sleep(std::time::Duration::from_millis(1100));
    fs::write(news.join("a.jsonl"), article("a", "Ferry stops", "They met in the harbour.")).unwrap();
    theirs.index_with(&[news.to_str().unwrap()]);
    let from = theirs.index().to_str().unwrap().to_owned();
    let merged = json(&ours.run(&["merge", "--json", &from]));
    assert_eq!((&merged["added"], &merged["changed"]), (&0.into(), &1.into()));
    assert_eq!(ours.headlines(&["harbour"]), ["Ferry stops", "Bridge opens"]);
    // What the two do not agree on is read again: the file has one article now.
    ours.index_news();
    assert_eq!(ours.headlines(&["harbour"]), ["Ferry stops"]);
    ours.assert_sound();
}

#[test]
fn a_new_index_is_made_of_others() {
    let (one, two) =
        (archive("a.jsonl", &[("a", "Ferry talks")]), archive("b.jsonl", &[("b", "Bridge opens")]));
    let both = Scratch::new();
    let paths = [&one, &two].map(|scratch| scratch.index().to_str().unwrap().to_owned());
    ok(&both, &["merge", &paths[0], &paths[1]]);
    assert_eq!(both.ids(&["harbour"]), ["a", "b"]);
    both.assert_sound();
}

#[test]
fn what_cannot_be_merged_is_said_and_changes_nothing() {
    let ours = archive("a.jsonl", &[("a", "Ferry talks")]);
    let own = ours.index().to_str().unwrap().to_owned();
    let absent = ours.at("absent");
    for (from, part) in [(&own, "the index itself"), (&absent, "absent")] {
        let output = ours.run(&["merge", from]);
        assert_eq!(output.status.code(), Some(2), "{from}");
        assert!(stderr(&output).contains(part), "{}", stderr(&output));
    }
    assert_eq!(ours.ids(&["harbour"]), ["a"]);
    ours.assert_sound();
}

#[test]
fn what_several_indexes_hold_is_there_once_and_new() {
    let one = archive("a.jsonl", &[("a", "Ferry talks"), ("b", "Bridge opens")]);
    let two = Scratch::new();
    two.index_with(&[one.news().to_str().unwrap()]);
    let ours = archive("c.jsonl", &[("c", "Vote")]);
    let paths = [&one, &two].map(|scratch| scratch.index().to_str().unwrap().to_owned());
    let merged = json(&ours.run(&["merge", "--json", &paths[0], &paths[1]]));
    assert_eq!((&merged["added"], &merged["unchanged"]), (&2.into(), &2.into()));
    assert_eq!(ours.ids(&["harbour", "--copies", "all"]), ["a", "b", "c"]);
    // They came with the second run of this index, whatever run of theirs they were read by.
    assert_eq!(ours.ids(&["--new-since", "last"]), ["a", "b"]);
    assert_eq!(json(&ours.run(&["show", "--json", "a"]))["read"]["run"], 2);
    ours.assert_sound();
}
