//! Counts over time as rows with bars.

use dateline_search::response::{Facet, FacetCount};

use super::bars::Bars;
use super::output::{FACT, Output, TITLE, Text};

/// This many empty rows after each other are printed; more become one line.
const EMPTY_ROWS: usize = 5;

/// A line of a timeline.
#[derive(Debug, PartialEq, Eq)]
enum Row<'a> {
    Period(&'a FacetCount),
    /// This many periods without an article.
    Gap(usize),
}

/// Prints a timeline, with the articles that have no date at its end.
pub(super) fn print(out: &mut Output, facet: &Facet, undated: u64) -> std::io::Result<()> {
    let step = facet.field.name();
    out.line(Text::new().styled(TITLE, step))?;
    let bars = Bars::of(facet.values.iter().map(|value| (value.name.as_str(), value.count)), 50);
    let note = |text: String| Text::new().spaces(2).styled(FACT, text);
    for row in rows(&facet.values) {
        out.line(match row {
            Row::Gap(count) => note(format!("… {count} {step}s without articles")),
            Row::Period(value) => bars.row(&value.name, value.count),
        })?;
    }
    if undated > 0 {
        let noun = if undated == 1 { "article" } else { "articles" };
        out.line(note(format!("{undated} {noun} without a date")))?;
    }
    Ok(())
}

/// The rows to print: long runs of empty periods become one.
fn rows(values: &[FacetCount]) -> Vec<Row<'_>> {
    let mut rows = Vec::new();
    for run in values.chunk_by(|a, b| a.count == 0 && b.count == 0) {
        if run.len() > EMPTY_ROWS {
            rows.push(Row::Gap(run.len()));
        } else {
            rows.extend(run.iter().map(Row::Period));
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(counts: &[u64]) -> Vec<FacetCount> {
        counts.iter().map(|&count| FacetCount { count, ..FacetCount::default() }).collect()
    }

    #[test]
    fn long_gaps_are_one_line_and_short_ones_are_not() {
        let long = values(&[1, 0, 0, 0, 0, 0, 0, 2]);
        assert_eq!(rows(&long), [Row::Period(&long[0]), Row::Gap(6), Row::Period(&long[7])]);
        let short = values(&[1, 0, 0, 0, 0, 0, 2, 3]);
        assert_eq!(rows(&short).len(), short.len());
        assert!(rows(&[]).is_empty());
    }
}
