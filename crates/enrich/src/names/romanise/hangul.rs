//! Korean names by the rules of the Revised Romanization, with surnames as the press writes them.

use super::capital;

const FIRST: u32 = 0xac00;
const LAST: u32 = 0xd7a3;
const VOWELS: u32 = 21;
const FINALS: u32 = 28;

const ONSET: [&str; 19] =
    ["g", "kk", "n", "d", "tt", "r", "m", "b", "pp", "s", "ss", "", "j", "jj", "ch", "k", "t", "p", "h"];
const VOWEL: [&str; 21] = [
    "a", "ae", "ya", "yae", "eo", "e", "yeo", "ye", "o", "wa", "wae", "oe", "yo", "u", "wo", "we", "wi",
    "yu", "eu", "ui", "i",
];
const FINAL: [&str; 28] = [
    "", "k", "k", "k", "n", "n", "n", "t", "l", "k", "m", "p", "l", "l", "p", "l", "m", "p", "p", "t", "t",
    "ng", "t", "t", "k", "t", "p", "t",
];
/// Surnames of two syllables; all others have one.
const LONG_SURNAMES: [&str; 4] = ["남궁", "황보", "선우", "독고"];
/// Surnames that the press does not write by the rules.
const SURNAMES: [(&str, &str); 10] = [
    ("김", "Kim"),
    ("이", "Lee"),
    ("리", "Lee"),
    ("박", "Park"),
    ("최", "Choi"),
    ("정", "Jung"),
    ("노", "Roh"),
    ("문", "Moon"),
    ("윤", "Yoon"),
    ("오", "Oh"),
];

/// A name in Hangul as surname and given name; `None` for other writing.
pub(super) fn name(word: &str) -> Option<String> {
    if word.is_empty() || !word.chars().all(is_syllable) {
        return None;
    }
    let count = word.chars().count();
    let taken = if count > 3 && LONG_SURNAMES.iter().any(|long| word.starts_with(long)) { 2 } else { 1 };
    let at = word.char_indices().nth(taken).map_or(word.len(), |(at, _)| at);
    let (surname, given) = word.split_at(at);
    if !(2..=5).contains(&count) {
        return Some(spell(word));
    }
    let usual = SURNAMES.iter().find(|(hangul, _)| *hangul == surname);
    let surname = usual.map_or_else(|| capital(&spell(surname)), |(_, latin)| (*latin).to_owned());
    Some(format!("{surname} {}", capital(&spell(given))))
}

fn is_syllable(c: char) -> bool {
    (FIRST..=LAST).contains(&u32::from(c))
}

fn spell(hangul: &str) -> String {
    hangul.chars().map(|c| syllable(u32::from(c) - FIRST)).collect()
}

fn syllable(number: u32) -> String {
    let at = |table: &[&'static str], index: u32| table.get(index as usize).copied().unwrap_or_default();
    let onset = at(&ONSET, number / (VOWELS * FINALS));
    let vowel = at(&VOWEL, number / FINALS % VOWELS);
    format!("{onset}{vowel}{}", at(&FINAL, number % FINALS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_hangul() {
        assert_eq!(name("반기문").as_deref(), Some("Ban Gimun"));
        assert_eq!(name("김정은").as_deref(), Some("Kim Jeongeun"));
        assert_eq!(name("남궁민수").as_deref(), Some("Namgung Minsu"));
        assert_eq!(name("Kim"), None);
        assert_eq!(name(""), None);
    }
}
