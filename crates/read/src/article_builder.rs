//! An article under way, each field with a note of the element or key that gave it.

use serde_json::Value;

use super::xml::Prose;
use dateline_core::article::Article;
use dateline_core::dates;
use dateline_core::text::language_code;

/// An article whose fields are set one after the other; the first value of a field counts.
pub(super) struct ArticleBuilder {
    pub article: Article,
    format: &'static str,
}

type Slot = fn(&mut Article) -> &mut Option<String>;

impl ArticleBuilder {
    /// The name of the format is at the head of all notes.
    pub fn new(format: &'static str) -> Self {
        Self { article: Article::default(), format }
    }

    fn note(&mut self, field: &str, rule: &str) {
        self.article.note(field, format!("{} {rule}", self.format).trim_start());
    }

    fn set(&mut self, field: &str, rule: &str, slot: Slot, value: Option<String>) {
        let Some(value) = value.filter(|value| !value.trim().is_empty()) else {
            return;
        };
        let slot = slot(&mut self.article);
        if slot.is_none() {
            *slot = Some(value);
            self.note(field, rule);
        }
    }

    /// The record's own id; it gets no note, since an id is not a finding.
    pub fn id(&mut self, id: Option<String>) {
        if let Some(id) = id.filter(|_| self.article.id.is_empty()) {
            self.article.id = id;
        }
    }

    pub fn headline(&mut self, rule: &str, value: Option<String>) {
        self.set("headline", rule, |article| &mut article.headline, value);
    }

    pub fn standfirst(&mut self, rule: &str, value: Option<String>) {
        self.set("standfirst", rule, |article| &mut article.standfirst, value);
    }

    pub fn dateline(&mut self, rule: &str, value: Option<String>) {
        self.set("dateline", rule, |article| &mut article.dateline, value);
    }

    pub fn source(&mut self, rule: &str, value: Option<String>) {
        self.set("source", rule, |article| &mut article.source, value);
    }

    /// A URL; anything else, such as a plain id, is ignored.
    pub fn url(&mut self, rule: &str, value: Option<String>) {
        let is_address = |url: &String| {
            let scheme = url.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase());
            matches!(scheme.as_deref(), Some("http" | "https")) && !url.contains(char::is_whitespace)
        };
        self.set("url", rule, |article| &mut article.url, value.filter(is_address));
    }

    pub fn section(&mut self, rule: &str, value: Option<String>) {
        self.set("section", rule, |article| &mut article.section, value);
    }

    /// A language tag, of which the article keeps the two-letter code.
    pub fn language(&mut self, rule: &str, value: Option<String>) {
        let code = value.and_then(|tag| language_code(&tag));
        self.set("language", rule, |article| &mut article.language, code);
    }

    pub fn published(&mut self, rule: &str, value: Option<String>) {
        if self.article.published.is_none() {
            let date = self.dated(rule, value);
            self.set("published", rule, |article| &mut article.published, date);
        }
    }

    /// When the article was last changed; the date of its publication is not a change.
    pub fn updated(&mut self, rule: &str, value: Option<String>) {
        let date = self.dated(rule, value).filter(|date| self.article.published.as_ref() != Some(date));
        self.set("updated", rule, |article| &mut article.updated, date);
    }

    /// The date of a value; where it says more or cannot be read, it is kept as it is besides.
    fn dated(&mut self, rule: &str, value: Option<String>) -> Option<String> {
        let value = value?;
        let dated = dates::parse_field(&value);
        if dated.as_ref().is_none_or(|dated| !dated.is_complete) {
            self.extra(rule.rsplit(' ').next().unwrap_or(rule), value);
        }
        dated.map(|dated| dated.value)
    }

    /// The authors, as they are written; none for an empty list.
    pub fn byline(&mut self, rule: &str, names: Vec<String>) {
        if self.article.byline.is_empty() && !names.is_empty() {
            self.article.byline = names;
            self.note("byline", rule);
        }
    }

    /// The body, and the captions that were in it. A body may repeat the headline at its head; that is left out.
    pub fn prose(&mut self, rule: &str, mut prose: Prose) {
        if prose.paragraphs.len() > 1 && prose.paragraphs.first() == self.article.headline.as_ref() {
            prose.paragraphs.remove(0);
        }
        let body = prose.body();
        if self.article.body.is_empty() && !body.is_empty() {
            self.article.body = body;
            self.note("body", rule);
        }
        self.captions(rule, prose.captions);
    }

    /// A body that is kept as it stands.
    pub fn body(&mut self, rule: &str, text: Option<String>) {
        if let Some(text) = text.filter(|text| self.article.body.is_empty() && !text.trim().is_empty()) {
            self.article.body = text;
            self.note("body", rule);
        }
    }

    pub fn captions(&mut self, rule: &str, captions: Vec<String>) {
        for caption in captions {
            if !self.article.captions.contains(&caption) {
                self.article.captions.push(caption);
                self.note("captions", rule);
            }
        }
    }

    /// What another part of the record says, for the fields that are still empty.
    pub fn complete_with(&mut self, other: Article) {
        let found = other.found;
        let rule = |field: &str| found.get(field).cloned().unwrap_or_default();
        let slots: [(&str, Slot, Option<String>); 8] = [
            ("headline", |article| &mut article.headline, other.headline),
            ("standfirst", |article| &mut article.standfirst, other.standfirst),
            ("dateline", |article| &mut article.dateline, other.dateline),
            ("published", |article| &mut article.published, other.published),
            ("source", |article| &mut article.source, other.source),
            ("url", |article| &mut article.url, other.url),
            ("section", |article| &mut article.section, other.section),
            ("language", |article| &mut article.language, other.language),
        ];
        for (field, slot, value) in slots {
            self.set(field, &rule(field), slot, value);
        }
        self.byline(&rule("byline"), other.byline);
        let paragraphs = vec![other.body].into_iter().filter(|body| !body.is_empty()).collect();
        self.prose(&rule("body"), Prose { paragraphs, captions: other.captions });
        for (key, value) in other.extra {
            self.article.extra.entry(key).or_insert(value);
        }
    }

    /// A value that no field is for, kept under its own name; a name that comes again keeps a list.
    pub fn extra(&mut self, key: &str, value: impl Into<Value>) {
        let value = value.into();
        match self.article.extra.get_mut(key) {
            None => {
                self.article.extra.insert(key.to_owned(), value);
            }
            Some(Value::Array(values)) => values.push(value),
            Some(known) => {
                let first = known.take();
                *known = Value::Array(vec![first, value]);
            }
        }
    }

    /// A list of values that no field is for; nothing where it is empty.
    pub fn extras(&mut self, key: &str, values: Vec<String>) {
        if !values.is_empty() {
            self.article.extra.insert(key.to_owned(), values.into());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::xml::prose;
    use super::*;

    #[test]
    fn the_first_value_counts_and_is_noted() {
        let mut draft = ArticleBuilder::new("NITF");
        draft.headline("hl1", None);
        draft.headline("hl2", Some(" ".into()));
        draft.headline("title", Some("Talks".into()));
        draft.headline("slug", Some("talks".into()));
        assert_eq!(draft.article.headline.as_deref(), Some("Talks"));
        assert_eq!(draft.article.found["headline"], "NITF title");
    }

    #[test]
    fn a_date_that_says_more_is_kept_besides() {
        let mut draft = ArticleBuilder::new("RSS");
        draft.published("pubDate", Some("soon".into()));
        draft.published("dc:date", Some("2015-10-23 18:04".into()));
        draft.updated("modified", Some("2015-10-23".into()));
        draft.updated("updated", Some("2015-10-24T10:00:00Z".into()));
        let article = draft.article;
        assert_eq!(article.published.as_deref(), Some("2015-10-23"));
        assert_eq!(article.updated.as_deref(), Some("2015-10-24T10:00:00Z"));
        assert_eq!(
            (&article.extra["pubDate"], &article.extra["dc:date"]),
            (&"soon".into(), &"2015-10-23 18:04".into())
        );
    }

    #[test]
    fn addresses_and_languages_are_checked() {
        let mut draft = ArticleBuilder::new("RSS");
        draft.url("guid", Some("tag:1".into()));
        draft.url("guid", Some("https://example.org/a b".into()));
        draft.language("language", Some("English".into()));
        assert_eq!((&draft.article.url, &draft.article.language), (&None, &None));
        draft.url("link", Some("HTTPS://example.org/1".into()));
        draft.language("language", Some("en-gb".into()));
        assert_eq!(draft.article.url.as_deref(), Some("HTTPS://example.org/1"));
        assert_eq!(draft.article.language.as_deref(), Some("en"));
    }

    #[test]
    fn captions_come_once_and_extras_make_lists() {
        let mut draft = ArticleBuilder::new("RSS");
        draft.prose("description", prose("<p>One</p><figcaption>A hall</figcaption>"));
        draft.captions("media:description", vec!["A hall".into(), "A bridge".into()]);
        assert_eq!(draft.article.captions, ["A hall", "A bridge"]);
        for value in ["a", "b", "c"] {
            draft.extra("category", value);
        }
        assert_eq!(draft.article.extra["category"], serde_json::json!(["a", "b", "c"]));
    }
}
