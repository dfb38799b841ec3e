//! Words with `*` and `?`.

use dateline_core::text;

/// A pattern, split at its stars.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pattern {
    head: String,
    middle: Vec<String>,
    tail: String,
    /// The letters and signs, where a `?` is among them.
    signs: Vec<char>,
}

impl Pattern {
    /// A pattern with at least one star or question mark.
    pub(super) fn new(pattern: &str) -> Option<Self> {
        if pattern.contains('?') {
            let nothing = || (String::new(), Vec::new(), String::new());
            let (head, middle, tail) = nothing();
            return Some(Self { head, middle, tail, signs: signs(pattern) });
        }
        let mut parts: Vec<String> = pattern.split('*').map(text::exact_letters).collect();
        let tail = parts.pop()?;
        if parts.is_empty() {
            return None;
        }
        let head = parts.remove(0);
        Some(Self { head, middle: parts, tail, signs: Vec::new() })
    }

    /// True if the exact form of a word has the pattern; linear in the word's length, with `?` times that of the pattern.
    pub(super) fn matches(&self, word: &str) -> bool {
        if !self.signs.is_empty() {
            return fits(&self.signs, word);
        }
        let Some(rest) = word.strip_prefix(self.head.as_str()) else { return false };
        let Some(mut rest) = rest.strip_suffix(self.tail.as_str()) else { return false };
        for part in &self.middle {
            let Some(at) = rest.find(part.as_str()) else { return false };
            rest = &rest[at + part.len()..];
        }
        true
    }
}

/// The letters of a pattern in their exact form, and its signs.
fn signs(pattern: &str) -> Vec<char> {
    let parts = pattern.split_inclusive(['*', '?']);
    let signs_of = |part: &str| -> Vec<char> {
        let sign = part.chars().next_back().filter(|last| matches!(last, '*' | '?'));
        text::exact_letters(part).chars().chain(sign).collect()
    };
    parts.flat_map(signs_of).collect()
}

/// True if a word has the letters of the signs; a star that was too short grows by a letter, the last one first.
fn fits(signs: &[char], word: &str) -> bool {
    let word: Vec<char> = word.chars().collect();
    let (mut at, mut read) = (0, 0);
    let mut star = None;
    while read < word.len() {
        match signs.get(at) {
            Some('*') => {
                star = Some((at, read));
                at += 1;
            }
            Some(&sign) if sign == '?' || sign == word[read] => (at, read) = (at + 1, read + 1),
            _ => {
                let Some((star_at, from)) = star else { return false };
                star = Some((star_at, from + 1));
                (at, read) = (star_at + 1, from + 1);
            }
        }
    }
    signs[at..].iter().all(|&sign| sign == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(pattern: &str, word: &str) -> bool {
        Pattern::new(pattern).unwrap().matches(word)
    }

    #[test]
    fn stars_stand_for_any_letters() {
        assert!(matches("russ*", "russia") && matches("russ*", "russ") && !matches("russ*", "rus"));
        assert!(matches("w*n", "woman") && !matches("w*n", "w") && !matches("wo*ow", "wow"));
        assert!(matches("a*b*c", "axbyc") && !matches("a*b*c", "acb"));
        assert!(matches("a**b", "ab") && matches("Él*", "elysee") && matches("O'N*", "oneill"));
        assert!(matches("हिन्*", "हिन्दी") && !matches("की*", "का"));
        assert!(Pattern::new("plain").is_none());
    }

    #[test]
    fn question_marks_stand_for_one_letter() {
        assert!(matches("wom?n", "women") && !matches("wom?n", "womn") && !matches("wom?n", "womeen"));
        assert!(
            matches("organi?ation*", "organisations") && matches("a?*c", "abxc") && !matches("a?*c", "ac")
        );
        assert!(matches("gr?ße", "grosse") && matches("stra?e*", "straxenbahn"));
        assert!(matches("L?dź", "lodz") && matches("l?dz", "lэdz"));
    }
}
