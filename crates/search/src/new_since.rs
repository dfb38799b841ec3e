//! What counts as new: articles by when they were first indexed.
//!
//! Every run that changes something has a number. An article is new as of the run that first indexed it, under its path
//! and id: being read again, changed, corrected or moved does not make it new. A record without an id of its own has its
//! hash as id, so that a changed one is another article, and new.

use std::fmt;
use std::str::FromStr;

use dateline_core::dates::{BadDate, Day};
use thiserror::Error;

/// Since when an article counts as new.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NewSince {
    /// First indexed by the last run that added something.
    LastRun,
    /// First indexed by the run with this number or a later one.
    Run(u64),
    /// First indexed at this time or later, in seconds since 1970.
    Time(i64),
    /// First indexed by a later run than the one, and not by a later run than the other.
    Between {
        /// The last run that does not count.
        after: u64,
        /// The last run that counts.
        upto: u64,
    },
}

/// A run that the index does not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("there is no run {run}; the last run that added articles is {last}, or write `last`, or a date")]
pub struct UnknownRun {
    /// The number.
    pub run: u64,
    /// The number of the last one.
    pub last: u64,
}

impl NewSince {
    /// The run that a text names: `last`, or a number; one of four digits is a year, unless it is written as `run=2015`.
    pub fn run_named(text: &str) -> Option<NewSince> {
        let text = text.trim();
        if text.eq_ignore_ascii_case("last") {
            return Some(NewSince::LastRun);
        }
        let number = |text: &str| text.parse().ok().map(NewSince::Run).filter(|_| !text.starts_with('+'));
        match text.strip_prefix("run=") {
            Some(run) => number(run),
            None if text.len() == 4 => None,
            None => number(text),
        }
    }

    /// The first and last run that count, if it goes by runs; `last` is the last run that added something.
    ///
    /// # Errors
    /// If the run does not exist.
    pub fn runs(self, last: u64) -> Result<Option<(u64, u64)>, UnknownRun> {
        match self {
            NewSince::Time(_) => Ok(None),
            NewSince::LastRun => Ok(Some((last, u64::MAX))),
            NewSince::Run(run) if run == 0 || run > last => Err(UnknownRun { run, last }),
            NewSince::Run(run) => Ok(Some((run, u64::MAX))),
            NewSince::Between { after, upto } => Ok(Some((after.saturating_add(1), upto))),
        }
    }
}

/// What is neither a run nor a date.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("neither a run (its number, or last) nor a date: {0}")]
pub struct BadNewSince(#[from] BadDate);

impl FromStr for NewSince {
    type Err = BadNewSince;

    /// Reads a run, or a day in any form that is typed, from whose beginning in UTC it counts.
    fn from_str(text: &str) -> Result<NewSince, BadNewSince> {
        if let Some(run) = NewSince::run_named(text) {
            return Ok(run);
        }
        let day = Day::first_typed(text)?;
        let date: Option<jiff::civil::Date> = day.to_string().parse().ok();
        let start = date.and_then(|date| date.to_zoned(jiff::tz::TimeZone::UTC).ok());
        Ok(NewSince::Time(start.map_or(i64::MAX, |start| start.timestamp().as_second())))
    }
}

/// As it is written on the command line.
impl fmt::Display for NewSince {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NewSince::LastRun => f.write_str("last"),
            NewSince::Run(run) => write!(f, "run={run}"),
            NewSince::Between { after, .. } => write!(f, "run={}", after.saturating_add(1)),
            NewSince::Time(seconds) => match jiff::Timestamp::from_second(*seconds) {
                Ok(time) => write!(f, "{}", time.strftime("%Y-%m-%d")),
                Err(_) => write!(f, "{seconds}"),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_numbers_and_years_are_not() {
        assert_eq!(NewSince::run_named(" Last "), Some(NewSince::LastRun));
        assert_eq!(NewSince::run_named("12"), Some(NewSince::Run(12)));
        assert_eq!(NewSince::run_named("run=2015"), Some(NewSince::Run(2015)));
        for date in ["2015", "2015-10", "7d", "yesterday", "+12", "run=", ""] {
            assert_eq!(NewSince::run_named(date), None, "{date}");
        }
    }

    #[test]
    fn a_run_that_was_not_is_refused() {
        assert_eq!(NewSince::Run(3).runs(3), Ok(Some((3, u64::MAX))));
        assert_eq!(NewSince::Run(4).runs(3), Err(UnknownRun { run: 4, last: 3 }));
        assert!(NewSince::Run(0).runs(3).is_err());
        assert_eq!(NewSince::LastRun.runs(3), Ok(Some((3, u64::MAX))));
        assert_eq!(NewSince::Between { after: 3, upto: 5 }.runs(9), Ok(Some((4, 5))));
        assert_eq!(NewSince::Time(0).runs(9), Ok(None));
    }

    #[test]
    fn it_is_written_as_it_is_read() {
        for given in [NewSince::LastRun, NewSince::Run(12), NewSince::Run(2015)] {
            assert_eq!(NewSince::run_named(&given.to_string()), Some(given));
        }
        assert_eq!(NewSince::Time(86_400).to_string(), "1970-01-02");
        assert_eq!("1970-01-02".parse(), Ok(NewSince::Time(86_400)));
        assert_eq!("last".parse(), Ok(NewSince::LastRun));
        assert!("soon".parse::<NewSince>().unwrap_err().to_string().starts_with("neither a run"));
    }
}
