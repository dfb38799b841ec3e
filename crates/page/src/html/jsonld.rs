//! JSON-LD: the object that describes the article, in the shapes in which sites write it.

use serde_json::{Map, Value};

/// Types of schema.org that stand for an article.
const ARTICLES: &[&str] = &[
    "NewsArticle",
    "ReportageNewsArticle",
    "AnalysisNewsArticle",
    "OpinionNewsArticle",
    "BackgroundNewsArticle",
    "ReviewNewsArticle",
    "AskPublicNewsArticle",
    "AdvertiserContentArticle",
    "Article",
    "BlogPosting",
    "LiveBlogPosting",
    "SocialMediaPosting",
    "DiscussionForumPosting",
    "TechArticle",
    "ScholarlyArticle",
    "MedicalScholarlyArticle",
    "SatiricalArticle",
    "Report",
    "Review",
    "Recipe",
    "HowTo",
];

/// Types that describe the page rather than the article, and serve if nothing better is there.
const PAGES: &[&str] = &["WebPage", "ItemPage", "FAQPage", "AboutPage", "CollectionPage", "VideoObject"];

/// The JSON-LD of a page.
#[derive(Debug, Default)]
pub(super) struct JsonLd {
    objects: Vec<Map<String, Value>>,
}

impl JsonLd {
    /// Adds the content of one script element; what is no JSON adds nothing.
    pub fn add(&mut self, script: &str) {
        if let Some(value) = parse(script) {
            self.collect(value);
        }
    }

    fn collect(&mut self, value: Value) {
        match value {
            Value::Array(items) => items.into_iter().for_each(|item| self.collect(item)),
            Value::Object(mut object) => {
                for key in ["@graph", "mainEntity", "mainEntityOfPage"] {
                    self.collect_inner(&mut object, key);
                }
                self.objects.push(object);
            }
            _ => {}
        }
    }

    /// Takes an inner object out and leaves its `@id` in its place.
    fn collect_inner(&mut self, object: &mut Map<String, Value>, key: &str) {
        if !object.get(key).is_some_and(|inner| inner.is_array() || inner.is_object()) {
            return;
        }
        if let Some(inner) = object.remove(key) {
            if let Some(id) = inner.get("@id") {
                object.insert(key.to_owned(), id.clone());
            }
            self.collect(inner);
        }
    }

    /// The object of the article: the first of an article type that has a headline or text.
    pub fn article(&self) -> Option<&Map<String, Value>> {
        let of =
            |types: &'static [&'static str]| self.objects.iter().filter(move |object| is_type(object, types));
        of(ARTICLES).find(|o| ["headline", "articleBody"].iter().any(|key| o.contains_key(*key))).or_else(
            || of(ARTICLES).find(|o| ["datePublished", "author"].iter().any(|key| o.contains_key(*key))),
        )
    }

    /// True if an object states that it, or a part of it, is not free to read.
    pub fn is_locked(&self) -> bool {
        self.objects.iter().any(|object| {
            let parts = object.get("hasPart").map(std::slice::from_ref).unwrap_or_default();
            is_locked(object) || parts.iter().flat_map(each).filter_map(Value::as_object).any(is_locked)
        })
    }

    /// The object of the page.
    pub fn page(&self) -> Option<&Map<String, Value>> {
        self.objects.iter().find(|object| is_type(object, PAGES))
    }

    /// The object that another one refers to by `@id`.
    pub fn by_id(&self, id: &str) -> Option<&Map<String, Value>> {
        self.objects
            .iter()
            .find(|o| o.get("@id").and_then(Value::as_str) == Some(id) && o.contains_key("name"))
    }
}

/// A value, or the items of a list.
fn each(value: &Value) -> &[Value] {
    value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice)
}

/// True if `isAccessibleForFree` is false, which many pages write as a text.
fn is_locked(object: &Map<String, Value>) -> bool {
    match object.get("isAccessibleForFree") {
        Some(Value::Bool(free)) => !free,
        Some(Value::String(free)) => free.trim().eq_ignore_ascii_case("false"),
        _ => false,
    }
}

fn is_type(object: &Map<String, Value>, types: &[&str]) -> bool {
    let is = |value: &Value| {
        value.as_str().is_some_and(|t| types.contains(&t.rsplit(['/', ':', '#']).next().unwrap_or(t)))
    };
    match object.get("@type") {
        Some(Value::Array(names)) => names.iter().any(is),
        Some(name) => is(name),
        None => false,
    }
}

/// JSON, with what scripts on real pages wrap around it or break in it.
fn parse(script: &str) -> Option<Value> {
    let script = script.trim().trim_start_matches('\u{feff}');
    let script = unwrapped(script, "<!--", "-->");
    let script = unwrapped(script, "//<![CDATA[", "//]]>");
    let script = unwrapped(script, "<![CDATA[", "]]>");
    let script = unwrapped(script, "/*<![CDATA[*/", "/*]]>*/");
    let script = script.trim().trim_end_matches(';');
    serde_json::from_str(script).or_else(|_| serde_json::from_str(&mended(script))).ok()
}

fn unwrapped<'a>(text: &'a str, open: &str, close: &str) -> &'a str {
    let text = text.trim();
    let text = text.strip_prefix(open).unwrap_or(text);
    text.strip_suffix(close).unwrap_or(text)
}

/// JSON without raw control characters in strings and without commas before a closing bracket.
fn mended(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    let mut in_string = false;
    let mut escaped = false;
    for c in json.chars() {
        if in_string {
            in_string = escaped || c != '"';
            escaped = c == '\\' && !escaped;
            out.push(if c.is_control() { ' ' } else { c });
            continue;
        }
        in_string = c == '"';
        if matches!(c, ']' | '}') && out.trim_end().ends_with(',') {
            out.truncate(out.trim_end().len() - 1);
        }
        out.push(c);
    }
    out
}

/// The text of a property: a string, a number, the first of several, or the name of an object.
pub(super) fn string(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        Value::Array(items) => items.iter().find_map(string),
        Value::Object(object) => {
            ["@value", "name", "headline"].iter().find_map(|key| object.get(*key).and_then(string))
        }
        _ => None,
    }
}

/// The text of an object's property.
pub(super) fn property(object: &Map<String, Value>, key: &str) -> Option<String> {
    object.get(key).and_then(string)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(script: &str) -> JsonLd {
        let mut json = JsonLd::default();
        json.add(script);
        json
    }

    #[test]
    fn the_article_is_found_in_graphs_and_arrays() {
        for script in [
            r#"{"@type":"NewsArticle","headline":"Talks"}"#,
            r#"[{"@type":"WebSite","name":"Post"},{"@type":["Article","NewsArticle"],"headline":"Talks"}]"#,
            r#"{"@graph":[{"@type":"Organization","name":"Post"},{"@type":"http://schema.org/Article","headline":"Talks"}]}"#,
            r#"{"@type":"WebPage","mainEntity":{"@type":"NewsArticle","headline":"Talks"}}"#,
            "//<![CDATA[\n{\"@type\":\"NewsArticle\",\"headline\":\"Talks\",}\n//]]>",
            "{\"@type\":\"NewsArticle\",\"headline\":\"Talks\",\"description\":\"One\nTwo\"}",
        ] {
            let json = read(script);
            assert_eq!(
                json.article().and_then(|a| property(a, "headline")).as_deref(),
                Some("Talks"),
                "{script}"
            );
        }
    }

    #[test]
    fn lists_of_other_articles_are_not_the_article() {
        let json =
            read(r#"{"@type":"ItemList","itemListElement":[{"@type":"NewsArticle","headline":"Other"}]}"#);
        assert!(json.article().is_none());
    }

    #[test]
    fn properties_take_many_forms() {
        let json = read(
            r#"{"@type":"Article","headline":["Talks"],"publisher":{"@type":"Organization","name":"Post"},"articleSection":[]}"#,
        );
        let article = json.article().unwrap();
        assert_eq!(property(article, "headline").as_deref(), Some("Talks"));
        assert_eq!(property(article, "publisher").as_deref(), Some("Post"));
        assert_eq!(property(article, "articleSection"), None);
    }

    #[test]
    fn what_is_no_json_is_ignored() {
        assert!(read("var x = 1").article().is_none());
        assert!(read(&"[".repeat(100_000)).article().is_none());
    }

    proptest! {
        #[test]
        fn any_script_is_read_without_panic(script in "(\\PC|[{}\\[\\]\":,]|\"@type\"|\"Article\"){0,40}") {
            let _ = read(&script).article();
        }
    }
}
