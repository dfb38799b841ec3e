//! NewsML: a `newsItem` of NewsML-G2, a `NewsItem` of NewsML 1, and the `newsitem` of Reuters' corpora.

use super::super::article_builder::ArticleBuilder;
use super::nitf;
use super::prose::{Prose, plain, prose};
use super::tree::Element;

/// The article of an item of any of the three.
pub(super) fn read(item: Element) -> ArticleBuilder {
    if item.find("NewsComponent").is_some() {
        read_first(item)
    } else if item.child("text").is_some() {
        read_corpus(item)
    } else {
        read_g2(item)
    }
}

/// NewsML-G2.
fn read_g2(item: Element) -> ArticleBuilder {
    let mut draft = ArticleBuilder::new("NewsML");
    draft.id(item.attribute("guid"));
    if let Some(meta) = item.child("itemMeta") {
        draft.published("firstCreated", meta.child_text("firstCreated"));
        draft.published("versionCreated", meta.child_text("versionCreated"));
        draft.updated("versionCreated", meta.child_text("versionCreated"));
        draft.source("provider", meta.child("provider").and_then(party));
        for name in ["edNote", "embargoed"] {
            meta.child_text(name).into_iter().for_each(|text| draft.extra(name, text));
        }
    }
    if let Some(meta) = item.child("contentMeta") {
        read_content_meta(&mut draft, meta);
    }
    draft.language("xml:lang", item.attribute("xml:lang"));
    draft.headline("title", item.child("itemMeta").and_then(|meta| meta.child_text("title")));
    for content in item.children().filter(|child| child.is("contentSet")) {
        read_content(&mut draft, content);
    }
    draft
}

/// A party's name: in words, as a literal, or the code without its scheme.
fn party(party: Element) -> Option<String> {
    let code = || party.attribute("qcode").and_then(|code| Some(code.rsplit_once(':')?.1.to_owned()));
    party.child_text("name").or_else(|| party.attribute("literal")).or_else(code)
}

fn read_content_meta(draft: &mut ArticleBuilder, meta: Element) {
    let all = |name: &'static str| meta.children().filter(move |child| child.is(name));
    // A headline without a role is the headline; those with one are variants of it, or stand below it.
    let is_main =
        |found: &Element| found.attribute("role").is_none_or(|role| !role.to_lowercase().contains("sub"));
    draft.headline("headline", all("headline").find(is_main).and_then(|found| found.text()));
    draft
        .standfirst("headline", all("headline").find(|found| !is_main(found)).and_then(|found| found.text()));
    draft.standfirst("description", all("description").find_map(|found| found.text()));
    draft.byline("by", all("by").filter_map(|found| found.text()).collect());
    draft.byline("creator", all("creator").filter_map(party).collect());
    draft.dateline("dateline", meta.child_text("dateline"));
    draft.source("infoSource", meta.child("infoSource").and_then(party));
    draft.language("language", all("language").find_map(|found| found.attribute("tag")));
    for name in ["slugline", "creditline", "keyword", "urgency"] {
        draft.extras(name, all(name).filter_map(|found| found.text()).collect());
    }
    draft.extras("subject", all("subject").filter_map(party).collect());
    draft.extras("located", all("located").filter_map(party).collect());
}

fn read_content(draft: &mut ArticleBuilder, content: Element) {
    for inline in content.children() {
        if inline.is("inlineXML") {
            read_inline(draft, inline, "inlineXML");
        } else if inline.is("inlineData") {
            let is_plain = inline.attribute("contenttype").is_none_or(|kind| kind.starts_with("text/plain"));
            let text = inline.raw_text();
            draft.prose("inlineData", if is_plain { plain(&text) } else { prose(&text) });
        }
    }
}

/// A part of a page, a whole one, or a NITF document.
fn read_inline(draft: &mut ArticleBuilder, inline: Element, rule: &str) {
    match inline.find("nitf").or_else(|| inline.find("body.content")) {
        Some(found) if found.is("nitf") => draft.complete_with(nitf::read(found).article),
        Some(found) => draft.prose(rule, prose(found.inner())),
        None => draft.prose(rule, prose(inline.inner())),
    }
}

/// NewsML 1.
fn read_first(item: Element) -> ArticleBuilder {
    let mut draft = ArticleBuilder::new("NewsML");
    draft.id(item.find_text("PublicIdentifier"));
    draft.published("FirstCreated", item.find_text("FirstCreated"));
    draft.published("ThisRevisionCreated", item.find_text("ThisRevisionCreated"));
    draft.updated("ThisRevisionCreated", item.find_text("ThisRevisionCreated"));
    if let Some(lines) = item.find("NewsLines") {
        draft.headline("HeadLine", lines.child_text("HeadLine"));
        draft.standfirst("SubHeadLine", lines.child_text("SubHeadLine"));
        draft.byline("ByLine", lines.child_text("ByLine").into_iter().collect());
        draft.dateline("DateLine", lines.child_text("DateLine"));
        for name in ["SlugLine", "KeywordLine", "CreditLine", "CopyrightLine"] {
            draft.extras(name, lines.find_all(name).filter_map(|found| found.text()).collect());
        }
    }
    let formal = |name: &'static str| item.find(name).and_then(|found| found.attribute("FormalName"));
    let provider = item.find("Provider").and_then(|found| found.find("Party")?.attribute("FormalName"));
    draft.source("Provider", provider);
    draft.language("Language", formal("Language"));
    draft.language("xml:lang", item.attribute("xml:lang"));
    for component in item.find_all("NewsComponent") {
        read_component(&mut draft, component);
    }
    // Where components are left out, or all content is that of pictures, there is content all the same.
    if let Some(content) = item
        .find("DataContent")
        .filter(|_| draft.article.body.is_empty() && draft.article.captions.is_empty())
    {
        read_inline(&mut draft, content, "DataContent");
    }
    draft.headline("NameLabel", item.find_text("NameLabel"));
    draft
}

/// What a component holds itself: the text, or what is said of a picture, which may stand before it.
fn read_component(draft: &mut ArticleBuilder, component: Element) {
    let named =
        |found: Element, name: &str| found.child(name).and_then(|found| found.attribute("FormalName"));
    let is = |kind: Option<String>, known: &[&str]| {
        kind.is_some_and(|kind| known.iter().any(|known| kind.to_lowercase().contains(known)))
    };
    let is_caption = is(named(component, "Role"), &["caption", "picture", "photo", "graphic"]);
    for content in component.children().filter(|child| child.is("ContentItem")) {
        let is_picture = is(named(content, "MediaType"), &["photo", "picture", "graphic", "image"]);
        for data in content.find_all("DataContent") {
            if is_caption || is_picture {
                draft.captions("DataContent", some(prose(data.inner()).body()).into_iter().collect());
            } else {
                read_inline(draft, data, "DataContent");
            }
        }
    }
}

fn some(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}

/// The form of Reuters' corpora of 1996 and 1997.
fn read_corpus(item: Element) -> ArticleBuilder {
    let mut draft = ArticleBuilder::new("newsitem");
    let described = |name: &str| {
        let has_name = |found: &Element| found.attribute("element").as_deref() == Some(name);
        item.find_all("dc").find(has_name)?.attribute("value")
    };
    draft.id(item.attribute("itemid"));
    draft.headline("headline", item.child_text("headline"));
    draft.byline("byline", item.child_text("byline").into_iter().collect());
    draft.dateline("dateline", item.child_text("dateline"));
    draft.published("date", item.attribute("date"));
    draft.published("dc.date.published", described("dc.date.published"));
    draft.source("dc.source", described("dc.source"));
    draft.source("dc.publisher", described("dc.publisher"));
    draft.language("xml:lang", item.attribute("xml:lang"));
    draft.prose("text", item.child("text").map_or_else(Prose::default, |text| prose(text.inner())));
    match item.child_text("title") {
        Some(title) if draft.article.headline.is_some() => draft.extra("title", title),
        title => draft.headline("title", title),
    }
    for codes in item.find_all("codes") {
        let class = codes.attribute("class").unwrap_or_else(|| "codes".to_owned());
        draft.extras(&class, codes.children().filter_map(|code| code.attribute("code")).collect());
    }
    draft
}

#[cfg(test)]
mod tests {
    use super::super::tree::Tree;
    use super::*;
    use dateline_core::article::Article;

    fn read_text(markup: &str) -> Article {
        read(Tree::new(markup).root().unwrap()).article
    }

    const META: &str = r#"<itemMeta><provider literal="The Wire"/><versionCreated>2015-10-24T10:00:00+02:00</versionCreated>
        <firstCreated>2015-10-23T09:00:00+02:00</firstCreated></itemMeta>
        <contentMeta><by>Jane Roe</by><headline role="x:subHeadline">No deal</headline><headline>Talks end</headline>
        <language tag="en-GB"/><subject qcode="medtop:20000593"><name>talks</name></subject></contentMeta>"#;

    #[test]
    fn a_caption_before_the_text_of_newsml_1_is_no_body() {
        let part = |role: &str, kind: &str, text: &str| {
            format!(
                "<NewsComponent><Role FormalName='{role}'/><ContentItem><MediaType FormalName='{kind}'/>\
                 <DataContent><p>{text}</p></DataContent></ContentItem></NewsComponent>"
            )
        };
        let parts = part("Caption", "Text", "The hall.")
            + &part("x", "Photo", "The ferry.")
            + &part("Main", "Text", "They met.");
        let article = read_text(&format!(
            "<NewsItem><NewsComponent><NewsLines><HeadLine>Talks end</HeadLine></NewsLines>{parts}</NewsComponent></NewsItem>"
        ));
        assert_eq!((article.body.as_str(), article.captions.len()), ("They met.", 2));
    }

    #[test]
    fn an_item_of_g2_with_a_page_in_it() {
        let article = read_text(&format!(
            "<newsItem guid='urn:1'>{META}<contentSet><inlineXML><html><head><title>x</title></head>
            <body><h1>Talks end</h1><p>They met.</p><p>They left.</p></body></html></inlineXML></contentSet></newsItem>"
        ));
        assert_eq!((article.id.as_str(), article.body.as_str()), ("urn:1", "They met.\n\nThey left."));
        assert_eq!(
            (article.headline.as_deref(), article.standfirst.as_deref()),
            (Some("Talks end"), Some("No deal"))
        );
        assert_eq!(article.published.as_deref(), Some("2015-10-23T09:00:00+02:00"));
        assert_eq!(article.updated.as_deref(), Some("2015-10-24T10:00:00+02:00"));
        assert_eq!((article.source.as_deref(), article.language.as_deref()), (Some("The Wire"), Some("en")));
        assert_eq!(
            (article.byline, &article.extra["subject"]),
            (vec!["Jane Roe".to_owned()], &serde_json::json!(["talks"]))
        );
    }

    #[test]
    fn an_item_of_g2_with_nitf_or_plain_text_in_it() {
        let article = read_text(&format!(
            "<newsItem>{META}<contentSet><inlineXML><nitf><body><body.head><dateline>OSLO</dateline></body.head>
            <body.content><p>They met.</p></body.content></body></nitf></inlineXML></contentSet></newsItem>"
        ));
        assert_eq!((article.body.as_str(), article.dateline.as_deref()), ("They met.", Some("OSLO")));
        assert_eq!(
            (article.found["body"].as_str(), article.found["headline"].as_str()),
            ("NewsML NITF body.content", "NewsML headline")
        );
        let plain = read_text(
            "<newsItem><contentSet><inlineData contenttype='text/plain'>One.\n\nTwo &lt; 3.</inlineData></contentSet></newsItem>",
        );
        assert_eq!(plain.body, "One.\n\nTwo < 3.");
    }

    #[test]
    fn an_item_of_the_first_version() {
        let article = read_text(
            r#"<NewsItem><Identification><NewsIdentifier><PublicIdentifier>urn:newsml:x</PublicIdentifier></NewsIdentifier></Identification>
            <NewsManagement><FirstCreated>20031012T120000+0000</FirstCreated><ThisRevisionCreated>20031012T120000+0000</ThisRevisionCreated></NewsManagement>
            <NewsComponent><NewsLines><HeadLine>Talks end</HeadLine><ByLine>Jane Roe</ByLine></NewsLines>
            <AdministrativeMetadata><Provider><Party FormalName="WIRE"/></Provider></AdministrativeMetadata>
            <DescriptiveMetadata><Language FormalName="en"/></DescriptiveMetadata>
            <ContentItem><DataContent><p>They met.</p></DataContent></ContentItem></NewsComponent></NewsItem>"#,
        );
        assert_eq!((article.id.as_str(), article.headline.as_deref()), ("urn:newsml:x", Some("Talks end")));
        assert_eq!(
            (article.published.as_deref(), article.updated),
            (Some("2003-10-12T12:00:00+00:00"), None)
        );
        assert_eq!((article.source.as_deref(), article.body.as_str()), (Some("WIRE"), "They met."));
    }

    #[test]
    fn an_item_of_the_corpora() {
        let article = read_text(
            r#"<newsitem itemid="7" date="1996-08-20" xml:lang="en"><title>NORWAY: Talks end.</title><headline>Talks end.</headline>
            <dateline>OSLO</dateline><text><p>They met.</p></text><metadata><codes class="countries"><code code="NORW"/></codes>
            <dc element="dc.source" value="Wire"/></metadata></newsitem>"#,
        );
        assert_eq!((article.id.as_str(), article.headline.as_deref()), ("7", Some("Talks end.")));
        assert_eq!(
            (article.published.as_deref(), article.source.as_deref()),
            (Some("1996-08-20"), Some("Wire"))
        );
        assert_eq!(
            (article.body.as_str(), &article.extra["title"]),
            ("They met.", &"NORWAY: Talks end.".into())
        );
        assert_eq!(article.extra["countries"], serde_json::json!(["NORW"]));
    }
}
