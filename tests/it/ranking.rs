//! The golden file of ranking: named queries over the sample corpus, read as a diff at every change.
//!
//! `UPDATE_GOLDEN=1 cargo test --test it ranking` writes it anew.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::common::{corpus, lines, root, sample, stderr};

struct Named {
    name: String,
    any: bool,
    query: String,
    targets: Vec<String>,
}

fn named_queries() -> Vec<Named> {
    let text = std::fs::read_to_string(root().join("tests/golden/ranking-queries.tsv")).unwrap();
    let rows = text.lines().filter(|line| !line.starts_with('#'));
    rows.map(|row| {
        let [name, mode, query, targets] = row.split('\t').collect::<Vec<_>>().try_into().unwrap();
        assert!(mode == "any" || mode == "all", "{row}");
        Named {
            name: name.to_owned(),
            any: mode == "any",
            query: query.to_owned(),
            targets: targets.split(' ').map(str::to_owned).collect(),
        }
    })
    .collect()
}

/// The first ten hits as path#record below the corpus, with their headlines.
fn hits(query: &Named) -> Vec<(String, String)> {
    let mut args = vec!["search", &query.query, "--format", "jsonl", "--copies", "all"];
    if query.any {
        args.push("--any");
    }
    let output = sample().run(&args);
    assert_ne!(output.status.code(), Some(2), "{}", stderr(&output));
    let below = corpus();
    lines(&output)
        .iter()
        .map(|hit| {
            let path = std::path::Path::new(hit["path"].as_str().unwrap()).strip_prefix(&below).unwrap();
            let place = format!("{}#{}", path.display(), hit["record"]);
            (place, hit["headline"].as_str().unwrap_or_default().to_owned())
        })
        .collect()
}

/// Discounted gain of the targets among the hits, over that of an ideal order.
fn ndcg(hits: &[(String, String)], targets: &[String]) -> f64 {
    let discount = |rank: usize| 1.0 / (rank as f64 + 2.0).log2();
    let gain: f64 = hits
        .iter()
        .enumerate()
        .filter(|(_, (place, _))| targets.contains(place))
        .map(|(r, _)| discount(r))
        .sum();
    let ideal: f64 = (0..targets.len().min(10)).map(discount).sum();
    gain / ideal
}

#[test]
fn ranking_is_as_the_golden_file_has_it() {
    let queries = named_queries();
    let (mut page, mut reciprocal, mut gain) = (String::new(), 0.0, 0.0);
    for query in &queries {
        let hits = hits(query);
        let first = hits.iter().position(|(place, _)| query.targets.contains(place));
        reciprocal += first.map_or(0.0, |rank| 1.0 / (rank as f64 + 1.0));
        gain += ndcg(&hits, &query.targets);
        writeln!(page, "{} [{}] {}", query.name, if query.any { "any" } else { "all" }, query.query).unwrap();
        for (place, headline) in hits.iter().take(3) {
            let mark = if query.targets.contains(place) { '*' } else { ' ' };
            writeln!(page, "  {mark} {place}  {headline}").unwrap();
        }
    }
    let count = queries.len() as f64;
    let head = format!(
        "MRR {:.3}  nDCG@10 {:.3}  over {} queries\n\n",
        reciprocal / count,
        gain / count,
        queries.len()
    );
    compare(&(head + &page));
    assert!(reciprocal / count >= 0.9, "MRR {:.3}", reciprocal / count);
}

fn compare(page: &str) {
    let path = root().join("tests/golden/ranking.txt");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, page).unwrap();
        return;
    }
    let golden = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        golden == page,
        "the ranking changed; read the difference, then UPDATE_GOLDEN=1:\n{}",
        difference(&golden, page)
    );
}

/// The lines that stand in only one of two pages.
fn difference(old: &str, new: &str) -> String {
    let mut counts: BTreeMap<&str, i32> = BTreeMap::new();
    old.lines().for_each(|line| *counts.entry(line).or_default() -= 1);
    new.lines().for_each(|line| *counts.entry(line).or_default() += 1);
    let changed = counts.into_iter().filter(|(_, count)| *count != 0);
    changed.map(|(line, count)| format!("{} {line}\n", if count < 0 { '-' } else { '+' })).collect()
}

#[test]
fn every_target_is_an_article_of_the_corpus() {
    let truth = std::fs::read_to_string(root().join("tests/data/corpus-truth.jsonl")).unwrap();
    let places: Vec<String> = truth
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
        .map(|row| {
            format!("{}#{}", row["path"].as_str().unwrap(), row["record"].as_u64().unwrap_or_default())
        })
        .collect();
    for query in named_queries() {
        for target in &query.targets {
            assert!(places.contains(target), "{}: {target}", query.name);
        }
    }
}
