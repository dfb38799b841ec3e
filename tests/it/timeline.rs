//! Counts over time, through the program: equal to a full scan, in order, and nothing lost.

use std::collections::BTreeMap;

use crate::common::{Scratch, json, lines, sample, stderr, stdout};
use serde_json::{Value, json as value};

/// The days of publication that articles of the sample corpus bear; `None` for those without one.
fn published(args: &[&str]) -> Vec<Option<String>> {
    let output = sample().run(&[&["search", "--format", "articles", "-n", "1000"], args].concat());
    lines(&output).iter().map(|article| article["published"].as_str().map(|p| p[..10].to_owned())).collect()
}

fn scan(days: &[Option<String>], length: usize) -> BTreeMap<String, u64> {
    let mut counts = BTreeMap::new();
    for day in days.iter().flatten() {
        *counts.entry(day[..length].to_owned()).or_default() += 1;
    }
    counts
}

fn facet_lines(scratch: &Scratch, args: &[&str]) -> Vec<Value> {
    lines(&scratch.run(&[&["facets", "--json"], args].concat()))
}

fn counts(lines: &[Value]) -> Vec<(String, u64)> {
    let row = |line: &Value| (line["value"].as_str().unwrap().to_owned(), line["count"].as_u64().unwrap());
    lines.iter().filter(|line| !line["value"].is_null()).map(row).collect()
}

#[test]
fn periods_equal_a_full_scan() {
    for query in ["", "talks", "election OR vote"] {
        let days = published(&[query]);
        for (field, length) in [("year", 4), ("month", 7), ("day", 10)] {
            let counted = counts(&facet_lines(sample(), &["--by", field, query]));
            assert!(counted.windows(2).all(|pair| pair[0].1 >= pair[1].1), "{field}");
            assert_eq!(
                counted.into_iter().collect::<BTreeMap<_, _>>(),
                scan(&days, length),
                "{field} {query}"
            );
        }
    }
}

#[test]
fn a_timeline_is_in_order_with_empty_periods_and_tells_what_is_undated() {
    let days = published(&["talks"]);
    let undated = days.iter().filter(|day| day.is_none()).count() as u64;
    for (field, length) in [("year", 4), ("month", 7), ("day", 10)] {
        let lines = facet_lines(sample(), &["--by", field, "--timeline", "talks"]);
        let rows = counts(&lines);
        assert!(rows.windows(2).all(|pair| pair[0].0 < pair[1].0));
        assert!(rows.iter().any(|row| row.1 == 0), "{field}");
        let filled: BTreeMap<_, _> = rows.into_iter().filter(|row| row.1 > 0).collect();
        assert_eq!(filled, scan(&days, length));
        let last = lines.last().unwrap();
        let told = if last["value"].is_null() { last["count"].as_u64().unwrap() } else { 0 };
        assert_eq!(told, undated);
    }
}

fn record(id: usize, published: Option<&str>) -> String {
    let mut record = value!({"id": id.to_string(), "headline": "Ferry talks", "body": "The ferry sailed."});
    if let Some(published) = published {
        record["published"] = published.into();
    }
    record.to_string() + "\n"
}

fn with_days(days: &[Option<&str>]) -> Scratch {
    let text: String = days.iter().enumerate().map(|(id, day)| record(id, *day)).collect();
    let scratch = Scratch::with(&[("wire.jsonl", &text)]);
    scratch.index_news();
    scratch
}

#[test]
fn the_step_fits_the_time() {
    for (last, facet, rows) in [
        ("2015-10-25", "day", 3),
        ("2015-12-31", "month", 3),
        ("2020-10-01", "year", 6),
        ("2015-10-23", "day", 1),
    ] {
        let scratch = with_days(&[Some("2015-10-23"), Some(last), None]);
        let lines = facet_lines(&scratch, &["--timeline"]);
        assert!(lines.iter().all(|line| line["facet"] == facet), "{lines:?}");
        assert_eq!(counts(&lines).len(), rows);
        assert_eq!(
            lines.last().unwrap(),
            &value!({"facet": facet, "value": null, "name": "no date", "count": 1})
        );
    }
    let scratch = with_days(&[Some("2015-10-23"), Some("2015-10-27")]);
    let month = facet_lines(&scratch, &["--timeline", "-n", "4"]);
    assert_eq!(month, [value!({"facet": "month", "value": "2015-10", "name": "October 2015", "count": 2})]);
}

#[test]
fn text_shows_bars_and_folds_long_gaps() {
    let scratch = with_days(&[Some("2015-10-01"), Some("2015-10-01"), Some("2015-10-20"), None]);
    let text = stdout(&scratch.run(&["facets", "--timeline"]));
    let bar = |count: usize| "█".repeat(count);
    let expected = format!(
        "day\n  1 October 2015   2  {}\n  … 18 days without articles\n  20 October 2015  1  {}\n  1 article without a date\n",
        bar(50),
        bar(25)
    );
    assert_eq!(text, expected);
    let csv = stdout(&scratch.run(&["facets", "--timeline", "--by", "month", "--format", "csv"]));
    assert_eq!(csv, "value,name,articles,share\n2015-10,October 2015,3,0.7500\n,no date,1,0.2500\n");
}

#[test]
fn search_counts_over_time_too() {
    let scratch = with_days(&[Some("2015-10-23"), Some("2015-12-01"), Some("2015-12-02"), None]);
    let header =
        |facets: &str| lines(&scratch.run(&["search", "ferry", "--json", "--facets", facets]))[0].clone();
    let values = |list: &Value| -> Vec<Value> {
        list.as_array().unwrap().iter().map(|value| value["value"].clone()).collect()
    };
    assert_eq!(values(&header("month")["facets"]["month"]), ["2015-12", "2015-10"]);
    let timeline = values(&header("time")["facets"]["day"]);
    assert_eq!(timeline.len(), 42);
    assert_eq!((&timeline[0], &timeline[41]), (&value!("2015-10-23"), &Value::Null));
    let text = stdout(&scratch.run(&["search", "ferry", "--facets", "time"]));
    assert!(text.contains("  … 38 days without articles\n"), "{text}");
}

#[test]
fn one_wrong_date_makes_no_endless_timeline() {
    let scratch = with_days(&[Some("0206-01-03"), Some("2015-10-23")]);
    assert_eq!(counts(&facet_lines(&scratch, &["--timeline"])).len(), 1810);
    let refused = scratch.run(&["facets", "--timeline", "--by", "day"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(
        stderr(&refused).contains("from 0206-01-03 to 2015-10-23 has 661018 rows"),
        "{}",
        stderr(&refused)
    );
}

#[test]
fn a_timeline_of_nothing_and_of_something_else() {
    let scratch = with_days(&[None]);
    let output = scratch.run(&["facets", "--timeline", "--json"]);
    assert_eq!(json(&output)["name"], "no date");
    let refused = scratch.run(&["facets", "--timeline", "--by", "country"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(stderr(&refused).contains("--timeline needs --by"));
}
