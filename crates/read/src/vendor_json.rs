//! Records of services and agencies whose JSON nests what other records say with one key.
//!
//! Each shape is recognised by keys that no other record has: ninjs, the standard of news agencies; the interface of the
//! Associated Press; the Washington Post's collection for TREC; the interfaces of the New York Times and of the Guardian.
//! All other records go by the names of their keys.

use serde_json::{Map, Value};

use super::article_builder::ArticleBuilder;
use super::xml::{Prose, one_line, plain, prose};
use super::{Content, record};

/// The document of a record: an article if it has a known shape.
pub(super) fn content(map: Map<String, Value>) -> Content {
    let map = unwrapped(map);
    let Some(read) = reader_of(&map) else {
        return Content::Record(map);
    };
    let mut draft = ArticleBuilder::new("");
    let rest = read(&mut draft, Keys(map)).0;
    for (key, value) in rest {
        draft.article.extra.entry(key).or_insert(value);
    }
    Content::Article(Box::new(draft.article))
}

/// The keys under which search engines and agencies have the record itself, with others about it around.
const INNER_KEYS: [&str; 3] = ["_source", "item", "data"];

/// A record without what is around it, which is kept beside its keys.
fn unwrapped(mut map: Map<String, Value>) -> Map<String, Value> {
    let has_text = |map: &Map<String, Value>| {
        map.keys().any(|key| matches!(record::field_of(key), Some("headline" | "body")))
            || reader_of(map).is_some()
    };
    // Agencies have a record in a record in an answer.
    for _ in 0..INNER_KEYS.len() {
        let inner = INNER_KEYS.iter().find(|key| {
            map.get(**key).and_then(Value::as_object).is_some_and(|inner| {
                has_text(inner) || INNER_KEYS.iter().any(|key| inner.get(*key).is_some_and(Value::is_object))
            })
        });
        let Some(inner) = inner.filter(|_| !has_text(&map)) else { break };
        let Some(Value::Object(found)) = map.shift_remove(*inner) else { break };
        let around = std::mem::replace(&mut map, found);
        for (key, value) in around {
            let key = if key == "_id" && !map.contains_key("id") { "id".to_owned() } else { key };
            map.entry(key).or_insert(value);
        }
    }
    map
}

type Reader = fn(&mut ArticleBuilder, Keys) -> Keys;

fn reader_of(map: &Map<String, Value>) -> Option<Reader> {
    let has = |key: &str| map.get(key).is_some_and(|value| !value.is_null());
    let has_one = |keys: &[&str]| keys.iter().any(|key| has(key));
    if has("uri")
        && has_one(&["body_text", "body_html", "body_xhtml", "bodies", "versioncreated", "headlines"])
    {
        return Some(read_ninjs);
    }
    if has("altids") && has_one(&["headline", "title", "headline_extended", "body_nitf", "caption"]) {
        return Some(read_ap);
    }
    if map.get("contents").and_then(Value::as_array).is_some_and(|list| list.iter().any(is_block)) {
        return Some(read_blocks);
    }
    if map.get("headline").is_some_and(|headline| headline.get("main").is_some()) {
        return Some(read_times);
    }
    (has("webTitle") && has("webPublicationDate")).then_some(read_guardian)
}

/// The keys of a record, taken out one after the other; what is left is kept as it is.
struct Keys(Map<String, Value>);

impl Keys {
    /// The text of a key, if it is one.
    fn text(&mut self, key: &str) -> Option<String> {
        let is_text = self.0.get(key).and_then(Value::as_str).is_some_and(|text| !text.trim().is_empty());
        match self.0.get_mut(key).filter(|_| is_text)?.take() {
            Value::String(text) => {
                self.0.shift_remove(key);
                Some(text)
            }
            _ => None,
        }
    }

    /// The value of a key, whatever it is.
    fn value(&mut self, key: &str) -> Option<Value> {
        self.0.shift_remove(key).filter(|value| !value.is_null())
    }

    /// An object under a key.
    fn object(&mut self, key: &str) -> Option<Keys> {
        match self.value(key)? {
            Value::Object(map) => Some(Keys(map)),
            other => {
                self.0.insert(key.to_owned(), other);
                None
            }
        }
    }

    /// Puts back what is left of an object.
    fn put_back(&mut self, key: &str, rest: Keys) {
        if !rest.0.is_empty() {
            self.0.insert(key.to_owned(), Value::Object(rest.0));
        }
    }

    fn list(&mut self, key: &str) -> Vec<Value> {
        match self.value(key) {
            Some(Value::Array(items)) => items,
            Some(other) => {
                self.0.insert(key.to_owned(), other);
                vec![]
            }
            None => vec![],
        }
    }
}

/// The text under a key of a value.
fn text_in(value: &Value, key: &str) -> Option<String> {
    value.get(key)?.as_str().map(str::to_owned).filter(|text| !text.trim().is_empty())
}

/// A line of a page without its markup.
fn line(markup: &str) -> Option<String> {
    let line = one_line(&prose(markup).body());
    (!line.is_empty()).then_some(line)
}

/// ninjs in its first version and in the second, in which texts are lists of variants.
fn read_ninjs(draft: &mut ArticleBuilder, mut keys: Keys) -> Keys {
    draft.id(keys.text("uri"));
    draft.headline("ninjs headline", keys.text("headline"));
    draft.headline("ninjs headlines", variant(&mut keys, "headlines").and_then(|(text, _)| line(&text)));
    draft.headline("ninjs title", keys.text("title"));
    draft.standfirst("ninjs description_text", keys.text("description_text"));
    draft.standfirst(
        "ninjs descriptions",
        variant(&mut keys, "descriptions").and_then(|(text, _)| line(&text)),
    );
    let authors = keys.list("authors");
    draft.byline("ninjs authors", authors.iter().filter_map(|author| text_in(author, "name")).collect());
    draft.byline("ninjs byline", keys.text("byline").into_iter().collect());
    draft.published("ninjs firstpublished", keys.text("firstpublished"));
    draft.published("ninjs firstcreated", keys.text("firstcreated"));
    let version = keys.text("versioncreated");
    draft.published("ninjs versioncreated", version.clone());
    draft.updated("ninjs versioncreated", version);
    draft.source("ninjs source", keys.text("source"));
    let language = keys.text("language");
    draft.language("ninjs language", language.clone());
    if let Some(tag) = language.filter(|tag| draft.article.language.as_ref() != Some(tag)) {
        // A region, or the name of a language, says more than its code.
        keys.0.insert("language".to_owned(), tag.into());
    }
    draft.url("ninjs canonicalurl", keys.text("canonicalurl"));
    draft.dateline("ninjs dateline", keys.text("dateline"));
    read_ninjs_body(draft, &mut keys);
    let pictures = keys.0.get("associations").cloned().unwrap_or_default();
    draft.captions("ninjs associations", associated(&pictures));
    keys
}

fn read_ninjs_body(draft: &mut ArticleBuilder, keys: &mut Keys) {
    // The marked-up form is the one that has paragraphs; the plain one is kept as it stands where it is alone.
    for key in ["body_html", "body_xhtml"] {
        let text = keys.text(key);
        draft.prose(&format!("ninjs {key}"), text.map_or_else(Prose::default, |text| prose(&text)));
    }
    if let Some((text, kind)) = variant(keys, "bodies") {
        draft.prose("ninjs bodies", if kind.starts_with("text/plain") { plain(&text) } else { prose(&text) });
    }
    if draft.article.body.is_empty() {
        let text = keys.text("body_text");
        draft.body("ninjs body_text", text);
    }
}

/// The text and kind of the main variant of a list of variants.
fn variant(keys: &mut Keys, key: &str) -> Option<(String, String)> {
    let variants = keys.list(key);
    let is_main =
        |variant: &&Value| variant.get("role").and_then(Value::as_str).is_none_or(|role| role == "main");
    let main = variants.iter().find(is_main).or(variants.first())?;
    Some((text_in(main, "value")?, text_in(main, "contenttype").unwrap_or_default()))
}

/// What is said of the pictures of a story, which ninjs has by name or, in the second version, as a list.
fn associated(associations: &Value) -> Vec<String> {
    let items: Vec<&Value> = match associations {
        Value::Object(map) => map.values().collect(),
        Value::Array(items) => items.iter().collect(),
        _ => vec![],
    };
    let is_picture =
        |item: &&Value| item.get("type").and_then(Value::as_str).is_some_and(|kind| kind == "picture");
    items
        .into_iter()
        .filter(is_picture)
        .filter_map(|item| text_in(item, "description_text").or_else(|| text_in(item, "headline")))
        .collect()
}

/// The interface of the Associated Press, whose text is NITF in a key of its own.
fn read_ap(draft: &mut ArticleBuilder, mut keys: Keys) -> Keys {
    if let Some(mut ids) = keys.object("altids") {
        draft.id(ids.text("itemid"));
        draft.id(ids.text("etag"));
        keys.put_back("altids", ids);
    }
    draft.id(keys.text("uri"));
    draft.headline("AP headline", keys.text("headline").and_then(|text| line(&text)));
    draft.headline("AP title", keys.text("title").and_then(|text| line(&text)));
    let bylines = keys.list("bylines");
    draft.byline(
        "AP bylines",
        bylines.iter().filter_map(|byline| text_in(byline, "by").or(text_in(byline, "name"))).collect(),
    );
    draft.published("AP firstcreated", keys.text("firstcreated"));
    let version = keys.text("versioncreated");
    draft.published("AP versioncreated", version.clone());
    draft.updated("AP versioncreated", version);
    draft.source("AP source", keys.list("sources").iter().find_map(|source| text_in(source, "name")));
    draft.source("AP provider", keys.text("provider"));
    draft.language("AP language", keys.text("language"));
    draft.url("AP canonicalurl", keys.text("canonicalurl"));
    draft.dateline(
        "AP datelinelocation",
        keys.0.get("datelinelocation").and_then(|place| text_in(place, "name").or(text_in(place, "city"))),
    );
    for key in ["body_nitf", "body_html", "body", "nitf"] {
        let text = match keys.0.get(key) {
            Some(Value::String(text)) => Some(text.clone()),
            Some(Value::Object(inner)) => inner.values().find_map(|value| value.as_str().map(str::to_owned)),
            _ => None,
        };
        if let Some(text) = text.filter(|text| draft.article.body.is_empty() && !text.trim().is_empty()) {
            keys.0.shift_remove(key);
            draft.prose(&format!("AP {key}"), prose(story_markup(&text)));
        }
    }
    draft.standfirst("AP headline_extended", keys.text("headline_extended").and_then(|text| line(&text)));
    draft.captions("AP caption", keys.text("caption").and_then(|text| line(&text)).into_iter().collect());
    let pictures = keys.0.get("associations").cloned().unwrap_or_default();
    draft.captions("AP associations", associated(&pictures));
    keys
}

/// The text of a NITF document, without its head, which repeats other keys.
fn story_markup(text: &str) -> &str {
    let start = text.find("<body.content").and_then(|at| Some(at + text[at..].find('>')? + 1));
    let end = text.find("</body.content");
    match (start, end) {
        (Some(start), Some(end)) if start <= end => &text[start..end],
        (Some(start), _) => &text[start..],
        _ => text,
    }
}

fn is_block(block: &Value) -> bool {
    block.get("type").is_some() && block.get("content").is_some()
}

/// The Washington Post's collection: a list of blocks, each a paragraph, a title, a picture.
fn read_blocks(draft: &mut ArticleBuilder, mut keys: Keys) -> Keys {
    draft.id(keys.text("id"));
    draft.headline("key title", keys.text("title"));
    draft.url("key article_url", keys.text("article_url"));
    draft.byline("key author", keys.text("author").into_iter().collect());
    draft.source("key source", keys.text("source"));
    let date = keys.0.get("published_date").and_then(Value::as_i64).and_then(from_milliseconds);
    if date.is_some() {
        keys.value("published_date");
    }
    draft.published("key published_date", date.or_else(|| keys.text("published_date")));
    let blocks = keys.list("contents");
    let mut text = Prose::default();
    for block in blocks.iter().filter(|block| block.is_object()) {
        read_block(draft, &mut text, block);
    }
    draft.prose("key contents", text);
    keys
}

fn read_block(draft: &mut ArticleBuilder, text: &mut Prose, block: &Value) {
    let content = text_in(block, "content");
    match block.get("type").and_then(Value::as_str).unwrap_or_default() {
        "title" => draft.headline("contents title", content.and_then(|content| line(&content))),
        "kicker" => draft.section("contents kicker", content.and_then(|content| line(&content))),
        "byline" => {
            draft.byline("contents byline", content.and_then(|content| line(&content)).into_iter().collect())
        }
        "sanitized_html" => {
            let found = content.map_or_else(Prose::default, |content| prose(&content));
            text.paragraphs.extend(found.paragraphs);
            text.captions.extend(found.captions);
        }
        "list" => {
            let items = block.get("content").and_then(Value::as_array).into_iter().flatten();
            text.paragraphs.extend(items.filter_map(Value::as_str).filter_map(line));
        }
        "image" => text.captions.extend(text_in(block, "fullcaption").and_then(|caption| line(&caption))),
        _ => {}
    }
}

/// The moment of a number of milliseconds since 1970, which is one in universal time.
fn from_milliseconds(milliseconds: i64) -> Option<String> {
    jiff::Timestamp::from_millisecond(milliseconds).ok().map(|moment| moment.to_string())
}

/// The New York Times' interfaces for articles and archives.
fn read_times(draft: &mut ArticleBuilder, mut keys: Keys) -> Keys {
    draft.id(keys.text("_id"));
    if let Some(mut headline) = keys.object("headline") {
        draft.headline("key headline.main", headline.text("main"));
        keys.put_back("headline", headline);
    }
    if let Some(mut byline) = keys.object("byline") {
        draft.byline("key byline.original", byline.text("original").into_iter().collect());
        keys.put_back("byline", byline);
    }
    draft.published("key pub_date", keys.text("pub_date"));
    draft.url("key web_url", keys.text("web_url"));
    draft.source("key source", keys.text("source"));
    draft.section("key section_name", keys.text("section_name"));
    let (summary, lead) = (keys.text("abstract"), keys.text("lead_paragraph"));
    keys.0.retain(|key, value| {
        key != "snippet" || (value.as_str() != summary.as_deref() && value.as_str() != lead.as_deref())
    });
    draft.standfirst("key abstract", summary.filter(|summary| Some(summary) != lead.as_ref()));
    draft.body("key lead_paragraph", lead);
    keys
}

/// The Guardian's interface.
fn read_guardian(draft: &mut ArticleBuilder, mut keys: Keys) -> Keys {
    draft.id(keys.text("id"));
    let mut fields = keys.object("fields").unwrap_or(Keys(Map::new()));
    draft.headline("key fields.headline", fields.text("headline").and_then(|text| line(&text)));
    draft.headline("key webTitle", keys.text("webTitle"));
    draft.standfirst("key fields.standfirst", fields.text("standfirst").and_then(|text| line(&text)));
    draft.standfirst("key fields.trailText", fields.text("trailText").and_then(|text| line(&text)));
    draft.byline("key fields.byline", fields.text("byline").into_iter().collect());
    draft.published("key webPublicationDate", keys.text("webPublicationDate"));
    draft.updated("key fields.lastModified", fields.text("lastModified"));
    draft.url("key webUrl", keys.text("webUrl"));
    draft.section("key sectionName", keys.text("sectionName"));
    draft.source("key fields.publication", fields.text("publication"));
    draft.language("key fields.lang", fields.text("lang"));
    let body = fields.text("body");
    draft.prose("key fields.body", body.map_or_else(Prose::default, |body| prose(&body)));
    if draft.article.body.is_empty() {
        draft.body("key fields.bodyText", fields.text("bodyText"));
    }
    keys.put_back("fields", fields);
    keys
}

#[cfg(test)]
mod tests {
    use super::*;
    use dateline_core::article::Article;
    use proptest::prelude::*;
    use serde_json::json;

    fn read(record: Value) -> Article {
        let Value::Object(map) = record else { panic!("no object") };
        match content(map) {
            Content::Article(article) => *article,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_record_of_the_associated_press_is_read() {
        let item = json!({
            "altids": {"itemid": "abc", "slug": "BC-Ferry"}, "type": "text", "headline": "Ferry stays &amp; runs",
            "bylines": [{"by": "By JANE ROE", "title": "Staff Writer"}], "firstcreated": "2024-03-01T10:00:00Z",
            "versioncreated": "2024-03-01T12:00:00Z", "sources": [{"name": "XY"}], "language": "en",
            "body_nitf": "<body.content><block><p>The council voted.</p><p>It stays.</p></block></body.content>"
        });
        for value in [item.clone(), json!({"item": item, "meta": {"x": 1}}), json!({"data": {"item": item}})]
        {
            let Value::Object(map) = value else { panic!() };
            let Content::Article(article) = content(map) else { panic!("no article") };
            assert_eq!(
                (article.id.as_str(), article.headline.as_deref()),
                ("abc", Some("Ferry stays & runs"))
            );
            assert_eq!((article.byline.len(), article.body.as_str()), (1, "The council voted.\n\nIt stays."));
            assert_eq!(article.published.as_deref(), Some("2024-03-01T10:00:00Z"));
            assert_eq!(article.source.as_deref(), Some("XY"));
        }
    }

    #[test]
    fn a_record_of_a_search_engine_is_what_it_holds() {
        let Value::Object(map) =
            json!({"_index": "news", "_id": "7", "_source": {"title": "T", "text": "x"}})
        else {
            panic!()
        };
        let Content::Record(map) = content(map) else { panic!("no record") };
        assert_eq!((&map["title"], &map["id"], &map["_index"]), (&json!("T"), &json!("7"), &json!("news")));
        let Value::Object(map) = json!({"title": "T", "data": {"text": "x"}}) else { panic!() };
        assert!(matches!(content(map), Content::Record(map) if map["data"].is_object()));
    }

    #[test]
    fn ninjs_of_the_first_version() {
        let article = read(json!({
            "uri": "urn:1", "type": "text", "headline": "Ferry stays", "byline": "Jane Roe", "language": "en-GB",
            "firstcreated": "2015-10-23T09:00:00Z", "versioncreated": "2015-10-24T09:00:00Z", "description_text": "Council votes.",
            "body_text": "It stays. It does.", "body_html": "<p>It stays.</p><p>It does.</p>",
            "associations": {"main": {"type": "picture", "description_text": "The ferry"}}, "place": [{"name": "Oslo"}]
        }));
        assert_eq!((article.id.as_str(), article.body.as_str()), ("urn:1", "It stays.\n\nIt does."));
        assert_eq!(
            (article.published.as_deref(), article.updated.as_deref()),
            (Some("2015-10-23T09:00:00Z"), Some("2015-10-24T09:00:00Z"))
        );
        assert_eq!(
            (article.captions, article.found["body"].as_str()),
            (vec!["The ferry".to_owned()], "ninjs body_html")
        );
        assert_eq!(
            article.extra.keys().collect::<Vec<_>>(),
            ["type", "body_text", "associations", "place", "language"]
        );
    }

    #[test]
    fn ninjs_of_the_second_version() {
        let article = read(json!({
            "uri": "urn:2", "headlines": [{"role": "short", "value": "Ferry"}, {"role": "main", "value": "Ferry stays"}],
            "bodies": [{"role": "main", "contenttype": "text/html", "value": "<p>It stays.</p>"}], "versioncreated": "2015-10-24T09:00:00Z"
        }));
        assert_eq!((article.headline.as_deref(), article.body.as_str()), (Some("Ferry stays"), "It stays."));
        assert_eq!((article.published.as_deref(), article.updated), (Some("2015-10-24T09:00:00Z"), None));
    }

    #[test]
    fn a_list_of_blocks() {
        let article = read(json!({
            "id": "b1", "title": "Ferry stays", "author": "Jane Roe", "published_date": 1445616240000_i64, "source": "The Post", "type": "article",
            "contents": [{"type": "kicker", "content": "Local"}, {"type": "title", "content": "Ferry"}, null, {"type": "date", "content": 1},
                {"type": "sanitized_html", "subtype": "paragraph", "content": "The <b>council</b> &amp; others."},
                {"type": "image", "content": null, "fullcaption": "The ferry"}, {"type": "sanitized_html", "content": "It stays."}]
        }));
        assert_eq!(
            (article.headline.as_deref(), article.section.as_deref()),
            (Some("Ferry stays"), Some("Local"))
        );
        assert_eq!(article.body, "The council & others.\n\nIt stays.");
        assert_eq!(
            (article.published.as_deref(), article.captions),
            (Some("2015-10-23T16:04:00Z"), vec!["The ferry".to_owned()])
        );
        assert_eq!(article.extra.keys().collect::<Vec<_>>(), ["type"]);
    }

    #[test]
    fn the_interfaces_of_two_papers() {
        let times = read(json!({
            "_id": "t1", "headline": {"main": "Ferry stays", "kicker": "Sea"}, "byline": {"original": "By Jane Roe"}, "pub_date": "2015-10-23T09:00:00+0000",
            "abstract": "A vote.", "snippet": "A vote.", "lead_paragraph": "The council voted.", "web_url": "https://example.org/1", "section_name": "Local"
        }));
        assert_eq!(
            (times.headline.as_deref(), times.standfirst.as_deref(), times.body.as_str()),
            (Some("Ferry stays"), Some("A vote."), "The council voted.")
        );
        assert_eq!(
            (times.published.as_deref(), times.byline.as_slice()),
            (Some("2015-10-23T09:00:00+00:00"), &["By Jane Roe".to_owned()][..])
        );
        assert_eq!(serde_json::to_value(&times.extra).unwrap(), json!({"headline": {"kicker": "Sea"}}));
        let guardian = read(json!({
            "id": "world/1", "webTitle": "Ferry stays", "webPublicationDate": "2015-10-23T09:00:00Z", "webUrl": "https://example.org/2", "sectionName": "World",
            "fields": {"standfirst": "<p>A <b>vote</b></p>", "body": "<p>One.</p><p>Two.</p>", "wordcount": "2"}
        }));
        assert_eq!(
            (guardian.standfirst.as_deref(), guardian.body.as_str()),
            (Some("A vote"), "One.\n\nTwo.")
        );
        assert_eq!(guardian.extra["fields"], json!({"wordcount": "2"}));
    }

    #[test]
    fn other_records_stay_records() {
        for record in [
            json!({"headline": "T", "body": "b"}),
            json!({"uri": "u", "title": "T"}),
            json!({"contents": "a list", "title": "T"}),
            json!({}),
        ] {
            let Value::Object(map) = record else { panic!("no object") };
            assert_eq!(content(map.clone()), Content::Record(map));
        }
    }

    proptest! {
        #[test]
        fn values_of_any_kind_are_kept_or_read(keys in proptest::collection::vec((0usize..12, 0usize..6), 0..10)) {
            let names = ["uri", "bodies", "headlines", "contents", "headline", "webTitle", "webPublicationDate", "fields", "body_text", "byline", "associations", "language"];
            let values = [json!(null), json!("x"), json!(3), json!([{"type": "image", "content": 1, "value": 2}, 4]), json!({"main": "x", "original": 2}), json!([])];
            content(keys.into_iter().map(|(name, value)| (names[name].to_owned(), values[value].clone())).collect());
        }
    }
}
