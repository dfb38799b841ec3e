//! Words so common that they never decide whether an article matches.

use std::sync::{LazyLock, OnceLock};

use super::analysis::{Analysis, exact_term};
use super::primary;

/// Lucene's English stop word list, the one the ranking was measured with.
const STOP_WORDS: [&str; 33] = [
    "a", "an", "and", "are", "as", "at", "be", "but", "by", "for", "if", "in", "into", "is", "it", "no",
    "not", "of", "on", "or", "such", "that", "the", "their", "then", "there", "these", "they", "this", "to",
    "was", "will", "with",
];

static LISTS: LazyLock<Vec<List>> =
    LazyLock::new(|| include_str!("../../data/stop-words.tsv").lines().filter_map(List::read).collect());

/// True for an English stop word; `folded` is the word in its folded form.
pub fn is_stop_word(folded: &str) -> bool {
    STOP_WORDS.binary_search(&folded).is_ok()
}

/// The stop words of one language.
#[derive(Clone, Copy)]
pub struct StopWords(Option<&'static List>);

struct List {
    code: &'static str,
    words: &'static str,
    /// The words in their exact form and sorted, made on first use.
    folded: OnceLock<Vec<String>>,
}

impl StopWords {
    /// The stop words of a language, by its ISO 639-1 code; those of English if there is none, and no words
    /// for a language without a list.
    pub fn of(code: Option<&str>) -> StopWords {
        let code = primary(code.unwrap_or("en"));
        let own = LISTS.iter().find(|list| list.code == code);
        let known = Analysis::of(Some(&code)).code();
        StopWords(own.or_else(|| LISTS.iter().find(|list| list.code == known)))
    }

    /// True if there is no list for the language.
    pub fn is_empty(self) -> bool {
        self.0.is_none()
    }

    /// True for a word of the list, whatever its case and diacritics.
    pub fn contains(self, word: &str) -> bool {
        self.0.is_some_and(|list| list.contains(&exact_term(word)))
    }
}

impl List {
    fn read(line: &'static str) -> Option<List> {
        let (code, words) = line.split_once('\t')?;
        Some(List { code, words, folded: OnceLock::new() })
    }

    fn contains(&self, folded: &str) -> bool {
        if self.code == "en" {
            return is_stop_word(folded);
        }
        let sorted = self.folded.get_or_init(|| {
            let mut words: Vec<String> =
                self.words.split(' ').map(|word| exact_term(word).into_owned()).collect();
            words.sort_unstable();
            words
        });
        sorted.binary_search_by(|word| word.as_str().cmp(folded)).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sorted_for_binary_search() {
        assert!(STOP_WORDS.is_sorted());
        assert!(is_stop_word("the") && is_stop_word("with") && !is_stop_word("war"));
    }

    #[test]
    fn each_language_has_its_own() {
        for (code, word) in [
            ("de", "Für"),
            ("fr", "à"),
            ("es", "DE"),
            ("ru", "её"),
            ("nb", "på"),
            ("hr", "će"),
            ("sr", "или"),
            ("pt-BR", "não"),
            ("zh", "的"),
            ("ar", "إلى"),
        ] {
            assert!(StopWords::of(Some(code)).contains(word), "{code} {word}");
        }
        assert!(!StopWords::of(Some("de")).contains("Regierung"));
        assert!(!StopWords::of(Some("en")).contains("der"));
        assert!(StopWords::of(None).contains("The"));
        assert!(!StopWords::of(Some("xx")).contains("the"));
    }

    #[test]
    fn no_list_stands_twice() {
        let mut codes: Vec<&str> = LISTS.iter().map(|list| list.code).collect();
        let count = codes.len();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), count);
    }
}
