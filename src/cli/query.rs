//! The query argument and how it is read.

use anyhow::{Result, anyhow};
use clap::Args;

use crate::search::query::{ParseOptions, Query, parse, stop_words_left_out, without_stop_words};

use super::Global;

/// How the query is read.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Query")]
pub(super) struct QueryArgs {
    /// Any of the words is enough [default: all of them]
    #[arg(long)]
    pub any: bool,
    /// The query is words only: no operators, no fields
    #[arg(long)]
    pub plain: bool,
    /// A fault in the query is an error, not a warning
    #[arg(long)]
    pub strict_query: bool,
}

/// A query that was read, with what was odd about it.
pub(super) struct Read {
    pub query: Query,
    pub warnings: Vec<String>,
    /// Words that are too common to decide anything.
    pub left_out: Vec<String>,
}

impl QueryArgs {
    /// Reads a query; warnings are said on standard error and kept.
    pub(super) fn read(&self, text: &str, global: &Global) -> Result<Read> {
        let parsed = parse(text, &self.options()).map_err(|issue| anyhow!("{}", issue.render(text)))?;
        for issue in &parsed.warnings {
            global.say(issue.render(text));
        }
        let warnings = parsed.warnings.iter().map(ToString::to_string).collect();
        let left_out = stop_words_left_out(&parsed.query);
        Ok(Read { query: without_stop_words(parsed.query), warnings, left_out })
    }

    /// How the query is read.
    pub(super) fn options(&self) -> ParseOptions {
        ParseOptions { any: self.any, plain: self.plain, strict: self.strict_query }
    }
}
