//! Passages of an article that show what a query matched.
//!
//! A [`Matcher`] knows which words of a text a query matches; [`snippets`] picks a passage of
//! each field with matches and says where they are in it, as byte offsets:
//!
//! ```
//! use dateline_core::article::Article;
//! use dateline_search::query::{self, ParseOptions};
//! use dateline_search::snippets::{Matcher, SnippetOptions, snippets};
//!
//! let query = query::parse("coordinate", &ParseOptions::default()).unwrap().query;
//! let article = Article { body: "They are\ncoordinating flights.".into(), ..Article::default() };
//! let found = snippets(&article, &Matcher::new(&query), &SnippetOptions::default());
//! assert_eq!(found[0].text, "They are coordinating flights.");
//! assert_eq!(found[0].highlights, [[9, 21]]);
//! ```
//!
//! Not for: markup, which is the business of who shows the snippet, nor for deciding what matches.

mod line;
mod matcher;
mod passage;
mod pattern;
mod phrase;

use serde::Serialize;

pub use matcher::Matcher;

use dateline_core::article::{Article, Piece, TextField};
use dateline_core::text::Analysis;
use matcher::Match;

/// A passage of one field on one line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Snippet {
    /// The field it is from, by its name in JSON.
    pub field: String,
    /// Which caption it is from, counted from 0; only for captions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub item: Option<usize>,
    /// The passage, its white space folded, with an ellipsis where a sentence is cut.
    pub text: String,
    /// What matched, as byte offsets into `text`, in order and without overlaps.
    pub highlights: Vec<[usize; 2]>,
    /// Where in the whole text of the field the first match of the passage begins.
    #[serde(skip)]
    pub at: Option<usize>,
}

/// How snippets are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SnippetOptions {
    /// The most characters of a snippet, not counting its ellipses.
    pub length: usize,
}

impl Default for SnippetOptions {
    fn default() -> Self {
        Self { length: 240 }
    }
}

/// The snippets of an article, in reading order.
///
/// The body always has one: its best passage, or its beginning if nothing in it matches.
/// Headline, standfirst and the best caption have one where something in them matches.
pub fn snippets(article: &Article, matcher: &Matcher, options: &SnippetOptions) -> Vec<Snippet> {
    let mut out = Vec::new();
    let mut best_caption: Option<(usize, Snippet)> = None;
    let analysis = Analysis::of(article.language.as_deref());
    for piece in article.pieces() {
        let piece = Piece { text: searched(piece.text, matcher), ..piece };
        let matches = matcher.matches(analysis, piece.field, piece.text);
        if piece.field == TextField::Captions {
            let distinct = matcher.distinct(&matches);
            if distinct > best_caption.as_ref().map_or(0, |(best, _)| *best) {
                best_caption = Some((distinct, snippet(&piece, &matches, matcher, options)));
            }
        } else if piece.field == TextField::Body || !matches.is_empty() {
            out.push(snippet(&piece, &matches, matcher, options));
        }
    }
    out.extend(best_caption.map(|(_, snippet)| snippet));
    out.retain(|snippet| !snippet.text.is_empty());
    out
}

/// This many bytes of a text are searched for passages of a query of a few words; for what takes longer to find, fewer.
const SEARCHED: usize = 16 << 20;

/// The head of a text that is searched for passages: all of it, but of a book and a query of many patterns.
fn searched<'a>(text: &'a str, matcher: &Matcher) -> &'a str {
    let most = SEARCHED / (1 + matcher.effort() / 4);
    let end = (0..=most.min(text.len())).rev().find(|&at| text.is_char_boundary(at));
    &text[..end.unwrap_or(0)]
}

fn snippet(piece: &Piece<'_>, matches: &[Match], matcher: &Matcher, options: &SnippetOptions) -> Snippet {
    let passage = passage::best(piece.text, matches, matcher, options.length);
    let spans = matcher::merged(matches);
    let at = spans.iter().find(|span| span[1] > passage.range.start && span[0] < passage.range.end);
    let (text, highlights) = line::fold(piece.text, &passage, &spans);
    Snippet {
        field: piece.field.name().to_owned(),
        item: piece.item,
        text,
        highlights,
        at: at.map(|span| span[0]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::{ParseOptions, parse, without_stop_words};
    use proptest::prelude::*;

    fn matcher(query: &str) -> Matcher {
        Matcher::new(&without_stop_words(parse(query, &ParseOptions::default()).unwrap().query))
    }

    #[test]
    fn of_a_book_and_many_patterns_only_the_head_is_searched() {
        let book = "é ".repeat(1 << 20);
        assert_eq!(searched(&book, &matcher("ferry \"salt water\"")), book);
        let patterns = (0..1000).map(|n| format!("ferr{n}* ")).collect::<String>();
        let head = searched(&book, &matcher(&patterns));
        assert!((60_000..70_000).contains(&head.len()));
    }

    /// The snippets as text with the highlights in brackets.
    fn marked(article: &Article, query: &str) -> Vec<String> {
        let found = snippets(article, &matcher(query), &SnippetOptions::default());
        found.iter().map(|snippet| format!("{}: {}", snippet.field, mark(snippet))).collect()
    }

    fn mark(snippet: &Snippet) -> String {
        let mut out = snippet.text.clone();
        for [start, end] in snippet.highlights.iter().rev() {
            out.insert(*end, ']');
            out.insert(*start, '[');
        }
        out
    }

    fn body(text: &str) -> Article {
        Article { body: text.into(), ..Article::default() }
    }

    fn harbour() -> Article {
        Article {
            headline: Some("Harbour reopens after storm".into()),
            standfirst: Some("Ferries sail again".into()),
            body: "The harbour of Port Ellery opened its gates at dawn.\n\nFishermen had waited nine days. \
                   Ms. Okafor, who runs the ferry company, said her ferries' engines were damaged by salt water."
                .into(),
            captions: vec!["A crane".into(), "Ferries in the harbour".into(), "The harbour wall".into()],
            ..Article::default()
        }
    }

    #[test]
    fn fields_with_matches_come_in_reading_order() {
        assert_eq!(
            marked(&harbour(), "harbour ferry"),
            [
                "headline: [Harbour] reopens after storm",
                "standfirst: [Ferries] sail again",
                "body: The [harbour] of Port Ellery opened its gates at dawn. Fishermen had waited nine days. \
                 Ms. Okafor, who runs the [ferry] company, said her [ferries]' engines were damaged by salt water.",
                "captions: [Ferries] in the [harbour]",
            ]
        );
        let found = snippets(&harbour(), &matcher("harbour ferry"), &SnippetOptions::default());
        assert_eq!(found[3].item, Some(1));
    }

    #[test]
    fn without_matches_the_body_begins() {
        let found = marked(&harbour(), "volcano");
        assert_eq!(found.len(), 1);
        assert!(found[0].starts_with("body: The harbour of Port Ellery opened its gates at dawn. Fishermen"));
        assert!(snippets(&Article::default(), &matcher("x"), &SnippetOptions::default()).is_empty());
    }

    #[test]
    fn fields_restrict_what_is_marked() {
        assert_eq!(marked(&body("A storm."), "headline:storm"), ["body: A storm."]);
        assert_eq!(marked(&body("A storm."), "person:storm by:a"), ["body: A [storm]."]);
    }

    #[test]
    fn the_best_passage_has_most_of_the_words() {
        let filler = "Nothing of note was said about anything at all by anyone there. ".repeat(20);
        let text = format!(
            "A storm came. {filler}The storm closed the harbour to ferries. {filler}The harbour is old."
        );
        let found = marked(&body(&text), "storm harbour ferry");
        assert!(
            found[0].starts_with("body: The [storm] closed the [harbour] to [ferries]. Nothing"),
            "{found:?}"
        );
    }

    #[test]
    fn long_sentences_are_cut_at_words() {
        let text = format!("{}the storm {}end.", "alpha beta ".repeat(60), "gamma delta ".repeat(60));
        let found = marked(&body(&text), "storm");
        let text = found[0].strip_prefix("body: ").unwrap();
        assert!(text.starts_with('…') && text.ends_with('…') && text.contains("the [storm] gamma"), "{text}");
        assert!(text.chars().count() <= 240 + 4);
        assert!(text.starts_with("…alpha ") || text.starts_with("…beta "), "{text}");
    }

    #[test]
    fn white_space_is_folded() {
        let found = marked(&body("  One\r\n\ttwo\u{1b}[31m   three\n\nfour."), "two three four");
        assert_eq!(found, ["body: One [two]\u{1b}[31m [three] [four]."]);
    }

    #[test]
    fn long_bodies_take_linear_time() {
        let text = "storm and harbour without any stop ".repeat(30_000);
        let started = std::time::Instant::now();
        let found = snippets(
            &body(&text),
            &matcher("storm \"harbour without\" any* stormy~2"),
            &SnippetOptions::default(),
        );
        assert_eq!(found.len(), 1);
        assert!(started.elapsed().as_secs() < 20);
    }

    const QUERIES: &str =
        "[a-d]{1,3}|\"[a-d] [a-d]{1,2}\"|\"[a-d] [a-d]\"~3|[a-d]{1,2}\\*|[a-d]{3}~1|-[a-d]|é|北京";

    proptest! {
        #[test]
        fn highlights_are_words_of_the_text(
            text in "(?s).{0,200}|([a-dé北京.\n ]|ab ){0,400}",
            query in proptest::collection::vec(QUERIES, 1..5),
            length in 1usize..60,
        ) {
            let article = Article { headline: Some(text.clone()), body: text, ..Article::default() };
            for snippet in snippets(&article, &matcher(&query.join(" OR ")), &SnippetOptions { length }) {
                let mut last = 0;
                prop_assert!(!snippet.text.contains('\n'));
                for [start, end] in &snippet.highlights {
                    prop_assert!(last <= *start && start < end);
                    let word = snippet.text.get(*start..*end);
                    prop_assert!(word.is_some_and(|w| w.trim() == w), "{:?}", word);
                    last = *end;
                }
            }
        }
    }
}
