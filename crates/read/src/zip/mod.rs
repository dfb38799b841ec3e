//! Zip archives: by their directory where they can be read in any order, else member by member as they come.
//!
//! ```text
//! let archive = Archive::open(&input.into_store()?)?;
//! let chapter = archive.read("OEBPS/chapter1.xhtml", &scope)?;
//! ```
//!
//! A zip that was cut off has no directory, and its members are read as they come. Nothing
//! is ever written to disk, so the names of members are only names.
//!
//! Not for: writing zips, encrypted members.

mod directory;
mod names;
mod stream;

use std::io::{self, BufRead, Read};
use std::sync::Arc;

use flate2::Crc;
use flate2::bufread::DeflateDecoder;
use rawzip::{CompressionMethod, RangeReader, ZipArchiveEntryWayfinder};

use super::Format;
use super::error::{Reason, RecordError};
use super::format::Sniffed;
use super::input::{Access, Input, Scope};
use super::magic::OFFICE;
use super::members::{self, Member, Members};
use super::object::MAX_RECORD;
use super::odt;
use super::peek_reader::PeekReader;
use super::sink::{ReadResult, Sink, Stop};
use super::store::Store;
use super::unpack::{Codec, Unpacked};
use directory::Directory;

const FORMAT: &str = "zip archive";

/// How many members a zip may have that is kept in memory as a whole, as books and documents are.
const MAX_KEPT: usize = 100_000;

/// The fields of a member that its local header and the directory share.
#[derive(Debug)]
struct Header {
    /// The name, with `/` between folders and without control characters.
    name: String,
    is_hidden: bool,
    flags: u16,
    method: CompressionMethod,
    crc: u32,
    /// The length after unpacking, as far as it is known.
    size: u64,
    packed: Packed,
    is_link: bool,
}

/// Where the packed bytes of a member are.
#[derive(Debug, Clone, Copy)]
enum Packed {
    /// At a place of the archive, known from the directory.
    At(ZipArchiveEntryWayfinder),
    /// The next bytes of the stream, as many as this.
    Next(u64),
}

impl Header {
    /// True for folders and what the walk over folders skips too: hidden files, those of macOS.
    fn is_no_file(&self) -> bool {
        self.name.ends_with('/') || self.is_hidden
    }

    /// True for a file that its name hides.
    fn is_hidden_file(&self) -> bool {
        self.is_hidden && !self.name.ends_with('/')
    }

    fn is_encrypted(&self) -> bool {
        self.flags & 1 != 0
    }

    /// True if checksum and lengths are behind the data.
    fn has_descriptor(&self) -> bool {
        self.flags & 8 != 0
    }
}

/// True for a path that has a hidden part, or lies where macOS keeps its own.
pub(super) fn is_hidden(path: &str) -> bool {
    let is_name = |part: &str| !matches!(part, "." | "..");
    path.split('/').any(|part| part == "__MACOSX" || (part.starts_with('.') && is_name(part)))
}

/// What a zip is by the names of its members: an archive, a book, a document.
pub(super) fn kind(input: Input) -> (Sniffed, Input) {
    let input = input.settled();
    let mut kind = input.store.as_ref().map_or(Sniffed::Known(Format::Zip), kind_of);
    if kind == Sniffed::Binary(OFFICE)
        && input.store.as_ref().is_some_and(|store| is_odt(store, &input.scope))
    {
        kind = Sniffed::Known(Format::Odt);
    }
    (kind, input)
}

/// True for a text among the documents that say in a member of their own what they are.
fn is_odt(store: &Arc<Store>, scope: &Scope) -> bool {
    let said = Archive::open(store).and_then(|archive| archive.read(odt::MIMETYPE, scope));
    said.is_ok_and(|said| said.is_some_and(|said| said.starts_with(odt::TEXT.as_bytes())))
}

fn kind_of(store: &Arc<Store>) -> Sniffed {
    let Ok(directory) = Directory::open(store) else {
        return Sniffed::Known(Format::Zip);
    };
    let (mut kind, mut has_data_package, mut has_manifest, mut count) = (None, false, false, 0);
    // What comes after a damaged entry does not decide.
    drop(directory.for_each(|header| {
        count += 1;
        match header.name.as_str() {
            "META-INF/container.xml" => kind = Some(Sniffed::Known(Format::Epub)),
            "word/document.xml" => kind = Some(Sniffed::Known(Format::Docx)),
            "xl/workbook.xml" | "ppt/presentation.xml" => kind = Some(Sniffed::Binary(OFFICE)),
            "META-INF/manifest.xml" => has_manifest = true,
            "datapackage.json" => has_data_package = true,
            name if has_data_package && is_web_archive(name) => kind = Some(Sniffed::Known(Format::Wacz)),
            _ => {}
        }
        if kind.is_some() || count >= MAX_KEPT { Err(Stop::Requested) } else { Ok(()) }
    }));
    let unknown = if has_manifest { Sniffed::Binary(OFFICE) } else { Sniffed::Known(Format::Zip) };
    kind.unwrap_or(unknown)
}

fn is_web_archive(name: &str) -> bool {
    name.starts_with("archive/") && (name.ends_with(".warc") || name.ends_with(".warc.gz"))
}

/// Reads the members of a zip.
///
/// # Errors
/// If the sink wants no more.
pub(super) fn read(input: Input, sink: &mut dyn Sink) -> ReadResult {
    read_some(input, sink, |_| true)
}

/// Reads the web archives in a WACZ; its index and its list of pages say nothing more.
///
/// # Errors
/// If the sink wants no more.
pub(super) fn read_wacz(input: Input, sink: &mut dyn Sink) -> ReadResult {
    read_some(input, sink, |name| name.starts_with("archive/"))
}

fn read_some(input: Input, sink: &mut dyn Sink, is_wanted: fn(&str) -> bool) -> ReadResult {
    members::read_archive(input.scope.clone(), sink, |members| {
        let store = match input.access() {
            Access::Stream(source) => return stream::read(source, members),
            Access::Store(store) => store,
        };
        match Directory::open(&store) {
            Ok(directory) => directory.for_each(|header| match is_wanted(&header.name) {
                true => read_member(&directory, header, members),
                false => Ok(()),
            }),
            // Without a directory it may have been cut off.
            Err(_) => {
                let length = store.length();
                stream::read(PeekReader::new(RangeReader::new(store, 0..length)), members)
            }
        }
    })
}

fn read_member(directory: &Directory, header: Header, members: &mut Members) -> ReadResult {
    if header.is_hidden_file() {
        return members.ignored(Some(header.name), members::HIDDEN);
    }
    if header.is_no_file() {
        return Ok(());
    }
    if header.is_link {
        return members.ignored(Some(header.name), "link");
    }
    match open_member(directory, &header, &members.scope) {
        Ok(source) => members.member(Member::at(header.name, source)),
        Err(reason) => members.error(RecordError::skipped(0, reason).within(Some(header.name))),
    }
}

/// The content of a member, in the place that the directory gives.
fn open_member<'d>(
    directory: &'d Directory,
    header: &Header,
    scope: &Scope,
) -> Result<PeekReader<'d>, Reason> {
    let content = content(directory.packed(header)?, header, scope)?;
    Ok(PeekReader::sized(header.size, Checked::new(content, Some(header.crc))))
}

/// The unpacked bytes of a member.
fn content<'a>(
    packed: impl BufRead + 'a,
    header: &Header,
    scope: &Scope,
) -> Result<Box<dyn Read + 'a>, Reason> {
    if header.is_encrypted() {
        return Err(Reason::NotRead { what: "encrypted member: a password is needed".into() });
    }
    let ledger = scope.ledger.clone();
    Ok(match header.method {
        // Stored bytes are noted too: many members may claim the same ones.
        CompressionMethod::STORE => Box::new(Unpacked::new(packed, "zip", ledger)),
        CompressionMethod::DEFLATE => Box::new(Unpacked::new(DeflateDecoder::new(packed), "zip", ledger)),
        CompressionMethod::DEFLATE64 => {
            Box::new(Unpacked::new(deflate64::Deflate64Decoder::with_buffer(packed), "zip", ledger))
        }
        other => match Codec::of_zip_method(other) {
            Some(codec) => Box::new(Unpacked::new(codec.decoder(packed, scope)?, "zip", ledger)),
            None => {
                let what = format!("compression method {} of this member is not supported", other.as_u16());
                return Err(Reason::NotRead { what });
            }
        },
    })
}

/// A member whose checksum, if it is known, is compared when it ends.
struct Checked<R> {
    content: R,
    crc: Crc,
    expected: Option<u32>,
}

impl<R> Checked<R> {
    fn new(content: R, expected: Option<u32>) -> Self {
        Self { content, crc: Crc::new(), expected }
    }
}

impl<R: Read> Read for Checked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.content.read(buffer)?;
        self.crc.update(&buffer[..count]);
        let at_end = count == 0 && !buffer.is_empty();
        if at_end && self.expected.is_some_and(|expected| expected != self.crc.sum()) {
            return Err(super::unpack::damaged("zip", "the checksum does not match"));
        }
        Ok(count)
    }
}

/// A zip with a directory that is kept in memory, for formats made of several members.
pub(super) struct Archive {
    directory: Directory,
    /// In the order of their names, so that a book of a hundred thousand chapters is read in one go.
    entries: Vec<Header>,
}

impl Archive {
    /// Reads the directory.
    ///
    /// # Errors
    /// If there is none, or it is damaged.
    pub(super) fn open(store: &Arc<Store>) -> Result<Self, Reason> {
        let directory = Directory::open(store)?;
        let mut entries = vec![];
        let read = directory.for_each(|header| {
            entries.push(header);
            if entries.len() >= MAX_KEPT { Err(Stop::Requested) } else { Ok(()) }
        });
        if let Err(Stop::Failed(reason)) = read {
            return Err(reason);
        }
        // Of several with the same name the first counts, which a stable sort keeps in front.
        entries.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(Self { directory, entries })
    }

    /// The content of a member; `None` if there is no such member.
    ///
    /// # Errors
    /// If it cannot be unpacked, or is longer than a record may be.
    pub(super) fn read(&self, name: &str, scope: &Scope) -> Result<Option<Vec<u8>>, Reason> {
        let at = self.entries.partition_point(|header| header.name.as_str() < name);
        let Some(header) = self.entries.get(at).filter(|header| header.name == name) else {
            return Ok(None);
        };
        let mut bytes = Vec::new();
        let content = open_member(&self.directory, header, scope)?;
        content.take(MAX_RECORD as u64 + 1).read_to_end(&mut bytes)?;
        if bytes.len() > MAX_RECORD {
            return Err(Reason::TooLong { what: "member", line: 1, limit: MAX_RECORD });
        }
        Ok(Some(bytes))
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::input::tests::input;
    use super::super::sink::tests::{collected, limited};
    use super::super::{Content, Opened, RawDoc, RecordResult, open_input};
    use super::*;
    use flate2::Compression;
    use flate2::write::DeflateEncoder;
    use proptest::prelude::*;
    use std::io::Write;

    /// One member of a zip made for a test.
    pub(crate) struct Made<'a> {
        pub name: &'a str,
        pub content: &'a [u8],
        pub deflate: bool,
        pub descriptor: bool,
    }

    pub(crate) fn made<'a>(name: &'a str, content: &'a [u8]) -> Made<'a> {
        Made { name, content, deflate: true, descriptor: false }
    }

    fn packed(member: &Made) -> Vec<u8> {
        if !member.deflate {
            return member.content.to_vec();
        }
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(member.content).unwrap();
        encoder.finish().unwrap()
    }

    fn shared_fields(member: &Made, packed: &[u8], in_directory: bool) -> Vec<u8> {
        let mut crc = Crc::new();
        crc.update(member.content);
        let is_told = in_directory || !member.descriptor;
        let told = |value: u32| if is_told { value } else { 0 }.to_le_bytes();
        [
            &[
                20,
                0,
                if member.descriptor { 8 } else { 0 },
                8,
                if member.deflate { 8 } else { 0 },
                0,
                0,
                0,
                0,
                0,
            ][..],
            &told(crc.sum()),
            &told(packed.len() as u32),
            &told(member.content.len() as u32),
            &(member.name.len() as u16).to_le_bytes(),
            &[0, 0],
        ]
        .concat()
    }

    pub(crate) fn zip(members: &[Made]) -> Vec<u8> {
        let (mut bytes, mut directory) = (Vec::new(), Vec::new());
        for member in members {
            let packed = packed(member);
            let offset = (bytes.len() as u32).to_le_bytes();
            bytes.extend(
                [b"PK\x03\x04", &shared_fields(member, &packed, false)[..], member.name.as_bytes()].concat(),
            );
            bytes.extend_from_slice(&packed);
            let fields = shared_fields(member, &packed, true);
            if member.descriptor {
                bytes.extend([b"PK\x07\x08", &fields[10..22]].concat());
            }
            directory.extend(
                [b"PK\x01\x02\x14\x03", &fields[..], &[0; 10][..], &offset, member.name.as_bytes()].concat(),
            );
        }
        let (count, start) = ((members.len() as u16).to_le_bytes(), bytes.len() as u32);
        let length = (directory.len() as u32).to_le_bytes();
        bytes.extend(directory);
        bytes.extend(
            [b"PK\x05\x06\0\0\0\0", &count[..], &count, &length, &start.to_le_bytes(), &[0, 0]].concat(),
        );
        bytes
    }

    pub(crate) fn outcome(found: Vec<RecordResult>) -> Vec<String> {
        let told = |found: RecordResult| match found {
            Ok(RawDoc { record, member, content: Content::Text(text) | Content::Html(text), .. }) => {
                format!("{record} {} {text}", member.unwrap_or_default())
            }
            Ok(doc) => format!("{} {} record", doc.record, doc.member.unwrap_or_default()),
            Err(error) => match error.passed_over_kind() {
                Some(kind) => format!("- {} {kind}", error.member.as_deref().unwrap_or_default()),
                None => error.to_string(),
            },
        };
        found.into_iter().map(told).collect()
    }

    pub(crate) fn read_all(name: &str, bytes: &[u8]) -> Vec<String> {
        match open_input(input(name, bytes)) {
            Opened::Records(records) => outcome(collected(records)),
            Opened::Skipped { kind } => vec![kind.into_owned()],
        }
    }

    fn as_stream(bytes: &[u8]) -> Vec<String> {
        let input = input("a.zip", bytes);
        let mut found = vec![];
        let mut sink = limited(&mut found);
        drop(members::read_archive(input.scope, &mut sink, |members| stream::read(input.source, members)));
        drop(sink);
        outcome(found)
    }

    fn sample() -> Vec<u8> {
        zip(&[
            made("2015/a.txt", b"Talks end"),
            made("2015/", b""),
            made("2015/logo.png", b"\x89PNG\r\n\x1a\n...."),
            Made { deflate: false, ..made("b.jsonl", b"{\"title\":\"x\"}\n{bad\n{\"title\":\"y\"}") },
            Made { descriptor: true, ..made("c.html", b"<p>Words</p>") },
            made("__MACOSX/._a.txt", b"x"),
            made("../../etc/d.txt", b"No harm"),
        ])
    }

    const SAMPLE: [&str; 8] = [
        "0 2015/a.txt Talks end",
        "- 2015/logo.png image",
        "1 b.jsonl record",
        "record 2 (b.jsonl): malformed JSON at line 2 column 2: key must be a string",
        "3 b.jsonl record",
        "4 c.html <p>Words</p>",
        "- __MACOSX/._a.txt hidden file",
        "5 ../../etc/d.txt No harm",
    ];

    #[test]
    fn members_are_read_like_files_and_counted_over_the_whole_archive() {
        assert_eq!(read_all("a.zip", &sample()), SAMPLE);
        assert_eq!(as_stream(&sample()), SAMPLE);
    }

    #[test]
    fn members_with_the_same_name_are_all_read() {
        let bytes = zip(&[made("a.txt", b"Words"), made("a.txt", b"More")]);
        assert_eq!(read_all("a.zip", &bytes), ["0 a.txt Words", "1 a.txt More"]);
    }

    #[test]
    fn deflate64_is_read() {
        // A text without repetitions is packed alike by both kinds of Deflate, which differ in long repetitions only.
        let mut bytes = zip(&[made("a.txt", b"Talks end")]);
        let directory = memchr::memmem::rfind(&bytes, b"PK\x01\x02").unwrap();
        (bytes[8], bytes[directory + 10]) = (9, 9);
        assert_eq!(read_all("a.zip", &bytes), ["0 a.txt Talks end"]);
    }

    #[test]
    fn zips_in_zips_keep_the_whole_path() {
        let inner = zip(&[made("x/a.txt", b"Words")]);
        let outer = zip(&[made("inner.zip", &inner), made("b.txt", b"More")]);
        assert_eq!(read_all("-", &outer), ["0 inner.zip/x/a.txt Words", "1 b.txt More"]);
        let deep = (0..100)
            .fold(b"Words".to_vec(), |bytes, n| zip(&[made(if n == 0 { "a.txt" } else { "a.zip" }, &bytes)]));
        let found = read_all("a.zip", &deep);
        assert!(found.len() == 1 && found[0].contains("nested more than 16 deep"), "{found:?}");
    }

    #[test]
    fn what_is_wrong_with_one_member_is_told_and_the_next_is_read() {
        let mut bytes = zip(&[Made { deflate: false, ..made("a.txt", b"Words") }, made("b.txt", b"More")]);
        bytes[36] ^= 1;
        let found = read_all("a.zip", &bytes);
        assert!(
            found[0].contains("(a.txt): zip stream is damaged: the checksum does not match"),
            "{found:?}"
        );
        assert_eq!(found[1], "1 b.txt More");
    }

    #[test]
    fn a_zip_that_was_cut_off_yields_what_is_there() {
        let bytes = sample();
        let found = read_all("a.zip", &bytes[..bytes.len() - 200]);
        assert_eq!(found[..3], SAMPLE[..3]);
    }

    #[test]
    fn an_archive_gives_members_by_name() {
        let archive = Archive::open(&Arc::new(Store::memory(sample()))).unwrap();
        let scope = input("a", b"").scope;
        assert_eq!(archive.read("2015/a.txt", &scope).unwrap().unwrap(), b"Talks end");
        assert!(archive.read("none", &scope).unwrap().is_none());
        assert_eq!(archive.entries.len(), 7);
    }

    #[test]
    fn books_and_documents_are_told_by_their_members() {
        let told = |names: &[&str]| {
            let members: Vec<_> = names.iter().map(|name| made(name, b"x")).collect();
            kind_of(&Arc::new(Store::memory(zip(&members))))
        };
        assert_eq!(told(&["mimetype", "META-INF/container.xml"]), Sniffed::Known(Format::Epub));
        assert_eq!(told(&["[Content_Types].xml", "word/document.xml"]), Sniffed::Known(Format::Docx));
        assert_eq!(told(&["[Content_Types].xml", "xl/workbook.xml"]), Sniffed::Binary("office document"));
        assert_eq!(told(&["datapackage.json", "archive/a.warc.gz"]), Sniffed::Known(Format::Wacz));
        assert_eq!(told(&["word/a.txt"]), Sniffed::Known(Format::Zip));
    }

    #[test]
    fn a_bomb_is_told_and_ends() {
        let zeros = vec![b' '; 8 << 20];
        let inner: Vec<_> = (0..40).map(|_| made("a.txt", &zeros)).collect();
        let inner = zip(&inner);
        let outer = zip(&[made("a.zip", &inner), made("b.zip", &inner), made("c.zip", &inner)]);
        let found = read_all("bomb.zip", &outer);
        assert!(found.last().unwrap().contains("may be a decompression bomb"), "{:?}", found.last());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn no_bytes_make_it_panic_or_stand_still(at in 0usize..2000, bit in 0u8..8, cut in 0usize..2000) {
            let mut bytes = sample();
            let length = bytes.len();
            bytes[at % length] ^= 1 << bit;
            prop_assert!(read_all("a.zip", &bytes).len() < 100);
            prop_assert!(as_stream(&bytes).len() < 100);
            prop_assert!(read_all("a.zip", &bytes[..cut % length]).len() < 100);
        }
    }
}
