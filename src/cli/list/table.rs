//! The table of a list: a row a term.

use anyhow::Result;
use dateline_search::lists::Row;
use dateline_search::lists::table::{COLUMNS, cells, json, outlets};

use super::ListFormat;
use crate::cli::output::{Cell, FACT, HEADLINE, Markdown, Output, Style, TITLE, Text};

/// How many characters of a term are shown where it is read, not processed.
pub(super) const SHOWN: usize = 100;
/// The columns that a day takes.
const DAY: usize = 10;

pub(super) fn print(out: &mut Output, rows: &[Row], format: ListFormat) -> Result<()> {
    match format {
        ListFormat::Text => print_text(out, rows),
        ListFormat::Jsonl => Ok(rows.iter().try_for_each(|row| out.json(&json(row)))?),
        ListFormat::Csv => print_csv(out, rows),
        ListFormat::Md => print_markdown(out, rows),
    }
}

/// The beginning of a long term.
pub(super) fn shortened(term: &str) -> String {
    match term.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &term[..end]),
        None => term.to_owned(),
    }
}

fn print_csv(out: &mut Output, rows: &[Row]) -> Result<()> {
    let mut csv = out.csv();
    csv.row(COLUMNS.map(Cell::from))?;
    rows.iter().try_for_each(|row| csv.row(cells(row)))?;
    Ok(csv.finish()?)
}

fn print_text(out: &mut Output, rows: &[Row]) -> Result<()> {
    let numbers = ["articles", "stories"];
    let heading = numbers.iter().fold(Text::new(), |text, name| text.styled(TITLE, name).spaces(2));
    out.line(
        heading.left(TITLE, "first", DAY).spaces(2).left(TITLE, "last", DAY).spaces(2).styled(TITLE, "term"),
    )?;
    for row in rows {
        let term = shortened(&row.term.text);
        let (head, text) = match &row.found {
            Ok(tally) => {
                let counts = [tally.articles, tally.stories];
                let head = numbers.iter().zip(counts).fold(Text::new(), |text, (name, count)| {
                    text.right(Style::new(), count, name.len()).spaces(2)
                });
                let day = |day: &Option<String>| day.clone().unwrap_or_default();
                let head =
                    head.left(FACT, day(&tally.first), DAY).spaces(2).left(FACT, day(&tally.last), DAY);
                let text = Text::new().styled(HEADLINE, term);
                let outlets = outlets(tally, ", ");
                let text = if outlets.is_empty() { text } else { text.plain("  ").styled(FACT, outlets) };
                (head.spaces(2), text)
            }
            Err(fault) => {
                let width = numbers.iter().map(|name| name.len() + 2).sum::<usize>() + 2 * (DAY + 2);
                let head = Text::new().left(FACT, format!("line {}: fault", row.term.line), width);
                (head, Text::new().styled(HEADLINE, term).plain("  ").styled(FACT, fault))
            }
        };
        out.wrapped(head, text)?;
    }
    Ok(())
}

fn print_markdown(out: &mut Output, rows: &[Row]) -> Result<()> {
    out.markdown(&Markdown::new().markup("| term | articles | stories | first | last | outlets |"))?;
    out.markdown(&Markdown::new().markup("| --- | ---: | ---: | --- | --- | --- |"))?;
    for row in rows {
        let text = Markdown::new().markup("| ").text(&shortened(&row.term.text)).markup(" | ");
        let text = match &row.found {
            Ok(tally) => {
                let text = text.number(tally.articles).markup(" | ").number(tally.stories).markup(" | ");
                let text = text.text(tally.first.as_deref().unwrap_or_default()).markup(" | ");
                let text = text.text(tally.last.as_deref().unwrap_or_default()).markup(" | ");
                text.text(&outlets(tally, ", "))
            }
            Err(fault) => text.markup("| | | | ").text(&fault.to_string()),
        };
        out.markdown(&text.markup(" |"))?;
    }
    Ok(())
}
