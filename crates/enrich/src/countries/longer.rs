//! Names of countries within longer names that speak of something else: rivers, towns of the same name, bodies of another
//! country, newspapers.

use super::context;
use crate::places::{MatchKind, PlaceMatch};
use dateline_core::article::Mention;

/// True if what stands around a place says that its country is not spoken of; `places` are all of the text, and it is the one at `at`.
pub(super) fn is_something_else(text: &str, places: &[PlaceMatch], at: usize) -> bool {
    let place = &places[at];
    let before = at.checked_sub(1).map(|before| &places[before]);
    match place.kind {
        MatchKind::Country => {
            is_water(text, place) || is_namesake_town(text, before, place, places.get(at + 1))
        }
        MatchKind::Institution => is_of_another(text, before, place, places.get(at + 1)),
        _ => false,
    }
}

/// True for the likes of "the Niger delta" and "the Jordan river", which several countries share.
fn is_water(text: &str, place: &PlaceMatch) -> bool {
    let after = text[place.span.end..].strip_prefix(' ').unwrap_or_default();
    let word = after.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    context::is_water(word) || text[..place.span.start].ends_with("River ")
}

/// True for a town that is called like a country: "Peru, Indiana, mourns its mayor". Lists go on, or have begun before.
fn is_namesake_town(
    text: &str,
    before: Option<&PlaceMatch>,
    place: &PlaceMatch,
    state: Option<&PlaceMatch>,
) -> bool {
    let Some(state) = state.filter(|state| state.kind == MatchKind::Division) else { return false };
    let is_in_list = before.is_some_and(|before| gap(text, before, place) == ", ");
    let rest = &text[state.span.end..];
    let goes_on = [" and ", " or ", ", and ", ", or "].iter().any(|joint| rest.starts_with(joint));
    let ends = rest.is_empty() || rest.starts_with([',', '.', ';', ')', '\n']);
    gap(text, place, state) == ", " && state.code() != place.code() && ends && !goes_on && !is_in_list
}

/// True for a body that the words beside it say to be of another country: "Royal Air Force of Oman", "Iraqi National Guard".
fn is_of_another(
    text: &str,
    before: Option<&PlaceMatch>,
    body: &PlaceMatch,
    after: Option<&PlaceMatch>,
) -> bool {
    let differs = |place: &&PlaceMatch| place.code().is_some_and(|code| Some(code) != body.code());
    let people = before.filter(|place| place.kind == MatchKind::Demonym && gap(text, place, body) == " ");
    let country = after.filter(|place| matches!(gap(text, body, place), " of " | " of the "));
    people.filter(differs).is_some() || country.filter(differs).is_some()
}

/// What stands between two places.
fn gap<'a>(text: &'a str, one: &PlaceMatch, other: &PlaceMatch) -> &'a str {
    text.get(one.span.end..other.span.start).unwrap_or_default()
}

/// True for a newspaper that a place is part of the name of: whoever quotes it does not write about the place.
pub(super) fn is_newspaper(organisation: &Mention) -> bool {
    let last = organisation.text.rsplit_once(' ').map(|(_, last)| last.to_lowercase());
    last.is_some_and(|last| context::is_newspaper(&last))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::places::Gazetteer;

    fn something_else(text: &str) -> Vec<&str> {
        let places = Gazetteer::get().find(text);
        let wrong = (0..places.len()).filter(|&at| is_something_else(text, &places, at));
        wrong.map(|at| &text[places[at].span.start..places[at].span.end]).collect()
    }

    #[test]
    fn rivers_are_no_countries() {
        assert_eq!(something_else("The Niger basin and the Jordan river flood."), ["Niger", "Jordan"]);
        assert!(something_else("Jordan dammed the river.").is_empty());
    }

    #[test]
    fn towns_called_like_countries() {
        assert_eq!(something_else("Peru, Indiana, has a fair."), ["Peru"]);
        assert!(something_else("It sells to Peru, Indiana and Texas.").is_empty());
        assert!(something_else("It sells to Chile, Peru, Texas.").is_empty());
    }

    #[test]
    fn bodies_of_other_countries() {
        assert_eq!(something_else("The Royal Air Force of Oman flew."), ["Royal Air Force"]);
        assert!(something_else("The Royal Air Force flew over Oman.").is_empty());
        assert!(something_else("The British Royal Air Force flew.").is_empty());
    }
}
