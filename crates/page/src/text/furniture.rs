//! Lines that a page repeats between its paragraphs: labels of advertisements, of the article itself, of buttons.
//!
//! They say nothing, and they break off the text between two of them, so they are left out before anything is measured.

use rustc_hash::FxHashMap;

use super::lines::Line;
use super::shape::Shape;
use super::topic::line_key;
use crate::byline;

/// A line that stands this often between paragraphs is furniture.
const COPIES: usize = 3;
/// The longest line that may be furniture, in words.
const MAX_WORDS: usize = 16;

/// The lines without those that are repeated between paragraphs.
pub fn without(lines: Vec<Line>) -> Vec<Line> {
    let shapes: Vec<Shape> = lines.iter().map(|line| Shape::of(&line.text)).collect();
    let keys: Vec<Option<u64>> = lines.iter().zip(&shapes).map(|(line, shape)| key(line, shape)).collect();
    let mut all: FxHashMap<u64, usize> = FxHashMap::default();
    keys.iter().flatten().for_each(|&key| *all.entry(key).or_default() += 1);
    let is_repeated = |line: usize| keys[line].is_some_and(|key| all.get(&key).is_some_and(|&n| n >= COPIES));
    let between = between_paragraphs(&shapes, is_repeated);
    let mut counts: FxHashMap<u64, usize> = FxHashMap::default();
    let there = keys.iter().zip(&between).filter(|(_, between)| **between);
    there.filter_map(|(key, _)| *key).for_each(|key| *counts.entry(key).or_default() += 1);
    let is_furniture = |line: usize| {
        between[line] && keys[line].is_some_and(|key| counts.get(&key).is_some_and(|&n| n >= COPIES))
    };
    let mut at = 0;
    lines
        .into_iter()
        .filter(|_| {
            at += 1;
            !is_furniture(at - 1)
        })
        .collect()
}

/// The key of a line that may be furniture; numbers in it may differ, and the name of a speaker is none.
fn key(line: &Line, shape: &Shape) -> Option<u64> {
    let may_be =
        shape.words <= MAX_WORDS && !line.text.ends_with([':', '：']) && !byline::is_name(&line.text);
    let letters: String = line.text.chars().filter(|c| c.is_alphabetic()).collect();
    (may_be && !letters.is_empty()).then(|| line_key(&letters))
}

/// For each repeated line, whether the nearest lines above and below that are not repeated are paragraphs.
fn between_paragraphs(shapes: &[Shape], is_repeated: impl Fn(usize) -> bool) -> Vec<bool> {
    let mut between = vec![false; shapes.len()];
    let mut below_paragraph = false;
    let mut start = 0;
    for line in 0..shapes.len() {
        if is_repeated(line) {
            continue;
        }
        let is_paragraph = shapes[line].is_prose();
        between[start..line].fill(below_paragraph && is_paragraph);
        below_paragraph = is_paragraph;
        start = line + 1;
    }
    between
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::lines;

    const PARAGRAPHS: [&str; 4] = [
        "The council of the small harbour town voted on Monday to keep the old ferry running.",
        "Fishermen and pupils had asked for it in a letter that nine hundred people signed.",
        "The ferry costs more than it earns, and a bridge is to be built in the coming year.",
        "The company said on Tuesday that it needs a second captain, and has not found one.",
    ];

    fn kept(page: &str) -> Vec<String> {
        without(lines::split(page)).into_iter().map(|line| line.text).collect()
    }

    #[test]
    fn what_stands_between_all_paragraphs_is_left_out() {
        let label = |n: usize| format!("\nAdvertisement {n}\nStory text\n");
        let page = format!(
            "Ferry stays\n{}{}{}{}{}{}{}",
            PARAGRAPHS[0],
            label(1),
            PARAGRAPHS[1],
            label(2),
            PARAGRAPHS[2],
            label(3),
            PARAGRAPHS[3]
        );
        assert_eq!(kept(&page)[1..], PARAGRAPHS);
    }

    #[test]
    fn speakers_menus_and_headlines_stay() {
        let speakers = PARAGRAPHS.join("\nJane Roe\n");
        assert_eq!(kept(&speakers).len(), 7);
        let page =
            format!("Ferry stays\nNews\nNews\nNews\n{}\nFerry stays\nFerry stays", PARAGRAPHS.join("\n"));
        assert_eq!(kept(&page).len(), 10);
    }

    #[test]
    fn nothing_is_left_of_nothing() {
        assert!(without(Vec::new()).is_empty());
    }
}
