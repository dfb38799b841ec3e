//! Pages that the readers were not made with: what is read of them does not fall below what was measured.

use std::collections::HashMap;
use std::path::PathBuf;

use serde_json::Value;

use crate::common::{dateline, lines, root};

/// The least of each figure, in thousandths.
struct Least {
    f1: u64,
    headlines: u64,
    dates: u64,
}

#[test]
fn pages_as_html() {
    check("html", &Least { f1: 941, headlines: 950, dates: 850 });
}

#[test]
fn pages_as_copied_text() {
    check("text", &Least { f1: 850, headlines: 625, dates: 812 });
}

fn folder() -> PathBuf {
    root().join("tests/data/unseen-pages")
}

fn check(kind: &str, least: &Least) {
    let truth = std::fs::read_to_string(folder().join("truth.jsonl")).unwrap();
    let truth: HashMap<String, Value> = truth
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .map(|page: Value| (text(&page, "id").to_owned(), page))
        .collect();
    let output = dateline(&["extract", "-q"]).arg(folder().join(kind)).output().unwrap();
    let pages = lines(&output);
    assert_eq!(pages.len(), std::fs::read_dir(folder().join(kind)).unwrap().count());
    let (mut f1, mut headlines, mut dates) = (0.0, 0, 0);
    for page in &pages {
        let path = PathBuf::from(text(page, "path"));
        let wanted = &truth[path.file_stem().unwrap().to_str().unwrap()];
        f1 += word_f1(&whole(page), &whole(wanted));
        headlines += usize::from(letters(text(page, "headline")) == letters(text(wanted, "headline")));
        dates += usize::from(day(page) == day(wanted));
    }
    let thousandths = |sum: f64| (1000.0 * sum / pages.len() as f64) as u64;
    let found = (thousandths(f1), thousandths(headlines as f64), thousandths(dates as f64));
    let is_enough = found.0 >= least.f1 && found.1 >= least.headlines && found.2 >= least.dates;
    assert!(is_enough, "{kind}: F1, headlines and dates {found:?}");
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}

fn whole(page: &Value) -> String {
    format!("{}\n{}", text(page, "standfirst"), text(page, "body"))
}

fn day(page: &Value) -> &str {
    let published = text(page, "published");
    published.get(..10).unwrap_or(published)
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The words of a text with how often they occur; Chinese and Japanese by the character.
fn counts(text: &str) -> HashMap<String, usize> {
    let is_ideograph = |c: char| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}');
    let spaced: String = text
        .chars()
        .filter(|c| *c != '\u{ad}')
        .flat_map(|c| if is_ideograph(c) { vec![' ', c, ' '] } else { vec![c] })
        .collect();
    let mut counts = HashMap::new();
    for word in spaced.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty()) {
        *counts.entry(word.to_lowercase()).or_default() += 1;
    }
    counts
}

/// The harmonic mean of the shares of words that are right and that were found.
fn word_f1(found: &str, wanted: &str) -> f64 {
    let (found, wanted) = (counts(found), counts(wanted));
    let common: usize =
        found.iter().map(|(word, count)| (*count).min(wanted.get(word).copied().unwrap_or_default())).sum();
    let total: usize = found.values().chain(wanted.values()).sum();
    2.0 * common as f64 / total.max(1) as f64
}
