//! What stands around a name and says how to take it: prepositions, currencies, languages, meetings.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::places::{MatchKind, PlaceMatch};
use dateline_core::article::Span;

const TABLE: &str = include_str!("../../data/country-context.tsv");

/// The words of the table, each with what it is; they are a hundred, and one may be of several kinds.
static WORDS: LazyLock<HashSet<(&'static str, &'static str)>> = LazyLock::new(|| {
    let rows = TABLE.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t'));
    rows.flat_map(|(kind, words)| words.split_whitespace().map(move |word| (kind, word))).collect()
});

/// True for a word in lower case that the table has under this kind.
fn is_word_of(kind: &'static str, word: &str) -> bool {
    WORDS.contains(&(kind, word))
}

/// True if a preposition or a verb of motion stands before the name.
pub(super) fn is_located(text: &str, start: usize) -> bool {
    word_before(text, start).is_some_and(|word| is_word_of("preposition", &word))
}

/// True if the name is that of a place where something is or happens; "the" may stand between.
pub(super) fn is_in(text: &str, start: usize) -> bool {
    let is_where = |word: &String| is_word_of("where", word);
    let before = text[..start].strip_suffix("the ").map_or(start, str::len);
    word_before(text, before).as_ref().is_some_and(is_where)
}

/// The word before a place in the text, in lower case.
fn word_before(text: &str, start: usize) -> Option<String> {
    let before = text[..start].trim_end_matches([' ', '\n']);
    let (at, _) = before.char_indices().rev().take(12).take_while(|(_, c)| c.is_alphabetic()).last()?;
    Some(before[at..].to_lowercase())
}

/// True for what follows an apostrophe: "Turkey's".
pub(super) fn is_possessive(text: &str, end: usize) -> bool {
    text[end..].strip_prefix(['\'', '\u{2019}']).is_some_and(|rest| rest.starts_with('s'))
}

/// True for the likes of "Syrian army": a people and those who act for it.
pub(super) fn is_agent(text: &str, place: &PlaceMatch) -> bool {
    if place.kind != MatchKind::Demonym {
        return false;
    }
    let Some(rest) = text[place.span.end..].strip_prefix(' ') else { return false };
    let word = rest.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    word.len() <= 12 && is_word_of("agent", &word.to_lowercase())
}

/// True for the likes of "Swiss francs".
pub(super) fn is_currency(text: &str, place: &PlaceMatch) -> bool {
    if !matches!(place.kind, MatchKind::Demonym | MatchKind::Country) {
        return false;
    }
    let Some(rest) = text[place.span.end..].strip_prefix([' ', '-']) else { return false };
    let word = rest.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    word.len() <= 8 && is_word_of("currency", &word.to_lowercase())
}

/// True for the likes of "US $" and "A$", and for "Australian dollars": money says where it is counted, not what happened.
pub(super) fn is_money(text: &str, place: &PlaceMatch) -> bool {
    let after = &text[place.span.end..];
    let after = after.strip_prefix([' ', '\u{a0}']).unwrap_or(after);
    after.starts_with(['$', '£', '€', '¥'])
}

/// The first word of a text, within so many bytes, that is a public body of some country.
pub(super) fn public_body(text: &str, within: usize) -> Option<Span> {
    let mut words = dateline_core::text::words(text).take_while(|word| word.start < within);
    let body =
        words.find(|word| word.end - word.start <= 16 && is_word_of("body", &word.text.to_lowercase()))?;
    Some(Span::new(body.start, body.end))
}

/// True for what is made of nothing but words that papers are called by: "dailynews", "herald".
pub(super) fn is_of_papers(label: &str) -> bool {
    let label = label.trim_matches('-');
    let starts_with_one = |rest: &str| {
        let ends = (2..=rest.len()).filter(|&end| rest.is_char_boundary(end));
        ends.rev().find(|&end| is_word_of("paper", &rest[..end]))
    };
    let mut rest = label;
    while let Some(end) = starts_with_one(rest) {
        rest = rest[end..].trim_start_matches('-');
    }
    rest.is_empty() && !label.is_empty()
}

/// True for what a river or the land along it is called after its name: "Niger delta".
pub(super) fn is_water(word: &str) -> bool {
    word.len() <= 8 && is_word_of("water", &word.to_lowercase())
}

/// True for a word in lower case that names of newspapers end with.
pub(super) fn is_newspaper(word: &str) -> bool {
    is_word_of("newspaper", word)
}

/// True for a word in lower case for someone who is asked for an opinion: an economist, a diplomat.
pub(super) fn is_asked(word: &str) -> bool {
    is_word_of("asked", word)
}

/// True for the likes of "in French": a people after "in" is its language.
pub(super) fn is_language(text: &str, place: &PlaceMatch) -> bool {
    if place.kind != MatchKind::Demonym {
        return false;
    }
    let after = &text[place.span.end..];
    let ends = !after.starts_with([' ', '-'])
        || after.starts_with("-language")
        || after.starts_with(" language")
        || is_followed_by_little_word(after);
    ends && text[..place.span.start].ends_with(" in ")
        || after.starts_with("-language")
        || after.starts_with("-speaking")
}

/// True if a word that begins something new comes next: "in English with music". After "and" it is a verb or "in" that does, as
/// what a people's word says may be said of a noun that comes after another: "in Dutch and Danish ports".
fn is_followed_by_little_word(after: &str) -> bool {
    let mut words = after.split_whitespace();
    let joint = words.next().unwrap_or_default();
    match joint {
        "and" | "or" => words.next().is_some_and(|next| next == "in" || next.ends_with("ed")),
        _ => joint.len() <= 7 && is_word_of("little", joint),
    }
}

/// True for what stands in brackets; in a dateline that is the agency: "VIENNA (Baltic News)".
pub(super) fn is_in_brackets(text: &str, place: &PlaceMatch) -> bool {
    let before = &text[..place.span.start];
    before.rfind('(').is_some_and(|open| before.rfind(')').is_none_or(|close| close < open))
}

/// How far before the name of a town its meeting stands at most.
const MEETING: usize = 60;

/// True for the likes of "talks in Geneva": a town that only holds a meeting.
pub(super) fn is_venue(text: &str, place: &PlaceMatch) -> bool {
    if !matches!(place.kind, MatchKind::Capital | MatchKind::City) {
        return false;
    }
    let before = text[..place.span.start].trim_end();
    let Some(before) = ["in", "at"].iter().find_map(|word| before.strip_suffix(word)) else { return false };
    let start = (before.len().saturating_sub(MEETING)..=before.len()).find(|&at| before.is_char_boundary(at));
    let sentence =
        before[start.unwrap_or(before.len())..].rsplit(['.', '\n', ';', ',']).next().unwrap_or_default();
    let words = sentence.split_whitespace().rev().take(MEETING_WORDS);
    words.map(str::to_lowercase).any(|word| is_word_of("meeting", &word))
}

/// So many words at most stand from the meeting to its town: "talks with the rebels in Geneva".
const MEETING_WORDS: usize = 5;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::places::Gazetteer;

    #[test]
    fn every_kind_of_word_is_listed() {
        for (kind, word) in [
            ("preposition", "towards"),
            ("where", "inside"),
            ("agent", "warplanes"),
            ("currency", "dlr"),
            ("meeting", "talks"),
            ("body", "parliament"),
            ("paper", "herald"),
            ("water", "delta"),
            ("newspaper", "journal"),
            ("little", "with"),
        ] {
            assert!(is_word_of(kind, word), "{kind} {word}");
            assert!(!is_word_of(kind, "ferry"), "{kind}");
        }
        assert!(!is_word_of("where", "towards"));
    }

    #[test]
    fn labels_of_papers() {
        for (label, is_one) in [("dailynews", true), ("daily-news", true), ("newsy", false), ("", false)] {
            assert_eq!(is_of_papers(label), is_one, "{label}");
        }
    }

    #[test]
    fn money_is_no_country() {
        let places = |text: &str| Gazetteer::get().find(text).iter().filter(|p| !is_money(text, p)).count();
        assert_eq!(places("It cost US $40 and US$50 more."), 0);
        assert_eq!(places("The US paid $40."), 1);
    }

    #[test]
    fn prepositions_of_place() {
        assert!(is_located("a fire in Nice", 10));
        assert!(!is_located("a Nice", 2));
    }

    #[test]
    fn towns_of_meetings() {
        let is_venue = |text: &str| Gazetteer::get().find(text).iter().any(|place| is_venue(text, place));
        for text in ["peace talks in Geneva", "a meeting with the rebels in Vienna", "envoys met in Doha"] {
            assert!(is_venue(text), "{text}");
        }
        for text in ["a fire in Geneva", "talks on Syria", "The talks failed. Fighting in Aleppo"] {
            assert!(!is_venue(text), "{text}");
        }
    }
}
