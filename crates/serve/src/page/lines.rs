//! Every occurrence on a line of its own, aligned on what was found: a concordance.

use dateline_core::article::{Article, TextField};
use dateline_search::lines::{one_line, words_after, words_before};
use dateline_search::occurrences::{Occurrence, occurrences};
use dateline_search::response::Response;
use dateline_search::snippets::Matcher;

use crate::address::{Address, LineOrder};
use crate::page::hits::{NO_HEADLINE, article_href};
use crate::page::numbers::day;

/// The most lines of an article.
const LINES: usize = 50;
/// Characters shown on each side.
const AROUND: usize = 70;

/// An occurrence as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineView {
    /// The text before.
    pub before: String,
    /// What was found.
    pub hit: String,
    /// The text after.
    pub after: String,
    /// The article, opened at the place.
    pub href: String,
    /// What article it is.
    pub article: String,
}

/// The lines of the hits of an answer, and how many were left out.
pub fn lines(address: &Address, response: &Response, matcher: &Matcher) -> (Vec<LineView>, usize) {
    let (mut lines, mut left_out) = (Vec::new(), 0);
    for hit in &response.hits {
        let found = occurrences(&hit.article, matcher);
        left_out += found.len().saturating_sub(LINES);
        lines.extend(found.iter().take(LINES).map(|found| line(address, &hit.article, found)));
    }
    match address.line_order {
        LineOrder::Articles => {}
        LineOrder::Before => lines.sort_by_cached_key(|line| words_before(&line.before)),
        LineOrder::After => lines.sort_by_cached_key(|line| words_after(&line.after)),
    }
    (lines, left_out)
}

fn line(address: &Address, article: &Article, found: &Occurrence) -> LineView {
    let headline = article.headline.as_deref().unwrap_or(NO_HEADLINE);
    let named = match (article.source.as_deref(), article.published.as_deref().map(day)) {
        (Some(source), Some(day)) => format!("{headline} ({source}, {day})"),
        (Some(other), None) | (None, Some(other)) => format!("{headline} ({other})"),
        (None, None) => headline.to_owned(),
    };
    LineView {
        before: tail(&one_line(found.before(article)), AROUND),
        hit: one_line(found.matched(article)),
        after: one_line(found.after(article)).chars().take(AROUND).collect(),
        href: format!("{}#{}", article_href(address, article), anchor(found.field, found.item, found.start)),
        article: named,
    }
}

/// The name of a place in an article, as its page has it.
pub fn anchor(field: TextField, item: Option<usize>, start: usize) -> String {
    match (field, item) {
        (TextField::Headline, _) => format!("h{start}"),
        (TextField::Standfirst, _) => format!("s{start}"),
        (TextField::Dateline, _) => format!("d{start}"),
        (TextField::Body, _) => format!("b{start}"),
        (TextField::Captions, item) => format!("c{}-{start}", item.unwrap_or_default()),
    }
}

fn tail(text: &str, most: usize) -> String {
    let extra = text.chars().count().saturating_sub(most);
    text.chars().skip(extra).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use dateline_search::query::{ParseOptions, parse};
    use dateline_search::response::Hit;

    fn response(bodies: &[&str]) -> Response {
        let hit = |body: &&str| Hit {
            rank: 1,
            score: 1.0,
            article: Article { id: "a".into(), body: (*body).to_owned(), ..Article::default() },
            snippets: vec![],
            explanation: None,
            story: None,
            copies: vec![],
            more_copies: 0,
        };
        Response { hits: bodies.iter().map(hit).collect(), ..Response::default() }
    }

    fn afters(order: &str, bodies: &[&str]) -> Vec<String> {
        let address = Address::parse(&format!("q=talks&lines={order}")).unwrap();
        let matcher = Matcher::new(&parse("talks", &ParseOptions::default()).unwrap().query);
        lines(&address, &response(bodies), &matcher).0.into_iter().map(|line| line.after).collect()
    }

    #[test]
    fn every_occurrence_is_a_line_and_lines_are_ordered_by_the_words_beside() {
        let bodies = ["Zurich talks end. Peace talks begin.", "Peace talks collapse."];
        assert_eq!(afters("articles", &bodies), [" end. Peace talks begin.", " begin.", " collapse."]);
        assert_eq!(afters("after", &bodies), [" begin.", " collapse.", " end. Peace talks begin."]);
        assert_eq!(afters("before", &bodies)[2], " end. Peace talks begin.");
    }

    #[test]
    fn an_article_has_no_more_lines_than_fit() {
        let body = "talks ".repeat(LINES + 7);
        let address = Address::parse("q=talks").unwrap();
        let matcher = Matcher::new(&parse("talks", &ParseOptions::default()).unwrap().query);
        let (lines, left_out) = lines(&address, &response(&[&body]), &matcher);
        assert_eq!((lines.len(), left_out), (LINES, 7));
    }
}
