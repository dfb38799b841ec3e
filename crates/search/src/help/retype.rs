//! Putting other words into a query as it was typed.

use dateline_core::text::{self, Token};

/// The most neighbours that are joined for a try.
const PAIRS: usize = 8;

/// The query with some of its words replaced wherever they are next to each other; `None` if they are nowhere.
///
/// A replacement in quotes loses them where the words are in quotes already.
pub fn retyped(query: &str, words: &str, replacement: &str) -> Option<String> {
    let wanted: Vec<&str> = text::words(words).map(|word| word.text).collect();
    let tokens: Vec<Token<'_>> = text::words(query).collect();
    if wanted.is_empty() {
        return None;
    }
    let mut out = String::with_capacity(query.len());
    let (mut at, mut number, mut last) = (0, 0, 0);
    while number + wanted.len() <= tokens.len() {
        let window = &tokens[number..number + wanted.len()];
        if window.iter().map(|token| token.text).ne(wanted.iter().copied()) {
            number += 1;
            continue;
        }
        let (start, end) = (window[0].start, window[wanted.len() - 1].end);
        out.push_str(&query[at..start]);
        let quoted = is_open(&query[..start]);
        out.push_str(if quoted { replacement.trim_matches('"') } else { replacement });
        (at, last) = (end, last + 1);
        number += wanted.len();
    }
    out.push_str(&query[at..]);
    (last > 0).then_some(out)
}

/// True if a quote stands open at the end of this part of a query.
fn is_open(before: &str) -> bool {
    before.matches(['"', '\u{201c}', '\u{201d}', '\u{201e}']).count() % 2 == 1
}

/// A word with capitals as they were typed: `lavrov` for `Lavrof` is `Lavrov`.
pub fn spelt_like(typed: &str, word: &str) -> String {
    let mut letters = typed.chars().filter(|c| c.is_alphabetic());
    let (first, second) = (letters.next(), letters.next());
    match (first.is_some_and(char::is_uppercase), second.is_some_and(char::is_uppercase)) {
        (true, true) => word.to_uppercase(),
        (true, false) => {
            let mut chars = word.chars();
            chars.next().map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect())
        }
        _ => word.to_owned(),
    }
}

/// The ways to read a word as two, each of two letters at least.
pub fn splits(word: &str) -> impl Iterator<Item = (&str, &str)> {
    let is_plain = word.chars().all(char::is_alphabetic);
    let inner = word.char_indices().skip(2).filter(move |_| is_plain);
    inner.map(|(at, _)| word.split_at(at)).filter(|(_, second)| second.chars().nth(1).is_some())
}

/// Neighbouring words of a query with what they are in one word: `cease fire` and `ceasefire`.
pub fn joined_words(query: &str) -> Vec<(String, String)> {
    let tokens: Vec<Token<'_>> = text::words(query).collect();
    let pairs = tokens.iter().zip(tokens.iter().skip(1));
    let are_joinable = |(first, second): &(&Token<'_>, &Token<'_>)| {
        let between = &query[first.end..second.start];
        let is_plain = |word: &str| word.chars().all(char::is_alphabetic) && !is_operator(word);
        !between.is_empty()
            && between.chars().all(|c| c == '-' || c == ' ')
            && !between.contains(" -")
            && !query[second.end..].starts_with(':')
            && is_plain(first.text)
            && is_plain(second.text)
    };
    let joined = pairs.filter(are_joinable).map(|(first, second)| {
        (format!("{} {}", first.text, second.text), format!("{}{}", first.text, text::fold(second.text)))
    });
    joined.take(PAIRS).collect()
}

fn is_operator(word: &str) -> bool {
    matches!(word, "AND" | "OR" | "NOT" | "TO")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn words_are_replaced_where_they_stand() {
        let show = |query: &str, words: &str, other: &str| retyped(query, words, other).unwrap_or_default();
        assert_eq!(show("truce Lavrof -war", "Lavrof", "Lavrov"), "truce Lavrov -war");
        assert_eq!(show("person:Lavrof", "Lavrof", "\"Sergei Lavrov\""), "person:\"Sergei Lavrov\"");
        assert_eq!(show("\"Lavrof said\"", "Lavrof", "\"la vrov\""), "\"la vrov said\"");
        assert_eq!(show("cease-fire cease fire", "cease fire", "ceasefire"), "ceasefire ceasefire");
        assert_eq!(retyped("lavrof", "Lavrof", "Lavrov"), None);
        assert_eq!(retyped("lavrof", "", "Lavrov"), None);
    }

    #[test]
    fn capitals_stay_as_they_were() {
        assert_eq!(spelt_like("Lavrof", "lavrov"), "Lavrov");
        assert_eq!(spelt_like("lavrof", "lavrov"), "lavrov");
        assert_eq!(spelt_like("NAOT", "nato"), "NATO");
        assert_eq!(spelt_like("Élysé", "élysée"), "Élysée");
    }

    #[test]
    fn words_split_and_join() {
        let found: Vec<_> = splits("abcde").collect();
        assert_eq!(found, [("ab", "cde"), ("abc", "de")]);
        assert_eq!(splits("abc").count(), 0);
        assert_eq!(splits("a1cde").count(), 0);
        let pair = |words: &str, joined: &str| (words.to_owned(), joined.to_owned());
        assert_eq!(
            joined_words("cease fire talks"),
            [pair("cease fire", "ceasefire"), pair("fire talks", "firetalks")]
        );
        assert_eq!(joined_words("cease-fire OR truce"), [pair("cease fire", "ceasefire")]);
        assert_eq!(joined_words("cease -fire headline:truce"), []);
    }

    proptest! {
        #[test]
        fn any_text_can_be_taken_apart(query in "\\PC{0,40}", word in "\\PC{0,8}") {
            retyped(&query, &word, "x");
            joined_words(&query);
            for (first, second) in splits(&word) {
                prop_assert_eq!(format!("{first}{second}"), word.clone());
            }
            spelt_like(&word, &query);
        }
    }
}
