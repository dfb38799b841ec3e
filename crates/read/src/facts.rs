//! What a container knows of a document that is in it.

use serde::Serialize;
use serde_json::{Map, Value};

use dateline_core::article::Article;

/// What a container says about a document: the address of a web archive's record, the subject of a mail.
///
/// A fact that was not found is absent. The date of a crawl or of saving is never `published`.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Facts {
    /// Who says so, for `found`: "mail header", "WARC record".
    pub origin: &'static str,
    /// True if the facts go before what the document itself says, as a feed's title of an entry does.
    pub authoritative: bool,
    /// How far the text is to be trusted, for `found`, where that has to be said.
    pub flag: Option<&'static str>,
    /// The headline.
    pub headline: Option<String>,
    /// The standfirst.
    pub standfirst: Option<String>,
    /// The people who wrote it.
    pub byline: Vec<String>,
    /// When it was published, in the form of RFC 3339.
    pub published: Option<String>,
    /// The outlet.
    pub source: Option<String>,
    /// The address.
    pub url: Option<String>,
    /// The section.
    pub section: Option<String>,
    /// ISO 639-1 code of the language.
    pub language: Option<String>,
    /// What there is no field for: kept and shown.
    pub extra: Map<String, Value>,
}

/// True for an address on the web.
pub(super) fn is_web_address(text: &str) -> bool {
    text.starts_with("https://") || text.starts_with("http://")
}

impl Facts {
    /// Facts that say nothing yet.
    pub(super) fn from(origin: &'static str) -> Self {
        Self { origin, ..Self::default() }
    }

    /// Fills the gaps of these facts with those of a container further out.
    pub(super) fn fill_from(&mut self, outer: &Facts) {
        let fill = |own: &mut Option<String>, other: &Option<String>| {
            if own.is_none() {
                own.clone_from(other);
            }
        };
        fill(&mut self.headline, &outer.headline);
        fill(&mut self.standfirst, &outer.standfirst);
        fill(&mut self.published, &outer.published);
        fill(&mut self.source, &outer.source);
        fill(&mut self.url, &outer.url);
        fill(&mut self.section, &outer.section);
        fill(&mut self.language, &outer.language);
        if self.byline.is_empty() {
            self.byline.clone_from(&outer.byline);
        }
        for (key, value) in &outer.extra {
            self.extra.entry(key).or_insert_with(|| value.clone());
        }
    }

    /// Lays the facts under what the document says, or over it if they are authoritative.
    pub fn merge_into(self, article: &mut Article) {
        if let Some(flag) = self.flag {
            article.note("text", flag);
        }
        let Facts { origin, authoritative, headline, standfirst, byline, published, .. } = self;
        let mut layer = Layer { article, origin, authoritative };
        layer.headline(headline);
        layer.field("standfirst", standfirst, |article| &mut article.standfirst);
        layer.field("published", published, |article| &mut article.published);
        layer.field("source", self.source, |article| &mut article.source);
        layer.field("url", self.url, |article| &mut article.url);
        layer.field("section", self.section, |article| &mut article.section);
        layer.field("language", self.language, |article| &mut article.language);
        layer.byline(byline);
        for (key, value) in self.extra {
            article.extra.entry(key).or_insert(value);
        }
    }
}

/// An article under which, or over which, facts are laid.
struct Layer<'a> {
    article: &'a mut Article,
    origin: &'static str,
    authoritative: bool,
}

impl Layer<'_> {
    fn field(
        &mut self,
        name: &str,
        fact: Option<String>,
        place: fn(&mut Article) -> &mut Option<String>,
    ) -> Option<String> {
        let fact = fact.filter(|text| !text.trim().is_empty())?;
        let found = place(self.article);
        if found.is_some() && !self.authoritative {
            return None;
        }
        let before = found.replace(fact);
        self.article.note(name, self.origin);
        before
    }

    /// A headline that gives way to another one stays in the text, if it stands nowhere else.
    fn headline(&mut self, fact: Option<String>) {
        let Some(before) = self.field("headline", fact, |article| &mut article.headline) else {
            return;
        };
        let article = &mut *self.article;
        let is_kept = [article.headline.as_ref(), article.standfirst.as_ref(), Some(&article.body)]
            .into_iter()
            .flatten()
            .any(|text| text.contains(before.trim()));
        if !is_kept {
            article.body = [before.as_str(), article.body.as_str()].join("\n\n").trim_end().to_owned();
        }
    }

    fn byline(&mut self, fact: Vec<String>) {
        if fact.is_empty() || (!self.article.byline.is_empty() && !self.authoritative) {
            return;
        }
        self.article.byline = fact;
        self.article.note("byline", self.origin);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts() -> Facts {
        Facts {
            headline: Some("Subject".into()),
            url: Some("https://example.org/".into()),
            byline: vec!["Ann Bell".into()],
            source: Some(" ".into()),
            ..Facts::from("mail header")
        }
    }

    fn page() -> Article {
        Article { headline: Some("Talks end".into()), body: "They met.".into(), ..Article::default() }
    }

    #[test]
    fn facts_fill_gaps() {
        let mut article = page();
        facts().merge_into(&mut article);
        assert_eq!(article.headline.as_deref(), Some("Talks end"));
        assert_eq!(article.url.as_deref(), Some("https://example.org/"));
        assert_eq!((article.byline.len(), article.source.as_ref()), (1, None));
        assert_eq!(article.found["url"], "mail header");
        assert!(!article.found.contains_key("headline") && !article.found.contains_key("source"));
    }

    #[test]
    fn a_headline_that_gives_way_stays_in_the_text() {
        let mut article = page();
        Facts { authoritative: true, ..facts() }.merge_into(&mut article);
        assert_eq!(article.headline.as_deref(), Some("Subject"));
        assert_eq!(article.body, "Talks end\n\nThey met.");
        let mut article = Article { body: "Talks end. They met.".into(), ..page() };
        Facts { authoritative: true, ..facts() }.merge_into(&mut article);
        assert_eq!(article.body, "Talks end. They met.");
    }

    #[test]
    fn inner_facts_go_before_outer_ones() {
        let mut inner = Facts { url: Some("https://example.org/inner".into()), ..Facts::from("MHTML") };
        inner.fill_from(&facts());
        assert_eq!(inner.url.as_deref(), Some("https://example.org/inner"));
        assert_eq!((inner.headline.as_deref(), inner.byline.len()), (Some("Subject"), 1));
    }
}
