//! Dates in metadata: one string that holds a date and little else.

use jiff::{Timestamp, civil};

use super::clock::{self, Clock};
use super::cursor::{Cursor, Kind, scan};
use super::day;
use super::line::{adds_nothing, find_all_in_line};

/// A metadata value longer than this is prose.
const LONGEST_VALUE: usize = 120;

/// Timestamps are taken for such from 1990 on; smaller numbers are ids.
const FIRST_TIMESTAMP: i64 = 631_152_000;
const LAST_TIMESTAMP: i64 = 4_102_444_800;

/// How dates begin that were never set: those of many programs, and those of the most common one that makes books.
const UNSET: [&str; 2] = ["0001-", "0101-01-01"];

/// A date that a value holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValueDate {
    /// RFC 3339 date, or date-time where the value gives a time with its offset.
    pub value: String,
    /// False if the value says more, as a time without an offset.
    pub is_complete: bool,
}

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
    read(value.trim(), tag).map(|date| date.value)
}

/// [`parse`] for a field of a record: what is RFC 3339 stays to the letter, and what the date leaves out is reported.
///
/// ```
/// # use dateline_core::dates::parse_field;
/// assert_eq!(parse_field("2015-10-23t18:04:00.0z").unwrap().value, "2015-10-23t18:04:00.0z");
/// assert!(!parse_field("23 octobre 2015, 18:04").unwrap().is_complete);
/// ```
pub fn parse_field(value: &str) -> Option<ValueDate> {
    let value = value.trim();
    if (is_date_time(value) || is_iso_day(value))
        && is_set(value)
        && !UNSET.iter().any(|unset| value.starts_with(unset))
    {
        return Some(ValueDate { value: value.to_owned(), is_complete: true });
    }
    read(value, None)
}

fn read(value: &str, tag: Option<&str>) -> Option<ValueDate> {
    if value.len() > LONGEST_VALUE {
        return None;
    }
    let found = timestamp(value).or_else(|| compact(value)).or_else(|| only_date(value, tag));
    found.filter(|date| is_set(&date.value))
}

/// True for a date-time in the form of RFC 3339.
fn is_date_time(value: &str) -> bool {
    const FORM: &str = "0000-00-00T00:00:00";
    let fits = |(found, form): (char, char)| match form {
        '0' => found.is_ascii_digit(),
        form => found.eq_ignore_ascii_case(&form),
    };
    let Some((local, rest)) = value.split_at_checked(FORM.len()) else { return false };
    let offset = rest.trim_start_matches(|c: char| c == '.' || c.is_ascii_digit());
    let is_offset = offset.eq_ignore_ascii_case("Z") || (offset.len() == 6 && offset.as_bytes()[3] == b':');
    local.chars().zip(FORM.chars()).all(fits) && is_offset && value.parse::<Timestamp>().is_ok()
}

/// True for a day in the form of ISO 8601, of any year: whoever wrote it in full meant it, or made a mistake that has to show.
fn is_iso_day(value: &str) -> bool {
    value.len() == "0000-00-00".len() && value.parse::<civil::Date>().is_ok()
}

/// Seconds or milliseconds since 1970.
fn timestamp(value: &str) -> Option<ValueDate> {
    let digits = value.split_once('.').map_or(value, |(whole, _)| whole);
    if !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let number: i64 = digits.parse().ok()?;
    let (seconds, rest) = match digits.len() {
        9 | 10 => (number, 0),
        12 | 13 => (number / 1000, number % 1000),
        _ => return None,
    };
    if !(FIRST_TIMESTAMP..LAST_TIMESTAMP).contains(&seconds) {
        return None;
    }
    let is_complete = rest == 0 && digits.len() == value.len();
    Some(ValueDate { value: Timestamp::from_second(seconds).ok()?.to_string(), is_complete })
}

/// 20151023, 20151023T180400Z, 20151023180400
fn compact(value: &str) -> Option<ValueDate> {
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
    let has_rest = joined_time.is_some() || at.peek().is_some();
    Some(match compact_clock(&mut at, joined_time) {
        Some(time) => ValueDate { value: format!("{date}T{time}"), is_complete: at.peek().is_none() },
        None => ValueDate { value: date.to_string(), is_complete: !has_rest },
    })
}

fn compact_clock(at: &mut Cursor, joined: Option<u64>) -> Option<String> {
    let time = match joined {
        Some(time) => time,
        None => {
            at.word_of(&["t"]);
            at.number(6..=6).or_else(|| at.number(4..=4).map(|time| time * 100))?
        }
    };
    let offset = clock::offset(at);
    Clock::new(time / 10_000, time / 100 % 100, time % 100, offset)?.rfc3339()
}

/// The date of a value that holds exactly one, or the same one twice.
fn only_date(value: &str, tag: Option<&str>) -> Option<ValueDate> {
    let mut found = find_all_in_line(value, tag).into_iter();
    let first = found.next()?;
    let same_day = |other: super::FoundDate| other.value.get(..10) == first.value.get(..10);
    let is_alone = adds_nothing(&value[..first.start]) && adds_nothing(&value[first.end..]);
    let is_complete = first.is_complete && is_alone;
    found.all(same_day).then_some(ValueDate { value: first.value, is_complete })
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

    fn complete(given: &str) -> String {
        let found = parse_field(given).unwrap_or_else(|| panic!("{given}"));
        assert!(found.is_complete, "{given}");
        found.value
    }

    #[test]
    fn a_field_in_the_form_of_rfc_3339_stays_as_it_is() {
        for given in [
            "2015-10-23",
            "2015-10-23T18:04:00+02:00",
            "2015-10-23T18:04:00.120Z",
            "2015-10-23t18:04:00z",
            "2016-12-31T23:59:60Z",
            "2015-10-23T18:04:00-00:00",
            "0206-01-03",
            "0206-01-03T18:04:00Z",
        ] {
            assert_eq!(complete(given), given);
        }
        assert_eq!(parse_field("0001-01-01"), None);
        assert_eq!(parse_field("0001-01-01T00:00:00Z"), None);
    }

    #[test]
    fn other_forms_of_a_field_change_their_form_only() {
        for (given, expected) in [
            ("2015-10-23 18:04:00+02:00", "2015-10-23T18:04:00+02:00"),
            ("2015-10-23T18:04:00+0200", "2015-10-23T18:04:00+02:00"),
            ("2015-10-23 18:04:00 UTC", "2015-10-23T18:04:00Z"),
            ("2015-10-23T18:04-05", "2015-10-23T18:04:00-05:00"),
            ("20151023T180400Z", "2015-10-23T18:04:00Z"),
            ("20151023", "2015-10-23"),
            ("2015/1/3", "2015-01-03"),
            ("October 23, 2015", "2015-10-23"),
            ("23 Oct. 2015", "2015-10-23"),
            ("23.10.2015", "2015-10-23"),
            ("3rd Sept 2015", "2015-09-03"),
            ("23 octobre 2015", "2015-10-23"),
            ("2015年10月23日", "2015-10-23"),
            ("Friday, 23 October 2015", "2015-10-23"),
            ("1445616240", "2015-10-23T16:04:00Z"),
            ("Fri, 23 Oct 2015 18:04:00 +0200 (CEST)", "2015-10-23T18:04:00+02:00"),
            ("23 Oct 2015 18:04 -0530", "2015-10-23T18:04:00-05:30"),
        ] {
            assert_eq!(complete(given), expected);
        }
    }

    #[test]
    fn what_a_field_says_besides_its_date_is_reported() {
        for given in [
            "2015-10-23 18:04:00",
            "2015-10-23T18:04",
            "20151023 180400",
            "20151023180400",
            "2015-10-23T25:00:00Z",
            "Fri Oct 23 18:04:00 2015",
            "18:04, 23 October 2015",
            "October 23, 2015, Friday, Home Edition",
            "23-OCT-2015 15:01:01.79",
        ] {
            let found = parse_field(given).unwrap_or_else(|| panic!("{given}"));
            assert_eq!((found.value.as_str(), found.is_complete), ("2015-10-23", false), "{given}");
        }
    }

    #[test]
    fn a_field_without_a_date_has_none() {
        for given in [
            "",
            "yesterday",
            "2015-10",
            "2015-02-30",
            "03/04/2015",
            "23 Octopus 2015",
            "0101-01-01T00:00:00+00:00",
        ] {
            assert_eq!(parse_field(given), None, "{given}");
        }
    }

    proptest! {
        #[test]
        fn a_field_read_again_is_the_same(given in "[0-9]{4}[-/]?[0-9]{2}[-/]?[0-9]{2}[T ][0-9]{2}:[0-9]{2}( ?[-+][0-9]{4}|Z| UTC)") {
            if let Some(found) = parse_field(&given) {
                prop_assert_eq!(complete(&found.value), found.value);
            }
        }

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
            let _ = parse_field(&value);
        }
    }
}
