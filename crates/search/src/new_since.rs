//! Narrowing a search to what is new in the archive, by when it was indexed first.
//!
//! ```
//! use dateline_search::new_since::NewSince;
//! assert_eq!("last".parse(), Ok(NewSince::LastRun));
//! assert_eq!("12".parse(), Ok(NewSince::Run(12)));
//! assert_eq!("1970-01-02".parse(), Ok(NewSince::Time(86_400)));
//! ```
//!
//! An article is new once: when it is changed, moved or read again by a newer program, it stays as old as it was. Making
//! the index anew makes all of them new.
//!
//! Not for: when articles were published, nor what was reported before, which a digest remembers.

use std::fmt;
use std::str::FromStr;

use dateline_core::dates::Day;

/// The first run, or the time, from which on an article is new.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NewSince {
    /// The last run that added an article.
    LastRun,
    /// The run with this number and those after it.
    Run(u64),
    /// Runs that began at this time or later, in seconds since 1970.
    Time(i64),
}

/// A text that says neither a run nor a time.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} is no run and no date; write last, the number of a run, a date such as 2026-10-23 or a date and time"
)]
pub struct BadNewSince(String);

/// Numbers with so many digits are years.
const DIGITS_OF_A_YEAR: usize = 4;

impl NewSince {
    /// From the beginning of a day on, in UTC.
    pub fn day(day: Day) -> NewSince {
        let date: Option<jiff::civil::Date> = day.to_string().parse().ok();
        let zoned = date.and_then(|date| date.to_zoned(jiff::tz::TimeZone::UTC).ok());
        NewSince::Time(zoned.map_or(i64::MAX, |zoned| zoned.timestamp().as_second()))
    }
}

impl FromStr for NewSince {
    type Err = BadNewSince;

    fn from_str(text: &str) -> Result<NewSince, BadNewSince> {
        let text = text.trim();
        if text.eq_ignore_ascii_case("last") {
            return Ok(NewSince::LastRun);
        }
        let number = text.strip_prefix("run:").or_else(|| text.strip_prefix('#'));
        let bare = (text.len() < DIGITS_OF_A_YEAR).then_some(text);
        if let Some(run) = number.or(bare).and_then(|digits| digits.parse().ok()) {
            return Ok(NewSince::Run(run));
        }
        if let Ok(time) = text.parse::<jiff::Timestamp>() {
            return Ok(NewSince::Time(time.as_second()));
        }
        Day::first_of(text).map(NewSince::day).map_err(|_| BadNewSince(text.to_owned()))
    }
}

impl fmt::Display for NewSince {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NewSince::LastRun => f.write_str("last"),
            NewSince::Run(number) => write!(f, "run:{number}"),
            NewSince::Time(seconds) => match jiff::Timestamp::from_second(*seconds) {
                Ok(time) => write!(f, "{time}"),
                Err(_) => write!(f, "{seconds}"),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn runs_and_times_are_told_apart() {
        assert_eq!("LAST".parse(), Ok(NewSince::LastRun));
        assert_eq!("run:2015".parse(), Ok(NewSince::Run(2015)));
        assert_eq!("#7".parse(), Ok(NewSince::Run(7)));
        assert_eq!("1971".parse(), Ok(NewSince::Time(365 * 86_400)));
        assert_eq!("1970-01-01T00:01:00Z".parse(), Ok(NewSince::Time(60)));
        assert_eq!("1970-01-01T02:00:00+02:00".parse(), Ok(NewSince::Time(0)));
    }

    #[test]
    fn what_is_neither_says_what_to_write() {
        for text in ["", "soon", "run:", "-3", "2015-13"] {
            let fault = text.parse::<NewSince>().expect_err(text).to_string();
            assert!(fault.contains("write last"), "{fault}");
        }
    }

    proptest! {
        #[test]
        fn what_is_shown_is_read_as_the_same(run in 0u64..5_000, seconds in 0i64..4_000_000_000) {
            for since in [NewSince::LastRun, NewSince::Run(run), NewSince::Time(seconds)] {
                prop_assert_eq!(since.to_string().parse(), Ok(since));
            }
        }

        #[test]
        fn no_text_breaks_it(text in "\\PC{0,30}") {
            let _ = text.parse::<NewSince>();
        }
    }
}
