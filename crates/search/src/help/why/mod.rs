//! What an article has of a condition, in words: why it holds, or what is nearest to it.
//!
//! Whether a condition holds is for the engine to say; this finds the reason for that in the article. Where
//! it finds none it says so little that the engine is never contradicted.
//!
//! ```
//! use dateline_core::article::Article;
//! use dateline_search::help::{Part, why};
//! use dateline_search::query::{Field, Query};
//!
//! let article = Article { body: "A air-lift goes on.".into(), ..Article::default() };
//! let word = Part::Needed(Query::Word { field: Field::Any, text: "airlift".into() });
//! let said = why::say(&word, false, &article);
//! assert_eq!(said.says, "not in its body; closest match: air-lift");
//! assert_eq!(said.nearest, ["air-lift"]);
//! ```
//!
//! Not for: deciding whether an article matches.

mod facts;
mod names;
mod near;
mod words;

pub use near::slop_needed;

use crate::help::{Filter, Part, field_of};
use crate::query::{CountryField, Field, Query};
use crate::request::FacetField;
use dateline_core::article::{Article, EntityKind};

/// The explanation of one condition.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Said {
    /// Why the condition holds or does not.
    pub says: String,
    /// What the article has that is nearest to what was requested.
    pub nearest: Vec<String>,
}

impl Said {
    fn plain(says: impl Into<String>) -> Said {
        Said { says: says.into(), nearest: Vec::new() }
    }

    /// Adds the closest matches to the explanation.
    fn with_nearest(says: String, nearest: Vec<String>) -> Said {
        let says = match nearest.as_slice() {
            [] => says,
            several => format!("{says}; closest match: {}", several.join(", ")),
        };
        Said { says, nearest }
    }
}

/// Why a condition holds for an article, or does not.
pub fn say(part: &Part, holds: bool, article: &Article) -> Said {
    match part {
        Part::Needed(query) => of_clause(query, holds, article),
        Part::Excluded(query) => excluded(query, holds, article),
        Part::Filter(filter) => of_filter(filter, holds, article),
    }
}

/// What is near something that was not wanted does not matter.
fn excluded(query: &Query, holds: bool, article: &Article) -> Said {
    match query {
        Query::Word { .. }
        | Query::Phrase { .. }
        | Query::Exact { .. }
        | Query::PatternPhrase { .. }
        | Query::Regex { .. }
        | Query::Wildcard { .. }
        | Query::Fuzzy { .. }
            if holds =>
        {
            Said::plain("not present")
        }
        _ => of_clause(query, !holds, article),
    }
}

/// Why a clause matches an article, or does not.
fn of_clause(query: &Query, matches: bool, article: &Article) -> Said {
    match query {
        Query::Word { field, text } | Query::Phrase { field, text, .. }
            if field.kind_of_names().is_some() =>
        {
            names::say(field.kind_of_names(), text, matches, article)
        }
        Query::Word { field, .. }
        | Query::Phrase { field, .. }
        | Query::Exact { field, .. }
        | Query::PatternPhrase { field, .. }
        | Query::Regex { field, .. }
        | Query::Wildcard { field, .. }
        | Query::Fuzzy { field, .. } => match facts::fact(*field, article) {
            Some(fact) => Said::plain(fact),
            None => words::say(query, *field, matches, article),
        },
        Query::Countries { field, codes } => Said::plain(facts::countries(*field, codes, article)),
        Query::Dates { .. } => Said::plain(facts::date(article)),
        Query::Length { .. } => Said::plain(facts::length(article)),
        Query::Boost(inner, _) => of_clause(inner, matches, article),
        Query::Bool { must, should, .. } => Said::plain(of_group(must.len(), should.len(), matches)),
        Query::All => Said::plain("every article"),
    }
}

fn of_group(must: usize, should: usize, matches: bool) -> String {
    let says = match (must, should, matches) {
        (0, 0, _) => "it matches nothing",
        (0, _, true) => "at least one of these matches",
        (0, _, false) => "none of these match",
        (_, _, true) => "all of these match",
        (_, _, false) => "not all of these match",
    };
    says.to_owned()
}

fn of_filter(filter: &Filter, holds: bool, article: &Article) -> Said {
    let plain = |says: String| Said::plain(says);
    let fact = |field| facts::fact(field, article).unwrap_or_default();
    match filter {
        Filter::Country(codes) | Filter::NotCountry(codes) => {
            plain(facts::countries(CountryField::About, codes, article))
        }
        Filter::Mentions(codes) => plain(facts::countries(CountryField::Mentions, codes, article)),
        Filter::Dateline(codes) => plain(facts::countries(CountryField::Dateline, codes, article)),
        Filter::SourceCountry(codes) => plain(facts::countries(CountryField::Source, codes, article)),
        Filter::Person(name) => names::say(Some(EntityKind::Person), name, holds, article),
        Filter::Org(name) => names::say(Some(EntityKind::Organisation), name, holds, article),
        Filter::Place(name) => names::say(Some(EntityKind::Place), name, holds, article),
        Filter::Source(_) => plain(fact(Field::Source)),
        Filter::Language(_) => plain(fact(Field::Language)),
        Filter::Section(_) => plain(fact(Field::Section)),
        Filter::OneOf(facet, values) => match (facet.kind_of_names(), country_field(*facet)) {
            (Some(kind), _) => {
                let said = |value: &String| names::say(Some(kind), value, holds, article);
                values.first().map_or_else(|| Said::plain("not present"), said)
            }
            (None, Some(field)) => plain(facts::countries(field, values, article)),
            (None, None) => plain(fact(field_of(*facet))),
        },
        Filter::Has(field) => plain(format!("it has {}{field}", if holds { "a " } else { "no " })),
        Filter::Missing(field) => plain(format!("it has {}{field}", if holds { "no " } else { "a " })),
        Filter::Tag(_) => plain(fact(Field::Tag)),
        Filter::Not(facet, value) => match facet.kind_of_names() {
            Some(_) if holds => Said::plain("not present"),
            Some(kind) => names::say(Some(kind), value, true, article),
            None => match country_field(*facet) {
                Some(field) => plain(facts::countries(field, std::slice::from_ref(value), article)),
                None => plain(fact(field_of(*facet))),
            },
        },
        Filter::Undated | Filter::Since(_) | Filter::Until(_) => plain(facts::date(article)),
        Filter::NewSince(_) => plain(match &article.read {
            Some(read) => format!("first indexed {}, by run {}", read.first_at, read.run),
            None => "not known when it was first indexed".to_owned(),
        }),
    }
}

/// The part that the countries of a facet play.
fn country_field(facet: FacetField) -> Option<CountryField> {
    match facet {
        FacetField::Country => Some(CountryField::About),
        FacetField::Mentions => Some(CountryField::Mentions),
        FacetField::Dateline => Some(CountryField::Dateline),
        FacetField::SourceCountry => Some(CountryField::Source),
        _ => None,
    }
}

/// `a`, `a and b`, `a, b and c`.
fn listed(items: &[String], last: &str) -> String {
    match items {
        [] => String::new(),
        [only] => only.clone(),
        [head @ .., end] => format!("{} {last} {end}", head.join(", ")),
    }
}

#[cfg(test)]
mod tests;
