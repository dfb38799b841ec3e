//! Which names of places in an article are the same place.

use std::collections::HashMap;

use crate::places::{MatchKind, PlaceMatch};
use dateline_core::article::EntityKind;

use super::aliases::{canonical, plain};
use super::mentions::Name;
use super::slavic;

/// Words around a country's name that do not change which country it is.
const STATE_WORDS: &str = " the of and republic kingdom state islamic arab people's peoples federal federative federation socialist union \
                           commonwealth bolivarian plurinational hashemite sultanate principality duchy ";

/// The key of the place that each name stands for; empty for names of other kinds.
///
/// A city is recognised by any of its names in the gazetteer. A country is known by its own name and
/// by its aliases only, as the gazetteer also maps states of the past and parts to it.
///
/// Tables of other languages than English have cities and peoples under their country, so that they only
/// tell the cases of a country's name.
pub(super) fn keys(names: &[Name], texts: &[&str], places: &[Vec<PlaceMatch>], english: bool) -> Vec<String> {
    let mut cached: HashMap<&str, String> = HashMap::new();
    let mut out = vec![String::new(); names.len()];
    for (i, name) in names.iter().enumerate().filter(|(_, name)| name.kind == EntityKind::Place) {
        out[i] = cached.entry(texts[i]).or_insert_with(|| key(name, texts[i], places, english)).clone();
    }
    out
}

fn key(name: &Name, text: &str, places: &[Vec<PlaceMatch>], english: bool) -> String {
    let known = known_name(name, text, places, english);
    let best = canonical(EntityKind::Place, text).or(known);
    plain(best.and_then(|name| canonical(EntityKind::Place, name)).or(best).unwrap_or(text))
}

/// The name the gazetteer has for what is certainly the same place.
fn known_name(name: &Name, text: &str, places: &[Vec<PlaceMatch>], english: bool) -> Option<&'static str> {
    let found = at(name, places).filter(|m| !m.name.is_empty())?;
    match found.kind {
        MatchKind::Country if !english && slavic::is_cyrillic(text) => Some(found.name),
        _ if !english => None,
        MatchKind::Capital | MatchKind::City | MatchKind::Division if !is_part(text, found.name) => {
            Some(found.name)
        }
        MatchKind::Country if is_official_form(text, found.name) => Some(found.name),
        _ => None,
    }
}

/// The match of the gazetteer where the name stands, with or without a full stop at its end.
pub(super) fn at<'a>(name: &Name, places: &'a [Vec<PlaceMatch>]) -> Option<&'a PlaceMatch> {
    let matches = places.get(name.piece).map_or(&[][..], Vec::as_slice);
    let first = matches.partition_point(|m| m.span.start < name.span.start);
    matches.get(first).filter(|m| m.span.start == name.span.start && m.span.end.abs_diff(name.span.end) <= 1)
}

/// True for `Arab Republic of Egypt`: the country's name and what states call themselves.
fn is_official_form(text: &str, country: &str) -> bool {
    let (text, country) = (plain(text), plain(country));
    let own: Vec<&str> = country.split(' ').collect();
    let is_known = |word: &str| own.contains(&word) || STATE_WORDS.contains(&format!(" {word} "));
    own.iter().all(|word| text.split(' ').any(|w| w == *word)) && text.split(' ').all(is_known)
}

/// True for `East Berlin`, which is a part of what the gazetteer takes it for.
fn is_part(text: &str, whole: &str) -> bool {
    const SIDES: [&str; 12] = [
        "east", "west", "north", "south", "eastern", "western", "northern", "southern", "central", "greater",
        "upper", "lower",
    ];
    let (text, whole) = (plain(text), plain(whole));
    let first = |name: &str| name.split(' ').next().map(str::to_owned).unwrap_or_default();
    SIDES.contains(&first(&text).as_str()) && first(&text) != first(&whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn official_forms_of_a_country_are_told_from_its_parts() {
        assert!(is_official_form("Arab Republic of Egypt", "Egypt"));
        assert!(is_official_form("EGYPT", "Egypt"));
        assert!(!is_official_form("East Germany", "Germany"));
        assert!(!is_official_form("Nazi Germany", "Germany"));
        assert!(!is_official_form("West Bank", "Palestine"));
        assert!(is_part("EAST BERLIN", "Berlin") && !is_part("East London", "East London"));
    }
}
