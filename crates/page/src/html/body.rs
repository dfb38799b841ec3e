//! The body of the article and its picture captions.

use std::collections::HashSet;

use dom_query::Document;
use dom_smoothie::{Config, Readability};

use super::blocks::{Block, Kind, blocks};
use super::classes;
use super::dom::{self, Step};
use super::prune::Caption;
use super::region;
use super::trim::{letters, trim};
use crate::patterns::{self, Kind as Phrase};

/// The body found on a page.
#[derive(Debug, Default)]
pub(super) struct Body {
    pub text: String,
    pub rule: &'static str,
    /// A long heading that was right above the text: the standfirst in all but name.
    pub deck: Option<String>,
}

impl Body {
    fn of(mut blocks: Vec<Block>, rule: &'static str) -> Self {
        let is_deck = matches!(&blocks[..], [first, second, ..]
            if first.kind == Kind::Heading && first.text.len() >= SHORTEST_DECK && second.kind == Kind::Paragraph);
        let deck = is_deck.then(|| blocks.remove(0).text);
        Self { text: join(&blocks), rule, deck }
    }
}

/// A choice that leaves out more than so much of the running text below the headline is not trusted, in percent.
const LEAST_SHARE: usize = 12;

/// A page with more text than this is not an article; the extractor would take long over it.
const LONGEST_ARTICLE: usize = 1_000_000;

/// A heading above the text that is this long is not a crosshead.
const SHORTEST_DECK: usize = 60;

/// The body of a pruned document.
///
/// `known` are texts of other fields, which the body does not repeat at its top; `apart` are
/// texts that the body does not take in from above.
pub(super) fn body(doc: Document, headline: Option<&str>, known: &[&str], apart: &[&str]) -> Body {
    let everything = blocks(doc.root());
    if size(&everything) > LONGEST_ARTICLE {
        return Body::of(
            trim(without_repeats(region::below(everything, headline)), known),
            "all text below the headline",
        );
    }
    let chosen = main_blocks(doc);
    let chosen = region::better_box(&everything, &chosen, headline).unwrap_or(chosen);
    let main = trim(region::filled(&everything, chosen, headline, apart), known);
    if size(&main) > 0 && covers(&main, &everything) {
        return Body::of(main, "main content");
    }
    let below = trim(without_repeats(region::below(everything, headline)), known);
    if size(&main) > 0 && covers(&main, &below) {
        return Body::of(main, "main content");
    }
    Body::of(below, "all text below the headline")
}

/// Blocks without running text that was before; pages keep copies for other screen sizes.
fn without_repeats(blocks: Vec<Block>) -> Vec<Block> {
    let mut seen = HashSet::new();
    blocks
        .into_iter()
        .filter(|block| !region::is_running(block) || seen.insert(letters(&block.text)))
        .collect()
}

/// True if the chosen blocks hold enough of the running text of all.
fn covers(chosen: &[Block], all: &[Block]) -> bool {
    running(chosen) * 100 >= running(all) * LEAST_SHARE
}

fn running(blocks: &[Block]) -> usize {
    blocks.iter().filter(|block| region::is_running(block)).map(|block| block.text.len()).sum()
}

/// The blocks of the element that holds the article.
fn main_blocks(doc: Document) -> Vec<Block> {
    forget_names(&doc);
    forget_names_of_story(&doc);
    let config = Config { disable_json_ld: true, ..Config::default() };
    let article = Readability::with_document(doc, None, Some(config)).and_then(|mut page| page.parse());
    match article {
        Ok(article) => blocks(Document::fragment(article.content).root()),
        Err(_) => Vec::new(),
    }
}

/// Takes away the names of what is within a line, and of what a story is about: the extractor would take a dateline for a byline,
/// words for buttons, and a story with the tag `comments` for comments.
fn forget_names(doc: &Document) {
    dom::walk(doc.root(), |node, step| {
        if step == Step::Leave || !node.is_element() {
            return true;
        }
        if dom::is_inline(node) || dom::is_any(node, &["p"]) {
            node.remove_attrs(&["class", "id", "rel", "itemprop"]);
        } else if let Some(class) = dom::attribute(node, "class") {
            let kept = classes::without_subjects(&class);
            if kept.len() < class.len() {
                node.set_attr("class", &kept);
            }
        }
        true
    });
}

/// Takes away the names of elements that hold much of the text, where the extractor would pass over them: what is in `page-banner` is
/// no banner if it is nearly everything.
fn forget_names_of_story(doc: &Document) {
    const LEAST_SHARE: usize = 60;
    let mut open = Vec::new();
    let mut total = 0;
    let mut suspects = Vec::new();
    dom::walk(doc.root(), |node, step| {
        if dom::is_unseen(node) {
            return false;
        }
        if step == Step::Enter {
            open.push(total);
            dom::with_text(node, |text| total += text.trim().len());
            return true;
        }
        let size = total - open.pop().unwrap_or_default();
        if node.is_element() && size > 0 && classes::is_distrusted(node) {
            suspects.push((node.id, size));
        }
        true
    });
    for (id, size) in suspects {
        if size * 100 >= total * LEAST_SHARE
            && let Some(node) = doc.tree.get(&id)
        {
            node.remove_attrs(&["class", "id"]);
        }
    }
}

fn size(blocks: &[Block]) -> usize {
    blocks.iter().map(|block| block.text.len()).sum()
}

/// Paragraphs with one blank line between them; items of a list and lines of a poem stay together.
pub(super) fn join(blocks: &[Block]) -> String {
    let mut text = String::new();
    let mut last = None;
    for block in blocks {
        if !text.is_empty() {
            let same_list = block.kind == Kind::Item && last == Some(Kind::Item);
            text.push_str(if same_list { "\n" } else { "\n\n" });
        }
        text.push_str(&block.text);
        last = Some(block.kind);
    }
    text
}

/// The captions that are beside a paragraph of the body.
pub(super) fn captions(found: Vec<Caption>, headline: Option<&str>, body: &str) -> Vec<String> {
    let paragraphs: HashSet<String> = body.split("\n\n").map(letters).collect();
    let headline = headline.map(letters);
    let near = |text: &Option<String>| text.as_ref().is_some_and(|text| paragraphs.contains(text));
    let mut captions: Vec<String> = Vec::new();
    for caption in found.into_iter().filter(|caption| near(&caption.before) || near(&caption.after)) {
        let key = letters(&caption.text);
        let repeats_headline = headline.as_ref().is_some_and(|headline| key.contains(headline));
        let repeats_caption = captions.iter().any(|other| key.contains(&letters(other)));
        if !repeats_headline && !repeats_caption && is_caption(&caption.text) {
            captions.push(caption.text);
        }
    }
    captions
}

/// True unless the text is a mere credit, or the label of a list of other stories.
fn is_caption(text: &str) -> bool {
    const SHORTEST_WITH_CREDIT: usize = 60;
    let phrases = patterns::kinds(text);
    let is_label = phrases.any(&[Phrase::More, Phrase::Promo, Phrase::Nav, Phrase::Share, Phrase::Ad]);
    let is_credit = phrases.has(Phrase::Credit) && text.len() < SHORTEST_WITH_CREDIT;
    !is_label && !is_credit
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str =
        "The ministers met for six hours in the old palace by the river, and agreed to meet again in a week.";

    fn body_of(html: &str) -> Body {
        body(Document::from(html), Some("Talks"), &["Talks"], &[])
    }

    #[test]
    fn paragraphs_have_a_blank_line_between_them() {
        let html = format!(
            "<h1>Talks</h1><div><p>{TEXT}</p><ul><li>One of three</li><li>Two of three</li></ul><p>{TEXT}</p></div>"
        );
        let body = body_of(&html);
        assert_eq!(body.text, format!("{TEXT}\n\nOne of three\nTwo of three\n\n{TEXT}"));
    }

    #[test]
    fn a_long_heading_above_the_text_is_apart() {
        let deck = "Six states want to end the war, but two of them do not talk to each other";
        let body = body_of(&format!(
            "<h1>Talks</h1><div><h2>{deck}</h2><p>{TEXT}</p><p>{TEXT} Then.</p><p>{TEXT} Now.</p></div>"
        ));
        assert_eq!(body.deck.as_deref(), Some(deck));
        assert!(body.text.starts_with(TEXT));
    }

    #[test]
    fn a_name_does_not_hide_what_holds_nearly_all_text() {
        let html = format!(
            "<div class='page-banner'><h1>Talks</h1><div class='above-footer'><p>{TEXT}</p><p>{TEXT} Then.</p></div></div>\
             <div><p>Terms of this site, and how it is paid for by those whose offers are on it, as they are told elsewhere.</p></div>"
        );
        assert_eq!(body_of(&html).text, format!("{TEXT}\n\n{TEXT} Then."));
    }

    #[test]
    fn a_page_without_text_has_no_body() {
        assert_eq!(body_of("<p> </p>").text, "");
        assert_eq!(body_of("").text, "");
    }

    #[test]
    fn captions_stand_beside_a_paragraph_of_the_body() {
        let caption = |text: &str, before: &str| Caption {
            text: text.into(),
            before: Some(letters(before)),
            after: None,
        };
        let found = vec![caption("Near", TEXT), caption("Far", "Some other text"), caption("Near", TEXT)];
        assert_eq!(captions(found, None, &format!("First.\n\n{TEXT}")), ["Near"]);
    }
}
