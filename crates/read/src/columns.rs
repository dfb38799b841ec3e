//! The names that a user gives to the columns of tables and the keys of JSON: `headline=Titel,body=Volltext`.

use std::str::FromStr;
use std::sync::Arc;

use serde_json::{Map, Value};
use thiserror::Error;

use super::{hash, record};

/// The fields of an article that a column can be named for.
const FIELDS: [&str; 13] = [
    "id",
    "headline",
    "standfirst",
    "body",
    "byline",
    "dateline",
    "published",
    "updated",
    "source",
    "url",
    "section",
    "language",
    "captions",
];

/// Columns and keys by the fields they stand for; by default none, so that only known names count.
///
/// ```
/// let columns: dateline_read::Columns = "headline=Titel, body=Volltext".parse()?;
/// assert!(!columns.is_empty());
/// # Ok::<(), dateline_read::ColumnsError>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Columns(Arc<[(&'static str, String)]>);

/// What is wrong with the names of columns.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ColumnsError {
    /// It is not a field and a name.
    #[error("'{0}' does not name a column; write FIELD=COLUMN, as in headline=Titel,body=Volltext")]
    NoPair(String),
    /// There is no such field.
    #[error("unknown field '{0}'; it must be one of {fields}", fields = FIELDS.join(", "))]
    UnknownField(String),
}

impl FromStr for Columns {
    type Err = ColumnsError;

    fn from_str(text: &str) -> Result<Self, ColumnsError> {
        let pairs = text.split(',').filter(|pair| !pair.trim().is_empty()).map(pair);
        Ok(Self(pairs.collect::<Result<Vec<_>, _>>()?.into()))
    }
}

fn pair(text: &str) -> Result<(&'static str, String), ColumnsError> {
    let (field, name) = text
        .split_once('=')
        .filter(|(_, name)| !name.trim().is_empty())
        .ok_or_else(|| ColumnsError::NoPair(text.trim().to_owned()))?;
    let field = field.trim().to_lowercase();
    // What is a known key of a field names the field too: `title=Titel`, `date=Datum`.
    let known = record::known_key(&field).and_then(record::field_of).unwrap_or(&field);
    let known =
        FIELDS.iter().find(|other| **other == known).ok_or(ColumnsError::UnknownField(field.clone()))?;
    Ok((known, name.trim().to_owned()))
}

impl Columns {
    /// True if no column is named.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The fields with the names given for them, as they were written.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.0.iter().map(|(field, name)| (*field, name.as_str()))
    }

    /// The field that a column or a key of this name stands for.
    pub(super) fn field(&self, name: &str) -> Option<&'static str> {
        let name = name.trim().to_lowercase();
        self.iter().find(|(_, known)| known.to_lowercase() == name).map(|(field, _)| field)
    }

    /// Another number for other names, to be mixed into what tells whether a record has changed.
    pub(super) fn digest(&self, digest: u64) -> u64 {
        if self.is_empty() {
            return digest;
        }
        hash::short(&serde_json::to_vec(&(digest, &*self.0)).unwrap_or_default())
    }

    /// Gives the named keys of a record the names of their fields; true if the record has one of them.
    ///
    /// A name with dots leads into objects, unless a key is called so: `body=fields.text`.
    pub(super) fn rename(&self, map: &mut Map<String, Value>) -> bool {
        let mut renamed = false;
        for (field, name) in self.iter() {
            let is_empty = |map: &Map<String, Value>| map.get(field).is_none_or(Value::is_null);
            if renamed
                && self.iter().take_while(|pair| *pair != (field, name)).any(|(f, _)| f == field)
                && !is_empty(map)
            {
                continue;
            }
            let Some(value) = take(map, name) else { continue };
            if let Some(own) = map.insert(field.to_owned(), value) {
                map.insert(format!("{field} (not used)"), own);
            }
            renamed = true;
        }
        renamed
    }
}

/// Takes a value out of an object or of the objects in it.
fn take(map: &mut Map<String, Value>, name: &str) -> Option<Value> {
    if let Some(value) = map.shift_remove(name) {
        return Some(value);
    }
    let same = map.keys().find(|key| key.to_lowercase() == name.to_lowercase()).cloned();
    if let Some(key) = same {
        return map.shift_remove(&key);
    }
    let (outer, inner) = name.split_once('.')?;
    take(map.get_mut(outer)?.as_object_mut()?, inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn columns(text: &str) -> Columns {
        text.parse().unwrap()
    }

    fn renamed(text: &str, mut value: Value) -> Value {
        columns(text).rename(value.as_object_mut().unwrap());
        value
    }

    #[test]
    fn fields_are_named_by_their_names_or_by_known_keys() {
        let columns = columns("headline=Titel, body = Volltext,date=Erschienen am");
        assert_eq!(columns.field(" titel "), Some("headline"));
        assert_eq!(
            (columns.field("VOLLTEXT"), columns.field("erschienen am")),
            (Some("body"), Some("published"))
        );
        assert_eq!(columns.field("Text"), None);
    }

    #[test]
    fn mistakes_are_named() {
        assert_eq!("".parse(), Ok(Columns::default()));
        assert!("headline".parse::<Columns>().unwrap_err().to_string().contains("write FIELD=COLUMN"));
        let unknown = "titel=a".parse::<Columns>().unwrap_err().to_string();
        assert!(unknown.starts_with("unknown field 'titel'; it must be one of id, headline"), "{unknown}");
    }

    #[test]
    fn keys_of_records_are_renamed() {
        assert_eq!(
            renamed("headline=Titel,body=doc.text", json!({"titel": "T", "doc": {"text": "x", "n": 1}})),
            json!({"headline": "T", "body": "x", "doc": {"n": 1}})
        );
        assert_eq!(
            renamed("headline=Titel", json!({"headline": "own", "Titel": "T"})),
            json!({"headline": "T", "headline (not used)": "own"})
        );
        assert_eq!(renamed("body=a,body=b", json!({"b": "x"})), json!({"body": "x"}));
        assert_eq!(renamed("body=a,body=b", json!({"a": "y", "b": "x"})), json!({"body": "y", "b": "x"}));
    }

    #[test]
    fn other_names_give_another_digest() {
        assert_eq!(Columns::default().digest(7), 7);
        assert_ne!(columns("body=a").digest(7), columns("body=b").digest(7));
    }
}
