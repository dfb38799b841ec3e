//! JSON: objects one after the other, lists of objects, and objects around a list of objects.

use std::io;

use dateline_core::RecordHash;

use super::columns::Columns;
use super::error::{Reason, RecordError};
use super::hash::StreamHash;
use super::object::{self, MAX_RECORD, Place};
use super::peek_reader::PeekReader;
use super::sink::{ReadResult, RecordResult, Sink, push_all};
use super::splitter::{End, Splitter};
use super::{RawDoc, encoding, in_utf8, wrapper};

/// Reads the records of a stream; `may_be_alone` if one object that is all there is gets its id from all bytes.
///
/// # Errors
/// If the sink wants no more.
pub(super) fn read(
    source: PeekReader,
    may_be_alone: bool,
    columns: &Columns,
    sink: &mut dyn Sink,
) -> ReadResult {
    let records = JsonRecords::with_limit(source, may_be_alone, MAX_RECORD);
    push_all(sink, JsonRecords { columns: columns.clone(), ..records })
}

/// The records of a JSON stream, of which one at a time is in memory.
struct JsonRecords<'a> {
    splitter: Splitter<'a>,
    limit: usize,
    state: State,
    /// How many objects around the wrapper are open.
    envelopes: usize,
    record: u64,
    /// The hash of the whole stream, until it is known whether its first object is all there is.
    whole: StreamHash,
    /// True until something other than an object was met, in a stream that may be one object.
    only_objects: bool,
    /// True if the bytes that are read are those that are kept, in the same encoding.
    is_as_kept: bool,
    /// An error that was met in looking ahead.
    pending: Option<io::Error>,
    /// The names that the user gives to keys.
    columns: Columns,
}

/// What the stream is within.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Top,
    List,
    /// An object around lists of records.
    Wrapper,
    /// A list of records in such an object.
    WrappedList,
    /// A list of something else in such an object.
    OtherList,
}

impl<'a> JsonRecords<'a> {
    fn with_limit(mut source: PeekReader<'a>, may_be_alone: bool, limit: usize) -> Self {
        let is_as_kept = encoding::utf16(source.head()).is_none();
        let whole = StreamHash::new();
        let source = if may_be_alone { PeekReader::new(whole.reading(source)) } else { source };
        Self {
            splitter: Splitter::new(in_utf8(source)),
            limit,
            state: State::Top,
            envelopes: 0,
            record: 0,
            whole,
            only_objects: may_be_alone,
            is_as_kept,
            pending: None,
            columns: Columns::default(),
        }
    }

    fn step(&mut self) -> io::Result<Step> {
        if let Some(error) = self.pending.take() {
            return Err(error);
        }
        let Some(next) = self.splitter.peek()? else {
            return Ok(self.at_end());
        };
        match self.state {
            State::Top => self.step_at_top(next),
            State::List | State::WrappedList => self.step_in_list(next),
            State::OtherList => self.step_in_other_list(next),
            State::Wrapper => self.step_in_wrapper(next),
        }
    }

    fn at_end(&self) -> Step {
        match self.state {
            State::Top => Step::End,
            State::Wrapper => self.ends_early("the object around the list"),
            _ => self.ends_early("the list"),
        }
    }

    fn ends_early(&self, what: &'static str) -> Step {
        self.fatal(Reason::EndsEarly { what, line: self.splitter.place().line })
    }

    fn fatal(&self, reason: Reason) -> Step {
        Step::Found(Box::new(Err(RecordError::fatal(self.record, reason))))
    }

    fn step_at_top(&mut self, next: u8) -> io::Result<Step> {
        match next {
            b'{' => return self.object_at_top(),
            b'[' => self.state = State::List,
            b',' => {}
            _ => {
                let Place { line, column } = self.splitter.place();
                let message = "expected an object or a list".to_owned();
                return Ok(self.fatal(Reason::Malformed { line, column: column + 1, message }));
            }
        }
        self.skip_byte()
    }

    fn skip_byte(&mut self) -> io::Result<Step> {
        self.only_objects = false;
        self.splitter.skip_byte()?;
        Ok(Step::Passed)
    }

    /// A record may not be longer than the limit, so an object that is can only be a wrapper.
    fn object_at_top(&mut self) -> io::Result<Step> {
        let place = self.splitter.place();
        let mut raw = Vec::new();
        let end = self.splitter.value(&mut raw, self.limit)?;
        if wrapper::is_wrapper(&raw, &self.columns) {
            self.splitter.put_back(raw, place);
            self.state = State::Wrapper;
            return self.skip_byte();
        }
        self.record_of(&raw, place, end)
    }

    fn step_in_list(&mut self, next: u8) -> io::Result<Step> {
        match next {
            b']' => self.leave_list(),
            // A brace too many after an element is no reason to give up the list.
            b',' | b':' | b'}' => self.skip_byte(),
            _ => {
                let place = self.splitter.place();
                let mut raw = Vec::new();
                let end = self.splitter.value(&mut raw, self.limit)?;
                self.record_of(&raw, place, end)
            }
        }
    }

    fn leave_list(&mut self) -> io::Result<Step> {
        self.state = if self.state == State::List { State::Top } else { State::Wrapper };
        self.skip_byte()
    }

    fn step_in_other_list(&mut self, next: u8) -> io::Result<Step> {
        match next {
            b']' => self.leave_list(),
            b',' | b':' | b'}' => self.skip_byte(),
            _ => self.skip_value(),
        }
    }

    fn skip_value(&mut self) -> io::Result<Step> {
        self.splitter.skip_value()?;
        Ok(Step::Passed)
    }

    fn step_in_wrapper(&mut self, next: u8) -> io::Result<Step> {
        match next {
            b'}' => {
                match self.envelopes {
                    0 => self.state = State::Top,
                    _ => self.envelopes -= 1,
                }
                self.skip_byte()
            }
            b',' | b':' | b']' => self.skip_byte(),
            b'"' => self.member(),
            _ => self.skip_value(),
        }
    }

    /// Reads a key of the wrapper and goes into its value if that is a list of objects.
    fn member(&mut self) -> io::Result<Step> {
        let mut key = Vec::new();
        self.splitter.value(&mut key, self.limit)?;
        if self.splitter.peek()? == Some(b':') {
            self.splitter.skip_byte()?;
        }
        match self.splitter.peek()? {
            Some(b'[') if wrapper::is_list_key(&key) => {
                self.splitter.skip_byte()?;
                let holds_objects = self.splitter.peek()? == Some(b'{');
                self.state = if holds_objects { State::WrappedList } else { State::OtherList };
                Ok(Step::Passed)
            }
            Some(b'{') if self.envelopes == 0 && wrapper::is_envelope_key(&key) => {
                self.envelopes = 1;
                self.skip_byte()
            }
            Some(b'}' | b']' | b',' | b':') | None => Ok(Step::Passed),
            Some(_) => self.skip_value(),
        }
    }

    fn record_of(&mut self, raw: &[u8], place: Place, end: End) -> io::Result<Step> {
        let record = self.record;
        self.record += 1;
        let found = match end {
            End::Whole => {
                // Looking ahead goes on in the stream.
                let end = self.splitter.offset();
                let range = end.saturating_sub(raw.len() as u64)..end;
                let hash = self.hash_of_all(record);
                let read = object::document(record, raw, place, &self.columns);
                let range = (hash.is_none() && self.is_as_kept).then_some(range);
                let read = read.map(|doc| RawDoc { hash: hash.unwrap_or(doc.hash), range, ..doc });
                read.map_err(|reason| RecordError::skipped(record, reason))
            }
            End::TooLong => {
                self.splitter.skip_rest()?;
                let reason = Reason::TooLong { what: "value", line: place.line, limit: self.limit };
                Err(RecordError::skipped(record, reason))
            }
            End::CutOff => {
                let line = self.splitter.place().line;
                Err(RecordError::fatal(record, Reason::EndsEarly { what: "a record", line }))
            }
        };
        Ok(Step::Found(Box::new(found)))
    }
}

impl JsonRecords<'_> {
    /// The hash of the stream, if the object that was just read is all there is.
    fn hash_of_all(&mut self, record: u64) -> Option<RecordHash> {
        if record > 0 {
            return None;
        }
        let is_alone = self.only_objects
            && match self.splitter.peek() {
                Ok(next) => next.is_none(),
                Err(error) => {
                    self.pending = Some(error);
                    false
                }
            };
        self.whole.finish().filter(|_| is_alone)
    }
}

/// What a step through the stream came upon.
enum Step {
    Found(Box<RecordResult>),
    Passed,
    End,
}

impl Iterator for JsonRecords<'_> {
    type Item = RecordResult;

    fn next(&mut self) -> Option<RecordResult> {
        loop {
            match self.step() {
                Ok(Step::Passed) => {}
                Ok(Step::Found(found)) => return Some(*found),
                Ok(Step::End) => return None,
                Err(error) => {
                    return Some(Err(RecordError::fatal(self.record, error.into())));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::peek_reader::tests::source;
    use super::*;
    use crate::Content;
    use proptest::prelude::*;
    use std::io::Read;

    /// What became of each record up to a fatal error: its `n`, or the error's message.
    fn outcome_with(bytes: &[u8], limit: usize) -> Vec<String> {
        let mut outcome = Vec::new();
        for (at, found) in JsonRecords::with_limit(source(bytes), true, limit).enumerate() {
            match found {
                Ok(RawDoc { record, content: Content::Record(object), .. }) => {
                    assert_eq!(record, at as u64);
                    outcome.push(object.get("n").map(ToString::to_string).unwrap_or_default());
                }
                Ok(other) => panic!("{other:?}"),
                Err(error) => {
                    outcome.push(error.to_string());
                    if error.fatal {
                        break;
                    }
                }
            }
        }
        outcome
    }

    fn outcome(text: &str) -> Vec<String> {
        outcome_with(text.as_bytes(), 1000)
    }

    #[test]
    fn objects_lists_and_mixtures_are_read() {
        assert_eq!(outcome("{\"n\":\n 1}"), ["1"]);
        assert_eq!(outcome("[{\"n\":1}, {\"n\":2}]"), ["1", "2"]);
        assert_eq!(outcome("{\"n\":1}\n{\"n\":2} {\"n\":3},{\"n\":4}"), ["1", "2", "3", "4"]);
        assert_eq!(outcome("\u{feff}[{\"n\":1}]\n[{\"n\":2}] {\"n\":3}"), ["1", "2", "3"]);
        assert!(outcome("[]").is_empty());
    }

    #[test]
    fn the_list_in_a_wrapper_is_read() {
        let text = r#"{"status": "ok", "tags": [[1], {"x": 2}], "articles": [{"n": 1, "title": "a"},
            {"n": 2}], "data": [1, 2], "more": {"a": "b"}} {"n": 3}"#;
        assert_eq!(outcome(text), ["1", "2", "3"]);
        assert_eq!(outcome(r#"{"n": 1, "text": "x", "items": [{"title": "a"}]}"#), ["1"]);
    }

    #[test]
    fn a_wrapper_may_stand_in_another_object() {
        let text = r#"{"copyright": "x", "response": {"status": "ok", "docs": [{"n": 1, "title": "a"}], "meta": {}}, "x": 1} {"n": 2}"#;
        assert_eq!(outcome(text), ["1", "2"]);
    }

    #[test]
    fn a_wrapper_may_be_larger_than_any_record() {
        let items: Vec<_> = (0..50).map(|n| format!(r#"{{"n": {n}, "title": "some words"}}"#)).collect();
        let text = format!(r#"{{"results": [{}]}}"#, items.join(",\n"));
        let found = outcome_with(text.as_bytes(), 200);
        assert_eq!(found, (0..50).map(|n| n.to_string()).collect::<Vec<_>>());
    }

    #[test]
    fn a_bad_element_is_reported_and_the_next_is_read() {
        let found = outcome("[{\"n\":1},\n{\"n\": nope},\n7,\n{\"n\":2}}, {\"n\":[3}, {\"n\":4}]");
        assert_eq!(found.len(), 6);
        assert_eq!(found[1], "record 1: malformed JSON at line 2 column 8: expected ident");
        assert_eq!(found[2], "record 2: expected an object at line 3, found a number");
        assert_eq!((found[3].as_str(), found[5].as_str()), ("2", "4"));
    }

    #[test]
    fn a_missing_quote_costs_one_element() {
        let found = outcome("[{\"n\":1},\n{\"a: 1, \"n\": 2},\n{\"n\":3},\n{\"n\":4}]");
        assert_eq!(found.len(), 4);
        assert!(found[1].contains("line 2"), "{}", found[1]);
        assert_eq!(found[2..], ["3", "4"]);
    }

    #[test]
    fn a_long_element_is_an_error_and_the_next_is_read() {
        let text = format!("[{{\"a\":\"{}\"}},{{\"n\":2}}]", "x".repeat(2000));
        let found = outcome(&text);
        assert!(found[0].contains("value longer than"));
        assert_eq!(found[1], "2");
    }

    #[test]
    fn a_file_that_was_cut_off_is_reported() {
        let cut = outcome("[{\"n\":1}, {\"n\":");
        assert_eq!(cut[0], "1");
        assert_eq!(
            cut[1],
            "record 1: unexpected end of file at line 1: a record is not closed; the file may be truncated"
        );
        assert!(outcome("[{\"n\":1},\n")[1].contains("the list is not closed"));
        let wrapper = outcome("{\"docs\": [{\"n\":1,\"title\":\"a\"}, {\"n");
        assert_eq!(wrapper[0], "1");
        assert!(wrapper[1].contains("a record is not closed"));
    }

    #[test]
    fn what_is_no_json_is_one_error() {
        let found = outcome("Not found.\nSorry.");
        assert_eq!(found, ["record 0: malformed JSON at line 1 column 1: expected an object or a list"]);
    }

    #[test]
    fn a_list_without_end_is_read_as_a_stream() {
        struct Endless;
        impl Read for Endless {
            fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
                let element = b",{\"n\":1}";
                let count = buffer.len() / element.len() * element.len();
                buffer[..count].chunks_mut(element.len()).for_each(|place| place.copy_from_slice(element));
                Ok(count)
            }
        }
        let source = PeekReader::new((&b"[{\"n\":0}"[..]).chain(Endless));
        let read =
            JsonRecords::with_limit(source, true, MAX_RECORD).take(100_000).filter(Result::is_ok).count();
        assert_eq!(read, 100_000);
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            outcome_with(&bytes, 20);
        }

        #[test]
        fn no_brackets_make_it_panic_or_stand_still(text in "[\\[\\]{}\"an1,:\n ]{0,60}", limit in 1usize..70) {
            let found = JsonRecords::with_limit(source(text.as_bytes()), true, limit).take(1000).count();
            prop_assert!(found <= 1000);
        }

        #[test]
        fn every_element_comes_back(numbers in proptest::collection::vec(any::<u32>(), 0..20), pretty: bool) {
            let list: Vec<_> = numbers.iter().map(|n| serde_json::json!({ "n": n, "t": "[{\"" })).collect();
            let wrapper = serde_json::json!({ "k": "v", "docs": [{ "n": 0, "text": list.len() }], "data": list });
            let text = if pretty { serde_json::to_string_pretty(&list) } else { serde_json::to_string(&list) };
            let expected: Vec<_> = numbers.iter().map(ToString::to_string).collect();
            prop_assert_eq!(outcome_with(text.unwrap().as_bytes(), 1 << 20), expected.clone());
            let wrapped = outcome_with(wrapper.to_string().as_bytes(), 1 << 20);
            prop_assert_eq!(&wrapped[1..], &expected[..]);
        }

        #[test]
        fn a_flipped_bit_costs_few_elements(at in 1usize..200, bit in 0u8..8) {
            let mut bytes = b"[".to_vec();
            bytes.extend((0..10).flat_map(|n| format!("{{\"n\": {n}, \"text\": \"words\"}},\n").into_bytes()));
            bytes.extend_from_slice(b"{\"n\": 10}]");
            bytes[at] ^= 1 << bit;
            let found = outcome_with(&bytes, 1000);
            prop_assert!(found.iter().filter(|n| n.parse::<u32>().is_ok()).count() >= 8, "{:?}", found);
        }
    }
}
