//! Reading "town, state" and "town, country" as one: what follows a name says which place is meant.

use super::entry::{Candidate, MatchKind};
use super::find::Found;
use super::surroundings::is_comma;

/// Settles every name that is followed by a comma and the place that holds it.
pub(super) fn by_what_follows(text: &str, found: &mut [Found]) {
    for at in 1..found.len() {
        let (before, after) = found.split_at_mut(at);
        let (Some(town), Some(holder)) = (before.last_mut(), after.first_mut()) else { continue };
        let gap = &text[town.place.span.end..holder.place.span.start];
        if is_comma(gap) {
            settle(town, holder);
        } else if is_town(town) && holds_unknown_town(holder) && is_rest_of_town(gap) {
            // "TOLUCA LAKE, Calif." is not in Toluca.
            town.is_hardly_a_place = true;
        }
    }
}

fn settle(town: &mut Found, holder: &mut Found) {
    if !can_hold(holder) || matches!(town.place.kind, MatchKind::Demonym | MatchKind::Institution) {
        return;
    }
    if let Some((inner, outer)) = fitting_pair(town, holder) {
        let keep = |candidate: &Candidate| candidate.code == outer.code;
        holder.place.candidates.retain(keep);
        choose(holder, outer);
        town.place.candidates.retain(keep);
        choose(town, inner);
        return;
    }
    // A town that is not in the tables, but is before the name of a state: the state holds it.
    let outer = holder.place.candidates[0];
    if holder.is_abbreviation || (outer.kind == MatchKind::Division && is_town(town)) {
        let weight = 1;
        let inner = Candidate {
            kind: MatchKind::City,
            weight,
            code: outer.code,
            division: outer.division,
            name: town.place.name,
        };
        town.place.candidates = vec![inner];
        choose(town, inner);
    }
}

/// True if any town before a comma lies in this place: a state, or an abbreviation of one.
fn holds_unknown_town(holder: &Found) -> bool {
    holder.is_abbreviation || holder.place.kind == MatchKind::Division
}

/// True for one or two capitalised words and a comma, the rest of the name of a town.
fn is_rest_of_town(gap: &str) -> bool {
    let Some(words) = gap.strip_prefix(' ').and_then(|gap| gap.trim_end().strip_suffix(',')) else {
        return false;
    };
    let is_name = |word: &str| word.starts_with(char::is_uppercase) && word.chars().all(char::is_alphabetic);
    words.len() <= LONGEST_REST && words.split(' ').count() <= 2 && words.split(' ').all(is_name)
}

/// The longest rest of the name of a town.
const LONGEST_REST: usize = 24;

/// Puts a candidate first and marks the match as settled.
fn choose(found: &mut Found, candidate: Candidate) {
    let place = &mut found.place;
    place.candidates.sort_by_key(|other| *other != candidate);
    place.kind = candidate.kind;
    place.name = candidate.name;
    place.settled = true;
    place.ambiguous = false;
    place.doubtful = false;
}

fn can_hold(holder: &Found) -> bool {
    holder.place.candidates.iter().any(is_holder)
}

fn is_holder(candidate: &Candidate) -> bool {
    matches!(candidate.kind, MatchKind::Division | MatchKind::Country | MatchKind::FormerCountry)
}

fn is_town(found: &Found) -> bool {
    matches!(found.place.kind, MatchKind::City | MatchKind::Capital)
}

/// The bearer of the town's name and the bearer of the holder's name that lie within each other.
fn fitting_pair(town: &Found, holder: &Found) -> Option<(Candidate, Candidate)> {
    let inner =
        || town.place.candidates.iter().filter(|c| matches!(c.kind, MatchKind::City | MatchKind::Capital));
    let outer = || holder.place.candidates.iter().filter(|c| is_holder(c));
    let pairs = || inner().flat_map(|inner| outer().map(move |outer| (*inner, *outer)));
    // A country before a comma is more likely the first of a list than a town of the next.
    let is_list = !is_town(town) && town.place.kind != MatchKind::Division;
    let same_division = |pair: &(Candidate, Candidate)| {
        pair.0.code == pair.1.code && !pair.1.division.is_empty() && pair.0.division == pair.1.division
    };
    let same_country = |pair: &(Candidate, Candidate)| pair.0.code == pair.1.code;
    let exact = pairs().find(same_division);
    if is_list { exact } else { exact.or_else(|| pairs().find(same_country)) }
}
