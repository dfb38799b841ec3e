//! Tags and notes: found, counted, shown, and going along with the articles.

use std::fs;

use crate::common::{Scratch, article, json, lines, stderr, stdout};

fn ok(scratch: &Scratch, args: &[&str]) -> String {
    let output = scratch.run(args);
    assert!(output.status.success(), "{args:?}: {}", stderr(&output));
    stdout(&output)
}

fn archive() -> Scratch {
    let text = article("a", "Ferry talks", "They met in the harbour.")
        + &article("b", "Harbour vote", "They voted on the bridge.")
        + &article("c", "Bridge opens", "It was opened by the mayor.");
    let scratch = Scratch::with(&[("wire.jsonl", &text)]);
    scratch.index_news();
    scratch
}

#[test]
fn tags_and_notes_are_found_counted_and_taken_away() {
    let scratch = archive();
    ok(&scratch, &["tag", "a", "b", "follow up"]);
    ok(&scratch, &["tag", "a", "Seen"]);
    ok(&scratch, &["note", "c", "Compare with the registry"]);
    assert_eq!(scratch.ids(&["tag:seen"]), ["a"]);
    assert_eq!(scratch.ids(&["--tag", "Follow Up"]), ["a", "b"]);
    assert_eq!(scratch.ids(&["--tag", "follow up", "--tag", "seen"]), ["a"]);
    assert_eq!(scratch.ids(&["--not-tag", "follow up"]), ["c"]);
    assert_eq!(scratch.ids(&["note:registry"]), ["c"]);
    assert_eq!(scratch.ids(&["registry"]), [] as [&str; 0], "a note is no text of the article");
    let counted = lines(&scratch.run(&["facets", "--by", "tag", "--json"]));
    let counted: Vec<_> =
        counted.iter().map(|line| (line["value"].as_str().unwrap(), &line["count"])).collect();
    assert_eq!(counted.len(), 2, "{counted:?}");
    let shown = json(&scratch.run(&["show", "--json", "a"]));
    assert_eq!(shown["tags"], serde_json::json!(["follow up", "Seen"]));
    assert!(ok(&scratch, &["show", "c"]).contains("Compare with the registry ("));
    assert_eq!(scratch.hits(&["tag:seen"])[0]["tags"][1], "Seen");
    ok(&scratch, &["tag", "--remove", "a", "FOLLOW UP"]);
    ok(&scratch, &["note", "--remove", "c", "Compare with the registry"]);
    assert_eq!(scratch.ids(&["--tag", "follow up"]), ["b"]);
    assert!(json(&scratch.run(&["show", "--json", "c"]))["notes"].is_null());
    scratch.assert_sound();
}

#[test]
fn what_is_no_tag_or_no_article_is_said() {
    let scratch = archive();
    for (args, code, part) in [
        (["tag", "--remove", "a", " "], 2, "is no tag"),
        (["tag", "-q", "nowhere", "x"], 1, ""),
        (["note", "--remove", "a", "never made"], 1, "no note with this text"),
    ] {
        let output = scratch.run(&args);
        assert_eq!(output.status.code(), Some(code), "{args:?}: {}", stderr(&output));
        assert!(stderr(&output).contains(part), "{args:?}: {}", stderr(&output));
    }
    // One id that is not known does not stop the others.
    assert_eq!(scratch.run(&["tag", "nowhere", "b", "x"]).status.code(), Some(1));
    assert_eq!(scratch.ids(&["--tag", "x"]), ["b"]);
}

/// A folder of texts; the number of each is in its name and in its text.
fn texts(scratch: &Scratch, count: usize) {
    for number in 0..count {
        let text = format!(
            "Report number {number} of the harbour\n\nThe council of quarter {number} met on Monday, and the members \
             agreed to look at plan {} again in the spring.\n\nNothing was said of the ferry of pier {}.\n",
            number * 7,
            number * 13
        );
        scratch.write(&format!("one/{number}.txt"), text.as_bytes());
    }
}

#[test]
fn tags_notes_and_corrections_follow_moved_copied_and_edited_files() {
    let scratch = Scratch::new();
    texts(&scratch, 40);
    scratch.index_news();
    let id = |number: usize| {
        let found = scratch.hits(&[&format!("headline:\"number {number} of\"")]);
        found[0]["id"].as_str().unwrap().to_owned()
    };
    let ids: Vec<String> = (0..40).map(id).collect();
    let mut all: Vec<&str> = vec!["tag"];
    all.extend(ids.iter().map(String::as_str));
    all.push("kept");
    ok(&scratch, &all);
    ok(&scratch, &["note", &ids[3], "about three"]);
    ok(&scratch, &["correct", &ids[4], "source=Pier Post"]);
    let (one, two) = (scratch.news().join("one"), scratch.news().join("two"));

    // Moved and renamed.
    fs::rename(&one, &two).unwrap();
    fs::rename(two.join("3.txt"), two.join("three.text")).unwrap();
    scratch.index_news();
    assert_eq!(scratch.ids(&["--tag", "kept", "-n", "100"]).len(), 40);
    // Edited and deleted.
    for number in 0..10 {
        let path = two.join(format!("{number}.txt"));
        let Ok(text) = fs::read_to_string(&path) else { continue };
        scratch.write(&format!("two/{number}.txt"), text.replace("Monday", "Tuesday evening").as_bytes());
    }
    (30..40).for_each(|number| fs::remove_file(two.join(format!("{number}.txt"))).unwrap());
    let summary = scratch.index_news();
    assert_eq!((summary["changed"].as_u64(), summary["removed"].as_u64()), (Some(9), Some(10)), "{summary}");
    assert_eq!(scratch.ids(&["--tag", "kept", "-n", "100"]).len(), 30);
    assert_eq!(scratch.headlines(&["note:three"]), ["Report number 3 of the harbour"]);
    assert_eq!(scratch.headlines(&["--source", "Pier Post"]), ["Report number 4 of the harbour"]);
    // Copied, and the index made anew.
    fs::create_dir_all(&one).unwrap();
    for entry in fs::read_dir(&two).unwrap().flatten() {
        fs::copy(entry.path(), one.join(entry.file_name())).unwrap();
    }
    scratch.index_news();
    assert_eq!(scratch.ids(&["--tag", "kept", "--copies", "all", "-n", "100"]).len(), 60);
    ok(&scratch, &["index", "-q", "--rebuild", scratch.news().to_str().unwrap()]);
    assert_eq!(scratch.ids(&["--tag", "kept", "--copies", "all", "-n", "100"]).len(), 60);
    assert_eq!(scratch.ids(&["--source", "Pier Post", "--copies", "all"]).len(), 2);
    // A tag is taken away by the id that the article has now.
    let edited = scratch.ids(&["--source", "Pier Post"]).remove(0);
    assert_ne!(edited, ids[4]);
    ok(&scratch, &["tag", "--remove", &edited, "kept"]);
    assert_eq!(scratch.ids(&["--tag", "kept", "--copies", "all", "-n", "100"]).len(), 58);
    scratch.assert_sound();
}

#[test]
fn an_article_that_takes_the_place_of_another_does_not_get_its_tags() {
    let scratch = Scratch::with(&[("today.txt", "Ferry stays\n\nThe ferry between the islands stays.\n")]);
    scratch.index_news();
    let id = scratch.ids(&[]).remove(0);
    ok(&scratch, &["tag", &id, "x"]);
    scratch.write("today.txt", b"Mayor resigns\n\nAn hour after midnight she gave up her office.\n");
    scratch.index_news();
    assert_eq!(scratch.ids(&["--tag", "x"]), [] as [&str; 0]);
    assert!(fs::read_to_string(scratch.index().join("notes.jsonl")).unwrap().contains(&id));
}
