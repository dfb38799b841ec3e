//! How far apart the words of a phrase are in an article.

use crate::query::Field;
use dateline_core::article::{Article, TextField};
use dateline_core::text::{Analyses, Analysis};

/// This many places are looked at; a long phrase of common words has more of them in a book.
const MOST_MOVES: usize = 4_000_000;

/// The smallest `n` for which `"words"~n` may match the article; none where a word is missing, or it has none.
///
/// With one occurrence of each word, at position p, the i-th word of the phrase moves by p - i; what counts is
/// the difference between the largest and the smallest move. The engine has the last word.
pub fn slop_needed(field: Field, phrase: &str, article: &Article) -> Option<u32> {
    let language = article.language.as_deref();
    let wanted = Analyses::only(language).all_terms(phrase);
    let of_field = |piece: TextField| match field {
        Field::Headline => piece == TextField::Headline,
        Field::Standfirst => piece == TextField::Standfirst,
        Field::Body => piece == TextField::Body,
        _ => field == Field::Any,
    };
    let pieces = article.pieces().filter(|piece| of_field(piece.field));
    pieces
        .filter_map(|piece| smallest(&moves(Analysis::of(language), &wanted, piece.text), wanted.len()))
        .min()
}

/// For each place in the text and each word of the phrase that is there: the move and the number of the word.
fn moves(analysis: Analysis, wanted: &[Vec<String>], text: &str) -> Vec<(i64, usize)> {
    let mut out = Vec::new();
    analysis.analyze(text, &mut |term| {
        let is_it = |terms: &Vec<String>| terms.iter().any(|wanted| *wanted == *term.text);
        for (number, _) in wanted.iter().enumerate().filter(|(_, terms)| is_it(terms)) {
            if out.len() == MOST_MOVES {
                return;
            }
            out.push((term.position as i64 - number as i64, number));
        }
    });
    out.sort_unstable();
    out
}

/// The narrowest window over sorted moves that has every word; two ends move through them, so the time is linear.
fn smallest(moves: &[(i64, usize)], words: usize) -> Option<u32> {
    let mut inside = vec![0usize; words];
    let (mut missing, mut left, mut best) = (words, 0, None);
    for &(right, number) in moves {
        missing -= usize::from(inside[number] == 0);
        inside[number] += 1;
        while missing == 0 {
            let (least, first) = moves[left];
            best = Some(best.map_or(right - least, |best: i64| best.min(right - least)));
            inside[first] -= 1;
            missing += usize::from(inside[first] == 0);
            left += 1;
        }
    }
    best.and_then(|width| u32::try_from(width).ok())
}
