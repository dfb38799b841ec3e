//! Mail: letters and newsletters, mailboxes, and pages that were saved as mail (MHTML).
//!
//! A mail gives one document: its HTML where it has some, else its text, with what the header
//! knows of it. What an answer repeats of the mail that it answers is no part of its text; it is kept as `quoted` and
//! not searched, since the mail itself is. What is attached is opened like a file in turn.
//!
//! ```text
//! letter::read(&letter, &mut members)?;   // hands on the letter itself, then its attachments
//! ```
//!
//! Not for: the mail of Outlook (`.msg`, `.pst`), encrypted mail, calendars.

mod encoded_word;
mod header;
mod letter;
mod mbox;
mod page;
mod quotes;

use super::input::Input;
use super::members::{self, Members};
use super::sink::{ReadResult, Sink};
use letter::Letter;

const FORMAT: &str = "mail";

/// Reads one mail.
///
/// # Errors
/// If the sink wants no more.
pub(super) fn read(input: Input, sink: &mut dyn Sink) -> ReadResult {
    read_whole(input, sink, |kept, members| {
        letter::read(&Letter { raw: without_count(kept), kept, place: None }, members)
    })
}

/// Reads a page that was saved with all its parts in the form of a mail.
///
/// # Errors
/// If the sink wants no more.
pub(super) fn read_mhtml(input: Input, sink: &mut dyn Sink) -> ReadResult {
    read_whole(input, sink, page::read)
}

/// Reads a mailbox.
///
/// # Errors
/// If the sink wants no more.
pub(super) fn read_mbox(input: Input, sink: &mut dyn Sink) -> ReadResult {
    members::read_archive(input.scope, sink, |members| mbox::read(input.source, members))
}

/// True for a mail that is a page some browser saved.
pub(super) fn is_saved_page(head: &[u8]) -> bool {
    page::is_saved_page(head)
}

fn read_whole(
    input: Input,
    sink: &mut dyn Sink,
    read: impl FnOnce(&[u8], &mut Members) -> ReadResult,
) -> ReadResult {
    members::read_archive(input.scope.clone(), sink, |members| {
        let room = input.scope.room();
        let raw = input.whole_up_to(room)?;
        read(&raw, members)
    })
}

/// A mail as Apple's program keeps it, without the line with its length and the list of properties behind it.
fn without_count(raw: &[u8]) -> &[u8] {
    let counted = || {
        let line_end = memchr::memchr(b'\n', &raw[..raw.len().min(16)])?;
        let length: usize = std::str::from_utf8(&raw[..line_end]).ok()?.trim().parse().ok()?;
        raw[line_end + 1..].get(..length)
    };
    counted().unwrap_or(raw)
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::input::tests::input;
    use super::super::sink::tests::collected;
    use super::super::zip::tests::{outcome, read_all};
    use super::super::{Content, Facts, Opened, RawDoc, RecordResult, open_input};
    use proptest::prelude::*;

    pub(super) fn docs(name: &str, bytes: &[u8]) -> Vec<RecordResult> {
        match open_input(input(name, bytes)) {
            Opened::Records(records) => collected(records),
            Opened::Skipped { kind } => panic!("{kind}"),
        }
    }

    pub(super) fn first(bytes: &str) -> (String, Facts) {
        let doc: RawDoc = docs("a.eml", bytes.as_bytes()).remove(0).unwrap();
        let facts = *doc.facts.unwrap();
        match doc.content {
            Content::Html(text) | Content::Text(text) => (text, facts),
            other => panic!("{other:?}"),
        }
    }

    pub(super) const LETTER: &str = "Return-Path: <news@example.org>\r\nMessage-ID: <17@example.org>\r\n\
        List-Unsubscribe: <https://example.org/bye>\r\n\
        From: =?utf-8?Q?The_Z=C3=BCrich_Daily?= <news@example.org>\r\nTo: reader@example.org\r\n\
        Subject: =?iso-8859-1?Q?Gespr=E4che?=\r\n =?iso-8859-1?Q?_enden?=\r\nDate: Fri, 23 Oct 2015 18:04:00 +0200\r\n\
        MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=outer\r\n\r\n\
        --outer\r\nContent-Type: multipart/alternative; boundary=inner\r\n\r\n\
        --inner\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\nV29ydHM=\r\n\
        --inner\r\nContent-Type: text/html; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
        <html><p>Gespr=E4che in Z=FCrich en=\r\nden.\r\n\
        --inner--\r\n\
        --outer\r\nContent-Type: image/png\r\nContent-Disposition: attachment; filename=logo.png\r\n\
        Content-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n\
        --outer\r\nContent-Type: application/octet-stream; name=\"a.jsonl\"\r\n\
        Content-Disposition: attachment; filename=\"a.jsonl\"\r\n\r\n{\"title\":\"x\"}\r\n{\"title\":\"y\"}\r\n\
        --outer\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: <2@x>\r\nSubject: Within\r\n\r\nWords within.\r\n\
        --outer--\r\n";

    #[test]
    fn a_letter_is_its_page_and_then_what_is_attached() {
        let found = outcome(docs("a.eml", LETTER.as_bytes()));
        assert_eq!(found[0], "0  <html><p>Gespräche in Zürich enden.");
        assert_eq!(found[1], "- logo.png image");
        assert_eq!(found[2..4], ["1 a.jsonl record", "2 a.jsonl record"]);
        assert!(found[4].starts_with("3 ") && found[4].ends_with("Words within."), "{found:?}");
        assert_eq!(found.len(), 5);
    }

    #[test]
    fn apples_mail_is_read_without_its_count() {
        let letter = "Message-ID: <1@x>\nSubject: Talks\n\nWords.\n";
        let bytes = format!("{}\n{letter}<?xml version=\"1.0\"?><plist/>", letter.len());
        assert_eq!(read_all("a.emlx", bytes.as_bytes()), ["0  Words.\n"]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn no_bytes_make_it_panic_or_stand_still(at in 0usize..4000, bit in 0u8..8, cut in 0usize..4000, mbox: bool) {
            let mut bytes = LETTER.as_bytes().to_vec();
            if mbox {
                bytes = [b"From x Fri Oct 23 18:04:00 2015\n", &bytes[..], b"\nFrom y Fri Oct 23 18:04:00 2015\n", &bytes[..]].concat();
            }
            let length = bytes.len();
            bytes[at % length] ^= 1 << bit;
            prop_assert!(read_all("a", &bytes).len() < 100);
            prop_assert!(read_all("a.mbox", &bytes[..cut % length]).len() < 100);
            prop_assert!(read_all("a.mhtml", &bytes[..cut % length]).len() < 100);
        }
    }
}
