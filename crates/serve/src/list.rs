//! A list of names, phrases or queries that was pasted, uploaded or sent, and what is found for each.

use std::time::{Duration, Instant};

use dateline_core::article::Span;
use dateline_search::ask::Question;
use dateline_search::lists::{Row, Term, tally_all, terms};
use dateline_search::query::QueryIssue;
use dateline_search::request::Request;

use crate::address::Address;
use crate::api::Parameters;
use crate::fault::{Fault, Kind};
use crate::live::Moment;
use crate::question::filters;

/// The most bytes of a list, in the form in which it comes.
pub const MOST_BYTES: usize = 2 << 20;
/// The most terms of a list.
pub const MOST_TERMS: usize = 5000;
/// How many outlets are named with a term.
const OUTLETS: usize = 3;
/// A list may take so many times as long as a query.
const TIMES: u32 = 6;
/// How many terms of a list are looked for at a time.
const THREADS: usize = 2;

/// A list as it was given, and how it is to be read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct List {
    /// The terms, one a line, or a table.
    pub text: String,
    /// The column of the table that has the terms.
    pub column: Option<String>,
    /// True if other forms of names do not count.
    pub exact: bool,
}

impl List {
    /// The list in the parameters of a request.
    ///
    /// # Errors
    /// If one of them cannot be used.
    pub fn of(given: &Parameters) -> Result<List, Fault> {
        Ok(List {
            text: given.text("terms").unwrap_or_default().to_owned(),
            column: given
                .text("column")
                .map(|column| column.trim().to_owned())
                .filter(|name| !name.is_empty()),
            exact: given.flag("exact")?,
        })
    }

    /// True if nothing was given.
    pub fn is_empty(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// What is found for each term, with the filters of an address.
    ///
    /// # Errors
    /// If it is no list, is too long, or the archive cannot be read.
    pub fn rows(&self, moment: &Moment, address: &Address) -> Result<Vec<Row>, Fault> {
        let bad = |reason: String| Fault::new(Kind::Parameter, reason);
        let terms = terms(&self.text, self.column.as_deref()).map_err(|error| bad(error.to_string()))?;
        if terms.len() > MOST_TERMS {
            let count = terms.len();
            return Err(bad(format!(
                "the list has {count} terms, and at most {MOST_TERMS} are looked for at a time; split it, or use \
                 `dateline list`"
            )));
        }
        let filters = filters(address)?;
        let each = moment.serving.query_time;
        let until = Instant::now() + each.saturating_mul(TIMES);
        let read = |term: &Term| {
            let left = until.saturating_duration_since(Instant::now());
            if left == Duration::ZERO {
                let whole = Span { start: 0, end: term.text.len() };
                return Err(QueryIssue::new(
                    whole,
                    "the time for the list was over; send the rest by itself",
                ));
            }
            let mut question = Question::read(&term.text, &address.reading())?;
            question.names &= !self.exact;
            let budget = Some(moment.budget_of(left.min(each)));
            Ok(question.with(Request { filters: filters.clone(), budget, ..Request::default() }))
        };
        Ok(tally_all(&*moment.engine, terms, read, OUTLETS, THREADS)?)
    }
}

/// The text of a list that came as bytes.
///
/// # Errors
/// If it is none.
pub fn text_of(bytes: Vec<u8>) -> Result<String, Fault> {
    String::from_utf8(bytes).map_err(|_| {
        Fault::new(Kind::Parameter, "the list is not text in UTF-8; save it as text or as CSV in UTF-8")
    })
}
