//! What can go wrong with an index as a whole.

use std::path::{Path, PathBuf};

use dateline_search::engine::EngineError;
use dateline_search::store::StoreError;
use tantivy::TantivyError;
use tantivy::directory::error::{LockError, OpenReadError, OpenWriteError};
use thiserror::Error;

use super::folder::{TantivyFolder, copy_of};
use super::format::FORMAT_VERSION;

/// An error that concerns the index itself rather than one document.
#[derive(Debug, Error)]
pub enum IndexError {
    /// There is no index in the folder.
    #[error("there is no index at {}; create one with `dateline index PATH --index {}`", .0.display(), .0.display())]
    Missing(PathBuf),
    /// The folder holds something else.
    #[error(
        "{} is not a dateline index ({found}); choose another folder with --index, for a new index an empty one",
        path.display()
    )]
    Foreign {
        /// The folder.
        path: PathBuf,
        /// What was found there.
        found: String,
    },
    /// The index was made by a version that writes another format.
    #[error(
        "the index at {} has format_version {found}, this program reads {FORMAT_VERSION}; to rebuild it, delete the \
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
        "the index is damaged: {file}: {reason}; run `dateline verify` to check all of it, and `dateline verify --repair` \
         to repair it"
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
        /// The error of the system.
        source: std::io::Error,
    },
    /// A thread that tantivy needs could not be started, or failed.
    #[error(
        "the index at {} cannot be written: a thread could not be started, or failed; if the system limits threads \
         (`ulimit -u`), allow more or use --threads 1", .0.display()
    )]
    Threads(PathBuf),
    /// tantivy failed in another way.
    #[error("cannot use the index at {} (to check it, run `dateline verify`)", path.display())]
    Engine {
        /// The folder.
        path: PathBuf,
        /// The error of tantivy.
        source: Box<tantivy::TantivyError>,
    },
}

impl IndexError {
    /// An error for a file that the system would not read or write.
    pub(crate) fn io(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> IndexError {
        let path = path.into();
        move |source| IndexError::Io { path, source }
    }

    /// True if the system refused something, and no file need be damaged.
    pub(crate) fn is_of_the_system(&self) -> bool {
        matches!(self, IndexError::Io { source, .. } if is_of_the_system(source))
    }

    /// An error of tantivy, with the cases that have a plainer name distinguished.
    pub(crate) fn engine(path: impl Into<PathBuf>) -> impl FnOnce(TantivyError) -> IndexError {
        let path = path.into();
        move |source| match source {
            TantivyError::LockFailure(LockError::LockBusy, _) => IndexError::Locked(path),
            TantivyError::LockFailure(LockError::IoError(error), _) => {
                IndexError::Io { path, source: copy_of(&error) }
            }
            TantivyError::IoError(error) if error.kind() == std::io::ErrorKind::WouldBlock => {
                IndexError::Threads(path)
            }
            TantivyError::ErrorInThread(_) | TantivyError::SystemError(_) => IndexError::Threads(path),
            TantivyError::IoError(error) => IndexError::Io { path, source: copy_of(&error) },
            TantivyError::OpenReadError(OpenReadError::IoError { io_error, filepath })
                if is_of_the_system(&io_error) =>
            {
                IndexError::Io { path: path.join(filepath), source: copy_of(&io_error) }
            }
            TantivyError::OpenWriteError(OpenWriteError::IoError { io_error, filepath }) => {
                IndexError::Io { path: path.join(filepath), source: copy_of(&io_error) }
            }
            TantivyError::OpenReadError(OpenReadError::FileDoesNotExist(name)) => {
                damaged(&name.display().to_string(), "it is missing")
            }
            TantivyError::OpenReadError(OpenReadError::IoError { filepath, io_error }) => {
                damaged(&filepath.display().to_string(), &io_error.to_string())
            }
            TantivyError::DataCorruption(what) => damaged(&path.display().to_string(), &format!("{what:?}")),
            source => IndexError::Engine { path, source: Box::new(source) },
        }
    }

    /// An error of tantivy where files are written: its threads do not report what went wrong, but the folder does.
    pub(crate) fn engine_of(
        directory: &TantivyFolder,
        path: &Path,
    ) -> impl FnOnce(TantivyError) -> IndexError {
        let failure = directory.failure();
        let path = path.to_owned();
        move |error| match (failure, error) {
            (_, TantivyError::LockFailure(LockError::LockBusy, _)) => IndexError::Locked(path),
            (Some((name, source)), _) => IndexError::Io { path: path.join(name), source },
            (None, error) => IndexError::engine(path)(error),
        }
    }
}

impl From<IndexError> for EngineError {
    fn from(error: IndexError) -> EngineError {
        EngineError::Engine(Box::new(error))
    }
}

impl From<IndexError> for StoreError {
    fn from(error: IndexError) -> StoreError {
        StoreError::of(error)
    }
}

/// True for errors of the system, not of tantivy about what it read.
fn is_of_the_system(error: &std::io::Error) -> bool {
    error.raw_os_error().is_some()
}

fn damaged(file: &str, reason: &str) -> IndexError {
    IndexError::Damaged { file: file.to_owned(), reason: reason.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    #[test]
    fn a_file_that_may_not_be_read_is_not_damaged() {
        let error = std::io::Error::from_raw_os_error(13);
        let failed = OpenReadError::wrap_io_error(error, "a.store".into());
        let error = IndexError::engine("/index")(failed.into());
        assert!(
            matches!(&error, IndexError::Io { path, .. } if path == Path::new("/index/a.store")),
            "{error}"
        );
        let missing = OpenReadError::FileDoesNotExist("a.store".into());
        assert!(matches!(IndexError::engine("/index")(missing.into()), IndexError::Damaged { .. }));
    }

    #[test]
    fn what_the_system_said_is_kept() {
        let error = TantivyError::IoError(Arc::new(std::io::Error::from_raw_os_error(28)));
        let IndexError::Io { source, .. } = IndexError::engine("/index")(error) else {
            panic!("another error")
        };
        assert_eq!(source.raw_os_error(), Some(28));
    }
}
