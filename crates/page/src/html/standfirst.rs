//! The summary that is below the headline.

use super::blocks::{Block, Kind};
use super::headline;
use super::jsonld::property;
use super::region;
use super::survey::{Heading, Survey};
use super::trim::{is_date, letters};
use crate::trace::Found;
use crate::{byline, patterns};

const DESCRIPTIONS: &[&str] = &[
    "og:description",
    "description",
    "twitter:description",
    "dc.description",
    "dcterms.description",
    "sailthru.description",
];

/// A summary has at least this many letters, else it is a label.
const SHORTEST: usize = 30;

/// The summary that the page shows below its headline.
pub(super) fn shown(survey: &Survey, headline: Option<&str>) -> Option<Found> {
    let key = headline.map(letters);
    let at = survey.headings.iter().position(|heading| Some(letters(&heading.text)) == key)?;
    // A label or the name of the author may be marked up as a heading in between.
    let near = at + 1..=at + 2;
    let found = survey.standfirsts.iter().find(|standfirst| {
        let is_long = letters(&standfirst.text).chars().count() >= SHORTEST;
        is_long && near.contains(&standfirst.headings) && !is_other(&standfirst.text, survey, headline)
    })?;
    Some((found.text.clone(), "element of class standfirst".to_owned()))
}

/// True for a text that is the headline again, or belongs to a picture or a player.
fn is_other(text: &str, survey: &Survey, headline: Option<&str>) -> bool {
    let key = letters(text);
    let is_heading = |heading: &Heading| heading.level == 1 && letters(&heading.text) == key;
    headline.is_some_and(|headline| headline::agreement(text, headline) > 1)
        || survey.headings.iter().any(is_heading)
        || patterns::ends_with_credit(text)
        || patterns::PHOTO_SOURCE.is_match(text)
        || patterns::CAPTION_START.is_match(text)
}

/// The credits after a summary are looked for within this many blocks below the headline.
const REACH: usize = 4;

/// The summary that is between the headline and the credits, whatever the markup calls it.
///
/// Text is never above the byline or the date; a kicker or a label is shorter than a summary.
pub(super) fn above_credits(blocks: &[Block], survey: &Survey, headline: Option<&str>) -> Option<Found> {
    let at = printed_headline(blocks, headline?)?;
    let below = &blocks[at + 1..blocks.len().min(at + 1 + REACH)];
    let credits = below.iter().position(is_credit)?;
    let is_fit = |block: &&Block| is_summary(block) && !is_other(&block.text, survey, headline);
    let summary = below[..credits].iter().find(is_fit)?;
    Some((summary.text.clone(), "text between headline and credits".to_owned()))
}

/// The block of the headline: the last one before the text begins, since trails and bars repeat it above.
fn printed_headline(blocks: &[Block], headline: &str) -> Option<usize> {
    let headline = letters(headline);
    let is_headline = |block: &Block| letters(&block.text) == headline;
    let first = blocks.iter().position(is_headline)?;
    let text = blocks[first..].iter().position(region::is_running).map_or(blocks.len(), |at| first + at);
    blocks[..text].iter().rposition(is_headline).or(Some(first))
}

fn is_summary(block: &Block) -> bool {
    const LONGEST: usize = 600;
    let text = block.text.as_str();
    let letters = letters(text).chars().count();
    let is_text = matches!(block.kind, Kind::Paragraph | Kind::Heading) && block.linked == 0;
    let phrases = patterns::kinds(text);
    let is_other = patterns::CREDIT_END.is_match(text) || patterns::TRAIL.split(text).nth(1).is_some();
    is_text && letters >= SHORTEST && text.len() <= LONGEST && phrases.is_empty() && !is_other
}

/// True for a short line with the byline or the date.
fn is_credit(block: &Block) -> bool {
    const LONGEST: usize = 160;
    let text = block.text.as_str();
    text.len() <= LONGEST
        && (is_date(text) || byline::in_line(text).is_some() || patterns::PUBLISHED.is_match(text))
}

/// What the metadata gives as the description.
pub(super) fn described(survey: &Survey, blocks: &[Block], headline: Option<&str>) -> Option<Found> {
    let json =
        || property(survey.json.article()?, "description").map(|d| (d, "JSON-LD description".to_owned()));
    let meta = survey.meta(DESCRIPTIONS).map(|(name, text)| (text.to_owned(), format!("meta {name}")));
    let (text, rule) = meta.or_else(json)?;
    let key = letters(&text);
    let is_headline = headline.map(letters).is_some_and(|headline| headline == key);
    (key.chars().count() >= SHORTEST && !is_headline && is_printed(&key, blocks)).then_some((text, rule))
}

/// True if readers see a description; others are written for search engines.
fn is_printed(key: &str, blocks: &[Block]) -> bool {
    blocks.iter().any(|block| block.text.len() >= key.len() && letters(&block.text).contains(key))
}

/// A piece of this many letters that occurs in both shows that two texts are the same.
const PIECE: usize = 50;

/// True if a description is but the start of the body, whole or cut off, or taken from within it.
pub(super) fn repeats(description: &str, headline: Option<&str>, body: &str) -> bool {
    let key = letters(description);
    let headline = headline.map(letters).unwrap_or_default();
    let description: Vec<char> = key.strip_prefix(&headline).unwrap_or(&key).chars().collect();
    let body = letters(body);
    let length = description.len().min(PIECE);
    let middle = (description.len() - length) / 2;
    [0, middle].into_iter().any(|from| {
        let piece: String = description[from..from + length].iter().collect();
        body.contains(&piece)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::blocks::Place;
    use dom_query::Document;

    const SUMMARY: &str = "Ministers of six states meet in Oslo to end the war that has lasted four years";

    #[test]
    fn what_the_page_shows_comes_from_its_class() {
        let survey = Survey::of(&Document::from(format!("<h1>Talks</h1><p class=standfirst>{SUMMARY}</p>")));
        assert_eq!(shown(&survey, Some("Talks")).unwrap().0, SUMMARY);
        assert_eq!(shown(&survey, Some(SUMMARY)), None);
    }

    #[test]
    fn a_summary_stands_above_the_credits() {
        let block = |text: &str| Block {
            kind: Kind::Paragraph,
            text: text.to_owned(),
            linked: 0,
            place: Place::default(),
        };
        let page = |third: &str| [block("Talks"), block(SUMMARY), block(third), block("They met on Friday.")];
        for credit in ["By Jane Roe", "23 October 2015, 18:04", "Автор: Анна Ветрова"] {
            assert_eq!(
                above_credits(&page(credit), &Survey::default(), Some("Talks")).unwrap().0,
                SUMMARY,
                "{credit}"
            );
        }
        assert_eq!(above_credits(&page("They agreed on nothing."), &Survey::default(), Some("Talks")), None);
        assert_eq!(above_credits(&page("By Jane Roe"), &Survey::default(), Some("Other")), None);
    }

    #[test]
    fn a_description_serves_where_it_is_printed_and_not_the_headline() {
        let survey = Survey::of(&Document::from(format!("<meta name=description content='{SUMMARY}'>")));
        let shown = [Block {
            kind: Kind::Paragraph,
            text: format!("{SUMMARY}."),
            linked: 0,
            place: Place::default(),
        }];
        assert_eq!(described(&survey, &shown, Some("Talks")).unwrap().1, "meta description");
        assert_eq!(described(&survey, &shown, Some(SUMMARY)), None);
        assert_eq!(described(&survey, &[], Some("Talks")), None);
    }

    #[test]
    fn the_start_of_the_body_is_no_summary() {
        let body = format!("OSLO - {SUMMARY}, they said on Friday.");
        assert!(repeats(SUMMARY, Some("Talks"), &body));
        assert!(repeats(&format!("{SUMMARY}, they said …"), Some("Talks"), &body));
        assert!(!repeats("A short look at what the talks may bring", Some("Talks"), &body));
        assert!(!repeats(SUMMARY, Some("Talks"), ""));
    }
}
