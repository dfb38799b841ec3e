//! How a table is written, and where its rows begin, from its first lines.
//!
//! Before the header there may be a line like `sep=;`, which spreadsheets read, and lines that say where the table
//! comes from. A table without a header, or with names that nobody knows, is understood from its cells ([`guess`]).

use super::super::columns::Columns;
use super::cells::{DELIMITERS, Dialect, Quotes, Quoting, cells};
use super::guess;
use super::header::{Header, by_number, numbered};

/// Among how many first lines the header is looked for.
const HEADER_WITHIN: usize = 20;

/// How many first rows show how the table is written.
const SAMPLE: usize = 60;

/// The longest name of a column before whose row there may be other lines.
const LONGEST_NAME: usize = 60;

/// How a table is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Table {
    pub header: Header,
    /// How many lines are before the first row, the row of names among them.
    pub skipped: usize,
}

/// The first lines of a stream, which may be cut off.
#[derive(Clone, Copy)]
pub(super) struct Head<'t> {
    pub text: &'t str,
    pub is_cut: bool,
}

impl Table {
    /// The table that begins with these lines; `None` if it cannot be understood.
    pub fn of(head: Head, columns: &Columns) -> Option<Self> {
        let (declared, first) = declared_delimiter(head.text);
        let delimiters = declared.map_or(DELIMITERS.to_vec(), |delimiter| vec![delimiter]);
        let named = named_header(head, first, &delimiters, columns);
        named.or_else(|| without_names(head, first, &delimiters, columns))
    }

    /// The same only for a header in the first line, as a text that nobody calls a table has to have it.
    pub fn of_first_line(head: Head, columns: &Columns) -> Option<Self> {
        let (declared, first) = declared_delimiter(head.text);
        let delimiters = declared.map_or(DELIMITERS.to_vec(), |delimiter| vec![delimiter]);
        let (line, start) = numbered_lines(head.text).nth(first)?;
        let header = best_header(&head.text[start..], &delimiters, columns)?;
        Some(with_quoting(head, line, start, header))
    }
}

/// The names of the columns of a table that could not be understood, as far as they can be seen.
pub(super) fn names(head: Head) -> Vec<String> {
    let (declared, first) = declared_delimiter(head.text);
    let delimiters = declared.map_or(DELIMITERS.to_vec(), |delimiter| vec![delimiter]);
    let Some((dialect, width)) = likely_dialect(head, first, &delimiters) else {
        let line = head.text.lines().nth(first).unwrap_or_default();
        let widest = delimiters.into_iter().max_by_key(|&delimiter| cells(line, doubled(delimiter)).len());
        return owned(&cells(line, doubled(widest.unwrap_or(b','))));
    };
    let row = rows(head, first, dialect).into_iter().find(|row| cells(row.text, dialect).len() == width);
    row.map(|row| owned(&cells(row.text, dialect))).unwrap_or_default()
}

fn owned(cells: &[std::borrow::Cow<str>]) -> Vec<String> {
    let names: Vec<String> =
        cells.iter().map(|cell| cell.trim_start_matches('\u{feff}').trim().to_owned()).collect();
    if names.iter().all(String::is_empty) { vec![] } else { names }
}

fn doubled(delimiter: u8) -> Dialect {
    Dialect { delimiter, quoting: Quoting::Doubled }
}

/// The delimiter that a first line like `sep=;` names, and how many lines that takes.
fn declared_delimiter(text: &str) -> (Option<u8>, usize) {
    let line = text.trim_start_matches('\u{feff}').lines().next().unwrap_or_default();
    let line = line.trim_start_matches('"');
    let value = match line.get(..4) {
        Some(name) if name.eq_ignore_ascii_case("sep=") => line[4..].trim_end_matches('"'),
        _ => return (None, 0),
    };
    let value = if value.eq_ignore_ascii_case("\\t") { "\t" } else { value };
    match value.as_bytes() {
        [delimiter, rest @ ..] if delimiter.is_ascii() && rest.iter().all(|byte| byte == delimiter) => {
            (Some(*delimiter), 1)
        }
        _ => (None, 0),
    }
}

/// The lines with their numbers and where they begin.
fn numbered_lines(text: &str) -> impl Iterator<Item = (usize, usize)> {
    let starts = std::iter::once(0).chain(memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1));
    starts.enumerate()
}

/// The header with names that are known, be there other lines before it.
fn named_header(head: Head, first: usize, delimiters: &[u8], columns: &Columns) -> Option<Table> {
    let mut widest_before = 0;
    for (line, start) in numbered_lines(head.text).skip(first).take(HEADER_WITHIN) {
        let rest = &head.text[start..];
        let text = rest.lines().next().unwrap_or_default();
        if text.trim().is_empty() {
            continue;
        }
        let is_first = widest_before == 0;
        if let Some(header) = best_header(rest, delimiters, columns)
            && (is_first
                || (header.known() >= 2 && header.keys.len() > widest_before && has_short_names(&header)))
        {
            return Some(with_quoting(head, line, start, header));
        }
        widest_before = widest_before.max(filled(text, delimiters)).max(1);
    }
    None
}

fn has_short_names(header: &Header) -> bool {
    header.keys.iter().all(|key| key.chars().count() <= LONGEST_NAME)
}

/// How many cells of a line say something, by the delimiter with which there are most.
fn filled(line: &str, delimiters: &[u8]) -> usize {
    let count = |&delimiter: &u8| {
        cells(line, doubled(delimiter)).iter().filter(|cell| !cell.trim().is_empty()).count()
    };
    delimiters.iter().map(count).max().unwrap_or(0)
}

/// The header at the start of a text, with the delimiter with which most names are known.
fn best_header(text: &str, delimiters: &[u8], columns: &Columns) -> Option<Header> {
    let header = |&delimiter: &u8| {
        let dialect = doubled(delimiter);
        Header::of(first_row(text, dialect), dialect, columns)
    };
    // Of several with as many names the first counts.
    let best = delimiters.iter().map(header).rev().max_by_key(Header::known)?;
    let is_named = best.known() > 0;
    let best = best.with_numbers(columns);
    (is_named && best.has_text()).then_some(best)
}

fn first_row(text: &str, dialect: Dialect) -> &str {
    let mut quotes = Quotes::new(dialect);
    for end in memchr::memchr_iter(b'\n', text.as_bytes()).take(HEADER_WITHIN) {
        if !quotes.are_open_after(&text.as_bytes()[..=end]) {
            return &text[..end];
        }
    }
    text.lines().next().unwrap_or_default()
}

/// The table below a header, whose quotes are of the kind with which most rows have as many cells as it.
fn with_quoting(head: Head, line: usize, start: usize, header: Header) -> Table {
    let names = first_row(&head.text[start..], header.dialect);
    let skipped = line + 1 + names.matches('\n').count();
    let width = header.keys.len();
    let (quoting, _) = quoting(head, skipped, header.dialect.delimiter, |_| Some(width));
    let dialect = Dialect { quoting, ..header.dialect };
    Table { header: Header { dialect, ..header }, skipped }
}

/// The kind of quotes with which most rows of the sample have the width of the table, and their share in percent.
fn quoting(
    head: Head,
    from_line: usize,
    delimiter: u8,
    width: impl Fn(&[usize]) -> Option<usize>,
) -> (Quoting, usize) {
    let share = |quoting| {
        let dialect = Dialect { delimiter, quoting };
        let widths: Vec<usize> =
            rows(head, from_line, dialect).iter().map(|row| cells(row.text, dialect).len()).collect();
        let fitting =
            width(&widths).map_or(0, |width| widths.iter().filter(|&&other| other == width).count());
        fitting * 100 / widths.len().max(1)
    };
    let doubled = share(Quoting::Doubled);
    if has_escaped_quotes(head.text, delimiter) {
        let escaped = share(Quoting::Backslash);
        if escaped >= doubled {
            return (Quoting::Backslash, escaped);
        }
    }
    if doubled < ALMOST_ALL && !has_quoted_cells(head.text, delimiter) {
        let none = share(Quoting::None);
        if none >= ALMOST_ALL {
            return (Quoting::None, none);
        }
    }
    (Quoting::Doubled, doubled)
}

/// The share of rows, in percent, from which they are written in a way.
const ALMOST_ALL: usize = 90;

/// True if a backslash is before a quote that ends no cell, or before something that no other table escapes.
fn has_escaped_quotes(text: &str, delimiter: u8) -> bool {
    let bytes = text.as_bytes();
    memchr::memmem::find_iter(bytes, "\\\"").any(|at| {
        bytes
            .get(at + 2)
            .is_some_and(|next| *next != delimiter && !next.is_ascii_whitespace() && *next != b'"')
    }) || memchr::memmem::find_iter(bytes, "\\N").any(|at| {
        at > 0
            && bytes[at - 1] == delimiter
            && bytes.get(at + 2).is_none_or(|next| *next == delimiter || *next <= b'\r')
    }) || memchr::memchr_iter(delimiter, bytes)
        .any(|at| at > 0 && bytes[at - 1] == b'\\' && delimiter == b'\t')
}

/// True if a cell begins and ends with a quote.
fn has_quoted_cells(text: &str, delimiter: u8) -> bool {
    let dialect = Dialect { delimiter, quoting: Quoting::None };
    let is_quoted =
        |cell: &std::borrow::Cow<str>| cell.len() > 1 && cell.starts_with('"') && cell.ends_with('"');
    text.lines().take(SAMPLE * 4).any(|line| cells(line, dialect).iter().any(is_quoted))
        || memchr::memmem::find(text.as_bytes(), b"\"\"").is_some()
}

/// A row of the sample.
#[derive(Clone, Copy)]
struct Row<'t> {
    text: &'t str,
    /// The line at which it begins, from 0.
    line: usize,
}

/// The first whole rows from a line on. A quote that is never closed makes one row of all that is left.
fn rows<'t>(head: Head<'t>, from_line: usize, dialect: Dialect) -> Vec<Row<'t>> {
    let Some((_, start)) = numbered_lines(head.text).nth(from_line) else { return vec![] };
    let text = &head.text[start..];
    let (mut rows, mut begin, mut line) = (vec![], 0, from_line);
    let mut begin_line = from_line;
    let mut quotes = Quotes::new(dialect);
    for end in memchr::memchr_iter(b'\n', text.as_bytes()) {
        line += 1;
        if quotes.are_open_after(&text.as_bytes()[begin..=end]) {
            continue;
        }
        push(&mut rows, Row { text: &text[begin..end], line: begin_line });
        (begin, begin_line) = (end + 1, line);
        quotes = Quotes::new(dialect);
        if rows.len() == SAMPLE {
            return rows;
        }
    }
    if !head.is_cut {
        push(&mut rows, Row { text: &text[begin..], line: begin_line });
    }
    rows
}

fn push<'t>(rows: &mut Vec<Row<'t>>, row: Row<'t>) {
    if !row.text.trim().is_empty() {
        rows.push(row);
    }
}

/// How a table without known names is written, by what gives most rows with the same number of cells; and that number.
fn likely_dialect(head: Head, first: usize, delimiters: &[u8]) -> Option<(Dialect, usize)> {
    let scored = delimiters.iter().filter_map(|&delimiter| {
        let (quoting, share) = quoting(head, first, delimiter, most_frequent);
        let dialect = Dialect { delimiter, quoting };
        let widths: Vec<usize> =
            rows(head, first, dialect).iter().map(|row| cells(row.text, dialect).len()).collect();
        // Two delimiters that part every row alike are told apart by how much they part.
        Some((share, most_frequent(&widths)?, dialect))
    });
    let best = scored.rev().max_by_key(|(share, width, _)| (*share, *width))?;
    Some((best.2, best.1))
}

fn most_frequent(widths: &[usize]) -> Option<usize> {
    let count = |width: usize| widths.iter().filter(|&&other| other == width).count();
    widths.iter().copied().filter(|&width| width > 1).max_by_key(|&width| (count(width), width))
}

/// A table whose names say nothing, understood from its cells or by the numbers that the user gives.
fn without_names(head: Head, first: usize, delimiters: &[u8], columns: &Columns) -> Option<Table> {
    let (dialect, width) = likely_dialect(head, first, delimiters)?;
    let rows: Vec<Row> = rows(head, first, dialect)
        .into_iter()
        .filter(|row| cells(row.text, dialect).len() == width)
        .collect();
    let sample: Vec<Vec<_>> = rows.iter().map(|row| cells(row.text, dialect)).collect();
    let is_numbered = (0..width).any(|at| by_number(at, columns).is_some());
    let (has_header, mut keys) = if is_numbered {
        let keys = (0..width).map(|at| by_number(at, columns).map_or_else(|| numbered(at), str::to_owned));
        (false, keys.collect())
    } else {
        let guessed = guess::columns(&sample)?;
        let names = owned(sample.first()?);
        let keys = guessed.fields.iter().zip(&names).enumerate().map(|(at, (field, name))| match field {
            Some(field) => (*field).to_owned(),
            None if guessed.has_header => name.clone(),
            None => numbered(at),
        });
        (guessed.has_header, keys.collect::<Vec<_>>())
    };
    keys.truncate(width);
    let header = Header { dialect, keys, is_named_by_user: is_numbered };
    let first_row = *rows.first()?;
    let lines_of_names = if has_header { 1 + first_row.text.matches('\n').count() } else { 0 };
    header.has_text().then_some(Table { header, skipped: first_row.line + lines_of_names })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn table(text: &str) -> Option<Table> {
        Table::of(Head { text, is_cut: false }, &Columns::default())
    }

    fn told(text: &str) -> (char, Quoting, Vec<String>, usize) {
        let Table { header: Header { dialect, keys, .. }, skipped } = table(text).unwrap();
        (dialect.delimiter.into(), dialect.quoting, keys, skipped)
    }

    const PROSE: &str = "The council met on Tuesday and talked for six hours about the old ferry and what it costs. \
                         In the end it was agreed that she should run for another winter, whatever the weather.";

    #[test]
    fn a_line_for_spreadsheets_names_the_delimiter() {
        for first in ["sep=;", "SEP=;", "\u{feff}\"sep=;\"", "sep=;;;"] {
            let (delimiter, _, keys, skipped) = told(&format!("{first}\ntitle;text\na, b;c\n"));
            assert_eq!((delimiter, keys.len(), skipped), (';', 2, 2), "{first}");
        }
        assert_eq!(told("sep=^\ntitle^text\na^b\n").0, '^');
        assert_eq!(declared_delimiter("separate;text"), (None, 0));
    }

    #[test]
    fn other_lines_may_be_before_the_header() {
        let (_, _, keys, skipped) = told("Export of 3 March 2024\nQuery: ferry\n\nDate,Title,Text\n1,a,b\n");
        assert_eq!((keys, skipped), (vec!["date".into(), "title".into(), "text".into()], 4));
        let (_, _, _, skipped) = told("# archive,,\nTitle,Date,Text\na,b,c\n");
        assert_eq!(skipped, 2);
        // A row of a table without a header may have a name in it too.
        assert!(table("a,b,c\ntitle,d,text\n").is_none());
    }

    #[test]
    fn quotes_are_of_the_kind_that_gives_whole_rows() {
        assert_eq!(told("title,text\n\"a \\\"b\\\", c\",d\n").1, Quoting::Backslash);
        assert_eq!(told("title,text\n\"a \"\"b\"\", c\",d\n").1, Quoting::Doubled);
        assert_eq!(told("title\ttext\n\"No\" again\tx\n\"Yes\tmore\n").1, Quoting::None);
        assert_eq!(told("title|text\na|b\n").0, '|');
    }

    #[test]
    fn a_table_without_a_header_or_with_unknown_names_is_understood_from_its_cells() {
        let row = |n: u32| {
            format!("2024-03-0{n};Ferry stays another winter {n};https://a.example/{n};{PROSE} {n}\n")
        };
        let rows = row(1) + &row(2) + &row(3);
        let (_, _, keys, skipped) = told(&rows);
        assert_eq!(
            (keys, skipped),
            (vec!["published".into(), "headline".into(), "url".into(), "body".into()], 0)
        );
        let (_, _, keys, skipped) = told(&format!("A1;B2;C3;D4\n{rows}"));
        assert_eq!((keys, skipped), (vec!["A1".into(), "headline".into(), "url".into(), "body".into()], 1));
        assert!(table("a;b;c\n1;2;3\n4;5;6\n").is_none());
    }

    #[test]
    fn columns_are_named_by_number_where_there_is_no_header() {
        let head = Head { text: "x|A|a\ny|B|b\n", is_cut: false };
        let table = Table::of(head, &"headline=2,body=3".parse().unwrap()).unwrap();
        assert_eq!(
            (table.header.keys, table.skipped),
            (vec!["column 1".into(), "headline".into(), "body".into()], 0)
        );
    }

    #[test]
    fn the_names_of_a_table_that_is_not_understood_are_given() {
        let head = |text| names(Head { text, is_cut: false });
        assert_eq!(head("\u{feff}ID;Medium;\"Link, kurz\"\r\n1;a;b\n"), ["ID", "Medium", "Link, kurz"]);
        assert_eq!(head("sep=|\na|b\n"), ["a", "b"]);
        assert_eq!(head(""), Vec::<String>::new());
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "(sep=;|title|text|,|;|\t|\\||\"|\\\\|\n|\r|x |é){0,60}", is_cut: bool) {
            let head = Head { text: &text, is_cut };
            let named = "headline=x,body=2".parse().unwrap();
            for columns in [Columns::default(), named] {
                if let Some(table) = Table::of(head, &columns) {
                    prop_assert!(table.skipped <= text.lines().count() && table.header.has_text());
                }
                Table::of_first_line(head, &columns);
            }
            names(head);
        }
    }
}
