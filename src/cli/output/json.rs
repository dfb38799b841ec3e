//! JSON that reads back byte for byte, and that no terminal obeys.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};

use dateline_core::text::safe::is_unsafe;

/// Writes a value on a line of its own.
pub(super) fn write_line(out: &mut impl Write, value: &impl Serialize) -> io::Result<()> {
    value.serialize(&mut Serializer::with_formatter(&mut *out, Escaped))?;
    out.write_all(b"\n")
}

/// Compact JSON in which every character that a terminal could obey is written as `\u…`.
///
/// JSON itself asks that only for those below U+0020. A string means the same either way.
struct Escaped;

impl Formatter for Escaped {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, out: &mut W, fragment: &str) -> io::Result<()> {
        let mut rest = fragment;
        while let Some((at, c)) = rest.char_indices().find(|&(_, c)| is_unsafe(c)) {
            out.write_all(&rest.as_bytes()[..at])?;
            write!(out, "\\u{:04x}", u32::from(c))?;
            rest = &rest[at + c.len_utf8()..];
        }
        out.write_all(rest.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn written(text: &str) -> String {
        let mut out = Vec::new();
        write_line(&mut out, &text).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn only_what_a_terminal_could_obey_is_escaped() {
        assert_eq!(written("É \"北\" 👩‍👧"), "\"É \\\"北\\\" 👩‍👧\"\n");
        assert_eq!(written("\x1b\x7f\u{9b}\u{202e}\n"), "\"\\u001b\\u007f\\u009b\\u202e\\n\"\n");
    }

    proptest! {
        #[test]
        fn any_text_reads_back(text in "(?s).*") {
            let line = written(&text);
            prop_assert_eq!(serde_json::from_str::<String>(&line).unwrap(), text);
            prop_assert!(!line.trim_end_matches('\n').contains(is_unsafe));
        }
    }
}
