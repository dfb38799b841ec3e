//! Lists, lines, citations, checks and comparisons: the API and the page say what the command line says.

use serde_json::Value;

use super::http::{Reply, Served, encoded};
use super::sample;
use crate::common::{Scratch, article, dateline, json, lines};

const LIST: &str = "Sergei Lavrov\n\npeace talks\nnobody at all zzz\n/[a/\n";

fn post(served: &Served, path: &str, kind: &str, body: &str, headers: &str) -> Reply {
    let length = body.len();
    served.request(&format!(
        "POST {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{headers}Content-Type: {kind}\r\n\
         Content-Length: {length}\r\n\r\n{body}"
    ))
}

/// What the command line prints.
fn printed(args: &[&str]) -> Vec<Value> {
    lines(&dateline(args).arg("--index").arg(sample().index()).output().unwrap())
}

#[test]
fn a_list_is_counted_as_on_the_command_line() {
    let served = Served::start(&sample().index(), &[]);
    let scratch = Scratch::new();
    let file = scratch.write("list.txt", LIST.as_bytes());
    let rows = printed(&["list", file.to_str().unwrap(), "--country", "SY", "--format", "jsonl"]);
    let sent = post(&served, "/api/v1/list?country=SY", "text/plain", LIST, "").json();
    assert_eq!(sent["terms"], Value::from(rows.clone()));
    let faults = rows.iter().filter(|row| row.get("fault").is_some()).count();
    assert_eq!(sent["faults"], faults, "{sent}");
    assert!(rows[0]["articles"].as_u64().unwrap() > 0 && rows[2]["articles"] == 0);
    let asked = served.api(&format!("list?country=SY&{}", encoded(&[("terms", LIST)])));
    assert_eq!(asked["terms"], sent["terms"]);
    let csv = post(&served, "/list?country=SY&format=csv", "text/plain", LIST, "");
    assert_eq!(csv.text().lines().count(), rows.len() + 1, "{}", csv.text());
    assert!(csv.text().starts_with('\u{feff}') && csv.header("content-disposition").is_some());
}

#[test]
fn a_list_can_be_pasted_or_uploaded_on_the_page() {
    let served = Served::start(&sample().index(), &[]);
    assert!(!served.get("/list?country=SY").text().contains("the invalid part"));
    assert!(served.get("/list").text().contains("enctype=\"multipart/form-data\""));
    let form = |file: &str| {
        format!(
            "--x\r\nContent-Disposition: form-data; name=\"terms\"\r\n\r\n<b>talks\r\n--x\r\n\
             Content-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\n{file}\r\n--x\r\n\
             Content-Disposition: form-data; name=\"column\"\r\n\r\n{}\r\n--x--\r\n",
            if file.is_empty() { "" } else { "name" }
        )
    };
    let kind = "multipart/form-data; boundary=x";
    let pasted = post(&served, "/list?country=SY", kind, &form(""), "").text();
    // No article about Syria has a word b.
    assert!(pasted.contains("0 of 1 term found") && !pasted.contains("<b>talks"), "{pasted}");
    assert!(
        pasted.contains("href=\"/?q=%3Cb%3Etalks&amp;country=SY\"")
            || pasted.contains("href=\"/?q=%3Cb%3Etalks&#38;country=SY\""),
        "{pasted}"
    );
    let uploaded = post(&served, "/list", kind, &form("id,name\n1,Sergei Lavrov\n2,Nobody Zzz\n"), "").text();
    assert!(uploaded.contains("1 of 2 terms found") && uploaded.contains("class=\"zero\""), "{uploaded}");
}

#[test]
fn what_is_no_list_is_refused_with_the_reason() {
    let served = Served::start(&sample().index(), &[]);
    let refused = |path: &str, body: &str, reason: &str| {
        let reply = post(&served, path, "text/plain", body, "");
        assert_eq!(reply.status, 400, "{path}: {}", reply.text());
        assert!(reply.text().contains(reason), "{path}: {}", reply.text());
    };
    refused("/api/v1/list", "", "terms: missing");
    refused("/api/v1/list?column=title", "id,name\n1,a\n", "the columns are id, name");
    refused("/api/v1/list?country=Nowhere", "talks", "Nowhere");
    refused("/api/v1/list", &"a\n".repeat(5001), "5001 terms");
    refused("/api/v1/list", &"a".repeat((2 << 20) + 1), "more than 2 MB");
    refused("/list?format=xml", "talks", "choose one of csv, jsonl");
    let foreign = post(&served, "/list", "text/plain", "talks", "Origin: https://evil.example\r\n");
    assert_eq!(foreign.status, 403);
    let broken = post(&served, "/list", "multipart/form-data; boundary=x", "--y\r\nnothing", "");
    assert_eq!(broken.status, 400);
}

#[test]
fn sorted_lines_are_those_of_the_command_line() {
    let served = Served::start(&sample().index(), &[]);
    for order in ["newest", "oldest", "left", "right", "outlet"] {
        let all = printed(&["lines", "talks", "--sort", order, "--format", "jsonl"]);
        let answer = served.api(&format!("lines?q=talks&order={order}&limit=1000"));
        assert_eq!(answer["lines"], Value::from(all.clone()), "{order}");
        assert_eq!(
            (answer["occurrences"].as_u64().unwrap() as usize, &answer["complete"]),
            (all.len(), &true.into())
        );
        let second = served.api(&format!("lines?q=talks&order={order}&limit=1&offset=1"));
        assert_eq!(second["lines"][0], all[1], "{order}");
    }
    assert_eq!(served.get("/api/v1/lines?q=talks&order=best").status, 400);
    let all = printed(&["lines", "talks", "--sort", "right", "--format", "jsonl"]).len();
    let csv = served.get("/lines.csv?q=talks&order=right").text();
    let rows =
        csv::ReaderBuilder::new().from_reader(csv.trim_start_matches('\u{feff}').as_bytes()).into_records();
    assert_eq!(rows.map(Result::unwrap).count(), all);
    let page = served.get("/lines?q=talks&order=right").text();
    assert!(page.contains(&format!("{all} occurrences in ")), "{page}");
    assert_eq!(page.matches("<td class=\"hit\"><a href=\"/a/").count(), all.min(200));
    assert!(served.get("/?q=talks&view=lines").text().contains("href=\"/lines?q=talks\""));
}

#[test]
fn an_article_is_cited_and_checked_as_on_the_command_line() {
    let scratch =
        Scratch::with(&[("a.jsonl", &article("aaaaaa", "Talks", "They talked. Nobody left early."))]);
    scratch.index_news();
    let served = Served::start(&scratch.index(), &[]);
    for format in ["csl", "ris", "bibtex", "text"] {
        let cited = served.api(&format!("cite?id=aaaaaa&format={format}"));
        let printed = scratch.run(&["cite", "aaaaaa", "--format", format]);
        let printed = String::from_utf8(printed.stdout).unwrap();
        let given = cited["reference"].as_str().unwrap().replace("\r\n", "\n");
        assert_eq!(given.trim_end(), printed.replace("\r\n", "\n").trim_end());
    }
    let quoted = served.api("cite?id=aaaaaa&quote=Nobody+left");
    let bytes = quoted["quotation"]["bytes"][0].as_array().unwrap().clone();
    let file = std::fs::read(quoted["quotation"]["file"].as_str().unwrap()).unwrap();
    let [start, end] = [&bytes[0], &bytes[1]].map(|place| place.as_u64().unwrap() as usize);
    assert_eq!(&file[start..end], b"Nobody left");
    assert_eq!(served.get("/api/v1/cite?id=aaaaaa&quote=never").status, 404);
    assert_eq!(served.get("/api/v1/cite?id=aaaaaa&format=apa").status, 400);
    let page = served.get("/cite/aaaaaa?quote=Nobody+left&check=1").text();
    assert!(page.contains("bytes") && page.contains("<strong>same</strong>"), "{page}");
    assert!(served.get("/a/aaaaaa").text().contains("href=\"/cite/aaaaaa?"));
    let checked = served.api("check?id=aaaaaa");
    assert_eq!(checked, json(&scratch.run(&["check", "aaaaaa", "--json"])));
    // The answer depends on the file, and has to be another at once when that changes.
    let other = article("aaaaaa", "Talks", "Others talked.");
    std::fs::write(checked["path"].as_str().unwrap(), other).unwrap();
    assert_eq!(served.api("check?id=aaaaaa")["state"], "changed");
    assert!(served.get("/cite/aaaaaa?check=1").text().contains("<strong>changed</strong>"));
}

#[test]
fn two_articles_are_compared_word_by_word() {
    let records = [
        article("aaaaaa", "Talks", "They ended on Friday."),
        article("bbbbbb", "Talks", "They ended <b>early</b>."),
    ];
    let scratch = Scratch::with(&[("a.jsonl", &records.concat())]);
    scratch.index_news();
    let served = Served::start(&scratch.index(), &[]);
    let answer = served.api("diff?id=aaaaaa&other=bbbbbb");
    let printed = lines(&scratch.run(&["diff", "aaaaaa", "bbbbbb", "--json"]));
    assert_eq!(answer["differences"], Value::from(printed));
    let page = served.get("/diff/aaaaaa?other=bbbbbb").text();
    assert!(page.contains("<del>on Friday.</del>") && page.contains("<ins>"), "{page}");
    assert!(!page.contains("<b>early"), "markup of an article is shown as text");
    assert_eq!(served.get("/diff/aaaaaa").status, 400);
    assert_eq!(served.get("/api/v1/diff?id=aaaaaa&other=cccccc").status, 404);
}

#[test]
fn relative_dates_are_taken_and_ambiguous_ones_refused() {
    let served = Served::start(&sample().index(), &[]);
    let total = |query: &str| served.api(&format!("search?{query}&limit=0"))["total"].as_u64().unwrap();
    assert_eq!(total("since=23+October+2015&until=23/10/2015"), total("since=2015-10-23&until=2015-10-23"));
    assert_eq!(total("q=date:%2223+October+2015%22"), total("q=date:2015-10-23"));
    assert!(total("q=date:2015-10-23") > 0);
    let refused = served.get("/api/v1/search?since=03/04/2015");
    assert_eq!(refused.status, 400);
    assert!(refused.text().contains("3 April 2015 or 4 March 2015"), "{}", refused.text());
    assert!(served.get("/?since=7d").text().contains("value=\"7d\""));
}
