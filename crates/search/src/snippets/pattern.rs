//! Words with `*`.

use dateline_core::text;

/// A pattern, split at its stars.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pattern {
    head: String,
    middle: Vec<String>,
    tail: String,
}

impl Pattern {
    /// A pattern with at least one star.
    pub(super) fn new(pattern: &str) -> Option<Self> {
        let mut parts: Vec<String> = pattern.split('*').map(text::exact_letters).collect();
        let tail = parts.pop()?;
        if parts.is_empty() {
            return None;
        }
        let head = parts.remove(0);
        Some(Self { head, middle: parts, tail })
    }

    /// True if the exact form of a word has the pattern; linear in the word's length.
    pub(super) fn matches(&self, word: &str) -> bool {
        let Some(rest) = word.strip_prefix(self.head.as_str()) else { return false };
        let Some(mut rest) = rest.strip_suffix(self.tail.as_str()) else { return false };
        for part in &self.middle {
            let Some(at) = rest.find(part.as_str()) else { return false };
            rest = &rest[at + part.len()..];
        }
        true
    }
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
}
