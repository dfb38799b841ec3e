//! What the API is, as OpenAPI 3.1.

use std::sync::LazyLock;

use askama::Template;
use serde_json::{Value, json};

use dateline_enrich::countries;
use dateline_search::article_field::ArticleField;
use dateline_search::request::FacetField;

use crate::fault::Fault;
use crate::page::frame::Frame;

/// An address of the API.
struct Operation {
    path: &'static str,
    summary: &'static str,
    /// The names of its parameters; `*` stands for those of a question.
    parameters: &'static [&'static str],
    /// The keys of its answer, with what they are.
    answer: &'static [(&'static str, &'static str)],
}

const OPERATIONS: [Operation; 16] = [
    Operation {
        path: "/search",
        summary: "Search results with totals and facets",
        parameters: &["*", "limit", "offset", "cursor", "facets", "explain", "help", "strict"],
        answer: &[
            ("total", "integer"),
            ("total_relation", "string"),
            ("undated", "integer"),
            ("took_ms", "integer"),
            ("query", "string"),
            ("warnings", "array"),
            ("facets", "object"),
            ("generation", "string"),
            ("hits", "array"),
        ],
    },
    Operation {
        path: "/facets",
        summary: "Counts by country, person, organisation, place, source, section or language",
        parameters: &["*", "by", "within", "limit", "tree", "forms"],
        answer: &[("facets", "array"), ("generation", "string")],
    },
    Operation {
        path: "/timeline",
        summary: "Articles over time, with the empty periods",
        parameters: &["*"],
        answer: &[("timeline", "array"), ("total", "integer"), ("generation", "string")],
    },
    Operation {
        path: "/suggest",
        summary: "Completions of typed text: names, outlets, countries and headlines",
        parameters: &["q", "limit"],
        answer: &[("suggestions", "array"), ("generation", "string")],
    },
    Operation {
        path: "/names",
        summary: "A name: its spellings, and the names that occur with it",
        parameters: &["type", "name", "limit"],
        answer: &[
            ("name", "string"),
            ("type", "string"),
            ("articles", "integer"),
            ("facets", "array"),
            ("generation", "string"),
        ],
    },
    Operation {
        path: "/article",
        summary: "One article with all that was found in it",
        parameters: &["id", "path", "record"],
        answer: &[("id", "string"), ("path", "string"), ("record", "integer")],
    },
    Operation {
        path: "/similar",
        summary: "Articles similar to one article",
        parameters: &["id", "path", "record", "limit", "*filters"],
        answer: &[("total", "integer"), ("hits", "array"), ("generation", "string")],
    },
    Operation {
        path: "/why",
        summary: "Why a search finds an article, or does not",
        parameters: &["id", "path", "record", "*"],
        answer: &[("id", "string"), ("matches", "boolean"), ("total", "integer"), ("clauses", "array")],
    },
    Operation {
        path: "/list",
        summary: "Counts for each of many names, phrases or queries, sent one a line; a long list goes into the body of a POST",
        parameters: &["terms", "column", "exact", "any", "*filters"],
        answer: &[("terms", "array"), ("found", "integer"), ("faults", "integer"), ("generation", "string")],
    },
    Operation {
        path: "/lines",
        summary: "Every occurrence in the results of a search, with the text around it",
        parameters: &["*", "order", "limit", "offset"],
        answer: &[
            ("lines", "array"),
            ("left_out", "integer"),
            ("articles", "integer"),
            ("total", "integer"),
            ("generation", "string"),
        ],
    },
    Operation {
        path: "/cite",
        summary: "One article as a reference, and where a quotation of it is",
        parameters: &["id", "path", "record", "format", "quote"],
        answer: &[("id", "string"), ("format", "string"), ("reference", "string"), ("generation", "string")],
    },
    Operation {
        path: "/check",
        summary: "Whether the bytes that an article was read from are still kept: same, moved, changed, missing or unknown",
        parameters: &["id", "path", "record"],
        answer: &[("id", "string"), ("state", "string"), ("path", "string")],
    },
    Operation {
        path: "/diff",
        summary: "How two articles differ, word by word",
        parameters: &["id", "path", "record", "other", "other-path", "other-record"],
        answer: &[("id", "string"), ("other", "string"), ("differences", "array"), ("generation", "string")],
    },
    Operation {
        path: "/stats",
        summary: "What the archive contains",
        parameters: &[],
        answer: &[
            ("articles", "integer"),
            ("countries", "integer"),
            ("people", "integer"),
            ("generation", "string"),
        ],
    },
    Operation {
        path: "/health",
        summary: "Whether the server can answer queries",
        parameters: &[],
        answer: &[
            ("status", "string"),
            ("articles", "integer"),
            ("generation", "string"),
            ("warnings", "array"),
        ],
    },
    Operation {
        path: "/openapi.json",
        summary: "This description",
        parameters: &[],
        answer: &[("openapi", "string")],
    },
];

/// The parameters of a question: name, type, and what it is.
const FILTERS: [(&str, &str, &str); 36] = [
    ("country", "strings", "Articles about this country or region; repeatable, any of them matches"),
    ("mentions", "strings", "Articles that name this country; repeatable, any of them matches"),
    ("dateline", "strings", "Articles filed from this country; repeatable, any of them matches"),
    ("source-country", "strings", "Articles from an outlet of this country; repeatable, any of them matches"),
    ("person", "strings", "Articles that name this person; repeatable, all must match"),
    ("org", "strings", "Articles that name this organisation; repeatable, all must match"),
    ("place", "strings", "Articles that name this place; repeatable, all must match"),
    ("source", "strings", "Articles from this outlet; repeatable, any of them matches"),
    ("section", "strings", "Articles from this section; repeatable, any of them matches"),
    ("language", "strings", "Articles in this language; repeatable, any of them matches"),
    ("tag", "strings", "Articles with this tag; repeatable, all must match"),
    ("-country", "strings", "No articles about this country or region"),
    ("-mentions", "strings", "No articles that name this country"),
    ("-person", "strings", "No articles that name this person"),
    ("-org", "strings", "No articles that name this organisation"),
    ("-place", "strings", "No articles that name this place"),
    ("-source", "strings", "No articles from this outlet"),
    ("-section", "strings", "No articles from this section"),
    ("-language", "strings", "No articles in this language"),
    ("-dateline", "strings", "No articles filed from this country"),
    ("-source-country", "strings", "No articles from an outlet of this country"),
    ("-year", "dates", "No articles of this year"),
    ("-month", "dates", "No articles of this month"),
    ("-day", "dates", "No articles of this day"),
    ("all-countries", "boolean", "All of the countries have to match, not any"),
    ("all-mentions", "boolean", "All of the countries of mentions have to match, not any"),
    ("any-person", "boolean", "Any of the people matches, not all"),
    ("any-org", "boolean", "Any of the organisations matches, not all"),
    ("any-place", "boolean", "Any of the places matches, not all"),
    ("has", "fields", "Articles that have this field; repeatable, all must be there"),
    ("missing", "fields", "Articles without this field; repeatable, none may be there"),
    ("-tag", "strings", "No articles with this tag"),
    (
        "since",
        "string",
        "Published on this day or later: 2015, 2015-10, 2015-10-23, 18 July 2022, 7d, last-month",
    ),
    ("until", "string", "Published on this day or earlier"),
    (
        "new-since",
        "string",
        "First indexed by this run or at this time, or later: last, the number of a run, a date",
    ),
    ("undated", "boolean", "Only articles without a date"),
];

/// The other parameters of a question.
const QUESTION: [(&str, &str, &str); 6] = [
    ("q", "string", "The query, in the language of `dateline search`"),
    ("any", "boolean", "Match any word (OR)"),
    ("sort", "relevance|newest|oldest", "The order of the hits"),
    ("copies", "together|all", "Whether the copies of a story are one hit"),
    ("in", "everywhere|headline|body|person|org|place|byline", "The field of words that name none"),
    ("step", "day|week|month|year", "The step of a timeline"),
];

/// The parameters of single addresses.
const OTHERS: [(&str, &str, &str); 25] = [
    ("format", "text|csl|ris|bibtex", "The form of the reference"),
    ("quote", "string", "A quotation, to be found in the article and in its file"),
    ("other", "string", "The id of the other article"),
    ("other-path", "string", "The file of the other article, if several share the id"),
    ("other-record", "integer", "The number of the other record in its file"),
    (
        "order",
        "newest|oldest|left|right|outlet",
        "Count all occurrences and sort them by date, by the word to the left or right, or by outlet; `limit` and `offset` are then lines",
    ),
    ("terms", "string", "The list: names, phrases or queries, one a line, or a table with a header row"),
    ("column", "string", "The column of the table that has the terms, by name or number"),
    ("exact", "boolean", "Count only the spelling given, not other spellings of a name"),
    ("limit", "integer", "Maximum number of results (at most 1000)"),
    ("offset", "integer", "Number of results to skip (at most 100000)"),
    ("cursor", "string", "The `next` of the previous response"),
    ("facets", "string", "Facets to count, separated by commas"),
    ("by", "string", "Facets to count, separated by commas; default: all"),
    ("within", "string", "Letters that the values of the one facet contain"),
    ("tree", "boolean", "Countries as a tree of regions, countries and places"),
    ("forms", "boolean", "Include the spellings of a name that were counted as one"),
    ("explain", "boolean", "Show how each score was calculated"),
    ("help", "boolean", "Include suggestions if there are few results"),
    ("strict", "boolean", "Treat a mistake in the query as an error"),
    ("id", "string", "The id of the article"),
    ("path", "string", "The file of the article, if several share the id"),
    ("record", "integer", "The number of the record in its file"),
    ("type", "person|organisation|place", "The kind of the name"),
    ("name", "string", "The name"),
];

/// Statuses of faults, besides those of every server.
const FAULTS: [(&str, &str); 8] = [
    ("400", "A parameter or the query cannot be used"),
    ("401", "A login or key is needed"),
    ("403", "Host name or origin not allowed"),
    ("404", "There is no such article or name"),
    ("410", "The index has changed since the cursor was given"),
    ("422", "The query is too expensive"),
    ("500", "The index cannot be read"),
    ("503", "The server is busy, or there is no index yet"),
];

/// A year, month or day, or nothing; no month has fewer than 28 days.
const DATE: &str = "^((19|20)[0-9]{2}(-(0[1-9]|1[0-2])(-(0[1-9]|1[0-9]|2[0-8]))?)?)?$";

/// A date, a week, or a period that is counted from today; other forms that people type are understood too.
const TYPED_DATE: &str = "^((19|20)[0-9]{2}(-(0[1-9]|1[0-2])(-(0[1-9]|1[0-9]|2[0-8]))?|-W(0[1-9]|[1-4][0-9]|5[0-2]))?\
                          |[0-9]{1,2}[dwmy]|today|yesterday|(this|last)-(week|month|year))?$";

static TEXT: LazyLock<String> = LazyLock::new(|| description().to_string());

#[derive(Template)]
#[template(path = "api.html")]
struct ApiPage {
    frame: Frame,
    operations: Vec<OperationView>,
}

struct OperationView {
    path: &'static str,
    summary: &'static str,
    parameters: Vec<(&'static str, &'static str, &'static str)>,
}

/// The description as JSON.
pub fn text() -> &'static str {
    &TEXT
}

/// The description for people.
///
/// # Errors
/// None so far.
pub fn page(frame: Frame) -> Result<String, Fault> {
    let view = |operation: &Operation| OperationView {
        path: operation.path,
        summary: operation.summary,
        parameters: parameters(operation),
    };
    Ok(ApiPage { frame, operations: OPERATIONS.iter().map(view).collect() }.render()?)
}

fn parameters(operation: &Operation) -> Vec<(&'static str, &'static str, &'static str)> {
    let named = |name: &&'static str| -> Vec<(&'static str, &'static str, &'static str)> {
        match *name {
            "*" => QUESTION.iter().chain(&FILTERS).copied().collect(),
            "*filters" => FILTERS.to_vec(),
            name => QUESTION.iter().chain(&OTHERS).filter(|(known, ..)| *known == name).copied().collect(),
        }
    };
    operation.parameters.iter().flat_map(named).collect()
}

fn description() -> Value {
    let mut paths = serde_json::Map::new();
    for operation in &OPERATIONS {
        paths.insert(operation.path.to_owned(), json!({"get": described(operation)}));
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "dateline",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Search saved news articles. Responses are as the command line prints them; errors are problem details (RFC 9457).",
            "license": {"name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0"},
        },
        "servers": [{"url": "/api/v1"}],
        "paths": paths,
        "components": {"schemas": {"Problem": {
            "type": "object",
            "required": ["type", "title", "status", "detail"],
            "properties": {
                "type": {"type": "string"},
                "title": {"type": "string"},
                "status": {"type": "integer"},
                "detail": {"type": "string"},
                "hint": {"type": "string"},
                "links": {"type": "array", "items": {"type": "object"}},
                "point": {"type": "string"},
            },
        }}},
    })
}

fn described(operation: &Operation) -> Value {
    let mut responses = serde_json::Map::new();
    let properties: serde_json::Map<String, Value> =
        operation.answer.iter().map(|(key, kind)| ((*key).to_owned(), json!({"type": kind}))).collect();
    let required: Vec<&str> = operation.answer.iter().map(|(key, _)| *key).collect();
    responses.insert(
        "200".to_owned(),
        json!({"description": "The response", "content": {"application/json": {"schema":
            {"type": "object", "required": required, "properties": properties}}}}),
    );
    responses.insert("304".to_owned(), json!({"description": "Not modified"}));
    responses.insert("300".to_owned(), problem("Several articles share the id"));
    for (status, what) in FAULTS {
        responses.insert(status.to_owned(), problem(what));
    }
    json!({
        "operationId": operation.path.trim_matches('/').replace('.', "_"),
        "summary": operation.summary,
        "parameters": parameters(operation).iter().map(parameter).collect::<Vec<_>>(),
        "responses": responses,
    })
}

fn problem(what: &str) -> Value {
    json!({"description": what, "content": {"application/problem+json": {"schema":
        {"$ref": "#/components/schemas/Problem"}}}})
}

fn parameter((name, kind, what): &(&str, &str, &str)) -> Value {
    let required = matches!(*name, "id" | "name" | "terms" | "other");
    json!({"name": name, "in": "query", "required": required, "description": what, "schema": schema(name, kind)})
}

fn schema(name: &str, kind: &str) -> Value {
    match kind {
        "strings" => json!({"type": "array", "items": value_schema(name)}),
        "dates" => json!({"type": "array", "items": {"type": "string", "pattern": DATE}}),
        "fields" => {
            let names: Vec<&str> = ArticleField::all().map(ArticleField::name).collect();
            json!({"type": "array", "items": {"type": "string", "enum": names}})
        }
        "integer" => {
            let most = match name {
                "limit" => 1000,
                "offset" => 100_000,
                _ => i64::MAX,
            };
            json!({"type": "integer", "minimum": 0, "maximum": most})
        }
        "string" => match name {
            "since" | "until" => json!({"type": "string", "pattern": TYPED_DATE}),
            "id" | "name" | "other" => json!({"type": "string", "minLength": 1}),
            "terms" => json!({"type": "string", "pattern": "[A-Za-z]"}),
            "cursor" => json!({"type": "string", "pattern": "^[0-9a-f.]+-[0-9]+$"}),
            "facets" | "by" => json!({"type": "string", "pattern": facet_list()}),
            _ => json!({"type": "string"}),
        },
        "boolean" => json!({"type": "boolean"}),
        choices => json!({"type": "string", "enum": choices.split('|').collect::<Vec<_>>()}),
    }
}

/// The values of a filter: of countries their codes, though names and regions are understood too.
fn value_schema(name: &str) -> Value {
    match name.trim_start_matches('-') {
        "country" | "mentions" | "dateline" | "source-country" => {
            let codes: Vec<&str> = countries::all().iter().map(|country| country.code).collect();
            json!({"type": "string", "enum": codes})
        }
        _ => json!({"type": "string"}),
    }
}

/// Names of facets, separated by commas.
fn facet_list() -> String {
    let names: Vec<&str> = FacetField::all().map(FacetField::name).collect();
    let one = format!("({})", names.join("|"));
    format!("^{one}(,{one})*$")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_parameter_that_is_named_is_described() {
        for operation in &OPERATIONS {
            for name in operation.parameters.iter().filter(|name| !name.starts_with('*')) {
                let described = QUESTION.iter().chain(&OTHERS).any(|(known, ..)| known == name);
                assert!(described, "{name} of {}", operation.path);
            }
        }
        assert!(description()["paths"]["/search"]["get"]["parameters"].as_array().unwrap().len() > 30);
    }
}
