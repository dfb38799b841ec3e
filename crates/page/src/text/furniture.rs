//! Lines that a page repeats between its paragraphs: labels of advertisements, of the article itself, of buttons.
//!
//! They say nothing, and they break off the text between two of them, so they are left out before anything is measured.

use rustc_hash::FxHashMap;

use super::lines::Line;
use super::shape::Shape;
use super::topic::letters_key;
use crate::byline;

/// A line that stands this often between paragraphs is furniture.
const COPIES: usize = 3;
/// The longest line that may be furniture, in words.
const MAX_WORDS: usize = 16;

/// For each line, whether it is repeated between paragraphs.
pub fn find(lines: &[Line], shapes: &[Shape]) -> Vec<bool> {
    let keys: Vec<Option<u64>> = lines.iter().zip(shapes).map(|(line, shape)| key(line, shape)).collect();
    let all = counts(keys.iter());
    let is_often = |counts: &FxHashMap<u64, usize>, key: Option<u64>| {
        key.is_some_and(|key| counts.get(&key).is_some_and(|&n| n >= COPIES))
    };
    let repeated = |line: usize| is_often(&all, keys[line]) && !byline::is_name(&lines[line].text);
    let repeated: Vec<bool> = (0..lines.len()).map(repeated).collect();
    let between = between_paragraphs(shapes, |line| repeated[line]);
    let counts = counts(keys.iter().zip(&between).filter(|(_, between)| **between).map(|(key, _)| key));
    (0..lines.len()).map(|line| between[line] && is_often(&counts, keys[line])).collect()
}

fn counts<'a>(keys: impl Iterator<Item = &'a Option<u64>>) -> FxHashMap<u64, usize> {
    let mut counts = FxHashMap::default();
    keys.flatten().for_each(|&key| *counts.entry(key).or_default() += 1);
    counts
}

/// The key of a line that may be furniture; numbers in it may differ.
fn key(line: &Line, shape: &Shape) -> Option<u64> {
    let may_be = shape.words <= MAX_WORDS && !line.text.ends_with([':', '：']);
    may_be.then(|| letters_key(&line.text)).filter(|&key| key != 0)
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
        let lines = lines::split(page);
        let shapes: Vec<Shape> = lines.iter().map(|line| Shape::of(&line.text)).collect();
        let furniture = find(&lines, &shapes);
        lines.into_iter().zip(furniture).filter(|(_, is)| !is).map(|(line, _)| line.text).collect()
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
        assert!(find(&[], &[]).is_empty());
    }
}
