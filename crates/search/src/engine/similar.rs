//! The query that finds articles like a given one.

use std::collections::HashMap;

use crate::query::{Field, Query};
use dateline_core::article::Article;
use dateline_core::text::{Analysis, StopWords, is_stop_word, stem_of};

use super::{Engine, EngineError};

/// How many words of the article take part.
const WORDS: usize = 30;
/// Words of fewer letters say little about what an article is about.
const MIN_LETTERS: usize = 3;

/// A query of the words that set an article apart, weighted by how much they do.
///
/// A word weighs its frequency in the article times the logarithm of how rare it is in
/// the archive (tf-idf, Salton and Buckley 1988). The engine's ranking brings in rarity
/// once more, which favours articles that share the telling words.
///
/// # Errors
/// If the engine cannot be read.
pub fn similar_query(engine: &dyn Engine, article: &Article) -> Result<Query, EngineError> {
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

/// The words of an article by their term: one form of the word, and how often any form stands there.
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
}
