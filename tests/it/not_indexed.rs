//! What gave no article: named with its reason on the run and afterwards, counted in one number, also by `extract`.

use crate::common::{Scratch, article, dateline, json, lines, stderr, stdout};

/// Files of every kind that give no article, beside one that does.
fn news() -> Scratch {
    let scratch = Scratch::with(&[
        ("a.jsonl", &(article("1", "One", "The ferry stays.") + "{broken\n")),
        ("empty.txt", ""),
        ("header.csv", "title,text\n"),
        ("none.json", "[]"),
        ("table.csv", "Kennung;Blatt\n1;2\n"),
    ]);
    scratch.write("photo.png", b"\x89PNG\r\n\x1a\n");
    scratch
}

/// What is said of each.
const SAID: [&str; 6] = [
    "a.jsonl, record 1: malformed JSON at line 2",
    "empty.txt: empty",
    "header.csv: no articles in it",
    "none.json: no articles in it",
    "table.csv: none of its columns (Kennung, Blatt) is known as headline or text; see --columns",
    "photo.png: image",
];

/// True if a file and a reason are on one line of a text, which may name several files of a kind together.
fn names(text: &str, said: &str) -> bool {
    let (file, reason) = said.split_once(": ").unwrap();
    text.lines().any(|line| line.contains(file) && line.contains(reason))
}

#[test]
fn every_file_is_named_on_the_run_and_afterwards() {
    let scratch = news();
    let folder = scratch.news();
    let folder = folder.to_str().unwrap();
    let first = scratch.run(&["index", folder]);
    let again = scratch.run(&["index", folder]);
    for output in [&first, &again] {
        assert!(stdout(output).contains(", 6 skipped ("), "{}", stdout(output));
        SAID.iter()
            .for_each(|said| assert!(names(&stderr(output), said), "{said} not in {}", stderr(output)));
    }
    let listed = scratch.run(&["stats", "--skipped"]);
    assert!(listed.status.success());
    SAID.iter().for_each(|said| assert!(names(&stdout(&listed), said), "{said} not in {}", stdout(&listed)));
    let listed = lines(&scratch.run(&["stats", "--skipped", "--json"]));
    assert_eq!(listed.len(), SAID.len());
    assert_eq!(json(&scratch.run(&["stats", "--json"]))["skipped"], 6);
}

#[test]
fn strict_counts_all_of_them() {
    for (name, content) in [("empty.txt", ""), ("none.json", "[]"), ("table.csv", "Kennung;Blatt\n1;2\n")] {
        let scratch =
            Scratch::with(&[("a.jsonl", &article("1", "One", "The ferry stays.")), (name, content)]);
        let folder = scratch.news();
        let folder = folder.to_str().unwrap();
        for command in ["index", "extract"] {
            assert_eq!(scratch.run(&[command, folder]).status.code(), Some(0), "{command} {name}");
            assert_eq!(
                scratch.run(&[command, "--strict", folder]).status.code(),
                Some(2),
                "{command} {name}"
            );
        }
    }
    let clean = Scratch::with(&[("a.jsonl", &article("1", "One", "The ferry stays."))]);
    assert_eq!(clean.run(&["index", "--strict", clean.news().to_str().unwrap()]).status.code(), Some(0));
    assert_eq!(clean.run(&["stats", "--skipped"]).status.code(), Some(1));
}

#[test]
fn extract_names_them_too() {
    let scratch = news();
    let output = dateline(&["extract", scratch.news().to_str().unwrap()]).output().unwrap();
    assert_eq!(stdout(&output).lines().count(), 1);
    SAID.iter().for_each(|said| assert!(names(&stderr(&output), said), "{said} not in {}", stderr(&output)));
    assert!(stderr(&output).contains("6 skipped"), "{}", stderr(&output));
}

#[cfg(unix)]
#[test]
fn a_file_that_cannot_be_opened_keeps_its_articles_and_is_listed() {
    use std::os::unix::fs::PermissionsExt;
    let scratch = Scratch::with(&[("a.jsonl", &article("1", "One", "The ferry stays."))]);
    let path = scratch.news().join("a.jsonl");
    scratch.index_news();
    let locked = |mode| std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
    std::fs::write(&path, article("1", "One more", "The ferry stays.")).unwrap();
    locked(0o000);
    if std::fs::File::open(&path).is_ok() {
        // The super-user may read everything.
        return locked(0o644);
    }
    let output = scratch.run(&["index", scratch.news().to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stdout(&scratch.run(&["stats", "--skipped"]))
            .contains("a.jsonl: cannot be opened: permission denied")
    );
    assert_eq!(scratch.headlines(&["ferry"]), ["One"]);
    locked(0o644);
    scratch.index_news();
    assert_eq!(scratch.headlines(&["ferry"]), ["One more"]);
    assert_eq!(scratch.run(&["stats", "--skipped"]).status.code(), Some(1));
}

#[test]
fn columns_are_named_on_the_command_line() {
    let scratch = Scratch::with(&[
        ("a.csv", "Kennung;Zeile;Alles\n1;Ferry stays;The old ferry stays.\n"),
        ("b.json", "[{\"Zeile\": \"School opens\", \"Inhalt\": {\"Alles\": \"The hall is open.\"}}]"),
        ("c.jsonl", &article("3", "Bridge closed", "The bridge is closed.")),
    ]);
    let folder = scratch.news();
    let folder = folder.to_str().unwrap();
    let plain = scratch.index_news();
    assert_eq!((&plain["added"], &plain["passed_over"]), (&1.into(), &1.into()));
    let columns = "headline=Zeile,body=Alles,body=Inhalt.Alles";
    let named = json(&scratch.run(&["index", "--json", "--columns", columns, folder]));
    assert_eq!((&named["added"], &named["unchanged"], &named["skipped"]), (&2.into(), &1.into(), &0.into()));
    let again = json(&scratch.run(&["index", "--json", "--columns", columns, folder]));
    assert_eq!((&again["added"], &again["changed"], &again["unchanged"]), (&0.into(), &0.into(), &3.into()));
    assert_eq!(scratch.headlines(&["hall"]), ["School opens"]);
    let wrong = scratch.run(&["index", "--columns", "Zeile", folder]);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(stderr(&wrong).contains("headline=Titel,body=Volltext"), "{}", stderr(&wrong));
    let output = dateline(&["extract", "--columns", columns, folder]).output().unwrap();
    assert_eq!(stdout(&output).lines().count(), 3);
}
