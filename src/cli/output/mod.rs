//! All that the program prints, made safe to show in one place.
//!
//! Text of articles, paths, queries and names comes from outside and may hold anything. A command hands it
//! to [`Output`] or [`say`] as it is: there it is escaped for where it goes, a terminal, CSV, Markdown or
//! JSON, and only there are styles added. [`Output`] is not a writer, so that no command can print past it.

mod json;
mod markdown;
mod message;
mod text;

use std::io::{self, BufWriter, IsTerminal, StdoutLock, Write};

use anstream::{AutoStream, ColorChoice};
use anstyle::AnsiColor;
pub(super) use anstyle::Style;

use dateline_core::text::safe;
pub(super) use dateline_search::spreadsheet::Cell;
use dateline_search::spreadsheet::Csv;

pub(super) use markdown::Markdown;
pub(super) use message::{say, say_panics};
pub(super) use text::Text;

/// A headline.
pub(super) const HEADLINE: Style = AnsiColor::Cyan.on_default().bold();
/// Facts about an article.
pub(super) const FACT: Style = Style::new().dimmed();
/// A word that matched, or a name.
pub(super) const HIT: Style = AnsiColor::Yellow.on_default().bold();
/// The name of a person.
pub(super) const PERSON: Style = AnsiColor::Yellow.on_default().bold();
/// The name of an organisation.
pub(super) const ORGANISATION: Style = AnsiColor::Magenta.on_default().bold();
/// The name of a place, or evidence for a country.
pub(super) const PLACE: Style = AnsiColor::Green.on_default().bold();
/// The title of a block.
pub(super) const TITLE: Style = Style::new().bold();
/// The bar of a count.
pub(super) const BAR: Style = AnsiColor::Blue.on_default();

/// The narrowest and the widest that lines are laid out for.
const WIDTHS: [usize; 2] = [20, 120];
/// The width if none is known.
const WIDTH: usize = 100;

/// Standard output.
pub(super) struct Output {
    inner: BufWriter<StdoutLock<'static>>,
    coloured: bool,
}

impl Output {
    pub(super) fn stdout() -> Output {
        let coloured = AutoStream::choice(&io::stdout()) != ColorChoice::Never;
        Output { inner: BufWriter::new(io::stdout().lock()), coloured }
    }

    /// Writes a line of text, or several where the text has line breaks.
    pub(super) fn line(&mut self, text: impl Into<Text>) -> io::Result<()> {
        let text = text.into();
        if self.coloured {
            writeln!(self.inner, "{}", text.coloured())
        } else {
            writeln!(self.inner, "{}", text.uncoloured())
        }
    }

    /// Writes text broken into lines that fit the terminal; those after the first begin at a column of their own.
    pub(super) fn wrapped(&mut self, head: Text, text: Text) -> io::Result<()> {
        let indent = head.columns();
        let mut head = Some(head);
        for line in text.wrapped(width().saturating_sub(indent)) {
            let start = head.take().unwrap_or_else(|| Text::new().spaces(indent));
            self.line(start.then(line))?;
        }
        Ok(())
    }

    /// Writes an empty line.
    pub(super) fn blank(&mut self) -> io::Result<()> {
        self.inner.write_all(b"\n")
    }

    /// Writes a JSON value on a line of its own.
    pub(super) fn json(&mut self, value: &impl serde::Serialize) -> io::Result<()> {
        json::write_line(&mut self.inner, value)
    }

    /// Writes a line of Markdown.
    pub(super) fn markdown(&mut self, line: &Markdown) -> io::Result<()> {
        writeln!(self.inner, "{}", line.as_str())
    }

    /// Writes part of a document, such as a feed, whose writer has escaped what it holds.
    pub(super) fn document(&mut self, part: &str) -> io::Result<()> {
        self.inner.write_all(part.as_bytes())
    }

    /// Begins a table of comma-separated values.
    pub(super) fn csv(&mut self) -> Csv<impl Write> {
        Csv::new(&mut self.inner)
    }

    /// Hands all that was written on.
    pub(super) fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// The columns of the terminal; if there is none, `COLUMNS` or a readable default.
pub(super) fn width() -> usize {
    let terminal = || {
        let stdout = io::stdout();
        let size = stdout.is_terminal().then(|| terminal_size::terminal_size_of(&stdout)).flatten()?;
        Some(usize::from(size.0.0)).filter(|&columns| columns > 0)
    };
    let columns = || std::env::var("COLUMNS").ok()?.parse().ok();
    terminal().or_else(columns).unwrap_or(WIDTH).clamp(WIDTHS[0], WIDTHS[1])
}

/// True if an argument of the command line holds what a terminal could obey.
pub(super) fn is_unsafe(text: &str) -> bool {
    text.contains(safe::is_unsafe)
}
