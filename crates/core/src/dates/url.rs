//! Dates in the address of an article.

use super::cursor::{Cursor, Kind, scan};
use super::{day, names};

/// Addresses carry dates since there are addresses.
const YEARS: std::ops::RangeInclusive<u64> = 1994..=2100;

/// Eight digits are a date only in a narrower span, since most of them are ids.
const COMPACT_YEARS: std::ops::RangeInclusive<u64> = 1996..=2035;

/// The date in the path of an address: `/2015/10/23/`, `/2015/oct/23/`, `2015-10-23`, `20151023`.
pub fn from_url(url: &str) -> Option<String> {
    let path = path(url);
    let tokens = scan(path);
    (0..tokens.len())
        .filter(|&i| !touches_figure(path, tokens[i].start))
        .find_map(|i| separated(Cursor::new(&tokens, i)).or_else(|| compact(Cursor::new(&tokens, i))))
        .map(|date| date.to_string())
}

fn path(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = rest.find('/').map_or("", |slash| &rest[slash..]);
    path.split(['?', '#']).next().unwrap_or_default()
}

/// True if a letter or digit is right before this place.
fn touches_figure(path: &str, at: usize) -> bool {
    path[..at].chars().next_back().is_some_and(char::is_alphanumeric)
}

fn separated(mut at: Cursor) -> Option<jiff::civil::Date> {
    let year = at.number(4..=4).filter(|y| YEARS.contains(y))?;
    let separator = at.glued_mark(&['/', '-', '_', '.'])?;
    let month = month(&mut at)?;
    at.glued_mark(&[separator])?;
    let day = at.number(1..=2)?;
    let ends = !at.peek().is_some_and(|t| t.glued && matches!(t.kind, Kind::Number(_) | Kind::Word));
    ends.then(|| day::date(year, month, day)).flatten()
}

fn month(at: &mut Cursor) -> Option<u64> {
    at.number(1..=2).or_else(|| names::month(at.word()?, Some("en")).and_then(|m| u64::try_from(m).ok()))
}

fn compact(mut at: Cursor) -> Option<jiff::civil::Date> {
    let number = at.number(8..=8)?;
    let ends = !at.peek().is_some_and(|t| t.glued && t.kind == Kind::Word);
    let year = number / 10_000;
    (ends && COMPACT_YEARS.contains(&year))
        .then(|| day::date(year, number / 100 % 100, number % 100))
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn dates_in_paths() {
        for url in [
            "https://example.org/news/2015/10/23/talks-in-vienna",
            "https://example.org/world/2015/oct/23/talks",
            "https://example.org/2015-10-23-talks.html",
            "https://example.org/talks-20151023.html",
            "https://example.org/a/20151023/talks?utm=2016-01-01",
        ] {
            assert_eq!(from_url(url).as_deref(), Some("2015-10-23"), "{url}");
        }
    }

    #[test]
    fn ids_and_other_numbers_are_no_dates() {
        for url in [
            "https://example.org/news/2015/10/talks",
            "https://example.org/article/98765432",
            "https://example.org/a1234/5/6",
            "https://2015-10-23.example.org/",
            "https://example.org/x?date=2015-10-23",
            "",
        ] {
            assert_eq!(from_url(url), None, "{url}");
        }
    }

    proptest! {
        #[test]
        fn any_address_is_read_without_panic(url in "(\\PC|/|[0-9]{1,4}|-){0,40}") {
            let _ = from_url(&url);
        }
    }
}
