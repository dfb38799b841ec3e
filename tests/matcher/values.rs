//! The values of an article's fields as words.

use dateline::article::Article;
use dateline::search::query::Field;
use dateline::text::{Analyses, Analysis, exact_term, fold, units};

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
    /// `field` is `None` for names.
    pub fn new(text: &str, field: Option<Field>, language: Option<&str>) -> Value {
        let analysis = if field.is_some_and(is_text) { Analysis::of(language) } else { Analysis::default() };
        let word = |word: &str| {
            let term = match field {
                Some(field) if is_text(field) => analysis.term(word).into_owned(),
                _ => unstemmed(field, word),
            };
            (word.len() <= LONGEST_WORD).then(|| Word { term, exact: analysis.exact_term(word).into_owned() })
        };
        Value { words: units(text).map(|found| word(found.text)).collect() }
    }

    /// All words as they are written, but for capitals and diacritics.
    pub fn exact(&self) -> impl Iterator<Item = &str> {
        self.words.iter().flatten().map(|word| word.exact.as_str())
    }

    /// For each word of a query where it stands in this value.
    pub fn places(&self, wanted: &[Vec<String>]) -> Vec<Vec<usize>> {
        wanted.iter().map(|terms| self.places_of(terms)).collect()
    }

    fn places_of(&self, terms: &[String]) -> Vec<usize> {
        let is_it = |word: &Option<Word>| word.as_ref().is_some_and(|word| terms.contains(&word.term));
        (0..self.words.len()).filter(|&at| is_it(&self.words[at])).collect()
    }
}

/// The words of a query in the forms in which they are compared with an article in a language.
pub fn query_words(field: Field, text: &str, language: Option<&str>) -> Vec<Vec<String>> {
    if is_text(field) {
        return Analyses::of(language).all_terms(text);
    }
    units(text).map(|word| vec![unstemmed(Some(field), word.text)]).collect()
}

fn is_text(field: Field) -> bool {
    matches!(field, Field::Any | Field::Headline | Field::Standfirst | Field::Body)
}

/// Names, addresses and codes have no inflection.
fn unstemmed(field: Option<Field>, word: &str) -> String {
    match field {
        Some(Field::Language) => fold(word).into_owned(),
        _ => exact_term(word).into_owned(),
    }
}

pub fn values_of(article: &Article, field: Field) -> Vec<Value> {
    let language = article.language.as_deref();
    texts_of(article, field).into_iter().map(|text| Value::new(text, Some(field), language)).collect()
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
        Field::Language => article.language.as_deref().into_iter().collect(),
        Field::Url => article.url.as_deref().into_iter().collect(),
        Field::Path => vec![&article.path],
        Field::Person | Field::Org | Field::Place => Vec::new(),
    }
}
