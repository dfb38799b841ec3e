//! The languages of a collection: how the words of a query are read, and which of them decide.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex};

use dateline_core::text::{Analyses, Analysis, StopWords};
use dateline_search::query::{Field, Query, text_words, without_words};
use dateline_search::request::Filters;
use regex::Regex;

use super::{Searchable, expression, is_like};

/// A language by its code; none where it is not known.
type Code = Option<String>;

/// The languages that a collection has articles in.
pub struct Languages {
    codes: Vec<Code>,
    analyses: Analyses,
    /// Every term that stands in the text of an article.
    standing: BTreeSet<String>,
    /// By field every word as it is written.
    written: BTreeMap<Field, BTreeSet<String>>,
    /// What was worked out before, by the text of the query.
    known: Mutex<HashMap<String, Terms>>,
    /// The same for phrases with patterns, by field and text.
    like: Mutex<HashMap<(Field, String), Terms>>,
    expressions: Mutex<HashMap<String, Regex>>,
}

/// For each word of a text the terms that it may stand under.
pub type Terms = Arc<Vec<Vec<String>>>;

impl Languages {
    pub fn of(articles: &[Searchable]) -> Languages {
        let codes: BTreeSet<Code> = articles.iter().map(|article| article.article.language.clone()).collect();
        let analyses = Analyses::of(codes.iter().flatten());
        let standing = articles.iter().flat_map(Searchable::terms).map(str::to_owned).collect();
        let fields = [Field::Any, Field::Headline, Field::Standfirst, Field::Body];
        let written =
            fields.map(|field| (field, articles.iter().flat_map(move |article| article.written(field))));
        let written = written.map(|(field, words)| (field, words.map(str::to_owned).collect()));
        Languages {
            codes: codes.into_iter().collect(),
            analyses,
            standing,
            written: written.into_iter().collect(),
            known: Mutex::default(),
            like: Mutex::default(),
            expressions: Mutex::default(),
        }
    }

    /// For each word of a query the terms that it may stand under in articles of all languages.
    pub fn terms(&self, text: &str) -> Terms {
        let mut known = self.known.lock().unwrap();
        known.entry(text.to_owned()).or_insert_with(|| Arc::new(self.analyses.all_terms(text))).clone()
    }

    /// For each word of a phrase the terms that it may stand under; a pattern is all words that have it.
    pub fn terms_like(&self, field: Field, text: &str) -> Terms {
        if let Some(known) = self.like.lock().unwrap().get(&(field, text.to_owned())) {
            return known.clone();
        }
        let mut terms: Vec<Vec<String>> = Vec::new();
        for word in text.split(' ') {
            if !word.contains(['*', '?']) {
                terms.extend(self.terms(word).iter().cloned());
                continue;
            }
            let written = self.written[&field].iter().filter(|written| is_like(written, word));
            let like: BTreeSet<String> = written.flat_map(|written| self.terms(written).concat()).collect();
            terms.push(like.into_iter().collect());
        }
        let terms = Arc::new(terms);
        self.like.lock().unwrap().insert((field, text.to_owned()), terms.clone());
        terms
    }

    /// A regular expression, made once.
    pub fn expression(&self, pattern: &str) -> Regex {
        let mut known = self.expressions.lock().unwrap();
        known.entry(pattern.to_owned()).or_insert_with(|| expression(pattern)).clone()
    }

    /// The exact forms of a word of a query.
    pub fn exact_terms(&self, word: &str) -> Vec<String> {
        self.analyses.exact_terms(word)
    }

    /// How many of the words stand in articles as words of this language.
    fn standing(&self, code: &Code, words: &[&str]) -> usize {
        let analysis = Analysis::of(code.as_deref());
        let stands =
            |word: &&&str| analysis.query_terms(word).iter().any(|term| self.standing.contains(term));
        words.iter().filter(stands).count()
    }
}

/// The query without the words that are stop words in each language that it can be in.
///
/// It can be in the languages that are asked for, else in those of all articles; of them, in the ones in which most
/// of its words that are nowhere stop words stand in articles.
pub fn without_stop_words(query: &Query, filters: &Filters, languages: &Languages) -> Query {
    let asked: Vec<Code> = asked_for(query, filters);
    let codes = if asked.is_empty() { &languages.codes } else { &asked };
    let is_common = |code: &Code, word: &str| StopWords::of(code.as_deref()).contains(word);
    let telling: Vec<&str> = text_words(query)
        .into_iter()
        .filter(|word| !codes.iter().any(|code| is_common(code, word)))
        .collect();
    let counts: Vec<usize> = codes.iter().map(|code| languages.standing(code, &telling)).collect();
    let most = counts.iter().copied().max().unwrap_or_default();
    if most == 0 {
        return query.clone();
    }
    let likely: Vec<&Code> =
        codes.iter().zip(counts).filter(|&(_, n)| n == most).map(|(code, _)| code).collect();
    without_words(query.clone(), &|word| likely.iter().all(|code| is_common(code, word)))
}

/// The languages that the filters or a clause that has to match ask for.
fn asked_for(query: &Query, filters: &Filters) -> Vec<Code> {
    let of_filters = || filters.language.iter().cloned().map(Some).collect();
    match query {
        _ if !filters.language.is_empty() => of_filters(),
        Query::Word { field: Field::Language, text } => vec![Some(text.to_lowercase())],
        Query::Bool { must, .. } => must
            .iter()
            .map(|inner| asked_for(inner, filters))
            .find(|codes| !codes.is_empty())
            .unwrap_or_default(),
        _ => Vec::new(),
    }
}
