//! `dateline stats`: what the index holds.

use anyhow::{Result, bail};
use clap::Args;
use serde::Serialize;

use dateline_search::engine::{Description, Engine};
use dateline_search::request::FacetField;

use crate::ingest::Missing;

use super::index::counted;
use super::{Global, Outcome};

/// Show what the index contains
#[derive(Debug, Args)]
pub(super) struct StatsArgs {}

/// What is printed as JSON.
#[derive(Serialize)]
struct Line<'a> {
    #[serde(flatten)]
    held: &'a Description,
    countries: u64,
    people: u64,
    missing_files: u64,
    missing_articles: u64,
}

impl StatsArgs {
    pub(super) fn run(self, global: &Global) -> Result<Outcome> {
        let engine = global.engine()?;
        let (held, missing) = (engine.describe()?, Missing::of(&engine.files()?));
        let distinct = engine.distinct(&[FacetField::Mentions, FacetField::Person])?;
        let [countries, people] = distinct.as_slice() else {
            bail!("internal error: no counts of countries and people; please report this")
        };
        let mut out = global.output();
        if global.json {
            let (missing_files, missing_articles) = (missing.files, missing.articles);
            let (countries, people) = (*countries, *people);
            out.json(&Line { held: &held, countries, people, missing_files, missing_articles })?;
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
            out.line(format!("size            {:.1} MB", held.bytes as f64 / 1e6))?;
            out.line(format!("segments        {}", held.segments))?;
            out.line(format!("format version  {}", held.format_version))?;
        }
        out.flush()?;
        Ok(Outcome::Done)
    }
}
