//! Which language a text is in.

use std::sync::LazyLock;

use whatlang::{Lang, detect};

use super::{StopWords, units};

/// Detection looks at this many bytes at most; more adds time and no certainty.
const SAMPLE: usize = 1024;

/// The ISO 639-1 code of the language of a text, or `None` where that is not certain.
pub fn language(text: &str) -> Option<&'static str> {
    let sample = &text[..floor_boundary(text, SAMPLE)];
    if is_plainly_english(sample) {
        return Some("en");
    }
    let info = detect(sample)?;
    if !info.is_reliable() {
        return None;
    }
    code(info.lang()).filter(|code| has_words_of(sample, code))
}

/// True if a text has enough function words of a language, or if there is no list of them.
///
/// Tables, tickers and names have letters like those of some language, and no such words.
fn has_words_of(text: &str, code: &str) -> bool {
    let list = StopWords::of(Some(code));
    if list.is_empty() {
        return true;
    }
    let words: Vec<&str> = units(text).map(|unit| unit.text).collect();
    let lettered = words.iter().filter(|word| word.chars().all(char::is_alphabetic)).count();
    let of_list = words.iter().filter(|word| list.contains(word)).count();
    of_list * FUNCTION_WORDS >= lettered
}

/// At least one of this many words of a running text is a function word of its language.
const FUNCTION_WORDS: usize = 12;

/// Frequent English words that are not words, or rare ones, in other languages.
const ENGLISH: [&str; 28] = [
    "and", "been", "but", "by", "from", "had", "has", "have", "he", "his", "it", "its", "not", "of", "said",
    "she", "that", "the", "their", "they", "this", "to", "were", "which", "who", "will", "with", "would",
];

/// True for a text of which so many words are English ones that the detector is not needed.
///
/// Asking it took an eighth of the time of indexing.
fn is_plainly_english(text: &str) -> bool {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let (mut all, mut english) = (0usize, 0usize);
    for word in words {
        all += 1;
        english += usize::from(is_english(word));
        // No more is looked at than is needed to be sure.
        if all >= 20 && english * 6 >= all {
            return true;
        }
    }
    all >= 20 && english * 9 >= all
}

fn is_english(word: &str) -> bool {
    let mut lower = [0; 5];
    let Some(lower) = lower.get_mut(..word.len()) else { return false };
    lower.copy_from_slice(word.as_bytes());
    lower.make_ascii_lowercase();
    ENGLISH.binary_search_by(|known| known.as_bytes().cmp(lower)).is_ok()
}

fn floor_boundary(text: &str, at: usize) -> usize {
    if at >= text.len() {
        return text.len();
    }
    (0..=at).rev().find(|&i| text.is_char_boundary(i)).unwrap_or(0)
}

/// The codes of languages in three letters, each with the one of two.
static CODES: LazyLock<Vec<(&str, &str)>> = LazyLock::new(|| {
    let rows = include_str!("../../data/language-codes.tsv").lines();
    rows.filter_map(|line| line.split_once('\t')).collect()
});

fn code(lang: Lang) -> Option<&'static str> {
    let found = CODES.binary_search_by_key(&lang.code(), |&(long, _)| long).ok()?;
    Some(CODES[found].1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_common_languages() {
        let english =
            "The foreign ministers met on Friday to discuss how the conflict could be brought to an end.";
        let french = "Les ministres des affaires étrangères se sont réunis vendredi pour discuter de la fin du conflit.";
        let russian = "Министры иностранных дел встретились в пятницу, чтобы обсудить прекращение конфликта.";
        assert_eq!(language(english), Some("en"));
        assert_eq!(language(french), Some("fr"));
        assert_eq!(language(russian), Some("ru"));
        assert_eq!(language("42"), None);
    }

    #[test]
    fn plain_english_is_known_by_its_words() {
        let english = "The minister said that she had not been told of the plan, which would have been put to \
                       the council by its chair, and that it was for them to explain it to the public.";
        assert!(is_plainly_english(english) && ENGLISH.is_sorted());
        let dutch = "De minister zei dat ze niet was ingelicht over het plan, of over wat er in de raad is gezegd, \
                     en dat het aan hen is om dat in het openbaar uit te leggen.";
        let afrikaans = "Die minister het gesê sy is nie ingelig oor die plan wat by die raad voorgelê is nie, en dat \
                         dit hulle plig is om dit aan die publiek te verduidelik.";
        assert!(!is_plainly_english(dutch) && !is_plainly_english(afrikaans));
        assert!(!is_plainly_english("the of and to"));
        assert_eq!(language(afrikaans), Some("af"));
    }

    #[test]
    fn figures_are_in_no_language() {
        for table in [
            "Shr 17 cts vs 23 cts Net 3,717,000 vs 5,317,000 Sales 960.4 mln vs 325.6 mln Nine mths Shr 64 cts vs 68 cts",
            "Shr loss 11 dlrs vs loss 9 dlrs Net profit 24,000 vs loss 66,000 Avg shrs 235,000 vs 93,000 Six mths Shr nil",
        ] {
            assert!(matches!(language(table), None | Some("en")), "{table}");
        }
    }

    #[test]
    fn every_code_is_found() {
        assert!(CODES.is_sorted());
        assert!(Lang::all().iter().all(|&lang| code(lang).is_some()));
    }
}
