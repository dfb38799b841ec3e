//! Groups of names that are one, made from the statements of a file.

use std::collections::{HashMap, HashSet};

use super::Fault;
use super::file::{Relation, Statement};
use super::kinds::Kinds;
use dateline_core::article::EntityKind;
use dateline_core::text::{fold, words};
use dateline_enrich::names::variants::facet_key_of;

/// The groups of names of one kind. Names that no statement concerns are in none.
#[derive(Debug, Clone, Default)]
pub struct Groups {
    kind: Option<EntityKind>,
    groups: Vec<Group>,
    by_key: HashMap<String, ByForm>,
    /// The keys of bare names that belong to a group where they stand alone, and to no group where they are searched
    /// for: a search for a surname is one for all who have it.
    alone: HashSet<String>,
    /// The keys of what was found as this kind and is of another, or is no name.
    gone: HashSet<String>,
    moved: Vec<Moved>,
}

/// A name of this kind that was found as one of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// What it was found as.
    pub kind: EntityKind,
    /// Its key as that.
    pub key: String,
    /// The number of its group.
    pub group: usize,
}

#[derive(Debug, Clone, Default)]
struct Group {
    /// The name it is shown under; `None` for its most frequent form.
    shown: Option<String>,
    members: Vec<Member>,
}

/// The groups of the names of one key.
#[derive(Debug, Clone, Default)]
struct ByForm {
    rest: usize,
    apart: Vec<(String, usize)>,
}

/// Names that share a key, all or some of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The key that the variants of the name share.
    pub key: String,
    /// The name as the file first has it.
    pub name: String,
    /// Which of the names with this key.
    pub part: Part,
}

/// Which of the names that share a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Every one of them.
    All,
    /// Some: others of the key are declared different.
    Some,
}

impl Groups {
    /// True if there are no corrections of names of this kind.
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty() && self.gone.is_empty()
    }

    /// The kind of names that are corrected; `None` without corrections.
    pub fn kind(&self) -> Option<EntityKind> {
        self.kind
    }

    /// Takes names with these keys for none of this kind.
    pub(super) fn hide(&mut self, keys: Vec<String>) {
        self.gone.extend(keys);
    }

    /// The keys of all names that are in a group, or gone.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        let kept = self.by_key.keys().filter(|key| !self.gone.contains(*key));
        kept.chain(&self.gone).map(String::as_str)
    }

    /// True for the key of what was found as this kind and is of another, or is no name.
    pub fn is_gone(&self, key: &str) -> bool {
        self.gone.contains(key)
    }

    /// The same for a name.
    pub fn is_gone_named(&self, name: &str) -> bool {
        !self.gone.is_empty() && self.kind.is_some_and(|kind| self.is_gone(&facet_key_of(kind, name)))
    }

    /// The names of this kind that were found as another.
    pub fn moved(&self) -> &[Moved] {
        &self.moved
    }

    /// The number of the group of a name with its key.
    pub fn group_of(&self, key: &str, name: &str) -> Option<usize> {
        let by_form = self.by_key.get(key).filter(|_| !self.is_gone(key))?;
        let form = form(name);
        let apart = by_form.apart.iter().find(|(other, _)| *other == form);
        Some(apart.map_or(by_form.rest, |(_, group)| *group))
    }

    /// The number of the group of a name.
    pub fn group_named(&self, name: &str) -> Option<usize> {
        if self.is_empty() {
            return None;
        }
        let key = facet_key_of(self.kind?, name);
        if self.alone.contains(&key) {
            return None;
        }
        self.group_of(&key, name)
    }

    /// The name that a group is shown under, where a statement gives one: the first of its line.
    pub fn shown(&self, group: usize) -> Option<&str> {
        self.groups.get(group)?.shown.as_deref()
    }

    /// What a group is made of.
    pub fn members(&self, group: usize) -> &[Member] {
        self.groups.get(group).map_or(&[], |group| &group.members)
    }

    /// Lets names with these keys belong to their groups only where they stand alone in an article.
    pub(super) fn keep_alone(&mut self, keys: impl Iterator<Item = String>) {
        self.alone.extend(keys);
        let members = self.groups.iter_mut().flat_map(|group| &mut group.members);
        for member in members.filter(|member| self.alone.contains(&member.key)) {
            member.part = Part::Some;
        }
    }

    /// Makes the groups from the statements on one kind of names.
    pub(super) fn build<'a>(
        kind: EntityKind,
        statements: impl Iterator<Item = &'a Statement> + Clone,
        kinds: &Kinds,
    ) -> Result<Groups, Fault> {
        let mut nodes = Nodes::of(kind);
        let of = |relation| statements.clone().filter(move |statement| statement.relation == relation);
        for statement in of(Relation::Different) {
            nodes.set_apart(statement)?;
        }
        for statement in of(Relation::Same) {
            nodes.unite(statement)?;
        }
        for statement in of(Relation::Is) {
            nodes.note(statement)?;
        }
        for statement in of(Relation::Different) {
            nodes.check_apart(statement)?;
        }
        let mut groups = nodes.into_groups();
        groups.gone = kinds.gone(kind).map(str::to_owned).collect();
        groups.moved = groups.moved_here(kind, kinds);
        Ok(groups)
    }
}

impl Groups {
    fn moved_here(&self, kind: EntityKind, kinds: &Kinds) -> Vec<Moved> {
        let moved = kinds.moved(kind).filter_map(|(found, key, name)| {
            let group = self.group_named(name)?;
            Some(Moved { kind: found, key: key.to_owned(), group })
        });
        let mut moved: Vec<Moved> = moved.collect();
        moved.sort_by(|a, b| (a.group, &a.key).cmp(&(b.group, &b.key)));
        moved
    }
}

/// A name as it is compared within its key.
fn form(name: &str) -> String {
    words(name).map(|word| fold(word.text).replace('.', "")).collect::<Vec<_>>().join(" ")
}

/// A key, or a form of a key that was separated from the rest.
type Node = (String, Option<String>);

/// The names of the statements, united step by step.
struct Nodes {
    kind: EntityKind,
    numbers: HashMap<Node, usize>,
    /// By node: another node of the same group, or itself.
    parents: Vec<usize>,
    /// By node: the name as the file first has it.
    names: Vec<String>,
    /// By node: the name that its group is shown under.
    shown: Vec<Option<String>>,
    /// By key: the form that stands for the rest, and the forms separated from it.
    apart: HashMap<String, (String, Vec<String>)>,
}

impl Nodes {
    fn of(kind: EntityKind) -> Nodes {
        let (numbers, apart) = (HashMap::new(), HashMap::new());
        Nodes { kind, numbers, parents: Vec::new(), names: Vec::new(), shown: Vec::new(), apart }
    }

    /// Sets apart the names of a statement that share their key; the first keeps what is not named.
    fn set_apart(&mut self, statement: &Statement) -> Result<(), Fault> {
        let named = keyed(self.kind, statement)?;
        for (at, (key, name)) in named.iter().enumerate() {
            let others = named.iter().enumerate().filter(|(other, _)| *other != at);
            let mut sharing = others.filter(|(_, (other, _))| other == key).peekable();
            if sharing.peek().is_none() {
                continue;
            }
            let form = form(name);
            if let Some((_, (_, twin))) = sharing.find(|(_, (_, other))| self::form(other) == form) {
                return Err(fault(statement, format!("{name:?} and {twin:?} are the same spelling")));
            }
            let (rest, apart) = self.apart.entry(key.clone()).or_insert_with(|| (form.clone(), Vec::new()));
            if *rest != form && !apart.contains(&form) {
                apart.push(form);
            }
        }
        Ok(())
    }

    fn unite(&mut self, statement: &Statement) -> Result<(), Fault> {
        let named = keyed(self.kind, statement)?;
        let nodes: Vec<usize> = named.iter().map(|(key, name)| self.number(key, name)).collect();
        let first = self.root(nodes[0]);
        let name = self.shown[first].take().unwrap_or_else(|| statement.names[0].clone());
        for node in nodes {
            let root = self.root(node);
            self.parents[root] = first;
        }
        self.shown[first] = Some(name);
        Ok(())
    }

    /// Makes each name of a statement one that is in a group, if it is in none.
    fn note(&mut self, statement: &Statement) -> Result<(), Fault> {
        for (key, name) in keyed(self.kind, statement)? {
            let node = self.number(&key, name);
            let root = self.root(node);
            self.shown[root].get_or_insert_with(|| name.to_owned());
        }
        Ok(())
    }

    /// Names that are different must not have become one by other statements.
    fn check_apart(&mut self, statement: &Statement) -> Result<(), Fault> {
        let mut roots: HashMap<usize, &str> = HashMap::new();
        for (key, name) in keyed(self.kind, statement)? {
            let node = self.number(&key, name);
            let root = self.root(node);
            if let Some(other) = roots.insert(root, name) {
                return Err(fault(
                    statement,
                    format!("other lines say that {other:?} and {name:?} are the same"),
                ));
            }
        }
        Ok(())
    }

    fn number(&mut self, key: &str, name: &str) -> usize {
        let form = form(name);
        let is_apart = self.apart.get(key).is_some_and(|(_, apart)| apart.contains(&form));
        let node = (key.to_owned(), is_apart.then_some(form));
        let next = self.parents.len();
        let number = *self.numbers.entry(node).or_insert(next);
        if number == next {
            self.parents.push(next);
            self.names.push(name.to_owned());
            self.shown.push(None);
        }
        number
    }

    fn root(&mut self, node: usize) -> usize {
        let mut at = node;
        while self.parents[at] != at {
            self.parents[at] = self.parents[self.parents[at]];
            at = self.parents[at];
        }
        at
    }

    fn into_groups(mut self) -> Groups {
        let mut nodes: Vec<(Node, usize)> = self.numbers.drain().collect();
        nodes.sort_by_key(|(_, number)| *number);
        let mut numbers: HashMap<usize, usize> = HashMap::new();
        let mut out = Groups { kind: Some(self.kind), ..Groups::default() };
        for ((key, form), node) in nodes {
            let root = self.root(node);
            let group = *numbers.entry(root).or_insert_with(|| {
                out.groups.push(Group { shown: self.shown[root].clone(), members: Vec::new() });
                out.groups.len() - 1
            });
            let part = if self.apart.contains_key(&key) { Part::Some } else { Part::All };
            let name = self.names[node].clone();
            out.groups[group].members.push(Member { key: key.clone(), name, part });
            let by_form = out.by_key.entry(key).or_default();
            match form {
                Some(form) => by_form.apart.push((form, group)),
                None => by_form.rest = group,
            }
        }
        out
    }
}

/// The names of a statement with their keys.
fn keyed(kind: EntityKind, statement: &Statement) -> Result<Vec<(String, &str)>, Fault> {
    let keyed = statement.keyed(kind).map(|(key, name)| match key {
        key if key.is_empty() => Err(fault(statement, format!("{name:?} is not a name"))),
        key => Ok((key, name)),
    });
    keyed.collect()
}

fn fault(statement: &Statement, reason: String) -> Fault {
    Fault { line: statement.line, reason }
}
