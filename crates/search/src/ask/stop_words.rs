//! Which words of a query decide nothing, by the languages of the articles.

use dateline_core::text::StopWords;

use crate::engine::{Engine, EngineError};
use crate::query::{self, Field, Query, text_words, without_words};
use crate::request::{Request, TypedNames};

/// A language by its ISO 639-1 code; none if it is not known.
type Code = Option<String>;

/// The request without words that do not decide in its language.
///
/// The words that decide nothing in English go first, of which there are few. Of the others a word goes if it is a stop
/// word in each of the languages that the query can be in: those requested, and of these the ones in which most of
/// its other words are in articles. `die Regierung` is German if no other article has "Regierung"; `die hard`
/// keeps both its words where English articles have "hard".
///
/// # Errors
/// If the engine cannot be read.
pub fn without_stop_words(engine: &dyn Engine, request: Request) -> Result<Request, EngineError> {
    let request = without_english(request);
    let lists = lists(engine, &request);
    if lists.iter().all(|(code, _)| code.as_deref().is_none_or(|code| code == "en")) {
        return Ok(request);
    }
    let words = text_words(&request.query);
    let (common, telling): (Vec<&str>, Vec<&str>) =
        words.into_iter().partition(|word| lists.iter().any(|(_, list)| list.contains(word)));
    if common.is_empty() || telling.is_empty() {
        return Ok(request);
    }
    let likely = likeliest(engine, &lists, &telling)?;
    let goes = |word: &str| !likely.is_empty() && likely.iter().all(|list| list.contains(word));
    Ok(without(request, &goes))
}

fn without_english(request: Request) -> Request {
    let names = request
        .names
        .map(|TypedNames { typed, names }| TypedNames { typed: query::without_stop_words(typed), names });
    Request { query: query::without_stop_words(request.query), names, ..request }
}

fn without(request: Request, goes: &dyn Fn(&str) -> bool) -> Request {
    let Some(TypedNames { typed, names }) = request.names else {
        return Request { query: without_words(request.query, goes), names: None, ..request };
    };
    let names = Some(TypedNames { typed: without_words(typed, goes), names });
    Request { query: without_bare_words(&request.query, goes), names, ..request }
}

/// The stop words of the languages of the articles that a request can find.
fn lists(engine: &dyn Engine, request: &Request) -> Vec<(Code, StopWords)> {
    let codes: Vec<Code> = match request.languages() {
        Some(codes) => codes.into_iter().map(Some).collect(),
        None => engine.languages(),
    };
    let with_list = |code: Code| {
        let list = StopWords::of(code.as_deref());
        (code, list)
    };
    codes.into_iter().map(with_list).collect()
}

/// The query without words that are by themselves; those that a name may stand for stay.
///
/// Without its word, `(de OR person:…)` would ask for the person.
fn without_bare_words(query: &Query, goes: &dyn Fn(&str) -> bool) -> Query {
    let stays = |query: &&Query| !matches!(query, Query::Word { field: Field::Any, text } if goes(text));
    let left = |queries: &[Query]| queries.iter().filter(stays).cloned().collect::<Vec<Query>>();
    match query {
        Query::Bool { must, should, must_not } => {
            Query::Bool { must: left(must), should: left(should), must_not: must_not.clone() }
        }
        other => other.clone(),
    }
}

/// The stop words of the languages in which most of the words are in articles; of no language if none of the words is.
fn likeliest(
    engine: &dyn Engine,
    lists: &[(Code, StopWords)],
    words: &[&str],
) -> Result<Vec<StopWords>, EngineError> {
    let standing = |(code, _): &(Code, StopWords)| engine.standing(code.as_deref(), words);
    let counts: Vec<usize> = lists.iter().map(standing).collect::<Result<_, _>>()?;
    let most = counts.iter().copied().max().unwrap_or_default();
    let likely = lists.iter().zip(counts).filter(|(_, count)| *count == most && most > 0);
    Ok(likely.map(|((_, list), _)| *list).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::{ParseOptions, parse};

    #[test]
    fn words_that_a_name_may_stand_for_stay() {
        let read = |query: &str| parse(query, &ParseOptions::default()).unwrap().query;
        let goes = |word: &str| word == "de";
        let named = read("(Banque OR org:x) (de OR org:x) (France OR org:x) de taux");
        assert_eq!(
            without_bare_words(&named, &goes).to_string(),
            "(Banque OR org:x) (de OR org:x) (France OR org:x) taux"
        );
    }
}
