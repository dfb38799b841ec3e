//! The arguments of tools: what they are, their JSON Schema, and the values that a client gives, checked.

use std::collections::BTreeMap;
use std::fmt::Display;

use serde_json::{Map, Value, json};

use dateline_serve::address::Address;
use dateline_serve::fault::{Fault, Kind as FaultKind};

/// No value of an argument is longer, in bytes.
const LONGEST: usize = 16 << 10;
/// No argument has more values.
const MOST_VALUES: usize = 100;

/// An argument of a tool.
#[derive(Debug, Clone, Copy)]
pub struct Argument {
    /// Its name.
    pub name: &'static str,
    /// What values it takes.
    pub kind: Kind,
    /// Whether a call needs it.
    pub required: bool,
    /// What it does.
    pub about: &'static str,
}

/// What values an argument takes.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// One text.
    Text,
    /// A text or a list of them.
    Texts,
    /// One of these.
    Choice(&'static [&'static str]),
    /// A list of these.
    Choices(&'static [&'static str]),
    /// A whole number.
    Number {
        /// The lowest.
        least: usize,
        /// The highest.
        most: usize,
        /// What is meant if it is not given.
        default: usize,
    },
    /// A whole number of any size, without a default.
    Whole,
}

impl Argument {
    /// An argument that may be left out.
    pub const fn optional(name: &'static str, kind: Kind, about: &'static str) -> Argument {
        Argument { name, kind, required: false, about }
    }

    /// An argument that every call needs.
    pub const fn required(name: &'static str, kind: Kind, about: &'static str) -> Argument {
        Argument { name, kind, required: true, about }
    }

    fn schema(&self) -> Value {
        let mut schema = match self.kind {
            Kind::Text => json!({"type": "string"}),
            Kind::Texts => json!({"anyOf": [
                {"type": "string"},
                {"type": "array", "items": {"type": "string"}, "maxItems": MOST_VALUES},
            ]}),
            Kind::Choice(known) => json!({"type": "string", "enum": known}),
            Kind::Choices(known) => json!({"type": "array", "items": {"type": "string", "enum": known}}),
            Kind::Number { least, most, default } => {
                json!({"type": "integer", "minimum": least, "maximum": most, "default": default})
            }
            Kind::Whole => json!({"type": "integer", "minimum": 0}),
        };
        schema["description"] = self.about.into();
        schema
    }

    /// The texts of a value that was given.
    fn read(&self, value: &Value) -> Result<Vec<String>, Fault> {
        let texts = match (self.kind, value) {
            (Kind::Texts | Kind::Choices(_), Value::Array(values)) if values.len() <= MOST_VALUES => {
                values.iter().map(|value| self.text(value)).collect::<Result<_, _>>()?
            }
            (Kind::Texts | Kind::Choices(_), Value::Array(_)) => {
                return Err(bad(self.name, format!("too many values; the maximum is {MOST_VALUES}")));
            }
            _ => vec![self.text(value)?],
        };
        if let Kind::Choice(known) | Kind::Choices(known) = self.kind {
            let odd = texts.iter().find(|text| !known.contains(&text.as_str()));
            if let Some(odd) = odd {
                let known = known.join(", ");
                return Err(bad(self.name, format!("unknown value {:?}; choose one of {known}", head(odd))));
            }
        }
        Ok(texts)
    }

    fn text(&self, value: &Value) -> Result<String, Fault> {
        match (self.kind, value) {
            (Kind::Number { least, most, .. }, _) => {
                let number = whole(value).filter(|number| (least as u64..=most as u64).contains(number));
                let number = number.ok_or_else(|| {
                    bad(self.name, format!("{value} is not a whole number from {least} to {most}"))
                })?;
                Ok(number.to_string())
            }
            (Kind::Whole, _) => whole(value)
                .map(|number| number.to_string())
                .ok_or_else(|| bad(self.name, format!("{} is not a whole number from 0 up", short(value)))),
            (_, Value::String(text)) if text.len() > LONGEST => {
                Err(bad(self.name, format!("too long; the maximum is {LONGEST} bytes")))
            }
            (_, Value::String(text)) => Ok(text.clone()),
            // Years and ids are often given as numbers.
            (_, Value::Number(number)) => Ok(number.to_string()),
            _ => Err(bad(self.name, format!("{} is not a text", short(value)))),
        }
    }
}

/// A whole number, which some clients give as a text.
fn whole(value: &Value) -> Option<u64> {
    match value {
        Value::String(text) => text.trim().parse().ok(),
        value => value.as_u64(),
    }
}

/// The beginning of a value, for messages.
fn short(value: &Value) -> String {
    head(&value.to_string())
}

fn head(text: &str) -> String {
    let head: String = text.chars().take(60).collect();
    if head.len() < text.len() { format!("{head}…") } else { head }
}

/// An argument that cannot be used.
pub fn bad(name: &str, reason: impl Display) -> Fault {
    Fault::new(FaultKind::Parameter, format!("{name}: {reason}"))
}

/// The JSON Schema of arguments.
pub fn schema(arguments: &[&[Argument]]) -> Map<String, Value> {
    let all = || arguments.iter().copied().flatten();
    let properties: Map<String, Value> =
        all().map(|argument| (argument.name.to_owned(), argument.schema())).collect();
    let required: Vec<&str> =
        all().filter(|argument| argument.required).map(|argument| argument.name).collect();
    let mut schema = Map::new();
    schema.insert("type".into(), "object".into());
    schema.insert("properties".into(), properties.into());
    if !required.is_empty() {
        schema.insert("required".into(), required.into());
    }
    schema.insert("additionalProperties".into(), false.into());
    schema
}

/// The values that a client gave.
#[derive(Debug, Clone, Default)]
pub struct Given {
    values: BTreeMap<&'static str, Vec<String>>,
    arguments: Vec<Argument>,
}

impl Given {
    /// Checks what a client gave.
    ///
    /// # Errors
    /// If a value cannot be used, one that is needed is missing, or one is not known.
    pub fn read(arguments: &[&[Argument]], given: &Map<String, Value>) -> Result<Given, Fault> {
        let arguments: Vec<Argument> = arguments.iter().copied().flatten().copied().collect();
        let names = || arguments.iter().map(|argument| argument.name).collect::<Vec<_>>().join(", ");
        let mut values = BTreeMap::new();
        for (name, value) in given {
            let argument = arguments.iter().find(|argument| argument.name == name);
            let argument = argument
                .ok_or_else(|| bad(&head(name), format!("unknown argument; this tool takes {}", names())))?;
            if !value.is_null() {
                values.insert(argument.name, argument.read(value)?);
            }
        }
        let is_given = |name: &str| {
            values.get(name).is_some_and(|texts| texts.iter().any(|text| !text.trim().is_empty()))
        };
        if let Some(missing) = arguments.iter().find(|argument| argument.required && !is_given(argument.name))
        {
            return Err(bad(missing.name, format!("missing; {}", missing.about)));
        }
        Ok(Given { values, arguments })
    }

    /// The text of an argument, unless it is empty.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.texts(name).next()
    }

    /// The texts of an argument that are not empty.
    pub fn texts(&self, name: &str) -> impl Iterator<Item = &str> {
        self.values.get(name).into_iter().flatten().map(String::as_str).filter(|text| !text.trim().is_empty())
    }

    /// The number of an argument, or its default.
    pub fn number(&self, name: &str) -> usize {
        let default =
            self.arguments.iter().find(|argument| argument.name == name).map(|argument| argument.kind);
        let default = match default {
            Some(Kind::Number { default, .. }) => default,
            _ => 0,
        };
        self.text(name).and_then(|text| text.parse().ok()).unwrap_or(default)
    }

    /// The number of an argument without a default.
    pub fn whole(&self, name: &str) -> Option<u64> {
        self.text(name).and_then(|text| text.parse().ok())
    }

    /// The question and the filters in it, as the web page has them in its address.
    ///
    /// # Errors
    /// If a filter cannot be used.
    pub fn address(&self) -> Result<Address, Fault> {
        let mut pairs = form_urlencoded::Serializer::new(String::new());
        for (argument, parameter) in QUESTION {
            self.texts(argument).for_each(|text| {
                pairs.append_pair(parameter, text);
            });
        }
        Ok(Address::parse(&pairs.finish())?)
    }
}

/// The arguments that are part of a question, and the parameters of an address that say the same.
const QUESTION: [(&str, &str); 11] = [
    ("query", "q"),
    ("country", "country"),
    ("mentions", "mentions"),
    ("person", "person"),
    ("organisation", "organisation"),
    ("place", "place"),
    ("source", "source"),
    ("language", "language"),
    ("since", "since"),
    ("until", "until"),
    ("sort", "sort"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use dateline_search::request::FacetField;

    const SOME: &[Argument] = &[
        Argument::required("query", Kind::Text, "The query"),
        Argument::optional("country", Kind::Texts, "The country"),
        Argument::optional("sort", Kind::Choice(&["newest", "oldest"]), "The order"),
        Argument::optional("limit", Kind::Number { least: 1, most: 50, default: 10 }, "How many"),
        Argument::optional("since", Kind::Text, "The first day"),
    ];

    fn read(given: Value) -> Result<Given, String> {
        let Value::Object(given) = given else { panic!("an object") };
        Given::read(&[SOME], &given).map_err(|fault| fault.detail)
    }

    #[test]
    fn values_are_read_as_clients_give_them() {
        let given =
            read(json!({"query": "talks", "country": ["Syria", "RU"], "limit": "5", "since": 2015})).unwrap();
        let address = given.address().unwrap();
        assert_eq!((address.q.as_str(), address.since.as_deref()), ("talks", Some("2015")));
        assert_eq!(
            address.chosen,
            [(FacetField::Country, "SY".to_owned()), (FacetField::Country, "RU".to_owned())]
        );
        assert_eq!((given.number("limit"), given.text("sort")), (5, None));
        assert_eq!(read(json!({"query": "x", "limit": null})).unwrap().number("limit"), 10);
    }

    #[test]
    fn what_cannot_be_used_is_said_with_what_can() {
        for (given, said) in [
            (json!({}), "query: missing"),
            (json!({"query": " "}), "query: missing"),
            (json!({"query": {"text": "talks"}}), "not a text"),
            (json!({"query": "x", "limit": 51}), "from 1 to 50"),
            (json!({"query": "x", "limit": -1}), "from 1 to 50"),
            (json!({"query": "x", "limit": 1.5}), "from 1 to 50"),
            (json!({"query": "x", "sort": "best"}), "newest, oldest"),
            (json!({"query": "x", "colour": "red"}), "this tool takes query, country, sort, limit, since"),
            (json!({"query": "x".repeat(LONGEST + 1)}), "too long"),
            (json!({"query": "x", "country": vec!["SY"; MOST_VALUES + 1]}), "too many"),
        ] {
            let fault = read(given.clone()).map(|_| ()).unwrap_err();
            assert!(fault.contains(said), "{fault}");
        }
        let unknown = read(json!({"query": "x", "country": "Syrai"})).unwrap().address().unwrap_err();
        assert!(unknown.detail.contains("Syria"), "{}", unknown.detail);
    }

    #[test]
    fn the_schema_has_every_argument() {
        let schema = schema(&[SOME]);
        assert_eq!(schema["required"], json!(["query"]));
        assert_eq!(schema["properties"]["limit"]["maximum"], 50);
        assert_eq!(schema["properties"].as_object().map(Map::len), Some(SOME.len()));
    }
}
