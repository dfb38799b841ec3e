//! `dateline stats`: what the index holds.

use std::io::Write;

use anyhow::Result;
use clap::Args;

use crate::engine::Engine;
use crate::index::{Index, Missing};

use super::index::counted;
use super::{Global, Outcome};

/// Show what the index holds
#[derive(Debug, Args)]
pub(super) struct StatsArgs {}

impl StatsArgs {
    pub(super) fn run(self, global: &Global) -> Result<Outcome> {
        let held = global.engine()?.describe()?;
        let missing = Missing::of(&Index::open(&global.index)?.manifest()?);
        let mut out = global.output();
        if global.json {
            let mut line = serde_json::to_value(&held)?;
            line["missing_files"] = missing.files.into();
            line["missing_articles"] = missing.articles.into();
            out.json(&line)?;
        } else {
            let span = match (&held.from, &held.until) {
                (Some(from), Some(until)) => format!("{from} to {until}"),
                _ => "no dated article".to_owned(),
            };
            writeln!(out, "articles        {}", held.articles)?;
            writeln!(out, "published       {span}")?;
            writeln!(out, "countries       {}", held.countries)?;
            writeln!(out, "people          {}", held.people)?;
            if missing.files > 0 {
                let (files, articles) =
                    (counted(missing.files, "file"), counted(missing.articles, "article"));
                writeln!(out, "missing         {articles} of {files} no longer there")?;
            }
            writeln!(out, "size            {:.1} MB", held.bytes as f64 / 1e6)?;
            writeln!(out, "segments        {}", held.segments)?;
            writeln!(out, "format version  {}", held.format_version)?;
        }
        out.flush()?;
        Ok(Outcome::Done)
    }
}
