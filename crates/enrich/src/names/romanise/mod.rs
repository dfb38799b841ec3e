//! Names of other scripts in Latin letters, so that a name is found in either.
//!
//! [`to_latin`] takes a whole name as it is written. Words and names that are listed
//! (`data/native-names.tsv`) get the spelling the press uses; Korean, Indian and Chinese
//! writing goes by rule, all other scripts letter by letter. What no table lists stays unchanged.
//!
//! Not for: telling a script's language; a Japanese name that is not listed is read as Chinese.

mod chinese;
mod hangul;
mod indic;
mod letters;
mod listed;

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

use dateline_core::text::fold;

/// A name in Latin letters as far as it was written in others; none of its Latin letters is changed.
pub(super) fn to_latin(name: &str) -> Cow<'_, str> {
    if name.chars().all(is_latin) {
        return Cow::Borrowed(name);
    }
    let composed: String = name.nfc().collect();
    if let Some(latin) = listed::get(&composed) {
        return Cow::Borrowed(latin);
    }
    let parts: Vec<&str> = composed.split(is_space).filter(|part| !part.is_empty()).collect();
    let mut out: Vec<String> = Vec::new();
    let mut at = 0;
    while at < parts.len() {
        match listed::longest(&parts[at..]) {
            Some((latin, count)) => {
                out.push(latin.to_owned());
                at += count;
            }
            None => {
                out.push(word(parts[at]));
                at += 1;
            }
        }
    }
    Cow::Owned(out.join(" "))
}

/// True for a name or word of names that is listed, and so is one wherever it stands.
pub(super) fn is_listed(native: &str) -> bool {
    listed::get(native).is_some()
}

/// The word with a capital.
fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map(|first| first.to_ascii_uppercase().to_string() + chars.as_str()).unwrap_or_default()
}

/// One word that is not listed.
fn word(word: &str) -> String {
    if word.chars().all(is_latin) {
        return word.to_owned();
    }
    hangul::name(word)
        .or_else(|| chinese::name(word))
        .or_else(|| indic::word(word))
        .unwrap_or_else(|| letters::word(&fold(word)))
}

/// True for what Latin names are written with, with all diacritics and punctuation.
fn is_latin(c: char) -> bool {
    matches!(c, '\0'..='\u{24f}' | '\u{300}'..='\u{36f}' | '\u{1e00}'..='\u{1eff}' | '\u{2000}'..='\u{206f}')
}

fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '·' | '・' | '‧' | '•')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_of_many_scripts() {
        for (native, latin) in [
            ("Лавров", "lavrov"),
            ("Τσίπρας", "tsipras"),
            ("Ελευθέριος Βενιζέλος", "eleftherios venizelos"),
            ("მიხეილ სააკაშვილი", "mikheil saakashvili"),
            ("Նիկոլ Փաշինյան", "nikol pashinyan"),
            ("ياسر عرفات", "Yasser Arafat"),
            ("محمود عباس", "Mahmoud Abbas"),
            ("גולדה מאיר", "Golda Meir"),
            ("习近平", "Xi Jinping"),
            ("欧阳修", "Ouyang Xiu"),
            ("黒澤明", "Akira Kurosawa"),
            ("김대중", "Kim Daejung"),
            ("जवाहरलाल नेहरू", "javaharlal nehru"),
            ("সত্যজিৎ রায়", "satyajit ray"),
            ("Angela Merkel", "Angela Merkel"),
        ] {
            assert_eq!(to_latin(native), latin, "{native}");
        }
    }

    proptest! {
        #[test]
        fn any_name_is_read_without_panic(name in "\\PC{0,30}") {
            to_latin(&name);
        }

        #[test]
        fn names_of_these_scripts_are_read(name in "[а-яα-ωა-ჰա-ֆא-תا-ي一-龥가-힣अ-हা-্ก-๛ ・]{0,12}") {
            to_latin(&name);
        }
    }
}
