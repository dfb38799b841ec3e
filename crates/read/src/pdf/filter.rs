//! The encodings of streams. What is decoded is bounded, so that no small file becomes a large one.

use std::io::Read;

use flate2::bufread::{DeflateDecoder, ZlibDecoder};

use super::object::{Dictionary, Object};

/// The most that one stream decodes to: a page of text has a few thousand bytes, one of drawings a few million.
const MAX_STREAM: usize = 16 << 20;

/// The bytes of a stream whose filters are known; `None` where one is that of a picture.
pub(super) fn decoded(dictionary: &Dictionary, raw: &[u8]) -> Option<Vec<u8>> {
    let filters = entries(dictionary, &["Filter", "F"]);
    let parameters = entries(dictionary, &["DecodeParms", "DP"]);
    let mut bytes = raw.to_vec();
    for (at, filter) in filters.iter().enumerate() {
        bytes = match filter.name()? {
            "FlateDecode" | "Fl" => inflated(&bytes),
            "LZWDecode" | "LZW" => lzw(&bytes, early_change(parameters.get(at))),
            "ASCII85Decode" | "A85" => ascii85(&bytes),
            "ASCIIHexDecode" | "AHx" => hex(&bytes),
            "RunLengthDecode" | "RL" => run_length(&bytes),
            _ => return None,
        };
        if let Some(parameters) = parameters.get(at).and_then(Object::dictionary) {
            bytes = unpredicted(bytes, parameters)?;
        }
    }
    Some(bytes)
}

/// The value of a key as a list, which may be written as a single value.
fn entries(dictionary: &Dictionary, keys: &[&str]) -> Vec<Object> {
    match keys.iter().find_map(|key| dictionary.get(*key)) {
        Some(Object::Array(items)) => items.clone(),
        Some(Object::Null) | None => vec![],
        Some(single) => vec![single.clone()],
    }
}

/// Of a damaged stream all that could be read.
fn inflated(bytes: &[u8]) -> Vec<u8> {
    let mut plain = vec![];
    let _ = ZlibDecoder::new(bytes).take(MAX_STREAM as u64).read_to_end(&mut plain);
    if plain.is_empty() && bytes.len() > 2 {
        // Some programs write a wrong header, behind which the data are sound.
        let _ = DeflateDecoder::new(&bytes[2..]).take(MAX_STREAM as u64).read_to_end(&mut plain);
    }
    plain
}

fn early_change(parameters: Option<&Object>) -> bool {
    let value = parameters.and_then(Object::dictionary).and_then(|parameters| parameters.get("EarlyChange"));
    value.and_then(Object::number) != Some(0.0)
}

const CLEAR: usize = 256;
const END: usize = 257;

/// LZW with codes of 9 to 12 bits.
fn lzw(bytes: &[u8], early_change: bool) -> Vec<u8> {
    let mut decoder = Lzw::default();
    let (mut buffer, mut bits) = (0u32, 0);
    for &byte in bytes {
        buffer = (buffer << 8) | u32::from(byte);
        bits += 8;
        let width = decoder.width(early_change);
        if bits < width {
            continue;
        }
        bits -= width;
        let code = ((buffer >> bits) & ((1 << width) - 1)) as usize;
        if decoder.take(code).is_none() {
            break;
        }
    }
    decoder.plain
}

/// What LZW has written, in which the entries of its table stand.
#[derive(Default)]
struct Lzw {
    plain: Vec<u8>,
    /// Where each entry begins in what was written, and how long it is.
    table: Vec<(usize, usize)>,
    previous: Option<(usize, usize)>,
}

impl Lzw {
    /// How many bits the next code has.
    fn width(&self, early_change: bool) -> u32 {
        match END + 1 + self.table.len() + usize::from(early_change) {
            0..512 => 9,
            512..1024 => 10,
            1024..2048 => 11,
            _ => 12,
        }
    }

    /// Writes what a code stands for; `None` at the end, or where it stands for nothing.
    fn take(&mut self, code: usize) -> Option<()> {
        if code == CLEAR {
            self.table.clear();
            self.previous = None;
            return Some(());
        }
        if code == END || self.plain.len() > MAX_STREAM {
            return None;
        }
        let start = self.plain.len();
        self.write(code)?;
        if let Some((from, length)) = self.previous
            && self.table.len() < 4096 - END - 1
        {
            // What was written before and the first byte of this stand one after the other.
            self.table.push((from, length + 1));
        }
        self.previous = Some((start, self.plain.len() - start));
        Some(())
    }

    fn write(&mut self, code: usize) -> Option<()> {
        if code < CLEAR {
            self.plain.push(code as u8);
            return Some(());
        }
        let entry = code - END - 1;
        if let Some((from, length)) = self.previous.filter(|_| entry == self.table.len()) {
            let first = self.plain[from];
            self.plain.extend_from_within(from..from + length);
            self.plain.push(first);
            return Some(());
        }
        let &(from, length) = self.table.get(entry)?;
        self.plain.extend_from_within(from..from + length);
        Some(())
    }
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
    let end = bytes.iter().position(|&byte| byte == b'>').unwrap_or(bytes.len());
    let digits: Vec<u8> = bytes[..end]
        .iter()
        .filter_map(|&byte| char::from(byte).to_digit(16))
        .map(|digit| digit as u8)
        .collect();
    digits.chunks(2).map(|pair| pair[0] << 4 | pair.get(1).unwrap_or(&0)).collect()
}

fn run_length(bytes: &[u8]) -> Vec<u8> {
    let mut plain = vec![];
    let mut rest = bytes;
    while let Some((&length, after)) = rest.split_first() {
        rest = match length {
            0..128 => {
                let end = (usize::from(length) + 1).min(after.len());
                plain.extend_from_slice(&after[..end]);
                &after[end..]
            }
            128 => break,
            _ => {
                let Some((&byte, after)) = after.split_first() else { break };
                plain.resize(plain.len() + 257 - usize::from(length), byte);
                after
            }
        };
        if plain.len() > MAX_STREAM {
            break;
        }
    }
    plain
}

/// Undoes the prediction of PNG, in which each row begins with the way in which it was predicted.
fn unpredicted(bytes: Vec<u8>, parameters: &Dictionary) -> Option<Vec<u8>> {
    let number = |key: &str, default: f64| parameters.get(key).and_then(Object::number).unwrap_or(default);
    if number("Predictor", 1.0) < 10.0 {
        return (number("Predictor", 1.0) < 2.0).then_some(bytes);
    }
    let columns = number("Columns", 1.0).clamp(1.0, 65_536.0) as usize;
    let sample = ((number("Colors", 1.0) * number("BitsPerComponent", 8.0)).clamp(8.0, 256.0) / 8.0) as usize;
    let width = columns * sample;
    let mut plain: Vec<u8> = Vec::with_capacity(bytes.len());
    let mut above = vec![0u8; width];
    for row in bytes.chunks(width + 1) {
        let (way, values) = row.split_first()?;
        let mut line = values.to_vec();
        line.resize(width, 0);
        for at in 0..width {
            let left = if at >= sample { line[at - sample] } else { 0 };
            let corner = if at >= sample { above[at - sample] } else { 0 };
            let added = match way {
                1 => left,
                2 => above[at],
                3 => ((u16::from(left) + u16::from(above[at])) / 2) as u8,
                4 => paeth(left, above[at], corner),
                _ => 0,
            };
            line[at] = line[at].wrapping_add(added);
        }
        plain.extend_from_slice(&line[..values.len()]);
        above = line;
    }
    Some(plain)
}

fn paeth(left: u8, above: u8, corner: u8) -> u8 {
    let (a, b, c) = (i16::from(left), i16::from(above), i16::from(corner));
    let estimate = a + b - c;
    let (to_left, to_above, to_corner) = ((estimate - a).abs(), (estimate - b).abs(), (estimate - c).abs());
    if to_left <= to_above && to_left <= to_corner {
        left
    } else if to_above <= to_corner {
        above
    } else {
        corner
    }
}

#[cfg(test)]
mod tests {
    use super::super::object::Lexer;
    use super::*;
    use flate2::{Compression, write::ZlibEncoder};
    use proptest::prelude::*;
    use std::io::Write;

    fn dictionary(text: &str) -> Dictionary {
        Lexer::new(text.as_bytes()).object().unwrap().dictionary().unwrap().clone()
    }

    fn zlib(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = ZlibEncoder::new(vec![], Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn filters_are_undone_in_order() {
        assert_eq!(decoded(&dictionary("<<>>"), b"abc").unwrap(), b"abc");
        assert_eq!(decoded(&dictionary("<</Filter/AHx>>"), b"48 65 6c6C6f>").unwrap(), b"Hello");
        assert_eq!(
            decoded(&dictionary("<</Filter[/A85]>>"), b"87cURD]i,\"Ebo80~>").unwrap(),
            b"Hello World!"
        );
        assert_eq!(decoded(&dictionary("<</Filter/RL>>"), b"\x01ab\xfec\x80x").unwrap(), b"abccc");
        let hex: String = zlib(b"words").iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(decoded(&dictionary("<</Filter[/AHx/Fl]>>"), hex.as_bytes()).unwrap(), b"words");
        assert_eq!(decoded(&dictionary("<</Filter/DCTDecode>>"), b"x"), None);
    }

    #[test]
    fn lzw_is_read() {
        let bytes = [0x80, 0x0b, 0x60, 0x50, 0x22, 0x0c, 0x0c, 0x85, 0x01];
        assert_eq!(
            decoded(&dictionary("<</Filter/LZWDecode>>"), &bytes).unwrap(),
            [45, 45, 45, 45, 45, 65, 45, 45, 45, 66]
        );
    }

    #[test]
    fn predictions_are_undone() {
        let rows = [2, 1, 2, 3, 2, 1, 1, 1, 1, 5, 0, 0];
        let dictionary = dictionary("<</Filter/Fl/DecodeParms<</Predictor 12/Columns 3>>>>");
        assert_eq!(decoded(&dictionary, &zlib(&rows)).unwrap(), [1, 2, 3, 2, 3, 4, 5, 5, 5]);
    }

    #[test]
    fn a_bomb_is_cut_and_a_damaged_stream_gives_what_it_has() {
        let bomb = zlib(&vec![0; MAX_STREAM + 1000]);
        assert_eq!(decoded(&dictionary("<</Filter/Fl>>"), &bomb).unwrap().len(), MAX_STREAM);
        let cut = zlib(&b"words ".repeat(1000));
        assert!(decoded(&dictionary("<</Filter/Fl>>"), &cut[..cut.len() - 6]).unwrap().starts_with(b"words"));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            for filter in ["Fl", "LZW", "A85", "AHx", "RL"] {
                decoded(&dictionary(&format!("<</Filter/{filter}/DecodeParms<</Predictor 15/Columns 4/Colors 3>>>>")), &bytes);
            }
        }
    }
}
