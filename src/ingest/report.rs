//! The report of a run as JSON lines: what was read and what was not, by file, and why.
//!
//! A line is an object with `event` and `path`. Events: `read`, `unchanged` and `moved` (with `articles`, `skipped`, `bytes`),
//! `skipped` (a record, with `record` and `reason`), `not indexed` (a file that gave no article), `failed`, `removed`.

use std::io::{self, Write};
use std::path::Path;

use serde::Serialize;
use serde_json::json;

use super::{Problem, Severity};

/// What became of a file that was read or was known already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileRead<'a> {
    /// The file.
    pub path: &'a Path,
    /// Its size in bytes; 0 if it is not known.
    pub bytes: u64,
    /// How many articles it gave.
    pub articles: u64,
    /// How many of its records could not be read.
    pub skipped: u64,
    /// True if it was as it was when it was last read, and was not read again.
    pub unchanged: bool,
    /// The path under which it was known, if it has moved.
    pub moved_from: Option<&'a Path>,
}

/// Writes the report of a run.
pub struct ReportWriter<W: Write> {
    out: W,
    /// The first error in writing, which is reported at the end.
    fault: Option<io::Error>,
}

impl<W: Write> ReportWriter<W> {
    /// A report that goes to `out`.
    pub fn new(out: W) -> Self {
        Self { out, fault: None }
    }

    /// Writes what gave no article.
    pub fn problem(&mut self, problem: &Problem) {
        self.problems(problem, 1);
    }

    /// Writes what gave no article several times over in a file that was not read again.
    pub fn problems(&mut self, problem: &Problem, count: u64) {
        self.line(&problem_line(problem, count));
    }

    /// Writes what became of a file.
    pub fn file(&mut self, file: &FileRead) {
        let event = match (file.moved_from, file.unchanged) {
            (Some(_), _) => "moved",
            (None, true) => "unchanged",
            (None, false) => "read",
        };
        let mut line = json!({
            "event": event,
            "path": file.path.to_string_lossy(),
            "articles": file.articles,
            "skipped": file.skipped,
            "bytes": file.bytes,
        });
        if let (Some(from), Some(object)) = (file.moved_from, line.as_object_mut()) {
            object.insert("from".to_owned(), from.to_string_lossy().into());
        }
        self.line(&line);
    }

    /// Writes that a file no longer exists.
    pub fn removed(&mut self, path: &Path, articles: u64) {
        self.line(&json!({"event": "removed", "path": path.to_string_lossy(), "articles": articles}));
    }

    /// Writes the sums of the run and ends the report.
    ///
    /// # Errors
    /// If a line could not be written, this one or one before it.
    pub fn finish(mut self, sums: &impl Serialize) -> io::Result<()> {
        self.line(&json!({"event": "end", "sums": sums}));
        self.fault.map_or_else(|| self.out.flush(), Err)
    }

    fn line(&mut self, line: &serde_json::Value) {
        if self.fault.is_none() {
            self.fault = writeln!(self.out, "{line}").err();
        }
    }
}

/// The line for something that gave no article, this many times.
pub fn problem_line(problem: &Problem, count: u64) -> serde_json::Value {
    let Problem { path, record, member, reason, .. } = problem;
    let path = path.to_string_lossy();
    let event = event(problem.severity);
    let mut line = json!({"event": event, "path": path});
    if let Some(object) = line.as_object_mut() {
        record.map(|record| object.insert("record".to_owned(), record.into()));
        member.as_ref().map(|member| object.insert("member".to_owned(), member.as_str().into()));
        let key = if problem.severity == Severity::PassedOver { "kind" } else { "reason" };
        object.insert(key.to_owned(), reason.as_str().into());
        (count > 1).then(|| object.insert("count".to_owned(), count.into()));
    }
    line
}

fn event(severity: Severity) -> &'static str {
    match severity {
        Severity::PassedOver => "not indexed",
        Severity::Skipped => "skipped",
        Severity::Failed => "failed",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_for_every_event() {
        let mut out = Vec::new();
        let mut report = ReportWriter::new(&mut out);
        let path = Path::new("dump.jsonl");
        report.problem(&Problem {
            severity: Severity::Skipped,
            path: path.to_owned(),
            record: Some(17),
            member: None,
            reason: "malformed JSON".to_owned(),
        });
        report.problem(&Problem::passed_over(Path::new("a.jpg"), "JPEG image"));
        let read = FileRead { path, bytes: 90, articles: 3, skipped: 1, unchanged: false, moved_from: None };
        report.file(&read);
        report.file(&FileRead { unchanged: true, moved_from: Some(Path::new("old.jsonl")), ..read });
        report.problems(&Problem::passed_over(Path::new("a.zip"), "image"), 7);
        report.removed(Path::new("old.txt"), 2);
        report.finish(&json!({"articles": 3})).unwrap();
        let text = String::from_utf8(out).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(
            lines,
            [
                r#"{"event":"skipped","path":"dump.jsonl","record":17,"reason":"malformed JSON"}"#,
                r#"{"event":"not indexed","path":"a.jpg","kind":"JPEG image"}"#,
                r#"{"event":"read","path":"dump.jsonl","articles":3,"skipped":1,"bytes":90}"#,
                r#"{"event":"moved","path":"dump.jsonl","articles":3,"skipped":1,"bytes":90,"from":"old.jsonl"}"#,
                r#"{"event":"not indexed","path":"a.zip","kind":"image","count":7}"#,
                r#"{"event":"removed","path":"old.txt","articles":2}"#,
                r#"{"event":"end","sums":{"articles":3}}"#,
            ]
        );
    }

    #[test]
    fn a_fault_in_writing_is_told_at_the_end() {
        struct Full;
        impl Write for Full {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(io::Error::other("full"))
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let mut report = ReportWriter::new(Full);
        report.removed(Path::new("a"), 1);
        assert_eq!(report.finish(&0).unwrap_err().to_string(), "full");
    }
}
