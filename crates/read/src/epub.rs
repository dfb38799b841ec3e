//! EPUB: each chapter of the book is a document, in the order in which it is read.
//!
//! News in EPUB are editions of a paper whose chapters are its articles, and a book's chapters are what one
//! looks for and quotes too. What the book says of itself, as its date and its publisher, holds for all of them.

use dateline_core::dates;
use dateline_core::document::{Document, Paragraph, Role};
use dateline_core::text::language_code;
use percent_encoding::percent_decode_str;
use rustc_hash::FxHashMap;
use serde_json::Value;

use super::error::{Reason, RecordError};
use super::facts::Facts;
use super::input::{Input, Scope};
use super::members::{self, Members};
use super::sink::{ReadResult, Sink};
use super::xml::{Element, Tree, one_line, prose};
use super::zip::Archive;
use super::{Content, RawDoc, encoding};

const FORMAT: &str = "EPUB";

/// Where a book says in which file its contents are listed.
const CONTAINER: &str = "META-INF/container.xml";

/// Reads the chapters of the book.
///
/// # Errors
/// If it is not a book, or the sink wants no more.
pub(super) fn read(input: Input, sink: &mut dyn Sink) -> ReadResult {
    let scope = input.scope.clone();
    let book = Book::open(input)?;
    members::read_archive(scope, sink, |members| {
        book.chapters.iter().try_for_each(|path| book.read_chapter(path, members))
    })
}

/// A book whose chapters are read one after the other.
struct Book {
    archive: Archive,
    scope: Scope,
    chapters: Vec<String>,
    facts: Facts,
}

impl Book {
    fn open(input: Input) -> Result<Self, Reason> {
        let scope = input.scope.clone();
        let archive = Archive::open(&input.into_store()?)?;
        let container = text_of(&archive, CONTAINER, &scope)?;
        let path = Tree::new(&container).find("rootfile").and_then(|file| file.attribute("full-path"));
        let path =
            path.ok_or_else(|| Reason::damaged(FORMAT, format!("{CONTAINER} does not name a package file")))?;
        let markup = text_of(&archive, &path, &scope)?;
        let package = Tree::new(&markup);
        let chapters = chapters(&package, &path);
        Ok(Self { facts: facts(&package), archive, scope, chapters })
    }

    /// The title of the whole book.
    fn title(&self) -> Option<&str> {
        self.facts.extra.get("book").and_then(Value::as_str)
    }

    fn read_chapter(&self, path: &str, members: &mut Members) -> ReadResult {
        let missing = || Reason::damaged(FORMAT, "the chapter is listed but missing");
        let raw = match self.archive.read(path, &self.scope).and_then(|raw| raw.ok_or_else(missing)) {
            Ok(raw) => raw,
            Err(reason) => {
                return members.error(RecordError::skipped(0, reason).within(Some(path.to_owned())));
            }
        };
        let mut doc = RawDoc::of(0, &raw, Content::Document(Document::default()));
        let chapter = chapter(&encoding::decode_html(raw).text, self.title());
        if chapter.paragraphs.is_empty() {
            return members.ignored(Some(path.to_owned()), "page without text");
        }
        doc.content = Content::Document(chapter);
        doc.member = Some(path.to_owned());
        doc.facts = Some(Box::new(self.facts.clone()));
        members.document(doc)
    }
}

/// The chapter on a page, all of whose paragraphs belong to it. A title that is that of the whole book is not its own.
fn chapter(page: &str, book: Option<&str>) -> Document {
    let tree = Tree::new(page);
    let title =
        tree.find("title").and_then(|title| title.text()).filter(|title| Some(title.as_str()) != book);
    let mut headings: FxHashMap<String, u8> = FxHashMap::default();
    for element in tree.all() {
        if let Some(level) = heading_level(element.name())
            && let Some(text) = element.text()
        {
            headings.entry(text).or_insert(level);
        }
    }
    let prose = prose(page);
    let role = |text: &str| headings.get(&one_line(text)).map_or(Role::Text, |level| Role::Heading(*level));
    let texts = prose.paragraphs.into_iter().map(|text| Paragraph::marked(text.as_str(), role(&text)));
    let captions = prose.captions.into_iter().map(|text| Paragraph::marked(text, Role::Caption));
    Document { title, paragraphs: texts.chain(captions).collect() }
}

/// The level of `h1` to `h6`.
fn heading_level(name: &str) -> Option<u8> {
    let level = name.strip_prefix(['h', 'H'])?.parse().ok()?;
    (1..=6).contains(&level).then_some(level)
}

fn text_of(archive: &Archive, path: &str, scope: &Scope) -> Result<String, Reason> {
    let raw =
        archive.read(path, scope)?.ok_or_else(|| Reason::damaged(FORMAT, format!("{path} is missing")))?;
    Ok(encoding::decode_html(raw).text)
}

/// The files of the chapters, without the table of contents.
fn chapters(package: &Tree, path: &str) -> Vec<String> {
    let items: std::collections::HashMap<String, Element> = package
        .all()
        .filter(|element| element.is("item"))
        .filter_map(|item| Some((item.attribute("id")?, item)))
        .collect();
    let is_chapter = |item: &&Element| {
        let properties = item.attribute("properties").unwrap_or_default();
        let kind = item.attribute("media-type").unwrap_or_default();
        kind.contains("html") && !properties.split_whitespace().any(|property| property == "nav")
    };
    let spine = package.all().filter(|element| element.is("itemref"));
    let files = spine.filter_map(|reference| {
        items.get(&reference.attribute("idref")?).filter(is_chapter)?.attribute("href")
    });
    files.map(|href| resolved(path, &href)).collect()
}

/// The path in the archive of a file that is named relative to another one.
fn resolved(base: &str, href: &str) -> String {
    let href = href.split('#').next().unwrap_or_default();
    let mut parts: Vec<&str> = base.split('/').collect();
    parts.pop();
    let href = percent_decode_str(href).decode_utf8_lossy();
    for part in href.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// What the book says of itself.
fn facts(package: &Tree) -> Facts {
    let texts =
        |name: &'static str| package.all().filter(move |element| element.name().eq_ignore_ascii_case(name));
    let first = |name: &'static str| texts(name).find_map(|element| element.text());
    let mut facts = Facts::from("EPUB package");
    facts.published = texts("dc:date")
        .filter(is_publication)
        .find_map(|date| dates::parse_field(&date.text()?))
        .map(|date| date.value);
    facts.source = first("dc:publisher").filter(|name| !is_program(name));
    facts.language = first("dc:language").and_then(|tag| language_code(&tag));
    facts.byline = texts("dc:creator")
        .filter(is_author)
        .filter_map(|name| name.text())
        .filter(|name| !is_program(name))
        .collect();
    for (key, value) in [("book", first("dc:title")), ("identifier", first("dc:identifier"))] {
        facts.extra.extend(value.map(|value| (key.to_owned(), Value::from(value))));
    }
    facts
}

/// The second version of the format has dates of other events too.
fn is_publication(date: &Element) -> bool {
    date.attribute("opf:event").is_none_or(|event| event.eq_ignore_ascii_case("publication"))
}

fn is_author(creator: &Element) -> bool {
    creator.attribute("opf:role").is_none_or(|role| role == "aut")
}

/// The program that makes books of news names itself as their author and publisher.
fn is_program(name: &str) -> bool {
    name.eq_ignore_ascii_case("calibre")
}

#[cfg(test)]
mod tests {
    use super::super::input::tests::input;
    use super::super::sink::tests::read_by;
    use super::super::zip::tests::{made, zip};
    use super::*;

    const PACKAGE: &str = "<package><metadata><dc:title>The Post, October</dc:title><dc:creator opf:role='aut'>Jane Roe</dc:creator>\
        <dc:creator opf:role='edt'>Ann Bell</dc:creator><dc:date opf:event='modification'>2016-01-01</dc:date><dc:date>2015-10-23</dc:date>\
        <dc:publisher>The Post</dc:publisher><dc:language>en-GB</dc:language></metadata>\
        <manifest><item id='n' href='nav.xhtml' media-type='application/xhtml+xml' properties='nav'/><item id='c' href='cover.xhtml' media-type='application/xhtml+xml'/>\
        <item id='2' href='text/two.xhtml' media-type='application/xhtml+xml'/><item id='1' href='one%20a.xhtml#x' media-type='application/xhtml+xml'/>\
        <item id='x' href='gone.xhtml' media-type='application/xhtml+xml'/></manifest>\
        <spine><itemref idref='c'/><itemref idref='n'/><itemref idref='1'/><itemref idref='2'/><itemref idref='x'/></spine></package>";

    fn book(package: &str) -> Vec<u8> {
        zip(&[
            made("mimetype", b"application/epub+zip"),
            made(
                CONTAINER,
                b"<container><rootfiles><rootfile full-path='OEBPS/package.opf'/></rootfiles></container>",
            ),
            made("OEBPS/package.opf", package.as_bytes()),
            made(
                "OEBPS/cover.xhtml",
                b"<html><head><title>Cover</title></head><body><img src='a.png'/></body></html>",
            ),
            made("OEBPS/one a.xhtml", b"<html><body><h1>One</h1><p>First.</p></body></html>"),
            made("OEBPS/text/two.xhtml", b"<html><body><h1>Two</h1><p>Second.</p></body></html>"),
        ])
    }

    #[test]
    fn chapters_come_in_the_order_of_reading() {
        let found = read_by(|sink| read(input("a.epub", &book(PACKAGE)), sink));
        assert_eq!(found[0].as_ref().unwrap_err().passed_over_kind(), Some("page without text"));
        let docs: Vec<_> = found.iter().flatten().collect();
        assert_eq!(
            docs.iter().map(|doc| doc.member.as_deref().unwrap()).collect::<Vec<_>>(),
            ["OEBPS/one a.xhtml", "OEBPS/text/two.xhtml"]
        );
        assert_eq!(docs.iter().map(|doc| doc.record).collect::<Vec<_>>(), [0, 1]);
        let Content::Document(chapter) = &docs[1].content else { panic!("{:?}", docs[1]) };
        let texts: Vec<_> = chapter.paragraphs.iter().map(|p| (p.text.as_str(), p.role)).collect();
        assert_eq!(texts, [("Two", Role::Heading(1)), ("Second.", Role::Text)]);
        let facts = docs[0].facts.as_ref().unwrap();
        assert_eq!(
            (facts.published.as_deref(), facts.source.as_deref()),
            (Some("2015-10-23"), Some("The Post"))
        );
        assert_eq!(
            (facts.language.as_deref(), facts.byline.as_slice()),
            (Some("en"), &["Jane Roe".to_owned()][..])
        );
        assert_eq!(facts.extra["book"], "The Post, October");
        assert!(
            found[3]
                .as_ref()
                .unwrap_err()
                .to_string()
                .contains("(OEBPS/gone.xhtml): damaged EPUB: the chapter is listed but missing")
        );
    }

    #[test]
    fn a_book_without_a_list_of_contents_is_one_error() {
        let bytes = zip(&[made(CONTAINER, b"<container/>")]);
        let found = read_by(|sink| read(input("a.epub", &bytes), sink));
        assert_eq!(found.len(), 1);
        assert!(found[0].as_ref().unwrap_err().to_string().contains("does not name a package file"));
    }

    #[test]
    fn paths_are_resolved_within_the_archive() {
        assert_eq!(resolved("OEBPS/a.opf", "../x/./b%20c.html#y"), "x/b c.html");
        assert_eq!(resolved("a.opf", "../../../etc/%zz"), "etc/%zz");
    }

    #[test]
    fn programs_are_no_authors_and_unknown_dates_no_dates() {
        let package = "<package><dc:creator>calibre</dc:creator><dc:publisher>calibre</dc:publisher><dc:date>0101-01-01T00:00:00+00:00</dc:date></package>";
        let facts = facts(&Tree::new(package));
        assert_eq!((facts.byline.len(), facts.source, facts.published), (0, None, None));
    }
}
