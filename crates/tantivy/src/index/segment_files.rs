//! The files of segments: their names, and which of them a commit uses.

use std::collections::BTreeSet;

use tantivy::IndexMeta;
use tantivy::index::{SegmentId, SegmentMeta};

/// The endings of the files that every segment consists of.
const PARTS: [&str; 6] = ["idx", "pos", "fast", "fieldnorm", "term", "store"];

/// The length of the identifier that the name of each file of a segment begins with.
const ID_LENGTH: usize = 32;

/// True for a name that only a file of a segment has: an identifier, a dot and what the file holds.
pub(super) fn is_of_a_segment(name: &str) -> bool {
    let Some((id, rest)) = name.split_once('.') else { return false };
    id.len() == ID_LENGTH && id.bytes().all(|byte| byte.is_ascii_hexdigit()) && !rest.is_empty()
}

/// The names of the files of a segment: its parts, and where articles of it were deleted, which.
pub(super) fn of(id: &str, deleted: Option<u64>) -> impl Iterator<Item = String> + use<> {
    let parts = PARTS.map(|part| format!("{id}.{part}"));
    let deletions = deleted.map(|stamp| format!("{id}.{stamp}.del"));
    parts.into_iter().chain(deletions)
}

/// The names of the files of one segment.
pub(super) fn of_segment(segment: &SegmentMeta) -> impl Iterator<Item = String> + use<> {
    of(&segment.id().uuid_string(), segment.delete_opstamp())
}

/// The name of the file that holds the articles of a segment.
pub(super) fn of_store(segment: SegmentId) -> String {
    format!("{}.store", segment.uuid_string())
}

/// The names of the files of all segments of a commit.
pub(super) fn of_commit(meta: &IndexMeta) -> BTreeSet<String> {
    meta.segments.iter().flat_map(of_segment).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_segments_are_known_by_their_names() {
        assert!(is_of_a_segment("5802b8edd00c4ccf9baa5eff3bd1c275.store"));
        assert!(is_of_a_segment("5802b8edd00c4ccf9baa5eff3bd1c275.12.del"));
        assert!(!is_of_a_segment("meta.json"));
        assert!(!is_of_a_segment("manifest-12.jsonl"));
        assert!(!is_of_a_segment("5802b8edd00c4ccf9baa5eff3bd1c275"));
    }
}
