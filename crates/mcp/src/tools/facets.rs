//! `facets`: how many articles there are by country, person and so on.

use serde_json::{Value, json};

use dateline_search::ask::ask;
use dateline_search::json::facet_lines_json;
use dateline_search::request::{FacetField, Request};
use dateline_serve::fault::Fault;
use dateline_serve::live::Moment;

use super::{Call, FILTERS, MAX_BYTES, PAGE, QUERY, Tool, cursor, finish, with_end};
use crate::arguments::{Argument, Kind, bad};

/// What is counted by where a call does not say.
const DEFAULT: [FacetField; 5] =
    [FacetField::Country, FacetField::Person, FacetField::Organisation, FacetField::Source, FacetField::Year];

pub(super) const TOOL: Tool = Tool {
    name: "facets",
    title: "Count articles",
    about: "How many articles match, and how many of them are about each country, name each person, organisation or \
            place, come from each outlet, or were published in each year or month. Without a query and filters it \
            counts the whole archive. The counts of a facet are the highest first; limit is per facet.",
    arguments: &[
        &[
            QUERY,
            Argument::optional(
                "by",
                Kind::Choices(&[
                    "country",
                    "mentions",
                    "person",
                    "organisation",
                    "place",
                    "source",
                    "section",
                    "language",
                    "year",
                    "month",
                    "day",
                ]),
                "What to count by; country, person, organisation, source and year if not given",
            ),
        ],
        FILTERS,
        PAGE,
        &[MAX_BYTES],
    ],
    answer: || {
        with_end(json!({
            "facets": {"type": "array", "items": {"type": "object", "properties": {
                "facet": {"type": "string"},
                "value": {"type": ["string", "null"]},
                "name": {"type": "string"},
                "count": {"type": "integer"},
            }}},
            "total": {"type": "integer", "description": "How many articles match"},
        }))
    },
    run,
};

fn run(moment: &Moment, call: Call) -> Result<Value, Fault> {
    let mut facets: Vec<FacetField> = Vec::new();
    for name in call.given.texts("by") {
        let facet = name.parse().map_err(|error| bad("by", error))?;
        if !facets.contains(&facet) {
            facets.push(facet);
        }
    }
    if facets.is_empty() {
        facets = DEFAULT.to_vec();
    }
    let wanted = Request { facets, facet_limit: call.limit(), limit: 0, ..Request::default() };
    let response = ask(&*moment.engine, &call.question(moment, wanted)?)?;
    let (lines, from) = (facet_lines_json(&response.facets), call.at());
    let mut room = call.room;
    let mut answer = room.head(json!({"facets": [], "total": response.total}));
    let all = lines.len();
    let fitted = room.fit(lines.into_iter().skip(from));
    answer["facets"] = fitted.items.clone().into();
    let next = from + fitted.taken;
    finish(&mut answer, &fitted, (next < all).then(|| cursor(moment, next, 0)));
    Ok(answer)
}
