//! The documents of an archive: its members, each opened like a file in turn.

use std::ops::ControlFlow;
use std::path::PathBuf;

use encoding_rs::Encoding;

use super::error::RecordError;
use super::facts::Facts;
use super::input::{Input, Scope};
use super::peek_reader::PeekReader;
use super::saved::Pages;
use super::sink::{ReadResult, RecordResult, Sink, Stop, push};
use super::{Opened, RawDoc, open_input};

/// What a member is called whose name begins with a dot, or that macOS adds.
pub(super) const HIDDEN: &str = "hidden file";

/// A member of an archive.
pub(super) struct Member<'a> {
    /// Where in the archive it is, for the article: a path, an address.
    pub place: Option<String>,
    /// The name that helps to detect its format; often the same.
    pub name: PathBuf,
    /// Its content; what is left unread of it is for the archive's reader to skip.
    pub source: PeekReader<'a>,
    /// The encoding that the archive declares.
    pub encoding: Option<&'static Encoding>,
    /// What the archive knows of the document.
    pub facts: Option<Facts>,
}

impl<'a> Member<'a> {
    /// A member known by its path only.
    pub(super) fn at(path: String, source: PeekReader<'a>) -> Self {
        Self { name: PathBuf::from(&path), place: Some(path), source, encoding: None, facts: None }
    }
}

/// Reads an archive: `read` goes through its entries and reports each to the [`Members`].
///
/// # Errors
/// If the sink wants no more, or archives are nested too deep.
pub(super) fn read_archive(
    mut scope: Scope,
    sink: &mut dyn Sink,
    read: impl FnOnce(&mut Members) -> ReadResult,
) -> ReadResult {
    scope.is_in_archive = true;
    // Whoever says that a file is an archive does not say what its members are.
    scope.forced = scope.forced.filter(|format| !format.holds_files());
    scope.descend()?;
    let mut members = Members { scope, sink, pages: Pages::default(), next_record: 0 };
    match read(&mut members) {
        Err(Stop::Failed(reason)) => members.error(RecordError::fatal(0, reason)),
        ended => ended,
    }
}

/// Places in places, as one path.
pub(super) fn joined(outer: Option<String>, inner: Option<String>) -> Option<String> {
    match (outer, inner) {
        (Some(outer), Some(inner)) => Some(format!("{outer}/{inner}")),
        (outer, inner) => outer.or(inner),
    }
}

/// Takes the entries of one archive, opens them, and numbers their records over the whole archive.
pub(super) struct Members<'s> {
    /// What holds for each member.
    pub scope: Scope,
    sink: &'s mut dyn Sink,
    pages: Pages,
    next_record: u64,
}

impl Members<'_> {
    /// Opens a member like a file and hands on its documents. What is wrong with one member does not end the archive.
    ///
    /// # Errors
    /// If nothing more is wanted of the archive.
    pub(super) fn member(&mut self, member: Member) -> ReadResult {
        let Member { place, name, source, encoding, facts } = member;
        let is_part = name.to_str().is_some_and(|name| self.pages.owns(name));
        if let Some(name) = name.to_str().filter(|_| !is_part) {
            self.pages.note(name);
        }
        let input = Input { encoding, is_part, ..Input::within(self.scope.clone(), &name, source) };
        match open_input(input) {
            Opened::Skipped { kind } => self.ignored(place, kind),
            Opened::Records(records) => {
                let mut stop = Ok(());
                let ended = records.read(&mut |found: RecordResult| {
                    stop = self.found(found, &place, facts.as_ref());
                    if stop.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
                });
                debug_assert_eq!(ended.is_break(), stop.is_err());
                stop
            }
        }
    }

    /// Hands on a document that the archive's own reader made.
    ///
    /// # Errors
    /// If nothing more is wanted of the archive.
    pub(super) fn document(&mut self, mut doc: RawDoc) -> ReadResult {
        doc.record = self.next_record;
        self.next_record += 1;
        self.push(Ok(doc))
    }

    /// Reports something that is not meant to hold documents, by its kind; it has no number of its own.
    ///
    /// # Errors
    /// If nothing more is wanted of the archive.
    pub(super) fn ignored(&mut self, member: Option<String>, kind: impl Into<String>) -> ReadResult {
        self.error(RecordError::passed_over(kind).within(member))
    }

    /// Reports an error.
    ///
    /// # Errors
    /// If nothing more is wanted of the archive.
    pub(super) fn error(&mut self, mut error: RecordError) -> ReadResult {
        error.record = self.next_record;
        self.next_record += u64::from(error.passed_over_kind().is_none());
        self.push(Err(error))
    }

    fn found(&mut self, found: RecordResult, place: &Option<String>, facts: Option<&Facts>) -> ReadResult {
        match found {
            Ok(mut doc) => {
                doc.member = joined(place.clone(), doc.member);
                complete(&mut doc, facts);
                self.document(doc)
            }
            Err(error) => self.error(RecordError { fatal: false, ..error.within(place.clone()) }),
        }
    }

    /// Hands one record on. Of a decompression bomb nothing more is read.
    fn push(&mut self, found: RecordResult) -> ReadResult {
        push(self.sink, found)?;
        if self.scope.ledger.is_overdrawn() { Err(Stop::Requested) } else { Ok(()) }
    }
}

/// Adds what the archive knows of a document and the document itself does not say.
fn complete(doc: &mut RawDoc, facts: Option<&Facts>) {
    let Some(facts) = facts else { return };
    match &mut doc.facts {
        Some(inner) => inner.fill_from(facts),
        None => doc.facts = Some(Box::new(facts.clone())),
    }
}

#[cfg(test)]
mod tests {
    use super::super::sink::tests::collected;
    use super::super::zip::tests::{made, outcome, zip};
    use super::super::{Format, open_reader};
    use super::*;

    fn forced(format: Option<Format>) -> Vec<String> {
        let bytes = zip(&[made("a.jsonl", b"{\"title\":\"x\"}"), made("b.png", b"\x89PNG\r\n\x1a\n")]);
        match open_reader(bytes.as_slice(), "a.zip".as_ref(), format) {
            Opened::Records(records) => outcome(collected(records)),
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
