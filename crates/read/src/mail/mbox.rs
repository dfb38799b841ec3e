//! Mailboxes: mail after mail, each behind a line that begins with `From `.

use std::io::{self, BufRead};

use memchr::{memchr, memmem};

use super::super::error::{Reason, RecordError};
use super::super::fields::{Fields, header_end};
use super::super::members::Members;
use super::super::object::MAX_RECORD;
use super::super::peek_reader::PeekReader;
use super::super::sink::{ReadResult, Stop};
use super::letter::{self, Letter};

/// No line of a mail is longer than this; what is, is read in parts.
const MAX_LINE: usize = 1 << 16;

/// The mails of a mailbox.
struct Messages<'a> {
    source: PeekReader<'a>,
    limit: usize,
    line: Vec<u8>,
    ended: bool,
}

/// Reads the mails of a mailbox.
///
/// # Errors
/// If no more is wanted.
pub(super) fn read(source: PeekReader, members: &mut Members) -> ReadResult {
    read_up_to(MAX_RECORD, source, members)
}

fn read_up_to(limit: usize, source: PeekReader, members: &mut Members) -> ReadResult {
    let mut messages = Messages { source, limit, line: Vec::new(), ended: false };
    while !messages.ended {
        if let Err(reason) = messages.read_next(members) {
            // What could not be read will not be readable the next time; what was too long is behind us.
            messages.ended |= matches!(reason, Stop::Failed(Reason::Unreadable(_) | Reason::Unpacking(_)));
            match reason {
                Stop::Failed(reason) => members.error(RecordError::skipped(0, reason))?,
                Stop::Requested => return Err(Stop::Requested),
            }
        }
    }
    Ok(())
}

impl Messages<'_> {
    /// Reads the next line, or a part of a very long one; false at the end.
    fn read_line(&mut self) -> io::Result<bool> {
        self.line.clear();
        loop {
            let available = self.source.fill_buf()?;
            if available.is_empty() {
                return Ok(!self.line.is_empty());
            }
            let end = memchr(b'\n', available).map(|at| at + 1);
            let count = end.unwrap_or(available.len()).min(MAX_LINE);
            self.line.extend_from_slice(&available[..count]);
            self.source.consume(count);
            if end.is_some_and(|end| end == count) || self.line.len() >= MAX_LINE {
                return Ok(true);
            }
        }
    }

    /// The bytes of the next mail; the line before it has been read or is the next one.
    fn next_message(&mut self) -> Result<Option<Vec<u8>>, Reason> {
        let (mut raw, mut length) = (Vec::new(), 0);
        let mut after_blank = true;
        loop {
            if !self.read_line()? {
                self.ended = true;
                break;
            }
            if after_blank && begins_message(&self.line) {
                if length > 0 {
                    break;
                }
                continue;
            }
            after_blank = self.line.trim_ascii().is_empty();
            let line = unquoted(&self.line);
            length += line.len();
            if length <= self.limit {
                raw.extend_from_slice(line);
            }
        }
        if length > self.limit {
            return Err(Reason::TooLong { what: "mail", line: 1, limit: self.limit });
        }
        Ok((!raw.trim_ascii().is_empty()).then_some(raw))
    }

    fn read_next(&mut self, members: &mut Members) -> ReadResult {
        let Some(raw) = self.next_message()? else { return Ok(()) };
        letter::read(&Letter { raw: &raw, kept: &raw, place: place(&raw).as_deref() }, members)
    }
}

/// A line like `From ann@example.org Fri Oct 23 18:04:00 2015`; a text may have one that begins like it.
fn begins_message(line: &[u8]) -> bool {
    let Some(rest) = line.strip_prefix(b"From ") else {
        return false;
    };
    let is_time = |at: usize| {
        let digits = |range: std::ops::Range<usize>| {
            rest.get(range).is_some_and(|found| found.iter().all(u8::is_ascii_digit))
        };
        at >= 1 && digits(at - 1..at) && digits(at + 1..at + 3)
    };
    memmem::find_iter(rest, b":").any(is_time) || rest.trim_ascii() == b"-"
}

/// A line of a text that begins with `From ` stands behind one more `>` than the writer's.
fn unquoted(line: &[u8]) -> &[u8] {
    let marks = line.iter().take_while(|&&byte| byte == b'>').count();
    if marks > 0 && line[marks..].starts_with(b"From ") { &line[1..] } else { line }
}

/// Where in the mailbox a mail stands: the id by which mail programs find it.
fn place(raw: &[u8]) -> Option<String> {
    let (end, _) = header_end(raw)?;
    let fields = Fields::read(&raw[..end]);
    let id = fields.get("message-id")?.trim_matches(['<', '>']);
    (!id.is_empty()).then(|| id.to_owned())
}

#[cfg(test)]
mod tests {
    use super::super::super::input::tests::input;
    use super::super::super::members::read_archive;
    use super::super::super::sink::tests::read_by;
    use super::super::super::zip::tests::read_all;
    use super::*;

    const BOX: &str = "From ann@example.org Fri Oct 23 18:04:00 2015\nMessage-ID: <1@x>\nSubject: One\n\nFirst words.\n\n\
        >From Geneva they went home.\nFrom there on it was quiet.\n\n\
        From - Fri Oct 23 18:05:00 2015\r\nMessage-ID: <2@x>\r\nSubject: Two\r\n\r\nMore words.\r\n\n\
        From MAILER-DAEMON Fri Oct 23 18:06:00 2015\nSubject: Three\n\nLast words.\n";

    #[test]
    fn mails_are_told_apart_by_the_line_before_them() {
        let found = read_all("a", BOX.as_bytes());
        assert_eq!(
            found[0],
            "0 1@x First words.\n\nFrom Geneva they went home.\nFrom there on it was quiet.\n\n"
        );
        assert_eq!(found[1].replace('\r', ""), "1 2@x More words.\n\n");
        assert_eq!(found[2], "2  Last words.\n");
        assert_eq!(found.len(), 3);
    }

    #[test]
    fn a_mail_beyond_the_limit_is_an_error_and_the_next_is_read() {
        let input = input("a", BOX.as_bytes());
        let found =
            read_by(|sink| read_archive(input.scope, sink, |members| read_up_to(60, input.source, members)));
        assert!(matches!(&found[0], Err(RecordError { reason: Reason::TooLong { .. }, fatal: false, .. })));
        assert!(found.len() == 3 && found[1..].iter().all(Result::is_ok));
    }

    #[test]
    fn only_a_line_with_a_time_begins_a_mail() {
        assert!(begins_message(b"From x Fri Oct 23 18:04:00 2015\n"));
        assert!(begins_message(b"From - \n"));
        assert!(!begins_message(b"From Geneva with love: ten things\n"));
        assert!(!begins_message(b"From: x"));
    }
}
