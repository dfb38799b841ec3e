//! The paragraphs of a document of a word processor, put together in the order in which they come.
//!
//! Formats differ in how they mark paragraphs, tables and notes; what becomes of them is the same here. Notes go
//! to the end of the document.

use dateline_core::document::{CELL_END, Paragraph, Role};

/// A document with more paragraphs is made to do harm; what is beyond goes on in the last one.
const MAX_PARAGRAPHS: usize = 100_000;

/// A table with a longer cell, in bytes, is there for the layout, and its cells are read one after the other.
const MAX_CELL: usize = 400;

/// The paragraphs that were read.
#[derive(Debug, Default)]
pub(super) struct Flow {
    done: Vec<Paragraph>,
    notes: Vec<Paragraph>,
    /// The paragraphs of each cell of the row under way.
    row: Vec<Vec<Paragraph>>,
    /// How many rows are open, one within the other; those within are read as part of the outermost.
    open_rows: usize,
}

impl Flow {
    /// Adds a paragraph; one without any letter or sign is left out.
    pub fn paragraph(&mut self, text: &str, role: Role, size: f32) {
        let Some(paragraph) = made(text, role, size) else { return };
        match self.row.last_mut().filter(|_| self.open_rows > 0) {
            Some(cell) => cell.push(paragraph),
            None => push(&mut self.done, paragraph),
        }
    }

    /// Adds a note, which comes behind the text.
    pub fn note(&mut self, text: &str) {
        if let Some(note) = made(text, Role::Text, 0.0) {
            push(&mut self.notes, note);
        }
    }

    /// A row of a table begins.
    pub fn open_row(&mut self) {
        self.open_rows += 1;
        if self.open_rows == 1 {
            self.row = vec![vec![]];
        }
    }

    /// True if a row is under way.
    pub fn is_in_row(&self) -> bool {
        self.open_rows > 0
    }

    /// The next cell of the row begins.
    pub fn next_cell(&mut self) {
        if self.open_rows == 1 {
            self.row.push(vec![]);
        }
    }

    /// A row ends.
    pub fn close_row(&mut self) {
        self.open_rows = self.open_rows.saturating_sub(1);
        if self.open_rows > 0 {
            return;
        }
        let cells: Vec<Vec<Paragraph>> =
            std::mem::take(&mut self.row).into_iter().filter(|cell| !cell.is_empty()).collect();
        let is_layout = cells.len() == 1 || cells.iter().any(|cell| length(cell) > MAX_CELL);
        if is_layout {
            cells.into_iter().flatten().for_each(|paragraph| push(&mut self.done, paragraph));
            return;
        }
        let size = cells.first().and_then(|cell| cell.first()).map_or(0.0, |paragraph| paragraph.size);
        let texts: Vec<String> = cells.iter().map(|cell| one_line(cell)).collect();
        if !texts.is_empty() {
            push(&mut self.done, Paragraph { size, ..Paragraph::marked(texts.join(CELL_END), Role::Row) });
        }
    }

    /// The paragraphs in their order, the notes behind them.
    pub fn finish(mut self) -> Vec<Paragraph> {
        while self.is_in_row() {
            self.close_row();
        }
        self.notes.into_iter().for_each(|note| push(&mut self.done, note));
        self.done
    }
}

fn made(text: &str, role: Role, size: f32) -> Option<Paragraph> {
    let lines: Vec<String> = text.lines().map(super::xml::one_line).filter(|line| !line.is_empty()).collect();
    (!lines.is_empty()).then(|| Paragraph { size, ..Paragraph::marked(lines.join("\n"), role) })
}

fn push(paragraphs: &mut Vec<Paragraph>, paragraph: Paragraph) {
    let is_full = paragraphs.len() == MAX_PARAGRAPHS;
    match paragraphs.last_mut() {
        Some(last) if is_full => {
            last.text.push('\n');
            last.text.push_str(&paragraph.text);
        }
        _ => paragraphs.push(paragraph),
    }
}

fn length(cell: &[Paragraph]) -> usize {
    cell.iter().map(|paragraph| paragraph.text.len()).sum()
}

fn one_line(cell: &[Paragraph]) -> String {
    let texts: Vec<String> = cell.iter().map(|paragraph| paragraph.text.replace('\n', " ")).collect();
    texts.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(flow: Flow) -> Vec<String> {
        flow.finish().into_iter().map(|paragraph| paragraph.text).collect()
    }

    fn row(flow: &mut Flow, cells: &[&str]) {
        flow.open_row();
        for (at, cell) in cells.iter().enumerate() {
            if at > 0 {
                flow.next_cell();
            }
            flow.paragraph(cell, Role::Text, 0.0);
        }
        flow.close_row();
    }

    #[test]
    fn rows_are_lines_and_notes_come_last() {
        let mut flow = Flow::default();
        flow.note("1 See there.");
        row(&mut flow, &["Alma", "1911"]);
        flow.paragraph(" ", Role::Text, 0.0);
        flow.paragraph("Nobody  spoke.", Role::Text, 0.0);
        assert_eq!(texts(flow), ["Alma | 1911", "Nobody spoke.", "1 See there."]);
    }

    #[test]
    fn tables_for_the_layout_are_read_cell_by_cell() {
        let mut flow = Flow::default();
        let long = "word ".repeat(100);
        row(&mut flow, &["Alma", &long]);
        row(&mut flow, &["alone"]);
        assert_eq!(texts(flow), ["Alma", long.trim(), "alone"]);
    }

    #[test]
    fn tables_within_tables_are_part_of_the_outer_row() {
        let mut flow = Flow::default();
        flow.open_row();
        flow.paragraph("Alma", Role::Text, 0.0);
        flow.next_cell();
        row(&mut flow, &["1911", "1912"]);
        flow.close_row();
        assert_eq!(texts(flow), ["Alma | 1911 1912"]);
    }

    #[test]
    fn what_is_beyond_the_most_paragraphs_is_kept() {
        let mut flow = Flow::default();
        (0..MAX_PARAGRAPHS + 2).for_each(|at| flow.paragraph(&at.to_string(), Role::Text, 0.0));
        let found = texts(flow);
        assert_eq!((found.len(), found[MAX_PARAGRAPHS - 1].lines().count()), (MAX_PARAGRAPHS, 3));
    }
}
