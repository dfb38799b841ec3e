//! What names are, where a user says so: of another kind than the program found, or no names.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use super::Fault;
use super::file::{Relation, Statement};
use dateline_core::article::{Article, Entity, EntityKind};
use dateline_enrich::names::variants::facet_key_of;

/// All kinds of names.
pub(super) const KINDS: [EntityKind; 3] = [EntityKind::Person, EntityKind::Organisation, EntityKind::Place];

/// What a user says about the kinds of names, by the kind that the program found and by the key of the name.
#[derive(Debug, Clone, Default)]
pub(super) struct Kinds {
    verdicts: HashMap<(EntityKind, String), Verdict>,
    /// What was said of names that articles had: making the key of each name of each article read costs more than reading it.
    said: Arc<Mutex<HashMap<EntityKind, HashMap<String, Said>>>>,
}

/// Nothing, that a name is no name of its kind, or the kind that it is of.
type Said = Option<Option<EntityKind>>;

/// So many names of a kind are remembered, then all are forgotten.
const REMEMBERED: usize = 50_000;

/// What a name of some kind is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Verdict {
    /// The kind that it is of; `None` for what is no name of the kind that it was found as.
    pub kind: Option<EntityKind>,
    /// The name as the file has it.
    pub name: String,
}

impl Kinds {
    /// Reads the statements that say what names are, and what they are not.
    pub(super) fn build(statements: &[Statement]) -> Result<Kinds, Fault> {
        let mut kinds = Kinds::default();
        let of = |relation| statements.iter().filter(move |statement| statement.relation == relation);
        for statement in of(Relation::Is) {
            each_key(statement, &KINDS, |kind, key, name| kinds.set(kind, key, name, statement))?;
        }
        for statement in of(Relation::Not) {
            let meant: Vec<EntityKind> = KINDS.into_iter().filter(|kind| statement.concerns(*kind)).collect();
            each_key(statement, &meant, |kind, key, name| kinds.exclude(kind, key, name, statement))?;
        }
        Ok(kinds)
    }

    fn set(&mut self, found: EntityKind, key: String, name: &str, by: &Statement) -> Result<(), Fault> {
        let verdict = Verdict { kind: by.kind, name: name.to_owned() };
        match self.verdicts.insert((found, key), verdict) {
            Some(other) if other.kind != by.kind => Err(contradiction(name, by)),
            _ => Ok(()),
        }
    }

    fn exclude(&mut self, found: EntityKind, key: String, name: &str, by: &Statement) -> Result<(), Fault> {
        let none = || Verdict { kind: None, name: name.to_owned() };
        let verdict = self.verdicts.entry((found, key)).or_insert_with(none);
        if verdict.kind == Some(found) { Err(contradiction(name, by)) } else { Ok(()) }
    }

    fn of(&self, entity: &Entity) -> Option<&Verdict> {
        self.verdicts.get(&(entity.kind, facet_key_of(entity.kind, &entity.name)))
    }

    /// What is said of a name that an article has.
    fn said_of(&self, entity: &Entity) -> Said {
        let look_up = || self.of(entity).map(|verdict| verdict.kind);
        let Ok(mut said) = self.said.lock() else { return look_up() };
        let said = said.entry(entity.kind).or_default();
        if let Some(known) = said.get(&entity.name) {
            return *known;
        }
        if said.len() >= REMEMBERED {
            said.clear();
        }
        *said.entry(entity.name.clone()).or_insert_with(look_up)
    }

    /// The keys of names found as this kind that are of another, or are no names.
    pub(super) fn gone(&self, kind: EntityKind) -> impl Iterator<Item = &str> {
        let of_kind = self.verdicts.iter().filter(move |((found, _), _)| *found == kind);
        of_kind.filter(move |(_, verdict)| verdict.kind != Some(kind)).map(|((_, key), _)| key.as_str())
    }

    /// The kinds and keys under which names of this kind were found, and the names as the file has them.
    pub(super) fn moved(&self, kind: EntityKind) -> impl Iterator<Item = (EntityKind, &str, &str)> {
        let of_kind = self.verdicts.iter().filter(move |(_, verdict)| verdict.kind == Some(kind));
        let moved = of_kind.filter(move |((found, _), _)| *found != kind);
        moved.map(|((found, key), verdict)| (*found, key.as_str(), verdict.name.as_str()))
    }

    /// Gives the names of an article the kinds that they are of, and takes out what is no name.
    pub(super) fn correct(&self, article: &mut Article) {
        if self.verdicts.is_empty() {
            return;
        }
        let mut changed = Vec::new();
        let mut kept = Vec::new();
        for mut entity in std::mem::take(&mut article.entities) {
            match self.said_of(&entity) {
                Some(None) => {}
                Some(Some(kind)) if kind != entity.kind => {
                    (entity.kind, entity.country) = (kind, None);
                    changed.push(kept.len());
                    kept.push(entity);
                }
                _ => kept.push(entity),
            }
        }
        // From the last to the first, so that the numbers of those before stay right.
        changed.into_iter().rev().for_each(|number| join_with_its_like(&mut kept, number));
        article.entities = kept;
    }
}

/// Joins an entity to the first other that has its name; it stays as it is where none has.
fn join_with_its_like(entities: &mut Vec<Entity>, number: usize) {
    let key = |entity: &Entity| facet_key_of(entity.kind, &entity.name);
    let own = (entities[number].kind, key(&entities[number]));
    let is_like =
        |(at, other): &(usize, &Entity)| *at != number && other.kind == own.0 && key(other) == own.1;
    let Some(like) = entities.iter().enumerate().find(is_like).map(|(at, _)| at) else { return };
    let (first, later) = (like.min(number), like.max(number));
    let mentions = entities.remove(later).mentions;
    let joined = &mut entities[first].mentions;
    joined.extend(mentions);
    joined.sort_by_key(|mention| (mention.field, mention.item, mention.start));
}

/// Gives each name of a statement with its key for each of these kinds.
fn each_key(
    statement: &Statement,
    kinds: &[EntityKind],
    mut take: impl FnMut(EntityKind, String, &str) -> Result<(), Fault>,
) -> Result<(), Fault> {
    for &kind in kinds {
        for (key, name) in statement.keyed(kind) {
            if key.is_empty() {
                return Err(fault(statement, format!("{name:?} is not a name")));
            }
            take(kind, key, name)?;
        }
    }
    Ok(())
}

fn contradiction(name: &str, by: &Statement) -> Fault {
    fault(by, format!("another line says something else of what {name:?} is"))
}

fn fault(statement: &Statement, reason: String) -> Fault {
    Fault { line: statement.line, reason }
}
