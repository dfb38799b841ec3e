//! Dates within a line of visible text.

use super::clock::{self, Clock};
use super::cursor::{Cursor, Kind, Token, scan};
use super::{day, names};

/// A date in a line and where it is, its time of day included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundDate {
    /// RFC 3339 date, or date-time where the line gives a time with its offset.
    pub value: String,
    /// Offset of the first byte.
    pub start: usize,
    /// Offset just past the last byte.
    pub end: usize,
    /// False if a time of day with it was left out, because its offset is not given.
    pub is_complete: bool,
}

/// This many tokens may be between a date and its time of day.
const GAP: usize = 5;

/// A time of day in front of a date is looked for this many tokens back.
const LOOK_BACK: usize = 14;

/// Words that join a date to its time.
const JOINING: &[&str] = &[
    "at", "t", "um", "à", "alle", "ore", "om", "kl", "klo", "as", "às", "saat", "в", "о", "a", "las", "godz",
    "o",
];

/// Words between a time and the date behind it, as in "18:04 GMT, Fri 23 October".
const BETWEEN: &[&str] = &["on"];

/// The days of the week, in full and in short.
const WEEKDAYS: &str = "mon tue tues wed thu thur thurs fri sat sun \
                        monday tuesday wednesday thursday friday saturday sunday";

/// The first date in a line, in any of the languages of the month table.
pub fn find_in_line(line: &str) -> Option<FoundDate> {
    find_all_in_line(line, None).into_iter().next()
}

/// Every date in a line.
///
/// `tag` is the language tag of the page if it is known (`en-GB`); it settles numeric dates
/// whose order is open and month names that mean different months in different languages.
pub fn find_all_in_line(line: &str, tag: Option<&str>) -> Vec<FoundDate> {
    if !line.chars().any(char::is_numeric) {
        return Vec::new();
    }
    let tokens = scan(line);
    let mut found = Vec::new();
    let mut from = 0;
    let mut at = 0;
    while at < tokens.len() {
        match read(&tokens, from, at, tag) {
            Some((date, behind)) => {
                found.push(date);
                from = behind;
                at = behind;
            }
            None => at += 1,
        }
    }
    found
}

/// The date at a token with its time, which may be in front (not before `from`) or behind.
fn read(tokens: &[Token], from: usize, at: usize, tag: Option<&str>) -> Option<(FoundDate, usize)> {
    let (date, behind) = day::read(Cursor::new(tokens, at), tag)?;
    if continues_as_number(&behind) {
        return None;
    }
    let after = clock_after(behind).or_else(|| clock_inside(tokens, at, behind.position()));
    let (clock, behind) = after.map_or((None, behind), |(clock, behind)| (Some(clock), behind));
    let has_time = clock.is_some();
    let mut start = tokens[at].start;
    let mut clock = clock.filter(Clock::has_offset);
    if clock.is_none()
        && let Some((before, first)) = clock_before(tokens, from, at)
    {
        clock = Some(before);
        start = tokens[first].start;
    }
    let is_complete = clock.is_some() || !has_time;
    let value = match clock.and_then(|c| c.rfc3339()) {
        Some(time) => format!("{date}T{time}"),
        None => date.to_string(),
    };
    let end = behind.previous()?.end;
    Some((FoundDate { value, start, end, is_complete }, behind.position()))
}

/// True if figures go on without a space, so that this is not a date but a longer number.
fn continues_as_number(behind: &Cursor) -> bool {
    let mut ahead = *behind;
    let Some(next) = ahead.peek().filter(|t| t.glued) else { return false };
    match next.kind {
        Kind::Number(_) => true,
        Kind::Mark('.' | '/' | '-') => {
            ahead.skip();
            ahead.glued_number(1..=usize::MAX).is_some()
        }
        _ => false,
    }
}

/// A time behind a date, behind marks and joining words.
fn clock_after<'t, 'a>(behind: Cursor<'t, 'a>) -> Option<(Clock, Cursor<'t, 'a>)> {
    let mut ahead = behind;
    for _ in 0..=GAP {
        if let Some(found) = clock::read(ahead) {
            return Some(found);
        }
        match ahead.peek()?.kind {
            Kind::Number(_) => return None,
            Kind::Mark(_) => ahead.skip(),
            Kind::Word => ahead.word_of(JOINING)?,
        }
    }
    None
}

/// A time between the day and the year, as the C library writes dates.
fn clock_inside<'t, 'a>(tokens: &'t [Token<'a>], at: usize, end: usize) -> Option<(Clock, Cursor<'t, 'a>)> {
    let clocks = (at + 2..end).filter_map(|i| Some(clock::read(Cursor::new(tokens, i))?.0));
    Some((clocks.min_by_key(|clock| !clock.has_offset())?, Cursor::new(tokens, end)))
}

/// A time with its offset in front of a date, and the index of its first token.
fn clock_before(tokens: &[Token], from: usize, at: usize) -> Option<(Clock, usize)> {
    let first = from.max(at.saturating_sub(LOOK_BACK));
    (first..at).find_map(|i| {
        let (clock, behind) = clock::read(Cursor::new(tokens, i)).filter(|(c, _)| c.has_offset())?;
        joins(tokens, behind.position(), at).then_some((clock, i))
    })
}

fn weekday(at: &mut Cursor) -> Option<()> {
    let mut ahead = *at;
    let word = ahead.word()?.to_lowercase();
    WEEKDAYS.split_whitespace().any(|day| day == word).then(|| *at = ahead)
}

/// True if a text beside a date says no more than the date does: marks, its day of the week, a zone in brackets.
pub(super) fn adds_nothing(text: &str) -> bool {
    let tokens = scan(text);
    let mut at = Cursor::new(&tokens, 0);
    while let Some(token) = at.peek() {
        let is_known = matches!(token.kind, Kind::Mark(_)) || names::zone(token.text).is_some();
        if is_known {
            at.skip();
        } else if weekday(&mut at).is_none() {
            return false;
        }
    }
    true
}

/// True if only marks, weekdays and further times are between a time and its date.
fn joins(tokens: &[Token], mut at: usize, end: usize) -> bool {
    while at < end {
        let mut cursor = Cursor::new(tokens, at);
        if let Some((_, behind)) = clock::read(cursor) {
            at = behind.position();
        } else if cursor.mark(&[',', '(', ')', '-', '–', '|', '/', '·']).is_some()
            || cursor.word_of(BETWEEN).is_some()
            || weekday(&mut cursor).is_some()
        {
            at = cursor.position();
        } else {
            return false;
        }
    }
    at == end
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn value(line: &str) -> Option<String> {
        find_in_line(line).map(|found| found.value)
    }

    #[test]
    fn a_time_with_its_zone_is_kept() {
        for line in [
            "Published Friday 23 October 2015 18:04 UTC",
            "October 23, 2015 at 6:04 PM GMT | World",
            "18:04 GMT, Fri 23 October 2015",
            "Updated 1804 GMT (0204 HKT) October 23, 2015",
            "Fri Oct 23 18:04:00 UTC 2015",
            "Fri, 23 Oct 2015 18:04:00 GMT",
            "2015-10-23T18:04:00Z",
        ] {
            assert_eq!(value(line).as_deref(), Some("2015-10-23T18:04:00Z"), "{line}");
        }
    }

    #[test]
    fn a_time_without_a_zone_gives_the_date() {
        assert_eq!(value("23 October 2015, 18:04").as_deref(), Some("2015-10-23"));
        assert_eq!(value("October 23, 2015 6:04 p.m. ET").as_deref(), Some("2015-10-23"));
        assert_eq!(value("Updated 10:00 GMT. Published 23 October 2015").as_deref(), Some("2015-10-23"));
    }

    #[test]
    fn the_span_covers_date_and_time() {
        let line = "VIENNA, 23 October 2015 18:04 UTC (AFP)";
        let found = find_in_line(line).unwrap();
        assert_eq!(&line[found.start..found.end], "23 October 2015 18:04 UTC");
    }

    #[test]
    fn all_dates_come_in_order() {
        let values: Vec<_> = find_all_in_line("Published: 5 May 2015 | Updated: 6 May 2015, 10:00", None)
            .into_iter()
            .map(|found| found.value)
            .collect();
        assert_eq!(values, ["2015-05-05", "2015-05-06"]);
    }

    #[test]
    fn figures_are_no_dates() {
        for line in
            ["Call 0800-2015-10-23-4", "Version 1.23.10.2015", "192.168.10.2015", "In 2015, 23 people", ""]
        {
            assert_eq!(value(line), None, "{line}");
        }
    }

    proptest! {
        #[test]
        fn spans_lie_in_the_line(line in "(\\PC|[0-9]{1,4}|[-/:. ]| May | Oct |年|月|日|GMT|\\+02){0,30}") {
            for found in find_all_in_line(&line, Some("en-GB")) {
                prop_assert!(line.get(found.start..found.end).is_some_and(|s| !s.is_empty()));
                prop_assert!(found.value[..10].parse::<jiff::civil::Date>().is_ok());
            }
        }
    }
}
