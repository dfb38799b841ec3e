//! Pages that are too large to take apart.
//!
//! Taking a page apart needs ten times its size in memory. Pages saved with their pictures in them
//! are large and have little text, so that the pictures are left out before a page is given up.

use memchr::memmem;

use super::error::{Reason, RecordError};
use super::sink::RecordResult;
use super::{Content, RawDoc};

/// The largest page that is taken apart, without pictures.
const MAX_PAGE: usize = 20 << 20;

const MARK: &str = ";base64,";

/// The document, if it is not too large a page.
pub(super) fn bounded(doc: RawDoc) -> RecordResult {
    bounded_to(MAX_PAGE, doc)
}

fn bounded_to(limit: usize, mut doc: RawDoc) -> RecordResult {
    let Content::Html(html) = &mut doc.content else { return Ok(doc) };
    if html.len() <= limit {
        return Ok(doc);
    }
    *html = without_data(html);
    if html.len() <= limit {
        return Ok(doc);
    }
    let reason = Reason::TooLong { what: "page", line: 1, limit };
    Err(RecordError::skipped(doc.record, reason).within(doc.member))
}

/// The page without what is in it in base 64.
fn without_data(html: &str) -> String {
    let mut slim = String::new();
    let mut rest = html;
    while let Some(at) = memmem::find(rest.as_bytes(), MARK.as_bytes()) {
        let (before, after) = rest.split_at(at + MARK.len());
        slim.push_str(before);
        let is_data = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=' | b'%');
        let length = after.bytes().position(|byte| !is_data(&byte)).unwrap_or(after.len());
        rest = &after[length..];
    }
    slim.push_str(rest);
    slim
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn page(html: &str) -> RawDoc {
        RawDoc { member: Some("a.html".into()), ..RawDoc::of(3, b"", Content::Html(html.into())) }
    }

    #[test]
    fn pictures_are_left_out_before_a_page_is_given_up() {
        let html = "<p>Talks</p><img src=\"data:image/png;base64,iVBORw0KGgo=\"><p>end</p>";
        assert_eq!(bounded_to(99, page(html)).unwrap(), page(html));
        let slim = "<p>Talks</p><img src=\"data:image/png;base64,\"><p>end</p>";
        assert_eq!(bounded_to(slim.len(), page(html)).unwrap().content, Content::Html(slim.into()));
        let error = bounded_to(slim.len() - 1, page(html)).unwrap_err();
        assert!(!error.fatal && error.to_string().starts_with("record 3 (a.html): page longer than"));
    }

    #[test]
    fn texts_are_bounded_elsewhere() {
        let text = RawDoc::of(0, b"", Content::Text("Words".into()));
        assert_eq!(bounded_to(1, text.clone()).unwrap(), text);
    }

    proptest! {
        #[test]
        fn words_are_never_lost(html in "[a-z<>\"é ]{0,40}") {
            prop_assert_eq!(without_data(&html), html);
        }
    }
}
