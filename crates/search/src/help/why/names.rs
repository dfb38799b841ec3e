//! Names of people, organisations and places that an article has.

use super::{Said, listed};
use crate::help::{Near, TypedName, likeliest};
use crate::snippets::Matcher;
use dateline_core::article::{Article, Entity, EntityKind};
use dateline_core::text::Analysis;
use dateline_enrich::names::variants::{facet_key_of, finds};

/// The most names that are listed.
const LISTED: usize = 3;

/// Why an article names this, or does not.
pub(super) fn say(kind: Option<EntityKind>, name: &str, holds: bool, article: &Article) -> Said {
    let Some(kind) = kind else { return Said::default() };
    let of_kind: Vec<&Entity> = article.entities.iter().filter(|entity| entity.kind == kind).collect();
    if holds {
        return Said::plain(match same(kind, name, &of_kind).as_slice() {
            [] => "named".to_owned(),
            several => format!("names {}", listed(several, "and")),
        });
    }
    let says = match of_kind.len() {
        0 => format!("names no {}", title(kind)),
        1..=LISTED => {
            let names: Vec<String> = of_kind.iter().map(|entity| entity.name.clone()).collect();
            format!("names {}", listed(&names, "and"))
        }
        several => format!("none of the {several} {} it names", titles(kind)),
    };
    let says = match otherwise(kind, name, article) {
        Some(otherwise) => format!("{says}; {otherwise}"),
        None => says,
    };
    Said::with_nearest(says, nearest(kind, name, &of_kind))
}

/// The names that are the same as this one in another spelling or in full.
pub(super) fn same(kind: EntityKind, name: &str, entities: &[&Entity]) -> Vec<String> {
    let key = facet_key_of(kind, name);
    let is_same = |other: &str| match kind {
        EntityKind::Person => finds(name, other),
        _ => {
            let other = format!(" {} ", facet_key_of(kind, other));
            !key.is_empty() && other.contains(&format!(" {key} "))
        }
    };
    let forms = |entity: &Entity| {
        is_same(&entity.name) || entity.mentions.iter().any(|mention| is_same(&mention.text))
    };
    let found = entities.iter().filter(|entity| entity.kind == kind && forms(entity));
    found.take(LISTED).map(|entity| entity.name.clone()).collect()
}

/// The name as one of another kind, or in the text without being taken for a name of this kind.
fn otherwise(kind: EntityKind, name: &str, article: &Article) -> Option<String> {
    let kinds = [EntityKind::Person, EntityKind::Organisation, EntityKind::Place];
    for other in kinds.into_iter().filter(|other| *other != kind) {
        let entities: Vec<&Entity> = article.entities.iter().collect();
        if let Some(found) = same(other, name, &entities).first() {
            return Some(format!("{found} was read as {}", with_article(other)));
        }
    }
    let mut matcher = Matcher::default();
    matcher.add_name(name);
    let words = dateline_core::text::words(name).count();
    let is_there = article
        .pieces()
        .any(|piece| matcher.spans(Analysis::default(), piece.field, piece.text).len() >= words);
    is_there.then(|| {
        format!("the words are in its text, but were not read as the name of {}", with_article(kind))
    })
}

/// The names that are written most nearly so.
fn nearest(kind: EntityKind, name: &str, entities: &[&Entity]) -> Vec<String> {
    let typed = TypedName::of_person(name, &facet_key_of(kind, name));
    let near = entities.iter().filter_map(|entity| {
        let cost = typed.cost(&entity.name, &facet_key_of(kind, &entity.name))?;
        Some(Near { text: entity.name.clone(), articles: entity.mentions.len() as u64, cost })
    });
    likeliest(near.collect(), LISTED).into_iter().map(|near| near.text).collect()
}

fn title(kind: EntityKind) -> &'static str {
    match kind {
        EntityKind::Person => "person",
        EntityKind::Organisation => "organisation",
        EntityKind::Place => "place",
    }
}

fn titles(kind: EntityKind) -> &'static str {
    match kind {
        EntityKind::Person => "people",
        EntityKind::Organisation => "organisations",
        EntityKind::Place => "places",
    }
}

fn with_article(kind: EntityKind) -> String {
    let article = if kind == EntityKind::Organisation { "an" } else { "a" };
    format!("{article} {}", title(kind))
}
