//! The canonical form of a query: it parses back, with default options, to the same tree.

use std::fmt;

use super::fields::Scope;
use super::tree::{Field, Query};
use dateline_core::dates::DateRange;

impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Query::All => f.write_str("*"),
            Query::Word { field, text } => write_word(f, *field, text),
            Query::Phrase { field, text, slop } => {
                write_field(f, Scope::Text(*field))?;
                write!(f, "\"{text}\"")?;
                if *slop > 0 { write!(f, "~{slop}") } else { Ok(()) }
            }
            Query::PatternPhrase { field, text, slop } => {
                write_field(f, Scope::Text(*field))?;
                write!(f, "\"{text}\"")?;
                if *slop > 0 { write!(f, "~{slop}") } else { Ok(()) }
            }
            Query::Exact { field, text } => {
                write_field(f, Scope::Text(*field))?;
                write!(f, "={text}")
            }
            Query::Wildcard { field, pattern } => {
                write_field(f, Scope::Text(*field))?;
                f.write_str(pattern)
            }
            Query::Regex { field, pattern } => {
                write_field(f, Scope::Text(*field))?;
                write!(f, "/{pattern}/")
            }
            Query::Fuzzy { field, text, distance } => {
                write_field(f, Scope::Text(*field))?;
                write!(f, "{text}~{distance}")
            }
            Query::Countries { field, codes } => {
                write_field(f, Scope::Countries(*field))?;
                f.write_str(&codes.join(","))
            }
            Query::Dates { from, until } => {
                write_field(f, Scope::Dates)?;
                DateRange { from: *from, until: *until }.fmt(f)
            }
            Query::Length { from, until } => {
                write_field(f, Scope::Length)?;
                write_numbers(f, *from, *until)
            }
            Query::Bool { must, should, must_not } => write_bool(f, must, should, must_not),
            Query::Boost(inner, factor) => {
                let grouped = matches!(**inner, Query::Bool { .. } | Query::Boost(..));
                write_grouped(f, inner, grouped)?;
                write!(f, "^{factor}")
            }
        }
    }
}

fn write_field(f: &mut fmt::Formatter<'_>, scope: Scope) -> fmt::Result {
    scope.name().map_or(Ok(()), |name| write!(f, "{name}:"))
}

fn write_numbers(f: &mut fmt::Formatter<'_>, from: Option<u64>, until: Option<u64>) -> fmt::Result {
    match (from, until) {
        (Some(from), Some(until)) if from == until => write!(f, "{from}"),
        (Some(from), Some(until)) => write!(f, "{from}..{until}"),
        (Some(from), None) => write!(f, ">={from}"),
        (None, Some(until)) => write!(f, "<={until}"),
        (None, None) => f.write_str(">=0"),
    }
}

/// A word that looks like an operator is written with a backslash.
fn write_word(f: &mut fmt::Formatter<'_>, field: Field, text: &str) -> fmt::Result {
    write_field(f, Scope::Text(field))?;
    if field == Field::Any && matches!(text, "AND" | "OR" | "NOT") {
        f.write_str("\\")?;
    }
    f.write_str(text)
}

fn write_bool(
    f: &mut fmt::Formatter<'_>,
    must: &[Query],
    should: &[Query],
    must_not: &[Query],
) -> fmt::Result {
    if must.is_empty() && should.is_empty() {
        return f.write_str("-*");
    }
    if should.is_empty() {
        let only_all = matches!(must, [Query::All]) && !must_not.is_empty();
        if !only_all {
            write_joined(f, must, "", " ")?;
        }
        return write_negative(f, must_not, if only_all { "" } else { " " });
    }
    let grouped = !must_not.is_empty();
    f.write_str(if grouped { "(" } else { "" })?;
    write_joined(f, must, "+", " OR ")?;
    f.write_str(if must.is_empty() { "" } else { " OR " })?;
    write_joined(f, should, "", " OR ")?;
    f.write_str(if grouped { ")" } else { "" })?;
    write_negative(f, must_not, " ")
}

fn write_joined(f: &mut fmt::Formatter<'_>, queries: &[Query], sign: &str, separator: &str) -> fmt::Result {
    for (number, query) in queries.iter().enumerate() {
        f.write_str(if number == 0 { "" } else { separator })?;
        f.write_str(sign)?;
        write_operand(f, query)?;
    }
    Ok(())
}

fn write_negative(f: &mut fmt::Formatter<'_>, must_not: &[Query], lead: &str) -> fmt::Result {
    f.write_str(if must_not.is_empty() { "" } else { lead })?;
    write_joined(f, must_not, "-", " ")
}

fn write_operand(f: &mut fmt::Formatter<'_>, query: &Query) -> fmt::Result {
    write_grouped(f, query, matches!(query, Query::Bool { .. }))
}

fn write_grouped(f: &mut fmt::Formatter<'_>, query: &Query, grouped: bool) -> fmt::Result {
    if grouped { write!(f, "({query})") } else { write!(f, "{query}") }
}
