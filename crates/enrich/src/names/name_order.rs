//! The order of a person's names: one for all ways of writing them.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use dateline_core::text::fold;

use super::form::GENERATIONS;
use super::given::is_given;
use super::spelling::{phrase_key, word_key};
use super::variants::spelt_words;

/// A surname of East Asia: its usual spelling, and whether it is Korean.
#[derive(Clone, Copy)]
struct Surname {
    usual: &'static str,
    korean: bool,
}

static SURNAMES: LazyLock<HashMap<&'static str, Surname>> = LazyLock::new(|| {
    let mut map = HashMap::new();
    for line in include_str!("../../data/asian-surnames.tsv").lines().filter(|line| !line.starts_with('#')) {
        let mut columns = line.split('\t');
        let (Some(language), Some(usual)) = (columns.next(), columns.next()) else { continue };
        let others = columns.next().unwrap_or_default().split_whitespace();
        for spelling in std::iter::once(usual).chain(others) {
            map.entry(spelling).or_insert(Surname { usual, korean: language == "ko" });
        }
    }
    map
});

/// The name with the family name last where it shows that it stands first: `Lavrov, Sergei`, `WALESA Lech`.
pub(super) fn given_name_first(name: &str) -> Cow<'_, str> {
    if let Some((surname, given)) = name.split_once(',')
        && !given.trim().is_empty()
        && !is_suffix(given)
    {
        return Cow::Owned(format!("{} {}", given.trim(), surname.trim()));
    }
    let words: Vec<&str> = name.split_whitespace().collect();
    let surname = words.iter().take_while(|word| is_in_capitals(word)).count();
    if surname > 0 && surname < words.len() && words[surname..].iter().all(|word| is_capitalised(word)) {
        return Cow::Owned([&words[surname..], &words[..surname]].concat().join(" "));
    }
    Cow::Borrowed(name)
}

/// True for a word that is a surname of East Asia, which stands before the given name.
pub(super) fn is_asian_surname(word: &str) -> bool {
    SURNAMES.contains_key(&*fold(word))
}

/// True for what follows a comma without being a given name: `Jr.`
fn is_suffix(text: &str) -> bool {
    GENERATIONS.contains(&fold(text.trim()).trim_end_matches('.'))
}

/// True for a word in capitals that is too long for initials.
fn is_in_capitals(word: &str) -> bool {
    word.chars().filter(|c| c.is_alphabetic()).count() > 2
        && !word.chars().any(char::is_lowercase)
        && !word.contains('.')
}

fn is_capitalised(word: &str) -> bool {
    word.starts_with(char::is_uppercase) && word.chars().any(char::is_lowercase)
}

/// The keys of a name in settled order: for two words that are not both given names, the order is ignored.
pub(super) fn settled(mut keys: Vec<String>) -> Vec<String> {
    if keys.len() == 2 && !keys.iter().all(|key| is_given(key)) && !is_initials(&keys[0]) {
        keys.sort_unstable();
    }
    keys
}

/// True for the key of initials: one letter, or two or three without a vowel among them.
pub(super) fn is_initials(key: &str) -> bool {
    let count = key.chars().count();
    count == 1 || (count <= 3 && !key.contains(['a', 'e', 'i', 'o', 'u', 'y']))
}

/// The key of the surname of such a name.
pub(super) fn east_asian_surname(name: &str) -> Option<String> {
    let words = spelt_words(name);
    let (surname, _) = parts(name, &words)?;
    SURNAMES.get(surname.as_str()).map(|known| word_key(known.usual))
}

/// Surname and given name of a Korean or Chinese person whose given name has two syllables; `None` for others.
pub(super) fn east_asian(name: &str) -> Option<Vec<String>> {
    let spelt = spelt_words(name);
    let listed = phrase_key(&spelt).map(|key| key.split('_').map(str::to_owned).collect());
    let words: Vec<String> = listed.unwrap_or(spelt);
    let (surname, given) = parts(name, &words)?;
    let known = SURNAMES.get(surname.as_str())?;
    let given = if known.korean { by_sound(&given) } else { given };
    let mut keys = vec![known.usual.to_owned(), given];
    keys.sort_unstable();
    Some(keys)
}

/// The surname and the syllables of the given name as one word.
fn parts(name: &str, words: &[String]) -> Option<(String, String)> {
    match words {
        [a, b, c] if turned(name) => Some((c.clone(), syllables(&format!("{a}{b}"), &[a, b])?)),
        [a, b, c] => Some((a.clone(), syllables(&format!("{b}{c}"), &[b, c])?)),
        [a, b] if SURNAMES.get(a.as_str()).is_some_and(|s| s.korean) && is_two_syllables(b) => {
            Some((a.clone(), b.clone()))
        }
        [a, b]
            if SURNAMES.get(b.as_str()).is_some_and(|s| s.korean) && is_two_syllables(a) && !is_given(a) =>
        {
            Some((b.clone(), a.clone()))
        }
        _ => None,
    }
}

/// True for `Heung-min Son`: the word with a hyphen comes first.
fn turned(name: &str) -> bool {
    name.split_whitespace().next().is_some_and(|first| first.contains(['-', '\u{2010}', '\u{2011}']))
}

fn syllables(joined: &str, parts: &[&String]) -> Option<String> {
    parts.iter().all(|part| syllable_end(part) == Some(part.len())).then(|| joined.to_owned())
}

/// True for a word that is two syllables of Korean and no name of English.
fn is_two_syllables(word: &str) -> bool {
    if is_given(word) || !word.is_ascii() {
        return false;
    }
    (2..word.len().saturating_sub(1))
        .any(|at| syllable_end(&word[..at]) == Some(at) && syllable_end(&word[at..]) == Some(word.len() - at))
}

/// The end of a syllable of Korean or Chinese at the head of a folded word.
fn syllable_end(word: &str) -> Option<usize> {
    const ONSETS: [&str; 31] = [
        "shch", "hs", "ts", "tz", "zh", "ch", "sh", "kk", "tt", "pp", "ss", "jj", "b", "p", "m", "f", "d",
        "t", "n", "l", "g", "k", "h", "j", "q", "x", "r", "z", "c", "s", "v",
    ];
    const CODAS: [&str; 10] = ["ng", "n", "k", "l", "m", "p", "t", "h", "r", "b"];
    if !word.is_ascii() {
        return None;
    }
    let onset = ONSETS.iter().find(|onset| word.starts_with(**onset)).map_or(0, |onset| onset.len());
    let is_vowel = |b: &u8| matches!(b, b'a' | b'e' | b'i' | b'o' | b'u' | b'y' | b'w');
    let vowels = word.as_bytes()[onset..].iter().take_while(|b| is_vowel(b)).count();
    if vowels == 0 || vowels > 4 {
        return None;
    }
    let rest = &word[onset + vowels..];
    let coda = CODAS.iter().find(|coda| rest.starts_with(**coda)).map_or(0, |coda| coda.len());
    Some(onset + vowels + coda)
}

/// A Korean given name without what its spellings differ in.
fn by_sound(given: &str) -> String {
    const SOUNDS: [(&str, &str); 18] = [
        ("eui", "i"),
        ("ui", "i"),
        ("eo", "u"),
        ("eu", "u"),
        ("oo", "u"),
        ("ou", "u"),
        ("ee", "i"),
        ("ae", "e"),
        ("ai", "e"),
        ("y", "i"),
        ("w", "u"),
        ("o", "u"),
        ("g", "k"),
        ("b", "p"),
        ("d", "t"),
        ("j", "ch"),
        ("r", "l"),
        ("uu", "u"),
    ];
    // The `ng` at the end of a syllable is one sound and no `k`.
    let mut out = given.replace("ng", "N");
    for (from, to) in SOUNDS {
        out = out.replace(from, to);
    }
    out.to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_family_name_goes_last() {
        assert_eq!(given_name_first("Lavrov, Sergei"), "Sergei Lavrov");
        assert_eq!(given_name_first("WALESA Lech"), "Lech WALESA");
        assert_eq!(given_name_first("Martin Luther King, Jr."), "Martin Luther King, Jr.");
        assert_eq!(given_name_first("JFK Kennedy Smith"), "Kennedy Smith JFK");
        assert_eq!(given_name_first("LECH WALESA"), "LECH WALESA");
    }

    #[test]
    fn korean_and_chinese_names() {
        let same = |names: &[&str]| {
            for name in names {
                assert_eq!(east_asian(name), east_asian(names[0]), "{name}");
            }
        };
        same(&["Park Chung-hee", "Pak Chung Hi", "Park Jeonghui"]);
        same(&["Son Heung-min", "Heung-Min Son"]);
        same(&["Tsai Ing-wen", "Tsai Ing Wen", "Ing-wen Tsai"]);
        assert_ne!(east_asian("Kim Young-sam"), east_asian("Kim Yong-nam"));
        assert_ne!(east_asian("Roh Tae-woo"), east_asian("Roh Moo-hyun"));
        assert_eq!(east_asian("Lee Harvey Oswald"), None);
        assert_eq!(east_asian("Kim Campbell"), None);
    }
}
