//! PDF with a text layer, as well as that can be done: a PDF says where letters stand, not what they say.
//!
//! ```text
//! BT /F1 10 Tf 50 700 Td (Ferry) Tj 30 0 Td (stays) Tj ET
//! ```
//!
//! is the line `Ferry stays`, since the second word stands a gap further on. A file is one document, and what was
//! read is flagged as such in `found`. Pictures of pages have no text and are counted by their kind.
//!
//! The library `hayro-syntax` reads objects, drawings and encrypted files, and `hayro-cmap` the tables of fonts.
//! What is asked of them is ours: neither has a limit on what a hostile file makes them do.
//!
//! Not for: recognising letters in pictures, files that need a password.

mod bound;
mod content;
mod embedded;
mod file;
mod font;
mod layout;
mod matrix;
mod pages;
mod resources;

use dateline_core::document::Document;
use hayro_syntax::object::Dict;
use hayro_syntax::object::String as Text;
use hayro_syntax::{DecryptionError, LoadPdfError};
use serde_json::Value;

use super::error::{Reason, RecordError};
use super::facts::Facts;
use super::input::Input;
use super::sink::{ReadResult, Sink, push};
use super::{Content, RawDoc};
use content::Painter;
use file::File;
use layout::Line;
use pages::Page;

/// How many bytes of drawings are read of a file in all.
const MAX_DRAWINGS: usize = 256 << 20;

/// How many lines are taken out of a file, for the memory they need: those of ten thousand pages.
const MAX_LINES: usize = 500_000;

/// What `found` says of the text of a PDF.
const FLAG: &str = "PDF text layer, best effort";

/// Reads the file as one document.
///
/// # Errors
/// If it cannot be read, or the sink wants no more.
pub(super) fn read(input: Input, sink: &mut dyn Sink) -> ReadResult {
    let (doc, rest) = match document(input.whole()?) {
        Ok((doc, rest)) => (Ok(doc), rest),
        Err(error) => (Err(error), None),
    };
    push(sink, doc)?;
    rest.map_or(Ok(()), |error| push(sink, Err(error)))
}

/// The text of the file as one document, and what is to be said of a part that was not read.
fn document(raw: Vec<u8>) -> Result<(RawDoc, Option<RecordError>), RecordError> {
    let mut doc = RawDoc::of_whole(&raw, false);
    let file = File::open(raw).map_err(|error| RecordError::fatal(0, not_opened(error)))?;
    let pages = pages::listed(&file);
    if pages.is_empty() {
        return Err(RecordError::fatal(0, Reason::damaged("PDF", "it has no pages")));
    }
    let Drawn { pages, unknown, rest } = draw(&file, pages);
    let known: usize = pages.iter().flatten().map(|line| line.text.len()).sum();
    let (paragraphs, printed) = layout::paragraphs(pages);
    if paragraphs.is_empty() || unknown > known {
        return Err(RecordError::passed_over("PDF without a text layer"));
    }
    let mut facts = facts(&file);
    facts.url = printed.url;
    doc.content = Content::Document(Document { title: title(&file), paragraphs });
    doc.facts = Some(Box::new(facts));
    Ok((doc, rest))
}

/// Why a file could not be opened.
fn not_opened(error: LoadPdfError) -> Reason {
    match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => Reason::Locked { format: "PDF" },
        LoadPdfError::Decryption(_) => Reason::NotRead { what: "unsupported PDF encryption".to_owned() },
        LoadPdfError::Invalid => Reason::damaged("PDF", "it has no pages"),
    }
}

/// What was drawn of a file.
struct Drawn {
    /// The lines of each page.
    pages: Vec<Vec<Line>>,
    /// How many characters could not be told.
    unknown: usize,
    /// What is to be said of the pages that were not drawn.
    rest: Option<RecordError>,
}

/// Draws the pages, as many as one file may take.
fn draw(file: &File, pages: Vec<Page>) -> Drawn {
    let mut painter = Painter::new(file, MAX_DRAWINGS);
    let (all, mut lines, mut drawn) = (pages.len(), 0, vec![]);
    for page in pages {
        let Some(shown) = page.shown(file, &mut painter.known) else { continue };
        let shown = layout::lines(painter.page(&shown));
        lines += shown.len();
        drawn.push(shown);
        if lines > MAX_LINES {
            painter.cut = Some("text");
        }
        if painter.cut.is_some() {
            break;
        }
    }
    let rest = painter.cut.map(|cut| unread(drawn.len(), all, cut));
    Drawn { pages: drawn, unknown: painter.unknown, rest }
}

/// What is said of a file of which only some pages were read.
fn unread(drawn: usize, all: usize, cut: &str) -> RecordError {
    let message =
        format!("stopped at page {drawn} of {all}: limit reached ({cut}); the remaining pages were not read");
    RecordError::skipped(1, Reason::TooCostly { format: "PDF", message })
}

/// What the file says of itself. Its dates are those of the file and not of what was published.
fn facts(file: &File) -> Facts {
    let mut facts = Facts::from("print of a browser");
    facts.flag = Some(FLAG);
    let information = file.info().unwrap_or_default();
    let text = |key: &str| text_under(&information, key).filter(|text| !text.trim().is_empty());
    for key in ["Title", "Author", "Subject", "Keywords", "CreationDate", "Producer"] {
        facts.extra.extend(text(key).map(|text| (key.to_owned(), Value::from(text))));
    }
    facts
}

/// The title that the file gives itself.
fn title(file: &File) -> Option<String> {
    text_under(&file.info().unwrap_or_default(), "Title")
}

fn text_under(information: &Dict<'_>, key: &str) -> Option<String> {
    information.get::<Text<'_>>(key).map(|text| text_of(&text))
}

/// A text of the file's own: in UTF-16 or UTF-8 with a mark, or in an encoding that is nearly Latin-1.
fn text_of(bytes: &[u8]) -> String {
    if let Some(text) = bytes.strip_prefix(b"\xfe\xff") {
        return encoding_rs::UTF_16BE.decode_without_bom_handling(text).0.replace('\0', "");
    }
    match bytes.strip_prefix(b"\xef\xbb\xbf") {
        Some(text) => String::from_utf8_lossy(text).into_owned(),
        None => bytes.iter().map(|&byte| char::from(byte)).filter(|c| !c.is_control()).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::input::tests::input;
    use super::super::sink::tests::read_by;
    use super::*;
    use proptest::prelude::*;

    /// A file of one page for each content.
    fn made(contents: &[&str], more: &str) -> Vec<u8> {
        let mut text = "%PDF-1.4\n1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n3 0 obj <</Type/Font/Subtype/Type1/Encoding/WinAnsiEncoding>> endobj\n".to_owned();
        let kids: String = (0..contents.len()).map(|at| format!("{} 0 R ", 10 + 2 * at)).collect();
        text += &format!("2 0 obj <</Type/Pages/Kids[{kids}]/Resources<</Font<</F 3 0 R>>>>>> endobj\n");
        for (at, content) in contents.iter().enumerate() {
            let number = 10 + 2 * at;
            text += &format!("{number} 0 obj <</Type/Page/Contents {} 0 R>> endobj\n", number + 1);
            text += &format!(
                "{} 0 obj <</Length {}>> stream\n{content}\nendstream endobj\n",
                number + 1,
                content.len()
            );
        }
        (text + &format!("trailer <</Root 1 0 R {more}>>\n")).into_bytes()
    }

    fn outcome(bytes: &[u8]) -> Result<RawDoc, RecordError> {
        read_by(|sink| read(input("a.pdf", bytes), sink)).remove(0)
    }

    fn body(doc: &RawDoc) -> Vec<&str> {
        let Content::Document(document) = &doc.content else { panic!("{doc:?}") };
        document.paragraphs.iter().map(|paragraph| paragraph.text.as_str()).collect()
    }

    const PAGE: &str = "BT /F 10 Tf 50 700 Td (The ferry) Tj 50 0 Td (stays.) Tj ET";

    /// A lock for which no password is known.
    const LOCK: &str = "<</Filter/Standard/V 1/R 2/P -4/O<0000000000000000000000000000000000000000000000000000000000000000>/U<0000000000000000000000000000000000000000000000000000000000000000>>>";

    #[test]
    fn pages_become_one_text() {
        let doc = outcome(&made(
            &[PAGE, "BT /F 10 Tf 50 700 Td (Nobody spoke.) Tj ET"],
            "/Info<</Title(Ferry stays)/CreationDate(D:20151023)>>",
        ))
        .unwrap();
        assert_eq!(body(&doc), ["The ferry stays.", "Nobody spoke."]);
        let Content::Document(document) = &doc.content else { panic!("{doc:?}") };
        assert_eq!(document.title.as_deref(), Some("Ferry stays"));
        let facts = doc.facts.unwrap();
        assert_eq!((facts.published, facts.flag), (None, Some(FLAG)));
        assert_eq!(facts.extra["CreationDate"], "D:20151023");
    }

    #[test]
    fn pages_are_found_without_their_list() {
        let text = String::from_utf8(made(&[PAGE], ""))
            .unwrap()
            .replace("/Type/Page/", "/Type/Page/Resources<</Font<</F 3 0 R>>>>/");
        let lost = text.replace("/Catalog", "/Other").replace("/Root 1 0 R", "");
        assert_eq!(body(&outcome(lost.as_bytes()).unwrap()), ["The ferry stays."]);
    }

    #[test]
    fn what_has_no_text_is_counted_and_what_is_locked_is_said() {
        assert_eq!(
            outcome(&made(&["q 1 0 0 1 0 0 cm Q"], "")).unwrap_err().passed_over_kind(),
            Some("PDF without a text layer")
        );
        let locked = made(&[PAGE], &format!("/Encrypt {LOCK}/ID[<00>]"));
        assert_eq!(
            outcome(&locked).unwrap_err().to_string(),
            "record 0: encrypted PDF: a password is needed"
        );
        assert!(outcome(b"%PDF-1.4\nnothing").unwrap_err().to_string().contains("it has no pages"));
    }

    #[test]
    fn texts_of_the_file_are_in_several_encodings() {
        assert_eq!(text_of(b"\xfe\xff\0F\0\xe9"), "Fé");
    }

    #[test]
    fn the_part_that_is_not_read_is_said_and_the_rest_is_read() {
        let long = format!("BT /F 10 Tf {} ET", "(a)Tj ".repeat(500_010));
        let bytes = made(&[PAGE, &long, PAGE], "");
        let found = read_by(|sink| read(input("a.pdf", &bytes), sink));
        assert_eq!(found.len(), 2);
        assert!(body(found[0].as_ref().unwrap())[0].starts_with("The ferry stays."));
        let said = found[1].as_ref().unwrap_err();
        assert_eq!(
            said.to_string(),
            "record 1: only part of this PDF was read: stopped at page 2 of 3: limit reached (text); the remaining pages were not read"
        );
    }

    #[test]
    fn pages_without_resources_have_those_of_the_nodes_above_them() {
        let other = PAGE.replace("stays", "sails");
        let text = String::from_utf8(made(&[PAGE, &other], "")).unwrap();
        // Object 9 is not a dictionary.
        let text = text.replace("/Type/Page/", "/Type/Page/Resources 9 0 R/");
        let found = outcome(text.as_bytes()).unwrap();
        assert_eq!(body(&found), ["The ferry stays.", "The ferry sails."]);
    }

    #[test]
    fn a_tree_of_pages_in_a_circle_ends() {
        let file = "1 0 obj <</Pages 2 0 R>> endobj 2 0 obj <</Kids[2 0 R 3 0 R]>> endobj 3 0 obj <</Kids[2 0 R]>> endobj trailer <</Root 1 0 R>>";
        assert!(outcome(file.as_bytes()).is_err());
    }

    proptest! {
        #[test]
        fn any_prefix_and_any_flipped_bit_is_read_or_an_error(cut in 0usize..700, at in 0usize..700, bit in 0u8..8) {
            let mut bytes = made(&[PAGE, PAGE], "/Info<</Title(a)>>");
            let length = bytes.len();
            bytes[at % length] ^= 1 << bit;
            bytes.truncate(cut);
            let _ = outcome(&bytes);
        }
    }
}
