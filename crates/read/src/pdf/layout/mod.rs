//! Pieces of text with their places to paragraphs.
//!
//! The order in which a page was drawn is the order in which it is read, column after column, as programs
//! for setting papers write it. Places tell where words, lines and paragraphs end:
//!
//! 1. [`segments`]: pieces that follow each other on a line become one segment, up to the next wide gap;
//! 2. [`grid`], [`columns`]: columns whose lines were drawn across the page, or across a part of it, are read one
//!    after the other, and tables row by row;
//! 3. [`rows`]: segments beside each other that are left are the cells of a table;
//! 4. [`edges`]: what is at the head or foot of most pages is left out;
//! 5. [`blocks`]: lines become paragraphs.

mod blocks;
mod columns;
mod edges;
mod grid;
mod rows;
mod segments;

use dateline_core::document::Paragraph;

use super::content::Piece;
pub(super) use edges::Printed;

/// A line of a page.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Line {
    pub text: String,
    start: f64,
    end: f64,
    level: f64,
    size: f64,
    angle: i32,
    /// True for a row of a table.
    is_row: bool,
}

impl Line {
    /// True if the two are on one level, a raised or lowered letter included.
    fn is_level_with(&self, level: f64, size: f64, angle: i32) -> bool {
        self.angle == angle && (self.level - level).abs() < 0.45 * self.size.max(size)
    }
}

/// The lines of a page, in the order in which they are read.
pub(super) fn lines(pieces: Vec<Piece>) -> Vec<Line> {
    rows::joined(columns::in_order(grid::in_order(segments::of(pieces))))
}

/// The paragraphs of all pages, without what is at the edge of each, and what a browser printed there.
pub(super) fn paragraphs(mut pages: Vec<Vec<Line>>) -> (Vec<Paragraph>, Printed) {
    let printed = edges::drop_repeated(&mut pages);
    (blocks::joined(&pages), printed)
}

fn is_same_size(one: f64, other: f64) -> bool {
    (one - other).abs() <= 0.12 * one.max(other)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn paragraphs(pages: Vec<Vec<Piece>>) -> Vec<String> {
        let pages = pages.into_iter().map(lines).collect();
        super::paragraphs(pages).0.into_iter().map(|paragraph| paragraph.text).collect()
    }

    fn piece(text: &str, start: f64, level: f64, size: f64) -> Piece {
        let end = start + 0.5 * size * text.chars().count() as f64;
        Piece { text: text.to_owned(), start, end, level, size, angle: 0 }
    }

    fn column(texts: &[&str], left: f64, top: f64) -> Vec<Piece> {
        texts.iter().enumerate().map(|(at, text)| piece(text, left, top - 12.0 * at as f64, 10.0)).collect()
    }

    #[test]
    fn words_and_lines_are_joined() {
        let page = vec![
            piece("The fer", 50.0, 700.0, 10.0),
            piece("ry", 85.0, 700.0, 10.0),
            piece("stays", 99.0, 700.0, 10.0),
            piece("2", 124.0, 704.0, 6.0),
            piece("in ser-", 50.0, 688.0, 10.0),
            piece("vice.", 50.0, 676.0, 10.0),
        ];
        assert_eq!(paragraphs(vec![page]), ["The ferry stays2 in service."]);
    }

    #[test]
    fn gaps_indents_and_sizes_part_paragraphs() {
        let mut page = vec![piece("Ferry stays", 50.0, 740.0, 20.0)];
        page.extend(column(&["The council voted on it", "and more of the words."], 50.0, 700.0));
        page.extend(column(&["It was not close, as it", "often is in the council."], 50.0, 670.0));
        page.push(piece("Nobody spoke.", 62.0, 646.0, 10.0));
        assert_eq!(
            paragraphs(vec![page]),
            [
                "Ferry stays",
                "The council voted on it and more of the words.",
                "It was not close, as it often is in the council.",
                "Nobody spoke."
            ]
        );
    }

    #[test]
    fn a_sentence_goes_on_in_the_next_column_and_on_the_next_page() {
        let mut first = column(&["The council voted on it", "and the mayor of the"], 50.0, 700.0);
        first.extend(column(&["city did so too and was"], 300.0, 700.0));
        let found = paragraphs(vec![first, column(&["glad of it.", "Nobody spoke."], 50.0, 700.0)]);
        assert_eq!(
            found[0],
            "The council voted on it and the mayor of the city did so too and was glad of it. Nobody spoke."
        );
    }

    #[test]
    fn columns_drawn_across_the_page_are_read_one_after_the_other() {
        let left = [
            "The council of the town met",
            "for six hours on a Monday and",
            "agreed to keep the old ferry",
            "for one more winter at least.",
        ];
        let right = [
            "It was built long ago, as we",
            "know, and carried many people",
            "to the far shore in bad",
            "weather, and in good weather.",
        ];
        let mut page = vec![];
        for (at, (left, right)) in left.iter().zip(right).enumerate() {
            let level = 700.0 - 12.0 * at as f64;
            page.extend([piece(left, 50.0, level, 10.0), piece(right, 320.0, level, 10.0)]);
        }
        let expected = [left.join(" "), right.join(" ")];
        assert_eq!(paragraphs(vec![page]), expected);
    }

    #[test]
    fn a_table_is_read_across() {
        let mut page = vec![];
        for (at, (boat, year)) in
            [("Alma", "1911"), ("Berta", "1923"), ("Clara", "1950"), ("Dora", "1961")].iter().enumerate()
        {
            let level = 700.0 - 12.0 * at as f64;
            page.extend([piece(boat, 50.0, level, 10.0), piece(year, 320.0, level, 10.0)]);
        }
        assert_eq!(paragraphs(vec![page]), ["Alma | 1911", "Berta | 1923", "Clara | 1950", "Dora | 1961"]);
    }

    #[test]
    fn bullets_and_numbers_are_no_cells() {
        let page = vec![
            piece("•", 50.0, 700.0, 10.0),
            piece("The ferry stays", 90.0, 700.0, 10.0),
            piece("2.", 50.0, 660.0, 10.0),
            piece("Nobody spoke", 90.0, 660.0, 10.0),
        ];
        assert_eq!(paragraphs(vec![page]), ["• The ferry stays", "2. Nobody spoke"]);
    }

    proptest! {
        #[test]
        fn no_places_make_it_panic(pieces in proptest::collection::vec(("[a-z-]{1,4}", -50.0..50.0f64, -50.0..50.0f64, 0.0..20.0f64), 0..30)) {
            let page: Vec<_> = pieces.into_iter().map(|(text, start, level, size)| piece(&text, start, level, size)).collect();
            paragraphs(vec![page.clone(), page]);
        }
    }
}
