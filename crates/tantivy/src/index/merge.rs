//! Which segments are merged: small ones while a run goes on, and at its end so many that few are left.
//!
//! tantivy merges nothing by itself: two that merge the same segments get in each other's way, and what is merged has
//! to be checked before, or damage would be copied under a new checksum. Merging maps the segments it reads into
//! memory, and they count as memory of the process. What is merged at once is therefore bounded, and beside
//! the buffers of a run only small segments are merged.

use tantivy::index::{SegmentId, SegmentMeta};
use tantivy::indexer::{LogMergePolicy, MergePolicy};

use super::folder::Folder;
use super::segment_files;

/// A segment of more bytes than this is not merged while a run goes on.
const LARGE: u64 = 16 << 20;

/// At most this many segments are merged into one at a time while a run goes on.
const BATCH_SIZE: usize = 8;

/// At the end of a run no more bytes than this are merged into one segment.
const MOST: u64 = 256 << 20;

/// A segment is merged with smaller ones at the end of a run if they are not smaller than this part of it together,
/// so that a few new articles do not have all the others written again.
const WORTH: u64 = 4;

/// The segments to merge after a commit in the middle of a run, each list into one.
///
/// tantivy's own policy chooses them, among small segments only.
pub(super) fn after_a_commit(folder: &dyn Folder, segments: &[SegmentMeta]) -> Vec<Vec<SegmentId>> {
    let small: Vec<SegmentMeta> =
        segments.iter().filter(|segment| size(folder, segment) <= LARGE).cloned().collect();
    let candidates = LogMergePolicy::default().compute_merge_candidates(&small);
    let chunks = candidates.iter().flat_map(|candidate| candidate.0.chunks(BATCH_SIZE));
    chunks.filter(|chunk| chunk.len() > 1).map(<[SegmentId]>::to_vec).collect()
}

/// The segments to merge at the end of a run, each list into one.
pub(super) fn at_the_end(folder: &dyn Folder, segments: &[SegmentMeta]) -> Vec<Vec<SegmentId>> {
    let mut sized: Vec<(u64, SegmentId)> =
        segments.iter().map(|segment| (size(folder, segment), segment.id())).collect();
    sized.sort_unstable();
    let sizes: Vec<u64> = sized.iter().map(|(size, _)| *size).collect();
    let mut rest = sized.into_iter().map(|(_, id)| id);
    let lists = lists(&sizes).into_iter().map(|length| rest.by_ref().take(length).collect::<Vec<_>>());
    lists.filter(|list| list.len() > 1).collect()
}

/// How many segments, which are given by their sizes and the smallest first, go together.
fn lists(sizes: &[u64]) -> Vec<usize> {
    let mut lists = Vec::new();
    let (mut length, mut sum) = (0, 0u64);
    for &size in sizes {
        let fits = sum.saturating_add(size) <= MOST && size <= sum.saturating_mul(WORTH);
        if length > 0 && !fits {
            lists.push(length);
            (length, sum) = (0, 0);
        }
        length += 1;
        sum = sum.saturating_add(size);
    }
    lists.push(length);
    lists
}

/// The bytes of a segment's files.
fn size(folder: &dyn Folder, segment: &SegmentMeta) -> u64 {
    segment_files::of_segment(segment)
        .filter_map(|name| folder.facts(&name).ok())
        .map(|facts| facts.size)
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    const MB: u64 = 1 << 20;

    #[test]
    fn segments_of_like_size_go_together() {
        assert_eq!(lists(&[20 * MB, 21 * MB, 22 * MB, 23 * MB]), [4]);
        assert_eq!(lists(&[MB, 3 * MB, 15 * MB]), [3]);
    }

    #[test]
    fn a_few_new_articles_leave_the_others_alone() {
        assert_eq!(lists(&[MB, 200 * MB]), [1, 1]);
        assert_eq!(lists(&[MB, MB, 200 * MB]), [2, 1]);
        assert_eq!(lists(&[60 * MB, 190 * MB]), [2]);
    }

    #[test]
    fn no_more_is_merged_at_once_than_memory_allows() {
        assert_eq!(lists(&[100 * MB; 5]), [2, 2, 1]);
        assert_eq!(lists(&[300 * MB, 300 * MB]), [1, 1]);
        assert_eq!(lists(&[]), [0]);
    }
}
