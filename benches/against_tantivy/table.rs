//! Tables in Markdown that are easy to read as they are, and figures held against their limits.

use std::fmt;

/// A table with a head.
pub struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table with these columns.
    pub fn new(columns: &[&str]) -> Table {
        Table { rows: vec![columns.iter().map(|column| (*column).to_owned()).collect()] }
    }

    /// Adds a row, which has a cell for each column.
    pub fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().collect());
    }

    fn widths(&self) -> Vec<usize> {
        let width =
            |column: usize| self.rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0).max(3);
        (0..self.rows[0].len()).map(width).collect()
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let widths = self.widths();
        for (number, row) in self.rows.iter().enumerate() {
            let cells = row.iter().zip(&widths).enumerate();
            let cells = cells.map(|(column, (cell, width))| aligned(cell, *width, column));
            writeln!(f, "| {} |", cells.collect::<Vec<_>>().join(" | "))?;
            if number == 0 {
                let lines = widths.iter().enumerate().map(|(column, width)| rule(*width, column));
                writeln!(f, "| {} |", lines.collect::<Vec<_>>().join(" | "))?;
            }
        }
        Ok(())
    }
}

/// The first column is on the left, figures on the right.
fn aligned(cell: &str, width: usize, column: usize) -> String {
    if column == 0 { format!("{cell:<width$}") } else { format!("{cell:>width$}") }
}

fn rule(width: usize, column: usize) -> String {
    if column == 0 { "-".repeat(width) } else { format!("{}:", "-".repeat(width - 1)) }
}

/// What a figure has to meet.
#[derive(Clone, Copy)]
pub enum Limit {
    AtMost(f64),
    AtLeast(f64),
}

impl Limit {
    /// The limit, and whether the figure meets it.
    pub fn verdict(self, figure: f64) -> String {
        let (sign, limit, met) = match self {
            Limit::AtMost(limit) => ('≤', limit, figure <= limit),
            Limit::AtLeast(limit) => ('≥', limit, figure >= limit),
        };
        format!("{sign} {limit} {}", if met { "met" } else { "MISSED" })
    }
}

/// A table of figures and their limits.
pub struct Checks(Table);

impl Checks {
    /// A table without figures.
    pub fn new() -> Checks {
        Checks(Table::new(&["measure", "figure", "limit"]))
    }

    /// Adds a figure that has a limit.
    pub fn held(&mut self, measure: &str, figure: f64, limit: Limit) {
        self.0.row([measure.to_owned(), format!("{figure:.2}"), limit.verdict(figure)]);
    }

    /// Adds a figure that has none.
    pub fn told(&mut self, measure: &str, figure: f64) {
        self.0.row([measure.to_owned(), format!("{figure:.2}"), "none".to_owned()]);
    }
}

impl fmt::Display for Checks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
