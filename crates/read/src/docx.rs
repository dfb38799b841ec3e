//! DOCX: the paragraphs of a document of a word processor, as a text.

use rustc_hash::FxHashMap;
use serde_json::Value;

use super::error::Reason;
use super::facts::Facts;
use super::input::{Input, Scope};
use super::sink::{ReadResult, Sink, push};
use super::xml::{Kind, Part, Parts, Tag, Tree, one_line};
use super::zip::Archive;
use super::{Content, RawDoc, encoding};

const FORMAT: &str = "Word document";
const DOCUMENT: &str = "word/document.xml";
const STYLES: &str = "word/styles.xml";
const PROPERTIES: &str = "docProps/core.xml";

/// A document with more paragraphs is not an article; those after them are left out.
const MAX_PARAGRAPHS: usize = 100_000;

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
    let raw = archive
        .read(DOCUMENT, &scope)?
        .ok_or_else(|| Reason::damaged(FORMAT, format!("{DOCUMENT} is missing")))?;
    let mut doc = RawDoc::of(0, &raw, Content::Text(String::new()));
    // The document is the whole file, of which its text is one member.
    doc.hash = store.hash()?;
    doc.digest = doc.hash;
    let paragraphs = paragraphs(&encoding::decode_html(raw).text);
    let styles = styles(&part(&archive, STYLES, &scope)?);
    doc.facts = Some(Box::new(facts(&paragraphs, &styles, &part(&archive, PROPERTIES, &scope)?)));
    let texts: Vec<String> = paragraphs.into_iter().map(|paragraph| paragraph.text).collect();
    doc.content = Content::Text(texts.join("\n\n"));
    Ok(doc)
}

/// The markup of a part that need not be there.
fn part(archive: &Archive, name: &str, scope: &Scope) -> Result<String, Reason> {
    Ok(archive.read(name, scope)?.map_or_else(String::new, |raw| encoding::decode_html(raw).text))
}

/// A paragraph with the code of its style.
#[derive(Debug, Default, PartialEq, Eq)]
struct Paragraph {
    text: String,
    style: Option<String>,
}

/// The paragraphs that are not blank. Deleted text and the code of fields are in elements of their own, and are left out.
fn paragraphs(markup: &str) -> Vec<Paragraph> {
    let mut paragraphs = vec![];
    let mut current = Paragraph::default();
    let mut is_text = false;
    let mut parts = Parts::new(markup);
    while let Some(part) = parts.next() {
        match part {
            // A text box is there a second time for programs that cannot show it.
            Part::Tag(tag) if tag.name == "mc:Fallback" && tag.kind == Kind::Open => {
                parts.skip_to_close(tag.name)
            }
            Part::Tag(tag) if tag.name == "w:p" => end_paragraph(&mut paragraphs, &mut current),
            Part::Tag(tag) => is_text = read_tag(&mut current, tag),
            text => current.text.extend(text.text().filter(|_| is_text)),
        }
    }
    end_paragraph(&mut paragraphs, &mut current);
    paragraphs
}

/// Takes in a tag of a paragraph, and tells whether text follows.
fn read_tag(current: &mut Paragraph, tag: Tag) -> bool {
    match tag.name {
        "w:br" | "w:cr" => current.text.push('\n'),
        "w:tab" => current.text.push(' '),
        "w:noBreakHyphen" => current.text.push('-'),
        "w:pStyle" => current.style = tag.attribute("w:val").map(str::to_owned),
        _ => {}
    }
    tag.name == "w:t" && tag.kind == Kind::Open
}

fn end_paragraph(paragraphs: &mut Vec<Paragraph>, current: &mut Paragraph) {
    let ended = std::mem::take(current);
    let lines: Vec<_> = ended.text.lines().map(one_line).filter(|line| !line.is_empty()).collect();
    if !lines.is_empty() && paragraphs.len() < MAX_PARAGRAPHS {
        paragraphs.push(Paragraph { text: lines.join("\n"), style: ended.style });
    }
}

/// The names of styles by their codes, which differ with the language of the program.
fn styles(markup: &str) -> FxHashMap<String, String> {
    let tree = Tree::new(markup);
    let named = tree.all().filter(|element| element.is("w:style")).filter_map(|style| {
        let name = style.child("w:name")?.attribute("w:val")?;
        Some((style.attribute("w:styleId")?, name.to_lowercase()))
    });
    named.collect()
}

/// The title and subtitle that are marked as such, and the properties of the file.
fn facts(paragraphs: &[Paragraph], styles: &FxHashMap<String, String>, properties: &str) -> Facts {
    let marked = |name: &str| {
        let has_style = |paragraph: &&Paragraph| {
            paragraph.style.as_ref().is_some_and(|code| {
                styles.get(code).map_or(code.to_lowercase() == name, |known| known == name)
            })
        };
        paragraphs.iter().find(has_style).map(|paragraph| paragraph.text.clone())
    };
    let mut facts = Facts::from("DOCX style");
    facts.authoritative = true;
    facts.headline = marked("title");
    facts.standfirst = marked("subtitle");
    let tree = Tree::new(properties);
    for name in SHOWN {
        let value = tree.find(name).and_then(|element| element.text());
        facts.extra.extend(value.map(|value| ((*name).to_owned(), Value::from(value))));
    }
    facts
}

#[cfg(test)]
mod tests {
    use super::super::input::tests::input;
    use super::super::zip::tests::{made, zip};
    use super::*;
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
        assert_eq!(doc.content, Content::Text("Ferry stays\n\nThe council &\nothers voted.".into()));
        let facts = doc.facts.unwrap();
        assert_eq!(
            (facts.headline.as_deref(), &facts.published, facts.byline.len()),
            (Some("Ferry stays"), &None, 0)
        );
        assert_eq!(facts.extra["dc:creator"], "owner");
    }

    #[test]
    fn a_document_without_its_text_is_an_error() {
        let found = read_whole(input("a.docx", &zip(&[made("word/other.xml", b"")])));
        assert!(found.unwrap_err().to_string().contains("word/document.xml is missing"));
    }

    #[test]
    fn text_boxes_are_read_once() {
        let markup = "<w:p><w:t>a</w:t></w:p><mc:Fallback><w:p><w:t>a</w:t></w:p></mc:Fallback><w:p><w:t>b</w:t></w:p>";
        assert_eq!(paragraphs(markup).iter().map(|p| p.text.as_str()).collect::<Vec<_>>(), ["a", "b"]);
    }

    proptest! {
        #[test]
        fn no_markup_makes_it_panic(markup in "(<w:p>|</w:p>|<w:t>|</w:t>|<w:br/>|<mc:Fallback>|<w:pStyle w:val='a'/>|x|é|\n){0,40}") {
            paragraphs(&markup);
            styles(&markup);
        }
    }
}
