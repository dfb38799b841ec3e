//! Calendars beside the Gregorian that newspapers print their dates in: the Thai and the Iranian.

use jiff::{ToSpan, civil::Date};

use super::cursor::Cursor;

/// The years of the Buddhist era that newspapers can have been printed in.
const BUDDHIST_YEARS: std::ops::RangeInclusive<u64> = 2387..=2643;

/// The Buddhist era is this many years ahead.
const BUDDHIST_ERA: u64 = 543;

/// The months of the solar calendar of Iran.
const SOLAR_MONTHS: [&str; 12] =
    ["فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور", "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند"];

/// The years of the solar calendar that its rule of leap years is exact for and newspapers are dated with.
const SOLAR_YEARS: std::ops::RangeInclusive<u64> = 1250..=1470;

/// The first day of the solar year 1400.
const SOLAR_1400: Date = Date::constant(2021, 3, 21);

/// True for a name in the Thai script.
pub(super) fn is_thai(name: &str) -> bool {
    name.chars().next().is_some_and(|c| ('\u{e01}'..='\u{e4e}').contains(&c))
}

/// Reads over the sign of the Buddhist era, as in `พ.ศ. 2565`.
pub(super) fn skip_buddhist_era(at: &mut Cursor) {
    let mut ahead = *at;
    let is_era = ahead.word_of(&["พ"]).is_some()
        && ahead.glued_mark(&['.']).is_some()
        && ahead.word_of(&["ศ"]).is_some();
    if is_era {
        ahead.glued_mark(&['.']);
        *at = ahead;
    }
}

/// The year of the common era for a year that stands with a Thai month; a year of the common era stays.
pub(super) fn common_year(year: u64) -> u64 {
    if BUDDHIST_YEARS.contains(&year) { year - BUDDHIST_ERA } else { year }
}

/// A date of the solar calendar of Iran at the cursor: ۱۷ بهمن ۱۴۰۰.
pub(super) fn solar<'t, 'a>(mut at: Cursor<'t, 'a>) -> Option<(Date, Cursor<'t, 'a>)> {
    let day = at.number(1..=2)?;
    at.mark(&['.', '/', '-']);
    let name = at.word()?.replace('ي', "ی");
    let month = SOLAR_MONTHS.iter().position(|&month| month == name)?;
    at.mark(&[',', '،', '/', '-']);
    let year = at.number(4..=4)?;
    Some((solar_date(year, month as u64, day)?, at))
}

/// The day of a solar date; `month` counts from 0.
fn solar_date(year: u64, month: u64, day: u64) -> Option<Date> {
    if !SOLAR_YEARS.contains(&year) || day == 0 || day > solar_month_days(year, month) {
        return None;
    }
    let before: u64 = (0..month).map(|month| solar_month_days(year, month)).sum();
    let days = solar_days(year) - solar_days(1400) + i64::try_from(before + day - 1).ok()?;
    SOLAR_1400.checked_add(days.days()).ok()
}

/// The days of all years before one, counted from the year 0.
fn solar_days(year: u64) -> i64 {
    let leaps = (0..year).filter(|&year| is_solar_leap(year)).count() as i64;
    365 * year as i64 + leaps
}

fn solar_month_days(year: u64, month: u64) -> u64 {
    match month {
        0..6 => 31,
        6..11 => 30,
        _ => 29 + u64::from(is_solar_leap(year)),
    }
}

/// Eight leap years in 33, by which the years 1178 to 1633 agree with the calendar's astronomical rule.
///
/// Source: Heydari-Malayeri, "A concise review of the Iranian calendar" (2004).
fn is_solar_leap(year: u64) -> bool {
    (25 * year + 11) % 33 < 8
}

#[cfg(test)]
mod tests {
    use super::super::cursor::scan;
    use super::*;

    fn solar_of(text: &str) -> Option<String> {
        solar(Cursor::new(&scan(text), 0)).map(|(date, _)| date.to_string())
    }

    #[test]
    fn solar_dates_are_those_of_the_calendar() {
        for (text, date) in [
            ("۱ فروردین ۱۴۰۰", "2021-03-21"),
            ("۱ فروردین ۱۴۰۳", "2024-03-20"),
            ("۲۲ بهمن ۱۳۵۷", "1979-02-11"),
            ("۳۰ اسفند ۱۳۹۹", "2021-03-20"),
            ("23 مهر 1394", "2015-10-15"),
            ("۱۴ خرداد ۱۳۶۸", "1989-06-04"),
        ] {
            assert_eq!(solar_of(text).as_deref(), Some(date), "{text}");
        }
    }

    #[test]
    fn days_that_no_month_has_are_none() {
        for text in ["۳۰ اسفند ۱۴۰۰", "۳۱ مهر ۱۴۰۰", "۰ مهر ۱۴۰۰", "۱۲ مهر ۲۰۲۱", "۱۲ مهر"]
        {
            assert_eq!(solar_of(text), None, "{text}");
        }
    }

    #[test]
    fn years_of_the_buddhist_era_are_moved() {
        assert_eq!(common_year(2565), 2022);
        assert_eq!(common_year(2022), 2022);
    }
}
