//! Exports are whole, and say so; what breaks off can be told from what is whole.

use std::io::Read;
use std::io::Write;

use super::http::{Reply, Served};
use super::sample;

#[test]
fn every_form_has_every_article() {
    let served = Served::start(&sample().index(), &[]);
    let total = served.api("search?limit=0")["total"].as_u64().unwrap() as usize;
    let export = |ending: &str| {
        let reply = served.get(&format!("/search.{ending}?copies=all"));
        assert_eq!((reply.status, reply.whole), (200, true), "{ending}");
        reply.text()
    };
    let csv = export("csv");
    let mut rows =
        csv::ReaderBuilder::new().flexible(true).from_reader(csv.trim_start_matches('\u{feff}').as_bytes());
    let records: Vec<csv::StringRecord> = rows.records().map(Result::unwrap).collect();
    assert_eq!(records.len(), total + 1);
    assert_eq!(&records[total][0], format!("complete: {total} rows"));
    assert!(records[..total].iter().all(|record| record.len() == 16));
    assert!(csv.starts_with('\u{feff}'));
    let lines = export("jsonl");
    let last: serde_json::Value = serde_json::from_str(lines.lines().last().unwrap()).unwrap();
    assert_eq!((lines.lines().count(), last["articles"].as_u64().unwrap() as usize), (total + 1, total));
    let json: serde_json::Value = serde_json::from_str(&export("json")).unwrap();
    assert_eq!((json["hits"].as_array().unwrap().len(), json["complete"].as_bool()), (total, Some(true)));
    assert_eq!(export("ris").matches("TY  - NEWS\r\n").count(), total);
    assert_eq!(export("bib").matches("@article{").count(), total);
}

#[test]
fn the_short_address_answers_the_same() {
    let served = Served::start(&sample().index(), &[]);
    assert_eq!(served.get("/.csv?q=talks").body, served.get("/search.csv?q=talks").body);
}

#[test]
fn what_is_exported_is_what_was_filtered() {
    let served = Served::start(&sample().index(), &[]);
    let filters = "q=talks&country=SY&-country=RU&copies=all";
    let total = served.api(&format!("search?{filters}&limit=0"))["total"].as_u64().unwrap();
    let lines = served.get(&format!("/search.jsonl?{filters}")).text();
    assert_eq!(lines.lines().count() as u64, total + 1);
    assert!(total > 0);
}

#[test]
fn an_export_that_breaks_off_is_not_whole() {
    let served = Served::start(&sample().index(), &[]);
    let mut stream = served.connect();
    stream
        .write_all(b"GET /search.jsonl?copies=all HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        .unwrap();
    let mut head = vec![0; 4096];
    let mut read = 0;
    while read < head.len() {
        read += stream.read(&mut head[read..]).unwrap();
    }
    let reply = Reply::parse(&head);
    assert_eq!((reply.status, reply.whole), (200, false));
    assert!(!reply.text().contains("\"complete\":true"));
}
