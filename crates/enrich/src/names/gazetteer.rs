//! What the gazetteer of places knows about a span of words.

use std::ops::Range;

use crate::places::PlaceMatch;
use dateline_core::article::Span;

use super::tokens::Token;

/// The place matches of one piece of text, as marks on its words.
#[derive(Default)]
pub(super) struct PlaceMarks {
    matches: Vec<(Span, u64)>,
}

/// Marks below this tell how a stretch lies towards a match that it does not equal.
const EXACT: u64 = 8;
const INSIDE: u64 = 1;
const ENDS_WITH: u64 = 2;
const BEGINS_WITH: u64 = 3;
const HOLDS: u64 = 4;

impl PlaceMarks {
    /// The marks of the matches of a text.
    pub fn new(matches: &[PlaceMatch]) -> PlaceMarks {
        let mut matches: Vec<_> = matches.iter().map(|m| (m.span, code(m))).collect();
        matches.sort_unstable_by_key(|&(span, _)| (span.start, span.end));
        PlaceMarks { matches }
    }

    /// What the gazetteer knows about the words `span`; 0 if nothing.
    pub fn mark(&self, tokens: &[Token], span: &Range<usize>) -> u64 {
        let words = Span::new(tokens[span.start].start, tokens[span.end - 1].end);
        let from = self.matches.partition_point(|(m, _)| m.end <= words.start);
        let Some(&(found, code)) = self.matches.get(from).filter(|(m, _)| m.start < words.end) else {
            return 0;
        };
        // The full stop of `U.S.` belongs to the match and not to the word.
        let same_end = found.end == words.end || found.end == words.end + 1;
        match (found.start == words.start, same_end) {
            (true, true) => EXACT + code,
            _ if found.contains(words) => INSIDE,
            (true, false) => BEGINS_WITH,
            (false, true) => ENDS_WITH,
            _ => HOLDS,
        }
    }

    /// True if the gazetteer has the words as a whole.
    pub fn is_exact(&self, tokens: &[Token], words: &Range<usize>) -> bool {
        self.mark(tokens, words) >= EXACT
    }

    /// True if the gazetteer has the word as a name of its own.
    pub fn is_place(&self, tokens: &[Token], word: usize) -> bool {
        self.is_exact(tokens, &(word..word + 1))
    }
}

fn code(found: &PlaceMatch) -> u64 {
    found.kind as u64 * 4 + u64::from(found.ambiguous) * 2 + u64::from(found.doubtful)
}
