//! Queries on which the program is known to be wrong, until it is mended.

use dateline::search::query::{Field, Query};

/// True for a query that has a part on which the program is wrong: a pattern or a fuzzy word in a field without exact
/// forms, and the exclusion of anything but a word.
pub fn is_known_to_fail(query: &Query) -> bool {
    match query {
        Query::Wildcard { field, .. } | Query::Fuzzy { field, .. } => {
            !matches!(field, Field::Any | Field::Headline | Field::Standfirst | Field::Body | Field::Language)
        }
        Query::Boost(inner, _) => is_known_to_fail(inner),
        Query::Bool { must, should, must_not } => {
            let is_simple = |query: &Query| {
                matches!(query, Query::Word { field: Field::Any | Field::Headline, .. } | Query::Exact { .. })
            };
            must.iter().chain(should).chain(must_not).any(is_known_to_fail) || !must_not.iter().all(is_simple)
        }
        _ => false,
    }
}
