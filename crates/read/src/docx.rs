//! DOCX: the paragraphs, tables and notes of a document of Word.

use dateline_core::document::Role;
use rustc_hash::FxHashMap;

use super::error::Reason;
use super::flow::Flow;
use super::input::Input;
use super::office::{self, part, role_of};
use super::sink::{ReadResult, Sink, push};
use super::xml::{Element, Kind, Part, Parts, Tag, Tree};
use super::zip::Archive;
use super::{RawDoc, encoding};

const FORMAT: &str = "Word document";
const DOCUMENT: &str = "word/document.xml";
const STYLES: &str = "word/styles.xml";
const PROPERTIES: &str = "docProps/core.xml";

/// The parts with the notes of the document.
const NOTES: [&str; 2] = ["word/footnotes.xml", "word/endnotes.xml"];

/// The size of letters in a document that says nothing of it.
const USUAL_SIZE: f32 = 11.0;

/// Properties that are shown and say nothing that could be relied on: the author is whoever owns the computer.
const SHOWN: &[&str] = &["dc:title", "dc:creator", "dcterms:created", "dcterms:modified"];

/// Reads the file as one document.
///
/// # Errors
/// If it cannot be read, or the sink wants no more.
pub(super) fn read(input: Input, sink: &mut dyn Sink) -> ReadResult {
    push(sink, Ok(read_whole(input)?))
}

fn read_whole(input: Input) -> Result<RawDoc, Reason> {
    let scope = input.scope.clone();
    let store = input.into_store()?;
    let archive = Archive::open(&store)?;
    let raw = office::main_part(&archive, DOCUMENT, FORMAT, &scope)?;
    let mut doc = office::document(&store, &raw)?;
    let styles = Styles::of(&part(&archive, STYLES, &scope)?);
    let mut reader = Reader { styles: &styles, flow: Flow::default(), current: Current::default() };
    reader.read(&encoding::decode_html(raw).text);
    for notes in NOTES {
        reader.read_notes(&part(&archive, notes, &scope)?);
    }
    let facts = office::facts("DOCX properties", SHOWN, &part(&archive, PROPERTIES, &scope)?);
    office::fill(&mut doc, facts, reader.flow);
    Ok(doc)
}

/// The paragraph under way.
#[derive(Debug, Default)]
struct Current {
    text: String,
    style: Option<String>,
    /// The size of its first letters of which one is given.
    size: Option<f32>,
    /// True behind a tag whose text is to be read.
    is_text: bool,
}

/// Reads the markup of a document. Deleted text and the code of fields are in elements of their own, and are left out.
struct Reader<'a> {
    styles: &'a Styles,
    flow: Flow,
    current: Current,
}

impl Reader<'_> {
    fn read(&mut self, markup: &str) {
        let mut parts = Parts::new(markup);
        while let Some(part) = parts.next() {
            match part {
                // A text box is there a second time for programs that cannot show it, and a reading beside its word.
                Part::Tag(tag) if tag.kind == Kind::Open && matches!(tag.name, "mc:Fallback" | "w:rt") => {
                    parts.skip_to_close(tag.name);
                }
                Part::Tag(tag) => self.tag(tag),
                text => {
                    let is_text = self.current.is_text;
                    self.current.text.extend(text.text().filter(|_| is_text));
                }
            }
        }
        self.end_paragraph();
    }

    /// Reads foot notes or end notes, one a paragraph.
    fn read_notes(&mut self, markup: &str) {
        let mut reader = Reader { styles: self.styles, flow: Flow::default(), current: Current::default() };
        reader.read(markup);
        reader.flow.finish().iter().for_each(|note| self.flow.note(&note.text));
    }

    fn tag(&mut self, tag: Tag) {
        self.current.is_text = tag.name == "w:t" && tag.kind == Kind::Open;
        let is_close = tag.kind == Kind::Close;
        match tag.name {
            "w:p" => self.end_paragraph(),
            "w:tr" if is_close => self.flow.close_row(),
            "w:tr" if tag.kind == Kind::Open => self.flow.open_row(),
            "w:tc" if is_close => self.flow.next_cell(),
            "w:br" | "w:cr" if !is_close => self.current.text.push('\n'),
            "w:tab" if !is_close => self.current.text.push(' '),
            "w:noBreakHyphen" if !is_close => self.current.text.push('-'),
            "w:pStyle" => self.current.style = tag.attribute("w:val").map(str::to_owned),
            "w:sz" if self.current.size.is_none() => self.current.size = half_points(tag.attribute("w:val")),
            _ => {}
        }
    }

    fn end_paragraph(&mut self) {
        let ended = std::mem::take(&mut self.current);
        let style = ended.style.as_deref().map(|code| self.styles.of_code(code)).unwrap_or_default();
        let size = ended.size.or(style.size).unwrap_or(self.styles.usual_size);
        self.flow.paragraph(&ended.text, style.role, size);
    }
}

/// A size as Word writes it, in halves of a point.
fn half_points(value: Option<&str>) -> Option<f32> {
    value?.parse::<f32>().ok().map(|size| size / 2.0).filter(|size| (1.0..=500.0).contains(size))
}

/// What a style says of a paragraph.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Style {
    role: Role,
    size: Option<f32>,
}

/// The styles by their codes, which differ with the language of the program.
struct Styles {
    by_code: FxHashMap<String, Style>,
    usual_size: f32,
}

impl Styles {
    fn of(markup: &str) -> Self {
        let tree = Tree::new(markup);
        let size = |element: &Element| half_points(element.find("w:sz")?.attribute("w:val").as_deref());
        let named = tree.all().filter(|element| element.is("w:style")).filter_map(|style| {
            let name = style.child("w:name")?.attribute("w:val")?;
            Some((style.attribute("w:styleId")?, Style { role: role_of(&name), size: size(&style) }))
        });
        let usual = tree.find("w:docDefaults").and_then(|defaults| size(&defaults));
        Self { by_code: named.collect(), usual_size: usual.unwrap_or(USUAL_SIZE) }
    }

    fn of_code(&self, code: &str) -> Style {
        self.by_code.get(code).copied().unwrap_or_else(|| Style { role: role_of(code), size: None })
    }
}

#[cfg(test)]
mod tests {
    use super::super::Content;
    use super::super::input::tests::input;
    use super::super::zip::tests::{made, zip};
    use super::*;
    use dateline_core::document::Paragraph;
    use proptest::prelude::*;

    const BODY: &str = "<w:document><w:body><w:p><w:pPr><w:pStyle w:val=\"Titel\"/></w:pPr><w:r><w:t>Ferry </w:t></w:r><w:r><w:t>stays</w:t></w:r></w:p>\
        <w:p/><w:p><w:r><w:t xml:space=\"preserve\">The council &amp; </w:t><w:br/><w:t>others</w:t><w:tab/><w:t>voted.</w:t><w:delText>gone</w:delText>\
        <w:instrText>PAGE</w:instrText></w:r></w:p></w:body></w:document>";

    #[test]
    fn paragraphs_become_a_text_and_the_title_a_fact() {
        let bytes = zip(&[
            made(DOCUMENT, BODY.as_bytes()),
            made(STYLES, b"<w:styles><w:style w:styleId='Titel'><w:name w:val='Title'/></w:style></w:styles>"),
            made(PROPERTIES, b"<cp:coreProperties><dc:creator>owner</dc:creator><dcterms:created>2015-10-23T10:00:00Z</dcterms:created></cp:coreProperties>"),
        ]);
        let doc = read_whole(input("a.docx", &bytes)).unwrap();
        let Content::Document(document) = doc.content else { panic!("no document") };
        assert_eq!(texts(&document.paragraphs), ["Ferry stays", "The council &\nothers voted."]);
        assert_eq!(document.paragraphs[0].role, Role::Title);
        let facts = doc.facts.unwrap();
        assert_eq!((&facts.published, facts.byline.len()), (&None, 0));
        assert_eq!(facts.extra["dc:creator"], "owner");
    }

    #[test]
    fn a_document_without_its_text_is_an_error() {
        let found = read_whole(input("a.docx", &zip(&[made("word/other.xml", b"")])));
        assert!(found.unwrap_err().to_string().contains("word/document.xml is missing"));
    }

    fn read(markup: &str, styles: &str) -> Vec<Paragraph> {
        let styles = Styles::of(styles);
        let mut reader = Reader { styles: &styles, flow: Flow::default(), current: Current::default() };
        reader.read(markup);
        reader.flow.finish()
    }

    fn texts(paragraphs: &[Paragraph]) -> Vec<&str> {
        paragraphs.iter().map(|paragraph| paragraph.text.as_str()).collect()
    }

    #[test]
    fn text_boxes_are_read_once_and_readings_not() {
        let markup = "<w:p><w:t>a</w:t></w:p><mc:Fallback><w:p><w:t>a</w:t></w:p></mc:Fallback><w:p><w:rt><w:t>x</w:t></w:rt><w:t>b</w:t></w:p>";
        assert_eq!(texts(&read(markup, "")), ["a", "b"]);
    }

    #[test]
    fn rows_of_tables_are_read_across() {
        let cell = |text: &str| format!("<w:tc><w:p><w:t>{text}</w:t></w:p></w:tc>");
        let markup = format!("<w:tbl><w:tr>{}{}</w:tr></w:tbl><w:p><w:t>c</w:t></w:p>", cell("a"), cell("b"));
        assert_eq!(texts(&read(&markup, "")), ["a | b", "c"]);
    }

    #[test]
    fn styles_and_letters_have_sizes() {
        let styles = "<w:styles><w:docDefaults><w:rPr><w:sz w:val='20'/></w:rPr></w:docDefaults><w:style w:styleId='b1'><w:name w:val='heading 1'/><w:rPr><w:sz w:val='32'/></w:rPr></w:style></w:styles>";
        let markup = "<w:p><w:pPr><w:pStyle w:val='b1'/></w:pPr><w:t>a</w:t></w:p><w:p><w:t>b</w:t></w:p><w:p><w:rPr><w:sz w:val='50'/></w:rPr><w:t>c</w:t></w:p>";
        let found = read(markup, styles);
        assert_eq!(found.iter().map(|paragraph| paragraph.size).collect::<Vec<_>>(), [16.0, 10.0, 25.0]);
        assert_eq!(found[0].role, Role::Heading(1));
    }

    proptest! {
        #[test]
        fn no_markup_makes_it_panic(markup in "(<w:p>|</w:p>|<w:t>|</w:t>|<w:br/>|<mc:Fallback>|<w:tr>|</w:tr>|</w:tc>|<w:sz w:val='9'/>|<w:pStyle w:val='a'/>|x|é|\n){0,40}") {
            read(&markup, &markup);
        }
    }
}
