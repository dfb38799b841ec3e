//! Days, and the ways in which a query writes a day, a month, a year or a range of them.

use std::fmt;
use std::str::FromStr;

use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Serialize, Serializer};

use super::typed::typed;

/// A day of the Gregorian calendar, stored as the number `yyyymmdd`, so that days order as numbers do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(u32);

/// Why a text is not a date or not a range of dates.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadDate {
    /// There is no date where one has to be.
    #[error("missing date; write 2015, 2015-10 or 2015-10-23")]
    Missing,
    /// The text has not the form of a date.
    #[error("{0} is not a date; write 2015, 2015-10 or 2015-10-23")]
    NotADate(String),
    /// The month does not exist.
    #[error("{0} is not a month")]
    NoSuchMonth(String),
    /// The day does not exist in its month.
    #[error("{text} is not a valid day; that month has {last} days")]
    NoSuchDay {
        /// The date as written.
        text: String,
        /// The number of days the month has.
        last: u32,
    },
    /// It can be two different days.
    #[error("{text} can be {} or {}; write {day_first} or {month_first}", in_words(*day_first), in_words(*month_first))]
    Ambiguous {
        /// The date as written.
        text: String,
        /// The day, if the day comes first.
        day_first: Day,
        /// The day, if the month comes first.
        month_first: Day,
    },
    /// The range has no day.
    #[error("the range ends ({until}) before it begins ({from})")]
    Backwards {
        /// The first day.
        from: Day,
        /// The last day.
        until: Day,
    },
    /// The range lies outside the years 1 to 9999.
    #[error("dates {0} are not supported")]
    OutOfCalendar(String),
}

/// A day as it is read aloud.
fn in_words(day: Day) -> String {
    format!("{} {} {}", day.day(), day.month_name(), day.year())
}

impl Day {
    /// The first day there is.
    pub(super) const MIN: Day = Day(10_101);

    /// The day with these numbers, if the calendar has it; years run from 1 to 9999.
    pub fn new(year: u32, month: u32, day: u32) -> Option<Day> {
        let year: i16 = year.try_into().ok().filter(|year| *year > 0)?;
        let date = Date::new(year, month.try_into().ok()?, day.try_into().ok()?).ok()?;
        Day::of(date)
    }

    /// The day of a date; years before the first have none.
    pub(super) fn of(date: Date) -> Option<Day> {
        let year = u32::try_from(date.year()).ok().filter(|year| *year > 0)?;
        Some(Day(year * 10_000 + date.month() as u32 * 100 + date.day() as u32))
    }

    pub(super) fn date(self) -> Date {
        // A day is made from a date, so the numbers fit.
        Date::constant(self.year() as i16, self.month() as i8, self.day() as i8)
    }

    /// The first day of a year, a month or a day: `2015` gives 2015-01-01.
    pub fn first_of(text: &str) -> Result<Day, BadDate> {
        Ok(period(text)?.0)
    }

    /// The last day of a year, a month or a day: `2015-02` gives 2015-02-28.
    pub fn last_of(text: &str) -> Result<Day, BadDate> {
        Ok(period(text)?.1)
    }

    /// The day of an RFC 3339 date or date-time as the document gives it, with no conversion of its offset.
    pub fn of_published(published: &str) -> Option<Day> {
        let date = published.get(..10)?;
        let bytes = date.as_bytes();
        if bytes[4] != b'-' || bytes[7] != b'-' || published[10..].starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        Day::new(number(&date[..4])?, number(&date[5..7])?, number(&date[8..])?)
    }

    /// The day as the number `yyyymmdd`.
    pub fn number(self) -> u32 {
        self.0
    }

    /// The day with this `yyyymmdd` number, if the calendar has it.
    pub fn from_number(number: u32) -> Option<Day> {
        Day::new(number / 10_000, number / 100 % 100, number % 100)
    }

    /// The year, 1 to 9999.
    pub fn year(self) -> u32 {
        self.0 / 10_000
    }

    /// The month, 1 to 12.
    pub fn month(self) -> u32 {
        self.0 / 100 % 100
    }

    /// The day of the month, from 1.
    pub fn day(self) -> u32 {
        self.0 % 100
    }

    /// The English name of the month.
    pub fn month_name(self) -> String {
        self.date().strftime("%B").to_string()
    }

    /// The number of the day, where 0001-01-01 is the first.
    pub fn ordinal(self) -> u32 {
        let since = self.date().duration_since(Date::constant(1, 1, 1));
        since.as_hours() as u32 / 24 + 1
    }

    /// The Monday of its week.
    pub fn monday(self) -> Day {
        let days = i64::from(self.date().weekday().to_monday_zero_offset());
        self.date().checked_sub(days.days()).ok().and_then(Day::of).unwrap_or(self)
    }

    /// The week that it lies in, as ISO 8601 counts weeks: `2015-W43`.
    pub fn week(self) -> String {
        let week = self.date().iso_week_date();
        format!("{:04}-W{:02}", week.year(), week.week())
    }

    /// The Monday after its week; `None` at the end of the calendar.
    pub fn next_monday(self) -> Option<Day> {
        Day::of(self.monday().date().checked_add(7_i64.days()).ok()?)
    }

    /// The day after; `None` after 9999-12-31.
    pub fn next(self) -> Option<Day> {
        Day::of(self.date().tomorrow().ok()?)
    }

    /// The day before; `None` before 0001-01-01.
    pub fn previous(self) -> Option<Day> {
        Day::of(self.date().yesterday().ok()?)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year(), self.month(), self.day())
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Days from one to another, both included; an end that is `None` is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct DateRange {
    /// The first day.
    pub from: Option<Day>,
    /// The last day.
    pub until: Option<Day>,
}

impl DateRange {
    fn new(from: Option<Day>, until: Option<Day>) -> Result<Self, BadDate> {
        match (from, until) {
            (None, None) => Err(BadDate::Missing),
            (Some(from), Some(until)) if from > until => Err(BadDate::Backwards { from, until }),
            _ => Ok(Self { from, until }),
        }
    }
}

impl FromStr for DateRange {
    type Err = BadDate;

    /// Reads `2015`, `2015-10..2015-11`, `2015..`, `..2015`, `>=2015-10`, `>2015`, `<=2015`, `<2015` and
    /// the brackets of Lucene, `[2015 TO 2016]`, with `{` or `}` for an end that is left out. Each date may be one
    /// that people type, such as `7d`, `last-month` and `18 July 2022`.
    fn from_str(text: &str) -> Result<Self, BadDate> {
        DateRange::read(text, Day::today())
    }
}

impl DateRange {
    /// Reads what was typed on some day.
    fn read(text: &str, today: Day) -> Result<Self, BadDate> {
        let text = text.trim();
        let first = |text: &str| Ok(typed(text, today)?.0);
        let last = |text: &str| Ok(typed(text, today)?.1);
        if text.starts_with(['[', '{']) {
            return bracketed(text, first, last);
        }
        if let Some((from, until)) = text.split_once("..") {
            return DateRange::new(bound(from, first)?, bound(until, last)?);
        }
        if let Some((compare, date)) = comparison(text) {
            return compared(compare, typed(date, today)?);
        }
        let (from, until) = typed(text, today)?;
        DateRange::new(Some(from), Some(until))
    }
}

impl fmt::Display for DateRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.from, self.until) {
            (Some(from), Some(until)) if from == until => write!(f, "{from}"),
            (from, until) => {
                from.map_or(Ok(()), |day| write!(f, "{day}"))?;
                f.write_str("..")?;
                until.map_or(Ok(()), |day| write!(f, "{day}"))
            }
        }
    }
}

fn comparison(text: &str) -> Option<(&'static str, &str)> {
    [">=", "<=", ">", "<", "="].iter().find_map(|&sign| Some((sign, text.strip_prefix(sign)?)))
}

fn compared(sign: &str, (first, last): (Day, Day)) -> Result<DateRange, BadDate> {
    match sign {
        ">=" => DateRange::new(Some(first), None),
        "<=" => DateRange::new(None, Some(last)),
        ">" => DateRange::new(Some(after(last)?), None),
        "<" => DateRange::new(None, Some(before(first)?)),
        _ => DateRange::new(Some(first), Some(last)),
    }
}

/// `[a TO b]`, where a curly bracket leaves its end out and `*` leaves it open.
fn bracketed(
    text: &str,
    first: impl Fn(&str) -> Result<Day, BadDate>,
    last: impl Fn(&str) -> Result<Day, BadDate>,
) -> Result<DateRange, BadDate> {
    let not_a_range = || BadDate::NotADate(text.to_owned());
    let inner = text[1..].strip_suffix([']', '}']).ok_or_else(not_a_range)?;
    let (from, until) = inner.split_once(" TO ").ok_or_else(not_a_range)?;
    let from = match text.starts_with('{') {
        true => bound(from, |text| after(last(text)?))?,
        false => bound(from, &first)?,
    };
    let until = match text.ends_with('}') {
        true => bound(until, |text| before(first(text)?))?,
        false => bound(until, &last)?,
    };
    DateRange::new(from, until)
}

fn after(day: Day) -> Result<Day, BadDate> {
    day.next().ok_or_else(|| BadDate::OutOfCalendar(format!("after {day}")))
}

fn before(day: Day) -> Result<Day, BadDate> {
    day.previous().ok_or_else(|| BadDate::OutOfCalendar(format!("before {day}")))
}

/// One end of a range; nothing or `*` leaves it open.
fn bound(text: &str, day: impl Fn(&str) -> Result<Day, BadDate>) -> Result<Option<Day>, BadDate> {
    match text.trim() {
        "" | "*" => Ok(None),
        date => day(date).map(Some),
    }
}

/// The first and the last day of a year, a month or a day.
pub(super) fn period(text: &str) -> Result<(Day, Day), BadDate> {
    let text = text.trim();
    if text.is_empty() {
        return Err(BadDate::Missing);
    }
    let not_a_date = || BadDate::NotADate(text.to_owned());
    let mut parts = text.split('-');
    let year =
        parts.next().filter(|y| y.len() == 4).and_then(number).filter(|&y| y > 0).ok_or_else(not_a_date)?;
    let month = parts.next().map(|part| short_number(part).ok_or_else(not_a_date)).transpose()?;
    let day = parts.next().map(|part| short_number(part).ok_or_else(not_a_date)).transpose()?;
    if parts.next().is_some() {
        return Err(not_a_date());
    }
    days_of(text, year, month, day)
}

pub(super) fn days_of(
    text: &str,
    year: u32,
    month: Option<u32>,
    day: Option<u32>,
) -> Result<(Day, Day), BadDate> {
    if month.is_some_and(|month| !(1..=12).contains(&month)) {
        let stem = text.match_indices('-').nth(1).map_or(text, |(at, _)| &text[..at]);
        return Err(BadDate::NoSuchMonth(stem.to_owned()));
    }
    let last_month = month.unwrap_or(12);
    let last = Day::new(year, last_month, 1).map_or(31, |first| first.date().days_in_month() as u32);
    let ends = Day::new(year, month.unwrap_or(1), day.unwrap_or(1)).zip(Day::new(
        year,
        last_month,
        day.unwrap_or(last),
    ));
    ends.ok_or_else(|| BadDate::NoSuchDay { text: text.to_owned(), last })
}

pub(super) fn short_number(text: &str) -> Option<u32> {
    number(text).filter(|_| text.len() <= 2)
}

/// A number of ASCII digits only; `parse` alone would take a sign.
pub(super) fn number(text: &str) -> Option<u32> {
    if text.is_empty() || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> Day {
        Day::first_of(text).unwrap()
    }

    fn range(text: &str) -> String {
        text.parse::<DateRange>().map_or_else(|error| error.to_string(), |range| range.to_string())
    }

    #[test]
    fn years_months_and_days_have_a_first_and_a_last_day() {
        let ends = |text| (Day::first_of(text).unwrap().to_string(), Day::last_of(text).unwrap().to_string());
        assert_eq!(ends("2015"), ("2015-01-01".into(), "2015-12-31".into()));
        assert_eq!(ends("2016-02"), ("2016-02-01".into(), "2016-02-29".into()));
        assert_eq!(ends("1900-02"), ("1900-02-01".into(), "1900-02-28".into()));
        assert_eq!(ends("2015-10-23"), ("2015-10-23".into(), "2015-10-23".into()));
        assert_eq!(ends("2015-9-1"), ("2015-09-01".into(), "2015-09-01".into()));
        assert_eq!(day("2015-10-23").number(), 20_151_023);
        assert_eq!(day("0001-01-01").ordinal(), 1);
        assert_eq!(day("1970-01-01").ordinal(), 719_163);
    }

    #[test]
    fn ranges_in_every_form() {
        for (text, canonical) in [
            ("2015", "2015-01-01..2015-12-31"),
            ("2015-10-23", "2015-10-23"),
            ("2015-10..2015-11", "2015-10-01..2015-11-30"),
            ("..2015", "..2015-12-31"),
            ("2015..", "2015-01-01.."),
            (">=2015-10-01", "2015-10-01.."),
            (">2015", "2016-01-01.."),
            ("<2015", "..2014-12-31"),
            ("<=2015-02", "..2015-02-28"),
            ("=2015-02", "2015-02-01..2015-02-28"),
            ("[2015-10 TO 2015-11]", "2015-10-01..2015-11-30"),
            ("{2015 TO *]", "2016-01-01.."),
            ("[2015 TO 2017}", "2015-01-01..2016-12-31"),
        ] {
            assert_eq!(range(text), canonical, "{text}");
        }
    }

    #[test]
    fn ends_may_be_dates_that_people_type() {
        let today = Day::new(2016, 3, 1).unwrap();
        let range = |text| {
            DateRange::read(text, today).map_or_else(|error| error.to_string(), |range| range.to_string())
        };
        for (text, canonical) in [
            ("7d..yesterday", "2016-02-23..2016-02-29"),
            ("last-month", "2016-02-01..2016-02-29"),
            (">=2w", "2016-02-16.."),
            ("<this-year", "..2015-12-31"),
            ("18.07.2015..August 2015", "2015-07-18..2015-08-31"),
            ("{18 July 2015 TO today]", "2015-07-19..2016-03-01"),
            (
                "03/04/2015..",
                "03/04/2015 can be 3 April 2015 or 4 March 2015; write 2015-04-03 or 2015-03-04",
            ),
        ] {
            assert_eq!(range(text), canonical, "{text}");
        }
    }

    #[test]
    fn faults_say_what_is_wrong() {
        for (text, message) in [
            ("2015-13", "2015-13 is not a month"),
            ("2015-13-01", "2015-13 is not a month"),
            ("2015-00", "2015-00 is not a month"),
            ("2015-02-29", "2015-02-29 is not a valid day; that month has 28 days"),
            ("2015-02-0", "2015-02-0 is not a valid day; that month has 28 days"),
            ("some-day", "some-day is not a date; write 2015, 2015-10 or 2015-10-23"),
            ("15-10-23", "15-10-23 is not a date; write 2015, 2015-10 or 2015-10-23"),
            ("2015-10-23-1", "2015-10-23-1 is not a date; write 2015, 2015-10 or 2015-10-23"),
            ("", "missing date; write 2015, 2015-10 or 2015-10-23"),
            ("..", "missing date; write 2015, 2015-10 or 2015-10-23"),
            (">=", "missing date; write 2015, 2015-10 or 2015-10-23"),
            ("2016..2015", "the range ends (2015-12-31) before it begins (2016-01-01)"),
            (">9999", "dates after 9999-12-31 are not supported"),
            ("<0001", "dates before 0001-01-01 are not supported"),
        ] {
            assert_eq!(range(text), message, "{text}");
        }
        for text in ["0000", "+015", "[2015", "[2015]", "[", "2015-1x", "२०१५"] {
            assert!(text.parse::<DateRange>().is_err(), "{text}");
        }
    }

    #[test]
    fn days_of_published_values() {
        assert_eq!(Day::of_published("2015-10-23T18:04:00+02:00"), Some(day("2015-10-23")));
        assert_eq!(Day::of_published("2015-10-23"), Some(day("2015-10-23")));
        for text in ["2015-10", "2015-13-01", "2015-10-231", "23.10.2015", "", "2015-10-2é", "201५-10-2"] {
            assert_eq!(Day::of_published(text), None, "{text}");
        }
    }

    #[test]
    fn next_and_previous_cross_months_and_years() {
        assert_eq!(day("2015-12-31").next(), Some(day("2016-01-01")));
        assert_eq!(day("2016-03-01").previous(), Some(day("2016-02-29")));
        assert_eq!(day("9999-12-31").next(), None);
        assert_eq!(day("0001-01-01").previous(), None);
    }

    #[test]
    fn json_is_the_written_form() {
        assert_eq!(serde_json::to_string(&day("2015-10-23")).unwrap(), "\"2015-10-23\"");
    }

    proptest! {
        #[test]
        fn every_text_is_read_or_refused(text in "\\PC*|[0-9.<>=TO \\[\\]{}*-]{0,24}") {
            let _ = Day::of_published(&text);
            if let Ok(range) = text.parse::<DateRange>() {
                prop_assert_eq!(range.to_string().parse::<DateRange>(), Ok(range));
            }
        }

        #[test]
        fn next_and_previous_are_inverse(year in 1u32..9999, month in 1u32..=12, day in 1u32..=31) {
            if let Some(day) = Day::new(year, month, day) {
                let next = day.next().unwrap();
                prop_assert!(next > day);
                prop_assert_eq!(next.ordinal(), day.ordinal() + 1);
                prop_assert_eq!(next.previous(), Some(day));
                prop_assert_eq!(Day::from_number(day.number()), Some(day));
                prop_assert_eq!(Day::of_published(&day.to_string()), Some(day));
            }
        }
    }
}
