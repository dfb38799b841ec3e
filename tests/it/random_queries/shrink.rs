//! Making a query smaller.

use dateline_search::query::Query;
use dateline_search::request::Filters;

/// The smallest query and filters found for which `fails` still holds.
pub fn smallest(
    query: Query,
    filters: Filters,
    fails: impl Fn(&Query, &Filters) -> bool,
) -> (Query, Filters) {
    let (mut query, mut filters) = (query, filters);
    loop {
        if let Some(next) = simpler_filters(&filters).into_iter().find(|next| fails(&query, next)) {
            filters = next;
        } else if let Some(next) = simpler(&query).into_iter().find(|next| fails(next, &filters)) {
            query = next;
        } else {
            return (query, filters);
        }
    }
}

/// The query with one part left out or made smaller.
fn simpler(query: &Query) -> Vec<Query> {
    match query {
        Query::Bool { must, should, must_not } => simpler_groups(must, should, must_not),
        Query::Boost(inner, _) => vec![(**inner).clone()],
        Query::Phrase { field, text, slop } => {
            let word = |text: String| Query::Phrase { field: *field, text, slop: *slop };
            let mut out: Vec<Query> = fewer_words(text).into_iter().map(word).collect();
            if *slop > 0 {
                out.push(Query::Phrase { field: *field, text: text.clone(), slop: slop / 2 });
                out.push(Query::Phrase { field: *field, text: text.clone(), slop: slop - 1 });
            }
            out
        }
        Query::Countries { field, codes } if codes.len() > 1 => {
            let of = |part: &[String]| Query::Countries { field: *field, codes: part.to_vec() };
            let (first, second) = codes.split_at(codes.len() / 2);
            vec![of(first), of(second)]
        }
        _ => Vec::new(),
    }
}

fn simpler_groups(must: &[Query], should: &[Query], must_not: &[Query]) -> Vec<Query> {
    if must.is_empty() && should.is_empty() {
        return Vec::new();
    }
    let mut out: Vec<Query> = must.iter().chain(should).chain(must_not).cloned().collect();
    let of = |must: Vec<Query>, should: Vec<Query>, must_not: Vec<Query>| {
        // What is only excluded is taken from all articles, as the parser has it.
        let must = if must.is_empty() && should.is_empty() { vec![Query::All] } else { must };
        Query::Bool { must, should, must_not }
    };
    out.extend(simpler_lists(must).into_iter().map(|list| of(list, should.to_vec(), must_not.to_vec())));
    out.extend(simpler_lists(should).into_iter().map(|list| of(must.to_vec(), list, must_not.to_vec())));
    out.extend(simpler_lists(must_not).into_iter().map(|list| of(must.to_vec(), should.to_vec(), list)));
    let whole = of(must.to_vec(), should.to_vec(), must_not.to_vec());
    out.retain(|query| *query != whole);
    out
}

/// The list without one of its queries, or with one of them made smaller.
fn simpler_lists(list: &[Query]) -> Vec<Vec<Query>> {
    let mut out = Vec::new();
    for at in 0..list.len() {
        let replaced = |with: Option<Query>| {
            let (before, after) = (&list[..at], &list[at + 1..]);
            before.iter().cloned().chain(with).chain(after.iter().cloned()).collect::<Vec<_>>()
        };
        out.push(replaced(None));
        out.extend(simpler(&list[at]).into_iter().map(|query| replaced(Some(query))));
    }
    out
}

fn fewer_words(text: &str) -> Vec<String> {
    let words: Vec<&str> = text.split(' ').collect();
    if words.len() < 2 {
        return Vec::new();
    }
    let without = |at: usize| [&words[..at], &words[at + 1..]].concat().join(" ");
    (0..words.len()).map(without).collect()
}

/// The filters with one of them left out.
fn simpler_filters(filters: &Filters) -> Vec<Filters> {
    let mut out = Vec::new();
    let lists: [fn(&mut Filters) -> &mut Vec<String>; 11] = [
        |f| &mut f.country,
        |f| &mut f.not_country,
        |f| &mut f.mentions,
        |f| &mut f.dateline,
        |f| &mut f.source_country,
        |f| &mut f.person,
        |f| &mut f.org,
        |f| &mut f.place,
        |f| &mut f.source,
        |f| &mut f.language,
        |f| &mut f.section,
    ];
    for list in lists {
        let mut fewer = filters.clone();
        if list(&mut fewer).pop().is_some() {
            out.push(fewer);
        }
    }
    for days in [|f: &mut Filters| f.since = None, |f: &mut Filters| f.until = None] {
        let mut fewer = filters.clone();
        days(&mut fewer);
        if fewer != *filters {
            out.push(fewer);
        }
    }
    let mut fewer = filters.clone();
    if fewer.one_of.pop().is_some() || fewer.has.pop().is_some() || fewer.missing.pop().is_some() {
        out.push(fewer);
    }
    let mut fewer = filters.clone();
    if fewer.not.pop().is_some() || std::mem::take(&mut fewer.undated) {
        out.push(fewer);
    }
    out
}
