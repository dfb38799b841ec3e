//! Putting trees together, so that the same query always gives the same tree.
//!
//! Groups within groups of the same kind are made one, since engines are fastest with flat
//! lists, and groups of one clause are that clause.

use super::tree::Query;

/// The query that no article matches.
pub(super) fn nothing() -> Query {
    Query::Bool { must: Vec::new(), should: Vec::new(), must_not: Vec::new() }
}

/// True for the query that no article matches.
pub(super) fn is_nothing(query: &Query) -> bool {
    matches!(query, Query::Bool { must, should, must_not }
        if must.is_empty() && should.is_empty() && must_not.is_empty())
}

/// All of `positive` and none of `negative`; with no positive clause, every article but those.
pub(super) fn all_of(positive: Vec<Query>, negative: Vec<Query>) -> Query {
    let (mut must, mut must_not) = (Vec::new(), Vec::new());
    for query in positive {
        splice_conjunction(query, &mut must, &mut must_not);
    }
    exclude(negative, &mut must, &mut must_not);
    drop_needless_all(&mut must);
    match (must.len(), must_not.is_empty()) {
        (0, true) => Query::All,
        (0, false) => Query::Bool { must: vec![Query::All], should: Vec::new(), must_not },
        (1, _) => one_without(must.remove(0), must_not),
        _ => Query::Bool { must, should: Vec::new(), must_not },
    }
}

/// At least one of the queries; of none of them, nothing.
pub(super) fn any_of(queries: Vec<Query>) -> Query {
    let mut should = Vec::with_capacity(queries.len());
    for query in queries {
        match query {
            Query::Bool { must, should: inner, must_not }
                if must.is_empty() && must_not.is_empty() && !inner.is_empty() =>
            {
                should.extend(inner);
            }
            other => should.push(other),
        }
    }
    if should.len() == 1 {
        return should.remove(0);
    }
    Query::Bool { must: Vec::new(), should, must_not: Vec::new() }
}

/// All of `must`, none of `must_not`; `should` is needed only where `must` is empty, else it adds to the score.
pub(super) fn weighted(must: Vec<Query>, should: Vec<Query>, negative: Vec<Query>) -> Query {
    if should.is_empty() {
        return all_of(must, negative);
    }
    if must.is_empty() {
        return all_of(vec![any_of(should)], negative);
    }
    let (mut must, mut must_not) = (must, Vec::new());
    exclude(negative, &mut must, &mut must_not);
    Query::Bool { must, should, must_not }
}

/// The same query with its score multiplied.
pub(super) fn boosted(query: Query, factor: Option<f32>) -> Query {
    match factor {
        Some(factor) if factor != 1.0 => Query::Boost(Box::new(query), factor),
        _ => query,
    }
}

/// The number of groups within groups.
pub(super) fn depth(query: &Query) -> usize {
    match query {
        Query::Bool { must, should, must_not } => {
            1 + must.iter().chain(should).chain(must_not).map(depth).max().unwrap_or(0)
        }
        Query::Boost(inner, _) => 1 + depth(inner),
        _ => 0,
    }
}

fn splice_conjunction(query: Query, must: &mut Vec<Query>, must_not: &mut Vec<Query>) {
    match query {
        Query::Bool { must: inner, should, must_not: negative } if should.is_empty() && !inner.is_empty() => {
            must.extend(inner);
            must_not.extend(negative);
        }
        other => must.push(other),
    }
}

/// Adds the negative clauses to `must_not`.
///
/// To exclude a clause that could not be understood would let in what the user meant to keep out, so
/// that such a clause matches nothing also where it is negated.
fn exclude(negative: Vec<Query>, must: &mut Vec<Query>, must_not: &mut Vec<Query>) {
    for query in negative.into_iter().map(without_boost) {
        if query == Query::All || contains_nothing(&query) {
            must.push(nothing());
        } else {
            must_not.push(query);
        }
    }
}

/// A clause that excludes articles gives no score.
fn without_boost(query: Query) -> Query {
    let mut query = query;
    while let Query::Boost(inner, _) = query {
        query = *inner;
    }
    query
}

fn contains_nothing(query: &Query) -> bool {
    match query {
        Query::Bool { must, should, must_not } => {
            is_nothing(query) || must.iter().chain(should).chain(must_not).any(contains_nothing)
        }
        Query::Boost(inner, _) => contains_nothing(inner),
        _ => false,
    }
}

fn drop_needless_all(must: &mut Vec<Query>) {
    if must.iter().any(|query| *query != Query::All) {
        must.retain(|query| *query != Query::All);
    } else {
        must.truncate(1);
    }
}

/// One clause without some others.
fn one_without(query: Query, negative: Vec<Query>) -> Query {
    if negative.is_empty() {
        return query;
    }
    match query {
        Query::Bool { must, should, mut must_not } if !should.is_empty() => {
            must_not.extend(negative);
            Query::Bool { must, should, must_not }
        }
        other => Query::Bool { must: vec![other], should: Vec::new(), must_not: negative },
    }
}

#[cfg(test)]
mod tests {
    use super::super::tree::Field;
    use super::*;

    fn word(text: &str) -> Query {
        Query::Word { field: Field::Any, text: text.into() }
    }

    fn group(must: &[&str], should: &[&str], must_not: &[&str]) -> Query {
        let words = |list: &[&str]| list.iter().map(|w| word(w)).collect();
        Query::Bool { must: words(must), should: words(should), must_not: words(must_not) }
    }

    #[test]
    fn groups_of_a_kind_become_one() {
        let inner = all_of(vec![word("a")], vec![word("x")]);
        assert_eq!(all_of(vec![inner, word("b")], vec![word("y")]), group(&["a", "b"], &[], &["x", "y"]));
        let inner = any_of(vec![word("a"), word("b")]);
        assert_eq!(any_of(vec![inner.clone(), word("c")]), group(&[], &["a", "b", "c"], &[]));
        assert_eq!(all_of(vec![inner], vec![word("x")]), group(&[], &["a", "b"], &["x"]));
    }

    #[test]
    fn groups_of_one_are_that_one() {
        assert_eq!(all_of(vec![word("a")], vec![]), word("a"));
        assert_eq!(any_of(vec![word("a")]), word("a"));
        assert_eq!(weighted(vec![], vec![word("a")], vec![]), word("a"));
        assert_eq!(all_of(vec![], vec![]), Query::All);
    }

    #[test]
    fn only_negative_clauses_take_from_all() {
        let all_but = Query::Bool { must: vec![Query::All], should: vec![], must_not: vec![word("x")] };
        assert_eq!(all_of(vec![], vec![word("x")]), all_but);
        assert_eq!(all_of(vec![all_but, word("a")], vec![]), group(&["a"], &[], &["x"]));
    }

    #[test]
    fn excluding_what_is_not_understood_matches_nothing() {
        assert!(is_nothing(&all_of(vec![], vec![nothing()])));
        let hidden = any_of(vec![word("a"), Query::Boost(Box::new(nothing()), 2.0)]);
        assert!(is_nothing(&all_of(vec![], vec![hidden])));
        assert!(is_nothing(&all_of(vec![], vec![Query::All])));
    }

    #[test]
    fn depth_counts_groups() {
        assert_eq!(depth(&word("a")), 0);
        assert_eq!(depth(&any_of(vec![word("a"), group(&["b", "c"], &[], &[])])), 2);
    }
}
