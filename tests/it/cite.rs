//! References, the place of quotations in kept files, checks of them, and differences of articles.

use std::fs;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::common::{Scratch, json, lines, stderr, stdout};

const QUOTE: &str = "\"The talks ended,\" said Anna Hartwell";
const BODY: &str = "OSLO - The delegates met for a week in a hotel by the fjord.\n\n\u{201c}The talks ended,\u{201d} said Anna \
                    Hartwell, who led one of the delegations. Nobody asked for another round of talks.";

fn record(id: &str, body: &str) -> String {
    json!({"id": id, "headline": "Talks end", "published": "2015-10-23", "source": "The Fjord Post", "byline": "Anna Hartwell",
        "body": body})
    .to_string()
        + "\n"
}

fn page() -> String {
    let body =
        BODY.replace('\u{201c}', "&ldquo;").replace("\n\n", "</p>\n<p>").replace("Anna ", "<b>Anna</b>\n ");
    format!(
        "<html><head><title>Talks end</title></head><body><article><h1>Talks end</h1><p>{body}</p></article></body></html>"
    )
}

/// A zip with one member that is not compressed, as `zip -0` writes it.
fn zip(name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut crc = flate2::Crc::new();
    crc.update(bytes);
    let mut common = vec![20, 0, 0, 0, 0, 0, 0, 0, 0x21, 0];
    common.extend(crc.sum().to_le_bytes());
    (0..2).for_each(|_| common.extend((bytes.len() as u32).to_le_bytes()));
    common.extend((name.len() as u16).to_le_bytes());
    common.extend([0, 0]);
    let mut out = [b"PK\x03\x04".as_slice(), &common, name.as_bytes(), bytes].concat();
    let start = out.len() as u32;
    out.extend([b"PK\x01\x02\x14\0".as_slice(), &common, &[0; 14], name.as_bytes()].concat());
    let size = out.len() as u32 - start;
    out.extend(b"PK\x05\x06\0\0\0\0\x01\0\x01\0");
    out.extend(size.to_le_bytes());
    out.extend(start.to_le_bytes());
    out.extend([0, 0]);
    out
}

/// The id of the only article of a file.
fn id_in(scratch: &Scratch, path: &str) -> String {
    scratch.hits(&[&format!("path:{path}"), "-n", "9"]).remove(0)["id"].as_str().unwrap().to_owned()
}

fn quote(scratch: &Scratch, id: &str) -> Value {
    let output = scratch.run(&["cite", id, "--quote", QUOTE, "--json"]);
    assert!(output.status.success(), "{}", stderr(&output));
    json(&output)["custom"]["quote"].clone()
}

fn slice(bytes: &[u8], place: &Value) -> String {
    let at = |number: usize| place["bytes"][0][number].as_u64().unwrap() as usize;
    String::from_utf8(bytes[at(0)..at(1)].to_owned()).unwrap()
}

#[test]
fn the_bytes_of_a_quotation_are_those_of_the_kept_file() {
    let scratch = Scratch::new();
    let text = format!("Talks end\n\n{BODY}\n");
    scratch.write("plain.txt", text.as_bytes());
    scratch.write("page.html", page().as_bytes());
    scratch.write("wire.jsonl", (record("first", "Other words.") + &record("second", BODY)).as_bytes());
    scratch.write("packed.zip", &zip("in/member.txt", text.replace("week", "month").as_bytes()));
    scratch.index_news();
    let file = |name: &str| fs::read(scratch.news().join(name)).unwrap();
    let expected = "\u{201c}The talks ended,\u{201d} said Anna Hartwell";

    let plain = quote(&scratch, &id_in(&scratch, "*plain.txt"));
    assert_eq!((slice(&file("plain.txt"), &plain).as_str(), &plain["bytes_of"]), (expected, &json!("file")));
    let html = quote(&scratch, &id_in(&scratch, "*page.html"));
    let found = slice(&file("page.html"), &html);
    assert!(found.starts_with("&ldquo;The talks") && found.ends_with("<b>Anna</b>\n Hartwell"), "{found}");
    let line = quote(&scratch, "second");
    assert_eq!((slice(&file("wire.jsonl"), &line).as_str(), &line["field"]), (expected, &json!("body")));
    let member = quote(&scratch, &id_in(&scratch, "*packed.zip"));
    assert_eq!(
        (&member["member"], &member["bytes_of"]),
        (&json!("in/member.txt"), &json!("unpacked member"))
    );
    assert_eq!(slice(text.replace("week", "month").as_bytes(), &member), expected);
}

#[test]
fn an_article_shows_by_what_it_can_be_checked() {
    let scratch =
        Scratch::with(&[("wire.jsonl", &(record("first", "Other words.") + &record("second", BODY)))]);
    scratch.index_news();
    let shown = json(&scratch.run(&["show", "second", "--json"]));
    let bytes = record("second", BODY);
    let hash: String = Sha256::digest(bytes.trim_end()).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(shown["sha256"], hash);
    let start = record("first", "Other words.").len();
    assert_eq!(shown["bytes"], json!([start, start + bytes.trim_end().len()]));
    assert_eq!(shown["read"]["version"], env!("CARGO_PKG_VERSION"));
    assert!(shown["read"]["at"].as_str().unwrap().ends_with('Z'));
    let text = stdout(&scratch.run(&["show", "second"]));
    assert!(text.contains(&hash), "{text}");
}

#[test]
fn a_check_tells_what_became_of_the_bytes() {
    let scratch = Scratch::with(&[("wire.jsonl", &record("a", BODY)), ("other.jsonl", &record("b", BODY))]);
    scratch.index_news();
    let state = |id: &str| {
        let output = scratch.run(&["check", id, "--json"]);
        (json(&output)["state"].as_str().unwrap().to_owned(), output.status.code())
    };
    assert_eq!(state("a"), ("same".to_owned(), Some(0)));
    scratch.write("wire.jsonl", (record("new", "Words before.") + &record("a", BODY)).as_bytes());
    assert_eq!(state("a"), ("moved".to_owned(), Some(0)));
    scratch.write("wire.jsonl", record("a", "Other words.").as_bytes());
    assert_eq!(state("a"), ("changed".to_owned(), Some(2)));
    fs::remove_file(scratch.news().join("wire.jsonl")).unwrap();
    assert_eq!(state("a"), ("missing".to_owned(), Some(2)));
    assert_eq!(state("b").0, "same");
    let several = scratch.run(&["check", "a", "b", "--json"]);
    assert_eq!((lines(&several).len(), several.status.code()), (2, Some(2)));
    // A file that is gone takes nothing from the reference.
    let cited = scratch.run(&["cite", "a", "--quote", QUOTE]);
    assert!(cited.status.success() && stderr(&cited).contains("not known"), "{}", stderr(&cited));
}

#[test]
fn references_have_their_forms() {
    let scratch = Scratch::with(&[("wire.jsonl", &record("a-1", BODY))]);
    scratch.index_news();
    let cited = |format: &str| stdout(&scratch.run(&["cite", "a-1", "--format", format]));
    let csl: Value = serde_json::from_str(&cited("csl")).unwrap();
    assert_eq!(csl[0]["issued"], json!({"date-parts": [[2015, 10, 23]]}));
    assert_eq!(csl[0]["author"], json!([{"family": "Hartwell", "given": "Anna"}]));
    assert!(cited("ris").starts_with("TY  - NEWS\nTI  - Talks end\nAU  - Hartwell, Anna\n"));
    assert!(
        cited("bibtex").starts_with("@article{a1,\n  title = {Talks end},\n  author = {Hartwell, Anna},\n")
    );
    assert!(
        cited("text").starts_with("Anna Hartwell: \u{201c}Talks end\u{201d}. The Fjord Post, 2015-10-23.")
    );
    let absent = scratch.run(&["cite", "a-1", "--quote", "nobody said this"]);
    assert_eq!((absent.status.code(), stdout(&absent).as_str()), (Some(1), ""));
}

#[test]
fn two_articles_differ_word_by_word() {
    let scratch = Scratch::with(&[(
        "wire.jsonl",
        &(record("a", BODY) + &record("b", &BODY.replace("Nobody", "Everybody")) + &record("c", BODY)),
    )]);
    scratch.index_news();
    let output = scratch.run(&["diff", "a", "b"]);
    assert!(stdout(&output).contains("[-Nobody-] {+Everybody+} asked"), "{}", stdout(&output));
    let fields = lines(&scratch.run(&["diff", "a", "b", "--json"]));
    assert_eq!((fields.len(), &fields[0]["field"]), (1, &json!("body")));
    assert_eq!(fields[0]["parts"][1], json!({"change": "removed", "text": "Nobody"}));
    assert_eq!(scratch.run(&["diff", "a", "c"]).status.code(), Some(1));
}
