//! Files that are one document: texts and pages.

use std::io::{self, Read};

use super::error::{Reason, RecordError};
use super::object::{MAX_RECORD, digest};
use super::source::Source;
use super::{Content, RawDoc, encoding};

/// What a whole file is read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Html,
}

/// Reads the whole stream as one document.
pub(super) fn read(source: Source, in_gzip: bool, kind: Kind) -> Result<RawDoc, RecordError> {
    read_up_to(MAX_RECORD, source, in_gzip, kind).map_err(|reason| RecordError::fatal(0, reason))
}

fn read_up_to(limit: usize, source: Source, in_gzip: bool, kind: Kind) -> Result<RawDoc, Reason> {
    let raw = bytes_up_to(limit + 1, source).map_err(|error| Reason::from_io(error, in_gzip))?;
    if raw.len() > limit {
        return Err(Reason::TooLong { what: "file", line: 1, limit });
    }
    let (digest, bytes) = (digest(&raw), raw.len() as u64);
    let content = match kind {
        Kind::Text => Content::Text(encoding::decode_text(raw).text),
        Kind::Html => Content::Html(encoding::decode_html(raw).text),
    };
    Ok(RawDoc { record: 0, digest, bytes, content })
}

fn bytes_up_to(limit: usize, source: Source) -> io::Result<Vec<u8>> {
    let mut raw = Vec::new();
    source.take(limit as u64).read_to_end(&mut raw)?;
    Ok(raw)
}

#[cfg(test)]
mod tests {
    use super::super::source::tests::{gzip, source};
    use super::*;

    #[test]
    fn a_file_is_one_document() {
        let doc = read(source("Gespräche in Zürich".as_bytes()), false, Kind::Text).unwrap();
        assert_eq!((doc.record, doc.bytes), (0, 21));
        assert!(matches!(doc.content, Content::Text(text) if text == "Gespräche in Zürich"));
        let page = read(source(b"<meta charset=latin1>\xfc"), false, Kind::Html).unwrap();
        assert!(matches!(page.content, Content::Html(text) if text.ends_with('ü')));
    }

    #[test]
    fn a_file_beyond_the_limit_is_an_error() {
        assert!(read_up_to(5, source(b"12345"), false, Kind::Text).is_ok());
        let reason = read_up_to(5, source(b"123456"), false, Kind::Text).unwrap_err();
        assert!(matches!(reason, Reason::TooLong { what: "file", .. }));
    }

    #[test]
    fn a_file_that_was_cut_off_is_an_error() {
        let zipped = gzip(&b"Talks end without a deal. ".repeat(100));
        let (source, _) = source(&zipped[..zipped.len() - 9]).unzipped();
        let error = read(source, true, Kind::Text).unwrap_err();
        assert!(error.fatal && matches!(error.reason, Reason::GzipEndsEarly));
    }
}
