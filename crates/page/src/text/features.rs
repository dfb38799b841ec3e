//! What is evidence for or against a line belonging to the article, as named features.
//!
//! The names are the keys of `data/page-line-weights.tsv`.

use super::forms::form_features;
use super::headline::Guess;
use super::layout::{Layout, Marks, Place, Run};
use super::shape::{End, Shape, Start};
use super::story::{Story, story_features};
use crate::patterns::{self, Kind, Kinds};

/// The names of the features of one line.
pub type Features = Vec<&'static str>;

/// The features of every line, given the line held to be the headline at first sight.
pub fn features(layout: &Layout, headline: Option<Guess>) -> Vec<Features> {
    let story = Story::of(layout, headline);
    (0..layout.lines.len()).map(|i| line_features(layout, headline, &story, i)).collect()
}

fn line_features(layout: &Layout, headline: Option<Guess>, story: &Story, i: usize) -> Features {
    let mut out = vec!["any"];
    let (line, shape, place) = (&layout.lines[i], &layout.shapes[i], &layout.places[i]);
    shape_features(shape, &mut out);
    phrase_features(layout.kinds[i], shape, &mut out);
    pattern_features(&line.text, shape, &mut out);
    mark_features(layout.marks[i], shape, &mut out);
    place_features(place, shape, &mut out);
    if let Some(guess) = headline {
        headline_features(guess, i, &mut out);
    }
    form_features(layout, headline, i, &mut out);
    story_features(story, layout, i, &mut out);
    push(&mut out, line.gap_before, "gap before");
    push(&mut out, line.gap_after, "gap after");
    push(&mut out, line.gap_before && line.gap_after, "gaps around");
    push(&mut out, line.heading, "heading");
    out
}

pub(super) fn push(out: &mut Features, holds: bool, name: &'static str) {
    if holds {
        out.push(name);
    }
}

/// The name for the first bound that the value does not exceed, else the last name.
pub(super) fn bucket<const N: usize>(value: f32, bounds: [f32; N], names: &[&'static str]) -> &'static str {
    let place = bounds.iter().position(|&bound| value <= bound).unwrap_or(N);
    names.get(place).copied().unwrap_or("any")
}

fn shape_features(shape: &Shape, out: &mut Features) {
    out.push(bucket(
        shape.words as f32,
        [1.0, 2.0, 4.0, 7.0, 11.0, 17.0, 29.0, 59.0],
        &[
            "words 1",
            "words 2",
            "words 4",
            "words 7",
            "words 11",
            "words 17",
            "words 29",
            "words 59",
            "words more",
        ],
    ));
    out.push(end_name(shape));
    push(out, shape.is_prose(), "prose");
    push(out, shape.inner_stops > 0, "inner stop");
    push(out, shape.inner_stops > 2, "inner stops");
    push(out, shape.commas > 0, "comma");
    push(out, shape.digits > 0.3, "digits");
    push(out, shape.shouted, "shouted");
    push(out, !shape.cased, "caseless");
    match shape.start {
        Start::Lower => out.push("starts lower"),
        Start::Digit => out.push("starts digit"),
        Start::Quote => out.push("starts quote"),
        Start::Sign => out.push("starts sign"),
        Start::Letter => {}
    }
    if shape.cased && shape.words >= 4 {
        out.push(bucket(
            shape.capitals,
            [0.1, 0.3, 0.6, 0.85],
            &["capitals few", "capitals some", "capitals half", "capitals many", "capitals all"],
        ));
    }
}

fn end_name(shape: &Shape) -> &'static str {
    let names = match shape.end {
        End::Stop => ["short stop", "middle stop", "long stop"],
        End::Call => ["short call", "middle call", "long call"],
        End::Ellipsis => ["short ellipsis", "middle ellipsis", "long ellipsis"],
        End::Colon => ["short colon", "middle colon", "long colon"],
        End::Open => ["short open", "middle open", "long open"],
    };
    bucket(shape.words as f32, [7.0, 17.0], &names)
}

/// The names of a kind for short, middling and long lines.
fn kind_names(kind: Kind) -> [&'static str; 3] {
    match kind {
        Kind::More => ["more", "more middle", "more long"],
        Kind::Comment => ["comment", "comment middle", "comment long"],
        Kind::Nav => ["nav", "nav middle", "nav long"],
        Kind::Share => ["share", "share middle", "share long"],
        Kind::Plug => ["plug", "plug middle", "plug long"],
        Kind::Ad => ["ad", "ad middle", "ad long"],
        Kind::Legal => ["legal", "legal middle", "legal long"],
        Kind::Credit => ["credit", "credit middle", "credit long"],
        Kind::Bio => ["bio", "bio middle", "bio long"],
        Kind::Promo => ["promo", "promo middle", "promo long"],
    }
}

fn phrase_features(kinds: Kinds, shape: &Shape, out: &mut Features) {
    for kind in Kind::ALL.into_iter().filter(|&kind| kinds.has(kind)) {
        out.push(bucket(shape.words as f32, [7.0, 24.0], &kind_names(kind)));
    }
}

fn pattern_features(text: &str, shape: &Shape, out: &mut Features) {
    let short = shape.words <= 12;
    push(out, text.contains(" | ") || text.contains('•') || text.contains(" · "), "bars");
    push(out, text.contains(['»', '›', '→', '▸', '▶']) || text.contains(" > "), "arrow");
    push(out, text.contains(['©', '®', '™']), "sign of rights");
    push(out, text.contains(['$', '€', '£', '¥']) && short, "price");
    push(out, text.contains(['"', '“', '”', '«', '„', '「']), "quotes");
    push(out, text.contains('@') && patterns::EMAIL.is_match(text), "mail");
    push(out, text.contains('@') && patterns::HANDLE.is_match(text), "handle");
    push(out, (text.contains("://") || text.contains("www.")) && patterns::URL.is_match(text), "address");
    push(out, text.ends_with('*'), "required");
    push(out, (4..=20).contains(&shape.words) && has_kicker(text), "kicker");
    push(out, patterns::BULLET.is_match(text), "bullet");
    push(out, patterns::CAPTION_START.is_match(text), "caption start");
}

/// True for a title with a kicker before a colon or a bar: `Harbour: Old ferry stays`.
pub(super) fn has_kicker(text: &str) -> bool {
    let kicker = [": ", " | ", " – ", "："].into_iter().find_map(|mark| text.split_once(mark));
    kicker.is_some_and(|(kicker, title)| kicker.len() * 2 < text.len() && title.contains(' '))
}

fn mark_features(marks: Marks, shape: &Shape, out: &mut Features) {
    push(out, marks.position, "position");
    push(out, marks.credit_end, "credit end");
    push(out, marks.dateline, "dateline");
    push(out, marks.comment_head, "comment head");
    if shape.words > 30 {
        return;
    }
    let short = shape.words <= 12;
    push(out, marks.ago, if short { "ago" } else { "ago long" });
    push(out, marks.read_time, "read time");
    push(out, short && marks.date, "date");
    push(out, short && marks.time, "time");
    push(out, short && marks.published, "published");
    push(out, short && marks.byline, "byline");
}

fn place_features(place: &Place, shape: &Shape, out: &mut Features) {
    out.push(bucket(
        place.prose_before,
        [0.0, 0.03, 0.1, 0.3, 0.6, 0.9, 0.99],
        &[
            "before none",
            "before 3",
            "before 10",
            "before 30",
            "before 60",
            "before 90",
            "before 99",
            "before all",
        ],
    ));
    out.push(bucket(
        place.density,
        [3.0, 5.0, 9.0, 16.0, 25.0, 40.0],
        &["near 3", "near 5", "near 9", "near 16", "near 25", "near 40", "near more"],
    ));
    out.push(bucket(
        place.wide_density,
        [3.0, 5.0, 9.0, 16.0, 25.0, 40.0],
        &["wide 3", "wide 5", "wide 9", "wide 16", "wide 25", "wide 40", "wide more"],
    ));
    out.push(bucket(
        place.bare_before as f32,
        [0.0, 1.0, 3.0, 7.0, 20.0],
        &[
            "bare before 0",
            "bare before 1",
            "bare before 3",
            "bare before 7",
            "bare before 20",
            "bare before more",
        ],
    ));
    out.push(bucket(
        place.bare_after as f32,
        [0.0, 1.0, 3.0, 7.0, 20.0],
        &["bare after 0", "bare after 1", "bare after 3", "bare after 7", "bare after 20", "bare after more"],
    ));
    out.push(match place.run {
        Run::Before(1) => "run starts next",
        Run::Before(2..=3) => "run starts soon",
        Run::Before(4..=12) => "run starts later",
        Run::Before(_) => "before run",
        Run::Within => "in run",
        Run::After(1) => "run ended",
        Run::After(2..=3) => "run ended lately",
        Run::After(4..=12) => "run ended before",
        Run::After(_) => "after run",
    });
    if place.copies > 1 {
        out.push(if shape.words <= 7 { "copied short" } else { "copied long" });
    }
    if let Some(since) = place.since_more {
        out.push(bucket(
            since as f32,
            [1.0, 3.0, 10.0, 30.0],
            &["more 1 back", "more 3 back", "more 10 back", "more 30 back", "more far back"],
        ));
    }
    if let Some(since) = place.since_comment {
        out.push(bucket(
            since as f32,
            [1.0, 3.0, 10.0, 30.0],
            &["comment 1 back", "comment 3 back", "comment 10 back", "comment 30 back", "comment far back"],
        ));
    }
    push(out, place.comment_heads_near > 0, "comment head near");
    push(out, place.comment_heads_near > 1, "comment heads near");
    push(out, place.comments > 1, "comments twice");
    push(out, place.comments > 4, "comments often");
    out.push(bucket(
        place.dates_near as f32,
        [0.0, 1.0, 2.0, 4.0],
        &["dates 0", "dates 1", "dates 2", "dates 4", "dates more"],
    ));
    inset_features(place, shape, out);
    if let Some(topic) = place.topic.filter(|_| shape.words >= 3) {
        out.push(bucket(
            topic,
            [0.0, 0.15, 0.35, 0.6],
            &["topic none", "topic little", "topic some", "topic much", "topic all"],
        ));
    }
}

/// What distinguishes a crosshead from a list of other stories, and what the text goes on below from its end.
fn inset_features(place: &Place, shape: &Shape, out: &mut Features) {
    let far = usize::MAX as f32;
    let lines = |distance: Option<usize>| distance.map_or(far, |distance| distance as f32);
    out.push(bucket(
        lines(place.to_story),
        [1.0, 2.0, 4.0, 8.0, 16.0, 40.0],
        &[
            "story 1 down",
            "story 2 down",
            "story 4 down",
            "story 8 down",
            "story 16 down",
            "story far down",
            "no story down",
        ],
    ));
    out.push(bucket(
        lines(place.since_story),
        [1.0, 2.0, 4.0, 8.0, 16.0, 40.0],
        &[
            "story 1 up",
            "story 2 up",
            "story 4 up",
            "story 8 up",
            "story 16 up",
            "story far up",
            "no story up",
        ],
    ));
    if !shape.is_prose() {
        let bare = (place.bare_before + place.bare_after + 1) as f32;
        let names = if shape.end == End::Open {
            ["open alone", "open of 2", "open of 4", "open of 8", "open of many"]
        } else {
            ["closed alone", "closed of 2", "closed of 4", "closed of 8", "closed of many"]
        };
        out.push(bucket(bare, [1.0, 2.0, 4.0, 8.0], &names));
    }
    push(out, place.echo >= 0.8, if shape.is_prose() { "echo prose" } else { "echo" });
    push(out, (0.3..0.8).contains(&place.echo), "echo in part");
}

/// The position of the line relative to the headline; a doubtful headline counts less.
fn headline_features(guess: Guess, i: usize, out: &mut Features) {
    let sure = guess.chance > 0.6;
    let Some(below) = i.checked_sub(guess.line) else {
        return out.push(if sure { "above headline" } else { "above headline?" });
    };
    let names = if sure {
        ["headline", "headline 1 up", "headline 3 up", "headline 8 up", "headline 20 up", "headline above"]
    } else {
        [
            "headline?",
            "headline 1 up?",
            "headline 3 up?",
            "headline 8 up?",
            "headline 20 up?",
            "headline above?",
        ]
    };
    out.push(bucket(below as f32, [0.0, 1.0, 3.0, 8.0, 20.0], &names));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::lines;

    fn features_of(text: &str) -> Vec<Features> {
        features(&Layout::of(lines::split(text)), None)
    }

    #[test]
    fn a_menu_and_a_sentence_differ() {
        let page = "Home\n\nThe council of the small town voted on Monday to keep the old ferry running.";
        let features = features_of(page);
        assert!(features[0].contains(&"nav") && features[0].contains(&"short open"));
        assert!(features[1].contains(&"prose") && features[1].contains(&"in run"));
    }

    #[test]
    fn bounds_belong_to_the_lower_bucket() {
        assert_eq!(bucket(2.0, [1.0, 2.0], &["a", "b", "c"]), "b");
        assert_eq!(bucket(2.1, [1.0, 2.0], &["a", "b", "c"]), "c");
    }
}
