//! The folder of an index: everything that is read from it or written to it goes through [`Folder`].
//!
//! On disk it is a [`DiskFolder`]. Tests put a simulated disk in its place, which fails at any call, loses at a
//! power cut whatever was not synced, and keeps parts of what was. `TantivyFolder` lets tantivy use a folder.
//!
//! `write_durably` is the only way to replace a file: written beside it, synced, renamed, and the folder synced.

mod disk;
#[cfg(any(test, feature = "simulated"))]
mod simulated;
mod tantivy_folder;

use std::any::Any;
use std::fmt;
use std::io::{self, Read, Write};
use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

use tantivy::directory::OwnedBytes;

use super::IndexError;

pub use disk::DiskFolder;
pub(crate) use disk::copy_of;
#[cfg(any(test, feature = "simulated"))]
pub use simulated::{Fault, SimulatedFolder};
pub(crate) use tantivy_folder::{META_FILE, TantivyFolder};

/// A folder that is shared by everything that reads and writes one index.
pub type SharedFolder = Arc<dyn Folder>;

/// A lock that is held as long as this lives.
pub type HeldLock = Box<dyn Any + Send + Sync>;

/// Held by the one run that writes, from before it reads the last commit until after its last write.
pub(crate) const WRITER_LOCK: &str = ".dateline-writer.lock";

/// Held while a commit and the files it names are opened, and while files are removed. tantivy's own name for it.
pub(crate) const READER_LOCK: &str = ".tantivy-meta.lock";

/// Ends the name of a file that is not finished.
const TEMPORARY: &str = ".tmp";

/// Size and time of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileFacts {
    /// In bytes.
    pub size: u64,
    /// When it last changed, if the system reports it.
    pub modified: Option<SystemTime>,
}

/// A file that is being written.
pub trait NewFile: Write + Send + Sync {
    /// Has the bytes written so far reach the disk.
    fn sync(&mut self) -> io::Result<()>;
}

/// The flat folder of an index. Files are identified by name.
pub trait Folder: fmt::Debug + Send + Sync + 'static {
    /// Where it is, for messages and for the files in it that are the user's own.
    fn path(&self) -> &Path;
    /// The names of the files in it, in order.
    fn list(&self) -> io::Result<Vec<String>>;
    /// Size and time of a file.
    fn facts(&self, name: &str) -> io::Result<FileFacts>;
    /// Opens a file to read it from its beginning to its end.
    fn open(&self, name: &str) -> io::Result<Box<dyn Read + Send>>;
    /// The bytes of a file, mapped into memory where that is possible.
    fn map(&self, name: &str) -> io::Result<OwnedBytes>;
    /// Begins a new file.
    ///
    /// # Errors
    /// If there is one of this name.
    fn create(&self, name: &str) -> io::Result<Box<dyn NewFile>>;
    /// Gives a file another name, replacing the file that has it.
    fn rename(&self, from: &str, to: &str) -> io::Result<()>;
    /// Removes a file.
    fn remove(&self, name: &str) -> io::Result<()>;
    /// Has creations, renamings and removals reach the disk.
    fn sync(&self) -> io::Result<()>;
    /// Takes a lock; `None` if another process has it and `wait` is false.
    fn lock(&self, name: &str, wait: bool) -> io::Result<Option<HeldLock>>;
}

/// The bytes of a file.
pub(crate) fn read(folder: &dyn Folder, name: &str) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    folder.open(name)?.read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Replaces a file so that whenever the power goes, the old or the new one is there whole.
///
/// # Errors
/// With the name of the file and the error of the system; the old file is then still there.
pub(crate) fn write_durably(
    folder: &dyn Folder,
    name: &str,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), IndexError> {
    replace(folder, name, write).map_err(IndexError::io(folder.path().join(name)))
}

/// [`write_durably`] with an error that names no file.
fn replace(
    folder: &dyn Folder,
    name: &str,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    // Searches note what they checked without a lock, so that two may write at once.
    let temporary = format!("{name}.{}{TEMPORARY}", std::process::id());
    remove_if_there(folder, &temporary)?;
    let written = write_and_sync(folder, &temporary, write).and_then(|()| folder.rename(&temporary, name));
    if written.is_err() {
        let _ = folder.remove(&temporary);
    }
    written.and_then(|()| folder.sync())
}

fn write_and_sync(
    folder: &dyn Folder,
    name: &str,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    let mut out = io::BufWriter::with_capacity(1 << 16, folder.create(name)?);
    write(&mut out)?;
    out.into_inner().map_err(io::IntoInnerError::into_error)?.sync()
}

/// Removes a file that may be gone already.
pub(crate) fn remove_if_there(folder: &dyn Folder, name: &str) -> io::Result<()> {
    match folder.remove(name) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        removed => removed,
    }
}

/// True for a file that was not finished.
pub(crate) fn is_temporary(name: &str) -> bool {
    // Older versions of the program and tantivy left some under names of other forms.
    name.ends_with(TEMPORARY) || name.starts_with(".tmp")
}

/// Writes bytes and hashes them on their way.
pub(crate) struct HashingWriter<'a> {
    out: &'a mut dyn Write,
    hasher: blake3::Hasher,
}

impl<'a> HashingWriter<'a> {
    /// Hashes what goes to `out`.
    pub(crate) fn new(out: &'a mut dyn Write) -> Self {
        Self { out, hasher: blake3::Hasher::new() }
    }

    /// The hash of all that was written, in hexadecimal.
    pub(crate) fn hash(&self) -> String {
        self.hasher.finalize().to_hex().to_string()
    }
}

impl Write for HashingWriter<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.hasher.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_replaced_file_is_whole_and_leaves_nothing_beside_it() {
        let dir = tempfile::tempdir().unwrap();
        let folder = DiskFolder::open(dir.path()).unwrap();
        for text in ["one", "two"] {
            write_durably(&folder, "a.json", |out| out.write_all(text.as_bytes())).unwrap();
            assert_eq!(read(&folder, "a.json").unwrap(), text.as_bytes());
        }
        assert_eq!(folder.list().unwrap(), ["a.json"]);
    }

    #[test]
    fn a_write_that_fails_leaves_the_old_file() {
        let dir = tempfile::tempdir().unwrap();
        let folder = DiskFolder::open(dir.path()).unwrap();
        write_durably(&folder, "a.json", |out| out.write_all(b"old")).unwrap();
        let error = write_durably(&folder, "a.json", |out| {
            out.write_all(b"half")?;
            Err(io::Error::other("no more"))
        });
        assert!(error.unwrap_err().to_string().contains("a.json"));
        assert_eq!(read(&folder, "a.json").unwrap(), b"old");
        assert_eq!(folder.list().unwrap(), ["a.json"]);
    }
}
