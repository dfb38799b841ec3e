//! The table of a list: a row a term.

use anyhow::Result;
use serde_json::{Map, Value, json};

use dateline_search::lists::{Row, Tally};

use super::ListFormat;
use crate::cli::output::{Cell, FACT, HEADLINE, Markdown, Output, Style, TITLE, Text};

/// How many characters of a term are shown where it is read, not processed.
pub(super) const SHOWN: usize = 100;
/// The columns that a day takes.
const DAY: usize = 10;

pub(super) fn print(out: &mut Output, rows: &[Row], format: ListFormat) -> Result<()> {
    match format {
        ListFormat::Text => print_text(out, rows),
        ListFormat::Jsonl => Ok(rows.iter().try_for_each(|row| out.json(&line(row)))?),
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

fn outlets(tally: &Tally, between: &str) -> String {
    let named = |outlet: &dateline_search::response::FacetCount| format!("{} {}", outlet.name, outlet.count);
    tally.outlets.iter().map(named).collect::<Vec<_>>().join(between)
}

fn line(row: &Row) -> Value {
    let mut out = Map::new();
    out.insert("line".into(), row.term.line.into());
    out.insert("term".into(), row.term.text.as_str().into());
    match &row.found {
        Ok(tally) => {
            out.insert("articles".into(), tally.articles.into());
            out.insert("stories".into(), tally.stories.into());
            let days = [("first", &tally.first), ("last", &tally.last)];
            for (name, day) in days.into_iter().filter_map(|(name, day)| Some((name, day.as_ref()?))) {
                out.insert(name.into(), day.as_str().into());
            }
            let outlets =
                tally.outlets.iter().map(|outlet| json!({"name": outlet.name, "count": outlet.count}));
            out.insert("outlets".into(), outlets.collect());
            if tally.undated > 0 {
                out.insert("undated".into(), tally.undated.into());
            }
            let lists = [("also", &tally.also), ("warnings", &tally.warnings)];
            for (name, list) in lists.into_iter().filter(|(_, list)| !list.is_empty()) {
                out.insert(name.into(), json!(list));
            }
        }
        Err(fault) => {
            out.insert("fault".into(), fault.to_string().into());
        }
    }
    Value::Object(out)
}

fn print_csv(out: &mut Output, rows: &[Row]) -> Result<()> {
    let mut csv = out.csv();
    const COLUMNS: [&str; 9] =
        ["line", "term", "articles", "stories", "first", "last", "outlets", "also", "fault"];
    csv.row(COLUMNS.map(Cell::from))?;
    for row in rows {
        let head = [Cell::from(row.term.line), Cell::from(&row.term.text)];
        let text = |text: String| Cell::Text(text.into());
        let rest = match &row.found {
            Ok(tally) => [
                tally.articles.into(),
                tally.stories.into(),
                tally.first.as_deref().unwrap_or_default().into(),
                tally.last.as_deref().unwrap_or_default().into(),
                text(outlets(tally, "; ")),
                text(tally.also.join("; ")),
                "".into(),
            ],
            Err(fault) => {
                ["", "", "", "", "", "", &fault.to_string()].map(|text| Cell::Text(text.to_owned().into()))
            }
        };
        csv.row(head.into_iter().chain(rest))?;
    }
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
