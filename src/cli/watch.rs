//! `dateline watch`: keep the index up to date while files change.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result};
use clap::Args;

use crate::archive::Options;
use crate::ingest::{ReadOptions, Summary, UpdateOptions};
use crate::watch::Changes;
use dateline_read::Exclude;
use dateline_tantivy::index::IndexError;

use super::index::{bring_up_to_date, bring_up_to_date_again, parse_size, sentence};
use super::reading::ReadArgs;
use super::{Global, Outcome, interrupt, shown_path};

/// Bring the index up to date with files and folders, and again whenever they change
#[derive(Debug, Args)]
pub(super) struct WatchArgs {
    /// Files and folders to watch. What is gone keeps its articles until it is back
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Look for changes every SECONDS, for network folders and others that do not tell of changes
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    poll: Option<Duration>,
    /// Wait until nothing has changed for SECONDS, so that files are written to their end
    #[arg(long, value_name = "SECONDS", default_value = "1", value_parser = seconds)]
    settle: Duration,
    /// Keep articles whose files or records no longer exist
    #[arg(long)]
    keep_missing: bool,
    /// Leave out files and folders that this pattern fits, as in a .gitignore, such as '*.bak'. Repeatable
    #[arg(long, value_name = "PATTERN")]
    exclude: Vec<String>,
    /// Memory for the index writer, such as 256M or 1G
    #[arg(long, value_name = "SIZE", default_value = "256M", value_parser = parse_size)]
    memory: usize,
    #[command(flatten)]
    read: ReadArgs,
}

impl WatchArgs {
    pub(super) fn run(self, global: &Global) -> Result<Outcome> {
        let stop = interrupt::listen().stop();
        // Watched from before the first run, so that nothing that changes meanwhile is missed.
        let (mut changes, reason) = Changes::of(&self.paths, &global.index, self.poll);
        if let (Some(reason), Some(every)) = (reason, changes.polls_every()) {
            global.say(format!("{reason}: looking for changes every {} s instead", every.as_secs()));
        }
        let mut gone = Vec::new();
        let mut is_first = true;
        loop {
            let (there, now_gone) = changes.paths();
            say_gone(global, &gone, &now_gone);
            gone = now_gone;
            if !there.is_empty() {
                match self.update(global, &there, is_first) {
                    Ok(summary) => {
                        say(global, &summary, is_first)?;
                        is_first = false;
                    }
                    Err(error) if is_locked(&error) => {
                        global.say(format!("{error:#}; trying again"));
                        changes.try_again();
                    }
                    Err(error) => return Err(error),
                }
            }
            if !changes.wait(self.settle, &stop) {
                return Ok(Outcome::Interrupted(interrupt::listen().exit_code()));
            }
        }
    }

    fn update(&self, global: &Global, paths: &[PathBuf], is_first: bool) -> Result<Summary> {
        let update = UpdateOptions {
            threads: global.threads,
            choices: self.read.choices(),
            read: ReadOptions { corrections: self.read.corrections(global)?, ..ReadOptions::default() },
            keep_missing: self.keep_missing,
            stop: interrupt::listen().stop(),
            exclude: Exclude::new(&self.exclude).map_err(anyhow::Error::msg).context("--exclude")?,
            ..UpdateOptions::default()
        };
        let options = Options { update, memory: self.memory };
        if is_first {
            return bring_up_to_date(global, paths, &options, self.read.report()?);
        }
        bring_up_to_date_again(global, paths, &options)
    }
}

/// Says which paths are gone, and which are back.
fn say_gone(global: &Global, before: &[PathBuf], now: &[PathBuf]) {
    let shown = |path: &PathBuf| shown_path(&path.to_string_lossy());
    for path in now.iter().filter(|path| !before.contains(path)) {
        global.say(format!("{} is not there; its articles are kept until it is back", shown(path)));
    }
    for path in before.iter().filter(|path| !now.contains(path)) {
        global.say(format!("{} is back", shown(path)));
    }
}

/// Says what a run did, if it did anything.
fn say(global: &Global, summary: &Summary, is_first: bool) -> Result<()> {
    let did = summary.added + summary.changed + summary.removed + summary.moved + summary.renewed;
    if did + summary.forgotten == 0 && !is_first {
        return Ok(());
    }
    if !global.json {
        global.say(sentence(summary));
        return Ok(());
    }
    let mut out = global.output();
    out.json(summary)?;
    Ok(out.flush()?)
}

/// True if another run holds the index, which will end.
fn is_locked(error: &anyhow::Error) -> bool {
    let store = error.downcast_ref::<dateline_search::store::StoreError>();
    store.is_some_and(|error| matches!(error.as_of(), Some(IndexError::Locked(_))))
}

/// A number of seconds, perhaps with a part of one.
fn seconds(text: &str) -> Result<Duration, String> {
    let number = text.trim().trim_end_matches('s').parse::<f64>().ok();
    let number = number.filter(|number| (0.1..=86_400.0).contains(number));
    number.map(Duration::from_secs_f64).ok_or_else(|| "expected seconds from 0.1 to 86400".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_are_a_number_of_some_size() {
        assert_eq!(seconds("2"), Ok(Duration::from_secs(2)));
        assert_eq!(seconds("0.5s"), Ok(Duration::from_millis(500)));
        for text in ["0", "-1", "NaN", "inf", "", "1e9", "soon"] {
            assert!(seconds(text).is_err(), "{text}");
        }
    }
}
