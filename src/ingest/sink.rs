//! Writing what the steps of a run gave, in their order, and counting it.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use dateline_search::store::{FileEntry, Remembered, Severity, Store, StoreError, View};
use rustc_hash::FxHashSet;

use super::existing::Leftover;
use super::remembered::{remember, told};
use super::step::Event;
use super::work::{Counted, Done, Lost, Unread};
use super::{FileRead, Outcome, Problem, Report, Stop, Summary};

/// What a store keeps.
type DocumentOf<S> = <<S as Store>::View as View>::Document;

/// Writes what the steps gave and keeps the counts.
pub(super) struct Sink<'a, S> {
    pub store: &'a mut S,
    stop: Stop,
    report: &'a mut dyn Report,
    pub summary: Summary,
    /// Articles and skipped records of the file that is being read.
    articles: u64,
    skipped: u64,
    /// What gave no article in it.
    problems: Vec<Remembered>,
    /// The ids of its records that are left out.
    forgotten: Vec<String>,
    /// Keys of those of its records that could not be read.
    unread: FxHashSet<u64>,
    /// The file that was begun last.
    path: Option<PathBuf>,
    /// What ended the run.
    pub error: Option<StoreError>,
}

impl<'a, S: Store> Sink<'a, S> {
    pub(super) fn new(store: &'a mut S, stop: Stop, report: &'a mut dyn Report) -> Self {
        Self {
            store,
            stop,
            report,
            summary: Summary::default(),
            articles: 0,
            skipped: 0,
            problems: Vec::new(),
            forgotten: Vec::new(),
            unread: FxHashSet::default(),
            path: None,
            error: None,
        }
    }

    /// Takes what was done, or nothing if nothing came for a while: a commit may be due all the same.
    pub(super) fn take(&mut self, outcome: Outcome<Done<DocumentOf<S>>, Lost>) -> ControlFlow<()> {
        let written = match outcome {
            Outcome::Done(done) => self.write(done),
            Outcome::Lost(Lost(Some(lost))) => self.unread(*lost),
            Outcome::Lost(Lost(None)) | Outcome::Broken => {
                self.problem(&Problem::broken(self.path.as_deref()));
                Ok(())
            }
            Outcome::Idle => Ok(()),
        };
        let written = written.and_then(|()| self.store.commit_if_due());
        self.report.counts(&self.summary);
        match written {
            Ok(()) if self.stop.is_requested() => ControlFlow::Break(()),
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                self.error = Some(error);
                ControlFlow::Break(())
            }
        }
    }

    fn write(&mut self, done: Done<DocumentOf<S>>) -> Result<(), StoreError> {
        match done {
            Done::Document { doc, deletes, counted, bytes, doubtful } => {
                self.delete(&deletes)?;
                self.store.put(doc, bytes)?;
                if matches!(counted, Counted::Renewed) {
                    self.summary.renewed += 1;
                    return Ok(());
                }
                self.summary.bytes += bytes;
                self.summary.doubtful += u64::from(doubtful);
                self.articles += 1;
                match counted {
                    Counted::Renewed => {}
                    Counted::Added => self.summary.added += 1,
                    Counted::Changed => self.summary.changed += 1,
                    Counted::Unchanged => self.summary.unchanged += 1,
                    Counted::Moved => {
                        self.summary.unchanged += 1;
                        self.summary.moved += 1;
                    }
                }
                Ok(())
            }
            Done::Unread(unread) => self.unread(unread),
            Done::Event(event) => self.event(event),
        }
    }

    fn unread(&mut self, unread: Unread) -> Result<(), StoreError> {
        self.problem(&unread.problem);
        self.unread.insert(unread.key);
        self.summary.removed += u64::from(unread.replaces);
        self.delete(&unread.deletes)
    }

    fn event(&mut self, event: Event) -> Result<(), StoreError> {
        match event {
            Event::Begin { path, from } => {
                (self.articles, self.skipped) = (0, 0);
                self.problems.clear();
                self.forgotten.clear();
                self.unread.clear();
                self.path = Some(path.clone());
                self.store.begin_file(&path)?;
                from.map_or(Ok(()), |from| self.store.leave_file(*from))
            }
            Event::Unchanged { path, bytes, articles, skipped } => {
                if let Some(path) = &path {
                    let (unchanged, moved_from) = (true, None);
                    self.report.file(&FileRead { path, bytes, articles, skipped, unchanged, moved_from });
                }
                self.articles += articles;
                self.summary.unchanged += articles;
                self.summary.skipped += skipped;
                Ok(())
            }
            Event::Forgotten { id, deletes } => {
                self.summary.forgotten += 1;
                self.forgotten.push(id);
                self.delete(&deletes)
            }
            Event::Forget { id, path, key } => self.forget(id, &path, key),
            Event::LeftOut(files) => {
                self.summary.left_out += files;
                Ok(())
            }
            Event::Curated(digest) => self.store.note_curated(digest),
            Event::Idle => Ok(()),
            Event::Problem(problem) => {
                self.problem(&problem);
                Ok(())
            }
            Event::Remembered { path, problems } => {
                self.remembered(&path, &problems);
                Ok(())
            }
            Event::End { entry, leftover, from } => self.end_file(*entry, &leftover, from.as_deref()),
            Event::Gone { path, articles } => {
                self.summary.removed += articles;
                self.report.removed(&path, articles);
                self.store.remove_file(&path)
            }
            Event::GoneRoot(path) => {
                self.report.gone(&path);
                Ok(())
            }
            Event::Missing(missing) => {
                self.summary.missing_files = missing.files;
                self.summary.missing_articles = missing.articles;
                self.report.missing(&missing);
                Ok(())
            }
            Event::Fail(error) => Err(error),
        }
    }

    /// Takes one article out of a file that is not read for it.
    fn forget(&mut self, id: String, path: &Path, key: u64) -> Result<(), StoreError> {
        self.summary.forgotten += 1;
        self.store.remove(key)?;
        let Some(mut entry) = self.store.files().get(path).cloned() else { return Ok(()) };
        entry.articles = entry.articles.saturating_sub(1);
        if !entry.forgotten.contains(&id) {
            entry.forgotten.push(id);
        }
        self.store.finish_file(entry)
    }

    fn end_file(
        &mut self,
        mut entry: FileEntry,
        leftover: &Leftover,
        from: Option<&Path>,
    ) -> Result<(), StoreError> {
        self.delete(&leftover.deletes)?;
        // An article whose place an unreadable record takes was not replaced, but removed.
        let unread = leftover.replaced.iter().filter(|key| self.unread.contains(key)).count() as u64;
        let replaced = leftover.replaced.len() as u64 - unread;
        self.summary.removed += leftover.removed + unread;
        self.summary.added -= replaced.min(self.summary.added);
        self.summary.changed += replaced;
        // What was skipped in a file that moved was skipped when it was read.
        self.summary.skipped += entry.skipped;
        entry.articles = self.articles + leftover.kept;
        entry.skipped += self.skipped;
        entry.forgotten.append(&mut self.forgotten);
        if entry.articles == 0
            && entry.forgotten.is_empty()
            && entry.problems.is_empty()
            && self.problems.is_empty()
        {
            self.problem(&Problem::nothing_in(&entry.path));
        }
        entry.problems.append(&mut self.problems);
        let (articles, skipped, bytes) = (entry.articles, entry.skipped, entry.size);
        let (path, unchanged, moved_from) = (&entry.path, false, from);
        self.report.file(&FileRead { path, bytes, articles, skipped, unchanged, moved_from });
        self.store.finish_file(entry)?;
        from.map_or(Ok(()), |from| self.store.forget_file(from))
    }

    fn delete(&mut self, keys: &[u64]) -> Result<(), StoreError> {
        keys.iter().try_for_each(|key| self.store.remove(*key))
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
        remember(&mut self.problems, problem);
        self.report.problem(problem);
    }

    /// Reports what gave no article in a file that is not read again; skipped records are counted with the file.
    fn remembered(&mut self, path: &Path, problems: &[Remembered]) {
        for known in problems {
            if known.severity == Severity::PassedOver {
                self.summary.passed_over += known.count;
            }
            self.report.remembered(&told(known, path), known.count);
        }
    }
}
