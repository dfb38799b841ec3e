//! `dateline extract` on the sample corpus, held against the truth written for it.

use std::collections::HashMap;

use crate::common::{corpus, dateline, lines, root, stderr};
use serde_json::Value;

/// The truth of each article, by path and record.
fn truth() -> Vec<Value> {
    let text = std::fs::read_to_string(root().join("tests/data/corpus-truth.jsonl")).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// What `extract` prints for the corpus, by path below it and record.
fn extracted() -> HashMap<(String, u64), Value> {
    let output = dateline(&["extract", "-q"]).arg(corpus()).output().unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    let below = corpus();
    lines(&output)
        .into_iter()
        .map(|article| {
            let path = std::path::Path::new(article["path"].as_str().unwrap());
            let path = path.strip_prefix(&below).unwrap().to_string_lossy().replace('\\', "/");
            ((path, article["record"].as_u64().unwrap()), article)
        })
        .collect()
}

/// Pairs of truth and article; every article of the truth has to be there, and no other.
fn pairs() -> Vec<(Value, Value)> {
    let mut extracted = extracted();
    let mut pairs = Vec::new();
    for truth in truth() {
        let key = (truth["path"].as_str().unwrap().to_owned(), truth["record"].as_u64().unwrap_or_default());
        let found = extracted.remove(&key);
        match (truth.get("skipped"), found) {
            (None, Some(article)) => pairs.push((truth, article)),
            (None, None) => panic!("{key:?} was not extracted"),
            (Some(why), Some(_)) => panic!("{key:?} is {why} and was extracted"),
            (Some(_), None) => {}
        }
    }
    assert!(extracted.is_empty(), "not in the truth: {:?}", extracted.keys());
    pairs
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn strings(value: &Value) -> Vec<&str> {
    value.as_array().map(|list| list.iter().filter_map(Value::as_str).collect()).unwrap_or_default()
}

/// The share of pairs for which something holds; the others are printed, to be read.
fn share(name: &str, pairs: &[(Value, Value)], holds: impl Fn(&Value, &Value) -> Option<bool>) -> f64 {
    let (mut right, mut all) = (0, 0);
    for (truth, article) in pairs {
        match holds(truth, article) {
            None => {}
            Some(true) => {
                right += 1;
                all += 1;
            }
            Some(false) => {
                all += 1;
                println!("{name}: {} record {}", truth["path"], truth["record"]);
            }
        }
    }
    println!("{name}: {right} of {all}");
    f64::from(right) / f64::from(all.max(1))
}

fn same(truth: &Value, article: &Value, field: &str) -> Option<bool> {
    let wanted = truth.get(field)?.as_str()?;
    Some(article.get(field).and_then(Value::as_str).is_some_and(|found| letters(found) == letters(wanted)))
}

#[test]
fn fields_are_those_a_careful_reader_finds() {
    let pairs = pairs();
    let floors =
        [("headline", 0.95), ("standfirst", 0.75), ("source", 0.9), ("language", 0.97), ("url", 0.95)];
    for (field, floor) in floors {
        let reached = share(field, &pairs, |truth, article| same(truth, article, field));
        assert!(reached >= floor, "{field}: {reached:.3} is below {floor}");
    }
    let published = share("published", &pairs, |truth, article| same(truth, article, "published"));
    assert!(published >= 0.85, "published: {published:.3}");
    let given = share("published, of those given", &pairs, |truth, article| {
        let found = article.get("published")?.as_str()?;
        Some(truth.get("published").and_then(Value::as_str).is_some_and(|wanted| wanted[..10] == found[..10]))
    });
    assert!(given >= 0.95, "published, of those given: {given:.3}");
}

#[test]
fn bodies_begin_and_end_with_the_article_and_hold_no_furniture() {
    let pairs = pairs();
    let starts = share("body starts", &pairs, |truth, article| {
        let body = letters(article["body"].as_str()?);
        Some(body.starts_with(&letters(truth.get("body_starts")?.as_str()?)))
    });
    let ends = share("body ends", &pairs, |truth, article| {
        let body = letters(article["body"].as_str()?);
        Some(body.ends_with(&letters(truth.get("body_ends")?.as_str()?)))
    });
    let clean = share("no furniture", &pairs, |truth, article| {
        let unwanted = strings(truth.get("not_in_body")?);
        Some(
            unwanted.iter().all(|phrase| !article["body"].as_str().is_some_and(|body| body.contains(phrase))),
        )
    });
    assert!(starts >= 0.9, "starts {starts:.3}");
    assert!(ends >= 0.9, "ends {ends:.3}");
    assert!(clean >= 0.9, "clean {clean:.3}");
}

#[test]
fn countries_and_people_are_found_with_exact_evidence() {
    let pairs = pairs();
    let first = share("first country", &pairs, |truth, article| {
        let wanted = strings(&truth["countries"]["about"]);
        if wanted.is_empty() {
            return None;
        }
        Some(article["countries"][0]["code"].as_str().is_some_and(|code| wanted.contains(&code)))
    });
    let people = share("people", &pairs, |truth, article| {
        if article["language"] != "en" {
            return None;
        }
        let wanted = strings(&truth["people"]);
        let entities = article["entities"].as_array()?;
        let found = |name: &&str| {
            entities
                .iter()
                .any(|e| e["type"] == "person" && letters(e["name"].as_str().unwrap()) == letters(name))
        };
        (!wanted.is_empty()).then(|| 3 * wanted.iter().filter(|name| found(name)).count() >= 2 * wanted.len())
    });
    assert!(first >= 0.85, "first country {first:.3}");
    assert!(people >= 0.8, "people {people:.3}");
    for (_, article) in &pairs {
        check_spans(article);
    }
}

/// Every mention and every piece of evidence stands where it says.
fn check_spans(article: &Value) {
    let entities = article["entities"].as_array().unwrap().iter().map(|entity| &entity["mentions"]);
    let countries = article["countries"].as_array().unwrap().iter().map(|country| &country["evidence"]);
    for mentions in entities.chain(countries) {
        let mentions = mentions.as_array().unwrap();
        assert!(!mentions.is_empty());
        for mention in mentions {
            let field = mention["field"].as_str().unwrap();
            let text = match field {
                "captions" => &article["captions"][mention["item"].as_u64().unwrap() as usize],
                field => &article[field],
            };
            let (start, end) =
                (mention["start"].as_u64().unwrap() as usize, mention["end"].as_u64().unwrap() as usize);
            assert_eq!(text.as_str().unwrap().get(start..end), mention["text"].as_str(), "{}", article["id"]);
        }
    }
}

#[test]
fn structured_input_keeps_headline_and_body_byte_for_byte() {
    let body = " Odd  spacing,\ttabs\u{a0}and\n\n\nbreaks \u{2019}s \r\n";
    let scratch =
        crate::common::Scratch::with(&[("a.jsonl", &crate::common::article("x", " Head  line ", body))]);
    let output = dateline(&["extract", "-q"]).arg(scratch.news()).output().unwrap();
    let article = &lines(&output)[0];
    assert_eq!((article["headline"].as_str(), article["body"].as_str()), (Some(" Head  line "), Some(body)));
    assert_eq!(article["id"], "x");
}
