//! How far one word is from another.

/// The number of letters to add, drop, change or swap with a neighbour to make one word the other,
/// if that is no more than `most`.
pub fn distance_within(a: &str, b: &str, most: usize) -> Option<usize> {
    // Most words of a vocabulary are too long or too short, which costs nothing to see.
    if a.chars().count().abs_diff(b.chars().count()) > most {
        return None;
    }
    Some(strsim::osa_distance(a, b)).filter(|&distance| distance <= most)
}

/// True if one letter more, less or other makes one word of the other.
pub fn is_one_letter_apart(a: &str, b: &str) -> bool {
    a.chars().count().abs_diff(b.chars().count()) <= 1 && strsim::levenshtein(a, b) == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_edits() {
        assert_eq!(distance_within("lavrov", "lavrov", 0), Some(0));
        assert_eq!(distance_within("lavrov", "lawrow", 2), Some(2));
        assert_eq!(distance_within("lavrov", "lawrow", 1), None);
        assert_eq!(distance_within("kerry", "kery", 1), Some(1));
        assert_eq!(distance_within("tusk", "tsuk", 1), Some(1));
        assert_eq!(distance_within("", "ab", 2), Some(2));
        assert_eq!(distance_within("é", "e", 1), Some(1));
        assert_eq!(distance_within("a", "abcdef", 2), None);
    }

    #[test]
    fn a_swap_is_two_letters() {
        assert!(is_one_letter_apart("ayal", "ayala") && is_one_letter_apart("bush", "rush"));
        assert!(!is_one_letter_apart("tusk", "tsuk") && !is_one_letter_apart("tusk", "tusk"));
    }
}
