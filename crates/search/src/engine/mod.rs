//! What answers a search request.
//!
//! An [`Engine`] takes a [`Request`], whose query is a tree of our own, and gives a [`Response`] of plain articles,
//! spans and counts.
//!
//! Not for: parsing what a user typed, or printing.

mod help;
mod why_not;

pub use help::{Asked, help};
pub use why_not::{Reason, WhyNot, why_not};

use std::error::Error;
use std::ops::ControlFlow;

use serde::Serialize;
use thiserror::Error;

use crate::budget::{Budget, Spent};
use crate::help::Near;
use crate::name_expansion::NameVariants;
use crate::names::NamesError;
use crate::query::Field;
use crate::request::{FacetField, Request};
use crate::response::{Hit, OtherCopy, Response};
use dateline_core::article::Article;

/// Something that answers search requests over a set of articles.
pub trait Engine {
    /// The articles that match, best first, with counts and facets as requested.
    ///
    /// # Errors
    /// If the engine cannot be read.
    fn search(&self, request: &Request) -> Result<Response, EngineError>;

    /// As [`search`](Engine::search), with the hits handed on one by one, in their order, until `take` says stop; the
    /// response has none. However many they are, few are held at a time.
    ///
    /// # Errors
    /// If the engine cannot be read.
    fn each(
        &self,
        request: &Request,
        take: &mut dyn FnMut(Hit) -> ControlFlow<()>,
    ) -> Result<Response, EngineError>;

    /// All articles with this id, in the order of their paths.
    ///
    /// # Errors
    /// If the engine cannot be read.
    fn documents(&self, id: &str) -> Result<Vec<Article>, EngineError>;

    /// Articles whose ids begin with these characters, in the order of their ids and paths, at most `limit`.
    ///
    /// # Errors
    /// If the engine cannot be read.
    fn documents_beginning(&self, prefix: &str, limit: usize) -> Result<Vec<Article>, EngineError>;

    /// The copies of an article, the earliest first.
    ///
    /// # Errors
    /// If the engine cannot be read.
    fn copies(&self, article: &Article) -> Result<Vec<OtherCopy>, EngineError>;

    /// How many articles match each of these requests, in their order; of a request only what it finds counts.
    ///
    /// # Errors
    /// If the engine cannot be read, or one of them costs too much.
    fn totals(&self, requests: &[Request]) -> Result<Vec<u64>, EngineError>;

    /// In how many articles each of these words stands, in any inflection.
    ///
    /// # Errors
    /// If the engine cannot be read.
    fn frequencies(&self, words: &[&str]) -> Result<Vec<u64>, EngineError>;

    /// The languages of its articles by their ISO 639-1 codes; none stands for articles whose language is not known.
    fn languages(&self) -> Vec<Option<String>>;

    /// How many of these words are in articles, read as words of a language.
    ///
    /// # Errors
    /// If the engine cannot be read.
    fn standing(&self, language: Option<&str>, words: &[&str]) -> Result<usize, EngineError>;

    /// The name that neighbouring words of a query are, where some article has it in another way of writing
    /// and lacks the words.
    ///
    /// # Errors
    /// If the engine cannot be read.
    fn name_variants(&self, words: &[&str], budget: &Budget) -> Result<Option<NameVariants>, EngineError>;

    /// Words of a field of text that are written nearly like this one and are another word, the likeliest first.
    ///
    /// # Errors
    /// If the engine cannot be read.
    fn words_near(
        &self,
        field: Field,
        word: &str,
        limit: usize,
        budget: &Budget,
    ) -> Result<Vec<Near>, EngineError>;

    /// Values of a facet of names that are written nearly like this one, the likeliest first.
    ///
    /// # Errors
    /// If the engine cannot be read.
    fn values_near(
        &self,
        facet: FacetField,
        name: &str,
        limit: usize,
        budget: &Budget,
    ) -> Result<Vec<Near>, EngineError>;

    /// What the engine holds, as far as it costs nothing to say.
    ///
    /// # Errors
    /// If the engine cannot be read.
    fn describe(&self) -> Result<Description, EngineError>;

    /// How many different values of each of these facets its articles have; it looks at all of them.
    ///
    /// # Errors
    /// If the engine cannot be read.
    fn distinct(&self, facets: &[FacetField]) -> Result<Vec<u64>, EngineError>;

    /// What the engine is able to do.
    fn capabilities(&self) -> Capabilities;
}

/// What an engine is able to do; a request beyond it is answered without that part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capabilities {
    /// Counts per value of a facet.
    pub facets: bool,
    /// Snippets with highlights.
    pub snippets: bool,
    /// How a score came about.
    pub explanations: bool,
    /// Words that differ in a letter or two.
    pub fuzzy: bool,
    /// Words with `*`.
    pub wildcards: bool,
}

/// What an engine holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Description {
    /// How many articles.
    pub articles: u64,
    /// Bytes that the index takes.
    pub bytes: u64,
    /// Segments of the index.
    pub segments: u64,
    /// The first day an article was published; absent if none is dated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// The last day an article was published.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// The version of the index format.
    pub format_version: u64,
}

/// What can go wrong while asking an engine.
#[derive(Debug, Error)]
pub enum EngineError {
    /// The engine cannot be opened or read, in its own words.
    #[error(transparent)]
    Engine(Box<dyn Error + Send + Sync>),
    /// What the user says about names cannot be read.
    #[error(transparent)]
    Names(#[from] NamesError),
    /// Reading the index failed in a way that was not foreseen.
    #[error("internal error; run `dateline verify` to check the index for damage, and please report this")]
    Internal,
    /// The query asks for something that cannot be answered.
    #[error("{0}")]
    Query(String),
    /// The query costs more than one query may.
    #[error(transparent)]
    TooCostly(#[from] Spent),
}
