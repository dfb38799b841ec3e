//! Counting stories: what copies of one story have in common counts once.
//!
//! All articles are counted first. Then, for the stories of which several articles match, what more than one
//! of them has is removed again as often as it was counted too much.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::Hash;

use tantivy::columnar::{Column, StrColumn};
use tantivy::query::Query as TantivyQuery;
use tantivy::{DocAddress, Searcher};

use crate::index::{FacetValue, Stories};
use dateline_core::dates::Day;
use dateline_enrich::countries;
use dateline_search::names::{Groups, Moved};
use dateline_search::periods::Step;

use super::super::clusters::repeated;
use super::collect::{Bucket, Identity, Tally};
use super::merged::{column_of, moved_to};

/// The stories of which several articles match, each with these articles.
pub(super) struct Repeats<'a> {
    searcher: &'a Searcher,
    stories: Vec<Vec<DocAddress>>,
}

impl<'a> Repeats<'a> {
    /// The stories of which several articles match a query.
    pub(super) fn of(
        searcher: &'a Searcher,
        query: &dyn TantivyQuery,
        stories: &Stories,
    ) -> tantivy::Result<Repeats<'a>> {
        Ok(Repeats { searcher, stories: repeated(searcher, query, stories)? })
    }

    /// Notes how many stories the counted articles tell.
    fn count_stories(&self, tally: &mut Tally) {
        let beyond_one: u64 = self.stories.iter().map(|articles| articles.len() as u64 - 1).sum();
        tally.stories = Some(tally.articles.saturating_sub(beyond_one));
    }

    /// Takes out of the counts of a column of texts what was counted too much.
    pub(super) fn take_from_texts(
        &self,
        tally: &mut Tally,
        column: &str,
        groups: Option<&Groups>,
    ) -> tantivy::Result<()> {
        self.count_stories(tally);
        let columns = self.columns(|reader| reader.fast_fields().str(column))?;
        let moved = groups.map_or(&[][..], |groups| moved_to(column, groups));
        let others = moved.iter().map(|moved| {
            let columns = self.columns(|reader| reader.fast_fields().str(column_of(moved)))?;
            Ok((moved, columns))
        });
        let others: Vec<(&Moved, Vec<Option<StrColumn>>)> = others.collect::<tantivy::Result<_>>()?;
        let named = |address: DocAddress| -> tantivy::Result<Vec<(Bucket, Vec<String>)>> {
            let segment = address.segment_ord as usize;
            let mut all = match &columns[segment] {
                Some(column) => named(column, address, groups)?,
                None => Vec::new(),
            };
            for (moved, columns) in &others {
                if let Some(column) = &columns[segment] {
                    all.extend(moved_of(column, address, moved)?);
                }
            }
            Ok(all)
        };
        let buckets =
            self.beyond(|address| Ok(named(address)?.into_iter().map(|(bucket, _)| bucket).collect()))?;
        let forms = self.beyond(|address| {
            let of_bucket = |(bucket, forms): (Bucket, Vec<String>)| {
                forms.into_iter().map(move |form| (bucket.clone(), form))
            };
            Ok(named(address)?.into_iter().flat_map(of_bucket).collect())
        })?;
        for (bucket, count) in buckets {
            if let Some(counted) = tally.buckets.get_mut(&bucket) {
                counted.articles = counted.articles.saturating_sub(count);
            }
        }
        for ((bucket, form), count) in forms {
            if let Some(counted) = tally.buckets.get_mut(&bucket) {
                counted.take_form(&form, count);
            }
        }
        Ok(())
    }

    /// Takes out of the counts of days what more than one article of a story has in a period; gives the stories.
    pub(super) fn take_from_days(
        &self,
        articles: u64,
        counts: &mut BTreeMap<Day, u64>,
        column: &str,
        step: Step,
    ) -> tantivy::Result<u64> {
        let columns: Vec<Column<u64>> = self.columns(|reader| reader.fast_fields().u64(column))?;
        let mut beyond_one = 0;
        for story in &self.stories {
            beyond_one += story.len() as u64 - 1;
            let mut periods = HashSet::new();
            for address in story {
                let number = columns[address.segment_ord as usize].first(address.doc_id);
                let day = number.and_then(|number| Day::from_number(u32::try_from(number).ok()?));
                let Some(day) = day else { continue };
                if !periods.insert(step.period(day).value())
                    && let Some(count) = counts.get_mut(&day)
                {
                    *count = count.saturating_sub(1);
                }
            }
        }
        counts.retain(|_, count| *count > 0);
        Ok(articles.saturating_sub(beyond_one))
    }

    /// Takes out of the counts of regions what was counted too much.
    pub(super) fn take_from_regions(
        &self,
        counts: &mut HashMap<&'static str, u64>,
        column: &str,
    ) -> tantivy::Result<()> {
        let columns = self.columns(|reader| reader.fast_fields().str(column))?;
        let regions = |address: DocAddress| {
            let Some(column) = &columns[address.segment_ord as usize] else { return Ok(Vec::new()) };
            let codes = texts(column, address)?;
            Ok(codes.iter().filter_map(|code| countries::region_of(code)).collect())
        };
        for (region, count) in self.beyond(regions)? {
            if let Some(counted) = counts.get_mut(region) {
                *counted = counted.saturating_sub(count);
            }
        }
        Ok(())
    }

    fn columns<T>(
        &self,
        column: impl Fn(&tantivy::SegmentReader) -> tantivy::Result<T>,
    ) -> tantivy::Result<Vec<T>> {
        self.searcher.segment_readers().iter().map(column).collect()
    }

    /// How many articles too many were counted for each value.
    fn beyond<T: Eq + Hash + Ord>(
        &self,
        values: impl Fn(DocAddress) -> tantivy::Result<Vec<T>>,
    ) -> tantivy::Result<HashMap<T, u64>> {
        let mut all = HashMap::new();
        for articles in &self.stories {
            let mut counts: HashMap<T, u64> = HashMap::new();
            for &article in articles {
                let mut values = values(article)?;
                values.sort_unstable();
                values.dedup();
                values.into_iter().for_each(|value| *counts.entry(value).or_default() += 1);
            }
            for (value, count) in counts.into_iter().filter(|(_, count)| *count > 1) {
                *all.entry(value).or_default() += count - 1;
            }
        }
        Ok(all)
    }
}

/// What the values of an article count for, each with the forms of its name.
fn named(
    column: &StrColumn,
    address: DocAddress,
    groups: Option<&Groups>,
) -> tantivy::Result<Vec<(Bucket, Vec<String>)>> {
    let mut out: Vec<(Bucket, Vec<String>)> = Vec::new();
    for text in texts(column, address)? {
        let value = FacetValue::decode(&text);
        if groups.is_some_and(|groups| groups.is_gone(value.key)) {
            continue;
        }
        let group_of = |form: &str| groups.and_then(|groups| groups.group_of(value.key, form));
        let bucket = |identity| Bucket { country: value.country.to_owned(), identity };
        let grouped = value.names.iter().filter_map(|form| Some((group_of(form)?, *form)));
        let grouped: Vec<(usize, &str)> = grouped.collect();
        if grouped.is_empty() {
            let forms = value.names.iter().map(|&form| form.to_owned()).collect();
            out.push((bucket(Identity::Key(value.key.to_owned())), forms));
        }
        out.extend(
            grouped.into_iter().map(|(group, form)| (bucket(Identity::Group(group)), vec![form.to_owned()])),
        );
    }
    Ok(out)
}

/// What an article has of a name that was found as another kind.
fn moved_of(
    column: &StrColumn,
    address: DocAddress,
    moved: &Moved,
) -> tantivy::Result<Vec<(Bucket, Vec<String>)>> {
    let texts = texts(column, address)?;
    let values = texts.iter().map(|text| FacetValue::decode(text)).filter(|value| value.key == moved.key);
    let bucket = || Bucket { country: String::new(), identity: Identity::Group(moved.group) };
    let forms = |value: FacetValue<'_>| value.names.into_iter().map(str::to_owned).collect();
    Ok(values.map(|value| (bucket(), forms(value))).collect())
}

/// The texts of an article in a column.
fn texts(column: &StrColumn, address: DocAddress) -> tantivy::Result<Vec<String>> {
    let text = |number| {
        let mut text = String::new();
        column.ord_to_str(number, &mut text)?;
        Ok(text)
    };
    column.term_ords(address.doc_id).map(text).collect()
}
