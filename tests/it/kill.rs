//! A killed run leaves the index at its last commit, and the next run completes it.

use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::common::{Scratch, article, counts, json, stderr};

/// How many articles a run indexes; enough for it to take a while.
const ARTICLES: usize = 3000;

fn corpus(scratch: &Scratch, name: &str, from: usize) {
    for file in 0..6 {
        let text: String = (0..ARTICLES / 6)
            .map(|n| {
                let id = from + file * ARTICLES / 6 + n;
                let body = format!("Ministers of Norway and Chile met in Oslo for round {id} of the talks. ")
                    .repeat(8);
                article(&format!("id{id}"), &format!("Round {id} opens"), &body)
            })
            .collect();
        scratch.write(&format!("{name}{file}.jsonl"), text.as_bytes());
    }
}

/// Starts a run and kills it after a while; true if it was still running.
fn kill_after(scratch: &Scratch, wait: Duration) -> bool {
    let mut child = scratch
        .command(&["index", "-q", &scratch.at("news")])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    std::thread::sleep(wait);
    let running = child.try_wait().unwrap().is_none();
    child.kill().unwrap();
    child.wait().unwrap();
    running
}

/// The articles that the index holds; none if there is no commit yet.
fn held(scratch: &Scratch) -> u64 {
    let output = scratch.run(&["stats", "--json"]);
    if output.status.code() == Some(2) {
        assert!(stderr(&output).contains("there is no index"), "{}", stderr(&output));
        return 0;
    }
    scratch.assert_sound();
    json(&output)["articles"].as_u64().unwrap()
}

/// Kills runs at moments spread over the length of one, then lets one end.
fn kill_and_complete(scratch: &Scratch, before: u64, kills: u32, length: Duration) {
    let mut killed = 0;
    for kill in 0..kills {
        killed += u32::from(kill_after(scratch, length * kill / kills));
        let now = held(scratch);
        assert!(now >= before && now <= before + ARTICLES as u64, "{now} articles");
    }
    assert!(killed > 0, "every run ended before it was killed");
    let [added, changed, unchanged, removed, skipped] = counts(&scratch.index_news());
    assert_eq!((added + unchanged, changed, removed, skipped), (before + ARTICLES as u64, 0, 0, 0));
    assert_eq!(held(scratch), before + ARTICLES as u64);
    assert_eq!(scratch.headlines(&["headline:round headline:7"]), ["Round 7 opens"]);
}

#[test]
fn killed_runs_lose_nothing_and_double_nothing() {
    let timing = Scratch::new();
    corpus(&timing, "a", 0);
    let start = Instant::now();
    timing.index_news();
    let length = start.elapsed();

    let scratch = Scratch::new();
    corpus(&scratch, "a", 0);
    kill_and_complete(&scratch, 0, 6, length);
    corpus(&scratch, "b", ARTICLES);
    kill_and_complete(&scratch, ARTICLES as u64, 6, length);
}

/// Starts a run over the news, sends it a signal after a while, and gives its exit code and what it said.
#[cfg(unix)]
fn signalled(scratch: &Scratch, signal: &str, wait: Duration) -> (Option<i32>, String) {
    let child = scratch
        .command(&["index", &scratch.at("news")])
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    std::thread::sleep(wait);
    send(signal, child.id());
    let output = child.wait_with_output().unwrap();
    (output.status.code(), stderr(&output))
}

#[cfg(unix)]
fn send(signal: &str, process: u32) {
    let sent = std::process::Command::new("kill").arg(format!("-{signal}")).arg(process.to_string()).status();
    assert!(sent.unwrap().success());
}

#[cfg(unix)]
#[test]
fn a_signal_has_a_run_commit_what_it_read_and_the_next_run_completes_it() {
    let timing = Scratch::new();
    corpus(&timing, "a", 0);
    let start = Instant::now();
    timing.index_news();
    let length = start.elapsed();
    for (signal, code) in [("INT", 130), ("TERM", 143)] {
        let scratch = Scratch::new();
        corpus(&scratch, "a", 0);
        let (ended, said) = signalled(&scratch, signal, length / 3);
        assert_eq!(ended, Some(code), "{said}");
        assert!(said.contains("interrupted"), "{said}");
        let first = held(&scratch);
        assert!(first < ARTICLES as u64, "the run had ended: {first}");
        let searched = scratch.run(&["search", "oslo"]);
        assert!(stderr(&searched).contains("did not finish"), "{}", stderr(&searched));
        let [added, _, unchanged, _, _] = counts(&scratch.index_news());
        assert_eq!((added, unchanged), (ARTICLES as u64 - first, first));
        assert!(!stderr(&scratch.run(&["search", "oslo"])).contains("did not finish"));
    }
}

#[cfg(unix)]
#[test]
fn a_run_that_waits_for_standard_input_ends_at_a_signal_too() {
    let scratch = Scratch::new();
    let mut child = scratch
        .command(&["index", "-q", "-", "--input-format", "jsonl"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    for number in 0..2000 {
        let line = article(&format!("id{number}"), "Talks go on", "They met in Oslo and went on talking.");
        std::io::Write::write_all(&mut input, line.as_bytes()).unwrap();
    }
    std::io::Write::flush(&mut input).unwrap();
    std::thread::sleep(Duration::from_secs(3));
    send("TERM", child.id());
    assert_eq!(child.wait().unwrap().code(), Some(143));
    drop(input);
    assert!(held(&scratch) > 1000);
}
