//! Fonts: which characters the bytes of a text stand for, and how wide they are.

use std::sync::LazyLock;

use encoding_rs::{BIG5, EUC_KR, Encoding, GB18030, MACINTOSH, SHIFT_JIS, WINDOWS_1252};
use rustc_hash::FxHashMap;

use super::cmap::{self, CMap};
use super::file::File;
use super::object::{Dictionary, Object};

/// The width of a character in parts of the size of its font, where the font says nothing.
const USUAL_WIDTH: f64 = 0.5;

/// Making a font takes about as long as reading so many bytes.
const COST: usize = 4 << 10;

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

/// The character of a glyph by its name: listed, or made of its code point as in `uni0041`.
fn glyph(name: &str) -> Option<char> {
    let base = name.split('.').next().unwrap_or(name);
    let listed = GLYPHS.0.get(base).copied();
    let hex = || {
        base.strip_prefix("uni").or_else(|| base.strip_prefix('u')).filter(|hex| (4..=6).contains(&hex.len()))
    };
    listed.or_else(|| u32::from_str_radix(hex()?, 16).ok().and_then(char::from_u32))
}

/// How codes become characters where the font has no table of its own for that.
enum Codes {
    /// One byte a character.
    Simple(Box<Table>),
    /// Two bytes a character, which are UTF-16.
    Utf16,
    /// An encoding of East Asian texts.
    EastAsian(&'static Encoding),
    /// Two bytes a glyph, of which nothing more is known.
    Glyphs,
}

/// A font.
pub(super) struct Font {
    to_unicode: Option<CMap>,
    codes: Codes,
    widths: FxHashMap<u32, f64>,
    default_width: f64,
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
    pub fn new(file: &File, dictionary: &Dictionary) -> Self {
        file.spend(COST);
        let to_unicode =
            dictionary.get("ToUnicode").and_then(|table| file.decoded(table)).map(|bytes| CMap::new(&bytes));
        let is_composite = dictionary.get("Subtype").and_then(Object::name) == Some("Type0");
        let (widths, default_width) =
            if is_composite { composite_widths(file, dictionary) } else { widths(file, dictionary) };
        let codes = if is_composite {
            composite_codes(file, dictionary)
        } else {
            Codes::Simple(simple_codes(file, dictionary))
        };
        Self { to_unicode, codes, widths, default_width }
    }

    /// How many entries its tables have, for the memory it needs; the table of a simple font is as large as that of some.
    pub fn weight(&self) -> usize {
        64 + self.widths.len() + self.to_unicode.as_ref().map_or(0, CMap::len)
    }

    /// The characters of a shown text.
    pub fn decode(&self, bytes: &[u8]) -> Vec<Shown> {
        if let Codes::EastAsian(encoding) = self.codes
            && self.to_unicode.is_none()
        {
            let (text, _) = encoding.decode_without_bom_handling(bytes);
            let shown = |c: char| Shown {
                text: Some(c.to_string()),
                width: if c.is_ascii() { 0.5 } else { 1.0 },
                is_space: c == ' ',
            };
            return text.chars().map(shown).collect();
        }
        let length = match self.codes {
            Codes::Simple(_) => 1,
            _ => self
                .to_unicode
                .as_ref()
                .and_then(|table| table.code_length)
                .filter(|length| (1..=4).contains(length))
                .unwrap_or(2),
        };
        bytes.chunks(length).map(|code| self.shown(code)).collect()
    }

    fn shown(&self, code: &[u8]) -> Shown {
        let number = code.iter().fold(0, |number, byte| number << 8 | u32::from(*byte));
        let by_table = self.to_unicode.as_ref().and_then(|table| table.text(number)).map(str::to_owned);
        let text = by_table.or_else(|| match &self.codes {
            Codes::Simple(table) => table.get(number as usize).copied().flatten().map(String::from),
            Codes::Utf16 => Some(cmap::utf16(code)),
            Codes::EastAsian(_) | Codes::Glyphs => None,
        });
        let width = self.widths.get(&number).copied().unwrap_or(self.default_width);
        Shown { text, width, is_space: code == b" " }
    }
}

/// The characters of the codes of a simple font: those of a base encoding, and the differences from it.
fn simple_codes(file: &File, dictionary: &Dictionary) -> Box<Table> {
    let encoding = file.value(dictionary, "Encoding");
    let entries = encoding.dictionary();
    let base = encoding.name().map(str::to_owned);
    let base = base.or_else(|| Some(file.value(entries?, "BaseEncoding").name()?.to_owned()));
    let mut codes = Box::new(base_codes(base.as_deref()));
    let mut code = 0;
    for difference in
        entries.map(|entries| file.value(entries, "Differences")).unwrap_or(Object::Null).array()
    {
        match difference {
            Object::Number(number) => code = number.clamp(0.0, 255.0) as usize,
            Object::Name(name) if code < 256 => {
                codes[code] = glyph(name);
                code += 1;
            }
            _ => {}
        }
    }
    codes
}

fn base_codes(name: Option<&str>) -> Table {
    static WINDOWS: LazyLock<Table> = LazyLock::new(|| codes_of(WINDOWS_1252));
    static MAC: LazyLock<Table> = LazyLock::new(|| codes_of(MACINTOSH));
    match name {
        Some("WinAnsiEncoding") => *WINDOWS,
        Some("MacRomanEncoding") => *MAC,
        _ => GLYPHS.1,
    }
}

fn codes_of(encoding: &'static Encoding) -> Table {
    std::array::from_fn(|code| {
        let bytes = [code as u8];
        let (text, _) = encoding.decode_without_bom_handling(&bytes);
        text.chars().next().filter(|c| !c.is_control())
    })
}

/// What is known of the codes of a composite font by the name of its encoding.
fn composite_codes(file: &File, dictionary: &Dictionary) -> Codes {
    let encoding = file.value(dictionary, "Encoding");
    let name = encoding.name().unwrap_or_default();
    let has = |part: &str| name.contains(part);
    if has("UCS2") || has("UTF16") {
        return Codes::Utf16;
    }
    let known: [(&str, &'static Encoding); 6] = [
        ("GB", GB18030),
        ("RKSJ", SHIFT_JIS),
        ("B5", BIG5),
        ("KSC", EUC_KR),
        ("EUC-H", encoding_rs::EUC_JP),
        ("EUC-V", encoding_rs::EUC_JP),
    ];
    known.iter().find(|(part, _)| has(part)).map_or(Codes::Glyphs, |(_, encoding)| Codes::EastAsian(encoding))
}

/// The widths of a simple font. Those of a font made of drawings are in units of its own.
fn widths(file: &File, dictionary: &Dictionary) -> (FxHashMap<u32, f64>, f64) {
    let matrix = file.value(dictionary, "FontMatrix");
    let unit = matrix.array().first().and_then(Object::number).filter(|unit| *unit > 0.0).unwrap_or(0.001);
    let first = file.value(dictionary, "FirstChar").number().unwrap_or(0.0).max(0.0) as u32;
    let listed = file.value(dictionary, "Widths");
    let numbers =
        listed.array().iter().take(256).map(|width| file.resolved(width).number().unwrap_or(0.0) * unit);
    let widths = (first..).zip(numbers).collect();
    let descriptor = file.dictionary(dictionary, "FontDescriptor").unwrap_or_default();
    let missing = file.value(&descriptor, "MissingWidth").number().filter(|width| *width > 0.0);
    (widths, missing.map_or(USUAL_WIDTH, |width| width * unit))
}

/// The widths of a composite font: `code [w w w]` and `first last w`.
fn composite_widths(file: &File, dictionary: &Dictionary) -> (FxHashMap<u32, f64>, f64) {
    let descendants = file.value(dictionary, "DescendantFonts");
    let font = descendants.array().first().map(|font| file.resolved(font));
    let Some(Object::Dictionary(font)) = font else { return (FxHashMap::default(), 1.0) };
    let default = file.value(&font, "DW").number().unwrap_or(1000.0) / 1000.0;
    let mut widths = FxHashMap::default();
    let listed = file.value(&font, "W");
    let mut items = listed.array().iter().take(100_000).map(|item| file.resolved(item));
    while let (Some(Object::Number(first)), Some(next)) = (items.next(), items.next()) {
        let first = first.max(0.0) as u32;
        match next {
            Object::Array(list) => {
                widths.extend(
                    (first..).zip(list.iter().filter_map(Object::number).map(|width| width / 1000.0)),
                );
            }
            Object::Number(last) => {
                let Some(Object::Number(width)) = items.next() else { break };
                let last = (last.max(0.0) as u32).min(first.saturating_add(0xffff));
                // A width that is that of all others needs no entry, however long the range is.
                if (width / 1000.0 - default).abs() > f64::EPSILON && widths.len() < 70_000 {
                    widths.extend((first..=last).map(|code| (code, width / 1000.0)));
                }
            }
            _ => break,
        }
    }
    (widths, default)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn font(text: &str) -> Font {
        let file = File::new(text.as_bytes());
        let dictionary = file.get(1).dictionary().cloned().unwrap();
        Font::new(&file, &dictionary)
    }

    fn text(font: &Font, bytes: &[u8]) -> String {
        font.decode(bytes).into_iter().map(|shown| shown.text.unwrap_or_else(|| "?".into())).collect()
    }

    #[test]
    fn glyphs_have_names() {
        assert_eq!(
            (glyph("eacute"), glyph("uni20AC"), glyph("u1F600"), glyph("a.sc"), glyph("g17")),
            (Some('é'), Some('€'), Some('😀'), Some('a'), None)
        );
    }

    #[test]
    fn simple_fonts_have_an_encoding_with_differences() {
        assert_eq!(
            text(&font("1 0 obj <</Subtype/Type1/Encoding/WinAnsiEncoding>> endobj"), b"caf\xe9 \x93a\x94"),
            "café “a”"
        );
        assert_eq!(text(&font("1 0 obj <</Subtype/Type1>> endobj"), b"it's \xae"), "it’s ﬁ");
        let other = font(
            "1 0 obj <</Encoding<</BaseEncoding/MacRomanEncoding/Differences[65/eacute/g9 1/fi]>>/FirstChar 65/Widths[700 2 0 R]>> endobj 2 0 obj 300 endobj",
        );
        assert_eq!(text(&other, b"ABC\x01"), "é?Cﬁ");
        let widths =
            other.decode(b"ABZ").iter().map(|shown| (shown.width * 1000.0).round()).collect::<Vec<_>>();
        assert_eq!(widths, [700.0, 300.0, 500.0]);
    }

    #[test]
    fn composite_fonts_have_a_table_or_a_known_encoding() {
        let with_table = font(
            "1 0 obj <</Subtype/Type0/Encoding/Identity-H/ToUnicode 2 0 R/DescendantFonts[<</DW 900/W[1[500 600] 5 6 250]>>]>> endobj\n\
             2 0 obj <</Length 30>> stream\n1 beginbfchar <0001> <0041> endbfchar\nendstream endobj",
        );
        assert_eq!(text(&with_table, b"\0\x01\0\x02"), "A?");
        assert_eq!(
            with_table.decode(b"\0\x02\0\x06\0\x09").iter().map(|shown| shown.width).collect::<Vec<_>>(),
            [0.6, 0.25, 0.9]
        );
        assert_eq!(text(&font("1 0 obj <</Subtype/Type0/Encoding/UniGB-UCS2-H>> endobj"), b"\x4e\x2d"), "中");
        assert_eq!(
            text(&font("1 0 obj <</Subtype/Type0/Encoding/90ms-RKSJ-H>> endobj"), b"\x93\xfaA"),
            "日A"
        );
    }
}
