//! Tables with a header: CSV with commas or semicolons, TSV with tabs.
//!
//! ```text
//! Title,Publication Date,text
//! "Ferry, bridge or both?",2015-10-23,"The council met."
//! ```
//!
//! is a record with the keys `title`, `publication_date` and `text`.
//!
//! The columns are named like the keys of JSON records. Quoting is that of RFC 4180; rows are cut out of
//! the stream one at a time, and a quote that is never closed costs the row it is in.
//!
//! Not for: tables without a column of headlines or texts, which have no articles.

mod cells;

use std::io::{self, BufRead};

use encoding_rs::Encoding;
use memchr::memchr;
use serde_json::{Map, Value};

use super::error::{Reason, RecordError};
use super::input::Input;
use super::object::MAX_RECORD;
use super::peek_reader::PeekReader;
use super::sink::{ReadResult, RecordResult, Sink, push_all};
use super::{Content, Format, RawDoc, encoding, in_utf8, record};
use cells::{DELIMITERS, Quotes, cells};

/// This many quotes that are never closed make a file that is not a table.
const MAX_UNCLOSED: u32 = 16;

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
    header: Option<Header>,
    record: u64,
    line: u64,
    unclosed: u32,
    ended: bool,
}

/// What the first row says.
struct Header {
    delimiter: u8,
    keys: Vec<String>,
}

/// A row as it is in the file.
struct Row {
    bytes: Vec<u8>,
    /// The line at which it begins, from 1.
    line: u64,
    /// False if a quote in it is not closed before the end of the file, or before the limit.
    is_closed: bool,
}

impl<'a> CsvRecords<'a> {
    fn with_limit(input: Input<'a>, limit: usize) -> Self {
        let mut source = in_utf8(input.source);
        let encoding = input.encoding.or_else(|| encoding::told_by(source.head()));
        Self { source, limit, encoding, header: None, record: 0, line: 1, unclosed: 0, ended: false }
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
        if !row.is_closed {
            return Err(self.unclosed(number, row));
        }
        if row.bytes.len() > self.limit {
            let reason = Reason::TooLong { what: "row", line: row.line, limit: self.limit };
            return Err(RecordError::skipped(number, reason));
        }
        Ok(Some(self.document(number, &row)))
    }

    fn fatal(&self, reason: Reason) -> RecordError {
        RecordError::fatal(self.record, reason)
    }

    fn read_header(&mut self) -> Result<Header, RecordError> {
        let row = self.next_row().map_err(|error| self.fatal(error.into()))?;
        let text = self.decoded(row.map(|row| row.bytes).unwrap_or_default());
        Header::of(&text).ok_or_else(|| {
            let message =
                "no headline or text column in the first row; expected a name such as 'title' or 'body'";
            self.fatal(Reason::damaged("table", message))
        })
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
        let delimiter = self.header.as_ref().map(|header| header.delimiter);
        let mut quotes = Quotes::new(delimiter);
        let mut bytes = vec![];
        while self.read_line(&mut bytes)? {
            let is_open = quotes.are_open_after(&bytes);
            if !is_open || bytes.len() > self.limit {
                return Ok(Some(Row { bytes, line, is_closed: !is_open }));
            }
        }
        Ok((!bytes.is_empty()).then_some(Row { is_closed: !quotes.is_open, bytes, line }))
    }

    /// Appends a line with its end; of one beyond the limit only the first bytes are kept.
    fn read_line(&mut self, bytes: &mut Vec<u8>) -> io::Result<bool> {
        let mut length = 0;
        loop {
            let available = self.source.fill_buf()?;
            if available.is_empty() {
                return Ok(length > 0);
            }
            let end = memchr(b'\n', available).map(|at| at + 1);
            let part = &available[..end.unwrap_or(available.len())];
            if bytes.len() <= self.limit {
                bytes.extend_from_slice(part);
            }
            let used = part.len();
            length += used;
            self.source.consume(used);
            if end.is_some() {
                self.line += 1;
                return Ok(true);
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
        if row.bytes.len() <= self.limit {
            let first = memchr(b'\n', &row.bytes).map_or(row.bytes.len(), |at| at + 1);
            self.line = row.line + 1;
            self.source.put_back(row.bytes[first..].to_vec());
        }
        RecordError::skipped(number, reason)
    }

    fn document(&self, number: u64, row: &Row) -> RawDoc {
        let text = self.decoded(row.bytes.clone());
        let map = self.header.as_ref().map(|header| header.record(&text)).unwrap_or_default();
        RawDoc::of(number, without_end(&row.bytes), Content::Record(map))
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

impl Header {
    /// The keys of a first row; `None` if none of them is one of a headline or a body.
    fn of(row: &str) -> Option<Self> {
        let row = row.trim_start_matches('\u{feff}').trim_end();
        let delimiter = DELIMITERS.into_iter().max_by_key(|delimiter| {
            cells(row, *delimiter).iter().filter(|cell| known(cell).is_some()).count()
        })?;
        let keys: Vec<_> = cells(row, delimiter)
            .into_iter()
            .map(|cell| known(&cell).map_or_else(|| cell.trim().to_owned(), str::to_owned))
            .collect();
        let is_text = |key: &String| {
            record::HEADLINE_KEYS.contains(&key.as_str()) || record::BODY_KEYS.contains(&key.as_str())
        };
        keys.iter().any(is_text).then_some(Self { delimiter, keys })
    }

    /// The cells by their keys. Empty cells say nothing; a column without a name and one too many have their number as key.
    fn record(&self, row: &str) -> Map<String, Value> {
        let mut map = Map::new();
        for (at, cell) in cells(row, self.delimiter).into_iter().enumerate() {
            if cell.is_empty() {
                continue;
            }
            let named = self.keys.get(at).filter(|key| !key.is_empty() && !map.contains_key(*key)).cloned();
            map.insert(named.unwrap_or_else(|| format!("column {}", at + 1)), cell.into_owned().into());
        }
        map
    }
}

fn known(cell: &str) -> Option<&'static str> {
    record::known_key(cell)
}

/// The format of a text with this head, if it begins with a header: two columns with known names.
///
/// Where the extension says that it is a table, one column is enough.
pub(super) fn told(head: &[u8], is_named_so: bool) -> Option<Format> {
    let first = memchr(b'\n', head).map_or(head, |at| &head[..at]);
    let first = String::from_utf8_lossy(first);
    let header = Header::of(&first)?;
    let named = header.keys.iter().filter(|key| known(key).is_some()).count();
    let is_enough = is_named_so || (named >= 2 && header.keys.iter().all(|key| key.len() <= 40));
    is_enough.then_some(if header.delimiter == b'\t' { Format::Tsv } else { Format::Csv })
}

/// How many columns of a table without articles are named.
const MAX_NAMED: usize = 12;

/// Why a text with this head is a table without articles: the names of its columns, of which none is known.
pub(super) fn unknown_columns(head: &[u8]) -> String {
    let first = memchr(b'\n', head).map_or(head, |at| &head[..at]);
    let row = encoding::decode_as_declared(first.to_vec(), encoding::told_by(head)).text;
    let row = row.trim_start_matches('\u{feff}').trim_end();
    let delimiter = DELIMITERS.into_iter().max_by_key(|&delimiter| cells(row, delimiter).len());
    let mut names: Vec<String> = cells(row, delimiter.unwrap_or(b','))
        .into_iter()
        .map(|cell| cell.trim().chars().take(40).collect::<String>())
        .collect();
    if names.len() > MAX_NAMED {
        names.truncate(MAX_NAMED);
        names.push("…".to_owned());
    }
    format!("no headline or text column (columns: {}); rename one to title or body", names.join(", "))
}

#[cfg(test)]
mod tests {
    use super::super::input::tests::input;
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

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
        let reason = unknown_columns("\u{feff}ID;Medium;\"Link, kurz\";Volltext\r\n1;a;b;c\n".as_bytes());
        assert_eq!(
            reason,
            "no headline or text column (columns: ID, Medium, Link, kurz, Volltext); rename one to title or body"
        );
        let many = unknown_columns("a,".repeat(100).as_bytes());
        assert!(many.contains(", a, …)") && many.len() < 120, "{many}");
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
        assert!(
            found[0].as_ref().unwrap_err().contains("no headline or text column in the first row"),
            "{found:?}"
        );
    }

    #[test]
    fn a_quote_left_open_costs_one_row() {
        let found = outcome("title,body\n\"a,b\nc,d\ne,f\n");
        assert_eq!(
            found[0],
            Err("record 0: damaged table: a quote opened in the row at line 2 is not closed".into())
        );
        assert_eq!(
            found[1..],
            [Ok(json!({"title": "c", "body": "d"})), Ok(json!({"title": "e", "body": "f"}))]
        );
        let hostile = format!("title,body\n{}", "\"a,b\n".repeat(1001));
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
        assert_eq!(told(b"id,title,text\n1", false), Some(Format::Csv));
        assert_eq!(told(b"headline\tbody\n", false), Some(Format::Tsv));
        assert_eq!(told(b"title,a\n", true), Some(Format::Csv));
        assert_eq!(told(b"title,a\n", false), None);
        assert_eq!(
            told(
                b"Title, body and the text of it all, are discussed at length by the author in this one\n",
                false
            ),
            None
        );
        assert_eq!(told(b"", true), None);
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic_or_stand_still(text in "(title|body|,|;|\t|\"|\n|\r|x|é){0,60}", limit in 1usize..80) {
            prop_assert!(outcome_of(text.as_bytes(), limit).len() < 1000);
            told(text.as_bytes(), true);
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
