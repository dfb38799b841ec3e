//! The raw bytes of one JSON record to an object, with errors that say where in the file.

use serde::de::IgnoredAny;
use serde_json::{Map, Value};

use super::columns::Columns;
use super::error::Reason;
use super::{Content, RawDoc, lenient, vendor_json};

/// The longest record that is read, of any format; a longer one is an error of that record.
pub const MAX_RECORD: usize = 64 << 20;

/// Where a record begins in its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    /// The line, from 1.
    pub line: u64,
    /// How many bytes of that line are before the record.
    pub column: u64,
}

/// A document from the raw bytes of a JSON record.
pub(super) fn document(record: u64, raw: &[u8], place: Place, columns: &Columns) -> Result<RawDoc, Reason> {
    let mut map = parse(raw, place)?;
    // Whose keys the user names is not read as the record of a service.
    if !columns.rename(&mut map) {
        return Ok(RawDoc::of(record, raw, vendor_json::content(map)));
    }
    let doc = RawDoc::of(record, raw, Content::Record(map));
    Ok(RawDoc { digest: columns.digest(doc.digest), ..doc })
}

fn parse(raw: &[u8], place: Place) -> Result<Map<String, Value>, Reason> {
    let text = std::str::from_utf8(raw).map_err(|error| not_utf8(raw, error.valid_up_to(), place))?;
    if let Some(found) = other_value(text) {
        return Err(Reason::NotAnObject { found, line: place.line });
    }
    serde_json::from_str(text).or_else(|error| {
        let repaired = lenient::strict(text).and_then(|text| serde_json::from_str(&text).ok());
        repaired.ok_or_else(|| malformed(&error, place))
    })
}

fn not_utf8(raw: &[u8], at: usize, place: Place) -> Reason {
    let before = &raw[..at];
    let lines = memchr::memchr_iter(b'\n', before).count() as u64;
    let byte = match memchr::memrchr(b'\n', before) {
        Some(line_end) => (at - line_end) as u64,
        None => place.column + at as u64 + 1,
    };
    Reason::NotUtf8 { line: place.line + lines, byte }
}

/// What a well-formed value that is not an object is; malformed ones are left to the parser's message.
fn other_value(text: &str) -> Option<&'static str> {
    let found = match text.trim_start().bytes().next()? {
        b'{' => return None,
        b'[' => "a list",
        b'"' => "a string",
        b'n' => "null",
        b't' | b'f' => "true or false",
        _ => "a number",
    };
    serde_json::from_str::<IgnoredAny>(text).is_ok().then_some(found)
}

fn malformed(error: &serde_json::Error, place: Place) -> Reason {
    let mut message = error.to_string();
    if let Some(at) = message.rfind(" at line ") {
        message.truncate(at);
    }
    let column = if error.line() <= 1 { place.column + error.column() as u64 } else { error.column() as u64 };
    Reason::Malformed { line: place.line + (error.line() as u64).saturating_sub(1), column, message }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Place = Place { line: 17, column: 4 };

    fn message(raw: &[u8]) -> String {
        parse(raw, START).unwrap_err().to_string()
    }

    #[test]
    fn an_object_keeps_the_order_of_its_keys() {
        let doc = document(3, br#"{"b": 1, "a": 2}"#, START, &Columns::default()).unwrap();
        assert_eq!((doc.record, doc.bytes), (3, 16));
        let Content::Record(object) = doc.content else { panic!("no record") };
        assert_eq!(object.keys().collect::<Vec<_>>(), ["b", "a"]);
    }

    #[test]
    fn errors_say_where_in_the_file() {
        assert_eq!(message(b"{\"a\": }"), "malformed JSON at line 17 column 11: expected value");
        assert_eq!(message(b"{\n\"a\": }"), "malformed JSON at line 18 column 6: expected value");
        assert_eq!(message(b"{\"a\": \"\xff\"}"), "invalid UTF-8 at line 17 byte 12");
        assert_eq!(message(b"{\n\"a\": \"\xff\"}"), "invalid UTF-8 at line 18 byte 7");
        assert_eq!(message(b"[1, 2]"), "expected an object at line 17, found a list");
        assert!(message(b"words").starts_with("malformed JSON at line 17"));
    }

    #[test]
    fn numbers_that_json_does_not_have_are_read() {
        assert_eq!(parse(br#"{"a": NaN, "b": 2}"#, START).unwrap()["b"], 2);
        assert_eq!(message(b"{\"a\": NaN, \"b\": }"), "malformed JSON at line 17 column 11: expected value");
    }

    #[test]
    fn keys_that_the_user_names_are_taken() {
        let columns = "headline=webTitle".parse().unwrap();
        let raw = br#"{"webTitle": "T", "webPublicationDate": "2024-03-01"}"#;
        let doc = document(0, raw, START, &columns).unwrap();
        assert!(matches!(doc.content, Content::Record(map) if map["headline"] == "T"));
        assert_ne!(doc.digest, doc.hash.first());
    }

    #[test]
    fn nesting_without_end_is_an_error() {
        let deep = format!("{{\"a\": {}", "[".repeat(100_000));
        assert!(message(deep.as_bytes()).contains("recursion limit exceeded"));
    }
}
