//! Every part of a question that is active, each with a link that removes it.

use dateline_enrich::countries;
use dateline_search::help::{Part, joined, parts};
use dateline_search::joins::{is_usually_all, option_of};
use dateline_search::query::Query;
use dateline_search::request::{FacetField, Filters};

use crate::address::Address;
use crate::page::name::name_href;

/// A part of the question.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Chip {
    /// What kind of part it is, if that has to be said.
    pub kind: &'static str,
    /// The part.
    pub text: String,
    /// True if it rules articles out.
    pub excludes: bool,
    /// The same question without it.
    pub without: String,
    /// The page about it, if it is a name.
    pub about: Option<String>,
    /// How it is joined with others of its kind: what holds, what could, and the address for that.
    pub joined: Option<Joined>,
}

/// How several values of one facet are joined, with the other way.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Joined {
    /// What holds.
    pub is: &'static str,
    /// What could hold.
    pub other: &'static str,
    /// The same question with the other.
    pub link: String,
}

/// The parts of a question; `query` is what its words were read as.
pub fn chips(address: &Address, query: &Query) -> Vec<Chip> {
    let mut out = of_query(address, query);
    for (at, (facet, value)) in address.chosen.iter().enumerate() {
        let is_last = !address.chosen[at + 1..].iter().any(|(of, _)| of == facet);
        let joined = is_last.then(|| join_of(address, *facet)).flatten();
        out.push(Chip { joined, ..of_value(address, *facet, value, false) });
    }
    for (facet, value) in &address.excluded {
        out.push(of_value(address, *facet, value, true));
    }
    for (kind, fields) in [("has", &address.has), ("lacks", &address.missing)] {
        out.extend(fields.iter().map(|field| Chip {
            kind,
            text: field.name().to_owned(),
            without: address.without_field(*field).link("/"),
            ..Chip::default()
        }));
    }
    out.extend(of_dates(address));
    if let Some(since) = address.new_since {
        let without = Address { new_since: None, ..address.first_page() }.link("/");
        out.push(Chip { kind: "new since", text: since.to_string(), without, ..Chip::default() });
    }
    if address.any {
        let without = Address { any: false, ..address.at_page(0) }.link("/");
        out.push(Chip { text: "any of the words".to_owned(), without, ..Chip::default() });
    }
    if !address.vs.trim().is_empty() {
        let without = Address { vs: String::new(), ..address.clone() }.link("/");
        out.push(Chip { kind: "compared with", text: address.vs.clone(), without, ..Chip::default() });
    }
    out
}

/// The clauses of the query, as the parser sees them.
fn of_query(address: &Address, query: &Query) -> Vec<Chip> {
    if *query == Query::All {
        return Vec::new();
    }
    let parts = parts(query, &Filters::default());
    let chip = |(at, part): (usize, &Part)| {
        let others = parts.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, part)| part);
        let (rest, _) = joined(others);
        let q = if rest == Query::All { String::new() } else { rest.to_string() };
        let text = part.to_string();
        let excludes = text.starts_with('-');
        Chip { text, excludes, without: address.asking(&q).link("/"), ..Chip::default() }
    };
    parts.iter().enumerate().map(chip).collect()
}

fn of_value(address: &Address, facet: FacetField, value: &str, excludes: bool) -> Chip {
    let text = name_of(facet, value);
    let without = address.without(facet, value).link("/");
    let about = facet.kind_of_names().map(|kind| name_href(address, kind, value));
    Chip { kind: title_of(facet), text, excludes, without, about, joined: None }
}

/// How the values of a facet are joined, where several were chosen that could be joined in another way.
fn join_of(address: &Address, facet: FacetField) -> Option<Joined> {
    option_of(facet).filter(|_| address.chosen_of(facet).nth(1).is_some())?;
    let (all, any) = ("all of these", "any of these");
    let holds_all = is_usually_all(facet) != address.joined.contains(&facet);
    let (is, other) = if holds_all { (all, any) } else { (any, all) };
    Some(Joined { is, other, link: address.joined_otherwise(facet).link("/") })
}

fn of_dates(address: &Address) -> Option<Chip> {
    let text = match (&address.since, &address.until) {
        _ if address.undated => "without a date".to_owned(),
        (None, None) => return None,
        (Some(since), Some(until)) if since == until => since.clone(),
        (Some(since), Some(until)) => format!("{since} to {until}"),
        (Some(since), None) => format!("from {since}"),
        (None, Some(until)) => format!("until {until}"),
    };
    let without = address.dated(None, None).link("/");
    Some(Chip { kind: "date", text, without, ..Chip::default() })
}

/// A value as people read it.
pub fn name_of(facet: FacetField, value: &str) -> String {
    match facet.is_of_countries() {
        true => countries::name(value).unwrap_or(value).to_owned(),
        false => value.to_owned(),
    }
}

/// A facet as people read it, before one of its values.
pub fn title_of(facet: FacetField) -> &'static str {
    match facet {
        FacetField::Country => "about",
        FacetField::Mentions => "mentions",
        FacetField::Dateline => "filed from",
        FacetField::SourceCountry => "outlet from",
        FacetField::Person => "person",
        FacetField::Organisation => "organisation",
        FacetField::Place => "place",
        FacetField::Source => "outlet",
        FacetField::Section => "section",
        FacetField::Language => "language",
        FacetField::Tag => "tag",
        FacetField::Year | FacetField::Month | FacetField::Week | FacetField::Day | FacetField::Time => {
            "date"
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use dateline_search::query::{ParseOptions, parse};

    fn of(query: &str) -> Vec<(String, String)> {
        let address = Address::parse(query).unwrap();
        let parsed = parse(&address.q, &ParseOptions::default()).unwrap().query;
        chips(&address, &parsed).into_iter().map(|chip| (chip.text, chip.without)).collect()
    }

    #[test]
    fn every_part_has_a_link_to_the_rest() {
        assert_eq!(
            of("q=%22peace+talks%22+-oslo&country=SY&-person=X&since=2015&until=2015"),
            [
                ("\"peace talks\"", "/?q=-oslo&country=SY&-person=X&since=2015&until=2015"),
                ("-oslo", "/?q=%22peace+talks%22&country=SY&-person=X&since=2015&until=2015"),
                ("Syria", "/?q=%22peace+talks%22+-oslo&-person=X&since=2015&until=2015"),
                ("X", "/?q=%22peace+talks%22+-oslo&country=SY&since=2015&until=2015"),
                ("2015", "/?q=%22peace+talks%22+-oslo&country=SY&-person=X"),
            ]
            .map(|(text, without)| (text.to_owned(), without.to_owned()))
        );
    }

    #[test]
    fn values_say_how_they_are_joined_and_offer_the_other_way() {
        let joined = |query: &str| -> Vec<Option<(&str, String)>> {
            let address = Address::parse(query).unwrap();
            let chips = chips(&address, &Query::All).into_iter();
            chips.map(|chip| chip.joined.map(|joined| (joined.is, joined.link))).collect()
        };
        assert_eq!(
            joined("country=SY&country=RU"),
            [None, Some(("any of these", "/?country=SY&country=RU&all-countries=1".to_owned()))]
        );
        assert_eq!(
            joined("person=A&person=B&any-person=1"),
            [None, Some(("any of these", "/?person=A&person=B".to_owned()))]
        );
        assert_eq!(joined("person=A&source=X&source=Y"), [None, None, None]);
    }

    #[test]
    fn fields_that_are_there_or_not_are_parts_too() {
        assert_eq!(
            of("has=byline&missing=date"),
            [
                ("byline".to_owned(), "/?missing=date".to_owned()),
                ("date".to_owned(), "/?has=byline".to_owned())
            ]
        );
    }

    #[test]
    fn the_last_part_leaves_everything() {
        assert_eq!(of("q=war"), [("war".to_owned(), "/".to_owned())]);
        assert!(of("").is_empty());
    }
}
