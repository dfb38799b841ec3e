//! What a run did, and the trait that receives its progress.

use std::path::Path;

use serde::Serialize;

use super::missing::Missing;
use super::{FileRead, Problem};

/// What a run did, counted in articles (`skipped` in records).
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Summary {
    /// New articles.
    pub added: u64,
    /// Articles that replaced an older text of the same id.
    pub changed: u64,
    /// Articles that the store held already.
    pub unchanged: u64,
    /// Those among them whose files have another path now.
    pub moved: u64,
    /// Articles that no longer exist.
    pub removed: u64,
    /// Records that could not be read.
    pub skipped: u64,
    /// Articles read in this run whose text may not be the whole story.
    pub doubtful: u64,
    /// Files, and members of archives, that have no news and are not meant to.
    pub passed_over: u64,
    /// Stored articles whose corrections, tags or notes were brought up to date.
    #[serde(skip_serializing_if = "is_zero")]
    pub renewed: u64,
    /// Records that were left out because the user forgot them.
    #[serde(skip_serializing_if = "is_zero")]
    pub forgotten: u64,
    /// Files that were left out by a pattern, or because the user forgot them.
    #[serde(skip_serializing_if = "is_zero")]
    pub left_out: u64,
    /// Articles of which the user says something and whose records were edited, so that they have other ids: the id
    /// before, and the one now.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub followed: Vec<(String, String)>,
    /// Paths that could not be read at all.
    pub failed: u64,
    /// Files that no longer exist and whose articles were kept.
    pub missing_files: u64,
    /// The articles of these.
    pub missing_articles: u64,
    /// Bytes of text that were read.
    pub bytes: u64,
    /// How long it took.
    pub seconds: f64,
    /// The run was stopped before it had read everything; what it had read is committed.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub interrupted: bool,
}

fn is_zero(count: &u64) -> bool {
    *count == 0
}

impl Summary {
    /// How many records, members and files gave no article, for whatever reason.
    pub fn without_article(&self) -> u64 {
        self.skipped + self.passed_over + self.failed
    }
}

/// Receives what happens while a run goes on.
pub trait Report {
    /// Something gave no article.
    fn problem(&mut self, problem: &Problem);
    /// The counts so far; called for every record.
    fn counts(&mut self, _so_far: &Summary) {}
    /// A file was read to its end, or was known already.
    fn file(&mut self, _file: &FileRead) {}
    /// Something gave no article when its file was read, this many times; the file was not read again.
    fn remembered(&mut self, problem: &Problem, _count: u64) {
        self.problem(problem);
    }
    /// A file no longer exists, and its articles were removed.
    fn removed(&mut self, _path: &Path, _articles: u64) {}
    /// A given path no longer exists, and the store holds articles of it.
    fn gone(&mut self, _path: &Path) {}
    /// Files no longer exist, and their articles were kept.
    fn missing(&mut self, _missing: &Missing) {}
}

impl<F: FnMut(&Problem)> Report for F {
    fn problem(&mut self, problem: &Problem) {
        self(problem);
    }
}
