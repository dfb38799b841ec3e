//! The SGML in which Reuters' stories of 1987 are kept: `<REUTERS>` elements in files of a thousand.

use super::super::article_builder::ArticleBuilder;
use super::prose::Prose;
use super::tree::Element;
use super::wrapped::paragraphs;

/// The lists of codes that editors gave a story. Its `PLACES` are theirs and not this program's countries.
const CODES: &[&str] = &["TOPICS", "PLACES", "PEOPLE", "ORGS", "EXCHANGES", "COMPANIES"];

/// The article of a `REUTERS` element.
pub(super) fn read(story: Element) -> ArticleBuilder {
    let mut draft = ArticleBuilder::new("Reuters SGML");
    draft.id(story.attribute("NEWSID").or_else(|| story.attribute("NEWID")));
    draft.published("DATE", story.child_text("DATE"));
    for name in CODES {
        let codes =
            story.child(name).into_iter().flat_map(|list| list.children()).filter_map(|code| code.text());
        draft.extras(&name.to_ascii_lowercase(), codes.collect());
    }
    if let Some(text) = story.child("TEXT") {
        read_text(&mut draft, text);
    }
    draft
}

fn read_text(draft: &mut ArticleBuilder, text: Element) {
    draft.headline("TITLE", text.child_text("TITLE"));
    draft.byline("AUTHOR", text.child_text("AUTHOR").into_iter().collect());
    draft.dateline(
        "DATELINE",
        text.child_text("DATELINE").map(|line| line.trim_end_matches(['-', ' ']).to_owned()),
    );
    match text.child("BODY") {
        Some(body) => read_body(draft, "BODY", &body.raw_text()),
        // Stories of the type UNPROC are all text, their headline being its first line.
        None if text.child("TITLE").is_none() => read_body(draft, "TEXT", &text.raw_text()),
        None => {}
    }
}

fn read_body(draft: &mut ArticleBuilder, rule: &str, body: &str) {
    let body = body.trim_end();
    let (text, last) = body.rsplit_once('\n').unwrap_or(("", body));
    let is_signed = ["reuter", "reuters"].iter().any(|sign| last.trim().eq_ignore_ascii_case(sign));
    if is_signed {
        draft.article.agency.push("Reuters".to_owned());
        draft.article.note("agency", "Reuters SGML sign-off");
    }
    let paragraphs = paragraphs(if is_signed { text } else { body });
    draft.prose(rule, Prose { paragraphs, captions: vec![] });
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
    fn a_story_with_all_its_parts() {
        let article = read_text(
            "<REUTERS TOPICS=\"YES\" OLDID=\"5\" NEWID=\"12\"><DATE>26-FEB-1987 15:01:01.79</DATE><TOPICS><D>ship</D></TOPICS>\n\
             <PLACES><D>norway</D><D>uk</D></PLACES><PEOPLE></PEOPLE><TEXT>&#2;\n<TITLE>FERRY &lt;FRY> STAYS</TITLE>\n\
             <AUTHOR>    By Jane Roe, Reuters</AUTHOR><DATELINE>    OSLO, Feb 26 - </DATELINE><BODY>The ferry stays, the\ncouncil said.\n    \
             It voted on\nMonday.\n Reuter\n&#3;</BODY></TEXT></REUTERS>",
        );
        assert_eq!((article.id.as_str(), article.headline.as_deref()), ("12", Some("FERRY <FRY> STAYS")));
        assert_eq!(article.body, "The ferry stays, the council said.\n\nIt voted on Monday.");
        assert_eq!(
            (article.dateline.as_deref(), article.published.as_deref()),
            (Some("OSLO, Feb 26"), Some("1987-02-26"))
        );
        assert_eq!(
            (article.byline, article.agency),
            (vec!["By Jane Roe, Reuters".to_owned()], vec!["Reuters".to_owned()])
        );
        assert_eq!(article.extra["places"], serde_json::json!(["norway", "uk"]));
        assert_eq!(article.extra["DATE"], "26-FEB-1987 15:01:01.79");
        assert!(!article.extra.contains_key("people") && article.countries.is_empty());
    }

    #[test]
    fn a_brief_is_a_headline_and_an_unprocessed_story_a_text() {
        let brief =
            read_text("<REUTERS><TEXT TYPE=\"BRIEF\"><TITLE>***** RATES UNCHANGED</TITLE></TEXT></REUTERS>");
        assert_eq!((brief.headline.as_deref(), brief.body.as_str()), (Some("***** RATES UNCHANGED"), ""));
        let raw = read_text(
            "<REUTERS><TEXT TYPE=\"UNPROC\">RATES\n    LONDON, March 3 - Fixed\nas before.</TEXT></REUTERS>",
        );
        assert_eq!((raw.headline, raw.body.as_str()), (None, "RATES\n\nLONDON, March 3 - Fixed as before."));
    }
}
