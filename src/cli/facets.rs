//! `dateline facets`: counts per country, person, organisation, place, source, language, year, month and day.

use std::io::Write;

use anyhow::{Result, bail};
use clap::{Args, ValueEnum};

use crate::engine::{Asked, Engine};
use crate::search::json::facet_lines_json;
use crate::search::request::{FacetField, Request};
use crate::search::response::{Facet, FacetCount};

use super::copies::CountArgs;
use super::filters::FilterArgs;
use super::output::{FACT, Output, TITLE};
use super::query::QueryArgs;
use super::{Global, Outcome, help, timeline};

/// Count articles per country, person, organisation, place, source, language and year
#[derive(Debug, Args)]
pub(super) struct FacetsArgs {
    /// What to look for; without it, all articles count
    #[arg(allow_hyphen_values = true)]
    query: Option<String>,
    /// What to count by, separated by commas: country, mentions, dateline, source_country, person,
    /// organisation, place, source, section, language, year, month, day
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    by: Vec<FacetField>,
    /// Count over time: in its order, with empty periods, by years, months or days as fits or as --by says
    #[arg(long)]
    timeline: bool,
    /// Count countries as a tree: regions, countries, places
    #[arg(long)]
    tree: bool,
    /// Show which forms of a name were counted as one
    #[arg(long)]
    forms: bool,
    /// At most this many values of each, and of each branch of a tree [default: all]
    #[arg(short = 'n', long, value_name = "N")]
    limit: Option<usize>,
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    count: CountArgs,
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
        let facets = self.wanted()?;
        let text = self.query.as_deref().unwrap_or_default();
        let read = self.reading.read(text, global)?;
        let engine = global.engine()?;
        let named = self.reading.named(&read, text, &engine)?;
        let request = Request {
            query: named.query,
            names: named.names,
            budget: named.budget,
            filters,
            limit: 0,
            facets,
            facet_limit: self.limit.unwrap_or(usize::MAX),
            facet_tree: self.tree,
            facet_forms: self.forms,
            count: self.count.count,
            facet_timeline: self.timeline,
            ..Request::default()
        };
        let response = engine.search(&request)?;
        let mut out = global.output();
        match self.format {
            _ if global.json => print_json(&mut out, &response.facets)?,
            Format::Jsonl => print_json(&mut out, &response.facets)?,
            Format::Csv => print_csv(&mut out, &response.facets, self.tree)?,
            Format::Text => print_text(&mut out, &response.facets)?,
        }
        out.flush()?;
        let asked = Asked { request: &request, text, options: self.reading.options() };
        help::say(global, help::ask(global, &engine, &asked, response.total)?.as_ref());
        let found = response.facets.iter().any(|facet| !facet.values.is_empty());
        Ok(if found { Outcome::Done } else { Outcome::NothingFound })
    }

    /// What to count by.
    fn wanted(&self) -> Result<Vec<FacetField>> {
        use FacetField::{Country, Language, Organisation, Person, Place, Source, Time, Year};
        match (self.by.is_empty(), self.timeline) {
            (true, false) => Ok(vec![Country, Person, Organisation, Place, Source, Language, Year]),
            (true, true) => Ok(vec![Time]),
            (false, true) if !self.by.iter().any(|field| field.is_of_time()) => {
                bail!("--timeline counts over time; give it --by year, month or day, or no --by at all")
            }
            (false, _) => Ok(self.by.clone()),
        }
    }
}

fn print_json(out: &mut Output, facets: &[Facet]) -> Result<()> {
    Ok(facet_lines_json(facets).iter().try_for_each(|line| out.json(line))?)
}

/// The columns are `code` or `value`, `name`, `articles` and `share`; before them stand the
/// facet where there are several, and the path within a tree.
fn print_csv(out: &mut Output, facets: &[Facet], tree: bool) -> Result<()> {
    let mut csv = csv::Writer::from_writer(out);
    let value = if facets.iter().all(has_codes) { "code" } else { "value" };
    let columns = [("facet", facets.len() > 1), ("level", tree), ("parent", tree), (value, true)];
    let columns = columns.into_iter().filter(|(_, wanted)| *wanted).map(|(name, _)| name);
    let counted = if facets.iter().any(|facet| facet.stories.is_some()) { "stories" } else { "articles" };
    csv.write_record(columns.chain(["name", counted, "share"]))?;
    for facet in facets {
        let mut rows = Rows { csv: &mut csv, facet, named: facets.len() > 1, tree };
        rows.write(&facet.values, "")?;
        rows.write_undated()?;
    }
    csv.flush()?;
    Ok(())
}

/// True for facets whose values are codes with a name of their own.
fn has_codes(facet: &Facet) -> bool {
    facet.field.is_of_countries() || facet.field == FacetField::Language
}

/// Writes the values of one facet as rows.
struct Rows<'a, W: Write> {
    csv: &'a mut csv::Writer<W>,
    facet: &'a Facet,
    /// The facet's name stands in each row.
    named: bool,
    tree: bool,
}

impl<W: Write> Rows<'_, W> {
    fn write(&mut self, values: &[FacetCount], parent: &str) -> Result<()> {
        for value in values {
            let all = self.facet.stories.unwrap_or(self.facet.articles);
            let share = format!("{:.4}", value.count as f64 / all.max(1) as f64);
            let count = value.count.to_string();
            let mut row: Vec<&str> = Vec::new();
            if self.named {
                row.push(self.facet.field.name());
            }
            if self.tree {
                row.extend([value.level.map_or("", |level| level.name()), parent]);
            }
            row.extend([&value.value, &value.name, &count, &share].map(String::as_str));
            self.csv.write_record(row)?;
            self.write(&value.below, &value.value)?;
        }
        Ok(())
    }

    /// The articles that a timeline has no period for.
    fn write_undated(&mut self) -> Result<()> {
        let name = "no date".to_owned();
        let undated = self.facet.undated.filter(|count| *count > 0);
        let undated = undated.map(|count| FacetCount { name, count, ..FacetCount::default() });
        self.write(undated.as_slice(), "")
    }
}

fn print_text(out: &mut Output, facets: &[Facet]) -> Result<()> {
    for (number, facet) in facets.iter().enumerate() {
        if number > 0 {
            writeln!(out)?;
        }
        if let Some(undated) = facet.undated {
            timeline::print(out, facet, undated)?;
            continue;
        }
        writeln!(out, "{TITLE}{}{TITLE:#}", facet.field.name())?;
        let digits = facet.values.first().map_or(1, |most| most.count.to_string().len());
        print_values(out, &facet.values, digits, 0)?;
    }
    Ok(())
}

/// The forms of a name other than the one it is shown under.
fn other_forms(value: &FacetCount) -> String {
    let others = value.forms.iter().filter(|form| form.name != value.name);
    let others: Vec<String> = others.map(|form| format!("{} {}", form.name, form.count)).collect();
    if others.is_empty() { String::new() } else { format!("  {FACT}also {}{FACT:#}", others.join(", ")) }
}

/// The values of one level, each with those below it; the counts stand in one column.
fn print_values(out: &mut Output, values: &[FacetCount], digits: usize, depth: usize) -> Result<()> {
    let indent = "  ".repeat(depth);
    for value in values {
        writeln!(out, "{:>digits$}  {indent}{}{}", value.count, value.name, other_forms(value))?;
        print_values(out, &value.below, digits, depth + 1)?;
    }
    Ok(())
}
