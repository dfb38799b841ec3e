//! Lines to paragraphs: those of a column, of a sentence that goes on in the next one, and of a table.

use std::collections::HashMap;

use dateline_core::document::{Paragraph, Role};

use super::{Line, is_same_size};

/// Lines further apart than this many usual distances belong to two paragraphs.
const PARAGRAPH_GAP: f64 = 1.35;

/// A line indented by this part of the size of its letters begins a paragraph.
const INDENT: f64 = 0.8;

/// The lines of all pages joined to paragraphs.
pub(super) fn joined(pages: &[Vec<Line>]) -> Vec<Paragraph> {
    let leading = leadings(pages);
    let mut paragraphs: Vec<Paragraph> = vec![];
    let mut block: Option<Block> = None;
    for (page, line) in
        pages.iter().enumerate().flat_map(|(page, lines)| lines.iter().map(move |line| (page, line)))
    {
        match block.as_mut().filter(|block| block.goes_on_with(line, &leading)) {
            Some(block) => block.add(line),
            None => {
                paragraphs.extend(block.take().map(Block::done));
                block = Some(Block::new(line, page));
            }
        }
    }
    paragraphs.extend(block.map(Block::done));
    paragraphs
}

/// The usual distance between lines for each size of letters, rounded.
fn leadings(pages: &[Vec<Line>]) -> HashMap<i64, f64> {
    let mut distances: HashMap<i64, Vec<f64>> = HashMap::new();
    for pair in pages.iter().flat_map(|lines| lines.windows(2)) {
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

/// A paragraph under way.
struct Block {
    text: String,
    last: Line,
    left: f64,
    right: f64,
    lines: usize,
    page: usize,
    size: f64,
}

impl Block {
    fn new(line: &Line, page: usize) -> Self {
        let (left, right) = (line.start, line.end);
        Self { text: line.text.clone(), last: line.clone(), left, right, lines: 1, page, size: line.size }
    }

    fn done(self) -> Paragraph {
        let role = if self.last.is_row { Role::Row } else { Role::Text };
        Paragraph { text: self.text, role, size: self.size as f32, page: self.page }
    }

    fn goes_on_with(&self, line: &Line, leadings: &HashMap<i64, f64>) -> bool {
        if self.last.is_row
            || line.is_row
            || self.last.angle != line.angle
            || !is_same_size(self.last.size, line.size)
        {
            return false;
        }
        if is_elsewhere(&self.last, line) {
            return is_amid_sentence(&self.text, &line.text);
        }
        let distance = self.last.level - line.level;
        let usual = leadings.get(&(line.size.round() as i64)).copied().unwrap_or(1.2 * line.size);
        let is_indented = line.start - self.left > INDENT * line.size && !is_centred(&self.last, line);
        let is_short = self.lines > 1 && self.right - self.last.end > 0.25 * (self.right - self.left);
        let ends = is_indented || (is_short && !is_amid_sentence(&self.text, &line.text));
        distance <= PARAGRAPH_GAP * usual && !ends
    }

    /// Appends a line. A word that was divided is joined, the hyphen left out where the rest is in small letters.
    fn add(&mut self, line: &Line) {
        match divided(&self.text, &line.text) {
            Divided::AtSyllable => {
                self.text.pop();
            }
            Divided::AtHyphen => {}
            Divided::Not => self.text.push(' '),
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

/// True for a line that is set around the same middle as the one before, as those of headlines are.
fn is_centred(before: &Line, line: &Line) -> bool {
    let middle = |line: &Line| f64::midpoint(line.start, line.end);
    (middle(before) - middle(line)).abs() < 0.25 * line.size && before.start < line.start
}

/// How a word is divided at the end of a line.
#[derive(Debug, PartialEq, Eq)]
enum Divided {
    AtSyllable,
    /// At a hyphen of its own.
    AtHyphen,
    Not,
}

/// Words before which a hyphen stands for a part of a word that comes later: `Vor- und Nachteile`.
const CONJUNCTIONS: &[&str] =
    &["und", "oder", "bzw.", "sowie", "and", "or", "et", "ou", "och", "eller", "og", "en", "of", "to"];

/// How the last word of a line goes on in the next one.
fn divided(before: &str, after: &str) -> Divided {
    let Some(word) =
        before.strip_suffix(['-', '\u{ad}', '‐']).filter(|word| word.ends_with(char::is_alphabetic))
    else {
        return Divided::Not;
    };
    let is_hyphen = !before.ends_with('\u{ad}');
    let next = after.split_whitespace().next().unwrap_or_default();
    match () {
        () if is_hyphen && CONJUNCTIONS.contains(&next) => Divided::Not,
        () if word.ends_with(char::is_lowercase) && after.starts_with(char::is_lowercase) => {
            Divided::AtSyllable
        }
        () if after.starts_with(char::is_alphabetic) => Divided::AtHyphen,
        () => Divided::Not,
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

    #[test]
    fn words_are_divided_at_syllables_and_at_hyphens() {
        for (before, after, expected) in [
            ("the har-", "bour", Divided::AtSyllable),
            ("the har\u{ad}", "bour", Divided::AtSyllable),
            ("Hafen-", "Amt", Divided::AtHyphen),
            ("NATO-", "Gipfel", Divided::AtHyphen),
            ("Vor-", "und Nachteile", Divided::Not),
            ("12-", "year", Divided::Not),
            ("the -", "sign", Divided::Not),
            ("the harbour", "and", Divided::Not),
        ] {
            assert_eq!(divided(before, after), expected, "{before} {after}");
        }
    }
}
