//! Encoded words in the header of a mail, by RFC 2047, and what programs make of them.
//!
//! A character that is split over two encoded words, which the standard forbids and many programs do, is put together
//! again: the bytes of neighbouring words in one charset are decoded as a whole. Bytes that are not encoded at all are
//! UTF-8, or else what they look like.

use encoding_rs::Encoding;
use mail_parser::decoders::base64::base64_decode;

use super::super::encoding;

/// An encoded word.
struct Word<'a> {
    charset: &'a [u8],
    is_base64: bool,
    text: &'a [u8],
}

/// A run of bytes in one charset; none for what is not encoded.
struct Run {
    charset: Option<Vec<u8>>,
    bytes: Vec<u8>,
    /// Base64 that was split within four letters.
    left: Vec<u8>,
}

/// The value of a header field as text on one line.
pub(super) fn decode(raw: &[u8]) -> String {
    let mut runs: Vec<Run> = vec![];
    let mut rest = raw;
    while !rest.is_empty() {
        match word(rest) {
            Some((word, length)) => {
                push_word(&mut runs, &word);
                rest = &rest[length..];
            }
            None => {
                let next = memchr::memmem::find(&rest[1..], b"=?").map_or(rest.len(), |at| at + 1);
                push_plain(&mut runs, &rest[..next]);
                rest = &rest[next..];
            }
        }
    }
    let text: String = runs.into_iter().map(Run::text).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The encoded word at the head of these bytes, and how long it is.
fn word(bytes: &[u8]) -> Option<(Word<'_>, usize)> {
    let inner = bytes.strip_prefix(b"=?")?;
    let charset_end = memchr::memchr(b'?', inner)?;
    let after = inner.get(charset_end + 1..)?;
    let is_base64 = match after {
        [b'B' | b'b', b'?', ..] => true,
        [b'Q' | b'q', b'?', ..] => false,
        _ => return None,
    };
    let text_end = memchr::memmem::find(&after[2..], b"?=")?;
    let text = &after[2..2 + text_end];
    // A language may stand behind the charset.
    let charset = inner[..charset_end].split(|&byte| byte == b'*').next()?;
    let is_label = charset.iter().all(|byte| byte.is_ascii_graphic()) && !charset.is_empty();
    is_label.then_some((Word { charset, is_base64, text }, 2 + charset_end + 1 + 2 + text_end + 2))
}

fn push_word(runs: &mut Vec<Run>, word: &Word) {
    let blank_before =
        runs.last().is_some_and(|run| run.charset.is_none() && run.bytes.trim_ascii().is_empty());
    // White space between two encoded words is not part of the text.
    if blank_before && runs.len() > 1 {
        runs.pop();
    }
    let charset = word.charset.to_ascii_lowercase();
    if runs.last().is_none_or(|run| run.charset.as_ref() != Some(&charset)) {
        runs.push(Run { charset: Some(charset), bytes: vec![], left: vec![] });
    }
    let Some(run) = runs.last_mut() else { return };
    if word.is_base64 { run.push_base64(word.text) } else { push_quoted(&mut run.bytes, word.text) }
}

fn push_plain(runs: &mut Vec<Run>, bytes: &[u8]) {
    match runs.last_mut() {
        Some(run) if run.charset.is_none() => run.bytes.extend_from_slice(bytes),
        _ => runs.push(Run { charset: None, bytes: bytes.to_vec(), left: vec![] }),
    }
}

fn push_quoted(bytes: &mut Vec<u8>, text: &[u8]) {
    let hex = |at: usize| {
        text.get(at..at + 2).and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok())
    };
    let mut at = 0;
    while let Some(&byte) = text.get(at) {
        let coded = hex(at + 1).filter(|_| byte == b'=');
        bytes.push(match (byte, coded) {
            (_, Some(coded)) => coded,
            (b'_', _) => b' ',
            _ => byte,
        });
        at += if coded.is_some() { 3 } else { 1 };
    }
}

impl Run {
    fn push_base64(&mut self, text: &[u8]) {
        self.left.extend(text.iter().filter(|byte| !byte.is_ascii_whitespace()));
        if self.left.ends_with(b"=") {
            self.flush(self.left.len());
        } else {
            self.flush(self.left.len() / 4 * 4);
        }
    }

    fn flush(&mut self, length: usize) {
        let rest = self.left.split_off(length);
        self.bytes.extend(base64_decode(&self.left).unwrap_or_default());
        self.left = rest;
    }

    fn text(mut self) -> String {
        if !self.left.is_empty() {
            // What lacks its padding is complete all the same.
            while !self.left.len().is_multiple_of(4) {
                self.left.push(b'=');
            }
            self.flush(self.left.len());
        }
        let charset = self.charset.and_then(|label| Encoding::for_label(&label));
        encoding::decode_as_declared(self.bytes, charset).text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn words_are_decoded_and_joined() {
        assert_eq!(decode(b"=?iso-8859-1?Q?Gespr=E4che?=\r\n =?iso-8859-1?Q?_enden?="), "Gespräche enden");
        assert_eq!(decode(b"Re: =?utf-8?B?w4k=?= (1) =?koi8-r?Q?=ED=C9=D2?="), "Re: É (1) Мир");
        assert_eq!(decode(b" plain  words "), "plain words");
        assert_eq!(decode(b"=?utf-8*fr?q?=C3=89t=C3=A9_2024?="), "Été 2024");
    }

    #[test]
    fn a_letter_that_is_split_over_two_words_is_whole() {
        assert_eq!(decode(b"=?utf-8?Q?Z=C3?=\r\n =?utf-8?Q?=BCrich?="), "Zürich");
        let bytes = "Паром остаётся".as_bytes();
        assert_eq!(bytes.len() % 2, 1);
        // Each word is base64 of its own, with padding within a letter.
        assert_eq!(
            decode(b"=?UTF-8?B?0J/QsNGA0L7QvCDQvtGB0YLQsNGR0YI=?= =?utf-8?B?0YHRjw==?="),
            "Паром остаётся"
        );
        // One base64 text that was cut anywhere.
        assert_eq!(
            decode(b"=?UTF-8?B?0J/QsNGA0L7Qv?=\n =?utf-8?B?CDQvtGB0YLQsNGR0YLRgdGP?="),
            "Паром остаётся"
        );
        assert_eq!(decode(b"=?iso-2022-jp?B?GyRCRU8kN0ElGyhC?="), "渡し船");
    }

    #[test]
    fn bytes_that_are_not_encoded_are_read_too() {
        assert_eq!(decode("Zürich talks".as_bytes()), "Zürich talks");
        assert_eq!(decode(b"=?utf-8?X?no?= =?"), "=?utf-8?X?no?= =?");
        let latin = decode(b"Une soir\xe9e d'\xe9t\xe9 \xe0 Gen\xe8ve, l'ann\xe9e derni\xe8re");
        assert_eq!(latin, "Une soirée d'été à Genève, l'année dernière");
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(raw in r"(=\?|utf-8|\?[BQ]\?|[A-Za-z=?_ ]|\?=){0,20}") {
            decode(raw.as_bytes());
        }
    }
}
