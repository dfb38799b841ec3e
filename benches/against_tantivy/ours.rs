//! dateline on the same articles.

use std::ops::ControlFlow;
use std::path::Path;

use anyhow::{Result, bail, ensure};
use dateline::archive::{Options, update};
use dateline::ingest::UpdateOptions;
use dateline::ingest::{ExtractOptions, Problem, extract};
use dateline_tantivy::index::Index;

use crate::MEMORY;

/// Indexes a file of articles in a new folder, as `dateline index` does.
pub fn index(articles: &Path, dir: &Path, threads: usize) -> Result<()> {
    let update_options = UpdateOptions { threads, ..UpdateOptions::default() };
    let options = Options { update: update_options, memory: MEMORY };
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
pub const FIRST_STAGE: &str = "dateline's first stage returns all candidates for reranking.";
