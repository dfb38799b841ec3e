//! Counts by number, most of which are zero.

use std::sync::{Arc, Mutex, PoisonError};

/// Lists of zeroes that are used again: to make a long one takes longer than to count the values of a few articles.
#[derive(Debug, Clone, Default)]
pub(super) struct Zeroes {
    length: usize,
    lists: Arc<Mutex<Vec<Vec<u32>>>>,
}

/// So many lists are kept.
const KEPT: usize = 16;

impl Zeroes {
    /// Lists of this length.
    pub(super) fn of(length: usize) -> Zeroes {
        Zeroes { length, lists: Arc::default() }
    }

    /// Counts that are all zero.
    pub(super) fn counts(&self) -> Counts {
        let list = self.lists.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let by_number = list.unwrap_or_else(|| vec![0; self.length]);
        Counts { by_number, met: Vec::new(), from: self.clone() }
    }

    fn take_back(&self, list: Vec<u32>) {
        let mut lists = self.lists.lock().unwrap_or_else(PoisonError::into_inner);
        if lists.len() < KEPT {
            lists.push(list);
        }
    }
}

/// Counts of the numbers below the length of a list.
pub(super) struct Counts {
    by_number: Vec<u32>,
    met: Vec<u32>,
    from: Zeroes,
}

impl Counts {
    /// The count of a number.
    pub(super) fn of(&self, number: u32) -> u32 {
        self.by_number.get(number as usize).copied().unwrap_or_default()
    }

    /// The numbers with a count, in the order in which they were first met.
    pub(super) fn met(&self) -> &[u32] {
        &self.met
    }

    /// Adds to the count of a number. What is beyond the list is not counted.
    pub(super) fn add(&mut self, number: u32, count: u32) {
        let Some(known) = self.by_number.get_mut(number as usize) else { return };
        if *known == 0 {
            self.met.push(number);
        }
        *known += count;
    }
}

impl Drop for Counts {
    fn drop(&mut self) {
        let mut list = std::mem::take(&mut self.by_number);
        self.met.iter().for_each(|number| list[*number as usize] = 0);
        self.from.take_back(list);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_that_is_used_again_has_no_counts() {
        let zeroes = Zeroes::of(4);
        let mut counts = zeroes.counts();
        counts.add(2, 1);
        counts.add(2, 2);
        counts.add(0, 1);
        counts.add(4, 1);
        assert_eq!((counts.met(), counts.of(2), counts.of(1), counts.of(4)), (&[2, 0][..], 3, 0, 0));
        drop(counts);
        let counts = zeroes.counts();
        assert!(counts.met().is_empty());
        assert_eq!((0..4).map(|number| counts.of(number)).sum::<u32>(), 0);
    }
}
