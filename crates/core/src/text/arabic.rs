//! A light stemmer for Arabic, after light10 of Larkey, Ballesteros and Connell (2007).
//!
//! It takes off articles, the conjunction wa- and endings, and leaves roots and patterns alone, which in
//! retrieval serves better than taking words to their roots. Unlike light10 it goes on until nothing changes, so
//! that a word that itself begins with و has one stem with and without the article: وزير and الوزير.

const ARTICLES: [&str; 6] = ["ال", "وال", "بال", "كال", "فال", "لل"];

/// Endings in the order in which they are tried, each once.
const ENDINGS: [&str; 8] = ["ها", "ان", "ات", "ون", "ين", "يه", "ه", "ي"];

/// At least this many letters remain.
const ROOT: usize = 2;

/// The stem of a folded word.
pub(super) fn stem(folded: &str) -> &str {
    let mut word = folded;
    while let Some(shorter) = without_prefix(word) {
        word = shorter;
    }
    for ending in ENDINGS {
        if let Some(rest) = word.strip_suffix(ending).filter(|rest| has_letters(rest, ROOT)) {
            word = rest;
        }
    }
    word
}

fn without_prefix(word: &str) -> Option<&str> {
    let without_article = ARTICLES.iter().find_map(|article| word.strip_prefix(article));
    if let Some(rest) = without_article.filter(|rest| has_letters(rest, ROOT)) {
        return Some(rest);
    }
    word.strip_prefix('و').filter(|rest| has_letters(rest, ROOT + 1))
}

fn has_letters(word: &str, least: usize) -> bool {
    word.chars().count() >= least
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn forms_of_a_word_have_one_stem() {
        for forms in [
            &["وزير", "الوزير", "والوزير", "للوزير", "بالوزير"][..],
            &["حكومه", "الحكومه", "حكومات", "وحكومه", "حكوميه"],
            &["معلم", "معلمون", "المعلمين", "معلمات"],
            &["مدرسه", "مدرسها", "مدرسات"],
        ] {
            assert!(forms.iter().all(|form| stem(form) == stem(forms[0])), "{forms:?}");
        }
    }

    #[test]
    fn short_words_stay() {
        assert_eq!(stem("في"), "في");
        assert_eq!(stem("ولد"), "ولد");
        assert_eq!(stem(""), "");
    }

    proptest! {
        #[test]
        fn a_stem_is_a_part_of_the_word(word in "[ا-ي]{0,12}") {
            prop_assert!(word.contains(stem(&word)));
        }
    }
}
