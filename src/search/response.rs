//! What an engine answers.

use std::time::Duration;

use serde::Serialize;

use super::request::FacetField;
use super::snippets::Snippet;
use crate::article::Article;

/// The answer to a [`super::request::Request`].
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Response {
    /// How many articles match.
    pub total: u64,
    /// Whether `total` is the number itself or a lower bound of it.
    pub relation: TotalRelation,
    /// How many articles match but for having no date, where days were asked for.
    pub undated: u64,
    /// How long the search took.
    pub took: Duration,
    /// The hits asked for, in order.
    pub hits: Vec<Hit>,
    /// The counts asked for.
    pub facets: Vec<Facet>,
    /// What was not quite right with the question.
    pub warnings: Vec<String>,
}

/// What a total says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub enum TotalRelation {
    /// So many articles match.
    #[default]
    #[serde(rename = "eq")]
    Exact,
    /// At least so many articles match.
    #[serde(rename = "gte")]
    AtLeast,
}

impl TotalRelation {
    /// The name of the relation in JSON.
    pub fn name(self) -> &'static str {
        match self {
            TotalRelation::Exact => "eq",
            TotalRelation::AtLeast => "gte",
        }
    }
}

/// An article that matches.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// Its place among all that match, from 1.
    pub rank: u64,
    /// How well it matches.
    pub score: f32,
    /// The article as the index keeps it.
    pub article: Article,
    /// Passages of its text with what matched.
    pub snippets: Vec<Snippet>,
    /// How the score came about.
    pub explanation: Option<Explanation>,
}

/// How a score came about.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Explanation {
    /// What this part adds up to.
    pub value: f32,
    /// What this part is.
    pub description: String,
    /// The parts it is made of.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub details: Vec<Explanation>,
}

/// Numbers of articles by the values of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facet {
    /// The field.
    pub field: FacetField,
    /// Its values, highest count first.
    pub values: Vec<FacetCount>,
}

/// How many articles have a value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FacetCount {
    /// The value: a code, or the name itself.
    pub value: String,
    /// The value as people read it.
    pub name: String,
    /// How many of the matching articles have it.
    pub count: u64,
}
