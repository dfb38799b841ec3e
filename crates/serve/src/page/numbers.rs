//! Numbers and days as people read them.

/// A number with its thousands apart.
pub fn number(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A number of things: `1 article`, `1,243 articles`.
pub fn counted(count: u64, one: &str, many: &str) -> String {
    format!("{} {}", number(count), if count == 1 { one } else { many })
}

/// The day of a date or date-time, as it is written in it.
pub fn day(published: &str) -> &str {
    published.get(..10).unwrap_or(published)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_apart() {
        let numbers: Vec<String> = [0, 12, 999, 1000, 1_234_567].into_iter().map(number).collect();
        assert_eq!(numbers, ["0", "12", "999", "1,000", "1,234,567"]);
        assert_eq!(counted(1, "story", "stories"), "1 story");
    }

    #[test]
    fn a_day_is_the_head_of_a_date() {
        assert_eq!((day("2015-10-23T18:04:00+02:00"), day("2015")), ("2015-10-23", "2015"));
    }
}
