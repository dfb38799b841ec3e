//! The one way from a question to an answer: parse, names, stop words, request, engine, help.
//!
//! Every command, and whatever else asks, reads what was typed into a [`Question`], says in its request what is
//! wanted, and calls [`ask`]. [`request`] gives what the engine is asked, for those who ask more of it.
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

mod stop_words;

use crate::engine::{Asked, Engine, EngineError, help};
use crate::query::{ParseOptions, Query, QueryIssue, parse, stop_words_left_out};
use crate::recognise::{Recognised, with_names};
use crate::request::{Request, TypedNames};
use crate::response::Response;

pub use stop_words::without_stop_words;

/// What is asked, and how it is to be answered.
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
    text: String,
    options: ParseOptions,
    /// The query with its stop words, which names may hold.
    query: Query,
}

impl Question {
    /// Reads what was typed.
    ///
    /// # Errors
    /// If it has a fault, and the options ask for it to be told.
    pub fn read(text: &str, options: &ParseOptions) -> Result<Question, QueryIssue> {
        let parsed = parse(text, options)?;
        Ok(Question {
            names: !options.plain,
            help: false,
            request: Request::default(),
            issues: parsed.warnings,
            text: text.to_owned(),
            options: *options,
            query: parsed.query,
        })
    }

    /// The question to be answered as a request says, whose query, names and budget do not count.
    pub fn with(self, request: Request) -> Question {
        Question { request, ..self }
    }

    /// What was typed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The words that are too common to decide anything, as typed.
    pub fn left_out(&self) -> Vec<String> {
        stop_words_left_out(&self.query)
    }
}

/// The answer to a question.
///
/// # Errors
/// If the engine cannot be read, or the question costs too much.
pub fn ask(engine: &dyn Engine, question: &Question) -> Result<Response, EngineError> {
    let request = request(engine, question)?;
    let mut response = engine.search(&request)?;
    response.warnings = question.issues.iter().map(ToString::to_string).collect();
    // Where a name was recognised and found, what the typed words find by themselves is beside the point.
    let by_name = response.total > 0 && request.names.is_some();
    if question.help && !by_name {
        let asked = Asked { request: &request.as_typed(), text: &question.text, options: question.options };
        response.help = help(engine, &asked, response.total)?;
    }
    Ok(response)
}

/// What an engine is asked for a question: with the names in it, and without the words that decide nothing.
///
/// # Errors
/// If the engine cannot be read, or the names in it cost too much.
pub fn request(engine: &dyn Engine, question: &Question) -> Result<Request, EngineError> {
    let budget = question.request.budget.clone().unwrap_or_default();
    let recognised = match question.names {
        true => with_names(&question.query, &question.text, |words| engine.name_of(words, &budget))?,
        false => None,
    };
    let (query, names) = match recognised {
        Some(Recognised { query, names }) => {
            (query, Some(TypedNames { typed: question.query.clone(), names }))
        }
        None => (question.query.clone(), None),
    };
    let whole = Request { query, names, budget: Some(budget), ..question.request.clone() };
    without_stop_words(engine, whole)
}
