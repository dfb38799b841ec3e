//! Finds the headline among the lines of a page.
//!
//! What is evidence for each of the [`candidates`](super::candidates) is weighed twice: at first sight, to help
//! finding the body, and again once the body is known.
//! `data/page-headline-weights.tsv` says how the weights were fitted.

use rustc_hash::FxHashMap;

use super::candidates::{candidates, is_meta, is_title};
use super::layout::Layout;
use super::shape::{End, Start};
use crate::patterns::table_rows;

/// A line held to be the headline.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Guess {
    /// The number of the line.
    pub line: usize,
    /// How likely it is the headline, if the page has one.
    pub chance: f64,
}

/// What each feature of a candidate weighs, at first sight and once the body is known.
pub struct Weights {
    first: FxHashMap<Box<str>, f64>,
    second: FxHashMap<Box<str>, f64>,
}

impl Weights {
    /// Reads the weights from a table such as `data/page-headline-weights.tsv`.
    pub fn parse(table: &str) -> Weights {
        let mut weights = Weights { first: FxHashMap::default(), second: FxHashMap::default() };
        for row in table_rows(table) {
            let mut columns = row.split('\t');
            let name = columns.next().unwrap_or_default();
            let mut number = || columns.next().and_then(|number| number.parse().ok()).unwrap_or(0.0);
            weights.first.insert(name.into(), number());
            weights.second.insert(name.into(), number());
        }
        weights
    }

    /// The likeliest headlines, the best first; `chances` are those of each line to be in the body, once they are known.
    pub fn ranked(&self, layout: &Layout, chances: Option<&[f64]>) -> Vec<Guess> {
        let weights = if chances.is_some() { &self.second } else { &self.first };
        let scored: Vec<(usize, f64)> = candidates(layout, chances)
            .into_iter()
            .map(|(line, names)| (line, names.iter().filter_map(|&name| weights.get(name)).sum()))
            .collect();
        let best = scored.iter().map(|(_, score)| *score).fold(f64::NEG_INFINITY, f64::max);
        let total: f64 = scored.iter().map(|(_, score)| (score - best).exp()).sum();
        let guess = |&(line, score): &(usize, f64)| Guess { line, chance: (score - best).exp() / total };
        let mut guesses: Vec<Guess> = scored.iter().map(guess).collect();
        guesses.sort_by(|a, b| b.chance.total_cmp(&a.chance).then(a.line.cmp(&b.line)));
        guesses.truncate(RANKED);
        put_uppermost_first(layout, &mut guesses);
        put_above_summary(layout, &mut guesses);
        if let Some(best) = guesses.first_mut() {
            best.line = end_of_trail(layout, best.line).unwrap_or(best.line);
        }
        guesses
    }
}

/// Below a trail of sections that ends with the headline, the headline itself stands.
fn end_of_trail(layout: &Layout, trail: usize) -> Option<usize> {
    let text = layout.lines[trail].text.as_str();
    let below = trail + 1..(trail + 1 + TRAIL_REACH).min(layout.lines.len());
    below.into_iter().find(|&line| {
        let end = layout.lines[line].text.as_str();
        layout.shapes[line].words >= 2 && end.len() < text.len() && text.ends_with(end)
    })
}

/// A headline stands at most this many lines below the trail that ends with it.
const TRAIL_REACH: usize = 12;

/// Of adjacent titles that are nearly as likely, the upper is the headline and the lower its standfirst.
fn put_uppermost_first(layout: &Layout, guesses: &mut [Guess]) {
    let Some(best) = guesses.first().copied() else { return };
    // A trail of sections holds the title below it.
    let holds = |line: usize| layout.lines[line].text.contains(&layout.lines[best.line].text);
    let is_rival = |guess: &Guess| {
        let least = match guess.line {
            0 => RIVAL_AT_TOP,
            line if is_of_story(layout, line) && layout.places[best.line].copies == 1 && !holds(line) => {
                RIVAL_OF_STORY
            }
            _ => RIVAL,
        };
        let is_near = guess.line + 1 == best.line && guess.chance >= best.chance * least;
        is_near && is_title(layout, guess.line) && !is_menu(layout, guess.line, best.line)
    };
    if let Some(at) = guesses.iter().position(is_rival) {
        guesses[..=at].rotate_right(1);
        guesses[0].chance = best.chance;
    }
}

/// Below a label with a colon a summary stands, not the headline, if a title with its own credits is above the label.
fn put_above_summary(layout: &Layout, guesses: &mut [Guess]) {
    let Some(best) = guesses.first().copied() else { return };
    let Some(label) = best.line.checked_sub(1).map(|line| &layout.shapes[line]) else { return };
    if label.end != End::Colon || label.words > SUMMARY_LABEL {
        return;
    }
    let has_credits = |line: usize| (line + 1..best.line).any(|line| is_meta(layout, line));
    let is_headline = |guess: &Guess| {
        (best.line.saturating_sub(SUMMARY_REACH)..best.line).contains(&guess.line)
            && is_title(layout, guess.line)
            && !layout.marks[guess.line].date
            && has_credits(guess.line)
    };
    if let Some(at) = guesses.iter().position(is_headline) {
        guesses[..=at].rotate_right(1);
        guesses[0].chance = best.chance;
    }
}

/// The longest label above a summary, in words.
const SUMMARY_LABEL: usize = 8;
/// The headline stands at most this many lines above its summary.
const SUMMARY_REACH: usize = 12;

/// True for a line that has words of the text.
fn is_of_story(layout: &Layout, line: usize) -> bool {
    let share = layout.topic.share(&layout.words[line], 1);
    layout.shapes[line].start != Start::Sign && share.is_some_and(|share| share > 0.0)
}

/// True for the names of sections in one line: the text has none of their words, while it has some of the title below.
fn is_menu(layout: &Layout, line: usize, below: usize) -> bool {
    let share = |line: usize| layout.topic.share(&layout.words[line], 1).unwrap_or(0.0);
    share(line) == 0.0 && share(below) > 0.0
}

/// A title right above the best takes its place if it is at least so likely, as a share of the best one's chance.
const RIVAL: f64 = 0.5;

/// A title with words of the text, above one that the page has only once, needs less: the lower is its summary.
const RIVAL_OF_STORY: f64 = 0.03;

/// A text that starts with two titles, without any menu above them, starts with its headline.
const RIVAL_AT_TOP: f64 = 0.1;

/// This many guesses are kept.
const RANKED: usize = 5;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{lines, weights};

    const PAGE: &str = "Home\nNews\nSport\n\nOld ferry stays through the winter\n\nBy Jane Roe\n12 October 2019\n\n\
        The council of the small harbour town voted on Monday to keep the old ferry running.\n\n\
        Fishermen and pupils had asked for it in a letter that nine hundred people signed.\n\n\
        The ferry costs more than it earns in winter, and a bridge is to be built in the coming year.\n\n\
        Related\nBridge to be built next year\nOld ferry stays through the winter - Harbour Post";

    #[test]
    fn the_headline_stands_above_byline_and_prose() {
        let layout = Layout::of(lines::split(PAGE));
        assert_eq!(weights::built_in().headline.ranked(&layout, None)[0].line, 3);
    }

    #[test]
    fn of_two_titles_at_the_top_the_first_is_the_headline() {
        let guess = |line, chance| Guess { line, chance };
        let layout = Layout::of(lines::split(
            "Ferry stays after all\n\nCouncil hears pupils and votes against mayor\n\nBy Jane Roe\n\nThe council voted.",
        ));
        let mut guesses = [guess(1, 0.8), guess(2, 0.1), guess(0, 0.1)];
        put_uppermost_first(&layout, &mut guesses);
        assert_eq!(guesses.map(|guess| guess.line), [0, 1, 2]);
        let mut sure = [guess(1, 0.98), guess(0, 0.02)];
        put_uppermost_first(&layout, &mut sure);
        assert_eq!(sure[0].line, 1);
    }

    #[test]
    fn a_summary_below_its_label_is_not_the_headline() {
        let guess = |line, chance| Guess { line, chance };
        let page = "Old ferry stays through the winter\nBy Jane Roe\nIn short:\nPupils hand over a letter to the council";
        let layout = Layout::of(lines::split(page));
        let mut guesses = [guess(3, 0.7), guess(1, 0.2), guess(0, 0.1)];
        put_above_summary(&layout, &mut guesses);
        assert_eq!(guesses.map(|guess| guess.line), [0, 3, 1]);
        let layout = Layout::of(lines::split(&page.replace("By Jane Roe", "Storm on the coast")));
        let mut alone = [guess(3, 0.7), guess(0, 0.1)];
        put_above_summary(&layout, &mut alone);
        assert_eq!(alone[0].line, 3);
    }

    #[test]
    fn the_sections_above_the_headline_are_none() {
        let story = "The council of the harbour town voted on Monday to keep the old ferry running.";
        let layout = Layout::of(lines::split(&format!(
            "Region Economy Long reads Podcasts\nOld ferry stays in winter\n{story}"
        )));
        let mut guesses = [(1, 0.5), (0, 0.4)].map(|(line, chance)| Guess { line, chance });
        put_uppermost_first(&layout, &mut guesses);
        assert_eq!(guesses[0].line, 1);
    }

    #[test]
    fn the_end_of_a_trail_is_the_headline() {
        let layout = Layout::of(lines::split(
            "NewsHarbourB2BFerry stays after all\nHarbour\nFerry stays after all\nStorm",
        ));
        assert_eq!(end_of_trail(&layout, 0), Some(2));
        assert_eq!(end_of_trail(&layout, 2), None);
    }

    #[test]
    fn a_page_without_lines_has_none() {
        assert!(weights::built_in().headline.ranked(&Layout::of(Vec::new()), None).is_empty());
    }
}
