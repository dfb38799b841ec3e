//! The command line, the API and the page give one answer.

use dateline_search::request::Filters;
use serde_json::Value;

use super::http::{Served, encoded};
use super::sample;
use crate::common::{dateline, lines, stderr};
use crate::random_queries::typed_questions;

/// So many random questions are asked in all three ways.
const QUESTIONS: usize = 200;
/// Hits of a page.
const PAGE: usize = 20;
/// Facets that are compared.
const FACETS: &str = "country,person,organisation,place,source,language";

#[test]
fn the_command_line_the_api_and_the_page_give_one_answer() {
    let served = Served::start(&sample().index(), &[]);
    let (mut asked, mut found) = (0, 0);
    for (text, any, filters) in typed_questions(QUESTIONS) {
        let (arguments, parameters) = (arguments(&text, any, &filters), parameters(&text, any, &filters));
        let output =
            dateline(&["search", "--index"]).arg(sample().index()).args(&arguments).output().unwrap();
        let pairs: Vec<(&str, &str)> =
            parameters.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
        let query = encoded(&pairs);
        let api = served.get(&format!("/api/v1/search?{query}&limit={PAGE}&facets={FACETS}"));
        if output.status.code() == Some(2) {
            assert_ne!(api.status, 200, "{arguments:?}: {}\n{}", stderr(&output), api.text());
            continue;
        }
        let printed = lines(&output);
        let (header, hits) = printed.split_first().unwrap_or_else(|| panic!("{arguments:?}"));
        let answer = api.json();
        assert_eq!(api.status, 200, "{arguments:?}: {answer}");
        for key in ["total", "total_relation", "undated", "stories", "facets", "warnings"] {
            assert_eq!(answer[key], header[key], "{key} of {arguments:?}");
        }
        assert_eq!(ids(answer["hits"].as_array().unwrap()), ids(hits), "{arguments:?}");
        let page = served.get(&format!("/?{query}"));
        assert_eq!(page.status, 200, "{arguments:?}");
        check_page(&page.text(), header, hits, &format!("{arguments:?}"));
        asked += 1;
        found += usize::from(!hits.is_empty());
    }
    assert!(asked > QUESTIONS * 8 / 10 && found > QUESTIONS / 3, "{asked} asked, {found} found something");
}

/// The page has the same articles in the same order, the same total, and the same counts of outlets.
fn check_page(page: &str, header: &Value, hits: &[Value], asked: &str) {
    // Articles that lack a word stand below, and are no hits.
    let listed = page.split("<section class=\"nearest\"").next().unwrap_or_default();
    let linked: Vec<String> = listed
        .split("class=\"open\" href=\"/a/")
        .skip(1)
        .map(|rest| rest.split('?').next().unwrap_or_default())
        .map(|id| percent_encoding::percent_decode_str(id).decode_utf8_lossy().into_owned())
        .collect();
    assert_eq!(linked, ids(hits), "{asked}");
    let total = header["total"].as_u64().unwrap();
    let sentence = page.split("<h1 class=\"sentence\">").nth(1).and_then(|rest| rest.split("</h1>").next());
    let told = match total {
        0 => "No articles".to_owned(),
        1 => "1 article".to_owned(),
        many => format!("{} articles", with_commas(many)),
    };
    if let Some(sentence) = sentence {
        assert!(sentence.starts_with(&told), "{asked}: {sentence} instead of {told}");
    }
    for (key, name) in [
        ("source", "source"),
        ("person", "person"),
        ("org", "organisation"),
        ("place", "place"),
        ("language", "language"),
    ] {
        check_facet(page, key, &header["facets"][name], asked);
    }
}

/// The page has the first counts of a facet, in their order where none of its values is chosen and so comes first.
fn check_facet(page: &str, key: &str, values: &Value, asked: &str) {
    let facet =
        page.split(&format!("data-facet=\"{key}\"")).nth(1).and_then(|rest| rest.split("</section>").next());
    let shown: Vec<u64> = facet
        .unwrap_or_default()
        .split("class=\"count\">")
        .skip(1)
        .filter_map(|rest| rest.split('<').next()?.replace(',', "").parse().ok())
        .collect();
    let values = values.as_array().unwrap();
    let counts: Vec<u64> = values.iter().map(|value| value["count"].as_u64().unwrap()).collect();
    assert_eq!(shown.is_empty(), counts.is_empty(), "{key}: {asked}");
    match asked.contains(&format!("--{key}=")) {
        true => assert!(
            shown.iter().all(|count| counts.contains(count)),
            "{key}: {asked}: {shown:?} of {counts:?}"
        ),
        false => assert_eq!(shown, counts[..shown.len()], "{key}: {asked}"),
    }
}

fn with_commas(number: u64) -> String {
    if number < 1000 { number.to_string() } else { format!("{},{:03}", number / 1000, number % 1000) }
}

fn ids(hits: &[Value]) -> Vec<String> {
    hits.iter().map(|hit| hit["id"].as_str().unwrap().to_owned()).collect()
}

/// The question as options of the command line and as parameters of a URL.
fn options(filters: &Filters) -> Vec<(String, String)> {
    let mut out: Vec<(String, String)> = Vec::new();
    for (name, values) in filters.values() {
        out.extend(values.iter().map(|value| (name.to_owned(), value.clone())));
    }
    out.extend(filters.since.map(|day| ("since".to_owned(), day.to_string())));
    out.extend(filters.until.map(|day| ("until".to_owned(), day.to_string())));
    out
}

fn arguments(text: &str, any: bool, filters: &Filters) -> Vec<String> {
    let mut out: Vec<String> = ["--json", "-q", "-n", "20", "--facets", FACETS].map(str::to_owned).into();
    out.extend(options(filters).into_iter().map(|(name, value)| format!("--{name}={value}")));
    for (facet, value) in &filters.not {
        out.push(match facet.has_option_to_exclude() {
            true => format!("--not-{}={value}", facet.filter().unwrap()),
            false => format!("--exclude={}={value}", facet.name()),
        });
    }
    out.extend(any.then(|| "--any".to_owned()));
    out.extend(filters.undated.then(|| "--undated".to_owned()));
    out.push("--".to_owned());
    out.push(text.to_owned());
    out
}

fn parameters(text: &str, any: bool, filters: &Filters) -> Vec<(String, String)> {
    let mut out = vec![("q".to_owned(), text.to_owned())];
    out.extend(options(filters).into_iter().map(|(name, value)| (name.replace("not-", "-"), value)));
    out.extend(filters.not.iter().map(|(facet, value)| {
        let name = facet.filter().unwrap_or(facet.name());
        (format!("-{name}"), value.clone())
    }));
    out.extend(any.then(|| ("any".to_owned(), "1".to_owned())));
    out.extend(filters.undated.then(|| ("undated".to_owned(), "1".to_owned())));
    out
}

/// The links of values on a page, each with the count beside it.
fn counted_links(page: &str) -> Vec<(String, u64)> {
    let after = |text: &str, mark: &str| text.split(mark).nth(1).unwrap_or_default().to_owned();
    let one = |rest: &str| {
        let href = after(rest, "href=\"")
            .split('"')
            .next()
            .unwrap_or_default()
            .replace("&amp;", "&")
            .replace("&#38;", "&");
        let count = after(rest, "class=\"count\">").split('<').next().unwrap_or_default().replace(',', "");
        Some((href, count.parse().ok()?))
    };
    page.split("<a class=\"value\"").skip(1).filter_map(one).collect()
}

#[test]
fn every_count_beside_a_link_is_what_the_link_finds() {
    let served = Served::start(&sample().index(), &[]);
    let mut checked = 0;
    for query in
        ["/?q=talks&copies=all", "/?q=minister+-police", "/?country=SY", "/?since=2015&until=2015&q=vienna"]
    {
        let page = served.get(query).text();
        for (href, count) in counted_links(&page).into_iter().filter(|(href, _)| href.contains('?')) {
            // A link that takes a choice away finds more than the value has.
            let (before, after) = (query.matches('=').count(), href.matches('=').count());
            if after <= before {
                continue;
            }
            let (_, parameters) = href.split_once('?').unwrap();
            let found = served.api(&format!("search?{parameters}&limit=0"))["total"].as_u64().unwrap();
            // Beside a country that was chosen another is one more that may match.
            match query.contains("country=") && href.matches("country=").count() > 1 {
                true => assert!(found >= count, "{href}: {found} and not {count}"),
                false => assert_eq!(found, count, "{href} on {query}"),
            }
            checked += 1;
        }
    }
    assert!(checked > 100, "{checked}");
}

#[test]
fn a_page_of_a_name_is_of_that_name() {
    let served = Served::start(&sample().index(), &[]);
    for name in ["Sergei Lavrov", "Lavrov", "Ban Ki-moon"] {
        let path = percent_encoding::utf8_percent_encode(name, percent_encoding::NON_ALPHANUMERIC);
        let page = served.get(&format!("/name/person/{path}"));
        assert_eq!(page.status, 200, "{name}");
        let heading = page
            .text()
            .split("<h1")
            .nth(1)
            .unwrap_or_default()
            .split("</h1>")
            .next()
            .unwrap_or_default()
            .to_owned();
        assert!(heading.contains(name.split(' ').next_back().unwrap()), "{name}: {heading}");
    }
    assert_eq!(served.get("/name/person/Nobody%20Atall").status, 404);
}

#[test]
fn what_an_address_cannot_mean_does_no_harm() {
    let served = Served::start(&sample().index(), &[]);
    for query in [
        "page=18446744073709551615",
        "page=99999999999",
        "q=talks&page=3",
        "step=day",
        "step=day&since=2015",
        "q=headline:ceasefire&vs=talks",
        "q=zzzzz&vs=talks",
        "q=%22unclosed",
        "vs=%22unclosed",
        "undated=1&since=2015",
        "since=2016&until=2015",
        "fbclid=FILLER",
    ] {
        let query = query.replace("FILLER", &"a".repeat(3000));
        let reply = served.get(&format!("/?{query}"));
        assert_eq!(reply.status, 200, "{query}");
    }
    let bars = served.get("/?q=headline:ceasefire&vs=talks").text();
    assert!(bars.matches("class=\"second\"").count() > 5);
    assert!(served.get("/?q=%22unclosed").text().contains('^'));
    assert!(served.get("/?q=talks&page=9").text().contains("There are not that many pages"));
}

#[test]
fn every_address_of_the_api_answers() {
    let served = Served::start(&sample().index(), &[]);
    let first = served.api("search?q=talks&limit=1&explain=1")["hits"][0].clone();
    let id = encoded(&[("id", first["id"].as_str().unwrap()), ("path", first["path"].as_str().unwrap())]);
    assert!(first["explanation"].is_object());
    assert_eq!(served.api(&format!("article?{id}"))["headline"], first["headline"]);
    assert!(!served.api(&format!("similar?{id}"))["hits"].as_array().unwrap().is_empty());
    assert_eq!(served.api(&format!("why?{id}&q=talks"))["matches"], true);
    assert_eq!(served.api(&format!("why?{id}&q=zzzzz"))["matches"], false);
    let line = served.api("lines?q=talks&limit=1")["lines"][0].clone();
    assert_eq!(line["match"].as_str().unwrap().to_lowercase(), "talks");
    assert!(!served.api("facets?by=country,person&q=talks")["facets"].as_array().unwrap().is_empty());
    let within = served.api("facets?by=person&within=lavr");
    assert!(
        within["facets"].as_array().unwrap().iter().all(|one| one["name"].as_str().unwrap().contains("Lavr"))
    );
    assert!(!served.api("timeline?q=talks&step=month")["timeline"].as_array().unwrap().is_empty());
    let suggested = served.api("suggest?q=lavr");
    assert!(suggested["suggestions"].as_array().unwrap().iter().any(|one| one["type"] == "person"));
    let name = served.api("names?type=person&name=Sergei+Lavrov");
    assert!(name["articles"].as_u64().unwrap() > 0);
    assert_eq!(served.api("stats")["articles"], served.api("health")["articles"]);
}

#[test]
fn a_cursor_goes_to_the_end_of_any_result() {
    let served = Served::start(&sample().index(), &[]);
    let all = served.api("search?q=&copies=all&limit=1000");
    let (mut seen, mut query) = (Vec::new(), "search?q=&copies=all&limit=7".to_owned());
    loop {
        let page = served.api(&query);
        seen.extend(ids(page["hits"].as_array().unwrap()));
        let Some(next) = page["next"].as_str() else { break };
        query = format!("search?q=&copies=all&limit=7&cursor={next}");
    }
    assert_eq!(seen, ids(all["hits"].as_array().unwrap()));
    assert_eq!(seen.len() as u64, all["total"].as_u64().unwrap());
    let gone = served.get("/api/v1/search?q=&cursor=0000000000000000-7");
    assert_eq!((gone.status, gone.header("content-type")), (410, Some("application/problem+json")));
}

#[test]
fn the_description_of_the_api_names_what_is_answered() {
    let served = Served::start(&sample().index(), &[]);
    let description = served.api("openapi.json");
    let id = served.api("search?q=talks&limit=1")["hits"][0]["id"].as_str().unwrap().to_owned();
    for (path, operation) in description["paths"].as_object().unwrap() {
        let query = match path.as_str() {
            "/article" | "/similar" | "/why" | "/cite" | "/check" => {
                format!("?{}", encoded(&[("id", &id), ("q", "talks")]))
            }
            "/diff" => format!("?{}", encoded(&[("id", &id), ("other", &id)])),
            "/list" => "?terms=talks".to_owned(),
            "/names" => "?type=person&name=Sergei+Lavrov".to_owned(),
            _ => "?q=talks".to_owned(),
        };
        let answer = served.api(&format!("{}{query}", path.trim_start_matches('/')));
        let schema = &operation["get"]["responses"]["200"]["content"]["application/json"]["schema"];
        for key in schema["required"].as_array().unwrap() {
            let key = key.as_str().unwrap();
            let kind = schema["properties"][key]["type"].as_str().unwrap();
            let is_kind = match kind {
                "integer" => answer[key].is_u64(),
                "string" => answer[key].is_string(),
                "array" => answer[key].is_array(),
                "boolean" => answer[key].is_boolean(),
                _ => answer[key].is_object(),
            };
            assert!(is_kind, "{path}: {key} is {} and not {kind}", answer[key]);
        }
    }
}

#[test]
fn an_unchanged_answer_is_not_sent_again() {
    let served = Served::start(&sample().index(), &[]);
    for path in ["/?q=talks", "/api/v1/search?q=talks", "/search.atom?q=talks"] {
        let first = served.get(path);
        let tag = first.header("etag").unwrap_or_else(|| panic!("{path}")).to_owned();
        let again = served.request(&format!(
            "GET {path} HTTP/1.1\r\nHost: localhost\r\nIf-None-Match: {tag}\r\nConnection: close\r\n\r\n"
        ));
        assert_eq!((again.status, again.body.len()), (304, 0), "{path}");
        assert_ne!(served.get(&format!("{path}+x")).header("etag"), Some(tag.as_str()));
    }
}

#[test]
fn what_is_new_and_weeks_are_asked_of_the_page_and_the_api() {
    let scratch =
        crate::common::Scratch::with(&[("1.jsonl", &crate::common::article("a", "Talks", "In Oslo."))]);
    scratch.index_news();
    scratch.write("2.jsonl", crate::common::article("b", "Talks", "In Rome.").as_bytes());
    scratch.index_news();
    let served = Served::start(&scratch.index(), &[]);
    let total = |query: &str| served.get(&format!("/api/v1/search?{query}")).json()["total"].clone();
    assert_eq!(total("new-since=last"), 1);
    assert_eq!(total("new-since=1"), 2);
    assert_eq!(total("new-since=today&q=oslo"), 1);
    let page = served.get("/?new-since=run%3D2").text();
    assert!(page.contains("new since") && page.contains("run=2") && page.contains("Talks"), "{page}");
    for (query, status) in [("new-since=soon", 400), ("new-since=9", 400)] {
        let answer = served.get(&format!("/api/v1/search?{query}"));
        assert_eq!(answer.status, status, "{query}: {}", answer.text());
    }
    let sample = Served::start(&sample().index(), &[]);
    let weeks = sample.get("/api/v1/timeline?country=SY&step=week").json();
    assert!(weeks.to_string().contains("2015-W43"), "{weeks}");
    assert!(sample.get("/?country=SY&since=2015&until=2015&step=week").text().contains("week 43 of 2015"));
}
