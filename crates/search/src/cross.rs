//! Tables of counts: the values of one facet by those of another, or by several queries.
//!
//! A cell has the articles that match and have both values. An article with several values of a facet, such as two
//! countries, is in several rows, so that rows may add up to more than their total; articles without a value are in none.
//!
//! Not for: how a table is written, which belongs to whoever prints it.

use std::collections::HashMap;

use crate::ask::{Question, ask};
use crate::engine::{Engine, EngineError};
use crate::query::Query;
use crate::request::{FacetField, Request};
use crate::response::{Facet, FacetCount};

/// The most rows of a table; each may cost a search.
pub const MOST_ROWS: usize = 1_000;

/// A table of counts.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// What the rows are values of.
    pub rows: FacetField,
    /// What the columns are values of; `None` where each is a query.
    pub across: Option<FacetField>,
    /// The columns with their totals.
    pub columns: Vec<Value>,
    /// The rows with their totals, each with a count for every column.
    pub lines: Vec<(Value, Vec<u64>)>,
    /// How many values the facet of the rows has in all, and that of the columns.
    pub distinct: (u64, u64),
}

/// A value of a facet, or a query, with how many articles have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Value {
    /// The value: a code, a name, a period, the text of a query.
    pub value: String,
    /// The value as people read it.
    pub name: String,
    /// How many articles.
    pub count: u64,
}

impl From<&FacetCount> for Value {
    fn from(value: &FacetCount) -> Value {
        Value { value: value.value.clone(), name: value.name.clone(), count: value.count }
    }
}

/// The values of a facet by those of another, of the articles that a question finds.
///
/// Not both facets may be of names: no filter chooses exactly the articles that one of them counts. Periods come in the order of time, other values with the highest count first; there are at most `most` rows and
/// columns.
///
/// # Errors
/// If the engine cannot answer.
pub fn cross(
    engine: &dyn Engine,
    question: &Question,
    (rows, across): (FacetField, FacetField),
    most: (usize, usize),
) -> Result<Table, EngineError> {
    let all = counted(engine, question, &[rows, across], usize::MAX)?;
    let of = |field: FacetField| all.iter().find(|facet| facet.field == field);
    let row_values = of(rows).map(|facet| chosen(facet, most.0.min(MOST_ROWS))).unwrap_or_default();
    let columns = of(across).map(|facet| chosen(facet, most.1.min(MOST_ROWS))).unwrap_or_default();
    // A filter by a name also finds other people who are called so, so names are counted and the other values chosen.
    let cells = if rows.kind_of_names().is_some() {
        let by_column = cells(engine, question, (across, &columns), (rows, &row_values))?;
        let column = |row: usize| by_column.iter().map(move |counts| counts[row]).collect();
        (0..row_values.len()).map(column).collect()
    } else {
        cells(engine, question, (rows, &row_values), (across, &columns))?
    };
    let lines = row_values.into_iter().zip(cells).collect();
    let distinct = |field| of(field).map_or(0, |facet| facet.distinct);
    Ok(Table { rows, across: Some(across), columns, lines, distinct: (distinct(rows), distinct(across)) })
}

/// For each of the chosen values of a facet, how many of its articles have each of the counted values of another.
fn cells(
    engine: &dyn Engine,
    question: &Question,
    (chosen, values): (FacetField, &[Value]),
    (counting, wanted): (FacetField, &[Value]),
) -> Result<Vec<Vec<u64>>, EngineError> {
    let of_value = |value: &Value| {
        let mut narrowed = question.clone();
        narrowed.request.filters.one_of.push((chosen, vec![value.value.clone()]));
        let counts = counts_of(&counted(engine, &narrowed, &[counting], usize::MAX)?);
        Ok(wanted.iter().map(|value| counts.get(&value.value).copied().unwrap_or_default()).collect())
    };
    values.iter().map(of_value).collect()
}

/// The values of a facet side by side for several questions, each with the text that it is shown as.
///
/// # Errors
/// If the engine cannot answer.
pub fn compare(
    engine: &dyn Engine,
    questions: &[(String, Question)],
    rows: FacetField,
    most: usize,
) -> Result<Table, EngineError> {
    let mut columns = Vec::new();
    let mut by_value: HashMap<String, (String, Vec<u64>)> = HashMap::new();
    for (number, (text, question)) in questions.iter().enumerate() {
        let facets = counted(engine, question, &[rows], usize::MAX)?;
        let count = facets.first().map_or(0, |facet| facet.articles);
        columns.push(Value { value: text.clone(), name: text.clone(), count });
        for value in facets.into_iter().flat_map(|facet| facet.values) {
            let held = by_value.entry(value.value).or_insert_with(|| (value.name, vec![0; questions.len()]));
            held.1[number] = value.count;
        }
    }
    let distinct = by_value.len() as u64;
    let mut lines: Vec<(Value, Vec<u64>)> = by_value
        .into_iter()
        .map(|(value, (name, cells))| (Value { value, name, count: cells.iter().sum() }, cells))
        .collect();
    lines.sort_by(|(a, _), (b, _)| b.count.cmp(&a.count).then_with(|| a.value.cmp(&b.value)));
    lines.truncate(most.min(MOST_ROWS));
    if rows.is_of_time() {
        lines.sort_by(|(a, _), (b, _)| a.value.cmp(&b.value));
    }
    Ok(Table { rows, across: None, columns, lines, distinct: (distinct, questions.len() as u64) })
}

/// How many articles of the whole archive have each value of these facets, by facet and value.
///
/// # Errors
/// If the engine cannot answer.
pub fn of_archive(
    engine: &dyn Engine,
    facets: &[FacetField],
) -> Result<HashMap<(FacetField, String), u64>, EngineError> {
    let request = Request {
        query: Query::All,
        limit: 0,
        facets: facets.to_vec(),
        facet_limit: usize::MAX,
        ..Request::default()
    };
    let facets = engine.search(&request)?.facets.into_iter();
    let values = facets.flat_map(|facet| {
        let field = facet.field;
        facet.values.into_iter().map(move |value| ((field, value.value), value.count))
    });
    Ok(values.collect())
}

/// The facets of what a question finds.
fn counted(
    engine: &dyn Engine,
    question: &Question,
    facets: &[FacetField],
    limit: usize,
) -> Result<Vec<Facet>, EngineError> {
    let mut question = question.clone();
    question.help = false;
    question.request = Request {
        limit: 0,
        facets: facets.to_vec(),
        facet_limit: limit,
        // What is chosen is counted, and nothing beside it: a cell has to have both values.
        facet_narrowed: true,
        ..question.request
    };
    Ok(ask(engine, &question)?.facets)
}

fn counts_of(facets: &[Facet]) -> HashMap<String, u64> {
    let values = facets.iter().flat_map(|facet| &facet.values);
    values.map(|value| (value.value.clone(), value.count)).collect()
}

/// The values of a facet with the highest counts, of time in its order.
fn chosen(facet: &Facet, most: usize) -> Vec<Value> {
    let mut values: Vec<Value> = facet.values.iter().map(Value::from).collect();
    values.sort_by_key(|value| std::cmp::Reverse(value.count));
    values.truncate(most);
    if facet.field.is_of_time() {
        values.sort_by(|a, b| a.value.cmp(&b.value));
    }
    values
}
