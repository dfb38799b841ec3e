//! The query argument and how it is read.

use anyhow::{Result, anyhow};
use clap::Args;

use crate::engine::Engine;
use dateline_search::budget::Budget;
use dateline_search::query::{
    ParseOptions, Query, QueryIssue, parse, stop_words_left_out, without_stop_words,
};
use dateline_search::recognise::{Recognised, with_names};
use dateline_search::request::TypedNames;

use super::Global;
use super::output::width;

/// How the query is read.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Query")]
pub(super) struct QueryArgs {
    /// Match any word (OR) [default: all of them]
    #[arg(long)]
    pub any: bool,
    /// The query is words only: no operators, no fields
    #[arg(long)]
    pub plain: bool,
    /// Do not expand names to their spelling variants
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
        self.read_at(text, global, None)
    }

    /// Reads a query that stands at this place of a file.
    fn read_at(&self, text: &str, global: &Global, place: Option<&str>) -> Result<Read> {
        let parsed = parse(text, &self.options()).map_err(|issue| anyhow!(told("error", &issue, text)))?;
        for issue in &parsed.warnings {
            let place = place.map_or(String::new(), |place| format!("{place}: "));
            global.say(format!("{place}{}", told("warning", issue, text)));
        }
        let warnings = parsed.warnings.iter().map(ToString::to_string).collect();
        let left_out = stop_words_left_out(&parsed.query);
        Ok(Read { query: without_stop_words(parsed.query.clone()), warnings, left_out, whole: parsed.query })
    }

    /// Reads a query and recognises the names in it.
    pub(super) fn query(
        &self,
        global: &Global,
        engine: &impl Engine,
        text: &str,
        place: Option<&str>,
    ) -> Result<Named> {
        self.named(&self.read_at(text, global, place)?, text, engine)
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

/// What is wrong with a query, with carets below the place and what to write instead.
fn told(kind: &str, issue: &QueryIssue, query: &str) -> String {
    // Messages are set in by two columns.
    let shown = issue.point(query, width().saturating_sub(2));
    let hint = issue.hint.as_ref().map_or(String::new(), |hint| format!("\nhint: {}", one_line(hint)));
    format!("query {kind}: {}\n{shown}{hint}", one_line(&issue.message))
}

/// A message that quotes the query, whose line breaks are not its own.
fn one_line(text: &str) -> String {
    text.replace(['\n', '\r'], " ")
}
