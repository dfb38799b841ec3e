//! `dateline watch`: the index follows the files.

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::common::{Scratch, article, lines, stderr};

/// How long a change may take to be in the index.
const PATIENCE: Duration = Duration::from_secs(60);

/// A `watch` that runs; ended with the test.
struct Watch {
    child: Child,
    runs: BufReader<ChildStdout>,
}

impl Watch {
    /// Starts to watch `news`, and waits for the first run.
    fn start(scratch: &Scratch, args: &[&str]) -> Watch {
        let news = scratch.at("news");
        let mut command = scratch.command(&[&["watch", "--json", "--settle", "0.2", &news], args].concat());
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut runs = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        runs.read_line(&mut line).unwrap();
        assert!(serde_json::from_str::<Value>(&line).unwrap()["added"].is_u64(), "{line}");
        Watch { child, runs }
    }

    /// Ends it with a signal; its exit code, and the runs after the first.
    fn end(mut self, signal: &str) -> (Option<i32>, Vec<Value>) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args([signal, &id]).status().unwrap().success());
        let code = self.child.wait().unwrap().code();
        let mut runs = String::new();
        self.runs.read_to_string(&mut runs).unwrap();
        (code, runs.lines().map(|line| serde_json::from_str(line).unwrap()).collect())
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Path, id, headline and text of all articles that an index holds.
fn held(scratch: &Scratch) -> BTreeSet<(String, String, String, String)> {
    let output = scratch.run(&["search", "--format", "articles", "-n", "100000"]);
    let text = |article: &Value, name: &str| article[name].as_str().unwrap_or_default().to_owned();
    let facts = |article: &Value| {
        (text(article, "path"), text(article, "id"), text(article, "headline"), text(article, "body"))
    };
    lines(&output).iter().map(facts).collect()
}

/// Waits until the index holds what a search says.
fn wait_for(scratch: &Scratch, ids: &[&str]) {
    let start = Instant::now();
    while scratch.ids(&["talks", "-n", "1000"]) != ids {
        assert!(start.elapsed() < PATIENCE, "{:?} and not {ids:?}", scratch.ids(&["talks", "-n", "1000"]));
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn the_index_follows_new_changed_renamed_and_removed_files() {
    let scratch = Scratch::with(&[("1.jsonl", &article("a", "Talks", "In Oslo."))]);
    let watch = Watch::start(&scratch, &[]);
    wait_for(&scratch, &["a"]);
    let news = scratch.news();
    // As editors write: a file beside it, which takes its place.
    fs::write(news.join("1.jsonl.tmp"), article("b", "Talks", "In Rome.")).unwrap();
    fs::rename(news.join("1.jsonl.tmp"), news.join("1.jsonl")).unwrap();
    wait_for(&scratch, &["b"]);
    fs::create_dir(news.join("below")).unwrap();
    fs::write(news.join("below/2.jsonl"), article("c", "Talks", "In Bonn.")).unwrap();
    wait_for(&scratch, &["b", "c"]);
    fs::remove_file(news.join("1.jsonl")).unwrap();
    wait_for(&scratch, &["c"]);
    let (code, runs) = watch.end("-INT");
    assert_eq!(code, Some(130));
    assert!(runs.len() >= 3, "{runs:?}");
    scratch.assert_sound();
}

#[test]
fn a_folder_that_vanishes_keeps_its_articles_and_is_watched_again_when_it_returns() {
    let scratch = Scratch::with(&[("1.jsonl", &article("a", "Talks", "In Oslo."))]);
    let watch = Watch::start(&scratch, &[]);
    fs::rename(scratch.at("news"), scratch.at("elsewhere")).unwrap();
    std::thread::sleep(Duration::from_secs(3));
    wait_for(&scratch, &["a"]);
    fs::create_dir(scratch.at("news")).unwrap();
    fs::write(scratch.path().join("news/2.jsonl"), article("b", "Talks", "In Rome.")).unwrap();
    wait_for(&scratch, &["b"]);
    fs::write(scratch.path().join("news/3.jsonl"), article("c", "Talks", "In Bonn.")).unwrap();
    wait_for(&scratch, &["b", "c"]);
    assert_eq!(watch.end("-TERM").0, Some(143));
}

#[test]
fn a_single_file_is_followed_when_it_is_replaced_also_by_polling() {
    for args in [&[][..], &["--poll", "0.3"]] {
        let scratch = Scratch::with(&[("1.jsonl", &article("a", "Talks", "In Oslo."))]);
        let watch = Watch::start(&scratch, args);
        fs::write(scratch.path().join("new"), article("b", "Talks", "In Rome.")).unwrap();
        fs::rename(scratch.path().join("new"), scratch.news().join("1.jsonl")).unwrap();
        wait_for(&scratch, &["b"]);
        drop(watch);
    }
}

/// A small generator of numbers, the same in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}

/// One change of a file below `news`, of few enough names that files are changed and removed often.
fn change(scratch: &Scratch, random: &mut Random, number: usize) {
    let news = scratch.path().join("news");
    let name = |random: &mut Random| format!("{}/{}.jsonl", random.below(5), random.below(80));
    let path = news.join(name(random));
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    match random.below(10) {
        0 | 1 => drop(fs::remove_file(&path)),
        2 => {
            let to = news.join(name(random));
            fs::create_dir_all(to.parent().unwrap()).unwrap();
            let _ = fs::rename(&path, to);
        }
        3 => drop(fs::remove_dir_all(path.parent().unwrap())),
        _ => fs::write(&path, article(&format!("a{number}"), "Talks", &format!("Round {number}."))).unwrap(),
    }
}

/// Set to 10000 for the long version of the test.
fn changes() -> usize {
    std::env::var("DATELINE_TEST_CHANGES").ok().and_then(|count| count.parse().ok()).unwrap_or(1000)
}

#[test]
fn after_bursts_of_changes_the_index_equals_a_fresh_one() {
    let scratch = Scratch::with(&[("0/0.jsonl", &article("first", "Talks", "In Oslo."))]);
    let watch = Watch::start(&scratch, &[]);
    let mut random = Random(7);
    for number in 0..changes() {
        change(&scratch, &mut random, number);
        if random.below(150) == 0 {
            std::thread::sleep(Duration::from_millis(random.below(700)));
        }
    }
    let last = scratch.news().join("last.jsonl");
    fs::write(&last, article("last", "The end", "Nothing follows.")).unwrap();
    let start = Instant::now();
    while scratch.ids(&["\"nothing follows\""]) != ["last"] {
        assert!(start.elapsed() < PATIENCE * 5);
        std::thread::sleep(Duration::from_millis(100));
    }
    assert_eq!(watch.end("-INT").0, Some(130));
    let fresh = Scratch::new();
    let output = fresh.run(&["index", "-q", &scratch.at("news")]);
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(held(&scratch).len() > 10);
    assert_eq!(held(&scratch), held(&fresh));
    scratch.assert_sound();
}
