//! Markdown with front matter: the notes and clippings that people keep, and the pages of static sites.
//!
//! ```text
//! ---
//! title: Ferry stays
//! date: 2015-10-23
//! ---
//! The **council** voted.
//! ```
//!
//! is a record with a `title`, a `date` and a `body`, which is `The council voted.`
//!
//! Not for: Markdown without front matter, which is read as the text that it is.

mod fields;
mod front_matter;
mod plain;

use super::error::Reason;
use super::input::Input;
use super::sink::{ReadResult, Sink, push};
use super::{Content, RawDoc, encoding};

/// Reads the file as one document.
///
/// # Errors
/// If it cannot be read, or the sink wants no more.
pub(super) fn read(input: Input, sink: &mut dyn Sink) -> ReadResult {
    push(sink, Ok(read_whole(input)?))
}

fn read_whole(input: Input) -> Result<RawDoc, Reason> {
    let (declared, keep_raw) = (input.encoding, input.scope.keep_raw);
    let raw = input.whole()?;
    let doc = RawDoc::of_whole(&raw, keep_raw);
    let text = encoding::decode_as_declared(raw, declared).text;
    let content = match front_matter::split(&text) {
        Some((front, body)) => Content::Record(fields::record(front.parse(), plain::plain(body))),
        None => Content::Text(text),
    };
    Ok(RawDoc { content, ..doc })
}

/// True if a text with this head, which may be cut off, begins with front matter.
pub(super) fn is_told_by(head: &[u8]) -> bool {
    let head = String::from_utf8_lossy(head);
    front_matter::begins(&head)
}

#[cfg(test)]
mod tests {
    use super::super::input::tests::input;
    use super::*;
    use proptest::prelude::*;

    fn content(text: &str) -> Content {
        read_whole(input("a.md", text.as_bytes())).unwrap().content
    }

    #[test]
    fn front_matter_and_text_are_one_record() {
        let Content::Record(record) =
            content("---\ntitle: Ferry stays\n---\n# Ferry\n\nThe **council** voted.\n")
        else {
            panic!()
        };
        assert_eq!(
            (&record["title"], &record["body"]),
            (&"Ferry stays".into(), &"Ferry\n\nThe council voted.".into())
        );
    }

    #[test]
    fn without_front_matter_it_is_a_text() {
        assert_eq!(content("# Ferry\n\nIt stays."), Content::Text("# Ferry\n\nIt stays.".into()));
    }

    #[test]
    fn front_matter_is_told_by_its_first_lines() {
        assert!(is_told_by(b"---\ntitle: Ferry\nda") && is_told_by(b"+++\r\ntitle = \"x\"\r\n+++\r\n"));
        for text in [
            "---\n\nA rule.",
            "--- title: x",
            "- - -",
            "+++ war +++",
            "---\nIt began, they said: at noon.\n---\n",
            "",
        ] {
            assert!(!is_told_by(text.as_bytes()), "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "(---\n|\\+\\+\\+\n|a|title|: |= |\\[|\\]|\"|- |\\||>|\n|  |#|\\*|é|`|<b>){0,40}") {
            content(&text);
            content(&format!("---\ntitle: x\n{text}\n---\n{text}"));
        }
    }
}
