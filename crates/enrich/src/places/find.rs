//! Finding the names of the gazetteer in a text.

use super::entry::{Candidate, Entry, MatchKind, Writing};
use super::gazetteer::Gazetteer;
use super::{settle, surroundings};
use crate::countries::table::push_key;
use dateline_core::article::Span;
use dateline_core::text::{self, Token, Words};

/// A city needs this many thousand people to be believed where everything is in capitals.
const STRONG_CITY: u32 = 250;
/// A city of fewer than this many thousand people is not believed within a longer name.
const FAMOUS_CITY: u32 = 100;
/// A town of fewer than this many thousand people needs other evidence.
const SMALL_TOWN: u32 = 60;
/// The first bearer of a name is meant if it has this many times the weight of the next one elsewhere.
const DOMINANT: u64 = 8;

/// A place named in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlaceMatch {
    /// Where the name stands, without a possessive ending.
    pub span: Span,
    /// What the most likely bearer of the name is.
    pub kind: MatchKind,
    /// What the name may mean, most likely first; empty for a region.
    pub candidates: Vec<Candidate>,
    /// The English name of the most likely bearer.
    pub name: &'static str,
    /// Several places in several countries may be meant, or none: see `doubtful`.
    pub ambiguous: bool,
    /// It may be no place at all but a word, a person or part of a longer name: something else must be evidence for it.
    pub doubtful: bool,
    /// The name is also a common English word (Nice, Reading).
    pub is_common_word: bool,
    /// What is right after the name says which place is meant ("Paris, Texas").
    pub settled: bool,
}

impl PlaceMatch {
    /// The country code of the most likely place; `None` for a region.
    pub fn code(&self) -> Option<&'static str> {
        self.candidates.first().map(|candidate| candidate.code)
    }
}

/// A match and what only the search needs to know of it.
pub(super) struct Found {
    pub place: PlaceMatch,
    /// It is an abbreviation of a division that counts only after a town.
    pub is_abbreviation: bool,
    /// It is not a place unless what follows settles it.
    pub is_hardly_a_place: bool,
}

impl Gazetteer {
    /// The places named in an English text, in order, none overlapping another.
    pub fn find(&self, text: &str) -> Vec<PlaceMatch> {
        let mut found = Scan::new(self, text).run();
        settle::by_what_follows(text, &mut found);
        let is_place = |found: &Found| found.place.settled || !found.is_hardly_a_place;
        found.into_iter().filter(is_place).map(|found| found.place).collect()
    }
}

struct Scan<'a> {
    gazetteer: &'a Gazetteer,
    text: &'a str,
    key: String,
    line: surroundings::Line,
    found: Vec<Found>,
}

/// The longest name that begins at a word.
struct Longest<'a> {
    entry: &'a Entry,
    span: Span,
}

impl<'a> Scan<'a> {
    fn new(gazetteer: &'a Gazetteer, text: &'a str) -> Self {
        Self { gazetteer, text, key: String::new(), line: surroundings::Line::default(), found: Vec::new() }
    }

    fn run(mut self) -> Vec<Found> {
        let mut at = 0;
        while let Some(start) = next_capital(self.text, at) {
            let mut words = text::words(&self.text[start..]);
            let Some(first) = words.next() else { break };
            at = start + first.end.max(1);
            if let Some(longest) = self.longest(start, first, words) {
                at = longest.span.end;
                if surroundings::is_in_address(self.text, start)
                    || surroundings::is_ticker(self.text, longest.span)
                {
                    continue;
                }
                let found = self.judge(longest);
                self.found.push(found);
            }
        }
        self.found
    }

    /// Looks names up word by word as far as any name goes that begins with the first word.
    ///
    /// The words' offsets count from `start`.
    fn longest(&mut self, start: usize, first: Token<'a>, rest: Words<'a>) -> Option<Longest<'a>> {
        let limit = self.limit(first.text);
        self.key.clear();
        let mut best = None;
        let mut last_end = 0;
        for (at, word) in std::iter::once(first).chain(rest).take(limit).enumerate() {
            if at > 0 {
                if !joins(&self.text[start + last_end..start + word.start], last_end) {
                    break;
                }
                self.key.push(' ');
            }
            last_end = word.end;
            for form in forms(word.text) {
                let length = self.key.len();
                push_key(&mut self.key, form);
                let span = Span::new(start, start + word.start + form.len());
                let keeps_possessive = form.ends_with("'s") || form.ends_with("\u{2019}s");
                let is_whole = |entry: &&Entry| !keeps_possessive || entry.name.contains(['\'', '\u{2019}']);
                if let Some(entry) = self.entry(span).filter(is_whole) {
                    best = Some(Longest { entry, span });
                }
                if form.len() < word.text.len() {
                    self.key.truncate(length);
                }
            }
        }
        best
    }

    /// How many words the longest name has that begins with this word.
    fn limit(&mut self, first: &str) -> usize {
        let mut limit = 1;
        for form in forms(first) {
            self.key.clear();
            push_key(&mut self.key, form);
            limit = limit.max(self.gazetteer.longest_from(&self.key));
        }
        limit
    }

    /// The entry of the present key, if it is written here as it must be.
    fn entry(&self, span: Span) -> Option<&'a Entry> {
        let anywhere = self.gazetteer.entry(&self.key).filter(|entry| self.is_written_so(entry, span));
        let after_town =
            || self.gazetteer.abbreviation(&self.key).filter(|entry| self.is_written_so(entry, span));
        // An abbreviation after a town and a comma is that, whatever else it may be.
        after_town().or(anywhere)
    }

    /// True if the name is in the text the way this entry must be written.
    fn is_written_so(&self, entry: &Entry, span: Span) -> bool {
        let written = &self.text[span.start..span.end];
        match entry.writing {
            Writing::Capitals => !written.chars().any(char::is_lowercase),
            Writing::Dotted => written.contains('.'),
            Writing::Prefix => self.text[span.end..].starts_with('-'),
            Writing::AfterTown => self.is_after_town(written, span),
            Writing::Name => entry.lower_tail || has_capital_tail(written),
        }
    }

    fn is_after_town(&self, written: &str, span: Span) -> bool {
        let is_postal = written.len() == 2 && written.bytes().all(|b| b.is_ascii_uppercase());
        let after = &self.text[span.end..];
        let has_stop = after.starts_with('.');
        // Some papers leave the full stop out: "CAMBRIDGE, Mass, March 5".
        let has_comma = after.starts_with(',');
        if !is_postal && !has_stop && !has_comma {
            return false;
        }
        let before = &self.text[..span.start];
        let follows_match = self
            .found
            .last()
            .is_some_and(|last| surroundings::is_comma(&self.text[last.place.span.end..span.start]));
        follows_match || (has_stop && surroundings::ends_with_town_and_comma(before))
    }

    /// Turns a name found into a match, with what its surroundings say about it.
    fn judge(&mut self, longest: Longest<'_>) -> Found {
        let Longest { entry, span, .. } = longest;
        let in_capitals = self.line.is_in_capitals(self.text, span.start);
        let doubtful = self.is_doubtful(entry, span, in_capitals);
        let place = PlaceMatch {
            span,
            kind: entry.kind,
            candidates: entry.candidates.clone(),
            name: entry.name,
            ambiguous: doubtful || !is_dominant(&entry.candidates),
            doubtful,
            is_common_word: entry.is_common_word,
            settled: false,
        };
        Found {
            place,
            is_abbreviation: entry.writing == Writing::AfterTown,
            is_hardly_a_place: entry.is_hardly_a_place,
        }
    }

    fn is_doubtful(&self, entry: &Entry, span: Span, in_capitals: bool) -> bool {
        let weight = entry.candidates.first().map_or(u32::MAX, |candidate| candidate.weight);
        let written = &self.text[span.start..span.end];
        if in_capitals && entry.writing == Writing::Capitals && is_english_word(written) {
            return true;
        }
        let within_name = !in_capitals && surroundings::is_within_name(self.text, span);
        match entry.kind {
            MatchKind::City => {
                entry.is_common_word
                    || entry.is_person_name
                    || entry.is_hardly_a_place
                    || (in_capitals && weight < STRONG_CITY)
                    || (within_name && weight < FAMOUS_CITY)
                    || weight < SMALL_TOWN
                    || written.len() <= 3
            }
            MatchKind::Country | MatchKind::Capital | MatchKind::Division => {
                (entry.is_person_name && within_name)
                    || (entry.is_common_word && entry.kind == MatchKind::Capital)
            }
            _ => false,
        }
    }
}

/// Where the next word that begins with a capital starts, from `from` on.
fn next_capital(text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = from;
    while at < bytes.len() {
        match bytes[at] {
            b'A'..=b'Z' if begins_word(text, at) => return Some(at),
            byte if byte < 0x80 => at += 1,
            _ => {
                let c = text[at..].chars().next()?;
                if c.is_uppercase() && begins_word(text, at) {
                    return Some(at);
                }
                at += c.len_utf8();
            }
        }
    }
    None
}

fn begins_word(text: &str, at: usize) -> bool {
    match at.checked_sub(1).map(|before| text.as_bytes()[before]) {
        None => true,
        Some(before) if before < 0x80 => !before.is_ascii_alphanumeric(),
        Some(_) => !text[..at].chars().next_back().is_some_and(char::is_alphanumeric),
    }
}

/// The forms of a word to look up: without its possessive ending, and as it is.
fn forms(word: &str) -> impl Iterator<Item = &str> {
    let stem = without_possessive(word);
    (stem.len() < word.len()).then_some(stem).into_iter().chain(std::iter::once(word))
}

fn without_possessive(word: &str) -> &str {
    if !word.ends_with(['s', 'S']) {
        return word;
    }
    word.strip_suffix(['s', 'S']).and_then(|stem| stem.strip_suffix(['\'', '\u{2019}'])).unwrap_or(word)
}

/// True if what is between two words lets them be one name. `before` is the length of the name so far.
fn joins(gap: &str, before: usize) -> bool {
    let is_plain = |c: char| matches!(c, ' ' | '-' | '\u{2010}' | '\u{2011}' | '\u{a0}' | '\n' | '\r' | '/');
    if gap.len() > 4 || gap.matches('\n').count() > 1 {
        return false;
    }
    match gap.strip_prefix('.') {
        // A full stop joins only after the likes of "St" and "N".
        Some(rest) => before <= 3 && rest.chars().all(is_plain),
        None => {
            gap.strip_prefix([',']).filter(|rest| rest.starts_with(' ')).unwrap_or(gap).chars().all(is_plain)
        }
    }
}

fn has_capital_tail(written: &str) -> bool {
    let tail = written.rsplit([' ', '-', '\u{a0}', '\n', '/']).next().unwrap_or(written);
    let tail = tail.rsplit(['\'', '\u{2019}']).next().unwrap_or(tail);
    !tail.starts_with(char::is_lowercase) || !written.contains([' ', '-', '\u{a0}', '\n', '/'])
}

/// Abbreviations that are English words once everything is in capitals.
fn is_english_word(written: &str) -> bool {
    matches!(written, "US" | "CAR" | "MASS" | "ARK" | "CONN" | "MINN" | "CIS" | "TEX" | "KAN" | "LA")
}

/// True if the first candidate's country is the only one, or by far the likeliest.
fn is_dominant(candidates: &[Candidate]) -> bool {
    let Some(first) = candidates.first() else { return true };
    let weight = |candidate: &Candidate| {
        u64::from(candidate.weight) * if candidate.kind == MatchKind::Capital { 10 } else { 1 }
    };
    let is_rival = |other: &&Candidate| {
        other.code != first.code && weight(other).saturating_mul(DOMINANT) > weight(first)
    };
    !candidates.iter().any(|other| is_rival(&other))
}
