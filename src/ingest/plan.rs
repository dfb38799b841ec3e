//! What a run has to do: the steps, file by file, for the files that are new, changed, moved or gone.

use std::collections::HashSet;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use dateline_read::{
    Choices, Exclude, FileEntry as Found, Fingerprinting, Opened, RecordResult, STDIN, WalkError, said,
};
use dateline_search::curation::Curation;
use dateline_search::store::{FileEntry, Files, StoreError, View, file_hash};

use super::existing::Known;
use super::file_steps::{FileSteps, entry_of, key_under, nanoseconds, settled};
use super::missing::{Departed, Missing, is_gone};
use super::renew;
use super::step::{Event, Steps};
use super::{Problem, Renewal};

/// Decides what has to be read.
pub(super) struct Planner<V> {
    /// What the store held when the run began.
    pub view: Arc<V>,
    /// The files that it held articles of.
    pub files: Files,
    /// The folder of the store, where it has one: its own files are not news.
    pub own: Option<PathBuf>,
    /// What the user says of the files: their format, the names of columns.
    pub choices: Choices,
    /// The version of reading, from [`super::ReadOptions`].
    pub version: u64,
    /// What the user says of articles, and what of it has changed.
    pub curation: Arc<Curation>,
    pub renewal: Option<Renewal>,
    /// What is left out below the paths.
    pub exclude: Exclude,
    /// The digest of what was brought to all articles last.
    pub curated: u64,
    /// Whether to keep what is gone.
    pub keep_missing: bool,
    /// Whether to remove what is gone wherever it was.
    pub prune: bool,
}

impl<V: View> Planner<V> {
    /// Hands over the steps for the files below the paths, in order.
    pub(super) fn run(self, paths: &[PathBuf], out: &mut Steps) -> ControlFlow<()> {
        renew::steps(&self, out)?;
        let exclude = self.exclude.clone();
        let mut walked = Walked::new(paths);
        let mut left_out = 0;
        let mut run = Run { planner: self, departed: None };
        for found in dateline_read::walk_without(paths, &exclude) {
            if run.is_own(&found) {
                continue;
            }
            if found.as_ref().is_ok_and(|entry| run.planner.curation.forgets_path(&entry.path)) {
                left_out += 1;
                continue;
            }
            walked.note(&found);
            let path = match &found {
                Ok(entry) => entry.path.clone(),
                Err(error) => error.path().to_owned(),
            };
            // Whatever goes wrong with one file, the run goes on with the next one.
            catch_unwind(AssertUnwindSafe(|| run.file(found, out)))
                .unwrap_or_else(|_| out(Event::Problem(Problem::internal(&path)).into()))?;
        }
        if left_out > 0 {
            out(Event::LeftOut(left_out).into())?;
        }
        run.planner.gone(&walked, out)
    }

    /// What is known of the file if it is as it was when it was last read.
    fn unchanged(&self, entry: &Found) -> Option<&FileEntry> {
        let before = self.files.get(&entry.path)?;
        let same = before.version == self.version
            && before.size == entry.len
            && before.modified.is_some()
            && before.modified == nanoseconds(entry.modified)
            && before.format == self.format_name()
            && !before.incomplete
            && before.forgotten.iter().all(|id| self.curation.forgets(id, &entry.path));
        (same && entry.path != Path::new(STDIN)).then_some(before)
    }

    /// What the user says of a file, as it is kept with the file: what was read otherwise is read again.
    fn format_name(&self) -> Option<String> {
        let Choices { format, columns, .. } = &self.choices;
        let columns = columns.iter().map(|(field, name)| format!("{field}={name}"));
        let said: Vec<String> = format.iter().map(ToString::to_string).chain(columns).collect();
        (!said.is_empty()).then(|| said.join(","))
    }

    /// What the store holds of a file, under its path and under the one that it had before.
    fn known(&self, path: &Path, from: Option<&FileEntry>) -> Result<Known, StoreError> {
        let mut known = Known::default();
        let here = file_hash(path);
        known.add(&self.view.records(here)?, |key| key);
        if let Some(from) = from {
            let there = file_hash(&from.path);
            known.add(&self.view.records(there)?, |key| key_under(key, there, here));
        }
        Ok(known)
    }

    /// The steps for the known files that no longer exist.
    fn gone(&self, walked: &Walked, out: &mut Steps) -> ControlFlow<()> {
        let mut missing = Missing::default();
        for entry in self.files.iter() {
            if walked.met.contains(&entry.path) || walked.could_not_see(&entry.path) {
                continue;
            }
            let is_forgotten = self.curation.forgets_path(&entry.path);
            if !is_forgotten && !is_gone(&entry.path) && !walked.left_out(&entry.path, &self.exclude) {
                continue;
            }
            if is_forgotten || self.prune || (walked.was_asked_for(&entry.path) && !self.keep_missing) {
                out(self.gone_file(&entry.path).unwrap_or_else(Event::Fail).into())?;
            } else {
                missing.count(entry);
            }
        }
        if missing.files > 0 { out(Event::Missing(missing).into()) } else { ControlFlow::Continue(()) }
    }

    pub(super) fn gone_file(&self, path: &Path) -> Result<Event, StoreError> {
        let articles = self.view.count(file_hash(path))?;
        Ok(Event::Gone { path: path.to_owned(), articles })
    }
}

/// A run through the files.
struct Run<V> {
    planner: Planner<V>,
    /// The files that are gone, once one is met that may be one of them.
    departed: Option<Departed>,
}

impl<V: View> Run<V> {
    /// True for the store itself and what lies in its folder.
    fn is_own(&self, found: &Result<Found, WalkError>) -> bool {
        let Some(own) = &self.planner.own else { return false };
        match found {
            Ok(entry) => entry.path.starts_with(own),
            Err(WalkError::Index { path, .. }) => path == own,
            Err(_) => false,
        }
    }

    fn file(&mut self, found: Result<Found, WalkError>, out: &mut Steps) -> ControlFlow<()> {
        let entry = match found {
            Ok(entry) => entry,
            Err(error) => return out(self.not_walked(&error).into()),
        };
        if let Some(before) = self.planner.unchanged(&entry) {
            return unchanged(before, out);
        }
        let from = self.moved_from(&entry);
        let known = match self.planner.known(&entry.path, from.as_ref()) {
            Ok(known) => known,
            Err(error) => return out(Event::Fail(error).into()),
        };
        match from {
            Some(from) if self.is_as_it_was(&entry, &from) => {
                moved(&entry, from, known, Arc::clone(&self.planner.curation), out)
            }
            from => self.read(&entry, from, known, out),
        }
    }

    /// A path that could not be walked. One that is gone and known is not a fault: its articles go at the end.
    fn not_walked(&self, error: &WalkError) -> Event {
        if let WalkError::Missing { path } = error {
            let path = dateline_read::absolute(path);
            if self.planner.files.below(&path).next().is_some() {
                return Event::GoneRoot(path);
            }
        }
        Event::Problem(Problem::from_walk(error))
    }

    /// The entry of the file under its former path, if it has moved; the entry is removed there.
    fn moved_from(&mut self, found: &Found) -> Option<FileEntry> {
        let files = &mut self.planner.files;
        let is_known = files.get(&found.path).is_some_and(|entry| !entry.is_unfinished());
        if is_known || found.is_stdin() {
            return None;
        }
        let departed = self.departed.get_or_insert_with(|| Departed::of(files));
        let path = departed.take(found)?;
        let entry = files.get(&path).cloned();
        files.remove(&path);
        entry
    }

    /// True if reading the file again would give what the store holds of it.
    fn is_as_it_was(&self, found: &Found, from: &FileEntry) -> bool {
        from.version == self.planner.version
            && from.format == self.planner.format_name()
            && !from.incomplete
            && from.forgotten.iter().all(|id| self.planner.curation.forgets(id, &found.path))
            && self.planner.files.get(&found.path).is_none()
    }

    fn read(&self, found: &Found, from: Option<FileEntry>, known: Known, out: &mut Steps) -> ControlFlow<()> {
        let opened = dateline_read::open_hashed(found, self.planner.choices.clone());
        let entry = entry_of(found, self.planner.format_name(), self.planner.version);
        let from_path = from.as_ref().map(|from| from.path.clone());
        let curation = Arc::clone(&self.planner.curation);
        let mut steps = FileSteps::new(entry, known, from_path, self.planner.keep_missing, curation);
        out(Event::Begin { path: found.path.clone(), from: from.map(Box::new) }.into())?;
        let (opened, fingerprint) = match opened {
            Ok(opened) => opened,
            Err(error) => {
                let reason = format!("cannot be opened: {}", said(&error.source));
                out(Event::Problem(Problem::from_read(&found.path, &reason)).into())?;
                return steps.end_unread(out);
            }
        };
        match opened {
            Opened::Records(records) => {
                records.read(&mut |record: RecordResult| out(steps.record(record)))?;
                steps.end(&fingerprint, out)
            }
            Opened::Skipped { kind } => {
                out(Event::Problem(Problem::passed_over(&found.path, &kind)).into())?;
                steps.end(&Fingerprinting::default(), out)
            }
        }
    }
}

/// The steps for a file that is as it was.
fn unchanged(before: &FileEntry, out: &mut Steps) -> ControlFlow<()> {
    let FileEntry { path, size, articles, skipped, problems, .. } = before;
    if !problems.is_empty() {
        out(Event::Remembered { path: path.clone(), problems: problems.clone() }.into())?;
    }
    let (path, bytes) = (Some(path.clone()), *size);
    out(Event::Unchanged { path, bytes, articles: *articles, skipped: *skipped }.into())
}

/// The steps for a file that is as it was, under another path.
fn moved(
    found: &Found,
    from: FileEntry,
    known: Known,
    curation: Arc<Curation>,
    out: &mut Steps,
) -> ControlFlow<()> {
    let problems = from.problems.clone();
    let entry = FileEntry { path: found.path.clone(), modified: settled(found.modified), ..from.clone() };
    let steps = FileSteps::new(entry, known, Some(from.path.clone()), true, curation);
    out(Event::Begin { path: found.path.clone(), from: Some(Box::new(from)) }.into())?;
    if !problems.is_empty() {
        out(Event::Remembered { path: found.path.clone(), problems }.into())?;
    }
    steps.move_whole(out)
}

/// What the walk met.
struct Walked {
    /// What was requested.
    roots: HashSet<PathBuf>,
    met: HashSet<PathBuf>,
    /// Paths that could not be read; what lies below them may well still be there.
    unread: Vec<PathBuf>,
}

impl Walked {
    fn new(paths: &[PathBuf]) -> Self {
        let roots = paths.iter().map(|path| dateline_read::absolute(path)).collect();
        Self { roots, met: HashSet::new(), unread: Vec::new() }
    }

    fn note(&mut self, found: &Result<Found, WalkError>) {
        match found {
            Ok(entry) => drop(self.met.insert(entry.path.clone())),
            Err(WalkError::Missing { .. }) => {}
            Err(error) => self.unread.push(error.path().to_owned()),
        }
    }

    fn could_not_see(&self, path: &Path) -> bool {
        self.unread.iter().any(|unread| path.starts_with(unread))
    }

    /// True if the file was not met because a pattern leaves it out.
    fn left_out(&self, path: &Path, exclude: &Exclude) -> bool {
        let roots = path.ancestors().filter(|above| self.roots.contains(*above));
        roots.last().is_some_and(|root| exclude.leaves_out(root, path))
    }

    fn was_asked_for(&self, path: &Path) -> bool {
        path.ancestors().any(|above| self.roots.contains(above))
    }
}

#[cfg(test)]
mod tests {
    use super::super::step::Step;
    use super::*;
    use dateline_core::article::Article;
    use dateline_search::store::{Identity, Place, StoredRecord};
    use std::fs;

    /// A view that fails badly on one file.
    struct Faulty(u64);

    impl View for Faulty {
        type Document = ();

        fn records(&self, file: u64) -> Result<Vec<StoredRecord>, StoreError> {
            assert_ne!(file, self.0, "a fault of the store");
            Ok(vec![])
        }

        fn count(&self, _: u64) -> Result<u64, StoreError> {
            Ok(0)
        }

        fn with_id(&self, _: &str) -> Result<Vec<(u64, StoredRecord)>, StoreError> {
            Ok(vec![])
        }

        fn article(&self, _: Place) -> Result<Article, StoreError> {
            Err(StoreError::Internal)
        }

        fn run(&self) -> u64 {
            1
        }

        fn document(&self, _: &Article, _: Identity) -> Result<(), String> {
            Ok(())
        }
    }

    #[test]
    fn a_panic_with_one_file_is_reported_and_the_next_is_read() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["a.txt", "b.txt"] {
            fs::write(folder.path().join(name), "Talks end in Geneva").unwrap();
        }
        let first = dateline_read::absolute(&folder.path().join("a.txt"));
        let planner = Planner {
            view: Arc::new(Faulty(file_hash(&first))),
            files: Files::default(),
            own: None,
            choices: Choices::default(),
            version: 1,
            curation: Arc::default(),
            renewal: None,
            curated: 0,
            exclude: Exclude::default(),
            keep_missing: false,
            prune: false,
        };
        let mut seen = vec![];
        let ended = planner.run(&[folder.path().to_owned()], &mut |step| {
            seen.push(match step {
                Step::Work(_) => "work".to_owned(),
                Step::Event(Event::Problem(problem)) => problem.to_string(),
                Step::Event(Event::Begin { .. }) => "begin".to_owned(),
                Step::Event(_) => "end".to_owned(),
            });
            ControlFlow::Continue(())
        });
        assert!(ended.is_continue());
        assert!(seen[0].contains("a.txt: internal error"), "{seen:?}");
        assert_eq!(seen[1..], ["begin", "work", "end"]);
    }
}
