//! People in scripts without capitals: names that are listed, because nothing else marks a name there.

use dateline_core::article::Span;
use dateline_core::text::{Token, words};

use super::romanise::is_listed;

/// The longest listed name has this many characters.
const LONGEST: usize = 9;
/// A listed name of letters has no more words.
const MOST_WORDS: usize = 3;
/// A shorter run of Chinese characters may be a word, if no title is beside it.
const SHORTEST: usize = 3;
/// Titles that are before or after a name.
const TITLES: [&str; 12] =
    ["总统", "總統", "主席", "总理", "總理", "首相", "大統領", "书记", "書記", "部长", "部長", "氏"];

/// The names of people, in order.
pub(super) fn find(text: &str) -> Vec<Span> {
    if text.is_ascii() {
        return Vec::new();
    }
    let mut out = in_arabic_or_hebrew(text);
    out.extend(in_characters(text));
    out.sort_by_key(|span| span.start);
    out
}

/// Two listed words or more in a row: `محمود عباس`.
fn in_arabic_or_hebrew(text: &str) -> Vec<Span> {
    let words: Vec<Token<'_>> = words(text).collect();
    let mut out = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let mut end = at;
        while let Some(count) =
            listed_words(text, &words[end..]).filter(|_| end == at || adjoin(text, &words, end))
        {
            end += count;
        }
        if end > at + 1 {
            out.push(Span::new(words[at].start, words[end - 1].end));
        }
        at = end.max(at + 1);
    }
    out
}

/// How many words the longest listed name has that is at the head of these.
fn listed_words(text: &str, words: &[Token<'_>]) -> Option<usize> {
    if !words.first()?.text.chars().all(is_arabic_or_hebrew) {
        return None;
    }
    let adjoining = (1..words.len().min(MOST_WORDS)).take_while(|&at| adjoin(text, words, at)).count() + 1;
    (1..=adjoining).rev().find(|&count| is_listed(&text[words[0].start..words[count - 1].end]))
}

/// True if only a space is before the word at `at`.
fn adjoin(text: &str, words: &[Token<'_>], at: usize) -> bool {
    words.get(at).is_some_and(|word| &text[words[at - 1].end..word.start] == " ")
}

fn is_arabic_or_hebrew(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{6ff}' | '\u{750}'..='\u{77f}' | '\u{200c}')
}

/// Listed names in Chinese and Japanese, which stand without spaces.
fn in_characters(text: &str) -> Vec<Span> {
    let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let mut out = Vec::new();
    let mut at = 0;
    while at + 1 < starts.len() {
        match name_at(text, &starts[at..]) {
            Some(length) => {
                out.push(Span::new(starts[at], starts[at + length]));
                at += length;
            }
            None => at += 1,
        }
    }
    out
}

/// How many characters the listed name has that begins at the first of these offsets.
fn name_at(text: &str, starts: &[usize]) -> Option<usize> {
    let run = text[starts[0]..].chars().take(LONGEST).take_while(|&c| is_han_or_kana(c)).count();
    let longer = (SHORTEST..=run).rev().find(|&length| is_listed(&text[starts[0]..starts[length]]));
    let with_title = || {
        let (before, after) = (&text[..starts[0]], &text[starts[2]..]);
        let beside = TITLES.iter().any(|title| before.ends_with(title) || after.starts_with(title));
        beside && is_listed(&text[starts[0]..starts[2]])
    };
    longer.or_else(|| (run > 1 && with_title()).then_some(2))
}

fn is_han_or_kana(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn found(text: &str) -> Vec<&str> {
        find(text).into_iter().map(|span| &text[span.start..span.end]).collect()
    }

    #[test]
    fn listed_names_in_running_text() {
        assert_eq!(found("安倍晋三元首相と習近平国家主席"), ["安倍晋三", "習近平"]);
        assert_eq!(found("俄罗斯总统普京访问朝鲜"), ["普京"]);
        assert_eq!(found("التقى محمود عباس مع وزير"), ["محمود عباس"]);
        assert_eq!(found("الرئيس عبد الفتاح السيسي في"), ["عبد الفتاح السيسي"]);
        assert_eq!(found("No such name: محمد"), [""; 0]);
    }

    proptest! {
        #[test]
        fn spans_lie_within_any_text(text in "[ا-ي一-龥ァ-ヶ a-c・]{0,40}") {
            for span in find(&text) {
                prop_assert!(text.get(span.start..span.end).is_some());
            }
        }
    }
}
