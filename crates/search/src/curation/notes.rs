//! Tags and notes: a file to which a line is added for whatever is said, by the id of the article.
//!
//! ```jsonl
//! {"id":"a","tag":"seen","at":"2026-03-01T18:04:00Z"}
//! {"id":"a","untag":"seen","at":"2026-03-02T18:04:00Z"}
//! {"id":"a","note":"compare with b","at":"2026-03-02T18:04:00Z"}
//! {"id":"a","unnote":"compare with b","at":"2026-03-03T18:04:00Z"}
//! {"id":"a","became":"c","at":"2026-03-04T18:04:00Z"}
//! ```
//!
//! The last says that the record of the article was edited and has another id since. A line that is not understood is
//! a fault, and the others count.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;

use serde::{Deserialize, Serialize};

use dateline_core::article::Note;
use dateline_core::text::fold;

use super::Fault;

/// The most characters of a tag.
const LONGEST_TAG: usize = 100;
/// The most bytes of a note.
const LONGEST_NOTE: usize = 100_000;

/// One line of the file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The article.
    pub id: String,
    /// It has this tag from now on,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tag: Option<String>,
    /// or no longer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub untag: Option<String>,
    /// It has this note from now on,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// or no longer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unnote: Option<String>,
    /// It was edited and has this id since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub became: Option<String>,
    /// When that was said, as an RFC 3339 date-time.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub at: String,
}

impl Entry {
    /// The line of the file.
    pub fn line(&self) -> String {
        serde_json::to_string(self).map(|line| line + "\n").unwrap_or_default()
    }

    fn has_one(&self) -> bool {
        let said = [&self.tag, &self.untag, &self.note, &self.unnote, &self.became];
        said.into_iter().flatten().count() == 1
    }
}

/// What is said of one article.
#[derive(Debug, Clone, Default)]
struct Held {
    /// By what makes tags the same: the tag as it was first written.
    tags: BTreeMap<String, String>,
    notes: Vec<Note>,
}

/// Tags and notes of all articles.
#[derive(Debug, Clone, Default)]
pub struct Notes {
    held: BTreeMap<String, Held>,
    /// By the id that an article has: the one before.
    before: HashMap<String, String>,
    faults: Vec<Fault>,
}

impl Notes {
    /// Reads the text of a file.
    pub fn parse(text: &str) -> Notes {
        let mut notes = Notes::default();
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        for (line, text) in (1..).zip(text.lines()).filter(|(_, text)| !text.trim().is_empty()) {
            match serde_json::from_str::<Entry>(text) {
                Ok(entry) if entry.has_one() && !entry.id.is_empty() => notes.add(entry),
                Ok(_) => {
                    let reason = "expected an id and one of tag, untag, note, unnote or became".to_owned();
                    notes.faults.push(Fault { line, reason });
                }
                Err(error) => notes.faults.push(Fault { line, reason: format!("not an entry: {error}") }),
            }
        }
        notes
    }

    fn add(&mut self, entry: Entry) {
        let Entry { id, tag, untag, note, unnote, became, at } = entry;
        if let Some(became) = became {
            self.before.insert(became, id);
            return;
        }
        let held = self.held.entry(id.clone()).or_default();
        if let Some(tag) = tag {
            held.tags.entry(key(&tag)).or_insert(tag);
        }
        if let Some(tag) = untag {
            held.tags.remove(&key(&tag));
        }
        if let Some(text) = note {
            held.notes.push(Note { text, at });
        }
        if let Some(text) = unnote {
            held.notes.retain(|note| note.text != text);
        }
        if held.tags.is_empty() && held.notes.is_empty() {
            self.held.remove(&id);
        }
    }

    /// What is not understood.
    pub fn faults(&self) -> &[Fault] {
        &self.faults
    }

    /// True if nothing is said.
    pub fn is_empty(&self) -> bool {
        self.held.is_empty() && self.before.is_empty()
    }

    /// The ids of articles that have tags or notes.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.held.keys().map(String::as_str)
    }

    /// The id that an article had before it was edited.
    pub fn before(&self, id: &str) -> Option<&str> {
        self.before.get(id).map(String::as_str)
    }

    /// The tags of an id, in order.
    pub fn tags(&self, id: &str) -> impl Iterator<Item = &str> {
        self.held.get(id).into_iter().flat_map(|held| held.tags.values().map(String::as_str))
    }

    /// The notes of an id, the oldest first.
    pub fn notes(&self, id: &str) -> &[Note] {
        self.held.get(id).map_or(&[], |held| &held.notes)
    }

    /// All that is said, in a form that does not depend on how the file came about.
    pub(super) fn said(&self) -> String {
        let mut said = String::new();
        for (id, held) in &self.held {
            let tags: Vec<&String> = held.tags.values().collect();
            let notes: Vec<String> = held.notes.iter().map(|note| format!("{:?}", note)).collect();
            let _ = writeln!(said, "{id:?} {tags:?} {notes:?}");
        }
        let mut before: Vec<_> = self.before.iter().collect();
        before.sort();
        let _ = write!(said, "{before:?}");
        said
    }
}

/// What makes tags the same.
fn key(tag: &str) -> String {
    fold(tag).into_owned()
}

/// A tag as it is kept.
///
/// # Errors
/// If it is none, in words.
pub fn checked_tag(text: &str) -> Result<String, String> {
    let tag = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if tag.is_empty() || tag.chars().count() > LONGEST_TAG || tag.contains(char::is_control) {
        return Err(format!("{text:?} is no tag: it needs 1 to {LONGEST_TAG} characters"));
    }
    if !tag.contains(char::is_alphanumeric) {
        return Err(format!("{text:?} is no tag: it needs a letter or a digit"));
    }
    Ok(tag)
}

/// A note as it is kept.
///
/// # Errors
/// If it is none, in words.
pub fn checked_note(text: &str) -> Result<String, String> {
    let note = text.trim();
    match note.len() {
        0 => Err("a note needs a text".to_owned()),
        length if length > LONGEST_NOTE => {
            Err(format!("a note has {LONGEST_NOTE} bytes at most, not {length}"))
        }
        _ => Ok(note.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(notes: &Notes, id: &str) -> Vec<String> {
        notes.tags(id).map(str::to_owned).collect()
    }

    #[test]
    fn lines_are_played_back_in_order() {
        let notes = Notes::parse(
            "\u{feff}{\"id\":\"a\",\"tag\":\"Seen\"}\r\n{\"id\":\"a\",\"tag\":\"seen\"}\n{\"id\":\"a\",\"tag\":\"b\"}\n\
             {\"id\":\"a\",\"note\":\"one\",\"at\":\"2026-03-01T18:04:00Z\"}\n\n{\"id\":\"b\",\"tag\":\"x\"}\n\
             {\"id\":\"b\",\"untag\":\"X\"}\n{\"id\":\"a\",\"note\":\"two\"}\n{\"id\":\"a\",\"unnote\":\"two\"}\n",
        );
        assert!(notes.faults().is_empty(), "{:?}", notes.faults());
        assert_eq!(tags(&notes, "a"), ["b", "Seen"]);
        assert_eq!(notes.notes("a"), [Note { text: "one".into(), at: "2026-03-01T18:04:00Z".into() }]);
        assert_eq!(notes.ids().collect::<Vec<_>>(), ["a"]);
    }

    #[test]
    fn faults_name_their_lines() {
        let notes = Notes::parse(
            "{\"id\":\"a\",\"tag\":\"x\"}\nnonsense\n{\"id\":\"a\"}\n{\"id\":\"a\",\"tg\":\"y\"}\n",
        );
        let lines: Vec<usize> = notes.faults().iter().map(|fault| fault.line).collect();
        assert_eq!((lines, tags(&notes, "a")), (vec![2, 3, 4], vec!["x".to_owned()]));
    }

    #[test]
    fn lines_are_read_back() {
        let entry = Entry { id: "a\"\n".into(), note: Some("\u{1f}\n'".into()), ..Entry::default() };
        let notes = Notes::parse(&entry.line());
        assert_eq!(notes.notes(&entry.id)[0].text, "\u{1f}\n'");
    }

    #[test]
    fn tags_and_notes_are_checked() {
        assert_eq!(checked_tag("  follow   up "), Ok("follow up".to_owned()));
        assert!(
            checked_tag("").is_err() && checked_tag("--").is_err() && checked_tag(&"x".repeat(101)).is_err()
        );
        assert!(checked_note(" ").is_err() && checked_note(&"x".repeat(LONGEST_NOTE + 1)).is_err());
    }
}
