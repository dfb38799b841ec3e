//! A TOML file as its blocks, each from one header of a list to the next, so that a fault in one block spoils no other.

/// The lists that a file of corrections holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// What is before the first header.
    Head,
    /// `[[correct]]`.
    Correct,
    /// `[[names]]`.
    Names,
    /// `[[site]]`.
    Site,
    /// `[[search]]`, of the file of saved searches.
    Search,
    /// Any other header of a list.
    Unknown,
}

/// A block with the lines that it was written as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Block {
    pub kind: Kind,
    /// The number of its first line, from 1.
    pub line: usize,
    pub text: String,
}

impl Block {
    fn begin(kind: Kind, line: usize) -> Block {
        Block { kind, line, text: String::new() }
    }

    /// The number of the line at a place in the block.
    pub(crate) fn line_at(&self, offset: usize) -> usize {
        let before = self.text.as_bytes().get(..offset).unwrap_or(self.text.as_bytes());
        self.line + before.iter().filter(|&&byte| byte == b'\n').count()
    }
}

/// The blocks of a text; the first is what is before the first header.
pub(crate) fn blocks(text: &str) -> Vec<Block> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut blocks = vec![Block::begin(Kind::Head, 1)];
    let mut quote: Option<&str> = None;
    for (number, line) in (1..).zip(text.split_inclusive('\n')) {
        if quote.is_none()
            && let Some(kind) = header(line)
        {
            blocks.push(Block::begin(kind, number));
        }
        quote = quote_after(line, quote);
        if let Some(block) = blocks.last_mut() {
            block.text.push_str(line);
        }
    }
    blocks
}

/// The list that a line is the header of.
fn header(line: &str) -> Option<Kind> {
    let line = line.trim();
    let (open, close) = if line.starts_with("[[") { ("[[", "]]") } else { ("[", "]") };
    let name = line.strip_prefix(open)?.split(close).next()?.trim();
    match name {
        "correct" => Some(Kind::Correct),
        "names" => Some(Kind::Names),
        "site" => Some(Kind::Site),
        "search" => Some(Kind::Search),
        // A table of one bracket belongs to the list before it.
        _ => (open == "[[").then_some(Kind::Unknown),
    }
}

/// The quotes of a text of several lines that is open after a line.
fn quote_after<'q>(line: &str, mut open: Option<&'q str>) -> Option<&'q str> {
    let mut rest = line;
    loop {
        let (quote, at) = match open {
            Some(quote) => (quote, rest.find(quote)),
            None => {
                let found =
                    ["\"\"\"", "'''"].into_iter().filter_map(|quote| Some((rest.find(quote)?, quote)));
                match found.min() {
                    Some((at, quote)) => (quote, Some(at)),
                    None => return None,
                }
            }
        };
        let Some(at) = at else { return open };
        rest = &rest[at + quote.len()..];
        open = if open.is_some() { None } else { Some(quote) };
    }
}

/// A text as a basic string of TOML.
pub(crate) fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => out.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn blocks_begin_at_headers_of_lists() {
        let text =
            "\u{feff}# mine\n[[correct]]\nid = 'a'\n\n[[ correct ]] # b\r\n[correct]\n[x]\n[[other]]\n";
        let blocks = blocks(text);
        let seen: Vec<_> = blocks.iter().map(|block| (block.kind, block.line)).collect();
        assert_eq!(
            seen,
            [(Kind::Head, 1), (Kind::Correct, 2), (Kind::Correct, 5), (Kind::Correct, 6), (Kind::Unknown, 8)]
        );
        assert_eq!(blocks[1].line_at(14), 3);
    }

    #[test]
    fn a_header_within_a_text_is_none() {
        let text = "[[correct]]\ncomment = \"\"\"\n[[correct]]\n\"\"\"\n[[correct]]\n";
        assert_eq!(blocks(text).len(), 3);
    }

    proptest! {
        #[test]
        fn no_line_is_lost(text in "(\\[\\[correct\\]\\]|'''|\"\"\"|x = 1|\n| ){0,20}") {
            let joined: String = blocks(&text).into_iter().map(|block| block.text).collect();
            prop_assert_eq!(joined, text);
        }

        #[test]
        fn quoted_texts_are_read_back(text in any::<String>()) {
            let toml = format!("x = {}", quoted(&text));
            let table: std::collections::HashMap<String, String> = toml::from_str(&toml).unwrap();
            prop_assert_eq!(&table["x"], &text);
        }
    }
}
