//! Objects that are not records but hold a list of records, as services answer them.

use super::columns::Columns;
use super::nesting::first_value;
use super::record::{BODY_KEYS, HEADLINE_KEYS};

/// The keys under which such an object holds its records.
const LIST_KEYS: &[&str] = &[
    "articles", "items", "docs", "results", "data", "_items", "hits", "stories", "news", "posts", "entries",
    "records", "rows", "value",
];

/// The keys under which the object around the list may be in another one.
const ENVELOPE_KEYS: &[&str] = &["response", "data", "hits", "result"];

/// A headline of a service whose records have a shape of their own.
const SHAPE_KEYS: &[&str] = &["webTitle", "headlines", "bodies", "body_html", "body_text", "body_nitf"];

/// The keys under which a record of a list may be within an object about it.
const RECORD_KEYS: &[&str] = &["item", "_source"];

/// The keys that make an object a record itself. Not `title`: feeds have one beside their items.
const OWN_KEYS: &[&str] = &["headline"];

/// True if the raw object, which may be cut off, holds a list of records and no text of its own.
///
/// The list must begin with an object that has a headline or a body: articles have lists
/// under such keys too, of pictures or of tags.
pub(super) fn is_wrapper(raw: &[u8], columns: &Columns) -> bool {
    let is_envelope =
        |(key, value): (&[u8], &[u8])| is_one_of(key, ENVELOPE_KEYS, &[]) && holds_records(value, columns);
    holds_records(raw, columns) || members(raw).any(is_envelope)
}

/// True if the raw object itself holds a list of records.
fn holds_records(raw: &[u8], columns: &Columns) -> bool {
    let has_text = members(raw).any(|(key, value)| {
        (is_one_of(key, OWN_KEYS, BODY_KEYS) || is_named(key, columns)) && value != b"null"
    });
    let is_list =
        |key: &[u8], value: &[u8]| is_one_of(key, LIST_KEYS, &[]) && begins_with_record(value, columns);
    !has_text && members(raw).any(|(key, value)| is_list(key, value))
}

/// True for a key that the user names for a headline or a body; of a path of keys the first counts.
fn is_named(key: &[u8], columns: &Columns) -> bool {
    let key = String::from_utf8_lossy(key);
    columns.iter().any(|(field, name)| {
        matches!(field, "headline" | "body") && (name == key || name.split('.').next() == Some(&key))
    })
}

/// True if the raw key is one under which records stand.
pub(super) fn is_list_key(key: &[u8]) -> bool {
    name_of(key).is_some_and(|name| is_one_of(name, LIST_KEYS, &[]))
}

/// True if an object under the raw key may be the one that holds the list.
pub(super) fn is_envelope_key(key: &[u8]) -> bool {
    name_of(key).is_some_and(|name| is_one_of(name, ENVELOPE_KEYS, &[]))
}

/// A raw key without its quotes.
fn name_of(key: &[u8]) -> Option<&[u8]> {
    key.strip_prefix(b"\"")?.strip_suffix(b"\"")
}

fn is_one_of(key: &[u8], some: &[&str], others: &[&str]) -> bool {
    some.iter().chain(others).any(|known| known.as_bytes() == key)
}

fn begins_with_record(value: &[u8], columns: &Columns) -> bool {
    let Some(list) = value.strip_prefix(b"[") else {
        return false;
    };
    let is_text_key = |key: &[u8]| {
        is_one_of(key, HEADLINE_KEYS, BODY_KEYS) || is_one_of(key, SHAPE_KEYS, &[]) || is_named(key, columns)
    };
    let is_record = |object: &[u8]| members(object).any(|(key, _)| is_text_key(key));
    let list = list.trim_ascii_start();
    let object = first_value(list);
    list.starts_with(b"{")
        && (is_record(object)
            || members(object).any(|(key, value)| is_one_of(key, RECORD_KEYS, &[]) && is_record(value)))
}

/// The keys of a raw object, without their quotes, with their raw values.
fn members(raw: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    let mut rest = raw.strip_prefix(b"{").unwrap_or_default();
    std::iter::from_fn(move || {
        rest = skip(rest, b',');
        let key = first_value(rest);
        let name = name_of(key)?;
        rest = skip(&rest[key.len()..], b':');
        let value = first_value(rest);
        rest = &rest[value.len()..];
        Some((name, value.trim_ascii_end()))
    })
}

/// Passes over white space and one separator.
fn skip(rest: &[u8], separator: u8) -> &[u8] {
    let rest = rest.trim_ascii_start();
    rest.strip_prefix(&[separator]).unwrap_or(rest).trim_ascii_start()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn answers_and_feeds_are_wrappers() {
        for raw in [
            r#"{"articles": [{"title": "a"}]}"#,
            r#"{"status": "ok", "total": 2, "results": [ {"id": {"x": [1]}, "body": "b"}, 3]}"#,
            r#"{"title": "A feed", "items": [{"title": "a"}], "text": null}"#,
            r#"{"docs": [{"headline": "cut of"#,
            r#"{"response": {"status": "ok", "results": [{"webTitle": "a"}]}}"#,
            r#"{"hits": {"total": 1, "hits": [{"_id": "1", "_source": {"title": "a"}}]}}"#,
            r#"{"data": {"items": [{"meta": {}, "item": {"headline": "a"}}]}}"#,
            r#"{"_items": [{"uri": "u", "headlines": [{"value": "a"}]}]}"#,
        ] {
            assert!(is_wrapper(raw.as_bytes(), &Columns::default()), "{raw}");
        }
    }

    #[test]
    fn records_with_lists_are_no_wrappers() {
        for raw in [
            r#"{"headline": "a", "items": [{"title": "b"}]}"#,
            r#"{"data": [{"title": "b"}], "text": "b"}"#,
            r#"{"title": "a", "data": [{"width": 3}]}"#,
            r#"{"articles": []}"#,
            r#"{"articles": ["a"]}"#,
            r#"{"x": {"articles": [{"title": "a"}]}}"#,
            "{",
            "",
        ] {
            assert!(!is_wrapper(raw.as_bytes(), &Columns::default()), "{raw}");
        }
    }

    #[test]
    fn members_come_with_their_raw_values() {
        let found: Vec<_> = members(br#"{ "a" : 1 , "b":{"c":[2]},"d":"e" }"#).collect();
        assert_eq!(found, [(&b"a"[..], &b"1"[..]), (b"b", br#"{"c":[2]}"#), (b"d", br#""e""#)]);
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(raw in "\\{[\\[\\]{}\"a,: ]{0,30}") {
            is_wrapper(raw.as_bytes(), &Columns::default());
        }
    }
}
