//! `lines`: every occurrence with the text around it.

use std::ops::ControlFlow;

use serde_json::{Value, json};

use dateline_search::ask::{each, matcher};
use dateline_search::lines::{Line, lines};
use dateline_search::request::{Copies, Request};
use dateline_serve::fault::Fault;
use dateline_serve::live::Moment;

use super::{Call, FILTERS, MAX_BYTES, PAGE, QUERY, Tool, cursor, finish, with_end};
use crate::arguments::{Argument, Kind, bad};

/// No more articles are read for one answer.
const ARTICLES: usize = 500;

pub(super) const TOOL: Tool = Tool {
    name: "lines",
    title: "List occurrences",
    about: "Every place where the words of the query occur, one line each with the text before and after it \
            (a concordance), article by article. Use it to see how something is said, by whom and when.",
    arguments: &[
        &[
            Argument { required: true, ..QUERY },
            Argument::optional(
                "sort",
                Kind::Choice(&["newest", "oldest", "relevance"]),
                "Order of the articles; newest first if not given",
            ),
        ],
        FILTERS,
        PAGE,
        &[MAX_BYTES],
    ],
    answer: || {
        with_end(json!({
            "lines": {"type": "array", "items": {"type": "object", "properties": {
                "before": {"type": "string"},
                "match": {"type": "string"},
                "after": {"type": "string"},
                "field": {"type": "string"},
                "id": {"type": "string"},
                "title": {"type": "string"},
                "date": {"type": "string"},
                "source": {"type": "string"},
            }}},
            "total": {"type": "integer", "description": "How many articles match"},
        }))
    },
    run,
};

/// A line, and where it is: how many articles and how many of its article's lines come before it.
struct Found {
    at: usize,
    within: usize,
    line: Value,
}

fn run(moment: &Moment, mut call: Call) -> Result<Value, Fault> {
    if call.given.text("sort").is_none() {
        call.address.sort = dateline_search::request::Sort::Newest;
    }
    let offset = call.at();
    let skipped = call.cursor.as_ref().map_or(0, |cursor| cursor.within);
    let wanted =
        Request { limit: usize::MAX, offset, snippets: false, copies: Copies::All, ..Request::default() };
    let question = call.question(moment, wanted)?;
    let engine = &*moment.engine;
    let matcher = matcher(engine, &question)?;
    if matcher.is_empty() {
        return Err(bad("query", "nothing to line up: it has no word of a text; add one, or use search"));
    }
    let limit = call.limit();
    let (mut found, mut at) = (Vec::new(), offset);
    let mut next = None;
    let response = each(engine, &question, &mut |hit| {
        let from = if at == offset { skipped } else { 0 };
        let of_article = lines(&hit.article, &matcher);
        for (within, line) in of_article.iter().enumerate().skip(from) {
            if found.len() == limit {
                next = Some(cursor(moment, at, within));
                return ControlFlow::Break(());
            }
            found.push(Found { at, within, line: shown(line) });
        }
        at += 1;
        if at - offset == ARTICLES {
            next = Some(cursor(moment, at, 0));
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    })?;
    let mut room = call.room;
    let mut answer = room.head(json!({"lines": [], "total": response.total}));
    let fitted = room.fit(found.iter().map(|found| found.line.clone()));
    if let Some(cut) = found.get(fitted.taken) {
        next = Some(cursor(moment, cut.at, cut.within));
    }
    answer["lines"] = fitted.items.clone().into();
    finish(&mut answer, &fitted, next);
    Ok(answer)
}

fn shown(line: &Line) -> Value {
    let mut out = json!({
        "before": line.before, "match": line.hit, "after": line.after, "field": line.field.name(), "id": line.id,
    });
    for (key, text) in [("title", &line.headline), ("date", &line.published), ("source", &line.source)] {
        if let Some(text) = text {
            out[key] = text.as_str().into();
        }
    }
    out
}
