//! The values of an article's fields as words.

use dateline::article::Article;
use dateline::search::query::Field;
use dateline::text::{exact_term, fold, terms, units};

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
    pub fn new(text: &str, field: Option<Field>) -> Value {
        let word = |word: &str| {
            (word.len() <= LONGEST_WORD)
                .then(|| Word { term: term_of(field, word), exact: exact_term(word).into_owned() })
        };
        Value { words: units(text).map(|found| word(found.text)).collect() }
    }

    /// All words as they are written, but for capitals and diacritics.
    pub fn exact(&self) -> impl Iterator<Item = &str> {
        self.words.iter().flatten().map(|word| word.exact.as_str())
    }

    /// For each word of a query where it stands in this value.
    pub fn places(&self, wanted: &[String]) -> Vec<Vec<usize>> {
        wanted.iter().map(|term| self.places_of(term)).collect()
    }

    fn places_of(&self, term: &str) -> Vec<usize> {
        let is_it = |word: &Option<Word>| word.as_ref().is_some_and(|word| word.term == term);
        (0..self.words.len()).filter(|&at| is_it(&self.words[at])).collect()
    }
}

/// The words of a query in the form in which they are compared.
pub fn query_words(field: Field, text: &str) -> Vec<String> {
    units(text).map(|word| term_of(Some(field), word.text)).collect()
}

/// Codes of languages have no inflection.
fn term_of(field: Option<Field>, word: &str) -> String {
    if field == Some(Field::Language) {
        return fold(word).into_owned();
    }
    terms(word).concat()
}

pub fn values_of(article: &Article, field: Field) -> Vec<Value> {
    texts_of(article, field).into_iter().map(|text| Value::new(text, Some(field))).collect()
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
