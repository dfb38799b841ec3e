//! Dates in metadata: one string that holds a date and little else.

use jiff::Timestamp;

use super::clock::{self, Clock};
use super::cursor::{Cursor, Kind, scan};
use super::day;
use super::line::find_all_in_line;

/// A metadata value longer than this is prose.
const LONGEST_VALUE: usize = 120;

/// Timestamps are taken for such from 1990 on; smaller numbers are ids.
const FIRST_TIMESTAMP: i64 = 631_152_000;
const LAST_TIMESTAMP: i64 = 4_102_444_800;

/// The date of a metadata value as RFC 3339.
///
/// ISO 8601 in its variants, RFC 2822, written dates, `20151023`, and seconds or milliseconds
/// since 1970. The offset stays as it is; a time without an offset is left out. The zero of a
/// clock (1970-01-01T00:00:00Z) stands for "not set" and is not a date.
pub fn parse(value: &str) -> Option<String> {
    parse_in(value, None)
}

/// [`parse`] with the language tag of the page, which settles the order of `03/04/2015`.
pub fn parse_in(value: &str, tag: Option<&str>) -> Option<String> {
    let value = value.trim();
    if value.len() > LONGEST_VALUE {
        return None;
    }
    timestamp(value).or_else(|| compact(value)).or_else(|| only_date(value, tag)).filter(|date| is_set(date))
}

/// Seconds or milliseconds since 1970.
fn timestamp(value: &str) -> Option<String> {
    let digits = value.split_once('.').map_or(value, |(whole, _)| whole);
    if !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let number: i64 = digits.parse().ok()?;
    let seconds = match digits.len() {
        9 | 10 => number,
        12 | 13 => number / 1000,
        _ => return None,
    };
    if !(FIRST_TIMESTAMP..LAST_TIMESTAMP).contains(&seconds) {
        return None;
    }
    Some(Timestamp::from_second(seconds).ok()?.to_string())
}

/// 20151023, 20151023T180400Z, 20151023180400
fn compact(value: &str) -> Option<String> {
    let tokens = scan(value);
    let mut at = Cursor::new(&tokens, 0);
    let Kind::Number(number) = at.peek()?.kind else { return None };
    let (ymd, joined_time) = match at.peek()?.width() {
        8 => (number, None),
        12 => (number / 10_000, Some(number % 10_000 * 100)),
        14 => (number / 1_000_000, Some(number % 1_000_000)),
        _ => return None,
    };
    at.skip();
    let date = day::date(ymd / 10_000, ymd / 100 % 100, ymd % 100)?;
    match compact_clock(at, joined_time) {
        Some(time) => Some(format!("{date}T{time}")),
        None => Some(date.to_string()),
    }
}

fn compact_clock(mut at: Cursor, joined: Option<u64>) -> Option<String> {
    let time = match joined {
        Some(time) => time,
        None => {
            at.word_of(&["t"]);
            at.number(6..=6).or_else(|| at.number(4..=4).map(|time| time * 100))?
        }
    };
    let offset = clock::offset(&mut at);
    Clock::new(time / 10_000, time / 100 % 100, time % 100, offset)?.rfc3339()
}

/// The date of a value that holds exactly one, or the same one twice.
fn only_date(value: &str, tag: Option<&str>) -> Option<String> {
    let mut found = find_all_in_line(value, tag).into_iter();
    let first = found.next()?;
    let same_day = |other: super::FoundDate| other.value.get(..10) == first.value.get(..10);
    found.all(same_day).then_some(first.value)
}

fn is_set(date: &str) -> bool {
    date.parse::<Timestamp>().map_or(true, |instant| instant.as_second() != 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn forms_with_an_offset() {
        for (value, expected) in [
            ("2015-10-23T18:04:00+02:00", "2015-10-23T18:04:00+02:00"),
            ("2015-10-23 18:04:00 +0200", "2015-10-23T18:04:00+02:00"),
            ("2015-10-23T18:04+0200", "2015-10-23T18:04:00+02:00"),
            ("2015-10-23T18:04:00.000Z", "2015-10-23T18:04:00Z"),
            ("2015-10-23T18:04:00.123Z", "2015-10-23T18:04:00.123Z"),
            ("Fri, 23 Oct 2015 18:04:00 +0200", "2015-10-23T18:04:00+02:00"),
            ("Fri, 23 Oct 2015 18:04:00 EST", "2015-10-23T18:04:00-05:00"),
            ("Fri Oct 23 18:04:00 CEST 2015", "2015-10-23T18:04:00+02:00"),
            ("20151023T180400Z", "2015-10-23T18:04:00Z"),
            ("1445616240", "2015-10-23T16:04:00Z"),
            ("1445616240000", "2015-10-23T16:04:00Z"),
        ] {
            assert_eq!(parse(value).as_deref(), Some(expected), "{value}");
        }
    }

    #[test]
    fn forms_without_an_offset_give_the_date() {
        for value in [
            "2015-10-23",
            "2015-10-23T18:04:00",
            "2015-10-23 18:04",
            "20151023",
            "20151023180400",
            "2015/10/23",
            "October 23, 2015",
            "Oct 23, 2015 6:04 pm",
            " 2015-10-23 ",
            "2015-10-23T24:30:00Z",
        ] {
            assert_eq!(parse(value).as_deref(), Some("2015-10-23"), "{value}");
        }
    }

    #[test]
    fn what_is_no_date() {
        for value in [
            "",
            "yesterday",
            "2015",
            "2015-10",
            "0001-01-01T00:00:00Z",
            "1970-01-01T00:00:00Z",
            "1969-12-31T19:00:00-05:00",
            "2015-02-30",
            "12345678",
            "123456789",
            "From 1 May 2015 to 3 May 2015",
        ] {
            assert_eq!(parse(value), None, "{value}");
        }
    }

    #[test]
    fn the_region_settles_the_order() {
        assert_eq!(parse("03/04/2015 10:00"), None);
        assert_eq!(parse_in("03/04/2015 10:00", Some("en-US")).as_deref(), Some("2015-03-04"));
    }

    proptest! {
        #[test]
        fn a_date_read_again_is_the_same(
            year in 1700i16..2090, month in 1i8..=12, day in 1i8..=28, hour in 0i8..24, zone in -12i8..=14,
        ) {
            let sign = if zone < 0 { '-' } else { '+' };
            let text = format!("{year:04}-{month:02}-{day:02}T{hour:02}:07:09{sign}{:02}:00", zone.abs());
            prop_assert_eq!(parse(&text), Some(text));
        }

        #[test]
        fn any_text_is_read_without_panic(value in "\\PC{0,60}") {
            let _ = parse_in(&value, Some("en-US"));
        }
    }
}
