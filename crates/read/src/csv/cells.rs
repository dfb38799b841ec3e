//! The quotes of a table and the cells between its delimiters, by RFC 4180.

use std::borrow::Cow;

use memchr::memchr;

/// The characters between cells; of those in a header the most frequent one counts.
pub(super) const DELIMITERS: [u8; 3] = [b',', b';', b'\t'];

/// Follows quotes from line to line, so that each byte of a row is looked at once.
pub(super) struct Quotes {
    delimiter: Option<u8>,
    pub is_open: bool,
    seen: usize,
}

impl Quotes {
    pub fn new(delimiter: Option<u8>) -> Self {
        Self { delimiter, is_open: false, seen: 0 }
    }

    /// True if a quoted cell goes on after these bytes, which begin with those that were seen before.
    ///
    /// A quote opens a cell only at its head, and closes one only at its end: `6" pipe` has none.
    pub fn are_open_after(&mut self, bytes: &[u8]) -> bool {
        while let Some(found) = memchr(b'"', &bytes[self.seen..]) {
            let at = self.seen + found;
            self.seen = at + 1;
            if !self.is_open {
                self.is_open = self.is_head_of_cell(&bytes[..at]);
            } else if bytes.get(at + 1) == Some(&b'"') {
                self.seen += 1;
            } else if self.ends_cell(bytes.get(at + 1)) {
                self.is_open = false;
            }
        }
        self.seen = bytes.len();
        self.is_open
    }

    fn ends_cell(&self, next: Option<&u8>) -> bool {
        match (next, self.delimiter) {
            (None | Some(b'\r' | b'\n'), _) => true,
            (Some(next), Some(delimiter)) => *next == delimiter,
            (Some(next), None) => DELIMITERS.contains(next),
        }
    }

    fn is_head_of_cell(&self, before: &[u8]) -> bool {
        match (before.last(), self.delimiter) {
            (None | Some(b'\n'), _) => true,
            (Some(b'\xbf'), _) => before == b"\xef\xbb\xbf",
            (Some(last), Some(delimiter)) => *last == delimiter,
            (Some(last), None) => DELIMITERS.contains(last),
        }
    }
}

/// The cells of a row whose quotes are closed.
pub(super) fn cells(row: &str, delimiter: u8) -> Vec<Cow<'_, str>> {
    let row = row.strip_suffix('\n').unwrap_or(row);
    let row = row.strip_suffix('\r').unwrap_or(row);
    let mut cells = vec![];
    let mut rest = Some(row);
    while let Some(row) = rest {
        let (cell, after) = if row.starts_with('"') { quoted(row, delimiter) } else { bare(row, delimiter) };
        cells.push(cell);
        rest = after;
    }
    cells
}

fn bare(row: &str, delimiter: u8) -> (Cow<'_, str>, Option<&str>) {
    match memchr(delimiter, row.as_bytes()) {
        Some(at) => (Cow::Borrowed(&row[..at]), Some(&row[at + 1..])),
        None => (Cow::Borrowed(row), None),
    }
}

/// A cell in quotes, within which two quotes stand for one. A single one that ends nothing stands for itself.
fn quoted(row: &str, delimiter: u8) -> (Cow<'_, str>, Option<&str>) {
    let inner = &row[1..];
    let bytes = inner.as_bytes();
    let mut at = 0;
    while let Some(found) = memchr(b'"', &bytes[at..]) {
        at += found;
        match bytes.get(at + 1) {
            None => return (Cow::Owned(inner[..at].replace("\"\"", "\"")), None),
            Some(next) if *next == delimiter => {
                return (Cow::Owned(inner[..at].replace("\"\"", "\"")), Some(&inner[at + 2..]));
            }
            Some(b'"') => at += 2,
            Some(_) => at += 1,
        }
    }
    (Cow::Owned(inner.replace("\"\"", "\"")), None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn are_open(row: &str) -> bool {
        Quotes::new(Some(b',')).are_open_after(row.as_bytes())
    }

    #[test]
    fn quotes_open_at_the_head_of_a_cell_only() {
        assert!(are_open("a,\"b") && are_open("\"a \"\" b") && are_open("\"a\"b"));
        assert!(!are_open("a,\"b\"") && !are_open("6\" pipe,a \"b") && !are_open(""));
    }

    #[test]
    fn cells_keep_what_stands_in_their_quotes() {
        assert_eq!(cells("a,\"b, \"\"c\"\"\",,\"d\"\r\n", b','), ["a", "b, \"c\"", "", "d"]);
        assert_eq!(cells("\"open, cell", b','), ["open, cell"]);
    }

    proptest! {
        #[test]
        fn quotes_are_followed_line_by_line_as_in_one(lines in proptest::collection::vec("[a,\"]{0,6}", 1..6)) {
            let mut quotes = Quotes::new(Some(b','));
            let mut row = String::new();
            for line in &lines {
                row += &format!("{line}\n");
                quotes.are_open_after(row.as_bytes());
            }
            prop_assert_eq!(quotes.is_open, are_open(&row));
        }
    }
}
