//! Values that the user says are the same, or are not, counted by article.

use std::collections::HashMap;

use tantivy::columnar::StrColumn;

use crate::index::FacetValue;
use dateline_search::names::Groups;

use super::collect::{Bucket, Forms, Identity};

/// The values of one segment that belong to groups of names.
///
/// An article that has several values of a group counts once for it.
pub(super) struct Merged {
    slots: Vec<Slot>,
    by_bucket: HashMap<Bucket, usize>,
    /// By the number of a value: the slots it belongs to.
    by_value: HashMap<u64, Vec<usize>>,
    /// The slots met in the article that is being counted.
    met: Vec<usize>,
}

struct Slot {
    bucket: Bucket,
    articles: u64,
    /// The forms of the group, with the number of the value they are in.
    forms: Vec<(u64, String)>,
}

impl Merged {
    /// Finds the values of the groups in the dictionary of a column.
    pub(super) fn new(column: &StrColumn, groups: &Groups) -> tantivy::Result<Merged> {
        let mut merged = Merged {
            slots: Vec::new(),
            by_bucket: HashMap::new(),
            by_value: HashMap::new(),
            met: Vec::new(),
        };
        for key in groups.keys() {
            let (from, until) = FacetValue::range(key);
            let mut stream = column.dictionary().range().ge(from).lt(until).into_stream()?;
            while stream.advance() {
                if let Ok(text) = std::str::from_utf8(stream.key()) {
                    merged.add(stream.term_ord(), &FacetValue::decode(text), groups);
                }
            }
        }
        Ok(merged)
    }

    fn add(&mut self, number: u64, value: &FacetValue<'_>, groups: &Groups) {
        if groups.is_hidden(value.key) {
            // It is taken out of the counts, and belongs to nothing.
            self.by_value.entry(number).or_default();
            return;
        }
        for form in &value.names {
            let Some(group) = groups.group_of(value.key, form) else { continue };
            let bucket = Bucket { country: value.country.to_owned(), identity: Identity::Group(group) };
            let slot = self.slot(bucket);
            self.slots[slot].forms.push((number, (*form).to_owned()));
            let slots = self.by_value.entry(number).or_default();
            if !slots.contains(&slot) {
                slots.push(slot);
            }
        }
    }

    fn slot(&mut self, bucket: Bucket) -> usize {
        let next = self.slots.len();
        let slot = *self.by_bucket.entry(bucket.clone()).or_insert(next);
        if slot == next {
            self.slots.push(Slot { bucket, articles: 0, forms: Vec::new() });
        }
        slot
    }

    /// Notes a value of the article that is being counted.
    pub(super) fn note(&mut self, value: u64) {
        if let Some(slots) = self.by_value.get(&value) {
            self.met.extend(slots);
        }
    }

    /// Counts what was met in the article.
    pub(super) fn end_article(&mut self) {
        self.met.sort_unstable();
        self.met.dedup();
        for slot in self.met.drain(..) {
            self.slots[slot].articles += 1;
        }
    }

    /// The counts of the groups; takes their values out of the counts by value.
    pub(super) fn harvest(self, counts: &mut [u64]) -> HashMap<Bucket, Forms> {
        let mut buckets = HashMap::new();
        for slot in self.slots.into_iter().filter(|slot| slot.articles > 0) {
            let mut forms = Forms::of(slot.articles);
            for (number, form) in &slot.forms {
                let count = counts.get(*number as usize).copied().unwrap_or_default();
                if count > 0 {
                    forms.add_form(form, count);
                }
            }
            buckets.insert(slot.bucket, forms);
        }
        for number in self.by_value.into_keys() {
            if let Some(count) = counts.get_mut(number as usize) {
                *count = 0;
            }
        }
        buckets
    }
}
