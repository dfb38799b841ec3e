//! Deciding which country each place of an article is in, by all the places of the article.

use rustc_hash::FxHashMap;

use super::hits::{Hit, Position};
use crate::enrich::places::{Candidate, MatchKind};

/// What speaks for each country in the article, by what names.
#[derive(Default)]
struct Support<'a> {
    by_country: FxHashMap<&'static str, Vec<Speaker<'a>>>,
}

/// A name that speaks for a country.
struct Speaker<'a> {
    name: &'a str,
    weight: f32,
    /// It is a place within the country, not the country or its people as a whole.
    is_local: bool,
}

/// Support counts up to this much a country.
const ENOUGH: f32 = 6.0;
/// A handful of different names of one country says all there is to say.
const ENOUGH_NAMES: usize = 8;
/// For a state or province, the name of the country says less than those of other places in it:
/// an article on the country Georgia names the United States too.
const FROM_AFAR: f32 = 0.4;

impl<'a> Support<'a> {
    fn of(hits: &[Hit<'a>]) -> Self {
        let mut support = Self::default();
        for hit in hits.iter().filter(|hit| !hit.place.ambiguous) {
            if let Some(first) = hit.place.candidates.first() {
                support.add(first, hit.text(), weight_of(hit));
            }
        }
        support
    }

    fn add(&mut self, candidate: &Candidate, name: &'a str, weight: f32) {
        let names = self.by_country.entry(candidate.code).or_default();
        let is_local = is_local(candidate);
        if let Some(speaker) = names.iter_mut().find(|speaker| speaker.name == name) {
            speaker.weight += weight;
        } else if names.len() < ENOUGH_NAMES {
            names.push(Speaker { name, weight, is_local });
        }
    }

    /// How much speaks for a candidate besides the name itself.
    fn of_candidate(&self, candidate: &Candidate, name: &str) -> f32 {
        let speakers = self.by_country.get(candidate.code).map(Vec::as_slice).unwrap_or_default();
        let others = speakers.iter().filter(|speaker| !speaker.name.eq_ignore_ascii_case(name));
        let is_near = |speaker: &Speaker<'_>| speaker.is_local || candidate.kind != MatchKind::Division;
        let sum: f32 = others.map(|s| if is_near(s) { s.weight } else { s.weight * FROM_AFAR }).sum();
        sum.min(ENOUGH)
    }
}

fn is_local(candidate: &Candidate) -> bool {
    matches!(candidate.kind, MatchKind::City | MatchKind::Division)
}

fn weight_of(hit: &Hit<'_>) -> f32 {
    let kind = match hit.place.kind {
        MatchKind::Country | MatchKind::FormerCountry | MatchKind::Division => 1.0,
        MatchKind::Demonym | MatchKind::Capital | MatchKind::Institution => 0.8,
        MatchKind::City => 0.5,
        MatchKind::Region => 0.0,
    };
    if hit.position == Position::Headline { kind * 1.5 } else { kind }
}

/// For each hit the candidate that is meant; `None` where no place is.
pub(super) fn resolve(hits: &[Hit<'_>]) -> Vec<Option<Candidate>> {
    let support = Support::of(hits);
    hits.iter().map(|hit| choose(hit, &support)).collect()
}

fn choose(hit: &Hit<'_>, support: &Support<'_>) -> Option<Candidate> {
    let place = hit.place;
    let first = *place.candidates.first()?;
    // A dateline names the state unless its city is the one that everybody knows.
    if place.settled || !place.ambiguous || hit.position == Position::Dateline {
        return Some(first);
    }
    let best =
        place.candidates.iter().copied().map(|candidate| (merit(&candidate, hit.text(), support), candidate));
    let (_, best) = best.reduce(|a, b| if b.0 > a.0 { b } else { a })?;
    let is_believed = !place.doubtful || has_evidence(hit, &best, support);
    is_believed.then_some(best)
}

/// What speaks for one bearer of a name: how large it is, and what else of its country the article names.
fn merit(candidate: &Candidate, name: &str, support: &Support<'_>) -> f32 {
    let size = (candidate.weight as f32 + 1.0).ln();
    let rank = match candidate.kind {
        MatchKind::Country | MatchKind::FormerCountry | MatchKind::Demonym => 3.0,
        MatchKind::Capital => 2.5,
        _ => 0.0,
    };
    let supported = support.of_candidate(candidate, name);
    let known = if supported > 0.0 { 3.0 } else { 0.0 };
    size + rank + known + supported
}

/// A name that may be a word or a person needs another name of the same country, or to be written like a place.
fn has_evidence(hit: &Hit<'_>, candidate: &Candidate, support: &Support<'_>) -> bool {
    if hit.place.is_common_word {
        return hit.is_located && support.of_candidate(candidate, hit.text()) > 0.0;
    }
    hit.is_located || support.of_candidate(candidate, hit.text()) >= 1.0
}
