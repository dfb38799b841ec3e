//! What is around a name in the text: the line's writing, neighbours, commas.

use dateline_core::article::Span;

/// Words that begin sentences before a place and are not part of its name.
const LEADING_WORDS: [&str; 52] = [
    "A",
    "About",
    "Across",
    "After",
    "Against",
    "Although",
    "Among",
    "An",
    "And",
    "Around",
    "As",
    "At",
    "Because",
    "Before",
    "Between",
    "Both",
    "But",
    "By",
    "During",
    "For",
    "From",
    "However",
    "If",
    "In",
    "Inside",
    "Into",
    "Is",
    "Like",
    "Meanwhile",
    "Near",
    "No",
    "Nor",
    "Of",
    "On",
    "Or",
    "Outside",
    "Over",
    "Since",
    "So",
    "That",
    "The",
    "Then",
    "Through",
    "Throughout",
    "To",
    "Under",
    "Until",
    "What",
    "When",
    "Where",
    "While",
    "With",
];

/// The line that was looked at last, and whether it is written in capitals.
#[derive(Debug, Default)]
pub(super) struct Line {
    start: usize,
    end: usize,
    in_capitals: bool,
}

impl Line {
    /// True if the line in which the byte at `at` stands has letters, and no lower-case ones.
    pub fn is_in_capitals(&mut self, text: &str, at: usize) -> bool {
        if at < self.start || at >= self.end {
            self.start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
            self.end = text[at..].find('\n').map_or(text.len(), |newline| at + newline + 1);
            self.in_capitals = is_in_capitals(&text[self.start..self.end]);
        }
        self.in_capitals
    }
}

fn is_in_capitals(line: &str) -> bool {
    line.contains(' ') && !line.chars().any(char::is_lowercase)
}

/// True if the gap between two names is a comma and nothing else.
pub(super) fn is_comma(gap: &str) -> bool {
    gap.starts_with(',') && gap.len() <= 3 && gap[1..].chars().all(char::is_whitespace)
}

/// True if the text ends with a capitalised word and a comma.
pub(super) fn ends_with_town_and_comma(before: &str) -> bool {
    let Some(town) = before.trim_end_matches([' ', '\n']).strip_suffix(',') else { return false };
    last_word(town).is_some_and(|word| word.starts_with(char::is_uppercase))
}

/// True if a name has a capitalised word beside it that makes it part of a longer name:
/// a word before it that begins no sentence, or a word after it.
pub(super) fn is_within_name(text: &str, span: Span) -> bool {
    let before = text[..span.start].strip_suffix(' ').and_then(last_word);
    let is_named_before = before.is_some_and(|word| {
        word.starts_with(char::is_uppercase) && LEADING_WORDS.binary_search(&word).is_err()
    });
    let after = text[span.end..].strip_prefix(' ').and_then(|rest| rest.chars().next());
    is_named_before || after.is_some_and(char::is_uppercase)
}

/// True for the ticker of a share in angle brackets.
pub(super) fn is_ticker(text: &str, span: Span) -> bool {
    text[..span.start].ends_with('<') && text[span.end..].starts_with(['>', '.'])
}

/// True if the byte at `at` lies within a web or mail address.
pub(crate) fn is_in_address(text: &str, at: usize) -> bool {
    let glued = text[..at].char_indices().rev().take(ADDRESS).take_while(|(_, c)| !c.is_whitespace()).last();
    let Some((start, _)) = glued else { return false };
    let head = &text[start..at];
    head.contains("://") || head.starts_with("www.") || head.contains('@')
}

/// How far to look back for the beginning of an address.
const ADDRESS: usize = 200;

/// The word that a text ends with, looking back a short way; `None` if it ends with anything else.
fn last_word(text: &str) -> Option<&str> {
    let start = text
        .char_indices()
        .rev()
        .take(40)
        .take_while(|(_, c)| c.is_alphanumeric() || matches!(c, '\'' | '\u{2019}' | '-'))
        .last()?
        .0;
    Some(&text[start..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leading_words_are_sorted() {
        assert!(LEADING_WORDS.is_sorted());
    }

    #[test]
    fn names_within_longer_names() {
        let within = |text: &str, name: &str| {
            let start = text.find(name).unwrap();
            is_within_name(text, Span::new(start, start + name.len()))
        };
        assert!(within("He saw Michael Jordan play", "Jordan"));
        assert!(within("Paris Hilton left", "Paris"));
        assert!(!within("In Jordan they met", "Jordan"));
        assert!(!within("the king of Jordan. He left", "Jordan"));
    }

    #[test]
    fn lines_in_capitals() {
        let text = "OIL PRICES RISE\nPrices rose.";
        let mut line = Line::default();
        assert!(line.is_in_capitals(text, 4));
        assert!(!line.is_in_capitals(text, 18));
        assert!(line.is_in_capitals(text, 0));
    }

    #[test]
    fn addresses() {
        assert!(is_in_address("see https://x.com/Paris", 18));
        assert!(!is_in_address("see London/Paris", 11));
    }

    #[test]
    fn towns_before_commas() {
        assert!(ends_with_town_and_comma("a fire in Springtown, "));
        assert!(!ends_with_town_and_comma("a fire in the town, "));
        assert!(is_comma(", ") && !is_comma(" and ") && !is_comma(",\n\n\n"));
    }
}
