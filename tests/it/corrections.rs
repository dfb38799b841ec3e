//! Corrections that stick: seen everywhere without reading again, taken back, and there after the index is made anew.

use std::fs;

use serde_json::Value;

use crate::common::{Scratch, corpus, json, lines, stderr, stdout};

/// An article of the sample corpus, and one of its words.
const ID: &str = "mw-20151023-vienna-23";

/// The sample corpus, copied, so that what is written for its folders is written for these.
fn archive() -> Scratch {
    let scratch = Scratch::new();
    copy(&corpus(), &scratch.news());
    scratch.index_news();
    scratch
}

fn copy(from: &std::path::Path, to: &std::path::Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let (from, name) = {
            let entry = entry.unwrap();
            (entry.path(), entry.file_name())
        };
        if from.is_dir() {
            copy(&from, &to.join(name))
        } else {
            fs::copy(&from, to.join(name)).unwrap();
        }
    }
}

fn ok(scratch: &Scratch, args: &[&str]) -> String {
    let output = scratch.run(args);
    assert!(output.status.success(), "{args:?}: {}", stderr(&output));
    stdout(&output)
}

fn shown(scratch: &Scratch, id: &str) -> Value {
    json(&scratch.run(&["show", "--json", id]))
}

fn counts(scratch: &Scratch, facet: &str, value: &str) -> u64 {
    let found = lines(&scratch.run(&["facets", "--by", facet, "--json", "-n", "1000"]));
    let line = found.iter().find(|line| line["value"] == value);
    line.map_or(0, |line| line["count"].as_u64().unwrap())
}

/// What is seen of the corrections in every place, as one text.
fn seen(scratch: &Scratch) -> Vec<String> {
    let about = |code: &str| scratch.ids(&["--country", code, "-n", "1000"]).contains(&ID.to_owned());
    let article = shown(scratch, ID);
    let export = scratch.run(&["search", "headline:envoys", "--source", "Quayside News", "--format", "csv"]);
    let export = stdout(&export);
    vec![
        format!("FR {} RU {}", about("FR"), about("RU")),
        format!("{}", counts(scratch, "source", "Quayside News")),
        format!("{}", counts(scratch, "source", "Morning Sheet")),
        format!("{}", counts(scratch, "year", "1951")),
        format!("{} {}", article["headline"], article["published"]),
        format!("{}", scratch.ids(&["--person", "John Kerry", "-n", "1000"]).contains(&ID.to_owned())),
        format!("{}", export.contains("The envoys part")),
        format!("{}", article["corrected"].as_array().map_or(0, Vec::len)),
    ]
}

fn correct(scratch: &Scratch) {
    let article = [
        "correct",
        ID,
        "country=France",
        "-country=RU",
        "-person=John Kerry",
        "published=2015-10-24",
        "source=Quayside News",
        "headline=The envoys part",
    ];
    ok(scratch, &article);
    let clippings = scratch.news().join("clippings");
    ok(scratch, &["correct", "--folder", clippings.to_str().unwrap(), "source=Morning Sheet", "year=1951"]);
}

#[test]
fn corrections_are_seen_everywhere_taken_back_and_survive() {
    let scratch = archive();
    let before = seen(&scratch);
    assert_eq!(before[0], "FR false RU true");
    correct(&scratch);
    let after = seen(&scratch);
    assert_eq!(
        after,
        ["FR true RU false", "1", "9", "9", "\"The envoys part\" \"2015-10-24\"", "false", "true", "6",]
    );
    let text = ok(&scratch, &["show", ID]);
    assert!(text.contains("corrected source Quayside News, was Meridian Wire (article)"), "{text}");
    assert!(shown(&scratch, ID)["corrected"][0]["by"] == "article");
    scratch.assert_sound();

    // They are there when everything is read again, and when the index is made anew.
    let news = scratch.news();
    ok(&scratch, &["index", "-q", news.to_str().unwrap()]);
    assert_eq!(seen(&scratch), after);
    ok(&scratch, &["index", "-q", "--rebuild"]);
    assert_eq!(seen(&scratch), after);

    ok(&scratch, &["correct", ID, "--undo", "published"]);
    assert_eq!(shown(&scratch, ID)["published"], "2015-10-23T19:05:00Z");
    ok(&scratch, &["correct", ID, "--undo"]);
    let clippings = scratch.news().join("clippings");
    ok(&scratch, &["correct", "--folder", clippings.to_str().unwrap(), "--undo"]);
    assert_eq!(seen(&scratch), before);
    scratch.assert_sound();
}

#[test]
fn files_and_sites_are_corrected_too() {
    let line = |id: &str, url: &str| {
        serde_json::json!({"id": id, "headline": "Ferry talks", "body": "They met.", "url": url}).to_string()
            + "\n"
    };
    let text = line("a", "https://www.post.example/1") + &line("b", "https://wire.example/2");
    let scratch = Scratch::with(&[("x/wire.jsonl", &text), ("x/note.txt", "Harbour vote\n\nThey voted.\n")]);
    scratch.index_news();
    ok(&scratch, &["correct", "--site", "post.example", "source=Post"]);
    ok(&scratch, &["correct", "--files", "*.txt", "section=Notes"]);
    assert_eq!(scratch.ids(&["--source", "Post"]), ["a"]);
    assert_eq!(scratch.headlines(&["--section", "Notes"]), ["Harbour vote"]);
    // A new file that the pattern fits is corrected when it is read.
    scratch.write("x/later.txt", b"Bridge opens\n\nIt opened.\n");
    scratch.index_news();
    assert_eq!(scratch.ids(&["--section", "Notes"]).len(), 2);
    ok(&scratch, &["correct", "--files", "*.txt", "--undo"]);
    assert_eq!(scratch.ids(&["--section", "Notes"]), [] as [&str; 0]);
    let listed = ok(&scratch, &["correct", "--list"]);
    assert!(listed.contains("site post.example") && !listed.contains("*.txt"), "{listed}");
}

#[test]
fn a_file_written_by_hand_acts_at_the_next_run_and_its_faults_are_named() {
    let scratch = Scratch::with(&[("a.txt", "Ferry talks\n\nThey met in the harbour.\n")]);
    scratch.index_news();
    let text = "[[correct]]\nfiles = '*.txt'\nsourc = 'Post'\nsource = 'Wire'\n\n[[correct]]\nid = \n";
    fs::write(scratch.index().join("corrections.toml"), text).unwrap();
    let output = scratch.run(&["index", scratch.news().to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(2));
    let said = stderr(&output);
    assert!(said.contains("corrections.toml: line 3: unknown key \"sourc\"; expected headline"), "{said}");
    assert!(said.contains("corrections.toml: line 7: not TOML"), "{said}");
    assert_eq!(scratch.ids(&["--source", "Wire"]).len(), 1);
    // What is corrected on the command line leaves the rest of the file as it is.
    ok(&scratch, &["correct", "--files", "b*", "source=Post"]);
    let now = fs::read_to_string(scratch.index().join("corrections.toml")).unwrap();
    assert!(now.starts_with(text), "{now}");
}

#[test]
fn names_and_sites_may_be_in_the_same_file() {
    let page = "<html><head><link rel=canonical href='https://post.example/1'></head><body><h1>The Post</h1>\
                <p class=title>Ferry stays</p><p>President Bonnie Rask met Bonita Rask on Monday, officials said.</p>";
    let scratch = Scratch::with(&[("a.html", page)]);
    scratch.index_news();
    let text = "[[site]]\nhost = 'post.example'\n[site.html]\nheadline = '.title'\n\n[[names]]\n\
                same = ['Bonnie Rask', 'Bonita Rask']\n\n[[names]]\nsame = 'alone'\n\n[[site]]\nhots = 'x'\n";
    fs::write(scratch.index().join("corrections.toml"), text).unwrap();
    let output = scratch.run(&["index", scratch.news().to_str().unwrap()]);
    assert!(stderr(&output).contains("corrections.toml: line 12: "), "{}", stderr(&output));
    assert_eq!(scratch.headlines(&[]), ["Ferry stays"]);
    let output = scratch.run(&["facets", "--by", "person", "--json"]);
    assert!(
        stderr(&output).contains("corrections.toml, line 9: expected two or more names"),
        "{}",
        stderr(&output)
    );
    let people: Vec<Value> = lines(&output);
    assert!(people.iter().all(|line| line["value"] != "Bonita Rask"), "{people:?}");
}

#[test]
fn what_cannot_be_corrected_is_said() {
    let scratch = Scratch::with(&[("a.txt", "Ferry talks\n\nThey met in the harbour.\n")]);
    scratch.index_news();
    let id = scratch.ids(&[]).remove(0);
    for (args, code, part) in [
        (vec!["correct", &id, "countri=FR"], 2, "unknown key \"countri\""),
        (vec!["correct", &id, "country=Atlantis"], 2, "unknown country"),
        (vec!["correct", &id], 2, "expected what to correct"),
        (vec!["correct", "nowhere-at-all", "country=FR"], 1, "no article has the id"),
        (vec!["correct", &id, "--undo"], 1, "nothing is corrected"),
    ] {
        let output = scratch.run(&args);
        assert_eq!(output.status.code(), Some(code), "{args:?}");
        assert!(stderr(&output).contains(part), "{args:?}: {}", stderr(&output));
    }
    assert!(!scratch.index().join("corrections.toml").exists());
}
