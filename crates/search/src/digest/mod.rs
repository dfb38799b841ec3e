//! What is new for saved searches, as a document: text, Markdown, a mail in HTML, or an Atom feed.
//!
//! A [`Digest`] is written piece by piece, so that it may hold any number of articles. Every text of an article is
//! escaped here for the document that it goes to; control characters are left out.
//!
//! Not for: finding the articles, or what was given before, which is in [`saved`](crate::saved).

mod atom;
mod mail;
mod prose;

use crate::response::Hit;

/// A headline that an article does not have.
const NO_HEADLINE: &str = "(no headline)";

/// The form of a digest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Form {
    /// Text without markup.
    Text,
    /// Markdown.
    Markdown,
    /// A mail with a page of HTML, to be handed to a mail program.
    Mail {
        /// Whom it is for; an address without line breaks.
        to: Option<String>,
        /// Whom it is from.
        from: Option<String>,
    },
    /// An Atom feed.
    Atom,
}

/// A digest that is being written.
#[derive(Debug)]
pub struct Digest {
    form: Form,
    /// When it is made: an RFC 3339 date-time in UTC.
    at: jiff::Timestamp,
    is_begun: bool,
}

/// An article as a digest shows it.
struct Item<'a> {
    headline: &'a str,
    /// Outlet and day.
    facts: String,
    id: &'a str,
    path: &'a str,
    url: Option<&'a str>,
    /// The passage of its text that fits best.
    passage: Option<&'a str>,
    /// When it was first indexed.
    first_at: &'a str,
}

impl<'a> Item<'a> {
    fn of(hit: &'a Hit) -> Item<'a> {
        let article = &hit.article;
        let day = article.published.as_deref().map(|published| published.get(..10).unwrap_or(published));
        let facts: Vec<&str> = article.source.as_deref().into_iter().chain(day).collect();
        let passage = hit.snippets.iter().find(|snippet| snippet.field != "headline");
        Item {
            headline: article
                .headline
                .as_deref()
                .filter(|text| !text.trim().is_empty())
                .unwrap_or(NO_HEADLINE),
            facts: facts.join(" · "),
            id: &article.id,
            path: &article.path,
            url: article.url.as_deref().filter(|url| is_web(url)),
            passage: passage.map(|snippet| snippet.text.as_str()).filter(|text| !text.trim().is_empty()),
            first_at: article.read.as_ref().map_or("1970-01-01T00:00:00Z", |read| read.first_at.as_str()),
        }
    }
}

impl Digest {
    /// A digest in this form, made at this time.
    pub fn new(form: Form, at: jiff::Timestamp) -> Digest {
        Digest { form, at, is_begun: false }
    }

    /// What comes before the articles of a search.
    pub fn search(&mut self, name: &str) -> String {
        let mut out = self.begin();
        out.push_str(&match self.form {
            Form::Text => prose::text_search(name),
            Form::Markdown => prose::markdown_search(name),
            Form::Mail { .. } => mail::search(name),
            Form::Atom => String::new(),
        });
        out
    }

    /// An article of a search.
    pub fn article(&mut self, search: &str, hit: &Hit) -> String {
        let item = Item::of(hit);
        match self.form {
            Form::Text => prose::text_article(&item),
            Form::Markdown => prose::markdown_article(&item),
            Form::Mail { .. } => mail::article(&item),
            Form::Atom => atom::article(search, &item),
        }
    }

    /// What comes at the end; a feed is one without articles too, and of the other forms nothing is left to say.
    pub fn end(mut self) -> String {
        match &self.form {
            Form::Text | Form::Markdown => String::new(),
            Form::Mail { .. } if !self.is_begun => String::new(),
            Form::Mail { .. } => mail::END.to_owned(),
            Form::Atom => self.begin() + atom::END,
        }
    }

    fn begin(&mut self) -> String {
        if std::mem::replace(&mut self.is_begun, true) {
            return String::new();
        }
        match &self.form {
            Form::Text | Form::Markdown => String::new(),
            Form::Mail { to, from } => mail::begin(self.at, to.as_deref(), from.as_deref()),
            Form::Atom => atom::begin(self.at),
        }
    }
}

/// True for an address that a reader may be sent to.
fn is_web(url: &str) -> bool {
    let lower = url.get(..8).unwrap_or(url).to_ascii_lowercase();
    (lower.starts_with("http://") || lower.starts_with("https://")) && !url.chars().any(|c| c.is_whitespace())
}

/// A text on one line, without control characters.
fn one_line(text: &str) -> String {
    let clean: String = text.chars().map(|c| if is_unsafe(c) { ' ' } else { c }).collect();
    clean.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What no document may hold: control characters, those that turn the direction of writing, and what XML forbids.
fn is_unsafe(c: char) -> bool {
    c.is_control() || dateline_core::text::safe::is_unsafe(c) || matches!(c, '\u{fffe}' | '\u{ffff}')
}

/// A text for HTML and XML, in an element or in an attribute.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in one_line(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use dateline_core::article::{Article, Reading};

    fn hit(headline: &str) -> Hit {
        let read = Reading { first_at: "2026-01-02T03:04:05Z".into(), run: 3, ..Reading::default() };
        let article = Article {
            id: "a<1>".into(),
            path: "/news/a.html".into(),
            headline: Some(headline.into()),
            source: Some("The Fjord Post".into()),
            published: Some("2015-10-23T18:04:00+02:00".into()),
            url: Some("https://example.com/?a=1&b=2".into()),
            read: Some(read),
            ..Article::default()
        };
        Hit {
            rank: 1,
            score: 0.0,
            article,
            snippets: Vec::new(),
            explanation: None,
            story: None,
            copies: Vec::new(),
            more_copies: 0,
        }
    }

    fn written(form: Form, headlines: &[&str]) -> String {
        let mut digest = Digest::new(form, jiff::Timestamp::UNIX_EPOCH);
        let mut out = String::new();
        if !headlines.is_empty() {
            out.push_str(&digest.search("Vienna & talks"));
        }
        headlines.iter().for_each(|headline| out.push_str(&digest.article("Vienna & talks", &hit(headline))));
        out + &digest.end()
    }

    const MAIL: Form = Form::Mail { to: None, from: None };
    const FORMS: [Form; 4] = [Form::Text, Form::Markdown, MAIL, Form::Atom];

    #[test]
    fn nothing_new_is_no_mail_and_an_empty_feed() {
        for form in FORMS {
            let nothing = written(form.clone(), &[]);
            assert_eq!(nothing.is_empty(), form != Form::Atom, "{nothing}");
        }
        assert!(written(Form::Atom, &[]).ends_with("</feed>\n"));
    }

    #[test]
    fn no_headline_leaves_its_element() {
        for form in FORMS {
            let out =
                written(form.clone(), &["</h2><script>alert(1)</script> \u{1b}[31m\u{0} [x](javascript:y)"]);
            assert!(!out.contains('\u{1b}') && !out.contains('\0'), "{out}");
            // In Markdown a backslash makes it text.
            let markup = out.replace("\\<", "");
            assert!(form == Form::Text || !markup.contains("<script"), "{out}");
            assert!(form != Form::Markdown || !out.contains("[x]("), "{out}");
        }
    }

    #[test]
    fn a_link_leads_to_the_web_only() {
        assert!(is_web("HTTPS://example.com") && !is_web("javascript:alert(1)") && !is_web("http://a b"));
        assert!(!is_web("höher") && !is_web(""));
    }

    #[test]
    fn a_mail_has_short_lines_of_ascii() {
        let out = written(MAIL, &["Überraschung — ".repeat(300).as_str()]);
        assert!(out.is_ascii() && out.lines().all(|line| line.len() <= 76), "{out}");
        assert!(out.contains("Content-Transfer-Encoding: quoted-printable"));
    }

    #[test]
    fn a_text_has_headline_facts_and_address() {
        let text = written(Form::Text, &["Talks resume"]);
        assert_eq!(
            text,
            "Vienna & talks\n\n  Talks resume\n  The Fjord Post · 2015-10-23\n  https://example.com/?a=1&b=2\n\n"
        );
    }
}
