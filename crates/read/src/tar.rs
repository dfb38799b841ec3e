//! Tar archives, member by member as they come.

use std::io::{self, Read};

use super::Documents;
use super::error::{Reason, RecordError, Unpacking};
use super::input::Input;
use super::lent::Home;
use super::members::{self, Entry, EntryResult, Member};
use super::peek_reader::PeekReader;
use super::zip::is_hidden;

const FORMAT: &str = "tar archive";
const BLOCK: usize = 512;

/// The longest name, or block of attributes, that is taken in; names are far shorter.
const MAX_ATTRIBUTES: u64 = 1 << 20;

/// True if a stream begins with the header of a tar member, which carries its own checksum.
pub(super) fn is_tar(head: &[u8]) -> bool {
    head.get(..BLOCK).is_some_and(|block| block[0] != 0 && has_checksum(block))
}

/// Reads the members of a tar.
pub(super) fn read(input: Input) -> Documents {
    members::documents(input.scope, Members { home: Home::new(input.source), ended: false })
}

struct Members {
    home: Home,
    ended: bool,
}

/// What extended headers say of the member that follows them.
#[derive(Default)]
struct Told {
    path: Option<String>,
    size: Option<u64>,
}

impl Members {
    /// The next member; `Ok(None)` at the end.
    fn next_member(&mut self) -> Result<Option<Entry>, Reason> {
        let mut told = Told::default();
        loop {
            let mut source = self.home.source().map_err(Reason::in_archive(FORMAT))?;
            let Some(block) = next_block(&mut source)? else {
                return Ok(None);
            };
            let size =
                number(&block[124..136]).ok_or_else(|| Reason::damaged(FORMAT, "a length is no number"))?;
            let kind = block[156];
            match kind {
                b'L' => told.path = Some(name_of(&self.attributes(source, size)?)),
                b'x' => told.read(&self.attributes(source, size)?),
                b'K' | b'g' => drop(self.attributes(source, size)?),
                _ => {
                    let name = told.path.take().unwrap_or_else(|| own_name(&block));
                    let size = told.size.take().unwrap_or(size);
                    let is_file = matches!(kind, b'0' | b'\0' | b'7');
                    let length = if is_file || kind == b'S' { size } else { 0 };
                    let content = self.content(source, length);
                    if let Some(entry) = entry(kind, name, content) {
                        return Ok(Some(entry));
                    }
                }
            }
        }
    }

    /// A member's bytes; what is left of its last block goes with it.
    fn content(&mut self, source: PeekReader, size: u64) -> PeekReader {
        let padded = size.div_ceil(BLOCK as u64).saturating_mul(BLOCK as u64);
        PeekReader::sized(size, Padded { lent: self.home.lend(source, padded), left: size })
    }

    /// The content of a header that tells of the next member.
    fn attributes(&mut self, source: PeekReader, size: u64) -> Result<Vec<u8>, Reason> {
        if size > MAX_ATTRIBUTES {
            return Err(Reason::damaged(FORMAT, "the attributes of a member are too long"));
        }
        let mut bytes = Vec::new();
        self.content(source, size).read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}

/// A member that ends before the block that it fills.
struct Padded<R> {
    lent: R,
    left: u64,
}

impl<R: Read> Read for Padded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let wanted = buffer.len().min(usize::try_from(self.left).unwrap_or(usize::MAX));
        let count = self.lent.read(&mut buffer[..wanted])?;
        if count == 0 && wanted > 0 {
            return Err(Unpacking::wrap(io::ErrorKind::UnexpectedEof.into(), "tar"));
        }
        self.left -= count as u64;
        Ok(count)
    }
}

fn entry(kind: u8, name: String, content: PeekReader) -> Option<Entry> {
    if name.ends_with('/') || is_hidden(&name) {
        return None;
    }
    let passed_over = |kind: &str| Some(Entry::PassedOver { member: Some(name.clone()), kind: kind.into() });
    match kind {
        b'0' | b'\0' | b'7' => Some(Entry::Member(Box::new(Member::at(name, content)))),
        b'1' | b'2' => passed_over("link"),
        b'S' => passed_over("sparse file"),
        b'5' => None,
        _ => passed_over("device"),
    }
}

impl Iterator for Members {
    type Item = EntryResult;

    fn next(&mut self) -> Option<EntryResult> {
        if self.ended {
            return None;
        }
        let found = self.next_member();
        self.ended = !matches!(found, Ok(Some(_)));
        found.map_err(|reason| RecordError::fatal(0, reason)).transpose()
    }
}

/// The next header; `None` at the end, which is blocks of zeros or, in many archives, nothing at all.
fn next_block(source: &mut PeekReader) -> Result<Option<[u8; BLOCK]>, Reason> {
    if source.head().is_empty() && !source.failed_at_once() {
        return Ok(None);
    }
    let mut block = [0; BLOCK];
    source.read_exact(&mut block).map_err(Reason::in_archive(FORMAT))?;
    if block.iter().all(|&byte| byte == 0) {
        return Ok(None);
    }
    if !has_checksum(&block) {
        return Err(Reason::damaged(FORMAT, "a header does not fit its checksum"));
    }
    Ok(Some(block))
}

/// True if the sum of the bytes of a header, without the sum itself, is what it says.
fn has_checksum(block: &[u8]) -> bool {
    let sum_of = |bytes: &[u8]| bytes.iter().map(|&byte| u64::from(byte)).sum::<u64>();
    let sum = sum_of(&block[..148]) + 8 * u64::from(b' ') + sum_of(&block[156..]);
    octal(&block[148..156]) == Some(sum)
}

/// A number in octal digits, or in binary where those do not suffice.
fn number(field: &[u8]) -> Option<u64> {
    let (&first, rest) = field.split_first()?;
    if first & 0x80 == 0 {
        return octal(field);
    }
    let add = |sum: u64, &byte: &u8| sum.checked_mul(256)?.checked_add(byte.into());
    rest.iter().try_fold(u64::from(first & 0x7f), add)
}

fn octal(field: &[u8]) -> Option<u64> {
    let end = field.iter().position(|&byte| byte == 0).unwrap_or(field.len());
    let digits = field[..end].trim_ascii();
    let add = |sum: u64, &byte: &u8| sum.checked_mul(8)?.checked_add((byte as char).to_digit(8)?.into());
    digits.iter().try_fold(0, add)
}

fn own_name(block: &[u8]) -> String {
    let name = name_of(&block[..100]);
    let is_posix = &block[257..263] == b"ustar\0";
    match name_of(&block[345..500]) {
        prefix if is_posix && !prefix.is_empty() => format!("{prefix}/{name}"),
        _ => name,
    }
}

/// A name up to the zero byte that ends it.
fn name_of(field: &[u8]) -> String {
    let end = field.iter().position(|&byte| byte == 0).unwrap_or(field.len());
    let name = String::from_utf8_lossy(&field[..end]);
    name.strip_prefix("./").unwrap_or(&name).to_owned()
}

impl Told {
    /// Reads lines of `length key=value`.
    fn read(&mut self, attributes: &[u8]) {
        let mut rest = attributes;
        while let Some((line, after)) = attribute(rest) {
            if let Some(path) = line.strip_prefix(b"path=") {
                self.path = Some(name_of(path));
            } else if let Some(size) = line.strip_prefix(b"size=") {
                self.size = std::str::from_utf8(size).ok().and_then(|size| size.parse().ok());
            }
            rest = after;
        }
    }
}

/// The first attribute, and the rest.
fn attribute(attributes: &[u8]) -> Option<(&[u8], &[u8])> {
    let blank = memchr::memchr(b' ', attributes)?;
    let length: usize = std::str::from_utf8(&attributes[..blank]).ok()?.parse().ok()?;
    let line = attributes.get(blank + 1..length)?;
    Some((line.strip_suffix(b"\n").unwrap_or(line), &attributes[length..]))
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::peek_reader::tests::gzip;
    use super::super::zip::tests::read_all;
    use super::*;
    use proptest::prelude::*;

    pub(crate) fn member(name: &str, kind: u8, content: &[u8]) -> Vec<u8> {
        let mut block = [0; BLOCK];
        block[..name.len()].copy_from_slice(name.as_bytes());
        block[100..108].copy_from_slice(b"0000644\0");
        block[124..136].copy_from_slice(format!("{:011o}\0", content.len()).as_bytes());
        block[156] = kind;
        block[257..265].copy_from_slice(b"ustar\x0000");
        block[148..156].fill(b' ');
        let sum: u64 = block.iter().map(|&byte| u64::from(byte)).sum();
        block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        let mut bytes = [&block[..], content].concat();
        bytes.resize(bytes.len().next_multiple_of(BLOCK), 0);
        bytes
    }

    pub(crate) fn tar(members: &[(&str, u8, &[u8])]) -> Vec<u8> {
        let mut bytes: Vec<u8> =
            members.iter().flat_map(|(name, kind, content)| member(name, *kind, content)).collect();
        bytes.resize(bytes.len() + 2 * BLOCK, 0);
        bytes
    }

    fn sample() -> Vec<u8> {
        let long = format!("{}/long.txt", "folder".repeat(30));
        let pax = "28 path=Łódź/größe.txt\n";
        assert_eq!(pax.len(), 28);
        tar(&[
            ("./a/", b'5', b""),
            ("./a/a.txt", b'0', b"Talks end"),
            ("a/link", b'2', b""),
            ("././@LongLink", b'L', format!("{long}\0").as_bytes()),
            ("short", b'0', b"<html><p>Words"),
            ("pax", b'x', pax.as_bytes()),
            ("short", b'0', b"More"),
            ("a/.hidden", b'0', b"x"),
            ("c.jsonl.gz", b'0', &gzip(b"{\"title\":\"x\"}\n{\"title\":\"y\"}\n")),
        ])
    }

    #[test]
    fn members_are_read_like_files() {
        let long = format!("1 {}/long.txt <html><p>Words", "folder".repeat(30));
        let expected = [
            "0 a/a.txt Talks end",
            "- a/link link",
            &long,
            "2 Łódź/größe.txt More",
            "3 c.jsonl.gz record",
            "4 c.jsonl.gz record",
        ];
        assert_eq!(read_all("a.tar", &sample()), expected);
        assert_eq!(read_all("a.tgz", &gzip(&sample())), expected);
    }

    #[test]
    fn an_end_without_zeros_is_an_end_and_a_cut_is_told() {
        let bytes = member("a.txt", b'0', b"Words");
        assert_eq!(read_all("a.tar", &bytes), ["0 a.txt Words"]);
        let found = read_all("a.tar", &[&bytes[..], &bytes[..700]].concat());
        assert!(found.last().unwrap().contains("ends early"), "{found:?}");
        let found = read_all("a.tar", &[&bytes[..], &bytes[..514]].concat());
        assert!(found.iter().any(|line| line.contains("record 1")), "{found:?}");
    }

    #[test]
    fn numbers_are_octal_or_binary() {
        assert_eq!(number(b"00000000644\0"), Some(0o644));
        assert_eq!(number(b"    644 \0\0\0\0"), Some(0o644));
        assert_eq!(number(&[0x80, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0]), Some(65_536));
        assert_eq!(number(&[0xff; 12]), None);
        assert_eq!(number(b"9"), None);
    }

    #[test]
    fn no_text_is_a_tar() {
        assert!(is_tar(&sample()));
        assert!(!is_tar(&[0; 1024]) && !is_tar(&[b' '; 1024]) && !is_tar(b"Words"));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn no_bytes_make_it_panic_or_stand_still(at in 0usize..8000, bit in 0u8..8, cut in 0usize..8000) {
            let mut bytes = sample();
            let length = bytes.len();
            bytes[at % length] ^= 1 << bit;
            prop_assert!(read_all("a.tar", &bytes).len() < 100);
            prop_assert!(read_all("a.tar", &bytes[..cut % length]).len() < 100);
        }
    }
}
