//! Indexing on a simulated disk: every call fails once, the power goes at every call, bits flip in every file.
//!
//! Whatever happens, the index is that of the old or of the new commit, the message is true, and the next run completes it.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use dateline::archive::{Options, update_in};
use dateline::ingest::{Problem, Summary, UpdateOptions};
use dateline_search::store::StoreError;
use dateline_tantivy::index::folder::{Fault, Folder, SharedFolder, SimulatedFolder};
use dateline_tantivy::index::{ArticleReader, Index, IndexError, repair_in, verify_in};
use tantivy::DocAddress;

/// A full disk, a disk that fails for a moment, and a folder that may not be touched any more, with what the system says.
const FAULTS: [(Fault, &str); 3] = [
    (Fault::Lasting(28), "No space left"),
    (Fault::Once(5), "Input/output error"),
    (Fault::Lasting(13), "Permission denied"),
];

/// A folder of files that changes, and the index of it as of before.
struct Case {
    news: tempfile::TempDir,
    before: SimulatedFolder,
}

type Headlines = BTreeSet<String>;

fn file(number: usize, text: &str) -> (String, String) {
    let body = format!("Ministers of Norway and Chile met in Oslo for round {number} of the talks, {text}. ")
        .repeat(4);
    (
        format!("{number}.jsonl"),
        format!(
            "{}\n",
            serde_json::json!({"id": number.to_string(), "headline": format!("Round {number} {text}"), "body": body})
        ),
    )
}

impl Case {
    /// Three files are indexed; then one changes, one goes and one comes.
    fn new() -> Case {
        let news = tempfile::tempdir().unwrap();
        let write = |(name, text): (String, String)| fs::write(news.path().join(name), text).unwrap();
        (1..=3).for_each(|number| write(file(number, "opens")));
        let before = SimulatedFolder::new();
        run(&before, &news).unwrap();
        write(file(2, "ends at last"));
        fs::remove_file(news.path().join("3.jsonl")).unwrap();
        write(file(4, "opens"));
        Case { news, before }
    }

    fn run(&self, folder: &SimulatedFolder) -> Result<Summary, StoreError> {
        run(folder, &self.news)
    }

    /// The folder as of after a whole run, from what was there before it.
    fn after(&self, from: &SimulatedFolder) -> (Headlines, u64) {
        let folder = from.copied();
        self.run(&folder).unwrap();
        (headlines(&folder).unwrap(), folder.calls())
    }

    /// After a run that failed: the old or the new articles, and the next run completes it and leaves nothing behind.
    fn expect_old_or_new(&self, folder: &SimulatedFolder, old: &Headlines, new: &Headlines, what: &str) {
        match headlines(folder) {
            Ok(held) => assert!(held == *old || held == *new, "{what}: {held:?}"),
            Err(IndexError::Missing(_)) => assert!(old.is_empty(), "{what}: the index is gone"),
            Err(error) => panic!("{what}: {error}"),
        }
        self.run(folder).unwrap_or_else(|error| panic!("{what}: the next run: {error}"));
        assert_eq!(headlines(folder).unwrap(), *new, "{what}");
        let checked = verify_in(&shared(folder)).unwrap();
        assert!(checked.findings.is_empty() && !checked.unfinished, "{what}: {checked:?}");
        assert!(checked.leftovers.is_empty(), "{what}: {checked:?}");
        let hidden = |name: &String| name.starts_with('.') || name.ends_with(".lock");
        let temporary = folder.list().unwrap().into_iter().find(|name| name.contains("tmp") && !hidden(name));
        assert_eq!(temporary, None, "{what}");
    }
}

fn shared(folder: &SimulatedFolder) -> SharedFolder {
    Arc::new(folder.clone())
}

fn run(folder: &SimulatedFolder, news: &tempfile::TempDir) -> Result<Summary, StoreError> {
    let update = UpdateOptions { threads: 1, ..UpdateOptions::default() };
    let options = Options { update, memory: 15 << 20 };
    let paths = [PathBuf::from(news.path())];
    let mut problems = |problem: &Problem| panic!("{problem}");
    update_in(&shared(folder), &paths, &options, &mut problems)
}

fn headlines(folder: &SimulatedFolder) -> Result<Headlines, IndexError> {
    let index = Index::open_in(&shared(folder))?;
    let searcher = index.searcher();
    let articles = ArticleReader::new(&searcher, index.fields());
    let mut held = Vec::new();
    for (ordinal, segment) in searcher.segment_readers().iter().enumerate() {
        for doc in segment.doc_ids_alive() {
            let article = articles.article(DocAddress::new(ordinal as u32, doc))?;
            held.push(article.headline.unwrap_or_default());
        }
    }
    let count = held.len();
    let held: Headlines = held.into_iter().collect();
    assert_eq!(held.len(), count, "an article stands twice");
    Ok(held)
}

/// An error with everything below it, as the program prints it.
fn whole(error: &StoreError) -> String {
    let source = std::error::Error::source(error).map(|source| format!(": {source}")).unwrap_or_default();
    format!("{error}{source}")
}

#[test]
fn whichever_call_fails_the_commit_is_the_old_or_the_new_one_and_the_message_is_true() {
    let case = Case::new();
    let old = headlines(&case.before).unwrap();
    let (new, calls) = case.after(&case.before);
    assert!(calls > 100, "{calls} calls");
    for (fault, words) in FAULTS {
        for call in 0..calls {
            let what = format!("{words} at call {call}");
            let folder = case.before.copied();
            folder.fail_at(call, fault);
            if let Err(error) = case.run(&folder) {
                let said = whole(&error);
                assert!(said.contains(words) && said.contains("/simulated"), "{what}: {said}");
                assert!(!said.contains("damaged") && !said.contains("delete"), "{what}: {said}");
            }
            folder.heal();
            case.expect_old_or_new(&folder, &old, &new, &what);
        }
    }
}

#[test]
fn whenever_the_power_goes_the_index_is_usable() {
    let case = Case::new();
    let starts = [SimulatedFolder::new(), case.before.copied()];
    for (start, seeds) in starts.iter().zip([0..250u64, 250..500]) {
        let old = headlines(start).unwrap_or_default();
        let (new, calls) = case.after(start);
        for seed in seeds {
            let folder = start.copied();
            folder.fail_at(seed * 7919 % calls, Fault::PowerCut);
            let ended = case.run(&folder);
            let found = folder.after_power_cut(seed);
            if ended.is_ok() {
                assert_eq!(headlines(&found).unwrap(), new, "seed {seed}: a finished run was lost");
            }
            case.expect_old_or_new(&found, &old, &new, &format!("seed {seed}"));
        }
    }
}

#[test]
fn a_finished_run_survives_a_power_cut_right_after_it() {
    let case = Case::new();
    let folder = case.before.copied();
    case.run(&folder).unwrap();
    let new = headlines(&folder).unwrap();
    for seed in 0..50 {
        let found = folder.after_power_cut(seed);
        assert_eq!(headlines(&found).unwrap(), new);
        assert!(verify_in(&shared(&found)).unwrap().findings.is_empty());
    }
}

#[test]
fn a_run_on_a_rotten_file_says_so_or_makes_the_file_anew() {
    let case = Case::new();
    let (new, _) = case.after(&case.before);
    for name in case.before.list().unwrap() {
        let size = case.before.facts(&name).unwrap().size as usize;
        for at in (0..size).step_by((size / 12).max(1)) {
            let what = format!("{name}, byte {at}");
            let folder = case.before.copied();
            folder.flip(&name, at);
            match case.run(&folder) {
                Err(error) => match error.as_of() {
                    Some(IndexError::Damaged { file, .. }) => assert_eq!(*file, name, "{what}"),
                    _ => panic!("{what}: {error}"),
                },
                Ok(_) => {
                    assert_eq!(headlines(&folder).unwrap(), new, "{what}");
                    let checked = verify_in(&shared(&folder)).unwrap();
                    assert!(checked.findings.is_empty(), "{what}: {checked:?}");
                }
            }
        }
    }
}

#[test]
fn repair_leaves_a_sound_index_that_the_next_run_completes() {
    let case = Case::new();
    let (new, _) = case.after(&case.before);
    let names =
        case.before.list().unwrap().into_iter().filter(|name| name != "meta.json" && !name.starts_with('.'));
    for name in names {
        for lost in [true, false] {
            let folder = case.before.copied();
            if lost {
                folder.remove(&name).unwrap()
            } else {
                folder.flip(&name, 3)
            }
            let repaired = repair_in(&shared(&folder)).unwrap();
            assert!(!repaired.done.is_empty(), "{name} {lost}");
            let checked = verify_in(&shared(&folder)).unwrap();
            assert!(checked.findings.is_empty(), "{name} {lost}: {checked:?}");
            case.run(&folder).unwrap();
            assert_eq!(headlines(&folder).unwrap(), new, "{name} {lost}");
            assert!(repair_in(&shared(&folder)).unwrap().done.is_empty());
        }
    }
}
