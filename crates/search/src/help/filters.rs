//! Filters one by one.

use std::fmt;

use super::label::{names_of, quoted_if_spaced};
use crate::article_field::ArticleField;
use crate::new_since::NewSince;
use crate::request::{FacetField, Filters};
use dateline_core::dates::Day;

/// One condition of the filters; where several values have to hold together, each is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Filter {
    /// About any of these countries.
    Country(Vec<String>),
    /// About none of these countries.
    NotCountry(Vec<String>),
    /// Naming any of these countries.
    Mentions(Vec<String>),
    /// Filed from any of these countries.
    Dateline(Vec<String>),
    /// From an outlet of any of these countries.
    SourceCountry(Vec<String>),
    /// Naming this person.
    Person(String),
    /// Naming this organisation.
    Org(String),
    /// Naming this place.
    Place(String),
    /// From any of these outlets.
    Source(Vec<String>),
    /// In any of these languages.
    Language(Vec<String>),
    /// From any of these sections.
    Section(Vec<String>),
    /// Having one of these values of a facet, beside what other filters want of it.
    OneOf(FacetField, Vec<String>),
    /// Having this field.
    Has(ArticleField),
    /// Without this field.
    Missing(ArticleField),
    /// With this tag.
    Tag(String),
    /// Without this value of a facet.
    Not(FacetField, String),
    /// Without a date.
    Undated,
    /// Published on this day or later.
    Since(Day),
    /// Published on this day or earlier.
    Until(Day),
    /// First indexed since.
    NewSince(NewSince),
}

impl Filter {
    /// The conditions that filters are made of.
    pub fn all_of(filters: &Filters) -> Vec<Filter> {
        // Every field is named, so that a new one is not forgotten here.
        let Filters {
            country,
            not_country,
            mentions,
            dateline,
            source_country,
            person,
            org,
            place,
            source,
            language,
            section,
            one_of,
            has,
            missing,
            tag,
            not,
            undated,
            since,
            until,
            new_since,
        } = filters;
        let any = |values: &Vec<String>, make: fn(Vec<String>) -> Filter| {
            (!values.is_empty()).then(|| make(values.clone()))
        };
        let each = |values: &[String], make: fn(String) -> Filter| -> Vec<Filter> {
            values.iter().cloned().map(make).collect()
        };
        let mut out: Vec<Filter> = Vec::new();
        out.extend(any(country, Filter::Country));
        out.extend(any(not_country, Filter::NotCountry));
        out.extend(any(mentions, Filter::Mentions));
        out.extend(any(dateline, Filter::Dateline));
        out.extend(any(source_country, Filter::SourceCountry));
        out.extend(each(person, Filter::Person));
        out.extend(each(org, Filter::Org));
        out.extend(each(place, Filter::Place));
        out.extend(any(source, Filter::Source));
        out.extend(any(language, Filter::Language));
        out.extend(any(section, Filter::Section));
        out.extend(one_of.iter().map(|(facet, values)| Filter::OneOf(*facet, values.clone())));
        out.extend(has.iter().copied().map(Filter::Has));
        out.extend(missing.iter().copied().map(Filter::Missing));
        out.extend(each(tag, Filter::Tag));
        out.extend(not.iter().map(|(facet, value)| Filter::Not(*facet, value.clone())));
        out.extend(undated.then_some(Filter::Undated));
        out.extend(since.map(Filter::Since));
        out.extend(until.map(Filter::Until));
        out.extend(new_since.map(Filter::NewSince));
        out
    }

    /// Narrows filters by this condition too.
    pub fn add_to(&self, filters: &mut Filters) {
        let add = |to: &mut Vec<String>, values: &[String]| to.extend_from_slice(values);
        match self {
            Filter::Country(codes) => add(&mut filters.country, codes),
            Filter::NotCountry(codes) => add(&mut filters.not_country, codes),
            Filter::Mentions(codes) => add(&mut filters.mentions, codes),
            Filter::Dateline(codes) => add(&mut filters.dateline, codes),
            Filter::SourceCountry(codes) => add(&mut filters.source_country, codes),
            Filter::Person(name) => filters.person.push(name.clone()),
            Filter::Org(name) => filters.org.push(name.clone()),
            Filter::Place(name) => filters.place.push(name.clone()),
            Filter::Source(names) => add(&mut filters.source, names),
            Filter::Language(codes) => add(&mut filters.language, codes),
            Filter::Section(names) => add(&mut filters.section, names),
            Filter::OneOf(facet, values) => filters.one_of.push((*facet, values.clone())),
            Filter::Has(field) => filters.has.push(*field),
            Filter::Missing(field) => filters.missing.push(*field),
            Filter::Tag(tag) => filters.tag.push(tag.clone()),
            Filter::Not(facet, value) => filters.not.push((*facet, value.clone())),
            Filter::Undated => filters.undated = true,
            Filter::Since(day) => filters.since = Some(*day),
            Filter::Until(day) => filters.until = Some(*day),
            Filter::NewSince(since) => filters.new_since = Some(*since),
        }
    }

    /// The name that the filter asks for, with the facet it is a value of; none where it asks for several.
    pub fn named(&self) -> Option<(FacetField, &str)> {
        match self {
            Filter::Person(name) => Some((FacetField::Person, name)),
            Filter::Org(name) => Some((FacetField::Organisation, name)),
            Filter::Place(name) => Some((FacetField::Place, name)),
            Filter::Source(names) => Some((FacetField::Source, only(names)?)),
            Filter::Language(codes) => Some((FacetField::Language, only(codes)?)),
            Filter::Section(names) => Some((FacetField::Section, only(names)?)),
            Filter::Tag(tag) => Some((FacetField::Tag, tag)),
            _ => None,
        }
    }

    /// The filter with another name.
    pub fn renamed(&self, name: &str) -> Filter {
        let name = name.to_owned();
        match self {
            Filter::Person(_) => Filter::Person(name),
            Filter::Org(_) => Filter::Org(name),
            Filter::Place(_) => Filter::Place(name),
            Filter::Source(_) => Filter::Source(vec![name]),
            Filter::Language(_) => Filter::Language(vec![name]),
            Filter::Section(_) => Filter::Section(vec![name]),
            Filter::Tag(_) => Filter::Tag(name),
            other => other.clone(),
        }
    }
}

fn only(values: &[String]) -> Option<&str> {
    if let [value] = values { Some(value) } else { None }
}

/// The filter as an option of the command line.
impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let listed = |values: &[String]| {
            values.iter().map(|value| quoted_if_spaced(value)).collect::<Vec<_>>().join(" or ")
        };
        match self {
            Filter::Country(codes) => write!(f, "--country {}", names_of(codes)),
            Filter::NotCountry(codes) => write!(f, "--not-country {}", names_of(codes)),
            Filter::Mentions(codes) => write!(f, "--mentions {}", names_of(codes)),
            Filter::Dateline(codes) => write!(f, "--dateline {}", names_of(codes)),
            Filter::SourceCountry(codes) => write!(f, "--source-country {}", names_of(codes)),
            Filter::Person(name) => write!(f, "--person {}", quoted_if_spaced(name)),
            Filter::Org(name) => write!(f, "--org {}", quoted_if_spaced(name)),
            Filter::Place(name) => write!(f, "--place {}", quoted_if_spaced(name)),
            Filter::Source(names) => write!(f, "--source {}", listed(names)),
            Filter::Language(codes) => write!(f, "--language {}", listed(codes)),
            Filter::Section(names) => write!(f, "--section {}", listed(names)),
            Filter::OneOf(facet, codes) if facet.is_of_countries() => {
                write!(f, "--{} {}", facet.filter().unwrap_or_default(), names_of(codes))
            }
            Filter::OneOf(facet, values) => {
                write!(f, "--{} {}", facet.filter().unwrap_or_default(), listed(values))
            }
            Filter::Has(field) => write!(f, "--has {field}"),
            Filter::Missing(field) => write!(f, "--missing {field}"),
            Filter::Not(facet, value) if facet.has_option_to_exclude() => {
                write!(f, "--not-{} {}", facet.filter().unwrap_or_default(), quoted_if_spaced(value))
            }
            Filter::Tag(tag) => write!(f, "--tag {}", quoted_if_spaced(tag)),
            Filter::Not(facet, value) => {
                write!(f, "--exclude {}={}", facet.name(), quoted_if_spaced(value))
            }
            Filter::Undated => f.write_str("--undated"),
            Filter::Since(day) => write!(f, "--since {day}"),
            Filter::Until(day) => write!(f, "--until {day}"),
            Filter::NewSince(since) => write!(f, "--new-since {since}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(values: &[&str]) -> Vec<String> {
        values.iter().map(|&value| value.to_owned()).collect()
    }

    fn full() -> Filters {
        Filters {
            country: list(&["SY", "RU"]),
            not_country: list(&["US"]),
            mentions: list(&["FR"]),
            dateline: list(&["AT"]),
            source_country: list(&["GB"]),
            person: list(&["Lavrov", "John Kerry"]),
            org: list(&["UN"]),
            place: list(&["Vienna"]),
            source: list(&["The Fjord Post"]),
            language: list(&["en", "fr"]),
            section: list(&["World"]),
            one_of: vec![
                (FacetField::Country, list(&["SY"])),
                (FacetField::Person, list(&["Lavrov", "John Kerry"])),
            ],
            has: vec![ArticleField::Byline],
            missing: vec![ArticleField::Source],
            not: vec![
                (FacetField::Organisation, "Red Cross".into()),
                (FacetField::Source, "Wire".into()),
                (FacetField::Year, "2015".into()),
            ],
            tag: list(&["seen"]),
            undated: true,
            since: Day::new(2015, 10, 1),
            until: Day::new(2015, 10, 31),
            new_since: Some(NewSince::Run(12)),
        }
    }

    #[test]
    fn filters_taken_apart_and_put_together_are_the_same() {
        let mut together = Filters::default();
        Filter::all_of(&full()).iter().for_each(|filter| filter.add_to(&mut together));
        assert_eq!(together, full());
        assert_eq!(Filter::all_of(&Filters::default()), []);
    }

    #[test]
    fn names_can_be_replaced() {
        let source = Filter::Source(list(&["Routers"]));
        assert_eq!(source.named(), Some((FacetField::Source, "Routers")));
        assert_eq!(source.renamed("Reuters"), Filter::Source(list(&["Reuters"])));
        assert_eq!(Filter::Source(list(&["A", "B"])).named(), None);
        let since = Filter::Since(Day::first_of("2015").unwrap());
        assert_eq!((since.named(), since.renamed("x")), (None, since.clone()));
    }

    #[test]
    fn they_are_written_as_options() {
        let shown: Vec<String> = Filter::all_of(&full()).iter().map(ToString::to_string).collect();
        assert_eq!(
            shown,
            [
                "--country Syria,Russia",
                "--not-country \"United States\"",
                "--mentions France",
                "--dateline Austria",
                "--source-country \"United Kingdom\"",
                "--person Lavrov",
                "--person \"John Kerry\"",
                "--org UN",
                "--place Vienna",
                "--source \"The Fjord Post\"",
                "--language en or fr",
                "--section World",
                "--country Syria",
                "--person Lavrov or \"John Kerry\"",
                "--has byline",
                "--missing source",
                "--tag seen",
                "--not-org \"Red Cross\"",
                "--not-source Wire",
                "--exclude year=2015",
                "--undated",
                "--since 2015-10-01",
                "--until 2015-10-31",
                "--new-since run=12",
            ]
        );
    }
}
