//! The names of members.

use encoding_rs::{BIG5, GBK, SHIFT_JIS};

use rawzip::extra_fields::{ExtraFieldId, ExtraFields};

/// The upper half of the character set of the first IBM PC, in which old zips have their names.
const CP437: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}";

const UTF8_FLAG: u16 = 1 << 11;

/// The name of a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Name {
    /// The name, with `/` between folders.
    pub text: String,
    /// True for a hidden file, or one of those that macOS adds. What is behind a backslash hides nothing: it
    /// separates folders only in zips made on Windows, and is half a letter in others.
    pub is_hidden: bool,
}

/// The name of a member from its bytes.
pub(super) fn name(raw: &[u8], extra: ExtraFields, flags: u16) -> Name {
    // The field begins with a version and a checksum of the other name.
    let unicode = field(extra, ExtraFieldId::INFO_ZIP_UNICODE_PATH)
        .and_then(|field| std::str::from_utf8(field.get(5..)?).ok());
    let decoded = match unicode.or(std::str::from_utf8(raw).ok()) {
        Some(name) => name.to_owned(),
        None if flags & UTF8_FLAG != 0 => String::from_utf8_lossy(raw).into_owned(),
        None => east_asian(raw).unwrap_or_else(|| raw.iter().map(|&byte| in_cp437(byte)).collect()),
    };
    Name { is_hidden: super::is_hidden(&decoded), text: decoded.replace('\\', "/") }
}

/// The content of an extra field.
pub(super) fn field(mut extra: ExtraFields<'_>, wanted: ExtraFieldId) -> Option<&[u8]> {
    extra.find(|(id, _)| *id == wanted).map(|(_, content)| content)
}

/// The name in an encoding in which a backslash may be the second half of a letter, if it seems to have such a one.
fn east_asian(raw: &[u8]) -> Option<String> {
    let has_pair = raw.windows(2).any(|pair| matches!(pair, [0x81..=0xff, b'\\']));
    let encodings = [SHIFT_JIS, GBK, BIG5].into_iter().filter(|_| has_pair);
    let decode = |encoding: &'static encoding_rs::Encoding| {
        encoding.decode_without_bom_handling_and_without_replacement(raw)
    };
    encodings.into_iter().find_map(decode).map(std::borrow::Cow::into_owned)
}

fn in_cp437(byte: u8) -> char {
    if byte.is_ascii() {
        byte.into()
    } else {
        CP437.chars().nth(usize::from(byte - 128)).unwrap_or('\u{fffd}')
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(raw: &[u8], extra: &[u8], flags: u16) -> String {
        super::name(raw, ExtraFields::new(extra), flags).text
    }

    #[test]
    fn half_a_letter_parts_no_folders_and_hides_nothing() {
        // The second byte of both letters of 表ソ in Shift-JIS is a backslash.
        let japanese = super::name(b"\x95\x5c\x83\x5c.txt", ExtraFields::new(&[]), 0);
        assert_eq!(japanese, Name { text: "表ソ.txt".into(), is_hidden: false });
        assert_eq!(name(b"\x8e\x91\x97\xbf\x95\x5c", &[], 0), "資料表");
        assert_eq!(
            super::name(b"a\\.txt", ExtraFields::new(&[]), 0),
            Name { text: "a/.txt".into(), is_hidden: false }
        );
        assert!(
            super::name(b".git\\config", ExtraFields::new(&[]), 0).is_hidden
                && super::name(b"a/.b", ExtraFields::new(&[]), 0).is_hidden
        );
    }

    #[test]
    fn names_are_read_in_any_encoding() {
        assert_eq!(name("Zürich.txt".as_bytes(), &[], 0), "Zürich.txt");
        assert_eq!(name(b"Z\x81rich\\a.txt", &[], 0), "Zürich/a.txt");
        assert_eq!(name(b"Z\x81rich", &[], UTF8_FLAG), "Z\u{fffd}rich");
        let extra = [&[0x75, 0x70, 11, 0, 1, 0, 0, 0, 0][..], "Łódź".as_bytes()].concat();
        let extra = [&extra[..2], &[(extra.len() - 4) as u8], &extra[3..]].concat();
        assert_eq!(name(b"L?dz", &extra, 0), "Łódź");
        assert_eq!(CP437.chars().count(), 128);
    }

    #[test]
    fn names_are_kept_as_they_are() {
        assert_eq!(name(b"a\x1b[2J\nb", &[], 0), "a\x1b[2J\nb");
    }
}
