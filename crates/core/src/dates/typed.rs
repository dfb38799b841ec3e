//! Periods as people type them: by the calendar, in words, or counted from today.

use jiff::civil::{Date, ISOWeekDate, Weekday};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, ToSpan};

use super::cursor::{Cursor, Kind, scan};
use super::names;
use super::period::{BadDate, Day};
use super::{day, period};

impl Day {
    /// Today in UTC, so that a date that is counted from it means the same everywhere.
    pub fn today() -> Day {
        let today = Day::of(Timestamp::now().to_zoned(TimeZone::UTC).date());
        // A clock before the year 1 is set wrong; any day will do.
        today.unwrap_or(Day::MIN)
    }

    /// The first day of what was typed: a year, a month or a day as in `2015-10`, a week as in `2022-W30`, a date in
    /// words or with slashes, or a period that is counted from today, such as `7d` and `last-month`.
    ///
    /// # Errors
    /// If it is none of these, or can be two different days.
    pub fn first_typed(text: &str) -> Result<Day, BadDate> {
        Ok(typed(text, Day::today())?.0)
    }

    /// The last day of what was typed.
    ///
    /// # Errors
    /// If it is none of these, or can be two different days.
    pub fn last_typed(text: &str) -> Result<Day, BadDate> {
        Ok(typed(text, Day::today())?.1)
    }
}

/// The first and the last day of what was typed on some day.
pub(super) fn typed(text: &str, today: Day) -> Result<(Day, Day), BadDate> {
    let text = text.trim();
    match period::period(text) {
        Err(BadDate::NotADate(_)) => {}
        read => return read,
    }
    if let Some((first, last)) = relative(text, today.date()) {
        return Day::of(first)
            .zip(Day::of(last))
            .ok_or_else(|| BadDate::OutOfCalendar(format!("as far away as {text}")));
    }
    if let Some(numbers) = numeric(text) {
        return numbers;
    }
    in_words(text).ok_or_else(|| BadDate::NotADate(text.to_owned()))
}

/// The first and last day of a period that is counted from today, or of a week.
fn relative(text: &str, today: Date) -> Option<(Date, Date)> {
    let name = text.to_ascii_lowercase().replace([' ', '_'], "-");
    if let Some(ago) = ago(&name) {
        // As far back as there are dates at all, so that `9999y` means everything.
        let date = today.checked_sub(ago).unwrap_or(Date::MIN);
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

/// 18/07/2022, 18.7.2022, 7-18-2022, 07/2022; `None` for what has another form.
fn numeric(text: &str) -> Option<Result<(Day, Day), BadDate>> {
    let separator = text.chars().find(|c| !c.is_ascii_digit()).filter(|c| matches!(c, '/' | '.' | '-'))?;
    let parts: Vec<&str> = text.split(separator).map(str::trim).collect();
    let (year, before) = parts.split_last()?;
    let year = period::number(year).filter(|_| year.len() == 4)?;
    let before: Vec<u32> = before.iter().map(|part| period::short_number(part)).collect::<Option<_>>()?;
    match *before.as_slice() {
        [month] => Some(period::days_of(text, year, Some(month), None)),
        [first, second] => Some(day_of(text, year, first, second, separator)),
        _ => None,
    }
}

/// The day of two numbers, of which either may be the month. Whoever writes dots puts the day first.
fn day_of(text: &str, year: u32, first: u32, second: u32, separator: char) -> Result<(Day, Day), BadDate> {
    if separator == '.' || first == second {
        return period::days_of(text, year, Some(second), Some(first));
    }
    match (Day::new(year, second, first), Day::new(year, first, second)) {
        (Some(day), None) | (None, Some(day)) => Ok((day, day)),
        (Some(day_first), Some(month_first)) => {
            Err(BadDate::Ambiguous { text: text.to_owned(), day_first, month_first })
        }
        (None, None) if first > 12 => period::days_of(text, year, Some(second), Some(first)),
        (None, None) => period::days_of(text, year, Some(first), Some(second)),
    }
}

/// 18 July 2022, July 18, 2022, 2022/07/18, July 2022; in any language whose months are known.
fn in_words(text: &str) -> Option<(Day, Day)> {
    let tokens = scan(text);
    // Of two digits nobody can say whether they are the year.
    let has_year =
        |token: &super::cursor::Token<'_>| matches!(token.kind, Kind::Number(_)) && token.width() == 4;
    if !tokens.iter().any(has_year) {
        return None;
    }
    let start = Cursor::new(&tokens, 0);
    if let Some((date, behind)) = day::read(start, None)
        && behind.position() == tokens.len()
    {
        let day = Day::of(date)?;
        return Some((day, day));
    }
    month_in_words(start)
}

/// July 2022, Jul. 2022, July, 2022, 2022 July
fn month_in_words(mut at: Cursor) -> Option<(Day, Day)> {
    let year_before = at.number(4..=4);
    let month = names::month(at.word()?, None)?;
    at.mark(&['.']);
    let year = match year_before {
        Some(year) => year,
        None => {
            at.mark(&[',']);
            at.number(4..=4)?
        }
    };
    if at.peek().is_some() {
        return None;
    }
    let (year, month) = (u32::try_from(year).ok()?, u32::try_from(month).ok()?);
    period::days_of("", year, Some(month), None).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn today() -> Day {
        Day::new(2016, 3, 1).unwrap()
    }

    fn shown(text: &str) -> String {
        match typed(text, today()) {
            Ok((first, last)) if first == last => first.to_string(),
            Ok((first, last)) => format!("{first}..{last}"),
            Err(error) => error.to_string(),
        }
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
            ("2015-10", "2015-10-01..2015-10-31"),
        ] {
            assert_eq!(shown(given), expected, "{given}");
        }
    }

    #[test]
    fn dates_may_be_in_the_forms_that_people_type() {
        for given in [
            "18/07/2022",
            "07/18/2022",
            "18.7.2022",
            "18. 7. 2022",
            "18-07-2022",
            "2022/07/18",
            "18 July 2022",
            "18th of July, 2022",
            "July 18, 2022",
            "Jul 18 2022",
            "18. Juli 2022",
            "18 juillet 2022",
            " 18-Jul-2022 ",
        ] {
            assert_eq!(shown(given), "2022-07-18", "{given}");
        }
        for given in
            ["July 2022", "jul. 2022", "July, 2022", "2022 July", "07/2022", "7.2022", "juillet 2022"]
        {
            assert_eq!(shown(given), "2022-07-01..2022-07-31", "{given}");
        }
        assert_eq!((shown("04/04/2022"), shown("03.04.2022")), ("2022-04-04".into(), "2022-04-03".into()));
    }

    #[test]
    fn a_date_of_two_readings_is_refused_with_both() {
        let both = "03/04/2022 can be 3 April 2022 or 4 March 2022; write 2022-04-03 or 2022-03-04";
        assert_eq!(shown("03/04/2022"), both);
        assert!(shown("3-4-2022").ends_with("write 2022-04-03 or 2022-03-04"));
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for given in [
            "d",
            "99999d",
            "2016-W54",
            "2016-W00",
            "2016-W1",
            "next-week",
            "é",
            "18/07/22",
            "18 July",
            "July 22",
            "18 July 2022 or so",
            "1/2/3/2022",
            "July",
            "18 Foo 2022",
            "last-autumn",
        ] {
            assert!(shown(given).contains(" is not a date"), "{given}: {}", shown(given));
        }
        assert_eq!(shown("30/02/2022"), "30/02/2022 is not a valid day; that month has 28 days");
        assert_eq!(shown("31.04.2022"), "31.04.2022 is not a valid day; that month has 30 days");
        assert!(shown("20/20/2022").contains("is not a"), "{}", shown("20/20/2022"));
        assert!(typed("9999y", today()).is_err() && typed("", today()).is_err());
    }

    fn any_day() -> impl Strategy<Value = Day> {
        (1900u32..2100, 1u32..=12, 1u32..=28).prop_filter_map("a day", |(y, m, d)| Day::new(y, m, d))
    }

    proptest! {
        #[test]
        fn every_form_of_a_day_is_that_day(day in any_day()) {
            let (year, month, number, name) = (day.year(), day.month(), day.day(), day.month_name());
            for text in [
                day.to_string(),
                format!("{year}/{month:02}/{number:02}"),
                format!("{number}.{month}.{year}"),
                format!("{number} {name} {year}"),
                format!("{name} {number}, {year}"),
                format!("{number}-{}-{year}", &name[..3]),
            ] {
                prop_assert_eq!(typed(&text, today()), Ok((day, day)), "{}", text);
            }
            let (first, last) = typed(&format!("{name} {year}"), today()).unwrap();
            prop_assert!(first <= day && day <= last && first.day() == 1 && last.next().unwrap().day() == 1);
        }

        #[test]
        fn slashes_give_the_day_or_both_readings(day in any_day()) {
            let (year, month, number) = (day.year(), day.month(), day.day());
            let other = Day::new(year, number, month).filter(|other| *other != day);
            for text in [format!("{number}/{month}/{year}"), format!("{month:02}/{number:02}/{year}")] {
                match (typed(&text, today()), other) {
                    (Ok(read), None) => prop_assert_eq!(read, (day, day), "{}", text),
                    (Err(BadDate::Ambiguous { day_first, month_first, .. }), Some(other)) => {
                        prop_assert!([day_first, month_first].contains(&day) && [day_first, month_first].contains(&other));
                    }
                    (read, _) => prop_assert!(false, "{}: {:?}", text, read),
                }
            }
        }

        #[test]
        fn counting_back_is_going_back_day_by_day(today in any_day(), days in 0u32..60) {
            let mut expected = today;
            for _ in 0..days {
                expected = expected.previous().unwrap();
            }
            prop_assert_eq!(typed(&format!("{days}d"), today), Ok((expected, expected)));
            for step in ["week", "month", "year"] {
                let (_, before) = typed(&format!("last-{step}"), today).unwrap();
                let (first, last) = typed(&format!("this {step}"), today).unwrap();
                prop_assert!(before.next() == Some(first) && first <= today && today <= last);
            }
        }

        #[test]
        fn any_text_is_read_or_refused(text in "\\PC{0,40}|[0-9./ -]{0,12}|[0-9]{0,5}[dwmy]") {
            if let Ok((first, last)) = typed(&text, today()) {
                prop_assert!(first <= last);
            }
        }
    }
}
