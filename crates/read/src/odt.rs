//! ODT: the paragraphs, tables and notes of a document of LibreOffice and of other word processors.

use dateline_core::document::Role;
use rustc_hash::FxHashMap;

use super::error::Reason;
use super::flow::Flow;
use super::input::Input;
use super::office::{self, part, role_of};
use super::sink::{ReadResult, Sink, push};
use super::xml::{Kind, Part, Parts, Tag, Tree};
use super::zip::Archive;
use super::{RawDoc, encoding};

const FORMAT: &str = "ODT";
const CONTENT: &str = "content.xml";
const STYLES: &str = "styles.xml";
const META: &str = "meta.xml";

/// The member that says what is in the archive, and what it says of a text.
pub(super) const MIMETYPE: &str = "mimetype";
pub(super) const TEXT: &str = "application/vnd.oasis.opendocument.text";

/// Elements whose text is not printed: remarks, deleted text, readings beside a word, names of things.
const UNSEEN: &[&str] = &[
    "office:annotation",
    "text:tracked-changes",
    "text:ruby-text",
    "text:note-citation",
    "text:sequence-decls",
    "text:index-title-template",
    "svg:title",
    "svg:desc",
    "office:forms",
];

/// Properties that are shown; the author is whoever owns the computer.
const SHOWN: &[&str] = &["dc:title", "meta:initial-creator", "dc:creator", "meta:creation-date", "dc:date"];

/// How many styles are followed from one to the one that it is made from.
const MAX_PARENTS: usize = 8;

/// A run of blanks that is written as a number is no longer than this.
const MAX_BLANKS: usize = 8;

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
    if part(&archive, "META-INF/manifest.xml", &scope)?.contains("encryption-data") {
        return Err(Reason::Locked { format: FORMAT });
    }
    let raw = office::main_part(&archive, CONTENT, FORMAT, &scope)?;
    let mut doc = office::document(&store, &raw)?;
    let markup = encoding::decode_html(raw).text;
    let mut styles = Styles::default();
    styles.add(&part(&archive, STYLES, &scope)?);
    styles.add(&markup);
    let facts = office::facts("ODT properties", SHOWN, &part(&archive, META, &scope)?);
    office::fill(&mut doc, facts, Reader::new(&styles).read(&markup));
    Ok(doc)
}

/// What a style says of a paragraph, and the style that it is made from.
#[derive(Debug, Default)]
struct Style {
    parent: Option<String>,
    size: Option<f32>,
}

/// The styles by their names.
#[derive(Debug, Default)]
struct Styles(FxHashMap<String, Style>);

impl Styles {
    fn add(&mut self, markup: &str) {
        let tree = Tree::new(markup);
        for element in tree.all().filter(|element| element.is("style:style")) {
            let Some(name) = element.attribute("style:name") else { continue };
            let size = element
                .find("style:text-properties")
                .and_then(|text| points(&text.attribute("fo:font-size")?));
            self.0.insert(name, Style { parent: element.attribute("style:parent-style-name"), size });
        }
    }

    /// The role and the size of a paragraph of a style, as it says itself or a style that it is made from.
    fn of(&self, name: &str) -> (Role, f32) {
        let (mut role, mut size, mut name) = (role_of(&decoded(name)), None, name);
        for _ in 0..MAX_PARENTS {
            let Some(style) = self.0.get(name) else { break };
            size = size.or(style.size);
            let Some(parent) = &style.parent else { break };
            if role == Role::Text {
                role = role_of(&decoded(parent));
            }
            name = parent;
        }
        (role, size.unwrap_or(0.0))
    }
}

/// The name of a style, in which a blank is written as `_20_`.
fn decoded(name: &str) -> String {
    name.replace("_20_", " ")
}

fn points(size: &str) -> Option<f32> {
    size.strip_suffix("pt")?.parse::<f32>().ok().filter(|size| (1.0..=500.0).contains(size))
}

/// A paragraph under way.
#[derive(Debug, Default)]
struct Current {
    text: String,
    role: Role,
    size: f32,
    is_note: bool,
}

/// Reads the markup of a document.
struct Reader<'a> {
    styles: &'a Styles,
    flow: Flow,
    /// The paragraphs that are open: that of a text box or of a note is within another one.
    open: Vec<Current>,
    /// How many notes are open.
    notes: usize,
}

impl<'a> Reader<'a> {
    fn new(styles: &'a Styles) -> Self {
        Self { styles, flow: Flow::default(), open: vec![], notes: 0 }
    }

    fn read(mut self, markup: &str) -> Flow {
        let mut parts = Parts::new(markup);
        while let Some(part) = parts.next() {
            match part {
                Part::Tag(tag) if tag.kind == Kind::Open && UNSEEN.contains(&tag.name) => {
                    parts.skip_to_close(tag.name);
                }
                Part::Tag(tag) => self.tag(tag),
                text => {
                    if let (Some(current), Some(text)) = (self.open.last_mut(), text.text()) {
                        // A line end in the markup is a blank.
                        current.text.extend(text.chars().map(|c| if c == '\n' { ' ' } else { c }));
                    }
                }
            }
        }
        while !self.open.is_empty() {
            self.close_paragraph();
        }
        self.flow
    }

    fn tag(&mut self, tag: Tag) {
        let is_open = tag.kind == Kind::Open;
        match tag.name {
            "text:p" | "text:h" if is_open => self.open_paragraph(tag),
            "text:p" | "text:h" if tag.kind == Kind::Close => self.close_paragraph(),
            "table:table-row" if is_open => self.flow.open_row(),
            "table:table-row" if tag.kind == Kind::Close => self.flow.close_row(),
            "table:table-cell" if tag.kind == Kind::Close => self.flow.next_cell(),
            "text:note-body" if is_open => self.notes += 1,
            "text:note-body" => self.notes = self.notes.saturating_sub(1),
            "text:line-break" => self.append("\n"),
            "text:tab" => self.append(" "),
            "text:s" => {
                let count = tag.attribute("text:c").and_then(|count| count.parse().ok()).unwrap_or(1);
                self.append(&" ".repeat(count.min(MAX_BLANKS)));
            }
            _ => {}
        }
    }

    fn append(&mut self, text: &str) {
        if let Some(current) = self.open.last_mut() {
            current.text.push_str(text);
        }
    }

    fn open_paragraph(&mut self, tag: Tag) {
        let (mut role, size) = self.styles.of(tag.attribute("text:style-name").unwrap_or_default());
        if tag.name == "text:h" && role == Role::Text {
            let level = tag.attribute("text:outline-level").and_then(|level| level.parse().ok());
            role = Role::Heading(level.unwrap_or(1));
        }
        self.open.push(Current { text: String::new(), role, size, is_note: self.notes > 0 });
    }

    fn close_paragraph(&mut self) {
        match self.open.pop() {
            Some(ended) if ended.is_note => self.flow.note(&ended.text),
            Some(ended) => self.flow.paragraph(&ended.text, ended.role, ended.size),
            None => {}
        }
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
    use serde_json::Value;

    const BODY: &str = "<office:document-content><office:automatic-styles><style:style style:name='P1' style:parent-style-name='Title'/>\
        <style:style style:name='P2'><style:text-properties fo:font-size='9pt'/></style:style></office:automatic-styles><office:body><office:text>\
        <text:tracked-changes><text:p>gone</text:p></text:tracked-changes><text:p text:style-name='P1'>Ferry<text:s text:c='2'/>stays</text:p>\
        <text:h text:outline-level='2'>The vote</text:h>\
        <text:p text:style-name='P2'>The council &amp;<text:line-break/>others\nvoted.<text:note><text:note-citation>1</text:note-citation>\
        <text:note-body><text:p>See there.</text:p></text:note-body></text:note><office:annotation><text:p>Why?</text:p></office:annotation></text:p>\
        <table:table><table:table-row><table:table-cell><text:p>Alma</text:p></table:table-cell><table:table-cell><text:p>1911</text:p></table:table-cell>\
        </table:table-row></table:table></office:text></office:body></office:document-content>";

    fn paragraphs(doc: RawDoc) -> Vec<Paragraph> {
        let Content::Document(document) = doc.content else { panic!("no document") };
        document.paragraphs
    }

    #[test]
    fn paragraphs_tables_and_notes_are_read_in_order() {
        let meta = "<office:meta><dc:title>A title</dc:title><meta:creation-date>2015-10-23</meta:creation-date></office:meta>";
        let bytes = zip(&[made(CONTENT, BODY.as_bytes()), made(META, meta.as_bytes())]);
        let doc = read_whole(input("a.odt", &bytes)).unwrap();
        let facts = doc.facts.clone().unwrap();
        assert_eq!((facts.published, &facts.extra["meta:creation-date"]), (None, &Value::from("2015-10-23")));
        let found = paragraphs(doc);
        let texts: Vec<&str> = found.iter().map(|paragraph| paragraph.text.as_str()).collect();
        assert_eq!(
            texts,
            ["Ferry stays", "The vote", "The council &\nothers voted.", "Alma | 1911", "See there."]
        );
        assert_eq!((found[0].role, found[1].role, found[2].size), (Role::Title, Role::Heading(2), 9.0));
    }

    #[test]
    fn locked_and_damaged_documents_are_errors() {
        let manifest = made("META-INF/manifest.xml", b"<manifest:encryption-data/>");
        let found = read_whole(input("a.odt", &zip(&[manifest, made(CONTENT, b"\x01")])));
        assert!(found.unwrap_err().to_string().contains("password"));
        let found = read_whole(input("a.odt", &zip(&[made("other.xml", b"")])));
        assert!(found.unwrap_err().to_string().contains("content.xml is missing"));
    }

    #[test]
    fn styles_made_from_each_other_end() {
        let mut styles = Styles::default();
        styles.add("<style:style style:name='a' style:parent-style-name='b'/><style:style style:name='b' style:parent-style-name='a'/>");
        assert_eq!(styles.of("a"), (Role::Text, 0.0));
        assert_eq!(styles.of("Heading_20_1").0, Role::Heading(1));
    }

    proptest! {
        #[test]
        fn no_markup_makes_it_panic(markup in "(<text:p>|</text:p>|<text:s text:c='9'/>|<text:note-body>|</text:note-body>|<table:table-row>|</table:table-row>|</table:table-cell>|<text:ruby-text>|x|é|\n){0,40}") {
            let styles = Styles::default();
            Reader::new(&styles).read(&markup).finish();
        }
    }
}
