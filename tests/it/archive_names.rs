//! What a whole archive shows about the people in it: whom a bare surname means, and what is no person.

use std::collections::BTreeMap;
use std::fs;

use crate::common::{Scratch, lines, stderr};
use serde_json::json;

/// An archive of these texts, each with the year of its article.
fn archive(texts: &[(u16, &str)]) -> Scratch {
    let record = |(number, (year, body)): (usize, &(u16, &str))| {
        let published = format!("{year}-03-0{}", number % 9 + 1);
        let body = format!("{body} {}", filler(number));
        json!({"id": format!("a{number}"), "headline": "Notes", "body": body, "published": published, "language": "en"})
            .to_string()
            + "\n"
    };
    let text: String = texts.iter().enumerate().map(record).collect();
    let scratch = Scratch::with(&[("wire.jsonl", &text)]);
    scratch.index_news();
    scratch
}

/// Words of each article alone, so that no two are copies of one text.
fn filler(number: usize) -> String {
    let word =
        |at: usize| format!("{}{}", ["corn", "boats", "rain", "roads", "salt"][at % 5], number * 31 + at);
    (0..30).map(word).collect::<Vec<_>>().join(" ")
}

fn people(scratch: &Scratch, args: &[&str]) -> BTreeMap<String, u64> {
    let output = scratch.run(&[&["facets", "--by", "person", "--json"], args].concat());
    assert_ne!(output.status.code(), Some(2), "{}", stderr(&output));
    lines(&output)
        .iter()
        .map(|line| (line["value"].as_str().unwrap().to_owned(), line["count"].as_u64().unwrap()))
        .collect()
}

const FULL: &str = "Prime Minister Otto Kvistberg met farmers. Kvistberg left early.";
const BARE: &str = "Mr Kvistberg said that the talks had failed.";
const SISTER: &str = "The painter Anna Kvistberg, 41, opened a show.";

#[test]
fn a_bare_surname_is_the_person_whom_the_archive_calls_so() {
    let scratch = archive(&[(1987, FULL), (1987, FULL), (1987, BARE), (1987, BARE), (1988, BARE)]);
    assert_eq!(people(&scratch, &[]), BTreeMap::from([("Otto Kvistberg".to_owned(), 5)]));
    let all = ["a0", "a1", "a2", "a3", "a4"];
    assert_eq!(scratch.ids(&["--person", "Otto Kvistberg"]), all);
    assert_eq!(scratch.ids(&["--person", "Kvistberg"]), all);
    // A user tells them apart again.
    fs::write(scratch.index().join("names.tsv"), "different\tOtto Kvistberg\tKvistberg\n").unwrap();
    assert_eq!(people(&scratch, &[])["Otto Kvistberg"], 2);
    assert_eq!(people(&scratch, &[])["Kvistberg"], 3);
}

#[test]
fn where_two_are_likely_the_surname_stays_alone() {
    let scratch =
        archive(&[(1987, FULL), (1987, FULL), (1987, SISTER), (1987, SISTER), (1987, BARE), (1987, BARE)]);
    let people = people(&scratch, &[]);
    assert_eq!((people["Otto Kvistberg"], people["Anna Kvistberg"], people["Kvistberg"]), (2, 2, 2));
    // A search for the surname finds all who have it; one for a full name only the person.
    assert_eq!(scratch.ids(&["--person", "Kvistberg"]).len(), 6);
    assert_eq!(scratch.ids(&["--person", "Otto Kvistberg"]), ["a0", "a1"]);
}

#[test]
fn a_person_of_another_time_is_not_meant() {
    let scratch = archive(&[(1987, FULL), (1987, FULL), (2004, BARE), (2004, BARE)]);
    let people = people(&scratch, &[]);
    assert_eq!((people["Otto Kvistberg"], people["Kvistberg"]), (2, 2));
}

#[test]
fn a_later_run_may_change_what_the_archive_shows() {
    let scratch = archive(&[(1987, FULL), (1987, FULL), (1987, BARE), (1987, BARE)]);
    assert_eq!(people(&scratch, &[])["Otto Kvistberg"], 4);
    let record = |number: usize| {
        json!({"id": format!("b{number}"), "headline": "Show", "body": format!("{SISTER} {}", filler(number + 20)), "published": "1987-04-01", "language": "en"})
            .to_string()
            + "\n"
    };
    scratch.write("more.jsonl", (0..3).map(record).collect::<String>().as_bytes());
    scratch.index_news();
    assert_eq!(people(&scratch, &[])["Otto Kvistberg"], 2);
}
