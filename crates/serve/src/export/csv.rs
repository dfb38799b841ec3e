//! A table that spreadsheets open as it is: with a mark of its encoding, every cell text.

use std::borrow::Cow;
use std::io::{self, Write};

use dateline_core::article::{Article, EntityKind, Role};
use dateline_search::ask::Question;
use dateline_search::engine::EngineError;
use dateline_search::response::Hit;
use dateline_search::spreadsheet::{Cell, Csv};

use super::all;
use crate::live::Moment;

/// By this spreadsheets know that a table is UTF-8.
const MARK: &[u8] = "\u{feff}".as_bytes();

const COLUMNS: [&str; 18] = [
    "headline",
    "standfirst",
    "outlet",
    "byline",
    "date",
    "url",
    "countries",
    "people",
    "organisations",
    "places",
    "language",
    "section",
    "path",
    "id",
    "passage",
    "copies",
    "tags",
    "notes",
];

/// Writes a row a hit, and at the end how many there were.
pub fn write(snapshot: &Moment, question: &Question, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(MARK)?;
    let mut csv = Csv::new(out);
    csv.row(COLUMNS.map(Cell::from))?;
    let count = all(snapshot, question, |hit| {
        let copies = copies(snapshot, &hit).map_err(io::Error::other)?;
        csv.row(row(&hit, copies))
    })?;
    csv.row([Cell::Text(format!("complete: {count} rows").into())])?;
    csv.finish()
}

/// How many other articles of the archive tell the same story.
fn copies(snapshot: &Moment, hit: &Hit) -> Result<u64, EngineError> {
    match hit.story {
        None => Ok(0),
        Some(_) => Ok(snapshot.engine.copies(&hit.article)?.len() as u64),
    }
}

fn row(hit: &Hit, copies: u64) -> [Cell<'_>; 18] {
    let article = &hit.article;
    let text = |text: &'_ Option<String>| Cell::Text(Cow::Owned(text.clone().unwrap_or_default()));
    let names = |kind| Cell::Text(names(article, kind).into());
    let about = article.countries.iter().filter(|country| country.role == Role::About);
    let about: Vec<&str> = about.map(|country| country.name.as_str()).collect();
    let notes: Vec<&str> = article.notes.iter().map(|note| note.text.as_str()).collect();
    let passage = hit.snippets.iter().find(|snippet| snippet.field == "body");
    [
        text(&article.headline),
        text(&article.standfirst),
        text(&article.source),
        Cell::Text(article.byline.join("; ").into()),
        text(&article.published),
        text(&article.url),
        Cell::Text(about.join("; ").into()),
        names(EntityKind::Person),
        names(EntityKind::Organisation),
        names(EntityKind::Place),
        text(&article.language),
        text(&article.section),
        (&article.path).into(),
        (&article.id).into(),
        Cell::Text(passage.map_or_else(String::new, |passage| passage.text.clone()).into()),
        copies.into(),
        Cell::Text(article.tags.join("; ").into()),
        Cell::Text(notes.join("; ").into()),
    ]
}

fn names(article: &Article, kind: EntityKind) -> String {
    let names = article.entities.iter().filter(|entity| entity.kind == kind);
    names.map(|entity| entity.name.as_str()).collect::<Vec<_>>().join("; ")
}
