//! The lines that may be the headline, and what is evidence for and against each.
//!
//! Every line of a plausible length is a candidate. A date or byline below it is evidence for it, prose soon after it, words
//! that the story uses again and again, a copy of it as the page's title; the names of these features are the keys of
//! `data/page-headline-weights.tsv`.

use rustc_hash::{FxHashMap, FxHashSet};

use super::features::{Features, bucket, has_kicker, push};
use super::layout::{Layout, Run};
use super::shape::{End, Start};
use super::title_copies::{heads, slug_key, slugs, tails};
use super::topic::line_key;
use crate::patterns::{self, Kind};

/// The longest headline, in words.
const MAX_WORDS: usize = 45;
/// How many lines below a candidate are searched for a date or a byline.
const REACH: usize = 6;

/// The lines that may be the headline, with their features.
pub fn candidates(layout: &Layout, chances: Option<&[f64]>) -> Vec<(usize, Features)> {
    let view = View::of(layout, chances);
    let plausible = |&i: &usize| {
        let shape = &layout.shapes[i];
        let is_short = (1..=MAX_WORDS).contains(&shape.words);
        is_short && shape.digits < 0.6 && !layout.marks[i].credit_end && !layout.lines[i].is_row
    };
    (0..layout.lines.len()).filter(plausible).map(|i| (i, view.features(i))).collect()
}

/// What candidates are looked at with.
struct View<'a> {
    layout: &'a Layout,
    /// For each line, how many lines further the next prose or body line stands.
    to_text: Vec<usize>,
    /// For each line, the share of the body that is before it.
    body_before: Option<Vec<f32>>,
    /// Keys of what is before ` | ` or ` - ` in any line of the page.
    title_heads: FxHashSet<u64>,
    /// Keys of all lines.
    keys: FxHashSet<u64>,
    /// The largest share of topic words of any candidate.
    best_topic: f32,
    /// The first line of each text, so that the second copy is known.
    first_copy: FxHashMap<u64, usize>,
    /// Keys of what a line of several parts ends with.
    tails: FxHashSet<u64>,
    /// Keys of the words at the end of the addresses in the page.
    slugs: FxHashSet<u64>,
    /// For each line, how many lines before it could pass for a headline.
    titles_before: Vec<usize>,
    /// For each line, how far above it the last credit stands that has a title of its own above it.
    to_credit: Vec<Option<usize>>,
}

impl<'a> View<'a> {
    fn of(layout: &'a Layout, chances: Option<&'a [f64]>) -> View<'a> {
        let lines = &layout.lines;
        let keys = &layout.keys;
        let mut first_copy = FxHashMap::default();
        for (i, &key) in keys.iter().enumerate() {
            first_copy.entry(key).or_insert(i);
        }
        let topics =
            layout.words.iter().zip(&layout.shapes).filter(|(_, shape)| (4..=25).contains(&shape.words));
        let best_topic = topics.filter_map(|(words, _)| layout.topic.share(words, 2)).fold(0.0, f32::max);
        View {
            layout,
            to_text: distance_to_text(layout, chances),
            body_before: chances.map(|chances| share_before(layout, chances)),
            title_heads: lines.iter().flat_map(|line| heads(&line.text)).map(line_key).collect(),
            keys: keys.iter().copied().collect(),
            best_topic,
            first_copy,
            tails: lines.iter().flat_map(|line| tails(&line.text)).collect(),
            slugs: lines.iter().flat_map(|line| slugs(&line.text)).collect(),
            titles_before: count_titles(layout),
            to_credit: distance_to_credit(layout),
        }
    }

    fn features(&self, i: usize) -> Features {
        let mut out = Vec::new();
        self.form(i, &mut out);
        self.copies(i, &mut out);
        self.surroundings(i, &mut out);
        self.text_after(i, &mut out);
        self.topic(i, &mut out);
        self.rivals(i, &mut out);
        self.company(i, &mut out);
        out
    }

    /// What the page's address says of the line, and whether it is a kicker, a caption or a quote by what is around it.
    fn company(&self, i: usize, out: &mut Features) {
        let (layout, shape) = (self.layout, &self.layout.shapes[i]);
        if let Some(likeness) = layout.slug.likeness(&layout.lines[i].text) {
            out.push(bucket(
                likeness,
                [0.0, 0.3, 0.5, 0.7, 0.9],
                &["slug none", "slug little", "slug some", "slug half", "slug most", "slug all"],
            ));
        }
        push(
            out,
            shape.words <= 6 && i + 1 < layout.lines.len() && is_title(layout, i + 1),
            "short above title",
        );
        push(out, i > 0 && layout.shapes[i - 1].words <= 4 && shape.words >= 5, "title below short");
        let short_above = (0..i).rev().take(8).take_while(|&line| layout.shapes[line].words <= 3).count();
        out.push(bucket(
            short_above as f32,
            [0.0, 1.0, 3.0, 7.0],
            &["short above 0", "short above 1", "short above 3", "short above 7", "short above 8"],
        ));
        push(out, layout.places[i].echo >= 0.8, "echo");
        push(out, has_kicker(&layout.lines[i].text), "kicker");
        push(out, layout.marks[i].time, "has time");
        push(out, patterns::BULLET.is_match(&layout.lines[i].text), "is bullet");
        let credit = |line: usize| layout.marks[line].credit_end || layout.kinds[line].has(Kind::Credit);
        push(out, i + 1 < layout.lines.len() && credit(i + 1), "before credit");
        push(out, i > 0 && credit(i - 1), "after credit");
        let is_copy = |line: usize| layout.keys[line] == layout.keys[i];
        push(out, i > 0 && is_copy(i - 1), "same as above");
        push(out, i + 1 < layout.lines.len() && is_copy(i + 1), "same as below");
    }

    /// How many lines that could pass for a headline are between this line and the text, and just above it.
    fn rivals(&self, i: usize, out: &mut Features) {
        if !is_title(self.layout, i) {
            return;
        }
        let text = i.saturating_add(self.to_text[i]).min(self.layout.lines.len());
        // A line within or behind the text is not a rival's neighbour: it counts as the farthest from it.
        let below = (self.titles_before[text] - self.titles_before[i]).checked_sub(1);
        out.push(bucket(
            below.map_or(f32::INFINITY, |below| below as f32),
            [0.0, 1.0, 2.0, 5.0],
            &["rivals below 0", "rivals below 1", "rivals below 2", "rivals below 5", "rivals below more"],
        ));
        let above = self.titles_before[i] - self.titles_before[i.saturating_sub(4)];
        out.push(bucket(
            above as f32,
            [0.0, 1.0, 2.0],
            &["rivals above 0", "rivals above 1", "rivals above 2", "rivals above"],
        ));
        let near = self.to_text[i] <= 8;
        push(out, near && out.iter().any(|name| name.starts_with("date ")), "title near text, dated");
        push(out, near && out.iter().any(|name| name.starts_with("byline ")), "title near text, signed");
        push(out, near && out.contains(&"topic best"), "title near text, of the topic");
        push(out, near, "title near text");
        self.neighbours(i, out);
    }

    /// What distinguishes a headline from the summary below it: which of two titles is above, which is longer, and whether
    /// the credits of another title are above.
    fn neighbours(&self, i: usize, out: &mut Features) {
        let shapes = &self.layout.shapes;
        let length = |line: usize| shapes[line].words;
        if i > 0 && is_title(self.layout, i - 1) {
            out.push(if length(i) > length(i - 1) { "below shorter title" } else { "below longer title" });
            push(out, shapes[i].capitals + 0.3 < shapes[i - 1].capitals, "below title in capitals");
        }
        if i + 1 < shapes.len() && is_summary(self.layout, i + 1) {
            out.push(if length(i) > length(i + 1) {
                "above shorter summary"
            } else {
                "above longer summary"
            });
        }
        if let Some(distance) = self.to_credit[i] {
            out.push(bucket(
                distance as f32,
                [1.0, 3.0, 6.0, 20.0],
                &["credit 1 up", "credit 3 up", "credit 6 up", "credit 20 up", "credit far up"],
            ));
        }
        out.push(bucket(
            self.titles_before[i] as f32,
            [0.0, 1.0, 3.0, 10.0],
            &["title 1", "title 2", "title 4", "title 11", "title later"],
        ));
    }

    fn form(&self, i: usize, out: &mut Features) {
        let (line, shape, kinds) = (&self.layout.lines[i], &self.layout.shapes[i], self.layout.kinds[i]);
        let marks = self.layout.marks[i];
        out.push(bucket(
            shape.words as f32,
            [1.0, 2.0, 3.0, 5.0, 7.0, 14.0, 20.0, 30.0],
            &[
                "words 1",
                "words 2",
                "words 3",
                "words 5",
                "words 7",
                "words 14",
                "words 20",
                "words 30",
                "words more",
            ],
        ));
        out.push(match shape.end {
            End::Stop if shape.words > 14 => "ends long stop",
            End::Stop => "ends stop",
            End::Call => "ends call",
            End::Ellipsis => "ends ellipsis",
            End::Colon => "ends colon",
            End::Open => "ends open",
        });
        push(out, shape.start == Start::Lower, "starts lower");
        push(out, shape.shouted, "shouted");
        push(out, line.heading, "heading");
        push(out, shape.inner_stops > 0, "inner stop");
        if shape.cased && shape.words >= 3 {
            out.push(bucket(
                shape.capitals,
                [0.15, 0.4, 0.7, 0.95],
                &["capitals few", "capitals some", "capitals half", "capitals many", "capitals all"],
            ));
        }
        for (kind, name) in KINDS {
            push(out, kinds.has(kind), name);
        }
        push(out, is_meta(self.layout, i), "is meta");
        push(out, marks.credit_end || marks.position, "is caption");
        push(out, line.text.contains(" | ") || line.text.contains(['»', '›', '•', '©']), "has bars");
        push(out, line.text.contains(['@', '/']) && patterns::URL.is_match(&line.text), "is address");
    }

    fn copies(&self, i: usize, out: &mut Features) {
        let text = &self.layout.lines[i].text;
        let key = self.layout.keys[i];
        let copies = self.layout.places[i].copies;
        if copies > 1 {
            out.push(if copies > 2 { "copies more" } else { "copies 2" });
            push(out, self.first_copy.get(&key).is_some_and(|&first| first < i), "copy of one above");
        }
        push(out, self.slugs.contains(&slug_key(text)), "in an address");
        if self.layout.shapes[i].words >= 3 {
            push(out, self.tails.contains(&key), "tail of a trail");
            push(out, tails(text).any(|tail| self.keys.contains(&tail)), "trail with a tail");
        }
        push(out, self.title_heads.contains(&key), "head of a title");
        push(out, heads(text).any(|head| self.keys.contains(&line_key(head))), "title with site");
    }

    fn surroundings(&self, i: usize, out: &mut Features) {
        let layout = self.layout;
        push(out, layout.lines[i].gap_before, "gap before");
        push(out, layout.lines[i].gap_after, "gap after");
        let below = i + 1..(i + 1 + REACH).min(layout.lines.len());
        let marks = &layout.marks[below.clone()];
        if let Some(n) = marks.iter().position(|marks| marks.date || marks.ago) {
            out.push(bucket(
                n as f32,
                [0.0, 1.0, 3.0],
                &["date next", "date second", "date soon", "date later"],
            ));
        }
        if let Some(n) = marks.iter().position(|marks| marks.byline) {
            out.push(bucket(
                n as f32,
                [0.0, 1.0, 3.0],
                &["byline next", "byline second", "byline soon", "byline later"],
            ));
        }
        if let Some(previous) = i.checked_sub(1) {
            let words = layout.shapes[previous].words as f32;
            out.push(bucket(
                words,
                [1.0, 3.0, 7.0, 14.0],
                &["after 1", "after 3", "after 7", "after 14", "after more"],
            ));
            push(out, patterns::TRAIL.is_match(&layout.lines[previous].text), "after trail");
            push(out, layout.marks[previous].date || layout.marks[previous].ago, "after date");
            push(out, layout.kinds[previous].any(&[Kind::More, Kind::Comment]), "after marker");
        } else {
            out.push("first line");
        }
        if let Some(next) = layout.shapes.get(i + 1) {
            push(out, next.is_prose(), "before prose");
            push(out, next.words >= 8 && next.end == End::Open, "before open line");
            push(out, next.words <= 3, "before short");
        }
        push(out, layout.kinds[below].iter().any(|kinds| kinds.has(Kind::Share)), "share soon");
        push(out, marks.iter().any(|marks| marks.read_time), "read time soon");
    }

    fn text_after(&self, i: usize, out: &mut Features) {
        out.push(bucket(
            self.to_text[i] as f32,
            [0.0, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0],
            &["text 0", "text 1", "text 2", "text 4", "text 8", "text 16", "text 32", "text far"],
        ));
        let place = &self.layout.places[i];
        out.push(bucket(
            place.prose_before,
            [0.0, 0.03, 0.1, 0.3, 0.6],
            &["prose 0", "prose 3", "prose 10", "prose 30", "prose 60", "prose more"],
        ));
        out.push(match place.run {
            Run::Before(1) => "run next",
            Run::Before(2..=4) => "run soon",
            Run::Before(5..=12) => "run later",
            Run::Before(_) => "run far",
            Run::Within => "in run",
            Run::After(_) => "after run",
        });
        push(out, place.since_more.is_some(), "after more");
        push(out, place.comments > 0, "after comments");
        if let Some(before) = &self.body_before {
            out.push(bucket(
                before[i],
                [0.01, 0.05, 0.2, 0.6],
                &["body 0", "body 5", "body 20", "body 60", "body more"],
            ));
        }
    }

    fn topic(&self, i: usize, out: &mut Features) {
        let Some(share) = self.layout.topic.share(&self.layout.words[i], 2) else { return };
        out.push(bucket(
            share,
            [0.0, 0.2, 0.4, 0.6, 0.8],
            &["topic 0", "topic 20", "topic 40", "topic 60", "topic 80", "topic all"],
        ));
        push(out, share > 0.0 && share >= self.best_topic * 0.95, "topic best");
        let once = self.layout.topic.share(&self.layout.words[i], 1).unwrap_or(0.0);
        out.push(bucket(once, [0.2, 0.5, 0.8], &["once 20", "once 50", "once 80", "once all"]));
    }
}

const KINDS: [(Kind, &str); 10] = [
    (Kind::More, "is more"),
    (Kind::Comment, "is comment"),
    (Kind::Nav, "is nav"),
    (Kind::Share, "is share"),
    (Kind::Plug, "is plug"),
    (Kind::Ad, "is ad"),
    (Kind::Legal, "is legal"),
    (Kind::Credit, "is credit"),
    (Kind::Bio, "is bio"),
    (Kind::Promo, "is promo"),
];

/// True for a line that could pass for a headline by its form alone.
pub fn is_title(layout: &Layout, i: usize) -> bool {
    let shape = &layout.shapes[i];
    (4..=25).contains(&shape.words)
        && shape.end != End::Stop
        && shape.start != Start::Lower
        && layout.kinds[i].is_empty()
        && !is_meta(layout, i)
        && !layout.marks[i].credit_end
}

/// True for a line that could pass for the summary below a headline.
fn is_summary(layout: &Layout, i: usize) -> bool {
    let shape = &layout.shapes[i];
    (6..=45).contains(&shape.words)
        && shape.start != Start::Lower
        && layout.kinds[i].is_empty()
        && !is_meta(layout, i)
        && !layout.marks[i].credit_end
        && !matches!(layout.places[i].run, Run::Within)
}

/// How many lines above its credits a headline is at most.
const ABOVE_CREDITS: usize = 4;

/// For each line, how far above it the last byline or date stands that itself has a title right above it.
fn distance_to_credit(layout: &Layout) -> Vec<Option<usize>> {
    let (mut title, mut credit) = (None, None);
    let mut distances = Vec::with_capacity(layout.lines.len());
    for i in 0..layout.lines.len() {
        distances.push(credit.map(|credit| i - credit));
        let has_title = title.is_some_and(|title| i - title <= ABOVE_CREDITS);
        if is_meta(layout, i) && has_title {
            credit = Some(i);
        }
        if is_title(layout, i) {
            title = Some(i);
        }
    }
    distances
}

/// For each line and for the end, how many lines before it could pass for a headline.
fn count_titles(layout: &Layout) -> Vec<usize> {
    let mut counts = vec![0];
    for i in 0..layout.lines.len() {
        counts.push(counts[i] + usize::from(is_title(layout, i)));
    }
    counts
}

/// True for a line that is a date or a byline itself.
pub fn is_meta(layout: &Layout, i: usize) -> bool {
    let marks = layout.marks[i];
    let short = layout.shapes[i].words <= 10;
    marks.published || marks.byline || short && (marks.date || marks.ago || marks.read_time)
}

/// For each line, how many lines further the next line of prose, or of the body if that is known, stands.
fn distance_to_text(layout: &Layout, chances: Option<&[f64]>) -> Vec<usize> {
    let mut distances = vec![0; layout.lines.len()];
    let mut distance = usize::MAX;
    for i in (0..layout.lines.len()).rev() {
        let is_text = match chances {
            Some(chances) => chances[i] > 0.5,
            None => layout.shapes[i].is_prose(),
        };
        distance = if is_text { 0 } else { distance.saturating_add(1) };
        distances[i] = distance;
    }
    distances
}

fn share_before(layout: &Layout, chances: &[f64]) -> Vec<f32> {
    let weight = |i: usize| chances[i] * layout.shapes[i].words as f64;
    let total: f64 = (0..chances.len()).map(weight).sum();
    let mut sum = 0.0;
    let mut before = Vec::with_capacity(chances.len());
    for i in 0..chances.len() {
        before.push((sum / total.max(1.0)) as f32);
        sum += weight(i);
    }
    before
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::lines;

    const PAGE: &str = "Home\nNews\nSport\n\nOld ferry stays through the winter\n\nBy Jane Roe\n12 October 2019\n\n\
        The council of the small harbour town voted on Monday to keep the old ferry running.\n\n\
        Fishermen and pupils had asked for it in a letter that nine hundred people signed.\n\n\
        The ferry costs more than it earns in winter, and a bridge is to be built in the coming year.\n\n\
        Related\nBridge to be built next year\nOld ferry stays through the winter - Harbour Post";

    #[test]
    fn a_title_with_the_site_is_known() {
        let layout = Layout::of(lines::split(PAGE));
        let candidates = candidates(&layout, None);
        let features = |line: usize| &candidates.iter().find(|(i, _)| *i == line).unwrap().1;
        assert!(features(3).contains(&"head of a title"));
        assert!(features(layout.lines.len() - 1).contains(&"title with site"));
        assert!(features(3).contains(&"byline next") && features(3).contains(&"date second"));
    }

    #[test]
    fn a_summary_knows_the_title_and_the_credits_above_it() {
        let page = "Old Ferry Stays Through the Winter\nBy Jane Roe\nWhat you need to know\n\
            Council votes against the mayor as pupils hand over a letter\n\
            The council of the small harbour town voted on Monday to keep the old ferry running.";
        let layout = Layout::of(lines::split(page));
        let candidates = candidates(&layout, None);
        assert!(candidates[0].1.contains(&"title 1") && !candidates[0].1.contains(&"credit 3 up"));
        assert!(candidates[3].1.contains(&"credit 3 up"));
    }
}
