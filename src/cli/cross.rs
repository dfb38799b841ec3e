//! Printing tables of counts: `facets --across` and `facets --vs`.

use anyhow::Result;
use serde_json::{Value as Json, json};

use dateline_search::cross::{Table, Value};

use super::facets::Format;
use super::output::{Cell, FACT, Markdown, Output, Style, TITLE, Text};

/// The most characters of a name that heads a column, and of one that heads a row.
const WIDEST: (usize, usize) = (16, 28);

/// Prints a table in a format.
pub(super) fn print(out: &mut Output, table: &Table, format: Format) -> Result<()> {
    match format {
        Format::Text => print_text(out, table),
        Format::Jsonl => Ok(table.lines.iter().try_for_each(|line| out.json(&line_json(table, line)))?),
        Format::Csv => print_csv(out, table),
        Format::Md => print_markdown(out, table),
    }
}

fn line_json(table: &Table, (row, cells): &(Value, Vec<u64>)) -> Json {
    let cells = table.columns.iter().zip(cells).map(|(column, count)| match table.across {
        Some(facet) => {
            json!({"facet": facet.name(), "value": column.value, "name": column.name, "count": count})
        }
        None => json!({"query": column.value, "count": count}),
    });
    json!({
        "facet": table.rows.name(), "value": row.value, "name": row.name, "count": row.count,
        "cells": cells.collect::<Vec<_>>(),
    })
}

/// The columns are the value and name of the row, its total, and a column for each value across.
fn print_csv(out: &mut Output, table: &Table) -> Result<()> {
    let mut csv = out.csv();
    let head = [table.rows.name(), "name", "all"].map(Cell::from);
    csv.row(head.into_iter().chain(table.columns.iter().map(|column| Cell::from(&column.value))))?;
    for (row, cells) in &table.lines {
        let head = [Cell::from(&row.value), Cell::from(&row.name), row.count.into()];
        csv.row(head.into_iter().chain(cells.iter().map(|&count| Cell::from(count))))?;
    }
    Ok(csv.finish()?)
}

fn print_markdown(out: &mut Output, table: &Table) -> Result<()> {
    let mut head = Markdown::new().markup("| ").text(table.rows.name()).markup(" | all |");
    let mut rule = Markdown::new().markup("| --- | ---: |");
    for column in &table.columns {
        head = head.markup(" ").text(&column.name).markup(" |");
        rule = rule.markup(" ---: |");
    }
    out.markdown(&head)?;
    out.markdown(&rule)?;
    for (row, cells) in &table.lines {
        let line = Markdown::new().markup("| ").text(&row.name).markup(" | ").number(row.count).markup(" |");
        let line = cells.iter().fold(line, |line, &count| line.markup(" ").number(count).markup(" |"));
        out.markdown(&line)?;
    }
    Ok(())
}

fn print_text(out: &mut Output, table: &Table) -> Result<()> {
    let names: Vec<String> = table.columns.iter().map(|column| short(&column.name, WIDEST.0)).collect();
    let longest = table.lines.iter().map(|(row, _)| short(&row.name, WIDEST.1).chars().count());
    let first = longest.chain([table.rows.name().len()]).max().unwrap_or_default();
    let digits = |count: u64| count.to_string().len();
    let all = table.lines.iter().map(|(row, _)| digits(row.count)).chain([3]).max().unwrap_or_default();
    let width = |number: usize| {
        let cells = table.lines.iter().map(|(_, cells)| digits(cells[number]));
        cells.chain([names[number].chars().count()]).max().unwrap_or_default()
    };
    let widths: Vec<usize> = (0..names.len()).map(width).collect();
    let head = Text::new().left(TITLE, table.rows.name(), first).spaces(2).right(TITLE, "all", all);
    let head =
        names.iter().zip(&widths).fold(head, |text, (name, width)| text.spaces(2).right(TITLE, name, *width));
    out.line(head)?;
    for (row, cells) in &table.lines {
        let line = Text::new().left(Style::new(), short(&row.name, WIDEST.1), first).spaces(2);
        let line = line.right(Style::new(), row.count, all);
        let line = cells.iter().zip(&widths).fold(line, |text, (count, width)| {
            text.spaces(2).right(if *count == 0 { FACT } else { Style::new() }, count, *width)
        });
        out.line(line)?;
    }
    let left = table.distinct.0.saturating_sub(table.lines.len() as u64);
    if left > 0 {
        out.line(Text::new().styled(FACT, format!("{left} more; -n {} shows all", table.distinct.0)))?;
    }
    Ok(())
}

/// The beginning of a name.
fn short(name: &str, most: usize) -> String {
    match name.char_indices().nth(most) {
        Some(_) => name.chars().take(most - 1).chain(['…']).collect(),
        None => name.to_owned(),
    }
}
