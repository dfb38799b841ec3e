//! One saved page of HTML to the fields of an article.
//!
//! The page is read once into a tree; [`survey`] collects all that it states about
//! itself in metadata and markup, [`prune`] takes out what is not the article, an
//! extractor chooses the element with the text, [`region`] and [`trim`] repair its
//! choice. Each field notes in `found` which rule gave it. No page can make this
//! panic, overflow the stack or take more than linear time: [`guard`] sees to that.
//!
//! ```
//! let article = dateline_page::from_html(
//!     "<html lang=en><title>Talks begin | Post</title><h1>Talks begin</h1><p>Ministers met in Oslo on Friday.",
//! );
//! assert_eq!(article.headline.as_deref(), Some("Talks begin"));
//! assert_eq!(article.body, "Ministers met in Oslo on Friday.");
//! ```
//!
//! Not for: decoding bytes to text, following links, pages that a script draws.

mod address;
mod blocks;
mod body;
mod cards;
mod classes;
mod correct;
mod credits;
mod dom;
mod doubt;
mod gallery;
mod guard;
mod heading;
mod headline;
mod hidden;
mod jsonld;
mod patterns;
mod piles;
mod prune;
mod published;
mod region;
mod sizes;
mod standfirst;
mod survey;
mod tags;
mod trim;

use dom_query::{Document, NodeRef};

use crate::trace::Trace;
use crate::{Options, paywall};
use blocks::Block;
use dateline_core::article::Article;
use survey::Survey;

pub(super) use trim::letters;

/// The article on a page, with a note on what each rule found.
pub fn read(html: &str, options: &Options, trace: &mut Trace) -> Article {
    let doc = guard::parse(html);
    let mut survey = Survey::of(&doc);
    let corrected = correct::site_of(&survey, options).map(|site| (site, correct::fields(site, &doc)));
    if corrected.is_some() {
        survey = Survey::of(&doc);
    }
    let blocks = blocks::blocks(doc.root());
    let shown = blocks.iter().filter(|block| !block.place.is_caption);
    let lines: Vec<&str> = shown.flat_map(|block| block.text.lines()).collect();
    let mut article = Article::default();
    about(&mut article, &survey, &lines, trace);
    near_headline(&mut article, &survey, &lines, trace);
    text(&mut article, &survey, &blocks, doc, trace);
    weigh(&mut article, &survey, html);
    note_paywall(&mut article, &survey, &lines);
    let language = address::language(&survey, &article.body, trace);
    set(&mut article, "language", language, |a| &mut a.language);
    if let Some((site, found)) = corrected {
        correct::apply(&mut article, site, found, trace);
    }
    article
}

/// The visible text of an element in one line.
pub(super) fn text_of(node: NodeRef) -> String {
    dom::text(node)
}

/// The paragraphs of an element, with one blank line between them.
pub(super) fn paragraphs_of(node: NodeRef) -> String {
    body::join(&blocks::blocks(node))
}

/// Fields that the page gives about itself.
fn about(article: &mut Article, survey: &Survey, lines: &[&str], trace: &mut Trace) {
    set(article, "url", address::url(survey, trace), |a| &mut a.url);
    let source = address::source(survey, article.url.as_deref(), lines, trace);
    set(article, "source", source, |a| &mut a.source);
    set(article, "section", address::section(survey, trace), |a| &mut a.section);
    let headline = headline::headline(survey, article.source.as_deref(), trace);
    set(article, "headline", headline, |a| &mut a.headline);
}

/// Fields that the page gives about itself or shows near its headline: date and byline.
fn near_headline(article: &mut Article, survey: &Survey, lines: &[&str], trace: &mut Trace) {
    let at = headline_line(article, survey, lines);
    let published = published::published(survey, lines, at, article.url.as_deref(), trace);
    set(article, "published", published, |a| &mut a.published);
    let updated = published::updated(survey, lines, at, trace)
        .filter(|(date, _)| article.published.as_ref() != Some(date));
    set(article, "updated", updated, |a| &mut a.updated);
    let below = at.and_then(|at| lines.get(at + 1..)).unwrap_or_default();
    credit(article, credits::credits(survey, article.source.as_deref(), below, trace));
}

/// Flags a text of which the page says that the rest is for subscribers.
fn note_paywall(article: &mut Article, survey: &Survey, lines: &[&str]) {
    if !paywall::may_be_stub(&article.body) {
        return;
    }
    let rule = if survey.json.is_locked() {
        "JSON-LD isAccessibleForFree"
    } else if lines.iter().any(|line| paywall::is_notice(line)) {
        "line that asks to subscribe"
    } else {
        return;
    };
    article.paywall = true;
    article.note("paywall", rule);
}

/// The number of the line that is the headline, or else the first heading.
fn headline_line(article: &Article, survey: &Survey, lines: &[&str]) -> Option<usize> {
    let first =
        survey.headings.iter().find(|heading| heading.level == 1).map(|heading| heading.text.as_str());
    let line_of = |text: &str| {
        let key = trim::letters(text);
        lines.iter().position(|line| trim::letters(line) == key)
    };
    article.headline.as_deref().and_then(line_of).or_else(|| first.and_then(line_of))
}

fn credit(article: &mut Article, credits: credits::Credits) {
    if !credits.people.is_empty() {
        article.note("byline", &credits.rule);
        article.byline = credits.people;
    }
    if !credits.agencies.is_empty() {
        article.note("agency", &credits.rule);
        article.agency = credits.agencies;
    }
}

/// Standfirst, body and captions.
fn text(article: &mut Article, survey: &Survey, blocks: &[Block], doc: Document, trace: &mut Trace) {
    let headline = article.headline.clone();
    let shown = trace.choose(
        "standfirst",
        &[&|| standfirst::shown(survey, headline.as_deref()), &|| {
            standfirst::above_credits(blocks, survey, headline.as_deref())
        }],
    );
    let described = standfirst::described(survey, blocks, headline.as_deref());
    let captions = prune::prune(&doc, headline.as_deref(), shown.as_ref().map(|(text, _)| text.as_str()));
    let apart: Vec<&str> =
        [&shown, &described].into_iter().flatten().map(|(text, _)| text.as_str()).collect();
    let known: Vec<&str> =
        headline.as_deref().into_iter().chain(shown.as_ref().map(|(text, _)| text.as_str())).collect();
    let body = body::body(doc, headline.as_deref(), &known, &apart);
    article.captions = body::captions(captions, headline.as_deref(), &body.text);
    if !article.captions.is_empty() {
        article.note("captions", "picture captions beside the text");
    }
    let described = described.filter(|(text, _)| !standfirst::repeats(text, headline.as_deref(), &body.text));
    let deck = body.deck.map(|text| (text, "heading right above the text".to_owned()));
    let standfirst =
        trace.choose("standfirst", &[&|| shown.clone(), &|| deck.clone(), &|| described.clone()]);
    set(article, "standfirst", standfirst, |a| &mut a.standfirst);
    if !body.text.is_empty() {
        article.note("body", body.rule);
        article.body = body.text;
    }
}

/// Takes the text that the page keeps out of sight where it is longer than what it shows, and notes what doubt is left.
fn weigh(article: &mut Article, survey: &Survey, html: &str) {
    let known: Vec<&str> =
        [&article.headline, &article.standfirst].into_iter().flatten().map(String::as_str).collect();
    let in_json = doubt::longer_in_json(survey, &article.body);
    let other = in_json.map(|text| (hidden::of_text(&text), "JSON-LD articleBody")).or_else(|| {
        let is_short = doubt::is_short(&article.body);
        let hidden =
            is_short.then(|| hidden::story(&guard::parse(html), article.headline.as_deref())).flatten()?;
        Some((hidden.blocks, hidden.rule))
    });
    if let Some((blocks, rule)) = other {
        let text = body::join(&trim::trim(blocks, &known));
        if text.len() > 2 * article.body.len()
            || rule == "JSON-LD articleBody" && text.len() > article.body.len()
        {
            article.body = text;
            article.note("body", rule);
        }
    }
    article.doubt = doubt::doubt(survey, &article.body).filter(|_| article.has_text());
}

/// Sets a field and notes its rule, if anything was found.
fn set(
    article: &mut Article,
    name: &str,
    found: Option<(String, String)>,
    field: impl FnOnce(&mut Article) -> &mut Option<String>,
) {
    if let Some((value, rule)) = found {
        *field(article) = Some(value);
        article.note(name, rule);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(html: &str) -> Article {
        super::read(html, &Options::default(), &mut Trace::silent())
    }

    const PAGE: &str = r#"<!doctype html><html lang="en-GB"><head><title>Talks begin in Oslo | Oslo Post</title>
<link rel="canonical" href="https://oslopost.example/2015/10/23/talks"><meta property="og:title" content="Talks begin in Oslo">
<meta property="og:site_name" content="Oslo Post"><meta property="article:section" content="World">
<meta name="description" content="Six states want to end a war. Two of them do not talk to each other.">
<script type="application/ld+json">{"@type":"NewsArticle","headline":"Talks begin in Oslo",
"datePublished":"2015-10-23T18:04:00+02:00","dateModified":"2015-10-23T20:00:00+02:00","author":{"@type":"Person","name":"Jane Roe"}}</script>
</head><body><nav><a href="/">Home</a> <a href="/world">World</a></nav><article><h1>Talks begin in Oslo</h1>
<p>Six states want to end a war. Two of them do not talk to each other.</p>
<p class="byline">By Jane Roe</p><time datetime="2015-10-23T18:04:00+02:00">23 October 2015</time>
<p>OSLO (AFP) - Ministers of six states met in Oslo on Friday to talk about an end to the war, which has lasted four years &amp; more.</p>
<figure><img src="a.jpg"><figcaption>The palace where the ministers met</figcaption></figure>
<p>They met for six hours in the old palace by the river, diplomats said, and agreed to meet again within a week.</p>
<h2>No date for a truce</h2><p>Two of the six did not speak to each other, and none would say when a truce could begin.</p>
<div class="related-links"><h3>Related</h3><a href="/b">Another story</a></div><div class="newsletter">Sign up for our newsletter</div>
<p>The next round is to be held in Vienna.</p></article><footer>© 2015 Oslo Post</footer><script>var x = "<p>no text</p>";</script></body></html>"#;

    #[test]
    fn every_field_of_a_page() {
        let article = read(PAGE);
        let text = |field: &Option<String>| field.clone().unwrap_or_default();
        assert_eq!(text(&article.headline), "Talks begin in Oslo");
        assert_eq!(
            text(&article.standfirst),
            "Six states want to end a war. Two of them do not talk to each other."
        );
        assert_eq!(article.byline, ["Jane Roe"]);
        assert_eq!(text(&article.published), "2015-10-23T18:04:00+02:00");
        assert_eq!(text(&article.updated), "2015-10-23T20:00:00+02:00");
        assert_eq!(text(&article.source), "Oslo Post");
        assert_eq!(text(&article.section), "World");
        assert_eq!(text(&article.url), "https://oslopost.example/2015/10/23/talks");
        assert_eq!(text(&article.language), "en");
        assert_eq!(article.captions, ["The palace where the ministers met"]);
        assert_eq!(article.found["headline"], "h1 confirmed by JSON-LD headline");
    }

    #[test]
    fn the_body_is_the_text_and_nothing_else() {
        let paragraphs: Vec<String> = read(PAGE).body.split("\n\n").map(str::to_owned).collect();
        assert_eq!(paragraphs.len(), 5);
        assert!(
            paragraphs[0].starts_with("OSLO (AFP) - Ministers")
                && paragraphs[0].ends_with("four years & more.")
        );
        assert_eq!(paragraphs[2], "No date for a truce");
        assert_eq!(paragraphs[4], "The next round is to be held in Vienna.");
    }

    #[test]
    fn hostile_pages_end_in_time_and_without_overflow() {
        for unit in [
            "<div>",
            "<b>x",
            "<ul><li>x",
            "<table><tr><td>x",
            "<svg><g>",
            "<p a=1 ",
            "&amp;",
            "<font size=1>y<p>",
            "</p>",
        ] {
            let _ = read(&format!("<body>{}x", unit.repeat(4_000)));
        }
    }

    #[test]
    fn an_empty_page_is_no_article() {
        assert!(!read("").has_text());
        assert_eq!(read("").found.len(), 0);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        #[test]
        fn any_text_is_read_without_panic(html in "(\\PC|<[a-z0-9]{1,6}( class=[a-z-]{1,12})?>|</[a-z]{1,6}>|&[a-z]{2,4};|[0-9]{1,4}){0,80}") {
            let _ = read(&html);
        }

        #[test]
        fn any_damage_to_a_page_is_read_without_panic(
            cuts in proptest::collection::vec((0..PAGE.len(), 0usize..40), 1..12), insert in "\\PC{0,8}",
        ) {
            let mut page: Vec<char> = PAGE.chars().collect();
            for (at, length) in cuts {
                let at = at.min(page.len());
                let end = (at + length).min(page.len());
                page.splice(at..end, insert.chars());
            }
            let _ = read(&page.into_iter().collect::<String>());
        }
    }
}
