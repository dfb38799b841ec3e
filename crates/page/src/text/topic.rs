//! The words a text turns on, by which a line is known to belong to it.

use rustc_hash::{FxHashMap, FxHashSet};

use super::unwrap::is_unspaced;

/// The words that a text uses again and again, with how often.
#[derive(Debug, Default)]
pub struct Topic {
    counts: FxHashMap<u64, usize>,
}

impl Topic {
    /// Counts in how many of the lines each word stands; a line is given by its [`content_words`].
    pub fn of<'a>(lines: impl Iterator<Item = &'a [u64]>) -> Topic {
        let mut counts = FxHashMap::default();
        for line in lines {
            let words: FxHashSet<u64> = line.iter().copied().collect();
            for word in words {
                *counts.entry(word).or_default() += 1;
            }
        }
        Topic { counts }
    }

    /// The share of the line's words that are in at least `least` lines of the text; `None` if it has no words.
    pub fn share(&self, words: &[u64], least: usize) -> Option<f32> {
        let known = words.iter().filter(|word| self.counts.get(word).is_some_and(|&n| n >= least)).count();
        (!words.is_empty()).then(|| known as f32 / words.len() as f32)
    }

    /// How many of the topic's words are in the line; `None` if the topic has none.
    pub fn count(&self, words: &[u64]) -> Option<usize> {
        let words: FxHashSet<&u64> = words.iter().filter(|word| self.counts.contains_key(word)).collect();
        (!self.counts.is_empty()).then_some(words.len())
    }
}

/// Hashes of what carries the meaning of a line: the stems of its words, or sequences of characters where no spaces are.
pub fn content_words(line: &str) -> Vec<u64> {
    let mut hashes = Vec::new();
    let mut word = Vec::new();
    for c in line.chars().flat_map(lower).chain([' ']) {
        if is_pointing(c) {
            continue;
        }
        if c.is_alphanumeric() || is_syllabic(c) {
            word.push(c);
        } else if !word.is_empty() {
            push_stems(&word, &mut hashes);
            word.clear();
        }
    }
    hashes
}

/// Small letters; those of ASCII, which most are, without a look into the tables.
fn lower(c: char) -> impl DoubleEndedIterator<Item = char> {
    let ascii = c.is_ascii().then(|| c.to_ascii_lowercase());
    let other = (!c.is_ascii()).then(|| c.to_lowercase());
    ascii.into_iter().chain(other.into_iter().flatten())
}

/// Adds the hashes of one word, or of a phrase of a script without spaces.
fn push_stems(word: &[char], hashes: &mut Vec<u64>) {
    let hash = |chars: &[char]| chars.iter().fold(0, |key, &c| extend(key, c));
    let first = word[0];
    if is_unspaced(first) {
        let length = if is_syllabic(first) { 4 } else { 2 };
        hashes.extend(word.windows(length).map(hash));
    } else if first.is_numeric() {
        hashes.push(hash(word));
    } else if let Some(stem) = stem(word) {
        hashes.push(hash(stem));
    }
}

/// A word of fewer letters is one of grammar in most languages.
const SHORTEST: usize = 4;

/// The same in scripts that leave out the vowels.
const SHORTEST_WITHOUT_VOWELS: usize = 3;

/// Words are compared by this many letters, since most languages change their ends.
const STEM: usize = 6;

/// What is left of a word without its clitics and its ending; `None` if it is too short to mean much.
fn stem(word: &[char]) -> Option<&[char]> {
    let (stem, shortest) = match word[0] {
        '\u{5d0}'..='\u{5ea}' => {
            (after_clitics(word, &['ו', 'ה', 'ב', 'ל', 'מ', 'ש', 'כ']), SHORTEST_WITHOUT_VOWELS)
        }
        '\u{620}'..='\u{6d3}' => (arabic_stem(word), SHORTEST_WITHOUT_VOWELS),
        _ => (&word[..word.len().min(STEM)], SHORTEST),
    };
    (stem.len() >= shortest).then_some(stem)
}

/// A Hebrew or Arabic word without up to two of the letters that are joined to its front; three letters stay.
fn after_clitics<'a>(word: &'a [char], clitics: &[char]) -> &'a [char] {
    let joined = word.iter().take(2).take_while(|c| clitics.contains(c)).count();
    &word[joined.min(word.len().saturating_sub(3))..]
}

/// The light stem of Larkey, Ballesteros and Connell (2007): without conjunction, preposition, article and commonest endings.
fn arabic_stem(word: &[char]) -> &[char] {
    let mut stem = after_clitics(word, &['و', 'ف', 'ب', 'ك', 'ل']);
    if stem.len() >= 5 && stem.starts_with(&['ا', 'ل']) {
        stem = &stem[2..];
    }
    for ending in
        [&['ه', 'ا'][..], &['ا', 'ن'], &['ا', 'ت'], &['و', 'ن'], &['ي', 'ن'], &['ه'], &['ة'], &['ي']]
    {
        if stem.len() >= ending.len() + 3 && stem.ends_with(ending) {
            stem = &stem[..stem.len() - ending.len()];
        }
    }
    stem
}

/// True for the points, vowel signs and stretches of Hebrew and Arabic, which most texts leave out.
fn is_pointing(c: char) -> bool {
    matches!(c, '\u{591}'..='\u{5bd}' | '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}')
}

/// True for the letters, and the vowel and tone signs within words, of alphabets written without spaces: Thai, Lao, Burmese and Khmer.
fn is_syllabic(c: char) -> bool {
    matches!(c, '\u{e01}'..='\u{e4e}' | '\u{e81}'..='\u{ecd}' | '\u{1000}'..='\u{1049}' | '\u{1780}'..='\u{17d3}')
}

/// A key under which two lines that differ only in case, spaces and punctuation are the same.
///
/// It is built from the end, so that the keys of all ends of a line cost no more than its own.
pub fn line_key(line: &str) -> u64 {
    line.chars().rev().filter(|c| c.is_alphanumeric()).flat_map(lower).fold(0, extend)
}

/// A key under which two lines that differ only in case, spaces, punctuation and figures are the same; 0 without letters.
pub fn letters_key(line: &str) -> u64 {
    line.chars().rev().filter(|c| c.is_alphabetic()).flat_map(lower).fold(0, extend)
}

/// The keys of the ends of a line that start at a new word, or at a capital after a small letter, longest last.
pub fn tail_keys(line: &str) -> Vec<u64> {
    let mut keys = Vec::new();
    let (mut key, mut after) = (0, ' ');
    for c in line.chars().rev() {
        let starts =
            after.is_alphanumeric() && !c.is_alphanumeric() || after.is_uppercase() && c.is_lowercase();
        if starts {
            keys.push(key);
        }
        if c.is_alphanumeric() {
            key = lower(c).fold(key, extend);
        }
        after = c;
    }
    keys
}

/// Takes a character into a key (a step much like that of FNV-1a).
fn extend(key: u64, c: char) -> u64 {
    (key.rotate_left(5) ^ u64::from(u32::from(c)) ^ 0xcbf2_9ce4_8422_2325).wrapping_mul(0x0000_0100_0000_01b3)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The topic of a few lines, and the share of another line in it.
    fn share_of(lines: &[&str], line: &str, least: usize) -> Option<f32> {
        let words: Vec<_> = lines.iter().map(|line| content_words(line)).collect();
        Topic::of(words.iter().map(Vec::as_slice)).share(&content_words(line), least)
    }

    #[test]
    fn the_share_counts_words_used_again() {
        let lines = ["The ferry stays.", "A ferry costs money.", "Money is short."];
        assert_eq!(share_of(&lines, "Ferry money", 2), Some(1.0));
        assert_eq!(share_of(&lines, "Ferry bridges", 2), Some(0.5));
        assert_eq!(share_of(&lines, "a an of", 2), None);
    }

    #[test]
    fn chinese_is_compared_by_pairs() {
        assert!(share_of(&["会谈在北京举行", "会谈没有结果"], "北京会谈", 1).unwrap() > 0.6);
    }

    #[test]
    fn words_are_compared_without_endings_and_clitics() {
        for (text, line) in [
            ("Die Ministerin trat zurück.", "Den Ministern"),
            ("Паромы остаются у причала.", "Паромы"),
            ("المذياع القديم", "بالمذياع"),
            ("العبّارة القديمة", "والعبارة"),
            ("ورث المهنة عن خاله", "والمهنة"),
            ("הרכבת הישנה", "ברכבת"),
            ("ตลาดน้ำร้างมานาน", "เปิดตลาดน้ำอีกครั้ง"),
        ] {
            let share = share_of(&[text], line, 1);
            assert!(share.is_some_and(|share| share > 0.2), "{line}: {share:?}");
        }
    }

    #[test]
    fn other_words_stay_apart() {
        for (text, line) in [
            ("The ferry stays.", "Bridges fall"),
            ("المذياع القديم", "الحي الكبير"),
            ("ตลาดน้ำร้าง", "สะพานไม้เก่า"),
        ] {
            assert_eq!(share_of(&[text], line, 1), Some(0.0), "{line}");
        }
    }

    #[test]
    fn keys_ignore_case_and_punctuation() {
        assert_eq!(line_key("Ferry stays!"), line_key("FERRY  STAYS"));
        assert_ne!(line_key("Ferry stays"), line_key("Ferry goes"));
    }

    #[test]
    fn the_ends_of_a_trail_have_keys() {
        let keys = tail_keys("HomeNews Ferry stays");
        assert!(keys.contains(&line_key("Ferry stays")) && keys.contains(&line_key("News Ferry stays")));
    }
}
