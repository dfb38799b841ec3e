//! The archive on this machine: an index in a folder, brought up to date with files and folders.
//!
//! ```no_run
//! use dateline::archive::{Options, update};
//! let mut report = |problem: &dateline::ingest::Problem| eprintln!("{problem}");
//! let summary = update("index".as_ref(), &["corpus".into()], &Options::default(), &mut report)?;
//! println!("{} articles added", summary.added);
//! # Ok::<(), dateline_search::store::StoreError>(())
//! ```

use std::path::{Path, PathBuf};
use std::sync::Arc;

use dateline_search::curation::{CORRECTIONS_FILE, Curation, Entry, NOTES_FILE, Target};
use dateline_search::store::{Severity, StoreError};
use dateline_tantivy::index::folder::SharedFolder;
use dateline_tantivy::index::{self, IndexError, Writer};

use crate::ingest::{self, Problem, Renewal, Report, Summary, UpdateOptions, available_threads};

/// How to bring an index up to date.
#[derive(Debug, Clone)]
pub struct Options {
    /// How it is read and what is kept.
    pub update: UpdateOptions,
    /// Memory for the index writer in bytes.
    pub memory: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { update: UpdateOptions::default(), memory: 256 << 20 }
    }
}

/// Brings the index in `dir` up to date with the files below `paths`; a new one if there is none.
///
/// # Errors
/// If the index itself cannot be opened or written; it then is as it was at its last commit.
pub fn update(
    dir: &Path,
    paths: &[PathBuf],
    options: &Options,
    report: &mut dyn Report,
) -> Result<Summary, StoreError> {
    if index::is_nothing_there(dir)? {
        if paths.is_empty() {
            return Err(IndexError::Missing(dir.to_owned()).into());
        }
        if let Some(failed) = ingest::none_readable(paths, report) {
            return Ok(Summary { failed, ..Summary::default() });
        }
    }
    update_in(&index::new_or_existing_folder(dir)?, paths, options, report)
}

/// [`update`] of the index in a folder that is there, with what the files of the user in the folder say of articles.
///
/// # Errors
/// As for [`update`].
pub fn update_in(
    folder: &SharedFolder,
    paths: &[PathBuf],
    options: &Options,
    report: &mut dyn Report,
) -> Result<Summary, StoreError> {
    let curation = Arc::new(Curation::load(folder.path()));
    let sites = curation.corrections().sites();
    let (corrections, site_faults) = options.update.read.corrections.clone().with(sites);
    let problem = |file: &str, reason: String| Problem {
        severity: Severity::Failed,
        path: folder.path().join(file),
        record: None,
        member: None,
        reason,
    };
    let faults = curation.faults().iter().map(|(file, fault)| problem(file, fault.to_string()));
    let of_sites = site_faults.iter().map(|(line, fault)| {
        let reason = fault.to_string().replace('\n', ", ");
        problem(CORRECTIONS_FILE, format!("line {line}: {reason}; this block does not act"))
    });
    let faults: Vec<Problem> = faults.chain(of_sites).collect();
    let mut options = options.clone();
    options.update.read.corrections = corrections;
    let options = &options;
    faults.iter().for_each(|fault| report.problem(fault));
    let mut summary = run(folder, paths, &curation, options, report)?;
    if !summary.followed.is_empty() {
        let renewed = follow(folder, &summary.followed, &curation, options, report)?;
        summary.renewed += renewed.renewed;
        summary.seconds += renewed.seconds;
        summary.interrupted |= renewed.interrupted;
    }
    summary.failed += faults.len() as u64;
    Ok(summary)
}

fn run(
    folder: &SharedFolder,
    paths: &[PathBuf],
    curation: &Arc<Curation>,
    options: &Options,
    report: &mut dyn Report,
) -> Result<Summary, StoreError> {
    let threads = if options.update.threads == 0 { available_threads() } else { options.update.threads };
    let writer = Writer::open(folder, threads, options.memory)?;
    let mut update = options.update.clone();
    update.read.curation = Arc::clone(curation);
    ingest::update(writer, Some(folder.path()), paths, &update, report)
}

/// Notes the ids that edited articles have now, and gives these articles what is said of them.
fn follow(
    folder: &SharedFolder,
    followed: &[(String, String)],
    before: &Curation,
    options: &Options,
    report: &mut dyn Report,
) -> Result<Summary, StoreError> {
    let at = now();
    let entry = |(id, became): &(String, String)| Entry {
        id: id.clone(),
        became: Some(became.clone()),
        at: at.clone(),
        ..Entry::default()
    };
    let lines: String = followed.iter().map(|followed| entry(followed).line()).collect();
    index::add_to_users_file(folder.path(), NOTES_FILE, &lines)?;
    let targets = followed.iter().map(|(_, became)| Target::Article(became.clone())).collect();
    let renewal = Some(Renewal { from: before.digest(), targets });
    let update = UpdateOptions { renewal, check: false, prune: false, ..options.update.clone() };
    let options = Options { update, ..options.clone() };
    run(folder, &[], &Arc::new(Curation::load(folder.path())), &options, report)
}

/// The time now, as it stands in the files of the user.
pub fn now() -> String {
    jiff::Timestamp::from_second(jiff::Timestamp::now().as_second()).unwrap_or_default().to_string()
}

/// What became of a change to what the user says of articles.
#[derive(Debug, Clone)]
pub enum Said {
    /// It was brought to the articles; what the run did.
    Done(Summary),
    /// It is written down, and another run holds the index: the next run brings it to the articles.
    Later,
}

/// Brings a change of what the user says of articles, which is written down, to the articles of these targets, and
/// reads what is new below the paths. `before` is what was said until then.
///
/// # Errors
/// If the index cannot be opened or written; what was written down stays, and the next run brings it to the articles.
pub fn renew(
    dir: &Path,
    before: &Curation,
    targets: Vec<Target>,
    paths: &[PathBuf],
    options: &Options,
    report: &mut dyn Report,
) -> Result<Said, StoreError> {
    let renewal = Some(Renewal { from: before.digest(), targets });
    let update = UpdateOptions { renewal, ..options.update.clone() };
    match self::update(dir, paths, &Options { update, ..options.clone() }, report) {
        Ok(summary) => Ok(Said::Done(summary)),
        Err(error) if matches!(error.as_of(), Some(IndexError::Locked(_))) => Ok(Said::Later),
        Err(error) => Err(error),
    }
}
