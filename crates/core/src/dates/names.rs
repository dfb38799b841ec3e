//! What words and language tags say about a date: months, zones, order of day and month.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use super::calendars::is_thai;
use crate::text::{fold, primary};

/// Folded month name to the months it stands for, each with its languages.
static MONTHS: LazyLock<HashMap<String, Vec<(i8, &'static str)>>> = LazyLock::new(|| {
    let mut months: HashMap<String, Vec<(i8, &'static str)>> = HashMap::new();
    for [name, number, languages] in rows(include_str!("../../data/months.tsv")) {
        if let Ok(number) = number.parse() {
            months.entry(key(name).into_owned()).or_default().push((number, languages));
        }
    }
    months
});

static ZONES: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
    rows(include_str!("../../data/zones.tsv")).map(|[name, offset]| (name, offset)).collect()
});

/// The form under which a name is looked up; Thai months differ by the signs that folding leaves out.
fn key(name: &str) -> Cow<'_, str> {
    if is_thai(name) { Cow::Borrowed(name) } else { fold(name) }
}

/// The rows of a table with `N` columns, without its comments.
fn rows<const N: usize>(table: &'static str) -> impl Iterator<Item = [&'static str; N]> {
    table
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split('\t').collect::<Vec<_>>().try_into().ok())
}

/// The names of the months in a language, folded, in no order.
pub fn months_of(language: &str) -> impl Iterator<Item = &'static str> {
    let is_of = move |(_, languages): &&(i8, &str)| languages.split(',').any(|known| known == language);
    MONTHS
        .iter()
        .filter(move |(_, readings)| readings.iter().any(|reading| is_of(&reading)))
        .map(|(name, _)| name.as_str())
}

/// True for a folded word that is the name of a month in some language.
pub fn is_month(folded: &str) -> bool {
    MONTHS.contains_key(folded)
}

/// The month a name stands for; a name of different months needs the language of the page.
pub(super) fn month(name: &str, tag: Option<&str>) -> Option<i8> {
    let readings = MONTHS.get(key(name).as_ref())?;
    let first = readings.first()?.0;
    if readings.iter().all(|&(month, _)| month == first) {
        return Some(first);
    }
    let language = primary(tag?);
    readings
        .iter()
        .find(|(_, languages)| languages.split(',').any(|l| l == language))
        .map(|&(month, _)| month)
}

/// The offset that a zone's abbreviation stands for everywhere.
pub(super) fn zone(name: &str) -> Option<&'static str> {
    ZONES.get(name).copied()
}

/// Which of two numbers is the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// 23/10/2015
    DayFirst,
    /// 10/23/2015
    MonthFirst,
}

/// The order of day and month that a language tag such as `en-GB` settles.
///
/// English alone settles nothing, Canada and South Africa write both; languages that
/// put the year first have no custom for the other forms.
pub(super) fn order(tag: &str) -> Option<Order> {
    let language = primary(tag);
    let region = tag.split(['-', '_']).skip(1).find(|part| part.len() == 2).map(str::to_ascii_uppercase);
    match (language.as_str(), region.as_deref()) {
        ("en" | "es", Some("US")) | ("en" | "fil" | "tl", Some("PH")) => Some(Order::MonthFirst),
        ("en", None | Some("CA" | "ZA")) | ("ja" | "zh" | "ko" | "hu" | "fa" | "lt", _) => None,
        ("", _) => None,
        _ => Some(Order::DayFirst),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_of_many_languages() {
        for (name, number) in
            [("October", 10), ("FÉVRIER", 2), ("März", 3), ("maerz", 3), ("mayıs", 5), ("октября", 10)]
        {
            assert_eq!(month(name, None), Some(number), "{name}");
        }
        assert_eq!(month("أكتوبر", None), Some(10));
        assert_eq!((month("ม.ค", None), month("มี.ค", None)), (Some(1), Some(3)));
        assert_eq!(month("Vienna", None), None);
    }

    #[test]
    fn a_name_of_two_months_needs_the_language() {
        assert_eq!(month("listopada", None), None);
        assert_eq!(month("listopada", Some("pl-PL")), Some(11));
        assert_eq!(month("listopada", Some("hr")), Some(10));
    }

    #[test]
    fn every_language_has_twelve_months() {
        let mut seen: HashMap<&str, std::collections::HashSet<i8>> = HashMap::new();
        for &(number, languages) in MONTHS.values().flatten() {
            for language in languages.split(',') {
                seen.entry(language).or_default().insert(number);
            }
        }
        assert!(seen.len() > 30);
        for language in ["en", "fr", "de", "es", "it", "pt", "nl", "ru", "pl", "tr", "sv", "ar", "th"] {
            assert_eq!(seen[language].len(), 12, "{language}");
        }
    }

    #[test]
    fn order_follows_language_and_region() {
        assert_eq!(order("en-US"), Some(Order::MonthFirst));
        assert_eq!(order("en_GB"), Some(Order::DayFirst));
        assert_eq!(order("fr"), Some(Order::DayFirst));
        assert_eq!(order("en"), None);
        assert_eq!(order(""), None);
    }

    #[test]
    fn zones_have_one_offset() {
        assert_eq!(zone("CEST"), Some("+02:00"));
        assert_eq!(zone("IST"), None);
        assert!(ZONES.len() > 30);
    }
}
