//! Which segments are merged: small ones, so that merging stays within the memory of a run.

use std::path::PathBuf;

use tantivy::index::{SegmentComponent, SegmentMeta};
use tantivy::indexer::{LogMergePolicy, MergeCandidate, MergePolicy};

/// A segment of more bytes than this is not merged any further.
///
/// Merging maps the segments it reads into memory, and they count as memory of the process.
const LARGE: u64 = 16 << 20;

/// At most this many segments are merged into one at a time.
const TOGETHER: usize = 8;

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

    fn is_small(&self, segment: &SegmentMeta) -> bool {
        let components = [
            SegmentComponent::Postings,
            SegmentComponent::Positions,
            SegmentComponent::Store,
            SegmentComponent::Terms,
        ];
        let paths = components.into_iter().map(|component| self.dir.join(segment.relative_path(component)));
        paths.filter_map(|path| path.metadata().ok()).map(|metadata| metadata.len()).sum::<u64>() <= LARGE
    }
}

impl MergePolicy for SmallSegments {
    fn compute_merge_candidates(&self, segments: &[SegmentMeta]) -> Vec<MergeCandidate> {
        let small: Vec<SegmentMeta> =
            segments.iter().filter(|segment| self.is_small(segment)).cloned().collect();
        let candidates = self.inner.compute_merge_candidates(&small);
        let chunks = candidates.iter().flat_map(|candidate| candidate.0.chunks(TOGETHER));
        chunks.filter(|chunk| chunk.len() > 1).map(|chunk| MergeCandidate(chunk.to_vec())).collect()
    }
}
