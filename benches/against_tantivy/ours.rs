//! dateline on the same articles.

use std::ops::ControlFlow;
use std::path::Path;

use anyhow::{Result, bail, ensure};
use dateline::engine::{Engine, EngineError, Local};
use dateline::index::{Index, UpdateOptions, update};
use dateline::pipeline::{ExtractOptions, Problem, extract};
use dateline::search::query::Query;
use dateline::search::ranking::Ranking;
use dateline::search::request::Request;

use crate::MEMORY;

/// Indexes a file of articles in a new folder, as `dateline index` does.
pub fn index(articles: &Path, dir: &Path, threads: usize) -> Result<()> {
    let options = UpdateOptions { threads, memory: MEMORY, ..UpdateOptions::default() };
    let mut report = |problem: &Problem| eprintln!("{problem}");
    let summary = update(dir, &[articles.to_owned()], &options, &mut report)?;
    ensure!(summary.skipped + summary.failed == 0, "articles were skipped");
    Ok(())
}

/// Reads and enriches a file of articles, and forgets them.
pub fn read(articles: &Path, threads: usize) -> Result<()> {
    let options = ExtractOptions { threads, ..ExtractOptions::default() };
    let mut read = 0_u64;
    extract(&[articles.to_owned()], &options, |article| {
        read += u64::from(article.is_ok());
        ControlFlow::Continue(())
    });
    if read == 0 {
        bail!("no article was read");
    }
    Ok(())
}

/// How many segments an index of dateline has.
pub fn segments(dir: &Path) -> Result<usize> {
    Ok(Index::open(dir)?.searcher().segment_readers().len())
}

/// What the report says of dateline's first stage.
pub const FIRST_STAGE: &str = "dateline's first stage is the first answer of the index with all candidates of the \
    ranking; here a stand-in that also reads the last of them.";

/// The first answer of the index alone, where the engine does not offer it by itself.
pub trait FirstStage {
    /// How many articles match, found with as many candidates as the ranking needs.
    fn first_stage(&self, request: &Request) -> Result<u64, EngineError>;
}

impl FirstStage for Local {
    /// Asks so that nothing is weighed again and a single article is read, the last of the candidates.
    fn first_stage(&self, request: &Request) -> Result<u64, EngineError> {
        let request = Request {
            query: Query::Boost(Box::new(request.query.clone()), 1.0),
            limit: 1,
            offset: Ranking::default().candidates.saturating_sub(1),
            facets: Vec::new(),
            snippets: false,
            ..request.clone()
        };
        self.search(&request).map(|response| response.total)
    }
}
