//! Days as they are given on the command line: by the calendar, or counted from today.

use jiff::civil::{Date, ISOWeekDate, Weekday};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, ToSpan};

use dateline_core::dates::{BadDate, Day};

/// The first day of what was given: 2015, 2015-10, 2015-W43, 7d, yesterday, last-month.
///
/// # Errors
/// If it is none of these.
pub(super) fn first_of(text: &str) -> Result<Day, BadDate> {
    match relative(text, today()).and_then(|(first, _)| day(first)) {
        Some(day) => Ok(day),
        None => Day::first_of(text),
    }
}

/// The last day of it.
///
/// # Errors
/// If it is none of these.
pub(super) fn last_of(text: &str) -> Result<Day, BadDate> {
    match relative(text, today()).and_then(|(_, last)| day(last)) {
        Some(day) => Ok(day),
        None => Day::last_of(text),
    }
}

/// Today in UTC, so that a command means the same everywhere.
fn today() -> Date {
    Timestamp::now().to_zoned(TimeZone::UTC).date()
}

fn day(date: Date) -> Option<Day> {
    let part = |number: i8| u32::try_from(number).ok();
    Day::new(u32::try_from(date.year()).ok()?, part(date.month())?, part(date.day())?)
}

/// The first and last day of a period that is counted from today, or of a week.
fn relative(text: &str, today: Date) -> Option<(Date, Date)> {
    let name = text.trim().to_ascii_lowercase().replace([' ', '_'], "-");
    if let Some(ago) = ago(&name) {
        let date = today.checked_sub(ago).ok()?;
        return Some((date, date));
    }
    let yesterday = today.yesterday().ok()?;
    let monday = monday_of(today)?;
    match name.as_str() {
        "today" => Some((today, today)),
        "yesterday" => Some((yesterday, yesterday)),
        "this-week" => week_from(monday),
        "last-week" => week_from(monday.checked_sub(1.week()).ok()?),
        "this-month" => Some((today.first_of_month(), today.last_of_month())),
        "last-month" => {
            let last = today.first_of_month().yesterday().ok()?;
            Some((last.first_of_month(), last))
        }
        "this-year" => Some((today.first_of_year(), today.last_of_year())),
        "last-year" => {
            let last = today.first_of_year().yesterday().ok()?;
            Some((last.first_of_year(), last))
        }
        name => week(name),
    }
}

/// 7d, 2w, 6m, 1y.
fn ago(name: &str) -> Option<Span> {
    let number = name.strip_suffix(['d', 'w', 'm', 'y'])?;
    if number.is_empty() || number.len() > 4 || !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number: i64 = number.parse().ok()?;
    match name.as_bytes().last()? {
        b'd' => Some(number.days()),
        b'w' => Some(number.weeks()),
        b'm' => Some(number.months()),
        _ => Some(number.years()),
    }
}

fn monday_of(date: Date) -> Option<Date> {
    date.checked_sub(i64::from(date.weekday().to_monday_zero_offset()).days()).ok()
}

fn week_from(monday: Date) -> Option<(Date, Date)> {
    Some((monday, monday.checked_add(6.days()).ok()?))
}

/// 2022-W30, by ISO 8601.
fn week(name: &str) -> Option<(Date, Date)> {
    let (year, week) = name.split_once("-w")?;
    let is_number =
        |text: &str, digits: usize| text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number(year, 4) || !is_number(week, 2) {
        return None;
    }
    let monday = ISOWeekDate::new(year.parse().ok()?, week.parse().ok()?, Weekday::Monday).ok()?;
    week_from(monday.date())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Option<String> {
        let (first, last) = relative(text, jiff::civil::date(2016, 3, 1))?;
        Some(if first == last { first.to_string() } else { format!("{first}..{last}") })
    }

    #[test]
    fn periods_are_counted_from_today() {
        for (given, expected) in [
            ("today", "2016-03-01"),
            ("Yesterday", "2016-02-29"),
            ("7d", "2016-02-23"),
            ("2w", "2016-02-16"),
            ("1m", "2016-02-01"),
            ("4y", "2012-03-01"),
            ("this-week", "2016-02-29..2016-03-06"),
            ("last week", "2016-02-22..2016-02-28"),
            ("this-month", "2016-03-01..2016-03-31"),
            ("last-month", "2016-02-01..2016-02-29"),
            ("this-year", "2016-01-01..2016-12-31"),
            ("last_year", "2015-01-01..2015-12-31"),
            ("2022-W30", "2022-07-25..2022-07-31"),
            ("2015-w53", "2015-12-28..2016-01-03"),
        ] {
            assert_eq!(shown(given).as_deref(), Some(expected), "{given}");
        }
    }

    #[test]
    fn what_is_no_such_period_is_left_to_the_calendar() {
        for given in
            ["", "d", "2015", "2015-10", "99999d", "2016-W54", "2016-W00", "2016-W1", "next-week", "é"]
        {
            assert_eq!(shown(given), None, "{given}");
        }
        assert_eq!(first_of("2015-10"), Day::first_of("2015-10"));
        assert!(
            last_of("2016-W54").is_err() && first_of("last-autumn").is_err() && first_of("9999y").is_err()
        );
    }
}
