//! `names`: a name, its spellings, and what it is named with.

use std::collections::HashMap;

use serde_json::{Value, json};

use dateline_core::text::fold;
use dateline_serve::api;
use dateline_serve::fault::{Fault, Kind as FaultKind};
use dateline_serve::live::Moment;

use super::{Call, MAX_BYTES, MOST, PAGE, Tool, cursor, finish, with_end};
use crate::arguments::{Argument, Kind};

/// Names that are shown where one is not found.
const NEAR: usize = 5;

pub(super) const TOOL: Tool = Tool {
    name: "names",
    title: "Look up a name",
    about: "A person, organisation or place: in how many articles it is named, the spellings that count as the same, \
            and the people, organisations, places, countries, outlets and dates it occurs with. limit is per facet.",
    arguments: &[
        &[
            Argument::required("name", Kind::Text, "The name, in any spelling"),
            Argument::optional(
                "type",
                Kind::Choice(&["person", "organisation", "place"]),
                "What the name is of; person if not given",
            ),
        ],
        PAGE,
        &[MAX_BYTES],
    ],
    answer: || {
        with_end(json!({
            "name": {"type": "string"},
            "type": {"type": "string"},
            "articles": {"type": "integer", "description": "How many articles name it"},
            "spellings": {"type": "array", "items": {"type": "object"}, "description": "How articles write it"},
            "facets": {"type": "array", "items": {"type": "object", "properties": {
                "facet": {"type": "string"},
                "value": {"type": ["string", "null"]},
                "name": {"type": "string"},
                "count": {"type": "integer"},
                "forms": {"type": "array", "items": {"type": "object"}},
            }}},
        }))
    },
    run,
};

fn run(moment: &Moment, call: Call) -> Result<Value, Fault> {
    let name = call.given.text("name").unwrap_or_default();
    let kind = call.given.text("type").unwrap_or("person");
    // The name itself may be far down among those that occur with it.
    let limit = MOST.to_string();
    let given = api::Parameters::from_iter([("name", name), ("type", kind), ("limit", &limit)]);
    let found = api::names(moment, &call.address, &given);
    let mut found = found.map_err(|fault| with_near(moment, name, fault))?;
    let Value::Array(lines) = found["facets"].take() else {
        return Err(Fault::new(FaultKind::Internal, "a name has no facets"));
    };
    let spellings = spellings(&lines, found["type"].as_str().unwrap_or_default(), name);
    let lines = first_of_each(lines, call.limit());
    let (from, all) = (call.at(), lines.len());
    let mut room = call.room;
    let mut answer = room.head(json!({
        "name": found["name"], "type": found["type"], "articles": found["articles"],
        "spellings": spellings, "facets": [],
    }));
    let fitted = room.fit(lines.into_iter().skip(from));
    answer["facets"] = fitted.items.clone().into();
    let next = from + fitted.taken;
    finish(&mut answer, &fitted, (next < all).then(|| cursor(moment, next, 0)));
    Ok(answer)
}

/// The spellings of a name, from the line of its own.
fn spellings(lines: &[Value], kind: &str, name: &str) -> Value {
    let asked = fold(name).into_owned();
    let is_asked =
        |form: &Value| form["name"].as_str().is_some_and(|form| fold(form).contains(asked.as_str()));
    let forms = lines.iter().filter(|line| line["facet"] == kind).filter_map(|line| line["forms"].as_array());
    let mut own = forms.filter(|forms| forms.iter().any(is_asked));
    own.next().cloned().unwrap_or_default().into()
}

/// The first lines of each facet.
fn first_of_each(lines: Vec<Value>, limit: usize) -> Vec<Value> {
    let mut counts: HashMap<String, usize> = HashMap::new();
    let is_among_first = |line: &Value| {
        let count = counts.entry(line["facet"].as_str().unwrap_or_default().to_owned()).or_default();
        *count += 1;
        *count <= limit
    };
    let mut lines = lines;
    lines.retain(is_among_first);
    lines
}

/// A fault with names that begin alike, if no article has the one that was asked for.
fn with_near(moment: &Moment, name: &str, fault: Fault) -> Fault {
    if fault.kind != FaultKind::NotFound {
        return fault;
    }
    let Ok(completions) = moment.completions() else { return fault };
    let typed = name.split_whitespace().next_back().unwrap_or(name);
    let near: Vec<String> = completions
        .iter()
        .flat_map(|(facet, values)| {
            values.find(typed, NEAR).map(move |value| format!("{} ({})", value.name, facet.name()))
        })
        .take(2 * NEAR)
        .collect();
    let hint = match near.is_empty() {
        true => "Look for it with search, or try another type.".to_owned(),
        false => format!("Names in the archive: {}.", near.join(", ")),
    };
    Fault { hint: Some(hint), ..fault }
}
