//! What a line shares with the headline and the byline, and whether it is in a box that invites to subscribe.

use super::features::{Features, push};
use super::headline::Guess;
use super::layout::Layout;
use super::topic::Topic;
use crate::byline;
use crate::patterns::Kind;

/// What a line is compared with in the whole page.
pub struct Story {
    /// The words of the headline.
    headline: Topic,
    /// The first person named in a byline.
    author: Option<String>,
    /// For each line, whether it is in a box of a few lines that invites to subscribe.
    in_plug_box: Vec<bool>,
}

impl Story {
    /// Features of a page, given the presumed headline.
    pub fn of(layout: &Layout, headline: Option<Guess>) -> Story {
        let sure = headline.filter(|guess| guess.chance > 0.5);
        let bylines =
            (0..layout.lines.len()).filter(|&i| layout.marks[i].byline && layout.shapes[i].words <= 12);
        Story {
            headline: Topic::of(sure.map(|guess| layout.words[guess.line].as_slice()).into_iter()),
            author: bylines
                .filter_map(|i| byline::in_line(&layout.lines[i].text)?.people.into_iter().next())
                .next(),
            in_plug_box: plug_boxes(layout),
        }
    }
}

/// The longest box of lines without gaps that is held to be one whole.
const LONGEST_BOX: usize = 6;

/// For each line, whether it is between gaps with a few others of which one invites to subscribe, none being prose.
fn plug_boxes(layout: &Layout) -> Vec<bool> {
    let mut in_box = vec![false; layout.lines.len()];
    let mut start = 0;
    for end in 1..=layout.lines.len() {
        if end < layout.lines.len() && !layout.lines[end].gap_before {
            continue;
        }
        let is_box = (2..=LONGEST_BOX).contains(&(end - start))
            && layout.kinds[start..end].iter().any(|kinds| kinds.has(Kind::Plug))
            && !layout.shapes[start..end].iter().any(|shape| shape.is_prose() && shape.words > 25);
        in_box[start..end].fill(is_box);
        start = end;
    }
    in_box
}

/// What the line shares with the headline and the byline.
pub fn story_features(story: &Story, layout: &Layout, i: usize, out: &mut Features) {
    let (line, shape) = (&layout.lines[i], &layout.shapes[i]);
    push(out, story.in_plug_box[i], "plug box");
    if let Some(author) = &story.author {
        push(out, shape.words >= 6 && line.text.starts_with(author.as_str()), "starts with author");
    }
    if shape.words < 4 {
        return;
    }
    match story.headline.count(&layout.words[i]) {
        None => {}
        Some(0) => out.push("headline words 0"),
        Some(1) => out.push("headline words 1"),
        Some(2) => out.push("headline words 2"),
        Some(_) => out.push("headline words more"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::lines;

    #[test]
    fn lines_are_held_against_headline_author_and_boxes() {
        let page = "Old ferry stays through winter\nBy Jane Roe\n\nThe ferry stays, the council said on Monday.\n\n\
            The Morning Tide\nSign up for our newsletter\n\nJane Roe writes about the harbour and its people.";
        let layout = Layout::of(lines::split(page));
        let story = Story::of(&layout, Some(Guess { line: 0, chance: 0.9 }));
        let features = |line: usize| {
            let mut out = Vec::new();
            story_features(&story, &layout, line, &mut out);
            out
        };
        assert_eq!(features(2), ["headline words 2"]);
        assert_eq!(features(3)[0], "plug box");
        assert_eq!(features(5), ["starts with author", "headline words 0"]);
    }
}
