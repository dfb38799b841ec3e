//! `dateline facets`: counts are counts of articles, equal to a full scan.

mod common;

use std::collections::BTreeMap;

use common::{lines, sample, stdout};
use serde_json::Value;

/// Every article of the sample corpus, as the index holds it.
fn all_articles() -> Vec<Value> {
    let hits = lines(&sample().run(&["search", "--format", "jsonl", "-n", "1000"]));
    hits.iter()
        .map(|hit| {
            let (id, path) = (hit["id"].as_str().unwrap(), hit["path"].as_str().unwrap());
            common::json(&sample().run(&["show", id, "--path", path, "--json"]))
        })
        .collect()
}

fn facet(args: &[&str]) -> BTreeMap<String, u64> {
    let output = sample().run(&[&["facets", "--json"], args].concat());
    lines(&output)
        .iter()
        .map(|line| (line["value"].as_str().unwrap().to_owned(), line["count"].as_u64().unwrap()))
        .collect()
}

fn scan(articles: &[Value], values: impl Fn(&Value) -> Vec<String>) -> BTreeMap<String, u64> {
    let mut counts = BTreeMap::new();
    for article in articles {
        let mut distinct = values(article);
        distinct.sort();
        distinct.dedup();
        for value in distinct {
            *counts.entry(value).or_default() += 1;
        }
    }
    counts
}

fn countries(article: &Value, about_only: bool) -> Vec<String> {
    let all = article["countries"].as_array().unwrap().iter();
    all.filter(|c| !about_only || c["role"] == "about")
        .map(|c| c["code"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn counts_equal_a_full_scan() {
    let articles = all_articles();
    assert!(articles.len() > 80);
    assert_eq!(facet(&["--by", "country"]), scan(&articles, |a| countries(a, true)));
    assert_eq!(facet(&["--by", "mentions"]), scan(&articles, |a| countries(a, false)));
    let language = |a: &Value| a["language"].as_str().map(str::to_owned).into_iter().collect();
    assert_eq!(facet(&["--by", "language"]), scan(&articles, language));
    let year = |a: &Value| a["published"].as_str().map(|p| p[..4].to_owned()).into_iter().collect();
    assert_eq!(facet(&["--by", "year"]), scan(&articles, year));
}

#[test]
fn a_chosen_value_does_not_hide_the_others_of_its_facet() {
    let all = facet(&["--by", "country", "talks"]);
    let chosen = facet(&["--by", "country", "talks", "--country", "Syria"]);
    assert!(all.len() > 3);
    assert_eq!(all, chosen);
    // Other facets are narrowed by it.
    let years = facet(&["--by", "year", "talks"]);
    let narrowed = facet(&["--by", "year", "talks", "--country", "Syria"]);
    assert!(narrowed.values().sum::<u64>() < years.values().sum::<u64>());
}

#[test]
fn counts_of_a_filtered_search_equal_a_scan_of_its_hits() {
    let articles = all_articles();
    let about_russia: Vec<Value> =
        articles.into_iter().filter(|a| countries(a, true).contains(&"RU".to_owned())).collect();
    let language = |a: &Value| a["language"].as_str().map(str::to_owned).into_iter().collect();
    assert_eq!(facet(&["--by", "language", "--country", "Russia"]), scan(&about_russia, language));
}

#[test]
fn csv_gives_code_name_articles_and_share() {
    let text = stdout(&sample().run(&["facets", "--by", "country", "--format", "csv", "-n", "3"]));
    let mut rows = text.lines();
    assert_eq!(rows.next(), Some("facet,value,name,articles,share"));
    assert_eq!(rows.count(), 3);
    assert!(text.contains("country,SY,Syria,"), "{text}");
}

#[test]
fn people_of_a_country_can_be_counted() {
    let people = facet(&["--by", "person", "--country", "SY"]);
    assert!(people.keys().any(|name| name.contains("Assad")), "{people:?}");
}
