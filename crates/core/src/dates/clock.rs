//! A time of day and its offset from UTC at a place in a line.

use jiff::civil::Time;

use super::cursor::{Cursor, Kind};
use super::names;

/// A time of day as the document writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Clock {
    time: Time,
    /// Digits of a fraction of a second that is not zero.
    fraction: Option<String>,
    /// `Z` or `+02:00`; a time without an offset is not part of an RFC 3339 date-time.
    offset: Option<String>,
}

impl Clock {
    /// A time of day, if the parts make one.
    pub fn new(hour: u64, minute: u64, second: u64, offset: Option<String>) -> Option<Self> {
        let time =
            Time::new(hour.try_into().ok()?, minute.try_into().ok()?, second.try_into().ok()?, 0).ok()?;
        Some(Self { time, fraction: None, offset })
    }

    /// True if the offset from UTC is known.
    pub fn has_offset(&self) -> bool {
        self.offset.is_some()
    }

    /// The time part of an RFC 3339 date-time, `None` without an offset.
    pub fn rfc3339(&self) -> Option<String> {
        let fraction = self.fraction.as_ref().map(|digits| format!(".{digits}")).unwrap_or_default();
        let (hour, minute, second) = (self.time.hour(), self.time.minute(), self.time.second());
        Some(format!("{hour:02}:{minute:02}:{second:02}{fraction}{}", self.offset.as_ref()?))
    }
}

/// The time that begins at the cursor, and the cursor behind it and its zone.
pub(super) fn read<'t, 'a>(at: Cursor<'t, 'a>) -> Option<(Clock, Cursor<'t, 'a>)> {
    hours_and_minutes(at).or_else(|| full_hour(at)).or_else(|| four_digits(at))
}

/// 18:04, 18:04:00.000+02:00, 6:04 p.m. EDT, 18h04, 18.04 Uhr
fn hours_and_minutes<'t, 'a>(mut at: Cursor<'t, 'a>) -> Option<(Clock, Cursor<'t, 'a>)> {
    let hour = at.number(1..=2)?;
    let separator = time_separator(&mut at)?;
    let minute = at.glued_number(2..=2)?;
    let second = colon_number(&mut at).unwrap_or(0);
    let fraction = fraction(&mut at);
    let half = half_of_day(&mut at);
    let marked = at.word_of(&["uhr", "h", "hrs", "часов"]).is_some();
    let offset = offset(&mut at);
    if separator == '.' && half.is_none() && !marked && offset.is_none() {
        return None;
    }
    let mut clock = Clock::new(in_24_hours(hour, half)?, minute, second, offset)?;
    clock.fraction = fraction;
    Some((clock, at))
}

/// 6 pm EDT, 6pm
fn full_hour<'t, 'a>(mut at: Cursor<'t, 'a>) -> Option<(Clock, Cursor<'t, 'a>)> {
    let hour = at.number(1..=2)?;
    let half = half_of_day(&mut at)?;
    let offset = offset(&mut at);
    Some((Clock::new(in_24_hours(hour, Some(half))?, 0, 0, offset)?, at))
}

/// 1804 GMT: four digits are a time only where a zone follows.
fn four_digits<'t, 'a>(mut at: Cursor<'t, 'a>) -> Option<(Clock, Cursor<'t, 'a>)> {
    let digits = at.number(4..=4)?;
    let zone = names::zone(at.word()?)?;
    Some((Clock::new(digits / 100, digits % 100, 0, Some(zone.to_owned()))?, at))
}

fn time_separator(at: &mut Cursor) -> Option<char> {
    if let Some(mark) = at.glued_mark(&[':', '.', '：']) {
        return Some(mark);
    }
    at.peek().filter(|t| t.glued)?;
    at.word_of(&["h", "時", "时", "시"]).map(|()| 'h')
}

fn colon_number(at: &mut Cursor) -> Option<u64> {
    let mut ahead = *at;
    ahead.glued_mark(&[':'])?;
    let number = ahead.glued_number(2..=2)?;
    *at = ahead;
    Some(number)
}

/// The digits of a fraction of a second, unless they are all zero.
fn fraction(at: &mut Cursor) -> Option<String> {
    let mut ahead = *at;
    ahead.glued_mark(&['.', ','])?;
    ahead.glued_number(1..=9)?;
    let digits = ahead.previous()?.text;
    *at = ahead;
    (digits.is_ascii() && digits.bytes().any(|b| b != b'0')).then(|| digits.to_owned())
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Half {
    Morning,
    Afternoon,
}

/// am, pm, a.m., p.m.
fn half_of_day(at: &mut Cursor) -> Option<Half> {
    let mut ahead = *at;
    let word = ahead.word()?.to_ascii_lowercase();
    let letter = match word.as_str() {
        "am" | "pm" => word.chars().next()?,
        "a" | "p" => {
            ahead.glued_mark(&['.'])?;
            ahead.word_of(&["m"])?;
            ahead.glued_mark(&['.']);
            word.chars().next()?
        }
        _ => return None,
    };
    *at = ahead;
    Some(if letter == 'a' { Half::Morning } else { Half::Afternoon })
}

fn in_24_hours(hour: u64, half: Option<Half>) -> Option<u64> {
    match half {
        None => Some(hour),
        Some(_) if !(1..=12).contains(&hour) => (hour < 24).then_some(hour),
        Some(Half::Morning) => Some(hour % 12),
        Some(Half::Afternoon) => Some(hour % 12 + 12),
    }
}

/// The offset that follows: Z, +02:00, +0200, GMT+2, EDT, (CET).
pub(super) fn offset(at: &mut Cursor) -> Option<String> {
    let mut ahead = *at;
    let bracket = ahead.mark(&['(', '[']).is_some();
    let found = signed_offset(&mut ahead).or_else(|| named_offset(&mut ahead))?;
    if bracket {
        ahead.mark(&[')', ']'])?;
    }
    *at = ahead;
    Some(found)
}

fn named_offset(at: &mut Cursor) -> Option<String> {
    let mut ahead = *at;
    let name = ahead.word()?;
    let zone = names::zone(name).or_else(|| (name == "z").then_some("Z"))?;
    *at = ahead;
    let glued_sign = at.peek().is_some_and(|t| t.glued);
    if zone == "Z"
        && glued_sign
        && let Some(offset) = signed_offset(at)
    {
        return Some(offset);
    }
    Some(zone.to_owned())
}

/// +02:00, +0200, +02, +2. A sign with a space before it may be a dash, so two digits do not make it an offset.
fn signed_offset(at: &mut Cursor) -> Option<String> {
    let mut ahead = *at;
    let glued = ahead.peek()?.glued;
    let sign = if ahead.mark(&['+', '-', '−'])? == '+' { '+' } else { '-' };
    let offset = unsigned_offset(&mut ahead, glued)?;
    *at = ahead;
    Some(format!("{sign}{offset}"))
}

fn unsigned_offset(at: &mut Cursor, glued: bool) -> Option<String> {
    let token = at.peek().filter(|t| t.glued)?;
    let Kind::Number(value) = token.kind else { return None };
    at.skip();
    let (hours, minutes) = match token.width() {
        4 => (value / 100, value % 100),
        1 | 2 => match colon_number(at) {
            Some(minutes) => (value, minutes),
            None if glued => (value, 0),
            None => return None,
        },
        _ => return None,
    };
    (hours <= 14 && minutes < 60 && minutes % 15 == 0).then(|| format!("{hours:02}:{minutes:02}"))
}

#[cfg(test)]
mod tests {
    use super::super::cursor::scan;
    use super::*;

    fn read_str(text: &str) -> Option<String> {
        let tokens = scan(text);
        let (clock, _) = read(Cursor::new(&tokens, 0))?;
        Some(clock.rfc3339().unwrap_or_else(|| clock.time.to_string()))
    }

    #[test]
    fn times_with_an_offset() {
        for (text, expected) in [
            ("18:04:00+02:00", "18:04:00+02:00"),
            ("18:04 +0200", "18:04:00+02:00"),
            ("18:04:00.250Z", "18:04:00.250Z"),
            ("18:04:00.000 GMT", "18:04:00Z"),
            ("6:04 p.m. EDT", "18:04:00-04:00"),
            ("12:04 AM GMT", "00:04:00Z"),
            ("1804 GMT", "18:04:00Z"),
            ("18h04 (CET)", "18:04:00+01:00"),
            ("18.04 Uhr MESZ", "18:04:00+02:00"),
            ("18:04 GMT+2", "18:04:00+02:00"),
            ("18:04 −03:30", "18:04:00-03:30"),
            ("6pm PST", "18:00:00-08:00"),
        ] {
            assert_eq!(read_str(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn a_dash_is_no_offset() {
        assert_eq!(read_str("18:04 - 20 comments").as_deref(), Some("18:04:00"));
        assert_eq!(read_str("18:04 -2015").as_deref(), Some("18:04:00"));
    }

    #[test]
    fn what_is_no_time() {
        for text in ["25:00", "18:61", "2.50", "1804", "18:4", "12"] {
            assert_eq!(read_str(text), None, "{text}");
        }
    }
}
