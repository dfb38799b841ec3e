//! Fonts: which characters the bytes of a text stand for, and how wide they are.
//!
//! `hayro-cmap` reads the tables of fonts and has those of Adobe. The shapes of letters are not looked at.

use std::cell::Cell;
use std::rc::Rc;
use std::sync::LazyLock;

use encoding_rs::{Encoding, MACINTOSH, WINDOWS_1252};
use hayro_cmap::{BfString, CMap, CMapName, CidFamily, WritingMode, load_embedded};
use hayro_syntax::object::dict::keys;
use hayro_syntax::object::{Array, Dict, Name, Number, Object, Stream};
use rustc_hash::FxHashMap;

use super::embedded;
use super::file::File;

/// The width of a character in parts of the size of its font, where the font says nothing.
const USUAL_WIDTH: f64 = 0.5;

/// Making a font takes about as long as reading so many bytes.
const COST: usize = 4 << 10;

/// A font of more widths than this is made to do harm.
const MAX_WIDTHS: usize = 70_000;

/// A table builds on at most this many others.
const MAX_TABLES: usize = 8;

/// The characters of the codes of one byte.
type Table = [Option<char>; 256];

/// Glyphs by their names, and the codes of Adobe's standard encoding.
static GLYPHS: LazyLock<(FxHashMap<&str, char>, Table)> = LazyLock::new(|| {
    let (mut names, mut standard) = (FxHashMap::default(), [None; 256]);
    let table = include_str!("../../data/glyph-names.tsv");
    for line in table.lines().filter(|line| !line.starts_with('#')) {
        let mut cells = line.split('\t');
        let (Some(name), Some(point)) = (cells.next(), cells.next()) else { continue };
        let Some(character) = u32::from_str_radix(point, 16).ok().and_then(char::from_u32) else { continue };
        names.insert(name, character);
        if let Some(code) = cells.next().and_then(|code| code.parse::<u8>().ok()) {
            standard[usize::from(code)] = Some(character);
        }
    }
    (names, standard)
});

/// The text of a glyph by its name: listed, or made of its code point as in `uni0041`, or of both as in `f_i`.
fn glyph(name: &str) -> Option<String> {
    let base = name.split('.').next().unwrap_or(name);
    let part = |part: &str| {
        let listed = GLYPHS.0.get(part).copied();
        let hex = || {
            let hex = part.strip_prefix("uni").or_else(|| part.strip_prefix('u'));
            hex.filter(|hex| (4..=6).contains(&hex.len()))
        };
        listed.or_else(|| u32::from_str_radix(hex()?, 16).ok().and_then(char::from_u32))
    };
    part(base).map(String::from).or_else(|| base.split('_').map(part).collect())
}

/// How codes become characters where the font has no table of its own for that.
enum Codes {
    /// One byte a character: those of an encoding, and the differences from it.
    Simple { base: &'static Table, differences: FxHashMap<u8, Option<String>> },
    /// Codes of any length for glyphs of a collection, and the characters of that collection if they are known.
    /// Without these, those that the embedded font has for its glyphs.
    Composite { glyphs: Box<CMap>, characters: Option<Box<CMap>>, embedded: FxHashMap<u32, char> },
}

/// A font.
pub(super) struct Font {
    to_unicode: Option<CMap>,
    codes: Codes,
    widths: FxHashMap<u32, f64>,
    default_width: f64,
    /// True if its lines run down the page.
    pub is_vertical: bool,
    /// How large its tables are, for the memory it needs.
    pub weight: usize,
}

/// One character of a shown text.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Shown {
    /// The text; nothing where the font does not tell it.
    pub text: Option<String>,
    /// The width in parts of the size of the font.
    pub width: f64,
    /// True for the single byte 32, which word spacing widens.
    pub is_space: bool,
}

impl Font {
    pub fn new(file: &File, dictionary: &Dict<'_>) -> Self {
        file.spend(COST);
        let table = dictionary.get::<Stream<'_>>(keys::TO_UNICODE).and_then(|table| file.unpacked(&table));
        let table_size = table.as_ref().map_or(0, Vec::len);
        let to_unicode = table.and_then(|table| parsed(&table));
        let descendant = dictionary
            .get::<Array<'_>>(keys::DESCENDANT_FONTS)
            .and_then(|fonts| fonts.iter::<Dict<'_>>().next());
        let (codes, (widths, default_width)) = match &descendant {
            Some(descendant) => {
                let is_told = to_unicode.is_some();
                (composite_codes(file, dictionary, descendant, is_told), composite_widths(descendant))
            }
            None => (simple_codes(dictionary), simple_widths(dictionary)),
        };
        let is_vertical = matches!(&codes, Codes::Composite { glyphs, .. } if glyphs.metadata().writing_mode == Some(WritingMode::Vertical));
        let weight = 64 + widths.len() + table_size / 16;
        Self { to_unicode, codes, widths, default_width, is_vertical, weight }
    }

    /// The characters of a shown text.
    pub fn decode(&self, bytes: &[u8]) -> impl Iterator<Item = Shown> {
        let mut rest = bytes;
        std::iter::from_fn(move || {
            let (length, code, glyph) = self.first_code(rest)?;
            let text = self.to_unicode.as_ref().and_then(|table| table.lookup_bf_string(code)).map(written);
            let text = text.filter(|text| text != "\0").or_else(|| self.text_without_table(code, glyph));
            let width = self.widths.get(&glyph).copied().unwrap_or(self.default_width);
            let is_space = rest[..length] == *b" ";
            rest = &rest[length..];
            Some(Shown { text, width, is_space })
        })
    }

    /// The first code of a text: how many bytes it has, the code, and the number of its glyph.
    fn first_code(&self, bytes: &[u8]) -> Option<(usize, u32, u32)> {
        let first = u32::from(*bytes.first()?);
        let Codes::Composite { glyphs, .. } = &self.codes else { return Some((1, first, first)) };
        let mut code = 0;
        for (at, &byte) in bytes.iter().take(4).enumerate() {
            code = code << 8 | u32::from(byte);
            if let Some(glyph) = glyphs.lookup_cid_code(code, at as u8 + 1) {
                return Some((at + 1, code, glyph));
            }
        }
        Some((1, 0, 0))
    }

    fn text_without_table(&self, code: u32, glyph: u32) -> Option<String> {
        match &self.codes {
            Codes::Simple { base, differences } => {
                let code = u8::try_from(code).ok()?;
                let by_name = differences.get(&code).cloned();
                by_name.unwrap_or_else(|| base[usize::from(code)].map(String::from))
            }
            Codes::Composite { characters, embedded, .. } => {
                let listed = characters.as_ref().and_then(|characters| characters.lookup_bf_string(glyph));
                listed.map(written).or_else(|| embedded.get(&glyph).map(char::to_string))
            }
        }
    }
}

fn written(text: BfString) -> String {
    match text {
        BfString::Char(character) => character.to_string(),
        BfString::String(text) => text,
    }
}

/// Reads a table, which may build on some of Adobe's.
fn parsed(table: &[u8]) -> Option<CMap> {
    let left = Rc::new(Cell::new(MAX_TABLES));
    CMap::parse(table, move |name| {
        left.set(left.get().checked_sub(1)?);
        load_embedded(name)
    })
}

/// The characters of the codes of a simple font.
fn simple_codes(dictionary: &Dict<'_>) -> Codes {
    let entries = dictionary.get::<Dict<'_>>(keys::ENCODING);
    let name = match &entries {
        Some(entries) => entries.get::<Name<'_>>(keys::BASE_ENCODING),
        None => dictionary.get::<Name<'_>>(keys::ENCODING),
    };
    let mut differences = FxHashMap::default();
    let mut code = 0i64;
    let listed = entries.and_then(|entries| entries.get::<Array<'_>>(keys::DIFFERENCES)).unwrap_or_default();
    for difference in listed.iter::<Object<'_>>() {
        match difference {
            Object::Number(number) => code = number.as_i64(),
            Object::Name(name) => {
                if let Ok(code) = u8::try_from(code) {
                    differences.insert(code, glyph(name.as_str()));
                }
                code = code.saturating_add(1);
            }
            _ => {}
        }
    }
    Codes::Simple { base: base_codes(name.as_deref()), differences }
}

fn base_codes(name: Option<&[u8]>) -> &'static Table {
    static WINDOWS: LazyLock<Table> = LazyLock::new(|| codes_of(WINDOWS_1252));
    static MAC: LazyLock<Table> = LazyLock::new(|| codes_of(MACINTOSH));
    match name {
        Some(b"WinAnsiEncoding") => &WINDOWS,
        Some(b"MacRomanEncoding") => &MAC,
        _ => &GLYPHS.1,
    }
}

fn codes_of(encoding: &'static Encoding) -> Table {
    std::array::from_fn(|code| {
        let bytes = [code as u8];
        let (text, _) = encoding.decode_without_bom_handling(&bytes);
        text.chars().next().filter(|c| !c.is_control())
    })
}

/// The glyphs of the codes of a composite font, and the characters of the collection they are from.
fn composite_codes(file: &File, dictionary: &Dict<'_>, descendant: &Dict<'_>, is_told: bool) -> Codes {
    let glyphs = match dictionary.get::<Object<'_>>(keys::ENCODING) {
        Some(Object::Name(name)) => match CMapName::from_bytes(&name) {
            CMapName::IdentityV => Some(CMap::identity_v()),
            name => load_embedded(name).and_then(parsed),
        },
        Some(Object::Stream(stream)) => file.unpacked(&stream).and_then(|table| parsed(&table)),
        _ => None,
    };
    let glyphs = glyphs.unwrap_or_else(CMap::identity_h);
    let of_codes =
        glyphs.metadata().character_collection.as_ref().map(|collection| collection.family.clone());
    let family =
        of_codes.filter(|family| *family != CidFamily::AdobeIdentity).or_else(|| collection(descendant));
    let characters = family.and_then(|family| family.ucs2_cmap()).and_then(load_embedded).and_then(parsed);
    let embedded = match &characters {
        None if !is_told => embedded::characters(file, descendant),
        _ => FxHashMap::default(),
    };
    Codes::Composite { glyphs: Box::new(glyphs), characters: characters.map(Box::new), embedded }
}

fn collection(descendant: &Dict<'_>) -> Option<CidFamily> {
    let info = descendant.get::<Dict<'_>>(keys::CIDSYSTEMINFO)?;
    let text = |key| info.get::<hayro_syntax::object::String<'_>>(key);
    Some(CidFamily::from_registry_ordering(&text(keys::REGISTRY)?, &text(keys::ORDERING)?))
}

/// The widths of a simple font. Those of a font made of drawings are in units of its own.
fn simple_widths(dictionary: &Dict<'_>) -> (FxHashMap<u32, f64>, f64) {
    let matrix = dictionary.get::<[f64; 6]>(keys::FONT_MATRIX);
    let unit = matrix.map(|matrix| matrix[0]).filter(|unit| *unit > 0.0).unwrap_or(0.001);
    let first = dictionary.get::<u32>(keys::FIRST_CHAR).unwrap_or(0);
    let listed = dictionary.get::<Array<'_>>(keys::WIDTHS).unwrap_or_default();
    let widths = (first..=u32::MAX).zip(listed.iter::<f64>().take(256).map(|width| width * unit)).collect();
    let descriptor = dictionary.get::<Dict<'_>>(keys::FONT_DESC).unwrap_or_default();
    let missing = descriptor.get::<f64>(keys::MISSING_WIDTH).filter(|width| *width > 0.0);
    (widths, missing.map_or(USUAL_WIDTH, |width| width * unit))
}

/// The widths of a composite font: `code [w w w]` and `first last w`.
fn composite_widths(descendant: &Dict<'_>) -> (FxHashMap<u32, f64>, f64) {
    let default = descendant.get::<f64>(keys::DW).unwrap_or(1000.0) / 1000.0;
    let mut widths = FxHashMap::default();
    let listed = descendant.get::<Array<'_>>(keys::W).unwrap_or_default();
    let code = |number: Number| u32::try_from(number.as_i64().max(0)).unwrap_or(u32::MAX);
    let mut items = listed.iter::<Object<'_>>();
    while let (Some(Object::Number(first)), Some(next)) = (items.next(), items.next()) {
        let first = code(first);
        let left = MAX_WIDTHS.saturating_sub(widths.len());
        match next {
            Object::Array(list) => {
                widths.extend(
                    (first..=u32::MAX).zip(list.iter::<f64>().take(left).map(|width| width / 1000.0)),
                );
            }
            Object::Number(last) => {
                let Some(Object::Number(width)) = items.next() else { break };
                let width = width.as_f64() / 1000.0;
                // A width that is that of all others needs no entry, however long the range is.
                if (width - default).abs() > f64::EPSILON {
                    widths.extend((first..=code(last)).take(left).map(|code| (code, width)));
                }
            }
            _ => break,
        }
        if left == 0 {
            break;
        }
    }
    (widths, default)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn font<T>(text: &str, of: impl Fn(&Font) -> T) -> T {
        let file = File::open(format!("{text} trailer <</Root 1 0 R>>").into_bytes()).unwrap();
        of(&Font::new(&file, &file.root().unwrap()))
    }

    fn text(file: &str, bytes: &[u8]) -> String {
        font(file, |font| font.decode(bytes).map(|shown| shown.text.unwrap_or_else(|| "?".into())).collect())
    }

    fn widths(file: &str, bytes: &[u8]) -> Vec<f64> {
        font(file, |font| font.decode(bytes).map(|shown| (shown.width * 1000.0).round()).collect())
    }

    #[test]
    fn glyphs_have_names() {
        let names = ["eacute", "uni20AC", "u1F600", "a.sc", "f_f_i", "g17"];
        assert_eq!(names.map(|name| glyph(name).unwrap_or_default()), ["é", "€", "😀", "a", "ffi", ""]);
    }

    #[test]
    fn simple_fonts_have_an_encoding_with_differences() {
        let windows = "1 0 obj <</Subtype/Type1/Encoding/WinAnsiEncoding>> endobj";
        assert_eq!(text(windows, b"caf\xe9 \x93a\x94"), "café “a”");
        assert_eq!(text("1 0 obj <</Subtype/Type1>> endobj", b"it's \xae"), "it’s ﬁ");
        let other = "1 0 obj <</Encoding<</BaseEncoding/MacRomanEncoding/Differences[65/eacute/g9 1/fi]>>/FirstChar 65/Widths[700 2 0 R]>> endobj 2 0 obj 300 endobj";
        assert_eq!(text(other, b"ABC\x01"), "é?Cﬁ");
        assert_eq!(widths(other, b"ABZ"), [700.0, 300.0, 500.0]);
    }

    #[test]
    fn composite_fonts_have_a_table_or_a_known_encoding() {
        let with_table = "1 0 obj <</Subtype/Type0/Encoding/Identity-H/ToUnicode 2 0 R/DescendantFonts[<</DW 900/W[1[500 600] 5 6 250]>>]>> endobj\n\
             2 0 obj <<>> stream\n1 beginbfchar <0001> <0041> endbfchar 1 beginbfrange <0041> <ffff> <0041> endbfrange\nendstream endobj";
        assert_eq!(text(with_table, b"\0\x01\0\x02\0a"), "A?a");
        assert_eq!(widths(with_table, b"\0\x02\0\x06\0\x09"), [600.0, 250.0, 900.0]);
        let named =
            |name: &str| format!("1 0 obj <</Subtype/Type0/Encoding/{name}/DescendantFonts[<<>>]>> endobj");
        assert_eq!(text(&named("UniGB-UCS2-H"), b"\x4e\x2d"), "中");
        assert_eq!(text(&named("90ms-RKSJ-H"), b"\x93\xfaA"), "日A");
        let glyphs = "1 0 obj <</Subtype/Type0/Encoding/Identity-H/DescendantFonts[<</CIDSystemInfo<</Registry(Adobe)/Ordering(Japan1)>>>>]>> endobj";
        assert_eq!(text(glyphs, b"\x03\x4b"), "あ");
    }

    #[test]
    fn hostile_tables_are_cut() {
        let wide = "1 0 obj <</FirstChar 4294967295/Widths[1 2]/DescendantFonts[<</W[0 4294967295 5 1 4000000000 6 4294967295[1 2]]>>]>> endobj";
        assert!(font(wide, |font| font.widths.len()) <= MAX_WIDTHS);
        let simple = wide.split("/DescendantFonts").next().unwrap().to_owned() + ">> endobj";
        assert!(font(&simple, |font| font.widths.len()) <= 1);
        let tables = "/UniJIS-UTF16-H usecmap ".repeat(2_000);
        let file = format!("1 0 obj <</ToUnicode 2 0 R>> endobj 2 0 obj <<>> stream\n{tables}\nendstream");
        assert_eq!(text(&file, b"a"), "a");
    }
}
