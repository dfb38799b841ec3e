//! What a request to the API says besides the question.

use std::str::FromStr;

use dateline_search::request::FacetField;

use crate::fault::{Fault, Kind};

/// The most hits, values or lines of one answer.
const MOST: usize = 1000;
/// The deepest hit that an offset reaches; a cursor goes on from any.
const DEEPEST: usize = 100_000;

/// The parameters of a request that are no part of its question.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Parameters(Vec<(String, String)>);

impl Parameters {
    /// Those of the query of a URL.
    pub fn of(query: &str) -> Parameters {
        let pairs = form_urlencoded::parse(query.as_bytes());
        Parameters(pairs.map(|(key, value)| (key.into_owned(), value.into_owned())).collect())
    }

    /// Adds a value, which counts before those that were there.
    pub fn set(&mut self, name: &str, value: String) {
        self.0.push((name.to_owned(), value));
    }

    /// Adds others, which count before those that were there.
    pub fn extend(&mut self, others: Parameters) {
        self.0.extend(others.0);
    }

    /// The last value of a parameter that is not empty.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .rev()
            .find(|(key, value)| key == name && !value.is_empty())
            .map(|(_, value)| value.as_str())
    }

    /// A number.
    ///
    /// # Errors
    /// If the value is none.
    pub fn number<T: FromStr>(&self, name: &str) -> Result<Option<T>, Fault> {
        let Some((_, text)) = self.0.iter().rev().find(|(key, _)| key == name) else { return Ok(None) };
        text.parse().map(Some).map_err(|_| bad(name, format!("{text:?} is not a whole number from 0 up")))
    }

    /// True if the value is `1` or `true`.
    ///
    /// # Errors
    /// If the value says neither yes nor no.
    pub fn flag(&self, name: &str) -> Result<bool, Fault> {
        match self.text(name) {
            None | Some("0" | "false") => Ok(false),
            Some("1" | "true") => Ok(true),
            Some(other) => Err(bad(name, format!("{other:?} is neither true nor false"))),
        }
    }

    /// How many are wanted.
    ///
    /// # Errors
    /// If it is no number, or one that is too high.
    pub fn limit(&self, default: usize) -> Result<usize, Fault> {
        match self.number("limit")? {
            None => Ok(default),
            Some(limit) if limit <= MOST => Ok(limit),
            Some(_) => {
                Err(bad("limit", format!("the maximum is {MOST}; use cursor to page through the rest")))
            }
        }
    }

    /// How many are left out at the beginning.
    ///
    /// # Errors
    /// If it is no number, or one that is too high.
    pub fn offset(&self) -> Result<usize, Fault> {
        match self.number("offset")?.unwrap_or_default() {
            offset if offset <= DEEPEST => Ok(offset),
            _ => Err(bad(
                "offset",
                format!("the maximum is {DEEPEST}; use cursor, or an export, to read further"),
            )),
        }
    }

    /// The facets that are wanted.
    ///
    /// # Errors
    /// If one of them is not known.
    pub fn facets(&self, name: &str) -> Result<Vec<FacetField>, Fault> {
        let listed = self.text(name).into_iter().flat_map(|list| list.split(','));
        let named = listed.map(str::trim).filter(|one| !one.is_empty());
        let mut facets: Vec<FacetField> = Vec::new();
        for one in named {
            let facet = one.parse().map_err(|error| bad(name, format!("{error}")))?;
            if !facets.contains(&facet) {
                facets.push(facet);
            }
        }
        Ok(facets)
    }
}

impl<'a> FromIterator<(&'a str, &'a str)> for Parameters {
    fn from_iter<T: IntoIterator<Item = (&'a str, &'a str)>>(pairs: T) -> Parameters {
        Parameters(pairs.into_iter().map(|(key, value)| (key.to_owned(), value.to_owned())).collect())
    }
}

/// A parameter that cannot be used.
pub fn bad(name: &str, reason: impl std::fmt::Display) -> Fault {
    Fault::new(Kind::Parameter, format!("{name}: {reason}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_read_and_bounded() {
        let given = Parameters::of("limit=5&facets=country,+person&explain=1&q=");
        assert_eq!(given.limit(10), Ok(5));
        assert_eq!(given.facets("facets"), Ok(vec![FacetField::Country, FacetField::Person]));
        assert_eq!(given.flag("explain"), Ok(true));
        assert_eq!((given.text("q"), given.offset()), (None, Ok(0)));
        for bad in ["limit=x", "limit=1001", "limit=-1", "offset=100001", "facets=colour", "explain=yes"] {
            let given = Parameters::of(bad);
            let all = [
                given.limit(10).map(|_| ()),
                given.offset().map(|_| ()),
                given.facets("facets").map(|_| ()),
                given.flag("explain").map(|_| ()),
            ];
            assert_eq!(all.iter().filter(|one| one.is_err()).count(), 1, "{bad}");
        }
    }
}
