//! Segments beside each other on one level, as the cells of a row.

use dateline_core::document::CELL_END;

use super::Line;

/// A wider gap than this, in sizes of the letters, parts the cells of a table.
const CELL_GAP: f64 = 2.5;

/// A bullet or the number of an item has no more characters than this and is no cell.
const MAX_LABEL: usize = 4;

/// The segments of a page as lines: those that follow each other on one level are one line.
pub(super) fn joined(segments: Vec<Line>) -> Vec<Line> {
    let mut lines: Vec<Line> = vec![];
    for segment in segments {
        match lines.last_mut().filter(|line| is_right_of(line, &segment)) {
            Some(line) => append(line, segment),
            None => lines.push(segment),
        }
    }
    lines
}

/// True if the segment is on the same level as the line, further right.
fn is_right_of(line: &Line, segment: &Line) -> bool {
    line.is_level_with(segment.level, segment.size, segment.angle)
        && segment.start - line.end > -0.6 * line.size.max(segment.size)
}

fn append(line: &mut Line, segment: Line) {
    let is_label =
        !line.is_row && line.text.chars().count() <= MAX_LABEL && !line.text.contains(char::is_alphanumeric)
            || is_number_of_item(&line.text);
    let is_cell = segment.start - line.end > CELL_GAP * line.size.min(segment.size) && !is_label;
    line.is_row |= is_cell;
    line.text.push_str(if is_cell { CELL_END } else { " " });
    line.text.push_str(&segment.text);
    line.end = line.end.max(segment.end);
    if segment.size > line.size {
        (line.size, line.level) = (segment.size, segment.level);
    }
}

/// True for `1.`, `12)`, `(a)` and `b.`, behind which an item of a list begins.
fn is_number_of_item(text: &str) -> bool {
    let inner = text.trim_start_matches('(').trim_end_matches(['.', ')']);
    inner.len() < text.len()
        && text.chars().count() <= MAX_LABEL
        && (inner.chars().count() == 1 || inner.chars().all(|c| c.is_ascii_digit()))
}
