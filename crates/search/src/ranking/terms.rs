//! The terms that reranking weighs: those of the words of a query, and of other spellings of the names in it.

use super::feedback::Weighted;
use super::pairs::{Pair, of_query};
use super::variants::Form;
use crate::query::{Field, Query};
use crate::request::{Request, Sort};
use dateline_core::text::Analyses;

/// The words of a request whose answer is reranked, in order; `None` for any other.
pub fn reranked_words(request: &Request) -> Option<Vec<&str>> {
    let by_relevance = request.sort == Sort::Relevance && request.limit > 0;
    plain_words(request.typed()).filter(|_| by_relevance)
}

/// The words of a query that is nothing but words of the article's text, in order; `None` for any other.
///
/// Operators, fields and weights say exactly what is meant, and nothing is to be added to them.
fn plain_words(query: &Query) -> Option<Vec<&str>> {
    let words: Vec<&Query> = match query {
        Query::Bool { must, should, must_not }
            if must_not.is_empty() && must.is_empty() | should.is_empty() =>
        {
            must.iter().chain(should).collect()
        }
        word => vec![word],
    };
    let words: Vec<&str> = words.into_iter().map(text_of).collect::<Option<_>>()?;
    (!words.is_empty()).then_some(words)
}

fn text_of(word: &Query) -> Option<&str> {
    match word {
        Query::Word { field: Field::Any, text } => Some(text),
        _ => None,
    }
}

/// The terms of a query and of other spellings of the names in it.
#[derive(Debug, Default)]
pub(super) struct QueryTerms {
    /// The different terms.
    pub distinct: Vec<String>,
    /// How often the query says each of them.
    counts: Vec<f32>,
    /// The query in each language, by the numbers of its terms.
    readings: Vec<Vec<usize>>,
    /// Other spellings of names.
    pub forms: Vec<Form>,
}

/// The terms of each word of a text.
type TermsOf<'a> = &'a dyn Fn(&str) -> Vec<Vec<String>>;

impl QueryTerms {
    /// The terms of the words of a request and of its names, as an engine reads them.
    pub fn of(request: &Request, words: &[&str], analyses: &Analyses, terms_of: TermsOf<'_>) -> QueryTerms {
        let all: Vec<Vec<String>> = words.iter().flat_map(|word| terms_of(word)).collect();
        let mut terms = QueryTerms::in_languages(&all, analyses);
        for name in request.names.iter().flat_map(|names| &names.names) {
            for spelling in &name.spellings {
                terms.add_form(terms_of(&name.words), terms_of(spelling));
            }
        }
        terms
    }

    /// The words of the query with their weights.
    pub fn weighted(&self) -> Vec<Weighted> {
        let all = self.distinct.iter().zip(&self.counts).filter(|(_, weight)| **weight > 0.0);
        all.map(|(term, &weight)| Weighted { term: term.clone(), weight }).collect()
    }

    /// The pairs of neighbours of all readings, each once.
    pub fn pairs(&self) -> Vec<Pair> {
        let mut pairs: Vec<Pair> = Vec::new();
        for pair in self.readings.iter().flat_map(|reading| of_query(reading)) {
            if !pairs.iter().any(|known| (known.first, known.second) == (pair.first, pair.second)) {
                pairs.push(pair);
            }
        }
        pairs
    }

    /// All terms whose frequencies are needed to weigh the query, some of them twice.
    pub fn all(&self) -> impl Iterator<Item = &str> {
        let of_forms = self.forms.iter().flat_map(|form| form.own.iter().chain(&form.other));
        self.distinct.iter().chain(of_forms).map(String::as_str)
    }

    /// Reads one term as another where words are neighbours.
    pub fn read_as(&mut self, term: &str, other: &str) {
        let (term, other) = (self.number(term), self.number(other));
        let all = self.readings.iter_mut().flatten();
        all.filter(|number| **number == term).for_each(|number| *number = other);
    }

    /// Adds another spelling of a name.
    fn add_form(&mut self, own: Vec<Vec<String>>, other: Vec<Vec<String>>) {
        let reading = other.iter().filter_map(|terms| terms.first());
        let reading: Vec<usize> = reading.map(|term| self.number(term)).collect();
        self.readings.push(reading);
        let flat = |words: Vec<Vec<String>>| words.into_iter().flatten().collect();
        self.forms.push(Form { own: flat(own), other: flat(other) });
    }

    /// The terms of words that may have several each.
    ///
    /// Neighbours are words of one language, so that the words are read once in each.
    fn in_languages(words: &[Vec<String>], analyses: &Analyses) -> QueryTerms {
        let mut terms = QueryTerms::default();
        for term in words.iter().flatten() {
            let number = terms.number(term);
            terms.counts[number] += 1.0;
        }
        for analysis in analyses.iter() {
            let read = |terms: &Vec<String>| {
                let own = terms.iter().find(|term| analysis.marks(term));
                own.or(terms.first()).cloned()
            };
            let reading: Vec<usize> = words.iter().filter_map(read).map(|term| terms.number(&term)).collect();
            if !terms.readings.contains(&reading) {
                terms.readings.push(reading);
            }
        }
        terms
    }

    fn number(&mut self, term: &str) -> usize {
        if let Some(known) = self.distinct.iter().position(|other| other == term) {
            return known;
        }
        self.distinct.push(term.to_owned());
        self.counts.push(0.0);
        self.distinct.len() - 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(text: &str) -> Query {
        Query::Word { field: Field::Any, text: text.into() }
    }

    fn group(must: Vec<Query>, should: Vec<Query>, must_not: Vec<Query>) -> Query {
        Query::Bool { must, should, must_not }
    }

    #[test]
    fn only_plain_words_are_reranked() {
        let words = |query: &Query| plain_words(query).map(|words| words.join(" "));
        assert_eq!(words(&word("Talks")).as_deref(), Some("Talks"));
        assert_eq!(
            words(&group(vec![word("peace"), word("talks")], vec![], vec![])).as_deref(),
            Some("peace talks")
        );
        assert_eq!(words(&group(vec![], vec![word("a"), word("b")], vec![])).as_deref(), Some("a b"));
        let headline = Query::Word { field: Field::Headline, text: "talks".into() };
        for other in [
            Query::All,
            headline.clone(),
            group(vec![word("a")], vec![word("b")], vec![]),
            group(vec![word("a")], vec![], vec![word("b")]),
            group(vec![word("a"), headline], vec![], vec![]),
            Query::Boost(Box::new(word("a")), 2.0),
        ] {
            assert_eq!(words(&other), None, "{other:?}");
        }
    }

    #[test]
    fn only_an_answer_by_relevance_is_reranked() {
        let request = Request { query: word("talks"), ..Request::default() };
        assert_eq!(reranked_words(&request), Some(vec!["talks"]));
        assert_eq!(reranked_words(&Request { sort: Sort::Newest, ..request.clone() }), None);
        assert_eq!(reranked_words(&Request { limit: 0, ..request.clone() }), None);
    }

    #[test]
    fn terms_are_counted_and_read_in_each_language() {
        let words = |words: &[&[&str]]| -> Vec<Vec<String>> {
            words.iter().map(|terms| terms.iter().map(|&term| term.to_owned()).collect()).collect()
        };
        let plain = QueryTerms::in_languages(&words(&[&["war"], &["and"], &["war"]]), &Analyses::default());
        assert_eq!(plain.distinct, ["war", "and"]);
        assert_eq!(plain.weighted()[0].weight, 2.0);
        assert_eq!(plain.readings, [[0, 1, 0]]);
        let mixed = words(&[&["note", "not@fr"], &["2015"], &["port@fr"]]);
        let mixed = QueryTerms::in_languages(&mixed, &Analyses::of(["fr"]));
        assert_eq!(mixed.readings, [[0, 2, 3], [1, 2, 3]]);
        assert_eq!(mixed.pairs().len(), 3);
    }
}
