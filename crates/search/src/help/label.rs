//! What a condition is called: as the user would write it, but short.

use std::fmt::Write;

use crate::query::{Field, Query};
use dateline_core::dates::Day;
use dateline_enrich::countries;

/// The most countries that are named one by one.
const NAMED: usize = 3;
/// The most characters of a clause that are shown.
const LONGEST: usize = 60;

/// The names of countries, or of the region that they are.
pub(crate) fn names_of(codes: &[String]) -> String {
    if codes.len() > NAMED {
        return countries::region_of_all(codes)
            .map_or_else(|| format!("({} countries)", codes.len()), quoted_if_spaced);
    }
    let names = codes.iter().map(|code| quoted_if_spaced(countries::name(code).unwrap_or(code)));
    names.collect::<Vec<_>>().join(",")
}

/// A value that has spaces needs quotes, in a query as on the command line.
pub(super) fn quoted_if_spaced(value: &str) -> String {
    if value.contains(char::is_whitespace) { format!("\"{value}\"") } else { value.to_owned() }
}

/// A clause as it is written, with countries by their names, cut where it is long.
pub(super) fn of_clause(query: &Query) -> String {
    let whole = match query {
        Query::Boost(inner, _) => return of_clause(inner),
        Query::Countries { field, codes } => {
            format!("{}:{}", field.name(), names_of(codes))
        }
        Query::Dates { from: Some(from), until: Some(until) } => {
            period(*from, *until).map_or_else(|| query.to_string(), |period| format!("date:{period}"))
        }
        Query::Bool { must, should, must_not }
            if must.is_empty() && should.is_empty() && must_not.is_empty() =>
        {
            "the invalid part".to_owned()
        }
        Query::Bool { must, should, must_not } => of_group(must, should, must_not),
        other => other.to_string(),
    };
    cut(whole)
}

/// A whole year or month, as it is written.
fn period(from: Day, until: Day) -> Option<String> {
    let periods = [format!("{:04}", from.year()), format!("{:04}-{:02}", from.year(), from.month())];
    let is_whole = |period: &String| {
        Day::first_of(period).is_ok_and(|day| day == from)
            && Day::last_of(period).is_ok_and(|day| day == until)
    };
    periods.into_iter().find(is_whole)
}

/// A group of clauses, each by its own name.
fn of_group(must: &[Query], should: &[Query], must_not: &[Query]) -> String {
    let list = |queries: &[Query], separator: &str| {
        queries.iter().map(of_clause).collect::<Vec<_>>().join(separator)
    };
    let mut out = if must.is_empty() { list(should, " OR ") } else { list(must, " ") };
    if should.len() > 1 && must.is_empty() && !must_not.is_empty() {
        out = format!("({out})");
    }
    for query in must_not {
        let _ = write!(out, " -{}", of_clause(query));
    }
    format!("({})", out.trim_start())
}

/// What a field holds, for people to read.
pub(super) fn title_of(field: Field) -> &'static str {
    match field {
        Field::Any => "text",
        Field::Headline => "headline",
        Field::Standfirst => "standfirst",
        Field::Body => "body",
        Field::By => "byline",
        Field::Person => "person",
        Field::Org => "organisation",
        Field::Place => "place",
        Field::Source => "source",
        Field::Section => "section",
        Field::Language => "language",
        Field::Tag => "tag",
        Field::Note => "note",
        Field::Url => "address",
        Field::Path => "path",
    }
}

fn cut(text: String) -> String {
    if text.chars().count() <= LONGEST {
        return text;
    }
    let head: String = text.chars().take(LONGEST - 1).collect();
    format!("{head}…")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::{ParseOptions, parse};

    fn label(query: &str) -> String {
        of_clause(&parse(query, &ParseOptions::default()).unwrap().query)
    }

    #[test]
    fn clauses_are_called_as_they_are_written() {
        assert_eq!(label("truce^2"), "truce");
        assert_eq!(label("\"peace talks\"~5"), "\"peace talks\"~5");
        assert_eq!(label("headline:talk*"), "headline:talk*");
        assert_eq!(label("truce OR talks"), "(truce OR talks)");
        assert_eq!(label("(truce OR talks) -football"), "((truce OR talks) -football)");
        assert_eq!(label("date:2015"), "date:2015");
        assert_eq!(label("date:2015-02"), "date:2015-02");
        assert_eq!(label("date:2015-02-01..2015-03"), "date:2015-02-01..2015-03-31");
        assert_eq!(label("date:soon"), "the invalid part");
    }

    #[test]
    fn countries_are_called_by_their_names() {
        assert_eq!(label("country:sy,ru"), "country:Syria,Russia");
        assert_eq!(label("country:\"Ivory Coast\""), "country:\"Ivory Coast\"");
        assert_eq!(label("mentions:\"Middle East\""), "mentions:\"Middle East\"");
        let some: Vec<String> = ["SY", "FR", "BR", "JP"].map(str::to_owned).to_vec();
        assert_eq!(names_of(&some), "(4 countries)");
    }

    #[test]
    fn long_clauses_are_cut_between_characters() {
        let long = vec!["Lösung"; 40].join(" OR ");
        assert_eq!(label(&long).chars().count(), LONGEST);
    }
}
