//! Pieces of text with their places to paragraphs.
//!
//! The order in which a page was drawn is the order in which it is read, column after column, as programs
//! for setting papers write it. Places tell where words, lines and paragraphs end.

use std::collections::HashMap;

use super::content::Piece;

/// A gap of this part of the size of the letters parts words.
const WORD_GAP: f64 = 0.18;

/// A wider gap than this parts columns of a table or of a page.
const COLUMN_GAP: f64 = 2.5;

/// Lines further apart than this many usual distances belong to two paragraphs.
const PARAGRAPH_GAP: f64 = 1.35;

/// A line indented by this part of the size of its letters begins a paragraph.
const INDENT: f64 = 0.8;

/// How many lines at the head and at the foot of a page may be those of all pages.
const EDGE_LINES: usize = 2;

/// A line of a page.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Line {
    pub text: String,
    start: f64,
    end: f64,
    level: f64,
    size: f64,
    angle: i32,
}

/// The paragraphs of all pages, without the lines that are at the edge of each.
pub(super) fn paragraphs(mut pages: Vec<Vec<Line>>) -> Vec<String> {
    drop_repeated(&mut pages);
    let lines: Vec<Line> = pages.into_iter().flatten().collect();
    joined(&lines)
}

/// The lines of a page, in the order in which they were drawn.
pub(super) fn lines(pieces: Vec<Piece>) -> Vec<Line> {
    let mut lines: Vec<Line> = vec![];
    for piece in pieces {
        match lines.last_mut().filter(|line| continues(line, &piece)) {
            Some(line) => append(line, &piece),
            None => lines.push(Line {
                text: piece.text,
                start: piece.start,
                end: piece.end,
                level: piece.level,
                size: piece.size,
                angle: piece.angle,
            }),
        }
    }
    for line in &mut lines {
        line.text = plain(&line.text);
    }
    lines.retain(|line| !line.text.is_empty());
    lines
}

/// True if the piece is on the line, right after what is there. A raised or lowered letter counts too.
fn continues(line: &Line, piece: &Piece) -> bool {
    let size = line.size.max(piece.size);
    let gap = piece.start - line.end;
    line.angle == piece.angle
        && (line.level - piece.level).abs() < 0.45 * size
        && gap > -0.6 * size
        && gap < COLUMN_GAP * size
}

fn append(line: &mut Line, piece: &Piece) {
    let is_apart = piece.start - line.end > WORD_GAP * line.size.min(piece.size);
    if is_apart && !line.text.ends_with(' ') && !piece.text.starts_with(' ') {
        line.text.push(' ');
    }
    line.text.push_str(&piece.text);
    line.end = line.end.max(piece.end);
    if piece.size > line.size {
        (line.size, line.level) = (piece.size, piece.level);
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
            '\u{a0}' => letters.push(' '),
            c if c.is_control() => letters.push(' '),
            c => letters.push(c),
        }
    }
    letters.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Leaves out lines that are at the head or foot of most pages but for their numbers.
///
/// On the first page the name of the paper and the date stay, which say where the text is from.
fn drop_repeated(pages: &mut [Vec<Line>]) {
    let form =
        |line: &Line| line.text.chars().map(|c| if c.is_ascii_digit() { '#' } else { c }).collect::<String>();
    let mut counts: HashMap<String, usize> = HashMap::new();
    for page in pages.iter() {
        let mut forms: Vec<String> = page
            .iter()
            .enumerate()
            .filter(|(at, _)| is_at_edge(*at, page.len()))
            .map(|(_, line)| form(line))
            .collect();
        forms.sort_unstable();
        forms.dedup();
        forms.into_iter().for_each(|form| *counts.entry(form).or_default() += 1);
    }
    let enough = (pages.len() / 2).max(if pages.len() == 2 { 2 } else { 3 });
    let words = |line: &Line| {
        line.text.split_whitespace().filter(|word| word.starts_with(char::is_alphabetic)).count()
    };
    for (number, page) in pages.iter_mut().enumerate() {
        let length = page.len();
        let mut at = 0;
        page.retain(|line| {
            let is_repeated =
                is_at_edge(at, length) && counts.get(&form(line)).is_some_and(|&count| count >= enough);
            at += 1;
            !is_repeated || (number == 0 && words(line) > 1)
        });
    }
}

fn is_at_edge(at: usize, length: usize) -> bool {
    at < EDGE_LINES || at + EDGE_LINES >= length
}

/// Lines joined to paragraphs.
fn joined(lines: &[Line]) -> Vec<String> {
    let leading = leadings(lines);
    let mut paragraphs: Vec<String> = vec![];
    let mut block: Option<Block> = None;
    for line in lines {
        match block.as_mut().filter(|block| block.goes_on_with(line, &leading)) {
            Some(block) => block.add(line),
            None => {
                paragraphs.extend(block.take().map(|block| block.text));
                block = Some(Block::new(line));
            }
        }
    }
    paragraphs.extend(block.map(|block| block.text));
    paragraphs
}

/// The usual distance between lines for each size of letters, rounded.
fn leadings(lines: &[Line]) -> HashMap<i64, f64> {
    let mut distances: HashMap<i64, Vec<f64>> = HashMap::new();
    for pair in lines.windows(2) {
        let distance = pair[0].level - pair[1].level;
        let is_next =
            distance > 0.0 && distance < 3.0 * pair[1].size && is_same_size(pair[0].size, pair[1].size);
        if is_next && pair[0].angle == pair[1].angle {
            distances.entry(pair[1].size.round() as i64).or_default().push(distance);
        }
    }
    let middle = |mut distances: Vec<f64>| {
        distances.sort_unstable_by(f64::total_cmp);
        distances[distances.len() / 2]
    };
    distances.into_iter().map(|(size, distances)| (size, middle(distances))).collect()
}

fn is_same_size(one: f64, other: f64) -> bool {
    (one - other).abs() <= 0.12 * one.max(other)
}

/// A paragraph under way.
struct Block {
    text: String,
    last: Line,
    left: f64,
    right: f64,
    lines: usize,
}

impl Block {
    fn new(line: &Line) -> Self {
        Self { text: line.text.clone(), last: line.clone(), left: line.start, right: line.end, lines: 1 }
    }

    fn goes_on_with(&self, line: &Line, leadings: &HashMap<i64, f64>) -> bool {
        if self.last.angle != line.angle || !is_same_size(self.last.size, line.size) {
            return false;
        }
        if is_elsewhere(&self.last, line) {
            return is_amid_sentence(&self.text, &line.text);
        }
        let distance = self.last.level - line.level;
        let usual = leadings.get(&(line.size.round() as i64)).copied().unwrap_or(1.2 * line.size);
        let is_indented = line.start - self.left > INDENT * line.size;
        let is_short = self.lines > 1 && self.right - self.last.end > 0.25 * (self.right - self.left);
        let ends = is_indented || (is_short && !is_amid_sentence(&self.text, &line.text));
        distance <= PARAGRAPH_GAP * usual && !ends
    }

    /// Appends a line. A word that was divided is joined, the hyphen left out where the rest is in small letters.
    fn add(&mut self, line: &Line) {
        let is_divided = self.text.ends_with(['-', '\u{ad}', '‐'])
            && self.text.chars().rev().nth(1).is_some_and(char::is_lowercase)
            && line.text.starts_with(char::is_lowercase);
        if is_divided {
            self.text.pop();
        } else {
            self.text.push(' ');
        }
        self.text.push_str(&line.text);
        let is_next_column = is_elsewhere(&self.last, line);
        self.last = line.clone();
        if is_next_column {
            (self.left, self.right, self.lines) = (line.start, line.end, 1);
            return;
        }
        // The first line of a paragraph may be the indented one.
        self.left = if self.lines == 1 { line.start } else { self.left.min(line.start) };
        self.right = self.right.max(line.end);
        self.lines += 1;
    }
}

/// True for the head of the next column or page, which is above the line before, or far below it.
fn is_elsewhere(before: &Line, line: &Line) -> bool {
    let distance = before.level - line.level;
    distance <= 0.0 || distance > 8.0 * line.size
}

fn is_amid_sentence(before: &str, after: &str) -> bool {
    let ends = before.trim_end_matches(['"', '”', '’', '\'', ')', '»']).ends_with(['.', '!', '?', ':', '。']);
    !ends && after.starts_with(|c: char| c.is_lowercase() || c == ',')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn paragraphs(pages: Vec<Vec<Piece>>) -> Vec<String> {
        super::paragraphs(pages.into_iter().map(lines).collect())
    }

    fn piece(text: &str, start: f64, level: f64, size: f64) -> Piece {
        let end = start + 0.5 * size * text.chars().count() as f64;
        Piece { text: text.to_owned(), start, end, level, size, angle: 0 }
    }

    fn column(texts: &[&str], left: f64, top: f64) -> Vec<Piece> {
        texts.iter().enumerate().map(|(at, text)| piece(text, left, top - 12.0 * at as f64, 10.0)).collect()
    }

    #[test]
    fn words_and_lines_are_joined() {
        let page = vec![
            piece("The fer", 50.0, 700.0, 10.0),
            piece("ry", 85.0, 700.0, 10.0),
            piece("stays", 99.0, 700.0, 10.0),
            piece("2", 124.0, 704.0, 6.0),
            piece("in ser-", 50.0, 688.0, 10.0),
            piece("vice.", 50.0, 676.0, 10.0),
        ];
        assert_eq!(paragraphs(vec![page]), ["The ferry stays2 in service."]);
    }

    #[test]
    fn gaps_indents_and_sizes_part_paragraphs() {
        let mut page = vec![piece("Ferry stays", 50.0, 740.0, 20.0)];
        page.extend(column(&["The council voted on it", "and more of the words."], 50.0, 700.0));
        page.extend(column(&["It was not close, as it", "often is in the council."], 50.0, 670.0));
        page.push(piece("Nobody spoke.", 62.0, 646.0, 10.0));
        assert_eq!(
            paragraphs(vec![page]),
            [
                "Ferry stays",
                "The council voted on it and more of the words.",
                "It was not close, as it often is in the council.",
                "Nobody spoke."
            ]
        );
    }

    #[test]
    fn a_sentence_goes_on_in_the_next_column_and_on_the_next_page() {
        let mut first = column(&["The council voted on it", "and the mayor of the"], 50.0, 700.0);
        first.extend(column(&["city did so too and was"], 300.0, 700.0));
        let found = paragraphs(vec![first, column(&["glad of it.", "Nobody spoke."], 50.0, 700.0)]);
        assert_eq!(
            found[0],
            "The council voted on it and the mayor of the city did so too and was glad of it. Nobody spoke."
        );
    }

    #[test]
    fn heads_and_feet_of_pages_are_left_out() {
        let page = |number: usize| {
            let text =
                ["One sentence stands here.", "Another stands on page two.", "A third one ends it all."]
                    [number];
            vec![
                piece("The Harbour Post", 50.0, 780.0, 8.0),
                piece(text, 50.0, 700.0, 10.0),
                piece(&format!("Page {number}"), 50.0, 30.0, 8.0),
            ]
        };
        assert_eq!(
            paragraphs((0..3).map(page).collect()),
            [
                "The Harbour Post",
                "One sentence stands here.",
                "Another stands on page two.",
                "A third one ends it all."
            ]
        );
    }

    #[test]
    fn letters_set_as_one_are_letters_again() {
        assert_eq!(plain("e\u{fb03}cient  \u{fb01}sh\u{a0}"), "efficient fish");
    }

    proptest! {
        #[test]
        fn no_places_make_it_panic(pieces in proptest::collection::vec(("[a-z-]{1,4}", -50.0..50.0f64, -50.0..50.0f64, 0.0..20.0f64), 0..30)) {
            let page: Vec<_> = pieces.into_iter().map(|(text, start, level, size)| piece(&text, start, level, size)).collect();
            paragraphs(vec![page.clone(), page]);
        }
    }
}
