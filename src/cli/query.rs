//! The query argument and how it is read.

use anyhow::{Result, anyhow};
use clap::Args;

use crate::engine::Engine;
use crate::search::budget::Budget;
use crate::search::query::{ParseOptions, Query, parse, stop_words_left_out, without_stop_words};
use crate::search::recognise::{Recognised, with_names};
use crate::search::request::TypedNames;

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
    /// Names in the query find only how they are written, not other ways of writing them
    #[arg(long)]
    pub no_names: bool,
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
    /// The query with its stop words.
    whole: Query,
}

/// A query with the names that were recognised in it.
pub(super) struct Named {
    pub query: Query,
    pub names: Option<TypedNames>,
    /// What is left for the query once its names are recognised.
    pub budget: Option<Budget>,
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
        Ok(Read { query: without_stop_words(parsed.query.clone()), warnings, left_out, whole: parsed.query })
    }

    /// Recognises the names in a query that was read from `text`, unless it is to be words only.
    pub(super) fn named(&self, read: &Read, text: &str, engine: &impl Engine) -> Result<Named> {
        let budget = Budget::default();
        let recognised = match self.plain || self.no_names {
            true => None,
            false => with_names(&read.whole, text, |words| engine.name_of(words, &budget))?,
        };
        let typed = read.query.clone();
        let budget = Some(budget);
        Ok(match recognised {
            None => Named { query: typed, names: None, budget },
            Some(Recognised { query, names }) => {
                Named { query: without_stop_words(query), names: Some(TypedNames { typed, names }), budget }
            }
        })
    }

    /// How the query is read.
    pub(super) fn options(&self) -> ParseOptions {
        ParseOptions { any: self.any, plain: self.plain, strict: self.strict_query }
    }
}
