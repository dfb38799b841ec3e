//! That no article has something, in words.

use super::filters::Filter;
use super::label::names_of;
use super::parts::Part;
use crate::query::{CountryField, Field, Query};

/// That a word or a name of a field is in no article.
pub fn nowhere_of(field: Field, text: &str) -> String {
    match field {
        Field::Any => format!("no article contains {text}"),
        Field::Headline => format!("no headline contains {text}"),
        Field::Standfirst => format!("no standfirst contains {text}"),
        Field::Body => format!("no article contains {text} in its body"),
        Field::By => format!("no byline contains {text}"),
        Field::Person => format!("no article names a person called {text}"),
        Field::Org => format!("no article names an organisation called {text}"),
        Field::Place => format!("no article names a place called {text}"),
        Field::Source => format!("no outlet is called {text}"),
        Field::Section => format!("no section is called {text}"),
        Field::Language => format!("no article is in the language {text}"),
        Field::Tag => format!("no article has the tag {text}"),
        Field::Note => format!("no note contains {text}"),
        Field::Url => format!("no URL contains {text}"),
        Field::Path => format!("no path contains {text}"),
    }
}

/// That no article has what a condition on countries, days or the shape of words requires; none for other conditions.
pub fn nowhere_of_part(part: &Part) -> Option<String> {
    match part {
        Part::Filter(Filter::Since(day)) => Some(format!("no article is dated {day} or later")),
        Part::Filter(Filter::Until(day)) => Some(format!("no article is dated {day} or earlier")),
        Part::Filter(Filter::NewSince(since)) => Some(format!("no article was first indexed since {since}")),
        Part::Needed(Query::Dates { .. }) => {
            Some(format!("no article is dated {}", part.to_string().trim_start_matches("date:")))
        }
        Part::Needed(Query::Length { .. }) => {
            let words = part.to_string();
            Some(format!("no article has so many words: {}", words.trim_start_matches("words:")))
        }
        Part::Needed(Query::PatternPhrase { .. }) => Some(format!("no article contains words like {part}")),
        Part::Needed(Query::Wildcard { .. } | Query::Regex { .. } | Query::Fuzzy { .. }) => {
            Some(format!("no article contains a word that matches {part}"))
        }
        Part::Needed(Query::Exact { text, .. }) => Some(format!("no article contains the exact word {text}")),
        _ => nowhere_of_countries(part),
    }
}

fn nowhere_of_countries(part: &Part) -> Option<String> {
    let (field, codes) = match part {
        Part::Filter(Filter::Country(codes)) => (CountryField::About, codes),
        Part::Filter(Filter::Mentions(codes)) => (CountryField::Mentions, codes),
        Part::Filter(Filter::Dateline(codes)) => (CountryField::Dateline, codes),
        Part::Filter(Filter::SourceCountry(codes)) => (CountryField::Source, codes),
        Part::Needed(Query::Countries { field, codes }) => (*field, codes),
        _ => return None,
    };
    let verb = match field {
        CountryField::About => "is about",
        CountryField::Mentions => "names",
        CountryField::Dateline => "was filed from",
        CountryField::Source => "is from an outlet in",
    };
    Some(format!("no article {verb} {}", names_of(codes).replace('"', "").replace(',', " or ")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use dateline_core::dates::Day;

    #[test]
    fn it_is_said_in_words() {
        assert_eq!(nowhere_of(Field::Any, "Lavrof"), "no article contains Lavrof");
        assert_eq!(nowhere_of(Field::Source, "Routers"), "no outlet is called Routers");
        let said = |filter| nowhere_of_part(&Part::Filter(filter)).unwrap_or_default();
        assert_eq!(said(Filter::Country(vec!["FR".into()])), "no article is about France");
        assert_eq!(said(Filter::Dateline(vec!["CI".into()])), "no article was filed from Ivory Coast");
        assert_eq!(said(Filter::Language(vec!["fr".into()])), "");
        assert_eq!(
            said(Filter::Since(Day::first_of("2016").unwrap())),
            "no article is dated 2016-01-01 or later"
        );
        let pattern = Part::Needed(Query::Wildcard { field: Field::Any, pattern: "operatr*".into() });
        assert_eq!(nowhere_of_part(&pattern).unwrap(), "no article contains a word that matches operatr*");
        let clause =
            Query::Countries { field: CountryField::Mentions, codes: vec!["FR".into(), "SY".into()] };
        assert_eq!(nowhere_of_part(&Part::Needed(clause)).unwrap(), "no article names France or Syria");
    }
}
