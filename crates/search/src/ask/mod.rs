//! The one way from a question to an answer: parse, names, stop words, request, engine, help.
//!
//! Every command, and whatever else asks, reads what was typed into a [`Question`], or asks for articles like one,
//! says in its request what is wanted, and calls [`ask`]. [`request`] gives what the engine is asked, for those who
//! ask more of it.
//!
//! ```no_run
//! use dateline_search::ask::{Question, ask};
//! use dateline_search::query::ParseOptions;
//! # fn find(engine: &dyn dateline_search::engine::Engine) -> Result<(), dateline_search::engine::EngineError> {
//! let question = Question::read("sergey lavrov vienna", &ParseOptions::default()).expect("a query without faults");
//! let response = ask(engine, &question)?;
//! println!("{} articles, {:?}", response.total, response.warnings);
//! # Ok(())
//! # }
//! ```

mod nearest;
mod similar;
mod stop_words;

use std::ops::ControlFlow;

use crate::engine::{Asked, Engine, EngineError, help};
use crate::joins::joins;
use crate::name_expansion::{ExpandedNames, expand_names};
use crate::query::{ParseOptions, Query, QueryIssue, parse, stop_words_left_out};
use crate::request::{Filters, Request, TypedNames};
use crate::response::{Hit, Response};
use crate::snippets::Matcher;
use dateline_core::article::Article;
use dateline_core::text::Analyses;

use similar::{similar, similar_request};

pub use stop_words::without_stop_words;

/// A question, and how to answer it.
#[derive(Debug, Clone)]
pub struct Question {
    /// Whether articles are found that write the names in it in another way.
    pub names: bool,
    /// Whether help is wanted where few articles are found.
    pub help: bool,
    /// How it is to be answered. Query, names and budget in it are those of the question.
    pub request: Request,
    /// What was odd about it.
    pub issues: Vec<QueryIssue>,
    subject: Subject,
}

/// What is looked for.
#[derive(Debug, Clone)]
enum Subject {
    /// What was typed.
    Text(TypedQuery),
    /// Articles like this one.
    LikeArticle(Box<Article>),
}

/// A query as it was typed.
#[derive(Debug, Clone)]
struct TypedQuery {
    text: String,
    options: ParseOptions,
    /// The query with its stop words, which names may hold.
    query: Query,
}

impl Question {
    /// Reads what was typed.
    ///
    /// # Errors
    /// If it has a mistake, and the options make mistakes errors.
    pub fn read(text: &str, options: &ParseOptions) -> Result<Question, QueryIssue> {
        let parsed = parse(text, options)?;
        let typed = TypedQuery { text: text.to_owned(), options: *options, query: parsed.query };
        Ok(Question {
            names: !options.plain,
            help: false,
            request: Request::default(),
            issues: parsed.warnings,
            subject: Subject::Text(typed),
        })
    }

    /// Asks for articles like this one, which itself is not among them.
    pub fn like(article: Article) -> Question {
        Question {
            names: false,
            help: false,
            request: Request::default(),
            issues: Vec::new(),
            subject: Subject::LikeArticle(Box::new(article)),
        }
    }

    /// The question to be answered as a request says, whose query, names and budget do not count.
    pub fn with(self, request: Request) -> Question {
        Question { request, ..self }
    }

    /// What was typed.
    pub fn text(&self) -> &str {
        match &self.subject {
            Subject::Text(typed) => &typed.text,
            Subject::LikeArticle(_) => "",
        }
    }

    /// The words that are too common to decide anything, as typed.
    pub fn left_out(&self) -> Vec<String> {
        match &self.subject {
            Subject::Text(typed) => stop_words_left_out(&typed.query),
            Subject::LikeArticle(_) => Vec::new(),
        }
    }
}

/// The answer to a question.
///
/// # Errors
/// If the engine cannot be read, or the question costs too much.
pub fn ask(engine: &dyn Engine, question: &Question) -> Result<Response, EngineError> {
    let mut response = match &question.subject {
        Subject::Text(typed) => ask_typed(engine, question, typed)?,
        Subject::LikeArticle(article) => similar(engine, article, &question.request)?,
    };
    response.warnings = question.issues.iter().map(ToString::to_string).collect();
    response.joins = joins(&question.request.filters);
    Ok(response)
}

fn ask_typed(engine: &dyn Engine, question: &Question, typed: &TypedQuery) -> Result<Response, EngineError> {
    let request = typed_request(engine, question, typed)?;
    let mut response = engine.search(&request)?;
    // Where a name was expanded and found, what the typed words find alone does not matter.
    let by_name = response.total > 0 && request.names.is_some();
    if question.help && !by_name {
        let asked = Asked { request: &request.as_typed(), text: &typed.text, options: typed.options };
        response.help = help(engine, &asked, response.total)?;
        response.nearest = nearest::nearest(engine, &request, &response)?;
    }
    Ok(response)
}

/// As [`ask`], with the hits handed on one by one until `take` says stop; the response has none. There is no help.
///
/// # Errors
/// If the engine cannot be read, or the question costs too much.
pub fn each(
    engine: &dyn Engine,
    question: &Question,
    take: &mut dyn FnMut(Hit) -> ControlFlow<()>,
) -> Result<Response, EngineError> {
    engine.each(&request(engine, question)?, take)
}

/// What a question looks for, ready to be found in texts: its words, and the names that it is narrowed to.
///
/// # Errors
/// If the engine cannot be read, or the names in it cost too much.
pub fn matcher(engine: &dyn Engine, question: &Question) -> Result<Matcher, EngineError> {
    let request = request(engine, question)?;
    let analyses = Analyses::of(engine.languages().into_iter().flatten());
    let mut matcher = Matcher::in_languages(&request.query, analyses);
    let Filters { person, org, place, .. } = &request.filters;
    person.iter().chain(org).chain(place).for_each(|name| matcher.add_name(name));
    Ok(matcher)
}

/// The request to the engine for a question: with its names expanded, and without stop words.
///
/// # Errors
/// If the engine cannot be read, or the names in it cost too much.
pub fn request(engine: &dyn Engine, question: &Question) -> Result<Request, EngineError> {
    match &question.subject {
        Subject::Text(typed) => typed_request(engine, question, typed),
        Subject::LikeArticle(article) => similar_request(engine, article, &question.request),
    }
}

fn typed_request(
    engine: &dyn Engine,
    question: &Question,
    typed: &TypedQuery,
) -> Result<Request, EngineError> {
    let budget = question.request.budget.clone().unwrap_or_default();
    let expanded = match question.names {
        true => expand_names(&typed.query, &typed.text, |words| engine.name_variants(words, &budget))?,
        false => None,
    };
    let (query, names) = match expanded {
        Some(ExpandedNames { query, names }) => {
            (query, Some(TypedNames { typed: typed.query.clone(), names }))
        }
        None => (typed.query.clone(), None),
    };
    let whole = Request { query, names, budget: Some(budget), ..question.request.clone() };
    without_stop_words(engine, whole)
}
