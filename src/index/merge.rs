//! Which segments are merged: small ones while a run goes on, and at its end so many that few are left.
//!
//! Merging maps the segments it reads into memory, and they count as memory of the process. What is merged
//! at once is therefore bounded, and beside the buffers of a run only small segments are merged.

use std::path::{Path, PathBuf};

use tantivy::index::{SegmentComponent, SegmentId, SegmentMeta};
use tantivy::indexer::{LogMergePolicy, MergeCandidate, MergePolicy};

/// A segment of more bytes than this is not merged while a run goes on.
const LARGE: u64 = 16 << 20;

/// At most this many segments are merged into one at a time while a run goes on.
const TOGETHER: usize = 8;

/// At the end of a run no more bytes than this are merged into one segment.
const MOST: u64 = 256 << 20;

/// A segment is merged with smaller ones at the end of a run if they are not smaller than this part of it together,
/// so that a few new articles do not have all the others written again.
const WORTH: u64 = 4;

/// tantivy's own policy, applied to small segments only.
#[derive(Debug)]
pub(super) struct SmallSegments {
    dir: PathBuf,
    inner: LogMergePolicy,
}

impl SmallSegments {
    pub(super) fn new(dir: PathBuf) -> Self {
        Self { dir, inner: LogMergePolicy::default() }
    }
}

impl MergePolicy for SmallSegments {
    fn compute_merge_candidates(&self, segments: &[SegmentMeta]) -> Vec<MergeCandidate> {
        let small = segments.iter().filter(|segment| size(&self.dir, segment) <= LARGE);
        let small: Vec<SegmentMeta> = small.cloned().collect();
        let candidates = self.inner.compute_merge_candidates(&small);
        let chunks = candidates.iter().flat_map(|candidate| candidate.0.chunks(TOGETHER));
        chunks.filter(|chunk| chunk.len() > 1).map(|chunk| MergeCandidate(chunk.to_vec())).collect()
    }
}

/// The segments to merge at the end of a run, each list into one.
pub(super) fn at_the_end(dir: &Path, segments: &[SegmentMeta]) -> Vec<Vec<SegmentId>> {
    let mut sized: Vec<(u64, SegmentId)> =
        segments.iter().map(|segment| (size(dir, segment), segment.id())).collect();
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
fn size(dir: &Path, segment: &SegmentMeta) -> u64 {
    let components = [
        SegmentComponent::Postings,
        SegmentComponent::Positions,
        SegmentComponent::Store,
        SegmentComponent::Terms,
        SegmentComponent::FastFields,
    ];
    let paths = components.into_iter().map(|component| dir.join(segment.relative_path(component)));
    paths.filter_map(|path| path.metadata().ok()).map(|metadata| metadata.len()).sum()
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
