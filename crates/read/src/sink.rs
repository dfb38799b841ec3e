//! Where readers hand on what they read.

use std::io;
use std::ops::ControlFlow;

use super::RawDoc;
use super::error::{Reason, RecordError};

/// What a record came to: a document, or an error in its place.
pub type RecordResult = Result<RawDoc, RecordError>;

/// Takes the records of a file, in their order.
///
/// A closure is a sink:
///
/// ```
/// use std::ops::ControlFlow;
/// use dateline_read::{Opened, RecordResult, open_reader};
///
/// let mut lengths = vec![];
/// let mut sink = |found: RecordResult| {
///     lengths.extend(found.map(|doc| doc.bytes));
///     ControlFlow::Continue(())
/// };
/// if let Opened::Records(records) = open_reader(&b"Talks end in Geneva"[..], "a.txt".as_ref(), None) {
///     records.read(&mut sink);
/// }
/// assert_eq!(lengths, [19]);
/// ```
pub trait Sink {
    /// Takes the next record. After `Break` no more of the file is read.
    fn take(&mut self, found: RecordResult) -> ControlFlow<()>;
}

impl<F: FnMut(RecordResult) -> ControlFlow<()>> Sink for F {
    fn take(&mut self, found: RecordResult) -> ControlFlow<()> {
        self(found)
    }
}

/// How a reader ends: at the end of its input, or before it.
pub(super) type ReadResult = Result<(), Stop>;

/// Why a reader ends before the end of its input.
#[derive(Debug)]
pub(super) enum Stop {
    /// The sink wants no more.
    Requested,
    /// Nothing more can be read; this has still to be reported.
    Failed(Reason),
}

impl From<Reason> for Stop {
    fn from(reason: Reason) -> Self {
        Stop::Failed(reason)
    }
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Stop::Failed(error.into())
    }
}

/// Hands one record on.
///
/// # Errors
/// If the sink wants no more.
pub(super) fn push(sink: &mut dyn Sink, found: RecordResult) -> ReadResult {
    match sink.take(found) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(Stop::Requested),
    }
}

/// Hands on one record after the other.
///
/// # Errors
/// If the sink wants no more.
pub(super) fn push_all(sink: &mut dyn Sink, found: impl Iterator<Item = RecordResult>) -> ReadResult {
    found.into_iter().try_for_each(|found| push(sink, found))
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::{Opened, Records, open_reader};
    use super::*;

    /// A sink that keeps the first ten thousand records.
    pub(crate) fn limited(found: &mut Vec<RecordResult>) -> impl Sink {
        |next: RecordResult| {
            found.push(next);
            if found.len() < 10_000 { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        }
    }

    /// The first ten thousand records.
    pub(crate) fn collected(records: Records) -> Vec<RecordResult> {
        let mut found = vec![];
        let _ = records.read(&mut limited(&mut found));
        found
    }

    /// What a reader gives, its last error among it.
    pub(crate) fn read_by(read: impl FnOnce(&mut dyn Sink) -> ReadResult) -> Vec<RecordResult> {
        let mut found = vec![];
        let ended = read(&mut limited(&mut found));
        if let Err(Stop::Failed(reason)) = ended {
            found.push(Err(RecordError::fatal(0, reason)));
        }
        found
    }

    #[test]
    fn a_sink_that_breaks_gets_no_more() {
        let lines = b"{\"title\":\"a\"}\n{\"title\":\"b\"}\n{\"title\":\"c\"}\n";
        let Opened::Records(records) = open_reader(&lines[..], "a.jsonl".as_ref(), None) else { panic!() };
        let mut count = 0;
        let ended = records.read(&mut |_| {
            count += 1;
            if count < 2 { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        });
        assert!(ended.is_break());
        assert_eq!(count, 2);
    }
}
