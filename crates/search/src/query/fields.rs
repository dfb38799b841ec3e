//! The names of the fields a query can use.

use super::tree::{CountryField, Field};
use dateline_core::text::distance_within;

/// What the words of a clause are looked up in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    /// Text of the field.
    Text(Field),
    /// Names of countries.
    Countries(CountryField),
    /// Dates of publication.
    Dates,
    /// The number of words of the body.
    Length,
}

/// Every scope with its names; the first is the one that is shown.
const NAMES: &[(Scope, &[&str])] = &[
    (Scope::Text(Field::Headline), &["headline", "title"]),
    (Scope::Text(Field::Standfirst), &["standfirst", "description", "summary"]),
    (Scope::Text(Field::Body), &["body", "text"]),
    (Scope::Text(Field::By), &["by", "byline", "author"]),
    (Scope::Text(Field::Person), &["person", "people", "persons"]),
    (
        Scope::Text(Field::Org),
        &["org", "orgs", "organisation", "organisations", "organization", "organizations"],
    ),
    (Scope::Text(Field::Place), &["place", "places", "location", "locations"]),
    (Scope::Countries(CountryField::About), &["country", "countries"]),
    (Scope::Countries(CountryField::Mentions), &["mentions"]),
    (Scope::Countries(CountryField::Dateline), &["dateline", "dateline_country"]),
    (Scope::Countries(CountryField::Source), &["source_country", "source-country"]),
    (Scope::Text(Field::Source), &["source", "publisher"]),
    (Scope::Text(Field::Section), &["section"]),
    (Scope::Text(Field::Language), &["language", "lang"]),
    (Scope::Text(Field::Tag), &["tag", "tags"]),
    (Scope::Text(Field::Note), &["note", "notes"]),
    (Scope::Dates, &["date", "published"]),
    (Scope::Length, &["words", "length", "word_count"]),
    (Scope::Text(Field::Url), &["url", "link", "site"]),
    (Scope::Text(Field::Path), &["path", "file"]),
];

/// Names other engines give a meaning of their own that has no counterpart here.
const UNSUPPORTED: [&str; 4] = ["_exists_", "_missing_", "_id", "_all"];

impl Scope {
    /// The scope of that name in upper or lower case.
    pub(super) fn named(name: &str) -> Option<Scope> {
        NAMES
            .iter()
            .find(|(_, names)| names.iter().any(|n| n.eq_ignore_ascii_case(name)))
            .map(|&(scope, _)| scope)
    }

    /// True for what holds addresses and names of outlets, whose signs are their own.
    pub(super) fn is_address(self) -> bool {
        matches!(self, Scope::Text(Field::Url | Field::Path | Field::Source))
    }

    /// The scope's own name; none for text of any field.
    pub(super) fn name(self) -> Option<&'static str> {
        NAMES.iter().find(|&&(scope, _)| scope == self).map(|(_, names)| names[0])
    }
}

impl CountryField {
    /// The name of the field in a query.
    pub(crate) fn name(self) -> &'static str {
        Scope::Countries(self).name().unwrap_or_default()
    }
}

/// True for a field name of other engines that cannot be read as words.
pub(super) fn is_unsupported(name: &str) -> bool {
    UNSUPPORTED.contains(&name)
}

/// The names of all fields, as a list to read.
pub(super) fn known() -> String {
    let names: Vec<&str> = NAMES.iter().map(|(_, names)| names[0]).collect();
    names.join(", ")
}

/// The field name most like the given one, if one is like it at all.
pub(super) fn nearest(name: &str) -> Option<&'static str> {
    let name = name.to_ascii_lowercase();
    let reach = if name.len() <= 4 { 1 } else { 2 };
    NAMES
        .iter()
        .flat_map(|(_, names)| names.iter().copied())
        .filter_map(|known| Some((distance_within(&name, known, reach)?, known)))
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, known)| known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_their_synonyms() {
        assert_eq!(Scope::named("title"), Some(Scope::Text(Field::Headline)));
        assert_eq!(Scope::named("PEOPLE"), Some(Scope::Text(Field::Person)));
        assert_eq!(Scope::named("colour"), None);
        assert_eq!(Scope::Text(Field::Headline).name(), Some("headline"));
        assert_eq!(Scope::Text(Field::Any).name(), None);
        assert_eq!(CountryField::Source.name(), "source_country");
    }

    #[test]
    fn no_name_stands_for_two_scopes() {
        let mut all: Vec<&str> = NAMES.iter().flat_map(|(_, names)| names.iter().copied()).collect();
        all.sort_unstable();
        let count = all.len();
        all.dedup();
        assert_eq!(all.len(), count);
    }

    #[test]
    fn near_names_are_found() {
        assert_eq!(nearest("heading"), Some("headline"));
        assert_eq!(nearest("colour"), None);
        assert_eq!(nearest("headlin"), Some("headline"));
        assert_eq!(nearest("contry"), Some("country"));
        assert_eq!(nearest("x"), None);
        assert!(known().starts_with("headline, standfirst, body"));
    }
}
