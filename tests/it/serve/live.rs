//! The index changes while it is served: no request fails, and no answer mixes two moments.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use super::http::Served;
use crate::common::Scratch;

/// Articles that all bear the number of the moment.
const ARTICLES: usize = 60;

fn write(scratch: &Scratch, moment: usize) {
    let lines: String = (0..ARTICLES)
        .map(|number| {
            format!(
                "{{\"id\":\"a{number}\",\"headline\":\"Talks {number} of moment{moment}\",\"source\":\"Wire{moment}\",\
                 \"body\":\"The talks of moment{moment} go on in Vienna.\"}}\n"
            )
        })
        .collect();
    scratch.write("all.jsonl", lines.as_bytes());
}

/// The moment that every part of an answer is of; fails if it is of several.
fn moment_of(served: &Served, path: &str) -> String {
    let reply = served.get(path);
    assert_eq!(reply.status, 200, "{path}: {}", reply.text());
    let text = reply.text();
    let mut moments: Vec<&str> = text
        .match_indices("moment")
        .map(|(at, _)| &text[at..])
        .map(|rest| rest.split(|c: char| !c.is_alphanumeric()).next().unwrap())
        .filter(|word| *word != "moment")
        .collect();
    moments.sort_unstable();
    moments.dedup();
    assert_eq!(moments.len(), 1, "{path}: {moments:?}");
    moments[0].to_owned()
}

#[test]
fn no_request_fails_and_no_answer_mixes_moments_while_the_index_changes() {
    let scratch = Scratch::new();
    write(&scratch, 0);
    scratch.index_news();
    let served = Served::start(&scratch.index(), &[]);
    let (stop, asked) = (AtomicBool::new(false), AtomicUsize::new(0));
    std::thread::scope(|scope| {
        for path in
            ["/api/v1/search?q=talks&limit=60&facets=source", "/?q=talks", "/search.jsonl?q=talks&copies=all"]
        {
            scope.spawn(|| {
                while !stop.load(Ordering::Relaxed) {
                    moment_of(&served, path);
                    asked.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        let changed = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            for moment in 1..=4 {
                write(&scratch, moment);
                scratch.index_news();
                wait_for(&served, moment);
            }
            // Built anew in another place and put where the old one was.
            let rebuilt = scratch.path().join("rebuilt");
            write(&scratch, 5);
            let news = scratch.news();
            let run =
                crate::common::dateline(&["index", "--index"]).arg(&rebuilt).arg(&news).output().unwrap();
            assert!(run.status.success());
            std::fs::rename(scratch.index(), scratch.path().join("old")).unwrap();
            std::fs::rename(&rebuilt, scratch.index()).unwrap();
            wait_for(&served, 5);
        }));
        stop.store(true, Ordering::Relaxed);
        changed.unwrap();
    });
    assert!(asked.load(Ordering::Relaxed) > 20, "{asked:?}");
}

/// Waits until the server answers of a moment.
fn wait_for(served: &Served, moment: usize) {
    let start = Instant::now();
    while moment_of(served, "/api/v1/search?q=talks&limit=60&facets=source") != format!("moment{moment}") {
        assert!(start.elapsed() < Duration::from_secs(60), "moment {moment} is not served");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn a_server_without_an_index_says_how_to_make_one_and_then_has_it() {
    let scratch = Scratch::with(&[("a.jsonl", "{\"id\":\"a\",\"headline\":\"Talks\",\"body\":\"Talks.\"}")]);
    let served = Served::start(&scratch.index(), &[]);
    let before = served.get("/?q=talks");
    assert_eq!(before.status, 503);
    assert!(before.text().contains("dateline index"), "{}", before.text());
    assert_eq!(served.get("/api/v1/search?q=talks").status, 503);
    scratch.index_news();
    let start = Instant::now();
    // A run may commit once before it has read anything.
    while served.get("/api/v1/search?q=talks").json()["total"] != 1 {
        assert!(start.elapsed() < Duration::from_secs(60));
        std::thread::sleep(Duration::from_millis(50));
    }
    assert_eq!(served.get("/?q=talks").status, 200);
}
