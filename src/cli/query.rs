//! The query argument and how it is read.

use anyhow::{Result, anyhow};
use clap::Args;

use dateline_search::ask::Question;
use dateline_search::query::{ParseOptions, QueryIssue};

use super::Global;
use super::output::width;

/// How the query is read.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Query")]
pub(super) struct QueryArgs {
    /// Match any word (OR) [default: all words]
    #[arg(long)]
    pub any: bool,
    /// Treat the query as plain words: no operators, no fields
    #[arg(long)]
    pub plain: bool,
    /// Do not expand names to their spelling variants
    #[arg(long)]
    pub no_names: bool,
    /// Treat a mistake in the query as an error, not a warning
    #[arg(long)]
    pub strict_query: bool,
}

impl QueryArgs {
    /// Reads a query; warnings are printed on standard error and kept.
    pub(super) fn question(&self, text: &str, global: &Global) -> Result<Question> {
        self.question_at(text, global, None)
    }

    /// Reads a query from this place of a file.
    pub(super) fn question_at(&self, text: &str, global: &Global, place: Option<&str>) -> Result<Question> {
        let mut question =
            Question::read(text, &self.options()).map_err(|issue| anyhow!(told("error", &issue, text)))?;
        for issue in &question.issues {
            let place = place.map_or(String::new(), |place| format!("{place}: "));
            global.say(format!("{place}{}", told("warning", issue, text)));
        }
        question.names &= !self.no_names;
        Ok(question)
    }

    /// How the query is read.
    pub(super) fn options(&self) -> ParseOptions {
        ParseOptions {
            any: self.any,
            plain: self.plain,
            strict: self.strict_query,
            ..ParseOptions::default()
        }
    }
}

/// The message about a query, with carets below the place and a hint what to write instead.
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
