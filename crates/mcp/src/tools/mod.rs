//! The tools: one file each, with what it asks of the archive and how the answer is laid out.

mod facets;
mod fetch;
mod lines;
mod names;
mod search;
mod similar;
mod why;

use serde_json::{Map, Value, json};

use dateline_search::ask::Question;
use dateline_search::request::Request;
use dateline_serve::address::Address;
use dateline_serve::fault::Fault;
use dateline_serve::live::Moment;
use dateline_serve::question::question;

use crate::arguments::{Argument, Given, Kind, schema};
use crate::bytes::{self, Fitted, Room};
use crate::cursor::Cursor;

pub use fetch::{metadata_and_text, part};

/// A tool.
pub struct Tool {
    /// Its name.
    pub name: &'static str,
    /// Its name for people.
    pub title: &'static str,
    /// What it is for.
    pub about: &'static str,
    arguments: &'static [&'static [Argument]],
    /// The keys of its answer, with the JSON Schema of each.
    answer: fn() -> Value,
    run: fn(&Moment, Call) -> Result<Value, Fault>,
}

/// All tools.
pub const ALL: [Tool; 7] =
    [search::TOOL, fetch::TOOL, facets::TOOL, lines::TOOL, similar::TOOL, names::TOOL, why::TOOL];

/// What a call asks for, checked.
pub struct Call {
    given: Given,
    address: Address,
    cursor: Option<Cursor>,
    room: Room,
}

impl Tool {
    /// The JSON Schema of its arguments.
    pub fn input(&self) -> Map<String, Value> {
        schema(self.arguments)
    }

    /// The JSON Schema of its answer.
    pub fn output(&self) -> Map<String, Value> {
        let Value::Object(properties) = (self.answer)() else { return Map::new() };
        let Value::Object(schema) = json!({"type": "object", "properties": properties}) else {
            return Map::new();
        };
        schema
    }

    /// Checks what a client gave.
    ///
    /// # Errors
    /// If a value cannot be used.
    pub fn call(&self, given: &Map<String, Value>) -> Result<Call, Fault> {
        let given = Given::read(self.arguments, given)?;
        let address = given.address()?;
        let cursor = given.text("cursor").map(Cursor::parse).transpose()?;
        let room = Room::new(given.number("max_bytes"));
        Ok(Call { given, address, cursor, room })
    }

    /// Answers a call.
    ///
    /// # Errors
    /// If there is no answer.
    pub fn answer(&self, moment: &Moment, call: Call) -> Result<Value, Fault> {
        (self.run)(moment, call)
    }
}

impl Call {
    /// Where the answer goes on, if it does.
    pub fn cursor(&self) -> Option<&Cursor> {
        self.cursor.as_ref()
    }

    /// How much of the answer came before.
    fn at(&self) -> usize {
        self.cursor.as_ref().map_or(0, |cursor| cursor.at)
    }

    fn limit(&self) -> usize {
        self.given.number("limit")
    }

    /// The question of the call. A mistake in the query is a fault, because a model can correct it.
    fn question(&self, moment: &Moment, wanted: Request) -> Result<Question, Fault> {
        question(moment, &self.address, wanted, true)
    }
}

/// What an answer ends with: whether it was cut to fit, what no answer has room for, and where it goes on.
fn finish(answer: &mut Value, fitted: &Fitted, next: Option<Cursor>) {
    answer["truncated"] = fitted.is_cut.into();
    if fitted.left_out > 0 {
        answer["left_out"] = fitted.left_out.into();
    }
    if let Some(next) = next {
        answer["cursor"] = next.text().into();
    }
}

/// A cursor at this moment.
fn cursor(moment: &Moment, at: usize, within: usize) -> Cursor {
    Cursor { generation: moment.generation.clone(), at, within }
}

/// The keys of an answer that may go on.
fn with_end(mut keys: Value) -> Value {
    keys["truncated"] = json!({"type": "boolean", "description": "True if the answer was cut to max_bytes"});
    keys["cursor"] =
        json!({"type": "string", "description": "Give it to the same call to go on; absent at the end"});
    keys["left_out"] = json!({"type": "integer", "description": "Items that are too large for max_bytes"});
    keys
}

/// The JSON Schema of a list of articles.
fn articles(extra: &[&str]) -> Value {
    let text = json!({"type": "string"});
    let mut item = json!({"id": text, "title": text, "url": text, "date": text, "source": text, "language": text,
        "countries": {"type": "array", "items": text}});
    for key in extra {
        item[*key] = text.clone();
    }
    json!({"type": "array", "items": {"type": "object", "properties": item, "required": ["id", "title", "url"]}})
}

/// The most results of one answer.
const MOST: usize = 50;

/// What is looked for.
const QUERY: Argument = Argument::optional(
    "query",
    Kind::Text,
    "Words (all must occur), \"exact phrases\", \"near words\"~5, OR, -without, word*, fields such as headline:word. \
     Names are found in all their spellings",
);
/// What articles are about, say and come from.
const FILTERS: &[Argument] = &[
    Argument::optional(
        "country",
        Kind::Texts,
        "Articles about this country or region: a name or an ISO code; any of several",
    ),
    Argument::optional("mentions", Kind::Texts, "Articles that name this country at all; any of several"),
    Argument::optional(
        "person",
        Kind::Texts,
        "Articles that name this person, in any spelling; all of several",
    ),
    Argument::optional(
        "organisation",
        Kind::Texts,
        "Articles that name this organisation, in any spelling; all of several",
    ),
    Argument::optional("place", Kind::Texts, "Articles that name this place; all of several"),
    Argument::optional("source", Kind::Texts, "Articles from this outlet; any of several"),
    Argument::optional(
        "language",
        Kind::Texts,
        "Articles in this language, as a code such as en; any of several",
    ),
    Argument::optional(
        "since",
        Kind::Text,
        "First day of publication: 2015, 2015-10, 2015-10-23, 7d (a week ago), last-month",
    ),
    Argument::optional("until", Kind::Text, "Last day of publication: 2015, 2015-10 or 2015-10-23"),
];
/// How many results, in how many bytes, and from where on.
const PAGE: &[Argument] = &[
    Argument::optional(
        "limit",
        Kind::Number { least: 1, most: MOST, default: 10 },
        "Maximum number of results",
    ),
    Argument::optional(
        "cursor",
        Kind::Text,
        "Where to go on: the cursor of the previous answer to the same call",
    ),
];
/// The bytes of an answer.
const MAX_BYTES: Argument = Argument::optional(
    "max_bytes",
    Kind::Number { least: bytes::LEAST, most: bytes::MOST, default: bytes::DEFAULT },
    "Maximum size of the answer in bytes, with structured content and text together",
);
/// Which article is meant.
const ARTICLE: &[Argument] = &[
    Argument::required("id", Kind::Text, "Id of the article, as in search results"),
    Argument::optional("path", Kind::Text, "File of the article, where several have the id"),
    Argument::optional("record", Kind::Whole, "Record in that file, from 0, where several have the id"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_tool_says_what_it_takes_and_gives() {
        for tool in ALL {
            let input = tool.input();
            let properties = input["properties"].as_object().unwrap();
            assert!(!properties.is_empty() && properties.contains_key("max_bytes"), "{}", tool.name);
            let described =
                |schema: &Value| schema["description"].as_str().is_some_and(|text| text.len() > 10);
            assert!(properties.values().all(described), "{}", tool.name);
            assert!(!tool.output()["properties"].as_object().unwrap().is_empty(), "{}", tool.name);
        }
    }
}
