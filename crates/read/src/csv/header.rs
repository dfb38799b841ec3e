//! What the columns of a table stand for, by their names.

use std::borrow::Cow;
use std::sync::LazyLock;

use serde_json::{Map, Value};

use super::super::columns::Columns;
use super::super::record;
use super::cells::{Dialect, cells};

/// Other names of columns than the keys of records, in many languages, with the field that each line is for.
static OTHER_NAMES: LazyLock<Vec<(&str, Vec<&str>)>> = LazyLock::new(|| {
    let lines = include_str!("../../data/column-names.tsv").lines().filter(|line| !line.starts_with('#'));
    lines
        .filter_map(|line| line.split_once('\t'))
        .map(|(field, names)| (field, names.split('\t').collect()))
        .collect()
});

/// The keys of the columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Header {
    pub dialect: Dialect,
    pub keys: Vec<String>,
    /// True if the user named one of the columns.
    pub is_named_by_user: bool,
}

impl Header {
    /// The keys of a row of names.
    ///
    /// What the user names goes before the keys of records, and these before other names for a field.
    pub fn of(row: &str, dialect: Dialect, columns: &Columns) -> Self {
        let names = cells(row.trim_start_matches('\u{feff}').trim_end_matches(['\r', '\n']), dialect);
        let is_named_by_user = names.iter().any(|name| columns.field(name).is_some());
        Self { dialect, keys: keys(&names, columns), is_named_by_user }
    }

    /// The same with the columns that the user names by their numbers.
    pub fn with_numbers(mut self, columns: &Columns) -> Self {
        for (at, key) in self.keys.iter_mut().enumerate() {
            if let Some(field) = by_number(at, columns) {
                *key = field.to_owned();
                self.is_named_by_user = true;
            }
        }
        self
    }

    /// True if one of the columns is one of headlines or of texts.
    pub fn has_text(&self) -> bool {
        self.keys.iter().any(|key| is_text(key))
    }

    /// How many columns have a name that is known.
    pub fn known(&self) -> usize {
        self.keys.iter().filter(|key| record::field_of(key).is_some()).count()
    }

    /// The cells by their keys. Empty cells say nothing; a column without a name and one too many have their number
    /// as key.
    pub fn record(&self, row: &str) -> Map<String, Value> {
        let mut map = Map::new();
        for (at, cell) in cells(row, self.dialect).into_iter().enumerate() {
            if cell.is_empty() {
                continue;
            }
            let named = self.keys.get(at).filter(|key| !key.is_empty() && !map.contains_key(*key)).cloned();
            map.insert(named.unwrap_or_else(|| numbered(at)), cell.into_owned().into());
        }
        map
    }
}

/// The key of a column without a name.
pub(super) fn numbered(at: usize) -> String {
    format!("column {}", at + 1)
}

fn is_text(key: &str) -> bool {
    matches!(record::field_of(key), Some("headline" | "body"))
}

fn keys(names: &[Cow<str>], columns: &Columns) -> Vec<String> {
    let chosen: Vec<Option<&str>> = names.iter().map(|name| columns.field(name)).collect();
    let mut taken: Vec<&str> = chosen.iter().flatten().copied().collect();
    let mut keys = Vec::with_capacity(names.len());
    for (at, name) in names.iter().enumerate() {
        let known = record::known_key(name);
        let field = known.and_then(record::field_of);
        keys.push(match (chosen[at], known) {
            (Some(field), _) => field.to_owned(),
            // A column that the user did not choose for a field keeps its own name, if that is another one.
            (None, Some(key)) if field.is_some_and(|field| chosen.contains(&Some(field))) => {
                if field == Some(key) { numbered(at) } else { name.trim().to_owned() }
            }
            (None, Some(key)) => {
                taken.extend(field);
                key.to_owned()
            }
            (None, None) => name.trim().to_owned(),
        });
    }
    let free: Vec<String> = names.iter().map(|name| normal(name)).collect();
    for (field, others) in OTHER_NAMES.iter().filter(|(field, _)| !taken.contains(field)) {
        let is_free = |at: &usize| record::field_of(&keys[*at]).is_none();
        let at =
            others.iter().find_map(|other| (0..free.len()).filter(is_free).find(|&at| free[at] == *other));
        if let Some(at) = at {
            keys[at] = (*field).to_owned();
        }
    }
    keys
}

/// The field of a column that the user names by its number, from 1.
pub(super) fn by_number(at: usize, columns: &Columns) -> Option<&'static str> {
    let is_here = |name: &str| name.parse::<usize>().is_ok_and(|number| number == at + 1);
    columns.iter().find(|(_, name)| is_here(name)).map(|(field, _)| field)
}

fn normal(name: &str) -> String {
    let words: Vec<&str> =
        name.split(|c: char| c.is_whitespace() || c == '_').filter(|word| !word.is_empty()).collect();
    words.join(" ").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::super::cells::Quoting;
    use super::*;

    fn keys(row: &str, columns: &str) -> Vec<String> {
        let dialect = Dialect { delimiter: b';', quoting: Quoting::Doubled };
        Header::of(row, dialect, &columns.parse().unwrap()).keys
    }

    #[test]
    fn columns_are_known_by_their_names_in_many_languages() {
        assert_eq!(keys("ID;Titel;Volltext;Datum", ""), ["id", "headline", "body", "published"]);
        assert_eq!(keys("标题;正文;来源", ""), ["headline", "body", "source"]);
        assert_eq!(keys("Título;Texto_completo", ""), ["headline", "body"]);
        assert_eq!(keys("a;b", ""), ["a", "b"]);
    }

    #[test]
    fn the_keys_of_records_go_before_other_names() {
        assert_eq!(keys("Subject;title;Artikel;text", ""), ["Subject", "title", "Artikel", "text"]);
        assert_eq!(keys("Überschrift;Titel", ""), ["Überschrift", "headline"]);
    }

    #[test]
    fn the_columns_that_the_user_names_go_before_all() {
        assert_eq!(keys("title;Zeile 1;Text", "headline=Zeile 1"), ["title", "headline", "text"]);
        assert_eq!(keys("headline;Zeile 1", "headline=Zeile 1"), ["column 1", "headline"]);
        let numbers = "headline=3,body=1".parse().unwrap();
        let dialect = Dialect { delimiter: b';', quoting: Quoting::Doubled };
        assert_eq!(
            Header::of("x;y;z", dialect, &numbers).with_numbers(&numbers).keys,
            ["body", "y", "headline"]
        );
    }

    #[test]
    fn every_other_name_stands_for_a_field() {
        for (field, names) in OTHER_NAMES.iter() {
            assert_eq!(record::field_of(field), Some(*field));
            names.iter().for_each(|name| assert_eq!(*name, normal(name)));
        }
    }
}
