//! Pieces that follow each other on a line, as one segment.

use super::super::content::Piece;
use super::Line;

/// A gap of this part of the size of the letters parts words.
const WORD_GAP: f64 = 0.18;

/// A wider gap than this may part columns of a page or cells of a table.
const SEGMENT_GAP: f64 = 1.0;

/// The segments of a page, in the order in which they were drawn.
pub(super) fn of(pieces: Vec<Piece>) -> Vec<Line> {
    let mut segments: Vec<Line> = vec![];
    for piece in pieces {
        match segments.last_mut().filter(|segment| continues(segment, &piece)) {
            Some(segment) => append(segment, &piece),
            None => segments.push(Line {
                text: piece.text,
                start: piece.start,
                end: piece.end,
                level: piece.level,
                size: piece.size,
                angle: piece.angle,
                is_row: false,
            }),
        }
    }
    for segment in &mut segments {
        segment.text = plain(&segment.text);
    }
    segments.retain(|segment| !segment.text.is_empty());
    segments
}

/// True if the piece is on the line, right after what is there. A raised or lowered letter counts too.
fn continues(segment: &Line, piece: &Piece) -> bool {
    let size = segment.size.max(piece.size);
    let gap = piece.start - segment.end;
    segment.is_level_with(piece.level, piece.size, piece.angle)
        && gap > -0.6 * size
        && gap < SEGMENT_GAP * size
}

fn append(segment: &mut Line, piece: &Piece) {
    let is_apart = piece.start - segment.end > WORD_GAP * segment.size.min(piece.size);
    if is_apart && !segment.text.ends_with(' ') && !piece.text.starts_with(' ') {
        segment.text.push(' ');
    }
    segment.text.push_str(&piece.text);
    segment.end = segment.end.max(piece.end);
    if piece.size > segment.size {
        (segment.size, segment.level) = (piece.size, piece.level);
    }
}

/// Letters that are set as one become letters again; runs of blanks become one.
fn plain(text: &str) -> String {
    let mut letters = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            'ﬀ' => letters.push_str("ff"),
            'ﬁ' => letters.push_str("fi"),
            'ﬂ' => letters.push_str("fl"),
            'ﬃ' => letters.push_str("ffi"),
            'ﬄ' => letters.push_str("ffl"),
            'ﬅ' | 'ﬆ' => letters.push_str("st"),
            '\u{a0}' => letters.push(' '),
            c if c.is_control() => letters.push(' '),
            c => letters.push(c),
        }
    }
    letters.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_set_as_one_are_letters_again() {
        assert_eq!(plain("e\u{fb03}cient  \u{fb01}sh\u{a0}"), "efficient fish");
    }
}
