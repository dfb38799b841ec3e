//! The two forms of a word: lower case with its diacritics, which stemmers read, and folded, which the index holds.
//!
//! Unlike [`fold`](super::fold()), which names and tables are compared by, these forms keep the marks that
//! make another letter of a letter: the breve of й, the voicing of が, the vowel signs of Hindi and Thai.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

use super::fold::push_folded;
use super::words::is_invisible;

/// A word in lower case, composed, with plain forms of its letters; apostrophes are straight.
///
/// Signs that say how to pronounce a word and are not part of its spelling are gone: stress, Arabic and Hebrew vowel
/// signs, the tatweel. In Turkish the capital of ı is I, elsewhere that of i.
pub(super) fn lower(word: &str, turkish: bool) -> Cow<'_, str> {
    if word.is_ascii() && !(turkish && word.contains('I')) {
        if word.bytes().all(|b| !b.is_ascii_uppercase()) {
            return Cow::Borrowed(word);
        }
        return Cow::Owned(word.to_ascii_lowercase());
    }
    let mut out = String::with_capacity(word.len());
    for c in word.nfkc().filter(|&c| !is_sign(c) && !is_invisible(c)) {
        match c {
            'I' if turkish => out.push('ı'),
            'İ' => out.push('i'),
            '\u{2018}' | '\u{2019}' | '\u{02bb}' | '\u{02bc}' => out.push('\''),
            _ => out.extend(c.to_lowercase()),
        }
    }
    Cow::Owned(out)
}

/// A word in lower case without the diacritics that people leave out.
pub(super) fn folded(lower: Cow<'_, str>) -> Cow<'_, str> {
    if lower.is_ascii() {
        return lower;
    }
    let mut out = String::with_capacity(lower.len());
    lower.chars().for_each(|c| push_plain(&mut out, c));
    Cow::Owned(out)
}

/// True for marks that are never part of the spelling.
fn is_sign(c: char) -> bool {
    matches!(c,
        '\u{0300}'..='\u{036f}'
        | '\u{0591}'..='\u{05bd}' | '\u{05bf}' | '\u{05c1}' | '\u{05c2}' | '\u{05c4}' | '\u{05c5}' | '\u{05c7}'
        | '\u{0610}'..='\u{061a}' | '\u{0640}' | '\u{064b}'..='\u{065f}' | '\u{0670}'
        | '\u{06d6}'..='\u{06dc}' | '\u{06df}'..='\u{06e4}' | '\u{06e7}' | '\u{06e8}' | '\u{06ea}'..='\u{06ed}')
}

fn push_plain(out: &mut String, c: char) {
    match c {
        '\u{00c0}'..='\u{024f}' | '\u{0259}' | '\u{1e00}'..='\u{1eff}' => push_base(out, c),
        '\u{0370}'..='\u{03ff}' | '\u{1f00}'..='\u{1fff}' => push_base(out, c),
        'ё' | 'ѐ' => out.push('е'),
        'أ' | 'إ' | 'آ' | 'ٱ' => out.push('ا'),
        'ؤ' => out.push('و'),
        'ئ' | 'ى' | 'ی' | 'ې' => out.push('ي'),
        'ة' | 'ۀ' | 'ہ' | 'ۂ' | 'ۃ' | 'ە' => out.push('ه'),
        'ک' => out.push('ك'),
        // The nukta marks letters for sounds of other languages, and is often left out.
        '\u{093c}' => {}
        '\u{0901}' => out.push('\u{0902}'),
        '\u{0660}'..='\u{0669}' => push_digit(out, c, '\u{0660}'),
        '\u{06f0}'..='\u{06f9}' => push_digit(out, c, '\u{06f0}'),
        '\u{0966}'..='\u{096f}' => push_digit(out, c, '\u{0966}'),
        c if is_sign(c) => {}
        c => out.push(c),
    }
}

fn push_base(out: &mut String, c: char) {
    if c == 'ς' {
        return out.push('σ');
    }
    for part in std::iter::once(c).nfd().filter(|&part| !is_sign(part)) {
        push_folded(out, part);
    }
}

fn push_digit(out: &mut String, c: char, zero: char) {
    out.extend(char::from_digit(u32::from(c) - u32::from(zero), 10));
}

#[cfg(test)]
mod tests {
    use super::super::fold;
    use super::*;
    use proptest::prelude::*;

    fn plain(word: &str) -> String {
        folded(lower(word, false)).into_owned()
    }

    #[test]
    fn latin_letters_fold_as_they_always_did() {
        for word in ["Sinirlioğlu", "Łódź", "STRASSE", "Straße", "Ｋｙｉｖ", "Æthelred", "ÞÓR", "Việt"]
        {
            assert_eq!(plain(word), fold(word), "{word}");
        }
    }

    #[test]
    fn marks_that_make_another_letter_stay() {
        assert_ne!(plain("мой"), plain("мои"));
        assert_ne!(plain("Київ"), plain("Киiв"));
        assert_ne!(plain("が"), plain("か"));
        assert_ne!(plain("की"), plain("का"));
        assert_eq!(plain("서울"), "서울");
    }

    #[test]
    fn spellings_of_one_word_are_one() {
        for (one, other) in [
            ("ёлка", "Елка"),
            ("замо\u{301}к", "замок"),
            ("أحمد", "احمد"),
            ("مُحَمَّد", "محمد"),
            ("مدرسة", "مدرسه"),
            ("مســـتشفى", "مستشفي"),
            ("کتاب", "كتاب"),
            ("ΠΡΌΕΔΡΟΣ", "προεδρος"),
            ("שָׁלוֹם", "שלום"),
            ("ज़मीन", "जमीन"),
            ("١٩٤٨", "1948"),
            ("Hawai\u{02bb}i", "hawai'i"),
            ("Haus\u{ad}halt", "haushalt"),
            ("\u{feff}un\u{200b}seen", "unseen"),
        ] {
            assert_eq!(plain(one), plain(other), "{one} {other}");
        }
    }

    #[test]
    fn turkish_has_two_letters_i() {
        assert_eq!(lower("IRAK", true), "ırak");
        assert_eq!(lower("İRAN", true), "iran");
        assert_eq!(lower("İran", false), "iran");
        assert_eq!(folded(lower("IRAK", true)), "irak");
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in "\\PC*") {
            let once = plain(&text);
            prop_assert_eq!(plain(&once), once);
        }
    }
}
