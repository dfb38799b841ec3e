//! Bytes of a text or a page to characters.
//!
//! The order is: a byte order mark; UTF-16, detected by its zero bytes; UTF-8 that is
//! valid and not plain ASCII; what a page declares, if the bytes confirm it;
//! UTF-8 with a few damaged places; and last a guess from the frequency of letters.
//!
//! Valid UTF-8 goes before the declaration, because programs that save pages
//! convert them to UTF-8 and leave the old declaration standing, while texts in other
//! encodings are practically never valid UTF-8.

use std::borrow::Cow;
use std::sync::LazyLock;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use regex::bytes::Regex;

use super::{magic, plausible};

/// How far into a page its declaration is looked for; the standard says 1,024, pages in the wild go further.
const DECLARATION_WITHIN: usize = 16 * 1024;

/// How much of a text the guess reads, and from how far before the first letter outside ASCII.
const GUESS_WITHIN: usize = 1024 * 1024;
const GUESS_BEFORE: usize = 64;

/// UTF-8 with this many valid characters outside ASCII for each damaged place is still UTF-8.
const VALID_PER_DAMAGED: usize = 10;

/// UTF-16 without a mark has at least one zero byte in this many characters: blanks, digits, line ends.
const CHARACTERS_PER_ZERO: usize = 50;

static META_CHARSET: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?i-u)<meta\b[^>]*?\bcharset\s*=\s*["']?\s*([a-z0-9_:.-]+)"#).expect("the pattern is valid")
});

static XML_ENCODING: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?i-u)^\s*<\?xml\b[^>]*?\bencoding\s*=\s*["']([a-z0-9_:.-]+)"#)
        .expect("the pattern is valid")
});

/// A decoded text and the name of the encoding it was in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// The text, without a byte order mark; what could not be decoded is U+FFFD.
    pub text: String,
    /// The name of the encoding in the WHATWG standard.
    pub encoding: &'static str,
}

/// Decodes a plain text.
pub fn decode_text(bytes: Vec<u8>) -> Decoded {
    decode(bytes, |_| None)
}

/// Decodes a page, which may declare its encoding.
pub fn decode_html(bytes: Vec<u8>) -> Decoded {
    decode_html_as(bytes, None)
}

/// Decodes a page that came with the name of its encoding, which goes before what the page declares.
pub(super) fn decode_html_as(bytes: Vec<u8>, told: Option<&'static Encoding>) -> Decoded {
    decode(bytes, |bytes| told.or_else(|| declared(bytes)))
}

/// Decodes a text whose encoding was declared elsewhere: at the head of its stream, over HTTP, by mail.
pub(super) fn decode_as_declared(bytes: Vec<u8>, declared: Option<&'static Encoding>) -> Decoded {
    decode(bytes, |_| declared)
}

fn decode(bytes: Vec<u8>, declared: impl FnOnce(&[u8]) -> Option<&'static Encoding>) -> Decoded {
    if let Some((encoding, mark)) = Encoding::for_bom(&bytes) {
        return decode_as(encoding, &bytes[mark..]);
    }
    if let Some(encoding) = utf16_without_mark(&bytes) {
        return decode_as(encoding, &bytes);
    }
    let declared = declared(&bytes);
    let bytes = match utf8(bytes, declared) {
        Ok(decoded) => return decoded,
        Err(bytes) => bytes,
    };
    let strict = declared.and_then(|encoding| decode_strictly(encoding, &bytes));
    match strict {
        Some(decoded) => better(decoded, &bytes),
        None => decode_as(if is_damaged_utf8(&bytes) { UTF_8 } else { guess(&bytes) }, &bytes),
    }
}

/// The text as declared, or as guessed if what was declared gives no words and the guess does.
///
/// Nearly any bytes can be read in an encoding with a byte for a letter, so that a wrong declaration is not met by
/// an error; servers and editors declare one of these by default.
fn better(declared: Decoded, bytes: &[u8]) -> Decoded {
    let is_single_byte =
        Encoding::for_label(declared.encoding.as_bytes()).is_some_and(Encoding::is_single_byte);
    if !is_single_byte || !plausible::is_doubtful(&declared.text) {
        return declared;
    }
    let guessed = decode_as(guess(bytes), bytes);
    if plausible::is_better(&guessed.text, &declared.text) { guessed } else { declared }
}

/// The text if it is UTF-8; plain ASCII is left to a declaration that gives it another meaning.
fn utf8(bytes: Vec<u8>, declared: Option<&'static Encoding>) -> Result<Decoded, Vec<u8>> {
    let stateful =
        bytes.is_ascii() && (bytes.contains(&0x1b) || declared.is_some_and(|d| !d.is_ascii_compatible()));
    if stateful {
        return Err(bytes);
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Decoded { text, encoding: UTF_8.name() }),
        Err(error) => Err(error.into_bytes()),
    }
}

fn decode_as(encoding: &'static Encoding, bytes: &[u8]) -> Decoded {
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    Decoded { text: text.into_owned(), encoding: encoding.name() }
}

fn decode_strictly(encoding: &'static Encoding, bytes: &[u8]) -> Option<Decoded> {
    let text = encoding.decode_without_bom_handling_and_without_replacement(bytes)?;
    Some(Decoded { text: text.into_owned(), encoding: encoding.name() })
}

/// The encoding a page declares in its XML declaration or a `meta` element.
pub(super) fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(DECLARATION_WITHIN)];
    let found = XML_ENCODING.captures(head).or_else(|| META_CHARSET.captures(head))?;
    let encoding = Encoding::for_label(&found[1])?;
    // Whoever could read this declaration byte for byte was not reading UTF-16.
    Some(if encoding == UTF_16LE || encoding == UTF_16BE { UTF_8 } else { encoding })
}

/// UTF-16 by its mark or without one.
pub(super) fn utf16(head: &[u8]) -> Option<&'static Encoding> {
    match Encoding::for_bom(head) {
        Some((encoding, _)) => Some(encoding).filter(|&encoding| encoding != UTF_8),
        None => utf16_without_mark(head),
    }
}

/// UTF-16 without a mark, detected by zero bytes that are all on one side, and by its characters.
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(super::peek_reader::HEAD)];
    let (pairs, _) = head.as_chunks::<2>();
    let first = pairs.iter().filter(|pair| pair[0] == 0).count();
    let second = pairs.iter().filter(|pair| pair[1] == 0).count();
    let encoding = if first > second { UTF_16BE } else { UTF_16LE };
    let enough = pairs.len() >= 2 && first.max(second) * CHARACTERS_PER_ZERO >= pairs.len();
    (enough && is_utf16_text(pairs, encoding)).then_some(encoding)
}

fn is_utf16_text(pairs: &[[u8; 2]], encoding: &'static Encoding) -> bool {
    let unit = |&pair: &[u8; 2]| match encoding == UTF_16BE {
        true => u16::from_be_bytes(pair),
        false => u16::from_le_bytes(pair),
    };
    // The head may have been cut between the two halves of a character.
    let cut = pairs.last().map(unit).is_some_and(|last| (0xd800..0xdc00).contains(&last));
    let whole = &pairs[..pairs.len() - usize::from(cut)];
    char::decode_utf16(whole.iter().map(unit)).all(|character| character.is_ok_and(is_texty))
}

/// True for a character one finds in texts: no control character, no private use, no noncharacter.
fn is_texty(character: char) -> bool {
    let code = character as u32;
    let control = code < 0x80 && magic::is_control(code as u8);
    !control
        && !(0xe000..0xf900).contains(&code)
        && code & 0xfffe != 0xfffe
        && !(0xfdd0..0xfdf0).contains(&code)
}

/// True if the text is UTF-8 but for a few places, as after a cut or a bad join.
fn is_damaged_utf8(bytes: &[u8]) -> bool {
    let mut damaged = 0;
    let mut valid = 0;
    for chunk in bytes.utf8_chunks() {
        valid += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        damaged += usize::from(!chunk.invalid().is_empty());
    }
    valid >= damaged * VALID_PER_DAMAGED && valid > 0
}

/// The encoding of what is not UTF-8 in a stream, guessed from its head once for all its records.
pub(super) fn told_by(head: &[u8]) -> Option<&'static Encoding> {
    // A character may have been cut in two at the end of the head.
    let is_utf8 = std::str::from_utf8(head).map_or_else(|error| error.error_len().is_none(), |_| true);
    (!is_utf8 && !is_damaged_utf8(head)).then(|| guess(head))
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let special = bytes.iter().position(|&byte| !byte.is_ascii() || byte == 0x1b).unwrap_or(0);
    let start = special.saturating_sub(GUESS_BEFORE);
    let end = bytes.len().min(start.saturating_add(GUESS_WITHIN));
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(&bytes[start..end], end == bytes.len());
    let encoding = detector.guess(None, Utf8Detection::Allow);
    // A guess of UTF-8 for bytes that are not UTF-8 says only that nothing fits.
    if encoding == UTF_8 && !bytes.is_ascii() { WINDOWS_1252 } else { encoding }
}

/// The head of a stream as far as a format can be recognised from it: UTF-16 becomes UTF-8, other bytes stay.
pub(super) fn readable_head(head: &[u8]) -> Cow<'_, [u8]> {
    if let Some(encoding) = utf16(head) {
        let (text, _) = encoding.decode_with_bom_removal(head);
        return Cow::Owned(text.into_owned().into_bytes());
    }
    Cow::Borrowed(head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn utf16_bytes(text: &str, little: bool) -> Vec<u8> {
        let bytes = |unit: u16| {
            if little { unit.to_le_bytes() } else { unit.to_be_bytes() }
        };
        text.encode_utf16().flat_map(bytes).collect()
    }

    fn text_of(bytes: &[u8]) -> (String, &'static str) {
        let decoded = decode_text(bytes.to_vec());
        (decoded.text, decoded.encoding)
    }

    #[test]
    fn utf8_with_and_without_a_mark() {
        assert_eq!(text_of("Zürich".as_bytes()), ("Zürich".into(), "UTF-8"));
        assert_eq!(text_of("\u{feff}Zürich".as_bytes()), ("Zürich".into(), "UTF-8"));
        assert_eq!(text_of(b""), (String::new(), "UTF-8"));
    }

    #[test]
    fn utf16_with_and_without_a_mark() {
        let text = "Der Gipfel in Zürich endet ohne Einigung.";
        let russian = "Переговоры в Женеве закончились без соглашения 12 мая.";
        for text in [text, russian] {
            for (little, name) in [(true, "UTF-16LE"), (false, "UTF-16BE")] {
                let plain = utf16_bytes(text, little);
                assert_eq!(text_of(&plain), (text.into(), name));
                let marked = utf16_bytes(&format!("\u{feff}{text}"), little);
                assert_eq!(text_of(&marked), (text.into(), name));
            }
        }
    }

    #[test]
    fn a_declaration_is_followed_where_the_bytes_bear_it_out() {
        let page = b"<html><head><meta charset=\"iso-8859-2\"><p>\xa3\xf3d\xbc i Wroc\xb3aw</p>";
        let decoded = decode_html(page.to_vec());
        assert!(decoded.text.contains("Łódź i Wrocław"), "{}", decoded.text);
        assert_eq!(decoded.encoding, "ISO-8859-2");
        let xml = b"<?xml version='1.0' encoding='windows-1251'?><html>\xcc\xee\xf1\xea\xe2\xe0</html>";
        assert!(decode_html(xml.to_vec()).text.contains("Москва"));
        let equiv = b"<META http-equiv=Content-Type content='text/html; charset=windows-1251'>\xcc\xee\xf1\xea\xe2\xe0";
        assert!(decode_html(equiv.to_vec()).text.contains("Москва"));
    }

    #[test]
    fn a_declaration_that_the_bytes_contradict_is_not_followed() {
        let saved = "<meta charset=iso-8859-1><p>Zürich – Genève</p>";
        assert_eq!(decode_html(saved.into()).text, saved);
        let latin =
            b"<meta charset=utf-8><p>Une soir\xe9e d'\xe9t\xe9 \xe0 Gen\xe8ve, l'ann\xe9e derni\xe8re</p>";
        let decoded = decode_html(latin.to_vec());
        assert!(decoded.text.contains("Une soirée d'été à Genève"), "{}", decoded.text);
        assert_eq!(decoded.encoding, "windows-1252");
    }

    #[test]
    fn a_declared_encoding_that_gives_no_words_is_doubted() {
        let russian = "Совет города решил во вторник, что старый паром остаётся ещё на одну зиму.";
        let greek = "Το δημοτικό συμβούλιο αποφάσισε ότι το παλιό πλοίο μένει για έναν χειμώνα.";
        let polish = "Rada miasta zdecydowała we wtorek, że stary prom zostaje jeszcze na jedną zimę. Śnieg, źle, łódź.";
        let japanese = "町議会は火曜日に、古い渡し船をもう一冬運航することを決めた。";
        for (text, encoding, declared) in [
            (russian, encoding_rs::WINDOWS_1251, "iso-8859-1"),
            (russian, encoding_rs::KOI8_R, "windows-1251"),
            (russian, encoding_rs::WINDOWS_1251, "koi8-r"),
            (greek, encoding_rs::WINDOWS_1253, "windows-1252"),
            (polish, encoding_rs::WINDOWS_1250, "iso-8859-2"),
            (japanese, encoding_rs::SHIFT_JIS, "iso-8859-1"),
        ] {
            let page = format!("<html><meta charset={declared}><title>x</title><p>{text}</p><p>{text}</p>");
            let decoded = decode_html(encoding.encode(&page).0.into_owned());
            assert!(decoded.text.contains(text), "{declared}: {}", decoded.text);
        }
    }

    #[test]
    fn a_declared_encoding_that_gives_words_is_believed() {
        for (text, encoding) in [
            (
                "Une soirée d'été à Genève, l'année dernière, où le maire a été réélu.",
                encoding_rs::WINDOWS_1252,
            ),
            ("Příliš žluťoučký kůň úpěl ďábelské ódy", encoding_rs::WINDOWS_1250),
            ("Совет города решил", encoding_rs::WINDOWS_1251),
            ("OÜ PÖFF ÄÄÄÄ õöäü", encoding_rs::WINDOWS_1252),
            ("Ağaç öğrencilerin çoğu İstanbul’da", encoding_rs::WINDOWS_1254),
        ] {
            let page = format!("<meta charset={}><p>{text}</p>", encoding.name());
            let decoded = decode_html(encoding.encode(&page).0.into_owned());
            assert_eq!((decoded.encoding, decoded.text.contains(text)), (encoding.name(), true), "{text}");
        }
    }

    #[test]
    fn a_few_damaged_places_do_not_make_it_another_encoding() {
        let mut bytes = "Zürich, Genève, Köln, Málaga, Łódź, Århus – und São Paulo".as_bytes().to_vec();
        bytes.push(0xe2);
        let (text, encoding) = text_of(&bytes);
        assert!(text.starts_with("Zürich") && text.ends_with('\u{fffd}'));
        assert_eq!(encoding, "UTF-8");
    }

    #[test]
    fn the_encoding_is_guessed_from_the_letters() {
        let russian = "Президент прибыл в столицу, где пройдут переговоры о мире";
        let (bytes, ..) = encoding_rs::WINDOWS_1251.encode(russian);
        assert_eq!(text_of(&bytes), (russian.into(), "windows-1251"));
        let japanese = "東京で会談が行われた";
        let (bytes, ..) = encoding_rs::ISO_2022_JP.encode(japanese);
        assert_eq!(text_of(&bytes), (japanese.into(), "ISO-2022-JP"));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            decode_text(bytes.clone());
            decode_html(bytes);
        }

        #[test]
        fn every_valid_utf8_text_stays_as_it_is(text in "[^\\x00-\\x1f\u{feff}]{0,60}") {
            prop_assert_eq!(decode_text(text.clone().into_bytes()).text, text);
        }
    }
}
