//! Grouping: puts the reranked articles at the places of the requested page.
//!
//! A place is that of one article, or of the copies of one story; places may be listed in groups by a field. In
//! such groups every article has a place of its own.

use tantivy::DocAddress;

use dateline_search::engine::EngineError;
use dateline_search::response::{Groups, TotalRelation};

use super::clusters::{StoryColumns, add_members, keep_best};
use super::collect::Ranked;
use super::groups::FieldGroups;
use super::plan::{GroupBy, Plan};
use super::retrieval::Matches;

/// This many more articles than hits are requested at first, because some will be copies.
const SPARE: usize = 16;

/// The places of a page.
pub(super) struct Grouped {
    /// The rank of the first of them, from 1.
    pub first_rank: u64,
    pub places: Vec<HitPlace>,
    /// The groups that the places are in, in their order, where they are grouped by a field.
    pub groups: Option<Groups>,
    /// How many stories the matching articles tell, if that is known.
    pub stories: Option<u64>,
}

/// A place in an answer.
pub(super) struct HitPlace {
    pub best: Ranked,
    /// The story, of an article that has copies.
    pub story: Option<u32>,
    /// The articles of the story that match, the earliest first, where copies are shown together.
    pub members: Vec<DocAddress>,
}

/// How many of the best articles are wanted at first for the page of a request.
pub(super) fn wanted(plan: &Plan<'_>) -> usize {
    let end = plan.end();
    match plan.group_by {
        GroupBy::Cluster => end.saturating_add(end / 4).saturating_add(SPARE),
        GroupBy::Nothing | GroupBy::Field(_) => end,
    }
}

/// Puts articles at places; `None` where too few places are left of as many articles as were `wanted`.
pub(super) fn group(
    plan: &Plan<'_>,
    matches: &Matches,
    ranked: &[Ranked],
    groups: Option<FieldGroups>,
    wanted: usize,
) -> Result<Option<Grouped>, EngineError> {
    let columns = StoryColumns::of(plan.local).map_err(|e| plan.failed(e))?;
    let place =
        |best: &Ranked| HitPlace { best: *best, story: columns.story(best.address), members: Vec::new() };
    let without_copies = plan.local.index.stories().is_empty() && matches.relation == TotalRelation::Exact;
    let stories = without_copies.then_some(matches.total);
    if let (GroupBy::Field(grouping), Some(groups)) = (plan.group_by, groups) {
        return Ok(Some(Grouped { stories, ..groups.page(plan, grouping, ranked, place) }));
    }
    let places = ranked.iter().take(wanted).map(place);
    if plan.group_by == GroupBy::Cluster {
        return clusters(plan, places.collect(), wanted);
    }
    let places = places.skip(plan.request.offset).collect();
    Ok(Some(Grouped { first_rank: first_rank(plan), places, groups: None, stories }))
}

fn first_rank(plan: &Plan<'_>) -> u64 {
    plan.request.offset as u64 + 1
}

/// Every story at the place of its best article.
fn clusters(
    plan: &Plan<'_>,
    mut places: Vec<HitPlace>,
    wanted: usize,
) -> Result<Option<Grouped>, EngineError> {
    let are_all = places.len() < wanted;
    keep_best(&mut places);
    if !are_all && places.len() < plan.end() {
        return Ok(None);
    }
    let stories = are_all.then_some(places.len() as u64);
    places.truncate(plan.end());
    places.drain(..plan.request.offset.min(places.len()));
    add_members(plan.local, &*plan.query, &mut places).map_err(|e| plan.failed(e))?;
    Ok(Some(Grouped { first_rank: first_rank(plan), places, groups: None, stories }))
}
