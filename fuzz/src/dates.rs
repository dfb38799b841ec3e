//! Dates in metadata, lines, addresses and queries.

use dateline_core::dates::{DateRange, Day, find_all_in_line, find_in_line, from_url, parse, parse_in};

use crate::input::Input;

/// Languages and regions that order numbers or name months differently.
const TAGS: [Option<&str>; 12] = [
    None,
    Some("en"),
    Some("en-US"),
    Some("en-GB"),
    Some("de"),
    Some("fr-CA"),
    Some("pl"),
    Some("ru"),
    Some("ja"),
    Some("ar"),
    Some("th"),
    Some("hu-HU"),
];

/// Checks that whatever is found is a day of the calendar and stands where it is said to.
pub fn check(bytes: &[u8]) {
    let mut input = Input(bytes);
    let tag = input.one_of(&TAGS);
    let text = input.rest();
    check_line(&text, tag);
    for date in [parse(&text), parse_in(&text, tag), from_url(&text)].into_iter().flatten() {
        check_value(&date);
    }
    if let Ok(range) = text.parse::<DateRange>() {
        check_range(range);
    }
    for day in [Day::first_of(&text), Day::last_of(&text)].into_iter().flatten() {
        check_day(day);
    }
}

fn check_line(text: &str, tag: Option<&str>) {
    let mut last = 0;
    for date in find_all_in_line(text, tag) {
        assert!(last <= date.start && date.start < date.end, "{date:?} after {last}");
        assert!(
            text.get(date.start..date.end).is_some_and(|there| there.trim() == there),
            "{date:?} in {text:?}"
        );
        check_value(&date.value);
        last = date.end;
    }
    assert_eq!(find_in_line(text), find_all_in_line(text, None).into_iter().next());
}

/// A date is a day of the calendar, and read again it is itself; as metadata the zero of a clock is none.
fn check_value(date: &str) {
    assert!(Day::of_published(date).is_some(), "{date} is no day");
    assert!(parse(date).is_none_or(|again| again == date), "{date} is read as {:?}", parse(date));
}

fn check_range(range: DateRange) {
    assert_eq!(range.to_string().parse(), Ok(range));
    assert!(range.from.is_none_or(|from| range.until.is_none_or(|until| from <= until)));
}

fn check_day(day: Day) {
    assert_eq!(Day::from_number(day.number()), Some(day));
    assert_eq!(Day::of_published(&day.to_string()), Some(day));
    if let Some(next) = day.next() {
        assert_eq!(next.previous(), Some(day));
        assert_eq!(next.ordinal(), day.ordinal() + 1);
    }
}
