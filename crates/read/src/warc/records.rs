//! The records of a web archive one after the other, whatever its format; a damaged one costs itself only.

use std::io::BufRead;

use super::super::error::{Reason, RecordError, Unpacking};
use super::super::exact::{Exact, skip};
use super::super::input::Input;
use super::super::members::{self, Members};
use super::super::peek_reader::PeekReader;
use super::super::sink::{ReadResult, Sink, Stop};

/// What is known of a record before its content, in one of the formats of web archives.
pub(super) trait Header: Sized {
    /// The name of the format in errors.
    const FORMAT: &'static str;

    /// Reads the header at the start of the stream, and the length of the content; `None` if there is none.
    fn read(source: &mut PeekReader) -> Option<(Self, u64)>;

    /// Opens what is in the record; some kinds are passed over in silence.
    fn open(&self, content: PeekReader, members: &mut Members) -> ReadResult;

    /// Where in these bytes a later record begins; else how many of them can be passed over, of some at least one.
    fn next(head: &[u8]) -> Result<usize, usize>;
}

/// Reads the records.
///
/// # Errors
/// If the sink wants no more.
pub(super) fn read<H: Header>(input: Input, sink: &mut dyn Sink) -> ReadResult {
    let mut source = input.source;
    members::read_archive(input.scope, sink, |members| {
        while read_record::<H>(&mut source, members)? {}
        Ok(())
    })
}

/// Reads the next record; false at the end.
fn read_record<H: Header>(source: &mut PeekReader, members: &mut Members) -> Result<bool, Stop> {
    if let Err(reason) = pass_blank(source) {
        return recover::<H>(source, reason, members);
    }
    if source.head().is_empty() {
        return at_end::<H>(source, members);
    }
    let Some((header, length)) = H::read(source) else {
        let missing = format!("no record header at byte {}", source.offset());
        if !find_next::<H>(source)? {
            let message = format!("{missing}; the rest of this file was not read");
            return Err(Reason::damaged(H::FORMAT, message).into());
        }
        members.error(RecordError::skipped(0, Reason::damaged(H::FORMAT, missing)))?;
        return Ok(true);
    };
    let mut content = Exact::new(&mut *source, length, H::FORMAT);
    header.open(PeekReader::sized(length, &mut content), members)?;
    if content.is_lost() {
        return find_next::<H>(source).map_err(Stop::from);
    }
    let left = content.left();
    match skip(source, left) {
        Ok(()) => Ok(true),
        Err(error) if Unpacking::is_of_member(&error) => recover::<H>(source, error.into(), members),
        Err(error) => Err(Reason::in_archive(H::FORMAT)(error).into()),
    }
}

/// Reports a damaged member of the compressed stream and goes on with the next record, if there is one.
fn recover<H: Header>(source: &mut PeekReader, reason: Reason, members: &mut Members) -> Result<bool, Stop> {
    if !matches!(reason, Reason::Unpacking(Unpacking::Member { .. })) {
        return Err(reason.into());
    }
    members.error(RecordError::skipped(0, reason))?;
    Ok(find_next::<H>(source)?)
}

/// The end of the stream, or a damaged member that has nothing before it.
fn at_end<H: Header>(source: &mut PeekReader, members: &mut Members) -> Result<bool, Stop> {
    match source.fill_buf() {
        Ok(rest) => Ok(!rest.is_empty()),
        Err(error) => recover::<H>(source, error.into(), members),
    }
}

/// Passes over the line ends between records.
fn pass_blank(source: &mut PeekReader) -> Result<(), Reason> {
    loop {
        let available = source.fill_buf()?;
        let blank = available.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        let at_end = blank < available.len() || available.is_empty();
        source.consume(blank);
        if at_end {
            return Ok(());
        }
    }
}

/// Goes to the next line that begins like a record, if there is one.
fn find_next<H: Header>(source: &mut PeekReader) -> Result<bool, Reason> {
    loop {
        let head = source.head();
        if head.is_empty() {
            // What cannot be read is told as such, and not as a mere end.
            match source.fill_buf() {
                Err(error) if Unpacking::is_of_member(&error) => continue,
                Err(error) => return Err(error.into()),
                Ok([]) => return Ok(false),
                Ok(_) => continue,
            }
        }
        match H::next(head) {
            Ok(at) => {
                source.consume_all(at);
                return Ok(true);
            }
            Err(passed) => source.consume_all(passed),
        }
    }
}
