//! Alphabets letter by letter.

use std::collections::HashMap;
use std::sync::LazyLock;

/// Latin letters for one to three letters of another alphabet.
static LETTERS: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
    let table = include_str!("../../../data/alphabets.tsv");
    table.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t')).collect()
});

/// A folded word in Latin letters; what the table does not hold stays.
pub(super) fn word(folded: &str) -> String {
    let mut out = String::with_capacity(folded.len());
    let mut rest = folded;
    while !rest.is_empty() {
        let taken = match known_head(rest) {
            Some((letters, latin)) => {
                out.push_str(latin);
                letters
            }
            None => {
                out.extend(rest.chars().next());
                rest.chars().next().map_or(rest.len(), char::len_utf8)
            }
        };
        rest = &rest[taken..];
    }
    out
}

/// The longest head that the table holds: its length and its Latin letters.
fn known_head(text: &str) -> Option<(usize, &'static str)> {
    let ends: Vec<usize> = text.char_indices().take(3).map(|(at, c)| at + c.len_utf8()).collect();
    ends.into_iter().rev().find_map(|end| LETTERS.get(&text[..end]).map(|latin| (end, *latin)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_alone_and_together() {
        assert_eq!(word("ευαγγελος"), "evangelos");
        assert_eq!(word("ελευθεριος"), "eleftherios");
        assert_eq!(word("лавров"), "lavrov");
        assert_eq!(word("папανδρεου"), "papandreou");
        assert_eq!(word("plain"), "plain");
    }
}
