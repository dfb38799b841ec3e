//! A calendar date at a place in a line.

use jiff::civil::Date;

use super::calendars;
use super::clock;
use super::cursor::{Cursor, Kind};
use super::names::{self, Order};

/// No newspaper is older; later years are not dates of publication.
const YEARS: std::ops::RangeInclusive<u64> = 1600..=2100;

/// Two-digit years from here on belong to the twentieth century.
const PIVOT: u64 = 69;

const ORDINALS: &[&str] = &["st", "nd", "rd", "th", "er", "re", "ère", "º", "ª", "ος", "η", "го"];
const OF: &[&str] = &["of", "de", "del", "di", "den", "d", "da", "the"];

/// The date that begins at the cursor, and the cursor behind it.
pub(super) fn read<'t, 'a>(at: Cursor<'t, 'a>, tag: Option<&str>) -> Option<(Date, Cursor<'t, 'a>)> {
    match at.peek()?.kind {
        Kind::Number(_) if continues_number(at) => day_month_year(at, tag),
        Kind::Number(_) => year_first(at, tag)
            .or_else(|| numeric(at, tag))
            .or_else(|| day_month_year(at, tag))
            .or_else(|| ideographic(at))
            .or_else(|| calendars::solar(at)),
        Kind::Word if !at.peek()?.glued || !follows_letter_or_digit(at) => month_day_year(at, tag),
        _ => None,
    }
}

/// True if the number is the tail of a longer figure, as in `1.23.10.2015`.
fn continues_number(at: Cursor) -> bool {
    at.peek().is_some_and(|t| t.glued)
        && at.previous().is_some_and(|t| matches!(t.kind, Kind::Mark('.' | '/' | '-' | ':')) && t.glued)
}

fn follows_letter_or_digit(at: Cursor) -> bool {
    at.previous().is_some_and(|t| !matches!(t.kind, Kind::Mark(_)))
}

/// 2015-10-23, 2015/10/23, 2015. október 23, 2015-Oct-23
fn year_first<'t, 'a>(mut at: Cursor<'t, 'a>, tag: Option<&str>) -> Option<(Date, Cursor<'t, 'a>)> {
    let year = at.number(4..=4).filter(|y| YEARS.contains(y))?;
    let separator = at.glued_mark(&['-', '/', '.', '‐', '‑', '–']);
    if let (Some(separator), Some(month)) = (separator, at.number(1..=2)) {
        at.glued_mark(&[separator])?;
        let day = at.number(1..=2)?;
        return Some((date(year, month, day)?, at));
    }
    let month = month_name(&mut at, tag)?;
    at.mark(&['-', '.']);
    let day = at.number(1..=2)?;
    Some((date(year, month, day)?, at))
}

/// 23.10.2015, 23/10/2015, 10/23/2015, 23. 10. 2015
fn numeric<'t, 'a>(mut at: Cursor<'t, 'a>, tag: Option<&str>) -> Option<(Date, Cursor<'t, 'a>)> {
    let first = at.number(1..=2)?;
    let separator = at.glued_mark(&['.', '/', '-'])?;
    let second = at.number(1..=2)?;
    at.glued_mark(&[separator])?;
    let order = tag.and_then(names::order);
    let (year, long) = numeric_year(&mut at)?;
    if !long && order.is_none() && (second <= 12 || separator != '/') {
        return None;
    }
    let dotted = (separator == '.').then_some(Order::DayFirst);
    let (day, month) = day_and_month(first, second, dotted.or(order))?;
    Some((date(year, month, day)?, at))
}

/// A year of four digits, or of two; and whether it is written in full.
fn numeric_year(at: &mut Cursor) -> Option<(u64, bool)> {
    if let Some(year) = at.number(4..=4) {
        return Some((year, true));
    }
    let year = at.glued_number(2..=2)?;
    let followed = at.peek().is_some_and(|t| t.glued && matches!(t.kind, Kind::Mark('.' | '/' | '-' | ':')));
    (!followed || at.peek().is_some_and(|t| t.text == ".")).then_some((full_year(year), false))
}

/// Which number is the day: what only one order allows, else what is the custom.
fn day_and_month(first: u64, second: u64, order: Option<Order>) -> Option<(u64, u64)> {
    match (first > 12, second > 12) {
        (true, false) => Some((first, second)),
        (false, true) => Some((second, first)),
        (true, true) => None,
        _ if first == second => Some((first, second)),
        _ => match order? {
            Order::DayFirst => Some((first, second)),
            Order::MonthFirst => Some((second, first)),
        },
    }
}

/// 23 October 2015, 23rd of October, 2015, 1er janvier 2015, 23. Oktober 2015, 23-Oct-15
fn day_month_year<'t, 'a>(mut at: Cursor<'t, 'a>, tag: Option<&str>) -> Option<(Date, Cursor<'t, 'a>)> {
    let day = day_number(&mut at)?;
    at.mark(&['.', ',', '-', '/', '‐', '‑', '–']);
    at.word_of(OF);
    at.mark(&['\'', '’']);
    let is_thai = at.peek().is_some_and(|name| calendars::is_thai(name.text));
    let month = month_name(&mut at, tag)?;
    if is_thai {
        calendars::skip_buddhist_era(&mut at);
    }
    let year = year_after_month(&mut at)?;
    let year = if is_thai { calendars::common_year(year) } else { year };
    Some((date(year, month, day)?, at))
}

/// October 23, 2015; Oct. 23rd 2015; Oct 23 18:04:00 UTC 2015
fn month_day_year<'t, 'a>(mut at: Cursor<'t, 'a>, tag: Option<&str>) -> Option<(Date, Cursor<'t, 'a>)> {
    let month = month_name(&mut at, tag)?;
    at.mark(&['-', '/']);
    at.word_of(OF);
    let day = day_number(&mut at)?;
    if let Some((_, behind)) = clock::read(at) {
        at = behind;
    }
    let year = year_after_month(&mut at)?;
    Some((date(year, month, day)?, at))
}

/// 2015年10月23日, 2015년 10월 23일
fn ideographic<'t, 'a>(mut at: Cursor<'t, 'a>) -> Option<(Date, Cursor<'t, 'a>)> {
    let year = at.number(4..=4).filter(|y| YEARS.contains(y))?;
    at.word_starting(&['年', '년'])?;
    let month = at.number(1..=2)?;
    at.word_starting(&['月', '월'])?;
    let day = at.number(1..=2)?;
    at.word_starting(&['日', '일', '号', '號'])?;
    Some((date(year, month, day)?, at))
}

fn day_number(at: &mut Cursor) -> Option<u64> {
    let day = at.number(1..=2)?;
    if at.peek().is_some_and(|t| t.glued) {
        at.word_of(ORDINALS);
    }
    Some(day)
}

/// A month's name of one or two words, with the other name that Arabic papers add behind a slash.
fn month_name(at: &mut Cursor, tag: Option<&str>) -> Option<u64> {
    let month = simple_month_name(at, tag)?;
    let mut ahead = *at;
    if ahead.mark(&['/']).is_some() && simple_month_name(&mut ahead, tag) == Some(month) {
        *at = ahead;
    }
    at.glued_mark(&['.']);
    Some(month)
}

fn simple_month_name(at: &mut Cursor, tag: Option<&str>) -> Option<u64> {
    let first = at.word()?;
    let mut ahead = *at;
    let between = if ahead.glued_mark(&['.']).is_some() { '.' } else { ' ' };
    let two_words = ahead.word().and_then(|second| names::month(&format!("{first}{between}{second}"), tag));
    if two_words.is_some() {
        *at = ahead;
    }
    two_words.or_else(|| names::month(first, tag)).and_then(|m| u64::try_from(m).ok())
}

/// The year behind a month and day, with what may be between; two digits only where a mark ties them to the month.
fn year_after_month(at: &mut Cursor) -> Option<u64> {
    let tie = at.mark(&[',', '-', '/', '\'', '’', '،', '‐', '‑', '–', '.']);
    at.word_of(OF);
    if let Some(year) = at.number(4..=4) {
        return Some(year);
    }
    tie.filter(|tie| matches!(tie, '-' | '/' | '\'' | '’'))?;
    at.glued_number(2..=2).map(full_year)
}

fn full_year(year: u64) -> u64 {
    if year < PIVOT { 2000 + year } else { 1900 + year }
}

/// A date of the calendar; anything else is none.
pub(super) fn date(year: u64, month: u64, day: u64) -> Option<Date> {
    YEARS.contains(&year).then_some(())?;
    Date::new(year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::super::cursor::scan;
    use super::*;

    fn read_str(text: &str, tag: Option<&str>) -> Option<String> {
        let tokens = scan(text);
        read(Cursor::new(&tokens, 0), tag).map(|(date, _)| date.to_string())
    }

    #[test]
    fn written_dates_of_many_languages() {
        for text in [
            "23 October 2015",
            "October 23, 2015",
            "Oct. 23rd 2015",
            "23rd of October, 2015",
            "23 octobre 2015",
            "23. Oktober 2015",
            "23 de octubre de 2015",
            "23 ottobre 2015",
            "23 de outubro de 2015",
            "23 oktober 2015",
            "23 октября 2015 г.",
            "23 października 2015",
            "23 Ekim 2015",
            "23 أكتوبر 2015",
            "2015年10月23日",
            "23 تشرين الأول/أكتوبر 2015",
            "2015년 10월 23일",
            "2015. október 23.",
            "23-Oct-15",
            "2015-Oct-23",
            "٢٣ أكتوبر ٢٠١٥",
            "23 ต.ค. 2558",
            "23 ตุลาคม พ.ศ. 2558",
            "๒๓ ตุลาคม ๒๕๕๘",
            "23 ตุลาคม 2015",
            "۱ آبان ۱۳۹۴",
            "23.10.2015",
            "23. 10. 2015",
            "2015/10/23",
            "2015-10-23",
            "10/23/2015",
            "23/10/2015",
        ] {
            assert_eq!(read_str(text, None).as_deref(), Some("2015-10-23"), "{text}");
        }
        assert_eq!(read_str("1er janvier 2015", None).as_deref(), Some("2015-01-01"));
    }

    #[test]
    fn an_open_order_needs_the_region() {
        assert_eq!(read_str("03/04/2015", None), None);
        assert_eq!(read_str("03/04/2015", Some("en")), None);
        assert_eq!(read_str("03/04/2015", Some("en-US")).as_deref(), Some("2015-03-04"));
        assert_eq!(read_str("03/04/2015", Some("en-GB")).as_deref(), Some("2015-04-03"));
        assert_eq!(read_str("04/04/2015", None).as_deref(), Some("2015-04-04"));
        assert_eq!(read_str("03.04.2015", None).as_deref(), Some("2015-04-03"));
    }

    #[test]
    fn two_digit_years_need_certainty() {
        assert_eq!(read_str("10/23/15", None).as_deref(), Some("2015-10-23"));
        assert_eq!(read_str("10/12/15", None), None);
        assert_eq!(read_str("23.10.15", Some("de")).as_deref(), Some("2015-10-23"));
        assert_eq!(read_str("12 May 15", None), None);
    }

    #[test]
    fn impossible_dates_are_none() {
        for text in
            ["30 February 2015", "2015-13-01", "32/10/2015", "23 October 0015", "October 2015", "23 October"]
        {
            assert_eq!(read_str(text, Some("en-GB")), None, "{text}");
        }
    }
}
