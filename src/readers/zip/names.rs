//! The names of members.

use super::directory::field;

/// The upper half of the character set of the first IBM PC, in which old zips have their names.
const CP437: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}";

const UTF8_FLAG: u16 = 1 << 11;
const UNICODE_PATH: u16 = 0x7075;

/// The name of a member, with `/` between folders.
pub(super) fn name(raw: &[u8], extra: &[u8], flags: u16) -> String {
    // The field begins with a version and a checksum of the other name.
    let unicode = field(extra, UNICODE_PATH).and_then(|field| std::str::from_utf8(field.get(5..)?).ok());
    let decoded = match unicode.or(std::str::from_utf8(raw).ok()) {
        Some(name) => name.to_owned(),
        None if flags & UTF8_FLAG != 0 => String::from_utf8_lossy(raw).into_owned(),
        None => raw.iter().map(|&byte| in_cp437(byte)).collect(),
    };
    decoded.replace('\\', "/")
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
