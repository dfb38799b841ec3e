//! A passage on one line, with offsets that follow.

use super::passage::Passage;

const ELLIPSIS: char = '…';

/// The passage with its white space folded, and where the spans are in it.
///
/// `spans` are in order and without overlaps; what lies beyond the passage is cut off.
pub(super) fn fold(text: &str, passage: &Passage, spans: &[[usize; 2]]) -> (String, Vec<[usize; 2]>) {
    let mut out = String::with_capacity(passage.range.len() + 6);
    if passage.cut_before {
        out.push(ELLIPSIS);
    }
    let (start, end) = (passage.range.start, passage.range.end);
    let mut folded = Folded { begins: out.len(), out, space: false };
    let mut highlights = Vec::new();
    let mut at = start;
    for &[from, to] in spans.iter().filter(|&&[from, to]| from < end && to > start) {
        let (from, to) = (from.max(start), to.min(end));
        folded.push_str(&text[at..from]);
        highlights.extend(folded.push_marked(&text[from..to]));
        at = to;
    }
    folded.push_str(&text[at..end]);
    let mut out = folded.out;
    if passage.cut_after {
        out.push(ELLIPSIS);
    }
    (out, highlights)
}

struct Folded {
    out: String,
    /// Where the text itself begins; no space is written there.
    begins: usize,
    /// White space was read and not yet written.
    space: bool,
}

impl Folded {
    fn push_str(&mut self, text: &str) {
        for c in text.chars() {
            if c.is_whitespace() {
                self.space = true;
                continue;
            }
            self.write_space();
            self.out.push(c);
        }
    }

    fn push_marked(&mut self, text: &str) -> Option<[usize; 2]> {
        self.write_space();
        let start = self.out.len();
        self.push_str(text);
        (self.out.len() > start).then_some([start, self.out.len()])
    }

    fn write_space(&mut self) {
        if self.space && self.out.len() > self.begins {
            self.out.push(' ');
        }
        self.space = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passage(range: std::ops::Range<usize>, cut_before: bool, cut_after: bool) -> Passage {
        Passage { range, cut_before, cut_after }
    }

    #[test]
    fn offsets_follow_the_folding() {
        let (line, spans) = fold(" a \n\n b  c ", &passage(0..11, false, false), &[[6, 7], [9, 10]]);
        assert_eq!((line.as_str(), spans), ("a b c", vec![[2, 3], [4, 5]]));
    }

    #[test]
    fn ellipses_move_the_offsets() {
        let (line, spans) = fold("one two three", &passage(4..7, true, true), &[[0, 3], [4, 7], [8, 13]]);
        assert_eq!((line.as_str(), spans), ("…two…", vec![[3, 6]]));
    }

    #[test]
    fn spans_may_hold_white_space() {
        let (line, spans) = fold("air\n operations", &passage(0..15, false, false), &[[0, 15]]);
        assert_eq!((line.as_str(), spans), ("air operations", vec![[0, 14]]));
    }
}
