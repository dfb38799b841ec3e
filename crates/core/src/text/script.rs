//! Which script a word is written in.

/// A script that some stemmer reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Script {
    Latin,
    Greek,
    Cyrillic,
    Armenian,
    Arabic,
    Devanagari,
    Tamil,
}

const NAMES: [(Script, &str); 7] = [
    (Script::Latin, "latin"),
    (Script::Greek, "greek"),
    (Script::Cyrillic, "cyrillic"),
    (Script::Armenian, "armenian"),
    (Script::Arabic, "arabic"),
    (Script::Devanagari, "devanagari"),
    (Script::Tamil, "tamil"),
];

impl Script {
    /// The script of that name in lower case.
    pub(super) fn named(name: &str) -> Option<Script> {
        NAMES.iter().find(|(_, known)| *known == name).map(|&(script, _)| script)
    }

    /// The script of all the letters of a word; `None` if it has letters of several, digits, or letters of another.
    pub(super) fn of_word(word: &str) -> Option<Script> {
        let mut letters = word.chars().filter(|&c| !is_neutral(c));
        let script = Script::of(letters.next()?)?;
        letters.all(|c| Script::of(c) == Some(script)).then_some(script)
    }

    fn of(c: char) -> Option<Script> {
        match c {
            'a'..='z' | 'A'..='Z' => Some(Script::Latin),
            '\u{00aa}' | '\u{00ba}' | '\u{00c0}'..='\u{024f}' | '\u{0259}' => Some(Script::Latin),
            '\u{1e00}'..='\u{1eff}' | '\u{ff21}'..='\u{ff5a}' | '\u{fb00}'..='\u{fb06}' => {
                Some(Script::Latin)
            }
            '\u{0370}'..='\u{03ff}' | '\u{1f00}'..='\u{1fff}' => Some(Script::Greek),
            '\u{0400}'..='\u{052f}' => Some(Script::Cyrillic),
            '\u{0531}'..='\u{0587}' => Some(Script::Armenian),
            '\u{06f0}'..='\u{06f9}' | '\u{0660}'..='\u{0669}' | '\u{0966}'..='\u{096f}' => None,
            '\u{0610}'..='\u{06ff}' | '\u{0750}'..='\u{077f}' | '\u{fb50}'..='\u{fefc}' => {
                Some(Script::Arabic)
            }
            '\u{0900}'..='\u{097f}' => Some(Script::Devanagari),
            '\u{0b80}'..='\u{0bff}' => Some(Script::Tamil),
            _ => None,
        }
    }
}

/// Marks that are in words of several scripts: apostrophes, full stops and diacritics.
fn is_neutral(c: char) -> bool {
    matches!(
        c,
        '\'' | '.' | ' ' | '\u{2019}' | '\u{2018}' | '\u{02bb}' | '\u{02bc}' | '\u{0300}'..='\u{036f}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_have_the_script_of_their_letters() {
        assert_eq!(Script::of_word("l\u{2019}Élysée"), Some(Script::Latin));
        assert_eq!(Script::of_word("м\u{2019}яч"), Some(Script::Cyrillic));
        assert_eq!(Script::of_word("القاهرة"), Some(Script::Arabic));
        assert_eq!(Script::of_word("हिन्दी"), Some(Script::Devanagari));
    }

    #[test]
    fn digits_and_mixed_words_have_none() {
        for word in ["G20", "2015", "Tшka", "北", "", "שלום"] {
            assert_eq!(Script::of_word(word), None, "{word}");
        }
    }

    #[test]
    fn every_script_has_a_name() {
        assert!(NAMES.iter().all(|&(script, name)| Script::named(name) == Some(script)));
        assert_eq!(Script::named("runic"), None);
    }
}
