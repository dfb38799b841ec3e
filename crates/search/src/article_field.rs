//! The fields that an article can have or lack, as `--has` and `--missing` name them.
//!
//! ```
//! use dateline_search::article_field::ArticleField;
//! assert_eq!("outlet".parse(), Ok(ArticleField::Source));
//! assert!("colour".parse::<ArticleField>().unwrap_err().to_string().contains("headline, standfirst, body"));
//! ```

use std::fmt;
use std::str::FromStr;

use super::request::UnknownName;

/// A field that an article can have or lack.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ArticleField {
    /// A headline with words.
    Headline,
    /// A standfirst with words.
    Standfirst,
    /// A body with words.
    Body,
    /// A caption with words.
    Captions,
    /// An author or an agency.
    Byline,
    /// A date of publication.
    Date,
    /// An outlet.
    Source,
    /// A section.
    Section,
    /// A language.
    Language,
    /// An address.
    Url,
    /// A country that it is about.
    Country,
    /// A country that it was filed from.
    Dateline,
    /// A country of its outlet.
    SourceCountry,
    /// The name of a person.
    Person,
    /// The name of an organisation.
    Organisation,
    /// The name of a place.
    Place,
}

/// Every field with its names; the first is its own.
const NAMES: [(ArticleField, &[&str]); 16] = [
    (ArticleField::Headline, &["headline", "title"]),
    (ArticleField::Standfirst, &["standfirst", "description", "summary"]),
    (ArticleField::Body, &["body", "text"]),
    (ArticleField::Captions, &["captions", "caption"]),
    (ArticleField::Byline, &["byline", "by", "author"]),
    (ArticleField::Date, &["date", "published"]),
    (ArticleField::Source, &["source", "outlet", "publisher"]),
    (ArticleField::Section, &["section"]),
    (ArticleField::Language, &["language", "lang"]),
    (ArticleField::Url, &["url", "link"]),
    (ArticleField::Country, &["country", "countries"]),
    (ArticleField::Dateline, &["dateline"]),
    (ArticleField::SourceCountry, &["source-country", "source_country"]),
    (ArticleField::Person, &["person", "people"]),
    (ArticleField::Organisation, &["org", "organisation", "organization"]),
    (ArticleField::Place, &["place", "location"]),
];

impl ArticleField {
    /// Every field there is.
    pub fn all() -> impl Iterator<Item = ArticleField> {
        NAMES.iter().map(|&(field, _)| field)
    }

    /// The name of the field.
    pub fn name(self) -> &'static str {
        NAMES.iter().find(|&&(field, _)| field == self).map_or("", |(_, names)| names[0])
    }
}

impl fmt::Display for ArticleField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for ArticleField {
    type Err = UnknownName;

    fn from_str(name: &str) -> Result<Self, UnknownName> {
        let wanted = name.trim();
        let is_it = |names: &[&str]| names.iter().any(|known| known.eq_ignore_ascii_case(wanted));
        let found = NAMES.iter().find(|(_, names)| is_it(names)).map(|&(field, _)| field);
        found.ok_or_else(|| UnknownName {
            name: name.to_owned(),
            known: ArticleField::all().map(ArticleField::name).collect::<Vec<_>>().join(", "),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_is_known_by_its_name_and_no_name_stands_for_two() {
        for field in ArticleField::all() {
            assert_eq!(field.name().to_uppercase().parse(), Ok(field));
        }
        let mut names: Vec<&str> = NAMES.iter().flat_map(|(_, names)| names.iter().copied()).collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
    }
}
