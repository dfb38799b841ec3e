//! Articles like a given one.

use std::collections::HashMap;

use crate::engine::{Engine, EngineError};
use crate::query::{Field, Query};
use crate::request::Request;
use crate::response::{Hit, OtherCopy, Response};
use dateline_core::article::Article;
use dateline_core::text::{Analysis, StopWords, is_stop_word, stem_of};

/// How many words of the article take part.
const WORDS: usize = 30;
/// Words of fewer letters say little about what an article is about.
const MIN_LETTERS: usize = 3;

/// The articles most like one, which itself is not among them, and of its copies only the best, with the others under
/// it.
///
/// # Errors
/// If the engine cannot be read.
pub(super) fn similar(
    engine: &dyn Engine,
    article: &Article,
    wanted: &Request,
) -> Result<Response, EngineError> {
    let copies = engine.copies(article)?;
    // The article itself is the most similar of all and is removed again, and so are its copies but for one.
    let limit = wanted.limit.saturating_add(1).saturating_add(copies.len());
    let request = Request { limit, ..similar_request(engine, article, wanted)? };
    let mut response = engine.search(&request)?;
    let before = response.hits.len();
    response.hits.retain(|hit| !is_record(hit, &article.path, article.record));
    response.total -= (before - response.hits.len()) as u64;
    under_one(&mut response.hits, &copies);
    response.hits.truncate(wanted.limit);
    for (rank, hit) in (1..).zip(&mut response.hits) {
        hit.rank = rank;
    }
    Ok(response)
}

/// How an engine is asked for similar articles.
///
/// # Errors
/// If the engine cannot be read.
pub(super) fn similar_request(
    engine: &dyn Engine,
    article: &Article,
    wanted: &Request,
) -> Result<Request, EngineError> {
    Ok(Request { query: similar_query(engine, article)?, names: None, ..wanted.clone() })
}

fn is_record(hit: &Hit, path: &str, record: u64) -> bool {
    (hit.article.path.as_str(), hit.article.record) == (path, record)
}

/// Keeps of the copies of one story only the best hit, with the others under it.
fn under_one(hits: &mut Vec<Hit>, copies: &[OtherCopy]) {
    let place = |hit: &Hit| copies.iter().position(|copy| is_record(hit, &copy.path, copy.record));
    let Some(first) = hits.iter().position(|hit| place(hit).is_some()) else { return };
    let mut others: Vec<usize> = hits.iter().skip(first + 1).filter_map(place).collect();
    hits.retain({
        let mut met = false;
        move |hit| place(hit).is_none() || !std::mem::replace(&mut met, true)
    });
    others.sort_unstable();
    hits[first].copies = others.into_iter().map(|at| copies[at].clone()).collect();
}

/// A query of the words that set an article apart, weighted by how much they do.
///
/// A word weighs its frequency in the article times the logarithm of how rare it is in
/// the archive (tf-idf, Salton and Buckley 1988). The engine's ranking brings in rarity
/// once more, which favours articles that share the telling words.
fn similar_query(engine: &dyn Engine, article: &Article) -> Result<Query, EngineError> {
    let articles = engine.describe()?.articles as f64;
    let mut weighted = Vec::new();
    let words: Vec<_> = words_of(article).into_iter().collect();
    let texts: Vec<&str> = words.iter().map(|(_, (word, _))| word.as_str()).collect();
    let frequencies = engine.frequencies(&texts)?;
    for ((term, (word, count)), holding) in words.into_iter().zip(frequencies) {
        let holding = holding as f64;
        // A word of this article alone finds no other.
        if holding >= 2.0 {
            let weight = f64::from(count).sqrt() * (1.0 + articles / holding).ln();
            weighted.push((weight, term, word));
        }
    }
    weighted.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    weighted.truncate(WORDS);
    let most = weighted.first().map_or(1.0, |(weight, ..)| *weight);
    let clause = |(weight, _, text): (f64, String, String)| {
        Query::Boost(Box::new(Query::Word { field: Field::Any, text }), (weight / most) as f32)
    };
    Ok(Query::Bool {
        must: Vec::new(),
        should: weighted.into_iter().map(clause).collect(),
        must_not: Vec::new(),
    })
}

/// The words of an article by their term: one form of the word, and how often any form is there.
fn words_of(article: &Article) -> HashMap<String, (String, u32)> {
    let mut words: HashMap<String, (String, u32)> = HashMap::new();
    let language = article.language.as_deref();
    let (analysis, stop_words) = (Analysis::of(language), StopWords::of(language));
    for piece in article.pieces() {
        analysis.analyze(piece.text, &mut |term| {
            let word = &piece.text[term.start..term.end];
            let stem = stem_of(&term.text);
            if stem.chars().count() < MIN_LETTERS || is_stop_word(stem) || stop_words.contains(word) {
                return;
            }
            words.entry(term.text.into_owned()).or_insert_with(|| (word.to_owned(), 0)).1 += 1;
        });
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_count_in_all_their_forms() {
        let article = Article {
            headline: Some("Talks on Syria".into()),
            body: "The talk about talks in Syria".into(),
            ..Article::default()
        };
        let words = words_of(&article);
        assert_eq!(words["talk"].1, 3);
        assert_eq!(words["syria"].1, 2);
        assert!(!words.contains_key("the") && !words.contains_key("on"));
    }

    #[test]
    fn words_are_those_of_the_language_of_the_article() {
        let article = Article {
            body: "Die Regierungen und die Regierung".into(),
            language: Some("de".into()),
            ..Article::default()
        };
        let words = words_of(&article);
        assert_eq!(words["regier@de"], ("Regierungen".into(), 2));
        assert_eq!(words.len(), 1);
    }

    fn copy(record: u64) -> OtherCopy {
        OtherCopy {
            id: format!("{record}"),
            path: "/a".into(),
            record,
            headline: None,
            source: None,
            published: None,
            url: None,
        }
    }

    fn hit(record: u64) -> Hit {
        Hit {
            rank: 1,
            score: 1.0,
            article: Article { path: "/a".into(), record, ..Article::default() },
            snippets: vec![],
            explanation: None,
            story: None,
            copies: vec![],
            more_copies: 0,
        }
    }

    #[test]
    fn the_best_of_a_story_stays() {
        let story = [copy(1), copy(2), copy(3)];
        let mut hits = vec![hit(9), hit(3), hit(8), hit(1), hit(7)];
        under_one(&mut hits, &story);
        let records: Vec<u64> = hits.iter().map(|hit| hit.article.record).collect();
        assert_eq!(records, [9, 3, 8, 7]);
        assert_eq!(hits[1].copies, [copy(1)]);
        let mut without = vec![hit(9)];
        under_one(&mut without, &story);
        assert_eq!(without.len(), 1);
    }
}
