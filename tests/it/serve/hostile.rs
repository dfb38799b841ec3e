//! What someone sends who means harm: nothing runs, nothing leaks, and others are answered all the while.

use std::io::Write;
use std::net::TcpStream;
use std::time::{Duration, Instant};

use serde_json::json;

use super::http::{Served, encoded};
use super::sample;
use crate::common::Scratch;

/// Text that would be markup or script if it were not escaped where it is shown.
const SCRIPTS: [&str; 8] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)",
    "</title><svg onload=alert(1)>",
    "javascript:alert(1)",
    "{{7*7}}<%=7*7%>${7*7}",
    "</textarea></style></script><script>alert(1)</script>",
    "\u{202e}<b>x\u{0}",
];

#[test]
fn nothing_in_an_article_or_a_request_is_markup() {
    let scratch = Scratch::new();
    let records: String = SCRIPTS
        .iter()
        .enumerate()
        .map(|(number, script)| {
            json!({
                "id": format!("x{number}{script}"), "headline": format!("Talks {script}"), "standfirst": script,
                "body": format!("The talks {script} go on.\n\nSergei Lavrov {script} spoke in Vienna {script}."),
                "source": script, "section": script, "byline": [script], "url": script, "language": "en",
                "captions": [script], "published": "2015-10-23", "extra key": script,
            })
            .to_string()
                + "\n"
        })
        .collect();
    scratch.write("<script>x.jsonl", records.as_bytes());
    scratch.index_news();
    let served = Served::start(&scratch.index(), &[]);
    let mut pages = vec![
        "/".to_owned(),
        "/?q=talks".to_owned(),
        "/?q=talks&view=lines".to_owned(),
        "/?q=talks&view=table".to_owned(),
    ];
    for script in SCRIPTS {
        for key in [
            "q", "vs", "person", "source", "section", "country", "-person", "since", "sort", "view", "page",
            script,
        ] {
            pages.push(format!("/?{}", encoded(&[(key, script), ("x", "1")])));
        }
        let part = percent_encoding::utf8_percent_encode(script, percent_encoding::NON_ALPHANUMERIC);
        pages.extend([
            format!("/a/{part}"),
            format!("/name/person/{part}"),
            format!("/name/{part}/x"),
            format!("/facet/person?within={part}"),
            format!("/facet/{part}"),
            format!("/{part}"),
            format!("/login?next={part}"),
        ]);
    }
    for hit in served.api("search?q=talks&limit=50")["hits"].as_array().unwrap() {
        let id = percent_encoding::utf8_percent_encode(
            hit["id"].as_str().unwrap(),
            percent_encoding::NON_ALPHANUMERIC,
        );
        pages.push(format!("/a/{id}?q=talks"));
    }
    let mut shown = 0;
    for page in pages {
        let reply = served.get(&page);
        assert!(reply.status < 500 || reply.status == 503, "{page}: {}", reply.status);
        if reply.header("content-type").is_some_and(|kind| kind.starts_with("text/html")) {
            check_markup(&reply.text(), &page);
            shown += 1;
        }
        let policy = reply.header("content-security-policy").unwrap_or_else(|| panic!("{page}"));
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
        assert_eq!(reply.header("x-content-type-options"), Some("nosniff"), "{page}");
    }
    assert!(shown > 100, "{shown}");
}

/// Fails if a page has an element or an attribute that its templates do not have.
fn check_markup(page: &str, address: &str) {
    let known = [
        "html", "head", "meta", "title", "link", "script", "body", "a", "header", "form", "input", "button",
        "nav", "p", "main", "section", "h1", "h2", "h3", "ul", "ol", "li", "span", "details", "summary",
        "div", "svg", "defs", "pattern", "path", "rect", "text", "use", "label", "strong", "table", "thead",
        "tbody", "tr", "th", "td", "time", "mark", "aside", "article", "dl", "dt", "dd", "abbr", "br", "pre",
        "code", "kbd", "em", "q", "select", "option",
    ];
    assert_eq!(page.matches("<script").count(), 1, "{address}");
    for tag in page.split('<').skip(1) {
        let name: String = tag
            .trim_start_matches('/')
            .chars()
            .take_while(|c| c.is_ascii_alphanumeric() || *c == '!')
            .collect();
        assert!(name == "!doctype" || known.contains(&name.as_str()), "{address}: <{name}");
        let inside = tag.split('>').next().unwrap_or_default();
        let outside_values: String = inside.split('"').step_by(2).collect();
        assert!(!outside_values.contains(" on"), "{address}: <{inside}");
        assert!(!inside.contains("href=\"javascript:") && !inside.contains("style="), "{address}: <{inside}");
    }
}

fn request(served: &Served, line: &str, headers: &str) -> u16 {
    served.request(&format!("{line}\r\n{headers}Connection: close\r\n\r\n")).status
}

#[test]
fn only_requests_for_this_server_are_answered() {
    let served = Served::start(&sample().index(), &["--host", "news.example"]);
    let status = |headers: &str| request(&served, "GET /?q=talks HTTP/1.1", headers);
    assert_eq!(status("Host: localhost\r\n"), 200);
    assert_eq!(status("Host: news.example\r\n"), 200);
    for headers in [
        "Host: evil.example\r\n",
        "Host: localhost.evil.example\r\n",
        "Host: localhost\r\nHost: evil.example\r\n",
        "",
    ] {
        assert!([400, 403].contains(&status(headers)), "{headers}");
    }
    for headers in [
        "Host: localhost\r\nOrigin: https://evil.example\r\n",
        "Host: localhost\r\nReferer: https://evil.example\r\n",
    ] {
        let reply = served
            .request(&format!("GET /api/v1/search?q=talks HTTP/1.1\r\n{headers}Connection: close\r\n\r\n"));
        assert_eq!((reply.status, reply.header("access-control-allow-origin")), (200, None));
    }
}

#[test]
fn no_path_leads_out() {
    let served = Served::start(&sample().index(), &[]);
    for path in [
        "/../../etc/passwd",
        "/assets/../Cargo.toml",
        "/assets/..%2f..%2fetc%2fpasswd",
        "/assets/%2e%2e/%2e%2e/etc/passwd",
        "/a/..%2f..%2fetc%2fpasswd",
        "//etc/passwd",
        "/a/%00",
        "/assets/page.css%00.js",
    ] {
        let reply = served.get(path);
        assert_eq!(reply.status, 404, "{path}");
        assert!(!reply.text().contains("root:"), "{path}");
    }
}

#[test]
fn requests_that_are_none_are_refused() {
    let served = Served::start(&sample().index(), &[]);
    let long = "a".repeat(100_000);
    let many: String = (0..500).map(|number| format!("X-{number}: 1\r\n")).collect();
    for (bytes, expected) in [
        ("GARBAGE\r\n\r\n".to_owned(), vec![400]),
        (format!("GET /?q={long} HTTP/1.1\r\nHost: localhost\r\n\r\n"), vec![400, 414, 431]),
        (format!("GET / HTTP/1.1\r\nHost: localhost\r\nX: {long}\r\n\r\n"), vec![400, 431]),
        (format!("GET / HTTP/1.1\r\nHost: localhost\r\n{many}\r\n"), vec![400, 431]),
        ("DELETE /a/x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".to_owned(), vec![405]),
        ("POST /?q=x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\nConnection: close\r\n\r\nabc".to_owned(), vec![405]),
        // Two lengths, or a length and chunks: what one server reads as the end another may read as the next request.
        ("POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nContent-Length: 40\r\n\r\nabcd".to_owned(), vec![400]),
        (
            "POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n\r\nGET /evil HTTP/1.1\r\nHost: localhost\r\n\r\n"
                .to_owned(),
            vec![200, 303, 400],
        ),
        ("GET / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: xchunked\r\n\r\n".to_owned(), vec![400, 501]),
        ("GET / HTTP/1.1\nHost : localhost\r\n\r\n".to_owned(), vec![400, 403]),
        ("GET / HTTP/1.1\r\n Host: localhost\r\n\r\n".to_owned(), vec![400, 403]),
        ("GET / HTTP/3.0\r\nHost: localhost\r\n\r\n".to_owned(), vec![400, 505]),
    ] {
        let reply = served.raw(bytes.as_bytes());
        let text = String::from_utf8_lossy(&reply).into_owned();
        let status: u16 = text.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or_default();
        assert!(expected.contains(&status) || reply.is_empty(), "{:?}: {status}", &bytes[..60.min(bytes.len())]);
        assert!(text.matches("HTTP/1.1 ").count() <= 1, "two answers to {bytes:?}");
    }
    assert_eq!(served.get("/?q=talks").status, 200);
}

#[test]
fn monstrous_queries_are_told_what_is_too_much() {
    let served = Served::start(&sample().index(), &[]);
    let clauses: String = (0..1800).map(|number| format!("w{number}+")).collect();
    let brackets = format!("{}x{}", "(".repeat(4000), ")".repeat(4000));
    for query in [clauses, brackets, "*a*+".repeat(1000), "a~2+".repeat(1000), "%22".repeat(3000)] {
        for path in ["/", "/api/v1/search"] {
            let reply = served.get(&format!("{path}?q={query}"));
            assert!([200, 400, 422].contains(&reply.status), "{}: {}", &query[..20], reply.status);
        }
    }
}

/// How long an ordinary page takes, at the median.
fn usual(served: &Served) -> Duration {
    let mut times: Vec<Duration> = (0..9)
        .map(|number| {
            let start = Instant::now();
            assert_eq!(served.get(&format!("/?q=talks+{number}&any=1")).status, 200);
            start.elapsed()
        })
        .collect();
    times.sort();
    times[times.len() / 2]
}

/// So many connections do nothing.
const CONNECTIONS: usize = 2000;

#[test]
fn a_form_that_never_comes_is_not_waited_for() {
    let scratch = Scratch::new();
    let (file, _) = super::login::accounts(&scratch);
    let served = Served::start(&sample().index(), &["--auth", &file]);
    let start = Instant::now();
    let reply = served.raw(b"POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nx");
    assert!(start.elapsed() < Duration::from_secs(25), "{:?}", start.elapsed());
    assert!(reply.starts_with(b"HTTP/1.1 400"), "{}", String::from_utf8_lossy(&reply));
}

#[test]
fn what_takes_long_to_complete_is_not_completed() {
    let served = Served::start(&sample().index(), &[]);
    let start = Instant::now();
    let reply = served.get(&format!("/api/v1/suggest?q={}", "a+".repeat(8000)));
    assert!([200, 400].contains(&reply.status));
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
}

#[test]
fn slow_and_idle_connections_hold_nobody_up() {
    let mut served = Served::start(&sample().index(), &[]);
    usual(&served);
    let mut idle: Vec<TcpStream> = Vec::new();
    rlimit::increase_nofile_limit(8192).unwrap();
    for number in 0..CONNECTIONS {
        let Ok(mut stream) = TcpStream::connect(served.address) else { break };
        if number % 2 == 0 {
            let _ = stream.write_all(b"GET /?q=talks HTTP/1.1\r\nHost: loc");
        }
        idle.push(stream);
    }
    assert_eq!(idle.len(), CONNECTIONS);
    // Forms that never come.
    for stream in idle.iter_mut().step_by(10) {
        let _ = stream.write_all(b"POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nx");
    }
    for number in 0..20 {
        assert_eq!(served.get(&format!("/?q=peace+{number}&any=1")).status, 200);
    }
    assert!(served.is_up());
}
