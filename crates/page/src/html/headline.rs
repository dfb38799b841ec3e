//! The headline of a page.

use std::collections::HashSet;

use super::jsonld::property;
use super::patterns::SUFFIX;
use super::survey::{Heading, Survey, Trail};
use super::trim::letters;
use crate::trace::{Found, Trace};

/// Fields in which a page gives its title.
const CLAIMS: &[&str] = &[
    "og:title",
    "twitter:title",
    "parsely-title",
    "sailthru.title",
    "dc.title",
    "dcterms.title",
    "citation_title",
    "title",
    "headline",
    "name",
];

/// The name of the claim of JSON-LD.
const JSON: &str = "JSON-LD headline";

/// A heading of fewer letters confirms nothing by being at the start of a title.
const SHORTEST_START: usize = 12;

/// The headline: a heading that the page's metadata confirms, otherwise the title in the metadata.
pub(super) fn headline(survey: &Survey, source: Option<&str>, trace: &mut Trace) -> Option<Found> {
    let claims = claims(survey);
    let found = trace.choose(
        "headline",
        &[
            &|| below_trail(survey, &claims, source),
            &|| confirmed(survey, &claims, source),
            &|| only_close_heading(survey, &claims, source),
            &|| claimed(survey, source),
            &|| only_heading(survey, source),
        ],
    );
    claims.iter().for_each(|(name, title)| trace.note("headline", name, title));
    found
}

/// What the metadata gives as the title, each with the name of its field.
fn claims(survey: &Survey) -> Vec<(&'static str, String)> {
    let json = survey
        .json
        .article()
        .and_then(|article| property(article, "headline").or_else(|| property(article, "name")));
    let mut claims: Vec<(&'static str, String)> = json.map(|title| (JSON, title)).into_iter().collect();
    claims.extend(
        CLAIMS.iter().filter_map(|&name| survey.meta(&[name])).map(|(name, title)| (name, title.to_owned())),
    );
    claims.extend(survey.title.iter().map(|title| ("title element", title.clone())));
    claims
}

/// The heading that is printed above the story, where the heading of the first level is but the last step of a trail of sections.
///
/// Sites put a title for search engines there; the printed headline is the next heading that is about the same.
fn below_trail(survey: &Survey, claims: &[(&'static str, String)], source: Option<&str>) -> Option<Found> {
    let trail = survey.headings.iter().position(|heading| heading.trail != Trail::No)?;
    let is_headline = |heading: &&Heading| heading.level == 1 && !is_source(&heading.text, source);
    if survey.headings.iter().filter(is_headline).count() != 1 {
        return None;
    }
    let title = &survey.headings[trail];
    let is_about =
        |heading: &Heading| title.trail == Trail::Within && is_about_the_same(&heading.text, &title.text);
    let below = survey.headings[trail + 1..].iter().take_while(|heading| heading.paragraphs == 0);
    let printed = below.into_iter().find(|heading| {
        let is_confirmed = claims.iter().any(|(_, claim)| agreement(&heading.text, claim) > 0);
        !heading.aside && is_title(&heading.text) && (is_confirmed || is_about(heading))
    })?;
    Some((without_kicker(printed, claims), "heading below the trail of sections".to_owned()))
}

/// A heading without the element that the markup calls its kicker, or that the metadata leaves out; a kicker that
/// belongs to the headline is joined to it as the metadata writes it.
fn without_kicker(heading: &Heading, claims: &[(&'static str, String)]) -> String {
    let Some(rest) = &heading.rest else { return heading.text.clone() };
    let same = |text: &str| claims.iter().find(|(_, claim)| letters(claim) == letters(text));
    let kicker_is_claimed = claims.iter().any(|(_, claim)| letters(claim).contains(&kicker(heading)));
    let is_claimed = claims.iter().any(|(_, claim)| agreement(rest, claim) >= 3);
    if same(rest).is_some() {
        return rest.clone();
    }
    if let Some((_, joined)) = same(&heading.text) {
        return joined.clone();
    }
    let is_apart = heading.kicker || (!kicker_is_claimed && is_claimed);
    if is_apart { rest } else { &heading.text }.clone()
}

/// True for a text of the length of a headline that does not end as a sentence.
fn is_title(text: &str) -> bool {
    let length = letters(text).chars().count();
    (15..=150).contains(&length) && !text.trim_end().ends_with(['.', '。'])
}

/// The letters of the element that a heading begins with.
fn kicker(heading: &Heading) -> String {
    let whole = letters(&heading.text);
    let rest = heading.rest.as_deref().map(letters).unwrap_or_default();
    whole.strip_suffix(&rest).unwrap_or_default().to_owned()
}

/// True if two titles share a word that is long enough to say what they are about.
fn is_about_the_same(one: &str, other: &str) -> bool {
    const LONG: usize = 5;
    let (one, other) = (words(one), words(other));
    let stems = |words: &HashSet<String>| -> HashSet<String> {
        words
            .iter()
            .filter(|word| word.chars().count() >= LONG)
            .map(|word| word.chars().take(LONG).collect())
            .collect()
    };
    stems(&one).intersection(&stems(&other)).next().is_some()
}

/// The heading that a claim confirms best; the first of equals.
fn confirmed(survey: &Survey, claims: &[(&'static str, String)], source: Option<&str>) -> Option<Found> {
    let mut best: Option<(u32, &Heading, &str, &(&'static str, String))> = None;
    let has_first_level = survey.headings.iter().any(|h| h.level == 1 && words(&h.text).len() >= 4);
    let fits = |h: &&Heading| !is_source(&h.text, source) && (h.level != 2 || !has_first_level);
    for heading in survey.headings.iter().filter(fits) {
        for claim in claims {
            for text in texts(heading, &claim.1, claims) {
                let strength = strength(heading.level, text, &claim.1);
                if strength > best.map_or(0, |(most, ..)| most) {
                    best = Some((strength, heading, text, claim));
                }
            }
        }
    }
    let (_, heading, text, (name, claim)) = best?;
    // A kicker that belongs to the headline is joined to it as the metadata writes it.
    let is_joined = heading.rest.is_some() && letters(text) == letters(claim);
    let is_marked = heading.kicker && text == heading.text && !is_joined;
    let text = match &heading.rest {
        Some(rest) if is_marked => rest,
        _ if is_joined => claim,
        _ => text,
    };
    let element =
        if heading.level == 0 { "element named headline".to_owned() } else { format!("h{}", heading.level) };
    Some((text.to_owned(), format!("{element} confirmed by {name}")))
}

/// The text of a heading, and the text behind its kicker where a claim has that alone, and none has the kicker.
fn texts<'a>(
    heading: &'a Heading,
    claim: &str,
    claims: &[(&'static str, String)],
) -> impl Iterator<Item = &'a str> {
    let rest = heading.rest.as_deref().filter(|rest| {
        let kicker = kicker(heading);
        agreement(rest, claim) >= 3 && !claims.iter().any(|(_, claim)| letters(claim).contains(&kicker))
    });
    [Some(heading.text.as_str()), rest].into_iter().flatten()
}

/// How well a claim confirms a heading; 0 is not at all.
///
/// The kind of agreement counts first, then whether the heading is of the first level, then how much of the claim it covers.
fn strength(level: u8, text: &str, claim: &str) -> u32 {
    let agreement = agreement(text, claim);
    if agreement == 0 || (level == 2 && agreement < 3) {
        return 0;
    }
    let (heading_len, claim_len) = (text.len().max(1), claim.len().max(1));
    let covered = 100 * heading_len.min(claim_len) / heading_len.max(claim_len);
    let level = if level == 2 { 0 } else { 150 };
    agreement * 100 + level + u32::try_from(covered).unwrap_or(0)
}

/// 4 the same text, 3 the claim without an addition in front or behind, 2 a good part of it, 1 much the same words, 0 none.
pub(super) fn agreement(heading: &str, claim: &str) -> u32 {
    let (heading_key, claim_key) = (letters(heading), letters(claim));
    let (heading_length, claim_length) = (heading_key.chars().count(), claim_key.chars().count());
    let (short, long) = (heading_length.min(claim_length), heading_length.max(claim_length));
    let at_start = claim_key.starts_with(&heading_key) && short >= SHORTEST_START && short * 10 >= long * 3;
    let at_end = claim_key.ends_with(&heading_key) || claim_key.starts_with(&heading_key);
    let within = claim_key.contains(&heading_key) || heading_key.contains(&claim_key);
    let is_cut = heading.trim_end().ends_with(['…']) || heading.trim_end().ends_with("...");
    match () {
        () if short == 0 => 0,
        () if is_cut && heading_length < claim_length => u32::from(claim_key.starts_with(&heading_key)),
        () if heading_key == claim_key => 4,
        () if at_start || (at_end && short * 10 >= long * 4) => 3,
        () if within && short * 10 >= long * 6 => 2,
        () => u32::from(shared_words(heading, claim) >= 0.6),
    }
}

/// The share of words that two titles have in common.
fn shared_words(a: &str, b: &str) -> f64 {
    let (a, b) = (words(a), words(b));
    let shared = a.intersection(&b).count();
    if shared < 3 { 0.0 } else { shared as f64 / a.union(&b).count() as f64 }
}

fn words(text: &str) -> HashSet<String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_lowercase).collect()
}

/// The page's one first-level heading, if it means the same as a title written for search engines.
fn only_close_heading(
    survey: &Survey,
    claims: &[(&'static str, String)],
    source: Option<&str>,
) -> Option<Found> {
    let mut headings = survey.headings.iter().filter(|h| h.level == 1 && !is_source(&h.text, source));
    let heading = headings.next().filter(|heading| headings.all(|other| other.text == heading.text))?;
    let of_heading = words(&heading.text);
    let long = |word: &&String| word.chars().count() >= 4;
    let close = |claim: &str| of_heading.intersection(&words(claim)).filter(long).count() >= 2;
    let (name, _) = claims.iter().find(|(_, claim)| of_heading.len() >= 4 && close(claim))?;
    Some((without_kicker(heading, claims), format!("only h1, close to {name}")))
}

/// What the metadata gives as the headline, without the outlet's name.
fn claimed(survey: &Survey, source: Option<&str>) -> Option<Found> {
    let claims = claims(survey);
    let (name, title) = claims.iter().find(|(_, title)| !is_source(title, source))?;
    let short = if *name == JSON { title.clone() } else { without_source(title, source) };
    let rule = if short == *title { (*name).to_owned() } else { format!("{name} without the outlet's name") };
    Some((short, rule))
}

fn only_heading(survey: &Survey, source: Option<&str>) -> Option<Found> {
    let mut headings = survey.headings.iter().filter(|h| h.level == 1 && !is_source(&h.text, source));
    let first = headings.next()?;
    Some((without_kicker(first, &[]), "first heading".to_owned()))
}

fn is_source(text: &str, source: Option<&str>) -> bool {
    let key = letters(text);
    key.is_empty() || source.is_some_and(|source| letters(source) == key)
}

/// A title without the parts that name the outlet.
pub(super) fn without_source(title: &str, source: Option<&str>) -> String {
    let Some(last) = SUFFIX.find_iter(title).last() else { return title.to_owned() };
    let (head, tail) = (title[..last.start()].trim(), title[last.end()..].trim());
    if is_name_of(tail, source) || (source.is_none() && is_short_beside(tail, head)) {
        return without_source(head, source);
    }
    match SUFFIX.find(title) {
        Some(first) if is_name_of(&title[..first.start()], source) => title[first.end()..].trim().to_owned(),
        _ => title.to_owned(),
    }
}

/// True if the text names the outlet, perhaps with its section or country.
fn is_name_of(text: &str, source: Option<&str>) -> bool {
    let Some(source) = source.map(letters).filter(|source| !source.is_empty()) else {
        return text.is_empty();
    };
    let text = letters(text);
    text.is_empty()
        || (text.contains(&source) && text.len() <= 3 * source.len())
        || (text.len() >= 4 && source.contains(&text))
}

fn is_short_beside(tail: &str, head: &str) -> bool {
    let words = |text: &str| text.split_whitespace().count();
    words(tail) <= 4 && words(head) >= 3 && words(head) > words(tail)
}

#[cfg(test)]
mod tests {
    use super::*;
    use dom_query::Document;

    fn found(html: &str, source: Option<&str>) -> Option<Found> {
        headline(&Survey::of(&Document::from(html)), source, &mut Trace::silent())
    }

    #[test]
    fn what_the_markup_calls_a_kicker_is_never_glued_to_the_headline() {
        let html = "<title>Is the ferry doomed? What keeps it running | Post</title>\
                    <h1><span class=dachzeile>Harbour</span> <span>What keeps it running: why fewer boats sail</span></h1>";
        assert_eq!(found(html, Some("Post")).unwrap().0, "What keeps it running: why fewer boats sail");
        let below_trail = "<title>Harbour news: Old ferry stays through winter - Post</title>\
                    <meta property=og:title content='Old ferry stays through winter'>\
                    <nav><ul><li>Home</li><li><h1>Harbour news: Old ferry stays through winter</h1></li></ul></nav>\
                    <h2><span>Harbour news</span><span>Old ferry stays through winter</span></h2><p>The council voted.</p>";
        assert_eq!(found(below_trail, Some("Post")).unwrap().0, "Old ferry stays through winter");
    }

    #[test]
    fn a_heading_confirmed_by_metadata_wins() {
        let html = "<title>Talks begin in Oslo | Post</title><meta property=og:title content='Talks Begin in Oslo'>\
                    <h1>Oslo Post</h1><h1>Talks begin in Oslo</h1><h2>Another story</h2>";
        let (text, rule) = found(html, Some("Post")).unwrap();
        assert_eq!((text.as_str(), rule.as_str()), ("Talks begin in Oslo", "h1 confirmed by og:title"));
    }

    #[test]
    fn metadata_serves_without_a_heading() {
        let html = "<title>Talks begin in Oslo - Oslo Post</title><h1>Oslo Post</h1>";
        let (text, rule) = found(html, Some("Oslo Post")).unwrap();
        assert_eq!(
            (text.as_str(), rule.as_str()),
            ("Talks begin in Oslo", "title element without the outlet's name")
        );
    }

    #[test]
    fn the_only_heading_serves_without_metadata() {
        assert_eq!(found("<h1>Talks begin</h1><p>x", None).unwrap().1, "first heading");
        assert_eq!(found("<p>x", None), None);
    }

    #[test]
    fn suffixes_go_only_where_they_name_the_outlet() {
        assert_eq!(
            without_source("Talks - a chance | World | Post", Some("Post")),
            "Talks - a chance | World"
        );
        assert_eq!(without_source("Oslo Post: Talks begin", Some("Oslo Post")), "Oslo Post: Talks begin");
        assert_eq!(without_source("Talks begin again in Oslo | Post", None), "Talks begin again in Oslo");
        assert_eq!(without_source("One - two", None), "One - two");
    }
}
