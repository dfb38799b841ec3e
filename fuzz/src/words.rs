//! Text as words, units, sentences and terms, each with its place.

use dateline_core::text::{
    Analysis, columns, fold, is_stop_word, language, query_words, sentences, units, words,
};

use crate::input::{Input, LANGUAGES};

/// Checks that all pieces stand in the text where they say, in order.
pub fn check(bytes: &[u8]) {
    let mut input = Input(bytes);
    let code = input.one_of(&LANGUAGES);
    let text = input.rest();
    check_pieces(&text, words(&text).map(|word| (word.start, word.end, word.text)));
    check_pieces(&text, units(&text).map(|unit| (unit.start, unit.end, unit.text)));
    check_pieces(&text, query_words(&text).into_iter().map(|word| (word.start, word.end, word.text)));
    check_pieces(&text, sentences(&text).into_iter().map(|range| (range.start, range.end, &text[range])));
    check_terms(&text, Analysis::of(code));
    let folded = fold(&text);
    assert_eq!(fold(&folded), folded, "folded twice");
    let _ = (columns(&text), language(&text), is_stop_word(&folded));
}

/// Pieces of a text follow one another without overlaps, on boundaries of characters.
fn check_pieces<'a>(text: &str, pieces: impl Iterator<Item = (usize, usize, &'a str)>) {
    let mut last = 0;
    for (start, end, piece) in pieces {
        assert!(last <= start && start < end, "{start}..{end} after {last} in {text:?}");
        assert!(text.is_char_boundary(start) && text.is_char_boundary(end), "{start}..{end} in {text:?}");
        assert!(!piece.is_empty());
        last = end;
    }
}

fn check_terms(text: &str, analysis: Analysis) {
    let (mut last, mut position) = (0, 0);
    analysis.analyze(text, &mut |term| {
        let word = text.get(term.start..term.end);
        assert!(
            word.is_some_and(|word| !term.text.is_empty() || is_only_marks(word)),
            "{term:?} of {word:?}"
        );
        assert!(last <= term.start && position <= term.position, "{term:?} after {last}");
        (last, position) = (term.start, term.position);
    });
    for word in query_words(text) {
        let terms = analysis.query_terms(word.text);
        assert!(!terms.is_empty());
        assert!(is_only_marks(word.text) || terms.iter().all(|term| !term.is_empty()), "{word:?}");
    }
}

/// True for a word of which folding leaves nothing: an accent that stands alone.
fn is_only_marks(word: &str) -> bool {
    fold(word).is_empty()
}
