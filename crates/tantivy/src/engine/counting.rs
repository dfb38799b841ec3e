//! Counting: how many articles and stories match, and how many have each value of a facet.

use tantivy::collector::Count;
use tantivy::query::Query as TantivyQuery;

use dateline_search::engine::EngineError;
use dateline_search::request::{Counted, FacetField, Request};
use dateline_search::response::{Facet, TotalRelation};

use super::clusters::beyond_one;
use super::facets::Counter;
use super::matched::Matched;
use super::plan::Plan;
use super::retrieval::Matches;

/// What was counted for an answer.
pub(super) struct Counts {
    /// How many articles match.
    pub total: u64,
    pub relation: TotalRelation,
    /// How many the date filter leaves out only because they have no date.
    pub undated: u64,
    /// How many stories the articles tell, if that is known.
    pub stories: Option<u64>,
    pub facets: Vec<Facet>,
}

/// Counts what was requested; `stories` is what grouping knows of them.
pub(super) fn count(plan: &Plan<'_>, matches: &Matches, stories: Option<u64>) -> Result<Counts, EngineError> {
    let matched = matched(plan, stories)?;
    let facets = facets(plan, matched.as_ref())?;
    let counted = match counted_by_a_facet(plan.request, &facets) {
        None if matches.is_cheap_to_count => Some(number(plan, &*plan.query)?),
        counted => counted,
    };
    let total = counted.unwrap_or(matches.total);
    let stories = match (stories.or_else(|| counted_stories(plan.request, &facets)), &matched) {
        (None, Some(matched)) if plan.request.stories => Some(stories_of(plan, matched, total)?),
        (stories, _) => stories,
    };
    Ok(Counts {
        total,
        relation: if counted.is_some() { TotalRelation::Exact } else { matches.relation },
        undated: undated(plan)?,
        stories,
        facets,
    })
}

fn number(plan: &Plan<'_>, query: &dyn TantivyQuery) -> Result<u64, EngineError> {
    let count = plan.local.searcher.search(query, &Count).map_err(|e| plan.failed(e))?;
    Ok(count as u64)
}

fn undated(plan: &Plan<'_>) -> Result<u64, EngineError> {
    if !plan.request.filters.needs_date() {
        return Ok(0);
    }
    let query = plan.translator.bounded(plan.translator.undated(plan.request)?, plan.request);
    number(plan, &*query)
}

/// The articles that match, where several things are counted over them and to look them up once pays.
fn matched(plan: &Plan<'_>, stories: Option<u64>) -> Result<Option<Matched>, EngineError> {
    let counts_stories = plan.request.stories && stories.is_none();
    if plan.request.facets.len() < 2 && !counts_stories {
        return Ok(None);
    }
    Matched::of(&plan.local.searcher, &*plan.query).map(Some).map_err(|e| plan.failed(e))
}

/// How many stories articles tell.
fn stories_of(plan: &Plan<'_>, matched: &Matched, total: u64) -> Result<u64, EngineError> {
    let beyond_one = beyond_one(plan.local, matched).map_err(|e| plan.failed(e))?;
    Ok(total.saturating_sub(beyond_one))
}

fn facets(plan: &Plan<'_>, matched: Option<&Matched>) -> Result<Vec<Facet>, EngineError> {
    let request = plan.request;
    let counter = Counter {
        searcher: &plan.local.searcher,
        names: &plan.local.names,
        limit: request.facet_limit,
        forms: request.facet_forms,
        timeline: request.facet_timeline,
        below: request.facet_names,
        prepared: plan.local.prepared.get(),
        stories: (request.count == Counted::Stories).then(|| plan.local.index.stories()),
    };
    let count = |query: &dyn TantivyQuery, field: FacetField| {
        let counter = match field.kind_of_names() {
            Some(_) => Counter { limit: request.facet_limit.min(request.facet_names), ..counter },
            None => counter,
        };
        let as_tree = request.facet_tree && field.is_of_countries();
        let facet = if as_tree { counter.count_tree(query, field) } else { counter.count(query, field) };
        facet.map_err(|e| plan.failed(e))
    };
    let facet = |&field: &FacetField| match without_own_filter(request, field) {
        // A chosen value of a facet shall not hide the others of the same facet.
        Some(widened) => {
            let query = plan.translator.request(&widened)?;
            count(&*plan.translator.bounded(query, &widened), field)
        }
        None => match matched {
            Some(matched) => count(matched, field),
            None => count(&*plan.query, field),
        },
    };
    request.facets.iter().map(facet).collect()
}

/// The number of articles that match, where a facet was counted over just these.
fn counted_by_a_facet(request: &Request, facets: &[Facet]) -> Option<u64> {
    let mut same = facets.iter().filter(|facet| without_own_filter(request, facet.field).is_none());
    same.next().map(|facet| facet.articles)
}

/// The number of stories that match, where a facet was counted over just the articles that do.
fn counted_stories(request: &Request, facets: &[Facet]) -> Option<u64> {
    let mut same = facets.iter().filter(|facet| without_own_filter(request, facet.field).is_none());
    same.find_map(|facet| facet.stories)
}

/// The request without the filter that chose values of this facet, if it has one.
fn without_own_filter(request: &Request, field: FacetField) -> Option<Request> {
    if request.facet_narrowed {
        return None;
    }
    let mut widened = request.clone();
    let filters = &mut widened.filters;
    let chosen = match field {
        FacetField::Country => &mut filters.country,
        FacetField::Mentions => &mut filters.mentions,
        FacetField::Dateline => &mut filters.dateline,
        FacetField::SourceCountry => &mut filters.source_country,
        FacetField::Source => &mut filters.source,
        FacetField::Section => &mut filters.section,
        FacetField::Language => &mut filters.language,
        // People, organisations and places that are chosen must all occur, so the counts of
        // the others are those beside the chosen ones.
        _ => return None,
    };
    if chosen.is_empty() {
        return None;
    }
    chosen.clear();
    Some(widened)
}
