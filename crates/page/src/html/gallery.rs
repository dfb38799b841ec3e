//! Slide shows between the paragraphs of a story: their slides are numbered, and each tells something of its own.

use super::blocks::Block;

/// A slide show has at least so many slides.
const FEWEST: u32 = 3;

/// The text before and after a slide show in a story has at least so many bytes each.
const LEAST_AROUND: usize = 100;

/// The blocks without the slide shows that stand between others.
///
/// A page that is nothing but slides keeps them: there they are the story.
pub(super) fn without_slides(blocks: Vec<Block>) -> Vec<Block> {
    let Some((first, last)) = slides(&blocks) else { return blocks };
    let end = end_of_slide(&blocks, first, last);
    let length = |blocks: &[Block]| blocks.iter().map(|block| block.text.len()).sum::<usize>();
    if length(&blocks[..first]) < LEAST_AROUND || length(&blocks[end..]) < LEAST_AROUND {
        return blocks;
    }
    let mut blocks = blocks;
    blocks.drain(first..end);
    blocks
}

/// The places of the first and the last slide: blocks that begin with `1/8`, `2/8`, up to `8/8`.
fn slides(blocks: &[Block]) -> Option<(usize, usize)> {
    let mut found: Option<(usize, u32, u32)> = None;
    for (at, block) in blocks.iter().enumerate() {
        let Some((number, of)) = number(&block.text) else { continue };
        match found {
            _ if number == 1 && of >= FEWEST => found = Some((at, 1, of)),
            Some((first, before, total)) if number == before + 1 && of == total => {
                if number == total {
                    return Some((first, at));
                }
                found = Some((first, number, total));
            }
            _ => {}
        }
    }
    None
}

/// Where the last slide ends: behind the blocks that stand where those of the slides before it stand.
fn end_of_slide(blocks: &[Block], first: usize, last: usize) -> usize {
    let is_of_slides =
        |block: &Block| blocks[first..last].iter().any(|other| other.place.path == block.place.path);
    let rest = blocks[last + 1..].iter().take_while(|block| is_of_slides(block)).count();
    last + 1 + rest
}

/// The number of a slide and of how many, as `3/8` or `3 / 8` at the start of a text.
fn number(text: &str) -> Option<(u32, u32)> {
    let (number, rest) = text.split_once('/')?;
    let rest = rest.trim_start();
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    if rest[end..].starts_with('/') {
        return None;
    }
    Some((number.trim().parse().ok()?, rest[..end].parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::blocks::{Kind, Place};

    fn block(text: &str, path: u64) -> Block {
        Block {
            kind: Kind::Paragraph,
            text: text.to_owned(),
            linked: 0,
            place: Place { path, ..Place::default() },
        }
    }

    fn story(name: &str) -> Block {
        block(&format!("{name}: {}", "the council met for hours and agreed on nothing. ".repeat(3)), 1)
    }

    fn slides(count: u32) -> Vec<Block> {
        (1..=count)
            .flat_map(|at| [block(&format!("{at}/{count} Salt"), 2), block("It is cheap.", 3)])
            .collect()
    }

    #[test]
    fn slides_between_paragraphs_go() {
        let blocks = [vec![story("a")], slides(4), vec![story("b")]].concat();
        assert_eq!(without_slides(blocks), [story("a"), story("b")]);
    }

    #[test]
    fn slides_that_are_the_story_stay() {
        for blocks in [
            slides(4),
            [vec![story("a")], slides(4)].concat(),
            [vec![story("a")], slides(2), vec![story("b")]].concat(),
        ] {
            assert_eq!(without_slides(blocks.clone()), blocks);
        }
    }

    #[test]
    fn dates_and_fractions_are_no_slides() {
        for text in ["1/2/2015", "half of 1/2", "/8", "1/x", ""] {
            assert_eq!(number(text), None, "{text}");
        }
        assert_eq!(number("3 / 8 Tunnel shut"), Some((3, 8)));
    }
}
