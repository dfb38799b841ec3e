//! Words and names whose usual Latin spelling does not follow from their letters.

use std::collections::HashMap;
use std::sync::LazyLock;

use dateline_core::text::fold;

static LISTED: LazyLock<HashMap<String, &'static str>> = LazyLock::new(|| {
    let table = include_str!("../../../data/native-names.tsv");
    let rows = table.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t'));
    rows.flat_map(|(latin, forms)| forms.split('|').map(move |form| (key(form), latin))).collect()
});

/// The longest listed name has this many words.
const LONGEST: usize = 4;

/// The Latin spelling of a word or name, with or without the Arabic article.
pub(super) fn get(native: &str) -> Option<&'static str> {
    let key = key(native);
    let bare = || key.strip_prefix("ال").filter(|rest| rest.chars().count() > 2);
    LISTED.get(&key).or_else(|| LISTED.get(bare()?)).copied()
}

/// The longest listed name at the head of these words, and of how many words it is.
pub(super) fn longest(words: &[&str]) -> Option<(&'static str, usize)> {
    (1..=LONGEST.min(words.len())).rev().find_map(|count| get(&words[..count].join(" ")).map(|l| (l, count)))
}

/// Folded, without spaces and joiners, so that either way of writing is found.
fn key(native: &str) -> String {
    fold(native)
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '\u{200c}' | '\u{200d}' | '-'))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_with_and_without_the_article() {
        assert_eq!(get("الأسد"), Some("Assad"));
        assert_eq!(get("عبد الله"), Some("Abdullah"));
        assert_eq!(longest(&["نصر", "الله", "x"]), Some(("Nasrallah", 2)));
        assert_eq!(get("xyz"), None);
    }
}
