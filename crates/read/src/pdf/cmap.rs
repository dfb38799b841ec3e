//! Tables from codes to characters, as fonts carry them: `ToUnicode`.

use rustc_hash::FxHashMap;

use super::object::{Lexer, Object};

/// Tables of so many codes are made to do harm.
const MAX_CODES: usize = 70_000;

/// A code stands for a letter or a few; a longer text is cut, since a range would repeat it for each of its codes.
const MAX_LETTERS: usize = 16;

/// A table from codes to texts.
#[derive(Debug, Default)]
pub(super) struct CMap {
    texts: FxHashMap<u32, String>,
    /// How many bytes the codes have; nothing where the table does not say.
    pub code_length: Option<usize>,
}

impl CMap {
    /// Reads a table; what is malformed is passed over.
    pub fn new(bytes: &[u8]) -> Self {
        let mut cmap = Self::default();
        let mut lexer = Lexer::new(bytes);
        let mut operands = vec![];
        while let Some(object) = lexer.object() {
            match &object {
                Object::Keyword(word) => {
                    match word.as_slice() {
                        b"endcodespacerange" => {
                            cmap.code_length = operands.first().and_then(Object::text).map(<[u8]>::len)
                        }
                        b"endbfchar" => cmap.characters(&operands),
                        b"endbfrange" => cmap.ranges(&operands),
                        _ => {}
                    }
                    operands.clear();
                }
                _ if operands.len() < MAX_CODES => operands.push(object),
                _ => {}
            }
        }
        cmap
    }

    /// The text of a code.
    pub fn text(&self, code: u32) -> Option<&str> {
        self.texts.get(&code).map(String::as_str)
    }

    /// How many codes it has.
    pub fn len(&self) -> usize {
        self.texts.len()
    }

    fn insert(&mut self, code: u32, text: String) {
        if self.texts.len() < MAX_CODES {
            self.texts.insert(code, text);
        }
    }

    fn characters(&mut self, operands: &[Object]) {
        for pair in operands.chunks_exact(2) {
            if let (Some(code), Some(text)) = (code(&pair[0]), pair[1].text()) {
                self.insert(code, letters(text));
            }
        }
    }

    fn ranges(&mut self, operands: &[Object]) {
        for range in operands.chunks_exact(3) {
            let (Some(first), Some(last)) = (code(&range[0]), code(&range[1])) else { continue };
            let codes = first..=last.min(first.saturating_add(0xffff));
            match &range[2] {
                Object::Array(texts) => {
                    for (code, text) in codes.zip(texts.iter().filter_map(Object::text)) {
                        self.insert(code, letters(text));
                    }
                }
                Object::Text(text) => self.run(codes, &letters(text)),
                _ => {}
            }
        }
    }

    /// Codes one after the other stand for characters one after the other.
    fn run(&mut self, codes: std::ops::RangeInclusive<u32>, first: &str) {
        let mut head = first.to_owned();
        let Some(last) = head.pop() else { return };
        for (step, code) in codes.enumerate() {
            let Some(character) = char::from_u32(last as u32 + step as u32) else { break };
            self.insert(code, format!("{head}{character}"));
        }
    }
}

/// The letters that a code stands for.
fn letters(bytes: &[u8]) -> String {
    utf16(&bytes[..bytes.len().min(2 * MAX_LETTERS)])
}

fn code(object: &Object) -> Option<u32> {
    let bytes = object.text().filter(|bytes| !bytes.is_empty() && bytes.len() <= 4)?;
    Some(bytes.iter().fold(0, |code, byte| code << 8 | u32::from(*byte)))
}

/// A text in UTF-16 with the high byte first.
pub(super) fn utf16(bytes: &[u8]) -> String {
    if let [single] = bytes {
        return char::from(*single).to_string();
    }
    let (units, _) = bytes.as_chunks::<2>();
    let text = char::decode_utf16(units.iter().map(|unit| u16::from_be_bytes(*unit)));
    text.filter_map(Result::ok).filter(|c| *c != '\0').collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn characters_and_ranges_are_read() {
        let cmap = CMap::new(
            b"/CIDInit begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange\n2 beginbfchar <0003> <0020> <0010> <00660069> endbfchar\n\
              2 beginbfrange <0024> <0026> <0041> <0030> <0031> [<00E9> <D83DDE00>] endbfrange",
        );
        assert_eq!(cmap.code_length, Some(2));
        assert_eq!(
            [3, 0x10, 0x24, 0x26, 0x30, 0x31].map(|code| cmap.text(code).unwrap()),
            [" ", "fi", "A", "C", "é", "😀"]
        );
        assert_eq!(cmap.text(0x27), None);
    }

    #[test]
    fn a_hostile_range_is_bounded() {
        let ranges = "<00000000> <FFFFFFFF> <0041> ".repeat(100);
        assert!(
            CMap::new(format!("100 beginbfrange {ranges} endbfrange").as_bytes()).texts.len() <= MAX_CODES
        );
    }

    #[test]
    fn a_code_stands_for_a_few_letters() {
        let long = "0041".repeat(20_000);
        let cmap = CMap::new(format!("1 beginbfrange <0000> <FFFF> <{long}> endbfrange").as_bytes());
        assert!(cmap.len() > 50_000);
        assert_eq!(cmap.text(9).map(str::len), Some(MAX_LETTERS));
    }

    proptest! {
        #[test]
        fn no_tokens_make_it_panic(text in "(<00|<0041>|<D800>|\\[|\\]|> |endbfchar |endbfrange |endcodespacerange |1 ){0,40}") {
            CMap::new(text.as_bytes());
        }
    }
}
