//! A stream in UTF-16 as a stream in UTF-8.

use std::io::{self, BufRead, Read};

use encoding_rs::{Decoder, DecoderResult, Encoding};

use super::peek_reader::PeekReader;

/// Half a character becomes this byte, which no UTF-8 has, so that its record is reported as damaged.
const DAMAGED: u8 = 0xff;

/// Decodes while it is read.
pub(super) struct Transcoded<'a> {
    source: PeekReader<'a>,
    decoder: Decoder,
    decoded: Vec<u8>,
    position: usize,
    ended: bool,
}

impl<'a> Transcoded<'a> {
    pub(super) fn new(source: PeekReader<'a>, encoding: &'static Encoding) -> Self {
        let decoder = encoding.new_decoder_with_bom_removal();
        Self { source, decoder, decoded: Vec::new(), position: 0, ended: false }
    }

    /// Decodes what the source has ready.
    fn refill(&mut self) -> io::Result<()> {
        let available = self.source.fill_buf()?;
        self.ended = available.is_empty();
        // Room is wanted for the end of the stream too, where half a character may be left over.
        let room = self.decoder.max_utf8_buffer_length_without_replacement(available.len().max(1));
        self.decoded.resize(room.unwrap_or(0).max(16), 0);
        let (result, read, written) =
            self.decoder.decode_to_utf8_without_replacement(available, &mut self.decoded, self.ended);
        self.source.consume(read);
        self.decoded.truncate(written);
        self.position = 0;
        if let DecoderResult::Malformed(..) = result {
            self.decoded.push(DAMAGED);
            self.ended = false;
        }
        Ok(())
    }
}

impl Read for Transcoded<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.position == self.decoded.len() && !self.ended {
            self.refill()?;
        }
        let ready = &self.decoded[self.position..];
        let count = ready.len().min(buffer.len());
        buffer[..count].copy_from_slice(&ready[..count]);
        self.position += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::super::peek_reader::tests::source;
    use super::*;
    use encoding_rs::{UTF_16BE, UTF_16LE};
    use proptest::prelude::*;

    fn transcoded(bytes: &[u8], encoding: &'static Encoding) -> Vec<u8> {
        let mut text = Vec::new();
        Transcoded::new(source(bytes), encoding).read_to_end(&mut text).unwrap();
        text
    }

    #[test]
    fn a_lone_half_of_a_character_is_marked() {
        assert_eq!(transcoded(&[b'a', 0, 0x00, 0xd8, b'b', 0], UTF_16LE), [b'a', DAMAGED, b'b']);
        assert_eq!(transcoded(&[b'a', 0, b'b'], UTF_16LE), [b'a', DAMAGED]);
    }

    proptest! {
        #[test]
        fn every_text_comes_through(text in "\\PC{0,200}") {
            let marked = format!("\u{feff}{text}");
            let little: Vec<u8> = marked.encode_utf16().flat_map(u16::to_le_bytes).collect();
            let big: Vec<u8> = marked.encode_utf16().flat_map(u16::to_be_bytes).collect();
            prop_assert_eq!(transcoded(&little, UTF_16LE), text.as_bytes());
            prop_assert_eq!(transcoded(&big, UTF_16BE), text.as_bytes());
        }

        #[test]
        fn no_bytes_make_it_panic_or_stand_still(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            transcoded(&bytes, UTF_16LE);
        }
    }
}
