//! One raw document to one enriched article.

use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;

use dateline_core::RecordHash;
use dateline_core::article::Article;
use dateline_core::text;
use dateline_enrich as enrich;
use dateline_page as page;
use dateline_read::{Content, RawDoc, derived_id, to_article};
use dateline_search::curation::Curation;

use super::Corrections;

/// The version of reading and enriching: it goes up whenever the same document would give another article.
const VERSION: u64 = 3;

/// How documents are read.
#[derive(Debug, Clone, Default)]
pub struct ReadOptions {
    /// The user's corrections for single sites.
    pub corrections: Corrections,
    /// What the user says of articles, which is not read again for: it is brought to those that are stored.
    pub curation: Arc<Curation>,
    /// Whether to record in `explain` what every rule found for each field.
    pub explain: bool,
}

impl ReadOptions {
    /// A number that is another one whenever the same document would give another article; never 0.
    ///
    /// Articles that another version has read are read again.
    pub fn version(&self) -> u64 {
        (VERSION ^ self.corrections.digest).max(1)
    }
}

/// Turns a raw document into an article with its entities and countries.
///
/// # Errors
/// If the document has neither headline nor body, in words for the report. A panic while
/// reading is such an error too: one document never ends a run.
pub fn read_article(doc: RawDoc, path: &Path, options: &ReadOptions) -> Result<Article, String> {
    let read = AssertUnwindSafe(|| {
        let url = doc.facts.as_ref().and_then(|facts| facts.url.as_deref());
        let mut article = page_fields(doc.content, url, options)?;
        if let Some(facts) = doc.facts {
            facts.merge_into(&mut article);
        }
        article.member = doc.member;
        let kept = (doc.hash, doc.range);
        complete(&mut article, path, doc.record, kept)?;
        enrich::enrich(&mut article);
        Ok(article)
    });
    catch_unwind(read)
        .unwrap_or_else(|_| Err("internal error while reading it; please report this".to_owned()))
}

fn page_fields(content: Content, url: Option<&str>, options: &ReadOptions) -> Result<Article, String> {
    let page = page::Options { sites: Some(&options.corrections.sites), url, explain: options.explain };
    match content {
        Content::Text(text) => Ok(page::read_text(&text, &page)),
        Content::Html(html) => Ok(page::read_html(&html, &page)),
        Content::Document(document) => Ok(page::read_document(&document, &page)),
        Content::Record(map) => to_article(map).map_err(|issue| issue.to_string()),
        Content::Article(article) => Ok(with_people(*article)),
    }
}

/// The article with each person of its byline by themselves, where the format has them as a printed line.
fn with_people(mut article: Article) -> Article {
    for line in std::mem::take(&mut article.byline) {
        let byline = page::byline::parse(&line);
        if byline.is_empty() {
            article.byline.push(line);
        }
        article.byline.extend(byline.people);
        for agency in byline.agencies {
            if !article.agency.contains(&agency) {
                article.note("agency", "byline");
                article.agency.push(agency);
            }
        }
    }
    article
}

/// Fills in what does not come from the text itself: where it was read and in which language it is.
fn complete(
    article: &mut Article,
    path: &Path,
    record: u64,
    kept: (RecordHash, Option<Range<u64>>),
) -> Result<(), String> {
    if !article.has_text() {
        return Err("no article here: no headline and no text".to_owned());
    }
    let (hash, range) = kept;
    article.path = path.to_string_lossy().into_owned();
    article.record = record;
    if article.id.is_empty() {
        article.id = derived_id(hash);
    }
    article.sha256 = Some(hash);
    article.bytes = range.map(|range| [range.start, range.end]);
    if article.dateline.is_none()
        && let Some(dateline) = page::dateline::at_head(&article.body)
    {
        article.dateline = Some(dateline.to_owned());
        article.note("dateline", "head of the body");
    }
    if article.language.is_none()
        && let Some(language) = text::language(if article.body.is_empty() {
            article.headline.as_deref().unwrap_or_default()
        } else {
            &article.body
        })
    {
        article.language = Some(language.to_owned());
        article.note("language", "detected from the text");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use dateline_read::Facts;

    fn read(content: Content, name: &str, record: u64) -> Result<Article, String> {
        read_article(RawDoc::of(record, b"", content), Path::new(name), &ReadOptions::default())
    }

    #[test]
    fn what_an_archive_knows_fills_gaps() {
        let facts = Facts {
            origin: "WARC record",
            headline: Some("Another".into()),
            url: Some("https://example.org/1".into()),
            ..Facts::default()
        };
        let content =
            Content::Text("Talks resume in Oslo\n\nThe talks resumed on Monday, officials said.\n".into());
        let doc = RawDoc {
            facts: Some(Box::new(facts)),
            member: Some("2015/a.txt".into()),
            ..RawDoc::of(0, b"", content)
        };
        let article = read_article(doc, Path::new("a.zip"), &ReadOptions::default()).unwrap();
        assert_eq!(article.headline.as_deref(), Some("Talks resume in Oslo"));
        assert_eq!(
            (article.url.as_deref(), article.member.as_deref()),
            (Some("https://example.org/1"), Some("2015/a.txt"))
        );
        assert_eq!(article.found["url"], "WARC record");
    }

    #[test]
    fn a_text_becomes_an_article_with_id_and_language() {
        let text = "Talks resume in Oslo\n\nOSLO - The talks between the two governments resumed on Monday after a \
                    break of three weeks, officials said. Neither side would say what had been agreed.\n";
        let article = read(Content::Text(text.into()), "a.txt", 0).unwrap();
        assert_eq!(article.id, "e3b0c44298fc1c14");
        assert_eq!(article.language.as_deref(), Some("en"));
        assert_eq!(article.headline.as_deref(), Some("Talks resume in Oslo"));
    }

    #[test]
    fn a_dateline_at_the_head_of_any_body_is_repeated() {
        let map =
            serde_json::json!({"headline": "Talks end", "body": "VIENNA (AFP) - Ministers met on Friday."});
        let serde_json::Value::Object(map) = map else { unreachable!() };
        let article = read(Content::Record(map), "a.jsonl", 0).unwrap();
        assert_eq!(article.dateline.as_deref(), Some("VIENNA (AFP)"));
        assert!(article.body.starts_with("VIENNA (AFP) - "));
    }

    #[test]
    fn corrections_give_another_version() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("post.toml"), "host = 'post.example'\nsource = 'Post'").unwrap();
        let corrections = Corrections::load(dir.path()).unwrap();
        let options = ReadOptions { corrections, ..ReadOptions::default() };
        assert_ne!(options.version(), ReadOptions::default().version());
        let html = "<link rel=canonical href='https://post.example/a'><h1>Talks end</h1><p>Ministers met.";
        let doc = RawDoc::of(0, b"", Content::Html(html.into()));
        let article = read_article(doc, Path::new("a.html"), &options).unwrap();
        assert_eq!(article.source.as_deref(), Some("Post"));
    }

    #[test]
    fn a_record_without_text_is_an_error() {
        let map = serde_json::json!({"id": "x", "url": "https://example.org/"});
        let serde_json::Value::Object(map) = map else { unreachable!() };
        assert!(read(Content::Record(map), "a.jsonl", 3).is_err());
    }
}
