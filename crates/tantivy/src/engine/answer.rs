//! The answer to a request, stage by stage in the order in which they happen.
//!
//! The request becomes a [`Plan`]; then come retrieval, reranking, grouping, counting, and the reading of the hits.
//! Each stage takes the plan and what the stages before it found, and knows nothing of those after it.

use std::ops::ControlFlow;
use std::time::Instant;

use dateline_search::engine::EngineError;
use dateline_search::request::Request;
use dateline_search::response::{Hit, Response};

use super::counting::{self, Counts};
use super::grouping::{self, Grouped};
use super::plan::Plan;
use super::rerank::{self, Reranked};
use super::retrieval::{self, Matches, Retrieval};
use super::{Local, hits};

/// The answer to a request.
pub(super) fn answer(local: &Local, request: &Request) -> Result<Response, EngineError> {
    let mut hits = Vec::new();
    let mut take = |hit: Hit| {
        hits.push(hit);
        ControlFlow::Continue(())
    };
    let response = each(local, request, &mut take)?;
    Ok(Response { hits, ..response })
}

/// The answer to a request, its hits handed on one by one.
pub(super) fn each(
    local: &Local,
    request: &Request,
    take: &mut dyn FnMut(Hit) -> ControlFlow<()>,
) -> Result<Response, EngineError> {
    let start = Instant::now();
    let budget = request.budget.clone().unwrap_or_default();
    let analyses = local.languages.analyses_for(request);
    let plan = Plan::of(local, request, &analyses, &budget)?;
    let Page { matches, reranked, grouped } = page(&plan)?;
    let counts = counting::count(&plan, &matches, grouped.stories)?;
    let Counts { total, relation, undated, stories, facets } = counts;
    // Last, because whoever takes the hits may take longer than a query may.
    hits::read(&plan, &reranked, &grouped, take)?;
    Ok(Response {
        total,
        relation,
        undated,
        stories,
        hits: Vec::new(),
        groups: grouped.groups,
        facets,
        names: request.names.as_ref().map(|names| names.names.clone()).unwrap_or_default(),
        warnings: Vec::new(),
        joins: Vec::new(),
        help: None,
        nearest: Vec::new(),
        took: start.elapsed(),
    })
}

/// The page that was requested, before its articles are read.
struct Page {
    matches: Matches,
    reranked: Reranked,
    grouped: Grouped,
}

/// Retrieval, reranking and grouping.
///
/// How many copies are among the best articles shows only when they are grouped; where too few places are left, the
/// stages run again for twice as many.
fn page(plan: &Plan<'_>) -> Result<Page, EngineError> {
    let mut wanted = grouping::wanted(plan);
    loop {
        let Retrieval { matches, ranked, groups } = retrieval::retrieve(plan, wanted)?;
        let reranked = rerank::rerank(plan, ranked)?;
        if let Some(grouped) = grouping::group(plan, &matches, &reranked.ranked, groups, wanted)? {
            return Ok(Page { matches, reranked, grouped });
        }
        wanted = wanted.saturating_mul(2);
    }
}

/// How many articles match, by the first stage alone: nothing is reranked, grouped or read.
///
/// It finds as many candidates as reranking needs, and is there to be timed.
pub(super) fn first_stage(local: &Local, request: &Request) -> Result<u64, EngineError> {
    let budget = request.budget.clone().unwrap_or_default();
    let analyses = local.languages.analyses_for(request);
    let plan = Plan::of(local, request, &analyses, &budget)?;
    Ok(retrieval::retrieve(&plan, plan.end())?.matches.total)
}
