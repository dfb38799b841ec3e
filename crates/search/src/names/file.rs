//! The lines of a file of names.

use super::Fault;
use dateline_core::article::EntityKind;

/// One line: names that are the same, or that are not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Statement {
    pub line: usize,
    pub same: bool,
    /// The only kind of names it holds for; `None` is all of them.
    pub kind: Option<EntityKind>,
    /// Two or more.
    pub names: Vec<String>,
}

impl Statement {
    /// True if it holds for names of a kind.
    pub(super) fn concerns(&self, kind: EntityKind) -> bool {
        self.kind.is_none_or(|only| only == kind)
    }
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

fn statement(line: usize, text: &str) -> Result<Statement, Fault> {
    let fault = |reason: String| Fault { line, reason };
    let mut parts = text.split('\t').map(str::trim);
    let (same, kind) = relation(parts.next().unwrap_or_default()).map_err(fault)?;
    let names: Vec<String> = parts.filter(|name| !name.is_empty()).map(str::to_owned).collect();
    if names.len() < 2 {
        return Err(fault("expected two or more names, separated by tabs".to_owned()));
    }
    Ok(Statement { line, same, kind, names })
}

/// `same` or `different`, and the kind of names where only one is meant.
fn relation(text: &str) -> Result<(bool, Option<EntityKind>), String> {
    let mut words = text.split_whitespace();
    let same = match words.next().unwrap_or_default() {
        "same" => true,
        "different" => false,
        _ => return Err(format!("expected \"same\" or \"different\" and a tab, found {text:?}")),
    };
    let kind = words.next().map(kind_named).transpose()?;
    match words.next() {
        None => Ok((same, kind)),
        Some(_) => Err("expected a tab before the first name".to_owned()),
    }
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
