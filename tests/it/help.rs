//! Help where a search finds nothing or little, and why an article is not found.
//!
//! `UPDATE_GOLDEN=1 cargo test --test it help` writes the golden file anew.

use std::fmt::Write;

use crate::common::{Scratch, article, json, lines, root, sample, stderr, stdout};
use dateline_search::engine::{Asked, Engine, Reason, help, why_not};
use dateline_search::query::{ParseOptions, parse, without_stop_words};
use dateline_search::request::{Filters, Only, Request};
use dateline_tantivy::Local;
use serde_json::Value;

/// The words of a line as a shell takes them apart.
fn shell_words(line: &str) -> Vec<String> {
    let (mut out, mut word, mut quoted, mut begun) = (Vec::new(), String::new(), false, false);
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => word.extend(chars.next()),
            '"' => (quoted, begun) = (!quoted, true),
            ' ' if !quoted => {
                if begun || !word.is_empty() {
                    out.push(std::mem::take(&mut word));
                }
                begun = false;
            }
            c => word.push(c),
        }
    }
    if begun || !word.is_empty() {
        out.push(word);
    }
    out
}

fn searches() -> Vec<String> {
    let text = std::fs::read_to_string(root().join("tests/golden/help-searches.txt")).unwrap();
    text.lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect()
}

fn search(line: &str, more: &[&str]) -> std::process::Output {
    let words = shell_words(line);
    let mut args = vec!["search"];
    args.extend(words.iter().map(String::as_str));
    args.extend(more);
    sample().run(&args)
}

#[test]
fn the_help_is_as_the_golden_file_has_it() {
    let searches = searches();
    assert!(searches.len() >= 60);
    let mut page = String::new();
    for line in &searches {
        let output = search(line, &["--format", "jsonl"]);
        assert_ne!(output.status.code(), Some(2), "{line}: {}", stderr(&output));
        writeln!(page, "$ dateline search {line}\n{}", stderr(&output)).unwrap();
    }
    let path = root().join("tests/golden/help.txt");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, &page).unwrap();
    }
    let golden = std::fs::read_to_string(&path).unwrap_or_default();
    for (old, new) in golden.split("\n\n").zip(page.split("\n\n")) {
        assert_eq!(old, new, "read the difference, then UPDATE_GOLDEN=1");
    }
    assert_eq!(golden, page);
}

#[test]
fn no_suggestion_finds_nothing_and_each_finds_as_many_as_it_says() {
    let mut suggestions = 0;
    for line in searches() {
        let output = search(&line, &["--json", "-n", "0"]);
        let header: Value = serde_json::from_str(stdout(&output).lines().next().unwrap()).unwrap();
        let mode = ["--any", "--plain"].into_iter().filter(|mode| line.starts_with(mode));
        let mode: Vec<&str> = mode.collect();
        for meant in header["help"]["did_you_mean"].as_array().into_iter().flatten() {
            suggestions += 1;
            assert!(meant["articles"].as_u64().unwrap() > 0, "{line}");
            if shell_words(&line).len() > 1 + mode.len() {
                continue;
            }
            let query = meant["search"].as_str().unwrap();
            let found = sample().run(&[&["search", query, "--json", "-n", "0"], mode.as_slice()].concat());
            assert_eq!(lines(&found)[0]["total"], meant["articles"], "{line}: {query}");
        }
        for key in ["instead", "without", "nowhere"] {
            for counted in header["help"][key].as_array().into_iter().flatten() {
                assert_ne!(counted["articles"], 0, "{line}: {counted}");
            }
        }
    }
    assert!(suggestions >= 28, "{suggestions}");
}

#[test]
fn help_is_for_searches_that_find_little() {
    let output = sample().run(&["search", "talks"]);
    assert_eq!(stderr(&output), "");
    let output = sample().run(&["search", "talks", "--json", "-n", "0"]);
    assert!(json(&output).get("help").is_none());
    let output = sample().run(&["search", "Lavrof", "-q"]);
    assert_eq!((stderr(&output), output.status.code()), (String::new(), Some(1)));
    let output = sample().run(&["search", "Lavrof", "-q", "--json"]);
    assert_eq!(json(&output)["help"]["did_you_mean"][0]["search"], "Lavrov");
    assert_eq!(stderr(&output), "");
}

#[test]
fn facets_help_too() {
    let output = sample().run(&["facets", "Lavrof", "--by", "year"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("did you mean Lavrov (6)?"), "{}", stderr(&output));
}

#[test]
fn an_empty_index_has_nothing_to_suggest() {
    let scratch = Scratch::with(&[("empty.jsonl", "")]);
    scratch.index_news();
    for args in [vec!["search"], vec!["search", "Lavrof"], vec!["search", "--source", "X", "cease fire"]] {
        let output = scratch.run(&args);
        assert_eq!(output.status.code(), Some(1));
        assert!(!stderr(&output).contains("did you mean"), "{}", stderr(&output));
    }
}

#[test]
fn an_article_is_explained_clause_by_clause() {
    let text = [
        serde_json::json!({"id": "vienna-talks", "headline": "Syria: talks open", "published": "2015-10-23", "language": "en",
            "body": "VIENNA - Sergey Lavrov met John Kerry in Vienna to speak about Syria. In Syria the cease-fire holds, France said."})
        .to_string(),
        serde_json::json!({"id": "undated-1", "headline": "Nothing new", "body": "Nobody came."}).to_string(),
    ];
    let scratch = Scratch::with(&[("wire.jsonl", &text.join("\n"))]);
    scratch.index_news();
    let run = |args: &[&str]| scratch.run(&[&["why-not"], args].concat());

    let output = run(&["vienna", "ceasefire talks the", "--country", "France", "--until", "2015-10-01"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let shown = stdout(&output);
    let shown: Vec<&str> = shown.lines().skip(2).collect();
    assert_eq!(
        shown,
        [
            "not found: 2 of 4 conditions not met; the search finds 0 articles",
            "  yes  ceasefire           in body",
            "  yes  talks               in headline",
            "  no   --country France    about Syria and Austria; France is only mentioned",
            "  no   --until 2015-10-01  published 2015-10-23",
            "stop words, not required to match: the",
        ]
    );

    let line = json(&run(&["vienna-talks", "lavrov OR zebra", "--json"]));
    assert_eq!((&line["matches"], &line["rank"], &line["total"]), (&true.into(), &1.into(), &1.into()));
    assert_eq!(line["clauses"][0]["clauses"][1]["holds"], false);
    let line = json(&run(&["undated-1", "", "--since", "2015", "--json"]));
    assert_eq!(line["clauses"][0]["says"], "it has no date");
    let line = json(&run(&["vienna-talks", "\"Lavrov Vienna\"", "--json"]));
    let says = "its words occur, but not next to each other in this order; with ~3 it would match";
    assert_eq!(line["clauses"][0]["says"], says);

    assert_eq!(run(&["nosuch", "x"]).status.code(), Some(1));
    assert_eq!(run(&["vienna-talks", "x", "--country", "Frnace"]).status.code(), Some(2));
    assert_eq!(run(&["vienna-talks", "(x", "--strict-query"]).status.code(), Some(2));
}

#[test]
fn shared_ids_are_told_apart() {
    let scratch = Scratch::with(&[
        ("a.jsonl", &(article("same", "Truce", "One.") + &article("same", "War", "Two."))),
        ("b.jsonl", &article("same", "Peace", "Three.")),
    ]);
    scratch.index_news();
    assert_eq!(scratch.run(&["why-not", "same", "truce"]).status.code(), Some(2));
    let file = scratch.news().join("a.jsonl");
    let of = |record: &str, query: &str| {
        let args = ["why-not", "same", query, "--path", file.to_str().unwrap(), "--record", record, "--json"];
        json(&scratch.run(&args))["matches"].clone()
    };
    assert_eq!(
        [of("0", "truce"), of("1", "truce"), of("1", "war"), of("0", "peace")],
        [true, false, true, false].map(Value::from)
    );
}

/// A sequence of numbers that is the same in every run (xorshift, Marsaglia 2003).
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end as u64) as usize
    }

    fn one_of<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len())]
    }
}

/// A random clause of the query language.
fn clause(chance: &mut Chance, depth: usize) -> String {
    const WORDS: [&str; 14] = [
        "syria",
        "talks",
        "ceasefire",
        "Lavrov",
        "Lavrof",
        "president",
        "the",
        "war",
        "Kerry",
        "election",
        "zzqxj",
        "peace",
        "minister",
        "vote",
    ];
    const FIELDS: [&str; 9] =
        ["headline", "body", "standfirst", "person", "org", "place", "source", "by", "section"];
    let word = chance.one_of(&WORDS);
    let other = chance.one_of(&WORDS);
    match chance.below(if depth > 0 { 12 } else { 9 }) {
        0 => format!("\"{word} {other}\"~{}", chance.below(8)),
        1 => format!("{}:{word}", chance.one_of(&FIELDS)),
        2 => format!("{}*", &word[..3]),
        3 => format!("{word}~1"),
        4 => format!("country:{}", chance.one_of(&["sy", "ru", "us", "fr", "\"Middle East\""])),
        5 => format!("date:{}", chance.one_of(&["2015", "2015-10..2016", "..2010", ">=2020"])),
        6 => format!("={word}"),
        7 => format!("\"{word} {other}\""),
        8 => word.to_owned(),
        9 => format!("({} OR {})", clause(chance, depth - 1), clause(chance, depth - 1)),
        10 => format!("({} {})^2", clause(chance, depth - 1), clause(chance, depth - 1)),
        _ => format!("-{}", clause(chance, depth - 1)),
    }
}

fn request(query: &str, filters: Filters) -> Request {
    let query = without_stop_words(parse(query, &ParseOptions::default()).unwrap().query);
    Request { query, filters, limit: 1000, snippets: false, ..Request::default() }
}

fn random_filters(chance: &mut Chance) -> Filters {
    let country = ["SY", "RU", "US"][chance.below(3)].to_owned();
    match chance.below(5) {
        0 => Filters { country: vec![country], ..Filters::default() },
        1 => Filters { not_country: vec![country], ..Filters::default() },
        2 => Filters { person: vec!["Lavrov".into(), "John Kerry".into()], ..Filters::default() },
        3 => Filters { source: vec!["Meridian Wire".into()], ..Filters::default() },
        _ => Filters::default(),
    }
}

/// Counts the conditions, and checks that a group agrees with its members.
fn check_groups(reasons: &[Reason], checked: &mut usize) {
    for reason in reasons {
        *checked += 1;
        assert!(!reason.says.is_empty(), "{}", reason.clause);
        if reason.clause.contains(" OR ") && !reason.clause.contains('-') && !reason.clauses.is_empty() {
            let any = reason.clauses.iter().any(|inner| inner.holds);
            assert_eq!(reason.holds, any, "{}", reason.clause);
        }
        check_groups(&reason.clauses, checked);
    }
}

#[test]
fn an_explanation_never_contradicts_the_engine() {
    let engine = Local::open(&sample().index()).unwrap();
    let all = engine.search(&request("", Filters::default())).unwrap();
    let mut chance = Chance(0x9e37_79b9_7f4a_7c15);
    let (mut checked, mut found) = (0, 0);
    for _ in 0..400 {
        let clauses: Vec<String> = (0..=chance.below(3)).map(|_| clause(&mut chance, 2)).collect();
        let asked = request(&clauses.join(" "), random_filters(&mut chance));
        let hits = engine.search(&asked).unwrap().hits;
        let matching: Vec<Only> = hits.iter().map(|hit| Only::from(&hit.article)).collect();
        let article = match chance.below(2) {
            0 if !hits.is_empty() => &hits[chance.below(hits.len())].article,
            _ => &all.hits[chance.below(all.hits.len())].article,
        };
        let why = why_not(&engine, &asked, article).unwrap();
        let place = matching.iter().position(|only| *only == Only::from(article));
        assert_eq!(why.matches, place.is_some(), "{} for {}", asked.query, article.id);
        assert_eq!(why.matches, why.clauses.iter().all(|reason| reason.holds), "{}: {why:?}", asked.query);
        assert_eq!(why.rank.is_some(), why.matches);
        check_groups(&why.clauses, &mut checked);
        found += usize::from(why.matches);
    }
    assert!(checked > 1000 && found > 80, "{checked} {found}");
}

#[test]
fn each_condition_is_counted_as_the_engine_counts_it() {
    let engine = Local::open(&sample().index()).unwrap();
    let mut chance = Chance(42);
    let mut helped = 0;
    for _ in 0..200 {
        let clauses: Vec<String> = (0..=chance.below(4)).map(|_| clause(&mut chance, 1)).collect();
        let text = clauses.join(" ");
        let asked = request(&text, random_filters(&mut chance));
        let found = engine.search(&asked).unwrap().total;
        let whole = Asked { request: &asked, text: &text, options: ParseOptions::default() };
        let Some(help) = help(&engine, &whole, found).unwrap() else { continue };
        helped += 1;
        assert!(found < 3, "{text}");
        assert!(help.without.iter().all(|left| left.articles > found), "{text}: {help:?}");
        assert!(
            help.lines().len() <= 6 && help.lines().iter().all(|line| line.len() < 700),
            "{text}: {help:?}"
        );
        for counted in help.alone.iter().filter(|counted| !counted.clause.starts_with("--")) {
            let alone = engine.search(&request(&counted.clause, Filters::default())).unwrap().total;
            assert_eq!(alone, counted.articles, "{text}: {}", counted.clause);
        }
    }
    assert!(helped > 50, "{helped}");
}
