//! Which kinds of clauses a query has.

use std::collections::BTreeMap;

use dateline_search::query::{CountryField, Field, Query};

/// How many queries have a clause of each kind.
pub type Kinds = BTreeMap<&'static str, usize>;

/// The kinds that have to occur in many queries that find something.
pub const ALL: [&str; 24] = [
    "word",
    "phrase",
    "near",
    "exact",
    "wildcard",
    "question mark",
    "pattern phrase",
    "regular expression",
    "length",
    "fuzzy",
    "headline",
    "standfirst",
    "body",
    "fact",
    "name",
    "about",
    "mentions",
    "dateline",
    "source country",
    "date",
    "all of",
    "any of",
    "none of",
    "boost",
];

/// Counts each kind that the query has once.
pub fn count(query: &Query, kinds: &mut Kinds) {
    let mut found = Vec::new();
    collect(query, &mut found);
    found.sort_unstable();
    found.dedup();
    for kind in found {
        *kinds.entry(kind).or_default() += 1;
    }
}

fn collect(query: &Query, found: &mut Vec<&'static str>) {
    match query {
        Query::All => {}
        Query::Word { field, .. } => found.extend(["word", of_field(*field)]),
        Query::Phrase { field, slop, .. } => {
            found.extend([if *slop > 0 { "near" } else { "phrase" }, of_field(*field)]);
        }
        Query::PatternPhrase { field, .. } => found.extend(["pattern phrase", of_field(*field)]),
        Query::Regex { field, .. } => found.extend(["regular expression", of_field(*field)]),
        Query::Length { .. } => found.push("length"),
        Query::Exact { field, .. } => found.extend(["exact", of_field(*field)]),
        Query::Wildcard { field, pattern } => {
            let kind = if pattern.contains('?') { "question mark" } else { "wildcard" };
            found.extend([kind, of_field(*field)]);
        }
        Query::Fuzzy { field, .. } => found.extend(["fuzzy", of_field(*field)]),
        Query::Countries { field, .. } => found.push(of_country(*field)),
        Query::Dates { .. } => found.push("date"),
        Query::Bool { must, should, must_not } => {
            let named = [("all of", must), ("any of", should), ("none of", must_not)];
            found.extend(named.iter().filter(|(_, list)| !list.is_empty()).map(|(name, _)| name));
            must.iter().chain(should).chain(must_not).for_each(|inner| collect(inner, found));
        }
        Query::Boost(inner, _) => {
            found.push("boost");
            collect(inner, found);
        }
    }
}

fn of_field(field: Field) -> &'static str {
    match field {
        Field::Any => "word",
        Field::Headline => "headline",
        Field::Standfirst => "standfirst",
        Field::Body => "body",
        Field::Person | Field::Org | Field::Place => "name",
        _ => "fact",
    }
}

fn of_country(field: CountryField) -> &'static str {
    match field {
        CountryField::About => "about",
        CountryField::Mentions => "mentions",
        CountryField::Dateline => "dateline",
        CountryField::Source => "source country",
    }
}
