//! The date of a structured record as an RFC 3339 date or date-time.
//!
//! Only the form changes, never the value: the time keeps its own offset, and a time
//! without an offset is left out rather than given one.

use std::sync::LazyLock;

use jiff::civil;
use jiff::fmt::rfc2822;
use regex::{Captures, Regex};

/// A date in the form of RFC 3339.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Dated {
    /// The date or date-time.
    pub text: String,
    /// False if the original says more than that, as a time without an offset does.
    pub is_complete: bool,
}

static NUMERIC: LazyLock<Regex> = LazyLock::new(|| {
    let date = r"(?<year>\d{4})(?:-(?<month>\d\d)-(?<day>\d\d)|/(?<month2>\d\d?)/(?<day2>\d\d?)|(?<month3>\d\d)(?<day3>\d\d))";
    let time = r"(?<hour>\d\d)(?::(?<minute>\d\d)(?::(?<second>\d\d)(?<fraction>[.,]\d{1,12})?)?|(?<minute2>\d\d)(?<second2>\d\d))";
    let offset = r" ?(?:(?<zulu>Z|z|UTC|GMT)|(?<sign>[+-])(?<hours>\d\d):?(?<minutes>\d\d)?)";
    Regex::new(&format!("^{date}(?:[Tt ]{time}(?:{offset})?)?$")).expect("the pattern is valid")
});

static WORDED: LazyLock<Regex> = LazyLock::new(|| {
    let month = r"(?<month>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)(?<rest>[a-z]*)\.?";
    let day = r"(?<day>\d\d?)(?:st|nd|rd|th)?";
    let day2 = r"(?<day2>\d\d?)(?:st|nd|rd|th)?";
    let month2 = month.replace("<month>", "<month2>").replace("<rest>", "<rest2>");
    Regex::new(&format!(r"^(?i:(?:{day} {month}|{month2} {day2}),? (?<year>\d{{4}}))$"))
        .expect("the pattern is valid")
});

/// With dots the day stands first wherever dates are written so; with slashes nobody can know.
static DOTTED: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^(\d{1,2})\.(\d{1,2})\.(\d{4})$").expect("the pattern is valid"));

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// The date in the form of RFC 3339, exactly as given where it has that form; `None` if it is not a known form.
pub(super) fn rfc3339(given: &str) -> Option<Dated> {
    let given = given.trim();
    if let Some(parts) = NUMERIC.captures(given) {
        return numeric(&parts);
    }
    if let Some(parts) = DOTTED.captures(given) {
        let text = date(&parts[3], number(&parts[2])?, &parts[1])?;
        return Some(Dated { text, is_complete: true });
    }
    match WORDED.captures(given) {
        Some(parts) => worded(&parts),
        None => mailed(given),
    }
}

/// The text of the first of some groups that took part.
fn part<'a>(parts: &'a Captures, names: &[&str]) -> Option<&'a str> {
    names.iter().find_map(|name| parts.name(name)).map(|found| found.as_str())
}

fn number(text: &str) -> Option<i8> {
    text.parse().ok()
}

fn date(year: &str, month: i8, day: &str) -> Option<String> {
    let date = civil::Date::new(year.parse().ok()?, month, number(day)?).ok()?;
    Some(date.to_string())
}

fn numeric(parts: &Captures) -> Option<Dated> {
    let month = number(part(parts, &["month", "month2", "month3"])?)?;
    let date = date(part(parts, &["year"])?, month, part(parts, &["day", "day2", "day3"])?)?;
    let Some(hour) = part(parts, &["hour"]) else {
        return Some(Dated { text: date, is_complete: true });
    };
    let time = time(parts, hour)?;
    Some(match offset(parts) {
        Offset::Known(offset) => {
            Dated { text: format!("{date}{}{time}{offset}", separator(parts)), is_complete: true }
        }
        Offset::Missing => Dated { text: date, is_complete: false },
        Offset::Impossible => return None,
    })
}

/// RFC 3339 allows a small `t`, and what is RFC 3339 stays as it is.
fn separator(parts: &Captures) -> char {
    let before_hour =
        parts.name("hour").and_then(|hour| parts[0].as_bytes().get(hour.start().checked_sub(1)?));
    if before_hour == Some(&b't') { 't' } else { 'T' }
}

fn time(parts: &Captures, hour: &str) -> Option<String> {
    let minute = part(parts, &["minute", "minute2"]).unwrap_or("00");
    let second = part(parts, &["second", "second2"]).unwrap_or("00");
    let fraction = part(parts, &["fraction"]).unwrap_or_default().replace(',', ".");
    // A leap second is the 60th of its minute.
    let is_time = number(hour)? < 24 && number(minute)? < 60 && number(second)? <= 60;
    is_time.then(|| format!("{hour}:{minute}:{second}{fraction}"))
}

enum Offset {
    Known(String),
    Missing,
    Impossible,
}

fn offset(parts: &Captures) -> Offset {
    if let Some(zulu) = part(parts, &["zulu"]) {
        return Offset::Known(if zulu == "z" { "z" } else { "Z" }.to_owned());
    }
    let (Some(sign), Some(hours)) = (part(parts, &["sign"]), part(parts, &["hours"])) else {
        return Offset::Missing;
    };
    let minutes = part(parts, &["minutes"]).unwrap_or("00");
    match (number(hours), number(minutes)) {
        (Some(0..24), Some(0..60)) => Offset::Known(format!("{sign}{hours}:{minutes}")),
        _ => Offset::Impossible,
    }
}

fn worded(parts: &Captures) -> Option<Dated> {
    let name = part(parts, &["month", "month2"])?.to_ascii_lowercase();
    let rest = part(parts, &["rest", "rest2"])?.to_ascii_lowercase();
    let month = MONTHS.iter().position(|month| month.starts_with(&name))?;
    let is_month = rest.is_empty() || rest == MONTHS[month][3..] || (name == "sep" && rest == "t");
    let text = date(part(parts, &["year"])?, month as i8 + 1, part(parts, &["day", "day2"])?)?;
    is_month.then_some(Dated { text, is_complete: true })
}

/// The form of RFC 2822, as in mail and RSS.
fn mailed(given: &str) -> Option<Dated> {
    let zoned = rfc2822::DateTimeParser::new().parse_zoned(given).ok()?;
    let time = zoned.datetime();
    let minutes = zoned.offset().seconds() / 60;
    let sign = if minutes < 0 { '-' } else { '+' };
    let (hours, minutes) = (minutes.abs() / 60, minutes.abs() % 60);
    Some(Dated { text: format!("{time}{sign}{hours:02}:{minutes:02}"), is_complete: true })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn complete(given: &str) -> String {
        let dated = rfc3339(given).unwrap_or_else(|| panic!("{given}"));
        assert!(dated.is_complete, "{given}");
        dated.text
    }

    #[test]
    fn what_is_rfc_3339_stays_as_it_is() {
        for given in [
            "2015-10-23",
            "2015-10-23T18:04:00+02:00",
            "2015-10-23T18:04:00.123Z",
            "2015-10-23t18:04:00z",
            "2016-12-31T23:59:60Z",
            "2015-10-23T18:04:00-00:00",
        ] {
            assert_eq!(complete(given), given);
        }
    }

    #[test]
    fn other_forms_change_their_form_only() {
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
            ("Fri, 23 Oct 2015 18:04:00 +0200", "2015-10-23T18:04:00+02:00"),
            ("23 Oct 2015 18:04 -0530", "2015-10-23T18:04:00-05:30"),
        ] {
            assert_eq!(complete(given), expected);
        }
    }

    #[test]
    fn a_time_without_an_offset_is_left_out() {
        for given in ["2015-10-23 18:04:00", "2015-10-23T18:04", "20151023 180400", "2015-10-23T00:00:00.5"] {
            let expected = Dated { text: "2015-10-23".into(), is_complete: false };
            assert_eq!(rfc3339(given), Some(expected), "{given}");
        }
    }

    #[test]
    fn what_is_no_date_is_none() {
        for given in [
            "",
            "yesterday",
            "2015",
            "2015-10",
            "2015-13-01",
            "2015-02-30",
            "03/04/2015",
            "1445616240",
            "23 Octopus 2015",
            "2015-10-23T25:00:00Z",
            "2015-10-23T10:00:00+99:00",
            "Mon, 23 Oct 2015 18:04:00 +0200",
        ] {
            assert_eq!(rfc3339(given), None, "{given}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(given in "\\PC{0,40}") {
            rfc3339(&given);
        }

        #[test]
        fn what_comes_out_is_rfc_3339(given in "[0-9]{4}[-/]?[0-9]{2}[-/]?[0-9]{2}[T ][0-9]{2}:[0-9]{2}( ?[-+][0-9]{4}|Z| UTC)") {
            if let Some(dated) = rfc3339(&given) {
                prop_assert_eq!(complete(&dated.text), dated.text);
            }
        }
    }
}
