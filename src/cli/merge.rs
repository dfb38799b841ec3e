//! `dateline merge`: bring the articles of other indexes into this one.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::Args;

use dateline_search::curation::{CORRECTIONS_FILE, NOTES_FILE};
use dateline_search::names::FILE_NAME as NAMES_FILE;
use dateline_search::store::{Store, View};
use dateline_tantivy::index::{Index, IndexError, Writer, new_or_existing_folder, replace_users_file};

use super::index::{counted, default_options};
use super::{Global, Outcome};
use crate::archive::{now, update_in};
use crate::ingest::{Merged, Problem, available_threads, merge};

/// What belongs to the user and is made of lines or blocks that stand for themselves.
const USERS_FILES: [&str; 3] = [CORRECTIONS_FILE, NOTES_FILE, NAMES_FILE];

/// Bring the articles, corrections, tags and notes of other indexes into this one
#[derive(Debug, Args)]
pub(super) struct MergeArgs {
    /// Index folders to take the articles from; they stay as they are
    #[arg(required = true, value_name = "DIR")]
    from: Vec<PathBuf>,
}

impl MergeArgs {
    pub(super) fn run(self, global: &Global) -> Result<Outcome> {
        let into = new_or_existing_folder(&global.index)?;
        let same = |dir: &Path| fs::canonicalize(dir).ok() == fs::canonicalize(into.path()).ok();
        if let Some(dir) = self.from.iter().find(|dir| same(dir)) {
            bail!("{} is the index itself; give the folders of other indexes", dir.display());
        }
        // Whatever cannot be opened is found out before anything is written.
        let opened = self.from.iter().map(|dir| Ok((dir, Index::open(dir)?)));
        let opened = opened.collect::<Result<Vec<_>>>()?;
        let options = default_options(global)?;
        let threads = if global.threads == 0 { available_threads() } else { global.threads };
        let mut writer = Writer::open(&into, threads, options.memory)?;
        let mut all = Merged::default();
        // The commits between the indexes are all of this one run.
        let first = (writer.view()?.run(), now());
        for (dir, index) in &opened {
            let merged = merge(&mut writer, &first, &index.files()?, &index.view());
            let merged = match merged {
                Ok(merged) => merged,
                Err(error) => {
                    return Err(writer.abandon(error)).with_context(|| format!("merging {}", dir.display()));
                }
            };
            all.added += merged.added;
            all.changed += merged.changed;
            all.unchanged += merged.unchanged;
            let taken = merged.added + merged.changed + merged.unchanged;
            let held = index.searcher().num_docs();
            if taken < held {
                global.say(format!(
                    "{}: {} of files that it does not list were left out",
                    dir.display(),
                    counted(held - taken, "article")
                ));
            }
        }
        if let Err(error) = writer.finish() {
            return Err(writer.abandon(error).into());
        }
        writer.close()?;
        for (dir, name) in self.from.iter().flat_map(|dir| USERS_FILES.map(|name| (dir, name))) {
            add_users_file(&global.index, dir, name)?;
        }
        // What is said of articles in either index is brought to those of both.
        let mut report = |problem: &Problem| global.say(problem);
        update_in(&into, &[], &options, &mut report)?;
        let mut out = global.output();
        if global.json {
            out.json(&all)?;
        } else {
            out.line(format!("{} added, {} changed, {} unchanged", all.added, all.changed, all.unchanged))?;
        }
        out.flush()?;
        Ok(Outcome::Done)
    }
}

/// Adds what a file of the user in one folder says to that in another, if it is not there word for word.
fn add_users_file(into: &Path, from: &Path, name: &str) -> Result<()> {
    let path = from.join(name);
    let theirs = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error).with_context(|| path.display().to_string()),
    };
    replace_users_file::<IndexError>(into, name, |ours| {
        let added = if name == CORRECTIONS_FILE {
            missing_blocks(&ours, &theirs)
        } else {
            missing_lines(&ours, &theirs)
        };
        if added.is_empty() {
            return Ok(None);
        }
        let gap = if ours.is_empty() || ours.ends_with('\n') { "" } else { "\n" };
        Ok(Some(format!("{ours}{gap}{added}")))
    })?;
    Ok(())
}

/// The lines of a text that another does not have.
fn missing_lines(ours: &str, theirs: &str) -> String {
    let held: std::collections::HashSet<&str> = ours.lines().collect();
    theirs
        .lines()
        .filter(|line| !line.trim().is_empty() && !held.contains(line))
        .map(|line| format!("{line}\n"))
        .collect()
}

/// The blocks of a file of corrections, from one header to the next, that another does not have.
fn missing_blocks(ours: &str, theirs: &str) -> String {
    let begins = |text: &str| text.trim_start().starts_with("[[");
    let blocks = |text: &str| {
        let mut blocks: Vec<String> = Vec::new();
        for line in text.lines() {
            match blocks.last_mut().filter(|_| !begins(line)) {
                Some(block) => block.push_str(&format!("{line}\n")),
                None => blocks.push(format!("{line}\n")),
            }
        }
        blocks
    };
    let held: Vec<String> = blocks(ours).iter().map(|block| block.trim().to_owned()).collect();
    let new =
        blocks(theirs).into_iter().filter(|block| begins(block) && !held.contains(&block.trim().to_owned()));
    new.map(|block| format!("\n{}\n", block.trim_end())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_there_is_not_added_again() {
        assert_eq!(missing_lines("a\nb\n", "b\nc\n\n"), "c\n");
        let ours = "# mine\n[[correct]]\nid = 'a'\ncountry = 'SY'\n";
        let theirs = "# theirs\n[[correct]]\nid = 'a'\ncountry = 'SY'\n\n[[names]]\nsame = ['A', 'B']\n";
        assert_eq!(missing_blocks(ours, theirs), "\n[[names]]\nsame = ['A', 'B']\n");
        assert_eq!(missing_blocks(theirs, theirs), "");
    }
}
