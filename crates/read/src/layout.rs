//! Whether JSON is one object a line or laid out freely, told from its first bytes.

use memchr::memchr;
use serde::de::IgnoredAny;

use super::format::Format;

/// The layout of a head that begins like JSON, `named` being what the file's name says.
///
/// Without such a name only what can hardly be a text counts as JSON.
pub(super) fn json_layout(head: &[u8], named: Option<Format>) -> Option<Format> {
    match head.first()? {
        b'[' => list_layout(head, named),
        b'{' => object_layout(head, named),
        _ => None,
    }
}

fn list_layout(head: &[u8], named: Option<Format>) -> Option<Format> {
    match named {
        Some(Format::Jsonl) if is_list_a_line(head) => named,
        Some(_) => Some(Format::Json),
        None => is_list_of_objects(head).then_some(Format::Json),
    }
}

fn is_list_a_line(head: &[u8]) -> bool {
    matches!(first_value(head), FirstValue::EndsAt(end) if next_line(&head[end..]).is_some())
}

/// `[Update]` and `[1]` begin texts, `[{` does not.
fn is_list_of_objects(head: &[u8]) -> bool {
    let inner = head[1..].trim_ascii_start();
    inner.first() == Some(&b'{') && begins_with_key(inner)
}

fn object_layout(head: &[u8], named: Option<Format>) -> Option<Format> {
    match first_value(head) {
        FirstValue::EndsAt(end) if has_line_end(&head[..end]) => Some(Format::Json),
        FirstValue::EndsAt(end) => Some(layout_after(&head[end..], named)),
        FirstValue::GoesOn if named == Some(Format::Jsonl) && !has_line_end(head) => named,
        FirstValue::GoesOn if named.is_none() && !begins_with_key(head) => None,
        FirstValue::GoesOn => Some(Format::Json),
        FirstValue::Malformed => malformed_layout(head, named),
    }
}

/// The layout after a first object that is on one line.
fn layout_after(rest: &[u8], named: Option<Format>) -> Format {
    let object_follows = next_line(rest).is_some_and(|line| line.starts_with(b"{"));
    if object_follows || named == Some(Format::Jsonl) { Format::Jsonl } else { Format::Json }
}

/// The first object is bad; the name or the line after it tells what the file is.
fn malformed_layout(head: &[u8], named: Option<Format>) -> Option<Format> {
    let line_end = memchr(b'\n', head).unwrap_or(head.len());
    let second = head[line_end..].trim_ascii_start();
    let object_follows = second.starts_with(b"{")
        && matches!(first_value(second), FirstValue::EndsAt(end) if !has_line_end(&second[..end]));
    if object_follows {
        return Some(Format::Jsonl);
    }
    named.or_else(|| begins_with_key(head).then_some(Format::Json))
}

/// Where the first JSON value of the head ends.
enum FirstValue {
    EndsAt(usize),
    GoesOn,
    Malformed,
}

fn first_value(head: &[u8]) -> FirstValue {
    let mut values = serde_json::Deserializer::from_slice(head).into_iter::<IgnoredAny>();
    match values.next() {
        Some(Ok(_)) => FirstValue::EndsAt(values.byte_offset()),
        Some(Err(error)) if error.is_eof() => FirstValue::GoesOn,
        _ => FirstValue::Malformed,
    }
}

/// True if the brace at the start is followed by a quoted key and a colon, or by its end.
fn begins_with_key(head: &[u8]) -> bool {
    let inner = head[1..].trim_ascii_start();
    match inner.first() {
        Some(b'}') => true,
        Some(b'"') => match first_value(inner) {
            FirstValue::EndsAt(end) => inner[end..].trim_ascii_start().starts_with(b":"),
            _ => false,
        },
        _ => false,
    }
}

fn has_line_end(bytes: &[u8]) -> bool {
    memchr(b'\n', bytes).is_some()
}

/// The next line with something on it, if nothing else is on the first one.
fn next_line(rest: &[u8]) -> Option<&[u8]> {
    let line_end = memchr(b'\n', rest)?;
    if !rest[..line_end].trim_ascii().is_empty() {
        return None;
    }
    Some(rest[line_end..].trim_ascii_start()).filter(|line| !line.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const JSON: Option<Format> = Some(Format::Json);
    const JSONL: Option<Format> = Some(Format::Jsonl);

    #[test]
    fn objects_on_lines_of_their_own_are_jsonl() {
        assert_eq!(json_layout(b"{\"a\":1}\n{\"a\":2", None), JSONL);
        assert_eq!(json_layout(b"{\"a\":1} \r\n\n{\"a\":2}", JSON), JSONL);
        assert_eq!(json_layout(b"{bad}\n{\"a\":2}\n", JSON), JSONL);
        assert_eq!(json_layout(b"{\"a\":1}", JSONL), JSONL);
        assert_eq!(json_layout(b"{\"a\":\"a long li", JSONL), JSONL);
    }

    #[test]
    fn everything_else_is_json() {
        assert_eq!(json_layout(b"{\"a\":1}", None), JSON);
        assert_eq!(json_layout(b"{\"a\":1},{\"a\":2}", None), JSON);
        assert_eq!(json_layout(b"{\"a\":\n1}\n{\"a\":2}", JSONL), JSON);
        assert_eq!(json_layout(b"[{\"a\":1}", JSONL), JSON);
        assert_eq!(json_layout(b"[1, 2]", JSON), JSON);
        assert_eq!(json_layout(b"{\"a\": NaN}", None), JSON);
    }

    #[test]
    fn brackets_alone_make_no_json() {
        for text in ["[1] note", "[{x", "{draft}", "{\"Quoted\" she said", "{", "[", "x"] {
            assert_eq!(json_layout(text.as_bytes(), None), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(head in "[\\[\\]{}a\":, \n-]{0,40}") {
            for named in [None, JSON, JSONL] {
                json_layout(head.as_bytes(), named);
            }
        }
    }
}
