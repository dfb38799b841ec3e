//! The words of an article as numbers, which is all that is needed to find copies.

use dateline_core::article::Article;
use dateline_core::text::{fold, is_ideographic};

/// The bit of a word that holds a digit.
const NUMBER: u32 = 1;
/// The bit of a word that begins with a capital letter.
const NAME: u32 = 2;

/// One word of a text as a number: the same word in any case is the same number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word(u32);

impl Word {
    fn new(text: &str) -> Word {
        let number = if text.bytes().any(|byte| byte.is_ascii_digit()) { NUMBER } else { 0 };
        let name = if text.starts_with(char::is_uppercase) { NAME } else { 0 };
        Word(hash_of(text) as u32 & !(NUMBER | NAME) | number | name)
    }

    /// The word itself, however it is written.
    pub fn id(self) -> u32 {
        self.0 & !(NUMBER | NAME)
    }

    /// True if it holds a digit.
    pub fn is_number(self) -> bool {
        self.0 & NUMBER != 0
    }

    /// True if it begins with a capital letter, as names do.
    pub fn is_name(self) -> bool {
        self.0 & NAME != 0
    }
}

/// The words of an article: those of its body and of its headline.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TokenSequence {
    /// The words of the body.
    pub body: Vec<Word>,
    /// The words of the headline.
    pub headline: Vec<Word>,
}

impl TokenSequence {
    /// The telling of an article.
    pub fn of(article: &Article) -> TokenSequence {
        TokenSequence::from_texts(article.headline.as_deref().unwrap_or_default(), &article.body)
    }

    /// The telling of a headline and a body.
    pub fn from_texts(headline: &str, body: &str) -> TokenSequence {
        TokenSequence { body: words_of(body), headline: words_of(headline) }
    }

    /// The words to compare: those of the headline if there is no body.
    pub fn story(&self) -> &[Word] {
        if self.body.is_empty() { &self.headline } else { &self.body }
    }
}

/// The words of a text: runs of letters and digits, and single characters of scripts without spaces.
///
/// A figure is one word with its points and commas: `1,250.5`. Otherwise this is coarser than the words of search, so
/// that the rules of search may change without changing what is a copy of what, and faster.
fn words_of(text: &str) -> Vec<Word> {
    let mut words = Vec::with_capacity(text.len() / 6);
    let mut start = None;
    for (at, c) in text.char_indices() {
        let alone = is_ideographic(c);
        if c.is_alphanumeric() && !alone {
            start.get_or_insert(at);
            continue;
        }
        if start.is_some() && is_within_figure(text.as_bytes(), at) {
            continue;
        }
        if let Some(start) = start.take() {
            words.push(Word::new(&text[start..at]));
        }
        if alone {
            words.push(Word::new(&text[at..at + c.len_utf8()]));
        }
    }
    words.extend(start.map(|start| Word::new(&text[start..])));
    words
}

/// True for a point, a comma or a stroke between two digits.
fn is_within_figure(text: &[u8], at: usize) -> bool {
    let is_digit = |at: usize| text.get(at).is_some_and(u8::is_ascii_digit);
    matches!(text[at], b'.' | b',' | b'/') && at > 0 && is_digit(at - 1) && is_digit(at + 1)
}

/// The hash of a word in any case; it is in indexes and never changes.
fn hash_of(word: &str) -> u64 {
    if word.is_ascii() {
        return hash_bytes(word.bytes().map(|byte| byte.to_ascii_lowercase()));
    }
    hash_bytes(fold(word).bytes())
}

/// FNV-1a with the last mixing of MurmurHash3.
fn hash_bytes(bytes: impl Iterator<Item = u8>) -> u64 {
    let start = 0xcbf2_9ce4_8422_2325_u64;
    mix(bytes.fold(start, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)))
}

/// The last mixing of MurmurHash3: every bit of the input changes half of the output.
pub(super) fn mix(mut hash: u64) -> u64 {
    hash ^= hash >> 33;
    hash = hash.wrapping_mul(0xff51_afd7_ed55_8ccd);
    hash ^= hash >> 33;
    hash = hash.wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    hash ^ (hash >> 33)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ids(text: &str) -> Vec<u32> {
        words_of(text).into_iter().map(Word::id).collect()
    }

    #[test]
    fn case_accents_and_punctuation_do_not_matter() {
        assert_eq!(ids("Élysée, \"TALKS\" begin"), ids("elysee - talks (begin)"));
        assert_ne!(ids("talks begin"), ids("begin talks"));
        assert_eq!(ids(" \n.").len(), 0);
    }

    #[test]
    fn numbers_and_capitals_are_known() {
        let words = words_of("Shr 12 cts, Q3");
        assert_eq!(words.iter().map(|word| word.is_number()).collect::<Vec<_>>(), [false, true, false, true]);
        assert_eq!(words.iter().map(|word| word.is_name()).collect::<Vec<_>>(), [true, false, false, true]);
    }

    #[test]
    fn figures_are_one_word() {
        assert_eq!(ids("rose 1,250.5 pct, to 7.").len(), 5);
        assert_eq!(ids("5/8, then. 7"), [ids("5/8"), ids("then 7")].concat());
        assert_ne!(ids("1.2"), ids("2.1"));
    }

    #[test]
    fn scripts_without_spaces_are_words_by_character() {
        assert_eq!(ids("北京 news東京").len(), 5);
    }

    #[test]
    fn hashes_stay_what_they_are() {
        assert_eq!(hash_of("talks"), hash_of("TALKS"));
        assert_eq!(hash_of("talks"), TALKS);
    }

    /// The hash of one word as it is in indexes.
    const TALKS: u64 = 0xb047_304b_48ac_12e3;

    proptest! {
        #[test]
        fn any_text_has_words(text in "\\PC*") {
            let telling = TokenSequence::from_texts("", &text);
            // A mark of a script without spaces is a character of it, though no letter.
            let holds_word = text.chars().any(|c| c.is_alphanumeric() || is_ideographic(c));
            prop_assert_eq!(telling.body.is_empty(), !holds_word);
        }
    }
}
