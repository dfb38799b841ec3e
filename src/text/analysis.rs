//! From text to search terms: words, folded and stemmed, each with its position and its span.

use std::borrow::Cow;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use frostem::{Algorithm, Stemmer};

use super::{fold, words};

static ENGLISH: LazyLock<Stemmer> = LazyLock::new(|| Stemmer::new(Algorithm::English));

/// A search term and the span of the word it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term<'a> {
    /// The term as it stands in the index: folded and stemmed.
    pub text: Cow<'a, str>,
    /// Byte offset of the word's first byte.
    pub start: usize,
    /// Byte offset just past the word's last byte.
    pub end: usize,
    /// The number of the word within the text, from 0.
    pub position: usize,
}

/// Gives every term of a text, in order, to `take`.
///
/// A word is folded, a possessive ending and the stops of an acronym are taken off
/// (`Lavrov's` to `lavrov`, `U.S` to `us`), other apostrophes vanish, and words of
/// Latin letters are stemmed with Snowball's English stemmer (Porter 2). The same
/// analysis serves articles and queries.
pub fn analyze(text: &str, take: &mut dyn FnMut(Term<'_>)) {
    for (position, word) in words(text).enumerate() {
        take(Term { text: term(word.text), start: word.start, end: word.end, position });
    }
}

/// The texts of all terms of a text, in order.
pub fn terms(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    analyze(text, &mut |term| out.push(term.text.into_owned()));
    out
}

/// The texts of all words of a text in their exact form, in order: folded but not stemmed.
pub fn exact_terms(text: &str) -> Vec<String> {
    words(text).map(|word| exact_term(word.text).into_owned()).collect()
}

/// The exact form of one word: folded, without possessive ending and punctuation, not stemmed.
pub fn exact_term(word: &str) -> Cow<'_, str> {
    without_punctuation(fold(word))
}

/// Turns words to terms, remembering the words it has seen.
///
/// Stemming is a third of the cost of indexing and a few thousand words make up most
/// of any text, so an indexing thread keeps one of these.
#[derive(Debug, Clone, Default)]
pub struct TermCache {
    terms: FxHashMap<Box<str>, Box<str>>,
}

impl TermCache {
    /// The cache is emptied when it holds this many words.
    const CAPACITY: usize = 1 << 14;

    /// Writes the search term for a word into `out`, which is cleared first.
    pub fn term_into(&mut self, word: &str, out: &mut String) {
        out.clear();
        if let Some(known) = self.terms.get(word) {
            out.push_str(known);
            return;
        }
        out.push_str(&term(word));
        if self.terms.len() >= Self::CAPACITY {
            self.terms.clear();
        }
        self.terms.insert(word.into(), out.as_str().into());
    }
}

/// The search term for one word.
fn term(word: &str) -> Cow<'_, str> {
    let folded = exact_term(word);
    if !folded.bytes().all(|b| b.is_ascii_lowercase()) {
        return folded;
    }
    match ENGLISH.stem(&folded) {
        Cow::Borrowed(same) if same.len() == folded.len() => folded,
        stemmed => Cow::Owned(stemmed.into_owned()),
    }
}

/// Takes a possessive ending and then all apostrophes and full stops off a folded word.
fn without_punctuation(folded: Cow<'_, str>) -> Cow<'_, str> {
    if !folded.contains(['\'', '.']) {
        return folded;
    }
    let stem = folded.strip_suffix("'s").unwrap_or(&folded);
    Cow::Owned(stem.replace(['\'', '.'], ""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn terms_are_folded_and_stemmed() {
        assert_eq!(terms("The Minister's TALKS, coordinating"), ["the", "minist", "talk", "coordin"]);
        assert_eq!(terms("U.S. and O'Neill's"), ["us", "and", "oneil"]);
        assert_eq!(terms("Zürich 2015"), ["zurich", "2015"]);
    }

    #[test]
    fn positions_count_words() {
        let mut seen = Vec::new();
        analyze("air operations over Syria", &mut |t| seen.push((t.position, t.start, t.end)));
        assert_eq!(seen, [(0, 0, 3), (1, 4, 14), (2, 15, 19), (3, 20, 25)]);
    }

    #[test]
    fn exact_terms_are_not_stemmed() {
        assert_eq!(
            exact_terms("Coordinated U.S. strikes, O'Neill's"),
            ["coordinated", "us", "strikes", "oneill"]
        );
    }

    #[test]
    fn the_cache_answers_like_the_function() {
        let (mut cache, mut out) = (TermCache::default(), String::new());
        for word in ["Talks", "talks", "Talks", "U.S", "café's"] {
            cache.term_into(word, &mut out);
            assert_eq!(out, term(word));
        }
    }

    proptest! {
        #[test]
        fn spans_lie_within_the_text(text in "\\PC*") {
            analyze(&text, &mut |term| {
                assert!(text.get(term.start..term.end).is_some());
            });
        }
    }
}
