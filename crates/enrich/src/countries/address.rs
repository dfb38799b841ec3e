//! The address of an article where its body begins with it, as saved pages and scraped text often do.

use crate::places::is_in_address;
use dateline_core::article::Span;

/// A first line that is longer is text that begins with an address.
const LONGEST: usize = 400;

/// Where the text of a body begins: after its address.
pub(super) fn end_in(body: &str) -> usize {
    line(body).map_or(0, |line| line.end)
}

/// The first line of a body where it is an address and more follows. Scraped addresses may hold spaces.
pub(super) fn line(body: &str) -> Option<Span> {
    let start = body.len() - body.trim_start().len();
    let rest = &body[start..];
    if !["https://", "http://", "www."].iter().any(|head| rest.starts_with(head)) {
        return None;
    }
    let line = rest.lines().next()?.trim_end();
    let is_text = line.len() > LONGEST || line.ends_with(['.', '!', '?', ':']);
    let is_all = rest[line.len()..].trim().is_empty();
    (!is_text && !is_all).then(|| Span::new(start, start + line.len()))
}

/// The host of an address, without `www.`.
pub(super) fn host(url: &str) -> Option<&str> {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#', ':']).next()?;
    let host = host.strip_prefix("www.").unwrap_or(host);
    host.contains('.').then_some(host)
}

/// True if a word stands in the text as one of its own, outside addresses.
pub(super) fn has_word(text: &str, word: &str) -> bool {
    let is_letter =
        |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte >= 0x80);
    memchr::memmem::find_iter(text.as_bytes(), word).any(|at| {
        let before = at.checked_sub(1).and_then(|before| text.as_bytes().get(before));
        let is_whole = !is_letter(before) && !is_letter(text.as_bytes().get(at + word.len()));
        is_whole && !is_in_address(text, at)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_is_an_address_is_no_text() {
        for (body, end) in [
            ("https://news.example/a-b\nText.", 24),
            ("  www.news.example/x?id=1 & np = 2\n\nText.", 34),
            ("https://news.example/a says that it rained.", 0),
            ("https://news.example/a", 0),
            ("Text.\nhttps://news.example/a", 0),
            ("", 0),
        ] {
            assert_eq!(end_in(body), end, "{body}");
        }
    }

    #[test]
    fn words_are_whole_words() {
        assert!(has_word("a turkey sandwich", "turkey") && has_word("turkey", "turkey"));
        assert!(!has_word("two turkeys", "turkey") && !has_word("anturkey", "turkey"));
    }

    #[test]
    fn words_of_addresses_are_no_words() {
        assert!(!has_word("see https://news.example/2022/turkey-votes for more", "turkey"));
        assert!(has_word("see https://news.example/turkey-votes on how to roast a turkey", "turkey"));
    }
}
