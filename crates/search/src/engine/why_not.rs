//! Why an article is found by a search, or is not.

use serde::Serialize;

use crate::help::{Part, parts, why};
use crate::query::Query;
use crate::request::{Filters, Only, Request};
use dateline_core::article::Article;

use super::{Engine, EngineError};

/// The rank is looked for among so many of the first hits, first with the fewer.
const RANKED: [usize; 2] = [100, 1000];
/// Groups within groups are explained down to this depth.
const DEEPEST: usize = 4;

/// Why an article is found by a search, or is not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WhyNot {
    /// True if the article is found.
    pub matches: bool,
    /// Its place among the hits, from 1; none if it is not found, or far down.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rank: Option<u64>,
    /// How many articles the search finds.
    pub total: u64,
    /// Each condition of the search; the article is found exactly if all of them hold.
    pub clauses: Vec<Reason>,
}

/// Whether a condition of a search holds for an article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reason {
    /// The condition as it is written.
    pub clause: String,
    /// True if it holds.
    pub holds: bool,
    /// Why, in words.
    pub says: String,
    /// What the article has that is nearest to what was requested.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub nearest: Vec<String>,
    /// The clauses that it is a group of.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub clauses: Vec<Reason>,
}

/// Why an article is found by a search, or is not.
///
/// The engine decides whether it is found, and whether each condition holds; the article itself
/// only gives the reason.
///
/// # Errors
/// If the engine cannot be read.
pub fn why_not(engine: &dyn Engine, request: &Request, article: &Article) -> Result<WhyNot, EngineError> {
    let asker = Asker { engine, request, article };
    let matches = asker.holds(request.query.clone(), request.filters.clone())?;
    let parts = parts(&request.query, &request.filters);
    let clauses = parts.iter().map(|part| asker.reason(part, 0)).collect::<Result<_, _>>()?;
    let (rank, total) = asker.rank(matches)?;
    Ok(WhyNot { matches, rank, total, clauses })
}

struct Asker<'a> {
    engine: &'a dyn Engine,
    request: &'a Request,
    article: &'a Article,
}

impl Asker<'_> {
    /// True if a query and filters match the article.
    fn holds(&self, query: Query, filters: Filters) -> Result<bool, EngineError> {
        let only = Some(Only::from(self.article));
        let request = Request { query, filters, only, ..self.counting() };
        Ok(self.engine.search(&request)?.total > 0)
    }

    /// The request as it is where only the number of hits is wanted.
    fn counting(&self) -> Request {
        let mut counting = self.request.clone();
        (counting.limit, counting.offset) = (0, 0);
        (counting.facets, counting.snippets, counting.explain) = (Vec::new(), false, false);
        counting
    }

    fn reason(&self, part: &Part, depth: usize) -> Result<Reason, EngineError> {
        let (query, filters) = part.alone();
        let holds = self.holds(query, filters)?;
        let said = why::say(part, holds, self.article);
        let says = match self.nearer(part, holds)? {
            Some(nearer) => format!("{}; {nearer}", said.says),
            None => said.says,
        };
        let clauses = if depth < DEEPEST { inner(part) } else { Vec::new() };
        let clauses = clauses.iter().map(|part| self.reason(part, depth + 1)).collect::<Result<_, _>>()?;
        Ok(Reason { clause: part.to_string(), holds, says, nearest: said.nearest, clauses })
    }

    /// How near to each other the words of a phrase stand, where that is what is wrong.
    fn nearer(&self, part: &Part, holds: bool) -> Result<Option<String>, EngineError> {
        let Part::Needed(Query::Phrase { field, text, slop }) = part else { return Ok(None) };
        let needed = why::slop_needed(*field, text, self.article).filter(|needed| !holds && needed > slop);
        let Some(needed) = needed else { return Ok(None) };
        let nearer = Query::Phrase { field: *field, text: text.clone(), slop: needed };
        let says = format!("with ~{needed} it would match");
        Ok(self.holds(nearer, Filters::default())?.then_some(says))
    }

    /// The place of the article among the hits, and how many there are.
    fn rank(&self, matches: bool) -> Result<(Option<u64>, u64), EngineError> {
        if !matches {
            return Ok((None, self.engine.search(&self.counting())?.total));
        }
        let mut total = 0;
        for limit in RANKED {
            let response = self.engine.search(&Request { limit, ..self.counting() })?;
            total = response.total;
            let own = Only::from(self.article);
            if let Some(hit) = response.hits.iter().find(|hit| Only::from(&hit.article) == own) {
                return Ok((Some(hit.rank), total));
            }
            if total <= limit as u64 {
                break;
            }
        }
        Ok((None, total))
    }
}

/// The clauses that a condition is a group of.
fn inner(part: &Part) -> Vec<Part> {
    let query = match part {
        Part::Needed(query) | Part::Excluded(query) => query,
        Part::Filter(_) => return Vec::new(),
    };
    match query {
        Query::Bool { must, should, must_not } if must.is_empty() && must_not.is_empty() => {
            should.iter().cloned().map(Part::Needed).collect()
        }
        Query::Bool { .. } | Query::Boost(..) => parts(query, &Filters::default()),
        _ => Vec::new(),
    }
}
