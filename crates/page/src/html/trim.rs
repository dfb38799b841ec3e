//! Taking out of a body's blocks what is not the article's text.

use std::collections::{HashMap, HashSet};

use super::blocks::{Block, Kind};
use super::gallery;
use super::patterns::INVITATION;
use crate::patterns::{self, Kind as Phrase, Kinds};
use crate::paywall;
use dateline_core::dates;

/// Lines longer than this are text, whatever phrase they hold.
const SHORT: usize = 160;
const NOTICE: usize = 400;

/// A paragraph of at least this many bytes shows in which boxes a text is.
const LEAST_RUNNING: usize = 100;

/// Teasers end an article only behind so much text.
const LEAST_BEFORE_TEASERS: usize = 300;

/// A paragraph of at least this many bytes begins the running text.
const RUNNING: usize = 140;

/// The letters and digits of a text in lower case: equal for texts that differ in typography only.
pub fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The blocks that are the article's text. `known` are texts of other fields, which the body does not repeat at its top.
pub(super) fn trim(blocks: Vec<Block>, known: &[&str]) -> Vec<Block> {
    let known: Vec<String> = known.iter().map(|text| letters(text)).collect();
    let mut blocks = gallery::without_slides(without_tail(blocks));
    let running = blocks.iter().position(is_running).unwrap_or(blocks.len());
    let mut at = 0;
    blocks.retain(|block| {
        let head = at < running;
        at += 1;
        let drop = is_clutter(block) || (head && is_head_matter(block, &known));
        !drop
    });
    while blocks.last().is_some_and(is_tail_matter) {
        blocks.pop();
    }
    blocks
}

fn is_running(block: &Block) -> bool {
    block.kind == Kind::Paragraph && block.text.len() >= RUNNING && !block.is_link()
}

/// Takes out what follows a heading such as "Related articles" or "Comments": all of it, or up to where the story goes on.
fn without_tail(blocks: Vec<Block>) -> Vec<Block> {
    let total: usize = blocks.iter().map(running_text).sum();
    let boxes = boxes(&blocks, total);
    let mut seen = 0;
    let mut kept = Vec::with_capacity(blocks.len());
    let mut is_inset = false;
    for (at, block) in blocks.iter().enumerate() {
        seen += running_text(block);
        if block.text.len() <= SHORT && ends_article(block) {
            let (before, rest) = (&blocks[..at], &blocks[at + 1..]);
            is_inset = goes_on(rest, &boxes) && !is_elsewhere(before, rest);
            if !is_inset && (is_other(rest, seen, total - seen) || is_elsewhere(before, rest)) {
                break;
            }
        }
        let is_story =
            block.kind == Kind::Paragraph && block.linked == 0 && boxes.contains(&block.place.path);
        is_inset &= !is_story;
        if !is_inset {
            kept.push(block.clone());
        }
    }
    kept
}

/// The kinds of boxes in which a good part of the running text is.
fn boxes(blocks: &[Block], total: usize) -> HashSet<u64> {
    const LEAST_SHARE: usize = 30;
    let mut sizes: HashMap<u64, usize> = HashMap::new();
    for block in blocks {
        *sizes.entry(block.place.path).or_default() += running_text(block);
    }
    sizes.retain(|_, size| *size * 100 >= total * LEAST_SHARE && *size > 0);
    sizes.into_keys().collect()
}

/// True if the story goes on behind a list of other stories: with running text of the same kind of box, without links.
fn goes_on(rest: &[Block], boxes: &HashSet<u64>) -> bool {
    let is_story = |block: &Block| {
        block.kind == Kind::Paragraph
            && block.text.len() >= LEAST_RUNNING
            && block.linked == 0
            && boxes.contains(&block.place.path)
    };
    let end = rest.iter().position(|block| patterns::kinds(&block.text).has(Phrase::Comment));
    rest[..end.unwrap_or(rest.len())].iter().any(is_story)
}

/// True if all that follows is in other boxes than all that is before.
fn is_elsewhere(before: &[Block], rest: &[Block]) -> bool {
    let paths = |blocks: &[Block]| -> HashSet<u64> {
        blocks
            .iter()
            .filter(|block| block.text.len() >= LEAST_RUNNING)
            .map(|block| block.place.path)
            .collect()
    };
    let before_length: usize = before.iter().map(|block| block.text.len()).sum();
    before_length >= LEAST_BEFORE_TEASERS && paths(before).is_disjoint(&paths(rest))
}

/// True if what follows is not the article: little text, or teasers, each with a link of its own.
fn is_other(rest: &[Block], seen: usize, left: usize) -> bool {
    let paragraphs = rest.iter().filter(|block| running_text(block) > 0).count();
    let links = rest.iter().filter(|block| block.is_link()).count();
    (seen > 3 * left && seen > 0) || (seen >= LEAST_BEFORE_TEASERS && links > paragraphs && paragraphs >= 3)
}

fn running_text(block: &Block) -> usize {
    if block.text.len() >= SHORT { block.text.len() - block.linked } else { 0 }
}

/// True for the heading of other stories or of comments.
pub(super) fn ends_article(block: &Block) -> bool {
    patterns::kinds(&block.text).any(&[Phrase::More, Phrase::Comment])
}

/// True for lines that are between the paragraphs of an article without being part of it.
fn is_clutter(block: &Block) -> bool {
    let text = block.text.as_str();
    if block.kind == Kind::Code {
        return false;
    }
    if !text.chars().any(char::is_alphanumeric) {
        return true;
    }
    let phrases = patterns::kinds(text);
    if text.len() > SHORT {
        return text.len() <= NOTICE && is_notice(block, phrases);
    }
    phrases.any(&[Phrase::Share, Phrase::Ad, Phrase::Comment])
        || patterns::is_button_bar(text)
        || is_notice(block, phrases)
        || ((!is_sentence(text) || is_invitation(block)) && is_label(block, phrases))
}

/// True for invitations to subscribe and for notices of copyright.
fn is_notice(block: &Block, phrases: Kinds) -> bool {
    let text = block.text.as_str();
    let legal = phrases.has(Phrase::Legal) && (!is_sentence(text) || patterns::COPYRIGHT.is_match(text));
    legal || (phrases.has(Phrase::Plug) && is_invitation(block))
}

/// True for a line that invites the reader to do something, unlike a paragraph that mentions subscriptions.
fn is_invitation(block: &Block) -> bool {
    let plain = block.kind == Kind::Paragraph;
    plain && (INVITATION.is_match(&block.text) || (block.linked > 0 && !is_sentence(&block.text)))
}

/// True for cross-references, picture credits, parts of menus.
fn is_label(block: &Block, phrases: Kinds) -> bool {
    phrases.any(&[Phrase::Nav, Phrase::Credit, Phrase::Promo])
        || (phrases.has(Phrase::More) && block.kind != Kind::Heading)
        || is_reference(block)
        || (block.kind == Kind::Paragraph && is_credit(&block.text))
}

/// True for a link to another story: alone in its line, behind a label, or as an item of a list.
fn is_reference(block: &Block) -> bool {
    const WORDS_OF_TITLE: usize = 4;
    match block.kind {
        Kind::Paragraph => {
            let is_labelled = block.text.contains(['|', ':', '»', '>']);
            block.is_link() || (is_labelled && block.linked * 2 >= block.text.len())
        }
        Kind::Item => {
            let is_title = block.text.split_whitespace().nth(WORDS_OF_TITLE - 1).is_some();
            block.is_link() && is_title && !block.text.contains(" | ")
        }
        _ => false,
    }
}

/// True for what reads as a sentence, which a phrase in it does not make a label.
fn is_sentence(text: &str) -> bool {
    const LEAST_WORDS: usize = 8;
    let ends = text
        .trim_end_matches(['"', '”', '’', '»', ')', ']'])
        .ends_with(['.', '!', '?', '…', '。', '！', '？', '؟', '।']);
    ends && text.split_whitespace().nth(LEAST_WORDS - 1).is_some()
}

fn is_credit(text: &str) -> bool {
    patterns::ends_with_credit(text)
        || patterns::PHOTO_SOURCE.is_match(text)
        || patterns::CAPTION_START.is_match(text)
}

/// True for what is between a headline and the text: the headline again, byline, date, reading time.
fn is_head_matter(block: &Block, known: &[String]) -> bool {
    let text = block.text.as_str();
    let key = if text.len() <= 1000 { letters(text) } else { String::new() };
    let is_headline = |known: &String| {
        // The headline with its kicker.
        block.kind == Kind::Heading && block.place.level == 1 && key.ends_with(known.as_str())
    };
    if known.iter().any(|known| *known == key || is_headline(known)) {
        return true;
    }
    if text.len() > SHORT || block.kind == Kind::Heading || is_sentence(text) {
        return false;
    }
    !text.chars().any(char::is_alphabetic)
        || is_trail(text)
        || patterns::BYLINE.is_match(text)
        || patterns::READ_TIME.is_match(text)
        || patterns::PUBLISHED.is_match(text)
        || patterns::AGO.is_match(text)
        || is_date(text)
}

/// True for a trail of sections: `News > Nation`.
fn is_trail(text: &str) -> bool {
    const LONGEST: usize = 80;
    const MOST_WORDS: usize = 4;
    let parts: Vec<&str> =
        patterns::TRAIL.split(text).map(str::trim).filter(|part| !part.is_empty()).collect();
    let is_short =
        |part: &&str| part.split_whitespace().count() <= MOST_WORDS && part.contains(char::is_alphabetic);
    text.len() <= LONGEST
        && text.contains(['>', '›', '»', '→', '❯'])
        && parts.len() >= 2
        && parts.iter().all(is_short)
}

/// True if a line is a date and little else.
pub(super) fn is_date(text: &str) -> bool {
    const MOST_BESIDE: usize = 40;
    let date = dates::find_in_line(text).and_then(|date| text.get(date.start..date.end));
    date.is_some_and(|date| letters(text).chars().count() < date.chars().count() + MOST_BESIDE)
}

/// True for notes behind the text: about the author, invitations, headings of what was cut.
fn is_tail_matter(block: &Block) -> bool {
    let phrases = patterns::kinds(&block.text);
    block.kind == Kind::Heading
        || is_announcement(block)
        || (block.text.len() <= SHORT && paywall::is_notice(&block.text))
        || (block.text.len() <= NOTICE && (phrases.has(Phrase::Bio) || is_notice(block, phrases)))
        || (block.text.len() <= SHORT && phrases.any(&[Phrase::More, Phrase::Plug, Phrase::Legal]))
}

/// True for a short paragraph that ends with a colon, behind which nothing came that it could announce.
fn is_announcement(block: &Block) -> bool {
    const LONGEST: usize = 60;
    block.kind == Kind::Paragraph && block.text.len() <= LONGEST && block.text.ends_with([':', '：'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::blocks::Place;

    fn text(name: &str) -> Block {
        let text =
            format!("{name} met in the old palace by the river. {}", "They agreed to meet again. ".repeat(6));
        Block { kind: Kind::Paragraph, text, linked: 0, place: Place::default() }
    }

    fn line(text: &str) -> Block {
        Block { kind: Kind::Paragraph, text: text.to_owned(), linked: 0, place: Place::default() }
    }

    fn link(text: &str) -> Block {
        Block { linked: text.len(), ..line(text) }
    }

    fn heading(text: &str) -> Block {
        Block { kind: Kind::Heading, ..line(text) }
    }

    #[test]
    fn what_stands_above_the_text_goes() {
        let head =
            ["News > Nation", "Talks begin", "By Jane Roe", "23 October 2015, 18:04", "5 min read"].map(line);
        let blocks: Vec<Block> = head.into_iter().chain([text("Ministers")]).collect();
        assert_eq!(trim(blocks, &["Talks Begin"]), [text("Ministers")]);
    }

    #[test]
    fn crossheads_and_short_paragraphs_stay() {
        let blocks = vec![text("A"), heading("What next"), line("Nobody knows."), text("B")];
        assert_eq!(trim(blocks.clone(), &[]), blocks);
    }

    #[test]
    fn bars_of_buttons_and_labels_of_what_was_cut_go() {
        let blocks = vec![
            line("Partager Discussion"),
            text("A"),
            line("She said:"),
            line("Nobody knows."),
            text("B"),
            line("Share Comments"),
            line("More from the harbour:"),
        ];
        let kept = [text("A"), line("She said:"), line("Nobody knows."), text("B")];
        assert_eq!(trim(blocks, &[]), kept);
    }

    #[test]
    fn promotions_between_paragraphs_go() {
        let blocks = vec![
            text("A"),
            link("Another story of the day"),
            line("Share this article"),
            line("* * *"),
            text("B"),
        ];
        assert_eq!(trim(blocks, &[]), [text("A"), text("B")]);
    }

    #[test]
    fn a_paragraph_about_subscriptions_is_no_invitation() {
        let about =
            line("The company said subscription sales rose by a tenth in the third quarter of the year.");
        let invitation = line("Sign up for our newsletter and get the news in your inbox every morning.");
        assert_eq!(
            trim(vec![text("A"), about.clone(), invitation, text("B")], &[]),
            [text("A"), about, text("B")]
        );
    }

    #[test]
    fn a_dateline_or_a_common_word_does_not_make_a_sentence_a_label() {
        for sentence in [
            "OSLO (AFP) - Ministers of six states met on Friday to talk about the war.",
            "By Friday, 23 October 2015, no one had signed the paper that lay on the table.",
            "Pupils learn more in small classes, said the minister (Reuters) on Friday.",
        ] {
            assert_eq!(trim(vec![line(sentence), text("A")], &[]), [line(sentence), text("A")]);
        }
    }

    #[test]
    fn other_stories_at_the_end_go() {
        let end = [heading("Related articles"), link("One more"), link("Two more"), line("Short teaser")];
        let blocks: Vec<Block> = [text("A"), text("B")].into_iter().chain(end).collect();
        assert_eq!(trim(blocks, &[]), [text("A"), text("B")]);
    }

    #[test]
    fn an_inset_does_not_end_the_story() {
        let in_story = |name: &str| Block { place: Place { path: 1, ..Place::default() }, ..text(name) };
        let teaser = Block { place: Place { path: 2, ..Place::default() }, ..text("Teaser") };
        let blocks = vec![
            in_story("A"),
            in_story("B"),
            in_story("C"),
            in_story("D"),
            link("Related: a bridge"),
            teaser,
            in_story("E"),
        ];
        let names: Vec<_> =
            trim(blocks, &[]).iter().map(|block| block.text.split_once(' ').unwrap().0.to_owned()).collect();
        assert_eq!(names, ["A", "B", "C", "D", "E"]);
    }

    #[test]
    fn links_to_other_stories_go_and_linked_sentences_stay() {
        let item = |text: &str| Block { kind: Kind::Item, ..link(text) };
        let labelled = Block { linked: 30, ..line("READ THIS TOO | A bridge for the far shore") };
        let sentence = link("The mayor said that the money would come from the reserve of the town.");
        let blocks = vec![
            text("A"),
            item("A bridge for the far shore"),
            labelled,
            sentence.clone(),
            item("Orvik"),
            text("B"),
        ];
        assert_eq!(trim(blocks, &[]), [text("A"), sentence, item("Orvik"), text("B")]);
    }

    #[test]
    fn a_heading_of_other_stories_within_the_text_does_not_end_it() {
        let blocks = vec![text("A"), heading("Read more"), text("B"), text("C"), text("D")];
        assert_eq!(trim(blocks, &[]).last(), Some(&text("D")));
    }
}
