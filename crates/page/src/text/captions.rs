//! Picture captions: they leave the body and become a field of their own.

use std::collections::HashSet;

use super::reading::Reading;
use super::shape::End;
use super::topic::line_key;
use crate::patterns::{self, Kind};
use dateline_core::article::Article;

/// How many lines above the headline and below the body captions are looked for.
const REACH: usize = 6;
/// A line of the body above the credit of a picture is its caption if it has no more words than this.
const BARE: usize = 20;
/// and if it ends like a sentence, no more than this.
const BARE_SENTENCE: usize = 12;
/// A line with this many words that ends with a sentence and an agency in brackets is a paragraph signed by it.
const SIGNED_PARAGRAPH: usize = 14;
/// The longest caption, in words.
const MAX_WORDS: usize = 90;

/// Takes the captions around and inside the body.
pub fn fill(article: &mut Article, reading: &mut Reading) {
    let Some((start, end)) = zone(reading) else { return };
    let mut seen = HashSet::new();
    for line in start..end {
        if Some(line) == reading.headline || !is_caption(reading, line) {
            continue;
        }
        reading.body[line] = false;
        if seen.insert(line_key(reading.text(line))) {
            article.captions.push(reading.text(line).to_owned());
        }
    }
    if !article.captions.is_empty() {
        article.note("captions", "picture credit or position in the line");
    }
}

fn zone(reading: &Reading) -> Option<(usize, usize)> {
    let start = reading.headline.or(reading.body_start())?;
    let end = reading.body_end().unwrap_or(start + 1).max(start + 1);
    Some((start.saturating_sub(REACH), (end + REACH).min(reading.len())))
}

/// True for a line that describes a picture, by its credit or by saying where people are in it.
fn is_caption(reading: &Reading, line: usize) -> bool {
    let (text, shape) = (reading.text(line), reading.shape(line));
    if !(4..=MAX_WORDS).contains(&shape.words) {
        return false;
    }
    if patterns::CAPTION_START.is_match(text) {
        return true;
    }
    if shape.words >= SIGNED_PARAGRAPH && is_signed_off(text) {
        return false;
    }
    let in_body = reading.body[line];
    if ends_with_credit(reading, line) {
        return !in_body || shape.words <= 60;
    }
    let hints = patterns::POSITION.is_match(text) || reading.kinds(line).has(Kind::Credit);
    let is_signed_below = line + 1 < reading.len() && reading.is_credit_of_picture(line + 1);
    let is_bare = if shape.end == End::Open { shape.words <= BARE } else { shape.words <= BARE_SENTENCE };
    if is_signed_below && in_body && is_bare {
        return true;
    }
    hints
        && !in_body
        && shape.end != End::Colon
        && !reading.kinds(line).any(&[Kind::Plug, Kind::Legal, Kind::More])
        || hints && in_body && shape.end == End::Open && next_is_credit(reading, line)
}

/// A credit after the last sentence or in place of its end; a paragraph signed by its agency is not a caption.
fn ends_with_credit(reading: &Reading, line: usize) -> bool {
    let text = reading.text(line);
    patterns::PHOTO_SOURCE.is_match(text)
        || reading.marks(line).credit_end && !(reading.body[line] && is_signed_off(text))
}

/// `… said. (Reuters)`: the whole credit is the agency, after a full stop.
fn is_signed_off(text: &str) -> bool {
    let before = text.rfind(['(', '（']).map_or("", |at| text[..at].trim_end());
    before.ends_with(['.', '。']) && text.len() - before.len() < 14
}

fn next_is_credit(reading: &Reading, line: usize) -> bool {
    line + 1 < reading.len() && reading.kinds(line + 1).has(Kind::Credit)
}

#[cfg(test)]
mod tests {
    use crate::from_text as read;
    use crate::text::tests::STORY;

    fn captions(line: &str) -> Vec<String> {
        let (first, rest) = STORY.split_once("\n\n").unwrap();
        read(&format!("Old ferry stays through the winter\n\nBy Jane Roe\n\n{first}\n\n{line}\n\n{rest}"))
            .captions
    }

    #[test]
    fn credits_and_positions_make_a_caption() {
        for line in [
            "The ferry Alma before the vote (Reuters)",
            "The ferry Alma before the vote. Jane Roe/Getty Images",
            "File photo: the ferry Alma before the vote",
            "The mayor speaks to fishermen [File: Jane Roe/AFP]",
            "The ferry Alma before the vote. Jane Roe/GC Images",
            "The ferry Alma before the vote on Monday © Harbour Press | HANDOUT",
            "The ferry Alma before the vote on Monday.Foto: Jane Roe. Light: John Doe, Max Moe",
            "The ferry Alma before the vote on Monday (Picture: PA)",
        ] {
            assert_eq!(captions(line), [line], "{line}");
        }
    }

    #[test]
    fn a_line_above_the_credit_of_a_picture_is_its_caption() {
        assert_eq!(
            captions("The ferry Alma before the vote on Monday.\n© Jane Roe"),
            ["The ferry Alma before the vote on Monday."]
        );
    }

    #[test]
    fn a_paragraph_signed_by_its_agency_is_none() {
        let line = "The council will meet again in December to decide who pays for the repairs of the boat. (Reuters)";
        assert!(captions(line).is_empty());
    }
}
