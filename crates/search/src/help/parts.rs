//! Taking a request apart into conditions that all have to hold.

use std::fmt;

use super::filters::Filter;
use super::label::of_clause;
use crate::query::{Field, Query};
use crate::request::Filters;

/// One of the conditions of a request. An article is found exactly if all of them hold.
#[derive(Debug, Clone, PartialEq)]
pub enum Part {
    /// A clause that has to match.
    Needed(Query),
    /// A clause that must not match.
    Excluded(Query),
    /// A filter.
    Filter(Filter),
}

impl Part {
    /// A request for this condition alone.
    pub fn alone(&self) -> (Query, Filters) {
        joined(std::iter::once(self))
    }

    /// True for conditions on the day of publication.
    pub fn is_of_dates(&self) -> bool {
        matches!(self, Part::Filter(Filter::Since(_) | Filter::Until(_)) | Part::Needed(Query::Dates { .. }))
    }

    /// True for conditions on people, organisations and places.
    pub fn is_of_names(&self) -> bool {
        use Field::{Org, Person, Place};
        match self {
            Part::Filter(filter) => {
                matches!(filter, Filter::Person(_) | Filter::Org(_) | Filter::Place(_))
            }
            Part::Needed(Query::Word { field, .. } | Query::Phrase { field, .. }) => {
                matches!(field, Person | Org | Place)
            }
            _ => false,
        }
    }

    /// True for filters, and for clauses that are filters within a query.
    pub fn is_filter(&self) -> bool {
        matches!(self, Part::Filter(_) | Part::Needed(Query::Countries { .. } | Query::Dates { .. }))
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Part::Needed(query) => f.write_str(&of_clause(query)),
            Part::Excluded(query) => write!(f, "-{}", of_clause(query)),
            Part::Filter(filter) => filter.fmt(f),
        }
    }
}

/// The conditions that a query and its filters are made of; none for a request for every article.
///
/// Optional clauses next to required ones only add to scores and are not conditions.
pub fn parts(query: &Query, filters: &Filters) -> Vec<Part> {
    let mut out = Vec::new();
    add_needed(query, &mut out);
    out.extend(Filter::all_of(filters).into_iter().map(Part::Filter));
    out
}

fn add_needed(query: &Query, out: &mut Vec<Part>) {
    match query {
        Query::All => {}
        Query::Boost(inner, _) => add_needed(inner, out),
        Query::Bool { must, should, must_not }
            if !(must.is_empty() && should.is_empty() && must_not.is_empty()) =>
        {
            must.iter().for_each(|inner| add_needed(inner, out));
            if must.is_empty() {
                add_alternatives(should, out);
            }
            must_not.iter().for_each(|inner| add_excluded(inner, out));
        }
        other => out.push(Part::Needed(other.clone())),
    }
}

fn add_alternatives(should: &[Query], out: &mut Vec<Part>) {
    match should {
        [] => {}
        [only] => add_needed(only, out),
        several => out.push(Part::Needed(Query::Bool {
            must: Vec::new(),
            should: several.to_vec(),
            must_not: Vec::new(),
        })),
    }
}

/// Without either of two is without the one and without the other.
fn add_excluded(query: &Query, out: &mut Vec<Part>) {
    match query {
        Query::Boost(inner, _) => add_excluded(inner, out),
        Query::Bool { must, should, must_not }
            if must.is_empty() && must_not.is_empty() && !should.is_empty() =>
        {
            should.iter().for_each(|inner| add_excluded(inner, out));
        }
        other => out.push(Part::Excluded(other.clone())),
    }
}

/// The query and the filters of which all these conditions hold.
pub fn joined<'a>(parts: impl Iterator<Item = &'a Part>) -> (Query, Filters) {
    let (mut must, mut must_not, mut filters) = (Vec::new(), Vec::new(), Filters::default());
    for part in parts {
        match part {
            Part::Needed(query) => must.push(query.clone()),
            Part::Excluded(query) => must_not.push(query.clone()),
            Part::Filter(filter) => filter.add_to(&mut filters),
        }
    }
    if must_not.is_empty() && must.len() <= 1 {
        return (must.pop().unwrap_or(Query::All), filters);
    }
    if must.is_empty() {
        must.push(Query::All);
    }
    (Query::Bool { must, should: Vec::new(), must_not }, filters)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::{ParseOptions, parse};

    fn read(query: &str) -> Query {
        parse(query, &ParseOptions::default()).unwrap().query
    }

    fn labels(query: &str) -> Vec<String> {
        parts(&read(query), &Filters::default()).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_query_is_the_conjunction_of_its_parts() {
        assert_eq!(labels("a b -c country:sy"), ["a", "b", "country:Syria", "-c"]);
        assert_eq!(labels("(a b)^2 c"), ["a", "b", "c"]);
        assert_eq!(labels("a OR b"), ["(a OR b)"]);
        assert_eq!(labels("(a OR b) -(c OR d)"), ["(a OR b)", "-c", "-d"]);
        assert_eq!(labels("-(c d)"), ["-(c d)"]);
        assert_eq!(labels("+a OR b"), ["a"]);
        assert_eq!(labels(""), [""; 0]);
        assert_eq!(labels("date:soon"), ["the invalid part"]);
    }

    #[test]
    fn parts_put_together_ask_for_the_same() {
        let filters = Filters { person: vec!["A".into(), "B".into()], ..Filters::default() };
        for text in ["a b -c country:sy", "a", "a OR b", "(a OR b) -c", "-a", "headline:\"x y\"~3 date:2015"]
        {
            let apart = parts(&read(text), &filters);
            let (query, together) = joined(apart.iter());
            assert_eq!((parts(&query, &together), together), (apart, filters.clone()), "{text}");
        }
        assert_eq!(joined(parts(&read("a b -c"), &Filters::default()).iter()).0, read("a b -c"));
    }

    #[test]
    fn a_part_can_be_asked_for_alone() {
        let filters = Filters { person: vec!["A".into(), "B".into()], ..Filters::default() };
        let parts = parts(&read("-x"), &filters);
        assert_eq!(parts[0].alone(), (read("-x"), Filters::default()));
        assert_eq!(parts[2].alone().1.person, ["B"]);
        assert!(parts[2].is_filter() && !parts[0].is_filter());
    }
}
