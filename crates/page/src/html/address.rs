//! Where the article comes from: its address, its outlet, its section, its language.

use super::jsonld::property;
use super::patterns::SUFFIX;
use super::survey::Survey;
use super::trim::letters;
use crate::patterns;
use crate::trace::{Found, Trace};
use dateline_core::text;

const SOURCES: &[&str] = &[
    "og:site_name",
    "application-name",
    "apple-mobile-web-app-title",
    "dc.publisher",
    "dcterms.publisher",
    "dc:publisher",
    "publisher",
    "cre",
    "citation_journal_title",
    "twitter:app:name:iphone",
    "copyright",
];

const SECTIONS: &[&str] = &[
    "article:section",
    "og:article:section",
    "parsely-section",
    "cxenseparse:section",
    "section",
    "sectionname",
    "article.section",
    "dc.subject.section",
    "category",
    "news_category",
];

/// An outlet's name is no longer than this.
const LONGEST_SOURCE: usize = 60;

/// Detection of the language outweighs what the page declares where there is so much text.
const SURE_LENGTH: usize = 400;

/// The article's own address.
pub(super) fn url(survey: &Survey, trace: &mut Trace) -> Option<Found> {
    let of_json = |key: &str| property(survey.json.article()?, key);
    let whole = |url: Option<String>, rule: &str| Some((absolute(&url?)?, rule.to_owned()));
    let og = || survey.meta(&["og:url"]).map(|(_, url)| url.to_owned());
    trace.choose(
        "url",
        &[
            &|| whole(survey.canonical.clone(), "link rel=canonical"),
            &|| whole(og(), "meta og:url"),
            &|| whole(of_json("mainEntityOfPage"), "JSON-LD mainEntityOfPage"),
            &|| whole(of_json("url"), "JSON-LD url"),
            &|| whole(survey.saved_from.clone(), "address noted when the page was saved"),
        ],
    )
}

/// An address that stands for itself and points to a page of a site, not to its front.
fn absolute(url: &str) -> Option<String> {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"))?;
    let path = rest.split_once('/').map_or("", |(_, path)| path);
    let valid = !url.contains(char::is_whitespace) && rest.contains('.');
    (valid && !path.is_empty()).then(|| url.to_owned())
}

/// The outlet: the first name given that the host of the address confirms, else the first name given.
///
/// `lines` are those of the page, whose claim of rights may confirm the name in its title.
pub(super) fn source(survey: &Survey, url: Option<&str>, lines: &[&str], trace: &mut Trace) -> Option<Found> {
    let publisher = survey.json.article().and_then(|article| publisher(survey, article));
    let metas = SOURCES.iter().filter_map(|name| survey.meta(&[name]));
    let mut names: Vec<Found> =
        metas.map(|(name, source)| (first_part(source), format!("meta {name}"))).collect();
    names.extend(publisher.map(|name| (first_part(&name), "JSON-LD publisher".to_owned())));
    names.retain(|(name, _)| is_source(name));
    let host = url.and_then(host);
    let confirmed = || {
        let host = host.as_ref()?;
        names.iter().find(|(name, _)| names_host(name, host)).cloned()
    };
    let found = trace.choose(
        "source",
        &[
            &confirmed,
            &|| names.first().cloned(),
            &|| of_title(survey, |name| host.as_ref().is_some_and(|host| names_host(name, host)), "address"),
            &|| of_title(survey, |name| is_claimed(name, lines), "claim of rights"),
            &|| labelled(survey, lines),
        ],
    );
    names.iter().for_each(|(name, rule)| trace.note("source", rule, name));
    found
}

/// The name behind a label such as `来源：` in a line near the headline.
fn labelled(survey: &Survey, lines: &[&str]) -> Option<Found> {
    const LONGEST_LINE: usize = 200;
    const LINES: usize = 12;
    let headline = &survey.headings.iter().find(|heading| heading.level == 1)?.text;
    let at = lines.iter().position(|line| line == headline)?;
    let name =
        lines.iter().skip(at + 1).take(LINES).filter(|line| line.len() <= LONGEST_LINE).find_map(|line| {
            let name = patterns::SOURCE_LABEL.captures(line)?.name("name")?.as_str().trim().to_owned();
            is_source(&name).then_some(name)
        })?;
    Some((name, "label before the name".to_owned()))
}

/// True if a line of the page claims rights in this name.
fn is_claimed(name: &str, lines: &[&str]) -> bool {
    const LONGEST_CLAIM: usize = 200;
    let claims = lines.iter().filter(|line| line.len() <= LONGEST_CLAIM && patterns::CLAIM.is_match(line));
    let key = letters(name);
    key.len() >= 6 && claims.into_iter().any(|line| letters(line).contains(&key))
}

/// The letters of the host, without `www`.
fn host(url: &str) -> Option<String> {
    let host = url.split_once("://")?.1.split('/').next()?;
    Some(letters(host.strip_prefix("www.").unwrap_or(host)))
}

/// True if the host holds the name, without a leading article.
fn names_host(name: &str, host: &str) -> bool {
    let key = letters(name);
    let key = key.strip_prefix("the").filter(|rest| rest.len() > 3).unwrap_or(&key);
    key.len() >= 2 && host.contains(key)
}

fn publisher(survey: &Survey, article: &serde_json::Map<String, serde_json::Value>) -> Option<String> {
    property(article, "publisher").or_else(|| {
        let id = article.get("publisher")?.get("@id")?.as_str()?;
        property(survey.json.by_id(id)?, "name")
    })
}

/// The name without the slogan that some sites put behind it.
fn first_part(name: &str) -> String {
    name.split(['|', '｜']).next().unwrap_or_default().trim().to_owned()
}

/// True unless the value is an address, a notice of copyright, or prose.
fn is_source(name: &str) -> bool {
    name.len() <= LONGEST_SOURCE
        && !name.contains("://")
        && !name.contains('©')
        && name.chars().any(char::is_alphabetic)
}

/// The part before or behind the headline in the page's title that something else on the page confirms.
fn of_title(survey: &Survey, is_confirmed: impl Fn(&str) -> bool, by: &str) -> Option<Found> {
    let title = survey.title.as_deref()?;
    let parts = [SUFFIX.split(title).last()?, SUFFIX.split(title).next()?];
    let name = parts
        .into_iter()
        .find(|part| part.trim() != title.trim() && part.len() >= 3 && is_confirmed(part))?;
    Some((name.trim().to_owned(), format!("part of the title, confirmed by the {by}")))
}

/// The section of the outlet.
pub(super) fn section(survey: &Survey, trace: &mut Trace) -> Option<Found> {
    let meta = || survey.meta(SECTIONS).map(|(name, section)| (section.to_owned(), format!("meta {name}")));
    let json = || {
        property(survey.json.article()?, "articleSection").map(|s| (s, "JSON-LD articleSection".to_owned()))
    };
    let (section, rule) = trace.choose("section", &[&meta, &json])?;
    let is_name = section.len() <= LONGEST_SOURCE
        && !section.contains("://")
        && section.chars().any(char::is_alphabetic);
    is_name.then_some((section, rule))
}

/// The language that the page declares, unless its text is surely in another one.
pub(super) fn language(survey: &Survey, body: &str, trace: &mut Trace) -> Option<Found> {
    let json = || property(survey.json.article()?, "inLanguage");
    let declared = [
        (survey.lang.clone(), "html lang"),
        (survey.meta(&["og:locale"]).map(|(_, l)| l.to_owned()), "meta og:locale"),
        (
            survey.meta(&["content-language", "dc.language", "language"]).map(|(_, l)| l.to_owned()),
            "meta content-language",
        ),
        (json(), "JSON-LD inLanguage"),
    ];
    let declared: Vec<(String, &str)> =
        declared.into_iter().filter_map(|(tag, rule)| Some((text::language_code(&tag?)?, rule))).collect();
    declared.iter().for_each(|(code, rule)| trace.note("language", rule, code));
    let (code, rule) = declared.into_iter().next()?;
    let detected = if body.len() >= SURE_LENGTH { text::language(body) } else { None };
    let agrees = detected.is_none_or(|detected| detected == code || is_close(detected, &code));
    agrees.then(|| (code, rule.to_owned()))
}

/// True for languages so close that detection confuses them.
fn is_close(a: &str, b: &str) -> bool {
    const CLOSE: &[&[&str]] = &[
        &["no", "nb", "nn", "da", "sv"],
        &["hr", "sr", "bs", "sl", "mk"],
        &["id", "ms", "jv"],
        &["es", "gl", "ca", "pt"],
        &["cs", "sk"],
        &["ru", "uk", "be", "bg"],
        &["hi", "mr", "ne"],
        &["fa", "ar", "ur", "ps"],
        &["nl", "af"],
        &["tr", "az"],
    ];
    CLOSE.iter().any(|group| group.contains(&a) && group.contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;
    use dom_query::Document;

    fn survey(html: &str) -> Survey {
        Survey::of(&Document::from(html))
    }

    fn source_of(survey: &Survey, url: Option<&str>) -> Option<Found> {
        source(
            survey,
            url,
            &["About us", "© 2016 Prairie Sentinel. All rights reserved."],
            &mut Trace::silent(),
        )
    }

    #[test]
    fn the_canonical_address_wins_if_it_is_whole() {
        let both =
            survey("<link rel=canonical href='/a'><meta property=og:url content='https://example.org/a'>");
        assert_eq!(url(&both, &mut Trace::silent()).unwrap().1, "meta og:url");
        assert_eq!(
            url(&survey("<link rel=canonical href='https://example.org/'>"), &mut Trace::silent()),
            None
        );
    }

    #[test]
    fn the_outlet_is_named_in_several_places() {
        let json = survey(
            r#"<script type="application/ld+json">{"@graph":[{"@type":"NewsArticle","headline":"T","publisher":{"@id":"o"}},
            {"@type":"Organization","@id":"o","name":"Oslo Post"}]}</script>"#,
        );
        assert_eq!(source_of(&json, None), Some(("Oslo Post".to_owned(), "JSON-LD publisher".to_owned())));
        let title = survey("<title>Talks begin | Oslo Post</title>");
        assert_eq!(source_of(&title, Some("https://www.oslopost.example/a")).unwrap().0, "Oslo Post");
        assert_eq!(source_of(&title, Some("https://other.example/a")), None);
        let slogan = survey(
            "<meta property=og:site_name content='News that matters'><meta name=publisher content='The Oslo Post'>",
        );
        assert_eq!(source_of(&slogan, Some("https://oslopost.example/a")).unwrap().0, "The Oslo Post");
        assert_eq!(source_of(&slogan, None).unwrap().0, "News that matters");
    }

    #[test]
    fn a_claim_of_rights_confirms_the_name_in_the_title() {
        let title = survey("<title>Talks begin - Prairie Sentinel</title>");
        assert_eq!(source_of(&title, None).unwrap().0, "Prairie Sentinel");
        assert_eq!(source_of(&survey("<title>Talks begin - Prairie Voices</title>"), None), None);
    }

    #[test]
    fn a_declared_language_yields_to_the_text() {
        let page = survey("<html lang=en-GB>");
        let french = "Les ministres des affaires étrangères se sont réunis vendredi pour discuter de la fin du conflit. ".repeat(6);
        assert_eq!(language(&page, "Short", &mut Trace::silent()).unwrap().0, "en");
        assert_eq!(language(&page, &french, &mut Trace::silent()), None);
        assert_eq!(
            language(&survey("<meta property=og:locale content=fr_FR>"), &french, &mut Trace::silent())
                .unwrap()
                .0,
            "fr"
        );
    }
}
