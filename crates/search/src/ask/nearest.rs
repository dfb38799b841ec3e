//! Articles that lack a word or more, for a search of all words that finds few.

use crate::engine::{Engine, EngineError};
use crate::query::Query;
use crate::ranking::reranked_words;
use crate::request::{Request, TypedNames};
use crate::response::{Nearest, Response};
use crate::snippets::Matcher;
use dateline_core::article::Article;
use dateline_core::text::{Analyses, Analysis};

/// From this many articles on, none is offered that lacks a word.
const ENOUGH: u64 = 3;

/// So many articles are offered.
const OFFERED: usize = 5;

/// So many are offered where each lacks several words.
const OFFERED_WITHOUT_SEVERAL: usize = 3;

/// Among so many of the best with any of the words those are looked for that lack one only.
const LOOKED_AT: usize = 20;

/// The articles that come nearest to what all words of a query find, where that is little or nothing.
///
/// Those that lack one word only, if there are any; else, where nothing was found at all, the best with any of the
/// words. A query with operators, fields or quotes says exactly what is wanted, and nothing is offered beside it.
///
/// # Errors
/// If the engine cannot be read, or the search costs too much.
pub(super) fn nearest(
    engine: &dyn Engine,
    request: &Request,
    found: &Response,
) -> Result<Vec<Nearest>, EngineError> {
    let Some(words) = words_that_all_have_to_occur(request).filter(|_| found.total < ENOUGH) else {
        return Ok(Vec::new());
    };
    let finders = finders(engine, &words);
    let answer = engine.search(&with_any(request, &words))?;
    let lacking = answer.hits.into_iter().map(|hit| Nearest { without: lacks(&finders, &hit.article), hit });
    let lacking: Vec<Nearest> = lacking.filter(|near| !near.without.is_empty()).collect();
    let mut offered = chosen(lacking, found.total);
    for (rank, near) in (found.total + 1..).zip(&mut offered) {
        near.hit.rank = rank;
    }
    Ok(offered)
}

/// The words of a query of several plain words which all have to occur.
fn words_that_all_have_to_occur(request: &Request) -> Option<Vec<String>> {
    let is_first_page = request.offset == 0 && request.grouping.is_none();
    let words = reranked_words(request).filter(|_| is_first_page)?;
    let Query::Bool { must, .. } = request.typed() else { return None };
    let mut distinct: Vec<String> = Vec::new();
    for word in words {
        if !distinct.iter().any(|known| known == word) {
            distinct.push(word.to_owned());
        }
    }
    (!must.is_empty() && distinct.len() > 1).then_some(distinct)
}

/// The same request, for which any of the words is enough.
fn with_any(request: &Request, words: &[String]) -> Request {
    let word = |text: &String| Query::Word { field: Default::default(), text: text.clone() };
    let should: Vec<Query> = words.iter().map(word).collect();
    Request {
        query: Query::Bool { must: Vec::new(), should, must_not: Vec::new() },
        names: None::<TypedNames>,
        limit: LOOKED_AT,
        facets: Vec::new(),
        stories: false,
        explain: false,
        ..request.clone()
    }
}

/// What finds each word in a text.
fn finders(engine: &dyn Engine, words: &[String]) -> Vec<(String, Matcher)> {
    let analyses = Analyses::of(engine.languages().into_iter().flatten());
    let finder = |word: &String| {
        let query = Query::Word { field: Default::default(), text: word.clone() };
        (word.clone(), Matcher::in_languages(&query, analyses.clone()))
    };
    words.iter().map(finder).collect()
}

/// The words that an article lacks.
fn lacks(finders: &[(String, Matcher)], article: &Article) -> Vec<String> {
    let analysis = Analysis::of(article.language.as_deref());
    let has = |matcher: &Matcher| {
        article.pieces().any(|piece| !matcher.spans(analysis, piece.field, piece.text).is_empty())
    };
    finders.iter().filter(|(_, matcher)| !has(matcher)).map(|(word, _)| word.clone()).collect()
}

/// Those that lack one word; where nothing was found and none does, the best.
fn chosen(lacking: Vec<Nearest>, found: u64) -> Vec<Nearest> {
    let lacks_one = |near: &Nearest| near.without.len() == 1;
    if lacking.iter().any(lacks_one) {
        return lacking.into_iter().filter(lacks_one).take(OFFERED).collect();
    }
    if found > 0 {
        return Vec::new();
    }
    lacking.into_iter().take(OFFERED_WITHOUT_SEVERAL).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::{ParseOptions, parse};
    use crate::response::Hit;

    fn request(text: &str, any: bool) -> Request {
        let query = parse(text, &ParseOptions { any, ..ParseOptions::default() }).unwrap().query;
        Request { query, limit: 10, ..Request::default() }
    }

    fn near(id: &str, without: &[&str]) -> Nearest {
        let article = Article { id: id.into(), ..Article::default() };
        let hit = Hit {
            rank: 1,
            score: 1.0,
            article,
            snippets: Vec::new(),
            explanation: None,
            story: None,
            copies: Vec::new(),
            more_copies: 0,
        };
        Nearest { without: without.iter().map(|&word| word.to_owned()).collect(), hit }
    }

    #[test]
    fn only_plain_words_of_which_all_have_to_occur_are_relaxed() {
        let words = |text, any| words_that_all_have_to_occur(&request(text, any));
        assert_eq!(words("ferry strike ferry", false), Some(vec!["ferry".into(), "strike".into()]));
        for (text, any) in [
            ("ferry strike", true),
            ("ferry", false),
            ("ferry -strike", false),
            ("\"ferry strike\" x", false),
        ] {
            assert_eq!(words(text, any), None, "{text}");
        }
        let second_page = Request { offset: 10, ..request("ferry strike", false) };
        assert_eq!(words_that_all_have_to_occur(&second_page), None);
    }

    #[test]
    fn articles_that_lack_one_word_go_before_better_ones_that_lack_more() {
        let ids = |found| -> Vec<String> {
            let lacking = vec![near("a", &["x", "y"]), near("b", &["x"]), near("c", &["y"])];
            chosen(lacking, found).into_iter().map(|near| near.hit.article.id).collect()
        };
        assert_eq!(ids(0), ["b", "c"]);
        assert_eq!(ids(2), ["b", "c"]);
        let several = || vec![near("a", &["x", "y"])];
        assert_eq!((chosen(several(), 0).len(), chosen(several(), 1).len()), (1, 0));
    }

    #[test]
    fn an_article_lacks_what_none_of_its_pieces_has() {
        let finder = |word: &str| {
            let query = Query::Word { field: Default::default(), text: word.into() };
            (word.to_owned(), Matcher::new(&query))
        };
        let article = Article {
            headline: Some("Ferry strikes".into()),
            body: "At the quay.".into(),
            ..Article::default()
        };
        assert_eq!(lacks(&[finder("strike"), finder("quay"), finder("tide")], &article), ["tide"]);
    }
}
