//! A folder that is read as it is, also where nothing may be written to it.

use std::io;
use std::path::Path;
use std::sync::Arc;

use tantivy::Directory;
use tantivy::directory::error::{DeleteError, LockError, OpenReadError, OpenWriteError};
use tantivy::directory::{DirectoryLock, FileHandle, Lock, META_LOCK, WatchCallback, WatchHandle, WritePtr};

/// The folder of an index, for reading.
///
/// tantivy takes a lock while it opens an index, so that no writer removes files meanwhile. A
/// folder in which the lock cannot even be made is one that no writer changes either, and is
/// read without it.
#[derive(Debug, Clone)]
pub(super) struct ReadFolder<D: Clone> {
    inner: D,
}

impl<D: Directory + Clone> ReadFolder<D> {
    pub(super) fn new(inner: D) -> Self {
        Self { inner }
    }
}

/// True for what the system says where it lets nobody write.
fn is_read_only(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem)
}

impl<D: Directory + Clone> Directory for ReadFolder<D> {
    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        match self.inner.acquire_lock(lock) {
            // Nobody writes without the lock of the writer, wherever it is.
            Err(LockError::IoError(error)) if lock.filepath == META_LOCK.filepath && is_read_only(&error) => {
                Ok(DirectoryLock::from(Box::new(())))
            }
            taken => taken,
        }
    }

    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        self.inner.get_file_handle(path)
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        self.inner.delete(path)
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.inner.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        self.inner.open_write(path)
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        self.inner.atomic_read(path)
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        self.inner.atomic_write(path, data)
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.inner.sync_directory()
    }

    fn watch(&self, callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.inner.watch(callback)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tantivy::directory::{INDEX_WRITER_LOCK, RamDirectory};

    /// A folder in which locks fail with an error of this kind.
    #[derive(Debug, Clone)]
    struct Failing(io::ErrorKind, RamDirectory);

    impl Directory for Failing {
        fn acquire_lock(&self, _: &Lock) -> Result<DirectoryLock, LockError> {
            Err(LockError::wrap_io_error(self.0.into()))
        }
        fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
            self.1.get_file_handle(path)
        }
        fn delete(&self, path: &Path) -> Result<(), DeleteError> {
            self.1.delete(path)
        }
        fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
            self.1.exists(path)
        }
        fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
            self.1.open_write(path)
        }
        fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
            self.1.atomic_read(path)
        }
        fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
            self.1.atomic_write(path, data)
        }
        fn sync_directory(&self) -> io::Result<()> {
            self.1.sync_directory()
        }
        fn watch(&self, callback: WatchCallback) -> tantivy::Result<WatchHandle> {
            self.1.watch(callback)
        }
    }

    fn lock_in(kind: io::ErrorKind, lock: &Lock) -> Result<DirectoryLock, LockError> {
        ReadFolder::new(Failing(kind, RamDirectory::create())).acquire_lock(lock)
    }

    #[test]
    fn a_folder_that_cannot_be_written_is_read_without_a_lock() {
        assert!(lock_in(io::ErrorKind::PermissionDenied, &META_LOCK).is_ok());
        assert!(lock_in(io::ErrorKind::ReadOnlyFilesystem, &META_LOCK).is_ok());
        assert!(lock_in(io::ErrorKind::Other, &META_LOCK).is_err());
        assert!(lock_in(io::ErrorKind::PermissionDenied, &INDEX_WRITER_LOCK).is_err());
    }
}
