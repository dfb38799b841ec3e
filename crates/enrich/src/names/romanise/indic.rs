//! Scripts of India, whose blocks have the same layout: a consonant carries an `a` unless a sign says otherwise.

/// The first block (Devanagari) and the end of the last (Malayalam); each block has 128 places.
const BLOCKS: std::ops::Range<u32> = 0x900..0xd80;
const BLOCK: u32 = 0x80;

const VOWELS: std::ops::RangeInclusive<u32> = 0x05..=0x14;
const CONSONANTS: std::ops::RangeInclusive<u32> = 0x15..=0x39;
const SIGNS: std::ops::RangeInclusive<u32> = 0x3e..=0x4c;
const NASALS: std::ops::RangeInclusive<u32> = 0x01..=0x02;
const VIRAMA: u32 = 0x4d;
/// The Bengali letter for a `t` without a vowel.
const FINAL_T: u32 = 0x4e;

const VOWEL: [&str; 16] =
    ["a", "a", "i", "i", "u", "u", "ri", "li", "e", "e", "e", "ai", "o", "o", "o", "au"];
const CONSONANT: [&str; 37] = [
    "k", "kh", "g", "gh", "n", "ch", "chh", "j", "jh", "n", "t", "th", "d", "dh", "n", "t", "th", "d", "dh",
    "n", "n", "p", "ph", "b", "bh", "m", "y", "r", "r", "l", "l", "l", "v", "sh", "sh", "s", "h",
];
const SIGN: [&str; 15] = ["a", "i", "i", "u", "u", "ri", "ri", "e", "e", "e", "ai", "o", "o", "o", "au"];

/// A sound and the vowel after it.
struct Unit {
    sound: &'static str,
    vowel: Option<&'static str>,
    /// The vowel is the one that every consonant carries.
    inherent: bool,
}

/// A word in Latin letters; `None` for other scripts.
pub(super) fn word(word: &str) -> Option<String> {
    let mut units = units(word)?;
    drop_silent(&mut units);
    Some(units.iter().map(|unit| format!("{}{}", unit.sound, unit.vowel.unwrap_or_default())).collect())
}

fn units(word: &str) -> Option<Vec<Unit>> {
    let mut units: Vec<Unit> = Vec::new();
    for c in word.chars() {
        let code = u32::from(c);
        if !BLOCKS.contains(&code) {
            return None;
        }
        let place = code % BLOCK;
        let at = |table: &[&'static str], first: u32| table.get((place - first) as usize).copied();
        if CONSONANTS.contains(&place) {
            units.push(Unit {
                sound: at(&CONSONANT, *CONSONANTS.start())?,
                vowel: Some("a"),
                inherent: true,
            });
        } else if VOWELS.contains(&place) {
            units.push(Unit { sound: "", vowel: at(&VOWEL, *VOWELS.start()), inherent: false });
        } else if place == FINAL_T {
            units.push(Unit { sound: "t", vowel: None, inherent: false });
        } else if NASALS.contains(&place) {
            units.push(Unit { sound: "n", vowel: None, inherent: false });
        } else if let Some(last) = units.last_mut() {
            follow(last, place);
        }
    }
    Some(units)
}

/// Applies a sign to the sound before it.
fn follow(last: &mut Unit, place: u32) {
    match place {
        VIRAMA => (last.vowel, last.inherent) = (None, false),
        _ if SIGNS.contains(&place) => {
            let sign = SIGN.get((place - SIGNS.start()) as usize).copied();
            (last.vowel, last.inherent) = (sign, false);
        }
        _ => {}
    }
}

/// Drops the `a` that is written but not spoken: at the end after a vowel, and between two that are spoken.
fn drop_silent(units: &mut [Unit]) {
    for at in (1..units.len()).rev() {
        let last = at + 1 == units.len() && units[at - 1].vowel.is_some();
        let between = at + 1 < units.len() && units[at - 1].vowel.is_some() && units[at + 1].vowel.is_some();
        if units[at].inherent && (last || between) {
            units[at].vowel = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_several_scripts() {
        assert_eq!(word("नेहरू").as_deref(), Some("nehru"));
        assert_eq!(word("नरेन्द्र").as_deref(), Some("narendra"));
        assert_eq!(word("गांधी").as_deref(), Some("gandhi"));
        assert_eq!(word("इंदिरा").as_deref(), Some("indira"));
        assert_eq!(word("রায়").as_deref(), Some("ray"));
        assert_eq!(word("મોદી").as_deref(), Some("modi"));
        assert_eq!(word("abc"), None);
    }
}
