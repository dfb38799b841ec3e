//! A structured record to an article, by the names of its keys.
//!
//! Values are taken over byte for byte. What a record says beyond the fields of an
//! article, and what had to change its form, is kept under its key in `extra`.

use serde_json::{Map, Value};
use thiserror::Error;

use dateline_core::RecordHash;
use dateline_core::article::Article;
use dateline_core::dates::{self, ValueDate};
use dateline_core::text::language_code;

/// The keys of a headline; of several that are there the first in this order counts.
pub(super) const HEADLINE_KEYS: &[&str] = &["headline", "title"];
/// The keys of a body.
pub(super) const BODY_KEYS: &[&str] = &["body", "text", "maintext", "content", "articleBody", "story_text"];

const STANDFIRST_KEYS: &[&str] = &["standfirst", "description", "summary"];
const BYLINE_KEYS: &[&str] = &["byline", "author", "authors"];
const PUBLISHED_KEYS: &[&str] = &[
    "published",
    "date",
    "date_publish",
    "datePublished",
    "publication_date",
    "publish_date",
    "published_date",
    "publishedAt",
    "published_at",
    "pub_date",
];
const UPDATED_KEYS: &[&str] = &["updated", "date_modify", "dateModified", "updated_at"];
const SOURCE_KEYS: &[&str] = &["source", "source_domain", "publisher", "publication", "media_name", "domain"];
const URL_KEYS: &[&str] = &["url", "link", "article_url"];
const SECTION_KEYS: &[&str] = &["section", "articleSection"];
const LANGUAGE_KEYS: &[&str] = &["language", "inLanguage"];

/// The keys of all fields, by field.
const KEYS: &[(&str, &[&str])] = &[
    ("id", &["id"]),
    ("dateline", &["dateline"]),
    ("captions", &["captions"]),
    ("headline", HEADLINE_KEYS),
    ("standfirst", STANDFIRST_KEYS),
    ("byline", BYLINE_KEYS),
    ("published", PUBLISHED_KEYS),
    ("updated", UPDATED_KEYS),
    ("source", SOURCE_KEYS),
    ("url", URL_KEYS),
    ("section", SECTION_KEYS),
    ("language", LANGUAGE_KEYS),
    ("body", BODY_KEYS),
];

/// The field that a key is one of.
pub(super) fn field_of(key: &str) -> Option<&'static str> {
    KEYS.iter().find(|(_, keys)| keys.contains(&key)).map(|(field, _)| *field)
}

/// The key that is meant by the name of a column or an element, where case and blanks differ: `Publication Date`.
pub(super) fn known_key(name: &str) -> Option<&'static str> {
    let name = name.trim();
    let fits = |key: &&str| {
        let letters = name.chars().map(|c| if c == ' ' { '_' } else { c.to_ascii_lowercase() });
        letters.eq(key.chars().map(|c| c.to_ascii_lowercase()))
    };
    KEYS.iter().flat_map(|(_, keys)| keys.iter()).copied().find(fits)
}

/// Why a record is not an article.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RecordIssue {
    /// Nothing to search in.
    #[error("no article here: no headline and no text (fields seen: {seen}); see --columns")]
    NoText {
        /// The names of the fields that the record has.
        seen: String,
    },
}

/// How many fields are named of a record that is not an article.
const MAX_NAMED: usize = 12;

impl RecordIssue {
    /// The issue of a record that gave this.
    fn no_text(article: &Article) -> Self {
        let known = article.found.values().filter_map(|rule| rule.strip_prefix("key "));
        let mut names: Vec<&str> = known.chain(article.extra.keys().map(String::as_str)).collect();
        names.sort_unstable();
        names.dedup();
        if names.len() > MAX_NAMED {
            names.truncate(MAX_NAMED);
            names.push("…");
        }
        let seen = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
        Self::NoText { seen }
    }
}

/// The article of a record. Its `path`, its `record`, and its `id` where the record has none, are left to set.
///
/// # Errors
/// If the record has neither a headline nor a body.
pub fn to_article(map: Map<String, Value>) -> Result<Article, RecordIssue> {
    let mut fields = Fields { map, article: Article::default() };
    let headline = fields.take("headline", HEADLINE_KEYS, text);
    let standfirst = fields.take("standfirst", STANDFIRST_KEYS, text);
    let byline = fields.take("byline", BYLINE_KEYS, names);
    let dateline = fields.take("dateline", &["dateline"], text);
    let published = fields.take("published", PUBLISHED_KEYS, published_at);
    let updated = fields.take("updated", UPDATED_KEYS, published_at);
    let source = fields.take("source", SOURCE_KEYS, name);
    let url = fields.take("url", URL_KEYS, text);
    let section = fields.take("section", SECTION_KEYS, text);
    let language = fields.take("language", LANGUAGE_KEYS, language);
    let body = fields.take("body", BODY_KEYS, paragraphs);
    let captions = fields.take("captions", &["captions"], texts);
    let id = fields.take("id", &["id"], id);
    let Fields { map, mut article } = fields;
    // An id is not a finding: it is either the record's own or derived, and both look it.
    article.found.remove("id");
    let article = Article {
        id: id.unwrap_or_default(),
        headline,
        standfirst,
        byline: byline.unwrap_or_default(),
        dateline,
        published,
        updated,
        source,
        url,
        section,
        language,
        body: body.unwrap_or_default(),
        captions: captions.unwrap_or_default(),
        extra: map,
        ..article
    };
    if article.has_text() { Ok(article) } else { Err(RecordIssue::no_text(&article)) }
}

/// The id that a record carries itself.
pub fn own_id(map: &Map<String, Value>) -> Option<String> {
    id(&mut map.get("id")?.clone()).map(|taken| taken.value)
}

/// The id of an article whose record has none: the first 16 hex digits of the SHA-256 hash of the record's bytes.
pub fn derived_id(hash: RecordHash) -> String {
    format!("{:016x}", hash.first())
}

/// A value for a field, and whether it says all that the record's value does.
struct Taken<T> {
    value: T,
    is_complete: bool,
}

impl<T> Taken<T> {
    fn complete(value: T) -> Option<Self> {
        Some(Self { value, is_complete: true })
    }
}

/// A record whose keys are taken one field after the other; what is left goes to `extra`.
struct Fields {
    map: Map<String, Value>,
    article: Article,
}

impl Fields {
    /// The value of the first key that has one for the field.
    ///
    /// A null or a blank text is as good as no key, and says nothing that could be kept.
    fn take<T>(&mut self, field: &str, keys: &[&str], read: fn(&mut Value) -> Option<Taken<T>>) -> Option<T> {
        for key in keys {
            if self.map.get(*key).is_some_and(is_blank) {
                self.map.shift_remove(*key);
            }
        }
        let (key, taken) = keys.iter().find_map(|key| Some((key, read(self.map.get_mut(*key)?)?)))?;
        if taken.is_complete {
            self.map.shift_remove(*key);
        }
        self.article.note(field, format!("key {key}"));
        Some(taken.value)
    }
}

fn is_blank(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(items) => items.is_empty(),
        _ => false,
    }
}

/// The text is moved out, since the key is removed with it.
fn text(value: &mut Value) -> Option<Taken<String>> {
    match value {
        Value::String(text) => Taken::complete(std::mem::take(text)),
        _ => None,
    }
}

/// A text, or a list of paragraphs.
fn paragraphs(value: &mut Value) -> Option<Taken<String>> {
    if let Value::Array(items) = value {
        let texts: Option<Vec<&str>> = items.iter().map(Value::as_str).collect();
        return Taken::complete(texts?.join("\n\n"));
    }
    text(value)
}

/// A text, or a list of texts.
fn texts(value: &mut Value) -> Option<Taken<Vec<String>>> {
    list(value, |item| Taken::complete(item.as_str()?.to_owned()))
}

/// A name, or a list of names; each a text or an object with a `name`.
fn names(value: &mut Value) -> Option<Taken<Vec<String>>> {
    list(value, name_of)
}

fn list(value: &Value, read: fn(&Value) -> Option<Taken<String>>) -> Option<Taken<Vec<String>>> {
    let items = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
    let read: Vec<_> = items.iter().filter(|item| !is_blank(item)).map(read).collect();
    let is_complete = read.iter().all(|item| item.as_ref().is_some_and(|taken| taken.is_complete));
    let values: Vec<_> = read.into_iter().flatten().map(|taken| taken.value).collect();
    (!values.is_empty()).then_some(Taken { value: values, is_complete })
}

fn name(value: &mut Value) -> Option<Taken<String>> {
    name_of(value)
}

fn name_of(value: &Value) -> Option<Taken<String>> {
    let Value::Object(object) = value else {
        return Taken::complete(value.as_str()?.to_owned());
    };
    let name = object.get("name").filter(|name| !is_blank(name))?.as_str()?;
    Some(Taken { value: name.to_owned(), is_complete: object.len() == 1 })
}

fn published_at(value: &mut Value) -> Option<Taken<String>> {
    let ValueDate { value, is_complete } = dates::parse_field(value.as_str()?)?;
    Some(Taken { value, is_complete })
}

/// A two-letter code; the region of `en-US` is kept apart, and other names of languages are left to detection.
fn language(value: &mut Value) -> Option<Taken<String>> {
    let given = value.as_str()?;
    let value = language_code(given)?;
    let is_complete = value == given.trim();
    Some(Taken { value, is_complete })
}

fn id(value: &mut Value) -> Option<Taken<String>> {
    match value {
        Value::Number(number) => Taken::complete(number.to_string()),
        other => text(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn article(record: Value) -> Article {
        let Value::Object(map) = record else { panic!("no object") };
        to_article(map).unwrap()
    }

    fn extra(article: &Article) -> String {
        serde_json::to_string(&article.extra).unwrap()
    }

    #[test]
    fn a_date_is_read_in_any_form_that_a_page_may_have_it_in() {
        for (given, date) in [
            ("23 octobre 2015", "2015-10-23"),
            ("23 ottobre 2015", "2015-10-23"),
            ("2015年10月23日", "2015-10-23"),
            ("Fri, 23 Oct 2015 18:04:00 GMT", "2015-10-23T18:04:00Z"),
            ("2015-10-23T18:04:00.500+02:00", "2015-10-23T18:04:00.500+02:00"),
            ("1445616240", "2015-10-23T16:04:00Z"),
        ] {
            let article = article(json!({"title": "T", "text": "x", "date": given}));
            assert_eq!(
                (article.published.as_deref(), extra(&article).as_str()),
                (Some(date), "{}"),
                "{given}"
            );
        }
        let timed = article(json!({"title": "T", "text": "x", "date": "23 octobre 2015 à 18:04"}));
        assert_eq!(timed.published.as_deref(), Some("2015-10-23"));
        assert_eq!(extra(&timed), r#"{"date":"23 octobre 2015 à 18:04"}"#);
    }

    #[test]
    fn every_field_has_its_keys() {
        let article = article(json!({
            "id": "a-1", "title": "Talks end", "summary": "No deal.", "author": "Ann Bell", "dateline": "OSLO (XYZ)",
            "date_publish": "2015-10-23", "publisher": {"name": "The Daily"}, "link": "https://example.org/1",
            "section": "World", "language": "en", "articleBody": " They met. ", "captions": "A hall"
        }));
        assert_eq!((article.id.as_str(), article.body.as_str()), ("a-1", " They met. "));
        assert_eq!(article.headline.as_deref(), Some("Talks end"));
        assert_eq!(article.standfirst.as_deref(), Some("No deal."));
        assert_eq!(
            (article.byline, article.captions),
            (vec!["Ann Bell".to_owned()], vec!["A hall".to_owned()])
        );
        assert_eq!(article.source.as_deref(), Some("The Daily"));
        assert_eq!(article.url.as_deref(), Some("https://example.org/1"));
        assert_eq!(article.published.as_deref(), Some("2015-10-23"));
        assert_eq!((article.section.as_deref(), article.language.as_deref()), (Some("World"), Some("en")));
        assert_eq!(article.found["body"], "key articleBody");
        assert!(!article.found.contains_key("id") && article.extra.is_empty());
    }

    #[test]
    fn the_first_key_counts_and_the_others_are_kept() {
        let article =
            article(json!({ "maintext": "main", "text": "text", "x": [1], "title": "T", "content": null }));
        assert_eq!(article.body, "text");
        assert_eq!(extra(&article), r#"{"maintext":"main","x":[1]}"#);
    }

    #[test]
    fn a_key_without_a_usable_value_is_passed_over() {
        let article =
            article(json!({ "headline": "  ", "title": "T", "text": 5, "body": null, "content": "c" }));
        assert_eq!((article.headline.as_deref(), article.body.as_str()), (Some("T"), "c"));
        assert_eq!(extra(&article), r#"{"text":5}"#);
    }

    #[test]
    fn authors_come_in_many_forms() {
        let byline = |value: Value| article(json!({ "title": "T", "authors": value }));
        assert_eq!(byline(json!(["A B", {"name": "C D"}, ""])).byline, ["A B", "C D"]);
        assert_eq!(byline(json!({"name": "C D"})).byline, ["C D"]);
        let detailed = byline(json!([{"name": "C D", "url": "u"}, 3]));
        assert_eq!(detailed.byline, ["C D"]);
        assert_eq!(extra(&detailed), r#"{"authors":[{"name":"C D","url":"u"},3]}"#);
        assert!(byline(json!([])).byline.is_empty());
    }

    #[test]
    fn dates_keep_what_they_say() {
        let dated = |value: Value| article(json!({ "title": "T", "date": value }));
        let naive = dated(json!("2015-10-23 18:04:00"));
        assert_eq!(naive.published.as_deref(), Some("2015-10-23"));
        assert_eq!(extra(&naive), r#"{"date":"2015-10-23 18:04:00"}"#);
        for unknown in [json!("last week"), json!(1445616240)] {
            let article = dated(unknown.clone());
            assert_eq!((article.published, article.found.get("published")), (None, None));
            assert_eq!(article.extra["date"], unknown);
        }
    }

    #[test]
    fn ids_and_languages() {
        assert_eq!(
            article(json!({ "title": "T", "id": 12345678901234567890u64 })).id,
            "12345678901234567890"
        );
        assert_eq!(article(json!({ "title": "T", "id": " a " })).id, " a ");
        let american = article(json!({ "title": "T", "language": "en-US" }));
        assert_eq!(
            (american.language.as_deref(), extra(&american).as_str()),
            (Some("en"), r#"{"language":"en-US"}"#)
        );
        assert_eq!(article(json!({ "title": "T", "language": "English" })).language, None);
    }

    #[test]
    fn a_list_of_paragraphs_is_a_body() {
        assert_eq!(article(json!({ "body": ["One.", "Two."] })).body, "One.\n\nTwo.");
    }

    #[test]
    fn a_record_without_text_is_no_article() {
        for record in
            [json!({}), json!({ "url": "u" }), json!({ "title": "", "body": " " }), json!({ "html": "<p>" })]
        {
            let Value::Object(map) = record else { panic!("no object") };
            assert!(matches!(to_article(map), Err(RecordIssue::NoText { .. })));
        }
        let Value::Object(map) = json!({ "type": "x", "url": "u", "uri": 7, "title": "" }) else { panic!() };
        let said = to_article(map).unwrap_err().to_string();
        assert_eq!(
            said,
            "no article here: no headline and no text (fields seen: type, uri, url); see --columns"
        );
    }

    #[test]
    fn a_derived_id_is_the_head_of_what_sha256sum_prints() {
        let doc = crate::RawDoc::of(7, b"abc", crate::Content::Text("abc".into()));
        assert_eq!(derived_id(doc.hash), "ba7816bf8f01cfea");
    }

    proptest! {
        #[test]
        fn headline_and_body_stay_byte_for_byte(headline in "\\PC{1,30}", body in "[^\\x00]{1,60}") {
            prop_assume!(!headline.trim().is_empty() && !body.trim().is_empty());
            let article = article(json!({ "headline": headline, "body": body }));
            prop_assert_eq!(article.headline.as_deref(), Some(headline.as_str()));
            prop_assert_eq!(article.body, body);
        }

        #[test]
        fn every_other_key_is_kept(keys in proptest::collection::btree_set("x[a-z]{1,8}", 0..6)) {
            let mut map: Map<String, Value> = keys.iter().map(|key| (key.clone(), Value::Null)).collect();
            map.insert("title".into(), "T".into());
            let article = to_article(map).unwrap();
            prop_assert!(article.extra.keys().eq(keys.iter()));
        }
    }
}
