//! Light stems, in which the cases, genders and numbers of one name agree.

use dateline_core::text;

/// The stem of a word in a language; the word itself, folded, where the language leaves names alone.
pub(super) fn stem(language: &str, word: &str) -> String {
    let word = word.split(['\'', '\u{2019}']).find(|part| part.chars().count() >= 3).unwrap_or(word);
    let folded: String = text::fold(word).chars().filter(|c| *c != '.').collect();
    if folded.chars().count() <= unchanged(language) {
        return folded;
    }
    match language {
        "ru" => russian_stem(&folded).to_owned(),
        "pl" => without_ending(&folded, &POLISH, 4).to_owned(),
        "de" | "nl" => without_endings(&folded, &["en", "em", "er", "es", "e", "n", "s"]).to_owned(),
        "fr" => french_stem(&folded).to_owned(),
        "es" | "pt" | "it" => without_vowels(&folded).to_owned(),
        "ar" => arabic_stem(&folded),
        _ => folded,
    }
}

/// Words of this many letters have no ending that could be removed.
fn unchanged(language: &str) -> usize {
    match language {
        "ar" => 0,
        "ru" => 3,
        _ => 4,
    }
}

/// Endings as they are once folded, which makes и of й.
const RUSSIAN: [&str; 30] = [
    "ого", "его", "ому", "ему", "ыми", "ими", "иеи", "ами", "ях", "ая", "ую", "ои", "ыи", "ии", "ое", "ые",
    "ие", "ых", "их", "ым", "им", "ом", "ем", "ия", "ию", "еи", "ье", "ью", "ов", "ев",
];

const POLISH: [&str; 31] = [
    "iego", "iemu", "imi", "ich", "iej", "ego", "emu", "ymi", "ych", "ach", "ami", "iem", "owi", "ow", "im",
    "ie", "ia", "ii", "em", "om", "ej", "ym", "ji", "ja", "je", "a", "e", "i", "o", "u", "y",
];

/// Takes the first ending that fits off a word; `least` letters stay.
fn without_ending<'a>(word: &'a str, endings: &[&str], least: usize) -> &'a str {
    let long_enough = |stem: &&str| stem.chars().count() >= least;
    endings.iter().find_map(|ending| word.strip_suffix(ending).filter(long_enough)).unwrap_or(word)
}

/// Takes endings off as long as there are any: the genitive of a plural has two.
fn without_endings<'a>(word: &'a str, endings: &[&str]) -> &'a str {
    let mut stem = word;
    loop {
        let shorter = without_ending(stem, endings, 4);
        if shorter.len() == stem.len() {
            return stem;
        }
        stem = shorter;
    }
}

/// Without its ending, or else without its last vowel or soft sign.
fn russian_stem(word: &str) -> &str {
    let stem = without_ending(word, &RUSSIAN, 4);
    let vowels = ["а", "я", "ы", "и", "е", "у", "ю", "ь"];
    if stem.len() < word.len() { stem } else { without_ending(word, &vowels, 3) }
}

/// Plural and feminine: americaines, iraniennes, francaises.
fn french_stem(word: &str) -> &str {
    let singular = without_ending(word, &["s"], 4);
    let masculine = without_ending(singular, &["e"], 4);
    let short = without_ending(masculine, &["s"], 4);
    if short.ends_with("nn") { &short[..short.len() - 1] } else { short }
}

/// Takes the vowels and the s of the plural off the end; four letters stay.
fn without_vowels(word: &str) -> &str {
    let mut count = word.chars().count();
    let mut stem = word;
    while count > 4 {
        let Some(shorter) = stem.strip_suffix(['a', 'e', 'i', 'o', 's']) else { break };
        stem = shorter;
        count -= 1;
    }
    stem
}

/// Takes particles and the article off the head of an Arabic word.
fn arabic_stem(word: &str) -> String {
    let long_enough = |stem: &&str| stem.chars().count() >= 3;
    let bare = word.strip_prefix("لل").filter(long_enough).or_else(|| {
        let particle = word.strip_prefix(['و', 'ف', 'ب', 'ل', 'ك']).unwrap_or(word);
        particle.strip_prefix("ال").or_else(|| word.strip_prefix("ال")).filter(long_enough)
    });
    let and = || word.strip_prefix('و').filter(|stem| stem.chars().count() >= 4);
    let stem = bare.or_else(and).unwrap_or(word);
    let is_long = stem.chars().count() >= 6;
    let ending = is_long
        .then(|| ["يين", "يون", "ية", "ي"].iter().find_map(|ending| stem.strip_suffix(ending)))
        .flatten();
    ending.unwrap_or(stem).to_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn forms_of_one_name_agree() {
        for (language, forms) in [
            ("ru", &["Россия", "России", "Россией", "Россию"][..]),
            ("ru", &["украинский", "украинского", "украинские", "украинской"]),
            ("ru", &["Китай", "Китая", "Китаем", "Китае"]),
            ("pl", &["Rosja", "Rosji", "Rosją"]),
            ("pl", &["rosyjski", "rosyjskiego", "rosyjskich", "rosyjska"]),
            ("de", &["Polen", "Polens"]),
            ("fr", &["français", "française", "françaises"]),
            ("fr", &["iranien", "iraniennes"]),
            ("es", &["chino", "china", "chinos"]),
            ("ar", &["سوريا", "وسوريا"]),
        ] {
            let stems: Vec<String> = forms.iter().map(|form| stem(language, form)).collect();
            assert!(stems.iter().all(|stem| *stem == stems[0]), "{language} {forms:?}: {stems:?}");
        }
    }

    proptest! {
        #[test]
        fn any_word_has_a_stem(language in "ru|pl|de|fr|es|ar|tr", word in "\\PC{1,12}") {
            let _ = stem(&language, &word);
        }
    }
}
