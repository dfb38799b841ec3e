//! From names to entities: all forms of a name in an article become one entity.

use std::collections::HashMap;

use crate::article::{Entity, EntityKind, Piece};
use crate::enrich::places::PlaceMatch;

use super::mentions::{Gender, Name};
use super::people;
use super::variants::name_keys;

/// The forms of organisations that may follow a name or not.
const LEGAL_FORMS: [&str; 18] = [
    "inc",
    "incorporated",
    "corp",
    "corporation",
    "co",
    "company",
    "ltd",
    "limited",
    "plc",
    "llc",
    "ag",
    "sa",
    "gmbh",
    "spa",
    "nv",
    "group",
    "holdings",
    "se",
];

/// The entities of the names of an article, in the order of their first mention.
pub(super) fn entities(pieces: &[Piece<'_>], names: Vec<Name>, places: &[Vec<PlaceMatch>]) -> Vec<Entity> {
    let texts: Vec<&str> = names.iter().map(|n| &pieces[n.piece].text[n.span.start..n.span.end]).collect();
    let mut groups = Groups::default();
    let people = people::group(&names, &texts);
    let organisations = organisations(&names, &texts);
    for (i, name) in names.iter().enumerate() {
        let key = match name.kind {
            EntityKind::Person => people[i].to_string(),
            EntityKind::Organisation => organisations[i].clone(),
            EntityKind::Place => place_key(name, texts[i], places),
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

/// The form with the most words; the most frequent of equally full ones, and of these the first.
fn fullest(members: &[usize], texts: &[&str]) -> String {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for &i in members {
        *counts.entry(texts[i]).or_default() += 1;
    }
    let rank = |&&i: &&usize| (fullness(texts[i]), counts[texts[i]], usize::MAX - i);
    let best = members.iter().max_by_key(rank).copied();
    best.map(|i| one_line(texts[i])).unwrap_or_default()
}

/// How much of a name a form gives: a word counts more than an initial, and a form that is
/// all capitals only where there is no other.
fn fullness(form: &str) -> (usize, bool) {
    let words = form.split(|c: char| c.is_whitespace() || c == '-');
    let sum = words.map(|w| if w.trim_end_matches('.').chars().count() > 1 { 2 } else { 1 }).sum();
    (sum, form.chars().any(char::is_lowercase))
}

/// The form with the line breaks within it as spaces.
fn one_line(form: &str) -> String {
    form.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The key of each organisation: its words, or for an acronym those of the name it stands for.
fn organisations(names: &[Name], texts: &[&str]) -> Vec<String> {
    let mut keys: Vec<String> = vec![String::new(); names.len()];
    let mut cached: HashMap<&str, String> = HashMap::new();
    let mut acronyms: HashMap<String, String> = HashMap::new();
    for (i, name) in names.iter().enumerate().filter(|(_, n)| n.kind == EntityKind::Organisation) {
        keys[i] = cached.entry(texts[i]).or_insert_with(|| organisation_key(texts[i])).clone();
        if name.abbreviates_last && i > 0 && names[i - 1].kind == EntityKind::Organisation {
            acronyms.insert(keys[i].clone(), keys[i - 1].clone());
        } else if let Some(short) = acronym(texts[i]) {
            acronyms.entry(short).or_insert_with(|| keys[i].clone());
        }
    }
    for key in &mut keys {
        if let Some(full) = acronyms.get(key) {
            key.clone_from(full);
        }
    }
    keys
}

fn organisation_key(text: &str) -> String {
    let mut keys = name_keys(text);
    while keys.len() > 1 && keys.last().is_some_and(|last| LEGAL_FORMS.contains(&last.as_str())) {
        keys.pop();
    }
    keys.join(" ")
}

/// The acronym of a name of three capitalised words or more, as a key: `imf`.
fn acronym(name: &str) -> Option<String> {
    let initials: String = name
        .split(|c: char| c.is_whitespace() || c == '-')
        .filter_map(|word| word.chars().next().filter(|c| c.is_uppercase()))
        .flat_map(char::to_lowercase)
        .collect();
    (initials.chars().count() >= 3 || name == "United Nations" || name == "European Union")
        .then_some(initials)
}

/// The name the gazetteer has for the place, or else its own text.
fn place_key(name: &Name, text: &str, places: &[Vec<PlaceMatch>]) -> String {
    let matches = places.get(name.piece).map_or(&[][..], Vec::as_slice);
    let at = matches.partition_point(|m| m.span.start < name.span.start);
    match matches.get(at).filter(|m| m.span == name.span && !m.name.is_empty()) {
        Some(found) => found.name.to_string(),
        None => crate::text::fold(text).into_owned(),
    }
}

/// True unless two titles tell of a man and a woman.
pub(super) fn agree(a: Option<Gender>, b: Option<Gender>) -> bool {
    a.is_none() || b.is_none() || a == b
}
