//! `similar`: articles like one.

use serde_json::{Value, json};

use dateline_search::ask::{Question, ask};
use dateline_search::request::Request;
use dateline_serve::fault::Fault;
use dateline_serve::live::Moment;
use dateline_serve::question::filters;

use super::{ARTICLE, Call, FILTERS, MAX_BYTES, PAGE, Tool, articles, cursor, finish, with_end};
use crate::articles::{listed, named};

/// How deep similar articles are looked for.
const DEEPEST: usize = 500;

pub(super) const TOOL: Tool = Tool {
    name: "similar",
    title: "Find similar articles",
    about: "Articles like one that is known by its id, the most similar first: more on the same events, by other outlets \
            or at other times.",
    arguments: &[ARTICLE, FILTERS, PAGE, &[MAX_BYTES]],
    answer: || with_end(json!({"results": articles(&[])})),
    run,
};

fn run(moment: &Moment, call: Call) -> Result<Value, Fault> {
    let article = named(moment, &call.given)?;
    let (filters, budget) = (filters(&call.address)?, Some(moment.budget()));
    let from = call.at().min(DEEPEST);
    let limit = from + call.limit();
    let wanted = Request { filters, limit, budget, snippets: false, ..Request::default() };
    let response = ask(&*moment.engine, &Question::like(article).with(wanted))?;
    let mut room = call.room;
    let mut answer = room.head(json!({"results": []}));
    let fitted = room.fit(response.hits.iter().skip(from).map(|hit| listed(&hit.article).into()));
    answer["results"] = fitted.items.clone().into();
    let next = from + fitted.taken;
    let has_more = next < DEEPEST && (fitted.is_cut || response.hits.len() == limit);
    finish(&mut answer, &fitted, has_more.then(|| cursor(moment, next, 0)));
    Ok(answer)
}
