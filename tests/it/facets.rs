//! `dateline facets`: counts are counts of articles, equal to a full scan.

use std::collections::{BTreeMap, BTreeSet};

use crate::common::{Scratch, lines, sample, stdout};
use dateline_core::article::EntityKind;
use dateline_enrich::countries::{is_name_of, region_of};
use dateline_enrich::names::variants::facet_key_of;
use serde_json::Value;

/// Every article of the sample corpus, as the index holds it.
fn all_articles() -> Vec<Value> {
    lines(&sample().run(&["search", "--format", "articles", "-n", "1000"]))
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
    for name in ["dateline_country", "source_country"] {
        let code = |a: &Value| a[name].as_str().map(str::to_owned).into_iter().collect();
        let counted = facet(&["--by", name]);
        assert_eq!(counted, scan(&articles, code), "{name}");
    }
}

/// The lines of `facets --tree`, by their path.
fn tree(args: &[&str]) -> BTreeMap<Vec<String>, u64> {
    let output = sample().run(&[&["facets", "--json", "--tree"], args].concat());
    let path = |line: &Value| {
        let path: Vec<String> = serde_json::from_value(line["path"].clone()).unwrap();
        let level = ["region", "country", "place"][path.len() - 1];
        assert_eq!(line["level"], level);
        assert_eq!(line["value"], *path.last().unwrap());
        path
    };
    lines(&output).iter().map(|line| (path(line), line["count"].as_u64().unwrap())).collect()
}

/// The paths of the tree that an article is counted under: its regions, countries and places.
fn paths(article: &Value, about_only: bool) -> Vec<Vec<String>> {
    let codes = countries(article, about_only);
    let mut paths = Vec::new();
    for code in &codes {
        let region = region_of(code).unwrap().to_owned();
        paths.push(vec![region.clone()]);
        paths.push(vec![region.clone(), code.clone()]);
        for entity in article["entities"].as_array().unwrap() {
            let name = entity["name"].as_str().unwrap();
            if entity["type"] == "place" && entity["country"] == **code && !is_name_of(name, code) {
                paths.push(vec![region.clone(), code.clone(), facet_key_of(EntityKind::Place, name)]);
            }
        }
    }
    paths.sort();
    paths.dedup();
    paths
}

#[test]
fn a_tree_counts_articles_at_every_level() {
    let articles = all_articles();
    for (by, about_only) in [("country", true), ("mentions", false)] {
        let mut scanned: BTreeMap<Vec<String>, u64> = BTreeMap::new();
        articles
            .iter()
            .flat_map(|a| paths(a, about_only))
            .for_each(|path| *scanned.entry(path).or_default() += 1);
        // The most frequent form names a place; its key tells whether it is the same one.
        let keyed = |(mut path, count): (Vec<String>, u64)| {
            if let Some(place) = path.get_mut(2) {
                *place = facet_key_of(EntityKind::Place, place);
            }
            (path, count)
        };
        let counted: BTreeMap<Vec<String>, u64> = tree(&["--by", by]).into_iter().map(keyed).collect();
        assert!(counted.keys().filter(|path| path.len() == 3).count() > 20);
        assert_eq!(counted, scanned, "{by}");
    }
}

#[test]
fn a_tree_in_text_is_indented_and_in_csv_names_what_is_above() {
    let text = stdout(&sample().run(&["facets", "--by", "country", "--tree", "--country", "SY"]));
    let depth = |name: &str| {
        let line = text.lines().find(|line| line.ends_with(name)).unwrap();
        line.trim_start().trim_start_matches(|c: char| c.is_ascii_digit()).find(|c| c != ' ')
    };
    assert!(depth("  Middle East") < depth("  Syria"), "{text}");
    let csv = stdout(&sample().run(&["facets", "--by", "country", "--tree", "--format", "csv"]));
    assert_eq!(csv.lines().next(), Some("level,parent,code,name,articles,share"));
    assert!(csv.contains("\ncountry,Middle East,SY,Syria,"), "{csv}");
}

#[test]
fn the_roles_of_a_country_are_filters_of_their_own() {
    let record = |id: &str, source: &str, body: &str| {
        serde_json::json!({"id": id, "headline": "Syria talks open", "source": source, "body": body})
            .to_string()
            + "\n"
    };
    let text = [
        record("a", "Le Monde", "VIENNA (AFP) - Envoys of Syria met in a hotel."),
        record("b", "Der Spiegel", "VIENNA (AFP) - Envoys of Syria met again."),
        record("c", "Le Monde", "Envoys of Syria met in a hotel for the third time."),
    ];
    let scratch = Scratch::with(&[("wire.jsonl", &text.concat())]);
    scratch.index_news();
    let found = |args: &[&str]| {
        let output = scratch.run(&[&["search", "--format", "jsonl", "--copies", "all"], args].concat());
        lines(&output).iter().map(|hit| hit["id"].as_str().unwrap().to_owned()).collect::<BTreeSet<_>>()
    };
    let ids = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect::<BTreeSet<_>>();
    for asked in [["--dateline", "Austria"], ["--country", "Syria"]] {
        let expected = if asked[0] == "--dateline" { ids(&["a", "b"]) } else { ids(&["a", "b", "c"]) };
        assert_eq!(found(&asked), expected, "{asked:?}");
    }
    assert_eq!(found(&["dateline:at"]), ids(&["a", "b"]));
    assert_eq!(found(&["--source-country", "France"]), ids(&["a", "c"]));
    assert_eq!(found(&["source_country:fr dateline:\"Western Europe\""]), ids(&["a"]));
    assert_eq!(found(&["source-country:(fr OR de) -dateline:at"]), ids(&["c"]));
    // The others of a facet stay when one of it is chosen.
    let output =
        scratch.run(&["facets", "--by", "source_country", "--source-country", "fr", "--format", "csv"]);
    assert_eq!(stdout(&output), "code,name,articles,share\nFR,France,2,0.6667\nDE,Germany,1,0.3333\n");
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
fn text_shows_twenty_values_and_how_many_more_there_are() {
    let scratch = Scratch::new();
    let record = |n: usize| {
        serde_json::json!({"headline": "Storm", "body": format!("Number {n}."), "source": format!("Outlet {n}")}).to_string()
    };
    scratch.write("a.jsonl", (0..23).map(|n| record(n) + "\n").collect::<String>().as_bytes());
    scratch.index_news();
    let rows = |args: &[&str]| stdout(&scratch.run(&[&["facets", "--by", "source"], args].concat()));
    let text = rows(&[]);
    assert_eq!(text.lines().count(), 22, "{text}");
    assert!(text.ends_with("and 3 more (-n 23 shows all)\n"), "{text}");
    assert_eq!(rows(&["-n", "23"]).lines().count(), 24);
    assert_eq!(rows(&["-n", "2"]).lines().count(), 3);
    assert_eq!(rows(&["--json"]).lines().count(), 23);
    assert_eq!(rows(&["--format", "csv"]).lines().count(), 24);
}

#[test]
fn csv_gives_code_name_articles_and_share() {
    let csv =
        |args: &[&str]| stdout(&sample().run(&[&["facets", "--format", "csv", "-n", "3"], args].concat()));
    let text = csv(&["--by", "country"]);
    let mut rows = text.lines();
    assert_eq!(rows.next(), Some("code,name,articles,share"));
    assert_eq!(rows.count(), 3);
    assert!(text.contains("\nSY,Syria,"), "{text}");
    assert!(csv(&["--by", "person"]).starts_with("value,name,articles,share\n"));
    let both = csv(&["--by", "country,person"]);
    assert!(both.starts_with("facet,value,name,articles,share\n"), "{both}");
    assert!(both.contains("\ncountry,SY,Syria,"), "{both}");
}

#[test]
fn a_share_is_of_the_articles_that_were_counted() {
    let shares = |args: &[&str]| {
        let text = stdout(&sample().run(&[&["facets", "--by", "country", "--format", "csv"], args].concat()));
        text.lines().skip(1).map(|row| row.rsplit(',').next().unwrap().parse().unwrap()).collect::<Vec<f64>>()
    };
    // The others of the facet are counted among all articles even where one is chosen.
    assert_eq!(shares(&[]), shares(&["--country", "Iceland"]));
    assert!(shares(&["--country", "SY"]).iter().all(|share| (0.0..=1.0).contains(share)));
}

/// The ids of the hits of a search.
fn ids(args: &[&str]) -> BTreeSet<String> {
    let output =
        sample().run(&[&["search", "--format", "jsonl", "--copies", "all", "-n", "1000"], args].concat());
    lines(&output).iter().map(|hit| hit["id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn several_countries_mean_any_of_them_and_excluding_takes_out() {
    let (syria, russia) = (ids(&["--country", "SY"]), ids(&["--country", "RU"]));
    assert_eq!(ids(&["--country", "SY,RU"]), &syria | &russia);
    assert_eq!(ids(&["--country", "SY", "--country", "Russia"]), &syria | &russia);
    assert_eq!(ids(&["--country", "SY", "--not-country", "RU"]), &syria - &russia);
    assert_eq!(ids(&["country:(SY OR RU) -country:RU"]), &syria - &russia);
}

#[test]
fn people_of_a_country_can_be_counted() {
    let people = facet(&["--by", "person", "--country", "SY"]);
    assert!(people.keys().any(|name| name.contains("Assad")), "{people:?}");
    let articles = all_articles();
    let about_syria = articles.iter().filter(|a| countries(a, true).contains(&"SY".to_owned()));
    let scanned = scan(&about_syria.cloned().collect::<Vec<_>>(), |a| keys_of(a, EntityKind::Person));
    assert_eq!(
        people
            .iter()
            .map(|(name, count)| (facet_key_of(EntityKind::Person, name), *count))
            .collect::<BTreeMap<_, _>>(),
        scanned
    );
}

/// The keys of the names of a kind in an article.
fn keys_of(article: &Value, kind: EntityKind) -> Vec<String> {
    let entities = article["entities"].as_array().unwrap().iter();
    let of_kind = entities.filter(|entity| entity["type"] == kind.name());
    let keys = of_kind.map(|entity| facet_key_of(kind, entity["name"].as_str().unwrap()));
    keys.filter(|key| !key.is_empty()).collect()
}

#[test]
fn a_person_at_a_place_can_be_asked_for() {
    let found = ids(&["person:lavrov AND place:vienna"]);
    assert!(!found.is_empty());
    assert_eq!(found, &ids(&["person:lavrov"]) & &ids(&["place:vienna"]));
    assert_eq!(found, ids(&["--person", "Lavrov", "--place", "Vienna"]));
    for article in all_articles().iter().filter(|a| found.contains(a["id"].as_str().unwrap())) {
        let names = |kind| keys_of(article, kind).join(" | ");
        assert!(
            names(EntityKind::Person).contains("lavrov")
                && names(EntityKind::Place).contains(&facet_key_of(EntityKind::Place, "Vienna"))
        );
    }
}
