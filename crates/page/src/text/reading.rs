//! A page's lines with the decisions taken about them.

use super::features::features;
use super::headline::Guess;
use super::labels;
use super::layout::{Layout, Marks, Run};
use super::lines::Line;
use super::shape::{End, Shape, Start};
use super::topic::Topic;
use super::weights::Weights;
use crate::patterns::{self, Kind, Kinds};
use crate::{byline, paywall};

/// How sure the headline must be.
const LEAST_CHANCE: f64 = 0.12;

/// A text of fewer lines may have a body of short sentences only.
const SHORT_TEXT: usize = 12;

/// A paragraph right below the body that is at least this likely belongs to it.
const LEAST_AT_END: f64 = 0.2;

/// A long one of the topic of the text may be less likely.
const LEAST_OF_LONG: f64 = 0.03;

/// A run of prose with fewer words is not gone back to,
const SKIPPED_RUN: usize = 150;
/// nor one that does not hold more than this many times the words of what was taken for the body.
const SKIPPED_SHARE: usize = 3;

/// A reference to another story within the text has no more lines than this, its label among them.
const REFERENCE: usize = 3;
/// The least share of words that a paragraph of the story has in common with the text before it.
const SHARED_TOPIC: f32 = 0.12;

/// The credit of a picture in a line of its own has no more words than this.
const MAX_CREDIT: usize = 5;

/// A paragraph with this many words is not the teaser of another story.
const LONG_PARAGRAPH: usize = 22;
/// A long paragraph within the text that is at least this likely belongs to it;
const LEAST_IN_GAP: f64 = 0.25;
/// one below a list of other stories, if it is also of the topic of the text, and so likely.
const LEAST_BELOW_LIST: f64 = 0.25;
/// The share of its words that such a paragraph has in common with the longest run of prose.
const RUN_TOPIC: f32 = 0.3;
/// A list of other stories within the text has fewer lines than this.
const LIST: usize = 24;
/// A first paragraph alone may stand this many lines above the others.
const ABOVE_START: usize = 14;

/// The longest title that is taken off the end of the text, in words.
const MAX_TITLE: usize = 12;

/// Credits stand no more than this many lines below the start of the body,
const CREDITS: usize = 12;
/// and have no more paragraphs above them than this.
const PARAGRAPHS_AMONG_CREDITS: usize = 1;

/// An advertisement or newsletter box within the text has fewer lines than this.
const INSET: usize = 6;

/// A page's lines, which of them are the body, and which is the headline.
pub struct Reading {
    layout: Layout,
    /// For each line, whether it belongs to the body.
    pub body: Vec<bool>,
    /// The line that is the headline.
    pub headline: Option<usize>,
    /// The lines that may be the headline, the likeliest first.
    pub guesses: Vec<Guess>,
}

impl Reading {
    /// Decides about the lines of a page; a headline is looked for only if none is known.
    pub fn of(lines: Vec<Line>, address: Option<&str>, find_headline: bool, weights: &Weights) -> Reading {
        Reading::of_layout(Layout::addressed(lines, address), find_headline, weights)
    }

    /// Decides about the lines of a layout.
    pub fn of_layout(layout: Layout, find_headline: bool, weights: &Weights) -> Reading {
        let ranked = |chances: Option<&[f64]>| {
            if find_headline { weights.headline.ranked(&layout, chances) } else { Vec::new() }
        };
        let first = ranked(None).first().copied();
        let chances = weights.lines.body_chances(&features(&layout, first));
        let guesses = ranked(Some(&chances));
        let words: Vec<usize> = layout.shapes.iter().map(|shape| shape.words).collect();
        let body = labels::chosen(&chances, &words);
        let mut reading = Reading { layout, body, headline: None, guesses };
        let sure = reading.guesses.first().filter(|guess| guess.chance > LEAST_CHANCE);
        reading.headline = sure.map(|guess| guess.line);
        reading.headline = reading.headline.filter(|&line| !reading.reads_like_body(line));
        reading.return_to_skipped_run();
        reading.fill_gaps(&chances);
        reading.reopen_after_insets(&chances);
        reading.drop_headline_copies();
        reading.drop_plugs();
        reading.trim_ends();
        reading.rescue_short_text();
        reading
    }

    /// How many lines there are.
    pub fn len(&self) -> usize {
        self.layout.lines.len()
    }

    /// The text of a line.
    pub fn text(&self, line: usize) -> &str {
        &self.layout.lines[line].text
    }

    /// The form of a line.
    pub fn shape(&self, line: usize) -> &Shape {
        &self.layout.shapes[line]
    }

    /// The phrases of a line.
    pub fn kinds(&self, line: usize) -> Kinds {
        self.layout.kinds[line]
    }

    /// What the patterns find in a line.
    pub fn marks(&self, line: usize) -> Marks {
        self.layout.marks[line]
    }

    /// The first line of the body.
    pub fn body_start(&self) -> Option<usize> {
        self.body.iter().position(|&is_body| is_body)
    }

    /// The line after the last of the body.
    pub fn body_end(&self) -> Option<usize> {
        self.body.iter().rposition(|&is_body| is_body).map(|last| last + 1)
    }

    /// The lines around the headline, from a few above it to the first of the body: where credits and dates stand.
    pub fn front(&self) -> std::ops::Range<usize> {
        let start = self.body_start().unwrap_or(self.len());
        match self.headline {
            Some(headline) => {
                headline.saturating_sub(4)
                    ..start.clamp(headline + 1, self.len().min(headline + 40).max(headline + 1))
            }
            None => start.saturating_sub(10)..start,
        }
    }

    /// The line before which credits may stand: behind the first paragraphs of the body, and not far below its start.
    pub fn credits_end(&self) -> usize {
        let start = self.front().end;
        let reach = (start + CREDITS).min(self.len());
        let mut paragraphs = (start..reach).filter(|&line| self.body[line] && self.shape(line).is_prose());
        paragraphs.nth(PARAGRAPHS_AMONG_CREDITS).unwrap_or(reach)
    }

    /// The body, its paragraphs separated by one blank line.
    pub fn body_text(&self) -> String {
        let lines = (0..self.len()).filter(|&i| self.body[i]).map(|i| self.text(i));
        lines.collect::<Vec<_>>().join("\n\n")
    }

    /// True if two lines are the same but for case and punctuation.
    pub fn are_copies(&self, one: usize, other: usize) -> bool {
        self.layout.keys[one] == self.layout.keys[other]
    }

    /// True for a line that is a byline, a date, a reading time or a share button.
    pub fn is_meta(&self, line: usize) -> bool {
        let (text, shape) = (self.text(line), self.shape(line));
        if shape.words > 25 || shape.is_prose() {
            return false;
        }
        let marks = self.layout.marks[line];
        shape.words <= 12 && (marks.date || marks.ago)
            || marks.published
            || marks.read_time
            || patterns::BYLINE_ALONE.is_match(text)
            || byline::in_line(text).is_some()
            || shape.words <= 8 && self.kinds(line).any(&[Kind::Share, Kind::Nav, Kind::Comment, Kind::Ad])
    }

    /// True for a line that is nothing but the credit of a picture.
    pub fn is_credit_of_picture(&self, line: usize) -> bool {
        let has_credit = self.marks(line).credit_end
            || self.kinds(line).has(Kind::Credit)
            || self.text(line).starts_with('©');
        self.shape(line).words <= MAX_CREDIT && has_credit
    }

    /// A paragraph of running text is not a headline, whatever is evidence for it.
    fn reads_like_body(&self, line: usize) -> bool {
        let shape = self.shape(line);
        shape.is_prose()
            && (shape.words > 22 || shape.end == End::Stop && self.body[line] && shape.words > 14)
    }

    /// A text of a few lines may have no line that is sure to be body: then its sentences below the headline are.
    fn rescue_short_text(&mut self) {
        if self.body.contains(&true) {
            return;
        }
        let start = self.headline.map_or(0, |headline| headline + 1);
        for line in start..self.len() {
            self.body[line] = self.is_sentence(line) && self.layout.places[line].run == Run::Within;
        }
        if !self.body.contains(&true) && self.len() < SHORT_TEXT {
            (start..self.len()).for_each(|line| self.body[line] = self.is_sentence(line));
        }
    }

    fn is_sentence(&self, line: usize) -> bool {
        let shape = self.shape(line);
        let closed = shape.words >= 4 && matches!(shape.end, End::Stop | End::Call);
        shape.is_prose() || closed && self.kinds(line).is_empty() && !self.is_meta(line)
    }

    /// The headline and its copies are not part of the body.
    fn drop_headline_copies(&mut self) {
        let Some(headline) = self.headline else { return };
        for i in 0..self.len() {
            self.body[i] &= !self.are_copies(i, headline);
        }
    }

    /// A few lines below the headline's own run of prose are not the body: comments or notes were mistaken for it.
    fn return_to_skipped_run(&mut self) {
        let (Some(headline), Some(start)) = (self.headline, self.body_start()) else { return };
        let in_run = |&line: &usize| self.layout.places[line].run == Run::Within;
        let run: Vec<usize> = (headline + 1..start).filter(in_run).collect();
        let words = |lines: &[usize]| lines.iter().map(|&line| self.shape(line).words).sum::<usize>();
        let body: Vec<usize> = (start..self.len()).filter(|&line| self.body[line]).collect();
        if words(&run) >= SKIPPED_RUN && words(&run) > SKIPPED_SHARE * words(&body) {
            self.body.fill(false);
            run.into_iter().for_each(|line| self.body[line] = true);
        }
    }

    /// Paragraphs of running text between the headline and the end of the body belong to it, unless they are surely none.
    fn fill_gaps(&mut self, chances: &[f64]) {
        let (Some(start), Some(end)) = (self.body_start(), self.body_end()) else { return };
        let from = match self.headline {
            Some(headline) if headline < start => (headline + 1).max(start.saturating_sub(ABOVE_START)),
            _ => start,
        };
        for (line, &chance) in chances.iter().enumerate().take(end).skip(from) {
            let is_long = self.shape(line).words >= LONG_PARAGRAPH && self.is_of_topic(line);
            self.body[line] |= is_long && self.goes_on(line) && chance >= LEAST_IN_GAP;
        }
    }

    /// Text that goes on, below an advertisement or a newsletter box or without one, belongs to the body too.
    fn reopen_after_insets(&mut self, chances: &[f64]) {
        let Some(mut end) = self.body_end() else { return };
        loop {
            while end < self.len() && self.goes_on(end) && chances[end] >= self.least_at_end(end) {
                self.body[end] = true;
                end += 1;
            }
            let below = || self.text_below_list(end, chances);
            let Some(next) = self.text_below_inset(end).or_else(below).filter(|&next| next > end) else {
                return;
            };
            end = next;
            while end < self.len() && self.goes_on(end) {
                self.body[end] = true;
                end += 1;
            }
        }
    }

    /// How likely a paragraph right below the body must be to belong to it.
    fn least_at_end(&self, line: usize) -> f64 {
        let is_long = self.shape(line).words >= LONG_PARAGRAPH && self.is_of_topic(line);
        if is_long { LEAST_OF_LONG } else { LEAST_AT_END }
    }

    /// The line at which text goes on, if nothing but an inset of a few lines is before it.
    fn text_below_inset(&self, end: usize) -> Option<usize> {
        let reach = (end + INSET).min(self.len());
        let next = (end..reach).find(|&line| self.goes_on(line))?;
        let has = |kinds: &[Kind]| (end..next).any(|line| self.kinds(line).any(kinds));
        if has(&[Kind::Comment, Kind::Legal, Kind::Bio]) {
            return None;
        }
        let is_inset = has(&[Kind::Ad, Kind::Plug, Kind::Promo]) && !has(&[Kind::More]);
        let is_reference = has(&[Kind::More]) && next - end <= REFERENCE && self.is_of_the_story(next);
        (is_inset || is_reference).then_some(next)
    }

    /// The line at which the story goes on below a list of other stories, a gallery or a box.
    fn text_below_list(&self, end: usize, chances: &[f64]) -> Option<usize> {
        let reach = (end + LIST).min(self.len());
        let is_end = |line: &usize| {
            self.kinds(*line).any(&[Kind::Comment, Kind::Legal])
                || self.layout.places[*line].comment_heads_near > 1
        };
        let next = (end..reach).take_while(|line| !is_end(line)).find(|&line| self.goes_on(line))?;
        let is_long = self.shape(next).words >= LONG_PARAGRAPH;
        (is_long && self.is_of_topic(next) && chances[next] >= LEAST_BELOW_LIST).then_some(next)
    }

    /// The words of a line that carry a meaning, for a [`Topic`].
    pub fn words(&self, line: usize) -> &[u64] {
        &self.layout.words[line]
    }

    /// True for a line of the topic of the longest run of prose.
    fn is_of_topic(&self, line: usize) -> bool {
        self.layout.places[line].topic.is_some_and(|topic| topic >= RUN_TOPIC)
    }

    /// True for two paragraphs of running text that share words with the text before them.
    fn is_of_the_story(&self, line: usize) -> bool {
        if line + 1 >= self.len() || !self.goes_on(line) || !self.goes_on(line + 1) {
            return false;
        }
        let body = Topic::of((0..line).filter(|&line| self.body[line]).map(|line| self.words(line)));
        let shares = |line: usize| body.share(self.words(line), 1).is_some_and(|share| share >= SHARED_TOPIC);
        shares(line) || shares(line + 1)
    }

    /// True for a closed paragraph of running text without a mark of anything else.
    fn goes_on(&self, line: usize) -> bool {
        let shape = self.shape(line);
        shape.is_prose() && shape.end == End::Stop && self.kinds(line).is_empty() && !self.is_meta(line)
    }

    /// Lines in the middle of the text that send the reader elsewhere: to a newsletter, another story, a share button.
    fn drop_plugs(&mut self) {
        for line in 0..self.len() {
            let shape = self.shape(line);
            let is_label = shape.words <= 16 && !shape.is_prose() && shape.end != End::Stop;
            let kinds = [Kind::Plug, Kind::Promo, Kind::Share, Kind::Ad];
            self.body[line] &= !(is_label && self.kinds(line).any(&kinds));
            if self.is_referred_to(line) {
                self.body[line - 1] = false;
                self.body[line] = false;
            }
        }
    }

    /// True for the title of another story, which is right below a label such as "Read also".
    fn is_referred_to(&self, line: usize) -> bool {
        let Some(above) = line.checked_sub(1) else { return false };
        let (label, title) = (self.shape(above), self.shape(line));
        let is_below = self.kinds(above).has(Kind::More) && !self.layout.lines[line].gap_before;
        is_below && label.words <= 4 && title.words <= 20 && title.end == End::Open && !title.is_prose()
    }

    /// Takes credits, captions and notes off both ends of the body.
    fn trim_ends(&mut self) {
        let (start, end) = (self.body_start().unwrap_or(0), self.body_end().unwrap_or(0));
        for line in start..end {
            if self.body[line] && !self.is_trimmed(line) {
                break;
            }
            self.body[line] = false;
        }
        for line in (start..end).rev() {
            if self.body[line] && !self.is_trimmed(line) && !self.is_note(line) && !self.is_title_at_end(line)
            {
                break;
            }
            self.body[line] = false;
        }
    }

    /// True for a title with a paragraph above it and none below: it is that of something else.
    fn is_title_at_end(&self, line: usize) -> bool {
        let shape = self.shape(line);
        let is_title = shape.words <= MAX_TITLE
            && shape.end == End::Open
            && !matches!(shape.start, Start::Sign | Start::Lower | Start::Digit);
        let above = (0..line).rev().find(|&above| self.body[above]);
        is_title && above.is_some_and(|above| self.shape(above).is_prose())
    }

    fn is_trimmed(&self, line: usize) -> bool {
        let short = self.shape(line).words <= 12;
        self.is_meta(line)
            || short && self.kinds(line).any(&[Kind::More, Kind::Comment, Kind::Share, Kind::Ad, Kind::Nav])
    }

    /// A note below the body: who contributed, where to subscribe, whose rights these are.
    fn is_note(&self, line: usize) -> bool {
        let kinds = self.kinds(line);
        let short = self.shape(line).words <= 40;
        speaks_of_itself(self.text(line))
            || kinds.any(&[Kind::Legal, Kind::Plug]) && patterns::SYNDICATION.is_match(self.text(line))
            || short && paywall::is_notice(self.text(line))
            || kinds.has(Kind::Legal) && short
            || self.shape(line).words <= 20 && kinds.any(&[Kind::Plug, Kind::Promo, Kind::Bio])
    }
}

/// True for a paragraph in which an outlet advertises itself.
fn speaks_of_itself(text: &str) -> bool {
    let notice = patterns::SYNDICATION.captures(text).and_then(|captures| captures.name("name"));
    notice.is_some_and(|name| text.matches(name.as_str()).nth(1).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::tests::STORY;
    use crate::text::{lines, weights};

    fn reading(text: &str) -> Reading {
        Reading::of(lines::split(text), None, true, weights::built_in())
    }

    #[test]
    fn the_front_reaches_from_above_the_headline_to_the_body() {
        let reading =
            reading(&format!("Home\nNews\n\nOld ferry stays through the winter\n\nBy Jane Roe\n\n{STORY}"));
        let headline = reading.headline.unwrap();
        assert_eq!(reading.text(headline), "Old ferry stays through the winter");
        assert!(reading.front().contains(&headline) && reading.front().contains(&(headline + 1)));
        assert_eq!(reading.front().end, reading.body_start().unwrap());
    }

    #[test]
    fn the_headline_is_no_part_of_the_body() {
        let reading = reading(&format!("Old ferry stays through the winter\n\n{STORY}"));
        assert!(!reading.body[reading.headline.unwrap()]);
        assert!(!reading.body_text().contains("Old ferry stays"));
    }

    #[test]
    fn a_text_of_one_sentence_keeps_it() {
        assert_eq!(
            reading("Ferry stays\n\nBy Jane Roe\n\nThe council voted to keep it.").body_text(),
            "The council voted to keep it."
        );
    }

    #[test]
    fn text_goes_on_below_a_reference_to_another_story() {
        let (first, rest) = STORY.split_once("\n\nA bridge").unwrap();
        let page = format!(
            "Old ferry stays through the winter\n\n{first}\n\nRead also\nSchool closed after storm\n\nA bridge{rest}"
        );
        let body = reading(&page).body_text();
        assert!(body.ends_with("wants to retire.") && !body.contains("School closed"), "{body}");
    }

    #[test]
    fn notes_below_the_text_are_taken_off() {
        let reading =
            reading(&format!("Old ferry stays through the winter\n\n{STORY}\n\nAll rights reserved."));
        assert!(reading.body_text().ends_with("wants to retire."));
    }
}
