//! Copies: two texts compare the same both ways, and a sketch is kept whole.

use dateline_enrich::copies::{Sketch, TokenSequence, compare};

use crate::input::Input;

/// Checks two texts against each other.
pub fn check(bytes: &[u8]) {
    let mut input = Input(bytes);
    let (headline, one) = (input.text(), input.text());
    let other = input.rest();
    let one = TokenSequence::from_texts(&headline, &one);
    let other = TokenSequence::from_texts(&headline, &other);
    let _ = (compare(&one, &one), compare(&other, &other));
    // Of two of a length either may count as the shorter.
    if one.body.len() != other.body.len() {
        assert_eq!(compare(&one, &other), compare(&other, &one), "not the same both ways");
    }
    for story in [one, other] {
        let sketch = Sketch::of(&story);
        assert_eq!(Sketch::unpacked(sketch.packed()), sketch);
    }
}
