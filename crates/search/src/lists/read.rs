//! The terms of a list: the lines of a text, or the cells of a column of a table.

use thiserror::Error;

/// The separators that a table may have, the likeliest first.
const SEPARATORS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// How many columns a message lists.
const LISTED: usize = 20;
/// How many characters of a name a message shows.
const SHOWN: usize = 40;

/// A term of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// The line it begins on, from 1.
    pub line: u64,
    /// What is to be looked for.
    pub text: String,
}

/// Why a text is no list of terms.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ListError {
    /// It is not text.
    #[error("line {0} has bytes that are not text; save the list as text or CSV")]
    Binary(u64),
    /// Its table does not have the column.
    #[error("no column {wanted}; the columns are {known}")]
    NoColumn {
        /// The column as it was named.
        wanted: String,
        /// The columns there are.
        known: String,
    },
    /// It has no terms.
    #[error("no terms: every line is empty")]
    Empty,
}

/// The terms of a list: its lines, or the cells of this column of a table with a header row. A column is given by its
/// name in any case, or by its number from 1. Empty lines and cells are left out.
///
/// # Errors
/// If it is not text, has no such column, or nothing in it.
pub fn terms(text: &str, column: Option<&str>) -> Result<Vec<Term>, ListError> {
    if let Some(at) = text.find('\0') {
        let before = text.as_bytes()[..at].iter().filter(|&&byte| byte == b'\n').count();
        return Err(ListError::Binary(before as u64 + 1));
    }
    let terms = match column {
        Some(column) => cells(text, column)?,
        None => lines(text),
    };
    if terms.is_empty() { Err(ListError::Empty) } else { Ok(terms) }
}

fn lines(text: &str) -> Vec<Term> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    // Old Macintosh programs end lines with a carriage return alone.
    let end = if text.contains('\n') { '\n' } else { '\r' };
    let terms = (1..).zip(text.split(end)).filter_map(|(line, text)| term(line, text));
    terms.collect()
}

fn term(line: u64, text: &str) -> Option<Term> {
    let text = text.trim();
    (!text.is_empty()).then(|| Term { line, text: text.to_owned() })
}

fn cells(text: &str, column: &str) -> Result<Vec<Term>, ListError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut rows = ::csv::ReaderBuilder::new()
        .delimiter(separator(text))
        .flexible(true)
        .has_headers(false)
        .from_reader(text.as_bytes());
    let mut rows = rows.byte_records().map_while(Result::ok);
    let header = rows.next().unwrap_or_default();
    let names: Vec<String> =
        header.iter().map(|name| String::from_utf8_lossy(name).trim().to_owned()).collect();
    let Some(number) = number_of(column, &names) else {
        return Err(ListError::NoColumn { wanted: column.trim().to_owned(), known: listed(&names) });
    };
    let cell = |row: ::csv::ByteRecord| {
        let line = row.position().map_or(0, |position| line_of(text, position));
        term(line, &String::from_utf8_lossy(row.get(number)?))
    };
    Ok(rows.filter_map(cell).collect())
}

/// The line a row begins in. The reader leaves the second sign of `\r\n`, and empty lines, to the next row.
fn line_of(text: &str, position: &::csv::Position) -> u64 {
    let rest =
        usize::try_from(position.byte()).ok().and_then(|at| text.as_bytes().get(at..)).unwrap_or_default();
    let skipped =
        rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).filter(|&&byte| byte == b'\n').count();
    position.line() + skipped as u64
}

/// The separator that the header row has most of.
fn separator(text: &str) -> u8 {
    let header = text.split(['\n', '\r']).find(|line| !line.trim().is_empty()).unwrap_or_default();
    let count = |separator: u8| header.bytes().filter(|&byte| byte == separator).count();
    SEPARATORS.into_iter().rev().max_by_key(|&separator| count(separator)).unwrap_or(b',')
}

/// The column of this name, else of this number.
fn number_of(column: &str, names: &[String]) -> Option<usize> {
    let wanted = column.trim().to_lowercase();
    let by_name = names.iter().position(|name| name.to_lowercase() == wanted);
    let by_number = || wanted.parse::<usize>().ok()?.checked_sub(1).filter(|&number| number < names.len());
    by_name.or_else(by_number)
}

fn listed(names: &[String]) -> String {
    let shown = |name: &String| name.chars().take(SHOWN).collect::<String>();
    let mut listed = names.iter().take(LISTED).map(shown).collect::<Vec<_>>().join(", ");
    if names.len() > LISTED {
        listed.push_str(&format!(" and {} more", names.len() - LISTED));
    }
    listed
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, column: Option<&str>) -> Vec<(u64, String)> {
        terms(text, column).unwrap().into_iter().map(|term| (term.line, term.text)).collect()
    }

    fn pairs(expected: &[(u64, &str)]) -> Vec<(u64, String)> {
        expected.iter().map(|(line, text)| (*line, (*text).to_owned())).collect()
    }

    #[test]
    fn lines_are_terms_whatever_ends_them() {
        let expected = pairs(&[(1, "Ann Lee"), (3, "\"peace talks\"")]);
        for text in [
            "\u{feff}Ann Lee\r\n \r\n\"peace talks\" \r\n",
            "Ann Lee\n\n\"peace talks\"",
            "Ann Lee\r\r\"peace talks\"\r",
        ] {
            assert_eq!(found(text, None), expected, "{text:?}");
        }
    }

    #[test]
    fn a_column_is_found_by_name_and_number_under_any_separator() {
        for separator in [",", ";", "\t", "|"] {
            let text =
                ["id<Name<note", "1<\"Lee, Ann; of \"\"Post\"\"\"<x", "2", "3< <y", "4<Bo<z"].join("\r\n");
            let text = text.replace('<', separator);
            let expected = pairs(&[(2, "Lee, Ann; of \"Post\""), (5, "Bo")]);
            assert_eq!(found(&text, Some("NAME ")), expected, "{separator}");
            assert_eq!(found(&text, Some("2")), expected, "{separator}");
        }
    }

    #[test]
    fn a_cell_of_several_lines_is_one_term() {
        assert_eq!(found("name\n\"a\nb\"\nc\n", Some("name")), pairs(&[(2, "a\nb"), (4, "c")]));
    }

    #[test]
    fn what_is_no_list_is_refused_with_the_reason() {
        let refused = |text: &str, column| terms(text, column).unwrap_err().to_string();
        assert!(refused("a\nb\0", None).starts_with("line 2 has bytes"));
        assert_eq!(refused("id,name\n", Some("title")), "no column title; the columns are id, name");
        assert_eq!(refused(" \r\n", None), ListError::Empty.to_string());
        assert_eq!(refused("name\n", Some("name")), ListError::Empty.to_string());
        let wide = (0..50).map(|n| n.to_string()).collect::<Vec<_>>().join(",");
        assert!(refused(&wide, Some("99")).ends_with("19 and 30 more"));
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "(?s).{0,200}", column in proptest::option::of(".{0,5}")) {
            if let Ok(terms) = terms(&text, column.as_deref()) {
                let lines = text.split(['\n', '\r']).count() as u64;
                for term in terms {
                    proptest::prop_assert!(!term.text.trim().is_empty() && term.line >= 1 && term.line <= lines);
                }
            }
        }
    }
}
