//! The collector that counts the values of a column.

use std::collections::HashMap;

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::StrColumn;
use tantivy::{DocId, Score, SegmentOrdinal, SegmentReader};

use crate::index::FacetValue;
use dateline_search::names::Groups;

use super::merged::Merged;

/// What is counted as one value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Bucket {
    /// The country of a place below its country; empty for other values.
    pub country: String,
    pub identity: Identity,
}

/// What makes a value the same in all articles.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Identity {
    /// The key that its variants share.
    Key(String),
    /// The number of a group of the user's names.
    Group(usize),
}

/// What a value counts for, each with its forms: several where its forms belong to different groups, nothing where the
/// archive shows that it is not of its kind.
pub(super) fn identities<'a>(
    value: &FacetValue<'a>,
    groups: Option<&Groups>,
) -> Vec<(Identity, Vec<&'a str>)> {
    let mut out: Vec<(Identity, Vec<&'a str>)> = Vec::new();
    if groups.is_some_and(|groups| groups.is_gone(value.key)) {
        return out;
    }
    for form in value.names.iter().copied() {
        let Some(group) = groups.and_then(|groups| groups.group_of(value.key, form)) else { continue };
        match out.iter_mut().find(|(identity, _)| *identity == Identity::Group(group)) {
            Some((_, forms)) => forms.push(form),
            None => out.push((Identity::Group(group), vec![form])),
        }
    }
    if out.is_empty() {
        out.push((Identity::Key(value.key.to_owned()), value.names.clone()));
    }
    out
}

/// How many articles have a value, and how many of them in which form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Forms {
    pub articles: u64,
    by_form: Vec<(String, u64)>,
}

impl Forms {
    /// A number of articles, none of them counted under a form yet.
    pub(super) fn of(articles: u64) -> Forms {
        Forms { articles, by_form: Vec::new() }
    }

    /// Counts articles with the value in this form.
    pub(super) fn add_form(&mut self, form: &str, articles: u64) {
        match self.by_form.iter_mut().find(|(known, _)| known == form) {
            Some((_, sum)) => *sum += articles,
            None => self.by_form.push((form.to_owned(), articles)),
        }
    }

    /// Takes back articles that were counted with the value in this form.
    pub(super) fn take_form(&mut self, form: &str, articles: u64) {
        if let Some((_, sum)) = self.by_form.iter_mut().find(|(known, _)| known == form) {
            *sum = sum.saturating_sub(articles);
        }
    }

    fn add(&mut self, other: &Forms) {
        self.articles += other.articles;
        other.by_form.iter().for_each(|(form, articles)| self.add_form(form, *articles));
    }

    /// The forms, that of most articles first; equally frequent ones in the order of the alphabet.
    pub(super) fn most_frequent_first(mut self) -> Vec<(String, u64)> {
        self.by_form.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        self.by_form
    }
}

/// The counts of all values.
#[derive(Debug, Default)]
pub(super) struct Tally {
    /// How many articles were looked at.
    pub articles: u64,
    /// How many stories they tell, where stories were counted.
    pub stories: Option<u64>,
    /// How many values there are, where `buckets` has only the most frequent.
    pub distinct: Option<u64>,
    pub buckets: HashMap<Bucket, Forms>,
}

impl Tally {
    /// Adds other articles, or other values of the same articles.
    pub(super) fn add_buckets(&mut self, other: Tally) {
        for (bucket, forms) in other.buckets {
            self.buckets.entry(bucket).or_default().add(&forms);
        }
    }
}

/// Counts the values of one column.
pub(super) struct FacetCollector<'a> {
    column: &'static str,
    groups: Option<&'a Groups>,
}

impl<'a> FacetCollector<'a> {
    /// Counts the values of a column of texts; those of a group of names as one.
    pub(super) fn values(column: &'static str, groups: Option<&'a Groups>) -> Self {
        Self { column, groups }
    }
}

impl Collector for FacetCollector<'_> {
    type Fruit = Tally;
    type Child = SegmentTally;

    fn for_segment(&self, _: SegmentOrdinal, segment: &SegmentReader) -> tantivy::Result<SegmentTally> {
        let column = segment.fast_fields().str(self.column)?;
        let merged = |groups| Merged::new(segment, (self.column, column.as_ref()), groups);
        let merged = self.groups.map(merged).transpose()?;
        let counts = vec![0; column.as_ref().map_or(0, |column| column.num_terms())];
        Ok(SegmentTally { articles: 0, values: Values { column, counts, merged } })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, fruits: Vec<tantivy::Result<Tally>>) -> tantivy::Result<Tally> {
        let mut all = Tally::default();
        for fruit in fruits {
            let fruit = fruit?;
            all.articles += fruit.articles;
            all.add_buckets(fruit);
        }
        Ok(all)
    }
}

/// The counts within one segment.
pub(super) struct SegmentTally {
    articles: u64,
    values: Values,
}

struct Values {
    /// `None` if no article of the segment has a value.
    column: Option<StrColumn>,
    /// Counts by the number of the value in the segment's dictionary.
    counts: Vec<u64>,
    merged: Option<Merged>,
}

impl SegmentCollector for SegmentTally {
    type Fruit = tantivy::Result<Tally>;

    fn collect(&mut self, doc: DocId, _: Score) {
        self.articles += 1;
        let Values { column, counts, merged } = &mut self.values;
        for value in column.iter().flat_map(|column| column.term_ords(doc)) {
            if let Some(count) = counts.get_mut(value as usize) {
                *count += 1;
            }
            if let Some(merged) = merged {
                merged.note(value);
            }
        }
        if let Some(merged) = merged {
            merged.end_article(doc);
        }
    }

    fn harvest(self) -> tantivy::Result<Tally> {
        let Values { column, counts, merged } = self.values;
        let buckets = texts(column.as_ref(), counts, merged)?;
        Ok(Tally { articles: self.articles, buckets, ..Tally::default() })
    }
}

fn texts(
    column: Option<&StrColumn>,
    mut counts: Vec<u64>,
    merged: Option<Merged>,
) -> tantivy::Result<HashMap<Bucket, Forms>> {
    let mut buckets = merged.map(|merged| merged.harvest(&mut counts)).unwrap_or_default();
    let Some(column) = column else { return Ok(buckets) };
    let numbers: Vec<u64> =
        (0..).zip(&counts).filter(|(_, count)| **count > 0).map(|(number, _)| number).collect();
    let mut counted = counts.into_iter().filter(|count| *count > 0);
    column.dictionary().sorted_ords_to_term_cb(&numbers, |bytes| {
        let value = FacetValue::decode(std::str::from_utf8(bytes).unwrap_or_default());
        let count = counted.next().unwrap_or_default();
        let identity = Identity::Key(value.key.to_owned());
        let forms: &mut Forms =
            buckets.entry(Bucket { country: value.country.to_owned(), identity }).or_default();
        forms.articles += count;
        value.names.iter().for_each(|form| forms.add_form(form, count));
    })?;
    Ok(buckets)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_frequent_form_names_a_value() {
        let mut forms = Forms { articles: 2, by_form: vec![("Sergei Lavrov".into(), 2)] };
        forms.add(&Forms { articles: 4, by_form: vec![("Sergey Lavrov".into(), 3), ("Lavrov".into(), 1)] });
        assert_eq!(forms.articles, 6);
        assert_eq!(forms.most_frequent_first()[0], ("Sergey Lavrov".to_owned(), 3));
    }

    #[test]
    fn equally_frequent_forms_are_ordered() {
        let mut forms = Forms::default();
        forms.add_form("Zebra Post", 1);
        forms.add_form("The Zebra Post", 1);
        assert_eq!(forms.most_frequent_first()[0].0, "The Zebra Post");
    }
}
