//! `dateline stats`: what the index holds.

use anyhow::Result;
use clap::Args;

use crate::engine::Engine;

use super::{Global, Outcome};

/// Show what the index holds
#[derive(Debug, Args)]
pub(super) struct StatsArgs {}

impl StatsArgs {
    pub(super) fn run(self, global: &Global) -> Result<Outcome> {
        let held = global.engine()?.describe()?;
        let mut out = global.output();
        if global.json {
            out.json(&held)?;
        } else {
            let span = match (&held.from, &held.until) {
                (Some(from), Some(until)) => format!("{from} to {until}"),
                _ => "no dated article".to_owned(),
            };
            out.line(format!("articles        {}", held.articles))?;
            out.line(format!("published       {span}"))?;
            out.line(format!("countries       {}", held.countries))?;
            out.line(format!("people          {}", held.people))?;
            out.line(format!("size            {:.1} MB", held.bytes as f64 / 1e6))?;
            out.line(format!("segments        {}", held.segments))?;
            out.line(format!("format version  {}", held.format_version))?;
        }
        out.flush()?;
        Ok(Outcome::Done)
    }
}
