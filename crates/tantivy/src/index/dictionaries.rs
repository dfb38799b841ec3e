//! The check of the dictionaries of words, which runs during a search.
//!
//! A changed byte in a dictionary can hide a word, and nothing in the answer shows it. So the
//! dictionaries are checked against tantivy's checksums while the search runs. In a large index a process
//! checks a part of them, beginning with another segment each time.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{SystemTime, UNIX_EPOCH};

use tantivy::index::SegmentComponent;
use tantivy::{Directory, HasLen};

use super::IndexError;
use super::checksums::damaged;

/// A process checks at least this many bytes of dictionaries, where there are so many: some six milliseconds' work.
const ENOUGH: u64 = 64 << 20;

/// Gives the name of a damaged dictionary.
type Work = JoinHandle<Option<String>>;

#[derive(Default)]
enum State {
    #[default]
    Nothing,
    Running(Work),
    Damaged(String),
}

/// A check of dictionaries that may be going on.
#[derive(Default)]
pub(super) struct DictionaryCheck {
    state: Mutex<State>,
}

impl DictionaryCheck {
    /// Begins to check the dictionaries of an index.
    pub(super) fn start(index: &tantivy::Index) -> DictionaryCheck {
        let dictionaries = dictionaries(index);
        let checked = index.clone();
        let work = move || first_damaged(&checked, &dictionaries);
        // Where no thread can be had the search goes on without.
        let state = std::thread::Builder::new().spawn(work).map_or(State::Nothing, State::Running);
        DictionaryCheck { state: Mutex::new(state) }
    }

    /// Waits for the end of the check.
    ///
    /// # Errors
    /// If a dictionary is damaged.
    pub(super) fn confirm(&self, dir: &Path) -> Result<(), IndexError> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if let State::Running(work) = std::mem::take(&mut *state) {
            let found = work.join().unwrap_or_else(|_| Some(dir.display().to_string()));
            *state = found.map_or(State::Nothing, State::Damaged);
        }
        match &*state {
            State::Damaged(name) => Err(damaged(name, "checksum mismatch")),
            _ => Ok(()),
        }
    }
}

/// The dictionaries of the segments, beginning with another one each time.
fn dictionaries(index: &tantivy::Index) -> Vec<PathBuf> {
    let segments = index.searchable_segment_metas().unwrap_or_default();
    let mut paths: Vec<PathBuf> =
        segments.iter().map(|segment| segment.relative_path(SegmentComponent::Terms)).collect();
    let nanoseconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.subsec_nanos());
    let first = nanoseconds as usize % paths.len().max(1);
    paths.rotate_left(first);
    paths
}

/// The first of the dictionaries, up to the number of bytes that is enough, that is not as it was written.
fn first_damaged(index: &tantivy::Index, dictionaries: &[PathBuf]) -> Option<String> {
    let mut checked = 0;
    for path in dictionaries {
        // A file that is gone was replaced by a later commit; what the search holds of it is mapped already.
        if index.directory().validate_checksum(path).is_ok_and(|is_sound| !is_sound) {
            return Some(path.display().to_string());
        }
        checked += index.directory().open_read(path).map_or(0, |file| file.len() as u64);
        if checked >= ENOUGH {
            break;
        }
    }
    None
}
