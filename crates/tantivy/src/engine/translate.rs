//! The query tree as tantivy queries.
//!
//! Every clause, filter and name draws from the budget of the query before it is looked up.

use std::ops::Bound;

use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, EmptyQuery, ExistsQuery, Occur, PhraseQuery,
    Query as TantivyQuery, RangeQuery, TermQuery, TermSetQuery,
};
use tantivy::schema::{Field as IndexField, IndexRecordOption};
use tantivy::{Searcher, Term};

use crate::index::{APART, Fields, columns};
use dateline_core::dates::Day;
use dateline_core::text::{self, Analyses, Analysis, fold};
use dateline_search::budget::{Budget, Resource, head};
use dateline_search::engine::EngineError;
use dateline_search::names::Names;
use dateline_search::query::{CountryField, Field, Query, regex};
use dateline_search::request::Request;

use super::NO_SCORE;
use super::bounded::Bounded;
use super::excluded::Excluded;
use super::expansion::{Expander, is_too_long};
use super::glob::Glob;
use super::names::column_of_names;
use super::positions::{Part, PositionQuery};
use super::wildcard::Pattern;

/// Values of one field stand further apart than this.
const MOST_SLOP: u32 = APART as u32 - 1;

/// tantivy's own phrases are left to themselves up to this many words; longer ones are found by ours, which look at
/// the clock.
const LONG_PHRASE: usize = 32;

/// An error quotes at most this many words of a phrase.
const NAMED: usize = 8;

/// A pattern in a phrase stands for at most this many words, each of which is read with its places.
const MOST_IN_PHRASE: usize = 1000;

/// What the automaton of a regular expression draws from the budget, however small it is; it has a thousand states at most.
const REGEX_STATES: u64 = 40_000;

pub(super) type Boxed = Box<dyn TantivyQuery>;
pub(super) type Clauses = Vec<(Occur, Boxed)>;

/// Turns queries and filters into tantivy queries for one index.
pub(super) struct Translator<'a> {
    pub searcher: &'a Searcher,
    pub fields: &'a Fields,
    /// What the user says about names.
    pub names: &'a Names,
    /// How the words of the query are read: as those of the languages of the articles.
    pub analyses: &'a Analyses,
    /// What the query may cost.
    pub budget: &'a Budget,
}

/// A clause of a group, with how often the group says it.
struct Clause<'q> {
    query: &'q Query,
    /// What makes two words the same: field and terms.
    key: Option<(Field, Vec<String>)>,
    count: f32,
}

/// True if the query has a part that tells better from worse, not only yes from no.
pub(super) fn ranks(query: &Query) -> bool {
    match query {
        Query::All | Query::Countries { .. } | Query::Dates { .. } | Query::Length { .. } => false,
        Query::Word { .. }
        | Query::Phrase { .. }
        | Query::PatternPhrase { .. }
        | Query::Exact { .. }
        | Query::Wildcard { .. }
        | Query::Regex { .. }
        | Query::Fuzzy { .. } => true,
        Query::Bool { must, should, .. } => must.iter().chain(should).any(ranks),
        Query::Boost(inner, _) => ranks(inner),
    }
}

impl Translator<'_> {
    /// The query of a request with its filters.
    pub(super) fn request(&self, request: &Request) -> Result<Boxed, EngineError> {
        let query = self.query(&request.query)?;
        let mut clauses = self.filters(&request.filters)?;
        clauses.extend(request.only.iter().flat_map(|only| self.only(only)).map(|one| (Occur::Must, one)));
        if clauses.is_empty() {
            return Ok(query);
        }
        clauses.insert(0, (Occur::Must, query));
        Ok(Box::new(BooleanQuery::new(clauses)))
    }

    /// A query that ends when the time of its request is up.
    pub(super) fn bounded(&self, query: Boxed, request: &Request) -> Boxed {
        Bounded::boxed(query, self.budget, &head(&request.query).into())
    }

    /// The query of a request without its filters.
    pub(super) fn words_only(&self, request: &Request) -> Result<Boxed, EngineError> {
        self.query(&request.query)
    }

    /// The query that finds what the dates of a request leave out for having no date.
    pub(super) fn undated(&self, request: &Request) -> Result<Boxed, EngineError> {
        let mut without_dates = request.clone();
        (without_dates.filters.since, without_dates.filters.until) = (None, None);
        let dated = ExistsQuery::new(columns::DAY.to_owned(), false);
        Ok(Box::new(BooleanQuery::new(vec![
            (Occur::Must, self.request(&without_dates)?),
            (Occur::MustNot, Box::new(dated)),
        ])))
    }

    fn query(&self, query: &Query) -> Result<Boxed, EngineError> {
        self.draw_clause(query)?;
        Ok(match query {
            Query::All => unscored(AllQuery),
            Query::Word { field, text } => self.words_or_name(*field, text, 0)?,
            Query::Phrase { field, text, slop } => self.words_or_name(*field, text, *slop)?,
            Query::Exact { field, text } => self.exact(*field, text),
            Query::Wildcard { field, pattern } => self.wildcard(*field, pattern, query)?,
            Query::Fuzzy { field, text, distance } => self.fuzzy(*field, text, *distance, query)?,
            Query::Countries { field, codes } => self.countries(*field, codes),
            Query::Dates { from, until } => self.dates(*from, *until),
            Query::Length { from, until } => self.length(*from, *until),
            Query::PatternPhrase { field, text, slop } => self.pattern_phrase(*field, text, *slop, query)?,
            Query::Regex { field, pattern } => self.regex(*field, pattern, query)?,
            Query::Bool { must, should, must_not } => self.boolean(must, should, must_not)?,
            Query::Boost(inner, boost) => Box::new(BoostQuery::new(self.query(inner)?, *boost)),
        })
    }

    fn boolean(&self, must: &[Query], should: &[Query], must_not: &[Query]) -> Result<Boxed, EngineError> {
        let mut clauses = self.clauses(Occur::Must, must)?;
        clauses.extend(self.clauses(Occur::Should, should)?);
        if clauses.is_empty() {
            if must_not.is_empty() {
                return Ok(Box::new(EmptyQuery));
            }
            clauses.push((Occur::Must, unscored(AllQuery)));
        }
        for query in must_not {
            clauses.push((Occur::MustNot, Box::new(Excluded(self.query(query)?))));
        }
        if let [(Occur::Must | Occur::Should, _)] = clauses.as_slice()
            && let Some((_, only)) = clauses.pop()
        {
            return Ok(only);
        }
        Ok(Box::new(BooleanQuery::new(clauses)))
    }

    /// The clauses of one kind; a word that comes twice becomes one clause that counts double.
    ///
    /// Query-term frequency is part of BM25, and one clause is cheaper than two.
    fn clauses(&self, occur: Occur, queries: &[Query]) -> Result<Clauses, EngineError> {
        let mut parts: Vec<Clause<'_>> = Vec::new();
        for query in queries {
            let clause = self.clause(query);
            match parts.iter_mut().find(|part| part.key.is_some() && part.key == clause.key) {
                Some(same) => same.count += 1.0,
                None => parts.push(clause),
            }
        }
        let mut clauses = Clauses::new();
        for Clause { query, key, count } in parts {
            let boosted = |query| if count > 1.0 { Box::new(BoostQuery::new(query, count)) } else { query };
            match key {
                // Pruning needs a flat list of terms.
                Some((Field::Any, terms)) if occur == Occur::Should || terms.len() == 1 => {
                    self.budget.draw(Resource::Clauses, terms.len() as u64, query)?;
                    clauses
                        .extend(terms.iter().map(|term| (occur, boosted(word(self.fields.combined, term)))));
                }
                _ => clauses.push((occur, boosted(self.query(query)?))),
            }
        }
        Ok(clauses)
    }

    fn clause<'q>(&self, query: &'q Query) -> Clause<'q> {
        let key = match query {
            Query::Word { field: Field::Any, .. } => {
                self.alternatives(query).map(|terms| (Field::Any, terms))
            }
            Query::Word { field, text } => Some((*field, text::terms(text))),
            _ => None,
        };
        Clause { query, key, count: 1.0 }
    }

    /// The terms of a query that is one word of the article's text.
    pub(super) fn alternatives(&self, query: &Query) -> Option<Vec<String>> {
        let Query::Word { field: Field::Any, text } = query else { return None };
        let mut words = self.terms(Field::Any, text);
        if words.len() == 1 { words.pop() } else { None }
    }

    /// For each word of a text the terms under which it is in a field, of those that the index has.
    pub(super) fn terms(&self, field: Field, text: &str) -> Vec<Vec<String>> {
        match field {
            Field::Language => vec![vec![fold(text).into_owned()]],
            Field::Any | Field::Headline | Field::Standfirst | Field::Body => {
                self.analyses.all_terms(text).into_iter().map(|terms| self.known(terms)).collect()
            }
            Field::Person | Field::Org | Field::Place => {
                text::terms(text).into_iter().map(|term| vec![term]).collect()
            }
            _ => text::exact_terms(text).into_iter().map(|term| vec![term]).collect(),
        }
    }

    /// True if each part of a word is in some article as the analysis reads it.
    pub(super) fn stands(&self, analysis: Analysis, word: &str) -> bool {
        let is_own = |unit: &str, term: &str| analysis.marks(term) || analysis.term(unit) == term;
        text::units(word).all(|unit| {
            let terms = self.analyses.terms(unit.text);
            terms.iter().any(|term| is_own(unit.text, term) && self.is_known(term))
        })
    }

    fn is_known(&self, term: &str) -> bool {
        let frequency = self.searcher.doc_freq(&Term::from_field_text(self.fields.combined, term));
        frequency.map_or(true, |frequency| frequency > 0)
    }

    /// The terms that are in some article; the first if none is.
    fn known(&self, mut terms: Vec<String>) -> Vec<String> {
        if terms.len() < 2 {
            return terms;
        }
        let first = terms[0].clone();
        terms.retain(|term| self.is_known(term));
        if terms.is_empty() { vec![first] } else { terms }
    }

    /// Words next to each other in any one of the fields that the field stands for.
    pub(super) fn words(&self, field: Field, text: &str, slop: u32) -> Boxed {
        let words = self.terms(field, text);
        if let ([terms], Field::Any) = (words.as_slice(), field) {
            return union(terms.iter().map(|term| word(self.fields.combined, term)).collect());
        }
        self.phrases(field, &words, slop)
    }

    /// Words next to each other, each under any of its terms, in any one of the fields that the field stands for.
    pub(super) fn phrases(&self, field: Field, terms: &[Vec<String>], slop: u32) -> Boxed {
        let f = self.fields;
        match field {
            // Parts of an article are apart in the combined field, but not so far that words of two
            // could not be near each other.
            Field::Any if slop == 0 => self.phrase(f.combined, terms),
            Field::Any => {
                let parts = [Field::Headline, Field::Standfirst, Field::Body];
                let mut queries: Vec<Boxed> =
                    parts.iter().map(|part| self.phrases(*part, terms, slop)).collect();
                queries.push(self.near(f.captions, terms, slop, None));
                union(queries)
            }
            Field::Body => self.near(f.combined, terms, slop, Some(Part::Body)),
            Field::Headline => self.near(f.combined, terms, slop, Some(Part::Headline)),
            _ => self.near(self.text_field(field), terms, slop, None),
        }
    }

    fn phrase(&self, field: IndexField, words: &[Vec<String>]) -> Boxed {
        match words {
            [] => Box::new(EmptyQuery),
            [terms] => union(terms.iter().map(|term| word(field, term)).collect()),
            words if words.len() > LONG_PHRASE || words.iter().any(|terms| terms.len() > 1) => {
                self.positions(field, words, 0, None)
            }
            words => {
                let terms = words.iter().flatten().map(|term| Term::from_field_text(field, term));
                Box::new(PhraseQuery::new(terms.collect()))
            }
        }
    }

    /// Terms near each other, in a part of the field or anywhere in it.
    fn near(&self, field: IndexField, words: &[Vec<String>], slop: u32, part: Option<Part>) -> Boxed {
        if words.is_empty() || (part.is_none() && (slop == 0 || words.len() == 1)) {
            return self.phrase(field, words);
        }
        self.positions(field, words, slop, part)
    }

    fn positions(&self, field: IndexField, words: &[Vec<String>], slop: u32, part: Option<Part>) -> Boxed {
        let of_word =
            |terms: &Vec<String>| terms.iter().map(|term| Term::from_field_text(field, term)).collect();
        let name = words.iter().filter_map(|terms| terms.first()).take(NAMED).map(String::as_str);
        let name = name.collect::<Vec<&str>>().join(" ").into();
        let words = words.iter().map(of_word).collect();
        // No value of a field has so many words that a greater slop would matter.
        let slop = slop.min(MOST_SLOP);
        Box::new(PositionQuery { field, words, slop, part, budget: self.budget.clone(), name })
    }

    /// The field of the index that holds the words of a field.
    fn text_field(&self, field: Field) -> IndexField {
        let f = self.fields;
        match field {
            Field::Any | Field::Body | Field::Headline => f.combined,
            Field::Standfirst => f.standfirst,
            Field::By => f.by,
            Field::Person => f.person,
            Field::Org => f.org,
            Field::Place => f.place,
            Field::Source => f.source,
            Field::Section => f.section,
            Field::Tag => f.tag,
            Field::Note => f.note,
            Field::Language => f.language,
            Field::Url => f.url,
            Field::Path => f.path,
        }
    }

    /// The fields of the index that hold the unstemmed words of a field, or what comes nearest.
    pub(super) fn exact_fields(&self, field: Field) -> Vec<IndexField> {
        let f = self.fields;
        match field {
            Field::Any => vec![f.headline_exact, f.standfirst_exact, f.body_exact, f.captions_exact],
            Field::Headline => vec![f.headline_exact],
            Field::Standfirst => vec![f.standfirst_exact],
            Field::Body => vec![f.body_exact],
            other => vec![self.text_field(other)],
        }
    }

    /// Words in just this form, in any one of the fields that the field stands for.
    fn exact(&self, field: Field, text: &str) -> Boxed {
        let words: Vec<Vec<String>> =
            text::units(text).map(|unit| self.analyses.exact_terms(unit.text)).collect();
        let each = |index_field| -> Boxed {
            let forms =
                |terms: &Vec<String>| union(terms.iter().map(|term| exact_word(index_field, term)).collect());
            let words = words.iter().map(|terms| (Occur::Must, forms(terms)));
            Box::new(BooleanQuery::new(words.collect()))
        };
        union(self.exact_fields(field).into_iter().map(each).collect())
    }

    fn wildcard(&self, field: Field, pattern: &str, clause: &Query) -> Result<Boxed, EngineError> {
        if pattern.contains('?') {
            return self.glob(field, pattern, clause);
        }
        let pattern = Pattern::new(pattern);
        if let Some(column) = column_of_names(field) {
            return self.named_like(column, clause, &|word| pattern.matches(word));
        }
        let expanded = self.expander().like(&self.exact_fields(field), &pattern, clause);
        expanded.map_err(failed)
    }

    /// A pattern with question marks; one longer than any word matches nothing.
    fn glob(&self, field: Field, pattern: &str, clause: &Query) -> Result<Boxed, EngineError> {
        let Some(pattern) = Glob::new(pattern) else { return Ok(Box::new(EmptyQuery)) };
        if let Some(column) = column_of_names(field) {
            return self.named_like(column, clause, &|word| pattern.matches(word));
        }
        self.expander().like_glob(&self.exact_fields(field), &pattern, clause).map_err(failed)
    }

    fn fuzzy(&self, field: Field, text: &str, distance: u8, clause: &Query) -> Result<Boxed, EngineError> {
        let terms = text::exact_terms(text);
        let [term] = terms.as_slice() else { return self.words_or_name(field, text, 0) };
        if let Some(column) = column_of_names(field) {
            let (letters, most) = (term.chars().count(), usize::from(distance));
            if is_too_long(letters) {
                return Ok(Box::new(EmptyQuery));
            }
            return self
                .named_like(column, clause, &|word| text::distance_within(term, word, most).is_some());
        }
        let expanded = self.expander().near(&self.exact_fields(field), term, distance, clause);
        expanded.map_err(failed)
    }

    /// A word that a regular expression matches.
    fn regex(&self, field: Field, pattern: &str, clause: &Query) -> Result<Boxed, EngineError> {
        self.budget.draw(Resource::States, REGEX_STATES, clause)?;
        self.budget.look(clause)?;
        let too_large =
            |_| EngineError::Query(format!("the regular expression /{pattern}/ is too large; shorten it"));
        let automaton = tantivy_fst::Regex::new(&regex::folded(pattern)).map_err(too_large)?;
        self.expander().like_regex(&self.exact_fields(field), &automaton, clause).map_err(failed)
    }

    /// Words near each other of which some are patterns: each is looked up among the words as they are written, and stands
    /// for these in any inflection.
    fn pattern_phrase(
        &self,
        field: Field,
        text: &str,
        slop: u32,
        clause: &Query,
    ) -> Result<Boxed, EngineError> {
        let mut words: Vec<Vec<String>> = Vec::new();
        for word in text.split(' ') {
            if word.contains(['*', '?']) {
                words.push(self.terms_like(field, word, clause)?);
            } else {
                words.extend(self.terms(field, word));
            }
        }
        if words.is_empty() || words.iter().any(Vec::is_empty) {
            return Ok(Box::new(EmptyQuery));
        }
        Ok(self.phrases(field, &words, slop))
    }

    /// The terms of the words of a field that have a pattern.
    fn terms_like(&self, field: Field, pattern: &str, clause: &Query) -> Result<Vec<String>, EngineError> {
        let fields = self.exact_fields(field);
        let found = match pattern.contains('?') {
            true => match Glob::new(pattern) {
                Some(glob) => self.expander().words(&fields, &glob, MOST_IN_PHRASE, clause),
                None => Ok(Some(Vec::new())),
            },
            false => self.expander().words(&fields, &Pattern::new(pattern), MOST_IN_PHRASE, clause),
        };
        let Some(words) = found.map_err(failed)? else {
            return Err(EngineError::Query(format!(
                "{pattern} stands for more than {MOST_IN_PHRASE} words, too many for a phrase; write more of its beginning"
            )));
        };
        let mut terms: Vec<String> =
            words.iter().flat_map(|word| self.terms(field, word)).flatten().collect();
        terms.sort_unstable();
        terms.dedup();
        self.budget.draw(Resource::Clauses, terms.len() as u64, clause)?;
        Ok(terms)
    }

    fn length(&self, from: Option<u64>, until: Option<u64>) -> Boxed {
        let bound = |number: Option<u64>| {
            number.map_or(Bound::Unbounded, |number| {
                Bound::Included(Term::from_field_u64(self.fields.body_words, number))
            })
        };
        match (from, until) {
            (None, None) => unscored(AllQuery),
            (from, until) => unscored(RangeQuery::new(bound(from), bound(until))),
        }
    }

    pub(super) fn expander(&self) -> Expander<'_> {
        Expander { searcher: self.searcher, budget: self.budget }
    }

    /// Takes from the budget what a clause without others in it costs to look up; those in it are read by themselves.
    fn draw_clause(&self, query: &Query) -> Result<(), EngineError> {
        let clauses = match query {
            Query::Bool { .. } | Query::Boost(..) | Query::All => 0,
            Query::Countries { codes, .. } => codes.len(),
            Query::Phrase { text, .. } | Query::PatternPhrase { text, .. } => text.split(' ').count(),
            Query::Word { .. }
            | Query::Exact { .. }
            | Query::Wildcard { .. }
            | Query::Regex { .. }
            | Query::Fuzzy { .. }
            | Query::Length { .. }
            | Query::Dates { .. } => 1,
        };
        Ok(self.budget.draw(Resource::Clauses, clauses as u64, query)?)
    }

    fn countries(&self, field: CountryField, codes: &[String]) -> Boxed {
        let index_field = match field {
            CountryField::About => self.fields.country,
            CountryField::Mentions => self.fields.mentions,
            CountryField::Dateline => self.fields.dateline_country,
            CountryField::Source => self.fields.source_country,
        };
        any_value(index_field, codes)
    }

    pub(super) fn dates(&self, from: Option<Day>, until: Option<Day>) -> Boxed {
        let bound = |day: Option<Day>| {
            day.map_or(Bound::Unbounded, |day| {
                Bound::Included(Term::from_field_u64(self.fields.day, u64::from(day.number())))
            })
        };
        if from.is_none() && until.is_none() {
            return unscored(ExistsQuery::new(columns::DAY.to_owned(), false));
        }
        unscored(RangeQuery::new(bound(from), bound(until)))
    }
}

fn word(field: IndexField, term: &str) -> Boxed {
    Box::new(TermQuery::new(Term::from_field_text(field, term), IndexRecordOption::WithFreqs))
}

fn exact_word(field: IndexField, term: &str) -> Boxed {
    Box::new(TermQuery::new(Term::from_field_text(field, term), IndexRecordOption::Basic))
}

/// Articles that hold any of these values in a field; without a score.
pub(super) fn any_value(field: IndexField, values: &[String]) -> Boxed {
    match values {
        [value] => unscored(TermQuery::new(Term::from_field_text(field, value), IndexRecordOption::Basic)),
        values => unscored(TermSetQuery::new(values.iter().map(|value| Term::from_field_text(field, value)))),
    }
}

/// Articles that match all of the queries.
pub(super) fn boxed_all(mut queries: Vec<Boxed>) -> Boxed {
    if queries.len() == 1
        && let Some(only) = queries.pop()
    {
        return only;
    }
    Box::new(BooleanQuery::intersection(queries))
}

pub(super) fn union(mut queries: Vec<Boxed>) -> Boxed {
    if queries.len() == 1
        && let Some(only) = queries.pop()
    {
        return only;
    }
    Box::new(BooleanQuery::union(queries))
}

pub(super) fn unscored(query: impl TantivyQuery) -> Boxed {
    unscored_box(Box::new(query))
}

pub(super) fn unscored_box(query: Boxed) -> Boxed {
    Box::new(ConstScoreQuery::new(query, NO_SCORE))
}

pub(super) fn failed(error: tantivy::TantivyError) -> EngineError {
    super::engine_error("the index".as_ref(), error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_words_rank() {
        let word = Query::Word { field: Field::Any, text: "war".into() };
        let country = Query::Countries { field: CountryField::About, codes: vec!["SY".into()] };
        let both = |must: Vec<Query>| Query::Bool { must, should: vec![], must_not: vec![] };
        assert!(ranks(&both(vec![country.clone(), word.clone()])));
        assert!(!ranks(&both(vec![country.clone()])));
        assert!(!ranks(&Query::Bool { must: vec![country], should: vec![], must_not: vec![word] }));
    }
}
