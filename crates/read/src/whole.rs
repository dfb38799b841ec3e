//! Files that are one document: texts and pages.

use super::error::Reason;
use super::input::Input;
use super::object::MAX_RECORD;
use super::sink::{ReadResult, Sink, push};
use super::{Content, RawDoc, encoding};

/// What a whole file is read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Html,
}

/// Reads the whole stream as one document.
///
/// # Errors
/// If it cannot be read, or the sink wants no more.
pub(super) fn read(input: Input, kind: Kind, sink: &mut dyn Sink) -> ReadResult {
    push(sink, Ok(read_up_to(MAX_RECORD, input, kind)?))
}

fn read_up_to(limit: usize, input: Input, kind: Kind) -> Result<RawDoc, Reason> {
    let (declared, keep_raw) = (input.encoding, input.scope.keep_raw);
    let raw = input.whole_up_to(limit)?;
    let doc = RawDoc::of_whole(&raw, keep_raw);
    let content = match kind {
        Kind::Text => Content::Text(encoding::decode_as_declared(raw, declared).text),
        Kind::Html => Content::Html(encoding::decode_html_as(raw, declared).text),
    };
    Ok(RawDoc { content, ..doc })
}

#[cfg(test)]
mod tests {
    use super::super::error::Unpacking;
    use super::super::input::tests::{input, unpacked};
    use super::super::peek_reader::tests::gzip;
    use super::super::sink::{Stop, tests::limited};
    use super::*;

    #[test]
    fn a_file_is_one_document() {
        let doc = read_up_to(99, input("a.txt", "Gespräche in Zürich".as_bytes()), Kind::Text).unwrap();
        assert_eq!((doc.record, doc.bytes), (0, 21));
        assert!(matches!(doc.content, Content::Text(text) if text == "Gespräche in Zürich"));
        let page = read_up_to(99, input("a.html", b"<meta charset=latin1>\xfc"), Kind::Html).unwrap();
        assert!(matches!(page.content, Content::Html(text) if text.ends_with('ü')));
    }

    #[test]
    fn an_encoding_told_from_outside_goes_before_the_pages_own() {
        let page = Input {
            encoding: encoding_rs::Encoding::for_label(b"koi8-r"),
            ..input("a", b"<p>\xed\xcf\xd3\xcb\xd7\xc1")
        };
        let doc = read_up_to(99, page, Kind::Html).unwrap();
        assert!(matches!(doc.content, Content::Html(text) if text == "<p>Москва"));
    }

    #[test]
    fn a_file_beyond_the_limit_is_an_error() {
        assert!(read_up_to(5, input("a", b"12345"), Kind::Text).is_ok());
        let reason = read_up_to(5, input("a", b"123456"), Kind::Text).unwrap_err();
        assert!(matches!(reason, Reason::TooLong { what: "file", .. }));
    }

    #[test]
    fn a_file_that_was_cut_off_is_an_error() {
        let zipped = gzip(&b"Talks end without a deal. ".repeat(100));
        let ended = read(unpacked("a", &zipped[..zipped.len() - 9]), Kind::Text, &mut limited(&mut vec![]));
        let Err(Stop::Failed(reason)) = ended else { panic!("{ended:?}") };
        assert!(matches!(reason, Reason::Unpacking(Unpacking::EndsEarly { codec: "gzip" })));
    }
}
