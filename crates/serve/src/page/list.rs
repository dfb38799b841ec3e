//! A list of names, phrases or queries: a form for it, and a table of what is found for each.

use askama::Template;

use dateline_search::lists::{Row, Tally, table};

use crate::address::Address;
use crate::fault::Fault;
use crate::list::{List, MOST_TERMS};
use crate::live::Moment;
use crate::page::Link;
use crate::page::chips::{Chip, chips};
use crate::page::frame::Frame;
use crate::page::numbers::{counted, number};
use dateline_search::query::Query;

#[derive(Template)]
#[template(path = "list.html")]
struct ListPage<'a> {
    frame: Frame,
    list: &'a List,
    column: &'a str,
    most: String,
    /// Where the form leads: this page with its filters.
    action: String,
    chips: Vec<Chip>,
    sentence: String,
    rows: Vec<RowView>,
    search: String,
}

/// A row of the table.
struct RowView {
    line: u64,
    term: Link,
    /// What is wrong with the term.
    fault: Option<String>,
    articles: String,
    stories: String,
    first: String,
    last: String,
    outlets: String,
    /// Other forms of names that count, and what is odd.
    remarks: Vec<String>,
    is_empty: bool,
}

/// The page.
///
/// # Errors
/// If it cannot be made.
pub fn page(moment: &Moment, address: &Address, list: &List, rows: &[Row]) -> Result<String, Fault> {
    let chips =
        chips(address, &Query::All).into_iter().map(|chip| Chip { without: here(&chip.without), ..chip });
    let page = ListPage {
        frame: Frame::of(moment, "Search a list").asking(address),
        list,
        column: list.column.as_deref().unwrap_or_default(),
        most: number(MOST_TERMS as u64),
        action: address.link("/list"),
        chips: if address.narrows() { chips.collect() } else { Vec::new() },
        sentence: sentence(rows),
        rows: rows.iter().map(|row| view(address, list, row)).collect(),
        search: address.link("/"),
    };
    Ok(page.render()?)
}

/// A link of the results as one of this page.
fn here(link: &str) -> String {
    format!("/list{}", link.strip_prefix('/').unwrap_or(link))
}

fn sentence(rows: &[Row]) -> String {
    let tallies = || rows.iter().filter_map(|row| row.found.as_ref().ok());
    let found = tallies().filter(|tally| tally.articles > 0).count();
    let faults = rows.len() - tallies().count();
    let mut said =
        format!("{} of {} found", number(found as u64), counted(rows.len() as u64, "term", "terms"));
    if faults > 0 {
        said.push_str(&format!("; {} could not be looked for", number(faults as u64)));
    }
    said
}

fn view(address: &Address, list: &List, row: &Row) -> RowView {
    let term = Link::new(&row.term.text, address.asking(&row.term.text).link("/"));
    let line = row.term.line;
    match &row.found {
        Ok(tally) => RowView {
            line,
            term,
            fault: None,
            articles: number(tally.articles),
            stories: number(tally.stories),
            first: tally.first.clone().unwrap_or_default(),
            last: tally.last.clone().unwrap_or_default(),
            outlets: table::outlets(tally, ", "),
            remarks: remarks(list, tally),
            is_empty: tally.articles == 0,
        },
        Err(fault) => RowView {
            line,
            term,
            fault: Some(fault.to_string()),
            articles: String::new(),
            stories: String::new(),
            first: String::new(),
            last: String::new(),
            outlets: String::new(),
            remarks: Vec::new(),
            is_empty: true,
        },
    }
}

fn remarks(list: &List, tally: &Tally) -> Vec<String> {
    let also = (!tally.also.is_empty() && !list.exact).then(|| format!("also {}", tally.also.join(", ")));
    let undated = (tally.undated > 0).then(|| format!("{} more without a date", number(tally.undated)));
    also.into_iter().chain(undated).chain(tally.warnings.iter().cloned()).collect()
}
