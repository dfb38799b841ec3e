//! What can go wrong with an index as a whole.

use std::path::PathBuf;

use tantivy::directory::error::LockError;
use thiserror::Error;

use super::format::FORMAT_VERSION;

/// An error that concerns the index itself rather than one document.
#[derive(Debug, Error)]
pub enum IndexError {
    /// There is no index in the folder.
    #[error("there is no index at {}; make one with `dateline index PATH --index {}`", .0.display(), .0.display())]
    Missing(PathBuf),
    /// The folder holds something else.
    #[error(
        "{} is not a dateline index: {found}. Choose an empty folder with --index, or remove this one", path.display()
    )]
    Foreign {
        /// The folder.
        path: PathBuf,
        /// What was found there.
        found: String,
    },
    /// The index was made by a version that writes another format.
    #[error(
        "the index at {} has format_version {found}, this program reads {FORMAT_VERSION}. Rebuild it: delete the \
         folder and run `dateline index` on your files again", path.display()
    )]
    FormatVersion {
        /// The folder.
        path: PathBuf,
        /// The version found, as written there.
        found: String,
    },
    /// A file of the index is missing or is not as it was written.
    #[error(
        "the index is damaged: {file}: {reason}. Run `dateline verify` for the whole picture; to mend it, delete \
         the index folder and index your files again"
    )]
    Damaged {
        /// The file.
        file: String,
        /// What is wrong with it.
        reason: String,
    },
    /// Another process writes to the index.
    #[error("another dateline is writing to the index at {}; wait for it to finish and try again", .0.display())]
    Locked(PathBuf),
    /// A file of the index could not be read or written.
    #[error("{}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// tantivy failed in another way.
    #[error("the index at {} failed", path.display())]
    Engine {
        /// The folder.
        path: PathBuf,
        /// What tantivy said.
        source: Box<tantivy::TantivyError>,
    },
}

impl IndexError {
    /// An error for a file that the system would not read or write.
    pub(crate) fn io(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> IndexError {
        let path = path.into();
        move |source| IndexError::Io { path, source }
    }

    /// An error of tantivy, with the cases that have a plainer name told apart.
    pub(crate) fn engine(path: impl Into<PathBuf>) -> impl FnOnce(tantivy::TantivyError) -> IndexError {
        let path = path.into();
        move |source| match source {
            tantivy::TantivyError::LockFailure(LockError::LockBusy, _) => IndexError::Locked(path),
            tantivy::TantivyError::LockFailure(LockError::IoError(what), _) => {
                IndexError::Io { path, source: std::io::Error::new(what.kind(), what.to_string()) }
            }
            tantivy::TantivyError::DataCorruption(what) => damaged(&path, &format!("{what:?}")),
            tantivy::TantivyError::OpenReadError(what) => damaged(&path, &what.to_string()),
            source => IndexError::Engine { path, source: Box::new(source) },
        }
    }
}

fn damaged(path: &std::path::Path, reason: &str) -> IndexError {
    IndexError::Damaged { file: path.display().to_string(), reason: reason.to_owned() }
}
