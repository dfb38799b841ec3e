//! The best articles of a query, and how many there are.

use tantivy::collector::{Count, TopDocs};
use tantivy::query::Query as TantivyQuery;
use tantivy::{DocAddress, Order, Score, Searcher};

use crate::search::request::{Request, Sort};

use super::translate::ranks;

/// An article that was found, before it is read.
pub(super) struct Ranked {
    pub address: DocAddress,
    pub score: Score,
}

/// The number of articles that match, and those of the page that was asked for.
///
/// A query that only filters has no best article; its newest then come first.
pub(super) fn ranked(
    searcher: &Searcher,
    query: &dyn TantivyQuery,
    request: &Request,
) -> tantivy::Result<(u64, Vec<Ranked>)> {
    // A collector makes room for all it may hold, so it never asks for more than there is.
    let held = usize::try_from(searcher.num_docs()).unwrap_or(usize::MAX);
    let limit = request.limit.min(held.saturating_sub(request.offset));
    if limit == 0 {
        return Ok((searcher.search(query, &Count)? as u64, Vec::new()));
    }
    let top = TopDocs::with_limit(limit).and_offset(request.offset);
    let order = match request.sort {
        Sort::Relevance if ranks(&request.query) => return by_score(searcher, query, top),
        Sort::Relevance | Sort::Newest => Order::Desc,
        Sort::Oldest => Order::Asc,
    };
    by_date(searcher, query, top, order)
}

fn by_score(
    searcher: &Searcher,
    query: &dyn TantivyQuery,
    top: TopDocs,
) -> tantivy::Result<(u64, Vec<Ranked>)> {
    let (top, total) = searcher.search(query, &(top.order_by_score(), Count))?;
    Ok((total as u64, top.into_iter().map(|(score, address)| Ranked { address, score }).collect()))
}

/// By date, undated articles last.
fn by_date(
    searcher: &Searcher,
    query: &dyn TantivyQuery,
    top: TopDocs,
    order: Order,
) -> tantivy::Result<(u64, Vec<Ranked>)> {
    let by_instant = top.order_by_fast_field::<i64>("instant", order);
    let (top, total) = searcher.search(query, &(by_instant, Count))?;
    Ok((
        total as u64,
        top.into_iter().map(|(_, address)| Ranked { address, score: super::NO_SCORE }).collect(),
    ))
}
