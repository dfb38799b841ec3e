//! What the columns of a table are, by their cells: prose is the text, a line of words the headline.
//!
//! Nothing is guessed without a column of prose, and no date where the table names its columns, since it may be that
//! of anything.

use std::borrow::Cow;

use dateline_core::dates;

/// Prose has at least this many characters in a cell; writing without blanks says as much with fewer.
const PROSE: usize = 80;
const DENSE_PROSE: usize = 40;

/// A cell with more words than this is no name of a column.
const LONGEST_NAME: usize = 6;

/// A headline has at most this many characters.
const LONGEST_HEADLINE: usize = 200;

/// What the columns were taken for.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Guessed {
    /// The field of each column.
    pub fields: Vec<Option<&'static str>>,
    /// True if the first row has names and not an article.
    pub has_header: bool,
}

/// What the columns of these rows are; `None` if none of them has prose.
pub(super) fn columns(rows: &[Vec<Cow<str>>]) -> Option<Guessed> {
    let width = rows.first()?.len();
    // The first row may have the names.
    let sample = if rows.len() > 1 { &rows[1..] } else { rows };
    let columns_of = |rows: &[Vec<Cow<str>>]| (0..width).map(|at| Column::of(rows, at)).collect::<Vec<_>>();
    let columns = columns_of(sample);
    let body = (0..width).filter(|&at| columns[at].is_prose()).max_by_key(|&at| columns[at].length)?;
    let has_header = rows.len() > 1 && !is_article(&rows[0], body, &columns);
    let columns = if has_header { columns } else { columns_of(rows) };
    let mut fields = vec![None; width];
    fields[body] = Some("body");
    let line_of = |words| (0..width).find(|&at| at != body && columns[at].is_line_of(words));
    if let Some(at) = line_of(3).or_else(|| line_of(2)) {
        fields[at] = Some("headline");
    }
    let only = |fits: fn(&Column) -> bool| {
        let mut found = (0..width).filter(|&at| fits(&columns[at]));
        found.next().filter(|_| found.next().is_none())
    };
    if let Some(at) = only(|column| column.is_address) {
        fields[at] = Some("url");
    }
    if let Some(at) = only(|column| column.is_date).filter(|_| !has_header) {
        fields[at] = Some("published");
    }
    Some(Guessed { fields, has_header })
}

/// True for a row that has prose where the others have it, or a date or an address where they have these.
fn is_article(row: &[Cow<str>], body: usize, columns: &[Column]) -> bool {
    let looks_alike = |(at, cell): (usize, &Cow<str>)| {
        let own = Column::of_cells(&[cell]);
        (at == body && (own.words > LONGEST_NAME || own.is_prose()))
            || (columns[at].is_date && own.is_date)
            || (columns[at].is_address && own.is_address)
    };
    row.iter().enumerate().any(looks_alike)
}

/// What the cells of a column have in common.
struct Column {
    /// How many characters a cell has, of those that say something the one in the middle.
    length: usize,
    words: usize,
    is_dense: bool,
    is_date: bool,
    is_address: bool,
    /// True if hardly any cell comes twice.
    is_varied: bool,
}

impl Column {
    fn of(rows: &[Vec<Cow<str>>], at: usize) -> Self {
        let cells: Vec<&str> = rows.iter().filter_map(|row| row.get(at)).map(AsRef::as_ref).collect();
        Self::of_cells(&cells)
    }

    fn of_cells(cells: &[impl AsRef<str>]) -> Self {
        let cells: Vec<&str> =
            cells.iter().map(|cell| cell.as_ref().trim()).filter(|cell| !cell.is_empty()).collect();
        let middle = |mut counts: Vec<usize>| {
            counts.sort_unstable();
            counts.get(counts.len() / 2).copied().unwrap_or(0)
        };
        let all = |fits: fn(&str) -> bool| !cells.is_empty() && cells.iter().all(|cell| fits(cell));
        let mut different = cells.clone();
        different.sort_unstable();
        different.dedup();
        Self {
            length: middle(cells.iter().map(|cell| cell.chars().count()).collect()),
            words: middle(cells.iter().map(|cell| cell.split_whitespace().count()).collect()),
            is_dense: all(is_dense),
            is_date: all(is_date),
            is_address: all(is_address),
            is_varied: different.len() * 10 >= cells.len() * 8,
        }
    }

    fn is_prose(&self) -> bool {
        if self.is_dense {
            self.length >= DENSE_PROSE
        } else {
            self.length >= PROSE && self.words * 15 >= self.length
        }
    }

    /// True for cells of at least so many words that are no prose.
    fn is_line_of(&self, words: usize) -> bool {
        let has_words = if self.is_dense { self.length >= 6 } else { self.words >= words };
        has_words && self.length <= LONGEST_HEADLINE && self.is_varied && !self.is_date && !self.is_address
    }
}

/// True for writing without blanks between words.
fn is_dense(cell: &str) -> bool {
    let dense = |c: &char| matches!(*c as u32, 0x0e00..=0x0eff | 0x1000..=0x109f | 0x3040..=0x30ff | 0x3400..=0x9fff | 0xf900..=0xfaff);
    cell.chars().filter(dense).count() * 2 > cell.chars().count()
}

fn is_date(cell: &str) -> bool {
    cell.len() <= 40 && dates::parse_field(cell).is_some()
}

fn is_address(cell: &str) -> bool {
    (cell.starts_with("http://") || cell.starts_with("https://")) && !cell.contains(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guessed(rows: &[&[&str]]) -> Option<Guessed> {
        let rows: Vec<Vec<Cow<str>>> =
            rows.iter().map(|row| row.iter().map(|cell| Cow::Borrowed(*cell)).collect()).collect();
        columns(&rows)
    }

    const LONG: &str = "The old ferry runs for another winter, as the council decided on Tuesday after a long debate. The \
                        mayor said that the money would come from the reserve, and that nobody would have to pay more for it.";

    #[test]
    fn prose_is_the_text_and_a_line_of_words_the_headline() {
        let rows: &[&[&str]] = &[
            &["Nr", "Blatt", "Zeile", "Alles"],
            &["1", "Harbour Post", "Ferry stays for a year", LONG],
            &["2", "Harbour Post", "School opens its new hall", LONG],
            &["3", "Harbour Post", "Bridge closed for repairs", LONG],
        ];
        let found = guessed(rows).unwrap();
        assert_eq!(found.fields, [None, None, Some("headline"), Some("body")]);
        assert!(found.has_header);
        assert!(!guessed(&rows[1..]).unwrap().has_header);
    }

    #[test]
    fn writing_without_blanks_has_prose_and_headlines_too() {
        let text = "町議会は火曜日に六時間にわたって会議を開き、古い渡し船をもう一冬運航することを決めた。町長は費用を予備費から出すと述べ、住民の負担は増えないとした。";
        let found = guessed(&[&["渡し船が残る見通し", text]]).unwrap();
        assert_eq!(found.fields, [Some("headline"), Some("body")]);
    }

    #[test]
    fn a_short_first_row_is_an_article_too() {
        let found = guessed(&[
            &["Story A", "Harbour Post", "The town keeps its old ferry for a year."],
            &["Story B", "Harbour Post", LONG],
            &["Story C", "Harbour Post", LONG],
        ]);
        let fields = vec![Some("headline"), None, Some("body")];
        assert_eq!(found, Some(Guessed { fields, has_header: false }));
    }

    #[test]
    fn numbers_and_lists_of_codes_are_no_prose() {
        assert_eq!(guessed(&[&["a", &"0123456789".repeat(40)]]), None);
        assert_eq!(guessed(&[]), None);
    }
}
