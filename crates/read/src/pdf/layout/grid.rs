//! Pages whose lines were drawn across all of their columns: which columns there are, and what is read first.
//!
//! Where the lines of a page leave the same places free, these are gutters. If what is between them is running text,
//! the columns are read one after the other; a table is left as it was drawn.

use super::Line;
use super::columns::is_running_text;

/// How many places across the page are looked at.
const PLACES: usize = 256;

/// A place is in a gutter if no more than this part of the most lines is above it.
const FREE: f64 = 0.25;

/// A page with fewer lines is left as it was drawn.
const MIN_LINES: usize = 16;

/// A column of running text has at least this many lines.
const MIN_COLUMN: usize = 6;

/// A page has no more columns of running text than this.
const MAX_COLUMNS: usize = 8;

/// Lines are drawn across the page if this part of them is right of the one before.
const ACROSS: f64 = 0.15;

/// The lines of a page in the order in which they are read, or as they were if nothing speaks for another order.
pub(super) fn in_order(segments: Vec<Line>) -> Vec<Line> {
    if segments.len() < MIN_LINES || !is_drawn_across(&segments) {
        return segments;
    }
    let angle = usual_angle(&segments);
    let gutters = gutters(&segments, angle);
    if gutters.is_empty() {
        return segments;
    }
    let places: Vec<Place> = segments.iter().map(|segment| place(segment, angle, &gutters)).collect();
    let columns = gutters.len() + 1;
    let is_text = columns <= MAX_COLUMNS && are_running_text(&segments, &places, columns);
    if is_text { by_columns(segments, &places) } else { segments }
}

/// True if line after line goes on further right, at about the same level.
fn is_drawn_across(segments: &[Line]) -> bool {
    let is_across = |pair: &[Line]| {
        let size = pair[0].size.max(pair[1].size);
        pair[0].angle == pair[1].angle
            && (pair[0].level - pair[1].level).abs() < 0.9 * size
            && pair[1].start > pair[0].end
    };
    let across = segments.windows(2).filter(|pair| is_across(pair)).count();
    across as f64 >= ACROSS * segments.len() as f64
}

/// The direction in which most lines run.
fn usual_angle(segments: &[Line]) -> i32 {
    let mut angles: Vec<i32> = segments.iter().map(|segment| segment.angle).collect();
    angles.sort_unstable();
    angles.chunk_by(|one, other| one == other).max_by_key(|run| run.len()).map_or(0, |run| run[0])
}

/// The middles of the places that nearly all lines leave free.
fn gutters(segments: &[Line], angle: i32) -> Vec<f64> {
    let lines = || segments.iter().filter(|segment| segment.angle == angle);
    let left = lines().map(|line| line.start).fold(f64::INFINITY, f64::min);
    let right = lines().map(|line| line.end).fold(f64::NEG_INFINITY, f64::max);
    let step = (right - left) / PLACES as f64;
    if step <= 0.0 || !step.is_finite() {
        return vec![];
    }
    let at = |x: f64| (((x - left) / step) as usize).min(PLACES - 1);
    // How many lines begin and end at each place, and so how many are above it.
    let mut changes = [0i64; PLACES + 1];
    for line in lines() {
        changes[at(line.start)] += 1;
        changes[at(line.end) + 1] -= 1;
    }
    let mut above = 0;
    let covered: Vec<i64> = changes[..PLACES]
        .iter()
        .map(|change| {
            above += change;
            above
        })
        .collect();
    let most = covered.iter().copied().max().unwrap_or(0) as f64;
    let mut runs: Vec<(usize, usize)> = vec![];
    for (place, _) in covered.iter().enumerate().filter(|(_, count)| **count as f64 <= FREE * most) {
        match runs.last_mut() {
            Some(run) if run.1 == place => run.1 = place + 1,
            _ => runs.push((place, place + 1)),
        }
    }
    let is_inside = |run: &&(usize, usize)| run.0 > 0 && run.1 < PLACES;
    let middle = |run: &(usize, usize)| left + step * (run.0 + run.1) as f64 / 2.0;
    runs.iter().filter(is_inside).map(middle).collect()
}

/// Where a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Column(usize),
    /// Across a gutter.
    Across,
    /// In another direction than most.
    Aside,
}

fn place(line: &Line, angle: i32, gutters: &[f64]) -> Place {
    let column = gutters.partition_point(|gutter| *gutter <= line.start);
    match () {
        () if line.angle != angle => Place::Aside,
        () if gutters.get(column).is_some_and(|gutter| *gutter < line.end) => Place::Across,
        () => Place::Column(column),
    }
}

/// True if at least two columns are running text, and no other that is as long is anything else.
fn are_running_text(segments: &[Line], places: &[Place], columns: usize) -> bool {
    let lines = |column: usize| -> Vec<&Line> {
        let own = segments.iter().zip(places).filter(|(_, place)| **place == Place::Column(column));
        own.map(|(line, _)| line).collect()
    };
    let (mut text, mut other) = (0, 0);
    for column in 0..columns {
        let lines = lines(column);
        if lines.len() < MIN_COLUMN {
            continue;
        }
        if is_running_text(&lines) { text += 1 } else { other += 1 }
    }
    text >= 2 && other == 0
}

/// Column after column, between the lines that go across the gutters.
fn by_columns(segments: Vec<Line>, places: &[Place]) -> Vec<Line> {
    let mut across: Vec<f64> = segments
        .iter()
        .zip(places)
        .filter(|(_, place)| **place == Place::Across)
        .map(|(line, _)| line.level)
        .collect();
    across.sort_by(|one, other| other.total_cmp(one));
    let band = |level: f64| across.partition_point(|other| *other > level);
    let key = |line: &Line, place: Place| match place {
        Place::Across => (2 * band(line.level) + 1, 0),
        Place::Column(column) => (2 * across.partition_point(|other| *other >= line.level), column),
        Place::Aside => (usize::MAX, 0),
    };
    let mut keyed: Vec<((usize, usize), Line)> =
        segments.into_iter().zip(places).map(|(line, place)| (key(&line, *place), line)).collect();
    keyed.sort_by_key(|(key, _)| *key);
    let mut ordered = Vec::with_capacity(keyed.len());
    for group in keyed.chunk_by(|one, other| one.0 == other.0) {
        let lines = group.iter().map(|(_, line)| line.clone()).collect();
        ordered.extend(if group[0].0.0 == usize::MAX { lines } else { from_above(lines) });
    }
    ordered
}

/// Lines from above to below, those on one level from left to right.
fn from_above(mut lines: Vec<Line>) -> Vec<Line> {
    lines.sort_by(|one, other| other.level.total_cmp(&one.level));
    let mut start = 0;
    for at in 1..=lines.len() {
        let is_same_row =
            lines.get(at).is_some_and(|line| lines[start].is_level_with(line.level, line.size, line.angle));
        if !is_same_row {
            lines[start..at].sort_by(|one, other| one.start.total_cmp(&other.start));
            start = at;
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str, start: f64, level: f64) -> Line {
        let end = start + 5.0 * text.chars().count() as f64;
        Line { text: text.to_owned(), start, end, level, size: 10.0, angle: 0, is_row: false }
    }

    fn texts(lines: Vec<Line>) -> Vec<String> {
        in_order(lines).into_iter().map(|line| line.text).collect()
    }

    #[test]
    fn columns_whose_lines_are_on_different_levels_are_read_one_after_the_other() {
        let text = |column: char, at: usize| format!("and so the text of {column} goes on in {at:02}");
        let mut lines =
            vec![line("A headline that goes across all of the columns of the page, as it does", 50.0, 740.0)];
        for at in 0..8 {
            let level = 700.0 - 12.0 * at as f64;
            lines.extend([line(&text('a', at), 50.0, level), line(&text('b', at), 260.0, level - 5.0)]);
        }
        let found = texts(lines);
        let expected = ['a', 'b'].iter().flat_map(|column| (0..8).map(|at| text(*column, at)));
        assert_eq!(found[1..], expected.collect::<Vec<_>>());
    }

    #[test]
    fn a_table_is_left_as_it_was_drawn() {
        let mut lines = vec![];
        for at in 0..9 {
            let level = 700.0 - 12.0 * f64::from(at);
            lines.extend([line(&format!("Boat {at}"), 50.0, level), line(&format!("19{at}0"), 200.0, level)]);
        }
        assert_eq!(in_order(lines.clone()), lines);
    }

    #[test]
    fn pages_drawn_from_above_stay_as_they_are() {
        let lines: Vec<Line> =
            (0..20).map(|at| line("word", 50.0 + (at % 3) as f64, 100.0 + at as f64)).collect();
        assert_eq!(in_order(lines.clone()), lines);
    }
}
