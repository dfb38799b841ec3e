//! Character references to characters.
//!
//! Only the references of XML and HTML are known. What a document type declares itself is
//! left as it stands, so that no declaration can make a small file large.

use std::borrow::Cow;

use html_escape::NAMED_ENTITIES;
use memchr::{memchr, memchr_iter};

/// The longest name of an entity in HTML, and more than enough digits for a number.
const LONGEST: usize = 32;

/// What the numbers from 128 on mean to those who write them: Windows-1252.
const WINDOWS: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}',
    '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// The text with its character references resolved; unknown ones stay, control characters go.
pub(crate) fn unescape(text: &str) -> Cow<'_, str> {
    if memchr(b'&', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    let mut copied = 0;
    for start in memchr_iter(b'&', text.as_bytes()) {
        // A reference ends before the next one begins, so no end lies before what was copied.
        let Some((resolved, end)) = reference(&text[start..]) else {
            continue;
        };
        plain.push_str(&text[copied..start]);
        plain.push_str(&resolved);
        copied = start + end;
    }
    plain.push_str(&text[copied..]);
    Cow::Owned(plain)
}

/// What the reference at the head of the text stands for, and where it ends.
pub(crate) fn reference(text: &str) -> Option<(Cow<'static, str>, usize)> {
    let within = &text.as_bytes()[1..text.len().min(LONGEST + 2)];
    let length = within.iter().position(|byte| !byte.is_ascii_alphanumeric() && *byte != b'#')?;
    if within[length] != b';' {
        return None;
    }
    let name = &within[..length];
    let resolved = match name.strip_prefix(b"#") {
        Some(number) => Cow::Owned(numbered(number)?),
        None => Cow::Borrowed(named(name)?),
    };
    Some((resolved, length + 2))
}

fn named(name: &[u8]) -> Option<&'static str> {
    let at = NAMED_ENTITIES.binary_search_by(|(known, _)| (*known).cmp(name)).ok()?;
    Some(NAMED_ENTITIES[at].1)
}

/// The character of a number; nothing for control characters, which agencies leave in their texts.
fn numbered(number: &[u8]) -> Option<String> {
    let digits = std::str::from_utf8(number).ok()?;
    let code = match digits.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => digits.parse().ok()?,
    };
    let character = match code {
        0x80..=0x9f => WINDOWS[code as usize - 0x80],
        _ => char::from_u32(code)?,
    };
    let is_kept = !character.is_control() || matches!(character, '\t' | '\n' | '\r');
    Some(if is_kept { character.to_string() } else { String::new() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_and_numbers_are_resolved() {
        assert_eq!(unescape("Tom &amp; Ann &lt;3 &eacute;&#233;&#xE9;"), "Tom & Ann <3 ééé");
        assert_eq!(unescape("&#8220;Yes&#148; &#3;&#0;."), "“Yes” .");
        assert_eq!(unescape("&#10;"), "\n");
    }

    #[test]
    fn what_is_no_reference_stays() {
        for text in ["AT&T", "a & b", "&lol9;", "&;", "&#xzz;", "&#99999999999;", "&", "Q&A;", "&amp"] {
            assert_eq!(unescape(text), text);
        }
    }

    #[test]
    fn a_resolved_reference_is_not_resolved_again() {
        assert_eq!(unescape("&amp;lt;"), "&lt;");
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic_and_none_grows_much(text in "[&;#xa-z0-9é]{0,60}") {
            prop_assert!(unescape(&text).len() <= text.len() * 2);
        }

        #[test]
        fn escaped_text_comes_back(text in "[a-z<>&\"' é]{0,60}") {
            let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
            prop_assert_eq!(unescape(&escaped), text);
        }
    }
}
