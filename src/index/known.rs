//! What the index already holds of one file, and which of its records are new.

use std::collections::hash_map::Entry;

use rustc_hash::FxHashMap;
use tantivy::collector::DocSetCollector;
use tantivy::columnar::Column;
use tantivy::query::TermQuery;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, Searcher, SegmentOrdinal, Term};

use super::schema::Fields;

/// One document that the index holds of a file.
#[derive(Debug, Clone, Copy)]
struct KnownDoc {
    digest: u64,
    record: u64,
    address: DocAddress,
    /// Its text was met again in the file.
    met: bool,
    /// It was deleted from the index, to be replaced or moved.
    deleted: bool,
}

/// The documents that the index holds of one file, by their keys.
#[derive(Debug, Default)]
pub(crate) struct Known {
    docs: FxHashMap<u64, KnownDoc>,
    /// Keys by digest, made when the first record without an id of its own comes.
    by_digest: Option<FxHashMap<u64, Vec<u64>>>,
    /// Keys of records with derived ids that took the place of another text.
    overwritten: Vec<u64>,
}

/// What to do with a record.
#[derive(Debug, PartialEq)]
pub(crate) enum Decision {
    /// The index holds it as it is.
    Unchanged,
    /// The index holds its text, but under another record number or id.
    Moved {
        /// The stored document.
        from: DocAddress,
        /// Keys of documents to delete first.
        deletes: Vec<u64>,
    },
    /// It has to be read.
    Read {
        /// Keys of documents to delete first.
        deletes: Vec<u64>,
        /// True if it replaces an article with the same id.
        replaces: bool,
    },
}

/// What became of a file as a whole, once all its records were seen.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Leftover {
    /// Keys of documents to delete.
    pub deletes: Vec<u64>,
    /// Articles that are no longer in the file.
    pub removed: u64,
    /// Keys of records that were counted as added and turn out to replace another.
    pub replaced: Vec<u64>,
    /// Articles that were not met again and stay all the same.
    pub kept: u64,
}

impl Known {
    /// Reads from the index what it holds of a file.
    pub(crate) fn load(searcher: &Searcher, fields: &Fields, file: u64) -> tantivy::Result<Known> {
        let query = TermQuery::new(Term::from_field_u64(fields.file, file), IndexRecordOption::Basic);
        let mut known = Known::default();
        // Opening a column costs more than reading a hundred values of it; a file may have a million records.
        let mut opened: FxHashMap<SegmentOrdinal, [Column<u64>; 3]> = FxHashMap::default();
        for address in searcher.search(&query, &DocSetCollector)? {
            let columns = match opened.entry(address.segment_ord) {
                Entry::Occupied(columns) => columns.into_mut(),
                Entry::Vacant(place) => {
                    let columns = searcher.segment_reader(address.segment_ord).fast_fields();
                    place.insert([columns.u64("key")?, columns.u64("digest")?, columns.u64("record")?])
                }
            };
            let [key, digest, record] =
                columns.each_ref().map(|column| column.first(address.doc_id).unwrap_or_default());
            known.insert(key, digest, record, address);
        }
        Ok(known)
    }

    fn insert(&mut self, key: u64, digest: u64, record: u64, address: DocAddress) {
        self.docs.insert(key, KnownDoc { digest, record, address, met: false, deleted: false });
    }

    /// Decides about a record that carries an id of its own.
    pub(crate) fn decide_by_id(&mut self, key: u64, digest: u64, record: u64) -> Decision {
        let Some(doc) = self.docs.get_mut(&key) else {
            return Decision::Read { deletes: Vec::new(), replaces: false };
        };
        doc.met = true;
        if doc.digest != digest {
            return Decision::Read { deletes: self.delete([key]), replaces: true };
        }
        if doc.record == record {
            return Decision::Unchanged;
        }
        let from = doc.address;
        Decision::Moved { from, deletes: self.delete([key]) }
    }

    /// True if a document with this key stands in the index whose text was not met in the file so far.
    pub(crate) fn holds_unmet(&self, key: u64) -> bool {
        self.docs.get(&key).is_some_and(|doc| !doc.met && !doc.deleted)
    }

    /// Decides about a record whose id is derived from its place, in a run that deletes nothing.
    pub(crate) fn decide_keeping(&mut self, digest: u64) -> Decision {
        match self.take_by_digest(digest) {
            Some(key) => {
                self.meet(key);
                Decision::Unchanged
            }
            None => Decision::Read { deletes: Vec::new(), replaces: false },
        }
    }

    /// Decides about a record whose id is derived from its place, so that its text has to speak for it.
    pub(crate) fn decide_by_text(&mut self, key: u64, digest: u64) -> Decision {
        if self.docs.get(&key).is_some_and(|doc| doc.digest == digest && !doc.met && !doc.deleted) {
            self.meet(key);
            return Decision::Unchanged;
        }
        let Some(old_key) = self.take_by_digest(digest) else {
            if self.docs.contains_key(&key) {
                self.overwritten.push(key);
            }
            return Decision::Read { deletes: self.delete([key]), replaces: false };
        };
        self.meet(old_key);
        let from = self.docs[&old_key].address;
        Decision::Moved { from, deletes: self.delete([old_key, key]) }
    }

    /// The key of a document with this text that was not met yet.
    fn take_by_digest(&mut self, digest: u64) -> Option<u64> {
        let keys = self.by_digest.get_or_insert_with(|| {
            let mut map: FxHashMap<u64, Vec<u64>> = FxHashMap::default();
            self.docs.iter().for_each(|(key, doc)| map.entry(doc.digest).or_default().push(*key));
            map
        });
        let keys = keys.get_mut(&digest)?;
        while let Some(key) = keys.pop() {
            if self.docs.get(&key).is_some_and(|doc| !doc.met) {
                return Some(key);
            }
        }
        None
    }

    fn meet(&mut self, key: u64) {
        if let Some(doc) = self.docs.get_mut(&key) {
            doc.met = true;
        }
    }

    /// Of the given keys, those of documents that still stand in the index; they count as deleted from now on.
    fn delete<const N: usize>(&mut self, keys: [u64; N]) -> Vec<u64> {
        let mut deletes = Vec::new();
        for key in keys {
            if let Some(doc) = self.docs.get_mut(&key).filter(|doc| !doc.deleted) {
                doc.deleted = true;
                deletes.push(key);
            }
        }
        deletes
    }

    /// What remains to be done once the whole file was read; with `keep`, what was not met again stays.
    pub(crate) fn leftover(self, keep: bool) -> Leftover {
        let unmet = |key: &u64| self.docs.get(key).is_some_and(|doc| !doc.met);
        let replaced: Vec<u64> = self.overwritten.iter().filter(|key| unmet(key)).copied().collect();
        let gone = self.docs.values().filter(|doc| !doc.met).count() as u64 - replaced.len() as u64;
        let standing = self.docs.iter().filter(|(_, doc)| !doc.met && !doc.deleted);
        let standing: Vec<u64> = standing.map(|(key, _)| *key).collect();
        if keep {
            let kept = standing.len() as u64;
            return Leftover { deletes: Vec::new(), removed: gone - kept, replaced, kept };
        }
        Leftover { deletes: standing, removed: gone, replaced, kept: 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(doc: u32) -> DocAddress {
        DocAddress::new(0, doc)
    }

    /// A file of three records whose keys are 10, 11, 12 and whose digests are 100, 101, 102.
    fn three() -> Known {
        let mut known = Known::default();
        for n in 0..3 {
            known.insert(10 + n, 100 + n, n, at(n as u32));
        }
        known
    }

    #[test]
    fn a_record_with_its_own_id_is_unchanged_changed_or_new() {
        let mut known = three();
        assert_eq!(known.decide_by_id(10, 100, 0), Decision::Unchanged);
        assert_eq!(known.decide_by_id(11, 999, 1), Decision::Read { deletes: vec![11], replaces: true });
        assert_eq!(known.decide_by_id(77, 777, 3), Decision::Read { deletes: vec![], replaces: false });
        assert_eq!(
            known.leftover(false),
            Leftover { deletes: vec![12], removed: 1, replaced: vec![], kept: 0 }
        );
    }

    #[test]
    fn a_deleted_line_moves_the_following_ones() {
        let mut known = three();
        assert_eq!(known.decide_by_text(10, 101), Decision::Moved { from: at(1), deletes: vec![11, 10] });
        assert_eq!(known.decide_by_text(11, 102), Decision::Moved { from: at(2), deletes: vec![12] });
        assert_eq!(
            known.leftover(false),
            Leftover { deletes: vec![], removed: 1, replaced: vec![], kept: 0 }
        );
    }

    #[test]
    fn an_inserted_line_deletes_nothing_that_was_just_written() {
        let mut known = three();
        assert_eq!(known.decide_by_text(10, 555), Decision::Read { deletes: vec![10], replaces: false });
        assert_eq!(known.decide_by_text(11, 100), Decision::Moved { from: at(0), deletes: vec![11] });
        assert_eq!(known.decide_by_text(12, 101), Decision::Moved { from: at(1), deletes: vec![12] });
        assert_eq!(known.decide_by_text(13, 102), Decision::Moved { from: at(2), deletes: vec![] });
        assert_eq!(
            known.leftover(false),
            Leftover { deletes: vec![], removed: 0, replaced: vec![], kept: 0 }
        );
    }

    #[test]
    fn a_changed_line_counts_as_changed() {
        let mut known = three();
        known.decide_by_text(10, 100);
        known.decide_by_text(11, 555);
        known.decide_by_text(12, 102);
        assert_eq!(
            known.leftover(false),
            Leftover { deletes: vec![], removed: 0, replaced: vec![11], kept: 0 }
        );
    }

    #[test]
    fn what_is_kept_is_counted() {
        let mut known = three();
        known.decide_by_id(10, 100, 0);
        assert_eq!(known.leftover(true), Leftover { deletes: vec![], removed: 0, replaced: vec![], kept: 2 });
    }

    #[test]
    fn equal_texts_stay_separate() {
        let mut known = Known::default();
        known.insert(10, 100, 0, at(0));
        known.insert(11, 100, 1, at(1));
        assert_eq!(known.decide_by_text(10, 100), Decision::Unchanged);
        assert_eq!(known.decide_by_text(11, 100), Decision::Unchanged);
        assert_eq!(known.leftover(false), Leftover::default());
    }
}
