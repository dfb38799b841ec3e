//! `dateline stats`: what the index holds.

use anyhow::{Result, bail};
use clap::Args;

use dateline_search::engine::Engine;
use dateline_search::request::FacetField;

use crate::ingest::Missing;

use super::index::counted;
use super::{Global, Outcome};

/// Show what the index holds
#[derive(Debug, Args)]
pub(super) struct StatsArgs {}

impl StatsArgs {
    pub(super) fn run(self, global: &Global) -> Result<Outcome> {
        let engine = global.engine()?;
        let (held, missing) = (engine.describe()?, Missing::of(&engine.files()?));
        let distinct = engine.distinct(&[FacetField::Mentions, FacetField::Person])?;
        let [countries, people] = distinct.as_slice() else { bail!("the engine counts no names") };
        let mut out = global.output();
        if global.json {
            let mut line = serde_json::to_value(&held)?;
            line["countries"] = (*countries).into();
            line["people"] = (*people).into();
            line["missing_files"] = missing.files.into();
            line["missing_articles"] = missing.articles.into();
            out.json(&line)?;
        } else {
            let span = match (&held.from, &held.until) {
                (Some(from), Some(until)) => format!("{from} to {until}"),
                _ => "no dated article".to_owned(),
            };
            out.line(format!("articles        {}", held.articles))?;
            out.line(format!("published       {span}"))?;
            out.line(format!("countries       {}", countries))?;
            out.line(format!("people          {}", people))?;
            if missing.files > 0 {
                let (files, articles) =
                    (counted(missing.files, "file"), counted(missing.articles, "article"));
                out.line(format!("missing         {articles} of {files} no longer there"))?;
            }
            out.line(format!("size            {:.1} MB", held.bytes as f64 / 1e6))?;
            out.line(format!("segments        {}", held.segments))?;
            out.line(format!("format version  {}", held.format_version))?;
        }
        out.flush()?;
        Ok(Outcome::Done)
    }
}
