//! Bringing an index up to date with files and folders.

use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use rustc_hash::FxHashSet;
use serde::Serialize;
use tantivy::{DocAddress, TantivyDocument};

use crate::pipeline::{
    self, FileRead, Job, Outcome, Problem, ReadOptions, Severity, available_threads, in_order,
};
use dateline_read::{Format, RawDoc};

use super::IndexError;
use super::articles::ArticleReader;
use super::document::{self, Identity};
use super::folder::SharedFolder;
use super::format::{self, Holds};
use super::known::Leftover;
use super::manifest::FileEntry;
use super::missing::Missing;
use super::open::{Index, existing_folder, new_or_existing_folder};
use super::plan::{Planner, Step};
use super::remembered::{Remembered, remember};
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
    /// Check every byte of the index first, also where there is nothing to write.
    pub check: bool,
    /// Ends the run early when it is requested.
    pub stop: Stop,
    /// Remove the articles of every file that is no longer there, wherever it was.
    pub prune: bool,
}

impl Default for UpdateOptions {
    fn default() -> Self {
        Self {
            threads: 0,
            memory: 256 << 20,
            format: None,
            read: ReadOptions::default(),
            keep_missing: false,
            check: false,
            stop: Stop::default(),
            prune: false,
        }
    }
}

/// A request to commit what is done and end the run, made from a signal handler or another thread.
#[derive(Debug, Clone, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// A request that is made by setting this.
    pub fn of(flag: Arc<AtomicBool>) -> Stop {
        Stop(flag)
    }

    /// True once the run is to end.
    pub fn is_requested(&self) -> bool {
        self.0.load(Ordering::Relaxed)
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
    /// Those among them whose files have another path now.
    pub moved: u64,
    /// Articles that are no longer there.
    pub removed: u64,
    /// Records that could not be read.
    pub skipped: u64,
    /// Files that hold no news and are not meant to.
    pub passed_over: u64,
    /// Paths that could not be read at all.
    pub failed: u64,
    /// Files that are no longer there and whose articles were kept.
    pub missing_files: u64,
    /// The articles of these.
    pub missing_articles: u64,
    /// Bytes of text that were read.
    pub bytes: u64,
    /// How long it took.
    pub seconds: f64,
    /// The run was asked to end before it had read everything; what it had read is committed.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub interrupted: bool,
}

/// Receives what happens while a run goes on.
pub trait Report {
    /// Something gave no article.
    fn problem(&mut self, problem: &Problem);
    /// The counts so far; called for every record.
    fn counts(&mut self, _so_far: &Summary) {}
    /// A file was read to its end, or was known already.
    fn file(&mut self, _file: &FileRead) {}
    /// Something gave no article when its file was read, so many times over; the file was not read again.
    fn remembered(&mut self, problem: &Problem, _count: u64) {
        self.problem(problem);
    }
    /// A file is no longer there, and its articles were removed.
    fn removed(&mut self, _path: &Path, _articles: u64) {}
    /// A given path is no longer there, and the index holds articles of it.
    fn gone(&mut self, _path: &Path) {}
    /// Files are no longer there, and their articles were kept.
    fn missing(&mut self, _missing: &Missing) {}
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
    if is_nothing_there(dir)? {
        if paths.is_empty() {
            return Err(IndexError::Missing(dir.to_owned()));
        }
        if let Some(failed) = none_readable(paths, report) {
            return Ok(Summary { failed, ..Summary::default() });
        }
    }
    update_in(&new_or_existing_folder(dir)?, paths, options, report)
}

/// [`update`] of the index in a folder that is there.
pub(super) fn update_in(
    folder: &SharedFolder,
    paths: &[PathBuf],
    options: &UpdateOptions,
    report: &mut dyn Report,
) -> Result<Summary, IndexError> {
    let start = Instant::now();
    let threads = if options.threads == 0 { available_threads() } else { options.threads };
    let mut writer = Writer::open(folder, threads, options.memory)?;
    // What is read from a damaged file may end in a panic; which file it is, the writer finds out.
    let run = || bring_up_to_date(&mut writer, paths, options, threads, report);
    let outcome = catch_unwind(AssertUnwindSafe(run)).unwrap_or(Err(IndexError::Internal));
    match outcome {
        Ok(summary) => {
            writer.close()?;
            Ok(Summary { seconds: start.elapsed().as_secs_f64(), ..summary })
        }
        Err(error) => Err(writer.abandon(error)),
    }
}

fn bring_up_to_date(
    writer: &mut Writer,
    paths: &[PathBuf],
    options: &UpdateOptions,
    threads: usize,
    report: &mut dyn Report,
) -> Result<Summary, IndexError> {
    if options.check {
        writer.check_all()?;
    }
    let view = writer.view()?;
    let (searcher, fields) = (view.searcher(), *view.fields());
    let stored = ArticleReader::new(&searcher, &fields);
    let planner = planner(&view, writer, options);
    let mut sink = Sink::new(writer, options.stop.clone(), report);
    in_order(
        planner.steps(paths),
        threads,
        |step| work(step, &stored, &fields, &options.read),
        |done| sink.take(done),
    );
    let Sink { writer, mut summary, error, .. } = sink;
    if let Some(error) = error {
        return Err(error);
    }
    summary.interrupted = options.stop.is_requested();
    if summary.interrupted {
        writer.stop()?
    } else {
        writer.finish()?
    }
    Ok(summary)
}

/// What decides what a run has to do, by a view of the index.
fn planner(view: &Index, writer: &Writer, options: &UpdateOptions) -> Planner {
    Planner {
        searcher: view.searcher(),
        fields: *view.fields(),
        dir: view.dir().to_owned(),
        manifest: writer.manifest().clone(),
        format: options.format,
        version: options.read.version(),
        keep_missing: options.keep_missing,
        prune: options.prune,
    }
}

fn is_nothing_there(dir: &Path) -> Result<bool, IndexError> {
    match existing_folder(dir) {
        Ok(folder) => Ok(matches!(format::inspect(&*folder)?, Holds::Nothing)),
        Err(IndexError::Missing(_)) => Ok(true),
        Err(error) => Err(error),
    }
}

/// How many paths there are that cannot be read, if that is all of them: no index is made for nothing.
fn none_readable(paths: &[PathBuf], report: &mut dyn Report) -> Option<u64> {
    let errors: Vec<_> = paths.iter().map_while(|path| dateline_read::look(path).err()).collect();
    if errors.len() < paths.len() {
        return None;
    }
    errors.iter().for_each(|error| report.problem(&Problem::from_walk(error)));
    Some(errors.len() as u64)
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
    Moved,
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
fn work(step: Step, stored: &ArticleReader, fields: &Fields, options: &ReadOptions) -> Done {
    match step {
        Step::Read { path, doc, identity, deletes, replaces } => {
            read(path, *doc, fields, identity, deletes, replaces, options)
        }
        Step::Move { from, path, record, identity, deletes } => {
            let counted = if path.is_some() { Counted::Moved } else { Counted::Unchanged };
            match moved(stored, fields, from, path, record, identity) {
                Ok(doc) => Done::Document { doc, deletes, counted, bytes: 0 },
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

/// The document for a stored article under its new path and record number.
fn moved(
    stored: &ArticleReader,
    fields: &Fields,
    from: DocAddress,
    path: Option<Arc<Path>>,
    record: u64,
    identity: Identity,
) -> Result<TantivyDocument, IndexError> {
    let mut article = stored.article(from)?;
    article.record = record;
    if let Some(path) = path {
        article.path = path.to_string_lossy().into_owned();
    }
    document::document(fields, &article, identity).map_err(|error| IndexError::Damaged {
        file: "the document store".to_owned(),
        reason: error.to_string(),
    })
}

/// Writes what the steps gave and keeps the counts.
struct Sink<'a> {
    writer: &'a mut Writer,
    stop: Stop,
    report: &'a mut dyn Report,
    summary: Summary,
    /// Articles and skipped records of the file that is being read.
    articles: u64,
    skipped: u64,
    /// What gave no article in it.
    problems: Vec<Remembered>,
    /// Keys of those of its records that could not be read.
    unread: FxHashSet<u64>,
    /// The file that was begun last.
    path: Option<PathBuf>,
    error: Option<IndexError>,
}

impl<'a> Sink<'a> {
    fn new(writer: &'a mut Writer, stop: Stop, report: &'a mut dyn Report) -> Self {
        Self {
            writer,
            stop,
            report,
            summary: Summary::default(),
            articles: 0,
            skipped: 0,
            problems: Vec::new(),
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
            Ok(()) if self.stop.is_requested() => ControlFlow::Break(()),
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
                    Counted::Moved => {
                        self.summary.unchanged += 1;
                        self.summary.moved += 1;
                    }
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
            Step::Begin { path, from } => {
                (self.articles, self.skipped) = (0, 0);
                self.problems.clear();
                self.unread.clear();
                self.path = Some(path.clone());
                self.writer.begin_file(&path)?;
                from.map_or(Ok(()), |from| self.writer.leave_file(*from))
            }
            Step::Unchanged { path, bytes, articles, skipped } => {
                if let Some(path) = &path {
                    let (unchanged, moved_from) = (true, None);
                    self.report.file(&FileRead { path, bytes, articles, skipped, unchanged, moved_from });
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
            Step::Remembered { path, problems } => {
                self.remembered(&path, &problems);
                Ok(())
            }
            Step::End { entry, leftover, from } => self.end_file(*entry, &leftover, from.as_deref()),
            Step::Gone { path, file, articles } => {
                self.summary.removed += articles;
                self.report.removed(&path, articles);
                self.writer.delete_file(&path, file)
            }
            Step::GoneRoot(path) => {
                self.report.gone(&path);
                Ok(())
            }
            Step::Missing(missing) => {
                self.summary.missing_files = missing.files;
                self.summary.missing_articles = missing.articles;
                self.report.missing(&missing);
                Ok(())
            }
            Step::Fail(error) => Err(error),
            Step::Read { .. } | Step::Move { .. } => Ok(()),
        }
    }

    fn end_file(
        &mut self,
        mut entry: FileEntry,
        leftover: &Leftover,
        from: Option<&Path>,
    ) -> Result<(), IndexError> {
        self.delete(&leftover.deletes)?;
        // What an unreadable record stood in the place of was not replaced by anything.
        let unread = leftover.replaced.iter().filter(|key| self.unread.contains(key)).count() as u64;
        let replaced = leftover.replaced.len() as u64 - unread;
        self.summary.removed += leftover.removed + unread;
        self.summary.added -= replaced.min(self.summary.added);
        self.summary.changed += replaced;
        // What was skipped in a file that moved was skipped when it was read.
        self.summary.skipped += entry.skipped;
        entry.articles = self.articles + leftover.kept;
        entry.skipped += self.skipped;
        entry.problems.append(&mut self.problems);
        let (articles, skipped, bytes) = (entry.articles, entry.skipped, entry.size);
        let (path, unchanged, moved_from) = (&entry.path, false, from);
        self.report.file(&FileRead { path, bytes, articles, skipped, unchanged, moved_from });
        self.writer.finish_file(entry)?;
        from.map_or(Ok(()), |from| self.writer.forget_file(from))
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
        remember(&mut self.problems, problem);
        self.report.problem(problem);
    }

    /// Tells what gave no article in a file that is not read again; skipped records are counted with the file.
    fn remembered(&mut self, path: &Path, problems: &[Remembered]) {
        for known in problems {
            if known.severity == Severity::PassedOver {
                self.summary.passed_over += known.count;
            }
            self.report.remembered(&known.problem(path), known.count);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::verify;
    use std::fs;

    fn silent(_: &Problem) {}

    /// Brings the index up to date and stops after some steps with a commit, as a run that is killed does.
    fn run_and_stop(dir: &Path, paths: &[PathBuf], steps: usize) -> bool {
        let options = UpdateOptions::default();
        let mut writer = Writer::open(&new_or_existing_folder(dir).unwrap(), 1, 64 << 20).unwrap();
        let view = writer.view().unwrap();
        let (stored, fields) = (ArticleReader::new(&view.searcher(), view.fields()), *view.fields());
        let planner = planner(&view, &writer, &options);
        let mut report = silent;
        let mut sink = Sink::new(&mut writer, Stop::default(), &mut report);
        let mut all = planner.steps(paths);
        for _ in 0..steps {
            let Some(step) = all.next() else { return false };
            assert!(sink.take(Outcome::Done(work(step, &stored, &fields, &options.read))).is_continue());
        }
        sink.writer.commit_now().unwrap();
        true
    }

    #[test]
    fn a_move_that_was_cut_off_is_finished_by_the_next_run() {
        let line =
            |n: u32| format!("{{\"headline\":\"Report {n}\",\"body\":\"Text of report {}.\"}}\n", n % 3);
        for steps in 0..20 {
            let scratch = tempfile::tempdir().unwrap();
            let at = |name: &str| scratch.path().join(name);
            fs::create_dir_all(at("old")).unwrap();
            for (name, numbers) in [("a.jsonl", 0..5), ("b.jsonl", 5..8)] {
                fs::write(at("old").join(name), numbers.map(line).collect::<String>()).unwrap();
            }
            let dir = at("index");
            let update =
                |path: &str| update(&dir, &[at(path)], &UpdateOptions::default(), &mut silent).unwrap();
            assert_eq!(update("old").added, 8);
            fs::rename(at("old"), at("new")).unwrap();
            let was_cut = run_and_stop(&dir, &[at("new")], steps);
            assert_eq!(verify(&dir).unwrap().findings, [], "after {steps} steps");
            let summary = update("new");
            let counts = (summary.added, summary.changed, summary.unchanged, summary.removed);
            assert_eq!(counts, (0, 0, 8, 0), "after {steps} steps");
            let verified = verify(&dir).unwrap();
            assert_eq!((verified.findings, verified.articles), (vec![], 8), "after {steps} steps");
            let manifest = Index::open(&dir).unwrap().manifest().unwrap();
            let files: Vec<_> = manifest.files().map(|entry| (entry.path.clone(), entry.articles)).collect();
            assert_eq!(files, [(at("new/a.jsonl"), 5), (at("new/b.jsonl"), 3)]);
            if !was_cut {
                return;
            }
        }
        panic!("it never came to the end");
    }
}
