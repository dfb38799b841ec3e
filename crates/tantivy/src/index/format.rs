//! The format version of an index, and what a folder holds.
//!
//! The version is in the last commit, and for programs that cannot read that, in a file of its own.

use std::io;

use serde_json::{Value, json};

use super::IndexError;
use super::commit::Commit;
use super::folder::{self, Folder, META_FILE, is_temporary};
use dateline_search::curation::{CORRECTIONS_FILE, NOTES_FILE};
use dateline_search::names;
use dateline_search::saved::{GIVEN_FILE, SEARCHES_FILE};

/// The version of the index format that this program reads and writes.
///
/// Increase it whenever the schema, the analysis of text or the files next to tantivy's
/// change so that an older index would answer wrongly.
pub const FORMAT_VERSION: u64 = 11;

/// Name of the file that holds the format version.
pub(crate) const FORMAT_FILE: &str = "dateline.json";

/// Writes the format file.
pub(crate) fn write(folder: &dyn Folder) -> Result<(), IndexError> {
    folder::write_durably(folder, FORMAT_FILE, |out| out.write_all(text().as_bytes()))
}

/// True if the format file is as this program writes it.
pub(crate) fn is_written(folder: &dyn Folder) -> Result<bool, IndexError> {
    match folder::read(folder, FORMAT_FILE) {
        Ok(bytes) => Ok(bytes == text().as_bytes()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(IndexError::io(folder.path().join(FORMAT_FILE))(error)),
    }
}

fn text() -> String {
    format!("{}\n", json!({"format_version": FORMAT_VERSION}))
}

/// What a folder contains, as far as it is visible without opening the index.
#[derive(Debug)]
pub(crate) enum Holds {
    /// Nothing, or nothing but a README.
    Nothing,
    /// An index that was begun and has no commit yet.
    Begun,
    /// An index of this format.
    Index(Box<Commit>),
}

/// Looks at a folder.
///
/// # Errors
/// If it holds files that are not an index, or an index of another format, or a damaged one.
pub(crate) fn inspect(folder: &dyn Folder) -> Result<Holds, IndexError> {
    match Commit::read(folder) {
        Ok(Some(commit)) => of_commit(folder, commit),
        Ok(None) => without_commit(folder),
        Err(damage @ IndexError::Damaged { .. }) => Err(behind_damage(folder)?.unwrap_or(damage)),
        Err(error) => Err(error),
    }
}

fn of_commit(folder: &dyn Folder, commit: Commit) -> Result<Holds, IndexError> {
    match &commit.payload {
        None => Ok(Holds::Begun),
        Some(payload) if payload.format_version == FORMAT_VERSION => Ok(Holds::Index(Box::new(commit))),
        Some(payload) => Err(other_version(folder, payload.format_version.to_string())),
    }
}

fn without_commit(folder: &dyn Folder) -> Result<Holds, IndexError> {
    match version(folder)? {
        Some(found) if found == FORMAT_VERSION.to_string() => Ok(Holds::Begun),
        Some(found) => Err(other_version(folder, found)),
        None => only_harmless_files(folder),
    }
}

/// What a `meta.json` is, that is not as this program writes it, if not a damaged one.
fn behind_damage(folder: &dyn Folder) -> Result<Option<IndexError>, IndexError> {
    match version(folder)? {
        Some(found) if found == FORMAT_VERSION.to_string() => Ok(None),
        Some(found) => Ok(Some(other_version(folder, found))),
        None if has_format_file(folder) => Ok(None),
        None => Ok(Some(foreign(
            folder,
            "it is an index made by another program (meta.json without dateline.json)",
        ))),
    }
}

fn has_format_file(folder: &dyn Folder) -> bool {
    folder.facts(FORMAT_FILE).is_ok()
}

/// The version that the format file names; `None` if there is none, or it is damaged.
fn version(folder: &dyn Folder) -> Result<Option<String>, IndexError> {
    let bytes = match folder::read(folder, FORMAT_FILE) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(IndexError::io(folder.path().join(FORMAT_FILE))(error)),
    };
    let value: Option<Value> = serde_json::from_slice(&bytes).ok();
    Ok(value.and_then(|value| value.get("format_version").map(Value::to_string)))
}

fn other_version(folder: &dyn Folder, found: String) -> IndexError {
    IndexError::FormatVersion { path: folder.path().to_owned(), found }
}

fn foreign(folder: &dyn Folder, found: impl Into<String>) -> IndexError {
    IndexError::Foreign { path: folder.path().to_owned(), found: found.into() }
}

/// Distinguishes an empty folder from one with other contents.
fn only_harmless_files(folder: &dyn Folder) -> Result<Holds, IndexError> {
    let names = folder.list().map_err(IndexError::io(folder.path()))?;
    match names.iter().find(|name| !is_harmless(name)) {
        Some(name) => Err(foreign(folder, format!("it contains {name}"))),
        None => Ok(Holds::Nothing),
    }
}

/// True for what is the user's own in the folder of an index: a README, the file of names, corrections, notes.
pub(crate) fn is_users(name: &str) -> bool {
    const FILES: [&str; 6] =
        [names::FILE_NAME, CORRECTIONS_FILE, NOTES_FILE, SEARCHES_FILE, GIVEN_FILE, "sites"];
    FILES.contains(&name) || name.to_ascii_uppercase().starts_with("README")
}

/// True for files that may lie in a folder that counts as empty.
fn is_harmless(name: &str) -> bool {
    name.starts_with('.') || name == META_FILE || name == FORMAT_FILE || is_temporary(name) || is_users(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::folder::DiskFolder;
    use std::fs;
    use std::path::Path;

    fn look(dir: &Path) -> Result<Holds, IndexError> {
        inspect(&DiskFolder::open(dir).unwrap())
    }

    #[test]
    fn an_empty_folder_or_one_with_a_readme_is_nothing() {
        let dir = tempfile::tempdir().unwrap();
        assert!(matches!(look(dir.path()), Ok(Holds::Nothing)));
        fs::write(dir.path().join("README.md"), "x").unwrap();
        for name in ["names.tsv", "corrections.toml", "notes.jsonl"] {
            fs::write(dir.path().join(name), "x").unwrap();
        }
        assert!(matches!(look(dir.path()), Ok(Holds::Nothing)));
    }

    #[test]
    fn other_things_are_named() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("photo.jpg"), "x").unwrap();
        let message = look(dir.path()).unwrap_err().to_string();
        assert!(message.contains("photo.jpg"), "{message}");
        fs::remove_file(dir.path().join("photo.jpg")).unwrap();
        fs::write(dir.path().join("meta.json"), "{\"segments\":[]}").unwrap();
        assert!(matches!(look(dir.path()), Err(IndexError::Foreign { .. })));
    }

    #[test]
    fn another_version_says_how_to_rebuild() {
        let dir = tempfile::tempdir().unwrap();
        write(&DiskFolder::open(dir.path()).unwrap()).unwrap();
        assert!(matches!(look(dir.path()), Ok(Holds::Begun)));
        fs::write(dir.path().join(FORMAT_FILE), r#"{"format_version": 999}"#).unwrap();
        let message = look(dir.path()).unwrap_err().to_string();
        assert!(message.contains("999") && message.contains("to rebuild it"), "{message}");
        fs::write(dir.path().join("meta.json"), "{\"segments\":[]}").unwrap();
        assert!(matches!(look(dir.path()), Err(IndexError::FormatVersion { .. })));
    }

    #[test]
    fn a_format_file_that_was_lost_or_emptied_is_no_obstacle() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join(FORMAT_FILE), "").unwrap();
        assert!(matches!(look(dir.path()), Ok(Holds::Nothing)));
    }
}
