//! `dateline list`: many names, phrases or queries at once.

mod hits;
mod table;

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use clap::{Args, ValueEnum};

use dateline_read::{Format, STDIN, Sniffed, decode_text, sniff};
use dateline_search::ask::Question;
use dateline_search::lists::{Term, tally_all, terms};
use dateline_search::query::QueryIssue;
use dateline_search::request::Request;

use crate::ingest::available_threads;

use super::filters::FilterArgs;
use super::query::QueryArgs;
use super::{Global, Outcome};

/// The largest list in bytes.
const MOST: u64 = 64 << 20;
/// How much of a list tells what kind of file it is.
const HEAD: usize = 8 << 10;
/// How many outlets are named with a term.
const OUTLETS: usize = 3;
/// From this many terms on it pays to make counting fast first.
const MANY: usize = 500;

/// Search for many names, phrases or queries at once, and count the articles for each
#[derive(Debug, Args)]
pub(super) struct ListArgs {
    /// File with one name, phrase or query per line; `-` reads standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Read the terms from this column of a table (CSV) with a header row; a name or a number
    #[arg(long, value_name = "NAME")]
    column: Option<String>,
    /// Count only the spelling given, not other spellings of a name (same as --no-names)
    #[arg(long)]
    exact: bool,
    /// Print every article found, with its term, instead of the counts
    #[arg(long)]
    hits: bool,
    /// Output format
    #[arg(long, value_enum, default_value_t = ListFormat::Text)]
    format: ListFormat,
    #[command(flatten)]
    reading: QueryArgs,
    #[command(flatten)]
    filters: FilterArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ListFormat {
    /// Text for the terminal
    Text,
    /// JSON, one object per line
    Jsonl,
    /// Comma-separated values with a header row
    Csv,
    /// A Markdown table, or a list with --hits
    Md,
}

impl ListArgs {
    pub(super) fn run(self, global: &Global) -> Result<Outcome> {
        let request = Request { filters: self.filters.checked()?, ..Request::default() };
        let name = self.file.display().to_string();
        let text = text_of(&self.file).with_context(|| name.clone())?;
        let terms = terms(&text, self.column.as_deref()).with_context(|| name.clone())?;
        let read = |term: &Term| self.question(term, &request);
        let engine = global.engine()?;
        let format = if global.json { ListFormat::Jsonl } else { self.format };
        let mut out = global.output();
        let said = Said { global, name: &name };
        if self.hits {
            let outcome = hits::print(&mut out, &engine, terms, &read, format, &said)?;
            out.flush()?;
            return Ok(outcome);
        }
        if terms.len() >= MANY {
            engine.prepare()?;
        }
        let threads = if global.threads == 0 { available_threads() } else { global.threads };
        let rows = tally_all(&engine, terms, read, OUTLETS, threads)?;
        table::print(&mut out, &rows, format)?;
        out.flush()?;
        Ok(said.about(&rows))
    }

    /// The question that `search` reads from the same text.
    fn question(&self, term: &Term, request: &Request) -> Result<Question, QueryIssue> {
        let mut question = Question::read(&term.text, &self.reading.options())?;
        question.names &= !(self.exact || self.reading.no_names);
        Ok(question.with(request.clone()))
    }
}

/// The text of a list.
fn text_of(file: &Path) -> Result<String> {
    let mut bytes = Vec::new();
    if file.as_os_str() == STDIN {
        io::stdin().lock().take(MOST + 1).read_to_end(&mut bytes)?;
    } else {
        File::open(file)?.take(MOST + 1).read_to_end(&mut bytes)?;
    }
    ensure!(bytes.len() as u64 <= MOST, "the list has more than {} MB; split it", MOST >> 20);
    // The name does not count: a list may be called anything.
    let head = &bytes[..bytes.len().min(HEAD)];
    match sniff("".as_ref(), head) {
        Sniffed::Binary(kind) => bail!("this is no list of terms ({kind}); save it as text or CSV"),
        Sniffed::Known(format) if format.is_archive() || matches!(format, Format::Pdf | Format::Rtf) => {
            bail!("this is no list of terms ({format} file); save it as text or CSV")
        }
        _ => {
            if let Some(line) = line_of_binary(&bytes) {
                bail!("line {line}: zero bytes, which no text has; save the list as text or CSV")
            }
            Ok(decode_text(bytes).text)
        }
    }
}

/// The line of the first zero byte, but in UTF-16, which has many.
fn line_of_binary(bytes: &[u8]) -> Option<usize> {
    let first = bytes.iter().position(|&byte| byte == 0)?;
    let zeros = bytes.iter().filter(|&&byte| byte == 0).count();
    let is_utf16 =
        bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") || zeros * 4 > bytes.len();
    (!is_utf16).then(|| 1 + bytes[..first].iter().filter(|&&byte| byte == b'\n').count())
}

/// What is said beside the output.
struct Said<'a> {
    global: &'a Global,
    /// The name of the list.
    name: &'a str,
}

impl Said<'_> {
    fn fault(&self, term: &Term, fault: impl std::fmt::Display) {
        self.global.fault(format!("{}, line {}: {fault}", self.name, term.line));
    }

    fn warn(&self, term: &Term, warnings: &[String]) {
        for warning in warnings {
            self.global.say(format!("{}, line {}: {warning}", self.name, term.line));
        }
    }

    fn undated(&self, terms: usize) {
        if terms > 0 {
            let noun = if terms == 1 { "term" } else { "terms" };
            self.global.say(format!(
                "{terms} {noun} also match articles without a date, which --since/--until leave out"
            ));
        }
    }

    /// Says what was wrong and odd in the rows of a table.
    fn about(&self, rows: &[dateline_search::lists::Row]) -> Outcome {
        let mut outcome = Outcome::NothingFound;
        let mut undated = 0;
        for row in rows {
            match &row.found {
                Ok(tally) => {
                    self.warn(&row.term, &tally.warnings);
                    undated += usize::from(tally.undated > 0);
                    if tally.articles > 0 && outcome == Outcome::NothingFound {
                        outcome = Outcome::Done;
                    }
                }
                Err(fault) => {
                    self.fault(&row.term, fault);
                    outcome = Outcome::Faults;
                }
            }
        }
        self.undated(undated);
        outcome
    }
}
