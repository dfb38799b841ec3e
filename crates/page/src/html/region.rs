//! Filling what the choice of the main element left out.
//!
//! The extractor chooses one element and drops parts of it that look like lists of
//! links. Its mistakes are of two sorts: a paragraph dropped within the article or
//! left behind above it, and a page cut into sections of which some were chosen. Both
//! show in the order of all blocks of the page.

use std::collections::{HashMap, HashSet};

use super::blocks::{Block, Kind};
use super::trim::{ends_article, letters};

/// Running text has at least this many bytes and at most a third of it in links.
const RUNNING: usize = 100;

/// Blocks that mark where the chosen text starts and ends are at least so long, since menus repeat short lines.
const MARK: usize = 50;

/// This many other blocks may be between the chosen text and a paragraph that belongs to it.
const REACH: usize = 4;

/// The chosen blocks with what belongs to them of everything on the page.
pub(super) fn filled(
    everything: &[Block],
    chosen: Vec<Block>,
    headline: Option<&str>,
    apart: &[&str],
) -> Vec<Block> {
    let Some(page) = Page::new(everything, &chosen, headline, apart) else { return chosen };
    page.filled()
}

/// Every block below the headline; all blocks if the headline is not among them.
pub(super) fn below(mut everything: Vec<Block>, headline: Option<&str>) -> Vec<Block> {
    let headline = headline.map(letters);
    let at = everything.iter().position(|block| Some(letters(&block.text)) == headline);
    everything.split_off(at.map_or(0, |at| at + 1))
}

/// The paragraphs of the box that holds most of the running text below the headline, where the choice has but a note of the page in its place.
///
/// A list of offices or the terms of a shop can weigh more to the extractor than the story. So a choice with hardly any
/// paragraphs yields to a box of paragraphs between the headline and it.
pub(super) fn better_box(
    everything: &[Block],
    chosen: &[Block],
    headline: Option<&str>,
) -> Option<Vec<Block>> {
    const HARDLY_ANY: usize = 600;
    const TIMES: usize = 2;
    let paragraphs = |blocks: &[Block]| -> usize {
        blocks.iter().filter(|block| is_paragraph(block)).map(|block| block.text.len()).sum()
    };
    let has = paragraphs(chosen);
    if has > HARDLY_ANY {
        return None;
    }
    let headline = letters(headline?);
    let below = everything.iter().position(|block| letters(&block.text) == headline)? + 1;
    let mut sizes: HashMap<u64, usize> = HashMap::new();
    for block in everything[below..].iter().filter(|block| is_paragraph(block)) {
        *sizes.entry(block.place.path).or_default() += block.text.len();
    }
    let (&path, &size) = sizes.iter().max_by_key(|(path, size)| (**size, **path))?;
    let is_in_box = |block: &Block| is_paragraph(block) && block.place.path == path;
    let is_chosen = chosen.iter().any(is_in_box);
    let first = everything[below..].iter().position(is_in_box)?;
    let mark = chosen.iter().find(|block| block.text.len() >= MARK);
    let chosen_at =
        mark.and_then(|mark| everything[below..].iter().position(|block| block.text == mark.text));
    let comes_first = chosen_at.is_none_or(|at| first < at);
    let is_better = !is_chosen && comes_first && size >= TIMES * has.max(RUNNING);
    is_better.then(|| {
        let last = everything.iter().rposition(is_in_box).unwrap_or(below);
        let of_box = |block: &&Block| block.place.path == path && !block.is_link();
        everything[below + first..=last].iter().filter(of_box).cloned().collect()
    })
}

fn is_paragraph(block: &Block) -> bool {
    block.kind == Kind::Paragraph && is_running(block)
}

struct Page<'a> {
    blocks: &'a [Block],
    /// Which blocks were chosen.
    chosen: Vec<bool>,
    first: usize,
    last: usize,
    /// The first and the last block that the extractor chose; between them it may have left out a paragraph.
    core: (usize, usize),
    /// The block behind the headline, if the headline is above the text.
    below_headline: Option<usize>,
    /// Texts that are fields of their own, as [`letters`].
    apart: Vec<String>,
}

impl<'a> Page<'a> {
    /// Finds the chosen blocks among all; `None` where they are not the same blocks.
    fn new(blocks: &'a [Block], chosen: &[Block], headline: Option<&str>, apart: &[&str]) -> Option<Self> {
        let keys: Vec<String> = blocks.iter().map(|block| letters(&block.text)).collect();
        let flags = flags(&keys, chosen)?;
        let is_mark = |&at: &usize| flags[at] && blocks[at].text.len() >= MARK;
        let first = (0..blocks.len()).find(is_mark)?;
        let last = (0..blocks.len()).rev().find(is_mark)?;
        let headline = headline.map(letters);
        let below_headline =
            keys[..first].iter().rposition(|key| Some(key) == headline.as_ref()).map(|at| at + 1);
        let apart = apart.iter().map(|text| letters(text)).collect();
        Some(Self { blocks, chosen: flags, first, last, core: (first, last), below_headline, apart })
    }

    fn filled(mut self) -> Vec<Block> {
        self.extend();
        self.fill_up();
        let keep = self.kept();
        self.blocks.iter().zip(keep).filter(|(_, keep)| *keep).map(|(block, _)| block.clone()).collect()
    }

    /// Takes in the other boxes of the story: paragraphs above and below that stand in the same kind of box as the chosen ones.
    ///
    /// A heading of other stories ends it; another headline of the first level begins another story, and so does another `article` element, unless the
    /// chosen text has several.
    fn extend(&mut self) {
        let boxes = self.boxes();
        let articles: HashSet<u32> = self.chosen_running().map(|at| self.blocks[at].place.article).collect();
        let apart = &self.apart;
        let belongs = |block: &Block| {
            !apart.contains(&letters(&block.text))
                && boxes.contains(&block.place.path)
                && (articles.len() > 1 || articles.contains(&block.place.article))
        };
        let is_before_end =
            |block: &&Block| block.place.level != 1 && !(block.kind == Kind::Heading && ends_article(block));
        let below = self.blocks[self.last + 1..].iter().take_while(is_before_end).enumerate();
        let last = below.filter(|(_, block)| is_running(block) && belongs(block)).last();
        let last = last.map_or(self.last, |(at, _)| self.last + 1 + at);
        let top = self.below_headline.unwrap_or(self.first);
        let first = (top..self.first).find(|&at| is_running(&self.blocks[at]) && belongs(&self.blocks[at]));
        let first = first.unwrap_or(self.first);
        for at in first..=last {
            let block = &self.blocks[at];
            let is_text = block.kind == Kind::Paragraph && !block.is_link() && belongs(block);
            self.chosen[at] |= is_text && !(self.first..=self.last).contains(&at);
        }
        (self.first, self.last) = (first, last);
    }

    /// The kinds of boxes that a good part of the chosen text stands in.
    fn boxes(&self) -> HashSet<u64> {
        const LEAST_SHARE: usize = 20;
        let mut sizes: HashMap<u64, usize> = HashMap::new();
        let mut total = 0;
        for at in self.chosen_running() {
            *sizes.entry(self.blocks[at].place.path).or_default() += self.blocks[at].text.len();
            total += self.blocks[at].text.len();
        }
        sizes.retain(|_, size| *size * 100 >= total * LEAST_SHARE);
        sizes.into_keys().collect()
    }

    fn chosen_running(&self) -> impl Iterator<Item = usize> + '_ {
        (self.first..=self.last).filter(|&at| self.chosen[at] && is_running(&self.blocks[at]))
    }

    /// Takes in paragraphs between the headline and the chosen text.
    fn fill_up(&mut self) {
        let Some(top) = self.below_headline else { return };
        let mut at = self.first;
        while at > top && self.first - at < REACH {
            at -= 1;
            let block = &self.blocks[at];
            if block.kind == Kind::Paragraph
                && is_running(block)
                && !self.apart.contains(&letters(&block.text))
            {
                self.first = at;
                self.core.0 = at.min(self.core.0);
            }
        }
    }

    /// Which blocks make the article: the chosen ones, running text between them, and the headings above either.
    fn kept(&self) -> Vec<bool> {
        let mut keep = vec![false; self.blocks.len()];
        let mut next = false;
        for at in (self.first.saturating_sub(2)..=self.last).rev() {
            let block = &self.blocks[at];
            let within = at >= self.first;
            let in_core = (self.core.0..=self.core.1).contains(&at);
            let heading = within && next && block.kind == Kind::Heading && !block.is_link();
            keep[at] = self.chosen[at] || (in_core && is_running(block)) || heading;
            next = keep[at] && block.kind != Kind::Heading;
        }
        for (keep, chosen) in keep.iter_mut().zip(&self.chosen) {
            *keep |= chosen;
        }
        keep
    }
}

/// Which blocks are chosen ones; `None` if a tenth of the chosen text is not found.
fn flags(keys: &[String], chosen: &[Block]) -> Option<Vec<bool>> {
    let mut left: HashMap<String, usize> = HashMap::new();
    let mut missing = 0;
    for block in chosen {
        *left.entry(letters(&block.text)).or_default() += 1;
        missing += block.text.len();
    }
    let allowed = missing / 10;
    let flags = keys
        .iter()
        .map(|key| match left.get_mut(key) {
            Some(count) if *count > 0 => {
                *count -= 1;
                true
            }
            _ => false,
        })
        .collect();
    let missing: usize = left.iter().map(|(key, count)| key.len() * count).sum();
    (missing <= allowed).then_some(flags)
}

/// True for a paragraph that is text and not links.
pub(super) fn is_running(block: &Block) -> bool {
    matches!(block.kind, Kind::Paragraph | Kind::Item)
        && block.text.len() >= RUNNING
        && block.linked * 3 <= block.text.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::blocks::Place;

    fn paragraph(name: &str) -> Block {
        let text =
            format!("{name} {}", "and so the ministers met again in the palace by the river, ".repeat(2));
        Block { kind: Kind::Paragraph, text, linked: 0, place: Place::default() }
    }

    fn block(kind: Kind, text: &str, linked: usize) -> Block {
        Block { kind, text: text.to_owned(), linked, place: Place::default() }
    }

    #[test]
    fn a_paragraph_left_out_between_chosen_ones_comes_back_with_its_heading() {
        let (a, b, c) = (paragraph("a"), paragraph("b"), paragraph("c"));
        let heading = block(Kind::Heading, "What next", 0);
        let link = block(Kind::Paragraph, "Another story", 13);
        let page = [a.clone(), link, heading.clone(), b.clone(), c.clone()];
        assert_eq!(filled(&page, vec![a.clone(), c.clone()], None, &[]), [a, heading, b, c]);
    }

    #[test]
    fn a_paragraph_below_the_headline_comes_back_unless_it_is_a_field_of_its_own() {
        let (a, b) = (paragraph("a"), paragraph("b"));
        let page = [paragraph("menu"), block(Kind::Heading, "Talks", 0), a.clone(), b.clone()];
        assert_eq!(filled(&page, vec![b.clone()], Some("Talks"), &[]), [a.clone(), b.clone()]);
        assert_eq!(filled(&page, vec![b.clone()], Some("Talks"), &[&a.text])[..], page[3..]);
        assert_eq!(filled(&page, vec![b.clone()], None, &[]), [b]);
    }

    #[test]
    fn boxes_of_the_same_kind_belong_to_the_story() {
        let in_box = |name: &str, path: u64, article: u32| {
            let place = Place { path, article, ..Place::default() };
            Block { place, ..paragraph(name) }
        };
        let short = Block { text: "No, she said.".to_owned(), ..in_box("x", 1, 1) };
        let heading = |level: u8| {
            let place = Place { level, ..Place::default() };
            Block { place, ..block(Kind::Heading, "Another story", 0) }
        };
        let (a, b, c) = (in_box("a", 1, 1), in_box("b", 1, 1), in_box("c", 1, 1));
        let other = in_box("teaser", 2, 1);
        let page = [a.clone(), b.clone(), other, short.clone(), c.clone(), heading(1), in_box("d", 1, 1)];
        assert_eq!(filled(&page, vec![a.clone(), b.clone()], None, &[]), [a.clone(), b.clone(), short, c]);
        let page = [a.clone(), in_box("b", 1, 2)];
        assert_eq!(filled(&page, vec![a.clone()], None, &[]), [a]);
    }

    #[test]
    fn a_choice_that_is_not_on_the_page_stays_as_it_is() {
        let chosen = vec![paragraph("a")];
        assert_eq!(filled(&[paragraph("b")], chosen.clone(), None, &[]), chosen);
    }

    #[test]
    fn a_note_of_the_page_yields_to_the_paragraphs_below_the_headline() {
        let in_box = |name: &str, path: u64| {
            let place = Place { path, ..Place::default() };
            Block { place, ..paragraph(name) }
        };
        let headline = block(Kind::Heading, "Talks", 0);
        let (note, a, b, c) = (in_box("note", 1), in_box("a", 2), in_box("b", 2), in_box("c", 2));
        let page = [headline.clone(), a.clone(), b.clone(), c.clone(), note.clone()];
        let story = Some(vec![a.clone(), b.clone(), c.clone()]);
        assert_eq!(better_box(&page, std::slice::from_ref(&note), Some("Talks")), story);
        assert_eq!(better_box(&page, &[], Some("Talks")), story);
        // What follows a short story is not the story: comments are longer than it, too.
        let page = [headline, note.clone(), a.clone(), b, c];
        assert_eq!(better_box(&page, &[note], Some("Talks")), None);
        assert_eq!(better_box(&page, &[a], Some("Talks")), None);
    }

    #[test]
    fn everything_below_the_headline() {
        let page = vec![paragraph("menu"), block(Kind::Heading, "Talks", 0), paragraph("a")];
        assert_eq!(below(page.clone(), Some("Talks")), [paragraph("a")]);
        assert_eq!(below(page.clone(), None), page);
    }
}
