//! What can go wrong with a file or one of its records.

use std::fmt;
use std::io;
use std::path::PathBuf;

use thiserror::Error;

/// A file could not be opened.
#[derive(Debug, Error)]
#[error("{}: cannot be opened: {}", path.display(), said(source))]
pub struct ReadError {
    /// The file.
    pub path: PathBuf,
    /// What the system says.
    pub source: io::Error,
}

/// What the system says of an error, in plain words where it is one that people know.
pub fn said(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::NotFound => "no such file or folder".to_owned(),
        _ => error.to_string(),
    }
}

/// A record that could not be read, or a member of an archive that is not an article.
#[derive(Debug, Error)]
pub struct RecordError {
    /// The number of the record in its file, from 0.
    pub record: u64,
    /// The member of an archive, where the file is one.
    pub member: Option<String>,
    /// What is wrong with it.
    pub reason: Reason,
    /// True if nothing after it can be read.
    pub fatal: bool,
}

impl RecordError {
    /// An error of one record, after which the next one can be read.
    pub(super) fn skipped(record: u64, reason: Reason) -> Self {
        Self { record, member: None, reason, fatal: false }
    }

    /// An error after which nothing more can be read.
    pub(super) fn fatal(record: u64, reason: Reason) -> Self {
        Self { record, member: None, reason, fatal: true }
    }

    /// A member that has no documents and is not meant to.
    pub(super) fn passed_over(kind: impl Into<String>) -> Self {
        Self::skipped(0, Reason::PassedOver { kind: kind.into() })
    }

    /// The same for a member of an archive.
    pub(super) fn within(mut self, member: Option<String>) -> Self {
        self.member = super::members::joined(member, self.member);
        self
    }

    /// True if the system failed, and not the document: what it holds is not known.
    pub fn is_of_the_system(&self) -> bool {
        matches!(&self.reason, Reason::Unreadable(error) if error.raw_os_error().is_some())
    }

    /// The kind under which it is counted, if it is not an error but a member that is not an article.
    pub fn passed_over_kind(&self) -> Option<&str> {
        match &self.reason {
            Reason::PassedOver { kind } => Some(kind),
            _ => None,
        }
    }
}

impl fmt::Display for RecordError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "record {}", self.record)?;
        if let Some(member) = &self.member {
            write!(f, " ({member})")?;
        }
        write!(f, ": {}", self.reason)
    }
}

/// Why a record could not be read.
#[derive(Debug, Error)]
pub enum Reason {
    /// It has no documents and is not meant to; no error, and counted by kind.
    #[error("{kind}")]
    PassedOver {
        /// What it is: "image", "revisit record".
        kind: String,
    },
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
    /// A file or record that is not built as its format says.
    #[error("damaged {format}: {message}")]
    Damaged {
        /// The name of the format as people write it: "zip archive", "RSS feed".
        format: &'static str,
        /// What is wrong, and where.
        message: String,
    },
    /// A feature of a format that is not read.
    #[error("{what}")]
    NotRead {
        /// What it is, and what it would need: "encrypted PDF: a password is needed".
        what: String,
    },
    /// A file that opens with a password only.
    #[error("encrypted {format}: a password is needed")]
    Locked {
        /// The name of the format as people write it: "PDF".
        format: &'static str,
    },
    /// Archives in archives, deeper than is read.
    #[error("archives nested more than {limit} deep are not read")]
    TooDeep {
        /// How deep they are read.
        limit: usize,
    },
    /// A JSON value that is not an object.
    #[error("expected an object at line {line}, found {found}")]
    NotAnObject {
        /// What is there instead.
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
    #[error("invalid UTF-8 at line {line} byte {byte}")]
    NotUtf8 {
        /// The line of the file, from 1.
        line: u64,
        /// The byte of the line, from 1.
        byte: u64,
    },
    /// The file ends within a record or a list.
    #[error("unexpected end of file at line {line}: {what} is not closed; the file may be truncated")]
    EndsEarly {
        /// What is still open.
        what: &'static str,
        /// The last line of the file, from 1.
        line: u64,
    },
    /// A compressed stream that was cut off, changed, or made to do harm.
    #[error(transparent)]
    Unpacking(Unpacking),
    /// The rest of a file that would take more work than one file may.
    #[error("only part of this {format} was read: {message}")]
    TooCostly {
        /// The name of the format.
        format: &'static str,
        /// What was not read, and what there was too much of.
        message: String,
    },
    /// The reader of the format failed in a way it should not.
    #[error("internal error while reading this {format}; please report it")]
    Internal {
        /// The name of the format.
        format: &'static str,
    },
    /// The system could not read on.
    #[error("read error: {}", said(.0))]
    Unreadable(io::Error),
}

impl Reason {
    /// A file or record that is not built as its format says.
    pub(super) fn damaged(format: &'static str, message: impl Into<String>) -> Self {
        Reason::Damaged { format, message: message.into() }
    }

    /// The reason for an error in reading the structure of an archive: where it merely ends, it was cut off.
    pub(super) fn in_archive(format: &'static str) -> impl Fn(io::Error) -> Self {
        move |error| match (error.kind(), error.get_ref()) {
            (io::ErrorKind::UnexpectedEof, None) => {
                Reason::damaged(format, "it ends early; the file may be truncated")
            }
            _ => error.into(),
        }
    }
}

impl From<io::Error> for Reason {
    /// The reason for an error while reading; a fault of unpacking travels inside the error of the system.
    fn from(error: io::Error) -> Self {
        match error.downcast::<Unpacking>() {
            Ok(unpacking) => Reason::Unpacking(unpacking),
            Err(error) => Reason::Unreadable(error),
        }
    }
}

/// What can go wrong while something compressed is unpacked.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Unpacking {
    /// It was cut off.
    #[error("{codec} stream ends early; the file may be truncated")]
    EndsEarly {
        /// The name of the compression: "gzip".
        codec: &'static str,
    },
    /// It was changed.
    #[error("{codec} stream is damaged: {message}")]
    Damaged {
        /// The name of the compression.
        codec: &'static str,
        /// What the decoder says.
        message: String,
    },
    /// One of its members was changed, after which the next one can be read.
    #[error("{codec} member at byte {at} is damaged: {message}")]
    Member {
        /// The name of the compression.
        codec: &'static str,
        /// Where the member begins in the compressed stream.
        at: u64,
        /// What the decoder says.
        message: String,
    },
    /// It grows beyond what any archive of news grows to.
    #[error(
        "unpacks to more than {} MiB and {ratio} times its size; the rest was not read, as it may be a decompression bomb",
        floor >> 20
    )]
    Bomb {
        /// Up to how many bytes any size is allowed.
        floor: u64,
        /// How many times its size it may grow to beyond that.
        ratio: u64,
    },
}

impl Unpacking {
    /// True for an error after which the stream goes on with its next member.
    pub(super) fn is_of_member(error: &io::Error) -> bool {
        let inner = error.get_ref().and_then(|inner| inner.downcast_ref::<Self>());
        matches!(inner, Some(Unpacking::Member { .. }))
    }

    /// The error of a decoder as one that says which compression it was.
    ///
    /// An error of the system, or of another decoder further down, stays what it is.
    pub(super) fn wrap(error: io::Error, codec: &'static str) -> io::Error {
        if error.get_ref().is_some_and(|inner| inner.is::<Unpacking>()) {
            return error;
        }
        let kind = error.kind();
        let fault = match kind {
            io::ErrorKind::UnexpectedEof => Unpacking::EndsEarly { codec },
            _ if error.raw_os_error().is_some() => return error,
            _ => Unpacking::Damaged { codec, message: error.to_string() },
        };
        io::Error::new(kind, fault)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_say_what_and_where() {
        let malformed = Reason::Malformed { line: 17, column: 8, message: "expected value".into() };
        let error = RecordError::skipped(16, malformed);
        assert_eq!(error.to_string(), "record 16: malformed JSON at line 17 column 8: expected value");
        let inner = error.within(Some("a.jsonl".into())).within(Some("b.zip".into()));
        assert!(inner.to_string().starts_with("record 16 (b.zip/a.jsonl): malformed"));
        let long = Reason::TooLong { what: "line", line: 3, limit: 64 << 20 };
        assert_eq!(long.to_string(), "line longer than 64 MiB at line 3");
    }

    #[test]
    fn what_is_no_article_has_a_kind() {
        assert_eq!(RecordError::passed_over("image").passed_over_kind(), Some("image"));
        assert_eq!(RecordError::fatal(0, Reason::TooDeep { limit: 3 }).passed_over_kind(), None);
    }

    #[test]
    fn errors_of_unpacking_are_told_from_errors_of_the_system() {
        let cut = Unpacking::wrap(io::ErrorKind::UnexpectedEof.into(), "gzip");
        assert!(matches!(Reason::from(cut), Reason::Unpacking(Unpacking::EndsEarly { codec: "gzip" })));
        let system = Unpacking::wrap(io::Error::from_raw_os_error(5), "gzip");
        assert!(matches!(Reason::from(system), Reason::Unreadable(_)));
        let error = |error: io::Error| RecordError::fatal(0, Unpacking::wrap(error, "gzip").into());
        assert!(error(io::Error::from_raw_os_error(5)).is_of_the_system());
        assert!(!error(io::ErrorKind::UnexpectedEof.into()).is_of_the_system());
        let damaged = Unpacking::wrap(io::ErrorKind::InvalidInput.into(), "xz");
        let outer = Unpacking::wrap(damaged, "gzip");
        assert!(matches!(Reason::from(outer), Reason::Unpacking(Unpacking::Damaged { codec: "xz", .. })));
    }
}
