//! The folder of an index on a disk.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use tantivy::Directory;
use tantivy::directory::error::{LockError, OpenDirectoryError, OpenReadError};
use tantivy::directory::{Lock, MmapDirectory, OwnedBytes};

use super::{FileFacts, Folder, HeldLock, NewFile};

/// A folder on a disk; files are mapped and locks taken by tantivy's folder.
#[derive(Debug)]
pub struct DiskFolder {
    path: PathBuf,
    mapped: MmapDirectory,
}

impl DiskFolder {
    /// Opens a folder that is there.
    pub fn open(path: &Path) -> io::Result<DiskFolder> {
        let mapped = MmapDirectory::open(path).map_err(|error| match error {
            OpenDirectoryError::DoesNotExist(_) => io::ErrorKind::NotFound.into(),
            OpenDirectoryError::NotADirectory(_) => io::ErrorKind::NotADirectory.into(),
            OpenDirectoryError::FailedToCreateTempDir(error)
            | OpenDirectoryError::IoError { io_error: error, .. } => copy_of(&error),
        })?;
        Ok(DiskFolder { path: path.to_owned(), mapped })
    }
}

/// A copy of the error, with the same error of the system.
pub fn copy_of(error: &io::Error) -> io::Error {
    match error.raw_os_error() {
        Some(code) => io::Error::from_raw_os_error(code),
        None => io::Error::new(error.kind(), error.to_string()),
    }
}

/// A file on a disk that is being written.
struct DiskFile(File);

impl Write for DiskFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl NewFile for DiskFile {
    fn sync(&mut self) -> io::Result<()> {
        self.0.sync_all()
    }
}

impl Folder for DiskFolder {
    fn path(&self) -> &Path {
        &self.path
    }

    fn list(&self) -> io::Result<Vec<String>> {
        let mut names = Vec::new();
        for entry in fs::read_dir(&self.path)? {
            let entry = entry?;
            if entry.file_type().is_ok_and(|kind| kind.is_file()) {
                names.push(entry.file_name().to_string_lossy().into_owned());
            }
        }
        names.sort_unstable();
        Ok(names)
    }

    fn facts(&self, name: &str) -> io::Result<FileFacts> {
        let metadata = fs::metadata(self.path.join(name))?;
        Ok(FileFacts { size: metadata.len(), modified: metadata.modified().ok() })
    }

    fn open(&self, name: &str) -> io::Result<Box<dyn Read + Send>> {
        Ok(Box::new(File::open(self.path.join(name))?))
    }

    fn map(&self, name: &str) -> io::Result<OwnedBytes> {
        let file = self.mapped.open_read(Path::new(name)).map_err(|error| match error {
            OpenReadError::FileDoesNotExist(_) => io::ErrorKind::NotFound.into(),
            OpenReadError::IoError { io_error, .. } => copy_of(&io_error),
            other => io::Error::other(other.to_string()),
        })?;
        file.read_bytes()
    }

    fn create(&self, name: &str) -> io::Result<Box<dyn NewFile>> {
        let file = File::options().write(true).create_new(true).open(self.path.join(name))?;
        Ok(Box::new(DiskFile(file)))
    }

    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        fs::rename(self.path.join(from), self.path.join(to))
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        fs::remove_file(self.path.join(name))
    }

    fn sync(&self) -> io::Result<()> {
        self.mapped.sync_directory()
    }

    fn lock(&self, name: &str, wait: bool) -> io::Result<Option<HeldLock>> {
        match self.mapped.acquire_lock(&Lock { filepath: name.into(), is_blocking: wait }) {
            Ok(lock) => Ok(Some(Box::new(lock))),
            Err(LockError::LockBusy) => Ok(None),
            Err(LockError::IoError(error)) => Err(copy_of(&error)),
        }
    }
}
