//! Conditions that ask for the same in a wider sense.

use super::filters::Filter;
use super::parts::Part;
use crate::query::{CountryField, Field, Query};
use dateline_core::text;

/// By how many letters a pattern is made shorter at most.
const SHORTER: usize = 3;
/// The fewest letters that a pattern keeps.
const SHORTEST_HEAD: usize = 3;

/// A wider condition in place of another.
#[derive(Debug, Clone, PartialEq)]
pub struct Wider {
    /// The condition.
    pub part: Part,
    /// What it asks for, as one would say it after "instead".
    pub says: String,
}

/// The wider senses of a condition, the nearest first; none for most.
pub fn wider(part: &Part) -> Vec<Wider> {
    match part {
        Part::Needed(query) => {
            wider_clauses(query).into_iter().map(|(query, says)| of_clause(query, says)).collect()
        }
        Part::Filter(filter) => {
            let filters = wider_filters(filter).into_iter();
            filters.map(|filter| Wider { says: filter.to_string(), part: Part::Filter(filter) }).collect()
        }
        Part::Excluded(_) => Vec::new(),
    }
}

fn of_clause(query: Query, says: Option<String>) -> Wider {
    let part = Part::Needed(query);
    Wider { says: says.unwrap_or_else(|| part.to_string()), part }
}

/// The clauses, each with what it is called where that is not its own name.
fn wider_clauses(query: &Query) -> Vec<(Query, Option<String>)> {
    match query {
        Query::Phrase { field, text, .. } if is_of_text(*field) => of_phrase(*field, text),
        Query::Word { field: Field::Any, text } => names(text),
        Query::Word { field, text } if is_of_text(*field) => {
            let says = format!("{text} anywhere");
            vec![(Query::Word { field: Field::Any, text: text.clone() }, Some(says))]
        }
        Query::Word { field: Field::Person | Field::Org | Field::Place, text }
        | Query::Phrase { field: Field::Person | Field::Org | Field::Place, text, .. } => {
            let mut out = names(text);
            out.retain(|(other, _)| field_of(other) != field_of(query));
            out.push((in_text(text), None));
            out
        }
        Query::Exact { field, text } => {
            let says = format!("{text} in any inflection");
            vec![(Query::Word { field: *field, text: text.clone() }, Some(says))]
        }
        Query::Wildcard { field, pattern } => shorter(*field, pattern),
        Query::Fuzzy { field, text, distance: 1 } => {
            vec![(Query::Fuzzy { field: *field, text: text.clone(), distance: 2 }, None)]
        }
        Query::Countries { field: CountryField::About, codes } => {
            vec![(Query::Countries { field: CountryField::Mentions, codes: codes.clone() }, None)]
        }
        _ => Vec::new(),
    }
}

/// A pattern with fewer letters before the star at its end.
fn shorter(field: Field, pattern: &str) -> Vec<(Query, Option<String>)> {
    let Some(head) = pattern.strip_suffix('*').filter(|head| !head.contains('*')) else { return Vec::new() };
    let ends = head.char_indices().map(|(at, _)| at).skip(SHORTEST_HEAD).collect::<Vec<_>>();
    let heads = ends.into_iter().rev().take(SHORTER).map(|end| format!("{}*", &head[..end]));
    heads.map(|pattern| (Query::Wildcard { field, pattern }, None)).collect()
}

/// The words of a phrase one by one, and the phrase as a name.
fn of_phrase(field: Field, text: &str) -> Vec<(Query, Option<String>)> {
    let words: Vec<Query> =
        text::words(text).map(|word| Query::Word { field, text: word.text.to_owned() }).collect();
    let mut out = Vec::new();
    if words.len() > 1 {
        let apart = Query::Bool { must: words, should: Vec::new(), must_not: Vec::new() };
        out.push((apart, Some("the words without quotes".to_owned())));
    }
    if field == Field::Any {
        out.extend(names(text));
    }
    out
}

/// A text as the name of a person, an organisation and a place, under all its spellings.
fn names(text: &str) -> Vec<(Query, Option<String>)> {
    let fields = [Field::Person, Field::Org, Field::Place];
    fields.into_iter().map(|field| (words_of(field, text), None)).collect()
}

fn in_text(text: &str) -> Query {
    words_of(Field::Any, text)
}

fn words_of(field: Field, text: &str) -> Query {
    let text = text.to_owned();
    if text::words(&text).nth(1).is_some() {
        return Query::Phrase { field, text, slop: 0 };
    }
    Query::Word { field, text }
}

fn field_of(query: &Query) -> Option<Field> {
    match query {
        Query::Word { field, .. } | Query::Phrase { field, .. } => Some(*field),
        _ => None,
    }
}

fn is_of_text(field: Field) -> bool {
    matches!(field, Field::Any | Field::Headline | Field::Standfirst | Field::Body)
}

fn wider_filters(filter: &Filter) -> Vec<Filter> {
    match filter {
        Filter::Country(codes) => vec![Filter::Mentions(codes.clone())],
        Filter::Person(name) => vec![Filter::Org(name.clone()), Filter::Place(name.clone())],
        Filter::Org(name) => vec![Filter::Person(name.clone()), Filter::Place(name.clone())],
        Filter::Place(name) => vec![Filter::Org(name.clone()), Filter::Person(name.clone())],
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::{ParseOptions, parse};

    fn says(query: &str) -> Vec<String> {
        let query = parse(query, &ParseOptions::default()).unwrap().query;
        wider(&Part::Needed(query)).into_iter().map(|wider| wider.says).collect()
    }

    #[test]
    fn clauses_have_wider_senses() {
        assert_eq!(says("headline:truce"), ["truce anywhere"]);
        assert_eq!(says("Gaddafi"), ["person:Gaddafi", "org:Gaddafi", "place:Gaddafi"]);
        assert_eq!(says("\"a b\"")[..2], ["the words without quotes", "person:\"a b\""]);
        assert_eq!(says("person:Reuters"), ["org:Reuters", "place:Reuters", "Reuters"]);
        assert_eq!(says("country:sy"), ["mentions:Syria"]);
        assert_eq!(says("lavrof~1"), ["lavrof~2"]);
        assert_eq!(says("=talks"), ["talks in any inflection"]);
        assert_eq!(says("operatr*"), ["operat*", "opera*", "oper*"]);
        assert_eq!(says("oper*"), ["ope*"]);
        assert_eq!(says("op*r*"), [""; 0]);
        assert_eq!(says("date:2015"), [""; 0]);
    }

    #[test]
    fn filters_have_wider_senses() {
        let part = Part::Filter(Filter::Country(vec!["FR".into()]));
        assert_eq!(wider(&part)[0].says, "--mentions France");
        assert_eq!(wider(&Part::Excluded(Query::All)), []);
    }
}
