//! Hashes of folded words and of features built from them.

use dateline_core::text::fold;

const MULTIPLIER: u64 = 0x517c_c1b7_2722_0a95;

/// Mixes one more value into a hash.
pub(super) fn mix(hash: u64, value: u64) -> u64 {
    (hash.rotate_left(5) ^ value).wrapping_mul(MULTIPLIER)
}

/// The hash of a word in its folded form: `Lavrov` and `LAVROV` have the same.
pub(super) fn word(text: &str) -> u64 {
    if text.is_ascii() {
        return text
            .bytes()
            .filter(|&b| b != b'.')
            .fold(0, |hash, b| mix(hash, u64::from(b.to_ascii_lowercase())));
    }
    fold(text).bytes().filter(|&b| b != b'.').fold(0, |hash, b| mix(hash, u64::from(b)))
}

/// Spreads a hash over all its bits, so that any of them can address a table.
pub(super) fn finish(hash: u64) -> u64 {
    let mixed = (hash ^ (hash >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed ^ (mixed >> 29)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_hashes_alike_in_every_writing() {
        assert_eq!(word("Lavrov"), word("LAVROV"));
        assert_eq!(word("Sinirlioğlu"), word("sinirlioglu"));
        assert_eq!(word("U.S"), word("us"));
        assert_ne!(word("Assad"), word("Assas"));
    }
}
