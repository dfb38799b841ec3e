//! What a user says about names: what the program merges, and takes them for, corrected.
//!
//! A user's file has a statement a line: `same` or `different`, `is` and a kind of names, or `not`, then names with tabs
//! between. It applies to searches, so that nothing has to be indexed again:
//! facets count the articles of all names that are the same once, and filters by name find
//! them under any of these names; a name that is of another kind counts there, and one that is none nowhere.
//!
//! ```
//! use dateline_core::article::EntityKind;
//! use dateline_search::names::Names;
//! let names: Names = "same\tIslamic State\tDaesh".parse()?;
//! let groups = names.of(EntityKind::Organisation);
//! assert_eq!(groups.group_named("daesh"), groups.group_named("Islamic State"));
//! # Ok::<(), dateline_search::names::Fault>(())
//! ```
//!
//! Not for: which spellings are the same name by themselves, which is
//! [`dateline_enrich::names::variants`], nor for what is one entity within an article: that was
//! decided when the article was indexed.

pub mod archive;
mod file;
mod groups;
mod kinds;
mod over;
#[cfg(test)]
mod tests;

pub use groups::{Groups, Member, Moved, Part};

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use dateline_core::article::{Article, EntityKind};

use kinds::Kinds;

use file::Statement;

/// A line on one kind of names with their keys, to be kept: whoever reads it does not have to work these out.
///
/// A line that is no statement, or on names of any kind, stays as it is.
pub fn with_keys(line: &str) -> String {
    file::with_keys(line)
}

/// Name of the file in the folder of an index that is read if no other is given.
pub const FILE_NAME: &str = "names.tsv";

/// The user's corrections of names, by kind.
#[derive(Debug, Clone, Default)]
pub struct Names {
    person: Groups,
    organisation: Groups,
    place: Groups,
    kinds: Kinds,
    /// What the groups were made from.
    statements: Vec<Statement>,
}

impl Names {
    /// Reads a file of names.
    ///
    /// # Errors
    /// If it cannot be read, or a line of it is not understood or contradicts another.
    pub fn read(path: &Path) -> Result<Names, NamesError> {
        let failed = |reason| NamesError { path: path.to_owned(), reason };
        let text = std::fs::read_to_string(path).map_err(|error| failed(Reason::Unreadable(error)))?;
        text.parse().map_err(|fault| failed(Reason::Fault(fault)))
    }

    /// These corrections with more lines, each with a number of its own; lines that are not understood, or that
    /// contradict others, are faults and the rest counts.
    pub fn with_lines(self, lines: &[(usize, String)]) -> (Names, Vec<Fault>) {
        let (mut more, mut faults) = (Vec::new(), Vec::new());
        for (line, text) in lines {
            match file::statement(*line, text) {
                Ok(statement) => more.push(statement),
                Err(fault) => faults.push(fault),
            }
        }
        if more.is_empty() {
            return (self, faults);
        }
        if let Ok(names) = Names::of_statements([self.statements.clone(), more.clone()].concat()) {
            return (names, faults);
        }
        // One at a time, it shows which ones contradict those before.
        let mut names = self;
        for statement in more {
            let line = statement.line;
            match Names::of_statements([names.statements.clone(), vec![statement]].concat()) {
                Ok(with) => names = with,
                Err(fault) => faults.push(Fault { line, ..fault }),
            }
        }
        (names, faults)
    }

    /// Gives the names of an article the kinds that they are of, and takes out what is no name.
    pub fn correct(&self, article: &mut Article) {
        self.kinds.correct(article);
    }

    /// The corrections of names of a kind.
    pub fn of(&self, kind: EntityKind) -> &Groups {
        match kind {
            EntityKind::Person => &self.person,
            EntityKind::Organisation => &self.organisation,
            EntityKind::Place => &self.place,
        }
    }
}

impl FromStr for Names {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Names, Fault> {
        Names::of_statements(file::statements(text)?)
    }
}

impl Names {
    fn of_statements(statements: Vec<Statement>) -> Result<Names, Fault> {
        let kinds = Kinds::build(&statements)?;
        let of = |kind| {
            Groups::build(kind, statements.iter().filter(|statement| statement.concerns(kind)), &kinds)
        };
        Ok(Names {
            person: of(EntityKind::Person)?,
            organisation: of(EntityKind::Organisation)?,
            place: of(EntityKind::Place)?,
            kinds,
            statements,
        })
    }
}

/// What is wrong with a line of a file of names.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {reason}")]
pub struct Fault {
    /// The number of the line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub reason: String,
}

/// Why a file of names cannot be used.
#[derive(Debug)]
pub struct NamesError {
    path: PathBuf,
    reason: Reason,
}

#[derive(Debug)]
enum Reason {
    Unreadable(std::io::Error),
    Fault(Fault),
}

impl fmt::Display for NamesError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.reason {
            Reason::Unreadable(error) => write!(f, "{}: {error}", self.path.display()),
            Reason::Fault(fault) => write!(f, "{}, {fault}", self.path.display()),
        }
    }
}

impl std::error::Error for NamesError {}
