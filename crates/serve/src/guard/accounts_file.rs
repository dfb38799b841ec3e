//! The file of who may read, read again when it changes.

use std::fs::Metadata;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::SystemTime;

use thiserror::Error;

use super::accounts::{Accounts, BadAccount};

/// A file of accounts that cannot be used.
#[derive(Debug, Error)]
pub enum AccountsError {
    /// It cannot be read.
    #[error("cannot read {}: {error}", file.display())]
    Read {
        /// The file.
        file: PathBuf,
        /// Why not.
        error: io::Error,
    },
    /// A line is no account.
    #[error("{}: {error}", file.display())]
    Line {
        /// The file.
        file: PathBuf,
        /// The line, and what is wrong with it.
        error: BadAccount,
    },
    /// Nobody could sign in.
    #[error("{}: no accounts; add one with `dateline password NAME`", .0.display())]
    Empty(PathBuf),
}

/// A file of accounts, and what it said when it was last sound.
#[derive(Debug)]
pub struct AccountsFile {
    file: PathBuf,
    held: RwLock<Held>,
}

#[derive(Debug)]
struct Held {
    accounts: Arc<Accounts>,
    seen: Option<Stamp>,
}

/// When the file was changed, and how long it was; a file may be written twice within one tick of its clock.
type Stamp = (Option<SystemTime>, u64);

impl AccountsFile {
    /// Reads a file.
    ///
    /// # Errors
    /// If it cannot be read, a line is no account, or there is none.
    pub fn open(file: &Path) -> Result<AccountsFile, AccountsError> {
        let seen = stamp(file);
        let held = Held { accounts: Arc::new(read(file)?), seen };
        Ok(AccountsFile { file: file.to_owned(), held: RwLock::new(held) })
    }

    /// The accounts of now.
    pub fn now(&self) -> Arc<Accounts> {
        Arc::clone(&self.held.read().unwrap_or_else(PoisonError::into_inner).accounts)
    }

    /// Reads the file again if it has changed; says whether it had.
    ///
    /// # Errors
    /// If it cannot be used now. Then all stays as it was, and the error is not given again for the same file.
    pub fn refresh(&self) -> Result<bool, AccountsError> {
        let now = stamp(&self.file);
        if self.held.read().unwrap_or_else(PoisonError::into_inner).seen == now {
            return Ok(false);
        }
        let read = read(&self.file);
        let mut held = self.held.write().unwrap_or_else(PoisonError::into_inner);
        held.seen = now;
        held.accounts = Arc::new(read?);
        Ok(true)
    }
}

fn stamp(file: &Path) -> Option<Stamp> {
    let stamp = |of: Metadata| (of.modified().ok(), of.len());
    std::fs::metadata(file).ok().map(stamp)
}

fn read(file: &Path) -> Result<Accounts, AccountsError> {
    let text = std::fs::read_to_string(file)
        .map_err(|error| AccountsError::Read { file: file.to_owned(), error })?;
    let accounts: Accounts =
        text.parse().map_err(|error| AccountsError::Line { file: file.to_owned(), error })?;
    if accounts.is_empty() {
        return Err(AccountsError::Empty(file.to_owned()));
    }
    Ok(accounts)
}

#[cfg(test)]
mod tests {
    use super::super::accounts::key_line;
    use super::*;

    #[test]
    fn a_changed_file_counts_and_a_bad_one_changes_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("accounts");
        let (ann, line_of_ann) = key_line("ann").unwrap();
        let (bob, line_of_bob) = key_line("bobby").unwrap();
        std::fs::write(&path, &line_of_ann).unwrap();
        let file = AccountsFile::open(&path).unwrap();
        assert_eq!((file.now().of_key(&ann), file.refresh().unwrap()), (Some("ann"), false));
        std::fs::write(&path, &line_of_bob).unwrap();
        assert!(file.refresh().unwrap());
        assert_eq!((file.now().of_key(&ann), file.now().of_key(&bob)), (None, Some("bobby")));
        for bad in ["", "nonsense"] {
            std::fs::write(&path, bad).unwrap();
            assert!(file.refresh().is_err() && !file.refresh().unwrap(), "{bad}");
            assert_eq!(file.now().of_key(&bob), Some("bobby"));
        }
        std::fs::remove_file(&path).unwrap();
        assert!(file.refresh().is_err() && !file.refresh().unwrap());
        assert_eq!(file.now().of_key(&bob), Some("bobby"));
    }
}
