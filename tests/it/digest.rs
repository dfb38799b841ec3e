//! `dateline digest`: what is new for the saved searches, each article once.

use std::fs;

use crate::common::{Scratch, article, lines, stderr, stdout};

const SEARCHES: &str =
    "[[search]]\nname = \"talks\"\nquery = \"talks\"\n\n[[search]]\nname = \"Oslo\"\nplace = \"Oslo\"\n";

fn with_searches(text: &str) -> Scratch {
    let scratch = Scratch::with(&[(
        "1.jsonl",
        &(article("a", "Talks in Oslo", "They met.") + &article("b", "Talks", "In Rome.")),
    )]);
    scratch.index_news();
    fs::write(scratch.index().join("searches.toml"), text).unwrap();
    scratch
}

/// The ids that a digest gives of a search, sorted.
fn given(scratch: &Scratch, args: &[&str]) -> Vec<String> {
    let output = scratch.run(&[&["digest", "--json"], args].concat());
    assert_ne!(output.status.code(), Some(2), "{}", stderr(&output));
    let mut ids: Vec<String> =
        lines(&output).iter().map(|line| line["id"].as_str().unwrap().to_owned()).collect();
    assert_eq!(output.status.code(), Some(i32::from(ids.is_empty())));
    ids.sort();
    ids
}

#[test]
fn each_article_is_given_once_over_three_runs() {
    let scratch = with_searches("[[search]]\nname = \"talks\"\nquery = \"talks\"\n");
    assert_eq!(given(&scratch, &["--peek"]), ["a", "b"]);
    assert_eq!(given(&scratch, &[]), ["a", "b"]);
    assert!(given(&scratch, &[]).is_empty());
    scratch.write(
        "2.jsonl",
        (article("c", "Talks", "In Bonn.") + &article("x", "Football", "A match.")).as_bytes(),
    );
    scratch.index_news();
    assert_eq!(given(&scratch, &[]), ["c"]);
    scratch.write(
        "1.jsonl",
        (article("a", "Talks in Oslo", "Changed.") + &article("b", "Talks", "In Rome.")).as_bytes(),
    );
    scratch.write("3.jsonl", article("d", "Talks", "In Kyiv.").as_bytes());
    scratch.index_news();
    scratch.write("4.jsonl", article("e", "Talks", "In Bern.").as_bytes());
    scratch.index_news();
    assert_eq!(given(&scratch, &[]), ["d", "e"]);
    assert!(given(&scratch, &[]).is_empty());
    assert_eq!(given(&scratch, &["--new-since", "1"]), ["a", "b", "c", "d", "e"]);
}

#[test]
fn each_search_has_its_own_state() {
    let scratch = with_searches(SEARCHES);
    assert_eq!(given(&scratch, &["talks"]), ["a", "b"]);
    let output = scratch.run(&["digest", "--json"]);
    let searches: Vec<String> = lines(&output).iter().map(|line| line["search"].to_string()).collect();
    assert!(searches.iter().all(|search| search == "\"Oslo\""), "{}", stdout(&output));
}

#[test]
fn a_digest_that_could_not_be_written_counts_as_not_given() {
    let scratch = with_searches("[[search]]\nname = \"talks\"\nquery = \"talks\"\n");
    let full = fs::File::options().write(true).open("/dev/full");
    if let Ok(full) = full {
        let status = scratch.command(&["digest"]).stdout(full).output().unwrap().status;
        assert_ne!(status.code(), Some(0));
        assert_eq!(given(&scratch, &[]), ["a", "b"]);
    }
}

#[test]
fn a_fault_is_named_with_its_line_and_the_other_searches_go_on() {
    let text = "[[search]]\nname = \"bad\"\ncountri = \"SY\"\n\n[[search]]\nname = \"worse\nquery = 1\n\n\
                [[search]]\nname = \"talks\"\nquery = \"talks\"\n";
    let scratch = with_searches(text);
    let output = scratch.run(&["digest"]);
    let said = stderr(&output);
    assert_eq!(output.status.code(), Some(2));
    assert!(said.contains("searches.toml: line 1: search \"bad\"") && said.contains("--countri"), "{said}");
    assert!(said.contains("searches.toml: line 6"), "{said}");
    assert!(stdout(&output).contains("Talks in Oslo"), "{}", stdout(&output));
    let unknown = scratch.run(&["digest", "nothing"]);
    assert!(unknown.status.code() == Some(2) && stderr(&unknown).contains("talks"), "{}", stderr(&unknown));
}

#[test]
fn without_saved_searches_it_says_how_to_save_one() {
    let scratch = with_searches("");
    fs::remove_file(scratch.index().join("searches.toml")).unwrap();
    let output = scratch.run(&["digest"]);
    assert!(output.status.code() == Some(2) && stderr(&output).contains("[[search]]"), "{}", stderr(&output));
}

#[test]
fn every_format_has_the_articles() {
    let scratch = with_searches(SEARCHES);
    for (format, beginning) in
        [("text", "talks\n"), ("md", "## talks\n"), ("eml", "To: desk@example.com\r\n"), ("atom", "<?xml")]
    {
        let output = scratch.run(&["digest", "--peek", "--format", format, "--to", "desk@example.com"]);
        let text = stdout(&output);
        assert!(text.starts_with(beginning) && text.contains("Talks in Oslo"), "{format}: {text}");
    }
    given(&scratch, &[]);
    assert_eq!(stdout(&scratch.run(&["digest", "--format", "eml"])), "");
    assert!(stdout(&scratch.run(&["digest", "--format", "atom"])).contains("</feed>"));
}

#[test]
fn an_index_made_anew_gives_nothing_twice() {
    let scratch = with_searches("[[search]]\nname = \"talks\"\nquery = \"talks\"\n");
    assert_eq!(given(&scratch, &[]), ["a", "b"]);
    let rebuilt = scratch.run(&["index", "--rebuild"]);
    assert!(rebuilt.status.success(), "{}", stderr(&rebuilt));
    let output = scratch.run(&["digest", "--json"]);
    assert!(output.status.code() == Some(1) && stderr(&output).contains("made anew"), "{}", stderr(&output));
    scratch.write("2.jsonl", article("c", "Talks", "In Bonn.").as_bytes());
    scratch.index_news();
    assert_eq!(given(&scratch, &[]), ["c"]);
}

#[test]
fn a_search_is_saved_as_it_was_typed() {
    let scratch = with_searches("# mine\n");
    let output =
        scratch.run(&["search", "talks", "--place", "Oslo", "--since=1990", "--any", "--save", "From Oslo"]);
    assert!(stderr(&output).contains("saved as \"From Oslo\""), "{}", stderr(&output));
    let saved = fs::read_to_string(scratch.index().join("searches.toml")).unwrap();
    assert_eq!(
        saved,
        "# mine\n\n[[search]]\nname = \"From Oslo\"\nquery = \"talks\"\nplace = \"Oslo\"\nsince = \"1990\"\nany = true\n"
    );
    scratch.run(&["search", "talks", "--place", "Oslo", "--save", "From Oslo"]);
    assert_eq!(given(&scratch, &["From Oslo"]), ["a"]);
    for args in [
        &["search", "--save", "x"][..],
        &["search", "talks", "--save", " "],
        &["search", "talks", "--new-since", "last", "--save", "x"],
    ] {
        assert_eq!(scratch.run(args).status.code(), Some(2), "{args:?}");
    }
    assert_eq!(
        fs::read_to_string(scratch.index().join("searches.toml")).unwrap().matches("[[search]]").count(),
        1
    );
}
