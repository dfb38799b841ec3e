//! `dateline facets`: counts per country, person, organisation, place, source, language and year.

use std::io::Write;

use anyhow::Result;
use clap::{Args, ValueEnum};
use serde_json::json;

use crate::engine::Engine;
use crate::search::request::{FacetField, Request};
use crate::search::response::Facet;

use super::filters::FilterArgs;
use super::output::{Output, TITLE};
use super::query::QueryArgs;
use super::{Global, Outcome};

/// Count articles per country, person, organisation, place, source, language and year
#[derive(Debug, Args)]
pub(super) struct FacetsArgs {
    /// What to look for; without it, all articles count
    #[arg(allow_hyphen_values = true)]
    query: Option<String>,
    /// What to count by, separated by commas
    #[arg(
        long,
        value_name = "LIST",
        value_delimiter = ',',
        default_value = "country,person,organisation,place,source,language,year"
    )]
    by: Vec<FacetField>,
    /// At most this many values of each [default: all]
    #[arg(short = 'n', long, value_name = "N")]
    limit: Option<usize>,
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    reading: QueryArgs,
    #[command(flatten)]
    filters: FilterArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Jsonl,
    Csv,
}

impl FacetsArgs {
    pub(super) fn run(self, global: &Global) -> Result<Outcome> {
        let filters = self.filters.checked()?;
        let read = self.reading.read(self.query.as_deref().unwrap_or_default(), global)?;
        let request = Request {
            query: read.query,
            filters,
            limit: 0,
            facets: self.by,
            facet_limit: self.limit.unwrap_or(usize::MAX),
            ..Request::default()
        };
        let response = global.engine()?.search(&request)?;
        let mut out = global.output();
        match self.format {
            _ if global.json => print_json(&mut out, &response.facets)?,
            Format::Jsonl => print_json(&mut out, &response.facets)?,
            Format::Csv => print_csv(&mut out, &response.facets, response.total)?,
            Format::Text => print_text(&mut out, &response.facets)?,
        }
        out.flush()?;
        let found = response.facets.iter().any(|facet| !facet.values.is_empty());
        Ok(if found { Outcome::Done } else { Outcome::NothingFound })
    }
}

fn print_json(out: &mut Output, facets: &[Facet]) -> Result<()> {
    for facet in facets {
        for value in &facet.values {
            out.json(&json!({
                "facet": facet.field.name(), "value": value.value, "name": value.name, "count": value.count,
            }))?;
        }
    }
    Ok(())
}

fn print_csv(out: &mut Output, facets: &[Facet], total: u64) -> Result<()> {
    let mut csv = csv::Writer::from_writer(out);
    csv.write_record(["facet", "value", "name", "articles", "share"])?;
    for facet in facets {
        for value in &facet.values {
            let share = format!("{:.4}", value.count as f64 / total.max(1) as f64);
            let count = value.count.to_string();
            csv.write_record([facet.field.name(), &value.value, &value.name, &count, &share])?;
        }
    }
    csv.flush()?;
    Ok(())
}

fn print_text(out: &mut Output, facets: &[Facet]) -> Result<()> {
    for (number, facet) in facets.iter().enumerate() {
        if number > 0 {
            writeln!(out)?;
        }
        writeln!(out, "{TITLE}{}{TITLE:#}", facet.field.name())?;
        let digits = facet.values.first().map_or(1, |most| most.count.to_string().len());
        for value in &facet.values {
            writeln!(out, "{:>digits$}  {}", value.count, value.name)?;
        }
    }
    Ok(())
}
