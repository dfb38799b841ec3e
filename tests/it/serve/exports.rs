//! Exports are whole, and say so; what breaks off can be told from what is whole.

use std::io::Read;
use std::io::Write;

use super::http::{Reply, Served};
use super::sample;
use crate::common::Scratch;

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
    assert!(records[..total].iter().all(|record| record.len() == 18));
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
fn an_export_that_is_taken_slowly_is_whole() {
    let scratch = Scratch::new();
    let body = "talks about peace and war go on ".repeat(120);
    let records: String = (0..1500)
        .map(|number| {
            format!("{{\"id\":\"a{number}\",\"headline\":\"Talks {number}\",\"published\":\"2015-10-23\",\"body\":\"{number} {body}\"}}\n")
        })
        .collect();
    scratch.write("all.jsonl", records.as_bytes());
    scratch.index_news();
    let served = Served::start(&scratch.index(), &["--timeout", "1"]);
    for query in ["since=2011", "q=talks+war&any=1"] {
        let mut stream = served.connect();
        let request =
            format!("GET /search.jsonl?{query} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).unwrap();
        let (mut all, mut piece) = (Vec::new(), vec![0; 256 << 10]);
        // Longer than the work on a query may take.
        std::thread::sleep(std::time::Duration::from_millis(1500));
        loop {
            match stream.read(&mut piece).unwrap() {
                0 => break,
                read => all.extend_from_slice(&piece[..read]),
            }
        }
        let reply = Reply::parse(&all);
        assert!(reply.whole, "{query}");
        assert!(reply.text().trim_end().ends_with("{\"complete\":true,\"articles\":1500}"), "{query}");
    }
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
