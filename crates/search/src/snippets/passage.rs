//! Choosing the passage of a text that shows most of what matched.

use std::cmp::Reverse;
use std::ops::Range;

use super::matcher::{Match, Matcher};
use dateline_core::text;

/// This part of a passage's length is kept for words around the matches.
const MARGIN: usize = 12;

/// Windows whose widths differ by less are equally good; the earlier one is taken, as news say the most first.
const WIDTH_STEP: usize = 60;

/// A part of a text, and whether it is cut out of a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Passage {
    /// Its bytes.
    pub(super) range: Range<usize>,
    /// True if its first sentence begins before it.
    pub(super) cut_before: bool,
    /// True if its last sentence ends after it.
    pub(super) cut_after: bool,
}

/// The passage of at most `length` characters with most of the matches; the beginning if there are none.
pub(super) fn best(text: &str, matches: &[Match], matcher: &Matcher, length: usize) -> Passage {
    let beginning = text.len() - text.trim_start().len();
    let window = best_window(text, matches, matcher, (length - length / MARGIN).max(1));
    around(text, window.unwrap_or(beginning..beginning), length)
}

/// The stretch from one match to another, no longer than `length`, that has most of what the query looks for.
///
/// More words of the query are better, then rarer and longer ones, then matches near together, then the
/// earlier place. Two ends move through the matches, so that the time is linear.
fn best_window(text: &str, matches: &[Match], matcher: &Matcher, length: usize) -> Option<Range<usize>> {
    let starts = characters_before(text, matches);
    let mut window = Window::new(text, matches, matcher);
    let mut best = None;
    let mut left = 0;
    for (right, found) in matches.iter().enumerate() {
        window.enter(found.unit);
        let end = starts[right] + text[found.start..found.end].chars().count();
        while left < right && (end - starts[left] > length || window.has_twice(matches[left].unit)) {
            window.leave(matches[left].unit);
            left += 1;
        }
        let closeness = Reverse((end - starts[left].min(end)) / WIDTH_STEP);
        let quality = (window.words, window.rarity, closeness);
        if best.as_ref().is_none_or(|(known, _)| quality > *known) {
            best = Some((quality, matches[left].start..found.end));
        }
    }
    best.map(|(_, range)| range)
}

/// For each match, the number of characters before it.
fn characters_before(text: &str, matches: &[Match]) -> Vec<usize> {
    let (mut at, mut characters) = (0, 0);
    let mut out = Vec::with_capacity(matches.len());
    for found in matches {
        characters += text[at..found.start].chars().count();
        at = found.start;
        out.push(characters);
    }
    out
}

/// What a window holds, kept up to date as its ends move.
struct Window {
    inside: Vec<usize>,
    words_in: Vec<usize>,
    rarity_of: Vec<u64>,
    words: usize,
    rarity: u64,
}

impl Window {
    fn new(text: &str, matches: &[Match], matcher: &Matcher) -> Self {
        let units = matcher.unit_count();
        Self {
            inside: vec![0; units],
            words_in: (0..units).map(|unit| matcher.words_in(unit)).collect(),
            rarity_of: rarities(text, matches, units),
            words: 0,
            rarity: 0,
        }
    }

    fn enter(&mut self, unit: usize) {
        self.inside[unit] += 1;
        if self.inside[unit] == 1 {
            self.words += self.words_in[unit];
            self.rarity += self.rarity_of[unit];
        }
    }

    fn leave(&mut self, unit: usize) {
        self.inside[unit] -= 1;
        if self.inside[unit] == 0 {
            self.words -= self.words_in[unit];
            self.rarity -= self.rarity_of[unit];
        }
    }

    fn has_twice(&self, unit: usize) -> bool {
        self.inside[unit] > 1
    }
}

/// What each unit is worth: the rarer in this text the more, and among equals the longer.
fn rarities(text: &str, matches: &[Match], units: usize) -> Vec<u64> {
    let mut counts = vec![0_u64; units];
    let mut lengths = vec![0_u64; units];
    for found in matches {
        counts[found.unit] += 1;
        if lengths[found.unit] == 0 {
            lengths[found.unit] = text[found.start..found.end].chars().count().min(99) as u64;
        }
    }
    counts.iter().zip(lengths).map(|(&count, length)| 1_000_000 / count.max(1) / 100 * 100 + length).collect()
}

/// Widens a window to whole sentences where they fit, else to whole words.
fn around(text: &str, window: Range<usize>, length: usize) -> Passage {
    let sentences = sentences_near(text, &window, length);
    let start = sentences.iter().rev().map(|s| s.start).find(|&s| s <= window.start).unwrap_or(window.start);
    let end = sentences.iter().map(|s| s.end).find(|&e| e >= window.end).unwrap_or(window.end);
    let fits = |range: Range<usize>| text[range].chars().count() <= length;
    if fits(start..end) {
        let range = with_neighbours(text, start..end, &sentences, length);
        return Passage { range, cut_before: false, cut_after: false };
    }
    let room = length.saturating_sub(text[window.clone()].chars().count());
    let range = if fits(start..window.end) {
        start..words_after(text, window.end, end, length - text[start..window.end].chars().count())
    } else if fits(window.start..end) {
        words_before(text, window.start, start, length - text[window.start..end].chars().count())..end
    } else {
        let start = words_before(text, window.start, start, room / 2);
        let used = text[start..window.start].chars().count();
        start..words_after(text, window.end, end, room - used)
    };
    Passage { cut_before: range.start > start, cut_after: range.end < end, range }
}

/// The sentences around a window, of which the first and the last may be cut far outside of it.
///
/// Only so much of the text is looked at as a passage can show, since bodies may be very long.
fn sentences_near(text: &str, window: &Range<usize>, length: usize) -> Vec<Range<usize>> {
    let reach = length.saturating_add(1).saturating_mul(4);
    let from =
        (0..=window.start.saturating_sub(reach)).rev().find(|&i| text.is_char_boundary(i)).unwrap_or(0);
    let to = window.end.saturating_add(reach).min(text.len());
    let to = (to..=text.len()).find(|&i| text.is_char_boundary(i)).unwrap_or(text.len());
    text::sentences(&text[from..to]).into_iter().map(|s| s.start + from..s.end + from).collect()
}

/// Adds the following and then the preceding sentences as long as they fit.
fn with_neighbours(
    text: &str,
    range: Range<usize>,
    sentences: &[Range<usize>],
    length: usize,
) -> Range<usize> {
    let mut range = range;
    let fits = |range: &Range<usize>| text[range.clone()].chars().count() <= length;
    for sentence in sentences.iter().filter(|s| s.start >= range.end).cloned().collect::<Vec<_>>() {
        let wider = range.start..sentence.end;
        if !fits(&wider) {
            break;
        }
        range = wider;
    }
    for sentence in sentences.iter().rev().filter(|s| s.end <= range.start).cloned().collect::<Vec<_>>() {
        let wider = sentence.start..range.end;
        if !fits(&wider) {
            break;
        }
        range = wider;
    }
    range
}

/// The end of the last whole word within `room` characters after `from`.
fn words_after(text: &str, from: usize, limit: usize, room: usize) -> usize {
    let rest = &text[from..limit];
    let Some((cut, _)) = rest.char_indices().nth(room) else { return limit };
    let head = &rest[..cut];
    let at_word_end = rest[cut..].starts_with(char::is_whitespace);
    let end =
        if at_word_end { cut } else { head.rfind(char::is_whitespace).unwrap_or_else(|| unspaced(head)) };
    from + head[..end].trim_end().len()
}

/// The start of the first whole word within `room` characters before `to`.
fn words_before(text: &str, to: usize, limit: usize, room: usize) -> usize {
    let rest = &text[limit..to];
    let Some(cut) = rest.char_indices().rev().nth(room).map(|(at, c)| at + c.len_utf8()) else {
        return limit;
    };
    let tail = &rest[cut..];
    if rest[..cut].ends_with(char::is_whitespace) {
        return limit + cut + (tail.len() - tail.trim_start().len());
    }
    match tail.find(char::is_whitespace) {
        Some(at) => limit + cut + at + (tail[at..].len() - tail[at..].trim_start().len()),
        None if unspaced(tail) > 0 => limit + cut,
        None => to,
    }
}

/// Where text without white space may be cut: at its end in scripts that have none, nowhere in others.
fn unspaced(text: &str) -> usize {
    if text.contains(text::is_ideographic) { text.len() } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::{ParseOptions, parse};
    use dateline_core::article::TextField;
    use dateline_core::text::Analysis;

    fn passage(query: &str, text: &str, length: usize) -> String {
        let matcher = Matcher::new(&parse(query, &ParseOptions::default()).unwrap().query);
        let passage =
            best(text, &matcher.matches(Analysis::default(), TextField::Body, text), &matcher, length);
        let ellipsis = |cut| if cut { "…" } else { "" };
        format!("{}{}{}", ellipsis(passage.cut_before), &text[passage.range], ellipsis(passage.cut_after))
    }

    const TEXT: &str = "Rain fell. The dam held. Engineers watched the dam all night. Rain stopped.";

    #[test]
    fn whole_sentences_where_they_fit() {
        assert_eq!(passage("held", TEXT, 16), "The dam held.");
        assert_eq!(passage("held", TEXT, 26), "Rain fell. The dam held.");
        assert_eq!(passage("night", TEXT, 50), "Engineers watched the dam all night. Rain stopped.");
        assert_eq!(passage("stopped", TEXT, 50), "Engineers watched the dam all night. Rain stopped.");
    }

    #[test]
    fn long_sentences_are_cut_on_the_far_side() {
        assert_eq!(passage("engineers", TEXT, 22), "Engineers watched the…");
        assert_eq!(passage("night", TEXT, 18), "…the dam all night.");
        assert_eq!(passage("watched", TEXT, 16), "…watched the dam…");
        assert_eq!(passage("watched", TEXT, 1), "…watched…");
    }

    #[test]
    fn more_words_then_rarer_ones_win() {
        let text = "One dam held. Nothing else did that day. The dam and the lock.";
        assert_eq!(passage("dam lock", text, 22), "The dam and the lock.");
        assert_eq!(
            passage("dam OR lock", "A dam here.\nA dam there.\nThe lock is old.", 16),
            "The lock is old."
        );
        assert_eq!(passage("dam", text, 13), "One dam held.");
    }

    #[test]
    fn the_beginning_where_nothing_matches() {
        assert_eq!(passage("volcano", TEXT, 30), "Rain fell. The dam held.");
        assert_eq!(passage("volcano", "  \n", 30), "");
        assert_eq!(passage("volcano", "Engineers watched.", 12), "Engineers…");
    }

    #[test]
    fn scripts_without_spaces_are_cut_between_characters() {
        let text = "水".repeat(50) + "北京" + &"山".repeat(50);
        assert_eq!(passage("北京", &text, 6), "…水水北京山山…");
    }
}
