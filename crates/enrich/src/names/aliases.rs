//! Places and organisations that go by several names: acronyms, official names and names of the past.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use dateline_core::article::EntityKind;
use dateline_core::text::fold;

/// The names in common use of places by their plain forms.
static PLACES: LazyLock<FxHashMap<String, &'static str>> = LazyLock::new(|| names_of(EntityKind::Place));

/// The same for organisations.
static ORGANISATIONS: LazyLock<FxHashMap<String, &'static str>> =
    LazyLock::new(|| names_of(EntityKind::Organisation));

fn names_of(kind: EntityKind) -> FxHashMap<String, &'static str> {
    rows().filter(|row| row.0 == kind).map(|(_, name, other)| (plain(other), name)).collect()
}

/// The keys of the names in common use of organisations by the keys of their other names, for those that are written in yet another
/// way than the table has them: `United States Senate`, `US Senate`, `Senate of the United States`.
///
/// They are worked out ahead, as every search would wait for it; a test compares them with the table.
static OTHER_KEYS: LazyLock<FxHashMap<&'static str, &'static str>> = LazyLock::new(|| {
    let lines = include_str!("../../data/alias-keys.tsv").lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_once('\t')).collect()
});

/// The keys of the name in common use of an organisation by those of another of its names.
pub(super) fn other_keys(keys: &str) -> Option<Vec<String>> {
    Some(OTHER_KEYS.get(keys)?.split(' ').map(str::to_owned).collect())
}

/// What the acronyms stand for that the table gives in capitals.
static ACRONYMS: LazyLock<FxHashMap<String, EntityKind>> = LazyLock::new(|| {
    rows().filter(|(.., other)| is_in_capitals(other)).map(|(kind, _, other)| (plain(other), kind)).collect()
});

/// The name in common use of a place or organisation that has several; `None` for all others.
pub(super) fn canonical(kind: EntityKind, name: &str) -> Option<&'static str> {
    match kind {
        EntityKind::Person => None,
        EntityKind::Place => PLACES.get(&plain(name)).copied(),
        EntityKind::Organisation => ORGANISATIONS.get(&plain(name)).copied(),
    }
}

/// True for a place that is known by several names, of which this is one in its plain form.
pub(super) fn is_place(plain: &str) -> bool {
    PLACES.contains_key(plain)
}

/// What a well-known acronym in capitals stands for: `UN`, `U.K.`
pub(super) fn kind_of_acronym(text: &str) -> Option<EntityKind> {
    let acronym = is_in_capitals(text).then(|| plain(text))?;
    ACRONYMS.get(&acronym).copied()
}

/// True for a listed acronym that is not written as one: `us`, `who`.
pub(super) fn is_acronym_in_small_letters(text: &str) -> bool {
    ACRONYMS.contains_key(&plain(text)) && !is_in_capitals(text)
}

fn is_in_capitals(text: &str) -> bool {
    text.chars().filter(|c| c.is_alphabetic()).count() > 1
        && text.chars().all(|c| c.is_uppercase() || matches!(c, '.' | ' '))
}

/// A name folded, without full stops and a leading "the"; letters that are alone become one word:
/// `U. S.` and `US` are the same.
pub(super) fn plain(name: &str) -> String {
    let folded = fold(name);
    let mut out = String::with_capacity(folded.len());
    let mut after_letter = false;
    let words = folded.split(|c: char| c == '.' || c.is_whitespace()).filter(|word| !word.is_empty());
    for word in words.map(|word| word.trim_matches([',', '\'', '"'])) {
        let mut letters = word.chars();
        let letter = letters.next().is_some() && letters.next().is_none();
        let joins = letter && after_letter;
        if !out.is_empty() && !joins {
            out.push(' ');
        }
        out.push_str(word);
        after_letter = letter;
    }
    match out.strip_prefix("the ") {
        Some(rest) => rest.to_owned(),
        None => out,
    }
}

/// All names of the table: their kind, the name in common use, and the name itself.
fn rows() -> impl Iterator<Item = (EntityKind, &'static str, &'static str)> {
    let lines = include_str!("../../data/aliases.tsv").lines().filter(|line| !line.starts_with('#'));
    lines.flat_map(|line| {
        let mut columns = line.splitn(3, '\t');
        let mut column = || columns.next().unwrap_or_default();
        let (kind, name, others) = (column(), column(), column());
        let kind = if kind == "place" { EntityKind::Place } else { EntityKind::Organisation };
        std::iter::once(name).chain(others.split('|')).map(move |other| (kind, name, other))
    })
}

#[cfg(test)]
mod tests {
    use super::super::variants::organisation_keys;
    use super::*;
    use EntityKind::{Organisation, Person, Place};
    use std::collections::BTreeMap;

    /// The table of keys as the table of names has it now.
    fn keys_of_the_table() -> String {
        let organisations = rows().filter(|row| row.0 == Organisation);
        let keyed = organisations
            .map(|(_, name, other)| (organisation_keys(other).join(" "), organisation_keys(name)));
        let mut keys: BTreeMap<String, String> = BTreeMap::new();
        for (other, name) in keyed.map(|(other, name)| (other, name.join(" "))) {
            if other.contains(' ') && other != name {
                keys.entry(other).or_insert(name);
            }
        }
        let mut out = String::from(
            "# The keys of other names of organisations, and those of the names in common use.\n\
             # Made from aliases.tsv by `UPDATE_EXPECTED=1 cargo test -p dateline-enrich aliases`.\n",
        );
        keys.iter().for_each(|(other, name)| out.push_str(&format!("{other}\t{name}\n")));
        out
    }

    #[test]
    fn the_keys_are_those_of_the_names() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/data/alias-keys.tsv");
        let keys = keys_of_the_table();
        if std::env::var_os("UPDATE_EXPECTED").is_some() {
            std::fs::write(path, &keys).expect("the table is written");
        }
        let same = std::fs::read_to_string(path).expect("the table is there") == keys;
        assert!(
            same,
            "make data/alias-keys.tsv anew: UPDATE_EXPECTED=1 cargo test -p dateline-enrich aliases"
        );
    }

    #[test]
    fn acronyms_and_other_names_lead_to_the_name_in_common_use() {
        for us in ["US", "U.S.", "U. S", "USA", "United States of America", "the United States"] {
            assert_eq!(canonical(Place, us), Some("United States"), "{us}");
        }
        assert_eq!(canonical(Organisation, "U.N."), Some("United Nations"));
        assert_eq!(canonical(Place, "Burma"), Some("Myanmar"));
        assert_eq!(canonical(Organisation, "Burma"), None);
        assert_eq!(canonical(Person, "US"), None);
    }

    #[test]
    fn only_capitals_are_acronyms() {
        assert_eq!(kind_of_acronym("UK"), Some(Place));
        assert_eq!(kind_of_acronym("I.M.F."), Some(Organisation));
        assert_eq!(kind_of_acronym("Who"), None);
        assert_eq!(kind_of_acronym("PA"), None);
        assert_eq!(kind_of_acronym("XQZ"), None);
    }

    #[test]
    fn no_name_stands_for_two_things() {
        let mut seen: FxHashMap<(bool, String), &str> = FxHashMap::default();
        for (kind, name, other) in rows() {
            let last = seen.insert((kind == Place, plain(other)), name);
            assert!(last.is_none_or(|last| last == name), "{other}");
        }
    }
}
