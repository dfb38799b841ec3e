//! Values that are not words: countries and dates.

use super::error::QueryIssue;
use super::parser::{Clause, Parser};
use super::tree::{CountryField, Query};
use dateline_core::article::Span;
use dateline_core::dates::DateRange;
use dateline_enrich::countries;

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
            return self.unreadable(QueryIssue::new(span, "missing country name"));
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
    countries::lookup(name.trim()).map_err(|unknown| {
        let hint = unknown.hint();
        let hint =
            hint.unwrap_or_else(|| "names of several words need quotes: country:\"Ivory Coast\"".to_owned());
        QueryIssue::new(span, unknown.message()).hint(hint)
    })
}

/// The codes in order, each once.
fn without_repeats(codes: Vec<String>) -> Vec<String> {
    let mut seen = std::collections::BTreeSet::new();
    codes.into_iter().filter(|code| seen.insert(code.clone())).collect()
}
