//! Words that no language has: every number is one, and the same number is always the same word.

use crate::random::Random;

const CONSONANTS: &[u8] = b"bdfgklmnprstvz";
const VOWELS: &[u8] = b"aeiou";
/// This many different words are invented at most.
const WORDS: f64 = 1e9;

/// The word of a number, in lower case.
pub fn word(number: u64) -> String {
    let syllables = (CONSONANTS.len() * VOWELS.len()) as u64;
    let mut rest = number;
    let mut word = String::new();
    while word.len() < 4 || rest > 0 {
        let syllable = (rest % syllables) as usize;
        word.push(char::from(CONSONANTS[syllable / VOWELS.len()]));
        word.push(char::from(VOWELS[syllable % VOWELS.len()]));
        rest /= syllables;
    }
    word
}

/// A word by chance. The word of number n is n times rarer than the first, as Zipf's law has it, so that some
/// come again and again and new ones never end.
pub fn any_word(random: &mut Random) -> String {
    word(WORDS.powf(random.share()) as u64)
}

/// A number of this many digits by chance.
pub fn any_number(digits: usize, random: &mut Random) -> String {
    let digit =
        |place| char::from(b'0' + if place == 0 { 1 + random.below(9) } else { random.below(10) } as u8);
    (0..digits).map(digit).collect()
}
