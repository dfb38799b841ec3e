//! The objects of PDF and the tokens they are written in.

use std::collections::BTreeMap;

/// Arrays and dictionaries nested deeper than this are read as nothing.
const MAX_DEPTH: usize = 32;

/// A value of a PDF.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Object {
    Null,
    Number(f64),
    /// A string, whose bytes mean what its font or its use says.
    Text(Vec<u8>),
    Name(String),
    Array(Vec<Object>),
    Dictionary(Dictionary),
    /// The number of another object.
    Reference(u32),
    /// A word that is no value: an operator, `obj`, `true`.
    Keyword(Vec<u8>),
}

/// The entries of a dictionary.
pub(super) type Dictionary = BTreeMap<String, Object>;

impl Object {
    pub fn number(&self) -> Option<f64> {
        match self {
            Object::Number(number) => Some(*number),
            _ => None,
        }
    }

    pub fn name(&self) -> Option<&str> {
        match self {
            Object::Name(name) => Some(name),
            _ => None,
        }
    }

    pub fn text(&self) -> Option<&[u8]> {
        match self {
            Object::Text(text) => Some(text),
            _ => None,
        }
    }

    pub fn array(&self) -> &[Object] {
        match self {
            Object::Array(items) => items,
            _ => &[],
        }
    }

    pub fn dictionary(&self) -> Option<&Dictionary> {
        match self {
            Object::Dictionary(entries) => Some(entries),
            _ => None,
        }
    }
}

/// An object has at most so many values in it, which take a hundred bytes each; what follows is read as others.
const MAX_ITEMS: usize = 500_000;

/// Reads objects one after the other; what is malformed is passed over.
pub(super) struct Lexer<'a> {
    bytes: &'a [u8],
    pub at: usize,
    /// How many more values the object that is being read may have.
    items: usize,
}

/// Words that stand in no array and no dictionary.
const BREAKS: [&[u8]; 5] = [b"endobj", b"stream", b"obj", b"trailer", b"xref"];

/// Strings are at most so long by the standard, which one that is not closed would pass.
const MAX_TEXT: usize = 64 << 10;

fn is_white(byte: u8) -> bool {
    matches!(byte, 0 | b'\t' | b'\n' | 0x0c | b'\r' | b' ')
}

fn is_delimiter(byte: u8) -> bool {
    matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

impl<'a> Lexer<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Self::at(bytes, 0)
    }

    pub fn at(bytes: &'a [u8], at: usize) -> Self {
        Self { bytes, at, items: MAX_ITEMS }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    /// Passes over white space and comments.
    pub fn skip_white(&mut self) {
        while let Some(byte) = self.peek() {
            if is_white(byte) {
                self.at += 1;
            } else if byte == b'%' {
                let length = self.rest().iter().position(|byte| matches!(byte, b'\n' | b'\r'));
                self.at += length.unwrap_or(self.rest().len());
            } else {
                return;
            }
        }
    }

    /// The next object; `None` at the end.
    pub fn object(&mut self) -> Option<Object> {
        self.items = MAX_ITEMS;
        self.object_within(0)
    }

    fn object_within(&mut self, depth: usize) -> Option<Object> {
        self.skip_white();
        let byte = self.peek()?;
        Some(match byte {
            b'/' => Object::Name(self.name()),
            b'(' => Object::Text(self.literal()),
            b'<' if self.bytes.get(self.at + 1) == Some(&b'<') => self.dictionary(depth),
            b'<' => Object::Text(self.hex()),
            b'[' => self.array(depth),
            b'0'..=b'9' | b'+' | b'-' | b'.' => self.number_or_reference(),
            _ if is_delimiter(byte) => {
                self.at += if self.rest().starts_with(b">>") { 2 } else { 1 };
                Object::Keyword(self.bytes[self.at - 1..self.at].to_vec())
            }
            _ => Object::Keyword(self.word().to_vec()),
        })
    }

    /// The bytes up to white space or a delimiter, at least one.
    fn word(&mut self) -> &'a [u8] {
        let rest = self.rest();
        let end =
            rest.iter().position(|&byte| is_white(byte) || is_delimiter(byte)).unwrap_or(rest.len()).max(1);
        let word = &rest[..end.min(rest.len())];
        self.at += word.len();
        word
    }

    fn name(&mut self) -> String {
        self.at += 1;
        let rest = self.rest();
        let end = rest.iter().position(|&byte| is_white(byte) || is_delimiter(byte)).unwrap_or(rest.len());
        self.at += end;
        let mut name = Vec::with_capacity(end);
        let mut at = 0;
        while at < end {
            let code = (rest[at] == b'#').then(|| hex_pair(rest.get(at + 1..at + 3)?)).flatten();
            name.push(code.unwrap_or(rest[at]));
            at += if code.is_some() { 3 } else { 1 };
        }
        String::from_utf8_lossy(&name).into_owned()
    }

    /// A string in brackets, which may hold pairs of brackets.
    fn literal(&mut self) -> Vec<u8> {
        self.at += 1;
        let mut text = vec![];
        let mut open = 1;
        while let Some(byte) = self.peek().filter(|_| text.len() < MAX_TEXT) {
            self.at += 1;
            match byte {
                b'(' => open += 1,
                b')' => open -= 1,
                b'\\' => {
                    self.escape(&mut text);
                    continue;
                }
                _ => {}
            }
            if open == 0 {
                break;
            }
            text.push(byte);
        }
        text
    }

    fn escape(&mut self, text: &mut Vec<u8>) {
        let Some(byte) = self.peek() else { return };
        self.at += 1;
        match byte {
            b'n' => text.push(b'\n'),
            b'r' => text.push(b'\r'),
            b't' => text.push(b'\t'),
            b'b' | b'f' => {}
            b'\r' => self.at += usize::from(self.peek() == Some(b'\n')),
            b'\n' => {}
            b'0'..=b'7' => {
                let mut code = u32::from(byte - b'0');
                for _ in 0..2 {
                    let Some(digit @ b'0'..=b'7') = self.peek() else { break };
                    code = code * 8 + u32::from(digit - b'0');
                    self.at += 1;
                }
                text.push((code & 0xff) as u8);
            }
            other => text.push(other),
        }
    }

    fn hex(&mut self) -> Vec<u8> {
        self.at += 1;
        let rest = self.rest();
        let end = rest.iter().position(|&byte| byte == b'>').unwrap_or(rest.len());
        self.at += (end + 1).min(rest.len());
        let digits: Vec<u8> = rest[..end].iter().copied().filter(u8::is_ascii_hexdigit).collect();
        digits.chunks(2).filter_map(|pair| hex_pair(&[pair[0], *pair.get(1).unwrap_or(&b'0')])).collect()
    }

    fn array(&mut self, depth: usize) -> Object {
        self.at += 1;
        let mut items = vec![];
        while let Some(item) = self.item(depth, b"]") {
            items.push(item);
        }
        if depth >= MAX_DEPTH { Object::Null } else { Object::Array(items) }
    }

    /// The next item of an array or dictionary, unless that ends here.
    fn item(&mut self, depth: usize, end: &[u8]) -> Option<Object> {
        self.skip_white();
        if self.rest().starts_with(end) {
            self.at += end.len();
            return None;
        }
        // Beyond the greatest depth brackets open nothing, so that no input costs a stack.
        let opens = self.rest().starts_with(b"[") || self.rest().starts_with(b"<<");
        if depth >= MAX_DEPTH && opens {
            self.at += 1;
            return Some(Object::Null);
        }
        self.items = self.items.checked_sub(1)?;
        let item = self.object_within(depth + 1)?;
        // An array or dictionary that is not closed ends with its object, not with the file.
        let is_broken_off = matches!(&item, Object::Keyword(word) if BREAKS.contains(&word.as_slice()));
        (!is_broken_off).then_some(item)
    }

    fn dictionary(&mut self, depth: usize) -> Object {
        self.at += 2;
        let mut entries = Dictionary::new();
        while let Some(key) = self.item(depth, b">>") {
            let Object::Name(key) = key else { continue };
            let Some(value) = self.item(depth, b">>") else { break };
            entries.insert(key, value);
        }
        Object::Dictionary(entries)
    }

    /// A number, or the reference `12 0 R` that begins with one.
    fn number_or_reference(&mut self) -> Object {
        let start = self.at;
        self.at += 1;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-')) {
            self.at += 1;
        }
        let digits = &self.bytes[start..self.at];
        if let Some(number) = self.reference(digits) {
            return Object::Reference(number);
        }
        // Some programs write `--5` and `1.2-3`, of which readers take the part that is a number.
        let text = std::str::from_utf8(digits).unwrap_or_default().trim_start_matches('+');
        let text = text.strip_prefix("--").unwrap_or(text);
        let end = text.char_indices().skip(1).find(|(_, c)| *c == '-').map_or(text.len(), |(at, _)| at);
        Object::Number(text[..end].parse().unwrap_or(0.0))
    }

    fn reference(&mut self, digits: &[u8]) -> Option<u32> {
        let is_whole = digits.len() <= 10 && digits.iter().all(u8::is_ascii_digit);
        if !is_whole {
            return None;
        }
        let after = self.rest();
        let generation = after.strip_prefix(b" ")?;
        let length =
            generation.iter().take(6).position(|byte| !byte.is_ascii_digit()).filter(|&length| length > 0)?;
        let is_reference = generation[length..].starts_with(b" R")
            && generation.get(length + 2).is_none_or(|&byte| is_white(byte) || is_delimiter(byte));
        if !is_reference {
            return None;
        }
        self.at += 1 + length + 2;
        std::str::from_utf8(digits).ok()?.parse().ok()
    }
}

fn hex_pair(pair: &[u8]) -> Option<u8> {
    u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn objects(text: &str) -> Vec<Object> {
        let mut lexer = Lexer::new(text.as_bytes());
        std::iter::from_fn(|| lexer.object()).collect()
    }

    #[test]
    fn values_of_every_kind_are_read() {
        assert_eq!(
            objects("12 -.5 +3 1.5 % note\n/A#20b (a\\(b\\)(c)\\101\\n) <48 6>"),
            [
                Object::Number(12.0),
                Object::Number(-0.5),
                Object::Number(3.0),
                Object::Number(1.5),
                Object::Name("A b".into()),
                Object::Text(b"a(b)(c)A\n".to_vec()),
                Object::Text(b"H`".to_vec())
            ]
        );
        let found = objects("<</A [1 2 0 R]/B<</C/D>>/E null>> Tj");
        let Object::Dictionary(entries) = &found[0] else { panic!("{found:?}") };
        assert_eq!(entries["A"], Object::Array(vec![Object::Number(1.0), Object::Reference(2)]));
        assert_eq!(entries["B"].dictionary().unwrap()["C"].name(), Some("D"));
        assert_eq!(found[1], Object::Keyword(b"Tj".to_vec()));
    }

    #[test]
    fn deep_nesting_costs_no_stack() {
        for unit in ["[", "<<", "<</A", "[<<", "("] {
            objects(&unit.repeat(100_000));
        }
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic_or_stand_still(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let mut lexer = Lexer::new(&bytes);
            prop_assert!(std::iter::from_fn(|| lexer.object()).count() <= bytes.len());
        }

        #[test]
        fn no_tokens_make_it_panic(text in "(<<|>>|\\[|\\]|/A|\\(|\\)|<|>|1|-|0 R| |%|\n|endobj){0,60}") {
            prop_assert!(objects(&text).len() <= text.len());
        }
    }
}
