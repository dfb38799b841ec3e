//! The words and names that a query looks for, one by one.

use crate::query::{Field, Query};
use crate::request::FacetField;
use dateline_core::text;

/// A word or a name that a query looks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaf {
    /// Where it is looked for.
    pub field: Field,
    /// The word or the name as typed.
    pub text: String,
    /// True for a word of a phrase.
    pub in_phrase: bool,
}

impl Leaf {
    /// The clause that looks for this alone.
    pub fn query(&self) -> Query {
        let (field, text) = (self.field, self.text.clone());
        if text::words(&text).nth(1).is_some() {
            return Query::Phrase { field, text, slop: 0 };
        }
        Query::Word { field, text }
    }
}

/// The words and names that a query looks for, each once and in order.
///
/// Without excluded ones, patterns, and optional clauses next to required ones.
pub fn leaves(query: &Query) -> Vec<Leaf> {
    let mut out = Vec::new();
    add(query, &mut out);
    out
}

/// The facet that has the names of a field as its values.
pub fn facet_of(field: Field) -> Option<FacetField> {
    match field {
        Field::Person => Some(FacetField::Person),
        Field::Org => Some(FacetField::Organisation),
        Field::Place => Some(FacetField::Place),
        Field::Source => Some(FacetField::Source),
        Field::Section => Some(FacetField::Section),
        Field::Language => Some(FacetField::Language),
        Field::Tag => Some(FacetField::Tag),
        _ => None,
    }
}

/// The field of a query that holds the values of a facet of names.
pub fn field_of(facet: FacetField) -> Field {
    match facet {
        FacetField::Person => Field::Person,
        FacetField::Organisation => Field::Org,
        FacetField::Place => Field::Place,
        FacetField::Source => Field::Source,
        FacetField::Section => Field::Section,
        FacetField::Tag => Field::Tag,
        _ => Field::Language,
    }
}

fn add(query: &Query, out: &mut Vec<Leaf>) {
    match query {
        Query::Word { field, text } | Query::Exact { field, text } => push(out, *field, text, false),
        Query::Phrase { field, text, .. } if facet_of(*field).is_some() => push(out, *field, text, true),
        Query::Phrase { field, text, .. } => {
            text::words(text).for_each(|word| push(out, *field, word.text, true));
        }
        Query::Bool { must, should, .. } if must.is_empty() => {
            should.iter().for_each(|inner| add(inner, out))
        }
        Query::Bool { must, .. } => must.iter().for_each(|inner| add(inner, out)),
        Query::Boost(inner, _) => add(inner, out),
        Query::All
        | Query::PatternPhrase { .. }
        | Query::Wildcard { .. }
        | Query::Regex { .. }
        | Query::Fuzzy { .. }
        | Query::Length { .. }
        | Query::Countries { .. }
        | Query::Dates { .. } => {}
    }
}

fn push(out: &mut Vec<Leaf>, field: Field, text: &str, in_phrase: bool) {
    let leaf = Leaf { field, text: text.to_owned(), in_phrase };
    if !out.iter().any(|known| (known.field, &known.text) == (field, &leaf.text)) {
        out.push(leaf);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::{ParseOptions, parse};

    #[test]
    fn words_phrases_and_names_are_told_apart() {
        let query = parse(
            "truce \"peace talks\" -war person:\"John Kerry\" (a OR b~1) truce",
            &ParseOptions::default(),
        );
        let found: Vec<(Field, String, bool)> = leaves(&query.unwrap().query)
            .into_iter()
            .map(|leaf| (leaf.field, leaf.text, leaf.in_phrase))
            .collect();
        let any = |text: &str, in_phrase| (Field::Any, text.to_owned(), in_phrase);
        assert_eq!(
            found,
            [
                any("truce", false),
                any("peace", true),
                any("talks", true),
                (Field::Person, "John Kerry".to_owned(), true),
                any("a", false)
            ]
        );
    }
}
