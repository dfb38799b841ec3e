//! Splitting text into words with their offsets.

/// A word and where it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token<'a> {
    /// The word as written.
    pub text: &'a str,
    /// Byte offset of its first byte.
    pub start: usize,
    /// Byte offset just past its last byte.
    pub end: usize,
}

/// Iterator over the words of a text; see [`words`].
#[derive(Debug, Clone)]
pub struct Words<'a> {
    text: &'a str,
    at: usize,
}

/// The words of a text: maximal runs of letters, digits and combining marks.
///
/// An apostrophe between two letters belongs to the word (`don't`, `O'Neill`,
/// `Lavrov's`). Full stops within an acronym of single letters belong to it too
/// (`U.S.`, without the last stop). A hyphen separates words; one that only says where a line
/// may be broken, and other signs that take no room, are part of the word that they are in. Each
/// character of a script written without spaces (Chinese, Japanese, Thai) is a word.
pub fn words(text: &str) -> Words<'_> {
    Words { text, at: 0 }
}

impl<'a> Iterator for Words<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        let start = word_start(self.text, self.at)?;
        let end = word_end(self.text, start);
        self.at = end;
        Some(Token { text: &self.text[start..end], start, end })
    }
}

/// The offset of the first word at or after `from`.
fn word_start(text: &str, from: usize) -> Option<usize> {
    let decides = |byte: &u8| byte.is_ascii_alphanumeric() || !byte.is_ascii();
    let at = from + text.as_bytes()[from..].iter().position(decides)?;
    Some(at + text[at..].find(is_word_char)?)
}

/// The offset just past the word that starts at `start`.
fn word_end(text: &str, start: usize) -> usize {
    let bytes = &text.as_bytes()[start..];
    let plain = bytes.iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
    match bytes.get(plain) {
        Some(b'\'' | 0x80..) => joined_word_end(text, start),
        // A full stop carries on nothing but a single letter.
        Some(b'.') if plain == 1 => joined_word_end(text, start),
        _ => start + plain,
    }
}

/// The same for a word that may hold more than ASCII letters and digits.
fn joined_word_end(text: &str, start: usize) -> usize {
    let mut chars = text[start..].char_indices().peekable();
    let mut end = start;
    let mut run = 0;
    while let Some((offset, c)) = chars.next() {
        if is_ideographic(c) {
            return if run == 0 { start + offset + c.len_utf8() } else { end };
        }
        if is_word_char(c) {
            end = start + offset + c.len_utf8();
            run += 1;
            continue;
        }
        if is_invisible(c) {
            if chars.peek().is_some_and(|&(_, next)| is_invisible(next) || is_word_char(next)) {
                continue;
            }
            break;
        }
        let joins = chars.peek().is_some_and(|&(_, next)| match c {
            '\'' | '\u{2019}' => next.is_alphabetic(),
            '.' => run == 1 && continues_acronym(text, start + offset),
            _ => false,
        });
        if !joins {
            break;
        }
        run = 0;
    }
    end
}

/// True if the full stop at `stop` is between two single letters, as in `U.S`.
fn continues_acronym(text: &str, stop: usize) -> bool {
    let before = text[..stop].chars().next_back();
    let mut after = text[stop + 1..].chars();
    let next = after.next();
    before.is_some_and(char::is_uppercase)
        && next.is_some_and(char::is_uppercase)
        && !after.next().is_some_and(is_word_char)
}

/// True for characters that are not seen: soft hyphens, and spaces and joiners without width.
///
/// The joiner and non-joiner of scripts in which letters change their form are none of them.
pub fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}')
}

fn is_word_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || (!c.is_ascii() && (c.is_alphanumeric() || is_combining(c)))
}

/// True for marks that combine with the letter before them.
fn is_combining(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}

/// True for characters of scripts that are written without spaces between words.
pub fn is_ideographic(c: char) -> bool {
    !c.is_ascii()
        && matches!(c,
        '\u{0e00}'..='\u{0eff}'        // Thai, Lao
        | '\u{1000}'..='\u{109f}'      // Myanmar
        | '\u{1780}'..='\u{17ff}'      // Khmer
        | '\u{3040}'..='\u{30ff}'      // Hiragana, Katakana
        | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}')
        && is_word_char(c)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn split(text: &str) -> Vec<&str> {
        words(text).map(|w| w.text).collect()
    }

    #[test]
    fn hyphens_and_punctuation_separate() {
        assert_eq!(split("four-and-a-half years, 12.5%"), ["four", "and", "a", "half", "years", "12", "5"]);
    }

    #[test]
    fn apostrophes_within_words_belong_to_them() {
        assert_eq!(split("'Don\u{2019}t' said O'Neill's"), ["Don\u{2019}t", "said", "O'Neill's"]);
        assert_eq!(split("parties' aims"), ["parties", "aims"]);
    }

    #[test]
    fn what_is_not_seen_separates_nothing() {
        assert_eq!(
            split("Haus\u{ad}halt un\u{200b}\u{2060}seen \u{feff}word"),
            ["Haus\u{ad}halt", "un\u{200b}\u{2060}seen", "word"]
        );
        assert_eq!(split("end\u{ad} \u{200b}next"), ["end", "next"]);
        assert_eq!(split("Ü\u{ad}ber"), ["Ü\u{ad}ber"]);
    }

    #[test]
    fn acronyms_keep_their_inner_stops() {
        assert_eq!(split("The U.S. and U.N. envoys"), ["The", "U.S", "and", "U.N", "envoys"]);
        assert_eq!(split("Plan A. But J. Smith"), ["Plan", "A", "But", "J", "Smith"]);
        assert_eq!(split("one.Two"), ["one", "Two"]);
    }

    #[test]
    fn scripts_without_spaces_split_by_character() {
        assert_eq!(split("北京 news東京"), ["北", "京", "news", "東", "京"]);
    }

    #[test]
    fn other_scripts_are_words() {
        assert_eq!(split("Сергей Лавров, الأسد"), ["Сергей", "Лавров", "الأسد"]);
    }

    proptest! {
        #[test]
        fn plain_words_end_where_any_would(text in "([A-Za-z0-9]{1,2}['.\u{2019} é北]?){0,12}") {
            let starts = text.char_indices().filter(|(_, c)| is_word_char(*c)).map(|(at, _)| at);
            for start in starts {
                prop_assert_eq!(word_end(&text, start), joined_word_end(&text, start));
            }
        }

        #[test]
        fn offsets_match_the_text(text in "\\PC*") {
            let mut last = 0;
            for word in words(&text) {
                prop_assert!(word.start >= last && word.end > word.start);
                prop_assert_eq!(&text[word.start..word.end], word.text);
                last = word.end;
            }
        }
    }
}
