//! Tar archives, member by member as they come.
//!
//! The crate `tar` reads headers, long names and extended attributes. What it reads by itself between two members
//! is bounded here, as it would take in attributes of any length.

use std::cell::Cell;
use std::io::{self, Read};

use tar::{Entry, EntryType, Header};

use super::code_page::decode_alone;
use super::error::{Reason, Unpacking};
use super::exact::Exact;
use super::input::Input;
use super::members::{self, Member, Members};
use super::peek_reader::PeekReader;
use super::sink::{ReadResult, Sink};
use super::zip::is_hidden;

const FORMAT: &str = "tar archive";
const BLOCK: usize = 512;

/// How much may be between two members: padding, long names and attributes, which are far shorter.
const MAX_ATTRIBUTES: u64 = 2 << 20;

/// True if a stream begins with the header of a tar member, which has its own checksum.
pub(super) fn is_tar(head: &[u8]) -> bool {
    let Some((block, _)) = head.split_first_chunk::<BLOCK>() else { return false };
    let sum_of = |bytes: &[u8]| bytes.iter().map(|&byte| u32::from(byte)).sum::<u32>();
    // The sum is made as if there were blanks in its own place.
    let sum = sum_of(&block[..148]) + 8 * u32::from(b' ') + sum_of(&block[156..]);
    block[0] != 0 && Header::from_byte_slice(block).cksum().is_ok_and(|expected| expected == sum)
}

/// Reads the members of a tar.
///
/// # Errors
/// If the sink wants no more.
pub(super) fn read(input: Input, sink: &mut dyn Sink) -> ReadResult {
    let limits = Limits::default();
    let mut archive = tar::Archive::new(Limited { source: input.source, limits: &limits });
    members::read_archive(input.scope, sink, |members| {
        let mut entries = archive.entries()?;
        loop {
            limits.left.set(MAX_ATTRIBUTES);
            let Some(entry) = entries.next() else { return Ok(()) };
            let mut entry = entry.map_err(|error| limits.reason(error))?;
            limits.left.set(u64::MAX);
            read_entry(&mut entry, members)?;
            io::copy(&mut entry, &mut io::sink())?;
        }
    })
}

fn read_entry(entry: &mut Entry<impl Read>, members: &mut Members) -> ReadResult {
    let name = name_of(&entry.path_bytes());
    if name.ends_with('/') {
        return Ok(());
    }
    let is_file = matches!(entry.header().entry_type(), EntryType::Regular | EntryType::Continuous);
    if is_hidden(&name) {
        return if is_file { members.ignored(Some(name), members::HIDDEN) } else { Ok(()) };
    }
    match entry.header().entry_type() {
        EntryType::Regular | EntryType::Continuous => {
            let size = entry.size();
            let content = PeekReader::sized(size, Exact::new(entry, size, "tar"));
            members.member(Member::at(name, content))
        }
        EntryType::Link | EntryType::Symlink => members.ignored(Some(name), "link"),
        EntryType::GNUSparse => members.ignored(Some(name), "sparse file"),
        EntryType::Directory | EntryType::XGlobalHeader => Ok(()),
        _ => members.ignored(Some(name), "device"),
    }
}

/// A name up to the zero byte that ends it.
fn name_of(field: &[u8]) -> String {
    let end = field.iter().position(|&byte| byte == 0).unwrap_or(field.len());
    let name = decode_alone(&field[..end]);
    name.strip_prefix("./").unwrap_or(&name).to_owned()
}

/// How much of the archive may be read until the next member, and whether its end was met.
#[derive(Default)]
struct Limits {
    left: Cell<u64>,
    at_end: Cell<bool>,
}

impl Limits {
    /// Why the next member cannot be read.
    fn reason(&self, error: io::Error) -> Reason {
        let is_from_outside =
            error.raw_os_error().is_some() || error.get_ref().is_some_and(|inner| inner.is::<Unpacking>());
        match () {
            () if is_from_outside => error.into(),
            () if self.at_end.get() => Reason::damaged(FORMAT, "it ends early; the file may be truncated"),
            () => Reason::damaged(FORMAT, error.to_string()),
        }
    }
}

/// The stream of the archive.
struct Limited<'l, 'a> {
    source: PeekReader<'a>,
    limits: &'l Limits,
}

impl Read for Limited<'_, '_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.source.read(buffer)?;
        self.limits.at_end.set(count == 0 && !buffer.is_empty());
        match self.limits.left.get().checked_sub(count as u64) {
            Some(left) => self.limits.left.set(left),
            None => return Err(io::Error::other("the header extensions of a member are too long")),
        }
        Ok(count)
    }
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
            "- a/.hidden hidden file",
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
    fn attributes_without_end_take_no_memory() {
        let long = vec![b'a'; 3 << 20];
        let found = read_all("a.tar", &tar(&[("pax", b'x', &long), ("a.txt", b'0', b"Words")]));
        assert!(
            found.len() == 1 && found[0].contains("header extensions of a member are too long"),
            "{found:?}"
        );
        let found = read_all("a.tar", &tar(&[("a.bin", b'0', &long), ("a.txt", b'0', b"Words")]));
        assert_eq!(found.last().unwrap(), "1 a.txt Words");
    }

    #[test]
    fn a_header_that_does_not_fit_its_checksum_ends_the_archive() {
        let mut bytes = tar(&[("a.txt", b'0', b"Words"), ("b.txt", b'0', b"More")]);
        bytes[2 * BLOCK] ^= 1;
        let found = read_all("a.tar", &bytes);
        assert_eq!(found[0], "0 a.txt Words");
        assert!(found.len() == 2 && found[1].contains("checksum"), "{found:?}");
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
