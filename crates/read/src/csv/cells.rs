//! The quotes of a table and the cells between its delimiters: by RFC 4180, or as databases write them, with
//! backslashes.

use std::borrow::Cow;

use memchr::{memchr, memchr2};

/// The characters between cells.
pub(super) const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// What a quote within a cell in quotes looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quoting {
    /// Two quotes stand for one.
    Doubled,
    /// A backslash takes the next character its meaning, also in cells without quotes.
    Backslash,
    /// A quote is a character like any other.
    None,
}

/// How the cells of a table are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Dialect {
    pub delimiter: u8,
    pub quoting: Quoting,
}

/// Follows quotes from line to line, so that each byte of a row is looked at once.
pub(super) struct Quotes {
    dialect: Dialect,
    pub is_open: bool,
    seen: usize,
}

impl Quotes {
    pub fn new(dialect: Dialect) -> Self {
        Self { dialect, is_open: false, seen: 0 }
    }

    /// Goes on with bytes of which none was seen before.
    pub fn forget(&mut self) {
        self.seen = 0;
    }

    /// True if a quoted cell goes on after these bytes, which begin with those that were seen before.
    ///
    /// A quote opens a cell only at its head, and closes one only at its end: `6" pipe` has none.
    pub fn are_open_after(&mut self, bytes: &[u8]) -> bool {
        match self.dialect.quoting {
            Quoting::None => return false,
            Quoting::Doubled => self.follow_doubled(bytes),
            Quoting::Backslash => self.follow_escaped(bytes),
        }
        self.is_open
    }

    fn follow_doubled(&mut self, bytes: &[u8]) {
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
    }

    fn follow_escaped(&mut self, bytes: &[u8]) {
        while let Some(found) = memchr2(b'"', b'\\', bytes.get(self.seen..).unwrap_or_default()) {
            let at = self.seen + found;
            self.seen = at + 1;
            match bytes[at] {
                b'\\' => self.seen += 1,
                _ if !self.is_open => self.is_open = self.is_head_of_cell(&bytes[..at]),
                _ if self.ends_cell(bytes.get(at + 1)) => self.is_open = false,
                _ => {}
            }
        }
        // The character after a backslash at the end is seen with the next bytes.
        self.seen = self.seen.max(bytes.len());
    }

    fn ends_cell(&self, next: Option<&u8>) -> bool {
        next.is_none_or(|next| matches!(next, b'\r' | b'\n') || *next == self.dialect.delimiter)
    }

    fn is_head_of_cell(&self, before: &[u8]) -> bool {
        match before.last() {
            None | Some(b'\n') => true,
            Some(b'\xbf') => before == b"\xef\xbb\xbf",
            Some(last) => *last == self.dialect.delimiter,
        }
    }
}

/// The cells of a row whose quotes are closed.
pub(super) fn cells(row: &str, dialect: Dialect) -> Vec<Cow<'_, str>> {
    let row = row.strip_suffix('\n').unwrap_or(row);
    let row = row.strip_suffix('\r').unwrap_or(row);
    let mut cells = vec![];
    let mut rest = Some(row);
    while let Some(row) = rest {
        let is_quoted = dialect.quoting != Quoting::None && row.starts_with('"');
        let (cell, after) = match dialect.quoting {
            Quoting::Backslash => escaped(row, is_quoted, dialect.delimiter),
            _ if is_quoted => quoted(row, dialect.delimiter),
            _ => bare(row, dialect.delimiter),
        };
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

/// A cell in which a backslash takes the next character its meaning; `\N` alone is how databases write nothing.
fn escaped(row: &str, is_quoted: bool, delimiter: u8) -> (Cow<'_, str>, Option<&str>) {
    let inner = if is_quoted { &row[1..] } else { row };
    let bytes = inner.as_bytes();
    let mark = if is_quoted { b'"' } else { delimiter };
    let mut cell = String::new();
    let mut copied = 0;
    while let Some(found) = memchr2(mark, b'\\', &bytes[copied..]) {
        let at = copied + found;
        cell.push_str(&inner[copied..at]);
        if bytes[at] == b'\\' {
            let Some(next) = inner[at + 1..].chars().next() else {
                copied = at;
                break;
            };
            push_escaped(&mut cell, next);
            copied = at + 1 + next.len_utf8();
            continue;
        }
        if !is_quoted {
            return (finished(cell, is_quoted), Some(&inner[at + 1..]));
        }
        match bytes.get(at + 1) {
            None => return (finished(cell, is_quoted), None),
            Some(next) if *next == delimiter => return (finished(cell, is_quoted), Some(&inner[at + 2..])),
            // Doubled quotes occur beside escaped ones.
            Some(b'"') => copied = at + 2,
            Some(_) => copied = at + 1,
        }
        cell.push('"');
    }
    cell.push_str(&inner[copied..]);
    (finished(cell, is_quoted), None)
}

fn finished<'a>(cell: String, is_quoted: bool) -> Cow<'a, str> {
    Cow::Owned(if !is_quoted && cell == "\\N" { String::new() } else { cell })
}

fn push_escaped(cell: &mut String, next: char) {
    match next {
        'n' => cell.push('\n'),
        't' => cell.push('\t'),
        'r' | '0' => {}
        // A letter that has no meaning after a backslash is part of a path, or of a formula.
        letter if letter.is_ascii_alphanumeric() => cell.extend(['\\', letter]),
        other => cell.push(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const COMMAS: Dialect = Dialect { delimiter: b',', quoting: Quoting::Doubled };
    const ESCAPED: Dialect = Dialect { quoting: Quoting::Backslash, ..COMMAS };

    fn are_open(row: &str, dialect: Dialect) -> bool {
        Quotes::new(dialect).are_open_after(row.as_bytes())
    }

    #[test]
    fn quotes_open_at_the_head_of_a_cell_only() {
        for open in ["a,\"b", "\"a \"\" b", "\"a\"b"] {
            assert!(are_open(open, COMMAS), "{open}");
        }
        for closed in ["a,\"b\"", "6\" pipe,a \"b", ""] {
            assert!(!are_open(closed, COMMAS), "{closed}");
        }
        assert!(!are_open("a,\"b", Dialect { quoting: Quoting::None, ..COMMAS }));
    }

    #[test]
    fn a_quote_behind_a_backslash_opens_and_closes_nothing() {
        assert!(are_open(r#""a \", b"#, ESCAPED) && !are_open(r#""a \", b","c""#, ESCAPED));
        assert!(!are_open(r#""a \\","c""#, ESCAPED));
        assert_eq!(cells(r#""a \"b\", c",d\,e,\N,"\N""#, ESCAPED), ["a \"b\", c", "d,e", "", "\\N"]);
        assert_eq!(cells(r#""C:\dir \\ one\ntwo","#, ESCAPED), ["C:\\dir \\ one\ntwo", ""]);
        assert_eq!(cells("a\\", ESCAPED), ["a\\"]);
        assert_eq!(cells(r#""a ""b"" c",d"#, ESCAPED), ["a \"b\" c", "d"]);
    }

    #[test]
    fn cells_keep_what_stands_in_their_quotes() {
        assert_eq!(cells("a,\"b, \"\"c\"\"\",,\"d\"\r\n", COMMAS), ["a", "b, \"c\"", "", "d"]);
        assert_eq!(cells("\"open, cell", COMMAS), ["open, cell"]);
        assert_eq!(
            cells("\"Yes\" she said|b", Dialect { delimiter: b'|', quoting: Quoting::None }),
            ["\"Yes\" she said", "b"]
        );
    }

    proptest! {
        #[test]
        fn quotes_are_followed_line_by_line_as_in_one(
            lines in proptest::collection::vec(r#"[a,"\\]{0,6}"#, 1..6), is_escaped: bool,
        ) {
            let dialect = if is_escaped { ESCAPED } else { COMMAS };
            let mut quotes = Quotes::new(dialect);
            let mut row = String::new();
            for line in &lines {
                row += &format!("{line}\n");
                quotes.are_open_after(row.as_bytes());
            }
            prop_assert_eq!(quotes.is_open, are_open(&row, dialect));
        }

        #[test]
        fn no_row_makes_it_panic(row in r#"[a,"\\é|\n]{0,20}"#) {
            for dialect in [COMMAS, ESCAPED, Dialect { quoting: Quoting::None, ..COMMAS }] {
                prop_assert!(!cells(&row, dialect).is_empty());
            }
        }
    }
}
