//! The position of a line in its page: how much prose is around it, before it and after it.

use rustc_hash::{FxHashMap, FxHashSet};

use super::address::Slug;
use super::echo;
use super::furniture;
use super::lines::Line;
use super::shape::{End, Shape};
use super::topic::{Topic, content_words, line_key};
use crate::dateline;
use crate::patterns::{self, Kind, Kinds};

/// A page's lines, each with its shape, its phrases and its place.
pub struct Layout {
    /// The lines.
    pub lines: Vec<Line>,
    /// The shape of each line.
    pub shapes: Vec<Shape>,
    /// A key of each line under which its copies are found.
    pub keys: Vec<u64>,
    /// The kinds of phrases of each line.
    pub kinds: Vec<Kinds>,
    /// The marks of each line.
    pub marks: Vec<Marks>,
    /// The place of each line.
    pub places: Vec<Place>,
    /// The words of each line that carry a meaning.
    pub words: Vec<Vec<u64>>,
    /// The words of the longest run of prose.
    pub topic: Topic,
    /// The words of the page's own address, if it is known.
    pub slug: Slug,
}

/// What the patterns find in a line.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Marks {
    /// A date.
    pub date: bool,
    /// A time of day.
    pub time: bool,
    /// An age, such as `2 hours ago`.
    pub ago: bool,
    /// The word `By` or one like it at the start.
    pub byline: bool,
    /// A word such as `Published` at the start.
    pub published: bool,
    /// How long the article takes to read.
    pub read_time: bool,
    /// A picture credit at the end.
    pub credit_end: bool,
    /// Where people are in a picture.
    pub position: bool,
    /// The head of a reader's comment.
    pub comment_head: bool,
    /// A dateline at the start.
    pub dateline: bool,
}

impl Marks {
    /// The longest line that is searched for anything but captions, in bytes.
    const MAX_SHORT: usize = 300;
    /// The longest head of a comment, in bytes.
    const MAX_HEAD: usize = 100;
    /// How much of the end of a line is searched for a credit, in bytes.
    const TAIL: usize = 200;

    fn of(text: &str) -> Marks {
        let short = text.len() <= Marks::MAX_SHORT;
        let has_digit = short && text.contains(char::is_numeric);
        Marks {
            date: has_digit && patterns::DATE.is_match(text),
            time: has_digit && patterns::TIME.is_match(text),
            ago: short && (patterns::AGO.is_match(text) || has_digit && patterns::AGE.is_match(text)),
            byline: short && (patterns::BYLINE.is_match(text) || patterns::BYLINE_ALONE.is_match(text)),
            published: short && patterns::PUBLISHED.is_match(text),
            read_time: short && patterns::READ_TIME.is_match(text),
            credit_end: patterns::ends_with_credit(tail(text)),
            comment_head: text.len() <= Marks::MAX_HEAD && patterns::COMMENT_HEAD.is_match(text),
            dateline: dateline::at_head(text).is_some(),
            position: text.contains(['(', ' ']) && patterns::POSITION.is_match(text),
        }
    }
}

/// The last part of a text.
fn tail(text: &str) -> &str {
    let from = text.len().saturating_sub(Marks::TAIL);
    let from = (from..=text.len()).find(|&at| text.is_char_boundary(at)).unwrap_or(text.len());
    &text[from..]
}

/// The place of a line.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Place {
    /// The share of the page's prose that is before the line.
    pub prose_before: f32,
    /// Words a line over the eleven lines around it.
    pub density: f32,
    /// Words a line over the forty-one lines around it.
    pub wide_density: f32,
    /// How many lines without prose are directly before it.
    pub bare_before: usize,
    /// How many lines without prose are directly after it.
    pub bare_after: usize,
    /// Where the line stands to the longest run of prose.
    pub run: Run,
    /// How often the line is in the page.
    pub copies: usize,
    /// How many lines back a heading of other stories is; `None` if there is none after the first prose.
    pub since_more: Option<usize>,
    /// How many lines back a heading or a button of readers' comments stands, after the first prose.
    pub since_comment: Option<usize>,
    /// How many headings and buttons of readers' comments are between the first prose and the line.
    pub comments: usize,
    /// How many of the twenty lines around the line are dated, as comments and lists of stories are.
    pub dates_near: usize,
    /// How many of the forty lines around the line are heads of readers' comments.
    pub comment_heads_near: usize,
    /// The share of the line's words that the run uses again and again.
    pub topic: Option<f32>,
    /// How many lines further the next paragraph of the run's topic stands, if there is one.
    pub to_story: Option<usize>,
    /// How many lines back the last paragraph of the run's topic stands, if there is one.
    pub since_story: Option<usize>,
    /// The share of the line that stands again in a longer line.
    pub echo: f32,
}

/// Where a line stands to the longest run of prose.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Run {
    /// This many lines before its first line.
    Before(usize),
    /// In it.
    #[default]
    Within,
    /// This many lines after its last line.
    After(usize),
}

impl Layout {
    /// Measures the lines of a page.
    #[cfg(test)]
    pub fn of(lines: Vec<Line>) -> Layout {
        Layout::addressed(lines, None)
    }

    /// Measures the lines of a page, of which the address may be known.
    pub fn addressed(lines: Vec<Line>, address: Option<&str>) -> Layout {
        let (lines, shapes) = without_furniture(lines);
        Layout::measured(lines, shapes, address)
    }

    /// The layout of lines none of which is furniture.
    pub fn whole(lines: Vec<Line>) -> Layout {
        let shapes = lines.iter().map(|line| Shape::of(&line.text)).collect();
        Layout::measured(lines, shapes, None)
    }

    fn measured(lines: Vec<Line>, shapes: Vec<Shape>, address: Option<&str>) -> Layout {
        let kinds: Vec<Kinds> = lines.iter().map(|line| patterns::kinds(&line.text)).collect();
        let marks: Vec<Marks> = lines.iter().map(|line| Marks::of(&line.text)).collect();
        let keys: Vec<u64> = lines.iter().map(|line| line_key(&line.text)).collect();
        let run = heaviest_run(&shapes, &kinds);
        let words: Vec<Vec<u64>> = lines.iter().map(|line| content_words(&line.text)).collect();
        let topic = Topic::of(words.iter().take(run.1).skip(run.0).map(Vec::as_slice));
        let places = vec![Place::default(); lines.len()];
        let slug = address.map(Slug::of).unwrap_or_default();
        let mut layout = Layout { lines, shapes, keys, kinds, marks, places, words, topic, slug };
        layout.mark_signed_captions();
        layout.measure_prose();
        layout.measure_density();
        layout.measure_bare_runs();
        layout.measure_run(run);
        layout.measure_copies();
        layout.measure_markers();
        layout.measure_dates();
        layout.measure_topic();
        layout.measure_story();
        layout.measure_echo();
        layout
    }

    /// A line that ends with the outlet's name in brackets is a caption; the name stands elsewhere as a line of its own.
    fn mark_signed_captions(&mut self) {
        let lines: FxHashSet<u64> = self.keys.iter().copied().collect();
        for ((line, shape), marks) in self.lines.iter().zip(&self.shapes).zip(&mut self.marks) {
            let name = patterns::in_brackets_at_end(&line.text).filter(|name| name.chars().count() >= 3);
            let is_line = name.is_some_and(|name| lines.contains(&line_key(name)));
            marks.credit_end |= is_line && (4..=60).contains(&shape.words);
        }
    }

    fn measure_prose(&mut self) {
        let weight = |shape: &Shape| if shape.is_prose() { shape.words } else { 0 };
        let total: usize = self.shapes.iter().map(weight).sum();
        let mut before = 0;
        for (place, shape) in self.places.iter_mut().zip(&self.shapes) {
            place.prose_before = before as f32 / total.max(1) as f32;
            before += weight(shape);
        }
    }

    fn measure_density(&mut self) {
        let mut sums = vec![0usize];
        for shape in &self.shapes {
            sums.push(sums.last().copied().unwrap_or(0) + shape.words.min(60));
        }
        let mean = |i: usize, reach: usize| {
            let (from, to) = (i.saturating_sub(reach), (i + reach + 1).min(sums.len() - 1));
            (sums[to] - sums[from]) as f32 / (to - from) as f32
        };
        for (i, place) in self.places.iter_mut().enumerate() {
            place.density = mean(i, 5);
            place.wide_density = mean(i, 20);
        }
    }

    fn measure_bare_runs(&mut self) {
        let mut bare = 0;
        for i in 0..self.places.len() {
            self.places[i].bare_before = bare;
            bare = if self.shapes[i].is_prose() { 0 } else { bare + 1 };
        }
        bare = 0;
        for i in (0..self.places.len()).rev() {
            self.places[i].bare_after = bare;
            bare = if self.shapes[i].is_prose() { 0 } else { bare + 1 };
        }
    }

    fn measure_run(&mut self, (start, end): (usize, usize)) {
        for (i, place) in self.places.iter_mut().enumerate() {
            place.run = match i {
                i if i < start => Run::Before(start - i),
                i if i >= end => Run::After(i + 1 - end),
                _ => Run::Within,
            };
        }
    }

    fn measure_copies(&mut self) {
        let mut counts: FxHashMap<u64, usize> = FxHashMap::default();
        for &key in &self.keys {
            *counts.entry(key).or_default() += 1;
        }
        for (place, key) in self.places.iter_mut().zip(&self.keys) {
            place.copies = counts.get(key).copied().unwrap_or(1);
        }
    }

    fn measure_markers(&mut self) {
        let (mut more, mut comment, mut comments, mut seen_prose) = (None, None, 0, false);
        for i in 0..self.places.len() {
            let place = &mut self.places[i];
            (place.since_more, place.since_comment, place.comments) = (more, comment, comments);
            seen_prose |= self.shapes[i].is_prose();
            let marks = |kind| seen_prose && self.kinds[i].has(kind) && self.shapes[i].words <= 12;
            more = if marks(Kind::More) { Some(1) } else { more.map(|n: usize| n + 1) };
            comment = if marks(Kind::Comment) { Some(1) } else { comment.map(|n: usize| n + 1) };
            comments += usize::from(marks(Kind::Comment));
        }
    }

    fn measure_dates(&mut self) {
        let short = |i: usize| self.shapes[i].words <= 12;
        let dated = |i: usize| short(i) && (self.marks[i].date || self.marks[i].ago || self.marks[i].time);
        let dates = others_near(self.lines.len(), 10, dated);
        let heads = others_near(self.lines.len(), 20, |i| self.marks[i].comment_head);
        for (place, (dates, heads)) in self.places.iter_mut().zip(dates.into_iter().zip(heads)) {
            place.dates_near = dates;
            place.comment_heads_near = heads;
        }
    }

    fn measure_topic(&mut self) {
        for (place, words) in self.places.iter_mut().zip(&self.words) {
            let least = if matches!(place.run, Run::Within) { 2 } else { 1 };
            place.topic = self.topic.share(words, least);
        }
    }
}

/// The lines with their shapes, without what is repeated between the paragraphs.
fn without_furniture(lines: Vec<Line>) -> (Vec<Line>, Vec<Shape>) {
    let shapes: Vec<Shape> = lines.iter().map(|line| Shape::of(&line.text)).collect();
    let is_furniture = furniture::find(&lines, &shapes);
    let kept = lines.into_iter().zip(shapes).zip(is_furniture).filter(|(_, is_furniture)| !is_furniture);
    kept.map(|(line, _)| line).unzip()
}

impl Layout {
    /// True for a paragraph of running text on the run's topic, without a mark of anything else.
    fn is_story(&self, i: usize) -> bool {
        let is_of_topic = self.places[i].topic.is_some_and(|topic| topic >= STORY_TOPIC);
        self.shapes[i].is_prose() && self.kinds[i].is_empty() && is_of_topic
    }

    fn measure_story(&mut self) {
        let is_story: Vec<bool> = (0..self.places.len()).map(|i| self.is_story(i)).collect();
        let mut distance = None;
        for (place, &is_story) in self.places.iter_mut().zip(&is_story) {
            place.since_story = distance;
            distance = if is_story { Some(1) } else { distance.map(|distance| distance + 1) };
        }
        distance = None;
        for (place, &is_story) in self.places.iter_mut().zip(&is_story).rev() {
            place.to_story = distance;
            distance = if is_story { Some(1) } else { distance.map(|distance| distance + 1) };
        }
    }

    fn measure_echo(&mut self) {
        for (place, echo) in self.places.iter_mut().zip(echo::shares(&self.lines)) {
            place.echo = echo;
        }
    }
}

/// A paragraph of which this share of words is of the run's topic belongs to its story.
const STORY_TOPIC: f32 = 0.3;

/// The lines from the first to before the second number have the largest sum of line scores.
fn heaviest_run(shapes: &[Shape], kinds: &[Kinds]) -> (usize, usize) {
    let (mut best, mut best_sum) = ((0, 0), 0);
    let (mut start, mut sum) = (0, 0);
    for (i, (shape, kinds)) in shapes.iter().zip(kinds).enumerate() {
        if sum <= 0 {
            (start, sum) = (i, 0);
        }
        sum += line_score(shape, *kinds);
        if sum > best_sum {
            (best, best_sum) = ((start, i + 1), sum);
        }
    }
    best
}

/// For each line, how many other lines within reach pass a test.
fn others_near(lines: usize, reach: usize, test: impl Fn(usize) -> bool) -> Vec<usize> {
    let mut sums = vec![0usize];
    for i in 0..lines {
        sums.push(sums[i] + usize::from(test(i)));
    }
    let near =
        |i: usize| sums[(i + reach + 1).min(lines)] - sums[i.saturating_sub(reach)] - (sums[i + 1] - sums[i]);
    (0..lines).map(near).collect()
}

/// Prose counts by its words; what is short, or announces something else, counts against the run.
fn line_score(shape: &Shape, kinds: Kinds) -> i64 {
    let words = shape.words.min(80) as i64;
    let short = shape.words <= 12;
    if short && kinds.any(&[Kind::More, Kind::Comment]) {
        return -40;
    }
    if kinds.any(&[Kind::Legal, Kind::Plug, Kind::Bio]) {
        return -15;
    }
    match shape.end {
        _ if shape.is_prose() => words,
        End::Stop | End::Call | End::Colon => words - 4,
        _ => (words - 8).clamp(-6, 4),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::lines;

    const PAGE: &str = "Home\nNews\nFerry stays in winter\n\
        The council of the small harbour town voted on Monday to keep the old ferry running.\n\
        Fishermen and pupils had asked for it in a letter that nine hundred people signed.\n\
        The ferry costs more than it earns, and a bridge is to be built in the coming year.\n\
        Comments\nGreat.\nHome";

    #[test]
    fn the_run_is_the_prose() {
        let layout = Layout::of(lines::split(PAGE));
        let runs: Vec<Run> = layout.places.iter().map(|place| place.run).collect();
        assert_eq!(runs[2], Run::Before(1));
        assert_eq!(runs[3..6], [Run::Within; 3]);
        assert_eq!(runs[6], Run::After(1));
    }

    #[test]
    fn places_know_what_came_before() {
        let layout = Layout::of(lines::split(PAGE));
        assert_eq!(layout.places[0].copies, 2);
        assert_eq!(layout.places[3].bare_before, 3);
        assert_eq!((layout.places[7].since_comment, layout.places[6].since_comment), (Some(1), None));
        assert!(layout.places[2].topic.unwrap() > 0.3);
        assert!(layout.places[4].prose_before > 0.2 && layout.places[4].prose_before < 0.5);
    }

    #[test]
    fn an_outlet_in_brackets_signs_a_caption() {
        let layout = Layout::of(lines::split(
            "Sound and Shore\nThe ferry before the vote (Sound and Shore)\nThe vote (in full)",
        ));
        let credits: Vec<bool> = layout.marks.iter().map(|marks| marks.credit_end).collect();
        assert_eq!(credits, [false, true, false]);
    }

    #[test]
    fn no_lines_give_no_places() {
        assert!(Layout::of(Vec::new()).places.is_empty());
    }
}
