//! `names`: a name, its spellings, and what it is named with.

use serde_json::{Value, json};

use dateline_serve::api;
use dateline_serve::fault::{Fault, Kind as FaultKind};
use dateline_serve::live::Moment;

use super::{Call, MAX_BYTES, PAGE, Tool, cursor, finish, with_end};
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
            "facets": {"type": "array", "items": {"type": "object", "properties": {
                "facet": {"type": "string"},
                "value": {"type": ["string", "null"]},
                "name": {"type": "string"},
                "count": {"type": "integer"},
                "forms": {"type": "array", "description": "The spellings, with their counts"},
            }}},
        }))
    },
    run,
};

fn run(moment: &Moment, call: Call) -> Result<Value, Fault> {
    let name = call.given.text("name").unwrap_or_default();
    let kind = call.given.text("type").unwrap_or("person");
    let limit = call.limit().to_string();
    let given = api::Parameters::from_iter([("name", name), ("type", kind), ("limit", &limit)]);
    let found = api::names(moment, &call.address, &given);
    let mut found = found.map_err(|fault| with_near(moment, name, fault))?;
    let Value::Array(lines) = found["facets"].take() else {
        return Err(Fault::new(FaultKind::Internal, "a name has no facets"));
    };
    let (from, all) = (call.at(), lines.len());
    let mut room = call.room;
    let mut answer = room.head(
        json!({"name": found["name"], "type": found["type"], "articles": found["articles"], "facets": []}),
    );
    let fitted = room.fit(lines.into_iter().skip(from));
    answer["facets"] = fitted.items.clone().into();
    let next = from + fitted.taken;
    finish(&mut answer, &fitted, (next < all).then(|| cursor(moment, next, 0)));
    Ok(answer)
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
