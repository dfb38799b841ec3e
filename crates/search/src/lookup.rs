//! The article that a person means: by its id or how that begins, by its file, or by its headline or how that begins.

use std::ops::ControlFlow;

use dateline_core::article::Article;
use dateline_core::text::fold;

use crate::engine::{Engine, EngineError};
use crate::query::{Field, Query};
use crate::request::Request;

/// The beginning of an id or a headline stands for it from this many characters on.
pub const SHORTEST_PREFIX: usize = 6;
/// No more articles are listed where several may be meant.
const MOST: usize = 21;
/// No more articles are looked at whose file or headline has the words.
const LOOKED_AT: usize = 10_000;

/// By what articles were found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// Their id.
    Id,
    /// How their ids begin.
    IdBeginning,
    /// Their file.
    Path,
    /// Their headline.
    Headline,
    /// How their headlines begin.
    HeadlineBeginning,
}

impl By {
    /// What several articles have in common, for what is not an id.
    pub fn said(self) -> Option<&'static str> {
        match self {
            By::Id | By::IdBeginning => None,
            By::Path => Some("are in the file"),
            By::Headline => Some("have the headline"),
            By::HeadlineBeginning => Some("have a headline that begins with"),
        }
    }
}

/// The articles that a text may stand for, by the first of what it may be that finds any; `absolute` gives the whole
/// path for a path.
///
/// # Errors
/// If the engine cannot be read.
pub fn lookup(
    engine: &impl Engine,
    text: &str,
    absolute: &dyn Fn(&str) -> String,
) -> Result<(Vec<Article>, By), EngineError> {
    let found = engine.documents(text)?;
    let is_long = text.chars().count() >= SHORTEST_PREFIX;
    if !found.is_empty() || text.trim().is_empty() {
        return Ok((found, By::Id));
    }
    if is_long {
        let found = engine.documents_beginning(text, MOST)?;
        if !found.is_empty() {
            return Ok((found, By::IdBeginning));
        }
    }
    let path = absolute(text);
    let found = with(engine, Field::Path, &path, |article| article.path == path || article.path == text)?;
    if !found.is_empty() {
        return Ok((found, By::Path));
    }
    let wanted = plain(text);
    let headline = |article: &Article| plain(article.headline.as_deref().unwrap_or_default());
    let found = with(engine, Field::Headline, text, |article| headline(article) == wanted)?;
    if !found.is_empty() || !is_long {
        return Ok((found, By::Headline));
    }
    // The last word may be the beginning of one.
    let words = text.rsplit_once(char::is_whitespace).map(|(words, _)| words.trim());
    for words in [Some(text), words].into_iter().flatten().filter(|words| !words.is_empty()) {
        let found = with(engine, Field::Headline, words, |article| headline(article).starts_with(&wanted))?;
        if !found.is_empty() {
            return Ok((found, By::HeadlineBeginning));
        }
    }
    Ok((Vec::new(), By::HeadlineBeginning))
}

/// The articles that have these words in a field and are what is wanted.
fn with(
    engine: &impl Engine,
    field: Field,
    words: &str,
    is_wanted: impl Fn(&Article) -> bool,
) -> Result<Vec<Article>, EngineError> {
    let query = Query::Phrase { field, text: words.to_owned(), slop: 0 };
    let request = Request { query, snippets: false, limit: LOOKED_AT, ..Request::default() };
    let (mut found, mut looked_at) = (Vec::new(), 0);
    engine.each(&request, &mut |hit| {
        looked_at += 1;
        if is_wanted(&hit.article) {
            found.push(hit.article);
        }
        if found.len() >= MOST || looked_at >= LOOKED_AT {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    })?;
    found.sort_by(|one: &Article, other| (&one.path, one.record).cmp(&(&other.path, other.record)));
    Ok(found)
}

/// A headline without what people do not copy to the letter: capitals, accents, runs of spaces.
fn plain(text: &str) -> String {
    fold(&text.split_whitespace().collect::<Vec<_>>().join(" ")).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headlines_are_compared_without_capitals_accents_and_spaces() {
        assert_eq!(plain("  Café\u{a0}\tOpens "), plain("cafe opens"));
    }

    #[test]
    fn ids_are_what_a_text_is_first() {
        assert!(By::Id.said().is_none() && By::Path.said().is_some());
    }
}
