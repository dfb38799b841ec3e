//! What the store already holds of one file, and which of its records are new.

use dateline_search::store::{FirstIndexed, Place, StoredRecord};
use rustc_hash::FxHashMap;

/// One document that the store holds of a file.
#[derive(Debug, Clone, Copy)]
struct KnownDoc {
    /// The key that it has in the store: not its current one if the file has moved.
    stored_key: u64,
    digest: u64,
    record: u64,
    place: Place,
    first: FirstIndexed,
    /// Its record was met again in the file.
    met: bool,
}

/// The documents that the store holds of one file, by their keys.
#[derive(Debug, Default)]
pub(super) struct Known {
    docs: FxHashMap<u64, KnownDoc>,
    /// Keys of records that are new, by their number, where an article of that number may turn out to be gone.
    new: FxHashMap<u64, u64>,
    /// Where documents with another number were before, and their digests, by the numbers that they have now.
    renumbered: FxHashMap<u64, (u64, u64)>,
}

/// What to do with a record.
#[derive(Debug, PartialEq)]
pub(super) enum Decision {
    /// The index holds it as it is.
    Unchanged,
    /// The index holds it, but under another record number or path.
    Moved {
        /// The stored document.
        from: Place,
        /// The key of the document to delete first.
        deletes: Vec<u64>,
    },
    /// It has to be read.
    Read {
        /// Keys of documents to delete first.
        deletes: Vec<u64>,
        /// When the article with the same id that it replaces was first indexed, if there is one.
        replaces: Option<FirstIndexed>,
    },
}

/// What became of a file as a whole, once all its records were seen.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Leftover {
    /// Keys of documents to delete.
    pub deletes: Vec<u64>,
    /// Articles that are no longer in the file.
    pub removed: u64,
    /// Keys of records that were counted as added and turn out to replace another.
    pub replaced: Vec<u64>,
    /// Articles that were not met again and stay all the same.
    pub kept: u64,
}

/// A document that is to get another path and is not read for it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Transfer {
    /// The stored document.
    pub from: Place,
    /// The key that it has in the store.
    pub stored_key: u64,
    /// The key that it gets.
    pub key: u64,
    /// Its digest, which stays.
    pub digest: u64,
    /// Its record number, which stays.
    pub record: u64,
}

impl Known {
    /// Adds what the store holds under a path of the file, the one that it has or the one that it had before;
    /// `key_here` gives the key that an article has under the path that the file has.
    pub(super) fn add(&mut self, records: &[StoredRecord], key_here: impl Fn(u64) -> u64) {
        for &StoredRecord { key, digest, record, place, first } in records {
            let doc = KnownDoc { stored_key: key, digest, record, place, first, met: false };
            self.docs.entry(key_here(key)).or_insert(doc);
        }
    }

    /// Decides about a record.
    pub(super) fn decide(&mut self, key: u64, digest: u64, record: u64) -> Decision {
        let Some(doc) = self.docs.get_mut(&key) else {
            if !self.docs.is_empty() {
                self.new.insert(record, key);
            }
            return Decision::Read { deletes: Vec::new(), replaces: None };
        };
        doc.met = true;
        let deletes = vec![doc.stored_key];
        if doc.digest != digest {
            return Decision::Read { deletes, replaces: Some(doc.first) };
        }
        if doc.record == record && doc.stored_key == key {
            return Decision::Unchanged;
        }
        if doc.record != record {
            self.renumbered.insert(record, (doc.record, digest));
        }
        Decision::Moved { from: doc.place, deletes }
    }

    /// The number of the place that a document which was not met left free.
    ///
    /// Of records with the same bytes the last one counts as gone, whichever it was.
    fn place_left_by(&self, doc: &KnownDoc) -> u64 {
        let mut place = doc.record;
        while let Some((before, digest)) = self.renumbered.get(&place)
            && *digest == doc.digest
        {
            place = *before;
        }
        place
    }

    /// The documents that were not met and are under the path that the file had before; they count as met from now on.
    pub(super) fn transfers(&mut self) -> Vec<Transfer> {
        let left = self.docs.iter_mut().filter(|(key, doc)| !doc.met && doc.stored_key != **key);
        let mut transfers: Vec<Transfer> = left
            .map(|(&key, doc)| {
                doc.met = true;
                let KnownDoc { stored_key, digest, record, place: from, .. } = *doc;
                Transfer { from, stored_key, key, digest, record }
            })
            .collect();
        transfers.sort_unstable_by_key(|transfer| (transfer.record, transfer.key));
        transfers
    }

    /// What is left over once all records were seen; with `keep` it stays.
    ///
    /// An article that is gone and whose place a new record has taken was changed into that.
    pub(super) fn leftover(self, keep: bool) -> Leftover {
        let mut leftover = Leftover::default();
        let left = self.docs.values().filter(|doc| !doc.met);
        if keep {
            leftover.kept = left.count() as u64;
            return leftover;
        }
        for doc in left {
            leftover.deletes.push(doc.stored_key);
            match self.new.get(&self.place_left_by(doc)) {
                Some(key) => leftover.replaced.push(*key),
                None => leftover.removed += 1,
            }
        }
        leftover.deletes.sort_unstable();
        leftover.replaced.sort_unstable();
        leftover
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(place: u64) -> Place {
        Place(place)
    }

    fn insert(known: &mut Known, key: u64, stored_key: u64, digest: u64, record: u64) {
        let first = FirstIndexed { run: record + 1, at: 0 };
        let doc = KnownDoc { stored_key, digest, record, place: at(record), first, met: false };
        known.docs.insert(key, doc);
    }

    /// Three records whose keys are 10, 11, 12 and whose digests are 100, 101, 102.
    fn three() -> Known {
        let mut known = Known::default();
        (0..3).for_each(|n| insert(&mut known, 10 + n, 10 + n, 100 + n, n));
        known
    }

    fn read(deletes: &[u64]) -> Decision {
        let replaces = deletes.first().map(|key| FirstIndexed { run: key - 9, at: 0 });
        Decision::Read { deletes: deletes.to_vec(), replaces }
    }

    #[test]
    fn a_record_is_unchanged_changed_or_new() {
        let mut known = three();
        assert_eq!(known.decide(10, 100, 0), Decision::Unchanged);
        assert_eq!(known.decide(11, 999, 1), read(&[11]));
        assert_eq!(known.decide(77, 777, 3), read(&[]));
        let leftover = known.leftover(false);
        assert_eq!(leftover, Leftover { deletes: vec![12], removed: 1, ..Leftover::default() });
    }

    #[test]
    fn a_deleted_line_moves_the_following_ones() {
        let mut known = three();
        assert_eq!(known.decide(11, 101, 0), Decision::Moved { from: at(1), deletes: vec![11] });
        assert_eq!(known.decide(12, 102, 1), Decision::Moved { from: at(2), deletes: vec![12] });
        let leftover = known.leftover(false);
        assert_eq!(leftover, Leftover { deletes: vec![10], removed: 1, ..Leftover::default() });
    }

    #[test]
    fn a_new_record_in_the_place_of_one_that_is_gone_is_a_change() {
        let mut known = three();
        known.decide(10, 100, 0);
        assert_eq!(known.decide(55, 555, 1), read(&[]));
        known.decide(12, 102, 2);
        let leftover = known.leftover(false);
        assert_eq!(leftover, Leftover { deletes: vec![11], replaced: vec![55], ..Leftover::default() });
    }

    #[test]
    fn the_first_of_two_equal_records_may_be_the_one_that_changed() {
        let mut known = Known::default();
        insert(&mut known, 10, 10, 100, 0);
        insert(&mut known, 11, 11, 100, 1);
        assert_eq!(known.decide(55, 555, 0), read(&[]));
        assert!(matches!(known.decide(10, 100, 1), Decision::Moved { .. }));
        let leftover = known.leftover(false);
        assert_eq!(leftover, Leftover { deletes: vec![11], replaced: vec![55], ..Leftover::default() });
    }

    #[test]
    fn an_inserted_line_is_new() {
        let mut known = three();
        assert_eq!(known.decide(55, 555, 0), read(&[]));
        for n in 0..3 {
            assert!(matches!(known.decide(10 + n, 100 + n, 1 + n), Decision::Moved { .. }));
        }
        assert_eq!(known.leftover(false), Leftover::default());
    }

    #[test]
    fn what_is_kept_is_counted() {
        let mut known = three();
        known.decide(10, 100, 0);
        assert_eq!(known.leftover(true), Leftover { kept: 2, ..Leftover::default() });
    }

    #[test]
    fn the_documents_of_a_file_that_moved_get_its_new_path() {
        let mut known = Known::default();
        (0..3).for_each(|n| insert(&mut known, 10 + n, 70 + n, 100 + n, n));
        assert_eq!(known.decide(11, 101, 1), Decision::Moved { from: at(1), deletes: vec![71] });
        let transfers = known.transfers();
        let keys: Vec<_> = transfers.iter().map(|transfer| (transfer.stored_key, transfer.key)).collect();
        assert_eq!(keys, [(70, 10), (72, 12)]);
        assert!(known.transfers().is_empty());
        assert_eq!(known.leftover(true), Leftover::default());
    }
}
