//! `dateline facets`: counts per country, person, organisation, place, source, language, year, month and day.

use anyhow::{Result, bail};
use clap::{Args, ValueEnum};

use dateline_search::ask::{Question, ask};
use dateline_search::cross::{compare, cross, of_archive};
use dateline_search::engine::Engine;
use dateline_search::json::facet_lines_json;
use dateline_search::request::{FacetField, Request};
use dateline_search::response::{Facet, FacetCount};

use super::choices;
use super::copies::CountArgs;
use super::filters::FilterArgs;
use super::output::{Cell, FACT, Output, Style, TITLE, Text};
use super::query::QueryArgs;
use super::{Global, Outcome, help, timeline};

/// How many columns a table has where no number is given.
const COLUMNS: usize = 10;
/// How many values of a facet, and of each branch of a tree, are shown as text where no number is given.
const ROWS: usize = 20;

/// Count articles by country, person, organisation, place, source, language or year
#[derive(Debug, Args)]
pub(super) struct FacetsArgs {
    /// The query (see docs/query-language.md); without it, all articles are counted
    #[arg(allow_hyphen_values = true)]
    query: Option<String>,
    /// Facets to count, separated by commas: country, mentions, dateline, source_country, person,
    /// organisation, place, source, section, language, tag, year, month, week, day
    #[arg(long, value_name = "LIST", value_delimiter = ',', value_parser = choices::facets(),
        hide_possible_values = true)]
    by: Vec<FacetField>,
    /// Make a table: the values of --by by those of this facet
    #[arg(long, value_name = "FACET", value_parser = choices::facets(), hide_possible_values = true,
        conflicts_with_all = ["timeline", "tree", "forms"])]
    across: Option<FacetField>,
    /// Compare with this query: a table with a column for each. Repeatable
    #[arg(long, value_name = "QUERY", conflicts_with_all = ["timeline", "tree", "forms", "across"])]
    vs: Vec<String>,
    /// Columns of --across [default: 10; of periods all]
    #[arg(long, value_name = "N", requires = "across")]
    columns: Option<usize>,
    /// Show the share of the archive beside each count: of all articles with that value, those that match
    #[arg(long, conflicts_with_all = ["tree", "across", "vs", "timeline"])]
    share: bool,
    /// Show counts as a timeline, with empty periods; --by day, week, month or year sets the step
    #[arg(long)]
    timeline: bool,
    /// Show countries as a tree of regions, countries and places
    #[arg(long)]
    tree: bool,
    /// Show which forms of a name were counted as one
    #[arg(long)]
    forms: bool,
    /// Maximum number of values per facet, and per branch of a tree [default: all; 20 as text]
    #[arg(short = 'n', long, value_name = "N")]
    limit: Option<usize>,
    /// Output format
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
pub(super) enum Format {
    Text,
    Jsonl,
    Csv,
    /// Markdown, for tables of --across and --vs
    Md,
}

impl FacetsArgs {
    pub(super) fn run(self, global: &Global) -> Result<Outcome> {
        let filters = self.filters.checked()?;
        let facets = self.wanted()?;
        let text = self.query.as_deref().unwrap_or_default();
        let mut question = self.reading.question(text, global)?;
        question.help = help::is_wanted(global);
        let engine = global.engine()?;
        let request = Request {
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
        let question = question.with(request);
        if self.across.is_some() || !self.vs.is_empty() {
            return self.table(global, &engine, question);
        }
        if self.format == Format::Md {
            bail!("--format md is for tables: add --across FACET or --vs QUERY");
        }
        let mut response = ask(&engine, &question)?;
        if self.share {
            add_shares(&engine, &mut response.facets)?;
        }
        let mut out = global.output();
        match self.format {
            _ if global.json => print_json(&mut out, &response.facets)?,
            Format::Jsonl => print_json(&mut out, &response.facets)?,
            Format::Csv => print_csv(&mut out, &response.facets, self.tree)?,
            Format::Md => {}
            Format::Text => print_text(&mut out, &response.facets, self.limit.map_or(ROWS, |_| usize::MAX))?,
        }
        out.flush()?;
        help::say(global, response.help.as_ref());
        let found = response.facets.iter().any(|facet| !facet.values.is_empty());
        Ok(if found { Outcome::Done } else { Outcome::NothingFound })
    }

    /// Prints a table: two facets, or one for several queries.
    fn table(&self, global: &Global, engine: &dyn Engine, question: Question) -> Result<Outcome> {
        let &[rows] = &self.by[..] else { bail!("a table takes one facet with --by, such as --by country") };
        let limit =
            self.limit.unwrap_or(if self.format == Format::Text && !rows.is_of_time() && !global.json {
                ROWS
            } else {
                usize::MAX
            });
        let table = match self.across {
            Some(across) if across == rows => bail!("--by and --across take two different facets"),
            Some(across) if rows.kind_of_names().is_some() && across.kind_of_names().is_some() => {
                bail!(
                    "--by {rows} --across {across} cannot be counted exactly: one of the two has to be no facet of names"
                )
            }
            Some(across) => {
                let columns = if across.is_of_time() { usize::MAX } else { COLUMNS };
                cross(engine, &question, (rows, across), (limit, self.columns.unwrap_or(columns)))?
            }
            None => {
                let mut questions = vec![(self.query.clone().unwrap_or_else(|| "all".to_owned()), question)];
                for text in &self.vs {
                    let other = self.reading.question(text, global)?.with(questions[0].1.request.clone());
                    questions.push((text.clone(), other));
                }
                compare(engine, &questions, rows, limit)?
            }
        };
        let mut out = global.output();
        super::cross::print(&mut out, &table, if global.json { Format::Jsonl } else { self.format })?;
        out.flush()?;
        Ok(if table.lines.is_empty() { Outcome::NothingFound } else { Outcome::Done })
    }

    /// What to count by.
    fn wanted(&self) -> Result<Vec<FacetField>> {
        use FacetField::{Country, Language, Organisation, Person, Place, Source, Time, Year};
        match (self.by.is_empty(), self.timeline) {
            (true, false) => Ok(vec![Country, Person, Organisation, Place, Source, Language, Year]),
            (true, true) => Ok(vec![Time]),
            (false, true) if !self.by.iter().any(|field| field.is_of_time()) => {
                bail!("--timeline needs --by year, month, week or day, or no --by")
            }
            (false, _) => Ok(self.by.clone()),
        }
    }
}

fn print_json(out: &mut Output, facets: &[Facet]) -> Result<()> {
    Ok(facet_lines_json(facets).iter().try_for_each(|line| out.json(line))?)
}

/// The columns are `code` or `value`, `name`, `articles` and `share`; before them come the
/// facet if there are several, and the path within a tree.
fn print_csv(out: &mut Output, facets: &[Facet], tree: bool) -> Result<()> {
    let mut csv = out.csv();
    let value = if facets.iter().all(has_codes) { "code" } else { "value" };
    let columns = [("facet", facets.len() > 1), ("level", tree), ("parent", tree), (value, true)];
    let columns = columns.into_iter().filter(|(_, wanted)| *wanted).map(|(name, _)| name);
    let counted = if facets.iter().any(|facet| facet.stories.is_some()) { "stories" } else { "articles" };
    let shares = facets.iter().flat_map(|facet| &facet.values).any(|value| value.archive.is_some());
    let archive = shares.then_some("archive");
    csv.row(columns.chain(["name", counted, "share"]).chain(archive).map(Cell::from))?;
    for facet in facets {
        let rows = Rows { facet, named: facets.len() > 1, tree, shares };
        let mut found = Vec::new();
        rows.of(&facet.values, "", &mut found);
        let undated = rows.undated();
        rows.of(undated.as_slice(), "", &mut found);
        found.into_iter().try_for_each(|row| csv.row(row))?;
    }
    Ok(csv.finish()?)
}

/// True for facets whose values are codes with a name of their own.
fn has_codes(facet: &Facet) -> bool {
    facet.field.is_of_countries() || facet.field == FacetField::Language
}

/// The values of one facet as rows.
struct Rows<'a> {
    facet: &'a Facet,
    /// Each row begins with the facet's name.
    named: bool,
    tree: bool,
    /// Each row ends with how many articles of the archive have the value.
    shares: bool,
}

impl Rows<'_> {
    fn of<'v>(&self, values: &'v [FacetCount], parent: &'v str, rows: &mut Vec<Vec<Cell<'v>>>) {
        for value in values {
            let all = self.facet.stories.unwrap_or(self.facet.articles);
            let share = format!("{:.4}", value.count as f64 / all.max(1) as f64);
            let mut row: Vec<Cell<'_>> = Vec::new();
            if self.named {
                row.push(self.facet.field.name().into());
            }
            if self.tree {
                row.extend([value.level.map_or("", |level| level.name()).into(), parent.into()]);
            }
            row.extend([
                (&value.value).into(),
                (&value.name).into(),
                value.count.into(),
                Cell::Number(share),
            ]);
            if self.shares {
                row.push(value.archive.unwrap_or_default().into());
            }
            rows.push(row);
            self.of(&value.below, &value.value, rows);
        }
    }

    /// The articles that a timeline has no period for.
    fn undated(&self) -> Option<FacetCount> {
        let count = self.facet.undated.filter(|count| *count > 0)?;
        Some(FacetCount { name: "no date".to_owned(), count, ..FacetCount::default() })
    }
}

/// Prints at most `rows` values of each facet and of each branch, and how many more there are.
fn print_text(out: &mut Output, facets: &[Facet], rows: usize) -> Result<()> {
    for (number, facet) in facets.iter().enumerate() {
        if number > 0 {
            out.blank()?;
        }
        if let Some(undated) = facet.undated {
            timeline::print(out, facet, undated)?;
            continue;
        }
        out.line(Text::new().styled(TITLE, facet.field.name()))?;
        let digits = facet.values.first().map_or(1, |most| most.count.to_string().len());
        print_values(out, &facet.values, &Layout { digits, rows }, 0)?;
    }
    Ok(())
}

/// How the values of a facet are laid out.
struct Layout {
    /// The digits of the highest count.
    digits: usize,
    /// The most values of a level.
    rows: usize,
}

/// Notes with each value how many articles of the archive have it.
fn add_shares(engine: &dyn Engine, facets: &mut [Facet]) -> Result<()> {
    let fields: Vec<FacetField> = facets.iter().map(|facet| facet.field).collect();
    let archive = of_archive(engine, &fields)?;
    for facet in facets {
        let field = facet.field;
        for value in &mut facet.values {
            value.archive = archive.get(&(field, value.value.clone())).copied();
        }
    }
    Ok(())
}

/// What part of the articles of the archive with a value match.
fn share_of_archive(value: &FacetCount) -> Option<Text> {
    let archive = value.archive.filter(|archive| *archive > 0)?;
    let percent = 100.0 * value.count as f64 / archive as f64;
    Some(Text::new().plain("  ").styled(FACT, format!("{percent:.1} % of {archive}")))
}

/// The forms of a name other than the one it is shown under.
fn other_forms(value: &FacetCount) -> Text {
    let others = value.forms.iter().filter(|form| form.name != value.name);
    let others: Vec<String> = others.map(|form| format!("{} {}", form.name, form.count)).collect();
    if others.is_empty() {
        return Text::new();
    }
    Text::new().plain("  ").styled(FACT, format!("also {}", others.join(", ")))
}

/// The values of one level, each with those below it; the counts are in one column.
fn print_values(out: &mut Output, values: &[FacetCount], layout: &Layout, depth: usize) -> Result<()> {
    let indent = 2 + 2 * depth;
    for value in values.iter().take(layout.rows) {
        let count = Text::new().right(Style::new(), value.count, layout.digits).spaces(indent);
        let share = share_of_archive(value).unwrap_or_default();
        out.wrapped(count, Text::new().plain(&value.name).then(share).then(other_forms(value)))?;
        print_values(out, &value.below, layout, depth + 1)?;
    }
    let more = values.len().saturating_sub(layout.rows);
    if more > 0 {
        let line = format!("and {more} more (-n {} shows all)", values.len());
        out.wrapped(Text::new().spaces(layout.digits + indent), Text::new().styled(FACT, line))?;
    }
    Ok(())
}
