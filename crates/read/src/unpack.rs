//! Taking compression off a stream, told by its first bytes.

use std::io::{self, BufRead, Read};

use rawzip::CompressionMethod;

use super::error::{Reason, Unpacking};
use super::gzip_members::GzipMembers;
use super::input::Scope;
use super::peek_reader::PeekReader;
use super::unpack_limits::UnpackLimits;

/// A damaged stream loses what its last read would have given, so reads are short.
const STEP: usize = 16 * 1024;

/// How much of what was unpacked a decoder may keep to look back into; nested ones may keep less.
const WINDOW_LOG: u32 = 27;

/// The longest dictionary that is taken from the head of a zstd stream.
const MAX_DICTIONARY: u32 = 8 << 20;

/// The frame with which a web archive in zstd brings its dictionary.
const DICTIONARY_FRAME: &[u8] = &[0x5d, 0x2a, 0x4d, 0x18];

/// A way to compress one stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Codec {
    Gzip,
    Bzip2,
    Xz,
    Zstd,
    Brotli,
}

impl Codec {
    /// The compression of a stream with this head; Brotli cannot be told.
    pub(super) fn of(head: &[u8]) -> Option<Self> {
        let is_zstd_frame = matches!(head, [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..]);
        match head {
            [0x1f, 0x8b, 0x08, ..] => Some(Codec::Gzip),
            [b'B', b'Z', b'h', b'1'..=b'9', rest @ ..] if is_bzip2_block(rest) => Some(Codec::Bzip2),
            [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => Some(Codec::Xz),
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Some(Codec::Zstd),
            _ if is_zstd_frame => Some(Codec::Zstd),
            _ => None,
        }
    }

    /// The compression of a member of a zip, if it is neither stored nor deflated.
    pub(super) fn of_zip_method(method: CompressionMethod) -> Option<Self> {
        match method {
            CompressionMethod::BZIP2 => Some(Codec::Bzip2),
            CompressionMethod::ZSTD => Some(Codec::Zstd),
            CompressionMethod::XZ => Some(Codec::Xz),
            _ => None,
        }
    }

    /// The compression of a body of HTTP that is not told by its first bytes.
    pub(super) fn of_http(encoding: &str) -> Option<Self> {
        (encoding == "br").then_some(Codec::Brotli)
    }

    /// The name that people know it by.
    pub(super) fn name(self) -> &'static str {
        match self {
            Codec::Gzip => "gzip",
            Codec::Bzip2 => "bzip2",
            Codec::Xz => "xz",
            Codec::Zstd => "zstd",
            Codec::Brotli => "brotli",
        }
    }

    /// The decoder of a stream; of several streams one after the other, it reads all.
    ///
    /// # Errors
    /// If it cannot be set up.
    pub(super) fn decoder<'a>(
        self,
        packed: impl BufRead + 'a,
        scope: &Scope,
    ) -> io::Result<Box<dyn Read + 'a>> {
        let window_log = WINDOW_LOG - u32::try_from(scope.depth.saturating_sub(1)).unwrap_or(4).min(4);
        Ok(match self {
            Codec::Gzip => Box::new(GzipMembers::new(packed)),
            Codec::Bzip2 => Box::new(bzip2::bufread::MultiBzDecoder::new(packed)),
            // The limit counts in KiB, and the decoder needs a little beside the window.
            Codec::Xz => {
                Box::new(lzma_rust2::XzReader::new_mem_limit(packed, true, (1 << (window_log - 10)) + 1024))
            }
            Codec::Zstd => zstd_decoder(packed, window_log)?,
            Codec::Brotli => Box::new(brotli_decompressor::Decompressor::new(packed, STEP)),
        })
    }
}

/// A block, or the end of a stream without any.
fn is_bzip2_block(rest: &[u8]) -> bool {
    rest.starts_with(b"1AY&SY") || rest.starts_with(&[0x17, 0x72, 0x45, 0x38, 0x50, 0x90])
}

fn zstd_decoder<'a>(mut packed: impl BufRead + 'a, window_log: u32) -> io::Result<Box<dyn Read + 'a>> {
    let dictionary = match packed.fill_buf()?.starts_with(DICTIONARY_FRAME) {
        true => dictionary(&mut packed)?,
        false => Vec::new(),
    };
    let mut decoder = zstd::stream::read::Decoder::with_dictionary(packed, &dictionary)?;
    decoder.window_log_max(window_log)?;
    Ok(Box::new(decoder))
}

/// Reads the dictionary that is before the first frame, which may be compressed itself.
fn dictionary(packed: &mut impl BufRead) -> io::Result<Vec<u8>> {
    let (mut magic, mut length) = ([0; 4], [0; 4]);
    packed.read_exact(&mut magic)?;
    packed.read_exact(&mut length)?;
    let length = u32::from_le_bytes(length);
    if length > MAX_DICTIONARY {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "its dictionary is too long"));
    }
    let mut bytes = Vec::new();
    packed.take(length.into()).read_to_end(&mut bytes)?;
    if Codec::of(&bytes) != Some(Codec::Zstd) {
        return Ok(bytes);
    }
    let mut unpacked = Vec::new();
    let decoder = zstd::stream::read::Decoder::with_buffer(bytes.as_slice())?;
    decoder.take(MAX_DICTIONARY.into()).read_to_end(&mut unpacked)?;
    Ok(unpacked)
}

/// The error of a stream that is not what its checksum says.
pub(super) fn damaged(codec: &'static str, message: &str) -> io::Error {
    Unpacking::wrap(io::Error::new(io::ErrorKind::InvalidData, message), codec)
}

/// Takes off all layers of compression; the scope becomes that much deeper.
///
/// # Errors
/// If there are more layers than are read.
pub(super) fn unpacked<'a>(mut source: PeekReader<'a>, scope: &mut Scope) -> Result<PeekReader<'a>, Reason> {
    while let Some(codec) = Codec::of(source.head()) {
        scope.descend()?;
        let decoder = codec.decoder(source, scope).map_err(|error| Unpacking::wrap(error, codec.name()))?;
        source = PeekReader::with_buffer(STEP, Unpacked::new(decoder, codec.name(), scope.ledger.clone()));
    }
    Ok(source)
}

/// What a decoder gives, noted in the accounts; it ends after its first error, but for that of one
/// member of many.
pub(super) struct Unpacked<R> {
    decoder: R,
    codec: &'static str,
    ledger: UnpackLimits,
    failed: bool,
}

impl<R: Read> Unpacked<R> {
    pub(super) fn new(decoder: R, codec: &'static str, ledger: UnpackLimits) -> Self {
        Self { decoder, codec, ledger, failed: false }
    }
}

impl<R: Read> Read for Unpacked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.failed {
            return Ok(0);
        }
        let read = self.decoder.read(buffer).map_err(|error| Unpacking::wrap(error, self.codec));
        let noted = read.and_then(|count| self.ledger.note_unpacked(count).map(|()| count));
        self.failed = noted.as_ref().is_err_and(|error| {
            error.kind() != io::ErrorKind::Interrupted && !Unpacking::is_of_member(error)
        });
        noted
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::input::tests::unpacked as input;
    use super::super::peek_reader::tests::{gzip, rest_of};
    use super::super::zip::tests::read_all;
    use super::*;
    use proptest::prelude::*;
    use std::io::Write;

    fn bzip2(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn zstd(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = zstd::stream::write::Encoder::new(Vec::new(), 1).unwrap();
        encoder.include_checksum(true).unwrap();
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    /// The word `words` and a line end as the program `xz` packs them.
    const XZ: &[u8] = &[
        0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00, 0x00, 0x04, 0xe6, 0xd6, 0xb4, 0x46, 0x02, 0x00, 0x21, 0x01, 0x16,
        0x00, 0x00, 0x00, 0x74, 0x2f, 0xe5, 0xa3, 0x01, 0x00, 0x05, 0x77, 0x6f, 0x72, 0x64, 0x73, 0x0a, 0x00,
        0x00, 0x00, 0xd7, 0xb2, 0x28, 0xcb, 0xb8, 0x05, 0xe4, 0xb6, 0x00, 0x01, 0x1e, 0x06, 0xc1, 0x2f, 0xa4,
        0x1d, 0x1f, 0xb6, 0xf3, 0x7d, 0x01, 0x00, 0x00, 0x00, 0x00, 0x04, 0x59, 0x5a,
    ];

    #[test]
    fn members_and_layers_of_gzip_are_read() {
        let two = [gzip(b"one "), gzip(b"two")].concat();
        assert_eq!(rest_of(input("a", &gzip(&gzip(&two))).source), b"one two");
    }

    #[test]
    fn every_compression_is_told_and_read() {
        assert_eq!(read_all("a.bz2", &[bzip2(b"Talks "), bzip2(b"end")].concat()), ["0  Talks end"]);
        assert_eq!(read_all("a.zst", &[zstd(b"Talks "), zstd(b"end")].concat()), ["0  Talks end"]);
        assert_eq!(read_all("a.xz", XZ), ["0  words\n"]);
        assert_eq!(read_all("a.xz", &[XZ, XZ].concat()), ["0  words\nwords\n"]);
        assert_eq!(read_all("a.bz2", &bzip2(b"")), ["empty"]);
    }

    #[test]
    fn damage_is_told_with_the_name_of_the_compression() {
        let words: Vec<u8> =
            (0..50_000u32).flat_map(|n| n.wrapping_mul(2_654_435_761).to_string().into_bytes()).collect();
        for (name, packed) in
            [("bzip2", bzip2(&words)), ("zstd", zstd(&words)), ("gzip", gzip(&words)), ("xz", XZ.to_vec())]
        {
            let mut flipped = packed.clone();
            let at = packed.len() / 2;
            flipped[at] ^= 0x55;
            for bytes in [&flipped[..], &packed[..packed.len() - 12]] {
                let found = read_all("a", bytes);
                assert!(found.len() == 1 && found[0].contains(name), "{name}: {:.200}", found[0]);
            }
        }
    }

    #[test]
    fn a_zstd_stream_may_bring_its_dictionary() {
        let plain = b"The talks in Geneva ended without a deal.".repeat(3);
        let mut compressor = zstd::bulk::Compressor::with_dictionary(3, &plain).unwrap();
        let frame = compressor.compress(&plain).unwrap();
        for dictionary in [plain.clone(), zstd(&plain)] {
            let bytes =
                [DICTIONARY_FRAME, &(dictionary.len() as u32).to_le_bytes(), &dictionary, &frame].concat();
            assert_eq!(rest_of(input("a", &bytes).source), plain);
        }
    }

    #[test]
    fn an_error_of_the_head_comes_after_the_bytes_before_it() {
        let zipped = gzip(&[b'a'; 1000]);
        let mut source = input("a", &zipped[..zipped.len() - 6]).source;
        assert!(source.head().len() <= 1000 && !source.failed_at_once());
        let mut bytes = Vec::new();
        let error = source.read_to_end(&mut bytes).unwrap_err();
        assert!(matches!(Reason::from(error), Reason::Unpacking(Unpacking::EndsEarly { codec: "gzip" })));
        assert_eq!(source.read_to_end(&mut bytes).unwrap(), 0);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn no_bytes_make_it_panic_or_stand_still(which in 0usize..4, at in 0usize..500, bit in 0u8..8, cut in 0usize..500) {
            let mut bytes = [bzip2(b"Talks end"), zstd(b"Talks end"), XZ.to_vec(), gzip(b"Talks end")][which].clone();
            let length = bytes.len();
            bytes[at % length] ^= 1 << bit;
            prop_assert!(read_all("a", &bytes).len() < 10);
            prop_assert!(read_all("a", &bytes[..cut % length]).len() < 10);
        }
    }
}
