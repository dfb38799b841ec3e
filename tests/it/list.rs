//! `dateline list`: the table equals single searches, and a fault in one line is that line's own.

use std::io::Write;
use std::process::{Output, Stdio};

use serde_json::Value;

use crate::common::{json, lines, sample, stderr, stdout};

/// Runs `list` on these bytes as standard input.
fn list(bytes: &[u8], args: &[&str]) -> Output {
    let mut command = sample().command(&[&["list", "-"], args].concat());
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(bytes).unwrap();
    child.wait_with_output().unwrap()
}

const TERMS: [&str; 12] = [
    "Sergei Lavrov",
    "lavrov",
    "\"peace talks\"",
    "vienna",
    "ceasefire OR truce",
    "person:kerry",
    "talks -vienna",
    "country:SY",
    "the",
    "migr*",
    "United Nations",
    "qqxyzzy",
];

fn first_line(args: &[&str]) -> Value {
    let output = sample().run(&[&["search", "--json"], args].concat());
    lines(&output).swap_remove(0)
}

/// The days of all articles that a single search finds, and its numbers of articles and stories.
fn single(term: &str, filters: &[&str]) -> (u64, u64, Option<String>, Option<String>) {
    let total = first_line(&[&[term], filters].concat())["total"].as_u64().unwrap();
    let stories =
        lines(&sample().run(&[&["search", term, "--format", "jsonl", "-n", "10000"], filters].concat()));
    let days = sample().run(&[&["search", term, "--format", "articles", "-n", "10000"], filters].concat());
    let days =
        lines(&days).into_iter().filter_map(|article| Some(article["published"].as_str()?[..10].to_owned()));
    let days: Vec<String> = days.collect();
    let stories = stories.len() as u64;
    (total, stories, days.iter().min().cloned(), days.iter().max().cloned())
}

#[test]
fn the_table_equals_single_searches() {
    for filters in [&[][..], &["--country", "SY"], &["--since", "2015-10-20"], &["--no-names"]] {
        let output = list(TERMS.join("\n").as_bytes(), &[&["--json"], filters].concat());
        let rows = lines(&output);
        assert_eq!(rows.len(), TERMS.len(), "{}", stderr(&output));
        for (row, term) in rows.iter().zip(TERMS) {
            let text = |name: &str| row[name].as_str().map(str::to_owned);
            let number = |name: &str| row[name].as_u64().unwrap();
            let counted = (number("articles"), number("stories"), text("first"), text("last"));
            assert_eq!(row["term"], term);
            assert_eq!(counted, single(term, filters), "{term} {filters:?}");
        }
        assert!(rows.iter().filter(|row| row["articles"].as_u64() > Some(0)).count() > 5);
        assert_eq!(rows[TERMS.len() - 1]["articles"], 0);
    }
}

#[test]
fn top_outlets_are_those_of_the_articles_found() {
    let all = lines(&list(b"talks", &["--json"])).swap_remove(0);
    let outlets = all["outlets"].as_array().unwrap();
    assert_eq!(outlets.len(), 3);
    let name = outlets[1]["name"].as_str().unwrap();
    let one = lines(&list(b"talks", &["--json", "--source", name])).swap_remove(0);
    // The filter narrows the outlets too.
    assert_eq!(one["outlets"], serde_json::json!([outlets[1]]));
    assert_eq!(one["articles"], outlets[1]["count"]);
}

#[test]
fn other_spellings_of_a_name_count_unless_exact() {
    let rows = lines(&list(b"Sergey Lavrov", &["--json"]));
    let exact = lines(&list(b"Sergey Lavrov", &["--json", "--exact"]));
    assert!(rows[0]["articles"].as_u64() > exact[0]["articles"].as_u64(), "{rows:?} {exact:?}");
    assert!(rows[0]["also"].as_array().unwrap().iter().any(|form| form == "Sergei Lavrov"), "{rows:?}");
    assert_eq!(exact[0].get("also"), None);
}

#[test]
fn hits_name_the_term_that_found_them() {
    let output = list(b"vienna\nqqxyzzy\nlavrov\n", &["--hits", "--format", "jsonl"]);
    let found = lines(&output);
    for (line, term) in [(1, "vienna"), (2, "qqxyzzy"), (3, "lavrov")] {
        let mut ids: Vec<&str> =
            found.iter().filter(|hit| hit["line"] == line).map(|hit| hit["id"].as_str().unwrap()).collect();
        ids.sort_unstable();
        let single = sample().ids(&[term, "-n", "10000", "--copies", "all"]);
        assert_eq!(ids, single, "{term}");
        assert!(found.iter().filter(|hit| hit["line"] == line).all(|hit| hit["term"] == term));
    }
    let csv = stdout(&list(b"vienna\nlavrov\n", &["--hits", "--format", "csv"]));
    assert!(csv.starts_with("line,term,id,"));
    assert_eq!(csv.lines().count() - 1, found.len());
}

#[test]
fn a_fault_in_a_line_is_of_that_line() {
    let long = "x".repeat(1 << 20);
    let text = format!("\u{feff}vienna\r\n---\r\n\r\n{long}\r\nlavrov\r\n");
    let output = list(text.as_bytes(), &["--json"]);
    let rows = lines(&output);
    let faults: Vec<bool> = rows.iter().map(|row| row["fault"].is_string()).collect();
    assert_eq!(faults, [false, false, true, false]);
    assert!(rows[0]["articles"].as_u64() > Some(0) && rows[3]["articles"].as_u64() > Some(0));
    assert_eq!((&rows[3]["line"], output.status.code()), (&5.into(), Some(2)));
    let said = stderr(&output);
    assert!(
        said.contains("line 2: the query has nothing to search for")
            && said.contains("line 4: ")
            && said.len() < 1000,
        "{said}"
    );
}

#[test]
fn a_column_of_a_table_is_a_list() {
    let table = "id;Name\r\n1;\"Lavrov\"\r\n2;Vienna\r\n";
    for column in ["name", "2"] {
        let rows = lines(&list(table.as_bytes(), &["--json", "--column", column]));
        assert_eq!((&rows[0]["term"], &rows[1]["term"]), (&"Lavrov".into(), &"Vienna".into()));
    }
    // Spreadsheets save UTF-16 too.
    let wide: Vec<u8> = format!("\u{feff}{table}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(lines(&list(&wide, &["--json", "--column", "name"])).len(), 2);
    let output = list(table.as_bytes(), &["--column", "title"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("no column title; the columns are id, Name"), "{}", stderr(&output));
}

#[test]
fn what_is_no_list_is_refused() {
    for (bytes, said) in [
        (&b"PK\x03\x04rest"[..], "no list of terms (zip file)"),
        (b"", "no terms"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "no list"),
        (b"a\nb\0c", "line 2: zero bytes"),
    ] {
        let output = list(bytes, &[]);
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(!stderr(&output).contains("panicked") && !stderr(&output).is_empty());
        assert!(stderr(&output).contains(said), "{}", stderr(&output));
    }
    let nothing = list(b"qqxyzzy\n", &[]);
    assert_eq!(nothing.status.code(), Some(1), "{}", stderr(&nothing));
}

#[test]
fn every_format_has_a_row_for_every_term() {
    let text = stdout(&list(b"vienna\nqqxyzzy\n", &[]));
    assert!(text.lines().last().unwrap().starts_with("       0        0"), "{text}");
    let csv = stdout(&list(b"=vienna\nqqxyzzy\n", &["--format", "csv"]));
    assert_eq!(csv.lines().count(), 3);
    assert!(csv.contains(",'=vienna,") && csv.contains("2,qqxyzzy,0,0,,,,,"), "{csv}");
    let md = stdout(&list(b"a|vienna\nqqxyzzy\n", &["--format", "md"]));
    assert_eq!(md.lines().count(), 4);
    assert!(md.lines().nth(3).unwrap().starts_with("| qqxyzzy | 0 | 0 |"), "{md}");
    let one = json(&list(b"vienna\n", &["--format", "jsonl"]));
    assert_eq!((&one["line"], &one["term"]), (&1.into(), &"vienna".into()));
}
