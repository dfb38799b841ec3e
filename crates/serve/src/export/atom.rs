//! The newest articles of an answer as an Atom feed (RFC 4287): an alert without an account.

use std::fmt::Write;

use dateline_core::article::Article;
use dateline_search::response::Response;

use crate::address::Address;
use crate::page::hits::{NO_HEADLINE, article_href};
use crate::page::markup::escaped;

/// When an article without a date was changed: a feed has to say something, and always the same.
const UNDATED: &str = "1970-01-01T00:00:00Z";

/// A feed that is to be written.
pub struct Feed<'a> {
    /// Where the server is reached: `http://localhost:8321`.
    pub base: &'a str,
    /// The question.
    pub address: &'a Address,
    /// The answer, the newest first.
    pub response: &'a Response,
}

impl Feed<'_> {
    /// The feed as XML.
    pub fn xml(&self) -> String {
        let title = match self.address.q.trim() {
            "" => "dateline".to_owned(),
            q => format!("dateline: {q}"),
        };
        let own = format!("{}{}", self.base, self.address.link("/search.atom"));
        let page = format!("{}{}", self.base, self.address.link("/"));
        let updated = self.response.hits.iter().find_map(|hit| instant(&hit.article));
        let (title, own, page) = (text(&title), text(&own), text(&page));
        let updated = updated.as_deref().unwrap_or(UNDATED);
        let mut out = format!(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n\
             <title>{title}</title>\n<id>{own}</id>\n<updated>{updated}</updated>\n\
             <link rel=\"self\" type=\"application/atom+xml\" href=\"{own}\"/>\n\
             <link rel=\"alternate\" type=\"text/html\" href=\"{page}\"/>\n"
        );
        for hit in &self.response.hits {
            let snippet = hit.snippets.iter().find(|snippet| snippet.field == "body");
            self.entry(
                &mut out,
                &hit.article,
                snippet.map(|snippet| snippet.text.as_str()).unwrap_or_default(),
            );
        }
        out.push_str("</feed>\n");
        out
    }

    fn entry(&self, out: &mut String, article: &Article, summary: &str) {
        let href = format!("{}{}", self.base, article_href(&Address::default(), article));
        let updated = instant(article);
        let (title, href) = (text(article.headline.as_deref().unwrap_or(NO_HEADLINE)), text(&href));
        let changed = updated.as_deref().unwrap_or(UNDATED);
        let _ = write!(
            out,
            "<entry>\n<title>{title}</title>\n<id>{href}</id>\n<updated>{changed}</updated>\n\
             <link rel=\"alternate\" href=\"{href}\"/>\n"
        );
        if let Some(published) = &updated {
            let _ = writeln!(out, "<published>{published}</published>");
        }
        let authors = article
            .byline
            .iter()
            .chain(article.byline.is_empty().then_some(article.source.as_ref()).flatten());
        let mut named = false;
        for author in authors {
            named = true;
            let _ = writeln!(out, "<author><name>{}</name></author>", text(author));
        }
        if !named {
            out.push_str("<author><name>unknown</name></author>\n");
        }
        let _ = write!(out, "<summary>{}</summary>\n</entry>\n", text(summary));
    }
}

/// When an article was published, as a feed needs it; a day begins at midnight UTC.
fn instant(article: &Article) -> Option<String> {
    let published = article.published.as_deref()?;
    match published.len() {
        10 => Some(format!("{published}T00:00:00Z")),
        length if length > 10 => Some(published.to_owned()),
        _ => None,
    }
}

/// Text without the characters that XML does not allow.
fn text(text: &str) -> String {
    let allowed = |c: &char| matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    escaped(&text.chars().filter(allowed).collect::<String>()).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use dateline_search::response::Hit;

    #[test]
    fn a_feed_has_an_entry_an_article_and_nothing_of_it_is_markup() {
        let article = Article {
            id: "a".into(),
            path: "/n/a.txt".into(),
            headline: Some("<Talks> & \u{1}more".into()),
            published: Some("2015-10-23".into()),
            ..Article::default()
        };
        let hit = Hit {
            rank: 1,
            score: 1.0,
            article,
            snippets: vec![],
            explanation: None,
            story: None,
            copies: vec![],
            more_copies: 0,
        };
        let response = Response { hits: vec![hit], ..Response::default() };
        let address = Address::parse("q=talks&country=SY").unwrap();
        let feed = Feed { base: "http://localhost:8321", address: &address, response: &response };
        let xml = feed.xml();
        assert!(xml.contains("<title>dateline: talks</title>"), "{xml}");
        assert!(xml.contains("<link rel=\"self\" type=\"application/atom+xml\" href=\"http://localhost:8321/search.atom?q=talks&amp;country=SY\"/>"), "{xml}");
        assert!(xml.contains("<title>&lt;Talks&gt; &amp; more</title>"), "{xml}");
        assert!(xml.contains("<updated>2015-10-23T00:00:00Z</updated>"), "{xml}");
        assert!(
            xml.contains(
                "<link rel=\"alternate\" href=\"http://localhost:8321/a/a?path=%2Fn%2Fa.txt&amp;record=0\"/>"
            ),
            "{xml}"
        );
    }
}
