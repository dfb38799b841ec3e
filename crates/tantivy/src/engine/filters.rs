//! The filters of a request as tantivy queries.

use std::fmt::{self, Display};
use std::ops::Bound;

use tantivy::query::{EmptyQuery, ExistsQuery, Occur, RangeQuery};
use tantivy::schema::Field as IndexField;
use tantivy::{Searcher, SegmentReader, Term};

use crate::index::columns;
use dateline_core::dates::Day;
use dateline_core::text::fold;
use dateline_search::article_field::ArticleField;
use dateline_search::budget::Resource;
use dateline_search::engine::EngineError;
use dateline_search::new_since::NewSince;
use dateline_search::query::Field;
use dateline_search::request::{FacetField, Filters};

use super::excluded::Excluded;
use super::translate::{Boxed, Clauses, Translator, any_value, failed, union, unscored, unscored_box};

impl Translator<'_> {
    /// The clauses of the filters.
    pub(super) fn filters(&self, filters: &Filters) -> Result<Clauses, EngineError> {
        let f = self.fields;
        for (filter, values) in filters.values() {
            self.draw_values(filter, values)?;
        }
        let mut clauses: Clauses = Vec::new();
        for (field, codes) in [
            (f.country, &filters.country),
            (f.mentions, &filters.mentions),
            (f.dateline_country, &filters.dateline),
            (f.source_country, &filters.source_country),
        ] {
            if !codes.is_empty() {
                clauses.push((Occur::Must, any_value(field, codes)));
            }
        }
        if !filters.not_country.is_empty() {
            clauses.push((Occur::MustNot, Box::new(Excluded(any_value(f.country, &filters.not_country)))));
        }
        let names =
            [(Field::Person, &filters.person), (Field::Org, &filters.org), (Field::Place, &filters.place)];
        for (field, name) in
            names.into_iter().flat_map(|(field, names)| names.iter().map(move |n| (field, n)))
        {
            clauses.push((Occur::Must, unscored_box(self.words_or_name(field, name, 0)?)));
        }
        for (field, values) in [(f.source_facet, &filters.source), (f.section_facet, &filters.section)] {
            if !values.is_empty() {
                clauses.push((Occur::Must, self.facet_values(field, values)?));
            }
        }
        for tag in &filters.tag {
            clauses.push((Occur::Must, self.facet_values(f.tag_facet, std::slice::from_ref(tag))?));
        }
        if !filters.language.is_empty() {
            let folded: Vec<String> = filters.language.iter().map(|code| fold(code).into_owned()).collect();
            clauses.push((Occur::Must, any_value(f.language, &folded)));
        }
        for (facet, values) in &filters.one_of {
            let each = values.iter().map(|value| self.facet_value(*facet, value));
            clauses.push((Occur::Must, unscored_box(union(each.collect::<Result<_, _>>()?))));
        }
        for field in &filters.has {
            clauses.push((Occur::Must, self.present(*field)?));
        }
        for field in &filters.missing {
            clauses.push((Occur::MustNot, Box::new(Excluded(self.present(*field)?))));
        }
        for (facet, value) in &filters.not {
            let ruled_out = self.facet_value(*facet, value)?;
            clauses.push((Occur::MustNot, Box::new(Excluded(ruled_out))));
        }
        if filters.undated {
            clauses.push((Occur::MustNot, Box::new(Excluded(self.dates(None, None)))));
        }
        if filters.since.is_some() || filters.until.is_some() {
            clauses.push((Occur::Must, self.dates(filters.since, filters.until)));
        }
        if let Some(since) = filters.new_since {
            clauses.push((Occur::Must, self.new_since(since)?));
        }
        Ok(clauses)
    }

    /// Articles that were first indexed since.
    fn new_since(&self, since: NewSince) -> Result<Boxed, EngineError> {
        let last = last_run(self.searcher).map_err(failed)?;
        let runs = since.runs(last).map_err(|error| EngineError::Query(format!("--new-since: {error}")))?;
        let bounds = match (runs, since) {
            (Some((first, last)), _) => [first, last].map(|run| Term::from_field_u64(self.fields.run, run)),
            (None, NewSince::Time(at)) => {
                [at, i64::MAX].map(|at| Term::from_field_i64(self.fields.first_at, at))
            }
            (None, _) => return Ok(unscored(EmptyQuery)),
        };
        let [from, until] = bounds.map(Bound::Included);
        Ok(unscored(RangeQuery::new(from, until)))
    }

    /// Articles that have a field.
    fn present(&self, field: ArticleField) -> Result<Boxed, EngineError> {
        let f = self.fields;
        self.budget.draw(Resource::Clauses, 1, &field)?;
        let column = |facet| Ok(unscored(ExistsQuery::new(columns::of_facet(facet).to_owned(), false)));
        let words = |field| {
            let one = Bound::Included(Term::from_field_u64(field, 1));
            Ok(unscored(RangeQuery::new(one, Bound::Unbounded)))
        };
        match field {
            ArticleField::Headline => words(f.headline_words),
            ArticleField::Body => words(f.body_words),
            ArticleField::Standfirst => self.with_any_word(f.standfirst_exact, field),
            ArticleField::Captions => self.with_any_word(f.captions_exact, field),
            ArticleField::Byline => self.with_any_word(f.by, field),
            ArticleField::Url => self.with_any_word(f.url, field),
            ArticleField::Date => Ok(self.dates(None, None)),
            ArticleField::Source => column(FacetField::Source),
            ArticleField::Section => column(FacetField::Section),
            ArticleField::Language => column(FacetField::Language),
            ArticleField::Country => column(FacetField::Country),
            ArticleField::Dateline => column(FacetField::Dateline),
            ArticleField::SourceCountry => column(FacetField::SourceCountry),
            ArticleField::Person => column(FacetField::Person),
            ArticleField::Organisation => column(FacetField::Organisation),
            ArticleField::Place => column(FacetField::Place),
        }
    }

    /// Articles that have any word in a field of the index.
    fn with_any_word(&self, index_field: IndexField, field: ArticleField) -> Result<Boxed, EngineError> {
        self.expander().any_word(index_field, &field).map(unscored_box).map_err(failed)
    }

    /// Articles that have a value of a facet.
    fn facet_value(&self, facet: FacetField, value: &str) -> Result<Boxed, EngineError> {
        let f = self.fields;
        let one = |value: &str| [value.to_owned()];
        self.draw_values(facet.name(), &one(value))?;
        Ok(match facet {
            FacetField::Country => any_value(f.country, &one(value)),
            FacetField::Mentions => any_value(f.mentions, &one(value)),
            FacetField::Dateline => any_value(f.dateline_country, &one(value)),
            FacetField::SourceCountry => any_value(f.source_country, &one(value)),
            FacetField::Person => unscored_box(self.words_or_name(Field::Person, value, 0)?),
            FacetField::Organisation => unscored_box(self.words_or_name(Field::Org, value, 0)?),
            FacetField::Place => unscored_box(self.words_or_name(Field::Place, value, 0)?),
            FacetField::Source => self.facet_values(f.source_facet, &one(value))?,
            FacetField::Section => self.facet_values(f.section_facet, &one(value))?,
            FacetField::Tag => self.facet_values(f.tag_facet, &one(value))?,
            FacetField::Language => any_value(f.language, &one(&fold(value))),
            FacetField::Year | FacetField::Month | FacetField::Week | FacetField::Day | FacetField::Time => {
                self.dates(Day::first_typed(value).ok(), Day::last_typed(value).ok())
            }
        })
    }

    /// Takes from the budget what the values of a filter cost to look up.
    fn draw_values(&self, filter: &str, values: &[String]) -> Result<(), EngineError> {
        Ok(self.budget.draw(Resource::Clauses, values.len() as u64, &Values(filter, values))?)
    }
}

/// The last run that added an article; an article that was removed since may count.
pub(super) fn last_run(searcher: &Searcher) -> tantivy::Result<u64> {
    let of_segment = |segment: &SegmentReader| {
        let runs = segment.fast_fields().u64(columns::RUN)?;
        Ok(if runs.num_docs() == 0 { 0 } else { runs.max_value() })
    };
    let runs: tantivy::Result<Vec<u64>> = searcher.segment_readers().iter().map(of_segment).collect();
    Ok(runs?.into_iter().max().unwrap_or_default())
}

/// The values of a filter as an error shows them.
struct Values<'a>(&'a str, &'a [String]);

impl Display for Values<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "--{}", self.0)?;
        self.1.iter().try_for_each(|value| write!(f, " {value}"))
    }
}
