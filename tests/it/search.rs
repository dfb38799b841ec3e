//! `dateline search`: the query language, the filters, the formats and the exit codes, through the program.

use std::fs;

use crate::common::{Scratch, article, json, lines, sample, stderr, stdout};
use serde_json::{Value, json as value};

fn record(fields: Value) -> String {
    fields.to_string() + "\n"
}

/// A handful of articles whose matches can be told by reading them.
fn small() -> Scratch {
    let text = [
        record(
            value!({"id": "vienna", "headline": "Syria talks open in Vienna", "published": "2015-10-23T18:04:00+02:00",
            "source": "Meridian Wire", "section": "World", "language": "en", "url": "https://meridian.example/syria/vienna",
            "byline": "Ann Bell", "standfirst": "Ministers meet in a hotel",
            "body": "VIENNA - Foreign Minister Sergey Lavrov coordinated air operations with Jordan. Mr Lavrov left.",
            "captions": ["A chandelier over the table"]}),
        ),
        record(
            value!({"id": "oslo", "headline": "Norway raises rates", "published": "2016-01-05", "source": "The Fjord Post",
            "section": "Business", "language": "en", "body": "The bank in Oslo raised its rate by a quarter point in Norway."}),
        ),
        record(
            value!({"id": "paris", "headline": "Le climat à Paris", "published": "2015-12-12", "source": "Le Quai",
            "language": "fr", "body": "Les négociateurs ont adopté à Paris un accord sur le climat, a dit Laurent Fabius."}),
        ),
        record(value!({"id": "undated", "headline": "Talks about talks", "source": "meridian wire",
            "body": "Air traffic was coordinated by nobody. Operations resumed over Chile and Santiago. The operator waited."})),
    ];
    let scratch = Scratch::with(&[("wire.jsonl", &text.concat())]);
    scratch.index_news();
    scratch
}

#[test]
fn the_query_language_finds_what_it_says() {
    let scratch = small();
    let cases: &[(&str, &[&str])] = &[
        ("talks", &["undated", "vienna"]),
        ("talk", &["undated", "vienna"]),
        ("talks vienna", &["vienna"]),
        ("talks OR norway", &["oslo", "undated", "vienna"]),
        ("talks -vienna", &["undated"]),
        ("talks AND NOT vienna", &["undated"]),
        ("talks && !vienna", &["undated"]),
        ("-talks", &["oslo", "paris"]),
        ("\"air operations\"", &["vienna"]),
        ("\"operations air\"", &[]),
        ("\u{201c}air operations\u{201d}", &["vienna"]),
        ("\"coordinated operations\"~1", &["vienna"]),
        ("\"coordinated operations\"", &[]),
        ("coordinat*", &["undated", "vienna"]),
        ("coord*d", &["undated", "vienna"]),
        ("operatr*", &[]),
        ("lavrof~1", &["vienna"]),
        ("lavrov~", &["vienna"]),
        ("headline:talks", &["undated", "vienna"]),
        ("title:(vienna OR norway)", &["oslo", "vienna"]),
        ("body:talks", &[]),
        ("standfirst:hotel", &["vienna"]),
        ("chandelier", &["vienna"]),
        ("by:bell", &["vienna"]),
        ("person:lavrov", &["vienna"]),
        ("person:\"Sergei Lavrov\"", &["vienna"]),
        ("place:oslo", &["oslo"]),
        ("source:meridian", &["undated", "vienna"]),
        ("section:business", &["oslo"]),
        ("language:fr", &["paris"]),
        ("url:syria", &["vienna"]),
        ("path:wire", &["oslo", "paris", "undated", "vienna"]),
        ("country:syria", &["vienna"]),
        ("country:(NO OR FR)", &["oslo", "paris"]),
        ("mentions:jordan", &["vienna"]),
        ("date:2015", &["paris", "vienna"]),
        ("date:2015-10..2015-11", &["vienna"]),
        ("date:>=2015-12-01", &["oslo", "paris"]),
        ("negociateurs", &["paris"]),
        ("the", &["oslo", "undated", "vienna"]),
        ("the talks", &["undated", "vienna"]),
        ("(talks OR norway) -source:meridian", &["oslo"]),
        ("talks^3 vienna", &["vienna"]),
        ("nosuchword", &[]),
    ];
    for (query, expected) in cases {
        assert_eq!(scratch.ids(&[query]), *expected, "{query}");
    }
}

#[test]
fn filters_narrow_and_are_a_query_by_themselves() {
    let scratch = small();
    let cases: &[(&[&str], &[&str])] = &[
        (&["--country", "Syria"], &["vienna"]),
        (&["--country", "sy,NOR"], &["oslo", "vienna"]),
        (&["--country", "SYR", "--country", "Norway"], &["oslo", "vienna"]),
        (&["--country", "Middle East"], &["vienna"]),
        (&["--not-country", "Syria"], &["oslo", "paris", "undated"]),
        (&["--mentions", "Jordan"], &["vienna"]),
        (&["--person", "Sergei Lavrov"], &["vienna"]),
        (&["--person", "Lavrov", "--person", "Fabius"], &[]),
        (&["--place", "Santiago"], &["undated"]),
        (&["--source", "Meridian Wire"], &["undated", "vienna"]),
        (&["--source", "meridian"], &[]),
        (&["--source", "Le Quai", "--source", "The Fjord Post"], &["oslo", "paris"]),
        (&["--language", "fr"], &["paris"]),
        (&["--section", "world"], &["vienna"]),
        (&["--since", "2015-12"], &["oslo", "paris"]),
        (&["--until", "2015"], &["paris", "vienna"]),
        (&["--since", "2015-10-23", "--until", "2015-10-23"], &["vienna"]),
        (&["talks", "--since", "2000"], &["vienna"]),
        (&["talks", "norway", "--any"], &[]),
    ];
    for (args, expected) in &cases[..cases.len() - 1] {
        assert_eq!(scratch.ids(args), *expected, "{args:?}");
    }
    assert_eq!(scratch.ids(&["talks norway", "--any"]), ["oslo", "undated", "vienna"]);
    assert_eq!(scratch.ids(&["talks OR", "--plain", "--any"]), ["undated", "vienna"]);
}

#[test]
fn undated_articles_are_counted_where_dates_are_asked_for() {
    let output = small().run(&["search", "talks", "--since", "2000", "--json"]);
    assert_eq!(lines(&output)[0]["undated"], 1);
    assert!(stderr(&output).contains("1 more"), "{}", stderr(&output));
}

#[test]
fn dates_sort_and_undated_articles_come_last() {
    let scratch = small();
    let order = |sort: &str| {
        let output = scratch.run(&["search", "--sort", sort, "--format", "jsonl"]);
        lines(&output).iter().map(|hit| hit["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(order("newest"), ["oslo", "paris", "vienna", "undated"]);
    assert_eq!(order("oldest"), ["vienna", "paris", "oslo", "undated"]);
    let page = scratch.run(&["search", "--sort", "newest", "--format", "jsonl", "-n", "2", "--offset", "1"]);
    let ranks: Vec<(u64, String)> = lines(&page)
        .iter()
        .map(|h| (h["rank"].as_u64().unwrap(), h["id"].as_str().unwrap().to_owned()))
        .collect();
    assert_eq!(ranks, [(2, "paris".to_owned()), (3, "vienna".to_owned())]);
}

#[test]
fn json_is_that_of_the_contract() {
    let output =
        small().run(&["search", "air operations", "--country", "SY", "--facets", "country,person", "--json"]);
    assert_eq!(output.status.code(), Some(0));
    let said = lines(&output);
    let header = &said[0];
    assert_eq!((header["total"].as_u64(), header["total_relation"].as_str()), (Some(1), Some("eq")));
    assert_eq!(header["query"], "air operations");
    assert!(header["took_ms"].is_number() && header["warnings"].as_array().unwrap().is_empty());
    let countries = header["facets"]["country"].as_array().unwrap();
    assert!(countries.contains(&value!({"value": "SY", "name": "Syria", "count": 1})), "{countries:?}");
    // The chosen country does not hide the others.
    assert!(countries.contains(&value!({"value": "CL", "name": "Chile", "count": 1})), "{countries:?}");
    let hit = &said[1];
    assert_eq!(
        (hit["rank"].as_u64(), hit["id"].as_str(), hit["record"].as_u64()),
        (Some(1), Some("vienna"), Some(0))
    );
    assert!(hit["score"].as_f64().unwrap() > 0.0 && hit["path"].as_str().unwrap().ends_with("wire.jsonl"));
    assert_eq!(hit["published"], "2015-10-23T18:04:00+02:00");
    assert!(hit["countries"].as_array().unwrap().iter().any(|c| c["code"] == "SY" && c["role"] == "about"));
    let body = hit["snippets"].as_array().unwrap().iter().find(|s| s["field"] == "body").unwrap();
    let text = body["text"].as_str().unwrap();
    let lit: Vec<&str> = body["highlights"]
        .as_array()
        .unwrap()
        .iter()
        .map(|span| &text[span[0].as_u64().unwrap() as usize..span[1].as_u64().unwrap() as usize])
        .collect();
    assert_eq!(lit, ["air", "operations"]);
}

#[test]
fn every_format_holds_the_hits() {
    let scratch = small();
    let csv = stdout(&scratch.run(&["search", "talks vienna", "--format", "csv"]));
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let row: std::collections::HashMap<String, String> = reader.deserialize().next().unwrap().unwrap();
    assert_eq!((row["id"].as_str(), row["headline"].as_str()), ("vienna", "Syria talks open in Vienna"));
    let markdown = stdout(&scratch.run(&["search", "talks vienna", "--format", "md"]));
    assert!(
        markdown.starts_with("1. **[Syria talks open in Vienna](<https://meridian.example/syria/vienna>)**")
    );
    let text = stdout(&scratch.run(&["search", "talks vienna", "--facets", "country"]));
    assert!(
        text.contains("Syria talks open in Vienna") && text.contains("█") && text.contains("1 article"),
        "{text}"
    );
    let colour = stdout(&scratch.run(&["search", "talks vienna", "--color", "always"]));
    assert!(colour.contains("\u{1b}["));
}

#[test]
fn exit_codes_tell_found_from_not_found_from_wrong() {
    let scratch = small();
    assert_eq!(scratch.run(&["search", "talks"]).status.code(), Some(0));
    assert_eq!(scratch.run(&["search", "nosuchword"]).status.code(), Some(1));
    for (args, said) in [
        (vec!["search", "--country", "Syrai"], "Syria"),
        (vec!["search", "--since", "2015-13"], "2015-13"),
        (vec!["search", "talks AND (", "--strict-query"], "^"),
        (vec!["search", "--facets", "colour"], "country"),
        (vec!["search", "--sort", "best"], "newest"),
    ] {
        let output = scratch.run(&args);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(stderr(&output).contains(said), "{args:?}: {}", stderr(&output));
    }
}

#[test]
fn a_fault_in_a_query_is_a_warning_unless_told_otherwise() {
    let output = small().run(&["search", "talks (vienna", "--json"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(stderr(&output).contains('^'), "{}", stderr(&output));
    assert_eq!(lines(&output)[0]["warnings"].as_array().unwrap().len(), 1);
}

#[test]
fn explanations_add_up_to_the_score() {
    let output = small().run(&["search", "talks", "--explain", "--format", "jsonl"]);
    for hit in lines(&output) {
        let (score, explained) =
            (hit["score"].as_f64().unwrap(), hit["explanation"]["value"].as_f64().unwrap());
        assert!((score - explained).abs() < 1e-4, "{hit}");
    }
}

#[test]
fn a_batch_prints_a_trec_run_with_falling_scores() {
    let copies: String =
        (0..5).map(|n| article(&format!("copy{}", n / 2), "Same words", "Exactly the same words.")).collect();
    let scratch = Scratch::with(&[("wire.jsonl", &copies)]);
    scratch.index_news();
    let queries = scratch.path().join("queries.tsv");
    fs::write(&queries, "q1\tsame words\nq2\tnothing like it\n\nq3\texactly\n").unwrap();
    let output = scratch.run(&["search", "--any", "--plain", "--queries", queries.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let printed = stdout(&output);
    let rows: Vec<Vec<&str>> = printed.lines().map(|line| line.split(' ').collect()).collect();
    for query in ["q1", "q3"] {
        let of_query: Vec<&Vec<&str>> = rows.iter().filter(|row| row[0] == query).collect();
        assert_eq!(of_query.len(), 3, "each id once");
        let scores: Vec<f64> = of_query.iter().map(|row| row[4].parse().unwrap()).collect();
        assert!(scores.is_sorted_by(|a, b| a > b), "{scores:?}");
        assert!(
            of_query.iter().zip(1..).all(|(row, rank)| row[3] == rank.to_string() && row[5] == "dateline")
        );
    }
}

#[test]
fn a_fault_in_a_batch_is_that_of_its_line() {
    let scratch = small();
    let file = scratch.path().join("queries.tsv");
    fs::write(&file, "q1\ttalks\nno tab here\nq2\t(talks\nq3\toslo\n").unwrap();
    let run = |more: &[&str]| scratch.run(&[&["search", "--queries", file.to_str().unwrap()], more].concat());
    for (more, ids) in
        [(&[][..], &["q1", "q1", "q2", "q2", "q3"][..]), (&["--strict-query"], &["q1", "q1", "q3"])]
    {
        let output = run(more);
        assert_eq!(output.status.code(), Some(2));
        let found: Vec<String> =
            stdout(&output).lines().map(|line| line.split(' ').next().unwrap().to_owned()).collect();
        assert_eq!(found, ids, "{}", stderr(&output));
        for said in ["queries.tsv, line 2: no tab", "queries.tsv, line 3: query "] {
            assert!(stderr(&output).contains(said), "{said}: {}", stderr(&output));
        }
    }
    let judgments = scratch.path().join("judgments.txt");
    fs::write(&judgments, "q1 0 vienna 1\nq3 0 oslo 1\n").unwrap();
    let output = scratch.run(&["eval", file.to_str().unwrap(), judgments.to_str().unwrap(), "--json"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(json(&output)["recall_100"], 1.0);
    assert!(stderr(&output).contains("line 2: no tab"), "{}", stderr(&output));
}

#[test]
fn carets_are_below_what_they_point_at() {
    for (query, at) in [("peace (talks", '('), ("北京 \"e\u{301}t\u{e9} (x", '"'), ("a ( b", '(')] {
        for strict in [&[][..], &["--strict-query"]] {
            let output = small().run(&[&["search", query], strict].concat());
            let said = stderr(&output);
            let lines: Vec<&str> = said.lines().collect();
            let carets = lines.iter().position(|line| line.trim_start().starts_with('^')).expect(&said);
            let column = dateline_core::text::columns(&lines[carets][..lines[carets].find('^').unwrap()]);
            let before = lines[carets - 1].find(at).unwrap();
            assert_eq!(dateline_core::text::columns(&lines[carets - 1][..before]), column, "{said}");
        }
    }
}

#[test]
fn what_was_meant_another_way_is_pointed_out() {
    let scratch = small();
    for (query, said) in [
        ("talks not vienna", "write talks NOT vienna"),
        ("talks or norway", "write talks OR norway"),
        ("norway and rates", "write norway AND rates"),
        ("‘air operations’", "single quotes are read as phrase quotes"),
    ] {
        let output = scratch.run(&["search", query, "--json"]);
        assert!(stderr(&output).contains(said), "{query}: {}", stderr(&output));
        let head: Value = serde_json::from_str(stdout(&output).lines().next().unwrap()).unwrap();
        assert!(head["warnings"][0].as_str().unwrap().contains(said), "{head}");
    }
    assert_eq!(scratch.ids(&["‘air operations’"]), ["vienna"]);
    assert_eq!(scratch.ids(&["‘operations air’"]), [""; 0]);
}

#[test]
fn a_narrow_terminal_is_enough() {
    let scratch = small();
    for args in [
        &["search", "talks OR norway", "--facets", "source,time"][..],
        &["facets", "--by", "source,person"],
        &["facets", "--timeline"],
        &["why-not", "oslo", "negotiations NOT (rates norway quarter)"],
    ] {
        let output =
            crate::common::dateline(args).arg("--index").arg(scratch.index()).env("COLUMNS", "40").output();
        let text = stdout(&output.unwrap());
        // A path is never broken, so that it can be copied.
        let lines = text.lines().filter(|line| !line.contains("wire.jsonl"));
        let longest = lines.max_by_key(|line| dateline_core::text::columns(line)).unwrap();
        assert!(dateline_core::text::columns(longest) <= 40, "{args:?}: {longest:?}");
    }
}

#[test]
fn corpus_brings_the_index_up_to_date_first() {
    let scratch = Scratch::with(&[("a.jsonl", &article("1", "First report", "It was opened."))]);
    let news = scratch.news();
    let search = |scratch: &Scratch| scratch.headlines(&["report", "--corpus", news.to_str().unwrap()]).len();
    assert_eq!(search(&scratch), 1);
    scratch.write("b.jsonl", article("2", "Second report", "It was closed.").as_bytes());
    assert_eq!(search(&scratch), 2);
}

#[test]
fn a_closed_pipe_is_success() {
    let scratch = sample();
    let script = format!(
        "{} search --index {} --format jsonl -n 100 | head -c 10 >/dev/null; exit ${{PIPESTATUS[0]}}",
        env!("CARGO_BIN_EXE_dateline"),
        scratch.index().display()
    );
    let status = std::process::Command::new("bash").args(["-c", &script]).status().unwrap();
    assert_eq!(status.code(), Some(0));
}

#[test]
fn similar_articles_share_the_subject_and_leave_out_the_article_itself() {
    let scratch = Scratch::with(&[(
        "wire.jsonl",
        &[
            article(
                "a",
                "Volcano erupts near Grindavik",
                "Lava from the volcano reached the harbour town in Iceland.",
            ),
            article("b", "Lava nears Grindavik", "The volcano in Iceland sent lava towards the harbour."),
            article("c", "Bank raises rates", "The bank raised its rate by a quarter point."),
        ]
        .concat(),
    )]);
    scratch.index_news();
    let output = scratch.run(&["similar", "a", "--format", "jsonl"]);
    let found: Vec<Value> = lines(&output);
    assert_eq!(found[0]["id"], "b");
    assert!(found.iter().all(|hit| hit["id"] != "a"));
    assert_eq!(scratch.run(&["similar", "zzz"]).status.code(), Some(1));
}

#[test]
fn show_prints_the_article_with_names_countries_and_evidence() {
    let scratch = small();
    let shown = json(&scratch.run(&["show", "vienna", "--json"]));
    let body = shown["body"].as_str().unwrap();
    let lavrov = shown["entities"].as_array().unwrap().iter().find(|e| e["name"] == "Sergey Lavrov").unwrap();
    assert_eq!(lavrov["mentions"].as_array().unwrap().len(), 2);
    for mention in lavrov["mentions"].as_array().unwrap() {
        let (start, end) =
            (mention["start"].as_u64().unwrap() as usize, mention["end"].as_u64().unwrap() as usize);
        assert_eq!(&body[start..end], mention["text"].as_str().unwrap());
    }
    assert_eq!(shown["countries"][0]["code"], "SY");
    let text = stdout(&scratch.run(&["show", "vienna"]));
    for part in ["Syria talks open in Vienna", "People", "Sergey Lavrov ×2", "About", "Syria (SY)"] {
        assert!(text.contains(part), "{part} not in {text}");
    }
    assert_eq!(scratch.run(&["show", "nobody"]).status.code(), Some(1));
}

#[test]
fn dates_may_be_weeks_or_counted_from_today() {
    let count = |args: &[&str]| sample().ids(&[args, &["-n", "1000", "--copies", "all"]].concat()).len();
    let week = count(&["--since", "2015-W43", "--until", "2015-W44"]);
    assert_eq!(week, count(&["--since", "2015-10-19", "--until", "2015-11-01"]));
    assert!(week > 3);
    assert_eq!(count(&["--since", "yesterday"]), 0);
    assert_eq!(count(&["--until", "last-year"]), count(&["--since", "1600"]));
    let output = sample().run(&["search", "--since", "last-autumn"]);
    assert_eq!(output.status.code(), Some(2));
}
