//! Files to articles without an index.

use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use dateline_core::article::Article;
use dateline_read::{Choices, FileEntry, Opened, RawDoc, RecordError, RecordResult, WalkError};

use super::{Job, Outcome, Problem, ReadOptions, Severity, in_order, read_article};

/// How to read.
#[derive(Debug, Clone, Default)]
pub struct ExtractOptions {
    /// The number of threads to work on; 0 for one a core.
    pub threads: usize,
    /// What the user says of the files: their format, the names of columns.
    pub choices: Choices,
    /// How documents are read.
    pub read: ReadOptions,
}

/// The number of cores this process may use.
pub fn available_threads() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// Reads and enriches every record below the paths and gives the results to `take` in input order.
///
/// Stops early when `take` breaks.
pub fn extract(
    paths: &[PathBuf],
    options: &ExtractOptions,
    mut take: impl FnMut(Result<Article, Problem>) -> ControlFlow<()>,
) {
    let threads = if options.threads == 0 { available_threads() } else { options.threads };
    let choices = options.choices.clone();
    let paths = paths.to_vec();
    let mut last = None;
    in_order(
        move |out| {
            let _ = read_files(&paths, &choices, out);
        },
        threads,
        |piece: Piece| (piece.path().to_owned(), piece.run(&options.read)),
        |outcome| match outcome {
            Outcome::Idle => ControlFlow::Continue(()),
            Outcome::Done((path, result)) => {
                last = Some(path);
                take(result)
            }
            Outcome::Lost(problem) => take(Err(*problem)),
            Outcome::Broken => take(Err(Problem::broken(last.as_deref()))),
        },
    );
}

/// One record to read, or a problem that takes its place in the order.
enum Piece {
    Record { path: PathBuf, doc: Box<RawDoc> },
    Problem(Problem),
}

impl Job for Piece {
    type Mark = Box<Problem>;

    fn cost(&self) -> usize {
        match self {
            Piece::Record { doc, .. } => usize::try_from(doc.bytes).unwrap_or(usize::MAX),
            Piece::Problem(_) => 0,
        }
    }

    fn mark(&self) -> Box<Problem> {
        Box::new(match self {
            Piece::Record { path, doc } => Problem::lost(path, doc),
            Piece::Problem(problem) => problem.clone(),
        })
    }
}

impl Piece {
    fn path(&self) -> &Path {
        match self {
            Piece::Record { path, .. } => path,
            Piece::Problem(problem) => &problem.path,
        }
    }

    fn run(self, options: &ReadOptions) -> Result<Article, Problem> {
        match self {
            Piece::Problem(problem) => Err(problem),
            Piece::Record { path, doc } => {
                let (record, member) = (Some(doc.record), doc.member.clone());
                read_article(*doc, &path, options).map_err(|reason| Problem {
                    severity: Severity::Skipped,
                    path,
                    record,
                    member,
                    reason,
                })
            }
        }
    }
}

/// Where pieces are handed over; after `Break` no more are wanted.
type Pieces<'p> = dyn FnMut(Piece) -> ControlFlow<()> + 'p;

fn read_files(paths: &[PathBuf], choices: &Choices, out: &mut Pieces) -> ControlFlow<()> {
    for found in dateline_read::walk(paths) {
        match found {
            Err(error) => out(Piece::Problem(Problem::from_walk(&error)))?,
            // Whatever goes wrong with one file, the next one is read.
            Ok(entry) => catch_unwind(AssertUnwindSafe(|| read_file(&entry, choices, out)))
                .unwrap_or_else(|_| out(Piece::Problem(Problem::internal(&entry.path))))?,
        }
    }
    ControlFlow::Continue(())
}

fn read_file(entry: &FileEntry, choices: &Choices, out: &mut Pieces) -> ControlFlow<()> {
    let path = &entry.path;
    match dateline_read::open(entry, choices.clone()) {
        Err(error) => {
            let reason = format!("cannot be opened: {}", dateline_read::said(&error.source));
            out(Piece::Problem(Problem::from_read(path, &reason)))
        }
        Ok(Opened::Skipped { kind }) => out(Piece::Problem(Problem::passed_over(path, &kind))),
        Ok(Opened::Records(records)) => {
            let mut is_empty = true;
            records.read(&mut |record: RecordResult| {
                is_empty = false;
                out(match record {
                    Ok(doc) => Piece::Record { path: path.clone(), doc: Box::new(doc) },
                    Err(error) => Piece::Problem(Problem::from_record(path, &error)),
                })
            })?;
            if is_empty { out(Piece::Problem(Problem::nothing_in(path))) } else { ControlFlow::Continue(()) }
        }
    }
}

impl Problem {
    /// A path that could not be walked.
    pub fn from_walk(error: &WalkError) -> Problem {
        let path = error.path().to_owned();
        let whole = error.to_string();
        let reason = whole.strip_prefix(&format!("{}: ", path.display())).unwrap_or(&whole).to_owned();
        let severity = match error {
            WalkError::Index { is_root: false, .. } => Severity::PassedOver,
            _ => Severity::Failed,
        };
        Problem { severity, path, record: None, member: None, reason }
    }

    /// A file that could not be opened.
    pub fn from_read(path: &Path, reason: &str) -> Problem {
        let (path, reason) = (path.to_owned(), reason.to_owned());
        Problem { severity: Severity::Failed, path, record: None, member: None, reason }
    }

    /// A file that has no articles and is not meant to.
    pub fn passed_over(path: &Path, kind: &str) -> Problem {
        let (path, reason) = (path.to_owned(), kind.to_owned());
        Problem { severity: Severity::PassedOver, path, record: None, member: None, reason }
    }

    /// A file of a format that is read, in which there is nothing to read.
    pub fn nothing_in(path: &Path) -> Problem {
        Self::passed_over(path, "no articles in it")
    }

    /// A record on which the work panicked.
    pub fn lost(path: &Path, doc: &RawDoc) -> Problem {
        let reason = "internal error while reading it; please report this".to_owned();
        let (record, member) = (Some(doc.record), doc.member.clone());
        Problem { severity: Severity::Skipped, path: path.to_owned(), record, member, reason }
    }

    /// A panic while a file was taken apart.
    pub fn internal(path: &Path) -> Problem {
        Self::from_read(path, "internal error while reading it; please report this")
    }

    /// A panic while looking for what is to be read next, after this file.
    pub fn broken(after: Option<&Path>) -> Problem {
        let reason = "internal error while looking for the next record; please report this".to_owned();
        let path = after.unwrap_or(Path::new(".")).to_owned();
        Problem { severity: Severity::Failed, path, record: None, member: None, reason }
    }

    /// A record that could not be read, or a member of an archive that is not meant to be one.
    pub fn from_record(path: &Path, error: &RecordError) -> Problem {
        let member = error.member.clone();
        if let Some(kind) = error.passed_over_kind() {
            return Problem { member, ..Self::passed_over(path, kind) };
        }
        // What the system could not read says nothing about the document.
        let severity = if error.is_of_the_system() { Severity::Failed } else { Severity::Skipped };
        let (record, reason) = (Some(error.record), error.reason.to_string());
        Problem { severity, path: path.to_owned(), record, member, reason }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn articles_and_problems_come_in_input_order() {
        let dir = tempfile::tempdir().unwrap();
        let lines = "{\"id\":\"a\",\"headline\":\"One\"}\n{broken\n{\"id\":\"b\",\"headline\":\"Two\"}\n";
        fs::write(dir.path().join("a.jsonl"), lines).unwrap();
        fs::write(dir.path().join("b.txt"), "").unwrap();
        fs::write(dir.path().join("c.json"), "[]").unwrap();
        let paths = [dir.path().to_owned(), dir.path().join("missing")];
        let mut seen = Vec::new();
        extract(&paths, &ExtractOptions::default(), |result| {
            seen.push(match result {
                Ok(article) => article.id,
                Err(problem) => format!("{:?} {:?}", problem.severity, problem.record),
            });
            ControlFlow::Continue(())
        });
        assert_eq!(seen, ["a", "Skipped Some(1)", "b", "PassedOver None", "PassedOver None", "Failed None"]);
    }
}
