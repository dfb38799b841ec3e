//! How long a stream becomes when it is unpacked, told without unpacking it into memory.
//!
//! The library unpacks without a limit, and a kilobyte may become a gigabyte: so each stream is counted first.

use std::io::Read;

use flate2::bufread::DeflateDecoder;
use hayro_syntax::Filter;
use hayro_syntax::object::dict::keys;
use hayro_syntax::object::{Dict, Name, Stream};

/// The most that one stream may unpack to: a page of text has a few thousand bytes, one of drawings a few million.
const MAX_STREAM: usize = 32 << 20;

/// Deflate expands one byte to at most this many.
const MAX_DEFLATE: usize = 1032;

/// The same of LZW.
const MAX_LZW: usize = 4096;

/// True for what only a viewer shows.
pub(super) fn is_picture(stream: &Stream<'_>) -> bool {
    let of_pictures = [Filter::DctDecode, Filter::JpxDecode, Filter::Jbig2Decode, Filter::CcittFaxDecode];
    stream.filters().iter().any(|filter| of_pictures.contains(filter))
        || stream.dict().get::<Name<'_>>(keys::SUBTYPE).as_deref() == Some(keys::IMAGE)
}

/// The length of a stream when it is unpacked; nothing if it is too long, a picture, or packed in a way that nobody uses.
pub(super) fn length(stream: &Stream<'_>) -> Option<usize> {
    if is_picture(stream) {
        return None;
    }
    let raw = stream.raw_data();
    let (mut bytes, mut length) = (raw, None);
    for (at, filter) in stream.filters().into_iter().enumerate() {
        // What grows comes last: packing what is packed already makes it no shorter.
        if length.is_some() {
            return None;
        }
        match filter {
            Filter::Crypt if at == 0 => {}
            Filter::AsciiHexDecode => bytes = hex(&bytes).into(),
            Filter::Ascii85Decode => bytes = ascii85(&bytes).into(),
            Filter::FlateDecode => length = Some(inflated(&bytes)?),
            Filter::LzwDecode => length = Some(lzw(&bytes, changes_early(stream.dict()))?),
            Filter::RunLengthDecode => length = Some(run_length(&bytes)?),
            _ => return None,
        }
    }
    Some(length.unwrap_or(bytes.len())).filter(|&length| length <= MAX_STREAM)
}

/// The first part of a stream of which not all can be unpacked, as it is too long or damaged.
pub(super) fn first_part(stream: &Stream<'_>) -> Option<Vec<u8>> {
    if stream.filters()[..] != [Filter::FlateDecode] || is_picture(stream) {
        return None;
    }
    let raw = stream.raw_data();
    let mut plain = vec![];
    let _ = DeflateDecoder::new(deflated(&raw)).take(MAX_STREAM as u64).read_to_end(&mut plain);
    Some(plain)
}

/// What the library makes of it, which goes on behind an error: as much as there could come is counted then.
fn inflated(bytes: &[u8]) -> Option<usize> {
    let body = deflated(bytes);
    let mut decoder = DeflateDecoder::new(body);
    let (mut buffer, mut length) = (vec![0; 32 << 10], 0);
    while length <= MAX_STREAM {
        match decoder.read(&mut buffer) {
            Ok(0) => return Some(length),
            Ok(more) => length += more,
            Err(_) => {
                let left = body.len().saturating_sub(decoder.total_in() as usize);
                return Some(length + left * MAX_DEFLATE).filter(|&length| length <= MAX_STREAM);
            }
        }
    }
    None
}

/// What is behind the header, if there is one.
fn deflated(bytes: &[u8]) -> &[u8] {
    let has_header = |head: &[u8]| {
        head[0] & 0xf == 8 && u16::from_be_bytes([head[0], head[1]]).is_multiple_of(31) && head[1] & 0x20 == 0
    };
    if bytes.get(..2).is_some_and(has_header) { &bytes[2..] } else { bytes }
}

fn changes_early(dictionary: &Dict<'_>) -> bool {
    let parameters = dictionary.get::<Dict<'_>>(keys::DECODE_PARMS);
    parameters.and_then(|parameters| parameters.get::<i32>(keys::EARLY_CHANGE)) != Some(0)
}

const CLEAR: usize = 256;
const END: usize = 257;

/// LZW with codes of 9 to 12 bits, of whose table only the lengths are kept.
fn lzw(bytes: &[u8], changes_early: bool) -> Option<usize> {
    let (mut buffer, mut bits, mut length) = (0u32, 0, 0);
    let mut table: Vec<usize> = vec![];
    let mut before = None;
    for (at, &byte) in bytes.iter().enumerate() {
        (buffer, bits) = ((buffer << 8) | u32::from(byte), bits + 8);
        let width = match END + 1 + table.len() + usize::from(changes_early) {
            0..512 => 9,
            512..1024 => 10,
            1024..2048 => 11,
            _ => 12,
        };
        if bits < width {
            continue;
        }
        bits -= width;
        let code = ((buffer >> bits) & ((1 << width) - 1)) as usize;
        match code {
            CLEAR => (table, before) = (vec![], None),
            END => break,
            _ => {
                let entry = code.checked_sub(END + 1);
                let own = entry.map_or(Some(1), |entry| table.get(entry).copied());
                let own = own.or(before.map(|before: usize| before + 1));
                let Some(own) = own else {
                    return Some(length + (bytes.len() - at) * MAX_LZW)
                        .filter(|&length| length <= MAX_STREAM);
                };
                if let Some(before) = before.filter(|_| table.len() < 4096 - END - 1) {
                    table.push(before + 1);
                }
                (length, before) = (length + own, Some(own));
            }
        }
        if length > MAX_STREAM {
            return None;
        }
    }
    Some(length)
}

fn run_length(bytes: &[u8]) -> Option<usize> {
    let (mut rest, mut length) = (bytes, 0);
    while let Some((&count, after)) = rest.split_first().filter(|(count, _)| **count != 128) {
        let count = usize::from(count);
        let (made, taken) = if count < 128 { (count + 1, count + 1) } else { (257 - count, 1) };
        (length, rest) = (length + made, after.get(taken..).unwrap_or_default());
    }
    Some(length)
}

fn ascii85(bytes: &[u8]) -> Vec<u8> {
    let mut plain = vec![];
    let mut group: Vec<u32> = vec![];
    for &byte in bytes.strip_prefix(b"<~").unwrap_or(bytes) {
        match byte {
            b'z' if group.is_empty() => plain.extend_from_slice(&[0; 4]),
            b'!'..=b'u' => group.push(u32::from(byte - b'!')),
            b'~' => break,
            _ => {}
        }
        if group.len() == 5 {
            end_group(&mut group, &mut plain);
        }
    }
    if group.len() > 1 {
        end_group(&mut group, &mut plain);
    }
    plain
}

fn end_group(group: &mut Vec<u32>, plain: &mut Vec<u8>) {
    let length = group.len() - 1;
    group.resize(5, 84);
    let value = group.iter().fold(0u32, |value, digit| value.wrapping_mul(85).wrapping_add(*digit));
    plain.extend_from_slice(&value.to_be_bytes()[..length]);
    group.clear();
}

fn hex(bytes: &[u8]) -> Vec<u8> {
    let digits = bytes.iter().take_while(|byte| **byte != b'>');
    let digits: Vec<u8> =
        digits.filter_map(|&byte| char::from(byte).to_digit(16)).map(|digit| digit as u8).collect();
    digits.chunks(2).map(|pair| pair[0] << 4 | pair.get(1).unwrap_or(&0)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::{Compression, write::ZlibEncoder};
    use hayro_syntax::object::FromBytes;
    use proptest::prelude::*;
    use std::io::Write;

    /// The length that is told, and that of what the library unpacks.
    fn lengths(entries: &str, bytes: &[u8]) -> (Option<usize>, Option<usize>) {
        let head = format!("<<{entries}/Length {}>> stream\n", bytes.len());
        let file = [head.as_bytes(), bytes, b"\nendstream"].concat();
        let stream = Stream::from_bytes(&file).unwrap();
        let told = length(&stream);
        let unpacked = told.and_then(|_| Some(stream.decoded_data().ok()?.len()));
        (told, unpacked)
    }

    fn zlib(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = ZlibEncoder::new(vec![], Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn hexed(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>() + ">"
    }

    #[test]
    fn the_length_told_is_that_of_what_is_unpacked() {
        let same = |length| (Some(length), Some(length));
        assert_eq!(lengths("", b"abc"), same(3));
        assert_eq!(lengths("/Filter/AHx", b"48 65 6c6C6f>"), same(5));
        assert_eq!(lengths("/Filter[/A85]", b"87cURD]i,\"Ebo80~>"), same(12));
        assert_eq!(lengths("/Filter/RL", b"\x01ab\xfec\x80x"), same(5));
        assert_eq!(lengths("/Filter/Fl", &zlib(&[7; 100_000])), same(100_000));
        assert_eq!(lengths("/Filter[/AHx/Fl]", hexed(&zlib(b"words")).as_bytes()), same(5));
        let lzw = [0x80, 0x0b, 0x60, 0x50, 0x22, 0x0c, 0x0c, 0x85, 0x01];
        assert_eq!(lengths("/Filter/LZWDecode", &lzw), same(10));
        assert_eq!(lengths("/Filter/DCTDecode", b"x"), (None, None));
    }

    #[test]
    fn bombs_are_not_unpacked() {
        let bomb = zlib(&vec![0; MAX_STREAM + 1000]);
        assert_eq!(lengths("/Filter/Fl", &bomb).0, None);
        assert_eq!(lengths("/Filter[/AHx/Fl]", hexed(&bomb).as_bytes()).0, None);
        assert_eq!(lengths("/Filter[/Fl/Fl]", &zlib(&bomb)).0, None);
        // Behind an error the library goes on.
        let wrong_check = [0x78, 1, 0, 1, 0, 0, 0, b'a'];
        let broken = [&wrong_check, &bomb[2..]].concat();
        assert_eq!(lengths("/Filter/Fl", &broken).0, None);
    }

    #[test]
    fn of_a_long_or_damaged_stream_the_first_part_is_read() {
        let cut = zlib(&b"words ".repeat(1000));
        let file = [b"<</Filter/Fl>> stream\n", &cut[..cut.len() - 6], b"\nendstream"].concat();
        assert!(first_part(&Stream::from_bytes(&file).unwrap()).unwrap().starts_with(b"words words"));
        let bomb = zlib(&vec![0; MAX_STREAM + 1000]);
        let file = [b"<</Filter/Fl>> stream\n", bomb.as_slice(), b"\nendstream"].concat();
        assert_eq!(first_part(&Stream::from_bytes(&file).unwrap()).unwrap().len(), MAX_STREAM);
    }

    proptest! {
        #[test]
        fn nothing_becomes_longer_than_was_told(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            for filter in ["Fl", "LZW", "A85", "AHx", "RL"] {
                let (told, unpacked) = lengths(&format!("/Filter/{filter}"), &bytes);
                prop_assert!(unpacked.is_none_or(|unpacked| unpacked <= told.unwrap() + 300 * 64), "{filter} {told:?} {unpacked:?}");
            }
        }
    }
}
