//! The edit distance of two words.

/// The number of letters to add, drop, change or swap with a neighbour to make one word the other,
/// if that is no more than `most`.
///
/// Only the cells within `most` of the diagonal are computed, so the time is linear in the words' length.
pub fn within(a: &str, b: &str, most: usize) -> Option<usize> {
    if a.is_ascii() && b.is_ascii() && a.len().abs_diff(b.len()) > most {
        return None;
    }
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len().abs_diff(b.len()) > most {
        return None;
    }
    let mut rows = Rows::new(b.len(), most);
    for i in 1..=a.len() {
        let (low, high) = rows.open_row(i, most, b.len());
        for j in low..=high {
            let swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
            rows.fill(j, a[i - 1] == b[j - 1], swapped);
        }
        rows.close_row();
    }
    rows.above.last().copied().filter(|&distance| distance <= most)
}

/// Three rows of the table; cells next to the band contain an unreachable distance.
struct Rows {
    before: Vec<usize>,
    above: Vec<usize>,
    row: Vec<usize>,
    out_of_reach: usize,
}

impl Rows {
    fn new(width: usize, most: usize) -> Self {
        let out_of_reach = most + 1;
        let above = (0..=width).map(|j| j.min(out_of_reach)).collect();
        let empty = vec![out_of_reach; width + 1];
        Self { before: empty.clone(), above, row: empty, out_of_reach }
    }

    /// Sets the cells on both sides of the band and gives the first and the last column within it.
    fn open_row(&mut self, i: usize, most: usize, width: usize) -> (usize, usize) {
        let (low, high) = (i.saturating_sub(most).max(1), (i + most).min(width));
        self.row[low - 1] = if low == 1 { i.min(self.out_of_reach) } else { self.out_of_reach };
        if let Some(beside) = self.row.get_mut(high + 1) {
            *beside = self.out_of_reach;
        }
        (low, high)
    }

    fn fill(&mut self, j: usize, same: bool, swapped: bool) {
        let mut cost = self.above[j - 1] + usize::from(!same);
        cost = cost.min(self.above[j] + 1).min(self.row[j - 1] + 1);
        if swapped {
            cost = cost.min(self.before[j - 2] + 1);
        }
        self.row[j] = cost.min(self.out_of_reach);
    }

    fn close_row(&mut self) {
        std::mem::swap(&mut self.before, &mut self.above);
        std::mem::swap(&mut self.above, &mut self.row);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn counts_edits() {
        assert_eq!(within("lavrov", "lavrov", 0), Some(0));
        assert_eq!(within("lavrov", "lawrow", 2), Some(2));
        assert_eq!(within("lavrov", "lawrow", 1), None);
        assert_eq!(within("kerry", "kery", 1), Some(1));
        assert_eq!(within("tusk", "tsuk", 1), Some(1));
        assert_eq!(within("", "ab", 2), Some(2));
        assert_eq!(within("é", "e", 1), Some(1));
        assert_eq!(within("a", "abcdef", 2), None);
    }

    /// The textbook table without a band, as an oracle.
    fn full(a: &[char], b: &[char]) -> usize {
        let mut table = vec![vec![0; b.len() + 1]; a.len() + 1];
        for i in 0..=a.len() {
            for j in 0..=b.len() {
                table[i][j] = if i == 0 || j == 0 {
                    i + j
                } else {
                    let change = table[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
                    let mut cost = change.min(table[i - 1][j] + 1).min(table[i][j - 1] + 1);
                    if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                        cost = cost.min(table[i - 2][j - 2] + 1);
                    }
                    cost
                };
            }
        }
        table[a.len()][b.len()]
    }

    proptest! {
        #[test]
        fn agrees_with_the_full_table(a in "[abc]{0,8}", b in "[abc]{0,8}", most in 0usize..4) {
            let (x, y): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
            let distance = full(&x, &y);
            prop_assert_eq!(within(&a, &b, most), Some(distance).filter(|&d| d <= most));
        }
    }
}
