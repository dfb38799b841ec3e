//! The lines of a file of names.

use super::Fault;
use dateline_core::article::EntityKind;
use dateline_enrich::names::variants::facet_key_of;

/// What a line says about its names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Relation {
    /// They are one.
    Same,
    /// They are not one.
    Different,
    /// Each is of the kind.
    Is,
    /// None is of the kind, or a name at all.
    Not,
}

impl Relation {
    fn named(word: &str) -> Option<Relation> {
        match word {
            "same" => Some(Relation::Same),
            "different" => Some(Relation::Different),
            "is" => Some(Relation::Is),
            "not" => Some(Relation::Not),
            _ => None,
        }
    }

    /// True for what is said of several names together.
    fn is_of_several(self) -> bool {
        matches!(self, Relation::Same | Relation::Different)
    }
}

/// One line: what names are to each other, or what they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Statement {
    pub line: usize,
    pub relation: Relation,
    /// The only kind of names it holds for; `None` is all of them.
    pub kind: Option<EntityKind>,
    /// Two or more where they are compared, else one or more.
    pub names: Vec<String>,
    /// The keys of the names, where these were worked out before; only for statements on one kind.
    keys: Vec<String>,
}

impl Statement {
    /// True if it holds for names of a kind.
    pub(super) fn concerns(&self, kind: EntityKind) -> bool {
        self.kind.is_none_or(|only| only == kind)
    }

    /// The names with their keys as names of a kind.
    pub(super) fn keyed(&self, kind: EntityKind) -> impl Iterator<Item = (String, &str)> {
        let are_known = self.kind == Some(kind) && self.keys.len() == self.names.len();
        self.names.iter().enumerate().map(move |(number, name)| {
            let key = if are_known { self.keys[number].clone() } else { facet_key_of(kind, name) };
            (key, name.as_str())
        })
    }
}

/// What is between the names of a statement and their keys.
const KEYS: char = '\u{1f}';

/// A line on one kind of names with the keys of these, so that nobody has to work them out again; as it is if it is none.
pub(super) fn with_keys(line: &str) -> String {
    let Ok(statement) = statement(1, line) else { return line.to_owned() };
    let Some(kind) = statement.kind.filter(|_| !line.contains(KEYS)) else { return line.to_owned() };
    let keys: Vec<String> = statement.keyed(kind).map(|(key, _)| key).collect();
    format!("{line}{KEYS}{}", keys.join("\t"))
}

/// What a line with or without keys says.
pub(super) fn with_known_keys(line: &str) -> Result<Statement, Fault> {
    let (text, keys) = line.split_once(KEYS).unwrap_or((line, ""));
    let mut statement = statement(1, text)?;
    statement.keys = keys.split('\t').filter(|key| !key.is_empty()).map(str::to_owned).collect();
    Ok(statement)
}

/// The statements of a file; blank lines and lines that begin with `#` say nothing.
pub(super) fn statements(text: &str) -> Result<Vec<Statement>, Fault> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    (1..)
        .zip(text.lines())
        .filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'))
        .map(|(number, line)| statement(number, line))
        .collect()
}

pub(super) fn statement(line: usize, text: &str) -> Result<Statement, Fault> {
    let fault = |reason: String| Fault { line, reason };
    let mut parts = text.split('\t').map(str::trim);
    let (relation, kind) = relation(parts.next().unwrap_or_default()).map_err(fault)?;
    let names: Vec<String> = parts.filter(|name| !name.is_empty()).map(str::to_owned).collect();
    if relation.is_of_several() && names.len() < 2 {
        return Err(fault("expected two or more names, separated by tabs".to_owned()));
    }
    if names.is_empty() {
        return Err(fault("expected a name after a tab".to_owned()));
    }
    Ok(Statement { line, relation, kind, names, keys: Vec::new() })
}

/// What is said of the names, and the kind of names where one is meant.
fn relation(text: &str) -> Result<(Relation, Option<EntityKind>), String> {
    let mut words = text.split_whitespace();
    let relation = Relation::named(words.next().unwrap_or_default()).ok_or_else(|| {
        format!("expected \"same\", \"different\", \"is\" or \"not\" and a tab, found {text:?}")
    })?;
    let kind = words.next().map(kind_named).transpose()?;
    if words.next().is_some() {
        return Err("expected a tab before the first name".to_owned());
    }
    if relation == Relation::Is && kind.is_none() {
        return Err("expected person, organisation or place after \"is\"".to_owned());
    }
    Ok((relation, kind))
}

fn kind_named(word: &str) -> Result<EntityKind, String> {
    match word {
        "person" | "people" => Ok(EntityKind::Person),
        "org" | "organisation" | "organization" => Ok(EntityKind::Organisation),
        "place" => Ok(EntityKind::Place),
        _ => Err(format!(
            "expected person, organisation or place, or a tab before the first name; found {word:?}"
        )),
    }
}
