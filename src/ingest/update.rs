//! Bringing a store up to date with files and folders.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use dateline_search::store::{Store, StoreError};

use super::follow;
use super::plan::Planner;
use super::sink::Sink;
use super::step::Steps;
use super::work::work;
use super::{Problem, Report, Summary, UpdateOptions, available_threads, in_order};

/// Brings a store up to date with the files below `paths`, and closes it.
///
/// New records are added, changed ones replaced, and those no longer in a changed file or
/// below a given folder removed. Problems with single documents go to `report`. `own` is the folder of the store,
/// where it has one, in which no news are looked for.
///
/// # Errors
/// If the store itself cannot be read or written; it then is as it was at its last commit.
pub fn update<S: Store>(
    mut store: S,
    own: Option<&Path>,
    paths: &[PathBuf],
    options: &UpdateOptions,
    report: &mut dyn Report,
) -> Result<Summary, StoreError>
where
    S::View: 'static,
{
    let start = Instant::now();
    // What is read from a damaged file may end in a panic; which file it is, the store finds out.
    let run = || bring_up_to_date(&mut store, own, paths, options, report);
    let outcome = catch_unwind(AssertUnwindSafe(run)).unwrap_or(Err(StoreError::Internal));
    match outcome {
        Ok(summary) => {
            store.close()?;
            Ok(Summary { seconds: start.elapsed().as_secs_f64(), ..summary })
        }
        Err(error) => Err(store.abandon(error)),
    }
}

fn bring_up_to_date<S: Store>(
    store: &mut S,
    own: Option<&Path>,
    paths: &[PathBuf],
    options: &UpdateOptions,
    report: &mut dyn Report,
) -> Result<Summary, StoreError>
where
    S::View: 'static,
{
    if options.check {
        store.check()?;
    }
    let threads = if options.threads == 0 { available_threads() } else { options.threads };
    let view = Arc::new(store.view()?);
    let planner = planner(&view, store, own, options);
    let mut sink = Sink::new(store, options.stop.clone(), report);
    let paths = paths.to_vec();
    let plan = move |out: &mut Steps| {
        let _ = planner.run(&paths, out);
    };
    in_order(plan, threads, |step| work(step, &*view, &options.read), |done| sink.take(done));
    let Sink { store, mut summary, error, .. } = sink;
    if let Some(error) = error {
        return Err(error);
    }
    summary.interrupted = options.stop.is_requested();
    if summary.interrupted {
        store.stop()?;
    } else {
        store.finish()?;
        summary.followed = follow::followed(&*view, &store.view()?, &options.read.curation)?;
    }
    Ok(summary)
}

/// What decides what a run has to do.
fn planner<S: Store>(
    view: &Arc<S::View>,
    store: &S,
    own: Option<&Path>,
    options: &UpdateOptions,
) -> Planner<S::View> {
    Planner {
        view: Arc::clone(view),
        files: store.files().clone(),
        own: own.map(dateline_read::absolute),
        choices: options.choices.clone(),
        version: options.read.version(),
        curation: Arc::clone(&options.read.curation),
        renewal: options.renewal.clone(),
        curated: store.curated(),
        exclude: options.exclude.clone(),
        keep_missing: options.keep_missing,
        prune: options.prune,
    }
}

/// How many paths there are that cannot be read, if that is all of them: no store is made for nothing.
pub fn none_readable(paths: &[PathBuf], report: &mut dyn Report) -> Option<u64> {
    let errors: Vec<_> = paths.iter().map_while(|path| dateline_read::look(path).err()).collect();
    if errors.len() < paths.len() {
        return None;
    }
    errors.iter().for_each(|error| report.problem(&Problem::from_walk(error)));
    Some(errors.len() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::{self, Options};
    use crate::ingest::Outcome;
    use crate::ingest::Stop;
    use dateline_tantivy::index::{Index, Writer, new_or_existing_folder, verify};
    use std::fs;
    use std::ops::ControlFlow;

    fn silent(_: &Problem) {}

    /// Brings the index up to date and stops after some steps with a commit, as a run that is killed does.
    fn run_and_stop(dir: &Path, paths: &[PathBuf], steps: usize) -> bool {
        let options = UpdateOptions::default();
        let mut writer = Writer::open(&new_or_existing_folder(dir).unwrap(), 1, 64 << 20).unwrap();
        let view = Arc::new(writer.view().unwrap());
        let planner = planner(&view, &writer, Some(dir), &options);
        let mut report = silent;
        let mut sink = Sink::new(&mut writer, Stop::default(), &mut report);
        let mut left = steps;
        let ended = planner.run(paths, &mut |step| {
            if left == 0 {
                return ControlFlow::Break(());
            }
            left -= 1;
            sink.take(Outcome::Done(work(step, &*view, &options.read)))
        });
        assert!(sink.error.is_none());
        if ended.is_break() {
            writer.stop().unwrap();
        }
        ended.is_break()
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
                |path: &str| archive::update(&dir, &[at(path)], &Options::default(), &mut silent).unwrap();
            assert_eq!(update("old").added, 8);
            fs::rename(at("old"), at("new")).unwrap();
            let was_cut = run_and_stop(&dir, &[at("new")], steps);
            assert_eq!(verify(&dir).unwrap().findings, [], "after {steps} steps");
            let summary = update("new");
            let counts = (summary.added, summary.changed, summary.unchanged, summary.removed);
            assert_eq!(counts, (0, 0, 8, 0), "after {steps} steps");
            let verified = verify(&dir).unwrap();
            assert_eq!((verified.findings, verified.articles), (vec![], 8), "after {steps} steps");
            let files = Index::open(&dir).unwrap().files().unwrap();
            let files: Vec<_> = files.iter().map(|entry| (entry.path.clone(), entry.articles)).collect();
            assert_eq!(files, [(at("new/a.jsonl"), 5), (at("new/b.jsonl"), 3)]);
            if !was_cut {
                return;
            }
        }
        panic!("it never came to the end");
    }
}
