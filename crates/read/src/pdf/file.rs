//! The objects of a file by their numbers, each of them read by `hayro-syntax` when it is requested.
//!
//! The file is scanned from its head to its end, and its own tables of offsets and its tree of pages are
//! not used: they are what is damaged first in files that were cut, joined or mailed, and what a hostile file
//! makes large. What was found is written behind the file as a table of ours, and with it the library opens it:
//! so it follows references and decrypts, and never unpacks or lists what was not asked for.

use std::cell::Cell;
use std::fmt::Write;
use std::ops::Range;
use std::sync::Arc;

use hayro_syntax::object::dict::keys;
use hayro_syntax::object::{Array, Dict, FromBytes, Name, Object, ObjectIdentifier, Stream};
use hayro_syntax::xref::XRef;
use hayro_syntax::{LoadPdfError, Pdf};
use memchr::memmem;
use rustc_hash::FxHashMap;

use super::bound;

/// Files of this many objects are made to do harm.
const MAX_OBJECTS: usize = 500_000;

/// At most this many bytes of packed objects are unpacked in all.
const MAX_PACKED: usize = 32 << 20;

/// At most this many bytes of a file are parsed and unpacked: objects are read as often as others refer to them.
const MAX_WORK: usize = 1 << 30;

/// The number of the root with which the library opens the file; its page tree, which is empty, has the next one.
const OUR_ROOT: u32 = 4_000_000_000;

/// Where an object begins, with its generation.
#[derive(Debug, Clone, Copy)]
struct Place {
    generation: u16,
    offset: usize,
}

/// A dictionary that a trailer names, or that stands in it against the rules, as it is written.
#[derive(Debug)]
enum Named {
    Object(u32),
    Here(Vec<u8>),
}

impl Named {
    fn under(trailer: &Dict<'_>, key: &[u8]) -> Option<Self> {
        let object = trailer.get_ref(key).map(|reference| Self::Object(reference.obj_number));
        object.or_else(|| Some(Self::Here(trailer.get::<Dict<'_>>(key)?.data().to_vec())))
    }
}

/// What the trailers of a file say; of each entry the last counts.
#[derive(Debug, Default)]
struct Trailer {
    root: Option<Named>,
    info: Option<Named>,
    /// How the file is encrypted, and its name for that, as they are written.
    encryption: Vec<u8>,
    name: Vec<u8>,
}

/// The longest object other than a stream that is read, as long as few objects were unreadable.
const MAX_OBJECT: usize = 4 << 20;

/// The longest one after that, and the longest trailer.
const MAX_LATER_OBJECT: usize = 16 << 10;

/// The longest object that is a text, a name or a number.
const MAX_TEXT_OBJECT: usize = 1 << 10;

/// How many objects may be unreadable before only short ones are read, and before no more are looked for.
const MANY_UNREADABLE: usize = 100;
const TOO_MANY_UNREADABLE: usize = 20_000;

/// What was found in a file.
#[derive(Default)]
struct Found {
    places: FxHashMap<u32, Place>,
    /// How many objects and trailers could not be read, each of which may take as long as reading the rest of the file.
    unreadable: usize,
    /// The streams of packed objects.
    packed: Vec<u32>,
    trailer: Trailer,
}

/// A file that was opened.
pub(super) struct File {
    pdf: Pdf,
    places: FxHashMap<u32, Place>,
    trailer: Trailer,
    /// From here on stands what was packed.
    unpacked_from: usize,
    /// How many bytes were parsed and unpacked since the file was scanned.
    spent: Cell<usize>,
}

impl File {
    /// Opens a file.
    ///
    /// # Errors
    /// If it is encrypted and needs a password, or cannot be decrypted.
    pub fn open(mut bytes: Vec<u8>) -> Result<Self, LoadPdfError> {
        let mut found = scan(&bytes);
        // What was cut within a stream is read up to there.
        bytes.extend_from_slice(b"\nendstream\n");
        let unpacked_from = bytes.len();
        write_table(&mut bytes, &found);
        let mut shared = Arc::new(bytes);
        let mut pdf = Pdf::new(Arc::clone(&shared))?;
        if !found.packed.is_empty() {
            let more = unpack(&pdf, &mut found, unpacked_from);
            drop(pdf);
            let mut bytes = Arc::unwrap_or_clone(shared);
            bytes.truncate(unpacked_from);
            bytes.extend_from_slice(&more);
            drop(more);
            write_table(&mut bytes, &found);
            shared = Arc::new(bytes);
            pdf = Pdf::new(Arc::clone(&shared))?;
        }
        let Found { places, trailer, .. } = found;
        Ok(Self { pdf, places, trailer, unpacked_from, spent: Cell::new(0) })
    }

    /// The object of a number as a dictionary.
    pub fn dictionary(&self, number: u32) -> Option<Dict<'_>> {
        let Place { generation, .. } = *self.places.get(&number)?;
        self.xref().get(ObjectIdentifier::new(number, i32::from(generation)))
    }

    /// The root of the file.
    pub fn root(&self) -> Option<Dict<'_>> {
        match self.trailer.root.as_ref()? {
            Named::Object(number) => self.dictionary(*number),
            Named::Here(text) => Dict::from_bytes(text),
        }
    }

    /// What the file says of itself.
    pub fn info(&self) -> Option<Dict<'_>> {
        let number = match self.trailer.info.as_ref()? {
            Named::Object(number) => number,
            Named::Here(text) => return Dict::from_bytes(text),
        };
        let offset = self.places.get(number)?.offset;
        if offset < self.unpacked_from {
            return self.dictionary(*number);
        }
        // The texts of packed objects are not encrypted by themselves, which the library does not know here.
        let text = self.pdf.data().as_ref().get(offset..)?;
        Dict::from_bytes(&text[memmem::find(text, b"obj\n")? + 4..])
    }

    /// The numbers of all objects, lowest first.
    pub fn numbers(&self) -> Vec<u32> {
        let mut numbers: Vec<u32> = self.places.keys().copied().collect();
        numbers.sort_unstable();
        numbers
    }

    fn xref(&self) -> &XRef {
        self.pdf.xref()
    }

    /// The bytes of a stream, counted as work. Nothing where it is a picture or hostile.
    pub fn unpacked(&self, stream: &Stream<'_>) -> Option<Vec<u8>> {
        if self.is_spent() {
            return None;
        }
        let plain = match bound::length(stream) {
            Some(_) => stream.decoded_data().ok()?.into_owned(),
            None => bound::first_part(stream)?,
        };
        self.spend(plain.len());
        Some(plain)
    }

    /// Counts work that is done for the file.
    pub fn spend(&self, bytes: usize) {
        self.spent.set(self.spent.get().saturating_add(bytes));
    }

    /// True once so much was parsed and unpacked that nothing more is.
    pub fn is_spent(&self) -> bool {
        self.spent.get() >= MAX_WORK
    }
}

/// Finds all objects and trailers.
fn scan(bytes: &[u8]) -> Found {
    let mut found = Found::default();
    let mut at = 0;
    let object = memmem::Finder::new(b"obj");
    let trailer = memmem::Finder::new(b"trailer");
    let mut next_trailer = trailer.find(bytes);
    while let Some(object_at) = object.find(&bytes[at..]).map(|next| at + next) {
        at = object_at + 3;
        while let Some(trailer_at) = next_trailer.filter(|&trailer_at| trailer_at < object_at) {
            found.add_trailer(bytes, trailer_at + 7);
            next_trailer = trailer.find(&bytes[trailer_at + 7..]).map(|next| trailer_at + 7 + next);
        }
        let Some((number, place)) = identifier(bytes, object_at) else { continue };
        if found.places.len() >= MAX_OBJECTS || found.unreadable > TOO_MANY_UNREADABLE {
            return found;
        }
        if let Some(end) = found.take(bytes, number, at) {
            found.places.insert(number, place);
            at = end;
        }
    }
    if let Some(last) = next_trailer {
        found.add_trailer(bytes, last + 7);
    }
    found
}

/// The number in `12 0 obj`, of which `obj` begins here, and where it begins.
fn identifier(bytes: &[u8], object_at: usize) -> Option<(u32, Place)> {
    let digits_before = |end: usize| {
        let digits = bytes[..end].iter().rev().take(10).take_while(|byte| byte.is_ascii_digit()).count();
        (digits > 0).then_some(end - digits..end)
    };
    let blank_before = |end: usize| {
        end - bytes[..end].iter().rev().take(8).take_while(|byte| byte.is_ascii_whitespace()).count()
    };
    let parsed = |range: Range<usize>| std::str::from_utf8(&bytes[range]).ok()?.parse::<u32>().ok();
    let generation = digits_before(blank_before(object_at))?;
    let number =
        digits_before(blank_before(generation.start)).filter(|number| number.end < generation.start)?;
    let offset = number.start;
    let place = Place { generation: u16::try_from(parsed(generation)?).ok()?, offset };
    Some((parsed(number)?, place))
}

impl Found {
    /// Notes what the object at an offset contains for other objects, and returns where it ends; `None` if it cannot be read.
    fn take(&mut self, bytes: &[u8], number: u32, at: usize) -> Option<usize> {
        let at = at + blank(&bytes[at..]);
        if !bytes[at..].starts_with(b"<<") {
            return self.value_end(bytes, at);
        }
        let Some(dictionary) = Dict::from_bytes(self.object_at(bytes, at)) else {
            self.unreadable += 1;
            return None;
        };
        let end = at + dictionary.data().len();
        let Some(range) = stream_range(bytes, &dictionary, end) else { return Some(end) };
        match dictionary.get::<Name<'_>>(keys::TYPE).as_deref() {
            Some(b"ObjStm") => self.packed.push(number),
            Some(b"XRef") => self.trailer.take(&dictionary),
            _ => {}
        }
        Some(range.end)
    }

    /// The end of an object that is not a dictionary, or a position within it.
    fn value_end(&mut self, bytes: &[u8], at: usize) -> Option<usize> {
        if bytes[at..].starts_with(b"[") {
            let list = Array::from_bytes(self.object_at(bytes, at));
            self.unreadable += usize::from(list.is_none());
            return Some(at + list?.data().len());
        }
        let value = Object::from_bytes(part(bytes, at, MAX_TEXT_OBJECT));
        self.unreadable += usize::from(value.is_none());
        value.map(|_| at)
    }

    /// The bytes in which the object at an offset must end.
    fn object_at<'b>(&self, bytes: &'b [u8], at: usize) -> &'b [u8] {
        part(bytes, at, if self.unreadable < MANY_UNREADABLE { MAX_OBJECT } else { MAX_LATER_OBJECT })
    }

    fn add_trailer(&mut self, bytes: &[u8], at: usize) {
        let at = at + blank(&bytes[at..]);
        match Dict::from_bytes(part(bytes, at, MAX_LATER_OBJECT)) {
            Some(dictionary) => self.trailer.take(&dictionary),
            None => self.unreadable += 1,
        }
    }
}

/// This many bytes from an offset on, or all that there are.
fn part(bytes: &[u8], at: usize, length: usize) -> &[u8] {
    let rest = &bytes[at..];
    &rest[..rest.len().min(length)]
}

/// How many bytes of white space and comments are here.
fn blank(bytes: &[u8]) -> usize {
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'%' => {
                at += bytes[at..]
                    .iter()
                    .position(|byte| matches!(byte, b'\n' | b'\r'))
                    .unwrap_or(bytes.len() - at)
            }
            0 | b'\t' | b'\n' | 12 | b'\r' | b' ' => at += 1,
            _ => break,
        }
    }
    at.min(bytes.len())
}

/// The bytes of the stream that follows a dictionary, if one does.
fn stream_range(bytes: &[u8], dictionary: &Dict<'_>, at: usize) -> Option<Range<usize>> {
    let at = at + blank(&bytes[at..]);
    let rest = bytes[at..].strip_prefix(b"stream")?;
    let start = at + 6 + if rest.starts_with(b"\r\n") { 2 } else { usize::from(!rest.is_empty()) };
    let told = dictionary.get::<u32>(keys::LENGTH).map(|length| start.saturating_add(length as usize));
    let is_right = |&end: &usize| {
        bytes.get(end..).is_some_and(|after| after.trim_ascii_start().starts_with(b"endstream"))
    };
    let found = || memmem::find(&bytes[start..], b"endstream").map(|end| start + end);
    Some(start..told.filter(is_right).or_else(found).unwrap_or(bytes.len()))
}

impl Trailer {
    fn take(&mut self, dictionary: &Dict<'_>) {
        self.root = Named::under(dictionary, keys::ROOT).or_else(|| self.root.take());
        self.info = Named::under(dictionary, keys::INFO).or_else(|| self.info.take());
        if let Some(reference) = dictionary.get_ref(keys::ENCRYPT) {
            self.encryption = reference.to_string().into_bytes();
        } else if let Some(entries) = dictionary.get::<Dict<'_>>(keys::ENCRYPT) {
            self.encryption = entries.data().to_vec();
        }
        if let Some(name) = dictionary.get::<Array<'_>>(keys::ID) {
            self.name = name.data().to_vec();
        }
    }
}

/// Writes the table of all that was found, with a root of ours.
fn write_table(bytes: &mut Vec<u8>, found: &Found) {
    let [root, pages] = [OUR_ROOT, OUR_ROOT + 1];
    let mut text = String::new();
    let root_at = bytes.len() + 1;
    let _ = writeln!(text, "\n{root} 0 obj<</Pages {pages} 0 R>>endobj");
    let pages_at = bytes.len() + text.len();
    let _ = writeln!(text, "{pages} 0 obj<</Kids[]>>endobj");
    let table_at = bytes.len() + text.len();
    let _ = writeln!(text, "xref\n{root} 2\n{root_at:010} 00000 n \n{pages_at:010} 00000 n ");
    for (number, Place { generation, offset }) in
        found.places.iter().filter(|(number, _)| **number < OUR_ROOT)
    {
        let _ = writeln!(text, "{number} 1\n{offset:010} {generation:05} n ");
    }
    let _ = write!(text, "trailer<</Root {root} 0 R");
    bytes.extend_from_slice(text.as_bytes());
    if !found.trailer.encryption.is_empty() {
        bytes.extend_from_slice(b"/Encrypt ");
        bytes.extend_from_slice(&found.trailer.encryption);
        bytes.extend_from_slice(b"/ID[");
        bytes.extend_from_slice(&found.trailer.name);
        bytes.push(b']');
    }
    bytes.extend_from_slice(format!(">>\nstartxref\n{table_at}\n%%EOF").as_bytes());
}

/// The packed objects of a file, to be written from an offset on; of each that was changed the last form counts.
fn unpack(pdf: &Pdf, found: &mut Found, from: usize) -> Vec<u8> {
    let mut plain = vec![];
    let mut left = MAX_PACKED;
    for number in std::mem::take(&mut found.packed) {
        let Some(place) = found.places.get(&number).copied() else { continue };
        let id = ObjectIdentifier::new(number, i32::from(place.generation));
        let Some(stream) = pdf.xref().get::<Stream<'_>>(id) else { continue };
        let Some(length) = bound::length(&stream).filter(|&length| length <= left) else { continue };
        let Ok(bytes) = stream.decoded_data() else { continue };
        left -= length;
        for (number, text) in packed_objects(stream.dict(), &bytes) {
            let is_older = found
                .places
                .get(&number)
                .is_some_and(|other| other.offset < from && other.offset > place.offset);
            if is_older || found.places.len() >= MAX_OBJECTS || Object::from_bytes(text).is_none() {
                continue;
            }
            found.places.insert(number, Place { generation: 0, offset: from + plain.len() });
            plain.extend_from_slice(format!("{number} 0 obj\n").as_bytes());
            plain.extend_from_slice(text);
            plain.extend_from_slice(b"\nendobj\n");
        }
    }
    plain
}

/// The objects of an unpacked stream with their numbers.
fn packed_objects<'a>(dictionary: &Dict<'_>, bytes: &'a [u8]) -> Vec<(u32, &'a [u8])> {
    let first = dictionary.get::<u32>(keys::FIRST).unwrap_or(0) as usize;
    let Some(head) = bytes.get(..first) else { return vec![] };
    let words = head.split(|byte| byte.is_ascii_whitespace() || *byte == 0);
    let numbers: Vec<u32> =
        words.filter_map(|word| std::str::from_utf8(word).ok()?.parse().ok()).take(2 * MAX_OBJECTS).collect();
    let mut pairs: Vec<(usize, u32)> =
        numbers.chunks_exact(2).map(|pair| (first + pair[1] as usize, pair[0])).collect();
    pairs.sort_unstable();
    pairs.dedup_by_key(|(offset, _)| *offset);
    let ends = pairs.iter().skip(1).map(|(offset, _)| *offset).chain([bytes.len()]);
    let objects = pairs.iter().zip(ends);
    objects
        .filter_map(|(&(offset, number), end)| {
            Some((number, bytes.get(offset..end.min(bytes.len()))?.trim_ascii()))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use hayro_syntax::object::String as Text;
    use proptest::prelude::*;

    fn opened(bytes: &[u8]) -> File {
        File::open(bytes.to_vec()).unwrap()
    }

    #[test]
    fn objects_streams_and_trailers_are_found() {
        let file = opened(
            b"%PDF-1.4\n1 0 obj <</A 2 0 R/S 3 0 R>> endobj\n2 0 obj 5 endobj 2 0 obj\n6 endobj3 0 obj <</Length 4 0 R>>stream\r\nobj 7 0 obj\nendstream endobj\n4 0 obj 11 endobj trailer <</Root 1 0 R>>",
        );
        assert_eq!(file.numbers(), [1, 2, 3, 4]);
        let root = file.root().unwrap();
        assert_eq!(root.get::<i32>("A"), Some(6));
        assert_eq!(file.unpacked(&root.get::<Stream<'_>>("S").unwrap()).unwrap(), b"obj 7 0 obj");
    }

    #[test]
    fn packed_objects_are_found_and_the_last_form_of_an_object_counts() {
        let packed =
            "1 0 obj <</Type/ObjStm/N 2/First 8/Length 21>> stream\n7 0 8 4 (a) <</B/C>>\nendstream endobj ";
        let trailer = "trailer <</Info 8 0 R>>";
        let name =
            |file: &File| file.info().unwrap().get::<Name<'_>>("B").map(|name| name.as_str().to_owned());
        assert_eq!(name(&opened(format!("{packed}{trailer}").as_bytes())).as_deref(), Some("C"));
        let changed = "8 0 obj <</B/D>> endobj ";
        assert_eq!(name(&opened(format!("{packed}{changed}{trailer}").as_bytes())).as_deref(), Some("D"));
        assert_eq!(name(&opened(format!("{changed}{packed}{trailer}").as_bytes())).as_deref(), Some("C"));
        let direct = opened(b"1 0 obj <<>> endobj trailer <</Info<</B/E>>>>");
        assert_eq!(name(&direct).as_deref(), Some("E"));
    }

    #[test]
    fn a_stream_that_is_cut_is_read_up_to_there() {
        let file = opened(
            b"1 0 obj <</S 2 0 R>> endobj trailer <</Root 1 0 R>> 2 0 obj <</Length 99>> stream\nhalf a w",
        );
        let stream = file.root().unwrap().get::<Stream<'_>>("S").unwrap();
        assert_eq!(file.unpacked(&stream).unwrap(), b"half a w");
    }

    #[test]
    fn circles_end() {
        let file = opened(b"1 0 obj 2 0 R endobj 2 0 obj 1 0 R endobj 3 0 obj <</Length 3 0 R>> stream\nx endstream trailer <</Root 1 0 R/Info 3 0 R>>");
        assert!(file.root().is_none());
        assert!(file.info().unwrap().get::<Text<'_>>("Title").is_none());
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(text in "(1 0 obj |2 0 obj |endobj|<<|>>|/Length |/Type/ObjStm|/N 9|/First 5|stream\n|endstream|trailer|/Encrypt|/Root|/ID\\[|1 0 R|2 0 R| 5|\n){0,40}") {
            if let Ok(file) = File::open(text.into_bytes()) {
                for number in file.numbers() {
                    let _ = file.dictionary(number).map(|entries| entries.get::<Stream<'_>>("Length"));
                }
            }
        }
    }
}
