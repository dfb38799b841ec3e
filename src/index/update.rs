//! Bringing an index up to date with files and folders.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::Instant;

use rustc_hash::FxHashSet;
use serde::Serialize;
use tantivy::{DocAddress, Searcher, TantivyDocument};

use crate::pipeline::{
    self, FileRead, Job, Outcome, Problem, ReadOptions, Severity, available_threads, in_order,
};
use crate::readers::{Format, RawDoc};

use super::IndexError;
use super::document::{self, Identity};
use super::known::Leftover;
use super::manifest::FileEntry;
use super::open::{Index, open_or_create};
use super::plan::{Planner, Step};
use super::schema::Fields;
use super::writer::Writer;

/// How to bring an index up to date.
#[derive(Debug, Clone)]
pub struct UpdateOptions {
    /// The number of threads to work on; 0 for one a core.
    pub threads: usize,
    /// Memory for the index writer in bytes.
    pub memory: usize,
    /// The format of all files, where content and name shall not decide.
    pub format: Option<Format>,
    /// How documents are read.
    pub read: ReadOptions,
    /// Keep articles whose files or records are no longer there.
    pub keep_missing: bool,
}

impl Default for UpdateOptions {
    fn default() -> Self {
        Self {
            threads: 0,
            memory: 256 << 20,
            format: None,
            read: ReadOptions::default(),
            keep_missing: false,
        }
    }
}

/// What a run did, counted in articles (`skipped` in records).
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Summary {
    /// New articles.
    pub added: u64,
    /// Articles that replaced an older text of the same id.
    pub changed: u64,
    /// Articles that the index held already.
    pub unchanged: u64,
    /// Articles that are no longer there.
    pub removed: u64,
    /// Records that could not be read.
    pub skipped: u64,
    /// Files that hold no news and are not meant to.
    pub passed_over: u64,
    /// Paths that could not be read at all.
    pub failed: u64,
    /// Bytes of text that were read.
    pub bytes: u64,
    /// How long it took.
    pub seconds: f64,
}

/// Receives what happens while a run goes on.
pub trait Report {
    /// Something gave no article.
    fn problem(&mut self, problem: &Problem);
    /// The counts so far; called for every record.
    fn counts(&mut self, _so_far: &Summary) {}
    /// A file was read to its end, or was known already.
    fn file(&mut self, _file: &FileRead) {}
    /// A file is no longer there, and its articles were removed.
    fn removed(&mut self, _path: &Path, _articles: u64) {}
}

impl<F: FnMut(&Problem)> Report for F {
    fn problem(&mut self, problem: &Problem) {
        self(problem);
    }
}

/// Brings the index in `dir` up to date with the files below `paths`.
///
/// New records are added, changed ones replaced, and those no longer in a changed file or
/// below a given folder removed. Problems with single documents go to `report`.
///
/// # Errors
/// If the index itself cannot be opened or written; it then is as it was at its last commit.
pub fn update(
    dir: &Path,
    paths: &[PathBuf],
    options: &UpdateOptions,
    report: &mut dyn Report,
) -> Result<Summary, IndexError> {
    let start = Instant::now();
    let threads = if options.threads == 0 { available_threads() } else { options.threads };
    let index = open_or_create(dir)?;
    let writer = Writer::open(dir, &index, threads, options.memory)?;
    let view = Index::open_unchecked(dir)?;
    let (searcher, fields) = (view.searcher(), *view.fields());
    let planner = Planner {
        searcher: searcher.clone(),
        fields,
        dir: dir.to_owned(),
        manifest: writer.manifest().clone(),
        format: options.format,
        version: options.read.version(),
        keep_missing: options.keep_missing,
    };
    let mut sink = Sink::new(writer, report);
    in_order(
        planner.steps(paths),
        threads,
        |step| work(step, &searcher, &fields, &options.read),
        |done| sink.take(done),
    );
    if let Some(error) = sink.error {
        return Err(error);
    }
    let mut summary = sink.summary;
    sink.writer.finish()?;
    summary.seconds = start.elapsed().as_secs_f64();
    Ok(summary)
}

/// A step with its work done, ready to be written.
enum Done {
    Document {
        doc: TantivyDocument,
        deletes: Vec<u64>,
        counted: Counted,
        bytes: u64,
    },
    /// A record that could not be read; what it replaced goes.
    Unread {
        problem: Problem,
        key: u64,
        deletes: Vec<u64>,
        replaces: bool,
    },
    Step(Step),
}

/// What a written document counts as.
enum Counted {
    Added,
    Changed,
    Unchanged,
}

/// What is written of a step on which the work panicked.
pub(super) struct Lost(Option<Box<Done>>);

impl Job for Step {
    type Mark = Lost;

    fn cost(&self) -> usize {
        match self {
            Step::Read { doc, .. } => usize::try_from(doc.bytes).unwrap_or(usize::MAX),
            _ => 0,
        }
    }

    fn mark(&self) -> Lost {
        let Step::Read { path, doc, identity, deletes, replaces } = self else { return Lost(None) };
        let (problem, deletes) = (Problem::lost(path, doc), deletes.clone());
        Lost(Some(Box::new(Done::Unread { problem, key: identity.key, deletes, replaces: *replaces })))
    }
}

/// Does the work of a step that needs neither the writer nor the order of the others.
fn work(step: Step, searcher: &Searcher, fields: &Fields, options: &ReadOptions) -> Done {
    match step {
        Step::Read { path, doc, identity, deletes, replaces } => {
            read(path, *doc, fields, identity, deletes, replaces, options)
        }
        Step::Move { from, id, record, identity, deletes } => {
            match moved(searcher, fields, from, id, record, identity) {
                Ok(doc) => Done::Document { doc, deletes, counted: Counted::Unchanged, bytes: 0 },
                Err(error) => Done::Step(Step::Fail(error)),
            }
        }
        other => Done::Step(other),
    }
}

fn read(
    path: PathBuf,
    raw: RawDoc,
    fields: &Fields,
    identity: Identity,
    deletes: Vec<u64>,
    replaces: bool,
    options: &ReadOptions,
) -> Done {
    let (record, bytes, member) = (Some(raw.record), raw.bytes, raw.member.clone());
    let doc = pipeline::read_article(raw, &path, options).and_then(|article| {
        document::document(fields, &article, identity).map_err(|error| error.to_string())
    });
    match doc {
        Ok(doc) => {
            let counted = if replaces { Counted::Changed } else { Counted::Added };
            Done::Document { doc, deletes, counted, bytes }
        }
        Err(reason) => {
            let problem = Problem { severity: Severity::Skipped, path, record, member, reason };
            Done::Unread { problem, key: identity.key, deletes, replaces }
        }
    }
}

/// The document for a stored article under its new id and record number.
fn moved(
    searcher: &Searcher,
    fields: &Fields,
    from: DocAddress,
    id: Option<String>,
    record: u64,
    identity: Identity,
) -> Result<TantivyDocument, IndexError> {
    let damaged = || IndexError::Damaged {
        file: "the document store".to_owned(),
        reason: "a stored article cannot be read".to_owned(),
    };
    let stored = searcher.doc(from).map_err(|_| damaged())?;
    let mut article = document::read_article(fields, &stored).ok_or_else(damaged)?;
    article.record = record;
    if let Some(id) = id {
        article.id = id;
    }
    document::document(fields, &article, identity).map_err(|_| damaged())
}

/// Writes what the steps gave and keeps the counts.
struct Sink<'a> {
    writer: Writer,
    report: &'a mut dyn Report,
    summary: Summary,
    /// Articles and skipped records of the file that is being read.
    articles: u64,
    skipped: u64,
    /// Keys of those of its records that could not be read.
    unread: FxHashSet<u64>,
    /// The file that was begun last.
    path: Option<PathBuf>,
    error: Option<IndexError>,
}

impl<'a> Sink<'a> {
    fn new(writer: Writer, report: &'a mut dyn Report) -> Self {
        Self {
            writer,
            report,
            summary: Summary::default(),
            articles: 0,
            skipped: 0,
            unread: FxHashSet::default(),
            path: None,
            error: None,
        }
    }

    /// Takes what was done, or nothing where nothing came for a while: a commit may be due all the same.
    fn take(&mut self, outcome: Outcome<Done, Lost>) -> ControlFlow<()> {
        let written = match outcome {
            Outcome::Done(done) => self.write(done),
            Outcome::Lost(Lost(Some(lost))) => self.write(*lost),
            Outcome::Lost(Lost(None)) | Outcome::Broken => {
                self.problem(&Problem::broken(self.path.as_deref()));
                Ok(())
            }
            Outcome::Idle => Ok(()),
        };
        let written = written.and_then(|()| self.writer.commit_if_due());
        self.report.counts(&self.summary);
        match written {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                self.error = Some(error);
                ControlFlow::Break(())
            }
        }
    }

    fn write(&mut self, done: Done) -> Result<(), IndexError> {
        match done {
            Done::Document { doc, deletes, counted, bytes } => {
                self.delete(&deletes)?;
                self.writer.add(doc, bytes)?;
                self.summary.bytes += bytes;
                self.articles += 1;
                match counted {
                    Counted::Added => self.summary.added += 1,
                    Counted::Changed => self.summary.changed += 1,
                    Counted::Unchanged => self.summary.unchanged += 1,
                }
                Ok(())
            }
            Done::Unread { problem, key, deletes, replaces } => {
                self.problem(&problem);
                self.unread.insert(key);
                self.summary.removed += u64::from(replaces);
                self.delete(&deletes)
            }
            Done::Step(step) => self.settle(step),
        }
    }

    fn settle(&mut self, step: Step) -> Result<(), IndexError> {
        match step {
            Step::Begin(path) => {
                (self.articles, self.skipped) = (0, 0);
                self.unread.clear();
                let begun = self.writer.begin_file(&path);
                self.path = Some(path);
                begun
            }
            Step::Unchanged { path, bytes, articles, skipped } => {
                if let Some(path) = path {
                    self.report.file(&FileRead { path: &path, bytes, articles, skipped, unchanged: true });
                }
                self.articles += articles;
                self.summary.unchanged += articles;
                self.summary.skipped += skipped;
                Ok(())
            }
            Step::Problem(problem) => {
                self.problem(&problem);
                Ok(())
            }
            Step::End { entry, leftover } => self.end_file(entry, &leftover),
            Step::Gone { path, file, articles } => {
                self.summary.removed += articles;
                self.report.removed(&path, articles);
                self.writer.delete_file(&path, file)
            }
            Step::Fail(error) => Err(error),
            Step::Read { .. } | Step::Move { .. } => Ok(()),
        }
    }

    fn end_file(&mut self, entry: FileEntry, leftover: &Leftover) -> Result<(), IndexError> {
        self.delete(&leftover.deletes)?;
        // What an unreadable record stood in the place of was not replaced by anything.
        let unread = leftover.replaced.iter().filter(|key| self.unread.contains(key)).count() as u64;
        let replaced = leftover.replaced.len() as u64 - unread;
        self.summary.removed += leftover.removed + unread;
        self.summary.added -= replaced.min(self.summary.added);
        self.summary.changed += replaced;
        let articles = self.articles + leftover.kept;
        let (bytes, skipped) = (entry.size, self.skipped);
        self.report.file(&FileRead { path: &entry.path, bytes, articles, skipped, unchanged: false });
        self.writer.finish_file(FileEntry { articles, skipped: self.skipped, ..entry })
    }

    fn delete(&mut self, keys: &[u64]) -> Result<(), IndexError> {
        keys.iter().try_for_each(|key| self.writer.delete_key(*key))
    }

    fn problem(&mut self, problem: &Problem) {
        match problem.severity {
            Severity::PassedOver => self.summary.passed_over += 1,
            Severity::Skipped => {
                self.summary.skipped += 1;
                self.skipped += 1;
            }
            Severity::Failed => self.summary.failed += 1,
        }
        self.report.problem(problem);
    }
}
