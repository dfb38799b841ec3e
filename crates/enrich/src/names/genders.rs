//! Whether a given name is a man's or a woman's, and which given names are short for which.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::mentions::Gender;

static GENDERS: LazyLock<HashMap<&'static str, Gender>> = LazyLock::new(|| {
    let table = include_str!("../../data/name-genders.tsv");
    let rows = table.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t'));
    rows.map(|(name, gender)| (name, if gender == "m" { Gender::Male } else { Gender::Female })).collect()
});

/// Given names by each of their short forms.
static NICKNAMES: LazyLock<HashMap<&'static str, Vec<&'static str>>> = LazyLock::new(|| {
    let table = include_str!("../../data/nicknames.tsv");
    let mut map: HashMap<&str, Vec<&str>> = HashMap::new();
    for line in table.lines().filter(|line| !line.starts_with('#')) {
        let (name, short) = line.split_once('\t').unwrap_or((line, ""));
        for form in short.split_whitespace() {
            map.entry(form).or_default().push(name);
        }
    }
    map
});

/// What a folded given name shows.
pub(super) fn of_given_name(folded: &str) -> Option<Gender> {
    GENDERS.get(folded).copied()
}

/// True if one folded given name is short for the other, or both for a third: `bill`, `william`.
pub(super) fn is_short_for(a: &str, b: &str) -> bool {
    let long = |name: &str| NICKNAMES.get(name).map_or(&[][..], Vec::as_slice);
    long(a).iter().any(|&name| name == b || long(b).contains(&name)) || long(b).contains(&a)
}

/// True unless it is known that one is a man and the other a woman.
pub(super) fn agree(a: Option<Gender>, b: Option<Gender>) -> bool {
    a.is_none() || b.is_none() || a == b
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn given_names_tell_men_from_women() {
        assert_eq!(of_given_name("hillary"), Some(Gender::Female));
        assert_eq!(of_given_name("vladimir"), Some(Gender::Male));
        assert_eq!(of_given_name("leslie"), None);
        assert!(agree(None, Some(Gender::Male)) && !agree(Some(Gender::Female), Some(Gender::Male)));
    }

    #[test]
    fn short_forms_are_known_both_ways() {
        assert!(is_short_for("bill", "william") && is_short_for("william", "bill"));
        assert!(is_short_for("billy", "bill"));
        assert!(!is_short_for("bill", "robert") && !is_short_for("john", "john"));
    }
}
