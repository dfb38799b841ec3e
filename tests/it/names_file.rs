//! A user's file of names: what is the same and what is different, without indexing again.

use std::collections::BTreeMap;
use std::fs;

use crate::common::{Scratch, lines, stderr, stdout};
use serde_json::json;

/// Four articles whose people and organisations the program tells by their forms alone.
fn archive() -> Scratch {
    let record = |id: &str, headline: &str, body: &str| {
        json!({"id": id, "headline": headline, "body": body, "language": "en"}).to_string() + "\n"
    };
    let text = [
        record("a", "Ferry talks", "President Bonnie Rask met Prime Minister Otto Kvist. Rask left early."),
        record("b", "Harbour vote", "President Bonita Rask spoke. Prime Minister Otto Kvist did not."),
        record("c", "Two visits", "President Bonnie Rask and her aide Bonita Rask came. Then they left."),
        record(
            "d",
            "Old letters",
            "Mr Otto B. Kvist wrote to his father. The letters of Otto B. Kvist were found.",
        ),
    ];
    let scratch = Scratch::with(&[("wire.jsonl", &text.concat())]);
    scratch.index_news();
    scratch
}

fn people(scratch: &Scratch, args: &[&str]) -> BTreeMap<String, u64> {
    facet(scratch, "person", args)
}

fn facet(scratch: &Scratch, by: &str, args: &[&str]) -> BTreeMap<String, u64> {
    let output = scratch.run(&[&["facets", "--by", by, "--json"], args].concat());
    assert_ne!(output.status.code(), Some(2), "{}", stderr(&output));
    lines(&output)
        .iter()
        .map(|line| (line["value"].as_str().unwrap().to_owned(), line["count"].as_u64().unwrap()))
        .collect()
}

#[test]
fn names_that_are_the_same_count_an_article_once() {
    let scratch = archive();
    let before = people(&scratch, &[]);
    assert_eq!((before["Bonnie Rask"], before["Bonita Rask"]), (2, 2), "{before:?}");
    fs::write(scratch.index().join("names.tsv"), "# mine\nsame\tBonnie Rask\tBonita Rask\n").unwrap();
    let after = people(&scratch, &[]);
    assert_eq!(after["Bonnie Rask"], 3, "{after:?}");
    assert!(!after.contains_key("Bonita Rask"));
    for asked in [["--person", "Bonita Rask"], ["--person", "Bonnie Rask"]] {
        assert_eq!(scratch.ids(&asked), ["a", "b", "c"], "{asked:?}");
    }
    assert_eq!(scratch.ids(&["person:\"Bonita Rask\" harbour"]), ["b"]);
    assert_eq!(scratch.ids(&["person:\"Bonnie Rask\" AND person:\"Otto Kvist\""]), ["a", "b"]);
    // What no line speaks of is as before.
    assert_eq!(after["Otto Kvist"], before["Otto Kvist"]);
}

#[test]
fn names_that_are_different_are_told_apart() {
    let scratch = archive();
    let before = people(&scratch, &[]);
    assert_eq!(before["Otto Kvist"], 3, "{before:?}");
    assert_eq!(scratch.ids(&["--person", "Otto B. Kvist"]), ["a", "b", "d"]);
    let file = scratch.path().join("mine.tsv");
    fs::write(&file, "different\tOtto Kvist\tOtto B. Kvist\n").unwrap();
    let names = ["--names", file.to_str().unwrap()];
    let after = people(&scratch, &names);
    assert_eq!((after["Otto Kvist"], after["Otto B. Kvist"]), (2, 1), "{after:?}");
    assert_eq!(scratch.ids(&[&names[..], &["--person", "Otto B. Kvist"]].concat()), ["d"]);
    assert_eq!(scratch.ids(&[&names[..], &["person:\"Otto Kvist\""]].concat()), ["a", "b"]);
    // Without the file nothing has changed.
    assert_eq!(people(&scratch, &[]), before);
}

/// The headings of `show` with the names below each.
fn shown(scratch: &Scratch, id: &str) -> String {
    stdout(&scratch.run(&["show", id]))
}

#[test]
fn a_name_is_of_the_kind_that_the_file_says() {
    let scratch = archive();
    let organisations = facet(&scratch, "organisation", &[]);
    assert!(!organisations.contains_key("Bonnie Rask"), "{organisations:?}");
    assert!(shown(&scratch, "a").contains("People"));
    fs::write(scratch.index().join("names.tsv"), "is organisation\tBonnie Rask\tBonita Rask\n").unwrap();
    let (people, organisations) = (people(&scratch, &[]), facet(&scratch, "organisation", &[]));
    assert_eq!((organisations["Bonnie Rask"], organisations["Bonita Rask"]), (2, 2), "{organisations:?}");
    assert!(!people.keys().any(|name| name.contains("Rask")), "{people:?}");
    assert_eq!(people["Otto Kvist"], 3);
    assert_eq!(scratch.ids(&["--org", "Bonnie Rask"]), ["a", "c"]);
    assert_eq!(scratch.ids(&["org:\"Bonita Rask\""]), ["b", "c"]);
    assert_eq!(scratch.ids(&["--person", "Bonnie Rask"]), [""; 0]);
    let a = shown(&scratch, "a");
    let (organisation, person) = (a.find("Organisations").unwrap(), a.find("People").unwrap());
    assert!(person < organisation && a[organisation..].contains("Bonnie Rask"), "{a}");
    assert!(!a[person..organisation].contains("Rask"), "{a}");
    // How many people there are is told alike.
    assert_eq!(lines(&scratch.run(&["stats", "--json"]))[0]["people"], people.len() as u64);
}

#[test]
fn kinds_and_groups_work_together_and_copies_count_once() {
    let scratch = archive();
    let file = "is organisation\tBonnie Rask\nsame organisation\tRask Lines\tBonnie Rask\tBonita Rask\n";
    fs::write(scratch.index().join("names.tsv"), file).unwrap();
    let organisations = facet(&scratch, "organisation", &[]);
    assert_eq!(organisations["Rask Lines"], 2, "{organisations:?}");
    assert_eq!(scratch.ids(&["--org", "Rask Lines"]), ["a", "c"]);
    assert_eq!(people(&scratch, &[])["Bonita Rask"], 2);
    assert_eq!(facet(&scratch, "organisation", &["--count", "stories"])["Rask Lines"], 2);
}

#[test]
fn what_is_no_name_is_nowhere() {
    let scratch = archive();
    fs::write(scratch.index().join("names.tsv"), "not person\tOtto Kvist\nnot\tBonita Rask\n").unwrap();
    let people = people(&scratch, &[]);
    assert_eq!(people.keys().collect::<Vec<_>>(), ["Bonnie Rask"], "{people:?}");
    assert_eq!(scratch.ids(&["--person", "Otto Kvist"]), [""; 0]);
    assert_eq!(scratch.ids(&["person:\"Otto B. Kvist\""]), [""; 0]);
    // The text is as it was.
    assert_eq!(scratch.ids(&["body:Kvist"]), ["a", "b", "d"]);
    assert!(!shown(&scratch, "b").contains("People"), "{}", shown(&scratch, "b"));
}

#[test]
fn forms_show_what_was_counted_as_one() {
    let scratch = archive();
    let output = scratch.run(&["facets", "--by", "person", "--forms", "--json"]);
    let lines = lines(&output);
    let kvist = lines.iter().find(|line| line["value"] == "Otto Kvist").unwrap();
    assert_eq!(
        kvist["forms"],
        json!([{"name": "Otto Kvist", "count": 2}, {"name": "Otto B. Kvist", "count": 1}])
    );
}

#[test]
fn a_bad_line_is_an_error_that_names_it() {
    let scratch = archive();
    fs::write(scratch.index().join("names.tsv"), "same\tA\tB\nsmae\tC\tD\n").unwrap();
    for command in [&["search", "ferry"][..], &["facets"], &["stats"]] {
        let output = scratch.run(command);
        assert_eq!(output.status.code(), Some(2));
        assert!(stderr(&output).contains("names.tsv, line 2: "), "{}", stderr(&output));
    }
    // Another file takes its place, and indexing and checking do not look at it.
    let good = scratch.path().join("good.tsv");
    fs::write(&good, "").unwrap();
    assert!(scratch.run(&["search", "ferry", "--names", good.to_str().unwrap()]).status.success());
    assert!(scratch.run(&["verify"]).status.success());
    let missing = scratch.run(&["search", "ferry", "--names", "nowhere.tsv"]);
    assert_eq!(missing.status.code(), Some(2));
    assert!(stderr(&missing).contains("nowhere.tsv"), "{}", stderr(&missing));
}

#[test]
fn the_file_may_lie_in_the_folder_before_the_index_and_stays_there() {
    let scratch =
        Scratch::with(&[("a.txt", "Ferry sinks\n\nA ferry sank off the coast on Monday, officials said.\n")]);
    fs::create_dir_all(scratch.index()).unwrap();
    let names = scratch.index().join("names.tsv");
    fs::write(&names, "same\tA\tB\n").unwrap();
    scratch.index_news();
    scratch.write("b.txt", b"Ferry found\n\nThe ferry was found off the coast on Tuesday, officials said.\n");
    scratch.index_news();
    assert_eq!(fs::read_to_string(&names).unwrap(), "same\tA\tB\n");
    assert!(scratch.run(&["verify"]).status.success());
    assert_eq!(scratch.headlines(&["ferry"]).len(), 2);
}
