//! `dateline similar`: articles like this one.

use anyhow::Result;
use clap::Args;

use dateline_search::ask::{Question, ask};
use dateline_search::request::Request;

use super::answer::{self, Format};
use super::filters::FilterArgs;
use super::{Global, Outcome, show};

/// Find articles similar to a given one
#[derive(Debug, Args)]
pub(super) struct SimilarArgs {
    /// Id of the article
    #[arg(allow_hyphen_values = true)]
    id: String,
    #[command(flatten)]
    choice: show::Choice,
    /// Number of articles
    #[arg(short = 'n', long, value_name = "N", default_value_t = 10)]
    limit: usize,
    /// Output format
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    filters: FilterArgs,
}

impl SimilarArgs {
    pub(super) fn run(self, global: &Global) -> Result<Outcome> {
        let filters = self.filters.checked()?;
        let engine = global.engine()?;
        let article = match show::one(global, &engine, &self.id, &self.choice)? {
            Ok(article) => article,
            Err(outcome) => return Ok(outcome),
        };
        let request = Request { filters, limit: self.limit, ..Request::default() };
        let response = ask(&engine, &Question::like(*article).with(request))?;
        let mut out = global.output();
        answer::print(&mut out, &response, "", self.format.or_json(global.json))?;
        out.flush()?;
        Ok(if response.hits.is_empty() { Outcome::NothingFound } else { Outcome::Done })
    }
}
