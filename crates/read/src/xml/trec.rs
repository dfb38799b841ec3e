//! The SGML of TREC and of the newswire collections made like it: `<DOC>` elements one after the other.
//!
//! Each collection has tags of its own; the common ones are known, and the others are kept.

use std::sync::LazyLock;

use regex::Regex;

use super::super::article_builder::ArticleBuilder;
use super::prose::Prose;
use super::tags::Parts;
use super::tree::{Element, one_line};
use super::wrapped::paragraphs;

const IDS: &[&str] = &["DOCNO", "DOCID"];
const HEADLINES: &[&str] = &["HEADLINE", "HEAD", "HL", "TITLE", "TI", "TTL"];
const BYLINES: &[&str] = &["BYLINE", "AUTHOR"];
const DATES: &[&str] = &["DATE", "DATE1", "DATE_TIME", "DATETIME", "PUBDATE", "DD"];
const SOURCES: &[&str] = &["PUB", "PUBLICATION", "SOURCE", "SO", "JOURNAL"];
const TEXTS: &[&str] = &["LEADPARA", "LP", "TEXT", "BODY"];
const CAPTIONS: &[&str] = &["CAPTION", "CAPTIONS"];

/// Elements that hold others. A `BODY` may do so too, or be the text itself.
const FRAMES: &[&str] = &["HEADER", "H3", "BODY", "TRAILER"];

/// Ids that hold the date, as the collections document them: `NYT_ENG_20050101.0001`, `NYT19990101.0001`, `AP880212-0001`.
static DATED_ID: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:[A-Z]{3}_[A-Z]{3}_(\d{8})\.\d{4}|[A-Z]{3}(\d{8})\.\d{4}|(?:AP|WSJ)(\d{6})-\d{4})$")
        .expect("the pattern is valid")
});

/// The article of a `DOC` element.
pub(super) fn read(doc: Element) -> ArticleBuilder {
    let mut draft = ArticleBuilder::new("TREC");
    let mut parts = DocParts::of(doc);
    draft.id(parts.take_text(IDS).map(|(_, id)| id).or_else(|| doc.attribute("id")));
    if let Some((name, headline)) = parts.take_text(HEADLINES) {
        draft.headline(name, Some(headline));
    }
    if let Some((name, author)) = parts.take_text(BYLINES) {
        draft.byline(name, vec![author]);
    }
    if let Some((name, line)) = parts.take_text(&["DATELINE"]) {
        draft.dateline(name, Some(line.trim_end_matches(['-', '_', ' ']).to_owned()));
    }
    if let Some((name, date)) = parts.take_text(DATES) {
        draft.published(name, Some(full_year(&date).unwrap_or(date)));
    }
    date_of_id(&mut draft);
    if let Some((name, source)) = parts.take_text(SOURCES) {
        draft.source(name, Some(source));
    }
    if let Some((name, section)) = parts.take_text(&["SECTION"]) {
        draft.section(name, Some(section));
    }
    if let Some((name, url)) = parts.take_text(&["URL"]) {
        draft.url(name, Some(url));
    }
    draft.prose("text", Prose { paragraphs: parts.take_paragraphs(TEXTS), captions: vec![] });
    draft.captions("caption", parts.take_paragraphs(CAPTIONS));
    for (name, text) in parts.0.iter().filter_map(|part| Some((part.name(), part.text()?))) {
        draft.extra(&name.to_ascii_lowercase(), text);
    }
    draft
}

/// The elements of a document that hold its text, without the frames they stand in.
struct DocParts<'t, 'a>(Vec<Element<'t, 'a>>);

impl<'t, 'a> DocParts<'t, 'a> {
    fn of(doc: Element<'t, 'a>) -> Self {
        let mut parts = vec![];
        let mut within = u32::MAX;
        for element in doc.descendants() {
            if element.depth() > within {
                continue;
            }
            let is_frame = is_frame(element);
            within = if is_frame { u32::MAX } else { element.depth() };
            parts.extend((!is_frame).then_some(element));
        }
        Self(parts)
    }

    /// Takes out the first part that has one of the names, the first name first.
    fn take_text(&mut self, names: &[&str]) -> Option<(&'a str, String)> {
        let at = names
            .iter()
            .find_map(|name| self.0.iter().position(|part| part.is(name) && part.text().is_some()))?;
        let part = self.0.remove(at);
        Some((part.name(), part.text()?))
    }

    /// Takes out all parts that have one of the names, in their order.
    fn take_paragraphs(&mut self, names: &[&str]) -> Vec<String> {
        let is_one = |part: &Element| names.iter().any(|name| part.is(name));
        let taken: Vec<String> =
            self.0.iter().filter(|part| is_one(part)).flat_map(|part| paragraphs_of(part.inner())).collect();
        self.0.retain(|part| !is_one(part));
        taken
    }
}

fn is_frame(element: Element) -> bool {
    let is_text = element.is("BODY") && element.find("TEXT").is_none();
    FRAMES.iter().any(|name| element.is(name)) && !is_text && element.children().next().is_some()
}

/// Each tag parts paragraphs, and within them line breaks and indents do.
fn paragraphs_of(markup: &str) -> Vec<String> {
    let text: String = Parts::new(markup).map(|part| part.text().unwrap_or("\n\n".into())).collect();
    paragraphs(&text)
}

/// A date of six digits with its century, which is the twentieth in all collections that write it so.
fn full_year(day: &str) -> Option<String> {
    let is_short = day.len() == 6 && day.bytes().all(|byte| byte.is_ascii_digit());
    is_short.then(|| format!("19{day}"))
}

fn date_of_id(draft: &mut ArticleBuilder) {
    let id = one_line(&draft.article.id);
    let Some(found) = DATED_ID.captures(&id) else {
        return;
    };
    let day = found.iter().skip(1).flatten().next().map(|day| day.as_str());
    draft.published("DOCNO", day.map(|day| full_year(day).unwrap_or_else(|| day.to_owned())));
}

#[cfg(test)]
mod tests {
    use super::super::tree::Tree;
    use super::*;
    use dateline_core::article::Article;

    fn read_text(markup: &str) -> Article {
        read(Tree::new(markup).root().unwrap()).article
    }

    #[test]
    fn a_document_with_paragraph_tags() {
        let article = read_text(
            "<DOC>\n<DOCNO> HP102789-0001 </DOCNO>\n<DATE><P>October 27, 1989, Friday, Home Edition</P></DATE>\n\
             <SECTION><P>World; Part A; Page 1</P></SECTION>\n<HEADLINE><P>FERRY STAYS</P></HEADLINE><BYLINE><P>By JANE ROE</P></BYLINE>\n\
             <DATELINE><P>OSLO -- </P></DATELINE><TEXT><P>The ferry\nstays.</P><P>It does.</P></TEXT><LENGTH>12 words</LENGTH></DOC>",
        );
        assert_eq!(
            (article.id.as_str(), article.headline.as_deref()),
            ("HP102789-0001", Some("FERRY STAYS"))
        );
        assert_eq!(
            (article.published.as_deref(), article.dateline.as_deref()),
            (Some("1989-10-27"), Some("OSLO"))
        );
        assert_eq!(article.body, "The ferry stays.\n\nIt does.");
        assert_eq!(article.section.as_deref(), Some("World; Part A; Page 1"));
        assert_eq!(
            (&article.extra["length"], &article.extra["DATE"]),
            (&"12 words".into(), &"October 27, 1989, Friday, Home Edition".into())
        );
        assert_eq!(article.found["body"], "TREC text");
    }

    #[test]
    fn a_document_with_frames_and_broken_lines() {
        let article = read_text(
            "<DOC><DOCNO>NYT19990101.0001</DOCNO><HEADER>A1\n</HEADER><BODY><SLUG>BC-FERRY</SLUG><HEADLINE>Ferry stays</HEADLINE>\
             <TEXT>\n   The ferry\nstays.\n   It does. &AMP;\n</TEXT></BODY><TRAILER>NYT-01</TRAILER></DOC>",
        );
        assert_eq!(
            (article.headline.as_deref(), article.published.as_deref()),
            (Some("Ferry stays"), Some("1999-01-01"))
        );
        assert_eq!(article.body, "The ferry stays.\n\nIt does. &");
        assert_eq!(
            (&article.extra["slug"], &article.extra["trailer"]),
            (&"BC-FERRY".into(), &"NYT-01".into())
        );
        let nested = read_text(
            "<DOC><HEADER><H3><TI>Talks</TI></H3><DATE1>1 January 1994</DATE1></HEADER><TEXT>They met.</TEXT></DOC>",
        );
        assert_eq!(
            (nested.headline.as_deref(), nested.published.as_deref()),
            (Some("Talks"), Some("1994-01-01"))
        );
    }

    #[test]
    fn dates_of_six_digits_and_in_ids() {
        assert_eq!(read_text("<DOC><DATE>910514</DATE></DOC>").published.as_deref(), Some("1991-05-14"));
        let wire = read_text(
            "<DOC id=\"NYT_ENG_20050102.0001\" type=\"story\"><HEADLINE>T</HEADLINE><TEXT><P>x</P></TEXT></DOC>",
        );
        assert_eq!(
            (wire.id.as_str(), wire.published.as_deref()),
            ("NYT_ENG_20050102.0001", Some("2005-01-02"))
        );
        assert_eq!(read_text("<DOC><DOCNO>AP880212-0001</DOCNO></DOC>").found["published"], "TREC DOCNO");
        assert_eq!(read_text("<DOC><DOCNO>FT911-3</DOCNO></DOC>").published, None);
    }
}
