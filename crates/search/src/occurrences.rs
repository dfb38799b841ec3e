//! Every place of an article at which something that was looked for stands, with the text around it.
//!
//! ```
//! use dateline_core::article::Article;
//! use dateline_search::occurrences::occurrences;
//! use dateline_search::query::{self, ParseOptions};
//! use dateline_search::snippets::Matcher;
//! let query = query::parse("ceasefire", &ParseOptions::default()).unwrap().query;
//! let article = Article { body: "The ceasefire holds. A second ceasefire failed.".into(), ..Article::default() };
//! let found = occurrences(&article, &Matcher::new(&query));
//! assert_eq!((found.len(), found[1].before(&article), found[1].matched(&article)), (2, "The ceasefire holds. A second ", "ceasefire"));
//! ```
//!
//! Not for: choosing the best passage of an article, which is the work of [`mod@crate::snippets`].

use dateline_core::article::{Article, Piece, TextField};
use dateline_core::text::Analysis;

use crate::snippets::Matcher;

/// How many bytes of text are given on each side at most.
const AROUND: usize = 160;

/// A place in an article where something stands that was looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Occurrence {
    /// The field.
    pub field: TextField,
    /// Which caption it is in, counted from 0; only for captions.
    pub item: Option<usize>,
    /// Byte offset of its first byte in the field.
    pub start: usize,
    /// Byte offset just past its last byte.
    pub end: usize,
}

/// All occurrences in an article, in reading order.
pub fn occurrences(article: &Article, matcher: &Matcher) -> Vec<Occurrence> {
    let analysis = Analysis::of(article.language.as_deref());
    let of_piece = |Piece { field, item, text }: Piece<'_>| {
        let spans = matcher.spans(analysis, field, text);
        spans.into_iter().map(move |[start, end]| Occurrence { field, item, start, end }).collect::<Vec<_>>()
    };
    article.pieces().flat_map(of_piece).collect()
}

impl Occurrence {
    /// What stands there.
    pub fn matched<'a>(&self, article: &'a Article) -> &'a str {
        self.text(article).get(self.start..self.end).unwrap_or_default()
    }

    /// The text of its paragraph before it, or the end of that if it is long.
    pub fn before<'a>(&self, article: &'a Article) -> &'a str {
        let before = self.text(article).get(..self.start).unwrap_or_default();
        let paragraph = before.rfind("\n\n").map_or(0, |at| at + 2);
        let from = before.len().saturating_sub(AROUND).max(paragraph);
        let from = (from..=before.len()).find(|&at| before.is_char_boundary(at));
        &before[from.unwrap_or(before.len())..]
    }

    /// The text of its paragraph after it, or the beginning of that if it is long.
    pub fn after<'a>(&self, article: &'a Article) -> &'a str {
        let after = self.text(article).get(self.end..).unwrap_or_default();
        let until = after.find("\n\n").unwrap_or(after.len()).min(AROUND);
        let until = (0..=until).rev().find(|&at| after.is_char_boundary(at));
        &after[..until.unwrap_or(0)]
    }

    fn text<'a>(&self, article: &'a Article) -> &'a str {
        article.text_of(self.field, self.item).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::{ParseOptions, parse};

    fn matcher(query: &str) -> Matcher {
        Matcher::new(&parse(query, &ParseOptions::default()).unwrap().query)
    }

    #[test]
    fn occurrences_are_found_in_all_texts_in_reading_order() {
        let article = Article {
            headline: Some("Talks open".into()),
            body: "The talks.".into(),
            captions: vec!["Before".into(), "After the talks".into()],
            ..Article::default()
        };
        let found = occurrences(&article, &matcher("talks"));
        let places: Vec<_> = found.iter().map(|found| (found.field, found.item, found.start)).collect();
        let expected =
            [(TextField::Headline, None, 0), (TextField::Body, None, 4), (TextField::Captions, Some(1), 10)];
        assert_eq!(places, expected);
    }

    #[test]
    fn the_text_around_ends_with_the_paragraph_and_on_whole_characters() {
        let body = format!("First.\n\n{} war {}\n\nLast.", "é".repeat(200), "ü".repeat(200));
        let article = Article { body, ..Article::default() };
        let found = occurrences(&article, &matcher("war"));
        let [only] = found.as_slice() else { panic!("{found:?}") };
        assert!(only.before(&article).starts_with('é') && only.before(&article).len() <= AROUND);
        assert!(only.after(&article).ends_with('ü') && only.after(&article).len() <= AROUND);
        let short = Article { body: "A war.\n\nB".into(), ..Article::default() };
        let found = occurrences(&short, &matcher("war"));
        assert_eq!((found[0].before(&short), found[0].after(&short)), ("A ", "."));
    }
}
