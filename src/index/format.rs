//! The format version of an index, in a file of its own so that it can be read before anything else.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::IndexError;
use crate::search::names;

/// The version of the index format that this program reads and writes.
///
/// It goes up whenever the schema, the analysis of text or the files beside tantivy's
/// change so that an older index would answer wrongly.
pub const FORMAT_VERSION: u64 = 4;

/// Name of the file that holds the format version.
pub(crate) const FORMAT_FILE: &str = "dateline.json";

/// Writes the format file of a new index.
pub(crate) fn write(dir: &Path) -> Result<(), IndexError> {
    let path = dir.join(FORMAT_FILE);
    let text =
        json!({"format_version": FORMAT_VERSION, "made_by": concat!("dateline ", env!("CARGO_PKG_VERSION"))});
    let temporary = dir.join("dateline.json.tmp");
    fs::write(&temporary, format!("{text}\n")).map_err(IndexError::io(&temporary))?;
    fs::rename(&temporary, &path).map_err(IndexError::io(path))
}

/// What a folder holds, as far as can be told without opening the index.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Holds {
    /// Nothing, or nothing but a README.
    Nothing,
    /// An index of this format.
    Index,
}

/// Looks at a folder.
///
/// # Errors
/// If it holds files that are no index, or an index of another format.
pub(crate) fn inspect(dir: &Path) -> Result<Holds, IndexError> {
    if !dir.exists() {
        return Ok(Holds::Nothing);
    }
    match fs::read_to_string(dir.join(FORMAT_FILE)) {
        Ok(text) => check_version(dir, &text),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => no_format_file(dir),
        Err(error) if error.kind() == std::io::ErrorKind::InvalidData => Err(damaged("it is not UTF-8")),
        Err(error) => Err(IndexError::io(dir.join(FORMAT_FILE))(error)),
    }
}

fn check_version(dir: &Path, text: &str) -> Result<Holds, IndexError> {
    let value: Value = serde_json::from_str(text).map_err(|_| damaged("it is not JSON"))?;
    match value.get("format_version") {
        Some(version) if version.as_u64() == Some(FORMAT_VERSION) => Ok(Holds::Index),
        Some(version) => Err(IndexError::FormatVersion { path: dir.to_owned(), found: version.to_string() }),
        None => Err(damaged("it names no format_version")),
    }
}

fn damaged(reason: &str) -> IndexError {
    IndexError::Damaged { file: FORMAT_FILE.to_owned(), reason: reason.to_owned() }
}

/// Tells an empty folder from one that holds something else.
fn no_format_file(dir: &Path) -> Result<Holds, IndexError> {
    let foreign = |found: String| IndexError::Foreign { path: dir.to_owned(), found };
    if !dir.is_dir() {
        return Err(foreign("it is a file".to_owned()));
    }
    for entry in fs::read_dir(dir).map_err(IndexError::io(dir))? {
        let name = entry.map_err(IndexError::io(dir))?.file_name().to_string_lossy().into_owned();
        if name == "meta.json" {
            return Err(foreign(
                "it is an index made by another program (meta.json without dateline.json)".to_owned(),
            ));
        }
        if !is_harmless(&name) {
            return Err(foreign(format!("it holds {name}")));
        }
    }
    Ok(Holds::Nothing)
}

/// True for what is the user's own in the folder of an index: a README, the file of names, corrections for sites.
pub(crate) fn is_users(name: &str) -> bool {
    name == names::FILE_NAME || name == "sites" || name.to_ascii_uppercase().starts_with("README")
}

/// True for files that may lie in a folder that counts as empty.
fn is_harmless(name: &str) -> bool {
    name.starts_with('.') || name.ends_with(".json.tmp") || is_users(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_folder_or_one_with_a_readme_is_nothing() {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(inspect(dir.path()).unwrap(), Holds::Nothing);
        fs::write(dir.path().join("README.md"), "x").unwrap();
        fs::write(dir.path().join("names.tsv"), "x").unwrap();
        assert_eq!(inspect(dir.path()).unwrap(), Holds::Nothing);
        assert_eq!(inspect(&dir.path().join("absent")).unwrap(), Holds::Nothing);
    }

    #[test]
    fn other_things_are_named() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("photo.jpg"), "x").unwrap();
        let message = inspect(dir.path()).unwrap_err().to_string();
        assert!(message.contains("photo.jpg"), "{message}");
    }

    #[test]
    fn another_version_says_how_to_rebuild() {
        let dir = tempfile::tempdir().unwrap();
        write(dir.path()).unwrap();
        assert_eq!(inspect(dir.path()).unwrap(), Holds::Index);
        fs::write(dir.path().join(FORMAT_FILE), r#"{"format_version": 999}"#).unwrap();
        let message = inspect(dir.path()).unwrap_err().to_string();
        assert!(message.contains("999") && message.contains("Rebuild"), "{message}");
        fs::write(dir.path().join(FORMAT_FILE), "{").unwrap();
        assert!(matches!(inspect(dir.path()), Err(IndexError::Damaged { .. })));
    }
}
