//! `dateline similar`: articles like this one.

use anyhow::Result;
use clap::Args;

use dateline_search::engine::{Engine, similar_query};
use dateline_search::request::Request;

use super::copies::under_one;
use super::filters::FilterArgs;
use super::search::{Format, print};
use super::{Global, Outcome, show};

/// Find articles like this one
#[derive(Debug, Args)]
pub(super) struct SimilarArgs {
    /// The article's id
    #[arg(allow_hyphen_values = true)]
    id: String,
    #[command(flatten)]
    choice: show::Choice,
    /// How many articles
    #[arg(short = 'n', long, value_name = "N", default_value_t = 10)]
    limit: usize,
    /// How to print
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
        let query = similar_query(&engine, &article)?;
        let story = engine.copies(&article)?;
        // The article itself is the most similar of all and is taken out again, and so are its copies but for one.
        let request = Request {
            query,
            filters,
            limit: self.limit.saturating_add(1).saturating_add(story.len()),
            snippets: true,
            ..Request::default()
        };
        let mut response = engine.search(&request)?;
        let before = response.hits.len();
        response
            .hits
            .retain(|hit| (&hit.article.path, hit.article.record) != (&article.path, article.record));
        response.total -= (before - response.hits.len()) as u64;
        under_one(&mut response.hits, &story);
        response.hits.truncate(self.limit);
        for (rank, hit) in (1..).zip(&mut response.hits) {
            hit.rank = rank;
        }
        let mut out = global.output();
        print(&mut out, &response, "", self.format.or_json(global.json))?;
        out.flush()?;
        Ok(if response.hits.is_empty() { Outcome::NothingFound } else { Outcome::Done })
    }
}
