//! The names of members.

use rawzip::extra_fields::{ExtraFieldId, ExtraFields};

use super::super::code_page::{CodePage, decode_alone};

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

/// The name of a member from its bytes, which are in the code page of its archive, where that is known.
pub(super) fn name(raw: &[u8], extra: ExtraFields, flags: u16, page: Option<CodePage>) -> Name {
    let decoded = match in_unicode(raw, extra) {
        Some(name) => name.to_owned(),
        None if flags & UTF8_FLAG != 0 => String::from_utf8_lossy(raw).into_owned(),
        None => page.map_or_else(|| decode_alone(raw), |page| page.decode(raw)).into_owned(),
    };
    Name { is_hidden: super::is_hidden(&decoded), text: decoded.replace('\\', "/") }
}

/// The name as Unicode, where the archive has it so: in a field that begins with a version and a checksum of the other
/// name, or in place of that.
pub(super) fn in_unicode<'a>(raw: &'a [u8], extra: ExtraFields<'a>) -> Option<&'a str> {
    let field = field(extra, ExtraFieldId::INFO_ZIP_UNICODE_PATH);
    field.and_then(|field| std::str::from_utf8(field.get(5..)?).ok()).or(std::str::from_utf8(raw).ok())
}

/// The content of an extra field.
pub(super) fn field(mut extra: ExtraFields<'_>, wanted: ExtraFieldId) -> Option<&[u8]> {
    extra.find(|(id, _)| *id == wanted).map(|(_, content)| content)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(raw: &[u8], extra: &[u8], flags: u16) -> String {
        super::name(raw, ExtraFields::new(extra), flags, None).text
    }

    #[test]
    fn half_a_letter_parts_no_folders_and_hides_nothing() {
        // The second byte of both letters of 表ソ in Shift-JIS is a backslash.
        let japanese = super::name(b"\x95\x5c\x83\x5c.txt", ExtraFields::new(&[]), 0, None);
        assert_eq!(japanese, Name { text: "表ソ.txt".into(), is_hidden: false });
        assert_eq!(name(b"\x8e\x91\x97\xbf\x95\x5c", &[], 0), "資料表");
        assert_eq!(
            super::name(b"a\\.txt", ExtraFields::new(&[]), 0, None),
            Name { text: "a/.txt".into(), is_hidden: false }
        );
        assert!(
            super::name(b".git\\config", ExtraFields::new(&[]), 0, None).is_hidden
                && super::name(b"a/.b", ExtraFields::new(&[]), 0, None).is_hidden
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
    }

    #[test]
    fn names_are_kept_as_they_are() {
        assert_eq!(name(b"a\x1b[2J\nb", &[], 0), "a\x1b[2J\nb");
    }
}
