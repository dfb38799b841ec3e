//! Why a request has no answer, in words for people and with a status for machines.

use axum::http::StatusCode;

use dateline_search::budget::Spent;
use dateline_search::engine::EngineError;
use dateline_search::query::QueryIssue;

use crate::address::AddressError;

/// Columns of the query that an error shows around the place it points to.
const POINTED: usize = 72;

/// Why a request has no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What kind it is.
    pub kind: Kind,
    /// What is wrong with this request.
    pub detail: String,
    /// The query with carets under the place, and what to write instead.
    pub point: Option<String>,
    /// What to do.
    pub hint: Option<String>,
    /// Other pages that may be meant: their titles and where they are.
    pub links: Vec<(String, String)>,
}

/// The kinds of faults.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A parameter cannot be used.
    Parameter,
    /// The query has a fault.
    Query,
    /// The query costs more than one may.
    TooCostly,
    /// There is no such article, name or page.
    NotFound,
    /// Several articles share the id.
    Ambiguous,
    /// The place to go on from is gone.
    Gone,
    /// The request needs a login or a key.
    Unauthorized,
    /// The request is not from a page of this server.
    Forbidden,
    /// The way of asking is none that is answered.
    Method,
    /// Too many requests are worked on.
    Busy,
    /// There is no archive yet.
    NoArchive,
    /// The archive cannot be read.
    Broken,
    /// The program failed.
    Internal,
}

impl Kind {
    /// The status of the answer.
    pub fn status(self) -> StatusCode {
        match self {
            Kind::Parameter | Kind::Query => StatusCode::BAD_REQUEST,
            Kind::TooCostly => StatusCode::UNPROCESSABLE_ENTITY,
            Kind::NotFound => StatusCode::NOT_FOUND,
            Kind::Ambiguous => StatusCode::MULTIPLE_CHOICES,
            Kind::Gone => StatusCode::GONE,
            Kind::Unauthorized => StatusCode::UNAUTHORIZED,
            Kind::Forbidden => StatusCode::FORBIDDEN,
            Kind::Method => StatusCode::METHOD_NOT_ALLOWED,
            Kind::Busy | Kind::NoArchive => StatusCode::SERVICE_UNAVAILABLE,
            Kind::Broken | Kind::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The kind in a few words.
    pub fn title(self) -> &'static str {
        match self {
            Kind::Parameter => "A parameter cannot be used",
            Kind::Query => "The query has a mistake",
            Kind::TooCostly => "The query is too expensive",
            Kind::NotFound => "Not found",
            Kind::Ambiguous => "Several articles have this id",
            Kind::Gone => "The archive has changed",
            Kind::Unauthorized => "Please sign in",
            Kind::Forbidden => "Host name or origin not allowed",
            Kind::Method => "Method not allowed",
            Kind::Busy => "The server is busy",
            Kind::NoArchive => "No index yet",
            Kind::Broken => "The index cannot be read",
            Kind::Internal => "The server failed",
        }
    }

    /// The kind as a word for programs.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Parameter => "parameter",
            Kind::Query => "query",
            Kind::TooCostly => "too-costly",
            Kind::NotFound => "not-found",
            Kind::Ambiguous => "ambiguous",
            Kind::Gone => "gone",
            Kind::Unauthorized => "unauthorized",
            Kind::Forbidden => "forbidden",
            Kind::Method => "method",
            Kind::Busy => "busy",
            Kind::NoArchive => "no-index",
            Kind::Broken => "broken-index",
            Kind::Internal => "internal",
        }
    }

    /// After how many seconds another try may help.
    pub fn retry_after(self) -> Option<u32> {
        match self {
            Kind::Busy => Some(1),
            Kind::NoArchive => Some(5),
            _ => None,
        }
    }
}

impl Fault {
    /// A fault without a hint.
    pub fn new(kind: Kind, detail: impl Into<String>) -> Fault {
        Fault { kind, detail: detail.into(), point: None, hint: None, links: Vec::new() }
    }

    /// A fault of the query, with carets below the place.
    pub fn query(query: &str, issue: &QueryIssue) -> Fault {
        let point = Some(issue.point(query, POINTED));
        Fault { point, hint: issue.hint.clone(), ..Fault::new(Kind::Query, &issue.message) }
    }

    /// There is no such thing.
    pub fn not_found(what: impl Into<String>) -> Fault {
        Fault::new(Kind::NotFound, what)
    }
}

impl From<AddressError> for Fault {
    fn from(error: AddressError) -> Fault {
        Fault::new(Kind::Parameter, error.to_string())
    }
}

impl From<EngineError> for Fault {
    fn from(error: EngineError) -> Fault {
        let kind = match &error {
            EngineError::TooCostly(_) => Kind::TooCostly,
            EngineError::Query(_) => Kind::Query,
            EngineError::Internal => Kind::Internal,
            EngineError::Engine(_) | EngineError::Names(_) => Kind::Broken,
        };
        Fault::new(kind, error.to_string())
    }
}

impl From<Spent> for Fault {
    fn from(spent: Spent) -> Fault {
        EngineError::from(spent).into()
    }
}

impl From<askama::Error> for Fault {
    fn from(_: askama::Error) -> Fault {
        Fault::new(Kind::Internal, "internal error while building the page; please report this")
    }
}
