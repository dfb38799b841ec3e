//! Reading an address.

use std::str::FromStr;

use thiserror::Error;

use dateline_core::dates::Day;
use dateline_enrich::countries;
use dateline_search::article_field::ArticleField;
use dateline_search::joins::OPTIONS;
use dateline_search::new_since::{BadNewSince, NewSince};
use dateline_search::periods::Step;
use dateline_search::query::Field;
use dateline_search::request::{Copies, FacetField, Sort};

use super::{Address, LineOrder, Measure, View};

/// The most bytes of a query.
const LONGEST_QUERY: usize = 16 << 10;
/// No answer has so many pages.
const LAST_PAGE: usize = 100_000_000;
/// The most bytes of any other value.
const LONGEST_VALUE: usize = 1 << 10;
/// The most values of facets.
const MOST_VALUES: usize = 200;

/// What of an address cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum AddressError {
    /// A value of a parameter is none of those it can have.
    #[error("{parameter}: {reason}")]
    Value {
        /// The parameter.
        parameter: String,
        /// What is wrong with its value.
        reason: String,
    },
    /// The address is longer than any that a page makes.
    #[error("{0} is too long")]
    TooLong(&'static str),
    /// Too many values were chosen.
    #[error("too many filter values; the maximum is {MOST_VALUES}")]
    TooMany,
}

impl Address {
    /// Reads the parameters of a URL.
    ///
    /// # Errors
    /// If a country is not known, a date is none, or a choice is not one of those there are.
    pub fn parse(query: &str) -> Result<Address, AddressError> {
        let mut address = Address::default();
        for (key, value) in form_urlencoded::parse(query.as_bytes()) {
            address.read(&key, &value)?;
        }
        if address.chosen.len() + address.excluded.len() > MOST_VALUES {
            return Err(AddressError::TooMany);
        }
        Ok(address)
    }

    fn read(&mut self, key: &str, value: &str) -> Result<(), AddressError> {
        let whole = value;
        let value = value.trim();
        if value.is_empty() {
            return Ok(());
        }
        if matches!(key, "q" | "vs") && value.len() > LONGEST_QUERY {
            return Err(AddressError::TooLong("the query"));
        }
        let bad = |reason: String| AddressError::Value { parameter: key.to_owned(), reason };
        match key {
            "q" => self.q = whole.to_owned(),
            "vs" => self.vs = whole.to_owned(),
            "since" => self.since = Some(typed_date(value).map_err(bad)?),
            "until" => self.until = Some(typed_date(value).map_err(bad)?),
            "new-since" => {
                let since: NewSince = value.parse().map_err(|fault: BadNewSince| bad(fault.to_string()))?;
                self.new_since = Some(since);
            }
            "undated" => self.undated = flag(value).map_err(bad)?,
            "any" => self.any = flag(value).map_err(bad)?,
            "in" => self.field = one_of(value, &FIELDS).map_err(bad)?,
            "view" => self.view = one_of(value, &View::ALL.map(|view| (view.name(), view))).map_err(bad)?,
            "lines" => {
                self.line_order =
                    one_of(value, &LineOrder::ALL.map(|order| (order.name(), order))).map_err(bad)?
            }
            "sort" => self.sort = parsed::<Sort>(value).map_err(bad)?,
            "copies" => self.copies = Some(parsed::<Copies>(value).map_err(bad)?),
            "step" => self.step = Some(one_of(value, &STEPS).map_err(bad)?),
            "timeline" => self.timeline = one_of(value, &MEASURES).map_err(bad)?,
            "map" => self.map = Some(one_of(value, &MEASURES).map_err(bad)?),
            "page" => {
                let page: usize = value
                    .parse()
                    .map_err(|_| bad(format!("{value:?} is not a page number; write 1, 2, …")))?;
                self.page = page.min(LAST_PAGE);
            }
            "has" => add_fields(&mut self.has, value).map_err(bad)?,
            "missing" => add_fields(&mut self.missing, value).map_err(bad)?,
            _ => match OPTIONS.iter().find(|(_, option)| *option == key) {
                Some((facet, _)) => {
                    self.joined.retain(|joined| joined != facet);
                    self.joined.extend(flag(value).map_err(bad)?.then_some(*facet));
                }
                None => self.read_value(key, value)?,
            },
        }
        Ok(())
    }

    /// Reads a chosen or excluded value of a facet, or ignores what is none.
    fn read_value(&mut self, key: &str, value: &str) -> Result<(), AddressError> {
        let (name, excluded) = match key.strip_prefix('-').or_else(|| key.strip_prefix("not-")) {
            Some(name) => (name, true),
            None => (key, false),
        };
        // Periods are ruled out one by one, and chosen by their ends.
        let is_value = |facet: &FacetField| facet.filter().is_some() || (excluded && facet.is_of_time());
        let Some(facet) = FacetField::from_str(name).ok().filter(is_value) else { return Ok(()) };
        if value.len() > LONGEST_VALUE {
            return Err(AddressError::TooLong("a value"));
        }
        let list = if excluded { &mut self.excluded } else { &mut self.chosen };
        for value in values(facet, value)
            .map_err(|reason| AddressError::Value { parameter: key.to_owned(), reason })?
        {
            if !list.iter().any(|(of, known)| *of == facet && *known == value) {
                list.push((facet, value));
            }
        }
        Ok(())
    }
}

/// The fields that words can be looked for in, by their names.
pub const FIELDS: [(&str, Field); 7] = [
    ("everywhere", Field::Any),
    ("headline", Field::Headline),
    ("body", Field::Body),
    ("person", Field::Person),
    ("org", Field::Org),
    ("place", Field::Place),
    ("byline", Field::By),
];
/// The lengths of periods by their names.
pub(super) const STEPS: [(&str, Step); 4] =
    [("day", Step::Day), ("week", Step::Week), ("month", Step::Month), ("year", Step::Year)];
/// What is measured, by its names.
pub(super) const MEASURES: [(&str, Measure); 2] = [("count", Measure::Count), ("share", Measure::Share)];

/// The values that a parameter of a facet gives: of countries their codes, of a region its name.
fn values(facet: FacetField, value: &str) -> Result<Vec<String>, String> {
    if facet.is_of_time() {
        return date(value).map(|date| vec![date]);
    }
    if !facet.is_of_countries() {
        return Ok(vec![value.to_owned()]);
    }
    if let Ok(codes) = countries::lookup(value) {
        return Ok(match codes.as_slice() {
            [code] => vec![(*code).to_owned()],
            // A region stays one value, under the name that it is listed by.
            codes => {
                let codes: Vec<String> = codes.iter().map(|&code| code.to_owned()).collect();
                vec![countries::region_of_all(&codes).unwrap_or(value).to_owned()]
            }
        });
    }
    countries::codes(&[value.to_owned()]).map_err(|unknown| unknown.to_string())
}

fn add_fields(list: &mut Vec<ArticleField>, value: &str) -> Result<(), String> {
    for name in value.split(',') {
        let field = parsed(name)?;
        if !list.contains(&field) {
            list.push(field);
        }
    }
    Ok(())
}

/// A date as people type it, which stays as it is: a link to the last seven days goes on meaning that.
fn typed_date(value: &str) -> Result<String, String> {
    Day::first_typed(value).map_err(|error| error.to_string())?;
    Ok(value.to_owned())
}

fn date(value: &str) -> Result<String, String> {
    Day::first_typed(value).map_err(|error| error.to_string())?;
    Ok(value.to_owned())
}

fn flag(value: &str) -> Result<bool, String> {
    one_of(value, &[("1", true), ("true", true), ("0", false), ("false", false)])
}

fn parsed<T: FromStr<Err: ToString>>(value: &str) -> Result<T, String> {
    value.parse().map_err(|error: T::Err| error.to_string())
}

fn one_of<T: Copy>(value: &str, known: &[(&'static str, T)]) -> Result<T, String> {
    let found = known.iter().find(|(name, _)| name.eq_ignore_ascii_case(value));
    found.map(|&(_, value)| value).ok_or_else(|| {
        let names: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
        format!("unknown value {value}; choose one of {}", names.join(", "))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn countries_become_codes_and_regions_stay_regions() {
        let address = Address::parse("country=syria,RU&-country=Middle+East&org=UN").unwrap();
        let country = FacetField::Country;
        assert_eq!(
            address.chosen,
            [(country, "SY".into()), (country, "RU".into()), (FacetField::Organisation, "UN".into())]
        );
        assert_eq!(address.excluded, [(country, "Middle East".into())]);
    }

    #[test]
    fn what_is_not_known_is_ignored_and_what_is_wrong_is_told() {
        assert_eq!(Address::parse("utm_source=x&fbclid=1&year=2015").unwrap(), Address::default());
        for (query, told) in [
            ("country=Syrai", "Syria"),
            ("since=soon", "since"),
            ("since=03/04/2022", "since: 03/04/2022 can be 3 April 2022 or 4 March 2022"),
            ("sort=best", "relevance, newest, oldest"),
            ("view=cards", "passages, lines, table"),
            ("page=-1", "page"),
            ("has=colour", "headline, standfirst"),
            ("any-person=maybe", "true"),
            ("-year=soon", "-year"),
        ] {
            let error = Address::parse(query).unwrap_err().to_string();
            assert!(error.contains(told), "{query}: {error}");
        }
    }

    #[test]
    fn dates_stay_as_they_were_typed() {
        let address = Address::parse("since=7d&until=18+July+2022").unwrap();
        assert_eq!((address.since.as_deref(), address.until.as_deref()), (Some("7d"), Some("18 July 2022")));
    }

    #[test]
    fn addresses_have_a_length() {
        assert!(Address::parse(&format!("q={}", "a".repeat(LONGEST_QUERY))).is_ok());
        assert!(Address::parse(&format!("q={}", "a".repeat(LONGEST_QUERY + 1))).is_err());
        let many: String = (0..=MOST_VALUES).map(|number| format!("person=p{number}&")).collect();
        assert_eq!(Address::parse(&many), Err(AddressError::TooMany));
    }
}
