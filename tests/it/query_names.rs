//! Names in queries of plain words: found in every way of writing them, and nothing else changed.

use std::collections::BTreeSet;

use crate::common::{Scratch, lines, sample, stdout};
use serde_json::{Value, json as value};

fn record((id, body): (&str, &str)) -> String {
    value!({"id": id, "headline": "Notes of the day", "body": body, "language": "en"}).to_string() + "\n"
}

/// Articles that write the same names in different ways, and some that must not be taken for them.
fn names() -> Scratch {
    let articles = [
        ("sergei", "Foreign Minister Sergei Lavrov left the talks. Mr Lavrov was tired."),
        ("sergey", "Foreign Minister Sergey Lavrov came to the talks. Mr Lavrov smiled."),
        ("apart", "Sergey Brin met Igor Lavrov at the talks, their company said."),
        ("gaddafi", "President Muammar Gaddafi spoke in Tripoli. Mr Gaddafi waved."),
        ("qaddafi", "President Muammar Qaddafi spoke in Sirte. Mr Qaddafi waved."),
        ("imf", "The IMF lent the money, a spokesman for the IMF said."),
        ("fund", "The International Monetary Fund lent the money, a spokesman said."),
        ("burma", "Burma held a vote, and the opposition won in Burma."),
        ("myanmar", "Myanmar held a vote, and the opposition won in Myanmar."),
        ("rice", "The price of rice rose, and farmers sold rice."),
        ("food", "Rice is a food; brown rice is another, and wild rice a third."),
        ("condi", "Condoleezza Rice spoke. Ms Rice left."),
        ("us", "They told us about it; us and them."),
        ("america", "The United States sent an envoy. The United States waited."),
        ("states", "The U.S. sent another envoy, and the U.S. waited."),
    ];
    let scratch = Scratch::with(&[("wire.jsonl", &articles.map(record).concat())]);
    scratch.index_news();
    scratch
}

fn found(scratch: &Scratch, args: &[&str]) -> BTreeSet<String> {
    let output = scratch.run(&[&["search", "--format", "jsonl", "-n", "1000"], args].concat());
    lines(&output).iter().map(|hit| hit["id"].as_str().unwrap().to_owned()).collect()
}

fn set(ids: &[&str]) -> BTreeSet<String> {
    ids.iter().map(|id| (*id).to_owned()).collect()
}

#[test]
fn names_are_found_in_every_way_of_writing_them() {
    let scratch = names();
    for (query, expected) in [
        ("Sergey Lavrov", &["sergei", "sergey", "apart"][..]),
        ("Sergei Lavrov", &["sergei", "sergey"]),
        ("sergei lavrov talks", &["sergei", "sergey"]),
        ("Sergei Lavrov smiled", &["sergey"]),
        ("Gaddafi", &["gaddafi", "qaddafi"]),
        ("kadhafi", &["gaddafi", "qaddafi"]),
        ("Moammar Kadhafi Sirte", &["qaddafi"]),
        ("IMF", &["imf", "fund"]),
        ("international monetary fund", &["imf", "fund"]),
        ("Burma vote", &["burma", "myanmar"]),
        ("U.S. envoy", &["america", "states"]),
        ("the United States envoy", &["america", "states"]),
    ] {
        assert_eq!(found(&scratch, &[query]), set(expected), "{query}");
    }
}

#[test]
fn words_that_are_no_names_stay_words() {
    let scratch = names();
    for (query, expected) in [
        ("us", &["us", "states"][..]),
        ("rice", &["rice", "food", "condi"]),
        ("Rice", &["rice", "food", "condi"]),
        ("Sergey", &["sergey", "apart"]),
        ("imf", &["imf"]),
        ("\"Sergey Lavrov\"", &["sergey"]),
        ("Gaddafi -Sirte", &["gaddafi"]),
        ("Gaddafi OR Burma", &["gaddafi", "burma"]),
    ] {
        assert_eq!(found(&scratch, &[query]), set(expected), "{query}");
    }
    for flag in ["--plain", "--no-names"] {
        assert_eq!(found(&scratch, &[flag, "Sergei Lavrov"]), set(&["sergei"]), "{flag}");
    }
}

#[test]
fn any_of_the_words_is_enough_for_more_too() {
    let scratch = names();
    let all = found(&scratch, &["--any", "Sergei Lavrov Burma"]);
    assert_eq!(all, set(&["sergei", "sergey", "apart", "burma", "myanmar"]));
}

#[test]
fn the_answer_tells_what_was_recognised() {
    let scratch = names();
    let header = |query: &str| lines(&scratch.run(&["search", "--json", query]))[0].clone();
    assert_eq!(
        header("Sergei Lavrov talks")["names"],
        value!([{"words": "Sergei Lavrov", "type": "person", "also": ["Sergey Lavrov"]}])
    );
    assert_eq!(header("IMF")["names"][0]["also"], value!(["International Monetary Fund"]));
    assert_eq!(header("talks")["names"], Value::Null);
    let told = stdout(&scratch.run(&["search", "--explain", "Kadhafi"]));
    assert!(
        told.starts_with("Kadhafi (person) is also searched as Muammar Gaddafi, Muammar Qaddafi\n"),
        "{told}"
    );
}

#[test]
fn other_ways_of_writing_are_marked() {
    let scratch = names();
    let hits = lines(&scratch.run(&["search", "--format", "jsonl", "Sergey Lavrov left"]));
    let snippet = &hits[0]["snippets"][0];
    let text = snippet["text"].as_str().unwrap();
    let marked: Vec<&str> = snippet["highlights"]
        .as_array()
        .unwrap()
        .iter()
        .map(|span| &text[span[0].as_u64().unwrap() as usize..span[1].as_u64().unwrap() as usize])
        .collect();
    assert!(marked.contains(&"Sergei") && marked.contains(&"Lavrov"), "{marked:?}");
}

#[test]
fn facets_count_what_a_search_finds() {
    let scratch = names();
    for query in ["Sergei Lavrov", "IMF", "kadhafi"] {
        let total = lines(&scratch.run(&["search", "--json", query]))[0]["total"].as_u64().unwrap();
        let languages = lines(&scratch.run(&["facets", "--by", "language", "--json", query]));
        assert_eq!(languages[0]["count"].as_u64().unwrap(), total, "{query}");
        assert_eq!(found(&scratch, &[query]).len() as u64, total);
    }
}

#[test]
fn the_users_own_names_hold() {
    let scratch = names();
    std::fs::write(scratch.index().join("names.tsv"), "same person\tSergei Lavrov\tCondoleezza Rice\n")
        .unwrap();
    assert_eq!(found(&scratch, &["Condoleezza Rice"]), set(&["condi", "sergei", "sergey"]));
}

/// Words of which any may be typed after any other.
const WORDS: [&str; 24] = [
    "Lavrov",
    "sergey",
    "Kerry",
    "Assad",
    "Syria",
    "talks",
    "the",
    "of",
    "UN",
    "United",
    "Nations",
    "Kim",
    "Jong-un",
    "Iran",
    "president",
    "Obama",
    "U.S.",
    "us",
    "May",
    "Britain",
    "vote",
    "in",
    "Vienna",
    "Rousseff",
];

#[test]
fn nothing_that_the_words_find_is_lost() {
    let mut widened = 0;
    for first in 0..WORDS.len() {
        let query = [first, first + 1, first * 5 + 2].map(|at| WORDS[at % WORDS.len()]);
        for length in 1..=3 {
            let query = query[..length].join(" ");
            for any in [false, true] {
                let mode: &[&str] = if any { &["--any", &query] } else { &[&query] };
                let with = found(sample(), mode);
                let without = found(sample(), &[&["--no-names"], mode].concat());
                assert!(with.is_superset(&without), "{query}");
                widened += usize::from(with != without);
            }
        }
    }
    assert!(widened > 5, "{widened}");
}

#[test]
fn what_is_found_more_bears_the_name() {
    for (query, field) in
        [("Sergey Lavrov", "person"), ("UN", "org"), ("U.S.", "place"), ("Kim Jong Un", "person")]
    {
        let with = found(sample(), &[query]);
        let words = found(sample(), &["--no-names", query]);
        let named = found(sample(), &[&format!("{field}:\"{query}\"")]);
        assert_eq!(with, words.union(&named).cloned().collect(), "{query}");
    }
}
