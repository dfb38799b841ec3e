//! One raw document to one enriched article.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use crate::article::Article;
use crate::readers::{Content, derived_id, to_article};
use crate::{enrich, page, text};

/// The version of reading and enriching.
///
/// It goes up whenever the same document would give another article; what an index
/// holds from an older version is then read again.
pub const VERSION: u64 = 1;

/// Turns a raw document into an article with its entities and countries.
///
/// # Errors
/// If the document has neither headline nor body, in words for the report. A panic while
/// reading is such an error too: one document never ends a run.
pub fn read_article(content: Content, path: &Path, record: u64) -> Result<Article, String> {
    let read = AssertUnwindSafe(|| {
        let mut article = page_fields(content)?;
        complete(&mut article, path, record)?;
        enrich::enrich(&mut article);
        Ok(article)
    });
    catch_unwind(read)
        .unwrap_or_else(|_| Err("an internal error while reading it; please report this".to_owned()))
}

fn page_fields(content: Content) -> Result<Article, String> {
    match content {
        Content::Text(text) => Ok(page::from_text(&text)),
        Content::Html(html) => Ok(page::from_html(&html)),
        Content::Record(map) => to_article(map).map_err(|issue| issue.to_string()),
    }
}

/// Fills in what does not come from the text itself: where it was read and in which language it is.
fn complete(article: &mut Article, path: &Path, record: u64) -> Result<(), String> {
    if !article.has_text() {
        return Err("no headline and no body found".to_owned());
    }
    article.path = path.to_string_lossy().into_owned();
    article.record = record;
    if article.id.is_empty() {
        article.id = derived_id(path, record);
    }
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

    #[test]
    fn a_text_becomes_an_article_with_id_and_language() {
        let text = "Talks resume in Oslo\n\nOSLO - The talks between the two governments resumed on Monday after a \
                    break of three weeks, officials said. Neither side would say what had been agreed.\n";
        let article = read_article(Content::Text(text.into()), Path::new("a.txt"), 0).unwrap();
        assert_eq!(article.id, derived_id(Path::new("a.txt"), 0));
        assert_eq!(article.language.as_deref(), Some("en"));
        assert_eq!(article.headline.as_deref(), Some("Talks resume in Oslo"));
    }

    #[test]
    fn a_dateline_at_the_head_of_any_body_is_repeated() {
        let map =
            serde_json::json!({"headline": "Talks end", "body": "VIENNA (AFP) - Ministers met on Friday."});
        let serde_json::Value::Object(map) = map else { unreachable!() };
        let article = read_article(Content::Record(map), Path::new("a.jsonl"), 0).unwrap();
        assert_eq!(article.dateline.as_deref(), Some("VIENNA (AFP)"));
        assert!(article.body.starts_with("VIENNA (AFP) - "));
    }

    #[test]
    fn a_record_without_text_is_an_error() {
        let map = serde_json::json!({"id": "x", "url": "https://example.org/"});
        let serde_json::Value::Object(map) = map else { unreachable!() };
        assert!(read_article(Content::Record(map), Path::new("a.jsonl"), 3).is_err());
    }
}
