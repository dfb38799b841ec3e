//! Rows of counts with bars.

use dateline_core::text::columns;

use super::output::{BAR, Style, Text, width};

/// The columns that a label may take up, and those that are kept for bars beside it.
const LABEL: usize = 40;
const BARS: usize = 8;

/// Rows of a label, a count and a bar, in columns that fit the terminal.
pub(super) struct Bars {
    most: u64,
    label: usize,
    digits: usize,
    room: usize,
}

impl Bars {
    /// The columns for these labels and counts; no bar is longer than `longest`.
    pub(super) fn of<'a>(rows: impl Iterator<Item = (&'a str, u64)>, longest: usize) -> Bars {
        let (mut label, mut most) = (0, 1);
        for (name, count) in rows {
            label = label.max(columns(name));
            most = most.max(count);
        }
        let digits = most.to_string().len();
        // Two columns before the label, and two on each side of the count.
        let free = width().saturating_sub(digits + 6);
        let label = label.min(LABEL).min(free.saturating_sub(BARS));
        Bars { most, label, digits, room: (free - label).min(longest) }
    }

    pub(super) fn row(&self, name: &str, count: u64) -> Text {
        let name = Text::new().plain(name).cut(self.label);
        let fill = self.label - name.columns();
        let bar = "█".repeat(((count * self.room as u64).div_ceil(self.most)) as usize);
        let row = Text::new().spaces(2).then(name).spaces(fill + 2);
        row.right(Style::new(), count, self.digits).spaces(2).styled(BAR, bar)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_fit_beside_long_labels() {
        let long = "北".repeat(60);
        let bars = Bars::of([(long.as_str(), 12), ("Oslo", 3)].into_iter(), 40);
        let rows = [bars.row(&long, 12), bars.row("Oslo", 3)];
        assert!(rows.iter().all(|row| row.columns() <= width()));
        assert!(rows[0].uncoloured().contains('…') && rows[0].uncoloured().contains("12  █"));
        assert!(rows[1].uncoloured().starts_with("  Oslo "));
    }
}
