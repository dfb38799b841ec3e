//! Changing the files in the folder of an index that are the user's own: corrections, tags and notes.
//!
//! Such a file is replaced as a whole, so that whenever the power goes, the old or the new one is there.

use std::io::ErrorKind;
use std::path::Path;

use super::IndexError;
use super::folder::{self, DiskFolder, Folder};
use super::format::is_users;

/// Held while one of the files is read and replaced.
const LOCK: &str = ".dateline-users.lock";

/// Replaces a file of the user by what `change` makes of its text, the empty text where there is none; `None` leaves
/// it as it is. Returns whether it was replaced.
///
/// # Errors
/// If the file cannot be read or written.
pub fn replace_users_file<E: From<IndexError>>(
    dir: &Path,
    name: &str,
    change: impl FnOnce(String) -> Result<Option<String>, E>,
) -> Result<bool, E> {
    debug_assert!(is_users(name));
    let failed = |error| IndexError::io(dir.join(name))(error);
    let folder = DiskFolder::open(dir).map_err(|error| match error.kind() {
        ErrorKind::NotFound => IndexError::Missing(dir.to_owned()),
        _ => failed(error),
    })?;
    let _lock = folder.lock(LOCK, true).map_err(failed)?;
    let text = match folder::read(&folder, name) {
        Ok(bytes) => String::from_utf8(bytes)
            .map_err(|_| failed(std::io::Error::new(ErrorKind::InvalidData, "the file is not UTF-8")))?,
        Err(error) if error.kind() == ErrorKind::NotFound => String::new(),
        Err(error) => return Err(failed(error).into()),
    };
    let Some(text) = change(text)? else { return Ok(false) };
    folder::write_durably(&folder, name, |out| out.write_all(text.as_bytes()))?;
    Ok(true)
}

/// Adds lines to a file of the user.
///
/// # Errors
/// If the file cannot be read or written.
pub fn add_to_users_file(dir: &Path, name: &str, lines: &str) -> Result<(), IndexError> {
    replace_users_file(dir, name, |mut text| {
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        Ok(Some(text + lines))
    })
    .map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn lines_are_added_behind_what_is_there() {
        let dir = tempfile::tempdir().unwrap();
        add_to_users_file(dir.path(), "notes.jsonl", "a\n").unwrap();
        fs::write(dir.path().join("notes.jsonl"), "b").unwrap();
        add_to_users_file(dir.path(), "notes.jsonl", "c\n").unwrap();
        assert_eq!(fs::read_to_string(dir.path().join("notes.jsonl")).unwrap(), "b\nc\n");
        let absent = add_to_users_file(&dir.path().join("absent"), "notes.jsonl", "c\n");
        assert!(matches!(absent, Err(IndexError::Missing(_))));
    }

    #[test]
    fn what_cannot_be_read_is_not_replaced() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("notes.jsonl"), [0xff]).unwrap();
        assert!(add_to_users_file(dir.path(), "notes.jsonl", "c\n").is_err());
        assert_eq!(fs::read(dir.path().join("notes.jsonl")).unwrap(), [0xff]);
        let left = replace_users_file::<IndexError>(dir.path(), "names.tsv", |_| Ok(None)).unwrap();
        assert!(!left && !dir.path().join("names.tsv").exists());
    }
}
