//! What the integration tests share: running the program, and folders to run it in.

#![allow(dead_code, reason = "each test file uses a part of it")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

use serde_json::Value;
use tempfile::TempDir;

/// The program with the given arguments and no index set from outside.
pub fn dateline(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dateline"));
    command.args(args).env_remove("DATELINE_INDEX").env("NO_COLOR", "1");
    command
}

/// The root of the project.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The sample corpus.
pub fn corpus() -> PathBuf {
    root().join("corpus")
}

/// A folder with files of its own and an index beside them.
pub struct Scratch {
    dir: TempDir,
}

impl Scratch {
    pub fn new() -> Scratch {
        Scratch { dir: tempfile::tempdir().unwrap() }
    }

    /// A scratch folder that holds these files below `news`.
    pub fn with(files: &[(&str, &str)]) -> Scratch {
        let scratch = Scratch::new();
        for (name, text) in files {
            scratch.write(name, text.as_bytes());
        }
        scratch
    }

    pub fn path(&self) -> &Path {
        self.dir.path()
    }

    pub fn news(&self) -> PathBuf {
        let news = self.path().join("news");
        fs::create_dir_all(&news).unwrap();
        news
    }

    pub fn index(&self) -> PathBuf {
        self.path().join("index")
    }

    /// Writes a file below `news`; its time lies in the past, so that a later change always shows.
    pub fn write(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.news().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        let file = fs::File::options().write(true).open(&path).unwrap();
        static AGE: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(100_000);
        let age = AGE.fetch_sub(10, std::sync::atomic::Ordering::Relaxed);
        file.set_modified(std::time::SystemTime::now() - std::time::Duration::from_secs(age)).unwrap();
        path
    }

    /// The path of something in this folder.
    pub fn at(&self, name: &str) -> String {
        self.path().join(name).to_str().unwrap().to_owned()
    }

    /// The program on the index of this folder, to be started.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = dateline(args);
        command.arg("--index").arg(self.index());
        command
    }

    /// Runs the program on the index of this folder.
    pub fn run(&self, args: &[&str]) -> Output {
        self.command(args).output().unwrap()
    }

    /// Runs `index` with these arguments and gives the summary.
    pub fn index_with(&self, args: &[&str]) -> Value {
        let output = self.run(&[&["index", "--json"], args].concat());
        assert!(output.status.success(), "{}", stderr(&output));
        json(&output)
    }

    /// Indexes `news` and gives the summary.
    pub fn index_news(&self) -> Value {
        self.index_with(&[self.news().to_str().unwrap()])
    }

    /// Fails if `verify` finds something.
    pub fn assert_sound(&self) {
        let verified = self.run(&["verify"]);
        assert!(verified.status.success(), "{}", stdout(&verified));
    }

    /// The hits of a search in their order.
    pub fn hits(&self, args: &[&str]) -> Vec<Value> {
        let output = self.run(&[&["search", "--format", "jsonl"], args].concat());
        assert_ne!(output.status.code(), Some(2), "{}", stderr(&output));
        lines(&output)
    }

    /// The ids of the hits of a search, sorted.
    pub fn ids(&self, args: &[&str]) -> Vec<String> {
        let mut ids: Vec<String> =
            self.hits(args).iter().map(|hit| hit["id"].as_str().unwrap().to_owned()).collect();
        ids.sort();
        ids
    }

    /// The headlines of the hits of a search, in order.
    pub fn headlines(&self, args: &[&str]) -> Vec<String> {
        let headline = |hit: &Value| hit["headline"].as_str().unwrap_or_default().to_owned();
        self.hits(args).iter().map(headline).collect()
    }
}

pub fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

pub fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Standard output as one JSON value.
pub fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {}", stdout(output)))
}

/// Standard output as one JSON value a line.
pub fn lines(output: &Output) -> Vec<Value> {
    stdout(output).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The counts of a summary: added, changed, unchanged, removed, skipped.
pub fn counts(summary: &Value) -> [u64; 5] {
    ["added", "changed", "unchanged", "removed", "skipped"].map(|name| summary[name].as_u64().unwrap())
}

/// An index of the sample corpus, made once for all tests of a file.
///
/// One thread indexes the articles in their order, so that equal scores always rank the same.
pub fn sample() -> &'static Scratch {
    static SAMPLE: OnceLock<Scratch> = OnceLock::new();
    SAMPLE.get_or_init(|| {
        let scratch = Scratch::new();
        let output = scratch.run(&["index", "-q", "--threads", "1", corpus().to_str().unwrap()]);
        assert!(output.status.success(), "{}", stderr(&output));
        scratch
    })
}

/// A JSONL line for an article.
pub fn article(id: &str, headline: &str, body: &str) -> String {
    serde_json::json!({"id": id, "headline": headline, "body": body}).to_string() + "\n"
}
