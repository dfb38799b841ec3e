//! A page's lines with the decisions taken about them.

use super::features::features;
use super::headline;
use super::labels;
use super::layout::{Layout, Run};
use super::lines::Line;
use super::shape::{End, Shape};
use super::topic::line_key;
use crate::page::byline;
use crate::page::patterns::{self, Kind, Kinds};

/// How sure the headline must be.
const LEAST_CHANCE: f64 = 0.12;

/// A page's lines, which of them are the body, and which is the headline.
pub struct Reading {
    layout: Layout,
    /// For each line, whether it belongs to the body.
    pub body: Vec<bool>,
    /// The line that is the headline.
    pub headline: Option<usize>,
}

impl Reading {
    /// Decides about the lines of a page; a headline is looked for only where none is known.
    pub fn of(lines: Vec<Line>, find_headline: bool) -> Reading {
        let layout = Layout::of(lines);
        let first = if find_headline { headline::find(&layout, None) } else { None };
        let chances = labels::body_chances(&features(&layout, first));
        let second = if find_headline { headline::find(&layout, Some(&chances)) } else { None };
        let body = chances.iter().map(|&chance| labels::is_body(chance)).collect();
        let mut reading = Reading { layout, body, headline: second.filter(|g| g.chance > LEAST_CHANCE).map(|g| g.line) };
        reading.headline = reading.headline.filter(|&line| !reading.reads_like_body(line));
        reading.rescue_short_text();
        reading.drop_headline_copies();
        reading.trim_ends();
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
            Some(headline) => headline.saturating_sub(4)..start.clamp(headline + 1, self.len().min(headline + 40).max(headline + 1)),
            None => start.saturating_sub(10)..start,
        }
    }

    /// The body, its paragraphs separated by one blank line.
    pub fn body_text(&self) -> String {
        let lines = (0..self.len()).filter(|&i| self.body[i]).map(|i| self.text(i));
        lines.collect::<Vec<_>>().join("\n\n")
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

    /// A paragraph of running text is no headline, whatever speaks for it.
    fn reads_like_body(&self, line: usize) -> bool {
        let shape = self.shape(line);
        shape.is_prose() && (shape.words > 22 || shape.end == End::Stop && self.body[line] && shape.words > 14)
    }

    /// A text of a few lines may hold no line that is sure to be body: then its longest run of prose is the body.
    fn rescue_short_text(&mut self) {
        if self.body.contains(&true) {
            return;
        }
        for i in 0..self.len() {
            let in_run = self.layout.places[i].run == Run::Within;
            self.body[i] = in_run && self.shape(i).is_prose() && self.headline.is_none_or(|headline| i > headline);
        }
    }

    /// The headline and its copies are no part of the body, nor is what stands above it.
    fn drop_headline_copies(&mut self) {
        let Some(headline) = self.headline else { return };
        let key = line_key(self.text(headline));
        for i in 0..self.len() {
            self.body[i] &= line_key(self.text(i)) != key;
        }
    }

    /// Takes credits, captions and notes off both ends of the body.
    fn trim_ends(&mut self) {
        while let Some(first) = self.body_start().filter(|&line| self.is_trimmed(line)) {
            self.body[first] = false;
        }
        while let Some(last) = self.body_end().map(|end| end - 1).filter(|&line| self.is_trimmed(line) || self.is_note(line)) {
            self.body[last] = false;
        }
    }

    fn is_trimmed(&self, line: usize) -> bool {
        let short = self.shape(line).words <= 12;
        self.is_meta(line) || short && self.kinds(line).any(&[Kind::More, Kind::Comment, Kind::Share, Kind::Ad, Kind::Nav])
    }

    /// A note below the body: who contributed, where to subscribe, whose rights these are.
    fn is_note(&self, line: usize) -> bool {
        let kinds = self.kinds(line);
        let short = self.shape(line).words <= 40;
        kinds.has(Kind::Legal) && short || self.shape(line).words <= 20 && kinds.any(&[Kind::Plug, Kind::Promo, Kind::Bio])
    }
}
