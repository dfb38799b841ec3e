//! A folder as tantivy uses it.
//!
//! Three things differ from tantivy's own folder. Every file replaced is replaced durably. `meta.json`, whose
//! replacing is the commit, carries a hash of itself. And tantivy's list of its files (`.managed.json`),
//! which it would write again for every file, is not kept: what is tantivy's is seen from the names.

use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use tantivy::Directory;
use tantivy::directory::error::{DeleteError, LockError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    AntiCallToken, DirectoryLock, FileHandle, Lock, META_LOCK, TerminatingWrite, WatchCallback, WatchHandle,
    WritePtr,
};

use super::super::commit;
use super::disk::copy_of;
use super::{NewFile, READER_LOCK, SharedFolder, replace};
use crate::index::segment_files::is_of_a_segment;

/// tantivy's list of segments, which names the manifest and the other files of a commit too.
pub(crate) const META_FILE: &str = "meta.json";

/// tantivy's list of its files.
const MANAGED_FILE: &str = ".managed.json";

/// What went wrong last, by file: tantivy's threads say only that something did.
type Failure = Arc<Mutex<Option<(String, io::Error)>>>;

/// A folder for tantivy to read and write.
#[derive(Debug, Clone)]
pub(crate) struct TantivyFolder {
    folder: SharedFolder,
    /// The bytes of `meta.json` where one commit is to be read, whatever comes after it.
    commit: Option<Arc<[u8]>>,
    failure: Failure,
}

impl TantivyFolder {
    /// A folder to write to.
    pub(crate) fn new(folder: SharedFolder) -> Self {
        Self { folder, commit: None, failure: Failure::default() }
    }

    /// A folder in which `meta.json` has these bytes, for a caller that holds the lock of readers.
    pub(crate) fn at_commit(folder: SharedFolder, meta: Vec<u8>) -> Self {
        Self { folder, commit: Some(meta.into()), failure: Failure::default() }
    }

    /// The file at which reading or writing failed last, and why.
    pub(crate) fn failure(&self) -> Option<(String, io::Error)> {
        let failure = self.failure.lock().unwrap_or_else(PoisonError::into_inner);
        failure.as_ref().map(|(name, error)| (name.clone(), copy_of(error)))
    }

    fn note(&self, path: &Path, error: io::Error) -> Arc<io::Error> {
        note(&self.failure, &path.to_string_lossy(), &error);
        Arc::new(error)
    }

    fn read_error(&self, path: &Path, error: io::Error) -> OpenReadError {
        match error.kind() {
            io::ErrorKind::NotFound => OpenReadError::FileDoesNotExist(path.to_owned()),
            _ => OpenReadError::IoError { io_error: self.note(path, error), filepath: path.to_owned() },
        }
    }

    /// The names of tantivy's files in the folder, in the form of `.managed.json`.
    fn managed(&self) -> io::Result<Vec<u8>> {
        let names = self.folder.list()?;
        let files: Vec<&String> = names.iter().filter(|name| is_of_a_segment(name)).collect();
        Ok(serde_json::to_vec(&files)?)
    }
}

fn note(failure: &Failure, name: &str, error: &io::Error) {
    *failure.lock().unwrap_or_else(PoisonError::into_inner) = Some((name.to_owned(), copy_of(error)));
}

/// A file that tantivy writes; at its end it is synced.
struct Written {
    file: Box<dyn NewFile>,
    name: String,
    failure: Failure,
}

impl Written {
    fn noted<T>(&self, result: io::Result<T>) -> io::Result<T> {
        result.inspect_err(|error| note(&self.failure, &self.name, error))
    }
}

impl Write for Written {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes);
        self.noted(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        let flushed = self.file.flush();
        self.noted(flushed)
    }
}

impl TerminatingWrite for Written {
    fn terminate_ref(&mut self, _: AntiCallToken) -> io::Result<()> {
        let synced = self.file.sync();
        self.noted(synced)
    }
}

impl Directory for TantivyFolder {
    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        if lock.filepath == META_LOCK.filepath && self.commit.is_some() {
            // The caller holds it.
            return Ok(DirectoryLock::from(Box::new(())));
        }
        let name =
            if lock.filepath == META_LOCK.filepath { READER_LOCK } else { &*lock.filepath.to_string_lossy() };
        match self.folder.lock(name, lock.is_blocking) {
            Ok(Some(held)) => Ok(DirectoryLock::from(Box::new(held))),
            Ok(None) => Err(LockError::LockBusy),
            Err(error) => Err(LockError::IoError(self.note(&lock.filepath, error))),
        }
    }

    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        let bytes = self.folder.map(&path.to_string_lossy());
        bytes
            .map(|bytes| Arc::new(bytes) as Arc<dyn FileHandle>)
            .map_err(|error| self.read_error(path, error))
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        self.folder.remove(&path.to_string_lossy()).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => DeleteError::FileDoesNotExist(path.to_owned()),
            _ => DeleteError::IoError { io_error: Arc::new(error), filepath: path.to_owned() },
        })
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        match self.folder.facts(&path.to_string_lossy()) {
            Ok(_) => Ok(true),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(self.read_error(path, error)),
        }
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        let name = path.to_string_lossy().into_owned();
        match self.folder.create(&name) {
            Ok(file) => Ok(BufWriter::new(Box::new(Written { file, name, failure: self.failure.clone() }))),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                Err(OpenWriteError::FileAlreadyExists(path.to_owned()))
            }
            Err(error) => {
                Err(OpenWriteError::wrap_io_error(copy_of(&self.note(path, error)), path.to_owned()))
            }
        }
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        let failed = |error| self.read_error(path, error);
        match (path.to_str(), &self.commit) {
            (Some(MANAGED_FILE), Some(_)) => Err(OpenReadError::FileDoesNotExist(path.to_owned())),
            (Some(MANAGED_FILE), None) => self.managed().map_err(failed),
            (Some(META_FILE), Some(meta)) => Ok(meta.to_vec()),
            (name, _) => super::read(&*self.folder, name.unwrap_or_default()).map_err(failed),
        }
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        let name = path.to_string_lossy();
        if name == MANAGED_FILE {
            return Ok(());
        }
        let bytes = if name == META_FILE { commit::with_hash(data)? } else { data.to_vec() };
        replace(&*self.folder, &name, |out| out.write_all(&bytes))
            .inspect_err(|error| note(&self.failure, &name, error))
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.folder.sync().inspect_err(|error| note(&self.failure, "", error))
    }

    fn watch(&self, _: WatchCallback) -> tantivy::Result<WatchHandle> {
        Ok(WatchHandle::empty())
    }
}
