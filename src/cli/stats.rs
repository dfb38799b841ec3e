//! `dateline stats`: what the index holds.

use anyhow::{Result, bail};
use clap::Args;
use serde::Serialize;

use dateline_search::curation::{Curation, Target};
use dateline_search::engine::{Description, Engine};
use dateline_search::request::FacetField;
use dateline_search::store::{FileEntry, Files, Remembered};

use crate::ingest::{Missing, problem_line, told};

use super::index::counted;
use super::{Global, Outcome, shown_path};

/// Show what the index contains
#[derive(Debug, Args)]
pub(super) struct StatsArgs {
    /// List what gave no article, with the file and the reason, instead
    #[arg(long)]
    skipped: bool,
}

/// What is printed as JSON.
#[derive(Serialize)]
struct Line<'a> {
    #[serde(flatten)]
    held: &'a Description,
    countries: u64,
    people: u64,
    missing_files: u64,
    missing_articles: u64,
    /// How many records, members and files gave no article.
    skipped: u64,
    /// How many records the user forgot in files that are read, and how many rules leave out whole files.
    forgotten: u64,
    left_out: u64,
}

impl StatsArgs {
    pub(super) fn run(self, global: &Global) -> Result<Outcome> {
        let engine = global.engine()?;
        if self.skipped {
            return list_skipped(global, &engine.files()?);
        }
        let skipped = remembered(&engine.files()?).map(|(_, known)| known.count).sum();
        let forgotten = engine.files()?.iter().map(|file| file.forgotten.len() as u64).sum();
        let curation = Curation::load(&global.index);
        let rules = curation.corrections().rules().filter(|rule| rule.forgets());
        let left_out = rules.filter(|rule| !matches!(rule.target, Target::Article(_))).count() as u64;
        let (held, missing) = (engine.describe()?, Missing::of(&engine.files()?));
        let distinct = engine.distinct(&[FacetField::Mentions, FacetField::Person])?;
        let [countries, people] = distinct.as_slice() else {
            bail!("internal error: no counts of countries and people; please report this")
        };
        let mut out = global.output();
        if global.json {
            let (missing_files, missing_articles) = (missing.files, missing.articles);
            let (countries, people) = (*countries, *people);
            out.json(&Line {
                held: &held,
                countries,
                people,
                missing_files,
                missing_articles,
                skipped,
                forgotten,
                left_out,
            })?;
        } else {
            let span = match (&held.from, &held.until) {
                (Some(from), Some(until)) => format!("{from} to {until}"),
                _ => "no dated articles".to_owned(),
            };
            out.line(format!("articles        {}", held.articles))?;
            out.line(format!("published       {span}"))?;
            out.line(format!("countries       {}", countries))?;
            out.line(format!("people          {}", people))?;
            if missing.files > 0 {
                let (files, articles) =
                    (counted(missing.files, "file"), counted(missing.articles, "article"));
                out.line(format!(
                    "missing         {files} ({articles}); to remove the articles, run `dateline index --prune`"
                ))?;
            }
            if skipped > 0 {
                out.line(format!("skipped         {skipped}; to list them, run `dateline stats --skipped`"))?;
            }
            if forgotten + left_out > 0 {
                let (records, rules) = (counted(forgotten, "record"), counted(left_out, "rule"));
                out.line(format!(
                    "forgotten       {records}, and files by {rules}; to list them, run `dateline forget --list`"
                ))?;
            }
            out.line(format!("size            {:.1} MB", held.bytes as f64 / 1e6))?;
            out.line(format!("segments        {}", held.segments))?;
            out.line(format!("format version  {}", held.format_version))?;
        }
        out.flush()?;
        Ok(Outcome::Done)
    }
}

/// What gave no article, with the files, in their order.
fn remembered(files: &Files) -> impl Iterator<Item = (&FileEntry, &Remembered)> {
    files.iter().flat_map(|file| file.problems.iter().map(move |known| (file, known)))
}

/// Lists what gave no article when it was last read; exit code 1 if there is nothing.
fn list_skipped(global: &Global, files: &Files) -> Result<Outcome> {
    let mut out = global.output();
    let mut is_empty = true;
    for (file, known) in remembered(files) {
        is_empty = false;
        let problem = told(known, &file.path);
        if global.json {
            out.json(&problem_line(&problem, known.count))?;
            continue;
        }
        let shown =
            crate::ingest::Problem { path: shown_path(&file.path.to_string_lossy()).into(), ..problem };
        let times = if known.count > 1 { format!(" ({} ×)", known.count) } else { String::new() };
        out.line(format!("{shown}{times}"))?;
    }
    out.flush()?;
    Ok(if is_empty { Outcome::NothingFound } else { Outcome::Done })
}
