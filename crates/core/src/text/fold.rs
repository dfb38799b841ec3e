//! Folding: one form for all ways of writing a word in upper or lower case, with or without diacritics.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::words::is_invisible;

/// Lower case without diacritics; the same word written differently folds to the same text.
///
/// Compatibility forms are made plain (full-width letters, ligatures), combining marks are
/// dropped, letters with a stroke lose it (`ø` to `o`, `ł` to `l`), `ß` becomes `ss`, a curly
/// apostrophe becomes straight. Arabic loses its vowel signs and the hamza of alef.
pub fn fold(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|b| b.is_ascii() && !b.is_ascii_uppercase()) {
        return Cow::Borrowed(text);
    }
    if text.is_ascii() {
        return Cow::Owned(text.to_ascii_lowercase());
    }
    let mut out = String::with_capacity(text.len());
    for c in text.nfkd().filter(|&c| !is_combining_mark(c) && !is_invisible(c)) {
        push_folded(&mut out, c);
    }
    Cow::Owned(out)
}

pub(super) fn push_folded(out: &mut String, c: char) {
    match c {
        'ß' | 'ẞ' => out.push_str("ss"),
        'æ' | 'Æ' => out.push_str("ae"),
        'œ' | 'Œ' => out.push_str("oe"),
        'ø' | 'Ø' => out.push('o'),
        'ł' | 'Ł' => out.push('l'),
        'đ' | 'Đ' | 'ð' | 'Ð' => out.push('d'),
        'þ' | 'Þ' => out.push_str("th"),
        'ı' | 'İ' => out.push('i'),
        'ħ' | 'Ħ' => out.push('h'),
        'ə' | 'Ə' => out.push('a'),
        '\u{2018}' | '\u{2019}' | '\u{02bb}' | '\u{02bc}' => out.push('\''),
        'ـ' => {}
        _ => out.extend(c.to_lowercase().filter(|&l| !is_combining_mark(l))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn folds_case_and_diacritics() {
        assert_eq!(fold("Sinirlioğlu"), "sinirlioglu");
        assert_eq!(fold("Łódź"), "lodz");
        assert_eq!(fold("STRASSE"), fold("Straße"));
        assert_eq!(fold("Ｋｙｉｖ"), "kyiv");
        assert_eq!(fold("أحمد"), fold("احمد"));
        assert!(matches!(fold("plain"), Cow::Borrowed("plain")));
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in "\\PC*") {
            let once = fold(&text).into_owned();
            prop_assert_eq!(fold(&once).into_owned(), once);
        }
    }
}
