//! How many values a facet has, counted without a list of them.

use std::collections::HashSet;
use std::io;

use tantivy::columnar::StrColumn;
use tantivy::{BitSet, Searcher, SegmentReader};

use crate::index::{FacetValue, columns};
use dateline_search::names::{Moved, Names};
use dateline_search::request::FacetField;

use super::merged::{column_of, moved_to};

/// How many values a facet has over all articles.
///
/// The dictionaries of the segments are in order, and are walked through side by side: an archive may name more
/// people than fit into memory.
pub(in super::super) fn distinct(
    searcher: &Searcher,
    names: &Names,
    field: FacetField,
) -> tantivy::Result<u64> {
    let groups = field.kind_of_names().map(|kind| names.of(kind)).filter(|groups| !groups.is_empty());
    let mut met = HashSet::new();
    let (mut count, mut last) = (0, (String::new(), String::new()));
    let mut is_first = true;
    each_value(searcher, columns::of_facet(field), |text| {
        let value = FacetValue::decode(text);
        if groups.is_some_and(|groups| groups.is_gone(value.key)) {
            return;
        }
        let of = |form: &&str| groups.and_then(|groups| groups.group_of(value.key, form));
        let own: Vec<usize> = value.names.iter().filter_map(of).collect();
        if !own.is_empty() {
            met.extend(own.into_iter().map(|group| (group, value.country.to_owned())));
        } else if is_first || (last.0.as_str(), last.1.as_str()) != (value.key, value.country) {
            // The forms of one key stand together.
            count += 1;
            is_first = false;
            last = (value.key.to_owned(), value.country.to_owned());
        }
    })?;
    for moved in groups.iter().flat_map(|groups| moved_to(columns::of_facet(field), groups)) {
        let is_met = has_key(searcher, moved)?;
        met.extend(is_met.then(|| (moved.group, String::new())));
    }
    Ok(count + met.len() as u64)
}

/// True if some article has a name that was found as another kind.
fn has_key(searcher: &Searcher, moved: &Moved) -> tantivy::Result<bool> {
    let mut is_met = false;
    each_value(searcher, column_of(moved), |text| is_met |= FacetValue::decode(text).key == moved.key)?;
    Ok(is_met)
}

/// Gives every value of a column that some article has, in order, each once.
fn each_value(searcher: &Searcher, column: &str, mut take: impl FnMut(&str)) -> tantivy::Result<()> {
    let mut columns = Vec::new();
    for segment in searcher.segment_readers() {
        let Some(column) = segment.fast_fields().str(column)? else { continue };
        columns.push((used(segment, &column), column));
    }
    let mut walks: Vec<Walk<'_>> = Vec::new();
    for (used, column) in &columns {
        walks.push(walk(used.as_ref(), column)?);
    }
    let mut heads: Vec<Option<Vec<u8>>> = walks.iter_mut().map(|next| next()).collect();
    while let Some(least) = heads.iter().flatten().min().cloned() {
        take(std::str::from_utf8(&least).map_err(io::Error::other)?);
        for (head, next) in heads.iter_mut().zip(&mut walks) {
            if head.as_ref() == Some(&least) {
                *head = next();
            }
        }
    }
    Ok(())
}

/// Gives the values of one segment, one after the other.
type Walk<'a> = Box<dyn FnMut() -> Option<Vec<u8>> + 'a>;

fn walk<'a>(used: Option<&'a BitSet>, column: &'a StrColumn) -> io::Result<Walk<'a>> {
    let mut stream = column.dictionary().stream()?;
    Ok(Box::new(move || {
        while stream.advance() {
            let number = u32::try_from(stream.term_ord()).unwrap_or(u32::MAX);
            if used.is_none_or(|used| used.contains(number)) {
                return Some(stream.key().to_vec());
            }
        }
        None
    }))
}

/// The numbers of the values that some article has; `None` for all, where no article was deleted.
fn used(segment: &SegmentReader, column: &StrColumn) -> Option<BitSet> {
    if segment.num_deleted_docs() == 0 {
        return None;
    }
    let mut used = BitSet::with_max_value(u32::try_from(column.num_terms()).unwrap_or(u32::MAX));
    for doc in segment.doc_ids_alive() {
        column.term_ords(doc).filter_map(|number| u32::try_from(number).ok()).for_each(|number| {
            used.insert(number);
        });
    }
    Some(used)
}
