//! `why`: why a search finds an article, or does not.

use serde_json::{Value, json};

use dateline_serve::api;
use dateline_serve::fault::Fault;
use dateline_serve::live::Moment;

use super::{ARTICLE, Call, FILTERS, MAX_BYTES, QUERY, Tool, finish};
use crate::articles::named;

pub(super) const TOOL: Tool = Tool {
    name: "why",
    title: "Explain a search result",
    about: "Why a search finds one article, or does not: each condition of the query and the filters, whether it holds, \
            and what is nearest where it does not.",
    arguments: &[ARTICLE, &[QUERY], FILTERS, &[MAX_BYTES]],
    answer: || {
        json!({
            "id": {"type": "string"},
            "query": {"type": "string"},
            "matches": {"type": "boolean"},
            "total": {"type": "integer", "description": "How many articles the search finds"},
            "rank": {"type": "integer", "description": "The place of this one among them"},
            "clauses": {"type": "array", "items": {"type": "object"}},
            "truncated": {"type": "boolean", "description": "True if clauses are left out to keep to max_bytes"},
        })
    },
    run,
};

fn run(moment: &Moment, call: Call) -> Result<Value, Fault> {
    let article = named(moment, &call.given)?;
    // Mistakes in the query are said, not guessed around.
    call.question(moment, dateline_search::request::Request::default())?;
    let mut found = api::why(moment, &article, &call.address)?;
    let clauses = match found["clauses"].take() {
        Value::Array(clauses) => clauses,
        _ => Vec::new(),
    };
    let mut room = call.room;
    let mut answer = room.head(found);
    let fitted = room.fit(clauses);
    answer["clauses"] = fitted.items.clone().into();
    finish(&mut answer, &fitted, None);
    Ok(answer)
}
