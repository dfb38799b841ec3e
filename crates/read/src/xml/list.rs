//! Lists of records in XML of any making: elements whose children are named like the keys of a record.
//!
//! Such are exports of databases, `<row><title>…</title><body>…</body></row>`, and of search engines,
//! `<doc><field name="title">…</field></doc>`.

use serde_json::{Map, Value};

use super::super::record;
use super::prose::prose;
use super::tags::{Kind, Part, Parts, local};
use super::tree::Element;

/// The elements that hold a record each.
pub(super) const RECORDS: &[&str] = &["article", "doc", "document", "record", "row", "story", "post"];

/// Elements that name their key in an attribute.
const NAMED: &[&str] = &["field", "str", "arr", "date", "long", "int"];

/// The record of an element.
pub(super) fn read(element: Element) -> Map<String, Value> {
    let mut map = Map::new();
    if let Some(id) = element.attribute("id") {
        map.insert("id".to_owned(), id.into());
    }
    for child in element.children() {
        let key = key_of(child);
        let value = value_of(child);
        match map.get_mut(&key) {
            None => {
                map.insert(key, value);
            }
            Some(Value::Array(values)) => values.push(value),
            Some(known) => {
                let first = known.take();
                *known = Value::Array(vec![first, value]);
            }
        }
    }
    map
}

fn key_of(child: Element) -> String {
    let is_named = NAMED.iter().any(|name| child.is(name));
    let name = child.attribute("name").filter(|_| is_named).unwrap_or_else(|| local(child.name()).to_owned());
    record::known_key(&name).map_or(name, str::to_owned)
}

/// The text as it stands, the items of a list, or the paragraphs of what is marked up.
fn value_of(child: Element) -> Value {
    let Some(first) = child.children().next() else {
        return child.raw_text().into();
    };
    let is_list =
        child.is("arr") || child.children().all(|item| item.name() == first.name() && !is_markup(item));
    if !is_list {
        return prose(child.inner()).body().into();
    }
    child.children().map(|item| Value::from(item.text().unwrap_or_default())).collect()
}

fn is_markup(item: Element) -> bool {
    ["p", "div", "br", "b", "i", "em", "strong", "a", "span", "h1", "h2", "h3", "ul", "ol", "li", "img"]
        .iter()
        .any(|name| item.is(name))
}

/// True if the head of a file, which may be cut off, is of such a list: an element of a record
/// with a headline and a body in it.
pub(super) fn is_list(head: &str) -> bool {
    let mut in_record = false;
    let (mut has_headline, mut has_body) = (false, false);
    for part in Parts::new(head) {
        let Part::Tag(tag) = part else { continue };
        if tag.kind == Kind::Close {
            continue;
        }
        in_record |= RECORDS.iter().any(|name| local(tag.name).eq_ignore_ascii_case(name));
        let named = tag.attribute("name").filter(|_| NAMED.iter().any(|name| tag.is(name)));
        let key = record::known_key(named.unwrap_or_else(|| local(tag.name)));
        has_headline |= in_record && key.is_some_and(|key| record::HEADLINE_KEYS.contains(&key));
        has_body |= in_record && key.is_some_and(|key| record::BODY_KEYS.contains(&key));
    }
    has_headline && has_body
}

#[cfg(test)]
mod tests {
    use super::super::tree::Tree;
    use super::*;
    use serde_json::json;

    fn read_text(markup: &str) -> Value {
        Value::Object(read(Tree::new(markup).root().unwrap()))
    }

    #[test]
    fn children_are_keys() {
        let record = read_text(
            "<row id='7'><Title>Talks &amp; more</Title><body> One.\n\nTwo. </body><tags><tag>a</tag><tag>b</tag></tags><x>1</x><x>2</x></row>",
        );
        assert_eq!(
            record,
            json!({"id": "7", "title": "Talks & more", "body": " One.\n\nTwo. ", "tags": ["a", "b"], "x": ["1", "2"]})
        );
        assert_eq!(
            read_text("<row><body><p>One.</p><p>Two.</p></body></row>"),
            json!({"body": "One.\n\nTwo."})
        );
    }

    #[test]
    fn fields_may_name_their_keys() {
        let record = read_text(
            "<doc><field name='title'>T</field><arr name='author'><str>A</str><str>B</str></arr></doc>",
        );
        assert_eq!(record, json!({"title": "T", "author": ["A", "B"]}));
    }

    #[test]
    fn a_list_is_told_by_its_keys() {
        assert!(is_list("<rows><row><title>T</title><content>c"));
        assert!(is_list("<add><doc><field name='headline'>T</field><field name='text'>c"));
        for other in ["<rows><row><title>T</title></row>", "<title>T</title><body>", "<a><b/></a>", ""] {
            assert!(!is_list(other), "{other}");
        }
    }
}
