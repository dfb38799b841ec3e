//! Whether the text that was found is the whole story: what the page promises is held against it.

use super::jsonld::property;
use super::survey::Survey;
use super::trim::letters;

/// A text of fewer words than this says little by its length.
const LEAST_WORDS: u64 = 150;

/// The text in JSON-LD, if it is much longer than the body.
pub(super) fn longer_in_json(survey: &Survey, body: &str) -> Option<String> {
    let text = property(survey.json.article()?, "articleBody")?;
    let (promised, found) = (letters(&text).len(), letters(body).len());
    (promised >= 400 && found * 5 < promised * 3).then_some(text)
}

/// True if a body is so short that the story may be elsewhere.
pub(super) fn is_short(body: &str) -> bool {
    const SHORT: usize = 500;
    body.len() < SHORT
}

/// Why the body may not be the whole story, as a sentence without its full stop; `None` if nothing speaks against it.
pub(super) fn doubt(survey: &Survey, body: &str) -> Option<String> {
    by_count(survey, body).or_else(|| by_description(survey, body))
}

fn by_count(survey: &Survey, body: &str) -> Option<String> {
    let promised: u64 = property(survey.json.article()?, "wordCount")?.trim().parse().ok()?;
    let found = u64::try_from(body.split_whitespace().count()).ok()?;
    // Where words are not divided by spaces, their count is not known.
    let is_spaced = body.len() < 20 || found * 20 > u64::try_from(body.chars().count()).ok()?;
    let is_short = (LEAST_WORDS..1_000_000).contains(&promised) && found * 2 < promised;
    (is_short && is_spaced).then(|| {
        format!("the page gives the length of its text as {promised} words, of which {found} were found")
    })
}

fn by_description(survey: &Survey, body: &str) -> Option<String> {
    const SHORTEST: usize = 60;
    let (_, description) = survey.meta(&["og:description", "description"])?;
    let promised = letters(description).chars().count();
    (promised >= SHORTEST && letters(body).chars().count() < promised)
        .then(|| "the text that was found is shorter than the description of the page".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use dom_query::Document;

    fn survey(article: &str) -> Survey {
        let html = format!(
            r#"<script type="application/ld+json">{{"@type":"NewsArticle","headline":"T",{article}}}</script>"#
        );
        Survey::of(&Document::from(html))
    }

    #[test]
    fn a_text_much_shorter_than_promised_is_doubtful() {
        let promised = survey(r#""wordCount":"600""#);
        let of = |words: usize| doubt(&promised, &"word ".repeat(words));
        assert_eq!(
            of(100).as_deref(),
            Some("the page gives the length of its text as 600 words, of which 100 were found")
        );
        assert_eq!(of(400), None);
        assert_eq!(doubt(&survey(r#""wordCount":0"#), "x"), None);
    }

    #[test]
    fn a_text_shorter_than_the_description_is_doubtful() {
        let html = format!("<meta name=description content='{}'>", "what it is about, ".repeat(6));
        let survey = Survey::of(&Document::from(html));
        assert!(doubt(&survey, "Short.").is_some());
        assert_eq!(doubt(&survey, &"long text ".repeat(20)), None);
        assert_eq!(doubt(&Survey::default(), ""), None);
    }

    #[test]
    fn the_text_in_json_is_weighed_where_it_is_longer() {
        let text = "word ".repeat(200);
        let survey = survey(&format!(r#""articleBody":"{text}""#));
        assert!(longer_in_json(&survey, &"word ".repeat(50)).is_some());
        assert_eq!(longer_in_json(&survey, &text), None);
    }
}
