//! The server as a whole: its state, all its addresses, and what stands before each answer.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::Response;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate, SizeAbove};
use tower_http::compression::{CompressionLayer, CompressionLevel};

use dateline_search::budget::Stop;

use crate::archive::Archive;
use crate::fault::{Fault, Kind};
use crate::guard::accounts::Accounts;
use crate::guard::headers;
use crate::guard::host::Hosts;
use crate::guard::login;
use crate::guard::sessions::Sessions;
use crate::guard::tries::Tries;
use crate::live::{Live, Moment, Serving, Snapshot};
use crate::page::message;
use crate::settings::Settings;
use crate::work::Places;
use crate::{log, problem, reply, routes};

/// Answers smaller than this are not worth packing.
const PACKED: u64 = 512;

/// The state of the server.
pub struct App {
    /// The archive.
    pub live: Live,
    /// How it is served.
    pub settings: Settings,
    pub(crate) places: Places,
    pub(crate) hosts: Hosts,
    pub(crate) sessions: Sessions,
    pub(crate) tries: Tries,
}

/// The state as handlers take it.
pub(crate) type Shared = State<Arc<App>>;

impl App {
    /// With an archive, opened if there is one.
    ///
    /// # Errors
    /// If the system has no random numbers to sign logins with.
    pub fn new(archive: Arc<dyn Archive>, settings: Settings) -> Result<App, getrandom::Error> {
        let (query_time, has_login) = (settings.limits.query_time, settings.accounts.is_some());
        let serving = Serving { query_time, has_login };
        Ok(App {
            live: Live::new(archive, serving),
            places: Places::new(&settings.limits),
            hosts: Hosts::new(&settings.hosts),
            sessions: Sessions::new()?,
            tries: Tries::default(),
            settings,
        })
    }

    /// Who may sign in as things are now, if not everyone may read.
    pub(crate) fn accounts(&self) -> Option<Arc<Accounts>> {
        self.settings.accounts.as_ref().map(|file| file.now())
    }

    /// Reads again what has changed: the archive, and who may sign in.
    pub(crate) fn refresh(&self) {
        self.live.refresh();
        if let Some(Err(error)) = self.settings.accounts.as_ref().map(|file| file.refresh()) {
            log::warning(&format!("{error}; the previous accounts stay valid"));
        }
    }

    /// The archive as it is now.
    ///
    /// # Errors
    /// If there is none, or it cannot be opened.
    pub(crate) fn snapshot(&self) -> Result<Arc<Snapshot>, Fault> {
        self.live.snapshot()
    }

    /// The archive as it is now, for a request that begins now.
    ///
    /// # Errors
    /// If there is none, or it cannot be opened.
    pub(crate) fn moment(&self) -> Result<Moment, Fault> {
        self.snapshot().map(|snapshot| Moment::of(snapshot, Stop::default()))
    }
}

/// All addresses.
pub fn router(app: Arc<App>) -> Router {
    let packable = SizeAbove::new(PACKED)
        .and(NotForContentType::const_new("text/csv"))
        .and(NotForContentType::const_new("application/x-ndjson"));
    let packed = CompressionLayer::new().quality(CompressionLevel::Fastest).compress_when(packable);
    let panicked = CatchPanicLayer::custom(|_| {
        problem::details(&Fault::new(Kind::Internal, "the server failed to answer"))
    });
    routes::all()
        .fallback(nothing_here)
        .method_not_allowed_fallback(not_this_way)
        .layer(packed)
        .layer(middleware::from_fn_with_state(Arc::clone(&app), signed_in))
        .layer(middleware::from_fn_with_state(Arc::clone(&app), meant_for_us))
        .layer(panicked)
        .layer(middleware::from_fn_with_state(Arc::clone(&app), common))
        .with_state(app)
}

/// What all answers have in common: headers for the browser, and a line in the log.
async fn common(State(app): Shared, request: Request, next: Next) -> Response {
    let entry = app.settings.log.then(|| log::Entry::of(&request));
    let origin = match request.uri().path().starts_with("/api/v1/") {
        true => app.settings.cors.clone(),
        false => None,
    };
    let mut response = match (&origin, request.method()) {
        // A browser asks first whether a page of another site may send a key.
        (Some(_), &Method::OPTIONS) => allowed(),
        _ => next.run(request).await,
    };
    headers::add(response.headers_mut());
    if let Some(origin) = origin {
        response.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        response
            .headers_mut()
            .insert("cross-origin-resource-policy", HeaderValue::from_static("cross-origin"));
    }
    if let Some(entry) = entry {
        entry.write(&response);
    }
    response
}

/// What pages of other sites may do with the API: read it.
fn allowed() -> Response {
    let mut response = reply::empty(StatusCode::NO_CONTENT);
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET"));
    headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("authorization"));
    response
}

/// Refuses what is meant for another server or comes from another's page.
async fn meant_for_us(State(app): Shared, request: Request, next: Next) -> Response {
    if app.hosts.allow(request.method(), request.headers()) {
        return next.run(request).await;
    }
    problem::details(&Fault::new(
        Kind::Forbidden,
        "unknown host name in the request, or a form sent by another site; to allow a host name, start the server \
         with --host NAME",
    ))
}

/// Lets in who has signed in, or has a key, where one has to.
async fn signed_in(State(app): Shared, request: Request, next: Next) -> Response {
    let Some(accounts) = app.accounts() else { return next.run(request).await };
    if login::is_open(request.uri().path()) || login::who(&app, &accounts, &request).is_some() {
        return next.run(request).await;
    }
    login::refused(&request)
}

async fn nothing_here(State(app): Shared, request: Request) -> Response {
    let fault = Fault::not_found("there is no page at this address");
    match request.uri().path().starts_with("/api/") {
        true => problem::details(&fault),
        false => message::page(&fault, "", &app.live.command()),
    }
}

async fn not_this_way(request: Request) -> Response {
    problem::details(&Fault::new(Kind::Method, format!("method {} is not allowed", request.method())))
}

/// True if a request may change nothing.
pub(crate) fn is_safe(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}
