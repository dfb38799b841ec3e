//! Where a quotation is in the bytes of a record: in a text of any encoding, behind the markup of a page, or behind
//! the escapes of JSON.
//!
//! White space, the form of quotation marks and dashes, and characters that are not seen make no difference, since
//! an article is not printed with those of its file.

use std::ops::Range;

use dateline_core::text::quotation::{Character, compact, places, utf8_characters};
use encoding_rs::{Encoding, UTF_8};

use super::encoding;
use super::xml::reference;

/// The longest record in which quotations are looked for; all of its characters are in memory.
const MAX_BYTES: usize = 16 << 20;
/// The longest character of any encoding, in bytes.
const LONGEST_CHARACTER: usize = 4;
/// The longest character reference that is looked at, in characters.
const LONGEST_REFERENCE: usize = 34;

/// The places of a quotation in the bytes of a record, in their order; none if the record is too long to look.
///
/// What the characters of a file are to a reader.
type Reading = fn(&[Character]) -> Vec<Character>;

/// A record of JSON is taken for what its texts say, and anything else first for a page and then for a text.
pub fn quoted(raw: &[u8], quote: &str) -> Vec<Range<usize>> {
    let wanted = compact(quote);
    if wanted.is_empty() || raw.len() > MAX_BYTES {
        return Vec::new();
    }
    let plain = characters(raw);
    let is_json = raw.trim_ascii_start().starts_with(b"{");
    let readings: [Reading; 3] = match is_json {
        true => [unescaped, |text| without_markup(&unescaped(text)), <[Character]>::to_vec],
        false => [without_markup, <[Character]>::to_vec, unescaped],
    };
    let places = readings.iter().map(|read| places(&read(&plain), &wanted));
    places.into_iter().find(|found| !found.is_empty()).unwrap_or_default()
}

/// The characters of bytes in the encoding that they are read in.
fn characters(raw: &[u8]) -> Vec<Character> {
    if let Ok(text) = std::str::from_utf8(raw) {
        return utf8_characters(text).collect();
    }
    let name = encoding::decode_html(raw.to_vec()).encoding;
    let encoding = Encoding::for_label(name.as_bytes()).unwrap_or(UTF_8);
    let mut found = Vec::with_capacity(raw.len());
    let mut at = 0;
    while at < raw.len() {
        let (c, length) = character_at(&raw[at..], encoding);
        found.push(Character::new(c, at, length));
        at += length;
    }
    found
}

/// The character that bytes begin with, and its length; bytes that are none count one by one.
fn character_at(raw: &[u8], encoding: &'static Encoding) -> (char, usize) {
    for length in 1..=raw.len().min(LONGEST_CHARACTER) {
        let decoded = encoding.decode_without_bom_handling_and_without_replacement(&raw[..length]);
        if let Some(c) = decoded.and_then(|text| text.chars().next()) {
            return (c, length);
        }
    }
    ('\u{fffd}', 1)
}

/// What the texts of JSON say: each escape is the character that it stands for.
fn unescaped(text: &[Character]) -> Vec<Character> {
    let mut out = Vec::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        let (c, length) = if text[at].c == '\\' { escape(&text[at..]) } else { (text[at].c, 1) };
        out.push(Character { c, start: text[at].start, end: text[at + length - 1].end });
        at += length;
    }
    out
}

/// The character of the escape at the head of a text, and how many characters stand for it.
fn escape(text: &[Character]) -> (char, usize) {
    let Some(second) = text.get(1) else { return ('\\', 1) };
    match second.c {
        'n' | 'r' | 't' | 'b' | 'f' => (' ', 2),
        'u' => match (hexadecimal(text, 2), hexadecimal(text, 8)) {
            (Some(high @ 0xd800..=0xdbff), Some(low @ 0xdc00..=0xdfff))
                if text[6].c == '\\' && text[7].c == 'u' =>
            {
                let code = 0x1_0000 + ((high - 0xd800) << 10) + (low - 0xdc00);
                (char::from_u32(code).unwrap_or('\u{fffd}'), 12)
            }
            (Some(code), _) => (char::from_u32(code).unwrap_or('\u{fffd}'), 6),
            (None, _) => ('u', 2),
        },
        c => (c, 2),
    }
}

/// The number of the four digits that begin somewhere.
fn hexadecimal(text: &[Character], at: usize) -> Option<u32> {
    text.get(at..at + 4)?.iter().try_fold(0, |code, digit| Some(code << 4 | digit.c.to_digit(16)?))
}

/// What a page shows: without tags, comments and scripts, with its references as the characters that they stand for.
fn without_markup(text: &[Character]) -> Vec<Character> {
    let mut out = Vec::with_capacity(text.len());
    let mut at = 0;
    let mut is_closed = true;
    while let Some(character) = text.get(at) {
        let markup = if character.c == '<' && is_closed { markup(&text[at..]) } else { Markup::None };
        match markup {
            Markup::Until(length) => at += length,
            Markup::Unclosed | Markup::None => {
                is_closed &= !matches!(markup, Markup::Unclosed);
                at += shown(&text[at..], &mut out);
            }
        }
    }
    out
}

/// What begins with an angle bracket.
enum Markup {
    /// Nothing that is hidden.
    None,
    /// Something that ends after so many characters.
    Until(usize),
    /// Something that does not end, so that nothing after it does.
    Unclosed,
}

fn markup(text: &[Character]) -> Markup {
    let starts = |with: &str| with.chars().eq(text.iter().map(|c| c.c.to_ascii_lowercase()).take(with.len()));
    let until = |end: &str| match position(text, end) {
        Some(at) => Markup::Until(at + end.len()),
        None => Markup::Unclosed,
    };
    match text.get(1).map(|second| second.c) {
        Some('!') if starts("<!--") => until("-->"),
        Some(c) if c.is_ascii_alphabetic() && starts("<script") => until("</script"),
        Some(c) if c.is_ascii_alphabetic() && starts("<style") => until("</style"),
        Some(c) if c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?') => until(">"),
        _ => Markup::None,
    }
}

/// Where a word in small letters begins.
fn position(text: &[Character], word: &str) -> Option<usize> {
    let letters: Vec<char> = word.chars().collect();
    let is_it = |part: &[Character]| {
        part.iter().zip(&letters).all(|(character, letter)| character.c.to_ascii_lowercase() == *letter)
    };
    text.windows(letters.len()).position(is_it)
}

/// Adds the character, or the characters of the reference, at the head of a text, and says how much that was.
fn shown(text: &[Character], out: &mut Vec<Character>) -> usize {
    let Some(first) = text.first() else { return 0 };
    if first.c == '&' {
        let ascii = text.iter().take(LONGEST_REFERENCE).map(|character| character.c);
        let head: String = ascii.take_while(char::is_ascii).collect();
        if let Some((stands_for, length)) = reference(&head) {
            let (start, end) = (first.start, text[length - 1].end);
            out.extend(stands_for.chars().map(|c| Character { c, start, end }));
            return length;
        }
    }
    out.push(*first);
    1
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The bytes of the first place of a quotation.
    fn first<'a>(raw: &'a [u8], quote: &str) -> Option<&'a [u8]> {
        quoted(raw, quote).first().map(|place| &raw[place.clone()])
    }

    #[test]
    fn a_quotation_of_a_text_is_found_over_line_breaks_and_other_marks() {
        let raw = "He said: “The talks\r\n  ended – at noon…” and left.".as_bytes();
        let quote = "\"The talks ended - at noon...\"";
        assert_eq!(first(raw, quote), Some("“The talks\r\n  ended – at noon…”".as_bytes()));
        assert_eq!(first(raw, "the talks began"), None);
        assert_eq!(first(raw, " \n"), None);
        assert_eq!(quoted(b"so so so", "so").len(), 3);
    }

    #[test]
    fn a_text_in_another_encoding_is_searched_in_its_own_bytes() {
        let text =
            "Die Gespräche endeten früh, hieß es am Freitag in Zürich. Über Öl sprach man später nicht.";
        let (raw, _, _) = encoding_rs::WINDOWS_1252.encode(text);
        let place = quoted(&raw, "hieß es am Freitag in Zürich").remove(0);
        assert_eq!(encoding_rs::WINDOWS_1252.decode(&raw[place]).0, "hieß es am Freitag in Zürich");
        let utf16: Vec<u8> = "\u{feff}Talks ended".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(first(&utf16, "ended"), Some(&b"e\0n\0d\0e\0d\0"[..]));
    }

    #[test]
    fn a_quotation_of_a_page_is_found_behind_its_markup() {
        let raw = b"<title>T</title><script>x='They left'</script><!-- They left --><p class='They left'>They <b>le</b>ft &amp; did&#8217;t  return</p>";
        assert_eq!(first(raw, "They left & did't"), Some(&b"They <b>le</b>ft &amp; did&#8217;t"[..]));
        assert_eq!(quoted(raw, "They left").len(), 1);
        assert_eq!(
            first(b"1 < 2 and 3 > 2 &amp 4", "1 < 2 and 3 > 2 &amp 4"),
            Some(&b"1 < 2 and 3 > 2 &amp 4"[..])
        );
    }

    #[test]
    fn a_quotation_of_json_is_found_behind_its_escapes() {
        let raw =
            br#"{"title":"T","body":"She said \"no\"\n\nThen \u201cyes\u201d \ud83d\ude00 and <b>left</b>"}"#;
        assert_eq!(
            first(raw, "said \"no\" Then \"yes\" \u{1f600}"),
            Some(&br#"said \"no\"\n\nThen \u201cyes\u201d \ud83d\ude00"#[..])
        );
        assert_eq!(first(raw, "and left"), Some(&b"and <b>left"[..]));
    }

    proptest! {
        #[test]
        fn any_bytes_and_quotations_are_borne(raw in proptest::collection::vec(any::<u8>(), 0..80), quote in "\\PC{0,6}") {
            for place in quoted(&raw, &quote) {
                prop_assert!(place.start < place.end && place.end <= raw.len());
            }
        }

        #[test]
        fn what_stands_in_json_is_found(before in "[a-z ]{0,20}", quote in "[a-z\"\\\\é😀\n]{1,12}", after in "[a-z]{0,9}") {
            prop_assume!(!quote.trim().is_empty());
            let raw = serde_json::to_vec(&serde_json::json!({"body": format!("{before}{quote}{after}")})).unwrap();
            prop_assert!(!quoted(&raw, &quote).is_empty());
        }

        #[test]
        fn unclosed_markup_takes_no_time(bracket in "<a|<!--|<script|&") {
            let raw = bracket.repeat(20_000);
            prop_assert!(quoted(raw.as_bytes(), "absent").is_empty());
        }
    }
}
