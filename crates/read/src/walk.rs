//! Finding the files below the paths a user gave.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use thiserror::Error;
use walkdir::{DirEntry, WalkDir};

use super::error::said;
use super::exclude::Exclude;

/// What every index has: its format, and the list of what belongs to it.
const INDEX_FILES: &[&str] = &["dateline.json", "meta.json"];

/// The path that stands for standard input.
pub const STDIN: &str = "-";

/// A file to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileEntry {
    /// Absolute, without `.` and `..`, so that one file has one path; `-` for standard input.
    pub path: PathBuf,
    /// Size in bytes; 0 if it is not known.
    pub len: u64,
    /// When the file was last changed, where the file system tells.
    pub modified: Option<SystemTime>,
    /// The given path below which the file was found, made absolute.
    pub root: PathBuf,
}

impl FileEntry {
    /// True if the entry stands for standard input.
    pub fn is_stdin(&self) -> bool {
        self.path == Path::new(STDIN)
    }

    fn stdin() -> Self {
        Self { path: STDIN.into(), len: 0, modified: None, root: STDIN.into() }
    }

    fn new(path: PathBuf, metadata: &fs::Metadata, root: &Path) -> Self {
        Self { path, len: metadata.len(), modified: metadata.modified().ok(), root: root.to_owned() }
    }
}

/// A path that could not be walked; the walk goes on with the next one.
#[derive(Debug, Error)]
pub enum WalkError {
    /// Nothing has this name.
    #[error("{}: no such file or folder", path.display())]
    Missing {
        /// The path as given or found.
        path: PathBuf,
    },
    /// It is there and may not be read.
    #[error("{}: cannot be read: {}", path.display(), said(source))]
    Unreadable {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The folder is an index of this program, which has only news that was read before.
    #[error("{}: not read: this folder is a dateline index", path.display())]
    Index {
        /// The folder.
        path: PathBuf,
        /// True if the folder itself was requested.
        is_root: bool,
    },
    /// A link leads back to a folder it is in.
    #[error("{}: not followed: this symbolic link leads back to {}", path.display(), ancestor.display())]
    Loop {
        /// The link.
        path: PathBuf,
        /// The folder it leads back to.
        ancestor: PathBuf,
    },
}

impl WalkError {
    /// The path the error is about.
    pub fn path(&self) -> &Path {
        match self {
            WalkError::Missing { path }
            | WalkError::Unreadable { path, .. }
            | WalkError::Index { path, .. }
            | WalkError::Loop { path, .. } => path,
        }
    }

    fn from_io(path: PathBuf, source: io::Error) -> Self {
        match source.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => WalkError::Missing { path },
            _ => WalkError::Unreadable { path, source },
        }
    }

    fn from_walkdir(error: walkdir::Error, root: &Path) -> Self {
        let path = error.path().unwrap_or(root).to_owned();
        if let Some(ancestor) = error.loop_ancestor() {
            return WalkError::Loop { path, ancestor: ancestor.to_owned() };
        }
        let source = error.into_io_error().unwrap_or_else(|| io::Error::other("cannot list the folder"));
        Self::from_io(path, source)
    }
}

/// The files below each path, each folder in the order of its file names, one path after the other.
///
/// Links are followed. Hidden files and folders are ignored unless a path names
/// them itself. A file that lies below two of the paths comes once.
pub fn walk(paths: &[PathBuf]) -> impl Iterator<Item = Result<FileEntry, WalkError>> + Send + use<> {
    walk_without(paths, &Exclude::default())
}

/// [`walk`] without what patterns leave out below each path.
pub fn walk_without(
    paths: &[PathBuf],
    exclude: &Exclude,
) -> impl Iterator<Item = Result<FileEntry, WalkError>> + Send + use<> {
    let exclude = exclude.clone();
    let roots: Vec<(PathBuf, PathBuf)> = paths.iter().map(|given| (given.clone(), absolute(given))).collect();
    let mut first: HashMap<PathBuf, usize> = HashMap::new();
    for (number, (_, root)) in roots.iter().enumerate() {
        first.entry(root.clone()).or_insert(number);
    }
    let first = Arc::new(first);
    roots.into_iter().enumerate().flat_map(move |(number, (given, root))| {
        let first = Arc::clone(&first);
        files_below(given, root.clone(), exclude.clone()).filter(move |found| match found {
            Ok(entry) => !was_met(&first, number, &entry.path),
            // A requested path that does not exist was not met by an earlier walk.
            Err(error) if error.path() == root => first.get(&root) == Some(&number),
            Err(error) => !was_met(&first, number, error.path()),
        })
    })
}

/// True if an earlier one of the given paths is, or leads to, this path.
fn was_met(first: &HashMap<PathBuf, usize>, number: usize, path: &Path) -> bool {
    path.ancestors()
        .any(|root| first.get(root).is_some_and(|&earlier| earlier < number && yields(root, path)))
}

/// Looks whether a path that was requested is there and may be read.
///
/// # Errors
/// If it is not or may not; the error is the one that a walk comes upon.
pub fn look(given: &Path) -> Result<(), WalkError> {
    if given == Path::new(STDIN) {
        return Ok(());
    }
    let path = absolute(given);
    let looked = fs::metadata(&path).and_then(|metadata| {
        // A pipe is not opened twice.
        match (metadata.is_dir(), metadata.is_file()) {
            (true, _) => fs::read_dir(&path).map(drop),
            (_, true) => fs::File::open(&path).map(drop),
            _ => Ok(()),
        }
    });
    looked.map_err(|error| WalkError::from_io(given.to_owned(), error))
}

/// The absolute form of a path, with `.` and `..` removed by name only and no link resolved.
///
/// A path that has no absolute form (an empty one) stays as it is.
pub fn absolute(given: &Path) -> PathBuf {
    if given == Path::new(STDIN) {
        return given.to_owned();
    }
    let Ok(absolute) = std::path::absolute(given) else {
        return given.to_owned();
    };
    let mut cleaned = PathBuf::new();
    for component in absolute.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                cleaned.pop();
            }
            other => cleaned.push(other),
        }
    }
    cleaned
}

/// True if a walk of `root` comes upon `path` itself.
///
/// This is computed rather than remembered, so that a walk over millions of files
/// needs no memory for those it has passed.
fn yields(root: &Path, path: &Path) -> bool {
    path.strip_prefix(root).is_ok_and(|below| !below.iter().any(|name| is_hidden(name.as_encoded_bytes())))
}

fn is_hidden(name: &[u8]) -> bool {
    name.starts_with(b".")
}

type Files = Box<dyn Iterator<Item = Result<FileEntry, WalkError>> + Send>;

fn files_below(given: PathBuf, root: PathBuf, exclude: Exclude) -> Files {
    if root == Path::new(STDIN) {
        return Box::new(std::iter::once(Ok(FileEntry::stdin())));
    }
    match fs::metadata(&root) {
        Err(error) => Box::new(std::iter::once(Err(WalkError::from_io(given, error)))),
        Ok(metadata) if metadata.is_dir() => Box::new(files_of_folder(root, exclude)),
        Ok(metadata) => Box::new(std::iter::once(Ok(FileEntry::new(root.clone(), &metadata, &root)))),
    }
}

fn files_of_folder(
    root: PathBuf,
    exclude: Exclude,
) -> impl Iterator<Item = Result<FileEntry, WalkError>> + Send {
    let mut patterns = exclude.below(&root);
    let mut entries = WalkDir::new(&root)
        .follow_links(true)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(|entry| entry.depth() == 0 || !is_hidden(entry.file_name().as_encoded_bytes()));
    std::iter::from_fn(move || {
        loop {
            if let Some((path, source)) = patterns.fault() {
                return Some(Err(WalkError::Unreadable { path, source }));
            }
            let found = entries.next()?;
            if let Ok(entry) = &found
                && entry.depth() > 0
                && patterns.leave_out(entry.path(), entry.file_type().is_dir())
            {
                if entry.file_type().is_dir() {
                    entries.skip_current_dir();
                }
                continue;
            }
            let folder = found.as_ref().ok().filter(|entry| entry.file_type().is_dir());
            if let Some(folder) = folder.filter(|folder| is_index(folder.path())) {
                let (path, is_root) = (folder.path().to_owned(), folder.depth() == 0);
                entries.skip_current_dir();
                return Some(Err(WalkError::Index { path, is_root }));
            }
            if let Some(found) = file_of(found, &root) {
                return Some(found);
            }
        }
    })
}

/// True for the folder of an index.
fn is_index(folder: &Path) -> bool {
    INDEX_FILES.iter().all(|name| folder.join(name).is_file())
}

/// Pipes, sockets and devices below a folder are ignored: reading one could wait for ever.
fn file_of(found: walkdir::Result<DirEntry>, root: &Path) -> Option<Result<FileEntry, WalkError>> {
    let entry = match found {
        Ok(entry) => entry,
        Err(error) => return Some(Err(WalkError::from_walkdir(error, root))),
    };
    if !entry.file_type().is_file() {
        return None;
    }
    match entry.metadata() {
        Ok(metadata) => Some(Ok(FileEntry::new(entry.into_path(), &metadata, root))),
        Err(error) => Some(Err(WalkError::from_walkdir(error, root))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn touch(folder: &Path, names: &[&str]) {
        for name in names {
            let path = folder.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "x").unwrap();
        }
    }

    fn names(folder: &Path, given: &[PathBuf]) -> Vec<String> {
        walk(given)
            .map(|found| found.unwrap().path.strip_prefix(folder).unwrap().to_string_lossy().into_owned())
            .collect()
    }

    #[test]
    fn files_come_sorted_and_hidden_ones_are_passed_over() {
        let folder = tempfile::tempdir().unwrap();
        touch(folder.path(), &["b.txt", "a/z.txt", "a/.hidden", ".git/config", ".DS_Store", "c/.x/y.txt"]);
        assert_eq!(names(folder.path(), &[folder.path().into()]), ["a/z.txt", "b.txt"]);
    }

    #[test]
    fn a_hidden_path_that_is_given_is_read() {
        let folder = tempfile::tempdir().unwrap();
        touch(folder.path(), &[".kept/a.txt", ".kept/.b.txt", ".one"]);
        let given = [folder.path().join(".kept"), folder.path().join(".one")];
        assert_eq!(names(folder.path(), &given), [".kept/a.txt", ".one"]);
    }

    #[test]
    fn overlapping_paths_yield_a_file_once() {
        let folder = tempfile::tempdir().unwrap();
        touch(folder.path(), &["a/b.txt", "a/.c/d.txt", "e.txt"]);
        let at = |name: &str| folder.path().join(name);
        let given = [at("a"), at("a/../a/b.txt"), at("."), at("a/.c"), at("e.txt")];
        assert_eq!(names(folder.path(), &given), ["a/b.txt", "e.txt", "a/.c/d.txt"]);
    }

    #[test]
    fn a_missing_path_is_named_and_the_walk_goes_on() {
        let folder = tempfile::tempdir().unwrap();
        touch(folder.path(), &["a.txt"]);
        let missing = folder.path().join("none");
        let found: Vec<_> = walk(&[missing.clone(), PathBuf::new(), folder.path().into()]).collect();
        assert_eq!(found.len(), 3);
        assert!(matches!(&found[0], Err(WalkError::Missing { path }) if *path == missing));
        assert!(found[0].as_ref().unwrap_err().to_string().ends_with("none: no such file or folder"));
        assert!(found[1].is_err());
        assert_eq!(found[2].as_ref().unwrap().root, absolute(folder.path()));
        assert_eq!(found[2].as_ref().unwrap().len, 1);
    }

    #[test]
    fn standard_input_comes_once() {
        let found: Vec<_> = walk(&["-".into(), "-".into()]).map(Result::unwrap).collect();
        assert_eq!(found.len(), 1);
        assert!(found[0].is_stdin());
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_and_loops_reported() {
        let folder = tempfile::tempdir().unwrap();
        touch(folder.path(), &["a/b.txt"]);
        std::os::unix::fs::symlink(folder.path().join("a/b.txt"), folder.path().join("link.txt")).unwrap();
        std::os::unix::fs::symlink(folder.path(), folder.path().join("a/loop")).unwrap();
        std::os::unix::fs::symlink("nowhere", folder.path().join("z-broken")).unwrap();
        let found: Vec<_> = walk(&[folder.path().into()]).collect();
        let files = found.iter().flatten().count();
        assert_eq!(files, 2);
        assert!(
            found.iter().any(|f| matches!(f, Err(WalkError::Loop { path, .. }) if path.ends_with("a/loop")))
        );
        assert!(
            found.iter().any(|f| matches!(f, Err(WalkError::Missing { path }) if path.ends_with("z-broken")))
        );
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn names_that_are_not_utf8_work() {
        use std::ffi::OsStr;
        use std::os::unix::ffi::OsStrExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(OsStr::from_bytes(b"caf\xe9.txt"));
        fs::write(&path, "x").unwrap();
        let found: Vec<_> = walk(&[folder.path().into()]).map(|f| f.unwrap().path).collect();
        assert_eq!(found, [path]);
    }

    proptest! {
        #[test]
        fn a_cleaned_path_is_absolute_and_stays_the_same(given in "[a./]{1,20}") {
            let cleaned = absolute(Path::new(&given));
            prop_assert!(cleaned.is_absolute());
            prop_assert_eq!(absolute(&cleaned), cleaned.clone());
            let plain = cleaned.components().all(|c| !matches!(c, Component::ParentDir | Component::CurDir));
            prop_assert!(plain);
        }
    }
}
