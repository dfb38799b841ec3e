//! From names to entities: all forms of a name in an article become one entity.

use std::collections::HashMap;

use crate::places::PlaceMatch;
use dateline_core::article::{Entity, EntityKind, Piece};

use super::mend::mend;
use super::mentions::Name;
use super::{organisations, people, place_groups};

/// The entities of the names of an article, in the order of their first mention.
pub(super) fn entities(
    pieces: &[Piece<'_>],
    names: Vec<Name>,
    places: &[Vec<PlaceMatch>],
    english: bool,
) -> Vec<Entity> {
    let names = mend(pieces, names, places);
    let texts: Vec<&str> = names.iter().map(|n| &pieces[n.piece].text[n.span.start..n.span.end]).collect();
    let mut groups = Groups::default();
    let people = people::group(pieces, &names, &texts);
    let organisations = organisations::keys(pieces, &names, &texts);
    let known_places = place_groups::keys(&names, &texts, places, english);
    for (i, name) in names.iter().enumerate() {
        let key = match name.kind {
            EntityKind::Person => people[i].to_string(),
            EntityKind::Organisation => organisations[i].clone(),
            EntityKind::Place => known_places[i].clone(),
        };
        groups.add(name.kind, key, i);
    }
    groups.members.iter().map(|(kind, members)| entity(pieces, *kind, members, &names, &texts)).collect()
}

/// Names by the entity they belong to, in the order of first mention.
#[derive(Default)]
struct Groups {
    members: Vec<(EntityKind, Vec<usize>)>,
    by_key: HashMap<(EntityKind, String), usize>,
}

impl Groups {
    fn add(&mut self, kind: EntityKind, key: String, name: usize) {
        let next = self.members.len();
        let group = *self.by_key.entry((kind, key)).or_insert(next);
        if group == next {
            self.members.push((kind, Vec::new()));
        }
        self.members[group].1.push(name);
    }
}

fn entity(
    pieces: &[Piece<'_>],
    kind: EntityKind,
    members: &[usize],
    names: &[Name],
    texts: &[&str],
) -> Entity {
    let mentions = members.iter().map(|&i| pieces[names[i].piece].mention(names[i].span)).collect();
    Entity { kind, name: fullest(members, texts), country: None, mentions }
}

/// The form that is not all capitals and has the most words; the most frequent of equally full ones, and of
/// these the first.
fn fullest(members: &[usize], texts: &[&str]) -> String {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for &i in members {
        *counts.entry(texts[i]).or_default() += 1;
    }
    let rank = |&&i: &&usize| (is_well_cased(texts[i]), fullness(texts[i]), counts[texts[i]], usize::MAX - i);
    let best = members.iter().max_by_key(rank).copied();
    best.map(|i| one_line(texts[i])).unwrap_or_default()
}

/// True unless the form is all capitals or begins with a small letter.
fn is_well_cased(form: &str) -> bool {
    form.chars().any(char::is_lowercase) && form.chars().any(char::is_uppercase)
}

/// How much of a name a form gives: a word counts more than an initial.
fn fullness(form: &str) -> usize {
    let words = form.split(|c: char| c.is_whitespace() || c == '-');
    words.map(|w| if w.trim_end_matches('.').chars().count() > 1 { 2 } else { 1 }).sum()
}

/// The form with the line breaks within it as spaces.
fn one_line(form: &str) -> String {
    form.split_whitespace().collect::<Vec<_>>().join(" ")
}
