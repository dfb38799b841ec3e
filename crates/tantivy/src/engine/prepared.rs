//! What an index that is often asked keeps in memory.

use std::collections::HashMap;

use crate::index::columns;
use dateline_core::article::EntityKind;
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

/// The kind of names that a column holds.
fn kind_of_names(column: &str) -> Option<EntityKind> {
    if column == columns::ABOUT_PLACE {
        return Some(EntityKind::Place);
    }
    FacetField::all().find(|field| columns::of_facet(*field) == column)?.kind_of_names()
}

/// What was read ahead of all questions.
pub(super) struct Prepared {
    pub values: HashMap<&'static str, ValueGroups>,
    pub stories: HeldStories,
}

impl Prepared {
    /// Reads what an index keeps in memory.
    pub fn of(local: &Local) -> tantivy::Result<Prepared> {
        let values = |column| {
            let names = kind_of_names(column).map(|kind| local.names.of(kind));
            let names = names.filter(|names| !names.is_empty());
            Ok((column, ValueGroups::of(&local.searcher, column, names)?))
        };
        let values = COLUMNS.into_iter().map(values).collect::<tantivy::Result<_>>()?;
        Ok(Prepared { values, stories: HeldStories::of(local)? })
    }
}
