//! Columns of running text whose lines were drawn across the page, row by row: they are read one after the other.
//!
//! A table looks alike and is read across. What tells them apart is that the lines of a column are full of words
//! and that sentences go on from line to line.

use super::Line;

/// A block of columns has at least this many rows with a gutter.
const MIN_ROWS: usize = 4;

/// The rows of a block are no further apart than this many sizes of their letters.
const MAX_LEADING: f64 = 3.0;

/// Of the gaps of a row this many may be the gutter.
const MAX_GUTTERS: usize = 6;

/// How many columns within columns are looked for.
const MAX_DEPTH: usize = 6;

/// A line that is this part of the width of its column fills it.
const FULL: f64 = 0.75;

/// The lines of a column of text have about this many letters at least.
const MIN_LETTERS: usize = 15;

/// The segments of a page, those of each column after those of the column before.
pub(super) fn in_order(segments: Vec<Line>) -> Vec<Line> {
    ordered(segments, MAX_DEPTH)
}

fn ordered(segments: Vec<Line>, depth: usize) -> Vec<Line> {
    let rows = rows(&segments);
    if depth == 0 || rows.len() < MIN_ROWS {
        return segments;
    }
    let mut blocks = vec![];
    let mut at = 0;
    while at < rows.len() {
        let Some(block) = block_at(&segments, &rows, at) else {
            at += 1;
            continue;
        };
        at = block.end;
        if block.is_columns {
            blocks.push(block);
        }
    }
    if blocks.is_empty() {
        return segments;
    }
    reordered(segments, &rows, &blocks, depth)
}

/// The segments that follow each other from left to right on one level, as ranges.
fn rows(segments: &[Line]) -> Vec<std::ops::Range<usize>> {
    let mut rows: Vec<std::ops::Range<usize>> = vec![];
    for (at, segment) in segments.iter().enumerate() {
        let before = at.checked_sub(1).map(|before| &segments[before]);
        let goes_on = before.is_some_and(|before| {
            before.is_level_with(segment.level, segment.size, segment.angle) && segment.start > before.end
        });
        match rows.last_mut().filter(|_| goes_on) {
            Some(row) => row.end = at + 1,
            None => rows.push(at..at + 1),
        }
    }
    rows
}

/// Rows that have a gutter in common.
struct Block {
    /// The rows, from the first to before this one.
    start: usize,
    end: usize,
    /// Where the right column begins.
    right: f64,
    is_columns: bool,
}

/// The longest block that begins with a row.
fn block_at(segments: &[Line], rows: &[std::ops::Range<usize>], start: usize) -> Option<Block> {
    let first = &segments[rows[start].clone()];
    let gaps = first.windows(2).map(|pair| (pair[0].end, pair[1].start)).take(MAX_GUTTERS);
    let longest = gaps.map(|gutter| extended(segments, rows, start, gutter)).max_by_key(|block| block.end)?;
    (longest.end - longest.start >= MIN_ROWS).then_some(longest)
}

/// The block from a row on, as far as the rows leave a gutter free.
fn extended(segments: &[Line], rows: &[std::ops::Range<usize>], start: usize, gutter: (f64, f64)) -> Block {
    let (mut low, mut high) = gutter;
    let (mut end, mut both) = (start + 1, 1);
    while end < rows.len() && follows(&segments[rows[end - 1].start], &segments[rows[end].start]) {
        let row = &segments[rows[end].clone()];
        let Some((left, right)) = free(row, low, high) else { break };
        both += usize::from(left.is_some() && right.is_some());
        (low, high) = (left.map_or(low, |left| left.max(low)), right.map_or(high, |right| right.min(high)));
        end += 1;
    }
    let sides: [Vec<&Line>; 2] = [true, false].map(|is_left| {
        segments[rows[start].start..rows[end - 1].end]
            .iter()
            .filter(|line| (line.start < high) == is_left)
            .collect()
    });
    let is_columns = both >= MIN_ROWS && sides.iter().all(|side| is_running_text(side));
    Block { start, end, right: high, is_columns }
}

/// True for a row right below another one.
fn follows(above: &Line, below: &Line) -> bool {
    let distance = above.level - below.level;
    above.angle == below.angle && distance > 0.0 && distance < MAX_LEADING * above.size.max(below.size)
}

/// Where the row's left part ends and its right part begins, if it leaves a part of the gutter free.
fn free(row: &[Line], low: f64, high: f64) -> Option<(Option<f64>, Option<f64>)> {
    let middle =
        row.iter().position(|segment| segment.start > low && segment.end > high).unwrap_or(row.len());
    let left = row[..middle].last().map(|segment| segment.end);
    let right = row.get(middle).map(|segment| segment.start);
    let is_free = left.unwrap_or(low).max(low) < right.unwrap_or(high).min(high);
    is_free.then_some((left, right))
}

/// True if the lines are those of running text: long, full, and in the midst of sentences.
pub(super) fn is_running_text(lines: &[&Line]) -> bool {
    let left = lines.iter().map(|line| line.start).fold(f64::INFINITY, f64::min);
    let right = lines.iter().map(|line| line.end).fold(f64::NEG_INFINITY, f64::max);
    let letters: usize =
        lines.iter().map(|line| line.text.chars().filter(|c| c.is_alphabetic()).count()).sum();
    let is_cased = lines.iter().any(|line| line.text.contains(char::is_lowercase));
    let full = lines.iter().filter(|line| line.end - left >= FULL * (right - left)).count();
    let amid = lines.iter().filter(|line| line.text.starts_with(char::is_lowercase)).count();
    // A script without spaces has fewer and wider letters in a line.
    let least = if is_cased { MIN_LETTERS } else { MIN_LETTERS / 2 };
    letters >= least * lines.len() && 2 * full >= lines.len() && (!is_cased || 3 * amid >= lines.len())
}

/// The segments, those of each block column by column.
fn reordered(
    segments: Vec<Line>,
    rows: &[std::ops::Range<usize>],
    blocks: &[Block],
    depth: usize,
) -> Vec<Line> {
    let mut ordered_lines = Vec::with_capacity(segments.len());
    let mut rest = segments.into_iter();
    let mut taken = 0;
    for block in blocks {
        let (first, last) = (rows[block.start].start, rows[block.end - 1].end);
        ordered_lines.extend(rest.by_ref().take(first - taken));
        let (left, right) = rest.by_ref().take(last - first).partition(|line| line.start < block.right);
        ordered_lines.extend(ordered(left, depth - 1));
        ordered_lines.extend(ordered(right, depth - 1));
        taken = last;
    }
    ordered_lines.extend(rest);
    ordered_lines
}
