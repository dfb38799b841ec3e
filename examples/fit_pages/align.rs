//! Which lines of a page are its body, found by laying the true body beside the page.

use std::collections::HashMap;

/// The states of the model: before the body, in it, in a gap within it, after it.
const BEFORE: usize = 0;
const BODY: usize = 1;
const GAP: usize = 2;
const AFTER: usize = 3;

/// Pieces of so many words are looked up in the body.
const PIECE: usize = 3;
/// A line is of the body if so many of its pieces are.
const LEAST_SHARE: f64 = 0.6;
/// Lines of fewer words may stand in the body by chance, and count only near others.
const SURE_WORDS: usize = 8;
/// So near.
const NEAR: usize = 10;

/// A line found in the body, and where.
struct Found {
    line: usize,
    place: usize,
    words: usize,
}

/// The state of each line of a page, given as words, where the body is this text.
pub fn states(lines: &[Vec<String>], body: &str) -> Vec<usize> {
    let places = body_places(lines, body);
    let first = places.iter().position(Option::is_some);
    let last = places.iter().rposition(Option::is_some);
    let (Some(first), Some(last)) = (first, last) else { return vec![BEFORE; lines.len()] };
    let state = |line: usize| match line {
        _ if line < first => BEFORE,
        _ if line > last => AFTER,
        _ if places[line].is_some() => BODY,
        _ => GAP,
    };
    (0..lines.len()).map(state).collect()
}

/// Where in the body each line stands, if it does.
fn body_places(lines: &[Vec<String>], body: &str) -> Vec<Option<usize>> {
    let index = Index::of(body);
    let (mut sure, mut short) = (Vec::new(), Vec::new());
    for (line, words) in lines.iter().enumerate() {
        let found = index.places(words);
        match found.first() {
            Some(&place) if words.len() >= SURE_WORDS => sure.push(Found { line, place, words: words.len() }),
            Some(_) => short.push((line, found)),
            None => {}
        }
    }
    let mut places = vec![None; lines.len()];
    if sure.is_empty() {
        short.iter().for_each(|(line, found)| places[*line] = found.first().copied());
        return places;
    }
    in_order(&sure).into_iter().for_each(|at| places[sure[at].line] = Some(sure[at].place));
    for (line, found) in short {
        places[line] = fitting_place(&places, line, &found);
    }
    places
}

/// The place of a short line between those of its neighbours, if it has near ones.
fn fitting_place(places: &[Option<usize>], line: usize, found: &[usize]) -> Option<usize> {
    let before = (0..line).rev().find(|&at| places[at].is_some());
    let after = (line + 1..places.len()).find(|&at| places[at].is_some());
    let is_near = before.is_some_and(|at| line - at <= NEAR) || after.is_some_and(|at| at - line <= NEAR);
    let from = before.and_then(|at| places[at]);
    let until = after.and_then(|at| places[at]);
    let fits =
        |&&place: &&usize| from.is_none_or(|from| place >= from) && until.is_none_or(|until| place < until);
    found.iter().find(fits).copied().filter(|_| is_near)
}

/// The heaviest run of lines whose places in the body rise, so that a second copy of the text counts once.
fn in_order(found: &[Found]) -> Vec<usize> {
    let mut weight: Vec<usize> = found.iter().map(|found| found.words).collect();
    let mut previous = vec![None; found.len()];
    for at in 0..found.len() {
        for before in 0..at {
            let sum = weight[before] + found[at].words;
            if found[before].place < found[at].place && sum > weight[at] {
                weight[at] = sum;
                previous[at] = Some(before);
            }
        }
    }
    let last = (0..found.len()).max_by_key(|&at| weight[at]);
    std::iter::successors(last, |&at| previous[at]).collect()
}

/// Where words stand in a body.
struct Index {
    pieces: HashMap<Vec<String>, Vec<usize>>,
    lines: HashMap<Vec<String>, usize>,
}

impl Index {
    fn of(body: &str) -> Index {
        let mut index = Index { pieces: HashMap::new(), lines: HashMap::new() };
        let mut start = 0;
        for line in body.split('\n').map(crate::sample::words) {
            let length = line.len();
            index.lines.entry(line).or_insert(start);
            start += length;
        }
        for (place, piece) in crate::sample::words(body).windows(PIECE).enumerate() {
            index.pieces.entry(piece.to_vec()).or_default().push(place);
        }
        index
    }

    /// The places of a line in the body; none where too few of its pieces are there.
    fn places(&self, words: &[String]) -> Vec<usize> {
        if words.len() < PIECE {
            return self.lines.get(words).copied().filter(|_| !words.is_empty()).into_iter().collect();
        }
        let found: Vec<&Vec<usize>> =
            words.windows(PIECE).filter_map(|piece| self.pieces.get(piece)).collect();
        let share = found.len() as f64 / (words.len() + 1 - PIECE) as f64;
        found.first().filter(|_| share >= LEAST_SHARE).map(|places| places.to_vec()).unwrap_or_default()
    }
}
