//! What an engine answers.

use super::joins::Join;
use std::time::Duration;

use serde::Serialize;

use super::help::Help;
use super::name_expansion::NameInQuery;
use super::request::FacetField;
use super::snippets::Snippet;
use dateline_core::article::Article;

/// The answer to a [`super::request::Request`].
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Response {
    /// How many articles match.
    pub total: u64,
    /// Whether `total` is the number itself or a lower bound of it.
    pub relation: TotalRelation,
    /// How many articles match but for having no date, where days were requested.
    pub undated: u64,
    /// How long the search took.
    pub took: Duration,
    /// How many stories the matching articles are, if known.
    pub stories: Option<u64>,
    /// The requested hits, in order.
    pub hits: Vec<Hit>,
    /// The groups that the hits are in, where groups were requested.
    pub groups: Option<Groups>,
    /// The requested counts.
    pub facets: Vec<Facet>,
    /// The names in the query that were expanded to their other spellings.
    pub names: Vec<NameInQuery>,
    /// What was not quite right with the question.
    pub warnings: Vec<String>,
    /// How several values of a filter were joined, and how to join them the other way.
    pub joins: Vec<Join>,
    /// What to do if nothing or little was found.
    pub help: Option<Help>,
    /// Articles that lack a word or more, if help was wanted and little was found. They do not match.
    pub nearest: Vec<Nearest>,
}

/// An article that does not match, but nearly does.
#[derive(Debug, Clone, PartialEq)]
pub struct Nearest {
    /// The words of the query that it lacks, as typed.
    pub without: Vec<String>,
    /// The article.
    pub hit: Hit,
}

/// What a total says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub enum TotalRelation {
    /// Exactly this many articles match.
    #[default]
    #[serde(rename = "eq")]
    Exact,
    /// At least this many articles match.
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
    /// The number that articles of one story share in this answer; absent where the article has no copy.
    pub story: Option<u32>,
    /// The other matching articles of the same story, the earliest first.
    pub copies: Vec<OtherCopy>,
    /// How many more there are than `copies` lists.
    pub more_copies: u64,
}

impl Hit {
    /// How many copies are under it instead of being hits of their own.
    pub fn folded(&self) -> u64 {
        self.copies.len() as u64 + self.more_copies
    }
}

/// A copy of a hit: another article of the same story.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OtherCopy {
    /// Its id.
    pub id: String,
    /// The file it was read from.
    pub path: String,
    /// The number of its record within the file.
    pub record: u64,
    /// Its headline, which may be another than that of the hit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub headline: Option<String>,
    /// The outlet that published it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// When it was published.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published: Option<String>,
    /// Its address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// The groups of an answer: the hits of the first come first, then those of the second, and so on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Groups {
    /// The field whose values they are.
    pub field: FacetField,
    /// How many groups there are in all.
    pub total: u64,
    /// Those of the page that was requested.
    pub page: Vec<Group>,
}

/// The articles that have one value of a field.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Group {
    /// The value: a code, a period, or the name itself; `None` for articles without one.
    pub value: Option<String>,
    /// The value as people read it.
    pub name: String,
    /// How many articles that match have it.
    pub count: u64,
    /// How many of the hits are its own.
    pub hits: usize,
}

impl Response {
    /// The hits with their groups, where there are groups.
    pub fn hits_in_groups(&self) -> impl Iterator<Item = (Option<&Group>, &Hit)> {
        let groups = self.groups.iter().flat_map(|groups| &groups.page);
        let of_hits = groups.flat_map(|group| std::iter::repeat_n(Some(group), group.hits));
        of_hits.chain(std::iter::repeat(None)).zip(&self.hits)
    }
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
    /// How many articles were counted, with a value or without one.
    ///
    /// They are more than those that match where values of this very facet were chosen: the
    /// choice does not hide the other values.
    pub articles: u64,
    /// How many stories they are, if stories were counted.
    pub stories: Option<u64>,
    /// How many values there are in all, of which `values` has the first; of a tree, how many countries.
    pub distinct: u64,
    /// Its values, highest count first; the first level of a tree; in a timeline in the order of time.
    pub values: Vec<FacetCount>,
    /// Of a timeline: how many of the articles have no date. Other facets are not timelines.
    pub undated: Option<u64>,
}

/// How many articles have a value.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct FacetCount {
    /// The value: a code, or the name itself.
    pub value: String,
    /// The value as people read it.
    pub name: String,
    /// How many of the articles that were counted have it.
    pub count: u64,
    /// How many articles of the whole archive have it, where that was requested.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub archive: Option<u64>,
    /// The forms of a name that were counted as this value, most frequent first, where they were requested.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub forms: Vec<Form>,
    /// What it is, in a tree.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<Level>,
    /// The values below it in a tree, highest count first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub below: Vec<FacetCount>,
}

/// One form of a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Form {
    /// The form as it is in articles.
    pub name: String,
    /// In how many articles it is the fullest form of the name, or one of several.
    pub count: u64,
}

/// What a value in a tree of countries is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// A region of the world.
    Region,
    /// A country.
    Country,
    /// A place in a country.
    Place,
}

impl Level {
    /// The name of the level in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Level::Region => "region",
            Level::Country => "country",
            Level::Place => "place",
        }
    }
}
