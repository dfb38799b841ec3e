//! `dateline eval`: how good the ranking is, measured against judgments.

use std::collections::HashSet;
use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Args;
use serde_json::json;

use dateline_search::ask::ask;
use dateline_search::engine::Engine;
use dateline_search::measures::{Judgments, Measures};
use dateline_search::request::Request;

use super::batch::{self, BatchQuery};
use super::output::Output;
use super::query::QueryArgs;
use super::{Global, Outcome};

/// How many results of a query are looked at.
const DEPTH: usize = 1000;

/// Measure the ranking (nDCG@10, MAP, MRR, recall) on queries with relevance judgments
#[derive(Debug, Args)]
pub(super) struct EvalArgs {
    /// File of queries, one `id<TAB>query` per line
    queries: PathBuf,
    /// File of judgments, one `query 0 article grade` per line
    judgments: PathBuf,
    /// Also print the measures of each query
    #[arg(long)]
    per_query: bool,
    #[command(flatten)]
    reading: QueryArgs,
}

impl EvalArgs {
    pub(super) fn run(self, global: &Global) -> Result<Outcome> {
        let text = std::fs::read_to_string(&self.judgments)
            .with_context(|| format!("{}", self.judgments.display()))?;
        let judgments = Judgments::parse(&text).with_context(|| format!("{}", self.judgments.display()))?;
        let Measured { measured, faults } = self.measured(global, &judgments)?;
        let mut out = global.output();
        if self.per_query {
            measured.iter().try_for_each(|(id, measures)| print(&mut out, global, id, measures))?;
        }
        let all: Vec<Measures> = measured.iter().map(|(_, measures)| *measures).collect();
        print(&mut out, global, &format!("all {}", all.len()), &Measures::mean(&all))?;
        out.flush()?;
        Ok(match (faults, all.is_empty()) {
            (true, _) => Outcome::Faults,
            (false, true) => Outcome::NothingFound,
            (false, false) => Outcome::Done,
        })
    }

    /// The measures of every query that has a relevant article; one that was not run or failed counts 0.
    fn measured(&self, global: &Global, judgments: &Judgments) -> Result<Measured> {
        let engine = global.engine()?;
        let mut measured: Vec<(String, Measures)> =
            judgments.queries().map(|id| (id.to_owned(), Measures::default())).collect();
        let mut faults = false;
        for query in batch::queries_of(&self.queries)? {
            if let Err(fault) = self.measure(global, &engine, &query?, judgments, &mut measured) {
                global.fault(format!("{:#}", batch::of_one_query(fault)?));
                faults = true;
            }
        }
        Ok(Measured { measured, faults })
    }

    /// Measures what one query finds, if there are judgments of it.
    fn measure(
        &self,
        global: &Global,
        engine: &dyn Engine,
        query: &BatchQuery,
        judgments: &Judgments,
        measured: &mut [(String, Measures)],
    ) -> Result<()> {
        let (id, text) = query.parsed()?;
        let place = measured.iter_mut().find(|(known, _)| *known == id);
        let (Some((_, measures)), Some(relevant)) = (place, judgments.of(id)) else { return Ok(()) };
        let read = query.at(self.reading.question_at(text, global, Some(query.place())))?;
        let request = Request { limit: DEPTH, references: true, snippets: false, ..Request::default() };
        let response = query.at(ask(engine, &read.with(request)).map_err(Into::into))?;
        let mut seen = HashSet::new();
        let ids = response.hits.iter().map(|hit| hit.article.id.as_str());
        let ranking: Vec<&str> = ids.filter(|id| seen.insert(*id)).collect();
        *measures = Measures::of(&ranking, relevant);
        Ok(())
    }
}

/// The measures of all queries, and whether one of them failed.
struct Measured {
    measured: Vec<(String, Measures)>,
    faults: bool,
}

fn print(out: &mut Output, global: &Global, name: &str, measures: &Measures) -> Result<()> {
    let Measures { ndcg, average_precision, reciprocal_rank, recall } = measures;
    if global.json {
        let round = |value: &f64| (value * 1e4).round() / 1e4;
        out.json(&json!({
            "query": name, "ndcg_10": round(ndcg), "average_precision": round(average_precision),
            "reciprocal_rank": round(reciprocal_rank), "recall_100": round(recall),
        }))?;
    } else {
        out.line(format!(
            "{name:<12} nDCG@10 {ndcg:.4}  MAP {average_precision:.4}  MRR {reciprocal_rank:.4}  R@100 {recall:.4}"
        ))?;
    }
    Ok(())
}
