//! The tokens of RTF: groups, control words, and the bytes of the text between them.

use memchr::memchr3;

/// One token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// A group begins.
    Open,
    /// A group ends.
    Close,
    /// A control word with its number: `\par`, `\fs24`.
    Word(&'a str, Option<i32>),
    /// A control symbol: `\~`, `\*`.
    Symbol(u8),
    /// A byte of the text that is written as `\'e9`.
    Byte(u8),
    /// Bytes of the text.
    Text(&'a [u8]),
}

/// The longest control word.
const MAX_WORD: usize = 32;

/// The tokens of a text in their order. Binary data, which are no text, are left out.
pub(super) struct Tokens<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Tokens<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// The token that a backslash begins; none for binary data and for a lone one at the end.
    fn control(&mut self) -> Option<Token<'a>> {
        let rest = &self.bytes[self.at..];
        match rest.first()? {
            b'\'' => {
                self.at += rest.len().min(3);
                let digits = rest.get(1..3).and_then(|digits| std::str::from_utf8(digits).ok())?;
                u8::from_str_radix(digits, 16).ok().map(Token::Byte)
            }
            byte if byte.is_ascii_alphabetic() => self.word(rest),
            byte => {
                self.at += 1;
                Some(Token::Symbol(*byte))
            }
        }
    }

    fn word(&mut self, rest: &'a [u8]) -> Option<Token<'a>> {
        let length = rest.iter().take(MAX_WORD).take_while(|byte| byte.is_ascii_alphabetic()).count();
        let word = std::str::from_utf8(&rest[..length]).ok()?;
        let behind = &rest[length..];
        let sign = usize::from(behind.first() == Some(&b'-'));
        let digits = behind[sign..].iter().take(10).take_while(|byte| byte.is_ascii_digit()).count();
        let number =
            (digits > 0).then(|| std::str::from_utf8(&behind[..sign + digits]).ok()?.parse().ok()).flatten();
        let end = length + if digits > 0 { sign + digits } else { 0 };
        self.at += end + usize::from(rest.get(end) == Some(&b' '));
        if word == "bin" {
            let length = usize::try_from(number.unwrap_or(0)).unwrap_or(0);
            self.at = self.at.saturating_add(length).min(self.bytes.len());
            return None;
        }
        Some(Token::Word(word, number))
    }

    fn text(&mut self) -> Token<'a> {
        let rest = &self.bytes[self.at..];
        let end = memchr3(b'{', b'}', b'\\', rest).unwrap_or(rest.len());
        self.at += end;
        Token::Text(&rest[..end])
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            let first = *self.bytes.get(self.at)?;
            if !matches!(first, b'{' | b'}' | b'\\') {
                return Some(self.text());
            }
            self.at += 1;
            match first {
                b'{' => return Some(Token::Open),
                b'}' => return Some(Token::Close),
                _ => {}
            }
            if let Some(token) = self.control() {
                return Some(token);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn words_have_numbers_and_end_with_a_blank() {
        let tokens: Vec<Token> = Tokens::new(br"{\fs24 a\par-b\'e9\~\u-10179?}").collect();
        let expected = [
            Token::Open,
            Token::Word("fs", Some(24)),
            Token::Text(b"a"),
            Token::Word("par", None),
            Token::Text(b"-b"),
            Token::Byte(0xe9),
            Token::Symbol(b'~'),
            Token::Word("u", Some(-10179)),
            Token::Text(b"?"),
            Token::Close,
        ];
        assert_eq!(tokens, expected);
    }

    #[test]
    fn binary_data_are_left_out() {
        assert_eq!(Tokens::new(b"\\bin3 {{{a").collect::<Vec<_>>(), [Token::Text(b"a")]);
        assert_eq!(Tokens::new(b"\\bin999999999 {{{a\\").count(), 0);
        assert_eq!(Tokens::new(b"\\bin-5 a").collect::<Vec<_>>(), [Token::Text(b"a")]);
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in "[{}\\\\a-c'0-9 -]{0,60}") {
            Tokens::new(bytes.as_bytes()).count();
        }
    }
}
