//! Hits in groups, through the program: the same articles in the same order as without, and exact counts.

use std::collections::BTreeMap;

use crate::common::{Scratch, lines, sample, stderr, stdout};
use serde_json::{Value, json as value};

/// The groups that a list of whole articles in their order falls into: value, count, ids of the best.
fn grouped(
    articles: &[Value],
    values: impl Fn(&Value) -> Vec<Option<String>>,
    most: usize,
) -> Vec<(Option<String>, u64, Vec<String>)> {
    let mut groups: Vec<(Option<String>, u64, Vec<String>)> = Vec::new();
    for article in articles {
        let mut own = values(article);
        own.sort();
        own.dedup();
        for value in own {
            let key = |value: &Option<String>| value.as_ref().map(|value| value.to_lowercase());
            let at = groups.iter().position(|group| key(&group.0) == key(&value)).unwrap_or_else(|| {
                groups.push((value.clone(), 0, Vec::new()));
                groups.len() - 1
            });
            groups[at].1 += 1;
            if groups[at].2.len() < most {
                groups[at].2.push(article["id"].as_str().unwrap().to_owned());
            }
        }
    }
    groups
}

/// What the program says: value, count, ids of the best.
fn answered(scratch: &Scratch, args: &[&str]) -> Vec<(Option<String>, u64, Vec<String>)> {
    let lines = lines(&scratch.run(&[&["search", "--json"], args].concat()));
    let mut hits = lines[1..].iter();
    let group = |group: &Value| {
        let value = group["value"].as_str().map(str::to_owned);
        let own: Vec<&Value> = hits.by_ref().take(group["hits"].as_u64().unwrap() as usize).collect();
        assert!(own.iter().all(|hit| hit["group"] == group["value"]));
        let ids = own.iter().map(|hit| hit["id"].as_str().unwrap().to_owned()).collect();
        (value, group["count"].as_u64().unwrap(), ids)
    };
    let groups = lines[0]["groups"].as_array().unwrap().iter().map(group).collect();
    assert!(hits.next().is_none());
    groups
}

fn folded(groups: Vec<(Option<String>, u64, Vec<String>)>) -> Vec<(Option<String>, u64, Vec<String>)> {
    groups.into_iter().map(|(value, count, ids)| (value.map(|v| v.to_lowercase()), count, ids)).collect()
}

fn values_of(field: &str, article: &Value) -> Vec<Option<String>> {
    match field {
        "country" => {
            let all = article["countries"].as_array().unwrap().iter().filter(|c| c["role"] == "about");
            let codes: Vec<_> = all.map(|c| c["code"].as_str().map(str::to_owned)).collect();
            if codes.is_empty() { vec![None] } else { codes }
        }
        "year" => vec![article["published"].as_str().map(|day| day[..4].to_owned())],
        "month" => vec![article["published"].as_str().map(|day| day[..7].to_owned())],
        _ => vec![article[field].as_str().map(str::to_owned)],
    }
}

#[test]
fn groups_are_those_of_the_whole_answer() {
    let queries: &[&[&str]] = &[
        &["talks"],
        &["--any", "minister said"],
        &["government NOT war"],
        &[""],
        &["talks", "--sort", "newest"],
        &["--any", "peace talks election", "--recent=1y"],
        &["talks", "--country", "Syria,Iran"],
    ];
    for args in queries {
        let whole = [&["search", "--format", "articles", "-n", "1000"], *args].concat();
        let articles = lines(&sample().run(&whole));
        assert!(articles.len() > 5, "{args:?}");
        for field in ["source", "section", "language", "country", "year", "month"] {
            for most in [1, 3] {
                let expected = grouped(&articles, |article| values_of(field, article), most);
                let most = most.to_string();
                let asked = [*args, &["--group", field, "--per-group", &most, "-n", "500"]].concat();
                assert_eq!(folded(answered(sample(), &asked)), folded(expected), "{asked:?}");
            }
        }
    }
}

#[test]
fn pages_of_groups_join_without_a_seam() {
    let all = answered(sample(), &["talks", "--group", "source", "-n", "500"]);
    let ranks = |args: &[&str]| -> Vec<u64> {
        let lines =
            lines(&sample().run(&[&["search", "talks", "--json", "--group", "source"], args].concat()));
        assert_eq!(lines[0]["groups_total"], all.len() as u64);
        lines[1..].iter().map(|hit| hit["rank"].as_u64().unwrap()).collect()
    };
    let (mut joined, mut numbers) = (Vec::new(), Vec::new());
    for page in 0.. {
        let offset = (page * 4).to_string();
        let page = answered(sample(), &["talks", "--group", "source", "-n", "4", "--offset", &offset]);
        if page.is_empty() {
            break;
        }
        joined.extend(page);
        numbers.extend(ranks(&["-n", "4", "--offset", &offset]));
    }
    assert_eq!(joined, all);
    assert_eq!(numbers, (1..=numbers.len() as u64).collect::<Vec<_>>());
}

fn record(id: &str, source: Option<&str>, body: &str) -> String {
    let mut record = value!({"id": id, "headline": format!("Report {id}"), "body": body});
    if let Some(source) = source {
        record["source"] = source.into();
    }
    record.to_string() + "\n"
}

/// More articles than reranking weighs, in several segments, from a few outlets.
fn many() -> Scratch {
    let scratch = Scratch::new();
    for part in 0..3 {
        let text: String = (0..120)
            .map(|number| {
                let id = format!("{part}-{number}");
                let source = match number % 40 {
                    0 => None,
                    1 => Some("The Fjord Post"),
                    2 => Some("THE FJORD POST"),
                    3 => Some("Le Quai"),
                    _ => Some("Meridian Wire"),
                };
                let body = format!(
                    "The ferry {} sailed {}.",
                    "ferry ".repeat(number % 7),
                    "slowly ".repeat(number % 11)
                );
                record(&id, source, &body)
            })
            .collect();
        scratch.write(&format!("{part}.jsonl"), text.as_bytes());
        scratch.index_news();
    }
    scratch
}

#[test]
fn rare_groups_are_found_behind_the_second_look_and_in_all_segments() {
    let scratch = many();
    for query in ["ferry sailed", "\"ferry sailed\" OR slowly"] {
        let articles = lines(&scratch.run(&["search", "--format", "articles", "-n", "1000", query]));
        assert_eq!(articles.len(), 360);
        let expected = grouped(&articles, |article| values_of("source", article), 5);
        let answer = answered(&scratch, &[query, "--group", "source", "--per-group", "5"]);
        assert_eq!(folded(answer.clone()), folded(expected));
        let counts: BTreeMap<Option<&str>, u64> =
            answer.iter().map(|(value, count, _)| (value.as_deref(), *count)).collect();
        assert_eq!(counts[&None], 9);
        // Equally frequent forms of a name: the first in the alphabet.
        assert_eq!(counts[&Some("THE FJORD POST")], 18);
    }
}

#[test]
fn the_groups_read_well() {
    let text = record("a", Some("Meridian Wire"), "The ferry sailed.")
        + &record("b", Some("Meridian Wire"), "The ferry and another ferry sailed.")
        + &record("c", None, "A ferry that was late again and again and again.");
    let scratch = Scratch::with(&[("wire.jsonl", &text)]);
    scratch.index_news();
    let args = ["search", "ferry", "--group", "source", "--per-group", "1"];
    let shown = stdout(&scratch.run(&args));
    let heads: Vec<&str> = shown.lines().filter(|line| !line.starts_with(' ') && !line.is_empty()).collect();
    assert_eq!(heads[..2], ["Meridian Wire  2 articles", "no source  1 article"]);
    assert!(heads[2].starts_with("3 articles in 2 groups in "), "{shown}");
    let csv = stdout(&scratch.run(&[&args[..], &["--format", "csv"]].concat()));
    assert!(
        csv.lines().next().unwrap().ends_with(",record,copies,group") && csv.contains(",no source\n"),
        "{csv}"
    );
    let markdown = stdout(&scratch.run(&[&args[..], &["--format", "md"]].concat()));
    assert!(
        markdown.contains("## Meridian Wire (2)\n") && markdown.contains("## no source (1)\n"),
        "{markdown}"
    );
}

#[test]
fn what_cannot_be_a_group_is_refused() {
    for (args, reason) in [
        (&["--group", "person"][..], "cannot group by person"),
        (&["--group", "colour"][..], "unknown value colour; choose one of"),
        (&["--per-group", "2"][..], "--group"),
    ] {
        let refused = sample().run(&[&["search", "talks"], args].concat());
        assert_eq!(refused.status.code(), Some(2));
        assert!(stderr(&refused).contains(reason), "{}", stderr(&refused));
    }
}
