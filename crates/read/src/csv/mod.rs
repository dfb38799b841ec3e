//! Tables: CSV with commas, semicolons or bars, TSV with tabs.
//!
//! ```text
//! Title,Publication Date,text
//! "Ferry, bridge or both?",2015-10-23,"The council met."
//! ```
//!
//! is a record with the keys `title`, `publication_date` and `text`.
//!
//! The columns are named like the keys of JSON records, by other names in many languages ([`header`]), or by the user.
//! How the table is written, and where it begins, is found out from its first lines ([`detect`]). Rows are cut out of
//! the stream one at a time, and a quote that is never closed costs the row it is in.
//!
//! Not for: tables without a column of headlines or texts, which have no articles.

mod cells;
mod detect;
mod guess;
mod header;

use std::io::{self, BufRead, Read};

use encoding_rs::Encoding;
use memchr::memchr;

use super::columns::Columns;
use super::error::{Reason, RecordError};
use super::input::Input;
use super::object::MAX_RECORD;
use super::peek_reader::{HEAD, PeekReader};
use super::sink::{ReadResult, RecordResult, Sink, push_all};
use super::{Content, Format, RawDoc, encoding, in_utf8};
use cells::{Quotes, cells};
use detect::{Head, Table};
use header::Header;

/// This many quotes that are never closed make a file that is not a table.
const MAX_UNCLOSED: u32 = 16;

/// How many lines behind a quote that is not closed show whether these are rows, or parts of one long cell.
const LINES_BEHIND: usize = 20;

/// Reads the rows of a table.
///
/// # Errors
/// If the sink wants no more.
pub(super) fn read(input: Input, sink: &mut dyn Sink) -> ReadResult {
    push_all(sink, CsvRecords::with_limit(input, MAX_RECORD))
}

/// The rows of a table.
struct CsvRecords<'a> {
    source: PeekReader<'a>,
    limit: usize,
    /// The encoding of rows that are not UTF-8.
    encoding: Option<&'static Encoding>,
    columns: Columns,
    header: Option<Header>,
    record: u64,
    line: u64,
    unclosed: u32,
    ended: bool,
}

/// A row as it is in the file.
struct Row {
    bytes: Vec<u8>,
    /// The line at which it begins, from 1.
    line: u64,
    /// False if a quote in it is not closed before the end of the file, or before the limit.
    is_closed: bool,
}

/// How reading a line ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Line {
    Whole,
    /// Longer than the limit, and only its first bytes were kept.
    TooLong,
    EndOfFile,
}

impl<'a> CsvRecords<'a> {
    fn with_limit(input: Input<'a>, limit: usize) -> Self {
        let columns = input.scope.columns;
        let mut source = with_line_feeds(in_utf8(input.source));
        let encoding = input.encoding.or_else(|| encoding::told_by(source.head()));
        Self { source, limit, encoding, columns, header: None, record: 0, line: 1, unclosed: 0, ended: false }
    }

    fn step(&mut self) -> Result<Option<RawDoc>, RecordError> {
        if self.header.is_none() {
            self.header = Some(self.read_header()?);
        }
        let Some(row) = self.next_row().map_err(|error| self.fatal(error.into()))? else {
            return Ok(None);
        };
        let number = self.record;
        self.record += 1;
        if row.is_closed && row.bytes.len() > self.limit {
            let reason = Reason::TooLong { what: "row", line: row.line, limit: self.limit };
            return Err(RecordError::skipped(number, reason));
        }
        if !row.is_closed {
            return Err(self.unclosed(number, row));
        }
        Ok(Some(self.document(number, &row)))
    }

    fn fatal(&self, reason: Reason) -> RecordError {
        RecordError::fatal(self.record, reason)
    }

    /// Finds out how the table is written and reads up to its first row.
    fn read_header(&mut self) -> Result<Header, RecordError> {
        let head = self.source.head().to_vec();
        let is_cut = head.len() >= HEAD;
        let text = self.decoded(head);
        let Some(table) = Table::of(Head { text: &text, is_cut }, &self.columns) else {
            let what = unknown_columns(Head { text: &text, is_cut });
            return Err(self.fatal(Reason::NotRead { what }));
        };
        let mut line = vec![];
        for _ in 0..table.skipped {
            line.clear();
            self.read_line(&mut line).map_err(|error| self.fatal(error.into()))?;
        }
        Ok(table.header)
    }

    fn decoded(&self, bytes: Vec<u8>) -> String {
        encoding::decode_as_declared(bytes, self.encoding).text
    }

    /// The next row that is not blank.
    fn next_row(&mut self) -> io::Result<Option<Row>> {
        loop {
            let Some(row) = self.read_row()? else {
                return Ok(None);
            };
            if !row.bytes.trim_ascii().is_empty() {
                return Ok(Some(row));
            }
        }
    }

    /// Reads lines until all quotes are closed.
    fn read_row(&mut self) -> io::Result<Option<Row>> {
        let line = self.line;
        let Some(dialect) = self.header.as_ref().map(|header| header.dialect) else { return Ok(None) };
        let mut quotes = Quotes::new(dialect);
        let mut bytes = vec![];
        loop {
            let ended = self.read_line(&mut bytes)?;
            if ended == Line::EndOfFile {
                break;
            }
            // Of a line that was not kept as a whole nobody knows where its quotes end.
            if ended == Line::TooLong || !quotes.are_open_after(&bytes) {
                return Ok(Some(Row { bytes, line, is_closed: true }));
            }
            if bytes.len() > self.limit {
                let is_closed = !self.are_rows_behind(&bytes);
                if is_closed {
                    self.skip_cell(quotes)?;
                }
                return Ok(Some(Row { bytes, line, is_closed }));
            }
        }
        Ok((!bytes.is_empty()).then_some(Row { is_closed: !quotes.is_open, bytes, line }))
    }

    /// True if what follows a line with an open quote are rows of their own, so that the quote is one too many.
    fn are_rows_behind(&self, bytes: &[u8]) -> bool {
        let Some(header) = self.header.as_ref().filter(|header| header.keys.len() > 1) else { return false };
        let lines: Vec<&[u8]> = bytes.split(|&byte| byte == b'\n').skip(1).take(LINES_BEHIND).collect();
        let is_row =
            |line: &&&[u8]| cells(&String::from_utf8_lossy(line), header.dialect).len() == header.keys.len();
        lines.iter().filter(is_row).count() * 2 > lines.len()
    }

    /// Reads on to the end of a cell in quotes without keeping it.
    fn skip_cell(&mut self, mut quotes: Quotes) -> io::Result<()> {
        let mut line = vec![];
        loop {
            line.clear();
            quotes.forget();
            if self.read_line(&mut line)? != Line::Whole || !quotes.are_open_after(&line) {
                return Ok(());
            }
        }
    }

    /// Appends a line with its end; of what goes beyond the limit only the first bytes are kept.
    fn read_line(&mut self, bytes: &mut Vec<u8>) -> io::Result<Line> {
        let (mut length, mut is_whole) = (0, true);
        loop {
            let available = self.source.fill_buf()?;
            let whole = if is_whole { Line::Whole } else { Line::TooLong };
            if available.is_empty() {
                return Ok(if length > 0 { whole } else { Line::EndOfFile });
            }
            let end = memchr(b'\n', available).map(|at| at + 1);
            let part = &available[..end.unwrap_or(available.len())];
            if bytes.len() <= self.limit {
                bytes.extend_from_slice(part);
            } else {
                is_whole = false;
            }
            let used = part.len();
            length += used;
            self.source.consume(used);
            if end.is_some() {
                self.line += 1;
                return Ok(if is_whole { Line::Whole } else { Line::TooLong });
            }
        }
    }

    /// A row whose quote is not closed is given up, and reading goes on with the line after its first one.
    fn unclosed(&mut self, number: u64, row: Row) -> RecordError {
        self.unclosed += 1;
        let message = format!("a quote opened in the row at line {} is not closed", row.line);
        let reason = Reason::damaged("table", message);
        if self.unclosed >= MAX_UNCLOSED {
            return RecordError::fatal(number, reason);
        }
        let first = memchr(b'\n', &row.bytes).map_or(row.bytes.len(), |at| at + 1);
        self.line = row.line + 1;
        self.source.put_back(row.bytes[first..].to_vec());
        RecordError::skipped(number, reason)
    }

    fn document(&self, number: u64, row: &Row) -> RawDoc {
        let text = self.decoded(row.bytes.clone());
        let map = self.header.as_ref().map(|header| header.record(&text)).unwrap_or_default();
        let doc = RawDoc::of(number, without_end(&row.bytes), Content::Record(map));
        let is_named = self.header.as_ref().is_some_and(|header| header.is_named_by_user);
        let digest = if is_named { self.columns.digest(doc.digest) } else { doc.digest };
        RawDoc { digest, ..doc }
    }
}

/// The stream with line feeds, where it has only returns at the ends of its lines, as on old Macs.
fn with_line_feeds(mut source: PeekReader<'_>) -> PeekReader<'_> {
    if has_returns_only(source.head()) { PeekReader::new(LineFeeds(source)) } else { source }
}

fn has_returns_only(head: &[u8]) -> bool {
    memchr(b'\r', head).is_some() && memchr(b'\n', head).is_none()
}

/// Gives a line feed for every return.
struct LineFeeds<'a>(PeekReader<'a>);

impl Read for LineFeeds<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.0.read(buffer)?;
        buffer[..count].iter_mut().filter(|byte| **byte == b'\r').for_each(|byte| *byte = b'\n');
        Ok(count)
    }
}

/// A row without the end of its last line, as a line of JSONL is taken.
fn without_end(row: &[u8]) -> &[u8] {
    let row = row.strip_suffix(b"\n").unwrap_or(row);
    row.strip_suffix(b"\r").unwrap_or(row)
}

impl Iterator for CsvRecords<'_> {
    type Item = RecordResult;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let found = self.step().transpose();
        self.ended = found.as_ref().is_none_or(|found| found.as_ref().is_err_and(|error| error.fatal));
        found
    }
}

/// The format of a text with this head, if it begins with a header: two columns with known names.
///
/// Where the extension says that it is a table, one column is enough, and lines may be before it.
pub(super) fn told(head: &[u8], is_named_so: bool, columns: &Columns) -> Option<Format> {
    let text = head_text(head, is_named_so);
    let head = Head { text: &text, is_cut: head.len() >= HEAD };
    let header = if is_named_so {
        Table::of(head, columns)?.header
    } else {
        let header = Table::of_first_line(head, columns)?.header;
        let is_short = |key: &String| key.len() <= 40;
        if header.known() < 2 || !header.keys.iter().all(is_short) || !has_such_a_row(&text, &header) {
            return None;
        }
        header
    };
    Some(if header.dialect.delimiter == b'\t' { Format::Tsv } else { Format::Csv })
}

/// The head as text; of what nobody calls a table only as much as a header and a row take.
fn head_text(head: &[u8], is_named_so: bool) -> String {
    const FEW: usize = 4096;
    if is_named_so {
        let text = encoding::decode_as_declared(head.to_vec(), encoding::told_by(head)).text;
        return if has_returns_only(head) { text.replace('\r', "\n") } else { text };
    }
    String::from_utf8_lossy(&head[..head.len().min(FEW)]).into_owned()
}

/// A line of a text may have bars between its words, as a header has; what follows then has none.
fn has_such_a_row(text: &str, header: &Header) -> bool {
    header.dialect.delimiter != b'|'
        || text.lines().skip(1).find(|line| !line.trim().is_empty()).is_none_or(|line| line.contains('|'))
}

/// How many columns of a table without articles are named.
const MAX_NAMED: usize = 12;

/// Why a text with this head is a table without articles: the names of its columns, of which none is known.
pub(super) fn unknown_columns_of(head: &[u8]) -> String {
    unknown_columns(Head { text: &head_text(head, true), is_cut: head.len() >= HEAD })
}

fn unknown_columns(head: Head) -> String {
    let mut names: Vec<String> =
        detect::names(head).iter().map(|name| name.chars().take(40).collect::<String>()).collect();
    if names.len() > MAX_NAMED {
        names.truncate(MAX_NAMED);
        names.push("…".to_owned());
    }
    format!("none of its columns ({}) is known as headline or text; see --columns", names.join(", "))
}

#[cfg(test)]
mod tests {
    use super::super::input::tests::input;
    use super::*;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    fn outcome_of(bytes: &[u8], limit: usize) -> Vec<Result<Value, String>> {
        let records = CsvRecords::with_limit(input("a.csv", bytes), limit);
        let told = |found: Result<RawDoc, RecordError>| match found {
            Ok(RawDoc { content: Content::Record(map), .. }) => Ok(Value::Object(map)),
            Ok(other) => panic!("{other:?}"),
            Err(error) => Err(error.to_string()),
        };
        records.take(1000).map(told).collect()
    }

    fn outcome(text: &str) -> Vec<Result<Value, String>> {
        outcome_of(text.as_bytes(), 1000)
    }

    #[test]
    fn a_row_may_have_its_date_in_words() {
        let Some(Ok(Value::Object(record))) = outcome("title,text,date\nT,Words.,23 octobre 2015\n").pop()
        else {
            panic!("no record")
        };
        let article = crate::record::to_article(record).unwrap();
        assert_eq!(article.published.as_deref(), Some("2015-10-23"));
    }

    #[test]
    fn rows_become_records() {
        let found = outcome(
            "\u{feff}\"Title\",Publication Date,text,views\r\n\"Talks, again\",2015-10-23,\"He said \"\"no\"\".\nThen left.\",7\r\n\r\nT2,,b,\n",
        );
        assert_eq!(
            found,
            [
                Ok(
                    json!({"title": "Talks, again", "publication_date": "2015-10-23", "text": "He said \"no\".\nThen left.", "views": "7"})
                ),
                Ok(json!({"title": "T2", "text": "b"}))
            ]
        );
    }

    #[test]
    fn a_table_without_articles_is_told_by_its_columns() {
        let reason = unknown_columns_of("\u{feff}ID;Blatt;\"Link, kurz\";Alles\r\n1;a;b;c\n".as_bytes());
        assert_eq!(
            reason,
            "none of its columns (ID, Blatt, Link, kurz, Alles) is known as headline or text; see --columns"
        );
        let many = unknown_columns_of("a,".repeat(100).as_bytes());
        assert!(many.contains(", a, …)") && many.len() < 150, "{many}");
    }

    #[test]
    fn the_delimiter_is_that_of_the_header() {
        assert_eq!(
            outcome("id;headline;body\n1;A, b;\"c;d\"\n"),
            [Ok(json!({"id": "1", "headline": "A, b", "body": "c;d"}))]
        );
        assert_eq!(
            outcome("headline\tbody\nA \"quoted\" word\tb"),
            [Ok(json!({"headline": "A \"quoted\" word", "body": "b"}))]
        );
    }

    #[test]
    fn lines_may_end_with_returns_only() {
        assert_eq!(
            outcome("title,body\rA,\"b\rc\"\rd,e\r"),
            [Ok(json!({"title": "A", "body": "b\nc"})), Ok(json!({"title": "d", "body": "e"}))]
        );
    }

    #[test]
    fn a_quote_that_should_have_been_doubled_stands_for_itself() {
        assert_eq!(
            outcome("title,body\n\"He said \"no\" today\",b\n"),
            [Ok(json!({"title": "He said \"no\" today", "body": "b"}))]
        );
    }

    #[test]
    fn columns_without_a_name_of_their_own_have_their_number() {
        assert_eq!(
            outcome(",title,title\n0,a,b,c\n"),
            [Ok(json!({"column 1": "0", "title": "a", "column 3": "b", "column 4": "c"}))]
        );
    }

    #[test]
    fn a_table_without_a_known_column_is_one_error() {
        let found = outcome("a,b\n1,2\n");
        assert_eq!(found.len(), 1);
        assert!(found[0].as_ref().unwrap_err().contains("none of its columns (a, b) is known"), "{found:?}");
    }

    #[test]
    fn a_quote_left_open_costs_one_row() {
        let found = outcome("title,body\n\"x\",y\n\"a,b\nc,d\ne,f\n");
        assert_eq!(
            found[1],
            Err("record 1: damaged table: a quote opened in the row at line 3 is not closed".into())
        );
        assert_eq!(
            found[2..],
            [Ok(json!({"title": "c", "body": "d"})), Ok(json!({"title": "e", "body": "f"}))]
        );
        // Where no cell is in quotes, a quote is a character like any other.
        assert_eq!(outcome("title,body\n\"a,b\nc,d\n")[0], Ok(json!({"title": "\"a", "body": "b"})));
        let hostile = format!("title,body\n\"x\",y\n{}", "\"a,b\n".repeat(1001));
        assert!(outcome_of(hostile.as_bytes(), 1 << 20).len() <= 1000);
    }

    #[test]
    fn a_long_row_is_an_error_and_the_next_is_read() {
        let found = outcome(&format!("title,body\na,{}\nc,d\n", "x".repeat(300_000)));
        assert!(found[0].as_ref().unwrap_err().contains("row longer than"));
        assert_eq!(found[1], Ok(json!({"title": "c", "body": "d"})));
    }

    #[test]
    fn rows_in_other_encodings_are_decoded() {
        let latin: Vec<u8> = "title;body\nFähre fährt;Die Fähre über den Fluss bleibt für alle geöffnet.\n"
            .chars()
            .map(|c| c as u8)
            .collect();
        assert_eq!(outcome_of(&latin, 1000)[0].as_ref().unwrap()["title"], "Fähre fährt");
        let utf16: Vec<u8> =
            "\u{feff}title\tbody\nFähre\tx\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(outcome_of(&utf16, 1000), [Ok(json!({"title": "Fähre", "body": "x"}))]);
    }

    #[test]
    fn headers_are_told() {
        let told = |head: &str, is_named_so| told(head.as_bytes(), is_named_so, &Columns::default());
        assert_eq!(told("id,title,text\n1", false), Some(Format::Csv));
        assert_eq!(told("headline\tbody\n", false), Some(Format::Tsv));
        assert_eq!(told("sep=|\nheadline|body\n", false), Some(Format::Csv));
        assert_eq!(told("title,a\n", true), Some(Format::Csv));
        assert_eq!(told("title,a\n", false), None);
        assert_eq!(told("Archive of the town\n\ntitle,text\na,b\n", true), Some(Format::Csv));
        assert_eq!(told("Title | Text\nThe council met on Tuesday.\n", false), None);
        let prose = "Title, body and the text of it all, are discussed at length by the author in this one\n";
        assert_eq!((told(prose, false), told("", true)), (None, None));
    }

    #[test]
    fn the_columns_that_the_user_names_are_read() {
        let mut input = input("a.csv", b"Zeile;Alles;x\nA;b;c\n");
        input.scope.columns = "headline=zeile,body=Alles".parse().unwrap();
        let plain = RawDoc::of(0, b"A;b;c", Content::Record(Default::default()));
        let Some(Ok(doc)) = CsvRecords::with_limit(input, 1000).next() else { panic!() };
        assert_eq!((doc.hash, doc.digest != plain.digest), (plain.hash, true));
        assert!(
            matches!(doc.content, Content::Record(map) if Value::Object(map.clone()) == json!({"headline": "A", "body": "b", "x": "c"}))
        );
    }

    #[test]
    fn rows_of_databases_are_read() {
        assert_eq!(
            outcome("title,text,date\n\"He said \\\"no\\\", twice\",\"a\\\\b\",\\N\n\"T2\",\"c\",2024\n"),
            [
                Ok(json!({"title": "He said \"no\", twice", "text": "a\\b"})),
                Ok(json!({"title": "T2", "text": "c", "date": "2024"}))
            ]
        );
    }

    #[test]
    fn a_cell_of_any_length_costs_its_row_only() {
        let line = "words, and more words\n";
        let text = format!("title,body,date\na,\"{}\",1\nc,d,2\n", line.repeat(500));
        let found = outcome(&text);
        assert!(found[0].as_ref().unwrap_err().contains("row longer than"), "{found:?}");
        assert_eq!(found[1..], [Ok(json!({"title": "c", "body": "d", "date": "2"}))]);
        let text = format!("title,body\n\"x\",y\n\"a,b\n{}", "c,d\n".repeat(500));
        let found = outcome(&text);
        assert!(found[1].as_ref().unwrap_err().contains("line 3 is not closed"), "{:?}", found[1]);
        assert_eq!(found.len(), 502);
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic_or_stand_still(text in "(title|body|,|;|\t|\"|\n|\r|x|é){0,60}", limit in 1usize..80) {
            prop_assert!(outcome_of(text.as_bytes(), limit).len() < 1000);
            told(text.as_bytes(), true, &Columns::default());
        }

        #[test]
        fn every_cell_comes_back(rows in proptest::collection::vec(("[a-z,;\"\n\r ]{1,12}", "[a-z,;\"\n ]{0,12}"), 1..8)) {
            let quoted = |cell: &str| format!("\"{}\"", cell.replace('"', "\"\""));
            let text: String = rows.iter().map(|(a, b)| format!("{},{}\r\n", quoted(a), quoted(b))).collect();
            let found = outcome_of(format!("title,body\n{text}").as_bytes(), 1 << 20);
            for ((a, b), row) in rows.iter().zip(&found) {
                let row = row.as_ref().unwrap();
                prop_assert_eq!(&row["title"], a);
                prop_assert_eq!(row.get("body").and_then(Value::as_str).unwrap_or_default(), b);
            }
        }
    }
}
