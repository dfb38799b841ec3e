//! Blocks of `Name: value` lines, as web archives and HTTP have them.

use encoding_rs::Encoding;
use memchr::memmem;

/// The fields of a header.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Fields(Vec<(String, String)>);

impl Fields {
    /// Reads the lines of a block; a line that begins with white space goes on with the one before it.
    pub(super) fn read(block: &[u8]) -> Self {
        let mut fields: Vec<(String, String)> = Vec::new();
        for line in String::from_utf8_lossy(block).lines() {
            let is_folded = line.starts_with([' ', '\t']);
            match (is_folded, fields.last_mut(), line.split_once(':')) {
                (true, Some((_, value)), _) => {
                    value.push(' ');
                    value.push_str(line.trim());
                }
                (false, _, Some((name, value))) => {
                    fields.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
                }
                _ => {}
            }
        }
        Self(fields)
    }

    /// The value of the first field of a name in small letters, if it is not empty.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(known, _)| known == name)?;
        Some(found.1.as_str()).filter(|value| !value.is_empty())
    }
}

/// Where the header at the start of these bytes ends: its own length, and that with the blank line behind it.
pub(super) fn header_end(bytes: &[u8]) -> Option<(usize, usize)> {
    let mut from = 0;
    loop {
        let line_end = from + memmem::find(&bytes[from..], b"\n")?;
        let rest = &bytes[line_end + 1..];
        if rest.starts_with(b"\n") {
            return Some((line_end + 1, line_end + 2));
        }
        if rest.starts_with(b"\r\n") {
            return Some((line_end + 1, line_end + 3));
        }
        from = line_end + 1;
    }
}

/// A media type like `text/html; charset=utf-8`: the type in small letters, and the encoding.
pub(super) fn media_type(value: &str) -> (String, Option<&'static Encoding>) {
    let mut parts = value.split(';');
    let kind = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
    let charset = parts.find_map(|part| {
        let (name, value) = part.split_once('=')?;
        name.trim().eq_ignore_ascii_case("charset").then(|| value.trim().trim_matches(['"', '\'']))
    });
    (kind, charset.and_then(|label| Encoding::for_label(label.as_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_found_by_name() {
        let fields = Fields::read(
            b"HTTP/1.1 200 OK\r\nContent-Type: text/html;\r\n charset=utf-8\r\nX: a:b\r\nEmpty:\r\n",
        );
        assert_eq!(fields.get("content-type"), Some("text/html; charset=utf-8"));
        assert_eq!((fields.get("x"), fields.get("empty"), fields.get("y")), (Some("a:b"), None, None));
    }

    #[test]
    fn the_end_of_a_header_is_a_blank_line() {
        assert_eq!(header_end(b"A: b\r\nC: d\r\n\r\nx"), Some((12, 14)));
        assert_eq!(header_end(b"A: b\n\nx"), Some((5, 6)));
        assert_eq!(header_end(b"A: b\r\n"), None);
        assert_eq!(header_end(b""), None);
    }

    #[test]
    fn media_types_tell_the_encoding() {
        let (kind, encoding) = media_type("Text/HTML; a=b; Charset=\"windows-1251\"");
        assert_eq!((kind.as_str(), encoding.unwrap().name()), ("text/html", "windows-1251"));
        assert_eq!(media_type("text/plain; charset=none"), ("text/plain".into(), None));
    }
}
