//! What was found for a list as rows for programs: the cells of a table, and JSON.

use serde_json::{Map, Value, json};

use crate::spreadsheet::Cell;

use super::{Row, Tally};

/// The columns of a table.
pub const COLUMNS: [&str; 9] =
    ["line", "term", "articles", "stories", "first", "last", "outlets", "also", "fault"];

/// The cells of a row, in the order of [`COLUMNS`].
pub fn cells(row: &Row) -> [Cell<'_>; 9] {
    let text = |text: String| Cell::Text(text.into());
    let (line, term) = (Cell::from(row.term.line), Cell::from(&row.term.text));
    match &row.found {
        Ok(tally) => [
            line,
            term,
            tally.articles.into(),
            tally.stories.into(),
            tally.first.as_deref().unwrap_or_default().into(),
            tally.last.as_deref().unwrap_or_default().into(),
            text(outlets(tally, "; ")),
            text(tally.also.join("; ")),
            "".into(),
        ],
        Err(fault) => {
            let empty = || Cell::from("");
            [line, term, empty(), empty(), empty(), empty(), empty(), empty(), text(fault.to_string())]
        }
    }
}

/// The outlets with most of the articles, each with how many, and this between them.
pub fn outlets(tally: &Tally, between: &str) -> String {
    let named = tally.outlets.iter().map(|outlet| format!("{} {}", outlet.name, outlet.count));
    named.collect::<Vec<_>>().join(between)
}

/// A row as an object.
pub fn json(row: &Row) -> Value {
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
