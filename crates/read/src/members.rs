//! The documents of an archive: its members, each opened like a file in turn.

use std::path::PathBuf;

use encoding_rs::Encoding;

use super::error::RecordError;
use super::facts::Facts;
use super::input::{Input, Scope};
use super::peek_reader::PeekReader;
use super::saved::Pages;
use super::{Documents, Found, Opened, RawDoc, open_input};

/// One thing that stands in an archive.
pub(super) enum Entry {
    /// Something to be opened like a file.
    Member(Box<Member>),
    /// A document that the archive's own reader made.
    Document(RawDoc),
    /// Something that holds no documents and is not meant to, by its kind.
    PassedOver {
        /// The name of the member.
        member: Option<String>,
        /// What it is.
        kind: String,
    },
}

/// A member of an archive.
pub(super) struct Member {
    /// Where in the archive it stands, for the article: a path, an address.
    pub place: Option<String>,
    /// The name that helps to tell its format; often the same.
    pub name: PathBuf,
    pub source: PeekReader,
    /// The encoding that the archive tells.
    pub encoding: Option<&'static Encoding>,
    /// What the archive knows of the document.
    pub facts: Option<Facts>,
}

impl Member {
    /// A member known by its path only.
    pub(super) fn at(path: String, source: PeekReader) -> Self {
        Self { name: PathBuf::from(&path), place: Some(path), source, encoding: None, facts: None }
    }
}

/// What an archive yields: an entry, or an error in its place.
pub(super) type EntryResult = Result<Entry, RecordError>;

/// The documents of an archive that yields its entries one after the other.
///
/// An entry may share the stream of the archive: it is used up before the next is asked for.
pub(super) fn documents(
    mut scope: Scope,
    entries: impl Iterator<Item = EntryResult> + Send + 'static,
) -> Documents {
    scope.is_in_archive = true;
    // Whoever says that a file is an archive does not say what its members are.
    scope.forced = scope.forced.filter(|format| !format.holds_files());
    match scope.descend() {
        Ok(()) => Box::new(Members {
            scope,
            entries,
            current: None,
            pages: Pages::default(),
            next_record: 0,
            ended: false,
        }),
        Err(reason) => super::one(move || Err(reason)),
    }
}

/// Places in places, as one path.
pub(super) fn joined(outer: Option<String>, inner: Option<String>) -> Option<String> {
    match (outer, inner) {
        (Some(outer), Some(inner)) => Some(format!("{outer}/{inner}")),
        (outer, inner) => outer.or(inner),
    }
}

struct Members<E> {
    scope: Scope,
    entries: E,
    current: Option<Current>,
    pages: Pages,
    next_record: u64,
    ended: bool,
}

/// The member whose documents are being read.
struct Current {
    documents: Documents,
    place: Option<String>,
    facts: Option<Facts>,
}

impl<E: Iterator<Item = EntryResult>> Members<E> {
    fn enter(&mut self, entry: Entry) -> Option<Found> {
        match entry {
            Entry::Document(doc) => Some(Ok(self.numbered(doc))),
            Entry::PassedOver { member, kind } => {
                Some(Err(self.numbered_error(RecordError::passed_over(kind).within(member))))
            }
            Entry::Member(member) => {
                let Member { place, name, source, encoding, facts } = *member;
                let is_part = name.to_str().is_some_and(|name| self.pages.owns(name));
                if let Some(name) = name.to_str().filter(|_| !is_part) {
                    self.pages.note(name);
                }
                let input = Input { encoding, is_part, ..Input::within(self.scope.clone(), &name, source) };
                match open_input(input) {
                    Opened::Skipped { kind } => {
                        Some(Err(self.numbered_error(RecordError::passed_over(kind).within(place))))
                    }
                    Opened::Records(records) => {
                        self.current = Some(Current { documents: Box::new(records), place, facts });
                        None
                    }
                }
            }
        }
    }

    /// Records count from 0 over the whole archive; what is passed over has no number of its own.
    fn numbered(&mut self, mut doc: RawDoc) -> RawDoc {
        doc.record = self.next_record;
        self.next_record += 1;
        doc
    }

    fn numbered_error(&mut self, mut error: RecordError) -> RecordError {
        error.record = self.next_record;
        self.next_record += u64::from(error.passed_over_kind().is_none());
        error
    }

    /// The next document of the current member; what is wrong with one member does not end the archive.
    fn next_of_current(&mut self) -> Option<Found> {
        let current = self.current.as_mut()?;
        match current.documents.next() {
            Some(Ok(mut doc)) => {
                doc.member = joined(current.place.clone(), doc.member);
                lay_beneath(&mut doc, current.facts.as_ref());
                Some(Ok(self.numbered(doc)))
            }
            Some(Err(mut error)) => {
                error = error.within(current.place.clone());
                error.fatal = false;
                Some(Err(self.numbered_error(error)))
            }
            None => {
                self.current = None;
                None
            }
        }
    }

    fn next_entry(&mut self) -> Option<Found> {
        if self.scope.ledger.is_overdrawn() {
            return None;
        }
        match self.entries.next()? {
            Ok(entry) => self.enter(entry),
            Err(error) => {
                self.ended = error.fatal;
                Some(Err(self.numbered_error(error)))
            }
        }
    }
}

fn lay_beneath(doc: &mut RawDoc, facts: Option<&Facts>) {
    let Some(facts) = facts else { return };
    match &mut doc.facts {
        Some(inner) => inner.fill_from(facts),
        None => doc.facts = Some(Box::new(facts.clone())),
    }
}

impl<E: Iterator<Item = EntryResult>> Iterator for Members<E> {
    type Item = Found;

    fn next(&mut self) -> Option<Found> {
        while !self.ended {
            if let Some(found) = self.next_of_current() {
                return Some(found);
            }
            match self.next_entry() {
                Some(found) => return Some(found),
                None => self.ended |= self.current.is_none(),
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::super::zip::tests::{made, outcome, zip};
    use super::super::{Format, open_reader};
    use super::*;
    use std::io::Cursor;

    fn forced(format: Option<Format>) -> Vec<String> {
        let bytes = zip(&[made("a.jsonl", b"{\"title\":\"x\"}"), made("b.png", b"\x89PNG\r\n\x1a\n")]);
        match open_reader(Cursor::new(bytes), "a.zip".as_ref(), format) {
            Opened::Records(records) => outcome(records.collect()),
            Opened::Skipped { kind } => panic!("{kind}"),
        }
    }

    #[test]
    fn a_forced_format_is_that_of_the_texts_in_an_archive() {
        assert_eq!(forced(None), ["0 a.jsonl record", "- b.png image"]);
        assert_eq!(forced(Some(Format::Zip)), forced(None));
        assert_eq!(forced(Some(Format::Text)), ["0 a.jsonl {\"title\":\"x\"}", "- b.png image"]);
    }

    #[test]
    fn places_in_places_are_one_path() {
        assert_eq!(joined(Some("a".into()), Some("b".into())).as_deref(), Some("a/b"));
        assert_eq!(joined(None, Some("b".into())).as_deref(), Some("b"));
        assert_eq!(joined(None, None), None);
    }
}
