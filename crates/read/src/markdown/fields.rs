//! The names of front matter to the keys of records.

use serde_json::{Map, Value};

use super::super::facts::is_web_address;
use super::super::record;
use super::super::xml::Prose;

/// Names of front matter that mean a key of records.
const ALIASES: &[(&str, &str)] = &[
    ("lang", "language"),
    ("excerpt", "standfirst"),
    ("subtitle", "standfirst"),
    ("lead", "standfirst"),
    ("lastmod", "updated"),
    ("last_modified_at", "updated"),
    ("modified", "updated"),
    ("canonical", "url"),
    ("canonical_url", "url"),
    ("canonicalurl", "url"),
    ("original_url", "url"),
    ("site", "source"),
    ("site_name", "source"),
];

/// The record of the front matter and the text below it.
pub(super) fn record(front: Map<String, Value>, text: Text) -> Map<String, Value> {
    let mut record = Map::new();
    for (name, value) in front {
        let key = key(&name, &value);
        // The first value of a key counts; another one is kept under the name it has.
        let key = if record.contains_key(&key) { name } else { key };
        let value = if key.starts_with("author") || key == "byline" { without_links(value) } else { value };
        record.insert(key, value);
    }
    let has_headline =
        record::HEADLINE_KEYS.iter().any(|key| record.get(*key).is_some_and(|value| !value.is_null()));
    if let Some(heading) = text.heading.filter(|_| !has_headline) {
        record.insert("headline".to_owned(), heading.into());
    }
    record.insert("body".to_owned(), text.prose.body().into());
    if !text.prose.captions.is_empty() && !record.contains_key("captions") {
        record.insert("captions".to_owned(), text.prose.captions.into());
    }
    record
}

/// A text without its markup.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Text {
    pub prose: Prose,
    /// The heading with which it begins, if it does.
    pub heading: Option<String>,
}

fn key(name: &str, value: &Value) -> String {
    let lower = name.to_lowercase();
    // Programs that clip pages write the address of the page as its source.
    if lower == "source" && value.as_str().is_some_and(is_web_address) {
        return "url".to_owned();
    }
    let alias = ALIASES.iter().find(|(alias, _)| *alias == lower).map(|(_, key)| *key);
    alias.or_else(|| record::known_key(name)).map_or_else(|| name.to_owned(), str::to_owned)
}

/// Authors without the marks of a link to their note: `[[Jane Roe]]`.
fn without_links(value: Value) -> Value {
    match value {
        Value::String(text) => text.trim_start_matches("[[").trim_end_matches("]]").into(),
        Value::Array(items) => items.into_iter().map(without_links).collect(),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(front: Value, paragraphs: &[&str], heading: Option<&str>) -> Value {
        let Value::Object(front) = front else { panic!("no object") };
        let prose =
            Prose { paragraphs: paragraphs.iter().map(|&text| text.to_owned()).collect(), captions: vec![] };
        Value::Object(record(front, Text { prose, heading: heading.map(str::to_owned) }))
    }

    #[test]
    fn names_become_keys() {
        let front = json!({"Title": "T", "lang": "en", "source": "https://example.org/1", "site": "The Post", "author": ["[[Jane Roe]]"], "body": "x", "mood": "7"});
        assert_eq!(
            read(front, &["One.", "Two."], Some("Other")),
            json!({"title": "T", "language": "en", "url": "https://example.org/1", "source": "The Post", "author": ["Jane Roe"], "body": "One.\n\nTwo.", "mood": "7"})
        );
    }

    #[test]
    fn the_heading_is_the_headline_where_no_title_is_given() {
        assert_eq!(
            read(json!({"date": "2015"}), &["One."], Some("T")),
            json!({"date": "2015", "headline": "T", "body": "One."})
        );
    }
}
