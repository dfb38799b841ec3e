//! Values that the user says are the same, or are not, counted by article.

use std::collections::HashMap;

use tantivy::columnar::StrColumn;
use tantivy::{DocId, SegmentReader};

use crate::index::{FacetValue, columns};
use dateline_search::names::{Groups, Moved};
use dateline_search::request::FacetField;

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
    others: Vec<Other>,
}

/// Values of another kind of names that are of this one.
struct Other {
    column: StrColumn,
    slot: usize,
    /// By the number of a value: how many articles have it, and its forms.
    values: HashMap<u64, (u64, Vec<String>)>,
}

struct Slot {
    bucket: Bucket,
    articles: u64,
    /// The forms of the group, with the number of the value they are in.
    forms: Vec<(u64, String)>,
}

impl Merged {
    /// Finds the values of the groups in the dictionary of a column, and in those of other kinds of names.
    pub(super) fn new(
        segment: &SegmentReader,
        (name, column): (&str, Option<&StrColumn>),
        groups: &Groups,
    ) -> tantivy::Result<Merged> {
        let mut merged = Merged {
            slots: Vec::new(),
            by_bucket: HashMap::new(),
            by_value: HashMap::new(),
            met: Vec::new(),
            others: Vec::new(),
        };
        for moved in moved_to(name, groups) {
            merged.add_other(segment, moved)?;
        }
        let Some(column) = column else { return Ok(merged) };
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
        if groups.is_gone(value.key) {
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

    /// Finds the values of a name that is of this kind among those of the kind that it was found as.
    fn add_other(&mut self, segment: &SegmentReader, moved: &Moved) -> tantivy::Result<()> {
        let Some(column) = segment.fast_fields().str(column_of(moved))? else { return Ok(()) };
        let (from, until) = FacetValue::range(&moved.key);
        let mut stream = column.dictionary().range().ge(from).lt(until).into_stream()?;
        let mut values = HashMap::new();
        while stream.advance() {
            if let Ok(text) = std::str::from_utf8(stream.key()) {
                let names = FacetValue::decode(text).names.into_iter().map(str::to_owned).collect();
                values.insert(stream.term_ord(), (0, names));
            }
        }
        if !values.is_empty() {
            let slot = self.slot(Bucket { country: String::new(), identity: Identity::Group(moved.group) });
            self.others.push(Other { column, slot, values });
        }
        Ok(())
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
    pub(super) fn end_article(&mut self, doc: DocId) {
        for other in &mut self.others {
            for value in other.column.term_ords(doc) {
                if let Some((articles, _)) = other.values.get_mut(&value) {
                    *articles += 1;
                    self.met.push(other.slot);
                }
            }
        }
        self.met.sort_unstable();
        self.met.dedup();
        for slot in self.met.drain(..) {
            self.slots[slot].articles += 1;
        }
    }

    /// The counts of the groups; takes their values out of the counts by value.
    pub(super) fn harvest(self, counts: &mut [u64]) -> HashMap<Bucket, Forms> {
        let mut buckets = HashMap::new();
        for (at, slot) in self.slots.into_iter().enumerate().filter(|(_, slot)| slot.articles > 0) {
            let mut forms = Forms::of(slot.articles);
            let others = self.others.iter().filter(|other| other.slot == at);
            for (articles, names) in others.flat_map(|other| other.values.values()) {
                names.iter().filter(|_| *articles > 0).for_each(|form| forms.add_form(form, *articles));
            }
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

/// The names that count in the column of a facet and were found as another kind. Below a country are places that lie in it, which
/// what was found as another kind does not tell.
pub(super) fn moved_to<'a>(column: &str, groups: &'a Groups) -> &'a [Moved] {
    let own = groups.kind().map(|kind| columns::of_facet(FacetField::of_names(kind)));
    if own == Some(column) { groups.moved() } else { &[] }
}

/// The column of the kind that a name was found as.
pub(super) fn column_of(moved: &Moved) -> &'static str {
    columns::of_facet(FacetField::of_names(moved.kind))
}
