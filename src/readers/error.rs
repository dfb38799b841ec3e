//! What can go wrong with a file or one of its records.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

/// A file could not be opened.
#[derive(Debug, Error)]
#[error("{}: cannot be opened: {source}", path.display())]
pub struct ReadError {
    /// The file.
    pub path: PathBuf,
    /// What the system says.
    pub source: io::Error,
}

/// A record that could not be read.
#[derive(Debug, Error)]
#[error("record {record}: {reason}")]
pub struct RecordError {
    /// The number of the record in its file, from 0.
    pub record: u64,
    /// What is wrong with it.
    pub reason: Reason,
    /// True if nothing after it can be read.
    pub fatal: bool,
}

impl RecordError {
    /// An error of one record, after which the next one can be read.
    pub(super) fn skipped(record: u64, reason: Reason) -> Self {
        Self { record, reason, fatal: false }
    }

    /// An error after which nothing more can be read.
    pub(super) fn fatal(record: u64, reason: Reason) -> Self {
        Self { record, reason, fatal: true }
    }
}

/// Why a record could not be read.
#[derive(Debug, Error)]
pub enum Reason {
    /// The JSON is not well formed.
    #[error("malformed JSON at line {line} column {column}: {message}")]
    Malformed {
        /// The line of the file, from 1.
        line: u64,
        /// The byte of the line, from 1.
        column: u64,
        /// What is wrong there.
        message: String,
    },
    /// A JSON value that is no object.
    #[error("{found} at line {line} where an object was expected")]
    NotAnObject {
        /// What stands there instead.
        found: &'static str,
        /// The line of the file, from 1.
        line: u64,
    },
    /// The record is larger than any record may be.
    #[error("{what} longer than {} MiB at line {line}", limit >> 20)]
    TooLong {
        /// What is too long: a line, an object, a file.
        what: &'static str,
        /// The line of the file, from 1, at which it begins.
        line: u64,
        /// The limit in bytes.
        limit: usize,
    },
    /// Bytes that are not UTF-8 in a format that has to be.
    #[error("not UTF-8 at line {line} byte {byte}")]
    NotUtf8 {
        /// The line of the file, from 1.
        line: u64,
        /// The byte of the line, from 1.
        byte: u64,
    },
    /// The file ends within a record or a list.
    #[error("the file ends at line {line} before {what} is closed: it may have been cut off")]
    EndsEarly {
        /// What is still open.
        what: &'static str,
        /// The last line of the file, from 1.
        line: u64,
    },
    /// A compressed file that was cut off.
    #[error("gzip stream ends early: the file may have been cut off")]
    GzipEndsEarly,
    /// A compressed file that was changed.
    #[error("gzip stream is damaged: {0}")]
    GzipDamaged(io::Error),
    /// The system could not read on.
    #[error("cannot be read on: {0}")]
    Unreadable(io::Error),
}

impl Reason {
    /// The reason for an error while reading; `in_gzip` if the stream is compressed.
    pub(super) fn from_io(error: io::Error, in_gzip: bool) -> Self {
        match error.kind() {
            io::ErrorKind::UnexpectedEof if in_gzip => Reason::GzipEndsEarly,
            io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput if in_gzip => Reason::GzipDamaged(error),
            _ => Reason::Unreadable(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_say_what_and_where() {
        let malformed = Reason::Malformed { line: 17, column: 8, message: "expected value".into() };
        let message = RecordError::skipped(16, malformed).to_string();
        assert_eq!(message, "record 16: malformed JSON at line 17 column 8: expected value");
        let long = Reason::TooLong { what: "line", line: 3, limit: 64 << 20 };
        assert_eq!(long.to_string(), "line longer than 64 MiB at line 3");
    }

    #[test]
    fn errors_of_gzip_are_told_from_errors_of_the_system() {
        let cut = || io::Error::from(io::ErrorKind::UnexpectedEof);
        assert!(matches!(Reason::from_io(cut(), true), Reason::GzipEndsEarly));
        assert!(matches!(Reason::from_io(cut(), false), Reason::Unreadable(_)));
        let damaged = io::Error::from(io::ErrorKind::InvalidInput);
        assert!(matches!(Reason::from_io(damaged, true), Reason::GzipDamaged(_)));
    }
}
