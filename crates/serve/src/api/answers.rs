//! What each address of the API answers.

use serde_json::{Value, json};

use dateline_core::article::Article;
use dateline_search::ask::{Question, ask, matcher, request};
use dateline_search::engine::why_not;
use dateline_search::json::{facet_lines_json, header_json, hits_json};
use dateline_search::lines::{Line, LineOrder};
use dateline_search::occurrences::occurrences;
use dateline_search::query::Query;
use dateline_search::request::{FacetField, Request, Sort};
use dateline_search::response::FacetCount;

use super::cursor::Cursor;
use super::parameters::{Parameters, bad};
use crate::address::Address;
use crate::fault::Fault;
use crate::live::Moment;
use crate::occurrences::{order, sorted};
use crate::page::lines::anchor;
use crate::page::values;
use crate::question::question;

/// Hits where no number is given.
const HITS: usize = 10;
/// Values of a facet that come with hits.
const FACET_VALUES: usize = 100;
/// Completions of each kind.
const COMPLETIONS: usize = 5;
/// Sorted lines where no number is given.
const SORTED: usize = 100;
/// The most lines of one answer.
const LINES: usize = 5000;

type Answer = Result<Value, Fault>;

/// The hits of a question, with what was counted.
pub fn search(snapshot: &Moment, address: &Address, given: &Parameters) -> Answer {
    let cursor = given.text("cursor").map(Cursor::parse).transpose()?;
    if cursor.as_ref().is_some_and(|cursor| cursor.generation != snapshot.generation) {
        return Err(Cursor::gone());
    }
    let offset = match &cursor {
        Some(cursor) => cursor.offset,
        None => given.offset()?,
    };
    let limit = given.limit(HITS)?;
    let wanted = Request {
        limit,
        offset,
        facets: given.facets("facets")?,
        facet_limit: FACET_VALUES,
        explain: given.flag("explain")?,
        copies: address.copies(),
        ..Request::default()
    };
    let mut question = question(snapshot, address, wanted, given.flag("strict")?)?;
    question.help = given.flag("help")?;
    let response = ask(&*snapshot.engine, &question)?;
    let mut answer = header_json(&response, &address.q);
    answer["generation"] = json!(snapshot.generation);
    answer["hits"] = hits_json(&response).collect();
    if limit > 0 && response.hits.len() == limit {
        let next = Cursor { generation: snapshot.generation.clone(), offset: offset + limit };
        answer["next"] = json!(next.text());
    }
    Ok(answer)
}

/// The counts of a question by facets.
pub fn facets(snapshot: &Moment, address: &Address, given: &Parameters) -> Answer {
    let fields = given.facets("by")?;
    let (limit, within) = (given.limit(FACET_VALUES)?, given.text("within"));
    if let (Some(within), [field]) = (within, fields.as_slice()) {
        let found = values::values(snapshot, *field, address, within)?;
        let lines: Vec<Value> = found.iter().take(limit).map(|value| line(*field, value)).collect();
        return Ok(json!({"facets": lines, "values_total": found.len(), "generation": snapshot.generation}));
    }
    let fields = if fields.is_empty() {
        FacetField::all().filter(|field| field.filter().is_some()).collect()
    } else {
        fields
    };
    let wanted = Request {
        facets: fields,
        facet_limit: limit,
        facet_tree: given.flag("tree")?,
        facet_forms: given.flag("forms")?,
        limit: 0,
        ..Request::default()
    };
    let response = ask(&*snapshot.engine, &question(snapshot, address, wanted, false)?)?;
    Ok(json!({
        "facets": facet_lines_json(&response.facets),
        "total": response.total,
        "generation": snapshot.generation,
    }))
}

fn line(field: FacetField, value: &FacetCount) -> Value {
    json!({"facet": field.name(), "value": value.value, "name": value.name, "count": value.count})
}

/// The articles of a question over time.
pub fn timeline(snapshot: &Moment, address: &Address, _: &Parameters) -> Answer {
    let time = address.step.map_or(FacetField::Time, FacetField::of_step);
    let wanted = Request {
        facets: vec![time],
        facet_limit: 1000,
        facet_timeline: true,
        limit: 0,
        ..Request::default()
    };
    let response = ask(&*snapshot.engine, &question(snapshot, address, wanted, false)?)?;
    Ok(json!({
        "timeline": facet_lines_json(&response.facets),
        "total": response.total,
        "generation": snapshot.generation,
    }))
}

/// How what was typed may go on: names, outlets, countries and headlines.
pub fn suggest(snapshot: &Moment, _: &Address, given: &Parameters) -> Answer {
    let typed = given.text("q").unwrap_or_default();
    let limit = given.limit(COMPLETIONS)?;
    let mut out: Vec<Value> = Vec::new();
    for (facet, completions) in snapshot.completions()? {
        out.extend(
            completions
                .find(typed, limit)
                .map(|value| suggestion(*facet, &value.value, &value.name, value.count)),
        );
    }
    out.extend(countries(snapshot, typed, limit)?);
    out.extend(headlines(snapshot, typed, limit)?);
    Ok(json!({"suggestions": out, "generation": snapshot.generation}))
}

fn suggestion(facet: FacetField, value: &str, name: &str, count: u64) -> Value {
    json!({"type": facet.filter().unwrap_or(facet.name()), "value": value, "name": name, "count": count})
}

/// Countries one of whose words begins as what was typed does.
fn countries(snapshot: &Moment, typed: &str, limit: usize) -> Result<Vec<Value>, Fault> {
    let letters = dateline_core::text::fold(typed.trim()).into_owned();
    if letters.is_empty() {
        return Ok(Vec::new());
    }
    let counts = snapshot.countries()?;
    let begins = |name: &str| {
        let folded = dateline_core::text::fold(name).into_owned();
        folded.starts_with(&letters) || folded.split(' ').any(|word| word.starts_with(&letters))
    };
    let all = dateline_enrich::countries::all().iter().filter(|country| begins(country.name));
    let mut found: Vec<_> = all
        .map(|country| (counts.get(country.code).copied().unwrap_or_default(), country))
        .filter(|(count, _)| *count > 0)
        .collect();
    found.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.name.cmp(b.1.name)));
    Ok(found
        .into_iter()
        .take(limit)
        .map(|(count, country)| suggestion(FacetField::Country, country.code, country.name, count))
        .collect())
}

/// The newest headlines with all that was typed, whose last word may be the beginning of one.
fn headlines(snapshot: &Moment, typed: &str, limit: usize) -> Result<Vec<Value>, Fault> {
    let folded = dateline_core::text::fold(typed).into_owned();
    let words: Vec<String> = dateline_core::text::words(&folded).map(|word| word.text.to_owned()).collect();
    let Some((last, others)) = words.split_last() else { return Ok(Vec::new()) };
    // Two letters begin too many words to be worth looking up.
    if last.chars().count() < 3 || limit == 0 {
        return Ok(Vec::new());
    }
    let field = dateline_search::query::Field::Headline;
    let mut must: Vec<Query> = others.iter().map(|word| Query::Word { field, text: word.clone() }).collect();
    must.push(Query::Wildcard { field, pattern: format!("{last}*") });
    let query = Query::Bool { must, should: Vec::new(), must_not: Vec::new() };
    let budget = Some(snapshot.budget());
    let (sort, snippets) = (Sort::Newest, false);
    let wanted = Request { query, limit, snippets, sort, budget, ..Request::default() };
    // What costs too much to complete is not completed.
    let Ok(response) = snapshot.engine.search(&wanted) else { return Ok(Vec::new()) };
    let headline = |article: &Article| {
        let text = article.headline.clone().unwrap_or_default();
        json!({"type": "article", "value": article.id, "name": text, "path": article.path, "record": article.record})
    };
    Ok(response.hits.iter().map(|hit| headline(&hit.article)).collect())
}

/// A name: its forms, and what it is named with.
pub fn names(snapshot: &Moment, _: &Address, given: &Parameters) -> Answer {
    let kind = given.text("type").unwrap_or("person");
    let facet = values::facet_of(kind).ok().filter(|facet| facet.kind_of_names().is_some());
    let facet = facet.ok_or_else(|| bad("type", "unknown; choose person, organisation or place"))?;
    let name = given.text("name").ok_or_else(|| bad("name", "missing"))?;
    let address = Address { chosen: vec![(facet, name.to_owned())], ..Address::default() };
    use FacetField::{Country, Organisation, Person, Place, Source, Time};
    let wanted = Request {
        facets: vec![Person, Organisation, Place, Country, Source, Time],
        facet_limit: given.limit(FACET_VALUES)?,
        facet_forms: true,
        facet_timeline: true,
        limit: 0,
        ..Request::default()
    };
    let response = ask(&*snapshot.engine, &question(snapshot, &address, wanted, false)?)?;
    if response.total == 0 {
        return Err(Fault::not_found(format!("no article names {name}")));
    }
    Ok(json!({
        "name": name,
        "type": facet.name(),
        "articles": response.total,
        "facets": facet_lines_json(&response.facets),
        "generation": snapshot.generation,
    }))
}

/// One article with all that was found in it, and its copies.
pub fn article(snapshot: &Moment, article: &Article) -> Answer {
    let mut value = json!(article);
    let copies = snapshot.engine.copies(article)?;
    if !copies.is_empty() {
        value["copies"] = json!(copies);
    }
    Ok(value)
}

/// Articles like one.
pub fn similar(snapshot: &Moment, article: &Article, address: &Address, given: &Parameters) -> Answer {
    let filters = crate::question::filters(address)?;
    let (limit, budget) = (given.limit(HITS)?, Some(snapshot.budget()));
    let wanted = Request { filters, limit, budget, ..Request::default() };
    let response = ask(&*snapshot.engine, &Question::like(article.clone()).with(wanted))?;
    let mut answer = header_json(&response, "");
    answer["generation"] = json!(snapshot.generation);
    answer["hits"] = hits_json(&response).collect();
    Ok(answer)
}

/// Why a question finds an article, or does not.
pub fn why(snapshot: &Moment, article: &Article, address: &Address) -> Answer {
    let engine = &*snapshot.engine;
    let question = question(snapshot, address, Request { snippets: false, ..Request::default() }, false)?;
    let left_out = question.left_out();
    let found = why_not(engine, &request(engine, &question)?, article)?;
    let mut answer = json!({
        "id": article.id, "path": article.path, "record": article.record, "query": address.q,
        "matches": found.matches, "total": found.total, "clauses": found.clauses, "left_out": left_out,
    });
    if let Some(headline) = &article.headline {
        answer["headline"] = json!(headline);
    }
    if let Some(rank) = found.rank {
        answer["rank"] = json!(rank);
    }
    Ok(answer)
}

/// Every occurrence in the hits of a question, with the text around it.
pub fn lines(snapshot: &Moment, address: &Address, given: &Parameters) -> Answer {
    if let Some(order) = order(given)? {
        return sorted_lines(snapshot, address, given, order);
    }
    let engine = &*snapshot.engine;
    let (limit, offset, copies) = (given.limit(HITS)?, given.offset()?, address.copies());
    let wanted = Request { limit, offset, copies, snippets: false, ..Request::default() };
    let question = question(snapshot, address, wanted, false)?;
    let (response, matcher) = (ask(engine, &question)?, matcher(engine, &question)?);
    let (mut out, mut left_out) = (Vec::new(), 0);
    for hit in &response.hits {
        let article = &hit.article;
        let found = occurrences(article, &matcher);
        let room = LINES - out.len();
        left_out += found.len().saturating_sub(room);
        for found in found.iter().take(room) {
            out.push(json!({
                "id": article.id, "path": article.path, "record": article.record,
                "field": found.field, "item": found.item, "start": found.start, "end": found.end,
                "anchor": anchor(found.field, found.item, found.start),
                "before": found.before(article), "match": found.matched(article), "after": found.after(article),
            }));
        }
    }
    Ok(
        json!({"lines": out, "left_out": left_out, "articles": response.hits.len(), "total": response.total, "generation": snapshot.generation}),
    )
}

/// All occurrences of a question in an order, some of them at a time, with how many there are.
fn sorted_lines(snapshot: &Moment, address: &Address, given: &Parameters, order: LineOrder) -> Answer {
    let (limit, offset) = (given.limit(SORTED)?, given.offset()?);
    let found = sorted(snapshot, address, order)?;
    let left_out = found.counts.occurrences.saturating_sub(found.lines.len() as u64);
    let lines: Vec<&Line> = found.lines.iter().skip(offset).take(limit).collect();
    Ok(json!({
        "lines": lines,
        "occurrences": found.counts.occurrences, "articles": found.counts.articles, "without": found.counts.without,
        "total": found.counts.articles + found.counts.without,
        "undated": found.undated, "complete": found.is_whole, "left_out": left_out,
        "generation": snapshot.generation,
    }))
}

/// What the archive holds.
pub fn stats(snapshot: &Moment, _: &Address, _: &Parameters) -> Answer {
    let distinct = snapshot.engine.distinct(&[FacetField::Mentions, FacetField::Person])?;
    let mut answer = json!(snapshot.about);
    answer["countries"] = json!(distinct.first());
    answer["people"] = json!(distinct.get(1));
    answer["generation"] = json!(snapshot.generation);
    Ok(answer)
}

/// Whether the archive can be asked, and how many articles it has: what a page asks to know whether it is old.
pub fn health(snapshot: &Moment) -> Answer {
    Ok(json!({
        "status": "ok", "articles": snapshot.about.articles, "generation": snapshot.generation,
        "warnings": snapshot.warnings(),
    }))
}
