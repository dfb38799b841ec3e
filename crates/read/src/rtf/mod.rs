//! RTF: the paragraphs, tables and notes of a document, as word processors and agencies exchange them.
//!
//! ```text
//! {\rtf1\ansi{\fonttbl{\f0 Times;}}\fs40 Ferry stays\par\fs20 The council voted.\par}
//! ```
//!
//! What is not printed is left out: tables of fonts, pictures, deleted and hidden text.

mod charsets;
mod tokens;

use dateline_core::document::{Document, Role};
use encoding_rs::{Encoding, WINDOWS_1252};
use rustc_hash::FxHashMap;
use serde_json::Value;

use super::error::Reason;
use super::facts::Facts;
use super::flow::Flow;
use super::input::Input;
use super::office::role_of;
use super::sink::{ReadResult, Sink, push};
use super::{Content, RawDoc};
use tokens::{Token, Tokens};

/// Groups deeper than this share the state of the one at this depth.
const MAX_DEPTH: usize = 1_000;

/// The size of letters in a document that says nothing of it, in halves of a point.
const USUAL_SIZE: i32 = 24;

/// The fonts and styles of a document are no more than this.
const MAX_TABLE: usize = 10_000;

/// Destinations whose text is not printed, beside all that are marked as ones that may be ignored.
const UNSEEN: &[&str] = &[
    "colortbl",
    "pict",
    "objdata",
    "header",
    "headerl",
    "headerr",
    "headerf",
    "footer",
    "footerl",
    "footerr",
    "footerf",
    "annotation",
    "atnid",
    "atnauthor",
    "atndate",
    "atnref",
    "fldinst",
    "shprslt",
    "nonshppict",
    "xe",
    "tc",
    "rxe",
    "txe",
    "bkmkstart",
    "bkmkend",
    "filetbl",
    "revtbl",
    "rsidtbl",
    "generator",
    "private",
    "template",
    "ftnsep",
    "ftnsepc",
    "ftncn",
    "aftnsep",
    "aftnsepc",
    "aftncn",
    "listtable",
    "listoverridetable",
    "pnseclvl",
    "sp",
];

/// Destinations that are marked as ones that may be ignored and are read all the same.
const SEEN: &[&str] = &["shpinst", "shptxt", "footnote", "listtext", "pntext"];

/// True for a head that RTF begins with.
pub(super) fn is_rtf(head: &[u8]) -> bool {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    head.starts_with(b"{\\rtf")
}

/// Reads the file as one document.
///
/// # Errors
/// If it cannot be read, or the sink wants no more.
pub(super) fn read(input: Input, sink: &mut dyn Sink) -> ReadResult {
    push(sink, Ok(read_whole(input)?))
}

fn read_whole(input: Input) -> Result<RawDoc, Reason> {
    let keep_raw = input.scope.keep_raw;
    let raw = input.whole()?;
    let mut doc = RawDoc::of_whole(&raw, keep_raw);
    let read = Reader::new().read(&raw);
    doc.content = Content::Document(Document { title: read.title, paragraphs: read.flow.finish() });
    doc.facts = Some(Box::new(read.facts));
    Ok(doc)
}

/// What the text of a group is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Target {
    Body,
    Note,
    Fonts,
    Styles,
    /// The properties of the file, of which each has a group of its own.
    Info,
    Title,
    Author,
    Unseen,
}

/// What holds within a group.
#[derive(Debug, Clone, Copy)]
struct State {
    target: Target,
    font: i32,
    style: i32,
    /// The size of letters in halves of a point.
    size: i32,
    /// How many characters after `\u` stand in for it.
    stand_ins: i32,
    is_hidden: bool,
    /// True right behind `\*`, which says that the destination may be ignored.
    may_be_ignored: bool,
    is_in_table: bool,
}

/// What was read.
struct Read {
    flow: Flow,
    title: Option<String>,
    facts: Facts,
}

/// Reads the tokens of a document.
struct Reader {
    flow: Flow,
    facts: Facts,
    state: State,
    /// The states of the groups around this one.
    outer: Vec<State>,
    /// How many groups are open beyond the deepest that has a state.
    deeper: usize,
    code_page: &'static Encoding,
    fonts: FxHashMap<i32, &'static Encoding>,
    styles: FxHashMap<i32, Role>,
    /// Bytes that are not decoded yet, and parts of characters in UTF-16.
    bytes: Vec<u8>,
    units: Vec<u16>,
    /// How many characters are still to be left out, since they stand in for one that was read.
    skipped: i32,
    /// The size of the first letters of the paragraph.
    size: Option<i32>,
    text: String,
    note: String,
    /// The name of the font or style under way, the title, or the author.
    name: String,
    title: Option<String>,
}

impl Reader {
    fn new() -> Self {
        let state = State {
            target: Target::Body,
            font: 0,
            style: 0,
            size: USUAL_SIZE,
            stand_ins: 1,
            is_hidden: false,
            may_be_ignored: false,
            is_in_table: false,
        };
        Self {
            flow: Flow::default(),
            facts: Facts::from("RTF properties"),
            state,
            outer: vec![],
            deeper: 0,
            code_page: WINDOWS_1252,
            fonts: FxHashMap::default(),
            styles: FxHashMap::default(),
            bytes: vec![],
            units: vec![],
            skipped: 0,
            size: None,
            text: String::new(),
            note: String::new(),
            name: String::new(),
            title: None,
        }
    }

    fn read(mut self, raw: &[u8]) -> Read {
        for token in Tokens::new(raw) {
            match token {
                Token::Open => self.open(),
                Token::Close => self.close(),
                Token::Byte(byte) => self.byte(byte),
                Token::Text(text) => {
                    text.iter().filter(|byte| !b"\r\n\0".contains(byte)).for_each(|&byte| self.byte(byte))
                }
                Token::Symbol(symbol) => self.symbol(symbol),
                Token::Word(word, number) => self.word(word, number),
            }
        }
        self.end_paragraph();
        self.end_note();
        Read { flow: self.flow, title: self.title, facts: self.facts }
    }

    fn open(&mut self) {
        self.flush();
        self.skipped = 0;
        if self.outer.len() < MAX_DEPTH {
            self.outer.push(self.state);
        } else {
            self.deeper += 1;
        }
        self.state.may_be_ignored = false;
    }

    fn close(&mut self) {
        self.flush();
        self.skipped = 0;
        if self.deeper > 0 {
            self.deeper -= 1;
            return;
        }
        let Some(outer) = self.outer.pop() else { return };
        let inner = std::mem::replace(&mut self.state, outer);
        match inner.target {
            target @ (Target::Fonts | Target::Styles) => self.end_entry(target, &inner),
            Target::Title if outer.target != Target::Title => self.title = named(&mut self.name),
            Target::Author if outer.target != Target::Author => {
                let author = named(&mut self.name);
                self.facts.extra.extend(author.map(|author| ("author".to_owned(), Value::from(author))));
            }
            Target::Note if outer.target != Target::Note => self.end_note(),
            _ => {}
        }
    }

    /// An entry of the table of fonts or styles ends with its group.
    fn end_entry(&mut self, target: Target, inner: &State) {
        let name = std::mem::take(&mut self.name);
        let name = name.trim().trim_end_matches(';');
        if target == Target::Styles && !name.is_empty() && self.styles.len() < MAX_TABLE {
            self.styles.insert(inner.style, role_of(name));
        }
    }

    fn byte(&mut self, byte: u8) {
        if self.skipped > 0 {
            self.skipped -= 1;
            return;
        }
        if self.state.is_hidden || matches!(self.state.target, Target::Unseen | Target::Info | Target::Fonts)
        {
            return;
        }
        self.flush_units();
        self.bytes.push(byte);
    }

    /// Text that is known as such.
    fn write(&mut self, text: &str) {
        self.flush();
        if !self.state.is_hidden {
            self.write_anyway(text);
        }
    }

    fn write_anyway(&mut self, text: &str) {
        match self.state.target {
            Target::Body => {
                if self.size.is_none() && !text.trim().is_empty() {
                    self.size = Some(self.state.size);
                }
                self.text.push_str(text);
            }
            Target::Note => self.note.push_str(text),
            Target::Styles | Target::Title | Target::Author => self.name.push_str(text),
            Target::Fonts | Target::Info | Target::Unseen => {}
        }
    }

    fn flush(&mut self) {
        self.flush_units();
        if self.bytes.is_empty() {
            return;
        }
        let encoding = self.fonts.get(&self.state.font).copied().unwrap_or(self.code_page);
        let bytes = std::mem::take(&mut self.bytes);
        let (text, _) = encoding.decode_without_bom_handling(&bytes);
        self.write_anyway(&text);
    }

    fn flush_units(&mut self) {
        if !self.units.is_empty() {
            let units = std::mem::take(&mut self.units);
            self.write_anyway(&String::from_utf16_lossy(&units));
        }
    }

    fn symbol(&mut self, symbol: u8) {
        match symbol {
            b'*' => self.state.may_be_ignored = true,
            b'{' | b'}' | b'\\' => self.byte(symbol),
            b'~' => self.write(" "),
            b'_' => self.write("-"),
            b'\n' | b'\r' => self.end_paragraph(),
            b'\t' => self.write(" "),
            _ => {}
        }
    }

    fn word(&mut self, word: &str, number: Option<i32>) {
        if word == "u" {
            return self.unicode(number.unwrap_or(0));
        }
        self.flush();
        if self.destination(word) {
            return;
        }
        let is_on = number != Some(0);
        match word {
            "par" | "sect" | "page" | "column" => self.end_paragraph(),
            "line" | "lbr" | "nestrow" | "softline" => self.write("\n"),
            "tab" | "nestcell" | "emspace" | "enspace" | "qmspace" => self.write(" "),
            "cell" => self.end_cell(),
            "row" => self.end_row(),
            "intbl" => self.state.is_in_table = true,
            "pard" => (self.state.style, self.state.is_in_table) = (0, false),
            "plain" => (self.state.font, self.state.size, self.state.is_hidden) = (0, USUAL_SIZE, false),
            "v" | "deleted" | "htmlrtf" => self.state.is_hidden = is_on,
            "f" => self.state.font = number.unwrap_or(0),
            "fs" => self.state.size = number.unwrap_or(USUAL_SIZE).clamp(2, 1_000),
            "s" => self.state.style = number.unwrap_or(0),
            "uc" => self.state.stand_ins = number.unwrap_or(1).clamp(0, 16),
            "ansicpg" => self.code_page = charsets::of_page(number.unwrap_or(0)).unwrap_or(self.code_page),
            "mac" => self.code_page = encoding_rs::MACINTOSH,
            "fcharset" => self.set_charset(number.unwrap_or(0)),
            _ => self.sign(word),
        }
    }

    /// A sign that is written as a word.
    fn sign(&mut self, word: &str) {
        let sign = match word {
            "emdash" => "—",
            "endash" => "–",
            "lquote" => "‘",
            "rquote" => "’",
            "ldblquote" => "“",
            "rdblquote" => "”",
            "bullet" => "•",
            _ => return,
        };
        self.write(sign);
    }

    /// Turns to another target where the word names one.
    fn destination(&mut self, word: &str) -> bool {
        let may_be_ignored = std::mem::replace(&mut self.state.may_be_ignored, false);
        if matches!(self.state.target, Target::Unseen) {
            return true;
        }
        let target = match word {
            "fonttbl" => Target::Fonts,
            "stylesheet" => Target::Styles,
            "info" => Target::Info,
            "title" if self.state.target == Target::Info => Target::Title,
            "author" if self.state.target == Target::Info => Target::Author,
            "footnote" => Target::Note,
            word if UNSEEN.contains(&word) || may_be_ignored && !self.is_read(word) => Target::Unseen,
            _ => return false,
        };
        self.state.target = target;
        self.name.clear();
        true
    }

    /// True for a destination that may be ignored and is not; in a table of styles it is the code of one.
    fn is_read(&self, word: &str) -> bool {
        SEEN.contains(&word)
            || self.state.target == Target::Styles && matches!(word, "cs" | "ds" | "ts" | "s")
    }

    fn set_charset(&mut self, charset: i32) {
        let Some(encoding) = charsets::of_font(charset) else { return };
        if self.state.target == Target::Fonts && self.fonts.len() < MAX_TABLE {
            self.fonts.insert(self.state.font, encoding);
        }
    }

    /// A unit of UTF-16, behind which a few characters stand in for it in older programs.
    fn unicode(&mut self, number: i32) {
        if !self.bytes.is_empty() {
            self.flush();
        }
        self.skipped = self.state.stand_ins;
        if !self.state.is_hidden {
            self.units.push(number as u16);
        }
    }

    fn end_paragraph(&mut self) {
        self.flush();
        match self.state.target {
            Target::Note => self.note.push('\n'),
            Target::Body => {
                if self.state.is_in_table && !self.flow.is_in_row() {
                    self.flow.open_row();
                }
                self.put_paragraph();
            }
            _ => {}
        }
    }

    fn put_paragraph(&mut self) {
        let role = self.styles.get(&self.state.style).copied().unwrap_or_default();
        let size = self.size.take().unwrap_or(USUAL_SIZE) as f32 / 2.0;
        self.flow.paragraph(&std::mem::take(&mut self.text), role, size);
        if !self.state.is_in_table {
            self.flow.close_row();
        }
    }

    fn end_cell(&mut self) {
        if self.state.target != Target::Body {
            return;
        }
        if !self.flow.is_in_row() {
            self.flow.open_row();
        }
        self.state.is_in_table = true;
        self.put_paragraph();
        self.flow.next_cell();
    }

    fn end_row(&mut self) {
        if self.state.target == Target::Body {
            self.flow.close_row();
            self.state.is_in_table = false;
        }
    }

    fn end_note(&mut self) {
        self.flow.note(&std::mem::take(&mut self.note));
    }
}

/// A name that was read.
fn named(name: &mut String) -> Option<String> {
    let name = std::mem::take(name);
    Some(name.trim().to_owned()).filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests;
