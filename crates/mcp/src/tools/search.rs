//! `search`: articles by words and filters.

use serde_json::{Value, json};

use dateline_search::ask::ask;
use dateline_search::request::{Copies, Request};
use dateline_search::response::{Hit, Response};
use dateline_serve::fault::Fault;
use dateline_serve::live::Moment;

use super::{Call, FILTERS, MAX_BYTES, PAGE, QUERY, Tool, articles, cursor, finish, with_end};
use crate::arguments::{Argument, Kind};
use crate::articles::listed;

/// Passages that show what matched in an article.
const PASSAGES: usize = 2;

pub(super) const TOOL: Tool = Tool {
    name: "search",
    title: "Search the archive",
    about: "Find news articles by words, names, countries and dates. Results are ranked and have the id that fetch \
            takes, title, outlet, date, the countries they are about, and the passage that matches. Copies of a story \
            are one result. An empty list means that no article of this archive matches; \"help\" then says what to try.",
    arguments: &[
        &[
            QUERY,
            Argument::optional(
                "sort",
                Kind::Choice(&["relevance", "newest", "oldest"]),
                "Order of the results",
            ),
        ],
        FILTERS,
        PAGE,
        &[MAX_BYTES],
    ],
    answer,
    run,
};

fn answer() -> Value {
    with_end(json!({
        "results": articles(&["snippet"]),
        "total": {"type": "integer", "description": "How many articles match"},
        "total_is": {"type": "string", "enum": ["exact", "at least"]},
        "undated": {"type": "integer", "description": "Articles left out by since and until because they have no date"},
        "help": {"type": "array", "items": {"type": "string"}},
        "names": {
            "type": "array", "items": {"type": "object"},
            "description": "Names in the query that were also looked for in other spellings",
        },
    }))
}

fn run(moment: &Moment, call: Call) -> Result<Value, Fault> {
    let (limit, offset) = (call.limit(), call.at());
    let wanted = Request { limit, offset, copies: Copies::Together, ..Request::default() };
    let mut question = call.question(moment, wanted)?;
    question.help = offset == 0;
    let response = ask(&*moment.engine, &question)?;
    let mut room = call.room;
    let mut answer = room.head(head(&response));
    let fitted = room.fit(response.hits.iter().map(result));
    answer["results"] = fitted.items.clone().into();
    let next = offset + fitted.taken;
    let has_more = fitted.is_cut || (response.hits.len() == limit && response.total > next as u64);
    finish(&mut answer, &fitted, has_more.then(|| cursor(moment, next, 0)));
    Ok(answer)
}

fn head(response: &Response) -> Value {
    let relation = match response.relation.name() {
        "eq" => "exact",
        _ => "at least",
    };
    let mut head = json!({"results": [], "total": response.total, "total_is": relation});
    if response.undated > 0 {
        head["undated"] = response.undated.into();
    }
    if let Some(help) = &response.help {
        head["help"] = json!(help.lines());
    }
    if !response.names.is_empty() {
        head["names"] = json!(response.names);
    }
    head
}

fn result(hit: &Hit) -> Value {
    let mut out = listed(&hit.article);
    let passages: Vec<&str> =
        hit.snippets.iter().take(PASSAGES).map(|snippet| snippet.text.as_str()).collect();
    out.insert("snippet".into(), passages.join(" … ").into());
    if hit.folded() > 0 {
        out.insert("copies".into(), hit.folded().into());
    }
    out.into()
}
