//! Finding the end of a JSON value by its brackets and quotes alone.
//!
//! Nothing is parsed here. A value whose brackets do not match, or with a line end in a
//! string, still ends somewhere sensible, so that the record after a damaged one
//! can be read.

use memchr::memchr3;

/// How many open brackets are distinguished; deeper ones are only counted. The parser allows 128.
const TOLD_APART: usize = 1024;

/// Where a scan is within a value.
#[derive(Debug, Default)]
pub(super) struct Nesting {
    open: Vec<u8>,
    /// How many brackets are open beyond those distinguished.
    deeper: u64,
    in_string: bool,
    escaped: bool,
    /// The last byte outside strings that was not white space; 0 before the first.
    last: u8,
    /// The column at which the value began.
    column: u64,
    /// True after a line end in a string: somewhere before it a quote is missing.
    broken: bool,
    /// In a broken value, how far into a line that held only white space and commas so far.
    fresh: Option<u64>,
}

/// What a closing bracket closed.
enum Closed {
    Inner,
    Value,
    /// A bracket opened before the value; the value lacks a bracket of its own.
    Outer,
}

impl Nesting {
    /// The scan of a value that begins at a column of its line.
    pub(super) fn at_column(column: u64) -> Self {
        Self { column, ..Self::default() }
    }

    /// Goes on with the next bytes; `Some` is how many of them belong to the value, if it ends in them.
    pub(super) fn advance(&mut self, bytes: &[u8]) -> Option<usize> {
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            if self.in_string {
                at += self.advance_in_string(&bytes[at..]);
                if !self.in_string && self.is_outermost() {
                    return Some(at);
                }
                continue;
            }
            if self.ends_before(byte) {
                return Some(at);
            }
            self.note_last(byte);
            at += 1;
            match byte {
                b'"' => self.in_string = true,
                b'{' | b'[' => self.open(byte),
                b'}' | b']' => match self.close(byte) {
                    Closed::Inner => {}
                    Closed::Value => return Some(at),
                    Closed::Outer => return Some(at - 1),
                },
                _ => {}
            }
        }
        None
    }

    fn is_outermost(&self) -> bool {
        self.open.is_empty()
    }

    fn advance_in_string(&mut self, bytes: &[u8]) -> usize {
        if self.escaped {
            self.escaped = false;
            return 1;
        }
        let Some(at) = memchr3(b'"', b'\\', b'\n', bytes) else {
            return bytes.len();
        };
        match bytes[at] {
            b'\\' => self.escaped = true,
            b'"' => self.in_string = false,
            _ => {
                self.in_string = false;
                self.broken = true;
                self.fresh = Some(0);
            }
        }
        at + 1
    }

    fn ends_before(&mut self, byte: u8) -> bool {
        if self.is_outermost() {
            return self.last != 0 && matches!(byte, b',' | b':' | b']' | b'}' | b'{' | b'[' | b'"' | b'\n');
        }
        self.is_object_without_key(byte) || (self.broken && self.is_next_value(byte))
    }

    fn note_last(&mut self, byte: u8) {
        if !byte.is_ascii_whitespace() {
            self.last = byte;
        }
    }

    /// A brace in an object follows a colon; one that does not is the next value, and this one lacks its end.
    fn is_object_without_key(&self, byte: u8) -> bool {
        byte == b'{' && self.last != b':' && self.deeper == 0 && self.open.last() == Some(&b'{')
    }

    /// In a broken value, a brace that opens a line no further in than the value began is the next value.
    fn is_next_value(&mut self, byte: u8) -> bool {
        let fresh = self.fresh;
        self.fresh = match byte {
            b'\n' => Some(0),
            b' ' | b'\t' | b'\r' | b',' => fresh.map(|column| column + 1),
            _ => None,
        };
        byte == b'{' && fresh.is_some_and(|column| column <= self.column)
    }

    fn open(&mut self, bracket: u8) {
        if self.open.len() < TOLD_APART {
            self.open.push(bracket);
        } else {
            self.deeper += 1;
        }
    }

    fn close(&mut self, bracket: u8) -> Closed {
        if self.deeper > 0 {
            self.deeper -= 1;
            return Closed::Inner;
        }
        let opening = if bracket == b'}' { b'{' } else { b'[' };
        match self.open.iter().rposition(|&open| open == opening) {
            None => Closed::Outer,
            Some(0) => Closed::Value,
            Some(at) => {
                self.open.truncate(at);
                Closed::Inner
            }
        }
    }
}

/// The first value of the bytes, which must not begin with white space; all of them if it is cut off.
pub(super) fn first_value(bytes: &[u8]) -> &[u8] {
    let end = Nesting::default().advance(bytes).unwrap_or(bytes.len());
    &bytes[..end]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn first(text: &str) -> &str {
        std::str::from_utf8(first_value(text.as_bytes())).unwrap()
    }

    #[test]
    fn a_value_ends_with_its_last_bracket() {
        assert_eq!(first(r#"{"a": [1, "}\"]"]} rest"#), r#"{"a": [1, "}\"]"]}"#);
        assert_eq!(first(r#""a\\" , 1"#), r#""a\\""#);
        assert_eq!(first("12.5, 1"), "12.5");
        assert_eq!(first("true]"), "true");
        assert_eq!(first("[[],{}]]"), "[[],{}]");
    }

    #[test]
    fn brackets_that_do_not_match_end_a_value_all_the_same() {
        assert_eq!(first("{\"a\": [1, 2}, {"), "{\"a\": [1, 2}");
        assert_eq!(first("{\"a\": 1], {"), "{\"a\": 1");
        assert_eq!(first("{\"a\": 1, {\"b\": 2}"), "{\"a\": 1, ");
    }

    #[test]
    fn a_missing_quote_harms_only_its_own_value() {
        assert_eq!(first("{\"a\": \"b, \"c\": 1}\n, {\"d\": 2}]"), "{\"a\": \"b, \"c\": 1}\n, ");
        assert_eq!(first("{\"a\": b\"},\n{\"a\": 1}\n]"), "{\"a\": b\"},\n");
        let mut nesting = Nesting::at_column(2);
        assert_eq!(nesting.advance(b"{\"a\": \"b,\n    [\n    {\"c\": 1}]\n  }, x"), Some(33));
    }

    #[test]
    fn depth_without_end_takes_no_memory() {
        let mut nesting = Nesting::default();
        assert_eq!(nesting.advance(&[b'['; 100_000]), None);
        assert_eq!(nesting.open.len(), TOLD_APART);
        assert_eq!(nesting.advance(&[b']'; 100_001]), Some(100_000));
    }

    proptest! {
        #[test]
        fn the_pieces_it_comes_in_do_not_matter(text in "[\\[\\]{}\"\\\\a,:\n ]{1,40}", cut in 0usize..40) {
            let bytes = text.as_bytes();
            let cut = cut.min(bytes.len());
            let mut nesting = Nesting::default();
            let in_pieces = nesting
                .advance(&bytes[..cut])
                .or_else(|| nesting.advance(&bytes[cut..]).map(|end| end + cut));
            prop_assert_eq!(in_pieces, Nesting::default().advance(bytes));
        }

        #[test]
        fn a_well_formed_value_is_found_whole(texts in proptest::collection::vec("[^\\x00]{0,10}", 0..5)) {
            let value = serde_json::json!({ "a": texts, "b": [{ "c": texts }] }).to_string();
            let followed = format!("{value},\n{{");
            prop_assert_eq!(first(&followed), value.as_str());
        }
    }
}
