//! Copies of a story: found at indexing, one hit in a search, counted once where asked.

use std::collections::{BTreeMap, BTreeSet};

use crate::common::{Scratch, corpus, json, lines, root, sample, stderr, stdout};
use serde_json::{Value, json as object};

#[test]
fn csv_says_that_copies_are_folded() {
    let body = story(7);
    let record = |id: &str| object!({"id": id, "headline": "Storm", "body": body}).to_string() + "\n";
    let scratch = crate::common::Scratch::with(&[("a.jsonl", &["a", "b", "c"].map(record).concat())]);
    scratch.index_news();
    let run = |args: &[&str]| scratch.run(&[&["search", "storm"], args].concat());
    let folded = run(&["--format", "csv"]);
    assert_eq!(stdout(&folded).lines().count(), 2);
    assert!(
        stderr(&folded).contains("2 copies have no separate row") && stderr(&folded).contains("--copies all")
    );
    for args in
        [&["--format", "csv", "--copies", "all"][..], &["--format", "csv", "-q"], &["--format", "jsonl"]]
    {
        assert_eq!(stderr(&run(args)).matches("--copies all").count(), 0, "{args:?}");
    }
}

/// Sentences of made-up words that no other number gives, with a name and a figure in each.
fn sentences(number: u64, count: usize) -> Vec<String> {
    let mut state = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut next = move |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    let syllables = ["ba", "lo", "mi", "tra", "ken", "su", "vel", "dor", "ni", "pa", "quo", "ze"];
    let mut word = |parts: usize| (0..parts).map(|_| syllables[next(12)]).collect::<String>();
    (0..count)
        .map(|at| {
            let words: Vec<String> = (0..13).map(|n| word(2 + n % 2)).collect();
            let name = word(3);
            let name = name[..1].to_uppercase() + &name[1..];
            format!(
                "{} {name} {} in {} of {}.",
                words[..6].join(" "),
                words[6..].join(" "),
                1900 + at,
                word(3)
            )
        })
        .collect()
}

/// The body of a story.
fn story(number: u64) -> String {
    sentences(number, 8).join("\n\n")
}

/// The first sentences of a story.
fn cut(number: u64) -> String {
    sentences(number, 8)[..5].join("\n\n")
}

/// A story with a paragraph of its own in the place of another, and between the rests of a page.
fn edited(number: u64) -> String {
    let mut parts = sentences(number, 8);
    parts[4] = sentences(number + 500_000, 1).remove(0);
    format!("Share this page\n\n{}\n\nSign up for more.", parts.join("\n\n"))
}

fn line(id: &str, source: &str, published: &str, headline: &str, body: &str) -> String {
    let article = object!({
        "id": id, "source": source, "published": published, "headline": headline, "body": body, "language": "en",
    });
    format!("{article}\n")
}

/// One story in three outlets, of which the second is the earliest, and another story.
fn told_three_times() -> Scratch {
    let text = [
        line(
            "whole",
            "The Harbour Gazette",
            "2015-10-23",
            "Ferry talks go on",
            &(story(1) + "\n\nZanzibar waits."),
        ),
        line("early", "Morning Courier", "2015-10-21", "Talks about ferries", &edited(1)),
        line("short", "Evening Post", "2015-10-22", "Ferry talks", &cut(1)),
        line("other", "Evening Post", "2015-10-22", "Ferry prices", &story(2)),
    ]
    .concat();
    let scratch = Scratch::with(&[("wire.jsonl", &text)]);
    scratch.index_news();
    scratch
}

/// The hits of a search, without the header.
fn hits(scratch: &Scratch, args: &[&str]) -> Vec<Value> {
    let output = scratch.run(&[&["search", "--format", "jsonl"], args].concat());
    assert_ne!(output.status.code(), Some(2), "{}", stderr(&output));
    lines(&output)
}

fn ids(values: &[Value]) -> Vec<&str> {
    values.iter().map(|value| value["id"].as_str().unwrap()).collect()
}

fn copies(hit: &Value) -> Vec<&str> {
    hit["copies"].as_array().map(|copies| ids(copies)).unwrap_or_default()
}

/// The ids of the articles that tell one story, for every story told more than once.
fn partition(scratch: &Scratch) -> BTreeSet<BTreeSet<String>> {
    let mut stories: BTreeMap<u64, BTreeSet<String>> = BTreeMap::new();
    for hit in hits(scratch, &["--copies", "all", "-n", "100000"]) {
        if let Some(story) = hit["story"].as_u64() {
            stories.entry(story).or_default().insert(hit["id"].as_str().unwrap().to_owned());
        }
    }
    stories.into_values().collect()
}

fn set(ids: &[&str]) -> BTreeSet<String> {
    ids.iter().map(|id| (*id).to_owned()).collect()
}

#[test]
fn the_earliest_stands_for_the_story_and_the_others_under_it() {
    let scratch = told_three_times();
    let output = scratch.run(&["search", "--json", "ferry OR talks OR prices"]);
    let said = lines(&output);
    assert_eq!((said[0]["total"].as_u64(), said[0]["stories"].as_u64()), (Some(4), Some(2)));
    let story = said[1..].iter().find(|hit| hit["id"] == "early").expect("the earliest is a hit");
    assert_eq!(copies(story), ["short", "whole"]);
    assert_eq!(story["copies"][0]["source"], "Evening Post");
    assert_eq!(said.len(), 3);
    assert_eq!(said[1..].iter().map(|hit| hit["rank"].as_u64().unwrap()).collect::<Vec<_>>(), [1, 2]);
}

#[test]
fn text_names_the_other_outlets() {
    let scratch = told_three_times();
    let said = stdout(&scratch.run(&["search", "talks"]));
    assert!(said.contains("also in: Evening Post (2015-10-22); The Harbour Gazette (2015-10-23)"), "{said}");
    assert!(said.contains("3 articles, 1 story in"), "{said}");
}

#[test]
fn all_copies_are_hits_where_asked_and_share_a_number() {
    let scratch = told_three_times();
    let all = hits(&scratch, &["--copies", "all", "talks"]);
    assert_eq!(all.len(), 3);
    assert!(all.iter().all(|hit| hit["story"].is_u64() && hit["story"] == all[0]["story"]));
    assert!(all.iter().all(|hit| hit.get("copies").is_none()));
    let whole = scratch.run(&["search", "--format", "articles", "talks"]);
    assert_eq!(lines(&whole).len(), 3);
}

#[test]
fn only_articles_that_match_stand_under_a_hit() {
    let scratch = told_three_times();
    let found = hits(&scratch, &["zanzibar"]);
    assert_eq!((ids(&found), copies(&found[0]).len()), (vec!["whole"], 0));
    let filtered = hits(&scratch, &["talks", "--source", "Evening Post", "--source", "The Harbour Gazette"]);
    assert_eq!((ids(&filtered), copies(&filtered[0])), (vec!["short"], vec!["whole"]));
}

#[test]
fn the_order_by_date_is_that_of_the_best_placed_copy() {
    let scratch = told_three_times();
    assert_eq!(ids(&hits(&scratch, &["--sort", "newest"])), ["early", "other"]);
    assert_eq!(ids(&hits(&scratch, &["--sort", "oldest"])), ["early", "other"]);
    assert_eq!(ids(&hits(&scratch, &["--sort", "newest", "--copies", "all"]))[0], "whole");
}

/// Forty stories, every third of them told twice and every sixth three times.
fn many() -> Scratch {
    let mut text = String::new();
    for n in 0..40 {
        let day = format!("2015-10-{:02}", 1 + n % 28);
        text += &line(&format!("a{n}"), "Gazette", &day, &format!("Harbour report {n}"), &story(n));
        if n % 3 == 0 {
            text += &line(&format!("b{n}"), "Courier", &day, &format!("Report {n}"), &edited(n));
        }
        if n % 6 == 0 {
            text += &line(&format!("c{n}"), "Gazette", &day, &format!("Report {n} in short"), &cut(n));
        }
    }
    let scratch = Scratch::with(&[("wire.jsonl", &text)]);
    scratch.index_news();
    scratch
}

#[test]
fn pages_hold_every_story_once() {
    let scratch = many();
    for args in [vec!["report"], vec!["--any", "harbour report"], vec![], vec!["--sort", "oldest"]] {
        let whole = hits(&scratch, &[&args[..], &["-n", "1000"]].concat());
        assert_eq!(whole.len(), 40, "{args:?}");
        let mut paged = Vec::new();
        for page in 0..9 {
            let offset = (page * 5).to_string();
            let found = hits(&scratch, &[&args[..], &["-n", "5", "--offset", &offset]].concat());
            assert_eq!(found.len(), if page < 8 { 5 } else { 0 }, "{args:?}");
            paged.extend(found);
        }
        assert_eq!(paged, whole, "{args:?}");
        let under: usize = whole.iter().map(|hit| copies(hit).len()).sum();
        assert_eq!(under, 21, "{args:?}");
    }
}

fn facet(scratch: &Scratch, args: &[&str]) -> BTreeMap<String, u64> {
    let output = scratch.run(&[&["facets", "--json"], args].concat());
    let count = |line: &Value| (line["value"].as_str().unwrap().to_owned(), line["count"].as_u64().unwrap());
    lines(&output).iter().map(count).collect()
}

#[test]
fn facets_count_stories_where_asked() {
    let scratch = many();
    let sources = |args: &[&str]| facet(&scratch, &[&["--by", "source"], args].concat());
    assert_eq!(sources(&[]), BTreeMap::from([("Gazette".into(), 47), ("Courier".into(), 14)]));
    let stories = sources(&["--count", "stories"]);
    assert_eq!(stories, BTreeMap::from([("Gazette".into(), 40), ("Courier".into(), 14)]));
    let years = facet(&scratch, &["--by", "year", "--count", "stories"]);
    assert_eq!(years, BTreeMap::from([("2015".into(), 40)]));
    let said = scratch.run(&["search", "--json", "-n", "0", "--facets", "language", "--count", "stories"]);
    let header = &lines(&said)[0];
    assert_eq!((header["total"].as_u64(), header["stories"].as_u64()), (Some(61), Some(40)));
    assert_eq!(header["facets"]["language"][0]["count"].as_u64(), Some(40));
}

#[test]
fn counting_stories_changes_nothing_where_there_are_no_copies() {
    let text: String =
        (0..5).map(|n| line(&format!("a{n}"), "Gazette", "2015-10-01", "Report", &story(n))).collect();
    let scratch = Scratch::with(&[("wire.jsonl", &text)]);
    scratch.index_news();
    assert!(partition(&scratch).is_empty());
    assert_eq!(facet(&scratch, &["--count", "stories"]), facet(&scratch, &[]));
}

#[test]
fn regions_and_people_count_once_for_a_story() {
    let body =
        |tail: &str| format!("{}\n\nSergei Lavrov flew from Vienna in Austria to Berlin.{tail}", story(7));
    let text = line("one", "A", "2015-10-01", "Lavrov in Austria", &body(""))
        + &line("two", "B", "2015-10-02", "Lavrov in Austria again", &body(" Norway was silent."));
    let scratch = Scratch::with(&[("wire.jsonl", &text)]);
    scratch.index_news();
    assert_eq!(partition(&scratch), BTreeSet::from([set(&["one", "two"])]));
    for args in
        [&["--by", "person"][..], &["--by", "mentions"], &["--by", "mentions", "--tree"], &["--by", "place"]]
    {
        let articles = facet(&scratch, args);
        let stories = facet(&scratch, &[args, &["--count", "stories"]].concat());
        assert_eq!(articles.keys().collect::<Vec<_>>(), stories.keys().collect::<Vec<_>>());
        assert!(
            articles.values().any(|&count| count == 2) && stories.values().all(|&count| count == 1),
            "{args:?}"
        );
    }
}

#[test]
fn the_same_pattern_with_other_figures_is_no_copy() {
    let results = |company: &str, figures: [&str; 6]| {
        let [a, b, c, d, e, f] = figures;
        format!(
            "{company} said its net profit rose to {a} million from {b} million a year before. Sales in the quarter \
             were {c} million, against {d} million. The company expects {e} million for the whole year. The board \
             proposes to pay a dividend of {f} cents a share, chairman of {company} told shareholders at the \
             meeting in the town hall, and thanked all who work for the company for their effort."
        )
    };
    let text = line(
        "one",
        "A",
        "2015-10-01",
        "Ardent raises profit",
        &results("Ardent", ["12", "10", "88", "80", "50", "7"]),
    ) + &line(
        "two",
        "A",
        "2015-10-02",
        "Bellow raises profit",
        &results("Bellow", ["31", "29", "140", "122", "99", "11"]),
    ) + &line(
        "three",
        "B",
        "2015-10-02",
        "Profit up",
        &results("Bellow", ["31", "29", "140", "122", "99", "11"]),
    );
    let scratch = Scratch::with(&[("wire.jsonl", &text)]);
    scratch.index_news();
    assert_eq!(partition(&scratch), BTreeSet::from([set(&["two", "three"])]));
}

/// The articles of a story for files of their own.
fn files_of(number: u64) -> [(String, String); 3] {
    let file = |kind: &str, body: String| {
        let id = format!("{kind}{number}");
        (format!("{id}.jsonl"), line(&id, kind, "2015-10-01", &format!("Report {number}"), &body))
    };
    [file("whole", story(number)), file("edited", edited(number)), file("cut", cut(number))]
}

#[test]
fn the_same_articles_give_the_same_stories_however_they_came() {
    let at_once = Scratch::new();
    for (name, text) in (0..6).flat_map(files_of) {
        at_once.write(&name, text.as_bytes());
    }
    at_once.index_news();
    let expected = partition(&at_once);
    assert_eq!(expected.len(), 6);
    assert!(expected.iter().all(|story| story.len() == 3));

    let by_and_by = Scratch::new();
    let mut files: Vec<(String, String)> = (0..6).flat_map(files_of).collect();
    files.sort_by_key(|(name, _)| name.bytes().rev().collect::<Vec<u8>>());
    by_and_by.write(
        "gone.jsonl",
        line("gone", "D", "2015-09-01", "Report", &(story(3) + "\n\n" + &story(99))).as_bytes(),
    );
    by_and_by.write(&files[4].0, line("before", "D", "2015-09-01", "Report", &story(77)).as_bytes());
    for (step, (name, text)) in files.iter().enumerate() {
        by_and_by.write(name, text.as_bytes());
        if step % 4 == 3 {
            by_and_by.index_news();
        }
    }
    std::fs::remove_file(by_and_by.news().join("gone.jsonl")).unwrap();
    by_and_by.index_news();
    assert_eq!(partition(&by_and_by), expected);
    assert!(by_and_by.run(&["verify"]).status.success());
}

#[test]
fn an_article_whose_text_changed_leaves_its_story() {
    let scratch = told_three_times();
    let text = line("whole", "The Harbour Gazette", "2015-10-23", "Ferry talks go on", &story(1))
        + &line("early", "Morning Courier", "2015-10-21", "Talks about ferries", &story(5));
    scratch.write("wire.jsonl", text.as_bytes());
    scratch.index_news();
    assert!(partition(&scratch).is_empty());
    let found = hits(&scratch, &["talks"]);
    assert_eq!(found.len(), 2);
    assert!(scratch.run(&["verify"]).status.success());
}

#[test]
fn a_changed_file_of_stories_is_noticed() {
    let scratch = told_three_times();
    let entries = std::fs::read_dir(scratch.index()).unwrap().map(|entry| entry.unwrap().path());
    let stories: Vec<_> = entries.filter(|path| path.extension().is_some_and(|kind| kind == "bin")).collect();
    assert_eq!(stories.len(), 1);
    let mut bytes = std::fs::read(&stories[0]).unwrap();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    std::fs::write(&stories[0], bytes).unwrap();
    let output = scratch.run(&["verify"]);
    assert_eq!(output.status.code(), Some(2), "{}", stdout(&output));
    assert!(stdout(&output).contains("stories-"), "{}", stdout(&output));
}

#[test]
fn show_lists_the_copies() {
    let scratch = told_three_times();
    let shown = json(&scratch.run(&["show", "whole", "--json"]));
    assert_eq!(copies(&shown), ["early", "short"]);
    let text = stdout(&scratch.run(&["show", "whole"]));
    assert!(text.contains("Copies") && text.contains("Morning Courier (2015-10-21)"), "{text}");
    let other = json(&scratch.run(&["show", "other", "--json"]));
    assert!(other.get("copies").is_none());
}

#[test]
fn similar_articles_hold_the_articles_own_copies_once() {
    let scratch = told_three_times();
    let found = lines(&scratch.run(&["similar", "whole", "--format", "jsonl"]));
    let own: Vec<&Value> =
        found.iter().filter(|hit| ["early", "short"].contains(&hit["id"].as_str().unwrap())).collect();
    assert_eq!(own.len(), 1);
    assert_eq!(copies(own[0]).len(), 1);
    assert!(found.iter().all(|hit| hit["id"] != "whole"));
}

#[test]
fn runs_rank_every_article() {
    let scratch = told_three_times();
    let queries = scratch.path().join("queries.tsv");
    std::fs::write(&queries, "q1\ttalks\n").unwrap();
    let queries = queries.to_str().unwrap();
    let run = stdout(&scratch.run(&["search", "--queries", queries]));
    assert_eq!(run.lines().count(), 3, "{run}");
    let refused = scratch.run(&["search", "--queries", queries, "--copies", "together"]);
    assert_eq!(refused.status.code(), Some(2));
}

#[test]
fn the_copies_in_the_sample_corpus_are_found_and_no_others() {
    let truth = std::fs::read_to_string(root().join("tests/data/corpus-truth.jsonl")).unwrap();
    let records = truth.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let pair = |record: Value| {
        let other = record["copy_of"].as_str()?.to_owned();
        Some(BTreeSet::from([format!("{}#{}", record["path"].as_str()?, record["record"]), other]))
    };
    let expected: BTreeSet<BTreeSet<String>> = records.filter_map(pair).collect();
    assert_eq!(expected.len(), 6);
    let below = corpus();
    let place = |hit: &Value| {
        let path = std::path::Path::new(hit["path"].as_str().unwrap()).strip_prefix(&below).unwrap();
        format!("{}#{}", path.display(), hit["record"])
    };
    let mut found: BTreeMap<u64, BTreeSet<String>> = BTreeMap::new();
    for hit in hits(sample(), &["--copies", "all", "-n", "1000"]) {
        if let Some(story) = hit["story"].as_u64() {
            found.entry(story).or_default().insert(place(&hit));
        }
    }
    assert_eq!(found.into_values().collect::<BTreeSet<_>>(), expected);
}
