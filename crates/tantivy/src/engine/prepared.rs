//! What an index that is often asked keeps in memory.

use std::collections::HashMap;

use crate::index::columns;
use dateline_search::request::FacetField;

use super::Local;
use super::clusters::HeldStories;
use super::facets::ValueGroups;

/// The columns whose values are counted for nearly every answer.
const COLUMNS: [&str; 8] = [
    columns::of_facet(FacetField::Country),
    columns::of_facet(FacetField::Person),
    columns::of_facet(FacetField::Organisation),
    columns::of_facet(FacetField::Place),
    columns::of_facet(FacetField::Source),
    columns::of_facet(FacetField::Language),
    columns::of_facet(FacetField::Section),
    columns::ABOUT_PLACE,
];

/// What was read ahead of all questions.
pub(super) struct Prepared {
    pub values: HashMap<&'static str, ValueGroups>,
    pub stories: HeldStories,
}

impl Prepared {
    /// Reads what an index keeps in memory.
    pub fn of(local: &Local) -> tantivy::Result<Prepared> {
        let values = |column| Ok((column, ValueGroups::of(&local.searcher, column)?));
        let values = COLUMNS.into_iter().map(values).collect::<tantivy::Result<_>>()?;
        Ok(Prepared { values, stories: HeldStories::of(local)? })
    }
}
