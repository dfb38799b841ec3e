//! CSV for spreadsheets, quoted as in RFC 4180.
//!
//! Excel, LibreOffice and Google Sheets take a cell that begins with `=`, `+`, `-` or `@`, or with such a
//! character in its wide form, for a formula, also after white space, quoted or not. A quote mark before
//! it makes it text in all of them. Numbers of our own are left as they are.

use std::borrow::Cow;
use std::io::{self, Write};

use dateline_core::text::safe;

/// Rows of cells.
pub struct Csv<W: Write> {
    inner: ::csv::Writer<W>,
}

/// A cell of a row.
pub enum Cell<'a> {
    /// Text from outside.
    Text(Cow<'a, str>),
    /// A number that the program itself gives.
    Number(String),
}

impl<'a> From<&'a str> for Cell<'a> {
    fn from(text: &'a str) -> Cell<'a> {
        Cell::Text(text.into())
    }
}

impl<'a> From<&'a String> for Cell<'a> {
    fn from(text: &'a String) -> Cell<'a> {
        Cell::Text(text.into())
    }
}

impl From<u64> for Cell<'_> {
    fn from(number: u64) -> Self {
        Cell::Number(number.to_string())
    }
}

impl From<f32> for Cell<'_> {
    fn from(number: f32) -> Self {
        Cell::Number(number.to_string())
    }
}

impl<W: Write> Csv<W> {
    /// Rows that are written to `out`.
    pub fn new(out: W) -> Csv<W> {
        Csv { inner: ::csv::WriterBuilder::new().flexible(true).from_writer(out) }
    }

    /// Writes a row.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn row<'a>(&mut self, cells: impl IntoIterator<Item = Cell<'a>>) -> io::Result<()> {
        for cell in cells {
            match cell {
                Cell::Text(text) => self.inner.write_field(harmless(&text).as_bytes()),
                Cell::Number(number) => self.inner.write_field(number),
            }
            .map_err(io_error)?;
        }
        self.inner.write_record(None::<&[u8]>).map_err(io_error)
    }

    /// Hands all rows on.
    ///
    /// # Errors
    /// If they cannot be written.
    pub fn finish(mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// The error of the system beneath, so that a closed pipe is known as one.
fn io_error(error: ::csv::Error) -> io::Error {
    match error.into_kind() {
        ::csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

/// Text that neither a terminal obeys nor a spreadsheet takes for a formula.
fn harmless(text: &str) -> Cow<'_, str> {
    let text = safe::paragraphs(text);
    if begins_formula(&text) { format!("'{text}").into() } else { text }
}

fn begins_formula(text: &str) -> bool {
    let visible = text.trim_start_matches(|c: char| c.is_whitespace() || is_invisible(c));
    visible.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']) || text.starts_with(['\t', '\n'])
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(cells: Vec<Cell<'_>>) -> String {
        let mut out = Vec::new();
        let mut csv = Csv::new(&mut out);
        csv.row(cells).unwrap();
        csv.finish().unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn what_looks_like_a_formula_is_text() {
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "\t=1", "\r=1", "\u{feff}=1", "＝1", "\tx"] {
            let line = written(vec![formula.into()]);
            assert!(line.starts_with('\'') || line.starts_with("\"'"), "{formula:?} is {line:?}");
        }
        assert_eq!(written(vec!["a=b".into(), "—".into(), "".into()]), "a=b,—,\n");
    }

    #[test]
    fn rows_may_differ_in_length() {
        let mut out = Vec::new();
        let mut csv = Csv::new(&mut out);
        csv.row(["a".into(), "b".into()]).unwrap();
        csv.row([Cell::from("complete")]).unwrap();
        csv.finish().unwrap();
        assert_eq!(out, b"a,b\ncomplete\n");
    }

    #[test]
    fn numbers_of_our_own_stay_numbers() {
        assert_eq!(written(vec![7.into(), Cell::from(-0.5_f32)]), "7,-0.5\n");
    }

    #[test]
    fn cells_are_quoted_and_obeyed_by_no_terminal() {
        assert_eq!(
            written(vec!["a,\"b\"".into(), "c\r\nd\x1b\u{202e}".into()]),
            "\"a,\"\"b\"\"\",\"c\nd\u{fffd}\"\n"
        );
    }
}
