//! Telling files that have no text by their first bytes, so that they are counted by kind.

/// A signature: the bytes at an offset, and what a file that has them is.
struct Magic {
    offset: usize,
    bytes: &'static [u8],
    kind: &'static str,
}

const fn at(offset: usize, bytes: &'static [u8], kind: &'static str) -> Magic {
    Magic { offset, bytes, kind }
}

/// What a document of an office program is called that is not read.
pub(super) const OFFICE: &str = "office document";

/// Only signatures that no text begins with; the first that fits decides.
const MAGICS: &[Magic] = &[
    at(0, b"\x89PNG\r\n\x1a\n", "image"),
    at(0, b"\xff\xd8\xff", "image"),
    at(0, b"GIF87a", "image"),
    at(0, b"GIF89a", "image"),
    at(8, b"WEBPVP8", "image"),
    at(0, b"II*\0", "image"),
    at(0, b"MM\0*", "image"),
    at(0, b"\0\0\x01\0", "image"),
    at(0, b"8BPS\0", "image"),
    at(4, b"ftypheic", "image"),
    at(4, b"ftypheix", "image"),
    at(4, b"ftypmif1", "image"),
    at(4, b"ftypavif", "image"),
    at(4, b"ftypM4A", "audio"),
    at(4, b"ftyp", "video"),
    at(0, b"\x1aE\xdf\xa3", "video"),
    at(8, b"AVI LIST", "video"),
    at(0, b"FLV\x01", "video"),
    at(0, b"\0\0\x01\xba", "video"),
    at(0, b"\0\0\x01\xb3", "video"),
    at(0, b"0&\xb2u\x8ef\xcf\x11", "video"),
    at(0, b"ID3\x02", "audio"),
    at(0, b"ID3\x03", "audio"),
    at(0, b"ID3\x04", "audio"),
    at(0, b"\xff\xfb", "audio"),
    at(0, b"\xff\xf3", "audio"),
    at(0, b"OggS\0", "audio"),
    at(0, b"fLaC\0", "audio"),
    at(8, b"WAVEfmt ", "audio"),
    at(0, b"MThd\0", "audio"),
    at(0, b"%PDF-", "PDF"),
    at(0, b"%!PS-Adobe", "PostScript"),
    at(0, b"AT&TFORM", "DjVu"),
    at(0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OFFICE),
    at(0, b"PK\x05\x06", "empty zip archive"),
    at(0, b"7z\xbc\xaf\x27\x1c", "7z archive"),
    at(0, b"Rar!\x1a\x07", "rar archive"),
    at(4, b"1AY&SY", "bzip2 file"),
    at(0, b"\xfd7zXZ\0", "xz file"),
    at(0, b"\x28\xb5\x2f\xfd", "zstd file"),
    at(0, b"\x04\x22\x4d\x18", "lz4 file"),
    at(0, b"\x1f\x8b", "gzip file"),
    at(0, b"\x7fELF", "executable"),
    at(0, b"\xfe\xed\xfa\xce", "executable"),
    at(0, b"\xfe\xed\xfa\xcf", "executable"),
    at(0, b"\xcf\xfa\xed\xfe", "executable"),
    at(0, b"\xca\xfe\xba\xbe", "executable"),
    at(0, b"\0asm", "executable"),
    at(0, b"SQLite format 3\0", "database"),
    at(0, b"PAR1\x15", "Parquet file"),
    at(0, b"ARROW1\0", "Arrow file"),
    at(0, b"Obj\x01", "Avro file"),
    at(0, b"wOFF\0", "font"),
    at(0, b"wOF2\0", "font"),
    at(0, b"OTTO\0", "font"),
    at(0, b"\0\x01\0\0\0", "font"),
    at(0, b"bplist00", "property list"),
    at(0, b"\0\0\xfe\xff", "UTF-32 text"),
    at(0, b"\xff\xfe\0\0", "UTF-32 text"),
];

/// The share of control characters, one in this many bytes, from which bytes are not text.
const CONTROL_SHARE: usize = 50;

/// What kind of file without text begins with these bytes, if it has a known signature.
pub(super) fn kind_of(head: &[u8]) -> Option<&'static str> {
    let fits = |magic: &&Magic| head.get(magic.offset..).is_some_and(|rest| rest.starts_with(magic.bytes));
    MAGICS.iter().find(fits).map(|magic| magic.kind).or_else(|| weak_kind(head))
}

/// Two letters begin these, as they do many a text; the zero bytes that follow decide.
fn weak_kind(head: &[u8]) -> Option<&'static str> {
    if head.starts_with(b"BM") && head.get(6..10) == Some(&[0; 4]) {
        return Some("image");
    }
    (head.starts_with(b"MZ") && head.iter().take(64).any(|&byte| byte == 0)).then_some("executable")
}

/// True if so many bytes are control characters that this is not text in any 8-bit encoding.
pub(super) fn is_mostly_control(head: &[u8]) -> bool {
    let controls = head.iter().filter(|&&byte| is_control(byte)).count();
    controls * CONTROL_SHARE > head.len()
}

/// Tab, line feed, form feed, return, backspace and escape occur in texts; other control characters do not.
pub(super) fn is_control(byte: u8) -> bool {
    byte == 0x7f || (byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x08 | 0x0c | 0x1b))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn signatures_tell_the_kind() {
        assert_eq!(kind_of(b"%PDF-1.7 ..."), Some("PDF"));
        assert_eq!(kind_of(b"\x89PNG\r\n\x1a\n...."), Some("image"));
        assert_eq!(kind_of(b"7z\xbc\xaf\x27\x1c"), Some("7z archive"));
    }

    #[test]
    fn words_that_begin_like_a_signature_are_text() {
        for text in
            ["BMW recalls cars", "MZ motorcycles return", "ID3 tags", "PKK talks", "GIF is 30", "", "B"]
        {
            assert_eq!(kind_of(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn control_characters_tell_binary_data() {
        assert!(is_mostly_control(&(0..=255).collect::<Vec<u8>>()));
        assert!(!is_mostly_control("Zürich\tand\r\nBern".as_bytes()));
        assert!(!is_mostly_control(b""));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(head in proptest::collection::vec(any::<u8>(), 0..400)) {
            kind_of(&head);
            is_mostly_control(&head);
        }

        #[test]
        fn letters_are_never_binary(text in "[A-Za-z0-9 .,{}<>\\[\\]\"\n]{0,300}") {
            prop_assert_eq!(kind_of(text.as_bytes()), None);
            prop_assert!(!is_mostly_control(text.as_bytes()));
        }
    }
}
