//! The values of an article's fields as words.

use std::sync::Arc;

use dateline_core::article::Article;
use dateline_core::text::{Analysis, exact_term, fold, units};
use dateline_search::query::Field;

use super::languages::{Languages, Terms};

/// Words of more bytes than this are not looked at.
const LONGEST_WORD: usize = 100;

/// One value of a field: a headline, a caption, the name of an author.
pub struct Value {
    words: Vec<Option<Word>>,
}

struct Word {
    term: String,
    exact: String,
}

impl Value {
    /// A text in the language of the analysis.
    pub fn new(text: &str, analysis: Analysis) -> Value {
        let word = |word: &str| Word {
            term: analysis.term(word).into_owned(),
            exact: analysis.exact_term(word).into_owned(),
        };
        let words = units(text).map(|unit| (unit.text.len() <= LONGEST_WORD).then(|| word(unit.text)));
        Value { words: words.collect() }
    }

    /// Names and addresses, which have no inflection.
    fn written(text: &str) -> Value {
        let word = |word: &str| {
            let exact = exact_term(word).into_owned();
            Word { term: exact.clone(), exact }
        };
        let words = units(text).map(|unit| (unit.text.len() <= LONGEST_WORD).then(|| word(unit.text)));
        Value { words: words.collect() }
    }

    /// The code of a language, which has no inflection.
    fn code(code: &str) -> Value {
        let code = fold(code).into_owned();
        Value { words: vec![Some(Word { term: code.clone(), exact: code })] }
    }

    /// All words as they are written, but for capitals and diacritics.
    pub fn exact(&self) -> impl Iterator<Item = &str> {
        self.words.iter().flatten().map(|word| word.exact.as_str())
    }

    /// The terms of all words.
    pub fn terms(&self) -> impl Iterator<Item = &str> {
        self.words.iter().flatten().map(|word| word.term.as_str())
    }

    /// For each word of a query where it stands in this value, under any of its terms.
    pub fn places(&self, wanted: &[Vec<String>]) -> Vec<Vec<usize>> {
        wanted.iter().map(|terms| self.places_of(terms)).collect()
    }

    fn places_of(&self, terms: &[String]) -> Vec<usize> {
        let is_it = |word: &Option<Word>| word.as_ref().is_some_and(|word| terms.contains(&word.term));
        (0..self.words.len()).filter(|&at| is_it(&self.words[at])).collect()
    }
}

/// For each word of a query the terms that it may stand under.
pub fn query_words(field: Field, text: &str, languages: &Languages) -> Terms {
    match field {
        Field::Language => Arc::new(units(text).map(|word| vec![fold(word.text).into_owned()]).collect()),
        Field::Any | Field::Headline | Field::Standfirst | Field::Body => languages.terms(text),
        _ => Arc::new(units(text).map(|word| vec![exact_term(word.text).into_owned()]).collect()),
    }
}

/// The exact forms of a word of a query.
pub fn query_exact(field: Field, text: &str, languages: &Languages) -> Vec<String> {
    match field {
        Field::Any | Field::Headline | Field::Standfirst | Field::Body => languages.exact_terms(text),
        _ => vec![exact_term(text).into_owned()],
    }
}

pub fn values_of(article: &Article, field: Field) -> Vec<Value> {
    let texts = texts_of(article, field).into_iter();
    match field {
        Field::Language => texts.map(Value::code).collect(),
        Field::Any | Field::Headline | Field::Standfirst | Field::Body => {
            let analysis = Analysis::of(article.language.as_deref());
            texts.map(|text| Value::new(text, analysis)).collect()
        }
        _ => texts.map(Value::written).collect(),
    }
}

fn texts_of(article: &Article, field: Field) -> Vec<&str> {
    match field {
        Field::Any => article.pieces().map(|piece| piece.text).collect(),
        Field::Headline => article.headline.as_deref().into_iter().collect(),
        Field::Standfirst => article.standfirst.as_deref().into_iter().collect(),
        Field::Body => vec![&article.body],
        Field::By => article.byline.iter().chain(&article.agency).map(String::as_str).collect(),
        Field::Source => article.source.as_deref().into_iter().collect(),
        Field::Section => article.section.as_deref().into_iter().collect(),
        Field::Tag => article.tags.iter().map(String::as_str).collect(),
        Field::Note => article.notes.iter().map(|note| note.text.as_str()).collect(),
        Field::Language => article.language.as_deref().into_iter().collect(),
        Field::Url => article.url.as_deref().into_iter().collect(),
        Field::Path => vec![&article.path],
        Field::Person | Field::Org | Field::Place => Vec::new(),
    }
}
