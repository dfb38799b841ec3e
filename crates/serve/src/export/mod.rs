//! Answers for machines: the same question as the page, in other forms, whole and written while it is sent.
//!
//! A table of comma-separated values and lines of JSON end with a line that says that they are complete; without it
//! something broke off.

mod atom;
mod csv;
mod json;

use std::io::{self, Write};
use std::ops::ControlFlow;

use dateline_core::article::Article;
use dateline_search::ask::{Question, each};
use dateline_search::cite::{self, Style};
use dateline_search::request::{Copies, Request};
use dateline_search::response::Hit;

use crate::address::Address;
use crate::fault::Fault;
use crate::live::Moment;
use crate::question::question;

pub use atom::Feed;

/// A form of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// One JSON object.
    Json,
    /// A JSON object a line.
    Jsonl,
    /// A table for spreadsheets.
    Csv,
    /// A feed of the newest.
    Atom,
    /// Records for reference managers.
    Ris,
    /// Records for LaTeX.
    Bib,
}

impl Format {
    /// All of them.
    pub const ALL: [Format; 6] =
        [Format::Json, Format::Jsonl, Format::Csv, Format::Atom, Format::Ris, Format::Bib];

    /// The end of an address that asks for it.
    pub fn ending(self) -> &'static str {
        match self {
            Format::Json => "json",
            Format::Jsonl => "jsonl",
            Format::Csv => "csv",
            Format::Atom => "atom",
            Format::Ris => "ris",
            Format::Bib => "bib",
        }
    }

    /// The form of this ending.
    pub fn of_ending(ending: &str) -> Option<Format> {
        Format::ALL.into_iter().find(|format| format.ending() == ending)
    }

    /// What kind of content it is.
    pub fn content_type(self) -> &'static str {
        match self {
            Format::Json => "application/json",
            Format::Jsonl => "application/x-ndjson",
            Format::Csv => "text/csv; charset=utf-8",
            Format::Atom => "application/atom+xml",
            Format::Ris => "application/x-research-info-systems",
            Format::Bib => "application/x-bibtex",
        }
    }

    /// The question that a whole answer in this form is to, with copies as the address says, else each by itself.
    ///
    /// # Errors
    /// If the address cannot be used.
    pub fn question(self, snapshot: &Moment, address: &Address) -> Result<Question, Fault> {
        let copies = address.copies.unwrap_or(Copies::All);
        let snippets = matches!(self, Format::Csv | Format::Json);
        question(
            snapshot,
            address,
            Request { copies, limit: usize::MAX, snippets, ..Request::default() },
            false,
        )
    }
}

/// Writes the whole answer to a question, with whatever shows that it is whole.
///
/// # Errors
/// If the archive cannot be read, or nobody takes what is written.
pub fn write(format: Format, snapshot: &Moment, question: &Question, out: &mut dyn Write) -> io::Result<()> {
    match format {
        Format::Json => json::write(snapshot, question, out),
        Format::Jsonl => json::write_lines(snapshot, question, out),
        Format::Csv => csv::write(snapshot, question, out),
        Format::Ris => references(snapshot, question, out, Style::Ris),
        Format::Bib => references(snapshot, question, out, Style::Bibtex),
        Format::Atom => {
            Err(io::Error::other("a feed has only the newest articles; use csv, jsonl or json to export all"))
        }
    }
}

/// Writes a reference a hit.
fn references(snapshot: &Moment, question: &Question, out: &mut dyn Write, style: Style) -> io::Result<()> {
    let write = |hit: Hit| out.write_all(cite::reference(&hit.article, None, style).as_bytes());
    all(snapshot, question, write).map(|_| ())
}

/// One article for reference managers and programs; `None` for a form that an article does not have.
pub fn article(format: Format, article: &Article) -> Option<String> {
    match format {
        Format::Ris => Some(cite::reference(article, None, Style::Ris)),
        Format::Bib => Some(cite::reference(article, None, Style::Bibtex)),
        Format::Json => serde_json::to_string(article).ok(),
        Format::Jsonl | Format::Csv | Format::Atom => None,
    }
}

/// Hands all hits on; returns how many there were.
fn all(
    snapshot: &Moment,
    question: &Question,
    mut take: impl FnMut(Hit) -> io::Result<()>,
) -> io::Result<u64> {
    let (mut count, mut failed) = (0, None);
    let mut one = |hit: Hit| {
        count += 1;
        match take(hit) {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                failed = Some(error);
                ControlFlow::Break(())
            }
        }
    };
    each(&*snapshot.engine, question, &mut one).map_err(io::Error::other)?;
    failed.map_or(Ok(count), Err)
}
