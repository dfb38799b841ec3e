//! Splitting text into the pieces that are indexed.

use super::compounds::{after_sign, before_sign, compound_end};
use super::words::{Token, Words, is_ideographic, words};

/// Iterator over the indexed pieces of a text; see [`units`].
#[derive(Debug, Clone)]
pub struct Units<'a> {
    text: &'a str,
    words: Words<'a>,
    /// What is left of a word of Hangul.
    rest: Option<Token<'a>>,
}

/// The pieces of a text that are indexed, each with a position of its own: words, but
/// - initials and abbreviations of single letters are one, `J. R. R.` like `J.R.R.` and `p.m.`;
/// - a word with a sign that makes another word of it is one: `AT&T`, `R&D` and `R & D`, `C++`, `C#`, `.NET`;
/// - so are words that others write as one, `cease-fire` and `cease fire` like `ceasefire`, and a letter or two with a
///   number, `MH-17` like `MH17`;
/// - of scripts without spaces, characters with their marks are pieces (Thai `กรุง` is `ก`, `รุ`, `ง`);
/// - so are the syllables of Hangul, for in Korean particles are written together with their word.
pub fn units(text: &str) -> Units<'_> {
    Units { text, words: words(text), rest: None }
}

impl<'a> Iterator for Units<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        let word = self.rest.take().or_else(|| self.words.next())?;
        if let Some(start) = before_sign(self.text, word) {
            return Some(self.token(start, word.end));
        }
        if let Some(end) = after_sign(self.text, word).or_else(|| compound_end(self.text, word)) {
            return Some(self.up_to(word.start, end));
        }
        // Most words begin with an ASCII letter and have more than one; nothing else joins or divides them.
        if word.text.len() > 1 && word.text.as_bytes()[0].is_ascii() {
            return Some(word);
        }
        let first = word.text.chars().next()?;
        let end = if is_hangul(first) {
            self.syllable(word, first)
        } else if is_ideographic(first) {
            self.with_marks(word.end)
        } else if word.text.len() == first.len_utf8() {
            self.initials(word.end, first)
        } else {
            word.end
        };
        Some(self.token(word.start, end))
    }
}

impl<'a> Units<'a> {
    fn token(&self, start: usize, end: usize) -> Token<'a> {
        Token { text: &self.text[start..end], start, end }
    }

    /// A piece of several words, which are taken.
    fn up_to(&mut self, start: usize, end: usize) -> Token<'a> {
        while self.next_if(|next| next.start < end).is_some() {}
        self.token(start, end)
    }

    /// The next word, if it continues the one before it.
    fn next_if(&mut self, continues: impl Fn(&Token<'a>) -> bool) -> Option<Token<'a>> {
        let mut ahead = self.words.clone();
        let next = ahead.next().filter(continues)?;
        self.words = ahead;
        Some(next)
    }

    /// The end of the first syllable of a word; what follows it is left for later.
    fn syllable(&mut self, word: Token<'a>, first: char) -> usize {
        let end = word.start + first.len_utf8();
        if end < word.end {
            self.rest = Some(self.token(end, word.end));
        }
        end
    }

    /// The end of a character with the marks that follow it directly.
    fn with_marks(&mut self, mut end: usize) -> usize {
        while let Some(mark) = self.next_if(|next| next.start == end && is_mark(next.text)) {
            end = mark.end;
        }
        end
    }

    /// The end of the initials that begin with this letter, without their last stop.
    fn initials(&mut self, mut end: usize, first: char) -> usize {
        if !first.is_alphabetic() {
            return end;
        }
        let upper = first.is_uppercase();
        let text = self.text;
        while let Some(next) = self.next_if(|next| follows(text, end, next, upper)) {
            end = next.end;
        }
        end
    }
}

/// True if the word is an initial that continues those that end at `end`.
fn follows(text: &str, end: usize, next: &Token<'_>, upper: bool) -> bool {
    let mut letters = next.text.chars();
    let same =
        letters.next().is_some_and(|c| c.is_alphabetic() && c.is_uppercase() == upper && !is_by_character(c));
    if !same || letters.next().is_some() {
        return false;
    }
    match &text[end..next.start] {
        "." => true,
        ". " | ".\u{a0}" => upper && text[next.end..].starts_with('.'),
        _ => false,
    }
}

fn is_mark(text: &str) -> bool {
    text.chars().all(unicode_normalization::char::is_combining_mark)
}

fn is_hangul(c: char) -> bool {
    matches!(c, '\u{ac00}'..='\u{d7a3}')
}

/// True for characters that are indexed one by one and not as parts of a word.
pub fn is_by_character(c: char) -> bool {
    is_hangul(c) || is_ideographic(c)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn split(text: &str) -> Vec<&str> {
        units(text).map(|unit| unit.text).collect()
    }

    #[test]
    fn initials_are_one() {
        assert_eq!(split("J. R. R. Tolkien"), ["J. R. R", "Tolkien"]);
        assert_eq!(split("J.R.R. Tolkien and J. Smith"), ["J.R.R", "Tolkien", "and", "J", "Smith"]);
        assert_eq!(split("at 5 p.m. today, e.g. now"), ["at", "5", "p.m", "today", "e.g", "now"]);
        assert_eq!(split("В. В. Путин"), ["В. В", "Путин"]);
        assert_eq!(split("the U.S.-led and U.N."), ["the", "U.S", "led", "and", "U.N"]);
    }

    #[test]
    fn single_letters_alone_stay_so() {
        assert_eq!(split("a b c"), ["a", "b", "c"]);
        assert_eq!(split("Plan A. But I said"), ["Plan", "A", "But", "I", "said"]);
        assert_eq!(split("vitamin A. B"), ["vitamin", "A", "B"]);
        assert_eq!(split("a. b."), ["a", "b"]);
        assert_eq!(split("3.1.2"), ["3", "1", "2"]);
        assert_eq!(split("a.一"), ["a", "一"]);
    }

    #[test]
    fn words_that_are_one_are_one() {
        assert_eq!(split("AT&T's R&D, b&b"), ["AT&T's", "R&D", "b&b"]);
        assert_eq!(split("C++ and C#, c++11"), ["C++", "and", "C#", "c++", "11"]);
        assert_eq!(split(".NET (.NET's) Net.Net"), [".NET", ".NET's", "Net", "Net"]);
        assert_eq!(split("a cease-fire, cease fire"), ["a", "cease-fire", "cease fire"]);
        assert_eq!(split("MH-17 and G-20s"), ["MH-17", "and", "G", "20s"]);
    }

    #[test]
    fn characters_keep_their_marks() {
        assert_eq!(split("กรุงเทพ"), ["ก", "รุ", "ง", "เ", "ท", "พ"]);
        assert_eq!(split("北京news"), ["北", "京", "news"]);
        assert_eq!(split("서울에서 G20"), ["서", "울", "에", "서", "G20"]);
    }

    proptest! {
        #[test]
        fn units_are_in_order_and_hold_all_words(text in "\\PC*") {
            let mut last = 0;
            for unit in units(&text) {
                prop_assert!(unit.start >= last && unit.end > unit.start);
                prop_assert_eq!(&text[unit.start..unit.end], unit.text);
                prop_assert_eq!(words(&text[last..unit.start]).count(), 0);
                last = unit.end;
            }
            prop_assert_eq!(words(&text[last..]).count(), 0);
        }

        #[test]
        fn initials_of_any_kind_are_read(text in "([A-Za-zÄЖ]{1,2}[. ]{0,2}){0,12}") {
            prop_assert!(units(&text).all(|unit| !unit.text.ends_with('.')));
        }
    }
}
