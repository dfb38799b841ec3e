//! How much of a line stands again in a longer line: quotes that are pulled out of the text, summaries, cut copies.

use rustc_hash::FxHashMap;

use super::lines::Line;
use super::topic::line_key;
use super::unwrap::is_unspaced;

/// Pieces of this many words are compared; of scripts without spaces, of as many characters.
const PIECE: usize = 5;

/// For each line, the share of its pieces that a longer line has too; 0 for a line of fewer words than a piece.
pub fn shares(lines: &[Line]) -> Vec<f32> {
    let pieces: Vec<Vec<u64>> = lines.iter().map(|line| pieces(&line.text)).collect();
    let mut longest: FxHashMap<u64, usize> = FxHashMap::default();
    for (line, own) in pieces.iter().enumerate() {
        for &piece in own {
            let other = longest.entry(piece).or_insert(line);
            if pieces[*other].len() < own.len() {
                *other = line;
            }
        }
    }
    let is_elsewhere = |line: usize, piece: &u64| {
        longest.get(piece).is_some_and(|&other| pieces[other].len() > pieces[line].len())
    };
    let share = |line: usize| {
        let same = pieces[line].iter().filter(|piece| is_elsewhere(line, piece)).count();
        same as f32 / pieces[line].len().max(1) as f32
    };
    (0..lines.len()).map(share).collect()
}

fn pieces(text: &str) -> Vec<u64> {
    let mut words: Vec<u64> = Vec::new();
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        if word.starts_with(is_unspaced) {
            words.extend(word.chars().map(|c| u64::from(u32::from(c))));
        } else {
            words.push(line_key(word));
        }
    }
    let join = |piece: &[u64]| {
        piece.iter().fold(0u64, |key, &word| (key.rotate_left(7) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15))
    };
    words.windows(PIECE).map(join).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::lines;

    #[test]
    fn a_quote_out_of_the_text_is_an_echo() {
        let page = "“Nobody could have said no to this letter”\n\
            The mayor said that nobody could have said no to this letter of the pupils.\nStorm expected on the coast tonight";
        let shares = shares(&lines::split(page));
        assert_eq!((shares[0], shares[1], shares[2]), (1.0, 0.0, 0.0));
    }

    #[test]
    fn short_lines_and_none_are_no_echoes() {
        assert_eq!(shares(&lines::split("Home\nHome of the ferry")), [0.0, 0.0]);
        assert!(shares(&[]).is_empty());
    }
}
