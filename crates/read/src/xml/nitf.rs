//! NITF, the News Industry Text Format: `<nitf>` with a head and a body.

use super::super::article_builder::ArticleBuilder;
use super::prose::{Prose, prose};
use super::tree::{Element, one_line};

/// The article of a `nitf` element.
pub(super) fn read(nitf: Element) -> ArticleBuilder {
    let mut draft = ArticleBuilder::new("NITF");
    if let Some(head) = nitf.child("head") {
        read_head(&mut draft, head);
    }
    draft.language("xml:lang", nitf.attribute("xml:lang"));
    read_body(&mut draft, nitf.child("body").unwrap_or(nitf));
    draft.headline("title", nitf.child("head").and_then(|head| head.child_text("title")));
    draft
}

fn read_head(draft: &mut ArticleBuilder, head: Element) {
    let attribute =
        |element: &'static str, name: &str| head.find_all(element).find_map(|found| found.attribute(name));
    draft.id(attribute("doc-id", "id-string"));
    draft.published("pubdata date.publication", attribute("pubdata", "date.publication"));
    draft.published("date.issue", attribute("date.issue", "norm"));
    draft.published("date.release", attribute("date.release", "norm"));
    draft.source("pubdata name", attribute("pubdata", "name"));
    draft.url("pubdata ex-ref", attribute("pubdata", "ex-ref"));
    draft.section("pubdata position.section", attribute("pubdata", "position.section"));
    draft.section("meta online_sections", meta(head, "online_sections"));
    for found in head.find_all("meta") {
        if let (Some(name), Some(content)) = (found.attribute("name"), found.attribute("content")) {
            draft.extra(&name, content);
        }
    }
    draft.extras("keywords", head.find_all("keyword").filter_map(|found| found.attribute("key")).collect());
    for name in ["classifier", "location", "person", "org"] {
        draft.extras(name, head.find_all(name).filter_map(|found| found.text()).collect());
    }
    if let Some(holder) = attribute("doc.copyright", "holder") {
        draft.extra("copyright", holder);
    }
}

fn meta(head: Element, name: &str) -> Option<String> {
    let has_name =
        |found: &Element| found.attribute("name").is_some_and(|own| own.eq_ignore_ascii_case(name));
    head.find_all("meta").find(has_name)?.attribute("content")
}

fn read_body(draft: &mut ArticleBuilder, body: Element) {
    let head = body.child("body.head");
    if let Some(head) = head {
        let hedline = head.child("hedline").unwrap_or(head);
        draft.headline("hl1", hedline.find_text("hl1"));
        draft.headline("hedline", head.child_text("hedline"));
        draft.byline("byline", authors(head));
        draft.dateline("dateline", head.child("dateline").and_then(dateline));
        draft.standfirst(
            "abstract",
            head.child("abstract").and_then(|found| some(prose(found.inner()).body())),
        );
        draft.standfirst("hl2", hedline.find_text("hl2"));
        draft.source("distributor", head.child_text("distributor"));
    }
    match body.child("body.content") {
        Some(content) => {
            draft.language("xml:lang", content.attribute("xml:lang"));
            draft.prose("body.content", text_of(content));
        }
        // Without the element for it, the text is what is not the head.
        None => {
            let parts = body.children().filter(|child| !child.is("body.head") && !child.is("body.end"));
            let mut text = Prose::default();
            for found in parts.map(|part| prose(part.markup())) {
                text.paragraphs.extend(found.paragraphs);
                text.captions.extend(found.captions);
            }
            draft.prose("body", text);
        }
    }
    if let Some(tagline) = body.find_text("tagline") {
        draft.extra("tagline", tagline);
    }
}

fn some(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}

/// Each person named, or else the line as it is. A second byline in another form names the same people.
fn authors(head: Element) -> Vec<String> {
    let is_repeat =
        |byline: &Element| byline.attribute("class").is_some_and(|class| class.starts_with("normalized"));
    let named = |byline: Element| {
        let people: Vec<String> = byline.find_all("person").filter_map(|person| person.text()).collect();
        // What a person is, `byttl`, is no part of the name.
        let line = || match byline.children().next() {
            Some(title) if title.is("byttl") => {
                some(one_line(&byline.inner()[..byline.inner().find('<').unwrap_or(0)]))
            }
            _ => byline.text(),
        };
        if people.is_empty() { line().into_iter().collect() } else { people }
    };
    let bylines = head.children().filter(|child| child.is("byline") && !is_repeat(child));
    let mut authors: Vec<String> = vec![];
    for name in bylines.flat_map(named) {
        if !authors.contains(&name) {
            authors.push(name);
        }
    }
    authors
}

/// The place, without the date of the story, which has an element of its own.
fn dateline(line: Element) -> Option<String> {
    line.child_text("location").or_else(|| line.text())
}

/// The blocks of the text. Where one block is the full text, the others repeat parts of it.
fn text_of(content: Element) -> Prose {
    let is_full =
        |block: &Element| block.is("block") && block.attribute("class").as_deref() == Some("full_text");
    prose(content.children().find(is_full).unwrap_or(content).inner())
}

#[cfg(test)]
mod tests {
    use super::super::tree::Tree;
    use super::*;

    fn read_text(markup: &str) -> dateline_core::article::Article {
        read(Tree::new(markup).root().unwrap()).article
    }

    #[test]
    fn all_fields_of_a_story_are_read() {
        let article = read_text(
            r#"<nitf xml:lang="en-GB"><head><title>Slug</title><meta name="slug" content="ferry"/>
            <docdata><doc-id id-string="x1"/><date.issue norm="20150403T121500Z"/><key-list><keyword key="ferries"/></key-list></docdata>
            <pubdata name="The Harbour Post" ex-ref="https://example.org/1" position.section="Local"/></head>
            <body><body.head><hedline><hl1>Ferry stays</hl1><hl2>Council votes</hl2></hedline>
            <byline>By <person>Jane Roe</person> and <person>Ann Bell</person></byline>
            <dateline><location>OSLO</location> <story.date>April 3</story.date></dateline></body.head>
            <body.content><p>The council <em>voted</em>.</p><media><media-caption>The ferry</media-caption></media><p>It stays.</p></body.content></body></nitf>"#,
        );
        assert_eq!((article.id.as_str(), article.headline.as_deref()), ("x1", Some("Ferry stays")));
        assert_eq!(article.standfirst.as_deref(), Some("Council votes"));
        assert_eq!(article.byline, ["Jane Roe", "Ann Bell"]);
        assert_eq!(article.dateline.as_deref(), Some("OSLO"));
        assert_eq!(article.published.as_deref(), Some("2015-04-03T12:15:00Z"));
        assert_eq!(article.source.as_deref(), Some("The Harbour Post"));
        assert_eq!((article.section.as_deref(), article.language.as_deref()), (Some("Local"), Some("en")));
        assert_eq!(article.body, "The council voted.\n\nIt stays.");
        assert_eq!(article.captions, ["The ferry"]);
        assert_eq!(article.found["published"], "NITF date.issue");
        assert_eq!(article.extra["keywords"], serde_json::json!(["ferries"]));
    }

    #[test]
    fn every_byline_and_a_text_without_its_element_are_read() {
        let article = read_text(
            "<nitf><body><body.head><hedline><hl1>T</hl1></hedline><byline>By Jane Roe<byttl>Staff Writer</byttl></byline>\
             <byline><person>Ann Bell</person></byline></body.head><p>One.</p><p>Two.</p><body.end><tagline>x</tagline></body.end></body></nitf>",
        );
        assert_eq!(article.byline, ["By Jane Roe", "Ann Bell"]);
        assert_eq!(article.body, "One.\n\nTwo.");
    }

    #[test]
    fn the_full_text_is_taken_once() {
        let article = read_text(
            r#"<nitf><head><title>T</title></head><body><body.head><byline class="print_byline">By JANE ROE</byline>
            <byline class="normalized_byline">Roe, Jane</byline></body.head><body.content>
            <block class="lead_paragraph"><p>One.</p></block><block class="full_text"><p>One.</p><p>Two.</p></block></body.content></body></nitf>"#,
        );
        assert_eq!((article.body.as_str(), article.headline.as_deref()), ("One.\n\nTwo.", Some("T")));
        assert_eq!(article.byline, ["By JANE ROE"]);
    }
}
