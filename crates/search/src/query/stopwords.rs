//! Taking stop words out of a query, so that they never decide a match.

use super::build::{is_nothing, weighted};
use super::tree::{Field, Query};
use dateline_core::text;

/// The query without its stop words, where it has anything else.
///
/// Only words of the article's text are removed; phrases, patterns and names stay whole. A query of
/// stop words alone stays as it is: `the who` looks for both words. A group that held only stop words
/// vanishes with them, whether it was needed (`+the war`), one of several (`the OR war`) or excluded
/// (`war -the`).
pub fn without_stop_words(query: Query) -> Query {
    without_words(query, &is_stop_word)
}

/// The query without the words of the article's text that are to go, where it has anything else.
pub fn without_words(query: Query, goes: &dyn Fn(&str) -> bool) -> Query {
    let goes = Goes(goes);
    if !goes.leaves_some(&query) {
        return query;
    }
    goes.stripped(query).unwrap_or(Query::All)
}

/// The stop words that [`without_stop_words`] takes out of a query, as typed, in order and each once.
pub fn stop_words_left_out(query: &Query) -> Vec<String> {
    let goes = Goes(&is_stop_word);
    let mut out = Vec::new();
    if goes.leaves_some(query) {
        goes.add_to(query, &mut out);
    }
    out
}

/// The words that are to be found in the article's text: all but those excluded, of other fields, in phrases or patterns.
pub fn text_words(query: &Query) -> Vec<&str> {
    match query {
        Query::Word { field, text } if is_text(*field) => vec![text],
        Query::Bool { must, should, .. } => must.iter().chain(should).flat_map(text_words).collect(),
        Query::Boost(inner, _) => text_words(inner),
        _ => Vec::new(),
    }
}

/// Which words are to go.
struct Goes<'a>(&'a dyn Fn(&str) -> bool);

impl Goes<'_> {
    fn add_to(&self, query: &Query, out: &mut Vec<String>) {
        match query {
            Query::Word { field, text } if self.takes(*field, text) && !out.contains(text) => {
                out.push(text.clone());
            }
            Query::Bool { must, should, must_not } => {
                must.iter().chain(should).chain(must_not).for_each(|inner| self.add_to(inner, out));
            }
            Query::Boost(inner, _) => self.add_to(inner, out),
            _ => {}
        }
    }

    fn takes(&self, field: Field, word: &str) -> bool {
        is_text(field) && (self.0)(word)
    }

    /// True if there is a clause other than words that go.
    fn leaves_some(&self, query: &Query) -> bool {
        match query {
            Query::All => false,
            Query::Word { field, text } => !self.takes(*field, text),
            Query::Bool { must, should, must_not } => {
                is_nothing(query) || must.iter().chain(should).chain(must_not).any(|q| self.leaves_some(q))
            }
            Query::Boost(inner, _) => self.leaves_some(inner),
            _ => true,
        }
    }

    /// The query without its words that go; `None` if nothing is left of it.
    fn stripped(&self, query: Query) -> Option<Query> {
        match query {
            Query::Word { field, ref text } if self.takes(field, text) => None,
            Query::Boost(inner, factor) => Some(Query::Boost(Box::new(self.stripped(*inner)?), factor)),
            query if is_nothing(&query) => Some(query),
            Query::Bool { must, should, must_not } => self.stripped_group(must, should, must_not),
            other => Some(other),
        }
    }

    fn stripped_group(&self, must: Vec<Query>, should: Vec<Query>, must_not: Vec<Query>) -> Option<Query> {
        let all =
            |queries: Vec<Query>| queries.into_iter().filter_map(|q| self.stripped(q)).collect::<Vec<_>>();
        let (must, should, must_not) = (all(must), all(should), all(must_not));
        if must.is_empty() && should.is_empty() && must_not.is_empty() {
            return None;
        }
        Some(weighted(must, should, must_not))
    }
}

fn is_stop_word(word: &str) -> bool {
    text::is_stop_word(&text::fold(word))
}

fn is_text(field: Field) -> bool {
    matches!(field, Field::Any | Field::Headline | Field::Standfirst | Field::Body)
}

#[cfg(test)]
mod tests {
    use super::super::{ParseOptions, parse};
    use super::*;

    fn strip_with(query: &str, any: bool) -> String {
        let options = ParseOptions { any, ..ParseOptions::default() };
        without_stop_words(parse(query, &options).unwrap().query).to_string()
    }

    fn strip(query: &str) -> String {
        strip_with(query, false)
    }

    #[test]
    fn stop_words_go_where_something_else_remains() {
        assert_eq!(strip("the war in Syria"), "war Syria");
        assert_eq!(strip("The OR war"), "war");
        assert_eq!(strip("(the OR a) war"), "war");
        assert_eq!(strip("headline:the body:war"), "body:war");
        assert_eq!(strip("the^2 war"), "war");
        assert_eq!(strip("the country:syria"), "country:SY");
        assert_eq!(strip("war -the"), "war");
        assert_eq!(strip("war -(the OR peace)"), "war -peace");
        assert_eq!(strip("the -peace"), "-peace");
        assert_eq!(strip("war OR (the -peace)"), "war OR (-peace)");
    }

    #[test]
    fn what_was_left_out_can_be_told() {
        let left_out =
            |query: &str| stop_words_left_out(&parse(query, &ParseOptions::default()).unwrap().query);
        assert_eq!(left_out("The war in (the OR an) \"of it\" -as"), ["The", "in", "the", "an", "as"]);
        assert_eq!(left_out("to be or not"), [""; 0]);
    }

    #[test]
    fn optional_words_are_needed_once_nothing_else_is() {
        assert_eq!(strip_with("+the war", true), "war");
        assert_eq!(strip_with("+the war peace", true), "war OR peace");
        assert_eq!(strip_with("+war the peace", true), "+war OR peace");
        assert_eq!(strip_with("the war of peace", true), "war OR peace");
    }

    #[test]
    fn phrases_names_and_patterns_stay() {
        assert_eq!(strip("\"the war\" a"), "\"the war\"");
        assert_eq!(strip("\"the\" war"), "\"the\" war");
        assert_eq!(strip("by:will war"), "by:will war");
        assert_eq!(strip("the*"), "the*");
        assert_eq!(strip("in-depth the"), "\"in depth\"");
    }

    #[test]
    fn queries_of_stop_words_stay_whole() {
        assert_eq!(strip("to be or not to be"), "to be or not to be");
        assert_eq!(strip("-the"), "-the");
        assert_eq!(strip("(the OR a) -an"), "(the OR a) -an");
        assert_eq!(strip(""), "*");
        assert_eq!(strip("the *"), "the");
    }

    #[test]
    fn words_of_the_text_are_those_that_have_to_be_found() {
        let query =
            parse("a OR headline:b -c by:d \"e f\" (g^2 OR h*)", &ParseOptions::default()).unwrap().query;
        assert_eq!(text_words(&query), ["a", "b", "g"]);
    }

    #[test]
    fn what_matches_nothing_still_does() {
        assert_eq!(strip("the date:soon"), "-*");
    }
}
