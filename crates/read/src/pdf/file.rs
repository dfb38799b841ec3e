//! The objects of a file by their numbers.
//!
//! The file is read from its head to its end, and its tables of offsets are not used: they are what is
//! damaged first in files that were cut, joined or mailed. Of an object that was changed the last form counts.

use std::cell::Cell;
use std::ops::Range;

use memchr::memmem;
use rustc_hash::FxHashMap;

use super::filter;
use super::object::{Dictionary, Lexer, Object};

/// Files of so many objects are made to do harm.
const MAX_OBJECTS: usize = 1_000_000;

/// So much is unpacked of packed objects in all.
const MAX_PACKED: usize = 48 << 20;

/// So many bytes are parsed and unpacked of a file in all: objects may be asked for as often as others name them.
pub(super) const MAX_WORK: usize = 1 << 30;

/// Where an object stands.
#[derive(Debug, Clone)]
enum Place {
    /// At an offset of the file, after `obj`.
    File(usize),
    /// In an unpacked stream of objects.
    Packed { stream: usize, offset: usize },
}

/// A file and where its objects stand.
pub(super) struct File<'a> {
    bytes: &'a [u8],
    places: FxHashMap<u32, Place>,
    packed: Vec<Vec<u8>>,
    packed_size: usize,
    /// How many bytes were parsed and unpacked since the file was scanned.
    spent: Cell<usize>,
    /// The entries of all trailers; those of the last one count.
    pub trailer: Dictionary,
}

/// A dictionary with the raw bytes of its stream.
pub(super) struct Stream<'a> {
    pub dictionary: Dictionary,
    pub raw: &'a [u8],
}

impl<'a> File<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        let mut file = Self {
            bytes,
            places: FxHashMap::default(),
            packed: vec![],
            packed_size: 0,
            spent: Cell::new(0),
            trailer: Dictionary::new(),
        };
        file.scan();
        file
    }

    /// Finds all objects and trailers.
    fn scan(&mut self) {
        let mut at = 0;
        let object = memmem::Finder::new(b"obj");
        let trailer = memmem::Finder::new(b"trailer");
        let mut next_trailer = trailer.find(self.bytes);
        while let Some(found) = object.find(&self.bytes[at..]) {
            let found = at + found;
            at = found + 3;
            while let Some(trailer_at) = next_trailer.filter(|&trailer_at| trailer_at < found) {
                self.add_trailer(Lexer::at(self.bytes, trailer_at + 7).object());
                next_trailer = trailer.find(&self.bytes[trailer_at + 7..]).map(|next| trailer_at + 7 + next);
            }
            let Some(number) = self.number_before(found) else { continue };
            if self.places.len() >= MAX_OBJECTS {
                return;
            }
            self.places.insert(number, Place::File(at));
            at = self.pass_object(at);
        }
        if let Some(last) = next_trailer {
            self.add_trailer(Lexer::at(self.bytes, last + 7).object());
        }
    }

    fn add_trailer(&mut self, trailer: Option<Object>) {
        if let Some(Object::Dictionary(entries)) = trailer {
            self.trailer.extend(entries);
        }
    }

    /// The number in `12 0 obj`, of which `obj` begins here.
    fn number_before(&self, at: usize) -> Option<u32> {
        let start = at.saturating_sub(24);
        let mut words = self.bytes[start..at].trim_ascii_end().rsplit(|byte| byte.is_ascii_whitespace());
        let generation = words.next()?;
        let number = words.find(|word| !word.is_empty())?;
        let is_number = |word: &[u8]| !word.is_empty() && word.iter().all(u8::is_ascii_digit);
        // What stands before the number may be glued to it, as in `endobj12 0 obj`.
        let digits = number.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
        let number = &number[number.len() - digits..];
        if !is_number(generation) || !is_number(number) {
            return None;
        }
        std::str::from_utf8(number).ok()?.parse().ok()
    }

    /// Takes in what the object at an offset holds besides itself, and says where it ends.
    fn pass_object(&mut self, at: usize) -> usize {
        let mut lexer = Lexer::at(self.bytes, at);
        let Some(Object::Dictionary(dictionary)) = lexer.object() else { return lexer.at };
        let Some(range) = self.stream_range(&dictionary, lexer.at) else { return lexer.at };
        let end = range.end;
        match dictionary.get("Type").and_then(Object::name) {
            Some("ObjStm") => self.unpack(&dictionary, range),
            Some("XRef") => self.add_trailer(Some(Object::Dictionary(dictionary))),
            _ => {}
        }
        end
    }

    /// The bytes of the stream that follows a dictionary, if one does.
    fn stream_range(&self, dictionary: &Dictionary, at: usize) -> Option<Range<usize>> {
        let mut lexer = Lexer::at(self.bytes, at);
        lexer.skip_white();
        let rest = self.bytes.get(lexer.at..)?.strip_prefix(b"stream")?;
        let line_end = if rest.starts_with(b"\r\n") {
            2
        } else {
            usize::from(matches!(rest.first(), Some(b'\n' | b'\r')))
        };
        let start = lexer.at + 6 + line_end;
        let told = dictionary
            .get("Length")
            .and_then(Object::number)
            .map(|length| start.saturating_add(length as usize));
        let is_right = |&end: &usize| {
            self.bytes.get(end..).is_some_and(|after| after.trim_ascii_start().starts_with(b"endstream"))
        };
        let end = told.filter(is_right);
        let end = end.or_else(|| Some(start + memmem::find(self.bytes.get(start..)?, b"endstream")?));
        Some(start..end.unwrap_or(self.bytes.len()).max(start))
    }

    /// Takes in the objects of a stream of objects.
    fn unpack(&mut self, dictionary: &Dictionary, range: Range<usize>) {
        if self.packed_size > MAX_PACKED {
            return;
        }
        let number = |key: &str| dictionary.get(key).and_then(Object::number).unwrap_or(0.0) as usize;
        let Some(bytes) = filter::decoded(dictionary, &self.bytes[range]) else { return };
        let mut lexer = Lexer::new(&bytes);
        let stream = self.packed.len();
        for _ in 0..number("N").min(MAX_OBJECTS) {
            let (Some(Object::Number(id)), Some(Object::Number(offset))) = (lexer.object(), lexer.object())
            else {
                break;
            };
            let offset = number("First").saturating_add(offset as usize);
            self.places.insert(id as u32, Place::Packed { stream, offset });
        }
        self.packed_size += bytes.len();
        self.packed.push(bytes);
    }

    /// The object of a number.
    pub fn get(&self, number: u32) -> Object {
        let (bytes, at) = match self.places.get(&number) {
            Some(Place::File(at)) => (self.bytes, *at),
            Some(Place::Packed { stream, offset }) => (self.packed[*stream].as_slice(), *offset),
            None => return Object::Null,
        };
        let mut lexer = Lexer::at(bytes, at);
        let object = if self.may_spend(0) { lexer.object() } else { None };
        self.may_spend(lexer.at.saturating_sub(at));
        object.unwrap_or(Object::Null)
    }

    /// Counts work that is done for the file elsewhere.
    pub fn spend(&self, bytes: usize) {
        self.may_spend(bytes);
    }

    /// True once so much was parsed and unpacked that nothing more is.
    pub fn is_spent(&self) -> bool {
        !self.may_spend(0)
    }

    /// Counts work, and tells whether there may be more.
    fn may_spend(&self, bytes: usize) -> bool {
        self.spent.set(self.spent.get().saturating_add(bytes));
        self.spent.get() < MAX_WORK
    }

    /// The object itself, or the one it refers to.
    pub fn resolved(&self, object: &Object) -> Object {
        let mut object = object.clone();
        // A reference to a reference is allowed; a circle of them is not.
        for _ in 0..8 {
            let Object::Reference(number) = object else { return object };
            object = self.get(number);
        }
        Object::Null
    }

    /// The resolved value of a key; null if there is none.
    pub fn value(&self, dictionary: &Dictionary, key: &str) -> Object {
        dictionary.get(key).map_or(Object::Null, |value| self.resolved(value))
    }

    /// The resolved value of a key, if it is a dictionary.
    pub fn dictionary(&self, dictionary: &Dictionary, key: &str) -> Option<Dictionary> {
        match self.value(dictionary, key) {
            Object::Dictionary(entries) => Some(entries),
            _ => None,
        }
    }

    /// The stream that an object refers to.
    pub fn stream(&self, object: &Object) -> Option<Stream<'a>> {
        let Object::Reference(number) = object else { return None };
        let Place::File(at) = self.places.get(number)? else { return None };
        let mut lexer = Lexer::at(self.bytes, *at);
        if self.is_spent() {
            return None;
        }
        let object = lexer.object();
        self.spend(lexer.at.saturating_sub(*at));
        let Object::Dictionary(mut dictionary) = object? else { return None };
        if let Some(length) = dictionary.get("Length").map(|length| self.resolved(length)) {
            dictionary.insert("Length".to_owned(), length);
        }
        let range = self.stream_range(&dictionary, lexer.at)?;
        Some(Stream { dictionary, raw: self.bytes.get(range)? })
    }

    /// The decoded bytes of the stream that an object refers to.
    pub fn decoded(&self, object: &Object) -> Option<Vec<u8>> {
        let Stream { mut dictionary, raw } = self.stream(object)?;
        for key in ["Filter", "DecodeParms"] {
            let value = self.value(&dictionary, key);
            dictionary.insert(key.to_owned(), value);
        }
        let decoded = if self.may_spend(raw.len()) { filter::decoded(&dictionary, raw) } else { None };
        self.may_spend(decoded.as_ref().map_or(0, Vec::len));
        decoded
    }

    /// The numbers of all objects, in their order.
    pub fn numbers(&self) -> Vec<u32> {
        let mut numbers: Vec<u32> = self.places.keys().copied().collect();
        numbers.sort_unstable();
        numbers
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn objects_streams_and_trailers_are_found() {
        let bytes = b"%PDF-1.4\n1 0 obj <</A 2 0 R>> endobj\n2 0 obj 5 endobj 2 0 obj\n6 endobj3 0 obj <</Length 4 0 R>>stream\r\nobj 7 0 obj\nendstream endobj\n4 0 obj 11 endobj trailer <</Root 1 0 R>>";
        let file = File::new(bytes);
        assert_eq!(file.numbers(), [1, 2, 3, 4]);
        assert_eq!(file.value(file.get(1).dictionary().unwrap(), "A"), Object::Number(6.0));
        assert_eq!(file.decoded(&Object::Reference(3)).unwrap(), b"obj 7 0 obj");
        assert_eq!(file.trailer["Root"], Object::Reference(1));
    }

    #[test]
    fn packed_objects_are_found() {
        let bytes =
            b"1 0 obj <</Type/ObjStm/N 2/First 8/Length 21>> stream\n7 0 8 4 (a) <</B/C>>\nendstream endobj";
        let file = File::new(bytes);
        assert_eq!(file.get(7), Object::Text(b"a".to_vec()));
        assert_eq!(file.get(8).dictionary().unwrap()["B"].name(), Some("C"));
    }

    #[test]
    fn circles_end() {
        let file = File::new(b"1 0 obj 2 0 R endobj 2 0 obj 1 0 R endobj");
        assert_eq!(file.resolved(&Object::Reference(1)), Object::Null);
        assert!(File::new(b"1 0 obj 1 0 R endobj").stream(&Object::Reference(1)).is_none());
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(text in "(1 0 obj |2 0 obj |endobj|<<|>>|/Length |/Type/ObjStm|/N 9|stream\n|endstream|trailer|1 0 R|2 0 R| 5|\n){0,40}") {
            let file = File::new(text.as_bytes());
            for number in file.numbers() {
                file.decoded(&Object::Reference(number));
                file.resolved(&Object::Reference(number));
            }
        }
    }
}
