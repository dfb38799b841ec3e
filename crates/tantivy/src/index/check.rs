//! Reading every byte of a commit's files and comparing it with what was written.
//!
//! A run that writes begins with this, in parallel with its other work: what it merges or commits on top of must be sound,
//! or damage would be copied under new checksums.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::JoinHandle;

use super::IndexError;
use super::checksums::{self, Stamps, damaged};
use super::commit::{NamedFile, Payload};
use super::folder::{Folder, SharedFolder};
use super::footer;

/// What one file has to be like.
#[derive(Debug, Clone)]
pub(super) enum Expected {
    /// As its stamp says.
    Stamp(checksums::Stamp),
    /// As the commit says.
    Hash(String),
    /// As tantivy's checksum at its end says.
    Footer,
}

/// The files of a commit with what they have to be like.
pub(super) fn expected(
    segments: &BTreeSet<String>,
    payload: &Payload,
    stamps: &Stamps,
) -> Vec<(String, Expected)> {
    let of_segments = segments.iter().map(|name| {
        let expected = stamps.get(name).cloned().map_or(Expected::Footer, Expected::Stamp);
        (name.clone(), expected)
    });
    let named = |named: &NamedFile| (named.file.clone(), Expected::Hash(named.blake3.clone()));
    of_segments.chain(payload.files().map(named)).collect()
}

/// Compares one file with what it has to be like.
///
/// # Errors
/// If it is missing, is not as it was written, or cannot be read.
pub(super) fn check_file(folder: &dyn Folder, name: &str, expected: &Expected) -> Result<(), IndexError> {
    let is_sound = match expected {
        Expected::Stamp(stamp) => return checksums::check(folder, name, stamp).map(drop),
        Expected::Hash(hash) => checksums::Stamp::of(folder, name).map(|stamp| stamp.blake3 == *hash),
        Expected::Footer => footer::is_sound(folder, name),
    };
    match is_sound.map_err(|error| checksums::unreadable(folder, name, error))? {
        true => Ok(()),
        false => Err(damaged(name, "checksum mismatch")),
    }
}

/// Compares files on several threads; the first fault found ends it.
///
/// # Errors
/// As [`check_file`].
pub(super) fn check_files(
    folder: &dyn Folder,
    files: &[(String, Expected)],
    threads: usize,
) -> Result<(), IndexError> {
    let next = AtomicUsize::new(0);
    let work = || -> Result<(), IndexError> {
        while let Some((name, expected)) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
            check_file(folder, name, expected).inspect_err(|_| next.store(files.len(), Ordering::Relaxed))?;
        }
        Ok(())
    };
    std::thread::scope(|scope| {
        let spawn = |_| std::thread::Builder::new().spawn_scoped(scope, work).ok();
        let others: Vec<_> = (1..threads.min(files.len())).map_while(spawn).collect();
        let own = work();
        let of_others = others.into_iter().map(|thread| thread.join().unwrap_or(Ok(())));
        of_others.fold(own, Result::and)
    })
}

/// A check of the files of a commit that runs in parallel with other work.
pub(super) struct RunningCheck {
    work: Option<JoinHandle<Result<(), IndexError>>>,
}

impl RunningCheck {
    /// Begins; where no thread can be had, the check is made at once.
    ///
    /// # Errors
    /// Then as [`check_file`].
    pub(super) fn start(
        folder: &SharedFolder,
        files: Vec<(String, Expected)>,
        threads: usize,
    ) -> Result<RunningCheck, IndexError> {
        let (shared, files) = (Arc::clone(folder), Arc::new(files));
        let listed = Arc::clone(&files);
        let work = move || check_files(&*shared, &listed, threads);
        match std::thread::Builder::new().spawn(work) {
            Ok(work) => Ok(RunningCheck { work: Some(work) }),
            Err(_) => check_files(&**folder, &files, 1).map(|()| RunningCheck { work: None }),
        }
    }

    /// Waits for the end of the check.
    ///
    /// # Errors
    /// As [`check_file`].
    pub(super) fn finish(self, dir: &Path) -> Result<(), IndexError> {
        let Some(work) = self.work else { return Ok(()) };
        work.join().unwrap_or_else(|_| Err(damaged(&dir.display().to_string(), "it could not be checked")))
    }
}
