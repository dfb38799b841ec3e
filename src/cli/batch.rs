//! Files of queries, one `id<TAB>query` a line.

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::Path;

use anyhow::{Context, Result, bail};

use dateline_read::STDIN;
use dateline_search::engine::EngineError;

/// A line of a file of queries.
pub(super) struct BatchQuery {
    place: String,
    line: Vec<u8>,
}

impl BatchQuery {
    /// The id and the query.
    ///
    /// # Errors
    /// If the line has another form.
    pub(super) fn parsed(&self) -> Result<(&str, &str)> {
        self.at(parsed(&self.line))
    }

    /// The file and the line.
    pub(super) fn place(&self) -> &str {
        &self.place
    }

    /// The result, with the place of the query in its error.
    pub(super) fn at<T>(&self, result: Result<T>) -> Result<T> {
        result.with_context(|| self.place.clone())
    }
}

/// The queries of a file, or of standard input for `-`; blank lines and queries are left out.
///
/// # Errors
/// If the file cannot be read.
pub(super) fn queries_of(file: &Path) -> Result<impl Iterator<Item = Result<BatchQuery>>> {
    let name = file.display().to_string();
    let mut lines = open(file).with_context(|| name.clone())?;
    let mut number = 0;
    Ok(std::iter::from_fn(move || {
        loop {
            number += 1;
            let place = format!("{name}, line {number}");
            let mut line = Vec::new();
            match lines.read_until(b'\n', &mut line).context(place.clone()) {
                Ok(0) => return None,
                Ok(_) if is_blank(&line) => {}
                Ok(_) => return Some(Ok(BatchQuery { place, line })),
                Err(error) => {
                    // What comes after cannot be read either.
                    lines = Box::new(io::empty());
                    return Some(Err(error));
                }
            }
        }
    }))
}

/// The error of one query, after which a batch goes on.
///
/// # Errors
/// With the error itself where every other query would end in it too.
pub(super) fn of_one_query(error: anyhow::Error) -> Result<anyhow::Error> {
    match error.downcast_ref::<EngineError>() {
        None | Some(EngineError::Query(_) | EngineError::TooCostly(_)) => Ok(error),
        Some(_) => Err(error),
    }
}

fn open(file: &Path) -> io::Result<Box<dyn BufRead>> {
    if file.as_os_str() == STDIN {
        return Ok(Box::new(BufReader::new(io::stdin())));
    }
    Ok(Box::new(BufReader::new(File::open(file)?)))
}

/// True for lines without a query.
fn is_blank(line: &[u8]) -> bool {
    let query = line.iter().position(|&byte| byte == b'\t').filter(|&at| at > 0).map_or(0, |at| at + 1);
    line[query..].trim_ascii().is_empty()
}

fn parsed(line: &[u8]) -> Result<(&str, &str)> {
    let line = std::str::from_utf8(line).context("invalid UTF-8")?.trim_end_matches(['\r', '\n']);
    let Some((id, text)) = line.split_once('\t') else { bail!("no tab between id and query") };
    if id.is_empty() || id.contains(char::is_whitespace) {
        bail!("invalid id {id:?}: it must have no white space and not be empty");
    }
    Ok((id, text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_are_those_of_their_line() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("q.tsv");
        std::fs::write(&file, b"q1\ta b\r\n\n\xff\tx\nq2\t \nno tab\n\tno id\nq3\tc").unwrap();
        let queries: Vec<BatchQuery> = queries_of(&file).unwrap().map(Result::unwrap).collect();
        let read: Vec<Result<(&str, &str), String>> =
            queries.iter().map(|query| query.parsed().map_err(|error| format!("{error:#}"))).collect();
        assert_eq!((read[0].as_ref(), read[4].as_ref()), (Ok(&("q1", "a b")), Ok(&("q3", "c"))));
        for (at, said) in [(1, "line 3: invalid UTF-8"), (2, "line 5: no tab"), (3, "line 6: invalid id")] {
            assert!(read[at].as_ref().is_err_and(|error| error.contains(said)), "{read:?}");
        }
        assert!(queries_of(Path::new("nowhere.tsv")).is_err());
    }
}
