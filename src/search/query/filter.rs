//! Values that are not words: countries and dates.

use super::error::QueryIssue;
use super::parser::{Clause, Parser};
use super::tree::{CountryField, Query};
use crate::article::Span;
use crate::enrich::countries;
use crate::search::dates::DateRange;

impl Parser<'_> {
    /// Codes or names of countries with commas between them: any of these.
    pub(super) fn countries(&mut self, field: CountryField, value: &str, span: Span) -> Clause {
        self.any_country(field, value.split(',').filter(|name| !name.is_empty()), span)
    }

    /// One name, which may hold a comma.
    pub(super) fn country(&mut self, field: CountryField, name: &str, span: Span) -> Clause {
        self.any_country(field, std::iter::once(name), span)
    }

    fn any_country<'a>(
        &mut self,
        field: CountryField,
        names: impl Iterator<Item = &'a str>,
        span: Span,
    ) -> Clause {
        let mut codes: Vec<String> = Vec::new();
        for name in names {
            match codes_of(name, span) {
                Ok(found) => codes.extend(found.into_iter().map(str::to_owned)),
                Err(issue) => return self.unreadable(issue),
            }
        }
        if codes.is_empty() {
            return self.unreadable(QueryIssue::new(span, "the name of a country is missing"));
        }
        self.count(1, span)?;
        Ok(Some(Query::Countries { field, codes: without_repeats(codes) }))
    }

    /// A day, a month, a year or a range of them.
    pub(super) fn dates(&mut self, value: &str, span: Span) -> Clause {
        match value.parse::<DateRange>() {
            Ok(DateRange { from, until }) => {
                self.count(1, span)?;
                Ok(Some(Query::Dates { from, until }))
            }
            Err(error) => self.unreadable(QueryIssue::new(span, error.to_string())),
        }
    }
}

fn codes_of(name: &str, span: Span) -> Result<Vec<&'static str>, QueryIssue> {
    match countries::lookup(name.trim()) {
        Ok(codes) if !codes.is_empty() => Ok(codes),
        Ok(_) => Err(unknown(name, &[], span)),
        Err(error) => Err(unknown(&error.name, &error.nearest, span)),
    }
}

fn unknown(name: &str, nearest: &[String], span: Span) -> QueryIssue {
    let issue = QueryIssue::new(span, format!("there is no country {name}"));
    if nearest.is_empty() {
        return issue.hint("names of more than one word need quotes: country:\"Ivory Coast\"");
    }
    let names: Vec<String> = nearest.iter().map(|name| quoted_if_spaced(name)).collect();
    issue.hint(format!("did you mean {}?", names.join(", ")))
}

fn quoted_if_spaced(name: &str) -> String {
    if name.contains(char::is_whitespace) { format!("\"{name}\"") } else { name.to_owned() }
}

/// The codes in order, each once.
fn without_repeats(codes: Vec<String>) -> Vec<String> {
    let mut seen = std::collections::BTreeSet::new();
    codes.into_iter().filter(|code| seen.insert(code.clone())).collect()
}
