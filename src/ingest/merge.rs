//! Bringing the articles of one store into another, without reading their files.

use rustc_hash::FxHashMap;
use serde::Serialize;

use dateline_search::store::{FileEntry, Files, Identity, Store, StoreError, StoredRecord, View, file_hash};

/// What became of the articles of a store that was merged into another.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Merged {
    /// Those that are new.
    pub added: u64,
    /// Those that were read later than what was held of the same path and id, and took its place.
    pub changed: u64,
    /// Those that were held already, as they are or as they were read later.
    pub unchanged: u64,
}

/// Puts the articles of `from`, which lists its files, into a store, and commits them; what is committed in between stays where
/// it fails. They count as `first` indexed by a run with this number, at this time.
///
/// Of two articles with the same path and id the one that was read later stays. A file that both hold articles of and
/// of which they do not say the same is read again by the next run.
///
/// # Errors
/// If either store cannot be read, or the one cannot be written.
pub fn merge<S: Store, V: View>(
    store: &mut S,
    first: &(u64, String),
    files: &Files,
    from: &V,
) -> Result<Merged, StoreError> {
    let view = store.view()?;
    let mut merged = Merged::default();
    for entry in files.iter() {
        let file = file_hash(&entry.path);
        let held: FxHashMap<u64, StoredRecord> =
            view.records(file)?.into_iter().map(|record| (record.key, record)).collect();
        let known = store.files().get(&entry.path).cloned();
        store.begin_file(&entry.path)?;
        let mut records = from.records(file)?;
        records.sort_by_key(|record| record.record);
        for record in records {
            put(store, (&view, held.get(&record.key)), (from, file, &record), first, &mut merged)?;
        }
        store.finish_file(settled(entry, known))?;
        store.commit_if_due()?;
    }
    // What comes from another store afterwards has to be compared with this, and only what is committed is seen.
    store.stop()?;
    Ok(merged)
}

/// Puts one article into the store, unless it is there or was read later.
fn put<S: Store, V: View>(
    store: &mut S,
    (view, held): (&S::View, Option<&StoredRecord>),
    (from, file, record): (&V, u64, &StoredRecord),
    (run, at): &(u64, String),
    merged: &mut Merged,
) -> Result<(), StoreError> {
    if held.is_some_and(|held| held.digest == record.digest) {
        merged.unchanged += 1;
        return Ok(());
    }
    let mut article = from.article(record.place)?;
    if let Some(held) = held {
        let read =
            |article: &dateline_core::article::Article| article.read.as_ref().map(|read| read.at.clone());
        let before = view.article(held.place)?;
        if read(&before) >= read(&article) {
            merged.unchanged += 1;
            return Ok(());
        }
        if let (Some(read), Some(before)) = (&mut article.read, before.read) {
            (read.run, read.first_at) = (before.run, before.first_at);
        }
        store.remove(record.key)?;
        merged.changed += 1;
    } else {
        if let Some(read) = &mut article.read {
            (read.run, read.first_at) = (*run, at.clone());
        }
        merged.added += 1;
    }
    let identity = Identity { file, key: record.key, digest: record.digest };
    let bytes = article.body.len() as u64;
    let document = view.document(&article, identity);
    store.put(document.map_err(|reason| StoreError::of(std::io::Error::other(reason)))?, bytes)
}

/// What is known of a file that both stores may hold articles of.
fn settled(entry: &FileEntry, known: Option<FileEntry>) -> FileEntry {
    match known {
        None => entry.clone(),
        Some(known) if known == *entry => known,
        Some(_) => FileEntry::unfinished(&entry.path),
    }
}
