//! The words of a query, also in scripts that have no spaces between words.

use std::sync::LazyLock;

use icu_segmenter::WordSegmenterBorrowed;
use icu_segmenter::options::WordBreakInvariantOptions;

use super::units::units;
use super::words::{Token, is_ideographic};

static SEGMENTER: LazyLock<WordSegmenterBorrowed<'static>> =
    LazyLock::new(|| icu_segmenter::WordSegmenter::new_dictionary(WordBreakInvariantOptions::default()));

/// The words of a text as a reader takes them.
///
/// Where a script has no spaces between words (Chinese, Japanese, Thai, Lao, Khmer, Burmese), a dictionary tells
/// them apart: `北京大学校长` is `北京`, `大学`, `校长`. A word may be several [units](super::units()): Korean words stay whole.
pub fn query_words(text: &str) -> Vec<Token<'_>> {
    let mut runs: Vec<Token<'_>> = Vec::new();
    for unit in units(text) {
        match runs.last_mut() {
            Some(last) if last.end == unit.start => {
                *last = Token { text: &text[last.start..unit.end], start: last.start, end: unit.end };
            }
            _ => runs.push(unit),
        }
    }
    runs.into_iter().flat_map(split).collect()
}

/// The words of a run of units that nothing is between.
fn split(run: Token<'_>) -> Vec<Token<'_>> {
    if !run.text.contains(is_ideographic) {
        return vec![run];
    }
    // Between characters that no dictionary knows together, a mark can be separated from its letter.
    let whole: Vec<usize> = std::iter::once(0).chain(units(run.text).map(|unit| unit.end)).collect();
    let ends: Vec<usize> =
        SEGMENTER.segment_str(run.text).filter(|end| whole.binary_search(end).is_ok()).collect();
    let pairs = ends.windows(2);
    let word = |pair: &[usize]| {
        let (from, to) = (pair[0], pair[1]);
        Token { text: &run.text[from..to], start: run.start + from, end: run.start + to }
    };
    pairs.map(word).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn split(text: &str) -> Vec<&str> {
        query_words(text).into_iter().map(|word| word.text).collect()
    }

    #[test]
    fn a_dictionary_finds_the_words() {
        assert_eq!(split("北京大学校长"), ["北京", "大学", "校长"]);
        assert_eq!(split("日本の首相"), ["日本", "の", "首相"]);
        assert_eq!(split("สำนักนายกรัฐมนตรี"), ["สำนัก", "นายก", "รัฐมนตรี"]);
    }

    #[test]
    fn other_words_are_as_they_are() {
        assert_eq!(split("J. R. R. Tolkien's U.S. talks"), ["J. R. R", "Tolkien's", "U.S", "talks"]);
        assert_eq!(split("서울에서 회담"), ["서울에서", "회담"]);
        assert_eq!(split("2015年10月"), ["2015", "年", "10", "月"]);
        assert_eq!(split("๐\u{e34}"), ["๐\u{e34}"]);
    }

    proptest! {
        #[test]
        fn no_unit_is_lost_or_torn(text in "\\PC*|[ก-๛一-丕ぁ-ん가-힣a-z. ]{0,20}") {
            let mut last = 0;
            for word in query_words(&text) {
                prop_assert!(word.start >= last && word.end > word.start);
                prop_assert_eq!(&text[word.start..word.end], word.text);
                prop_assert_eq!(units(&text[last..word.start]).count(), 0);
                last = word.end;
            }
            let whole: Vec<String> = units(&text).map(|unit| unit.text.to_owned()).collect();
            let parts: Vec<String> = query_words(&text).into_iter()
                .flat_map(|word| units(word.text).map(|unit| unit.text.to_owned()).collect::<Vec<_>>()).collect();
            prop_assert_eq!(whole, parts);
        }
    }
}
