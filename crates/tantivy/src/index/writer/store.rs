//! The writer as a [`Store`]: what a run puts, removes and notes, and how it ends.

use std::ops::Bound;
use std::path::Path;
use std::time::Duration;

use tantivy::query::{BooleanQuery, RangeQuery, TermQuery};
use tantivy::schema::IndexRecordOption;
use tantivy::{TantivyDocument, Term};

use super::Writer;
use crate::index::IndexError;
use crate::index::commit::Commit;
use crate::index::folder::remove_if_there;
use crate::index::merge;
use crate::index::pause;
use crate::index::schema::key_group;
use crate::index::sweep::sweep;
use crate::index::verified::VERIFIED_FILE;
use crate::index::view::Snapshot;
use dateline_search::store::{FileEntry, Files, Store, StoreError, file_hash};

/// A commit happens after this much time at the latest.
const COMMIT_TIME: Duration = Duration::from_secs(60);
/// Documents are handed to the indexing threads when they are so many,
const BATCH_SIZE: usize = 32;
/// or come from so much text.
const BATCH_BYTES: u64 = 256 << 10;

impl Store for Writer {
    type View = Snapshot;

    fn view(&self) -> Result<Snapshot, StoreError> {
        Ok(Snapshot::of(&self.index()?))
    }

    fn files(&self) -> &Files {
        self.manifest.files()
    }

    fn curated(&self) -> u64 {
        self.last.curated
    }

    fn note_curated(&mut self, digest: u64) -> Result<(), StoreError> {
        self.begin()?;
        self.last.curated = digest;
        Ok(())
    }

    fn check(&mut self) -> Result<(), StoreError> {
        if self.check.is_none() && !self.wrote {
            self.check = Some(self.start_check()?);
        }
        self.finish_check()?;
        if self.sound_stories()?.is_none() {
            self.begin()?;
        }
        Ok(())
    }

    fn put(&mut self, document: TantivyDocument, bytes: u64) -> Result<(), StoreError> {
        self.begin()?;
        self.bytes += bytes;
        self.waiting_bytes += bytes;
        self.waiting.push(document);
        if self.waiting.len() >= BATCH_SIZE || self.waiting_bytes >= BATCH_BYTES {
            self.hand_over()?;
        }
        Ok(())
    }

    fn remove(&mut self, key: u64) -> Result<(), StoreError> {
        self.begin()?;
        self.hand_over()?;
        let group = Term::from_field_u64(self.fields.key_group, key_group(key));
        let group = TermQuery::new(group, IndexRecordOption::Basic);
        let own = || Bound::Included(Term::from_field_u64(self.fields.key, key));
        let both = BooleanQuery::intersection(vec![Box::new(group), Box::new(RangeQuery::new(own(), own()))]);
        self.inner.delete_query(Box::new(both)).map_err(|error| self.failed(error))?;
        Ok(())
    }

    fn remove_file(&mut self, path: &Path) -> Result<(), StoreError> {
        self.begin()?;
        self.hand_over()?;
        self.inner.delete_term(Term::from_field_u64(self.fields.file, file_hash(path)));
        self.manifest.remove(path);
        Ok(())
    }

    fn begin_file(&mut self, path: &Path) -> Result<(), StoreError> {
        self.begin()?;
        self.manifest.insert(FileEntry::unfinished(path));
        Ok(())
    }

    fn leave_file(&mut self, entry: FileEntry) -> Result<(), StoreError> {
        self.begin()?;
        self.manifest.insert(entry.departing());
        Ok(())
    }

    fn forget_file(&mut self, path: &Path) -> Result<(), StoreError> {
        self.begin()?;
        self.manifest.remove(path);
        Ok(())
    }

    fn finish_file(&mut self, entry: FileEntry) -> Result<(), StoreError> {
        if self.manifest.files().get(&entry.path) == Some(&entry) {
            return Ok(());
        }
        self.begin()?;
        self.manifest.insert(entry);
        Ok(())
    }

    fn commit_if_due(&mut self) -> Result<(), StoreError> {
        if self.wrote && (self.bytes >= self.commit_bytes || self.since.elapsed() >= COMMIT_TIME) {
            self.commit(false)?;
            let segments = self.segments()?;
            self.merge(&merge::after_a_commit(&*self.folder, &segments))?;
        }
        Ok(())
    }

    /// Commits what is left, merges, works out the stories, and says in a last commit that the run is finished.
    fn finish(&mut self) -> Result<(), StoreError> {
        if !self.wrote {
            return Ok(());
        }
        self.commit(false)?;
        let segments = self.segments()?;
        self.merge(&merge::at_the_end(&*self.folder, &segments))?;
        self.group_copies()?;
        pause::at("stories-written");
        self.settle_names()?;
        self.stamp()?;
        pause::at("checksums-written");
        self.commit(true)?;
        remove_if_there(&*self.folder, VERIFIED_FILE)
            .map_err(IndexError::io(self.dir().join(VERIFIED_FILE)))?;
        Ok(())
    }

    fn stop(&mut self) -> Result<(), StoreError> {
        if self.wrote {
            self.commit(false)?;
        }
        Ok(())
    }

    /// Ends the threads of tantivy while the lock is still held.
    fn close(self) -> Result<(), StoreError> {
        let Writer { inner, folder, directory, _lock, .. } = self;
        inner.wait_merging_threads().map_err(IndexError::engine_of(&directory, folder.path()))?;
        pause::at("writer-closed");
        drop(_lock);
        Ok(())
    }

    /// Returns the room that it takes on disk too.
    fn abandon(mut self, error: StoreError) -> StoreError {
        let error = self.cause_of(error);
        let Writer { inner, folder, _lock, .. } = self;
        drop(inner);
        // A commit that failed at its very end may be the last one all the same.
        if let Ok(Some(commit)) = Commit::read(&*folder) {
            let _ = sweep(&*folder, &commit.files());
        }
        drop(_lock);
        error
    }
}
