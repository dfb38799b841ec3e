//! The hits: headline, outlet, day, countries, best passages, copies and path.

use dateline_core::article::{Article, Role};
use dateline_enrich::countries;
use dateline_search::request::FacetField;
use dateline_search::response::{Hit, OtherCopy};
use dateline_search::snippets::Snippet;

use crate::address::Address;
use crate::page::Link;
use crate::page::markup::{escaped, lit};
use crate::page::numbers::day;

/// What stands for a headline where there is none.
pub const NO_HEADLINE: &str = "(no headline)";
/// So many copies are listed under a hit.
const COPIES: usize = 5;
/// So many countries are listed with a hit.
const COUNTRIES: usize = 6;

/// A hit as it is shown.
#[derive(Debug, Clone, Default)]
pub struct HitView {
    /// Its place, from 1.
    pub rank: u64,
    /// The article, opened at the best passage.
    pub href: String,
    /// The headline with what matched, as HTML.
    pub headline: String,
    /// The outlet, with the question narrowed to it.
    pub outlet: Option<Link>,
    /// The day of publication.
    pub day: Option<String>,
    /// Who wrote it.
    pub byline: String,
    /// The countries it is about, with the question narrowed to each.
    pub countries: Vec<Link>,
    /// The language of its text, for the browser.
    pub lang: String,
    /// Passages with what matched, as HTML.
    pub passages: Vec<String>,
    /// Other articles of the same story.
    pub copies: Vec<Link>,
    /// How many more there are.
    pub more_copies: u64,
    /// The file it was read from.
    pub path: String,
}

/// A hit of an answer.
pub fn hit(address: &Address, hit: &Hit) -> HitView {
    let article = &hit.article;
    let of_field = |field: &str| hit.snippets.iter().find(|snippet| snippet.field == field);
    let headline = match (of_field("headline"), &article.headline) {
        (Some(Snippet { text, highlights, .. }), _) => lit(text, highlights),
        (None, Some(headline)) => escaped(headline).into_owned(),
        (None, None) => NO_HEADLINE.to_owned(),
    };
    let passages = hit.snippets.iter().filter(|snippet| snippet.field != "headline");
    HitView {
        rank: hit.rank,
        href: format!("{}{}", article_href(address, article), fragment(&hit.snippets)),
        headline,
        outlet: article
            .source
            .as_ref()
            .map(|source| Link::new(source, address.with(FacetField::Source, source).link("/"))),
        day: article.published.as_deref().map(|published| day(published).to_owned()),
        byline: article.byline.join(", "),
        countries: about(address, article),
        lang: article.language.clone().unwrap_or_default(),
        passages: passages.map(|snippet| lit(&snippet.text, &snippet.highlights)).collect(),
        copies: hit.copies.iter().take(COPIES).map(|copy| self::copy(address, copy)).collect(),
        more_copies: hit.folded() - hit.copies.len().min(COPIES) as u64,
        path: article.path.clone(),
    }
}

fn about(address: &Address, article: &Article) -> Vec<Link> {
    let about = article.countries.iter().filter(|country| country.role == Role::About).take(COUNTRIES);
    about
        .map(|country| {
            let name = countries::name(&country.code).unwrap_or(&country.name);
            Link::new(name, address.with(FacetField::Country, &country.code).link("/"))
        })
        .collect()
}

/// A copy by its outlet, or by its headline where that is not known.
pub fn copy(address: &Address, copy: &OtherCopy) -> Link {
    let name = copy.source.as_deref().or(copy.headline.as_deref()).unwrap_or(&copy.id);
    let text = match copy.published.as_deref() {
        Some(published) => format!("{name} ({})", day(published)),
        None => name.to_owned(),
    };
    Link::new(text, href_of(address, &copy.id, &copy.path, copy.record))
}

/// Where an article is shown; the address of the question goes along, for the way back and for what is lit.
pub fn article_href(address: &Address, article: &Article) -> String {
    href_of(address, &article.id, &article.path, article.record)
}

/// The address of an article by its id and place.
pub fn href_of(address: &Address, id: &str, path: &str, record: u64) -> String {
    let question = address.query();
    let place = form_urlencoded::Serializer::new(String::new())
        .append_pair("path", path)
        .append_pair("record", &record.to_string())
        .finish();
    let joint = if question.is_empty() { "" } else { "&" };
    format!("/a/{}?{question}{joint}{place}", segment(id))
}

/// A part of a path of a URL.
pub fn segment(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}

/// The place in the article at which the best passage begins.
fn fragment(snippets: &[Snippet]) -> String {
    let body = snippets.iter().find(|snippet| snippet.field == "body");
    body.and_then(|snippet| snippet.at).map_or(String::new(), |at| format!("#b{at}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn article() -> Article {
        Article {
            id: "a/1 &".into(),
            path: "news/a.jsonl".into(),
            record: 3,
            headline: Some("Talks <on> Syria".into()),
            source: Some("Wire".into()),
            published: Some("2015-10-23T18:04:00Z".into()),
            ..Article::default()
        }
    }

    fn shown(snippets: Vec<Snippet>) -> HitView {
        let found = Hit {
            rank: 1,
            score: 1.0,
            article: article(),
            snippets,
            explanation: None,
            story: None,
            copies: vec![],
            more_copies: 0,
        };
        hit(&Address::parse("q=talks&page=2").unwrap(), &found)
    }

    #[test]
    fn a_hit_leads_to_its_passage_and_keeps_the_question() {
        let snippet = Snippet {
            field: "body".into(),
            item: None,
            text: "The <talks>".into(),
            highlights: vec![[5, 10]],
            at: Some(812),
        };
        let view = shown(vec![snippet]);
        assert_eq!(view.href, "/a/a%2F1%20%26?q=talks&page=2&path=news%2Fa.jsonl&record=3#b812");
        assert_eq!(view.passages, ["The &lt;<mark>talks</mark>&gt;"]);
        assert_eq!(view.headline, "Talks &lt;on&gt; Syria");
        assert_eq!(view.outlet, Some(Link::new("Wire", "/?q=talks&source=Wire")));
        assert_eq!(view.day.as_deref(), Some("2015-10-23"));
    }

    #[test]
    fn a_headline_is_lit_where_it_matched() {
        let headline = Snippet {
            field: "headline".into(),
            item: None,
            text: "Talks <on> Syria".into(),
            highlights: vec![[0, 5]],
            at: Some(0),
        };
        let view = shown(vec![headline]);
        assert_eq!(view.headline, "<mark>Talks</mark> &lt;on&gt; Syria");
        assert!(view.passages.is_empty());
    }
}
