//! Deciding which country each place of an article is in, by all the places of the article.

use rustc_hash::FxHashMap;

use super::hits::{Hit, Position};
use crate::places::{Candidate, MatchKind};

/// The names in the article that are evidence for each country.
#[derive(Default)]
struct Support<'a> {
    by_country: FxHashMap<&'static str, Vec<NamedEvidence<'a>>>,
    /// What a name is said to mean where a place that holds it stands beside it.
    settled: FxHashMap<&'a str, Candidate>,
}

/// A name that is evidence for a country.
struct NamedEvidence<'a> {
    name: &'a str,
    weight: f32,
    /// It is a place within the country, not the country or its people as a whole.
    is_local: bool,
    /// The state or province it lies in or is; empty where these are not told apart.
    division: &'static str,
}

/// Support counts up to this much a country.
const ENOUGH: f32 = 6.0;
/// A handful of different names of one country says all there is to say.
const ENOUGH_NAMES: usize = 8;
/// For a state or province, the name of the country says less than those of other places in it:
/// an article on the country Georgia names the United States too.
const FROM_AFAR: f32 = 0.4;
/// For a town of a country whose states are told apart, what lies outside its state says little:
/// almost any article names the United States.
const OUT_OF_STATE: f32 = 0.15;

impl<'a> Support<'a> {
    fn of(hits: &[Hit<'a>]) -> Self {
        let mut support = Self::default();
        for hit in hits {
            let Some(first) = hit.place.candidates.first() else { continue };
            if hit.place.settled {
                support.settled.entry(hit.text()).or_insert(*first);
            }
            if is_sure(hit) {
                support.add(first, hit.text(), weight_of(hit));
            }
        }
        support
    }

    fn add(&mut self, candidate: &Candidate, name: &'a str, weight: f32) {
        let names = self.by_country.entry(candidate.code).or_default();
        let is_local = is_local(candidate);
        if let Some(known) = names.iter_mut().find(|known| known.name == name) {
            known.weight += weight;
        } else if names.len() < ENOUGH_NAMES {
            names.push(NamedEvidence { name, weight, is_local, division: candidate.division });
        }
    }

    /// How much evidence there is for a candidate besides the name itself.
    fn of_candidate(&self, candidate: &Candidate, name: &str) -> f32 {
        let evidence = self.by_country.get(candidate.code).map(Vec::as_slice).unwrap_or_default();
        let others = evidence.iter().filter(|known| !known.name.eq_ignore_ascii_case(name));
        let sum: f32 = others.map(|known| known.weight * nearness(known, candidate)).sum();
        sum.min(ENOUGH)
    }
}

/// True if a name can only be meant for its first bearer, and is believed to be a place.
fn is_sure(hit: &Hit<'_>) -> bool {
    let place = hit.place;
    let is_one_country = || place.candidates.iter().all(|other| Some(other.code) == place.code());
    !place.ambiguous || (hit.is_located && !place.is_common_word && is_one_country())
}

/// The share of a name's weight that counts for a candidate of the same country.
fn nearness(known: &NamedEvidence<'_>, candidate: &Candidate) -> f32 {
    match candidate.kind {
        MatchKind::Division if !known.is_local => FROM_AFAR,
        MatchKind::City if !candidate.division.is_empty() && candidate.division != known.division => {
            OUT_OF_STATE
        }
        _ => 1.0,
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
    if place.settled {
        return Some(first);
    }
    // What a name means in one place of an article it means in all of it.
    if let Some(settled) = support.settled.get(hit.text()) {
        return Some(*settled);
    }
    // A dateline names the state unless its city is the one that everybody knows.
    if hit.position == Position::Dateline {
        return Some(first);
    }
    if hit.is_word && support.of_candidate(&first, hit.text()) < KNOWN {
        return None;
    }
    if let ([only], false) = (place.candidates.as_slice(), place.doubtful) {
        return Some(*only);
    }
    let best =
        place.candidates.iter().copied().map(|candidate| (merit(&candidate, hit.text(), support), candidate));
    let (_, best) = best.reduce(|a, b| if b.0 > a.0 { b } else { a })?;
    let is_believed = !place.doubtful || has_evidence(hit, &best, support);
    is_believed.then_some(best)
}

/// The evidence for one bearer of a name: how large it is, and what else of its country the article names.
fn merit(candidate: &Candidate, name: &str, support: &Support<'_>) -> f32 {
    let size = (candidate.weight as f32 + 1.0).ln();
    let rank = match candidate.kind {
        MatchKind::Country | MatchKind::FormerCountry | MatchKind::Demonym | MatchKind::Institution => 3.0,
        MatchKind::Capital => 2.5,
        _ => 0.0,
    };
    let supported = support.of_candidate(candidate, name);
    let known = if supported >= KNOWN { 3.0 } else { 0.0 };
    size + rank + known + supported
}

/// From so much support on a bearer is known to be near what the article is about.
const KNOWN: f32 = 0.4;

/// A name that may be a word or a person needs another name of the same country, or to be written like a place.
fn has_evidence(hit: &Hit<'_>, candidate: &Candidate, support: &Support<'_>) -> bool {
    if hit.place.is_common_word {
        return hit.is_located && support.of_candidate(candidate, hit.text()) > 0.0;
    }
    hit.is_located || support.of_candidate(candidate, hit.text()) >= 1.0
}
