//! Tables of counts: two facets, several queries, shares of the archive; each cell equals a search of its own.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::common::{lines, sample, stderr, stdout};

fn facets(args: &[&str]) -> Vec<Value> {
    lines(&sample().run(&[&["facets", "--json"], args].concat()))
}

/// How many articles a search finds.
fn total(args: &[&str]) -> u64 {
    let output = sample().run(&[&["search", "--json", "-n", "0"], args].concat());
    lines(&output).first().map_or(0, |head| head["total"].as_u64().unwrap())
}

#[test]
fn every_cell_is_what_a_search_finds() {
    let rows = facets(&["--by", "country", "--across", "year", "-n", "4", "talks OR vote"]);
    assert_eq!(rows.len(), 4);
    for row in &rows {
        let code = row["value"].as_str().unwrap();
        assert_eq!(row["count"], total(&["talks OR vote", "--country", code]), "{code}");
        for cell in row["cells"].as_array().unwrap() {
            let year = cell["value"].as_str().unwrap();
            let found = total(&["talks OR vote", "--country", code, "--since", year, "--until", year]);
            assert_eq!(cell["count"], found, "{code} {year}");
        }
    }
    let years: Vec<&str> =
        rows[0]["cells"].as_array().unwrap().iter().map(|cell| cell["value"].as_str().unwrap()).collect();
    assert!(years.is_sorted() && years.len() > 1, "{years:?}");
}

#[test]
fn names_and_sources_are_crossed_too() {
    let rows = facets(&["--by", "source", "--across", "person", "-n", "3", "--columns", "4"]);
    assert_eq!((rows.len(), rows[0]["cells"].as_array().unwrap().len()), (3, 4));
    for row in &rows {
        for cell in row["cells"].as_array().unwrap() {
            let (source, person) = (row["value"].as_str().unwrap(), cell["value"].as_str().unwrap());
            assert_eq!(cell["count"], total(&["--source", source, "--person", person]), "{source} {person}");
        }
    }
}

#[test]
fn cells_of_names_add_up_to_what_the_facet_counts() {
    // Each article has one source at most, and a surname alone is a row of its own beside those who bear it.
    let sources = facets(&["--by", "person", "--across", "source", "--columns", "1000"]);
    let people = facets(&["--by", "source", "--across", "person", "--columns", "1000"]);
    let sourced = |person: &str| -> u64 {
        let cells = people.iter().flat_map(|row| row["cells"].as_array().unwrap());
        cells.filter(|cell| cell["value"] == person).map(|cell| cell["count"].as_u64().unwrap()).sum()
    };
    assert!(sources.len() > 100, "{}", sources.len());
    for row in &sources {
        let sum: u64 =
            row["cells"].as_array().unwrap().iter().map(|cell| cell["count"].as_u64().unwrap()).sum();
        assert!(sum <= row["count"].as_u64().unwrap(), "{row}");
        assert_eq!(sum, sourced(row["value"].as_str().unwrap()), "{row}");
    }
}

#[test]
fn a_filter_holds_for_the_rows_and_for_the_columns() {
    let rows = facets(&["--by", "country", "--across", "month", "--country", "SY"]);
    let syria = rows.iter().find(|row| row["value"] == "SY").unwrap();
    assert_eq!(syria["count"], total(&["--country", "SY"]));
    for row in rows.iter().take(3) {
        let code = row["value"].as_str().unwrap();
        assert_eq!(row["count"], total(&["--country", "SY", "--country", code, "--all-countries"]), "{code}");
    }
}

#[test]
fn weeks_begin_on_monday() {
    let weeks = facets(&["--by", "week"]);
    assert!(!weeks.is_empty());
    for week in weeks.iter().take(5) {
        let value = week["value"].as_str().unwrap();
        assert_eq!(week["count"], total(&["--since", value, "--until", value]), "{value}");
        assert!(week["name"].as_str().unwrap().starts_with("week "), "{week}");
    }
    let timeline = stdout(&sample().run(&["facets", "--timeline", "--by", "week", "--country", "SY"]));
    assert!(timeline.contains("week 43 of 2015"), "{timeline}");
}

#[test]
fn queries_stand_side_by_side() {
    let rows = facets(&["--by", "country", "--vs", "vote", "--vs", "nowhereword", "talks"]);
    let of = |query: &str| -> BTreeMap<String, u64> {
        let counted = facets(&["--by", "country", query]);
        counted
            .iter()
            .map(|row| (row["value"].as_str().unwrap().to_owned(), row["count"].as_u64().unwrap()))
            .collect()
    };
    let (talks, vote) = (of("talks"), of("vote"));
    assert!(rows.len() >= talks.len().max(vote.len()));
    for row in &rows {
        let code = row["value"].as_str().unwrap();
        let count = |counts: &BTreeMap<String, u64>| counts.get(code).copied().unwrap_or_default();
        let cells: Vec<&Value> = row["cells"].as_array().unwrap().iter().map(|cell| &cell["count"]).collect();
        assert_eq!(cells, [count(&talks), count(&vote), 0], "{code}");
    }
    let csv = stdout(&sample().run(&["facets", "--by", "year", "--vs", "vote", "--format", "csv", "talks"]));
    assert!(csv.starts_with("year,name,all,talks,vote"), "{csv}");
    let years: Vec<&str> = csv.lines().skip(1).filter_map(|line| line.split(',').next()).collect();
    assert!(years.is_sorted() && !years.is_empty(), "{csv}");
}

#[test]
fn shares_are_of_the_articles_of_the_archive_with_the_value() {
    for row in facets(&["--by", "country", "--share", "talks"]).iter().take(5) {
        let code = row["value"].as_str().unwrap();
        assert_eq!(row["archive"], total(&["--country", code]), "{code}");
    }
    let text = stdout(&sample().run(&["facets", "--by", "country", "--share", "-n", "1", "talks"]));
    assert!(text.contains(" % of "), "{text}");
    let csv = stdout(&sample().run(&["facets", "--by", "country", "--share", "--format", "csv", "talks"]));
    assert!(csv.starts_with("code,name,articles,share,archive"), "{csv}");
}

#[test]
fn tables_are_read_as_text_and_markdown() {
    let text = stdout(&sample().run(&["facets", "--by", "country", "--across", "year", "-n", "2"]));
    let heads: Vec<&str> = text.lines().next().unwrap().split_whitespace().collect();
    assert_eq!(heads[..2], ["country", "all"], "{text}");
    assert!(text.lines().last().unwrap().contains("more; -n"), "{text}");
    let args = ["facets", "--by", "country", "--across", "year", "-n", "2", "--format", "md"];
    let markdown = stdout(&sample().run(&args));
    assert!(markdown.starts_with("| country | all |") && markdown.lines().count() == 4, "{markdown}");
}

#[test]
fn what_is_no_table_is_refused() {
    for (args, part) in [
        (&["facets", "--across", "year"][..], "one facet with --by"),
        (&["facets", "--by", "year", "--across", "year"], "two different facets"),
        (&["facets", "--by", "person", "--across", "place"], "cannot be counted exactly"),
        (&["facets", "--by", "year,country", "--vs", "x"], "one facet with --by"),
        (&["facets", "--format", "md"], "--across FACET or --vs QUERY"),
    ] {
        let output = sample().run(args);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(stderr(&output).contains(part), "{args:?}: {}", stderr(&output));
    }
    let nothing = sample().run(&["facets", "--by", "year", "--across", "country", "nowhereword"]);
    assert_eq!((nothing.status.code(), stdout(&nothing).trim().is_empty()), (Some(1), false));
}
