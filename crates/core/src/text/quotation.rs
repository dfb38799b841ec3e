//! Quotations in texts: white space, the form of quotation marks and dashes, and characters that are not seen make no
//! difference, since an article is not printed with those of its file.

use std::ops::Range;

/// So many places of a quotation are given.
const MAX_FOUND: usize = 100;

/// The first place of a quotation in a text, word by word.
pub fn quoted_in(text: &str, quote: &str) -> Option<Range<usize>> {
    let wanted = compact(quote);
    if wanted.is_empty() {
        return None;
    }
    let plain: Vec<Character> = utf8_characters(text).collect();
    let same_words =
        |place: &Range<usize>| text.get(place.clone()).is_some_and(|found| words(found).eq(words(quote)));
    places(&plain, &wanted).into_iter().find(same_words)
}

/// The words of a text, with what makes no difference folded.
fn words(text: &str) -> impl Iterator<Item = String> {
    let words = text.split_whitespace().map(|word| word.chars().flat_map(folded).collect::<String>());
    words.filter(|word| !word.is_empty())
}

/// A text with nothing but what makes a difference.
pub fn compact(text: &str) -> String {
    text.chars().flat_map(folded).collect()
}

/// A character with where it is in the bytes.
#[derive(Debug, Clone, Copy)]
pub struct Character {
    /// The character.
    pub c: char,
    /// Its first byte.
    pub start: u32,
    /// The byte behind its last.
    pub end: u32,
}

impl Character {
    /// A character of a length in bytes.
    pub fn new(c: char, at: usize, length: usize) -> Self {
        Self { c, start: small(at), end: small(at + length) }
    }
}

fn small(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// The places of a compact quotation among characters, in their order; the first hundred.
pub fn places(text: &[Character], wanted: &str) -> Vec<Range<usize>> {
    let mut compact = String::with_capacity(text.len());
    let mut starts: Vec<(u32, u32)> = Vec::with_capacity(text.len());
    for (at, character) in text.iter().enumerate() {
        for c in folded(character.c) {
            starts.push((small(compact.len()), small(at)));
            compact.push(c);
        }
    }
    let character = |offset: usize| {
        let at = starts.partition_point(|(start, _)| *start <= small(offset)).checked_sub(1)?;
        text.get(starts.get(at)?.1 as usize)
    };
    compact
        .match_indices(wanted)
        .filter_map(|(at, _)| {
            let (first, last) = (character(at)?, character(at + wanted.len() - 1)?);
            Some(first.start as usize..last.end as usize)
        })
        .take(MAX_FOUND)
        .collect()
}

/// What a character counts as: nothing for what is not seen.
fn folded(c: char) -> impl Iterator<Item = char> {
    let (c, times) = match c {
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' => (c, 0),
        '‘' | '’' | '‚' | '‛' | '‹' | '›' | '`' | '´' => ('\'', 1),
        '“' | '”' | '„' | '‟' | '«' | '»' => ('"', 1),
        '‐'..='―' | '−' => ('-', 1),
        '…' => ('.', 3),
        c if c.is_whitespace() || c.is_control() => (c, 0),
        c => (c, 1),
    };
    std::iter::repeat_n(c, times)
}

/// The characters of a text.
pub fn utf8_characters(text: &str) -> impl Iterator<Item = Character> {
    text.char_indices().map(|(at, c)| Character::new(c, at, c.len_utf8()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quotation_of_an_article_is_found_word_by_word() {
        assert_eq!(quoted_in("Now here.\n\nIt is nowhere.", "nowhere"), Some(17..24));
        assert_eq!(quoted_in("Now here.\n\nIt is", "here. It"), Some(4..13));
        assert_eq!(quoted_in("Now here", "absent"), None);
        assert_eq!(quoted_in("Now here", ""), None);
    }
}
