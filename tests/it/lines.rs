//! `dateline lines`: every occurrence, equal to a scan of the stored texts.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::Value;

use crate::common::{lines, sample, stderr, stdout};
use dateline_core::article::Article;
use dateline_core::text::{Analysis, fold, is_stop_word, units, words};

/// The articles in English, as the index holds them.
fn articles() -> Vec<Article> {
    let output = sample().run(&["search", "--language", "en", "--format", "articles", "-n", "1000"]);
    stdout(&output).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// A place: id and path, field, item, first and last byte.
type Place = (String, String, String, Option<u64>, usize, usize);

fn of_line(line: &Value) -> Place {
    let text = |name: &str| line[name].as_str().unwrap().to_owned();
    let number = |name: &str| line[name].as_u64().unwrap() as usize;
    (text("id"), text("path"), text("field"), line["item"].as_u64(), number("start"), number("end"))
}

/// The places at which these neighbouring words stand, in any inflection.
fn scan(articles: &[Article], phrase: &[&str]) -> BTreeSet<Place> {
    let analysis = Analysis::of(Some("en"));
    let wanted: Vec<String> = phrase.iter().map(|word| analysis.term(word).into_owned()).collect();
    let mut places = BTreeSet::new();
    for article in articles {
        for piece in article.pieces() {
            let found: Vec<(String, usize, usize)> = units(piece.text)
                .map(|word| (analysis.term(word.text).into_owned(), word.start, word.end))
                .collect();
            for window in found.windows(wanted.len()) {
                if window.iter().map(|(term, ..)| term).eq(&wanted) {
                    let (start, end) = (window[0].1, window[wanted.len() - 1].2);
                    let item = piece.item.map(|item| item as u64);
                    let field = piece.field.name().to_owned();
                    places.insert((article.id.clone(), article.path.clone(), field, item, start, end));
                }
            }
        }
    }
    places
}

/// Neighbouring words of a text, none of them too common, and no word twice.
fn phrase_of(article: &Article, at: usize, length: usize) -> Option<Vec<&str>> {
    let all: Vec<&str> = units(&article.body).map(|word| word.text).collect();
    let from = at % all.len().max(1);
    let phrase = all.get(from..from + length)?;
    let plain =
        |word: &&str| word.bytes().all(|byte| byte.is_ascii_alphabetic()) && !is_stop_word(&fold(word));
    let distinct: BTreeSet<String> = phrase.iter().map(|word| fold(word).into_owned()).collect();
    (phrase.iter().all(plain) && distinct.len() == length).then(|| phrase.to_vec())
}

#[test]
fn lines_equal_a_scan_of_the_texts() {
    let articles = articles();
    let mut runner = TestRunner::new(Config { cases: 100, failure_persistence: None, ..Config::default() });
    let places = (0..articles.len(), any::<usize>(), 1..4_usize);
    runner
        .run(&places, |(article, at, length)| {
            let Some(phrase) = phrase_of(&articles[article], at, length) else {
                return Err(TestCaseError::reject("common words"));
            };
            let query = format!("\"{}\"", phrase.join(" "));
            let output = sample().run(&["lines", &query, "--language", "en", "--no-names", "--json"]);
            let found = lines(&output);
            let expected = scan(&articles, &phrase);
            prop_assert_eq!(
                found.iter().map(of_line).collect::<BTreeSet<_>>(),
                expected.clone(),
                "{}",
                query
            );
            prop_assert_eq!(found.len(), expected.len());
            let said = stderr(&output);
            let counted = said.split_whitespace().find_map(|word| word.parse::<usize>().ok());
            prop_assert_eq!(counted, Some(expected.len()), "{}", said);
            Ok(())
        })
        .unwrap();
}

/// The words beside an occurrence, the nearest first.
fn beside(line: &Value, side: &str) -> Vec<String> {
    let folded = fold(line[side].as_str().unwrap()).into_owned();
    let mut words: Vec<String> = words(&folded).map(|word| word.text.to_owned()).collect();
    if side == "before" {
        words.reverse();
    }
    words
}

#[test]
fn lines_are_in_the_order_asked_for() {
    let run = |order: &str| lines(&sample().run(&["lines", "talks", "--sort", order, "--json"]));
    let count = run("newest").len();
    assert!(count > 20);
    for (order, side) in [("left", "before"), ("right", "after")] {
        let found = run(order);
        assert_eq!(found.len(), count);
        for pair in found.windows(2) {
            assert!(beside(&pair[0], side) <= beside(&pair[1], side), "{order}: {pair:?}");
        }
    }
    let day = |line: &Value| line["published"].as_str().map(|published| published[..10].to_owned());
    let dated: Vec<String> = run("oldest").iter().filter_map(day).collect();
    assert!(dated.windows(2).all(|pair| pair[0][..8] <= pair[1][..8]), "{dated:?}");
    let outlets: Vec<String> =
        run("outlet").iter().filter_map(|line| Some(fold(line["source"].as_str()?).into_owned())).collect();
    assert!(outlets.is_sorted(), "{outlets:?}");
}

#[test]
fn text_is_aligned_and_counts_all_even_if_few_are_shown() {
    let all = lines(&sample().run(&["lines", "talks", "--json"])).len();
    let output = sample().run(&["lines", "talks", "-n", "5"]);
    let text = stdout(&output);
    let shown: Vec<&str> = text.lines().collect();
    assert_eq!(shown.len(), 6);
    assert!(shown[5].starts_with(&format!("{all} occurrences in ")), "{text}");
    // Inflections of the word are found too; all begin in the same column.
    let columns: BTreeSet<String> = shown[..5]
        .iter()
        .map(|line| fold(&line.chars().skip(28 + 36).take(4).collect::<String>()).into_owned())
        .collect();
    assert_eq!(columns, BTreeSet::from(["talk".to_owned()]), "{text}");
}

#[test]
fn csv_has_a_row_for_every_occurrence() {
    let all = lines(&sample().run(&["lines", "vienna", "--json"])).len();
    let csv = stdout(&sample().run(&["lines", "vienna", "--format", "csv"]));
    assert!(csv.starts_with("published,source,before,match,after,"));
    assert_eq!(csv.lines().count(), all + 1);
}

#[test]
fn what_has_no_lines_is_said() {
    let nothing = sample().run(&["lines", "qqxyzzy"]);
    assert_eq!((nothing.status.code(), stdout(&nothing).trim()), (Some(1), "0 occurrences in 0 articles"));
    let filter = sample().run(&["lines", "country:SY"]);
    assert_eq!(filter.status.code(), Some(2));
    assert!(stderr(&filter).contains("nothing to line up"), "{}", stderr(&filter));
}
